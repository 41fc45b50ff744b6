"""How a photo becomes a row of the index, and a row a photo."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from whence_engine.library import columns
from whence_engine.library.database import Database
from whence_engine.photo import Camera, CaptureTime, ClockDoubt, Photo, Position, PositionSource, TimeSource, WorldTime
from whence_engine.wording import packed, unpacked

_ROOTS_AT_ONCE = 100
_NO_DOUBTS: frozenset[ClockDoubt] = frozenset()
_NO_WORLD_TIME = WorldTime()

NEVER = 2**62
"""`moment` of a photo without a capture time: it sorts behind all that have one."""

STORED = (
    "folder_id", "name", "size_bytes", "mtime_ns", "inode", "format", "width_px", "height_px", "orientation",
    "moment", "span_us", "offset_us", "time_source", "trust", "doubts", "camera_id", "lat_deg", "lon_deg",
    "position_source", "error_km", "software", "texts", "sidecars", "error", "correction_us",
    "world_time", "also_at",
)  # fmt: skip
READ = """
    photo.id, folder.path, name, size_bytes, mtime_ns, inode, format, width_px, height_px, orientation,
    moment, span_us, offset_us, time_source, trust, doubts, make, model, serial, lat_deg, lon_deg,
    position_source, error_km, software, texts, sidecars, companions, error, correction_us,
    world_time, also_at
"""


class FolderIds:
    """Ids of folders, made where they are new; remembered for the length of one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._known: dict[bytes, int] = {}

    def of(self, path: bytes) -> int:
        """Return the id of a folder."""
        if path not in self._known:
            self._db.execute("INSERT INTO folder (path) VALUES (?) ON CONFLICT DO NOTHING", (path,))
            self._known[path] = _id(self._db.row("SELECT id FROM folder WHERE path = ?", (path,)))
        return self._known[path]


class CameraIds:
    """Ids of cameras, made where they are new; remembered for the length of one transaction."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._known: dict[Camera, int] = {}

    def of(self, camera: Camera) -> int:
        """Return the id of a camera."""
        if camera not in self._known:
            names = tuple(columns.text(part) for part in (camera.make, camera.model, camera.serial))
            self._db.execute("INSERT INTO camera (make, model, serial) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", names)
            self._known[camera] = _id(
                self._db.row("SELECT id FROM camera WHERE make = ? AND model = ? AND serial = ?", names)
            )
        return self._known[camera]


def _id(row: tuple[Any, ...] | None) -> int:
    assert row is not None
    return int(row[0])


def at_or_below(roots: Sequence[Path]) -> Iterator[tuple[str, list[bytes]]]:
    """Yield conditions that a photo lies at or below one of `roots`, and their parameters.

    Paths are stored as `scan` found them: absolute, links unresolved, without `..`; roots are brought to that form.
    There are several where there are many roots, because SQLite bounds the depth of an expression; no photo fulfils
    two of them.
    """
    all_roots = {Path(os.path.abspath(root)) for root in roots}  # noqa: PTH100 - pathlib would keep `..`
    outermost = sorted(root for root in all_roots if all_roots.isdisjoint(root.parents))
    clause = "folder.path = ? OR (folder.path >= ? AND folder.path < ?) OR (folder.path = ? AND name = ?)"
    for start in range(0, len(outermost), _ROOTS_AT_ONCE):
        parameters: list[bytes] = []
        some = outermost[start : start + _ROOTS_AT_ONCE]
        for root in some:
            raw = columns.path_bytes(root)
            parent, name = columns.path_bytes(root.parent), columns.path_bytes(root.name)
            parameters += [raw, *columns.below(raw), parent, name]
        yield " OR ".join([clause] * len(some)), parameters


class Paths:
    """Paths of the rows of one query: rows of one folder come together, so its path is taken apart once."""

    def __init__(self) -> None:
        self._raw = b""
        self._folder = Path()

    def of(self, folder: bytes, name: bytes) -> Path:
        """Return the path of a file in a folder."""
        if folder != self._raw:
            self._raw, self._folder = folder, columns.bytes_path(folder)
        return self._folder / columns.bytes_name(name)


def values_of(photo: Photo, folders: FolderIds, cameras: CameraIds) -> tuple[Any, ...]:
    """Return the row of a photo in the order of `STORED`."""
    taken, position = photo.taken, photo.position
    return (
        folders.of(columns.path_bytes(photo.path.parent)),
        columns.path_bytes(photo.path.name),
        photo.size_bytes,
        columns.int64(photo.mtime_ns),
        columns.int64(photo.inode),
        photo.format,
        photo.width_px,
        photo.height_px,
        photo.orientation,
        *time_values(taken),
        cameras.of(photo.camera),
        position.lat_deg if position else None,
        position.lon_deg if position else None,
        position.source if position else "",
        position.error_km if position else None,
        columns.text(photo.software),
        columns.texts_json(photo.texts),
        columns.paths_json(photo.sidecars),
        None if photo.error is None else packed(photo.error),
        0 if taken is None else columns.microseconds(taken.correction),
        world_time_json(photo.world_time),
        positions_json(photo.also_at),
    )


def time_values(taken: CaptureTime | None) -> tuple[int, int, int | None, str, float, str]:
    """Return a capture time as the columns `moment` to `doubts`."""
    if taken is None:
        return NEVER, 0, None, "", 0.0, ""
    return (
        columns.naive_microseconds(taken.local),
        columns.microseconds(taken.span),
        None if taken.offset is None else columns.microseconds(taken.offset),
        taken.source,
        taken.trust,
        " ".join(sorted(taken.doubts)),
    )


def time_of(values: Sequence[Any], correction_us: int = 0) -> CaptureTime | None:
    """Return the capture time of `time_values`, to which a correction of the camera's clock may have been added."""
    moment, span_us, offset_us, source, trust, doubts = values
    if not source:
        return None
    return CaptureTime(
        local=columns.naive(moment),
        source=TimeSource(source),
        trust=trust,
        span=columns.span(span_us),
        offset=None if offset_us is None else columns.span(offset_us),
        doubts=frozenset(ClockDoubt(doubt) for doubt in doubts.split()) if doubts else _NO_DOUBTS,
        correction=columns.span(correction_us),
    )


def world_time_json(told: WorldTime) -> str:
    """Return what a photo tells of its zone as JSON; "" where it tells nothing, as most do."""
    if told == _NO_WORLD_TIME:
        return ""
    return json.dumps([
        None if told.offset is None else columns.microseconds(told.offset),
        None if told.utc is None else columns.naive_microseconds(told.utc),
        told.city,
        told.away,
        told.places,
    ])  # fmt: skip


def json_world_time(raw: str) -> WorldTime:
    """Return what `world_time_json` stored."""
    if not raw:
        return _NO_WORLD_TIME
    offset_us, utc_us, city, away, places = json.loads(raw)
    return WorldTime(
        offset=None if offset_us is None else columns.span(offset_us),
        utc=None if utc_us is None else columns.naive(utc_us),
        city=city,
        away=away,
        places=tuple(places),
    )


def positions_json(positions: Sequence[Position]) -> str:
    """Return positions as JSON; "" for none."""
    plain = [(one.lat_deg, one.lon_deg, one.source, one.error_km) for one in positions]
    return json.dumps(plain) if plain else ""


def json_positions(raw: str) -> tuple[Position, ...]:
    """Return the positions of `positions_json`."""
    if not raw:
        return ()
    return tuple(Position(lat, lon, PositionSource(source), error) for lat, lon, source, error in json.loads(raw))


def photo_of(row: Sequence[Any], paths: Paths) -> Photo:
    """Return the photo of a row of `READ`."""
    photo_id, folder, name, size, mtime, inode, kind, width, height, orientation, *rest, added, world_time, also_at = (
        row
    )
    *taken, make, model, serial, lat, lon, source, error_km, software, texts, sidecars, companions, error = rest
    return Photo(
        path=paths.of(folder, name),
        size_bytes=size,
        mtime_ns=mtime,
        inode=inode,
        format=kind,
        id=photo_id,
        width_px=width,
        height_px=height,
        orientation=orientation,
        taken=time_of(taken, added),
        camera=Camera(make, model, serial),
        position=None if lat is None else Position(lat, lon, PositionSource(source), error_km),
        also_at=json_positions(also_at),
        software=software,
        texts=columns.json_texts(texts),
        world_time=json_world_time(world_time),
        sidecars=columns.json_paths(sidecars),
        companions=columns.json_paths(companions),
        error=None if error is None else unpacked(error),
    )
