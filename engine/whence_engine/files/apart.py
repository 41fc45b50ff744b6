"""Decoders in processes of their own: one that crashes, hangs or eats memory costs one photo.

libde265, libtiff, OpenJPEG and LibRaw are C and C++ that read what strangers wrote. A worker process runs them with a
lid on its memory and its output thrown away (they print on the terminal); when it dies, or takes longer than
`LIMIT_S`, the photo is unreadable and the next one gets a new worker.

Question and answer are plain bytes over the worker's standard input and output: little-endian `<II` shortest edge and
length of the path, then the path; back comes `<II` height and width and the pixels, or `<II` 0 and the length of a
sentence, then the sentence.
"""

import atexit
import contextlib
import functools
import os
import signal
import struct
import subprocess
import sys
import threading
import warnings
from pathlib import Path
from typing import IO

import numpy as np

from whence_engine.errors import SaidError, UnreadableError, cannot_be_read
from whence_engine.files import frozen
from whence_engine.files.pixels import Pixels, decode_here
from whence_engine.wording import Sentence, packed, unpacked

LIMIT_S = 60.0
"""No photo takes so long: 150 megapixels of HEIC take ten seconds on one old core."""
MEMORY_BYTES = 6 << 30
"""Address space of a worker, most of it libraries and thread stacks, where the system can limit it."""

_READY = b"ready"
_HEAD = struct.Struct("<II")
_SERVE = f"from {__name__} import serve; serve()"


class _DeadError(SaidError):
    """The worker ended instead of answering."""


class Workers:
    """Worker processes, as many as threads decode at the same time; idle ones wait for the next photo."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []

    def decode(self, path: Path, at_least_px: int) -> Pixels:
        """Decode in a worker what `decode_here` promises.

        Raises
        ------
        UnreadableError
            Also when the decoder crashes or takes too long.
        """
        with self._lock:
            worker = self._idle.pop() if self._idle else None
        try:
            worker = worker or _Worker()
        except (OSError, _DeadError) as error:
            why = Sentence("the process that decodes this format cannot be started")
            raise UnreadableError(path, cannot_be_read(why)) from error
        try:
            answer = worker.ask(path, at_least_px)
        except _DeadError as error:
            worker.end()
            raise UnreadableError(path, error.said) from error
        except BaseException:
            worker.end()  # interrupted between question and answer: the answer must not meet the next question
            raise
        with self._lock:
            self._idle.append(worker)
        if isinstance(answer, str):
            raise UnreadableError(path, answer)
        return answer

    def close(self) -> None:
        """End the idle workers. They also end by themselves when this process does."""
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()


def workers() -> Workers:
    """Return the workers of this process; a forked child gets its own."""
    return _workers_of(os.getpid())


@functools.cache
def _workers_of(_process_id: int) -> Workers:
    started = Workers()
    atexit.register(started.close)
    return started


class _Worker:
    """One process, and the pipes to it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            # -P: nothing is imported from the folder that somebody happens to work in
            [sys.executable, frozen.ARGUMENT]
            if getattr(sys, "frozen", False)
            else [sys.executable, "-P", "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._questions, self._answers = self._process.stdin, self._process.stdout
        if self._answers.read(len(_READY)) != _READY:
            self.end()
            raise _DeadError("Its decoder could not be started.")

    def ask(self, path: Path, at_least_px: int) -> Pixels | str:
        """Return pixels, or the sentence why there are none.

        Raises
        ------
        _DeadError
            When the worker ends, by itself or because its time is over.
        """
        name = os.fsencode(os.path.abspath(path))  # noqa: PTH100 - resolves no links
        late = threading.Event()
        watch = threading.Timer(LIMIT_S, self._give_up, [late])
        watch.daemon = True
        watch.start()
        try:
            self._questions.write(_HEAD.pack(at_least_px, len(name)) + name)
            self._questions.flush()
            height, second = _HEAD.unpack(_exactly(self._answers, _HEAD.size))
            if height:
                data = _exactly(self._answers, height * second * 3)
                return np.frombuffer(data, np.uint8).reshape(height, second, 3)
            return unpacked(_exactly(self._answers, second).decode("utf-8", "replace"))
        except (_DeadError, OSError) as error:
            if late.is_set():
                limit = Sentence(
                    "The picture is damaged (its decoder took longer than {limit:.0f} seconds).", limit=LIMIT_S
                )
                raise _DeadError(limit) from error
            raise _DeadError("The picture is damaged (its decoder crashed).") from error
        finally:
            watch.cancel()

    def _give_up(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()

    def end(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        with contextlib.suppress(OSError):  # what was not sent cannot be sent any more
            self._questions.close()
        self._answers.close()
        self._process.wait()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, frozen.ARGUMENT]
    return [sys.executable, "-P", "-c", _SERVE]  # -P: nothing is imported from the folder that one works in


def _exactly(pipe: IO[bytes], count: int) -> bytearray:
    data = bytearray()
    while len(data) < count:
        piece = pipe.read(count - len(data))
        if not piece:
            raise _DeadError("The worker is gone.")
        data += piece
    return data


def serve() -> None:
    """Decode what standard input asks for until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal interrupts the whole group; the parent ends us
    warnings.simplefilter("ignore")
    _limit_memory()
    questions = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)  # what decoders print must not get between the answers
    answers.write(_READY)
    answers.flush()
    while len(head := questions.read(_HEAD.size)) == _HEAD.size:
        at_least_px, length = _HEAD.unpack(head)
        path = Path(os.fsdecode(questions.read(length)))
        try:
            pixels = decode_here(path, at_least_px)
            answers.write(_HEAD.pack(*pixels.shape[:2]) + np.ascontiguousarray(pixels).tobytes())
        except UnreadableError as error:
            sentence = packed(error.reason).encode()
            answers.write(_HEAD.pack(0, len(sentence)) + sentence)
        answers.flush()


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - POSIX only

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        if hard == resource.RLIM_INFINITY or hard > MEMORY_BYTES:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, hard))
