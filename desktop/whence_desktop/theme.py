"""Colours of states, in light and dark; everything else is the desktop's own palette."""

from PySide6.QtGui import QColor, QPalette

from whence_engine.library.overview import PhotoState

_LIGHT = {
    PhotoState.HAS_POSITION: "#2a7f62",
    PhotoState.TO_REVIEW: "#b07d1e",
    PhotoState.ACCEPTED: "#2463a8",
    PhotoState.WRITTEN: "#2a7f62",
    PhotoState.NO_PLACE: "#7a7f85",
    PhotoState.SKIPPED: "#7a7f85",
    PhotoState.UNREADABLE: "#b3402e",
}
_DARK = {
    PhotoState.HAS_POSITION: "#63c39f",
    PhotoState.TO_REVIEW: "#e0b45c",
    PhotoState.ACCEPTED: "#6ea8e6",
    PhotoState.WRITTEN: "#63c39f",
    PhotoState.NO_PLACE: "#9aa0a6",
    PhotoState.SKIPPED: "#9aa0a6",
    PhotoState.UNREADABLE: "#ef7f63",
}

_BADGES = {
    PhotoState.HAS_POSITION: "#2a7a5e",
    PhotoState.TO_REVIEW: "#86590d",
    PhotoState.ACCEPTED: "#2463a8",
    PhotoState.WRITTEN: "#2a7a5e",
    PhotoState.NO_PLACE: "#5f656b",
    PhotoState.SKIPPED: "#5f656b",
    PhotoState.UNREADABLE: "#a83826",
}
_SURE = "#176a78"


def badge(state: PhotoState, *, is_sure: bool) -> QColor:
    """Return the ground of a badge on a photo, on which white letters can be read; `is_sure` tells photos to review."""
    return QColor(_SURE if is_sure and state is PhotoState.TO_REVIEW else _BADGES[state])


def chosen(palette: QPalette) -> QColor:
    """Return the ground of what is chosen, on which text keeps its own colour: a tint of the desktop's highlight."""
    tint = QColor(palette.highlight().color())
    tint.setAlpha(90)
    return tint


def is_dark(palette: QPalette) -> bool:
    """Tell whether a palette is one of dark windows."""
    return palette.window().color().lightness() < 128


def of_state(state: PhotoState, palette: QPalette) -> QColor:
    """Return the colour that stands for a state."""
    return QColor((_DARK if is_dark(palette) else _LIGHT)[state])


def quiet(palette: QPalette) -> QColor:
    """Return the colour of text that is there for those who look for it."""
    text, base = palette.text().color(), palette.base().color()
    return QColor(
        (2 * text.red() + base.red()) // 3,
        (2 * text.green() + base.green()) // 3,
        (2 * text.blue() + base.blue()) // 3,
    )


def warning(palette: QPalette) -> QColor:
    """Return the colour of what a person should look at twice."""
    return QColor(_DARK[PhotoState.TO_REVIEW] if is_dark(palette) else _BADGES[PhotoState.TO_REVIEW])


def link(palette: QPalette) -> QColor:
    """Return the colour of a link; the palette's own is often made for light windows only."""
    return QColor((_DARK if is_dark(palette) else _LIGHT)[PhotoState.ACCEPTED])
