"""Undo and redo of what a person decided and said, without limit and over restarts: the logs are the history.

What was decided or said at one moment (a whole album, everything above a threshold, a year for many prints) is one
step. Decisions and words follow each other in the order of time. Whatever is new ends what could be redone, as in any
editor.
"""

from dataclasses import dataclass, field
from datetime import datetime

from whence_engine.albums.clock_offsets import is_called
from whence_engine.errors import UsageError
from whence_engine.library.decisions import LoggedDecision
from whence_engine.library.library import Library
from whence_engine.library.tracks_used import photos_around
from whence_engine.library.words import Words


@dataclass(frozen=True, slots=True)
class Step:
    """What was taken back or repeated: decisions on pictures, by their identities, or words."""

    pictures: tuple[str, ...] = ()
    words: Words = field(default_factory=Words)

    def __bool__(self) -> bool:
        """Tell whether there was anything."""
        return bool(self.pictures or self.words.topics)


def take_back(library: Library, *, at: datetime) -> Step:
    """Take the last step back and return it; an empty one where none is left.

    Raises
    ------
    UsageError
        When a place of that step was written into its photo: bytes come first, `whence undo` gives them back.
    """
    ledger = library.ledger
    decided = ledger.decisions.last_step()
    said = ledger.words.last()
    if said is not None and said > max((entry.decision.at for entry in decided), default=datetime.min):
        return Step(words=ledger.words.take_back(said, at=at))
    if any(entry.decision.written for entry in decided):
        raise UsageError("The last decision was written into its photo already: undo the writing first.")
    with ledger.transaction():
        for entry in decided:
            ledger.decisions.take_back(entry.id, at=at)
    return Step(_pictures(decided))


def repeat(library: Library) -> Step:
    """Let the step that was taken back last count again and return it."""
    ledger = library.ledger
    undecided = ledger.decisions.last_step_back()
    back = max((entry.taken_back_at for entry in undecided if entry.taken_back_at is not None), default=datetime.min)
    unsaid = ledger.words.last_back() or datetime.min
    newest = max((entry.decision.at for entry in ledger.decisions.last_step()), default=datetime.min)
    if max(back, unsaid) < max(newest, ledger.words.last() or datetime.min):
        return Step()
    if unsaid > back:
        return Step(words=ledger.words.repeat(unsaid))
    with ledger.transaction():
        for entry in undecided:
            ledger.decisions.repeat(entry.id)
    return Step(_pictures(undecided))


def concerned(library: Library, step: Step) -> list[int]:
    """Return the ids of the photos that a step of decisions or words concerns, as they lie now."""
    photos, words = library.index.photos, step.words
    found = dict.fromkeys(
        photo.id for identity in (*step.pictures, *sorted(words.pictures)) for photo in photos.with_identity(identity)
    )
    if words.folders:
        found |= dict.fromkeys(photo.id for photo in photos.under(sorted(words.folders)))
    if words.cameras:
        listed = (timed.photo for timed in photos.timeline())
        found |= dict.fromkeys(
            photo.id for photo in listed if any(is_called(photo.camera, name) for name in words.cameras)
        )
    if words.tracks:
        found |= dict.fromkeys(photos_around(library, words.tracks))
    return list(found)


def _pictures(step: list[LoggedDecision]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.identity for entry in step))
