"""Decisions, noted by what the picture is: a photo that is moved, renamed or tagged keeps them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from whence_engine.errors import UnreadableError
from whence_engine.files.identity import picture_hash
from whence_engine.library.library import Library
from whence_engine.photo import Action, Candidate, DecidedBy, Decision, Photo


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


def accepted_candidate(candidate: Candidate, by: DecidedBy, at: datetime, provenance: str = "") -> Decision:
    """Return the decision that accepts a candidate as it stands."""
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
        provenance,
    )


def accept_above(library: Library, answers: Iterable[Answered], probability: float, *, now: datetime) -> int:
    """Accept the best candidate of every undecided photo where its probability is at least `probability`.

    Photos that have a position already, and those that cannot be read, are passed over. Returns how many were accepted.
    """
    accepted = 0
    for answer in answers:
        photo, best = answer.photo, next(iter(answer.candidates), None)
        open_question = answer.decision is None and photo.error is None and photo.position is None
        if not open_question or best is None or best.probability < probability:
            continue
        try:
            decide(library, photo, accepted_candidate(best, DecidedBy.THRESHOLD, now))
        except UnreadableError:
            continue  # gone since it was scanned; the next scan reports it
        accepted += 1
    return accepted
