"""The append-only edit of a TIFF block.

Every byte of the old block stays at its offset, so what a MakerNote points to stays where it was. A new GPS directory
goes

1. where the old one lies, when its bytes are one piece that nothing else uses and the new one fits (or the piece ends
   the block),
2. else to the end of the block,
3. else into zero padding at the end, when the block may not grow.

IFD0 is copied behind it only when it has no GPS pointer; otherwise that pointer's four bytes change.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from whence_engine.files.gps_ifd import VERSION_ID, GpsChange, Value, encoded
from whence_engine.files.splice import Splice, UnsafeError
from whence_engine.files.tiff_block import GPS_POINTER, TYPE_BYTES, Directory, TiffBlock

_PADDING_KEPT = 256
"""Zeros that are left alone behind the last byte in use: a value may end in zeros that only a MakerNote knows of."""

_BYTE = 1


def fresh_block(change: GpsChange) -> bytes:
    """Return a block for a file that has none: IFD0 with nothing but the GPS pointer, and the GPS directory."""
    start = 8 + 2 + 12 + 4
    header = struct.pack(">2sHIHHHIII", b"MM", 42, 8, 1, GPS_POINTER, 4, 1, start, 0)
    return header + directory_bytes(_new_values(change, ">"), start, ">")


def gps_splices(
    block: TiffBlock, change: GpsChange, limit: int, other_values: Mapping[int, bytes] | None = None
) -> list[Splice]:
    """Return the splices, at offsets inside the block, that make `change`.

    Parameters
    ----------
    limit
        Bytes that the block may have afterwards.
    other_values
        New payloads of entries of IFD0 (the XMP packet of a TIFF file), by tag; new entries become BYTE.

    Raises
    ------
    UnsafeError
        When there is no room.
    """
    old = block.directories.get("GPS")
    values = _kept_values(block, old, change) | _new_values(change, block.order)
    if not change.values and (old is None or not any(entry.tag in change.drops for entry in old.entries)):
        return value_splices(block, limit, other_values or {})
    if not values:
        values = {VERSION_ID: (1, 4, bytes((2, 3, 0, 0)))}
    if old is not None and not other_values:
        in_place = _in_place(block, old, values, limit)
        if in_place is not None:
            return in_place
    splices = _Tail(block, values, other_values or {}).splices(limit)
    return splices + (_zeroed(block) if change.wipe else [])


def value_splices(block: TiffBlock, limit: int, values: Mapping[int, bytes]) -> list[Splice]:
    """Return the splices that give entries of IFD0 new payloads at the end of the block, and nothing else."""
    return _Tail(block, None, values).splices(limit)


def directory_bytes(values: Mapping[int, Value], at: int, order: str) -> bytes:
    """Return a directory for offset `at`, its values behind it at even offsets, closed by a next-IFD field of zero."""
    tail_at = at + 2 + 12 * len(values) + 4
    table = [struct.pack(order + "H", len(values))]
    tail = b""
    for tag, (kind, count, payload) in sorted(values.items()):
        if len(payload) <= 4:
            field_bytes = payload.ljust(4, b"\0")
        else:
            tail += b"\0" * ((tail_at + len(tail)) % 2)
            field_bytes = struct.pack(order + "I", tail_at + len(tail))
            tail += payload
        table.append(struct.pack(order + "HHI", tag, kind, count) + field_bytes)
    return b"".join(table) + b"\0\0\0\0" + tail


def _new_values(change: GpsChange, order: str) -> dict[int, Value]:
    return {tag: encoded(kind, value, order) for tag, (kind, value) in change.values.items()}


def _kept_values(block: TiffBlock, old: Directory | None, change: GpsChange) -> dict[int, Value]:
    if old is None:
        return {}
    return {
        entry.tag: (entry.type, entry.number, block.payload(entry))
        for entry in old.entries
        if entry.tag not in change.drops and entry.tag not in change.values
    }


def _in_place(block: TiffBlock, old: Directory, values: Mapping[int, Value], limit: int) -> list[Splice] | None:
    """Lay the directory out where the old one lies, if that is one piece of its own."""
    pieces = sorted(block.gps_extents)
    start, end = pieces[0]
    for piece_start, piece_end in pieces[1:]:
        if piece_start < end or piece_start > end + 1:
            return None
        end = piece_end
    if start != old.at or any(first < end and last > start for first, last in block.extents):
        return None
    new = directory_bytes(values, start, block.order)
    room = end - start
    if len(new) <= room:
        new = new.ljust(room, b"\0")
    elif end != len(block.data) or start + len(new) > limit:
        return None
    return [Splice(start, block.data[start:end], new)]


def _zeroed(block: TiffBlock) -> list[Splice]:
    """Zero what the old GPS directory held, bytes that other tags share excepted."""
    pieces: list[tuple[int, int]] = []
    covered = 8
    for start, end in sorted(block.gps_extents):
        pieces.append((max(start, covered), end))
        covered = max(covered, end)
    for first, last in block.extents:
        pieces = [piece for start, end in pieces for piece in ((start, min(end, first)), (max(start, last), end))]
        pieces = [(start, end) for start, end in pieces if start < end]
    return [Splice(start, block.data[start:end], bytes(end - start)) for start, end in pieces if start < end]


@dataclass(frozen=True, slots=True)
class _Tail:
    """What is put behind the block (or into its padding), and the few bytes in front that point there."""

    block: TiffBlock
    gps: Mapping[int, Value] | None
    other_values: Mapping[int, bytes]

    def splices(self, limit: int) -> list[Splice]:
        if self.gps is None and not self.other_values:
            return []
        size = len(self.block.data)
        tail, pointers = self.built(size)
        if size + len(tail) <= limit:
            return [*pointers, Splice(size, b"", tail)]
        start = size - len(tail) - 1
        start -= start % 2
        tail, pointers = self.built(start)
        if start < 8 or start < self.last_used() + _PADDING_KEPT or start + len(tail) > size:
            raise UnsafeError("its Exif segment is full")
        return [*pointers, Splice(start, bytes(len(tail)), tail)]

    def last_used(self) -> int:
        """Return the offset behind the last byte that is referred to or not zero."""
        in_use = max(end for _, end in self.block.extents + self.block.gps_extents)
        return max(in_use, len(self.block.data.rstrip(b"\0")))

    def built(self, base: int) -> tuple[bytes, list[Splice]]:
        """Return the tail for offset `base`, and the splices in front of it."""
        order, data = self.block.order, self.block.data
        tail = bytearray(base % 2)
        rows: dict[int, bytes] = {}
        first = self.block.directories["IFD0"]
        for tag, payload in self.other_values.items():
            entry = first.entry(tag)
            rows[tag] = self.row(tag, _BYTE if entry is None else entry.type, payload, base, tail)
        pointer = self.block.gps_pointer
        if self.gps is not None:
            at = base + len(tail)
            tail += directory_bytes(self.gps, at, order)
            tail += bytes(len(tail) % 2 ^ base % 2)
            kind = pointer.type if pointer is not None else 4
            rows[GPS_POINTER] = struct.pack(order + "HHII", GPS_POINTER, kind, 1, at)
        if any(first.entry(tag) is None for tag in rows):
            at = base + len(tail)
            tail += self.copied(first, rows)
            return bytes(tail), [Splice(4, data[4:8], struct.pack(order + "I", at))]
        splices = []
        for entry in first.entries:
            new = rows.pop(entry.tag, None)
            if new is not None:
                splices.append(Splice(entry.at, data[entry.at : entry.at + 12], new))
        return bytes(tail), splices

    def row(self, tag: int, kind: int, payload: bytes, base: int, tail: bytearray) -> bytes:
        at = base + len(tail)
        tail += payload
        tail += bytes((base + len(tail)) % 2)
        return struct.pack(self.block.order + "HHII", tag, kind, len(payload) // TYPE_BYTES[kind], at)

    def copied(self, first: Directory, rows: dict[int, bytes]) -> bytes:
        """Return IFD0 with the new rows: the other entries byte for byte, all in their order."""
        data = self.block.data
        table = [(entry.tag, rows.pop(entry.tag, data[entry.at : entry.at + 12])) for entry in first.entries]
        for new, row in sorted(rows.items()):
            place = next((i for i, (tag, _) in enumerate(table) if tag > new), len(table))
            table.insert(place, (new, row))
        head = struct.pack(self.block.order + "H", len(table))
        return head + b"".join(row for _, row in table) + data[first.end - 4 : first.end]
