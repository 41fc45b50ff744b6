"""GeoCLIP's published files become a bundle that finds places, from a folder and from a hub, or nothing changes."""

import json
import shutil
import socket
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import onnx
import pytest
from bundles import CITIES
from file_limits import files_up_to
from geoclips import PREPROCESSING, colour_at, make_published
from hubs import COMMIT, StandIn, standing_in
from onnx import TensorProto
from onnxruntime.quantization import QuantType, quantize_dynamic
from PIL import Image

from whence_engine import card
from whence_engine.cli.main import run
from whence_engine.errors import BundleError
from whence_engine.geo.sphere import distance_km
from whence_engine.inference import geoclip_install
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.geoclip import CLIP_INPUT, LOCATION, NAME, PLACES, PREPROCESSOR, Published, Variant
from whence_engine.inference.geoclip_build import build, read_input, read_places
from whence_engine.inference.single import predict_photos
from whence_engine.inference.verify import verify_bundle
from whence_engine.paths import folders
from whence_engine.photo import Photo, Prediction


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return make_published(tmp_path / "published")


@pytest.fixture
def hub(published: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with standing_in(published) as running:
        yield running


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a connection was opened")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)


def built(source: Path, target: Path, variant: Variant = Variant.QUANTIZED) -> Bundle:
    target.mkdir()
    list(build(Published(source, variant, "MIT", "a test", "local"), target))
    return Bundle.open(target)


def located(bundle: Bundle, folder: Path) -> list[tuple[float, float]]:
    """Paint a photo of each city and return the mean position of its likeliest cell."""
    folder.mkdir(exist_ok=True)
    photos = []
    for number, city in enumerate(CITIES):
        path = folder / f"{number}.png"
        Image.new("RGB", (320, 240), colour_at(*city)).save(path)
        photos.append(Photo(path, 1, 1, 1, "PNG", id=number))
    outcomes = list(predict_photos(photos, bundle))
    cells = [outcome[1].cells[0] for outcome in outcomes if isinstance(outcome, tuple)]
    x, y, z = bundle.grid.mean_xyz[cells].T
    return list(zip(np.degrees(np.arcsin(z)), np.degrees(np.arctan2(y, x)), strict=True))


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("edges", [TensorProto.FLOAT, TensorProto.FLOAT16], ids=["float32", "float16"])
def test_a_photo_is_placed_where_the_gallery_is_most_like_it(tmp_path: Path, edges: int) -> None:
    source = make_published(tmp_path / "published", edges=edges, variant=Variant.FP16)
    bundle = built(source, tmp_path / "bundle", Variant.FP16)
    for found, city in zip(located(bundle, tmp_path / "photos"), CITIES, strict=True):
        assert distance_km(*found, *city) < 1


def test_a_network_in_eight_bits_serves_as_well(tmp_path: Path) -> None:
    source = make_published(tmp_path / "published", variant=Variant.FULL)
    quantize_dynamic(source / Variant.FULL.file, source / Variant.UINT8.file, weight_type=QuantType.QUInt8)
    assert "MatMulInteger" in {node.op_type for node in onnx.load(source / Variant.UINT8.file).graph.node}
    bundle = built(source, tmp_path / "bundle", Variant.UINT8)
    for found, city in zip(located(bundle, tmp_path / "photos"), CITIES, strict=True):
        assert distance_km(*found, *city) < 1


def test_networks_that_leave_their_lengths_open_serve_as_well(tmp_path: Path) -> None:
    bundle = built(make_published(tmp_path / "published", vague=True), tmp_path / "bundle")
    assert bundle.card.embedding_size == 512
    assert verify_bundle(bundle.path) == []
    for found, city in zip(located(bundle, tmp_path / "photos"), CITIES, strict=True):
        assert distance_km(*found, *city) < 1


def test_the_published_network_is_kept_byte_for_byte(published: Path, tmp_path: Path) -> None:
    bundle = built(published, tmp_path / "bundle")
    network = published / Variant.QUANTIZED.file
    assert bundle.card.files[card.IMAGE] == card.file_sha256(network)
    assert bundle.card.names == {"image": "pixel_values", "embedding": "image_embeds"}
    recorded = bundle.card.extra["origin"]["files"]
    assert set(recorded) == {Variant.QUANTIZED.file, LOCATION, PLACES, PREPROCESSOR}
    for name, said in recorded.items():
        assert said == {"bytes": (published / name).stat().st_size, "sha256": card.file_sha256(published / name)}


def test_the_card_says_what_it_is_and_what_was_not_measured(published: Path, tmp_path: Path) -> None:
    made = built(published, tmp_path / "bundle").card
    assert (made.kind, made.name, made.version, made.input) == (card.Kind.GALLERY, NAME, "local", CLIP_INPUT)
    assert 0 < made.trust.single < 1
    assert made.scores["measured"] is None
    assert made.scores["calibrated"] is False
    assert not made.has_album


def test_a_bundle_is_made_twice_the_same(published: Path, tmp_path: Path) -> None:
    first, second = (built(published, tmp_path / name).card for name in ("a", "b"))
    assert first == second


def test_embeddings_are_kept_in_half_precision_at_length_one(published: Path, tmp_path: Path) -> None:
    bundle = built(published, tmp_path / "bundle")
    with np.load(bundle.path / card.GALLERY) as arrays:
        assert arrays["embedding"].dtype == np.float16
        np.testing.assert_allclose(np.linalg.norm(arrays["embedding"].astype(float), axis=1), 1, atol=1e-3)
        assert arrays["scale"] == pytest.approx(39.687, abs=1e-3)


def test_many_places_are_embedded_in_batches_with_progress(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    places = tuple(zip(random.uniform(-80, 80, 1300).tolist(), random.uniform(-180, 180, 1300).tolist(), strict=True))
    source = make_published(tmp_path / "published", places=places)
    (tmp_path / "bundle").mkdir()
    parts = list(build(Published(source, Variant.QUANTIZED, "MIT", "a test", "local"), tmp_path / "bundle"))
    assert [part.done for part in parts] == [0, 512, 1024, 1300]
    assert {part.total for part in parts} == {1300}
    assert Bundle.open(tmp_path / "bundle").gallery.embedding.shape == (1300, 512)


@pytest.mark.parametrize("name", [Variant.QUANTIZED.file, LOCATION, PLACES])
def test_a_missing_file_is_named(published: Path, tmp_path: Path, name: str) -> None:
    (published / name).unlink()
    with pytest.raises(BundleError, match=f"folders included: {name} is missing"):
        built(published, tmp_path / "bundle")


@pytest.mark.parametrize("name", [Variant.QUANTIZED.file, LOCATION])
def test_garbage_in_place_of_a_network_is_named(published: Path, tmp_path: Path, name: str) -> None:
    (published / name).write_bytes(b"<html>")
    with pytest.raises(BundleError, match=f"{name} cannot be loaded"):
        built(published, tmp_path / "bundle")


def test_networks_in_each_other_s_place_are_refused(published: Path, tmp_path: Path) -> None:
    vision, location = published / Variant.QUANTIZED.file, published / LOCATION
    swapped = vision.read_bytes(), location.read_bytes()
    location.write_bytes(swapped[0])
    with pytest.raises(BundleError, match=r"takes places \[N, 2\], but has pixel_values"):
        built(published, tmp_path / "a")
    vision.write_bytes(swapped[1])
    location.write_bytes(swapped[1])
    with pytest.raises(BundleError, match=r"takes pictures \[N, 3, S, S\], but has location"):
        built(published, tmp_path / "b")


def test_networks_of_different_widths_are_refused(tmp_path: Path) -> None:
    published = make_published(tmp_path / "published", width=768)
    with pytest.raises(BundleError, match=r"gives embeddings \[N, 512\]"):
        built(published, tmp_path / "bundle")


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "[[1]]", '[["north", 2]]', "[[91, 0]]", "[[0, 181]]", "[[NaN, 0]]", "[[1, 2], [3]]", "[1, 2]"],
)
def test_a_list_that_names_no_places_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "places.json").write_text(text)
    with pytest.raises(BundleError, match=r"Get .*places\.json again"):
        read_places(tmp_path / "places.json")


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, CLIP_INPUT),
        ({"size": 224, "crop_size": 224}, CLIP_INPUT),
        ({"size": {"shortest_edge": 256}}, replace(CLIP_INPUT, resize_px=256)),
        ({"image_mean": [0, 0, 0], "image_std": [1, 1, 1]}, replace(CLIP_INPUT, mean=(0, 0, 0), std=(1, 1, 1))),
    ],
)
def test_preprocessing_is_what_the_repository_states(tmp_path: Path, change: dict[str, Any], wanted: Any) -> None:
    (tmp_path / PREPROCESSOR).write_text(json.dumps(PREPROCESSING | change))
    assert read_input(tmp_path / PREPROCESSOR) == wanted


def test_preprocessing_that_is_not_stated_is_clip_s(tmp_path: Path) -> None:
    assert read_input(tmp_path / PREPROCESSOR) == CLIP_INPUT


@pytest.mark.parametrize(
    "change",
    [
        {"resample": 2},
        {"crop_size": {"height": 224, "width": 336}},
        {"image_mean": [0.5]},
        {"image_std": [0, 1, 1]},
        {"size": None},
    ],
)
def test_other_preprocessing_is_refused(tmp_path: Path, change: dict[str, Any]) -> None:
    (tmp_path / PREPROCESSOR).write_text(json.dumps(PREPROCESSING | change))
    with pytest.raises(BundleError, match="not CLIP's preprocessing"):
        read_input(tmp_path / PREPROCESSOR)


def test_one_command_fetches_checks_and_installs(hub: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "install", NAME, "--yes", "--source", hub.address]) == 0
    told = capsys.readouterr().err
    assert f"{hub.address}/Xenova/geoclip-large-patch14" in told
    assert f"commit {COMMIT}" in told
    assert "licence   mit" in told
    assert verify_bundle(folders().models / NAME) == []
    made = card.read(folders().models / NAME)
    assert made.extra["origin"]["revision"] == COMMIT
    assert [path.name for path in folders().models.iterdir()] == [NAME]
    assert not any((folders().cache / "downloads").iterdir())


def test_no_connection_is_opened_before_a_person_agrees(
    hub: StandIn, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "n")
    assert run(["models", "install", NAME, "--source", hub.address]) == 130
    assert hub.asked == []
    told = " ".join(capsys.readouterr().err.split())
    assert f"{hub.address}/Xenova/geoclip-large-patch14" in told
    assert "Licence MIT; about 350 MB to fetch" in told
    assert not folders().models.exists()
    assert not folders().cache.exists()


def test_another_licence_than_is_known_is_asked_about_again(hub: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.card = {"cardData": {"license": "cc-by-nc-4.0"}}
    said = iter("yn")
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(said))
    assert run(["models", "install", NAME, "--source", hub.address]) == 130
    assert [path for path, _ in hub.asked] == ["/api/models/Xenova/geoclip-large-patch14/revision/main"]
    assert not folders().models.exists()


def test_a_person_who_agrees_gets_it(hub: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: "y")
    assert run(["models", "install", NAME, "--source", hub.address]) == 0


def test_what_was_fetched_is_not_fetched_twice(hub: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    hub.status["/store/onnx/location"] = [403]
    assert run(["models", "install", NAME, "--yes", "--source", hub.address]) == 1
    assert "HTTP 403" in capsys.readouterr().err
    assert not list(folders().models.glob("*"))
    before = len(hub.asked)
    assert run(["models", "install", NAME, "--yes", "--source", hub.address]) == 0
    assert "of them already here" in capsys.readouterr().err
    assert {path for path, _ in hub.asked[before:] if path.startswith("/store/")} == {f"/store/{LOCATION}"}


def test_a_lie_about_a_hash_installs_nothing_and_keeps_what_was_installed(
    hub: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["models", "install", NAME, "--yes", "--source", hub.address]) == 0
    before = card.read(folders().models / NAME)
    size = (hub.folder / LOCATION).stat().st_size
    hub.lies[LOCATION] = {"lfs": {"size": size, "sha256": "0" * 64}}
    assert run(["models", "install", NAME, "--yes", "--source", hub.address]) == 1
    assert "its hash differs" in capsys.readouterr().err
    assert card.read(folders().models / NAME) == before


def test_a_network_that_cannot_run_is_not_installed(hub: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    model = onnx.load(hub.folder / Variant.QUANTIZED.file)
    for value in (*model.graph.input, *model.graph.output):
        value.type.tensor_type.shape.dim[0].dim_value = 7
    (hub.folder / Variant.QUANTIZED.file).write_bytes(model.SerializeToString())
    assert run(["models", "install", NAME, "--yes", "--source", hub.address]) == 1
    assert "Choose another --variant than quantized" in capsys.readouterr().err
    assert list(folders().models.iterdir()) == []


def test_a_variant_that_is_not_there_names_those_that_are(hub: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "install", NAME, "--yes", "--source", hub.address, "--variant", "q4"]) == 1
    assert "it has the variants quantized" in capsys.readouterr().err


def test_too_little_room_is_told_before_anything_is_fetched(
    hub: StandIn, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - the standard library's own type is private
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 10**6))
    assert run(["models", "install", NAME, "--yes", "--source", hub.address]) == 1
    assert "the model needs 175 MB and 1 MB are free; nothing was begun" in capsys.readouterr().err
    assert not any(path.startswith("/store/") for path, _ in hub.asked)


def test_a_second_installation_waits_its_turn(hub: StandIn, capsys: pytest.CaptureFixture[str]) -> None:
    with geoclip_install._alone(folders().cache / "downloads" / f"{NAME}-{COMMIT}"):
        assert run(["models", "install", NAME, "--yes", "--source", hub.address]) == 1
    assert "Wait for the other installation" in capsys.readouterr().err


@pytest.mark.usefixtures("no_network")
def test_files_of_one_s_own_need_no_network(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "install", NAME, "--from", str(published)]) == 0
    assert "--model geoclip" in capsys.readouterr().err
    assert verify_bundle(folders().models / NAME) == []
    shutil.rmtree(published)
    assert verify_bundle(folders().models / NAME) == []


def test_a_disk_that_fills_up_leaves_nothing_half_installed(
    published: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with files_up_to(9000):
        assert run(["models", "install", NAME, "--from", str(published)]) == 1
    assert "cannot be written" in capsys.readouterr().err
    assert list(folders().models.iterdir()) == []


def test_another_name_is_no_published_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["models", "install", "geoclop"]) == 2
    assert "There is no geoclop: name a bundle's folder or file, or geoclip" in capsys.readouterr().err


@pytest.mark.usefixtures("no_network")
def test_an_installed_model_gives_a_photo_its_candidates(
    published: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["models", "install", NAME, "--from", str(published)])
    tokyo = CITIES[8]
    photo = tmp_path / "photos" / "no hint.png"
    photo.parent.mkdir()
    Image.new("RGB", (320, 240), colour_at(*tokyo)).save(photo)
    capsys.readouterr()
    assert run(["locate", str(photo), "--model", NAME, "--json"]) == 0
    first = json.loads(capsys.readouterr().out)["candidates"][0]
    assert distance_km(first["lat"], first["lon"], *tokyo) < 25
    assert first["cues"] == {"pixels": 1.0}
    assert "The picture itself" in first["because"][0]


def test_predictions_are_kept_small(published: Path, tmp_path: Path) -> None:
    bundle = built(published, tmp_path / "bundle")
    path = tmp_path / "grey.png"
    Image.new("RGB", (32, 32), (128, 128, 128)).save(path)
    ((_, said),) = [
        one for one in predict_photos([Photo(path, 1, 1, 1, "PNG", id=1)], bundle) if isinstance(one, tuple)
    ]
    assert isinstance(said, Prediction)
    assert said.mass.sum() == pytest.approx(1, abs=1e-5)
    assert said.embedding.dtype == np.float16
