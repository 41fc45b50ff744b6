"""Tracks, read and prepared for the map beside the window."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_desktop import wording
from whence_desktop.map.trails import Trail, TrailLayer
from whence_desktop.session import Session
from whence_engine.albums.clock_offsets import Correction
from whence_engine.errors import TrackError
from whence_engine.photo import Camera
from whence_engine.places.zones import Zones
from whence_engine.tracks.track import Track

_ZONE_SAMPLES = 256
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class TrackRow:
    """One track file: how many fixes, from when to when by the clocks there, and why it cannot be read, if so."""

    path: Path
    fixes: int
    first: datetime | None
    last: datetime | None
    error: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Loaded:
    """All tracks of a library that count."""

    rows: tuple[TrackRow, ...]
    tracks: tuple[Track, ...]
    layer: TrailLayer


@dataclass(frozen=True, slots=True)
class Brought:
    """Track files that were read and wait to count, and what holds no track: sentences with the name of the file."""

    paths: tuple[Path, ...]
    refused: tuple[str, ...]


def bring(session: Session, paths: Sequence[Path]) -> Brought:
    """Read track files, those in folders too; in a thread of the pool."""
    from whence_engine.scan.tracks import bring_track  # noqa: PLC0415 - the window opens without readers of tracks
    from whence_engine.tracks.sniff import files_in  # noqa: PLC0415

    brought, refused = list[Path](), list[str]()
    with session.open_library() as library:
        for path in (file for named in paths for file in files_in(named.absolute())):
            try:
                bring_track(library, path)
                brought.append(path)
            except TrackError as error:
                refused.append(f"{path.name}: {wording.said(error)}")
    return Brought(tuple(brought), tuple(refused))


def load(session: Session) -> Loaded:
    """Read all tracks of the library; in a thread of the pool."""
    with session.open_library() as library:
        files = list(library.index.tracks.files().values())
        tracks = tuple(library.index.tracks.all())
    trails = _trails(tracks, session) if tracks else []
    read = iter(zip(tracks, trails, strict=True))
    rows = tuple(
        TrackRow(one.path, 0, None, None, one.error) if one.error else _row(one.path, *next(read)) for one in files
    )
    return Loaded(rows, tracks, TrailLayer.of(trails))


def _trails(tracks: Sequence[Track], session: Session) -> list[Trail]:
    """Return the tracks for the map, with the times that clocks showed along them."""
    zones = Zones(session.gazetteer)
    return [Trail(one.lat_deg, one.lon_deg, local_seconds(one, zones)) for one in tracks]


def local_seconds(track: Track, zones: Zones) -> NDArray[np.float64]:
    """Return what clocks showed where the track was, as seconds since 1970, float64 [N]."""
    count = track.utc_ns.size
    picked = np.unique(np.linspace(0, count - 1, min(_ZONE_SAMPLES, count)).astype(np.intp))
    around = zones.at(track.lat_deg[picked], track.lon_deg[picked])
    offsets = [
        (datetime.fromtimestamp(seconds, UTC).astimezone(zone).utcoffset() or timedelta(0)).total_seconds()
        for seconds, zone in zip((track.utc_ns[picked] / 1e9).tolist(), around, strict=True)
    ]
    nearest = np.searchsorted((picked[1:] + picked[:-1]) / 2, np.arange(count))
    return np.asarray(track.utc_ns / 1e9 + np.array(offsets)[nearest])


def offsets_by_phones(session: Session, camera: Camera) -> list[Correction]:
    """Ask the phones of the library how far a camera's clock is off; in a thread of the pool."""
    from whence_engine.albums.arrange import offsets_told_by_phones  # noqa: PLC0415 - on demand

    with session.open_library() as library:
        return offsets_told_by_phones(library, camera)


def _row(path: Path, track: Track, trail: Trail) -> TrackRow:
    first, last = (_EPOCH + timedelta(seconds=round(float(trail.local_s[end]))) for end in (0, -1))
    return TrackRow(path, track.utc_ns.size, first, last)
