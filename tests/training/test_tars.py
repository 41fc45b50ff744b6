"""Tar shards: every photo, or a sentence."""

import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tar_files import tar_of

from whence_engine.errors import UsageError
from whence_training.data.tars import Sample, members, samples, split_name


def test_files_of_one_key_are_one_sample(tmp_path: Path) -> None:
    tar_of(tmp_path / "a.tar", {"x/1.jpg": b"one", "x/1.json": b"{}", "x/2.seg.PNG": b"two", "y/2.jpg": b"three"})
    assert list(samples(tmp_path / "a.tar")) == [
        Sample("x/1", {"jpg": b"one", "json": b"{}"}),
        Sample("x/2", {"seg.png": b"two"}),
        Sample("y/2", {"jpg": b"three"}),
    ]


def test_what_is_not_wanted_is_not_read_but_known(tmp_path: Path) -> None:
    tar_of(tmp_path / "a.tar", {"1.jpg": b"one", "1.json": b"{}", "2.jpg": b"two"})
    assert list(samples(tmp_path / "a.tar", ("json",))) == [Sample("1", {"json": b"{}"}), Sample("2")]


def test_folders_and_links_are_no_files(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        folder, link = tarfile.TarInfo("x"), tarfile.TarInfo("x/link.jpg")
        folder.type, link.type, link.linkname = tarfile.DIRTYPE, tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(folder)
        archive.addfile(link)
    assert list(members(tmp_path / "a.tar")) == []


def test_names_that_no_header_can_hold_are_read(tmp_path: Path) -> None:
    name = "é" * 80 + "/" + "b" * 90 + ".jpg"
    tar_of(tmp_path / "a.tar", {name: b"one"})
    assert list(members(tmp_path / "a.tar")) == [(name, b"one")]


@given(st.text("ab./", min_size=1))
def test_key_and_suffix_make_the_name(name: str) -> None:
    key, suffix = split_name(name)
    assert name in {f"{key}.{suffix}", key}
    assert "." not in key.rpartition("/")[2]


def whole(tmp_path: Path) -> bytes:
    tar_of(tmp_path / "whole.tar", {f"{number}.{kind}": b"x" * 700 for number in range(4) for kind in ("jpg", "json")})
    return (tmp_path / "whole.tar").read_bytes()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(end=st.integers(0, 8 * 1536))
def test_a_shard_that_breaks_off_anywhere_is_refused(tmp_path: Path, end: int) -> None:
    broken = tmp_path / "broken.tar"
    broken.write_bytes(whole(tmp_path)[:end])
    with pytest.raises(UsageError, match=r"broken\.tar is damaged \(.+\): make it or fetch it again"):
        list(samples(broken))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(member=st.integers(0, 7), at=st.integers(0, 256), bit=st.integers(0, 7))
def test_no_damaged_header_loses_a_photo_without_a_word(tmp_path: Path, member: int, at: int, bit: int) -> None:
    """Every bit of what a header states is under its checksum (but for those of the checksum that spaces may fill)."""
    data = bytearray(whole(tmp_path))
    data[member * 1536 + at] ^= 1 << bit
    broken = tmp_path / "broken.tar"
    broken.write_bytes(data)
    try:
        found = [name for name, _ in members(broken)]
    except UsageError:
        return
    assert len(found) == 8


def test_archives_that_were_put_one_behind_the_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "two.tar").write_bytes(whole(tmp_path) * 2)
    with pytest.raises(UsageError, match="no header at byte"):
        list(members(tmp_path / "two.tar"))


@pytest.mark.parametrize("data", [b"", b"no tar at all", b"\0" * 100])
def test_what_is_no_tar_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.tar").write_bytes(data)
    with pytest.raises(UsageError, match="damaged"):
        list(members(tmp_path / "a.tar"))


def test_a_shard_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        list(members(tmp_path / "none.tar"))


def test_an_archive_that_another_program_ended_is_read(tmp_path: Path) -> None:
    """GNU tar pads to ten kilobytes, WebDataset's writer to two blocks."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("1.jpg"), io.BytesIO())
    short = out.getvalue()[: 3 * 512]
    (tmp_path / "a.tar").write_bytes(short)
    assert list(members(tmp_path / "a.tar")) == [("1.jpg", b"")]
