"""A place on the clipboard: coordinates as text that any program reads, and beside it what only Whence knows of it."""

import json

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from whence_desktop.review.places import TYPED_RADIUS_KM, Place
from whence_engine.errors import UsageError
from whence_engine.geo import coordinates

_MIME = "application/x-whence-place"


def put(place: Place) -> None:
    """Lay a place on the clipboard."""
    data = QMimeData()
    data.setText(coordinates.format_decimal(place.lat_deg, place.lon_deg))
    told = [place.name, place.lat_deg, place.lon_deg, place.radius_km]
    data.setData(_MIME, json.dumps(told).encode("ascii"))
    QGuiApplication.clipboard().setMimeData(data)


def get() -> Place | None:
    """Return the place that lies on the clipboard: ours, or coordinates in any usual form; None for anything else."""
    data = QGuiApplication.clipboard().mimeData()
    if data.hasFormat(_MIME):
        try:
            name, *numbers = json.loads(bytes(data.data(_MIME).data()))
            lat, lon, radius = (float(number) for number in numbers)
        except (ValueError, TypeError):
            return None  # another program's idea of our format
        return Place(str(name), lat, lon, radius)
    text = data.text().strip()
    try:
        lat, lon = coordinates.parse(text)
    except UsageError:
        return None
    return Place(coordinates.format_decimal(lat, lon), lat, lon, TYPED_RADIUS_KM)
