"""Which tracks count: a person named them in the ledger, and what was read from them rests or wakes in the index."""

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from whence_engine.library.library import Library

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1)


def use_tracks(library: Library, paths: Collection[Path], *, now: datetime) -> None:
    """Note, as one step, that a person named these files; what they hold was laid ready."""
    with library.ledger.transaction():
        for path in paths:
            library.ledger.told.track(path, at=now)
    library.index.tracks.wake(paths)


def leave_tracks(library: Library, paths: Collection[Path], *, now: datetime) -> None:
    """Note, as one step, that these tracks count no more; one that lies in a named folder goes with its folder."""
    told = library.ledger.told
    with library.ledger.transaction():
        for named in told.tracks():
            if any(path == named or named in path.parents for path in paths):
                told.track(named, at=now, used=False)
    library.index.tracks.rest(paths)


def photos_around(library: Library, paths: Collection[Path]) -> list[int]:
    """Return the ids of the photos of albums from the days of tracks, in files or folders, whether they count."""
    index = library.index
    days = [
        (_EPOCH + timedelta(microseconds=first / 1e3) - _DAY, _EPOCH + timedelta(microseconds=last / 1e3) + _DAY)
        for first, last in index.tracks.ends(paths)
    ]
    albums = [
        one.id
        for one in index.albums.summaries()
        if one.first is not None
        and one.last is not None
        and any(one.first < last and one.last > first for first, last in days)
    ]
    return [member.photo_id for member in index.albums.members(albums)]
