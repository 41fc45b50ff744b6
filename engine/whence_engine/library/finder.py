"""Finds photos of the whole library, across albums, in time order: quick enough to look anew with every letter typed.

Ids only: whoever shows them reads the rest as it scrolls into view. A `Finder` keeps the columns of all blocks in
memory and reads again only the blocks that changed since it was asked last.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from whence_engine.library import columns
from whence_engine.library.blocks import Bit, Block, identity_key
from whence_engine.library.library import Library
from whence_engine.library.lines import holding, lines_of
from whence_engine.library.named import Named, Numbered
from whence_engine.library.sought import Show, Sought, Spoken, camera_name, shown_path
from whence_engine.photo import Action
from whence_engine.places.fold import fold_letters

_DAY_US = 86_400_000_000
_FIRST_DAY = date(1970, 1, 1)
_LAST_DAY = (date.max - _FIRST_DAY).days
_DIGIT = re.compile("[0-9]")
_CODES = {action: code for code, action in enumerate(Action)}
_MOST_SHAPES = 20_000  # with more it takes longer to look at each than to go through all lines


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    """Photos, [N] each, in the order of ids; of names only their numbers. `text` holds a line for each."""

    id: NDArray[np.int64]
    moment: NDArray[np.int64]
    identity: NDArray[np.uint64]
    folder: NDArray[np.int32]
    camera: NDArray[np.int32]
    place: NDArray[np.int32]
    shape: NDArray[np.int32]
    day: NDArray[np.int32]
    state: NDArray[np.uint8]
    text: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class _Decided:
    """What was decided of photos, [N] each: one of `_CODES` or -1, whether it is written, the place that counts."""

    action: NDArray[np.int8]
    written: NDArray[np.bool_]
    place: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What was decided of pictures, [D] each, in the order of their identities."""

    identity: NDArray[np.uint64]
    action: NDArray[np.int8]
    written: NDArray[np.bool_]
    place: NDArray[np.int32]


class Finder:
    """Looks for photos. It belongs to the thread that opened the library.

    Parameters
    ----------
    library
        Open for as long as the finder is asked.
    spoken
        What places and days are called by whoever types.
    """

    def __init__(self, library: Library, spoken: Spoken | None = None) -> None:
        said = spoken or Spoken()
        self._library = library
        self._folders = Numbered()
        self._cameras = Numbered()
        self._places = Named[str](lambda label: fold_letters(f"{label}\n{said.place(label)}"))
        self._days = Named[int](lambda day: _typed(day, said))
        self._shapes = Named[str](str)
        self._parts: dict[int, tuple[int, _Columns]] = {}
        self._photos = _joined([])
        self._by_time: NDArray[np.int32] = np.empty(0, np.int32)
        self._ends: NDArray[np.int64] | None = None
        self._all_have_shapes = True
        self._said = _Said(np.empty(0, np.uint64), np.empty(0, np.int8), np.empty(0, np.bool_), np.empty(0, np.int32))
        self._decided = _decided_of(self._photos, self._said)
        self._marks: tuple[tuple[int, int], tuple[int, int]] | None = None

    def find(self, what: Sought) -> NDArray[np.int64]:
        """Return the ids of the photos that are wanted, those without a time last; int64 [N]."""
        self._refresh()
        photos = self._photos
        wanted = self._shown(what.show)
        if what.year is not None:
            first, last = datetime(what.year, 1, 1), datetime(what.year, 12, 31, 23, 59, 59, 999_999)
            wanted &= photos.moment >= columns.naive_microseconds(first)
            wanted &= photos.moment <= columns.naive_microseconds(last)
        if what.camera is not None:
            wanted &= self._cameras.called(what.camera)[photos.camera]
        if what.folder is not None:
            wanted &= self._folders.called(what.folder)[photos.folder]
        for word in fold_letters(what.text).split():
            wanted &= self._holding(word, wanted)
        return photos.id[self._by_time[wanted[self._by_time]]]

    def prepare(self) -> Iterator[int]:
        """Make the blocks that are missing now, each once, and yield their numbers: nobody has to wait for them."""
        blocks = self._library.index.blocks
        kept = blocks.stamps()
        for number in blocks.numbers():
            if number not in kept:
                blocks.read(number)
                yield number

    def _shown(self, show: Show) -> NDArray[np.bool_]:
        """Tell which photos have come so far; the same as `overview.state_of` says of each."""
        decided, state = self._decided, self._photos.state
        readable, located, accepted = _has(state, Bit.READABLE), _has(state, Bit.LOCATED), self._did(Action.ACCEPT)
        match show:
            case Show.ALL:
                shown = np.ones(len(state), np.bool_)
            case Show.CONFLICTS:
                shown = _has(state, Bit.CONTRADICTS) & (decided.action < 0)
            case Show.ACCEPTED:
                shown = readable & accepted & ~decided.written
            case Show.WRITTEN:
                shown = readable & accepted & decided.written
            case Show.NO_PLACE:
                shown = readable & ~located & self._did(Action.NO_PLACE)
            case Show.WITHOUT_POSITION:
                shown = ~(readable & np.where(accepted, decided.written, located))
            case Show.TO_REVIEW | Show.SURE | Show.DOUBTFUL:
                shown = readable & ~located & ~accepted & ~self._did(Action.NO_PLACE) & ~self._did(Action.SKIP)
                if show is not Show.TO_REVIEW:
                    shown &= _has(state, Bit.SURE) == (show is Show.SURE)
        return shown

    def _did(self, action: Action) -> NDArray[np.bool_]:
        did: NDArray[np.bool_] = self._decided.action == _CODES[action]
        return did

    def _holding(self, word: str, asked: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell which of the photos that are asked about have a word in what belongs to them."""
        photos = self._photos
        found = np.zeros(len(photos.id), np.bool_)
        named: list[tuple[Named[str] | Named[int] | Numbered, NDArray[np.int32]]] = [
            (self._folders, photos.folder),
            (self._cameras, photos.camera),
            (self._places, self._decided.place),
            (self._days, photos.day),
        ]
        # A word without a digit lies between digits, so that it is in the shape of a line or not in the line.
        by_shape = not _DIGIT.search(word) and self._all_have_shapes
        if by_shape:
            named.append((self._shapes, photos.shape))
        for names, numbers in named:
            known = names.holding(word)
            if known.any():
                found |= known[numbers]
        if not by_shape:
            if self._ends is None:
                self._ends = lines_of(photos.text)
            found |= holding(photos.text, self._ends, word.encode("utf-8", "surrogatepass"), asked & ~found)
        return found

    def _refresh(self) -> None:
        """Read what changed. A change while this reads is seen by the next: marks are older than what was read."""
        index, ledger = self._library.index.database, self._library.ledger.database
        marks = index.mark(), ledger.mark()
        if marks == self._marks:
            return
        before = self._marks or (None, None)
        if marks[0] != before[0]:
            self._read_blocks()
        if marks[1] != before[1]:
            self._read_decisions()
        self._decided = _decided_of(self._photos, self._said)
        self._marks = (marks[0][0], index.mark()[1]), marks[1]  # blocks that were kept change no photo

    def _read_blocks(self) -> None:
        index = self._library.index
        kept = index.blocks.stamps()
        parts = {}
        for number in index.blocks.numbers():
            stamp, part = self._parts.get(number, (0, None))
            if part is None or not stamp or kept.get(number) != stamp:
                block = index.blocks.read(number)
                stamp, part = block.stamp, self._columns_of(block)
            parts[number] = stamp, part
        for number, raw in index.database.rows("SELECT id, path FROM folder"):
            self._folders.give(number, shown_path(columns.bytes_name(raw)))
        for number, make, model in index.database.rows("SELECT id, make, model FROM camera"):
            self._cameras.give(number, camera_name(make, model))
        self._photos = _joined([part for _, part in parts.values()])
        self._parts = dict(zip(parts, _parted(self._photos, list(parts.values())), strict=True))
        self._by_time = np.argsort(self._photos.moment, kind="stable").astype(np.int32)
        self._ends = None
        self._all_have_shapes = len(self._shapes) <= _MOST_SHAPES and not bool((self._photos.shape < 0).any())

    def _columns_of(self, block: Block) -> _Columns:
        rows = block.rows
        days, day = np.unique(rows["moment"] // _DAY_US, return_inverse=True)
        shapes = [*(self._shapes.number(shape) for shape in block.shapes), -1]
        return _Columns(
            id=rows["id"],
            moment=rows["moment"],
            identity=rows["identity"],
            folder=rows["folder"],
            camera=rows["camera"],
            place=np.array([self._places.number(place) for place in block.places], np.int32)[rows["place"]],
            shape=np.array(shapes, np.int32)[rows["shape"]],
            day=np.array([self._days.number(one) for one in days.tolist()], np.int32)[day],
            state=rows["state"],
            text=block.text,
        )

    def _read_decisions(self) -> None:
        rows = list(self._library.ledger.decisions.listed())
        keys = np.array([identity_key(row[0]) for row in rows], np.uint64)
        order = np.argsort(keys)
        self._said = _Said(
            keys[order],
            np.array([_CODES[row[1]] for row in rows], np.int8)[order],
            np.array([row[2] for row in rows], np.bool_)[order],
            np.array([self._places.number(row[3]) for row in rows], np.int32)[order],
        )


def _decided_of(photos: _Columns, said: _Said) -> _Decided:
    """Lay what was said of pictures beside the photos of those pictures."""
    count = len(photos.id)
    decided = _Decided(np.full(count, -1, np.int8), np.zeros(count, np.bool_), photos.place.copy())
    if not len(said.identity):
        return decided
    known = np.flatnonzero(photos.identity)
    at = np.minimum(np.searchsorted(said.identity, photos.identity[known]), len(said.identity) - 1)
    same = said.identity[at] == photos.identity[known]
    known, at = known[same], at[same]
    decided.action[known] = said.action[at]
    decided.written[known] = said.written[at]
    accepted = said.action[at] == _CODES[Action.ACCEPT]
    decided.place[known[accepted]] = said.place[at[accepted]]
    return decided


def _has(state: NDArray[np.uint8], bit: Bit) -> NDArray[np.bool_]:
    has: NDArray[np.bool_] = (state & np.uint8(bit)) != 0
    return has


def _typed(day: int, said: Spoken) -> str:
    """Return how a day since 1970 can be typed; nothing for photos without a time."""
    return fold_letters(said.day(_FIRST_DAY + timedelta(days=day))) if day <= _LAST_DAY else ""


def _joined(parts: list[_Columns]) -> _Columns:
    types = {"id": "i8", "moment": "i8", "identity": "u8", "state": "u1", "text": "u1"}
    return _Columns(**{
        one.name: np.concatenate([np.empty(0, types.get(one.name, "i4")), *(getattr(part, one.name) for part in parts)])
        for one in fields(_Columns)
    })  # fmt: skip


def _parted(whole: _Columns, parts: list[tuple[int, _Columns]]) -> Iterator[tuple[int, _Columns]]:
    """Yield the parts again as views into the whole, so that nothing lies in memory twice."""
    row = byte = 0
    for stamp, part in parts:
        rows, text = slice(row, row := row + len(part.id)), slice(byte, byte := byte + len(part.text))
        yield stamp, _Columns(**{
            one.name: getattr(whole, one.name)[text if one.name == "text" else rows] for one in fields(_Columns)
        })  # fmt: skip
