"""How a page looks: what Qt makes of Markdown, with room around headings, code set off, and pictures that fit."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QPalette,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFragment,
    QTextFrame,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)

from whence_desktop import theme

_LINE_PERCENT = 125.0
_ABOVE_HEADING = (0.0, 22.0, 14.0)  # pixels above headings of level 1, 2, 3 and below
_BELOW_PX = 7.0
_PICTURE = "\ufffc"  # stands in the text for a picture
_MARGIN_PX = 18.0
_SMOOTH = Qt.TransformationMode.SmoothTransformation


def dress(document: QTextDocument, palette: QPalette) -> None:
    """Set a document that was read from Markdown, once."""
    document.setDocumentMargin(_MARGIN_PX)
    set_off = _between(palette.text().color(), palette.base().color(), 0.09)
    for block in blocks(document):
        cursor = QTextCursor(block)
        cursor.mergeBlockFormat(_block_format(block, set_off))
    shade = QTextCharFormat()
    shade.setBackground(set_off)
    link = QTextCharFormat()
    link.setForeground(theme.link(palette))
    for fragment in list(fragments(document)):
        if _is_code(fragment.charFormat()):
            _over(document, fragment).mergeCharFormat(shade)
        elif fragment.charFormat().isAnchor():
            _over(document, fragment).mergeCharFormat(link)
    _dress_tables(document.rootFrame(), _between(palette.text().color(), palette.base().color(), 0.25))


def fit_pictures(document: QTextDocument, width_px: float, pixel_ratio: float) -> None:
    """Show every picture in its own size, or smaller where it is wider than the page."""
    room = max(1.0, width_px - 2 * _MARGIN_PX)
    for fragment in list(fragments(document)):
        if not fragment.charFormat().isImageFormat():
            continue
        kind = fragment.charFormat().toImageFormat()
        file = document.baseUrl().resolved(QUrl(kind.name()))
        picture = QImage(file.toLocalFile())
        if picture.isNull():
            continue
        wide = min(room, float(picture.width()))
        shown = picture.scaledToWidth(max(1, round(wide * pixel_ratio)), _SMOOTH)
        document.addResource(QTextDocument.ResourceType.ImageResource, file, shown)
        kind.setWidth(wide)
        kind.setHeight(wide * picture.height() / picture.width())
        _over(document, fragment).setCharFormat(kind)


def headings(document: QTextDocument) -> list[QTextBlock]:
    """Return the blocks that are headings, in order: one for each section of the page."""
    return [block for block in blocks(document) if block.blockFormat().headingLevel()]


def blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    """Yield every block."""
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def fragments(document: QTextDocument) -> Iterator[QTextFragment]:
    """Yield every run of letters that look the same."""
    for block in blocks(document):
        at = block.begin()
        while not at.atEnd():
            yield at.fragment()
            at += 1


def _block_format(block: QTextBlock, set_off: QColor) -> QTextBlockFormat:
    made, now = QTextBlockFormat(), block.blockFormat()
    level = now.headingLevel()
    if level:
        made.setTopMargin(_ABOVE_HEADING[min(level, len(_ABOVE_HEADING)) - 1])
        made.setBottomMargin(_BELOW_PX)
    elif _is_fenced(block):
        made.setBackground(set_off)
        made.setNonBreakableLines(False)
        made.setLeftMargin(_BELOW_PX)
        made.setTopMargin(0.0 if _is_fenced(block.previous()) else _BELOW_PX)
        made.setBottomMargin(0.0 if _is_fenced(block.next()) else _BELOW_PX)
    elif _PICTURE not in block.text():
        made.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    return made


def _is_fenced(block: QTextBlock) -> bool:
    return block.isValid() and block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence)


def _dress_tables(frame: QTextFrame, line: QColor) -> None:
    for child in frame.childFrames():
        if isinstance(child, QTextTable):
            made = child.format()
            made.setBorderBrush(line)
            made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            made.setCellPadding(_BELOW_PX)
            made.setTopMargin(_BELOW_PX)
            made.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100.0))
            child.setFormat(made)


def _is_code(now: QTextCharFormat) -> bool:
    return now.fontFixedPitch() or "monospace" in (now.fontFamilies() or [])


def _over(document: QTextDocument, fragment: QTextFragment) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(fragment.position())
    cursor.setPosition(fragment.position() + fragment.length(), QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _between(one: QColor, other: QColor, share: float) -> QColor:
    """Return a colour on the way from `other` to `one`."""
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return QColor(*(round(share * a + (1.0 - share) * b) for a, b in pairs))
