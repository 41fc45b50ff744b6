"""Reading text in pictures: what is drawn is read, no network is needed, and nothing that goes wrong ends a run."""

import importlib.util
import socket
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from whence_engine.errors import UnreadableError
from whence_engine.events import PhotoFailed
from whence_engine.inference import text
from whence_engine.inference.text import LEAST_PX, MOST_PX, TextReader, read_photos, reader_name, scaled, why_no_reader
from whence_engine.photo import Photo, TextLine


def sign(words: str, size: tuple[int, int] = (800, 600)) -> NDArray[np.uint8]:
    """Draw a sign in the upper half of a grey picture."""
    canvas = Image.new("RGB", size, (90, 110, 100))
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((100, 100, 700, 220), fill=(20, 60, 120))
    draw.text((130, 115), words, font=ImageFont.load_default(72), fill=(250, 250, 240))
    return np.asarray(canvas)


def photo(number: int) -> Photo:
    return Photo(Path(f"{number}.jpg"), 1, 1, 1, "JPEG", id=number)


def no_network(*_: Any, **__: Any) -> None:
    raise AssertionError("something wants to go online")


def test_a_sign_is_read_with_its_place_and_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", no_network)
    monkeypatch.setattr(socket, "getaddrinfo", no_network)
    (line,) = TextReader().read(sign("FARMACIA"))
    assert line.text == "FARMACIA"
    assert line.score > 0.9
    assert 0.1 < line.left < line.right < 0.9
    assert 0.15 < line.top < line.bottom < 0.4


@pytest.mark.parametrize("size", [(64, 48), (8000, 300)])
def test_stamps_and_strips_are_not_looked_at(size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(TextReader, "_engine", property(no_network))
    assert TextReader().read(np.zeros((size[1], size[0], 3), np.uint8)) == ()


@pytest.mark.parametrize(("longer", "becomes"), [(300, LEAST_PX), (960, 960), (1100, 1100), (4000, MOST_PX)])
def test_pictures_are_read_at_the_scale_that_letters_need(longer: int, becomes: int) -> None:
    assert max(scaled(np.zeros((longer * 2 // 3, longer, 3), np.uint8)).shape) == becomes


class OneWord:
    """Stands in for the reader: says how wide the picture is."""

    def read(self, rgb: NDArray[np.uint8]) -> tuple[TextLine, ...]:
        if rgb.shape[1] == 13:
            raise RuntimeError("C++ exception")
        return (TextLine(str(rgb.shape[1]), 1.0, 0.0, 0.0, 1.0, 1.0),)


def decode(path: Path, _at_least_px: int) -> NDArray[np.uint8]:
    if path.stem == "7":
        raise UnreadableError(path, "It is damaged.")
    return np.zeros((10, int(path.stem), 3), np.uint8)


def test_readings_come_in_order_and_what_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "TextReader", OneWord)
    outcomes = list(read_photos(map(photo, range(1, 21)), threads=3, decode=decode))
    failed = {one.path.stem: one.reason for one in outcomes if isinstance(one, PhotoFailed)}
    assert failed == {"7": "It is damaged.", "13": "Its text cannot be read (RuntimeError)."}
    told = [(one[0].id, one[1].lines[0].text) for one in outcomes if not isinstance(one, PhotoFailed)]
    assert told == [(number, str(number)) for number in range(1, 21) if number not in {7, 13}]


def test_without_the_extra_there_is_a_sentence_and_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    assert why_no_reader() is None
    assert (reader_name() or "").startswith("rapidocr 3")
    monkeypatch.setattr(text, "DETECTOR", "another.onnx")
    assert why_no_reader() == "Text in pictures is not read: install rapidocr anew, it lacks another.onnx."
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert why_no_reader() == "Text in pictures is not read: install the extra `signs` (pip install 'whence[signs]')."
    assert reader_name() is None
