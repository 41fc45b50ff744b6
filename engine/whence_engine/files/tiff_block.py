"""The writer's strict view of a TIFF block: what does not parse is not edited.

A block is the content of an Exif segment (JPEG), chunk (WebP, PNG) or a whole TIFF file. Everything that its tables
refer to must lie inside it: a pointer that dangles past the end would, once the block has grown, point into the new
bytes and be read as tags. Layout after TIFF 6.0 section 2 and Exif 2.32 section 4.6.
"""

import struct
from dataclasses import dataclass, field
from typing import NamedTuple

from whence_engine.files.splice import UnsafeError

TYPE_BYTES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
"""Bytes of one value by TIFF type; 13 is IFD (TIFF technical note 1), 129 UTF-8 (Exif 3.0)."""

EXIF_POINTER = 0x8769
GPS_POINTER = 0x8825
INTEROP_POINTER = 0xA005
SUB_IFDS = 0x014A
MAKER_NOTE = 0x927C
XMP_PACKET = 0x02BC
_DATA_TABLES = ((0x0111, 0x0117), (0x0144, 0x0145), (0x0201, 0x0202))
"""Tags that hold offsets of picture data, each with the tag that holds the lengths: strips, tiles, thumbnail."""
_POINTERS = {
    ("IFD0", EXIF_POINTER): "Exif",
    ("IFD0", GPS_POINTER): "GPS",
    ("Exif", INTEROP_POINTER): "Interop",
}


class Entry(NamedTuple):
    """A field: `number` values; its 12 bytes start at `at`, the `size` bytes of its value at `value_at`."""

    tag: int
    type: int
    number: int
    at: int
    value_at: int
    size: int


@dataclass(frozen=True, slots=True)
class Directory:
    """An image file directory. `end` is behind its next-IFD field where it has one, else behind its last entry."""

    name: str
    at: int
    end: int
    entries: tuple[Entry, ...]
    next: int

    def entry(self, tag: int) -> Entry | None:
        """Return the first entry of that tag."""
        return next((entry for entry in self.entries if entry.tag == tag), None)


@dataclass(slots=True)
class TiffBlock:
    """A parsed block.

    Attributes
    ----------
    order
        `<` (II) or `>` (MM), as `struct` writes it.
    directories
        By name: `IFD0`, `IFD1` .., `Exif`, `Interop`, `SubIFD0` .., and `GPS` as far as it can be read.
    extents
        (start, end) of everything referred to, the GPS directory and its values left out.
    gps_extents
        (start, end) of the GPS directory and of the values it refers to.
    gps_pointer
        The entry of IFD0 that points to the GPS directory.
    """

    data: bytes
    order: str
    directories: dict[str, Directory] = field(default_factory=dict)
    extents: list[tuple[int, int]] = field(default_factory=list)
    gps_extents: list[tuple[int, int]] = field(default_factory=list)
    gps_pointer: Entry | None = None

    def numbers(self, entry: Entry) -> tuple[int, ...]:
        """Return the values of a BYTE, SHORT, LONG or IFD entry; UnsafeError for another type."""
        code = {1: "B", 3: "H", 4: "I", 13: "I"}.get(entry.type)
        if code is None:
            raise UnsafeError("tag 0x{tag:04x} of its Exif block has an odd type", tag=entry.tag)
        return struct.unpack_from(f"{self.order}{entry.number}{code}", self.data, entry.value_at)

    def payload(self, entry: Entry) -> bytes:
        """Return the bytes of the value."""
        return self.data[entry.value_at : entry.value_at + entry.size]


def parse(data: bytes) -> TiffBlock:
    """Parse a block strictly.

    Raises
    ------
    UnsafeError
        When anything but the GPS directory is damaged: growing the block could then change what readers see.
    """
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None or len(data) < 14:
        raise UnsafeError("its Exif block has no TIFF header")
    block = TiffBlock(data, order)
    _Walk(block).run(struct.unpack_from(order + "I", data, 4)[0])
    return block


class _Walk:
    """Follows all pointers of a block once."""

    def __init__(self, block: TiffBlock) -> None:
        self.block = block
        self.row = struct.Struct(block.order + "HHI4s")
        self.long = struct.Struct(block.order + "I")
        self.seen: set[int] = set()
        self.table_bytes = 0

    def run(self, first: int) -> None:
        pending = [("IFD0", first)]
        pages = 1
        while pending:
            name, at = pending.pop()
            directory = self.directory(name, at)
            self.block.directories[name] = directory
            if name.startswith("IFD") and directory.next:
                pending.append((f"IFD{pages}", directory.next))
                pages += 1
            pending += self.children(directory)
            self.picture_data(directory)
        if self.block.gps_pointer is not None:
            self.gps(self.block.gps_pointer)

    def directory(self, name: str, at: int) -> Directory:
        data = self.block.data
        count = self.count(name, at)
        end = at + 2 + 12 * count
        entries = []
        tag_before = set()
        extents = self.block.extents
        for place in range(at + 2, end, 12):
            tag, kind, number, field_bytes = self.row.unpack_from(data, place)
            width = TYPE_BYTES.get(kind)
            if width is None:
                raise UnsafeError(
                    "its Exif block is damaged (tag 0x{tag:04x} has the unknown type {kind})", tag=tag, kind=kind
                )
            size = width * number
            value_at = place + 8
            if size > 4:
                value_at = self.long.unpack(field_bytes)[0]
                if value_at + size > len(data) or value_at < 8:
                    raise UnsafeError("its Exif block is damaged (tag 0x{tag:04x} lies outside of it)", tag=tag)
                extents.append((value_at, value_at + size))
            entries.append(Entry(tag, kind, number, place, value_at, size))
            tag_before.add(tag)
        following = 0
        if end + 4 <= len(data):
            following = self.long.unpack_from(data, end)[0]
            end += 4
        elif name.startswith("IFD"):
            raise UnsafeError("its Exif block is damaged ({name} ends too early)", name=name)
        if len(tag_before) < len(entries) and {EXIF_POINTER, GPS_POINTER, INTEROP_POINTER} & tag_before:
            self.no_twins(entries)
        extents.append((at, end))
        return Directory(name, at, end, tuple(entries), following)

    def count(self, name: str, at: int) -> int:
        data = self.block.data
        if at in self.seen:
            raise UnsafeError("its Exif block is damaged ({name} is reached twice)", name=name)
        self.seen.add(at)
        if at < 8 or at + 2 > len(data):
            raise UnsafeError("its Exif block is damaged ({name} lies outside of it)", name=name)
        count: int = struct.unpack_from(self.block.order + "H", data, at)[0]
        self.table_bytes += 2 + 12 * count
        if count == 0 or at + 2 + 12 * count > len(data) or self.table_bytes > len(data):
            raise UnsafeError("its Exif block is damaged ({name} cannot hold {count} entries)", name=name, count=count)
        return count

    @staticmethod
    def no_twins(entries: list[Entry]) -> None:
        for tag in (EXIF_POINTER, GPS_POINTER, INTEROP_POINTER):
            if sum(entry.tag == tag for entry in entries) > 1:
                raise UnsafeError("its Exif block is damaged (tag 0x{tag:04x} occurs twice)", tag=tag)

    def children(self, directory: Directory) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for entry in directory.entries:
            if entry.tag == SUB_IFDS:
                found += [(f"SubIFD{len(found)}", at) for at in self.block.numbers(entry)]
            elif entry.tag in {EXIF_POINTER, GPS_POINTER, INTEROP_POINTER}:
                name = _POINTERS.get((directory.name, entry.tag))
                if name is None:
                    if entry.tag == GPS_POINTER:
                        raise UnsafeError("its Exif block has a GPS directory below {name}", name=directory.name)
                    continue
                if entry.type not in {4, 13} or entry.number != 1:
                    raise UnsafeError("the pointer to its {name} directory has an odd type", name=name)
                if name == "GPS":
                    self.block.gps_pointer = entry
                else:
                    found.append((name, self.block.numbers(entry)[0]))
        return found

    def picture_data(self, directory: Directory) -> None:
        for offset_tag, length_tag in _DATA_TABLES:
            offsets, lengths = directory.entry(offset_tag), directory.entry(length_tag)
            if offsets is None or lengths is None:
                continue
            for at, length in zip(self.block.numbers(offsets), self.block.numbers(lengths), strict=False):
                if length and at + length > len(self.block.data):
                    what = "thumbnail" if offset_tag == _DATA_TABLES[-1][0] else "picture data"
                    raise UnsafeError("its {what} runs past the end of its block", what=what)
                self.block.extents.append((at, at + length))

    def gps(self, pointer: Entry) -> None:
        """Read the GPS directory as far as it goes; a damaged one is replaced, not copied."""
        data = self.block.data
        at = self.block.numbers(pointer)[0]
        if at in self.seen:
            raise UnsafeError("its GPS pointer leads to another directory")
        if at < 8 or at + 2 > len(data):
            return
        count = struct.unpack_from(self.block.order + "H", data, at)[0]
        count = min(count, (len(data) - at - 2) // 12)
        entries: dict[int, Entry] = {}
        for place in range(at + 2, at + 2 + 12 * count, 12):
            tag, kind, number, field_bytes = self.row.unpack_from(data, place)
            size = TYPE_BYTES.get(kind, 0) * number
            value_at = place + 8 if size <= 4 else self.long.unpack(field_bytes)[0]
            if size and value_at + size <= len(data) and tag not in entries:
                entries[tag] = Entry(tag, kind, number, place, value_at, size)
                if size > 4:
                    self.block.gps_extents.append((value_at, value_at + size))
        end = at + 2 + 12 * count
        if data[end : end + 4] == b"\0\0\0\0":
            end += 4
        self.block.gps_extents.append((at, end))
        self.block.directories["GPS"] = Directory("GPS", at, end, tuple(entries.values()), 0)
