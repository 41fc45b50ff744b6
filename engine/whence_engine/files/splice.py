"""A change of a file as data: which bytes give way to which, at offsets of the old file.

The writer only ever produces splices. The same splices make the new file, tell the journal what was replaced, and
turned round they give the old file back.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from whence_engine.errors import WhenceError

_COUNT = struct.Struct("<I")
_HEAD = struct.Struct("<QII")


class UnsafeError(WhenceError):
    """An edit of these bytes could harm them. The message is a clause that goes on after the file's name."""


@dataclass(frozen=True, slots=True)
class Splice:
    """At `offset` of the old file the bytes `old` are replaced by `new`; either may be empty."""

    offset: int
    old: bytes
    new: bytes

    @property
    def growth(self) -> int:
        """By how many bytes the file becomes longer."""
        return len(self.new) - len(self.old)


def ordered(data: bytes, splices: Iterable[Splice]) -> tuple[Splice, ...]:
    """Return `splices` by offset, without those that change nothing, after checking them against `data`.

    What is inserted goes in front of what is replaced at the same offset, and insertions keep their order.

    Raises
    ------
    ValueError
        When two overlap, or `old` is not what stands in `data`.
    """
    changing = (splice for splice in splices if splice.old != splice.new)
    result = sorted(changing, key=lambda splice: (splice.offset, bool(splice.old)))
    end = 0
    for splice in result:
        stop = splice.offset + len(splice.old)
        if splice.offset < end or data[splice.offset : stop] != splice.old:
            raise ValueError(f"splice at {splice.offset} does not fit")
        end = stop
    return tuple(result)


def chunks(data: bytes, splices: Sequence[Splice]) -> Iterator[bytes | memoryview]:
    """Yield the new file piece by piece; `splices` come from `ordered`."""
    view = memoryview(data)
    at = 0
    for splice in splices:
        if splice.offset > at:
            yield view[at : splice.offset]
        if splice.new:
            yield splice.new
        at = splice.offset + len(splice.old)
    if at < len(data):
        yield view[at:]


def applied(data: bytes, splices: Sequence[Splice]) -> bytes:
    """Return the new file as one piece."""
    return b"".join(chunks(data, splices))


def reversed_splices(splices: Sequence[Splice]) -> tuple[Splice, ...]:
    """Return the splices that turn the new file into the old one."""
    result = []
    shift = 0
    for splice in splices:
        result.append(Splice(splice.offset + shift, splice.new, splice.old))
        shift += splice.growth
    return tuple(result)


def shifted(splices: Iterable[Splice], by: int) -> list[Splice]:
    """Return the splices of a part of a file that starts at offset `by`."""
    return [Splice(splice.offset + by, splice.old, splice.new) for splice in splices]


def packed(splices: Sequence[Splice]) -> bytes:
    """Return the splices as the journal keeps them: a count, then offset, two lengths and both byte strings each."""
    parts = [_COUNT.pack(len(splices))]
    for splice in splices:
        parts += [_HEAD.pack(splice.offset, len(splice.old), len(splice.new)), splice.old, splice.new]
    return b"".join(parts)


def unpacked(blob: bytes) -> tuple[Splice, ...]:
    """Return the splices of `packed`.

    Raises
    ------
    ValueError
        When the blob is no such thing.
    """
    try:
        (count,) = _COUNT.unpack_from(blob)
        at = _COUNT.size
        result = []
        for _ in range(count):
            offset, old, new = _HEAD.unpack_from(blob, at)
            at += _HEAD.size
            result.append(Splice(offset, blob[at : at + old], blob[at + old : at + old + new]))
            at += old + new
    except struct.error as error:
        raise ValueError("the journal's record of replaced bytes is damaged") from error
    if at != len(blob):
        raise ValueError("the journal's record of replaced bytes is damaged")
    return tuple(result)
