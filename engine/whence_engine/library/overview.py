"""What a list of albums shows: how far each has come, and where it was, as far as that is known.

The index counts the photos that are alike, but for those of which something is decided: they are told apart by what
the ledger says. A library of 100,000 photos takes a fraction of a second, and next to none of it in Python, so a window
asks beside its event loop and asks again only for albums that changed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from whence_engine.library.albums import Alike, Member
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
    albums = library.index.albums
    decided = library.ledger.decisions.currents(None if album_ids is None else albums.identities(album_ids))
    for album_id, alike in groupby(albums.alike(decided, album_ids), key=lambda group: group.album_id):
        yield _summed_up(album_id, alike, decided)


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


def state_of(row: Member | Alike, decision: Decision | None) -> PhotoState:
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


def _summed_up(album_id: int, alike: Iterable[Alike], decided: dict[str, Decision]) -> AlbumOverview:
    states: Counter[PhotoState] = Counter()
    said: Counter[str] = Counter()
    likely: Counter[str] = Counter()
    chances: list[float] = []
    conflicts = 0
    for group in alike:
        decision = decided.get(group.identity)
        if group.contradicts and decision is None:
            conflicts += group.photos
        state = state_of(group, decision)
        states[state] += group.photos
        if decision is not None and decision.action is Action.ACCEPT and decision.place:
            said[decision.place] += group.photos
        elif group.place and state in {PhotoState.TO_REVIEW, PhotoState.HAS_POSITION, PhotoState.SKIPPED}:
            likely[group.place] += group.photos
        if state is PhotoState.TO_REVIEW and group.surest is not None and group.least_sure is not None:
            chances += group.surest, group.least_sure
    best = said or likely
    place = best.most_common(1)[0][0] if best else ""
    surest, least_sure = (max(chances), min(chances)) if chances else (None, None)
    return AlbumOverview(album_id, dict(states), place, conflicts, surest, least_sure)
