"""Undo and redo of decisions, without limit and over restarts: the log in the ledger is the history.

What was decided at one moment (a whole album, everything above a threshold) is one step. A new decision ends what
could be redone, as in any editor.
"""

from datetime import datetime

from whence_engine.errors import UsageError
from whence_engine.library.decisions import LoggedDecision
from whence_engine.library.library import Library


def take_back(library: Library, *, at: datetime) -> tuple[str, ...]:
    """Take the last step of decisions back and return the identities of its pictures; none where none is left.

    Raises
    ------
    UsageError
        When a place of that step was written into its photo: bytes come first, `whence undo` gives them back.
    """
    step = library.ledger.decisions.last_step()
    if any(entry.decision.written for entry in step):
        raise UsageError("The last decision was written into its photo already: undo the writing first.")
    with library.ledger.transaction():
        for entry in step:
            library.ledger.decisions.take_back(entry.id, at=at)
    return _pictures(step)


def repeat(library: Library) -> tuple[str, ...]:
    """Let the step that was taken back last count again and return the identities of its pictures."""
    step = library.ledger.decisions.last_step_back()
    with library.ledger.transaction():
        for entry in step:
            library.ledger.decisions.repeat(entry.id)
    return _pictures(step)


def _pictures(step: list[LoggedDecision]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.identity for entry in step))
