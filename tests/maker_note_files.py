"""MakerNotes with world-time settings, made by hand as the makers lay them out; exiftool reads them all."""

import struct
from collections.abc import Callable, Mapping

from tiff_blocks import WIDTH, Field, Made, jpeg

TAKEN = b"2014:07:12 18:03:22\0"


def directory(order: str, content: Mapping[int, Field], at: int) -> bytes:
    """A directory whose own offset in the TIFF is `at`, its values behind it."""
    out = struct.pack(order + "H", len(content))
    values = b""
    behind = at + 2 + 12 * len(content) + 4
    for tag, (kind, payload) in sorted(content.items()):
        out += struct.pack(order + "HHI", tag, kind, len(payload) // WIDTH[kind])
        if len(payload) <= 4:
            out += payload.ljust(4, b"\0")
        else:
            out += struct.pack(order + "I", behind + len(values))
            values += payload
    return out + bytes(4) + values


def photo(
    make: str, model: str, note: Callable[[int], bytes], *, order: str = "<", gps: Mapping[int, Field] | None = None
) -> bytes:
    """A JPEG with a MakerNote; `note` gets the offset at which it will lie in the TIFF."""

    def block(payload: bytes) -> bytes:
        first = {0x010F: (2, make.encode() + b"\0"), 0x0110: (2, model.encode() + b"\0")}
        inner = {0x9003: (2, TAKEN), 0x927C: (7, payload)}
        return Made(order=order, ifd0=first, exif=inner, gps=gps).block()

    length = len(note(0))
    marker = bytes([0xA5]) * length
    offset = block(marker).index(marker)
    return jpeg(block(note(offset)))


def canon(minutes: int, city: int, summer: int, order: str = "<") -> bytes:
    values = struct.pack(order + "4i", 16, minutes, city, summer)
    return photo("Canon", "Canon EOS 7D", lambda at: directory(order, {0x0035: (4, values)}, at), order=order)


def nikon(minutes: int, *, summer: bool, order: str = "<") -> bytes:
    inner = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "I", 8)
    inner += directory(order, {0x0024: (7, struct.pack(order + "hBB", minutes, summer, 2))}, 8)
    return photo("NIKON CORPORATION", "NIKON D90", lambda _: b"Nikon\0\2\x10\0\0" + inner, order=">")


def panasonic(names: Mapping[int, str], *, destination: bool | None = None) -> bytes:
    content: dict[int, Field] = {tag: (7, name.encode().ljust(72, b"\0")) for tag, name in names.items()}
    if destination is not None:
        content[0x003A] = (3, struct.pack("<H", 2 if destination else 1))
    return photo("Panasonic", "DMC-TZ10", lambda at: b"Panasonic\0\0\0" + directory("<", content, at + 12))


def pentax(home: int, destination: int, *, away: bool, head: bytes = b"AOC\0MM", order: str = ">") -> bytes:
    content = {0x0022: int(away), 0x0023: home, 0x0024: destination, 0x0025: 0, 0x0026: 0}
    fields: dict[int, Field] = {tag: (3, struct.pack(order + "H", value)) for tag, value in content.items()}
    return photo("PENTAX", "PENTAX K10D", lambda at: head + directory(order, fields, at + len(head)), order=order)


def pentax_packed(home: int, destination: int, *, away: bool) -> bytes:
    fields: dict[int, Field] = {0x006B: (7, bytes([int(away), 0, home, destination]))}
    return photo("PENTAX", "PENTAX K-5", lambda at: b"PENTAX \0MM" + directory(">", fields, at + 10), order=">")


def casio(city: str) -> bytes:
    fields: dict[int, Field] = {0x3006: (2, city.encode().ljust(24, b"\0"))}
    return photo(
        "CASIO COMPUTER CO.,LTD.", "EX-S12", lambda at: b"QVC\0\0\0" + directory(">", fields, at + 6), order=">"
    )


def receiver(date: str, clock: tuple[int, int, int]) -> bytes:
    """A photo whose GPS directory has a time and no position."""
    time = 5, b"".join(struct.pack("<II", part, 1) for part in clock)
    place = {0x07: time, 0x1D: (2, date.encode() + b"\0")}
    return photo("SONY", "DSC-HX5V", lambda at: directory("<", {0x0001: (3, b"\0\0")}, at), gps=place)
