"""The model card: strict about what it knows, kind to what it does not."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine import card
from whence_engine.card import Channels, Crop, InputSpec, Kind, ModelCard, PerNetwork, Resampling
from whence_engine.errors import BundleError

SUM = "ab" * 32

CARD = ModelCard(
    kind=Kind.CLASSIFIER,
    name="tiny-1.0",
    version="1.0",
    licence="MIT",
    intended_use="Tests; not for finding out where other people were.",
    data="Rendered squares.",
    input=InputSpec(size_px=224, mean=(0.5, 0.5, 0.5), std=(0.25, 0.25, 0.25)),
    embedding_size=16,
    grid_hash="c0ffee",
    files={"grid.npz": SUM, "image.onnx": SUM},
)


def document(**changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(CARD.to_json())
    return values | changes


def parsed(values: dict[str, Any]) -> ModelCard:
    return card.parse(json.dumps(values).encode(), "tiny")


numbers = st.floats(-1e6, 1e6)
positive = st.floats(1e-6, 1e6)
triples = st.tuples(numbers, numbers, numbers)
json_values = st.recursive(st.none() | st.booleans() | numbers | st.text(), lambda inner: st.lists(inner, max_size=3))
specs = st.builds(
    InputSpec,
    size_px=st.integers(8, 512),
    crop=st.sampled_from(Crop),
    resampling=st.sampled_from(Resampling),
    resize_px=st.just(0) | st.integers(512, 4096),
    channels=st.sampled_from(Channels),
    value_scale=positive,
    mean=triples,
    std=st.tuples(positive, positive, positive),
)


@given(
    spec=specs,
    temperature=st.builds(PerNetwork, positive, positive),
    trust=st.builds(PerNetwork, st.floats(0, 1), st.floats(0, 1)),
    scores=st.dictionaries(st.text(), json_values, max_size=3),
    extra=st.dictionaries(st.text().map("x-{}".format), json_values, max_size=3),
)
def test_what_is_written_is_read_back(
    spec: InputSpec, temperature: PerNetwork, trust: PerNetwork, scores: dict[str, Any], extra: dict[str, Any]
) -> None:
    written = replace(CARD, input=spec, temperature=temperature, trust=trust, scores=scores, extra=extra)
    assert card.parse(written.to_json().encode(), "tiny") == written


def test_a_card_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_text(CARD.to_json(), encoding="utf-8")
    assert card.read(tmp_path) == CARD


def test_a_folder_without_a_card_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="is no model bundle"):
        card.read(tmp_path)


def test_keys_of_a_later_version_are_kept() -> None:
    again = json.loads(parsed(document(colour="green")).to_json())
    assert again["colour"] == "green"


def test_temperature_and_trust_may_be_left_out() -> None:
    values = document()
    del values["temperature"], values["trust"], values["scores"]
    assert parsed(values).trust == PerNetwork(1.0, 1.0)


def test_a_card_of_a_newer_format_asks_for_an_update() -> None:
    with pytest.raises(BundleError, match=r"newer Whence .* update Whence"):
        parsed(document(format=card.FORMAT + 1))


def test_a_gallery_needs_its_gallery() -> None:
    with pytest.raises(BundleError, match=r"names gallery\.npz"):
        parsed(document(kind="gallery"))


@pytest.mark.parametrize("key", [key for key in document() if key not in {"temperature", "trust", "scores"}])
def test_a_missing_key_is_named(key: str) -> None:
    values = document()
    del values[key]
    with pytest.raises(BundleError, match=key):
        parsed(values)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 0),
        ("format", True),
        ("format", "1"),
        ("kind", "oracle"),
        ("name", "../escape"),
        ("name", ""),
        ("licence", " "),
        ("data", 7),
        ("input", []),
        ("embedding_size", 0),
        ("embedding_size", 16.0),
        ("grid_hash", None),
        ("files", {"grid.npz": SUM}),
        ("files", {"grid.npz": SUM, "image.onnx": "abc"}),
        ("files", {"grid.npz": SUM, "image.onnx": SUM, "../../evil": SUM}),
        ("files", {"grid.npz": SUM, "image.onnx": SUM, "card.json": SUM}),
        ("temperature", {"single": 0, "album": 1}),
        ("temperature", {"single": "warm"}),
        ("trust", {"single": 1.5}),
        ("trust", {"album": -0.1}),
        ("scores", 3),
    ],
)
def test_a_wrong_value_is_named(key: str, value: Any) -> None:
    with pytest.raises(BundleError, match=key):
        parsed(document(**{key: value}))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("size_px", 4),
        ("size_px", 1 << 20),
        ("crop", "left"),
        ("resampling", "guess"),
        ("resize_px", 200),
        ("layout", "NHWC"),
        ("channels", "GRB"),
        ("value_scale", -1),
        ("mean", [0, 0]),
        ("std", [1, 0, 1]),
        ("std", [1, True, 1]),
    ],
)
def test_a_wrong_input_is_named(key: str, value: Any) -> None:
    values = document()
    values["input"][key] = value
    with pytest.raises(BundleError, match=key):
        parsed(values)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{", b"\xff\xfe", b'{"format": NaN}', b"[" * 100_000, b" " * (card.LARGEST_CARD_BYTES + 1)],
    ids=["empty", "no object", "torn", "no UTF-8", "no number", "too deep", "too large"],
)
def test_garbage_is_a_damaged_card(raw: bytes) -> None:
    with pytest.raises(BundleError, match="damaged"):
        card.parse(raw, "tiny")


@given(raw=st.binary(max_size=200))
def test_no_bytes_make_anything_but_a_card_or_a_sentence(raw: bytes) -> None:
    with pytest.raises(BundleError):
        card.parse(raw, "tiny")


def test_the_sum_of_a_file_is_its_sha256(tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    assert card.file_sha256(path) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
