"""From a file that `scan` found to a `Photo`: headers only, a few kilobytes, whatever the file looks like.

Statements contradict each other; the order is fixed. Positions: Exif, then XMP in the file, XMP beside it, Takeout;
what contradicts the first is kept beside it. Times: the most trusted (`timestamps`). What Exif leaves open XMP fills.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from whence_engine.errors import cannot_be_read
from whence_engine.files import names, raw, sniff, tiff_read, timestamps
from whence_engine.files.bmff_read import read_heif
from whence_engine.files.containers_read import (
    Blocks,
    DamagedError,
    read_jpeg,
    read_plain,
    read_png,
    read_psd,
    read_webp,
)
from whence_engine.files.exif_read import Facts, read_block, read_exif
from whence_engine.files.iptc_read import IptcFacts, read_iptc
from whence_engine.files.regular import open_regular
from whence_engine.files.takeout import TakeoutFacts, read_takeout
from whence_engine.files.window import Window
from whence_engine.files.xmp_read import XmpFacts, read_xmp
from whence_engine.geo.sphere import distance_km
from whence_engine.photo import Camera, CaptureTime, Found, Photo, Position, PositionSource, TimeSource
from whence_engine.wording import Sentence

MAX_SIDECAR_BYTES = 4 << 20
LEAST_ERROR_KM = 0.1
"""Positions that were rounded, or stand for a building, do not contradict each other."""
FOLDERS_ASKED = 4
"""So many folder names above a photo may name its date."""


def read_photo(found: Found, now: datetime | None = None) -> Photo:
    """Return what the headers of a file, its name and its sidecars say.

    Never raises for a bad file: `error` says in one sentence why it cannot be read, and what is known without its
    headers (name, folder, sidecars) is there all the same.

    Parameters
    ----------
    now
        Naive local time against which a capture time is in the future; the computer's clock by default.
    """
    error: str | None = None
    kind, facts = "", Facts()
    try:
        with open_regular(found.path, buffering=0) as file:
            window = Window(file, found.size_bytes)
            kind = sniff.format_of(window.head[: sniff.HEADER_BYTES], found.path.suffix) or ""
            facts = _facts_of(window, kind)
    except DamagedError as damaged:
        error = damaged.said
    except OSError as refused:
        error = cannot_be_read(refused.strerror or refused)
    except ValueError:
        error = cannot_be_read(Sentence("its name cannot be used"))
    if found.size_bytes == 0 and error:
        error = Sentence("The file is empty.")
    kind = kind or sniff.SUFFIXES.get(found.path.suffix.lower(), "")
    return _photo(found, kind, facts, error, now or datetime.now())


def _facts_of(window: Window, kind: str) -> Facts:
    if kind in ("TIFF", "RAW"):
        return _tiff_facts(window) if kind == "TIFF" else raw.read_raw(window)
    reader = _READERS.get(kind)
    if reader is None:
        if kind:
            raise DamagedError("{kind} pictures cannot be read here.", kind=kind)
        raise DamagedError("This is no picture.")
    if not _begins_as(kind, window.head):
        raise DamagedError("The file is no {kind}, whatever its name says.", kind=kind)
    blocks, orientation = reader(window)
    facts = _exif_of(blocks)
    if orientation:
        facts.orientation = orientation
    return facts


def _exif_of(blocks: Blocks) -> Facts:
    facts = read_block(blocks.exif) or Facts()
    facts.width_px, facts.height_px = blocks.width_px, blocks.height_px
    facts.xmp = blocks.xmp or facts.xmp
    facts.iptc = blocks.iptc or facts.iptc
    return facts


def _begins_as(kind: str, head: bytes) -> bool:
    return sniff.format_of(head[: sniff.HEADER_BYTES], "") == kind


def _tiff_facts(window: Window) -> Facts:
    shape = tiff_read.layout(window.at(0, 16))
    facts = read_exif(window.at, shape) if shape else None
    if facts is None:
        raise DamagedError("The file breaks off, or is damaged, before its picture begins.")
    if not (facts.width_px and facts.height_px):
        raise DamagedError("The first page of the file has no size.")
    return facts


_READERS: dict[str, Callable[[Window], tuple[Blocks, int]]] = {
    "JPEG": lambda window: (read_jpeg(window), 0),
    "PNG": lambda window: (read_png(window), 0),
    "WEBP": lambda window: (read_webp(window), 0),
    "HEIC": read_heif,
    "AVIF": read_heif,
    "PSD": lambda window: (read_psd(window), 0),
    "GIF": lambda window: (read_plain(window, "GIF"), 0),
    "BMP": lambda window: (read_plain(window, "BMP"), 0),
    "JP2": lambda window: (read_plain(window, "JP2"), 0),
}


def _photo(found: Found, kind: str, facts: Facts, error: str | None, now: datetime) -> Photo:
    xmp = read_xmp(facts.xmp, PositionSource.XMP) if facts.xmp else XmpFacts()
    iptc = read_iptc(facts.iptc) if facts.iptc else IptcFacts()
    beside = [_sidecar(path) for path in found.sidecars]
    camera = Camera(facts.make or xmp.make, facts.model or xmp.model, facts.serial)
    software = facts.software or xmp.software
    positions = _positions([facts, xmp, *beside])
    stem = os.path.splitext(found.path.name)[0]  # noqa: PTH122 - pathlib costs more than the parse
    scanned = timestamps.is_scanner(camera, software) or names.says_scan(stem)
    texts = [*facts.texts, *xmp.texts, *iptc.texts, *(text for one in beside for text in one.texts)]
    return Photo(
        path=found.path,
        size_bytes=found.size_bytes,
        mtime_ns=found.mtime_ns,
        inode=found.inode,
        format=kind,
        width_px=facts.width_px,
        height_px=facts.height_px,
        orientation=facts.orientation,
        taken=timestamps.best(_times(found, stem, facts, [xmp, iptc, *beside]), now, scanned=scanned),
        camera=camera,
        position=positions[0] if positions else None,
        also_at=tuple(positions[1:]),
        software=software,
        texts=tuple(dict.fromkeys(texts)),
        world_time=facts.world_time,
        sidecars=found.sidecars,
        error=error,
    )


def _positions(told: Sequence[Facts | XmpFacts | TakeoutFacts]) -> list[Position]:
    """Return the positions that are stated, the most trusted first, each only where it contradicts those before it."""
    found: list[Position] = []
    for one in told:
        for position in (one.position, one.other if isinstance(one, TakeoutFacts) else None):
            if position is not None and all(contradict(position, other) for other in found):
                found.append(position)
    return found


def contradict(one: Position, other: Position) -> bool:
    """Tell whether two positions lie farther apart than they can be wrong."""
    wrong_km = sum(max(position.error_km or 0.0, LEAST_ERROR_KM) for position in (one, other))
    return float(distance_km(one.lat_deg, one.lon_deg, other.lat_deg, other.lon_deg)) > wrong_km


def _sidecar(path: Path) -> XmpFacts | TakeoutFacts:
    """Read what lies beside a photo; a sidecar that cannot be read says nothing, the photo itself still does."""
    try:
        with open_regular(path) as file:
            data = file.read(MAX_SIDECAR_BYTES)
    except (OSError, ValueError):
        return XmpFacts()
    if path.suffix.lower() == ".json":
        return read_takeout(data)
    return read_xmp(data, PositionSource.SIDECAR)


def _times(
    found: Found, stem: str, facts: Facts, others: list[XmpFacts | IptcFacts | TakeoutFacts]
) -> Iterator[CaptureTime | None]:
    """Yield what can be known of the capture time, in falling order of trust."""
    yield timestamps.from_stamp(facts.original, TimeSource.EXIF, timestamps.TRUST_ORIGINAL)
    yield timestamps.from_stamp(facts.digitized, TimeSource.EXIF, timestamps.TRUST_DIGITIZED)
    for one in others:
        if isinstance(one, XmpFacts):
            for stamp in (one.original, one.created, one.digitized):
                yield timestamps.from_stamp(stamp, TimeSource.XMP, timestamps.TRUST_XMP)
        elif isinstance(one, IptcFacts):
            yield timestamps.from_stamp(one.created, TimeSource.XMP, timestamps.TRUST_XMP)
    for one in others:
        if isinstance(one, TakeoutFacts):
            yield one.taken
    yield names.from_file_name(stem)
    folder = os.path.dirname(os.fspath(found.path))  # noqa: PTH120 - pathlib costs more than the parse
    yield names.from_folders(tuple(folder.replace("\\", "/").split("/")[-FOLDERS_ASKED:]))
    yield timestamps.from_stamp(facts.modified, TimeSource.EXIF, timestamps.TRUST_MODIFIED)
    yield timestamps.from_mtime(found.mtime_ns)
