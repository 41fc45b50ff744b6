"""Is the copy what it must be? Asked before a photo is replaced, of the bytes read back from the disk.

The old and the new file are taken apart by `reread`, which shares no code with the writer, and a third reader is a
`witness`. Any doubt is a sentence; a copy that gives rise to one never takes the photo's place.
"""

from collections import Counter
from collections.abc import Iterator

import defusedxml.ElementTree as SafeTree
from defusedxml.common import DefusedXmlException

from whence_engine.files import witness
from whence_engine.files.change import Edit
from whence_engine.files.reread import (
    Anatomy,
    Tag,
    Tags,
    UnreadableCopyError,
    anatomy,
    apart_m,
    read_position,
    read_tags,
)
from whence_engine.wording import Sentence

_GPS = "/0/8825"
_POINTER = ("/0", 0x8825, 0)
_POSITION = frozenset({0x00, 0x01, 0x02, 0x03, 0x04, 0x12, 0x1B})
_OF_A_FIX = frozenset({0x09, 0x0A, 0x0B, 0x1C, 0x1E, 0x1F})
_GONE_WITH_IT = frozenset({0x05, 0x06, 0x07, 0x08, 0x1D})
_XMP_TAG = ("/0", 700, 0)
_TOLERANCE_M = 0.1
_WITNESSED = frozenset({"jpeg", "webp"})
_PIECE = 1 << 16
"""Bytes compared at a time: small enough that their copies stay in the processor's cache."""
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_EXIF = "{http://ns.adobe.com/exif/1.0/}GPS"
_OURS = ("{urn:whence:provenance:1.0/}", "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}LocationCreated")


def complaints(old: bytes, new: bytes, edit: Edit) -> Iterator[str]:
    """Yield a sentence for everything in `new` that is not `old` with `edit` applied; nothing when all is well."""
    try:
        before, after = anatomy(old), anatomy(new)
        if before.kind != after.kind:
            yield Sentence("the copy is another kind of file")
            return
        yield from _rest(old, new, before, after)
        yield from _exif(old, new, before, after, edit)
        yield from _xmp(old, new, before, after, edit)
    except UnreadableCopyError as error:
        yield Sentence("the copy cannot be taken apart ({why})", why=error.said)


def _rest(old: bytes, new: bytes, before: Anatomy, after: Anatomy) -> Iterator[str]:
    if [name for name, _, _ in before.rest] != [name for name, _, _ in after.rest]:
        yield Sentence("parts of the file came, went or changed their order")
        return
    for (name, start, end), (_, new_start, new_end) in zip(before.rest, after.rest, strict=True):
        if not _equal(old, start, end, new, new_start, new_end):
            yield Sentence("the part {name!r} of the file changed", name=name)


def _equal(old: bytes, start: int, end: int, new: bytes, new_start: int, new_end: int) -> bool:  # noqa: PLR0917 - twice a span
    if end - start != new_end - new_start:
        return False
    shift = new_start - start
    pieces = range(start, end, _PIECE)
    return all(old[at : min(at + _PIECE, end)] == new[at + shift : min(at + _PIECE, end) + shift] for at in pieces)


def _exif(old: bytes, new: bytes, before: Anatomy, after: Anatomy, edit: Edit) -> Iterator[str]:
    change = edit.gps
    expected = max(len(before.exif), 1 if change is not None and change.values else 0)
    if len(after.exif) != expected:
        yield Sentence("the number of Exif blocks changed")
        return
    if not after.exif:
        return
    new_block, old_block = new[slice(*after.exif[0])], old[slice(*before.exif[0])] if before.exif else b""
    new_tags, old_tags = read_tags(new_block), read_tags(old_block)
    if before.exif:
        aside = {_POINTER} | ({_XMP_TAG} if after.kind == "tiff" else set())
        yield from _tags(old_tags, new_tags, edit, aside)
        yield from _kept_in_place(old_tags, old_block, new_block, aside)
    elif {path for path, _, _ in new_tags} != {"/0", _GPS} or set(new_tags) - {_POINTER} != {
        key for key in new_tags if key[0] == _GPS
    }:
        yield Sentence("the new Exif block holds more than a position")
    if change is None:
        return
    point = edit.placement.point if edit.placement is not None else None
    position = read_position(new_block, new_tags)
    if point is None and position is not None:
        yield Sentence("the position is still there")
    if point is not None and (position is None or apart_m(position, point) > _TOLERANCE_M):
        yield Sentence("the position does not read back")
    if after.kind in _WITNESSED:
        yield from witness.complaints(witness.Block(old_block, old_tags), witness.Block(new_block, new_tags), point)


def _tags(old: Tags, new: Tags, edit: Edit, aside: set[tuple[str, int, int]]) -> Iterator[str]:
    """Compare all tags but those put `aside`: the GPS pointer, and the XMP of a TIFF, which has its own comparison."""
    placing, removing = edit.gps is not None, edit.placement is None
    rewritten = _POSITION | _OF_A_FIX | (_GONE_WITH_IT if removing else frozenset())
    for key in old.keys() | new.keys():
        path, tag, _ = key
        if key in aside:
            continue
        if placing and path == _GPS and tag in rewritten:
            continue
        first, second = old.get(key), new.get(key)
        if not _same(first, second, moved_allowed=path == _GPS):
            if path == _GPS and placing and first is not None and _unreadable(first):
                continue
            yield Sentence("the tag 0x{tag:04x} of directory {path} changed", tag=tag, path=path)


def _same(first: Tag | None, second: Tag | None, *, moved_allowed: bool) -> bool:
    if first is None or second is None:
        return first is second
    if (first.kind, first.count, first.value) != (second.kind, second.count, second.value):
        return False
    return moved_allowed or first.at == second.at


def _unreadable(tag: Tag) -> bool:
    return tag.kind == 0 or tag.kind > 13 or not tag.count or (tag.at is not None and len(tag.value) < tag.count)


def _kept_in_place(old: Tags, old_block: bytes, new_block: bytes, aside: set[tuple[str, int, int]]) -> Iterator[str]:
    """Hold the promise of append-only: the old block's bytes stay where they are, GPS and its pointers excepted."""
    if len(new_block) < len(old_block):
        yield Sentence("the Exif block became shorter")
        return
    free = _may_change(old, old_block, aside)
    used = len(old_block) - len(old_block[-_PIECE:]) + len(old_block[-_PIECE:].rstrip(b"\0"))
    for at in _differences(old_block, new_block, 0, len(old_block), _PIECE):
        if at < used and not any(first <= at < last for first, last in free):
            yield Sentence("the byte {at} of the Exif block changed", at=at)
            return


def _differences(old: bytes, new: bytes, start: int, stop: int, step: int) -> Iterator[int]:
    """Yield the offsets where two byte strings differ, looking closely only where a piece does."""
    for at in range(start, stop, step):
        end = min(at + step, stop)
        if old[at:end] == new[at:end]:
            continue
        if step == 1:
            yield at
        else:
            yield from _differences(old, new, at, end, max(1, step // 32))


def _may_change(old: Tags, block: bytes, aside: set[tuple[str, int, int]]) -> list[tuple[int, int]]:
    order = "little" if block[:2] == b"II" else "big"
    spans = [(4, 8)]
    first = int.from_bytes(block[4:8], order)  # type: ignore[arg-type]
    for row in range(int.from_bytes(block[first : first + 2], order)):  # type: ignore[arg-type]
        at = first + 2 + 12 * row
        if ("/0", int.from_bytes(block[at : at + 2], order), 0) in aside:  # type: ignore[arg-type]
            spans.append((at, at + 12))
    if _XMP_TAG in aside and _XMP_TAG in old:
        spans.append((old[_XMP_TAG].at or 0, (old[_XMP_TAG].at or 0) + len(old[_XMP_TAG].value)))
    pointer = old.get(_POINTER)
    if pointer is not None:
        at = int.from_bytes(pointer.value, order)  # type: ignore[arg-type]
        rows = int.from_bytes(block[at : at + 2], order)  # type: ignore[arg-type]
        spans.append((at, at + 2 + 12 * rows + 4))
    spans += [(tag.at - 1, tag.at + len(tag.value) + 1) for (path, _, _), tag in old.items() if path == _GPS and tag.at]
    return spans


def _xmp(old: bytes, new: bytes, before: Anatomy, after: Anatomy, edit: Edit) -> Iterator[str]:
    expected = max(len(before.xmp), 1 if edit.new_packet and edit.placement is not None else 0)
    if len(after.xmp) != expected:
        yield Sentence("the number of XMP packets changed")
        return
    if not after.xmp:
        return
    old_xmp = old[slice(*before.xmp[0])] if before.xmp else b""
    new_xmp = new[slice(*after.xmp[0])]
    if old_xmp != new_xmp:
        yield from xmp_complaints(old_xmp, new_xmp, edit)


def xmp_complaints(old: bytes, new: bytes, edit: Edit) -> Iterator[str]:
    """Yield a sentence for every property of an XMP packet that changed without being meant to; `old` may be empty."""
    try:
        first = _properties(old) if old else Counter()
        second = _properties(new)
    except (SafeTree.ParseError, DefusedXmlException, ValueError):
        yield Sentence("the XMP of the copy cannot be parsed")
        return
    for name, value in (first - second) + (second - first):
        if not name.startswith((_EXIF, *_OURS)):
            yield Sentence("the XMP property {name} changed ({value!r})", name=name, value=value[:40])
    latitudes = [value for name, value in second if name == _EXIF + "Latitude"]
    longitudes = [value for name, value in second if name == _EXIF + "Longitude"]
    point = edit.placement.point if edit.placement is not None else None
    if edit.placement is None and (latitudes or longitudes):
        yield Sentence("the position is still in the XMP")
    if point is not None and (latitudes or longitudes):
        read = [_angle(value) for value in (*latitudes, *longitudes)]
        if len(read) != 2 or read[0] is None or read[1] is None or apart_m((read[0], read[1]), point) > _TOLERANCE_M:
            yield Sentence("the position in the XMP does not read back")


def _properties(packet: bytes) -> Counter[tuple[str, str]]:
    """Return the top-level properties of all descriptions, however they are spelled."""
    found: Counter[tuple[str, str]] = Counter()
    for description in SafeTree.fromstring(packet.strip(b"\0")).iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            if name != "about" and not name.startswith(_RDF):
                found[name, value] += 1
        for child in description:
            plain = not len(child) and not child.attrib
            text = child.text or ""
            found[str(child.tag), text if plain else SafeTree.tostring(child, encoding="unicode").strip()] += 1
    return found


def _angle(text: str) -> float | None:
    """Read `DDD,MM.mmmmN`."""
    head, _, minutes = text[:-1].partition(",")
    try:
        angle = int(head) + float(minutes) / 60
    except ValueError:
        return None
    return -angle if text[-1] in "SW" else angle
