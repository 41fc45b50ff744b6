"""What writing tells of each photo; two rows are equal when the same became of the same file."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from whence_engine.errors import PhotoError, StorageError, UnreadableError
from whence_engine.files.original import reason
from whence_engine.wording import whole

WriteAction = Literal["exif", "sidecar", "text", "undone", "refused"]


@dataclass(frozen=True, slots=True)
class WriteRow:
    """One photo and what became of it.

    Attributes
    ----------
    path
        The photo.
    action
        Where the place went (or, in a dry run, would go), or that it was taken back or refused.
    reason
        One sentence: why it was refused, or why a sidecar serves; empty where there is nothing to explain.
    target
        The file that was written, where that is not the photo.
    dry_run
        Nothing was written.
    at
        When it was written, for `whence written`.
    point
        Latitude and longitude in degrees that go there; None where words alone do.
    place
        What the place was called when it was accepted; empty where that is not at hand.
    replaced
        Latitude and longitude in degrees of the position that gives way, if any.
    """

    path: Path
    action: WriteAction
    reason: str = ""
    target: Path | None = None
    dry_run: bool = False
    at: datetime | None = None
    point: tuple[float, float] | None = field(default=None, compare=False)
    place: str = field(default="", compare=False)
    replaced: tuple[float, float] | None = field(default=None, compare=False)


def refused(error: PhotoError | StorageError, path: Path, *, dry_run: bool = False) -> WriteRow:
    """Return the row of a photo that was left alone."""
    said = error.reason if isinstance(error, PhotoError) else error.said
    return WriteRow(path, "refused", whole(said), dry_run=dry_run)


def unreadable(path: Path, error: OSError) -> UnreadableError:
    """Return the error of a photo that the system does not let us look at."""
    return UnreadableError(path, "it cannot be read ({why})", why=reason(error))
