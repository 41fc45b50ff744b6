"""What the file of a photo says, as short lines: when, with what, where it lies, what is known of its place."""

from PySide6.QtCore import QCoreApplication, QLocale

from whence_engine.geo import coordinates
from whence_engine.photo import Photo, TimeSource


def facts(photo: Photo) -> list[tuple[str, str]]:
    """Return pairs of a heading and a value, for people; what is not known is left out."""
    camera = " ".join(part for part in (photo.camera.make, photo.camera.model) if part)
    found = [
        (_tr("Taken"), _taken(photo)),
        (_tr("Camera"), camera),
        (_tr("Size"), _size(photo)),
        (_tr("Position"), _position(photo)),
        (_tr("File"), str(photo.path).encode("utf-8", "backslashreplace").decode("utf-8")),
        (_tr("With it"), ", ".join(path.name for path in (*photo.companions, *photo.sidecars))),
        (_tr("Caption"), "; ".join(photo.texts)[:300]),
    ]
    return [(heading, value) for heading, value in found if value]


def _taken(photo: Photo) -> str:
    taken = photo.taken
    if taken is None:
        return _tr("unknown")
    sources = {
        TimeSource.USER: _tr("as you said"),
        TimeSource.FILENAME: _tr("from the file name"),
        TimeSource.FOLDER: _tr("from the folder"),
        TimeSource.MTIME: _tr("from the file's date"),
        TimeSource.TAKEOUT: _tr("from Takeout"),
    }
    said = taken.local.strftime("%Y-%m-%d" if taken.span.days else "%Y-%m-%d %H:%M:%S")
    if taken.span.days >= 300:
        said = f"{taken.local.year}"
    notes = [sources[taken.source]] if taken.source in sources else []
    notes += [_tr("doubtful: {0}").format(doubt.value) for doubt in sorted(taken.doubts)]
    return f"{said} ({', '.join(notes)})" if notes else said


def _size(photo: Photo) -> str:
    size = QLocale().formattedDataSize(photo.size_bytes)
    pixels = f"{photo.width_px} × {photo.height_px}, " if photo.width_px else ""  # noqa: RUF001 - a multiplication sign
    return f"{photo.format}, {pixels}{size}"


def _position(photo: Photo) -> str:
    if photo.position is None:
        return ""
    sources = {"exif": "Exif", "xmp": "XMP", "sidecar": _tr("sidecar"), "takeout": "Takeout"}
    said = coordinates.format_decimal(photo.position.lat_deg, photo.position.lon_deg)
    return f"{said} ({sources[photo.position.source.value]})"


def _tr(text: str) -> str:
    return QCoreApplication.translate("facts", text)
