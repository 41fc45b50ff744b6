"""Pictures of marks: numbered pins and discs with counts, drawn once and kept, as text is slow to draw anew."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen, QPolygonF

PIN_WIDTH_PX, PIN_HEIGHT_PX = 26.0, 34.0
"""A pin's picture; its tip is in the middle of the lower edge."""

_SCALE_RIM_PX, _SCALE_GAP_PX, _TICK_PX = 7.0, 7.0, 5.0


@lru_cache(maxsize=256)
def pin(number: int, colour: str, ink: str, ratio: float) -> QImage:
    """Return the picture of a pin; 0 gives one without a number."""
    image = _blank(PIN_WIDTH_PX, PIN_HEIGHT_PX, ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    centre, radius = QPointF(PIN_WIDTH_PX / 2, 12.0), 10.5
    drop = QPainterPath(QPointF(PIN_WIDTH_PX / 2, PIN_HEIGHT_PX - 1))
    drop.quadTo(QPointF(4.6, 21.5), QPointF(3.0, 15.5))
    drop.lineTo(QPointF(PIN_WIDTH_PX - 3.0, 15.5))
    drop.quadTo(QPointF(PIN_WIDTH_PX - 4.6, 21.5), QPointF(PIN_WIDTH_PX / 2, PIN_HEIGHT_PX - 1))
    disc = QPainterPath()
    disc.addEllipse(centre, radius, radius)
    painter.setPen(QPen(QColor(ink), 1.4))
    painter.setBrush(QColor(colour))
    painter.drawPath(drop.united(disc))
    if number:
        painter.setFont(_font(10.0 if number < 10 else 8.5))
        painter.setPen(QColor(ink))
        painter.drawText(QRectF(0, 0.5, PIN_WIDTH_PX, 23), Qt.AlignmentFlag.AlignCenter, str(number))
    else:
        painter.setBrush(QColor(ink))
        painter.drawEllipse(centre, 3.5, 3.5)
    painter.end()
    return image


def cluster_radius_px(count: int) -> float:
    """Return how large a disc for so many photos is."""
    return 4.5 if count == 1 else 8.0 + 3.2 * len(str(count))


@lru_cache(maxsize=64)
def disc(radius_px: float, colour: str, ink: str, ratio: float) -> QImage:
    """Return the picture of a disc without a count; its corner is two pixels off the disc."""
    side = 2 * radius_px + 4
    image = _blank(side, side, ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill = QColor(colour)
    fill.setAlpha(225)
    painter.setBrush(fill)
    painter.setPen(QPen(QColor(ink), 1.3))
    painter.drawEllipse(QPointF(side / 2, side / 2), radius_px, radius_px)
    painter.end()
    return image


def counted(text: str, radius_px: float, colour: str, ink: str, ratio: float) -> QImage:
    """Return the picture of a disc with a count; it is for the caller to keep."""
    image = disc(radius_px, colour, ink, ratio).copy()
    side = 2 * radius_px + 4
    painter = QPainter(image)
    painter.setFont(_font(8.5))
    painter.setPen(QColor(ink))
    painter.drawText(QRectF(0, 0, side, side), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return image


@lru_cache(maxsize=256)
def scale(width_px: int, text: str, colour: str, halo: str, ratio: float) -> QImage:
    """Return the picture of a scale bar of this width and its length in words, on one plate."""
    font, words = _small(text)
    rim, gap = _SCALE_RIM_PX, _SCALE_GAP_PX
    image = _plate(QRectF(0, 0, rim + width_px + gap + words.width() + rim, words.height() + 4), halo, ratio)
    height = image.deviceIndependentSize().height()
    painter = QPainter(image)
    base, left, right = round((height + _TICK_PX) / 2), rim, rim + width_px
    top = base - _TICK_PX
    painter.setPen(QPen(QColor(colour), 1.5))
    painter.drawPolyline(
        QPolygonF([QPointF(x, y) for x, y in ((left, top), (left, base), (right, base), (right, top))])
    )
    painter.setFont(font)
    painter.drawText(QRectF(right + gap, 0, words.width() + rim, height), Qt.AlignmentFlag.AlignVCenter, text)
    painter.end()
    return image


@lru_cache(maxsize=256)
def note(text: str, colour: str, halo: str, ratio: float) -> QImage:
    """Return a few words on a plate that keeps them readable on anything."""
    font, words = _small(text)
    box = QRectF(0, 0, words.width() + 6, words.height() + 2)
    image = _plate(box, halo, ratio)
    painter = QPainter(image)
    painter.setPen(QColor(colour))
    painter.setFont(font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return image


def short_count(count: int) -> str:
    """Return a count in at most four signs: 1, 999, 1.2k, 360k."""
    if count < 1000:
        return str(count) if count > 1 else ""
    if count < 10_000:
        return f"{count / 1000:.1f}k"
    return f"{count // 1000}k" if count < 1_000_000 else f"{count / 1e6:.1f}M"


def _small(text: str) -> tuple[QFont, QRectF]:
    """Return the font of a few words on the map, and the room that they take."""
    font = QFont()
    font.setPointSizeF(8.0)
    metrics = QFontMetricsF(font)
    return font, QRectF(0, 0, metrics.horizontalAdvance(text), metrics.height())


def _plate(box: QRectF, halo: str, ratio: float) -> QImage:
    """Return a quiet, slightly translucent ground."""
    image = _blank(box.width(), box.height(), ratio)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    plate = QColor(halo)
    plate.setAlpha(215)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(plate)
    painter.drawRoundedRect(box, 3, 3)
    painter.end()
    return image


def _blank(width_px: float, height_px: float, ratio: float) -> QImage:
    image = QImage(round(width_px * ratio), round(height_px * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image


def _font(points: float) -> QFont:
    font = QFont()
    font.setPointSizeF(points)
    font.setWeight(QFont.Weight.DemiBold)
    return font
