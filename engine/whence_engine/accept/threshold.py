"""Decisions by threshold: what is sure enough is accepted without being asked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from whence_engine.accept.decide import accepted_candidate, decide
from whence_engine.errors import UnreadableError
from whence_engine.library.library import Library
from whence_engine.photo import Candidate, DecidedBy, Decision, Photo


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
