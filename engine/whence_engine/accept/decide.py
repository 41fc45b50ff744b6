"""Decisions, noted by what the picture is: a photo that is moved, renamed or tagged keeps them."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from whence_engine.errors import UnreadableError, UsageError
from whence_engine.files.identity import picture_hash
from whence_engine.library.decisions import Picture
from whence_engine.library.library import Library
from whence_engine.library.results import RedFlag
from whence_engine.locate.watch import flags_of
from whence_engine.photo import Action, Candidate, CaptureTime, DecidedBy, Decision, Level, Photo

_AT_ONCE = 64
"""Decisions by threshold that are put on the disk together."""


class Answered(Protocol):
    """A photo with its candidates, best first, and what was decided of it."""

    @property
    def photo(self) -> Photo:
        """The photo."""
        ...

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Its candidates."""
        ...

    @property
    def decision(self) -> Decision | None:
        """Its current decision."""
        ...

    @property
    def model(self) -> str:
        """Name and version of the model that was asked for the candidates."""
        ...


_One = TypeVar("_One", bound=Answered)


def decide(library: Library, photo: Photo, decision: Decision) -> int:
    """Note a decision on a photo of the index; return its number in the ledger.

    Raises
    ------
    UnreadableError
        When the file cannot be read: a decision holds on to the picture in it.
    """
    return library.decide(photo, identity_of(library, photo), decision)


def clear(library: Library, photo: Photo, *, at: datetime) -> None:
    """Forget what was decided of a photo; the ledger keeps the history.

    Raises
    ------
    UnreadableError
        When the file is gone or cannot be read, and the index does not know its picture.
    """
    library.ledger.decisions.clear(identity_of(library, photo), at=at)


def state_taken(library: Library, path: Path, words: str, taken: CaptureTime | None, *, at: datetime) -> None:
    """Note when the picture in a file was taken, as a person said in `words`; None takes it back.

    It follows the picture wherever its file goes. The file need not have been scanned; the RAW file of a RAW+JPEG pair
    stands for its photo.

    Raises
    ------
    UnreadableError
        When the file cannot be read.
    """
    photo = library.index.photos.shown_for(path)
    seen = path if photo is None else photo.path
    identity = picture_hash(seen) if photo is None else identity_of(library, photo)
    size = seen.stat().st_size if photo is None else photo.size_bytes
    with library.ledger.transaction():
        library.ledger.decisions.see(Picture(identity, seen, size))
        library.ledger.stated.state_picture(identity, words, taken, at=at)
    if photo is not None:
        library.index.photos.set_identity(photo.id, identity)


def state_order(library: Library, photos: Sequence[Photo], *, at: datetime) -> None:
    """Note that photos were taken in this order, as a person laid scanned prints.

    Raises
    ------
    UnreadableError
        When a file cannot be read; nothing is noted then.
    """
    with library.ledger.transaction():
        library.ledger.orders.state([_seen(library, photo) for photo in photos], at=at)


def forget_order(library: Library, photos: Sequence[Photo], *, at: datetime) -> None:
    """Let photos follow each other as their names do again; raises what `state_order` raises."""
    with library.ledger.transaction():
        library.ledger.orders.forget([_seen(library, photo) for photo in photos], at=at)


def state_same_moment(library: Library, wrong: Photo, right: Photo, *, at: datetime) -> None:
    """Note that two photos show one moment, and the clock of `right` is right.

    Raises
    ------
    UsageError
        When both files hold the same picture, which tells nothing of two clocks.
    UnreadableError
        When a file cannot be read.
    """
    with library.ledger.transaction():
        identities = _seen(library, wrong), _seen(library, right)
        if identities[0] == identities[1]:
            raise UsageError("{path} is a copy of the other photo: choose photos by two cameras.", path=wrong.path.name)
        library.ledger.pairs.state(*identities, at=at)


def forget_same_moments(library: Library, pairs: Iterable[tuple[Photo, Photo]], *, at: datetime) -> None:
    """Note that pairs, (wrong, right) each, show one moment no longer; raises what `state_order` raises."""
    with library.ledger.transaction():
        library.ledger.pairs.forget([(_seen(library, wrong), _seen(library, right)) for wrong, right in pairs], at=at)


def _seen(library: Library, photo: Photo) -> str:
    """Return the identity of a photo, and let ledger and index know it."""
    identity = identity_of(library, photo)
    library.ledger.decisions.see(Picture(identity, photo.path, photo.size_bytes))
    library.index.photos.set_identity(photo.id, identity)
    return identity


def identity_of(library: Library, photo: Photo) -> str:
    """Return the identity of a photo: from the index while the file is as it was scanned, else from the file."""
    known = library.index.photos.identities([photo.id]).get(photo.id) if photo.id else None
    if known is not None:
        try:
            status = photo.path.stat()
        except OSError:
            return known
        if (status.st_size, status.st_mtime_ns) == (photo.size_bytes, photo.mtime_ns):
            return known
    return picture_hash(photo.path)


def accepted_candidate(candidate: Candidate, by: DecidedBy, at: datetime, model: str = "") -> Decision:
    """Return the decision that accepts a candidate as it stands.

    Its provenance is the model that was asked (name and version) and the evidence at the time, shares by cue.
    """
    provenance = {"model": model} if model else {}
    return Decision(
        Action.ACCEPT,
        by,
        at,
        candidate.lat_deg,
        candidate.lon_deg,
        candidate.radius_km,
        candidate.level,
        candidate.place,
        candidate.country,
        candidate.probability,
        json.dumps(provenance | {"cues": dict(candidate.cues)}),
    )


@dataclass(slots=True)
class AutoAccepted:
    """What a threshold did: how many photos were accepted, and how many were held back for a red flag."""

    accepted: int = 0
    held: int = 0


def accept_above(
    library: Library,
    answers: Iterable[Answered],
    probability: float,
    *,
    now: datetime,
    held: Callable[[Photo, tuple[RedFlag, ...]], None] | None = None,
    coarsest: Level = Level.CONTINENT,
) -> AutoAccepted:
    """Accept the best candidate of every undecided photo where its probability is at least `probability`.

    One whose level is coarser than `coarsest` stays open. Photos that have a position already, and those that cannot
    be read, are passed over. One with a red flag is left for a person: `held` is told which, and why.
    """
    done = AutoAccepted()
    found = sure_of(library, answers, probability, coarsest)
    while some := list(islice(found, _AT_ONCE)):
        with library.ledger.transaction():
            for answer, flags in some:
                if flags:
                    done.held += 1
                    if held:
                        held(answer.photo, flags)
                    continue
                decision = accepted_candidate(answer.candidates[0], DecidedBy.THRESHOLD, now, answer.model)
                try:
                    decide(library, answer.photo, decision)
                except UnreadableError:
                    continue  # gone since it was scanned; the next scan reports it
                done.accepted += 1
    return done


def sure_of(
    library: Library, answers: Iterable[_One], probability: float, coarsest: Level = Level.CONTINENT
) -> Iterator[tuple[_One, tuple[RedFlag, ...]]]:
    """Yield the undecided answers that a threshold would accept, and the red flags that keep some of them back."""
    for answer in answers:
        if not _is_open(answer):
            continue
        best = answer.candidates[0]
        if best.probability >= probability and best.radius_km <= coarsest.radius_km:
            yield answer, flags_of(library, answer.photo, answer.candidates)


def _is_open(answer: Answered) -> bool:
    asked = answer.photo.error is None and answer.photo.position is None and bool(answer.candidates)
    return asked and answer.decision is None
