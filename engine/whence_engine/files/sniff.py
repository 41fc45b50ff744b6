"""What kind of picture a file is: its first bytes decide, the suffix only where they say nothing.

Besides the seven formats of the contract five more are told apart (`GIF`, `BMP`, `JP2`, `PSD`, `JXL`), because a file
that anyone would call a picture gets a row: GIF, BMP and JPEG 2000 are decoded, the others end in a sentence.
"""

import struct
from collections.abc import Mapping
from types import MappingProxyType

HEADER_BYTES = 4096
"""So many first bytes decide; fewer do for small files."""

_RAW = (
    "3fr arw bay cr2 cr3 crw dcr dng erf fff gpr iiq k25 kdc mdc mef mos mrw nef nrw orf pef ptx raf rw2 rwl rwz"
    " sr2 srf srw x3f"
)
_BY_SUFFIX = {
    "JPEG": "jpg jpeg jpe jfif jif jps mpo insp",
    "PNG": "png apng",
    "WEBP": "webp",
    "TIFF": "tif tiff btf tf8",
    "AVIF": "avif avifs",
    "HEIC": "heic heif hif heics heifs",
    "RAW": _RAW,
    "GIF": "gif",
    "BMP": "bmp dib",
    "JP2": "jp2 j2k j2c jpc jpf jpx jpm",
    "PSD": "psd psb",
    "JXL": "jxl",
}
SUFFIXES: Mapping[str, str] = MappingProxyType(
    {f".{suffix}": name for name, suffixes in _BY_SUFFIX.items() for suffix in suffixes.split()}
)
"""Suffix in lower case, with its dot -> format."""

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"8BPS\x00\x01", "PSD"),
    (b"8BPS\x00\x02", "PSD"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "JP2"),
    (b"\xff\x4f\xff\x51\x00", "JP2"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "JXL"),
    (b"FUJIFILMCCD-RAW", "RAW"),
    (b"II\x1a\x00\x00\x00HEAPCCDR", "RAW"),  # Canon CRW
    (b"IIRO\x08\x00\x00\x00", "RAW"),  # Olympus ORF, three spellings
    (b"IIRS\x08\x00\x00\x00", "RAW"),
    (b"MMOR\x00\x00\x00\x08", "RAW"),
    (b"IIU\x00", "RAW"),  # Panasonic RW2
    (b"\x00MRM", "RAW"),  # Minolta MRW
    (b"FOVb", "RAW"),  # Sigma X3F
)
_TIFF_STARTS = (b"II*\x00", b"MM\x00*", b"II+\x00\x08\x00\x00\x00", b"MM\x00+\x00\x08\x00\x00")
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2"})
_HEIF_BRANDS |= {b"msf1", b"avci", b"avcs", b"jpeg", b"jpgs", b"j2ki", b"vvic"}
_BMP_HEADER_SIZES = frozenset(struct.pack("<I", size) for size in (12, 16, 40, 52, 56, 64, 108, 124))
_DNG_VERSION = 0xC612
_RAW_SAMPLES = frozenset({32803, 34892})  # PhotometricInterpretation: colour filter array, linear raw
_PHOTOMETRIC = 0x0106


def format_of(first: bytes, suffix: str) -> str | None:
    """Return the format of a file, or None for what is no picture at all.

    Parameters
    ----------
    first
        The first `HEADER_BYTES` bytes, fewer where the file is shorter.
    suffix
        With its dot, any case. It decides between TIFF and TIFF-based RAW (a NEF is a TIFF to its bytes), and names
        the format of a file whose bytes no picture starts with: it was meant as one, and its row says that it is not.
    """
    told = SUFFIXES.get(suffix.lower())
    if first[:3] == b"\xff\xd8\xff":
        return "JPEG"
    if first[:4] in (b"II*\x00", b"MM\x00*") or first[:8] in _TIFF_STARTS:
        return "RAW" if told == "RAW" or _is_raw_tiff(first) else "TIFF"
    if first[4:8] == b"ftyp":
        return _of_brands(first) or told
    return _of_start(first) or told


def _of_start(first: bytes) -> str | None:
    if first[:4] == b"RIFF" and first[8:12] == b"WEBP":
        return "WEBP"
    if first[:2] == b"BM" and first[6:10] == bytes(4) and first[14:18] in _BMP_HEADER_SIZES:
        return "BMP"
    return next((name for start, name in _STARTS if first.startswith(start)), None)


def _of_brands(first: bytes) -> str | None:
    """ISO/IEC 14496-12 section 4.3: the major brand, then the compatible ones after the minor version."""
    length = min(int.from_bytes(first[:4], "big"), len(first), 512)
    major = first[8:12]
    brands = {major} | {first[at : at + 4] for at in range(16, length - 3, 4)}
    if major == b"crx ":
        return "RAW"
    if major in (b"avif", b"avis") or (major in (b"mif1", b"msf1") and brands & {b"avif", b"avis"}):
        return "AVIF"
    if major in _HEIF_BRANDS:
        return "HEIC"
    return None


def _is_raw_tiff(first: bytes) -> bool:
    """Tell raw data behind a TIFF header by Canon's mark, a DNG version or unfinished samples in the first IFD."""
    if first[8:10] == b"CR":
        return True
    order = "<" if first[:2] == b"II" else ">"
    if len(first) < 16 or first[2:4] in (b"+\x00", b"\x00+"):
        return False
    (at,) = struct.unpack_from(order + "I", first, 4)
    if at + 2 > len(first):
        return False
    (count,) = struct.unpack_from(order + "H", first, at)
    body = first[at + 2 : at + 2 + 12 * count]
    for tag, _, _, value in struct.iter_unpack(order + "HHIH2x", body[: len(body) // 12 * 12]):
        if tag == _DNG_VERSION or (tag == _PHOTOMETRIC and value in _RAW_SAMPLES):
            return True
    return False
