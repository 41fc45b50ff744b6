"""Text in pictures, read by RapidOCR (extra `signs`): PP-OCRv6 on ONNX Runtime, with the models inside its package.

Text is found at a reduced scale and read at a finer one. The packaged recogniser knows Chinese characters, kana, Latin
and Greek letters, and takes many Greek ones for the Latin ones that look alike; of other scripts it makes nothing or
nonsense (`tests/bench/signs.py rendered`). Both models are named by their path, and RapidOCR fetches none then; nothing
here needs a network (`tests/engine/test_text.py` forbids it).
"""

import importlib.util
import socket
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from whence_engine.errors import PhotoError
from whence_engine.events import PhotoFailed
from whence_engine.files.decode import decode_rgb
from whence_engine.inference.quiet import onnx_runtime
from whence_engine.inference.strips import in_strips
from whence_engine.photo import Photo, Reading, TextLine
from whence_engine.wording import Sentence

STAGE = "read"
"""The stage that `PhotoFailed` names."""

PACKAGE = "rapidocr"
DETECTOR, RECOGNISER = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"

FIND_PX = 640
"""Text is looked for with the picture's longer edge this long: a letter is found from about 7 px there."""

LEAST_PX, MOST_PX = 960, 1280
"""The longer edge of the picture that letters are cut out of; a smaller picture is enlarged, a larger one reduced."""

SMALLEST_PX = 240
"""A picture whose longer edge is shorter holds no legible text."""

LONGEST_SIDE = 8.0
"""A picture this many times longer than wide is a strip, not a photo."""

LEAST_SCORE = 0.4
"""Lines below it are not kept: what is read of leaves and bricks."""

_DECODE_PX = 720  # shorter edge: of a photo with sides 16 to 9, the longer one is MOST_PX then

Decode = Callable[[Path, int], NDArray[np.uint8]]
Outcome = tuple[Photo, Reading] | PhotoFailed


def why_no_reader() -> str | None:
    """Return the sentence that says why no text can be read here; None where it can."""
    folder = _models()
    if folder is None:
        return "Text in pictures is not read: install the extra `signs` (pip install 'whence[signs]')."
    lacking = [name for name in (DETECTOR, RECOGNISER) if not (folder / name).is_file()]
    if lacking:
        return f"Text in pictures is not read: install {PACKAGE} anew, it lacks {' and '.join(lacking)}."
    return None


def reader_name() -> str | None:
    """Return what to call this reader, with its version and scale; None where there is none."""
    if why_no_reader():
        return None
    return f"{PACKAGE} {version(PACKAGE)} {DETECTOR} {RECOGNISER} {FIND_PX} {LEAST_PX} {MOST_PX}"


def read_photos(
    photos: Iterable[Photo], *, threads: int = 0, decode: Decode = decode_rgb
) -> Generator[Outcome, None, None]:
    """Read the text in photos, in their order.

    Closing the generator stops the workers after the photos that they are at.

    Parameters
    ----------
    threads
        Workers; 0 takes all cores that this process may use.
    decode
        (path, shortest edge in px) -> upright uint8 [H, W, 3].

    Yields
    ------
    The photo and its `Reading`, or `PhotoFailed`.
    """
    stop = threading.Event()
    worker = _Worker(TextReader(), decode, stop)
    yield from in_strips(photos, worker.read, workers=threads, size=1, stop=stop, name="whence-read")


class TextReader:
    """RapidOCR, loaded when the first picture is read; safe to call from several threads, one core each."""

    def __init__(self) -> None:
        self._loading = threading.Lock()

    def read(self, rgb: NDArray[np.uint8]) -> tuple[TextLine, ...]:
        """Return the lines in an upright picture, uint8 [H, W, 3], from top to bottom."""
        longer, shorter = max(rgb.shape[:2]), min(rgb.shape[:2])
        if longer < SMALLEST_PX or longer > LONGEST_SIDE * shorter:
            return ()
        with self._loading:
            engine = self._engine
        found = engine(np.ascontiguousarray(scaled(rgb)[..., ::-1]))
        if found.txts is None or found.boxes is None:
            return ()
        boxes = np.clip(np.asarray(found.boxes, np.float64) / np.array(found.img.shape[1::-1]), 0.0, 1.0)
        lines = zip(found.txts, found.scores, boxes.min(axis=1).tolist(), boxes.max(axis=1).tolist(), strict=True)
        return tuple(
            TextLine(text, round(float(score), 4), *(round(value, 4) for value in (*low, *high)))
            for text, score, low, high in lines
            if score >= LEAST_SCORE and text.strip()
        )

    @cached_property
    def _engine(self) -> Any:
        import cv2  # noqa: PLC0415 - of the extra `signs`

        onnx_runtime()
        with _no_socket_tried():
            from rapidocr import RapidOCR  # noqa: PLC0415 - as above

        cv2.setNumThreads(1)
        models = _models()
        assert models is not None, "reader_name says whether there is a reader"
        return RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_cls": False,  # tells which way up a line is: photos are upright
                "Global.text_score": 0.0,
                "Det.model_path": str(models / DETECTOR),
                "Det.limit_type": "max",
                "Det.limit_side_len": FIND_PX,
                "Rec.model_path": str(models / RECOGNISER),
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )


@contextmanager
def _no_socket_tried() -> Generator[None]:
    """Keep the downloader that comes along with RapidOCR (urllib3) from opening a socket to see if there is IPv6.

    Nothing here ever downloads; not even a socket of this machine's own is to be opened.
    """
    had = socket.has_ipv6
    socket.has_ipv6 = False
    try:
        yield
    finally:
        socket.has_ipv6 = had


def _models() -> Path | None:
    """Return the folder of models in RapidOCR's package; it is looked for without importing anything."""
    package = importlib.util.find_spec(PACKAGE)
    if package is None or not package.submodule_search_locations:
        return None
    return Path(next(iter(package.submodule_search_locations))) / "models"


def scaled(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture, uint8 [H, W, 3], with its longer edge between `LEAST_PX` and `MOST_PX`."""
    height, width = rgb.shape[:2]
    longer = max(height, width)
    by = min(max(longer, LEAST_PX), MOST_PX) / longer
    if by == 1.0:
        return rgb
    filter_ = Image.Resampling.BICUBIC if by > 1.0 else Image.Resampling.BOX if by <= 0.5 else Image.Resampling.BILINEAR
    size = max(1, round(width * by)), max(1, round(height * by))
    return np.asarray(Image.fromarray(rgb).resize(size, filter_))


@dataclass(frozen=True, slots=True)
class _Worker:
    """What a worker thread needs to take a photo from file to text."""

    reader: TextReader
    decode: Decode
    stop: threading.Event

    def read(self, photos: list[Photo]) -> list[Outcome]:
        """Return what became of each photo; nothing once `stop` is set, for nobody listens then."""
        return [] if self.stop.is_set() else [self._read(photo) for photo in photos]

    def _read(self, photo: Photo) -> Outcome:
        try:
            return photo, Reading(photo.id, self.reader.read(self.decode(photo.path, _DECODE_PX)))
        except PhotoError as error:
            return PhotoFailed(STAGE, photo.path, error.reason)
        except Exception as error:  # noqa: BLE001 - RapidOCR, OpenCV and ONNX Runtime share no base class, and one odd
            # picture must not end a run of hours: what they say is told
            return PhotoFailed(
                STAGE, photo.path, Sentence("Its text cannot be read ({why}).", why=type(error).__name__)
            )
