"""What long work yields: one frozen dataclass per kind of event, nothing else.

A generator yields `Started` first, then one `PhotoDone` or `PhotoFailed` per photo (and what its stage adds),
and `Finished` last. Whoever consumes it may stop between any two events; the work done until then is kept.
"""

from dataclasses import dataclass
from pathlib import Path

from whence_engine.photo import Album, Photo


@dataclass(frozen=True, slots=True)
class Started:
    """A stage begins. `total` photos lie ahead, or None while that is not known."""

    stage: str
    total: int | None


@dataclass(frozen=True, slots=True)
class PhotoDone:
    """A stage is through with one photo."""

    stage: str
    photo: Photo


@dataclass(frozen=True, slots=True)
class PhotoFailed:
    """One photo cannot go on; the rest does. `reason` is one sentence without the path."""

    stage: str
    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not looked at, and why: an unreadable folder, a link that loops.

    `harmless` where nothing was missed by it, because the same folder is looked at under another name.
    """

    path: Path
    reason: str
    harmless: bool = False


@dataclass(frozen=True, slots=True)
class AlbumDone:
    """All photos of an album have their candidates."""

    album: Album


@dataclass(frozen=True, slots=True)
class Finished:
    """A stage ends: how many photos went through, failed, and how many other files were met."""

    stage: str
    done: int
    failed: int
    other_files: int = 0


@dataclass(frozen=True, slots=True)
class Updating:
    """A library file of an older Whence is brought up to date: so much of it is copied, and then it is changed.

    Attributes
    ----------
    name
        "index" or "ledger".
    done_bytes, total_bytes
        Of the copy that is kept; equal once it is whole.
    """

    name: str
    done_bytes: int
    total_bytes: int


Event = Started | PhotoDone | PhotoFailed | Skipped | AlbumDone | Finished
