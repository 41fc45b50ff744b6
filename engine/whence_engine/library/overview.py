"""What a list of albums shows: how far each has come, and where it was, as far as that is known.

Read from the index (candidates) and the ledger (decisions) in one pass; a library of 100,000 photos takes well under a
second, so a window asks beside its event loop and asks again only for albums that changed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from whence_engine.library.albums import Member
from whence_engine.library.library import Library
from whence_engine.photo import Action, Decision


class PhotoState(StrEnum):
    """How far one photo has come."""

    HAS_POSITION = "has-position"
    TO_REVIEW = "to-review"
    ACCEPTED = "accepted"  # and waits to be written
    WRITTEN = "written"
    NO_PLACE = "no-place"
    SKIPPED = "skipped"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class AlbumOverview:
    """An album in a list.

    Attributes
    ----------
    id
        Of the album.
    states
        How many of its photos are in each state.
    place
        What most of its photos are called after: accepted places before best candidates; empty where nothing is known.
    conflicts
        How many of its undecided photos have a red flag: only a person can tell.
    surest, least_sure
        Highest and lowest chance among the best candidates of the photos to review; None where there are none.
    """

    id: int
    states: dict[PhotoState, int]
    place: str
    conflicts: int
    surest: float | None
    least_sure: float | None

    @property
    def photos(self) -> int:
        """How many photos it has."""
        return sum(self.states.values())

    def count(self, state: PhotoState) -> int:
        """Return how many of its photos are in a state."""
        return self.states.get(state, 0)


def overview(library: Library, album_ids: Sequence[int] | None = None) -> Iterator[AlbumOverview]:
    """Yield what a list shows of albums, in the order of their ids; None asks for all."""
    rows = library.index.albums.members(album_ids)
    decided = library.ledger.decisions.currents({row.identity for row in rows if row.identity})
    begin = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or rows[end].album_id != rows[begin].album_id:
            yield _summed_up(rows[begin:end], decided)
            begin = end


def photo_states(library: Library, album_id: int) -> dict[int, PhotoState]:
    """Return photo id -> state of every photo of an album."""
    return _states(library, library.index.albums.members([album_id]))


def states_of(library: Library, photo_ids: Iterable[int]) -> dict[int, PhotoState]:
    """Return photo id -> state of some photos."""
    return _states(library, list(library.index.albums.members_of(photo_ids)))


def undecided(library: Library, album_id: int) -> list[int]:
    """Return the photos of an album without a position of which nothing final was decided, in order."""
    waiting = {PhotoState.TO_REVIEW, PhotoState.SKIPPED}
    return [photo for photo, state in photo_states(library, album_id).items() if state in waiting]


def _states(library: Library, rows: Sequence[Member]) -> dict[int, PhotoState]:
    decided = library.ledger.decisions.currents({row.identity for row in rows if row.identity})
    return {row.photo_id: state_of(row, decided.get(row.identity)) for row in rows}


def state_of(row: Member, decision: Decision | None) -> PhotoState:
    """Return how far a photo has come. What was decided counts before a position that it has by now."""
    if not row.readable:
        return PhotoState.UNREADABLE
    if decision is not None and decision.action is Action.ACCEPT:
        return PhotoState.WRITTEN if decision.written is not None else PhotoState.ACCEPTED
    if row.located:
        return PhotoState.HAS_POSITION
    if decision is not None and decision.action is Action.NO_PLACE:
        return PhotoState.NO_PLACE
    if decision is not None and decision.action is Action.SKIP:
        return PhotoState.SKIPPED
    return PhotoState.TO_REVIEW


def _summed_up(rows: Sequence[Member], decided: dict[str, Decision]) -> AlbumOverview:
    states: Counter[PhotoState] = Counter()
    said: Counter[str] = Counter()
    likely: Counter[str] = Counter()
    chances = []
    conflicts = 0
    for row in rows:
        decision = decided.get(row.identity)
        conflicts += row.contradicts and decision is None
        state = state_of(row, decision)
        states[state] += 1
        if decision is not None and decision.action is Action.ACCEPT and decision.place:
            said[decision.place] += 1
        elif row.place and state in {PhotoState.TO_REVIEW, PhotoState.HAS_POSITION, PhotoState.SKIPPED}:
            likely[row.place] += 1
        if state is PhotoState.TO_REVIEW and row.probability is not None:
            chances.append(row.probability)
    best = said or likely
    place = best.most_common(1)[0][0] if best else ""
    surest, least_sure = (max(chances), min(chances)) if chances else (None, None)
    return AlbumOverview(rows[0].album_id, dict(states), place, conflicts, surest, least_sure)
