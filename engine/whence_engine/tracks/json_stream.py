"""The items of long lists in a JSON file, one at a time: a location history may be larger than memory.

Only the outermost level is walked here; each item is decoded whole by the standard library.
"""

import json
from collections.abc import Collection, Iterator
from typing import IO, Any

from whence_engine.errors import TrackError

MAX_ITEM = 1 << 24
_CHUNK = 1 << 20
_BLANKS = " \t\r\n"


class _Text:
    """A window on a text that is read as it is needed."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._decoder = json.JSONDecoder()
        self._buffer = ""
        self._at = 0
        self._ended = False

    def _more(self) -> bool:
        if self._ended:
            return False
        chunk = self._file.read(_CHUNK)
        self._ended = not chunk
        self._buffer = self._buffer[self._at :] + chunk
        self._at = 0
        return not self._ended

    def peek(self) -> str:
        """Return the next character that is no blank, "" at the end."""
        while True:
            while self._at < len(self._buffer):
                if self._buffer[self._at] not in _BLANKS:
                    return self._buffer[self._at]
                self._at += 1
            if not self._more():
                return ""

    def take(self, expected: str) -> bool:
        """Step over a character if it comes next."""
        if self.peek() != expected:
            return False
        self._at += 1
        return True

    def value(self) -> Any:
        """Decode the next value whole."""
        self.peek()
        while True:
            try:
                found, end = self._decoder.raw_decode(self._buffer, self._at)
            except (json.JSONDecodeError, RecursionError) as error:
                if isinstance(error, RecursionError) or len(self._buffer) - self._at > MAX_ITEM or not self._more():
                    raise TrackError("The JSON is broken, or nothing that a location history holds.") from error
                continue
            if end == len(self._buffer) and self._more():
                continue  # a number may go on
            self._at = end
            return found


def items(file: IO[str], wanted: Collection[str]) -> Iterator[tuple[str, Any]]:
    """Yield (name of the list, item) of the lists called `wanted` in the outermost object; "" for an outermost list.

    Raises
    ------
    TrackError
        When the JSON is broken; what came before was yielded.
    """
    text = _Text(file)
    if text.take("["):
        yield from (("", item) for item in _list(text))
        return
    if not text.take("{"):
        raise TrackError("The file is no JSON object.")
    while not text.take("}"):
        name = text.value()
        if not isinstance(name, str) or not text.take(":"):
            raise TrackError("The JSON is broken, or nothing that a location history holds.")
        if name in wanted and text.take("["):
            yield from ((name, item) for item in _list(text))
        else:
            text.value()
        text.take(",")


def _list(text: _Text) -> Iterator[Any]:
    while not text.take("]"):
        yield text.value()
        text.take(",")
