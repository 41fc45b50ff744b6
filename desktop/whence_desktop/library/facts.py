"""What the file of a photo says, as short lines: when, with what, where it lies, what is known of its place."""

from PySide6.QtCore import QCoreApplication, QLocale

from whence_desktop import wording
from whence_desktop.scans.spans import spelled_span
from whence_desktop.spelling import spelled
from whence_engine.geo import coordinates
from whence_engine.photo import ClockDoubt, Photo, TimeSource

translate = QCoreApplication.translate
"""By this name the tool that collects texts knows it."""


def facts(photo: Photo) -> list[tuple[str, str]]:
    """Return pairs of a heading and a value, for people; what is not known is left out."""
    found = [
        (translate("facts", "Taken"), _taken(photo)),
        (translate("facts", "Camera"), _camera(photo)),
        (translate("facts", "Size"), _size(photo)),
        (translate("facts", "Position"), _position(photo)),
        (translate("facts", "File"), spelled(photo.path)),
        (translate("facts", "With it"), ", ".join(path.name for path in (*photo.companions, *photo.sidecars))),
        (translate("facts", "Caption"), "; ".join(photo.texts)[:300]),
    ]
    return [(heading, value) for heading, value in found if value]


def _camera(photo: Photo) -> str:
    """Return make and model, the make once where the model begins with it."""
    make, model = photo.camera.make or "", photo.camera.model or ""
    told = make.split(" ")[0].casefold()
    return model if told and model.casefold().startswith(told) else f"{make} {model}".strip()


def _taken(photo: Photo) -> str:
    taken = photo.taken
    if taken is None:
        return translate("facts", "unknown")
    sources = {
        TimeSource.USER: translate("facts", "as you said"),
        TimeSource.FILENAME: translate("facts", "from the file name"),
        TimeSource.FOLDER: translate("facts", "from the folder"),
        TimeSource.MTIME: translate("facts", "from the file's date"),
        TimeSource.TAKEOUT: translate("facts", "from Takeout"),
    }
    said = spelled_span(taken) if taken.span.days else wording.second(taken.local)
    if taken.span.days in {365, 366} and taken.local.timetuple().tm_yday == 1:
        said = f"{taken.local.year}"
    notes = [sources[taken.source]] if taken.source in sources else []
    doubts = {
        ClockDoubt.EPOCH: translate("facts", "the clock was never set"),
        ClockDoubt.FACTORY: translate("facts", "cameras leave the factory with this date"),
        ClockDoubt.FUTURE: translate("facts", "it lies in the future"),
        ClockDoubt.ALL_EQUAL: translate("facts", "the whole folder has the same second"),
        ClockDoubt.SCAN: translate("facts", "it is the time of a scanner"),
    }
    notes += [translate("facts", "doubtful: {0}").format(doubts[doubt]) for doubt in sorted(taken.doubts)]
    return f"{said} ({', '.join(notes)})" if notes else said


def _size(photo: Photo) -> str:
    size = QLocale().formattedDataSize(photo.size_bytes)
    pixels = f"{photo.width_px} × {photo.height_px}, " if photo.width_px else ""  # noqa: RUF001 - a multiplication sign
    return f"{photo.format}, {pixels}{size}"


def _position(photo: Photo) -> str:
    if photo.position is None:
        return ""
    sources = {"exif": "Exif", "xmp": "XMP", "sidecar": translate("facts", "sidecar"), "takeout": "Takeout"}
    said = coordinates.format_decimal(photo.position.lat_deg, photo.position.lon_deg)
    return f"{said} ({sources[photo.position.source.value]})"
