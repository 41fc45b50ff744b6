"""Model bundles: found by name, and nothing in them is believed that the card does not vouch for."""

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from bundles import CITIES, make_bundle, make_grid, seal, zipped

from whence_engine import card
from whence_engine.card import Kind, PerNetwork
from whence_engine.errors import BundleError, SettingsError
from whence_engine.grid import store
from whence_engine.inference.bundle import Bundle, find_bundle, list_bundles, name_of
from whence_engine.inference.install import install_bundle, uninstall_bundle
from whence_engine.inference.verify import verify_bundle
from whence_engine.paths import Folders


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return make_bundle(tmp_path / "tiny")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders(tmp_path / "data", tmp_path / "cache", tmp_path / "config")


def test_a_sealed_bundle_opens_with_its_card_and_grid(tiny: Path) -> None:
    bundle = Bundle.open(tiny)
    assert bundle.card.name == "tiny"
    assert len(bundle.grid) == len(CITIES)


def test_the_maker_makes_the_same_bundle_twice(tmp_path: Path) -> None:
    first, second = (Bundle.open(make_bundle(tmp_path / name)) for name in ("a", "b"))
    assert first.card.files[card.IMAGE] == second.card.files[card.IMAGE]
    assert first.fingerprint == second.fingerprint


@pytest.mark.parametrize("inside", ["", "tiny/"], ids=["at the top", "in its folder"])
def test_a_zip_is_as_good_as_a_folder(tiny: Path, inside: str) -> None:
    packed = Bundle.open(zipped(tiny, inside=inside))
    assert packed.fingerprint == Bundle.open(tiny).fingerprint
    assert packed.image_network().run(np.zeros((1, 3, 32, 32), np.float32))["logits"].shape == (1, len(CITIES))


@pytest.mark.parametrize("name", [card.GRID, card.IMAGE, card.ALBUM])
def test_an_altered_file_is_refused_and_named(tiny: Path, name: str) -> None:
    data = bytearray((tiny / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tiny / name).write_bytes(data)
    with pytest.raises(BundleError, match=f"anew: {name} is not the file"):
        Bundle.open(tiny)


@pytest.mark.parametrize("name", [card.GRID, card.IMAGE, card.ALBUM, card.CARD])
def test_a_missing_file_is_named(tiny: Path, name: str) -> None:
    (tiny / name).unlink()
    with pytest.raises(BundleError, match=name):
        Bundle.open(tiny)


def test_a_file_that_changes_after_opening_is_not_loaded(tiny: Path) -> None:
    bundle = Bundle.open(tiny)
    (tiny / card.IMAGE).write_bytes(b"another network")
    with pytest.raises(BundleError, match="changed while it was in use"):
        bundle.image_network()


def test_another_grid_than_the_card_s_is_refused(tiny: Path) -> None:
    store.save(make_grid(CITIES[::-1]), tiny / card.GRID)
    with pytest.raises(BundleError, match="another grid than the card names"):
        Bundle.open(seal(tiny))


def test_a_bundle_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="all of it is missing"):
        Bundle.open(tmp_path / "nowhere.whence")


@pytest.mark.parametrize("raw", [b"", b"no zip at all", b"PK\x03\x04" + b"\0" * 40], ids=["empty", "text", "torn"])
def test_garbage_is_no_zip(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "garbage.whence"
    path.write_bytes(raw)
    with pytest.raises(BundleError, match="cannot be read"):
        Bundle.open(path)


def test_a_torn_zip_never_opens_half_way(tiny: Path) -> None:
    whole = zipped(tiny).read_bytes()
    for end in range(0, len(whole), len(whole) // 40):
        path = tiny.with_name("torn.whence")
        path.write_bytes(whole[:end])
        with pytest.raises(BundleError):
            Bundle.open(path)


def test_a_zip_without_a_card_says_so(tmp_path: Path) -> None:
    path = tmp_path / "other.whence"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "Dear all")
    with pytest.raises(BundleError, match=r"there is no card\.json in it"):
        Bundle.open(path)


def test_paths_that_climb_out_of_a_zip_write_nothing(tiny: Path) -> None:
    path = zipped(tiny)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../../climbed", "out")
    before = sorted(tiny.parent.parent.rglob("*"))
    Bundle.open(path)
    assert sorted(tiny.parent.parent.rglob("*")) == before


def test_a_bomb_is_refused_before_it_is_unpacked(tiny: Path) -> None:
    (tiny / card.ALBUM).write_bytes(bytes(20_000_000))
    with pytest.raises(BundleError, match="packed to fill the memory"):
        Bundle.open(zipped(seal(tiny)))


def test_a_network_that_keeps_weights_elsewhere_is_refused(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = onnx.load(tiny / card.IMAGE)
    outside = tiny.parent / "outside.bin"
    for constant in model.graph.initializer:
        constant.data_location = onnx.TensorProto.EXTERNAL
        constant.external_data.add(key="location", value=outside.name)
        outside.write_bytes(constant.raw_data)
        constant.ClearField("raw_data")
    (tiny / card.IMAGE).write_bytes(model.SerializeToString())
    monkeypatch.chdir(outside.parent)
    with pytest.raises(BundleError, match="cannot be loaded"):
        Bundle.open(seal(tiny)).image_network()


@pytest.mark.parametrize("raw", [b"", b"junk" * 100])
def test_a_network_that_is_none_cannot_be_loaded(tiny: Path, raw: bytes) -> None:
    (tiny / card.IMAGE).write_bytes(raw)
    with pytest.raises(BundleError, match=r"image\.onnx of .* cannot be loaded"):
        Bundle.open(seal(tiny)).image_network()


def test_an_embedding_of_another_size_than_the_card_s_is_refused(tiny: Path) -> None:
    bundle = Bundle.open(seal(tiny, replace(card.read(tiny), embedding_size=17)))
    with pytest.raises(BundleError, match="embedding has 16 values where the card says 17"):
        bundle.image_network()


def test_a_classifier_without_logits_is_refused(tmp_path: Path) -> None:
    folder = make_bundle(tmp_path / "g", kind=Kind.GALLERY)
    bundle = Bundle.open(seal(folder, replace(card.read(folder), kind=Kind.CLASSIFIER)))
    with pytest.raises(BundleError, match="no output 'logits'"):
        bundle.image_network()


def test_a_bundle_without_an_album_network_says_so(tmp_path: Path) -> None:
    bundle = Bundle.open(make_bundle(tmp_path / "single", album=False))
    assert not bundle.card.has_album
    with pytest.raises(BundleError, match="has no album network"):
        bundle.album_network()


def test_a_provider_that_is_not_here_is_one_sentence(tiny: Path) -> None:
    with pytest.raises(SettingsError, match=r"whence settings provider.*no AbacusExecutionProvider here"):
        Bundle.open(tiny).image_network(provider="AbacusExecutionProvider")


def test_the_fingerprint_follows_what_shapes_a_prediction(tiny: Path) -> None:
    before = Bundle.open(tiny).fingerprint
    described = card.read(tiny)
    talk = replace(described, intended_use="Something else.", trust=PerNetwork(0, 0), temperature=PerNetwork(1, 9))
    assert Bundle.open(seal(tiny, talk)).fingerprint == before
    hotter = replace(described, temperature=PerNetwork(2, 1))
    assert Bundle.open(seal(tiny, hotter)).fingerprint != before
    larger = replace(described, input=replace(described.input, value_scale=2.0))
    assert Bundle.open(seal(tiny, larger)).fingerprint != before


def test_a_bundle_is_found_by_folder_by_file_and_by_installed_name(tiny: Path, folders: Folders) -> None:
    installed = make_bundle(folders.models / "lisbon-1.0")
    packed = zipped(make_bundle(folders.models / "porto"))
    assert find_bundle(str(tiny), folders) == tiny
    assert find_bundle(str(zipped(tiny)), folders) == zipped(tiny)
    assert find_bundle("lisbon-1.0", folders) == installed
    packed.with_name("porto").rename(folders.models / "moved")
    assert find_bundle("porto", folders) == packed


@pytest.mark.parametrize("name", ["", "~nobody-at-all/x", "a\0b", "../../x"])
def test_a_name_that_cannot_be_is_no_model(folders: Folders, name: str) -> None:
    with pytest.raises(BundleError):
        Bundle.open(find_bundle(name, folders))


def test_installed_bundles_are_listed_by_name(folders: Folders) -> None:
    made = {make_bundle(folders.models / name) for name in ("b", "a")}
    (folders.models / "no bundle").mkdir()
    assert {path for path in list_bundles(folders) if path.parent == folders.models} == made


def test_every_listed_bundle_is_found_by_its_name(folders: Folders) -> None:
    make_bundle(folders.models / "lisbon-1.0")
    zipped(make_bundle(folders.models / "unpacked")).rename(folders.models / "porto.2.whence")
    listed = list_bundles(folders)
    assert {"starter", "lisbon-1.0", "porto.2"} < {name_of(path) for path in listed}
    assert [find_bundle(name_of(path), folders) for path in listed] == listed


def test_the_starter_is_package_data_without_a_fault(folders: Folders) -> None:
    starter = find_bundle("starter", folders)
    assert starter.parts[-3:] == ("whence_engine", "inference", "starter")
    assert starter in list_bundles(folders)
    assert verify_bundle(starter) == []


def test_an_unknown_name_lists_the_known_ones(folders: Folders) -> None:
    make_bundle(folders.models / "lisbon")
    with pytest.raises(BundleError, match=r"no model 'lisboa'.*lisbon"):
        find_bundle("lisboa", folders)


def test_a_good_bundle_has_no_faults(tiny: Path) -> None:
    assert verify_bundle(tiny) == []
    assert verify_bundle(zipped(tiny)) == []


def test_every_altered_file_is_a_fault_of_its_own(tiny: Path) -> None:
    (tiny / card.ALBUM).unlink()
    (tiny / card.IMAGE).write_bytes(b"altered")
    assert [fault.file for fault in verify_bundle(tiny)] == [card.ALBUM, card.IMAGE]


def test_an_album_network_with_a_frozen_length_is_a_fault(tiny: Path) -> None:
    """The trap of an exporter: it answers for the number of photos that it was exported with, and for no other."""
    model = onnx.load(tiny / card.ALBUM)
    for value in (*model.graph.input, *model.graph.output):
        value.type.tensor_type.shape.dim[1].dim_value = 2
    (tiny / card.ALBUM).write_bytes(model.SerializeToString())
    assert [fault.file for fault in verify_bundle(seal(tiny))] == [card.ALBUM]


@pytest.mark.parametrize(
    "change",
    [
        {"lat": np.zeros(3)},
        {"lon": np.full(len(CITIES), np.nan)},
        {"lat": np.full(len(CITIES), 91.0)},
        {"embedding": np.zeros((len(CITIES), 16), np.float16)},
        {"embedding": np.ones((len(CITIES), 3), np.float16)},
        {"scale": np.array([1.0, 2.0])},
        {"scale": np.nan},
        {"lat": np.array(["north"] * len(CITIES))},
    ],
)
def test_a_gallery_that_does_not_fit_is_a_fault(tmp_path: Path, change: dict[str, Any]) -> None:
    folder = make_bundle(tmp_path / "g", kind=Kind.GALLERY)
    with np.load(folder / card.GALLERY) as arrays:
        columns = dict(arrays)
    np.savez(folder / card.GALLERY, **(columns | change))
    assert [fault.file for fault in verify_bundle(seal(folder))] == [card.GALLERY]


def test_a_card_of_a_newer_version_is_a_fault_of_the_card(tiny: Path) -> None:
    values = json.loads((tiny / card.CARD).read_text())
    (tiny / card.CARD).write_text(json.dumps(values | {"format": 99}))
    assert "update Whence" in verify_bundle(tiny)[0].reason


def test_grid_garbage_with_the_right_hash_is_a_fault_of_the_grid(tiny: Path) -> None:
    (tiny / card.GRID).write_bytes(b"no archive")
    assert [fault.file for fault in verify_bundle(seal(tiny))] == [card.GRID]


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_an_installed_bundle_is_found_by_the_name_on_its_card(tiny: Path, folders: Folders, packed: bool) -> None:
    installed = install_bundle(zipped(tiny, inside="x/") if packed else tiny, folders)
    assert find_bundle("tiny", folders) == installed == folders.models / "tiny"
    assert verify_bundle(installed) == []
    assert [path.name for path in folders.models.iterdir()] == ["tiny"]


def test_installing_again_replaces(tiny: Path, folders: Folders) -> None:
    install_bundle(tiny, folders)
    (tiny / "notes.txt").write_text("new in this version")
    installed = install_bundle(seal(tiny, replace(card.read(tiny), version="2.0")), folders)
    assert card.read(installed).version == "2.0"
    assert [path.name for path in folders.models.iterdir()] == ["tiny"]


def test_a_faulty_bundle_leaves_what_is_installed(tiny: Path, folders: Folders) -> None:
    installed = install_bundle(tiny, folders)
    (tiny / card.IMAGE).write_bytes(b"altered")
    with pytest.raises(BundleError, match=card.IMAGE):
        install_bundle(tiny, folders)
    assert verify_bundle(installed) == []


def test_no_bundle_takes_the_starter_s_name(tmp_path: Path, folders: Folders) -> None:
    with pytest.raises(BundleError, match="comes with the program"):
        install_bundle(make_bundle(tmp_path / "s", name="starter"), folders)


def test_an_uninstalled_bundle_is_gone(tiny: Path, folders: Folders) -> None:
    install_bundle(tiny, folders)
    zipped(make_bundle(folders.models / "dropped")).rename(folders.models / "packed.whence")
    for name in ("tiny", "dropped", "packed"):
        uninstall_bundle(name, folders)
    assert list(folders.models.iterdir()) == []
    for name in ("tiny", "../tiny", "starter"):
        with pytest.raises(BundleError, match="no installed model"):
            uninstall_bundle(name, folders)
