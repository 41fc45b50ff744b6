"""Random access to a file through a window: one read serves nearly every header, seeks fetch the rest.

Whatever lies past the end comes back short or empty, never as an error: parsers check what they got.
"""

from typing import BinaryIO, Protocol

HEAD_BYTES = 65536 + 4096
"""A whole JPEG Exif segment and what stands around it."""


class Readable(Protocol):
    """Whatever parsers read from: a file, or a part of one."""

    head: bytes
    size: int

    def at(self, offset: int, count: int) -> bytes:
        """Return `count` bytes from `offset`, fewer at the end, none for a negative offset."""
        ...


class Part:
    """A part of a file as a window of its own."""

    __slots__ = ("_outer", "_start", "head", "size")

    def __init__(self, outer: Readable, start: int, length: int) -> None:
        self._outer, self._start = outer, start
        self.size = min(length, outer.size - start)
        self.head = b""

    def at(self, offset: int, count: int) -> bytes:
        """Return `count` bytes from `offset` of the part, fewer at its end, none for a negative offset."""
        if offset < 0 or offset >= self.size or count <= 0:
            return b""
        return self._outer.at(self._start + offset, min(count, self.size - offset))


class Window:
    """Bytes of an open file by offset.

    Attributes
    ----------
    size
        Length of the file in bytes.
    head
        Its first `HEAD_BYTES`.
    """

    __slots__ = ("_file", "head", "size")

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self.head = file.read(HEAD_BYTES)
        self.size = max(size, len(self.head))

    def at(self, offset: int, count: int) -> bytes:
        """Return `count` bytes from `offset`, fewer at the end of the file, none for a negative offset."""
        end = offset + count
        if end <= len(self.head):
            return self.head[offset:end] if offset >= 0 else b""
        if not 0 <= offset < self.size or count <= 0:
            return b""
        self._file.seek(offset)
        return self._file.read(min(count, self.size - offset))
