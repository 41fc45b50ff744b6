"""Decisions, noted by what the picture is: a photo that is moved, renamed or tagged keeps them."""

import json
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Protocol

from whence_engine.errors import UnreadableError
from whence_engine.files.identity import picture_hash
from whence_engine.library.decisions import Picture
from whence_engine.library.library import Library
from whence_engine.photo import Action, Candidate, CaptureTime, DecidedBy, Decision, Photo

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


def accept_above(library: Library, answers: Iterable[Answered], probability: float, *, now: datetime) -> int:
    """Accept the best candidate of every undecided photo where its probability is at least `probability`.

    Photos that have a position already, and those that cannot be read, are passed over. Returns how many were accepted.
    """
    accepted = 0
    sure = (answer for answer in answers if _is_open(answer) and answer.candidates[0].probability >= probability)
    while some := list(islice(sure, _AT_ONCE)):
        with library.ledger.transaction():
            for answer in some:
                decision = accepted_candidate(answer.candidates[0], DecidedBy.THRESHOLD, now, answer.model)
                try:
                    decide(library, answer.photo, decision)
                except UnreadableError:
                    continue  # gone since it was scanned; the next scan reports it
                accepted += 1
    return accepted


def _is_open(answer: Answered) -> bool:
    asked = answer.photo.error is None and answer.photo.position is None and bool(answer.candidates)
    return asked and answer.decision is None
