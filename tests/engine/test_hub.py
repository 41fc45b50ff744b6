"""Downloads from a model hub: resumed, believed only by their hash, and every failure one sentence."""

import json
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from file_limits import files_up_to
from hubs import COMMIT, StandIn, standing_in

from whence_engine.errors import DownloadError, StorageError, UsageError
from whence_engine.inference import hub as client
from whence_engine.inference.download import ATTEMPTS, PART, blob_sha1, download
from whence_engine.inference.hub import Hub, HubFile, InterruptedDownloadError

REPOSITORY = "somebody/model"
LARGE = bytes(range(256)) * 40


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    served = tmp_path / "served" / "onnx"
    served.mkdir(parents=True)
    (served / "large.onnx").write_bytes(LARGE)
    (served.parent / "small.json").write_bytes(b"[1, 2]")
    with standing_in(served.parent) as running:
        yield running


def fetched(stand_in: StandIn, target: Path, name: str = "onnx/large.onnx") -> list[int]:
    hub = Hub(stand_in.address)
    listing = hub.listing(REPOSITORY)
    waits: list[float] = []
    return list(download(hub, REPOSITORY, listing.revision, listing.files[name], target, pause=waits.append))


def test_a_listing_tells_commit_licence_sizes_and_hashes(stand_in: StandIn) -> None:
    listing = Hub(stand_in.address + "/").listing(REPOSITORY, "main")
    assert (listing.revision, listing.licence) == (COMMIT, "mit")
    large, small = listing.files["onnx/large.onnx"], listing.files["small.json"]
    assert large.size == len(LARGE)
    assert large.sha256 is not None
    assert (small.sha256, small.size) == (None, 6)
    assert small.blob_sha1 == blob_sha1(stand_in.folder / "small.json")


@pytest.mark.parametrize(
    ("card", "told"),
    [({"tags": ["onnx", "license:apache-2.0"]}, "apache-2.0"), ({}, "not stated"), ({"cardData": None}, "not stated")],
)
def test_a_licence_is_what_the_source_states(stand_in: StandIn, card: dict[str, Any], told: str) -> None:
    stand_in.card = card
    assert Hub(stand_in.address).listing(REPOSITORY).licence == told


@pytest.mark.parametrize("name", ["onnx/large.onnx", "small.json"], ids=["large-file storage", "git"])
@pytest.mark.parametrize("redirects", [True, False])
def test_a_file_arrives_whole(stand_in: StandIn, tmp_path: Path, name: str, redirects: bool) -> None:
    stand_in.redirects = redirects
    target = tmp_path / "deep" / "file"
    assert fetched(stand_in, target, name)[-1] == (stand_in.folder / name).stat().st_size
    assert target.read_bytes() == (stand_in.folder / name).read_bytes()
    assert [path.name for path in target.parent.iterdir()] == ["file"]


def test_a_file_that_is_there_is_not_asked_for_again(stand_in: StandIn, tmp_path: Path) -> None:
    fetched(stand_in, tmp_path / "file")
    before = len(stand_in.asked)
    assert fetched(stand_in, tmp_path / "file") == [len(LARGE)]
    assert [path for path, _ in stand_in.asked[before:]] == [f"/api/models/{REPOSITORY}/revision/main"]


def test_a_connection_that_keeps_breaking_is_taken_up_again_where_it_broke(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in.cut_after = 3000
    fetched(stand_in, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == LARGE
    ranges = [wanted for path, wanted in stand_in.asked if path.startswith("/store/")]
    assert ranges == ["", "bytes=3000-", "bytes=6000-", "bytes=9000-"]


def test_a_later_run_goes_on_where_an_earlier_one_was_killed(stand_in: StandIn, tmp_path: Path) -> None:
    (tmp_path / ("file" + PART)).write_bytes(LARGE[:7000])
    fetched(stand_in, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == LARGE
    assert stand_in.asked[-1][1] == "bytes=7000-"


def test_a_source_without_ranges_begins_anew(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in.ranges = False
    (tmp_path / ("file" + PART)).write_bytes(b"x" * 7000)
    fetched(stand_in, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == LARGE


def test_a_source_that_gives_nothing_is_given_up(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in.status["/store/"] = [503] * 20
    with pytest.raises(InterruptedDownloadError, match=r"127\.0\.0\.1 is busy \(HTTP 503\); run the command again"):
        fetched(stand_in, tmp_path / "file")
    assert sum(path.startswith("/store/") for path, _ in stand_in.asked) == ATTEMPTS


def test_a_busy_source_is_asked_again(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in.status["/store/"] = [429, 500]
    fetched(stand_in, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == LARGE


@pytest.mark.parametrize("begun", [0, 7000], ids=["from the start", "resumed over damage"])
def test_other_bytes_than_announced_are_thrown_away(stand_in: StandIn, tmp_path: Path, begun: int) -> None:
    if begun:
        (tmp_path / ("file" + PART)).write_bytes(b"x" * begun)
    else:
        stand_in.lies["onnx/large.onnx"] = {"lfs": {"size": len(LARGE), "sha256": "0" * 64}}
    with pytest.raises(DownloadError, match="its hash differs; nothing of it was kept"):
        fetched(stand_in, tmp_path / "file")
    assert not list(tmp_path.glob("file*"))


def test_another_length_than_announced_is_not_even_begun(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in.lies["onnx/large.onnx"] = {"lfs": {"size": len(LARGE) + 1, "sha256": "0" * 64}}
    with pytest.raises(DownloadError, match=r"announced 10241 bytes of onnx/large\.onnx and sends 10240"):
        fetched(stand_in, tmp_path / "file")
    assert not list(tmp_path.glob("file*"))


def test_a_login_page_in_place_of_a_file_costs_nothing_that_was_fetched(stand_in: StandIn, tmp_path: Path) -> None:
    (tmp_path / ("file" + PART)).write_bytes(LARGE[:7000])
    stand_in.login = "files"
    with pytest.raises(DownloadError, match=r"answered with a web page.*log in to this network"):
        fetched(stand_in, tmp_path / "file")
    assert (tmp_path / ("file" + PART)).read_bytes() == LARGE[:7000]


def test_a_login_page_in_place_of_the_listing_is_told_as_one(stand_in: StandIn) -> None:
    stand_in.login = "all"
    with pytest.raises(DownloadError, match="log in to this network"):
        Hub(stand_in.address).listing(REPOSITORY)


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"null",
        b"[" * 100_000,
        b"{}",
        b'{"sha": "main", "siblings": []}',
        json.dumps({"sha": COMMIT, "siblings": [{"rfilename": "a"}]}).encode(),
        json.dumps({"sha": COMMIT, "siblings": [{"rfilename": "a", "size": -1, "blobId": "0" * 40}]}).encode(),
        json.dumps({"sha": COMMIT, "siblings": [{"rfilename": "a", "size": 1, "blobId": "0"}]}).encode(),
        json.dumps({"sha": COMMIT, "siblings": [{"rfilename": "a", "lfs": {"size": 1, "sha256": None}}]}).encode(),
        json.dumps({"sha": COMMIT, "siblings": [], "tags": 3}).encode(),
    ],
)
def test_a_broken_listing_is_one_sentence(stand_in: StandIn, reply: bytes) -> None:
    stand_in.listing = reply
    with pytest.raises(DownloadError, match="does not answer as a model hub does"):
        Hub(stand_in.address).listing(REPOSITORY)


def test_what_is_not_there_is_named(stand_in: StandIn) -> None:
    stand_in.status["/api/"] = [404]
    with pytest.raises(DownloadError, match=r"does not give /api/models/somebody/model/revision/gone \(HTTP 404\)"):
        Hub(stand_in.address).listing(REPOSITORY, "gone")


def test_nobody_at_the_address_is_one_sentence() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(InterruptedDownloadError, match=r"The connection to 127\.0\.0\.1 failed"):
        Hub(f"http://127.0.0.1:{port}").listing(REPOSITORY)


def test_a_silent_source_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "TIMEOUT_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(InterruptedDownloadError, match="timed out"):
            Hub(address).listing(REPOSITORY)


def test_a_proxy_of_the_environment_is_asked(stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", stand_in.address)
    assert Hub("http://hub.invalid").listing(REPOSITORY).revision == COMMIT


def test_an_encrypted_source_may_not_lead_to_an_open_connection(tmp_path: Path) -> None:
    redirects = client._Redirects()
    request = urllib.request.Request("https://hub.invalid/file")
    with pytest.raises(DownloadError, match=r"hub\.invalid leads to an open connection"):
        redirects.redirect_request(request, None, 302, "Found", {}, "http://elsewhere.invalid/file")
    followed = redirects.redirect_request(request, None, 302, "Found", {}, "https://elsewhere.invalid/file")
    assert followed is not None
    assert followed.full_url == "https://elsewhere.invalid/file"


@pytest.mark.parametrize("address", ["", "hub.example", "ftp://hub.example", "file:///etc", "https://"])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="https://HOST"):
        Hub(address)


def test_a_full_disk_keeps_what_there_is_room_for(stand_in: StandIn, tmp_path: Path) -> None:
    stand_in.cut_after = 3000
    with (
        files_up_to(5000),
        pytest.raises(StorageError, match="the disk is full; make room and run the command again, it goes on"),
    ):
        fetched(stand_in, tmp_path / "file")
    assert (tmp_path / ("file" + PART)).read_bytes() == LARGE[:5000]


def test_closing_a_download_keeps_what_came(stand_in: StandIn, tmp_path: Path) -> None:
    hub = Hub(stand_in.address)
    file = hub.listing(REPOSITORY).files["onnx/large.onnx"]
    running = download(hub, REPOSITORY, COMMIT, file, tmp_path / "file")
    next(running)
    running.close()
    assert (tmp_path / ("file" + PART)).stat().st_size > 0


def test_an_empty_file_is_a_file(stand_in: StandIn, tmp_path: Path) -> None:
    (stand_in.folder / "empty").touch()
    fetched(stand_in, tmp_path / "file", "empty")
    assert (tmp_path / "file").read_bytes() == b""


def test_git_names_bytes_as_git_does(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"hello\n")
    assert blob_sha1(tmp_path / "file") == "ce013625030ba8dba906f756967f9e9ca394464a"
    assert HubFile("file", 6, None, "ce013625030ba8dba906f756967f9e9ca394464a").sha256 is None
