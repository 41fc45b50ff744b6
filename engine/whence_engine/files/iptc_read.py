"""Captions, keywords, places and the date of an IPTC IIM block (IPTC-NAA Information Interchange Model 4.2)."""

from dataclasses import dataclass, field

from whence_engine.files.exif_read import Stamp

MAX_DATASETS = 1024

_CHARACTER_SET = (1, 90)
_UTF8_MARK = b"\x1b%G"
_TEXTS = frozenset({(2, 5), (2, 25), (2, 26), (2, 27), (2, 90), (2, 92), (2, 95), (2, 101), (2, 105), (2, 120)})
"""Title, keywords, location code and name, city, sublocation, state, country, headline, caption."""
_DATE, _TIME = (2, 55), (2, 60)


@dataclass(slots=True)
class IptcFacts:
    """What the block says; empty where it says nothing."""

    created: Stamp | None = None
    texts: list[str] = field(default_factory=list)


def read_iptc(block: bytes) -> IptcFacts:
    """Read the datasets that we use; a block that makes no sense ends where it stops making sense."""
    values: list[tuple[tuple[int, int], bytes]] = []
    utf8 = False
    offset = 0
    while offset + 5 <= len(block) and block[offset] == 0x1C and len(values) < MAX_DATASETS:
        key = (block[offset + 1], block[offset + 2])
        length = int.from_bytes(block[offset + 3 : offset + 5], "big")
        if length & 0x8000:  # extended: the length of the length; nothing that we read is so long
            break
        value = block[offset + 5 : offset + 5 + length]
        utf8 = utf8 or (key == _CHARACTER_SET and value.startswith(_UTF8_MARK))
        values.append((key, value))
        offset += 5 + length
    facts = IptcFacts()
    for key, value in values:
        if key in _TEXTS:
            text = _text(value, utf8=utf8)
            if text and text not in facts.texts:
                facts.texts.append(text)
    facts.created = _created(dict(reversed(values)))
    return facts


def _text(value: bytes, *, utf8: bool) -> str:
    value = value.strip(b"\0 \t\r\n")
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("utf-8" if utf8 else "cp1252", "replace")


def _created(values: dict[tuple[int, int], bytes]) -> Stamp | None:
    date = values.get(_DATE, b"")[:8].decode("ascii", "replace")
    time = values.get(_TIME, b"")[:11].decode("ascii", "replace")
    if not (len(date) == 8 and date.isdigit()):
        return None
    spelled = f"{date[:4]}-{date[4:6]}-{date[6:]}"
    if len(time) >= 6 and time[:6].isdigit():
        spelled += f"T{time[:2]}:{time[2:4]}:{time[4:6]}{time[6:]}"
    return Stamp(spelled)
