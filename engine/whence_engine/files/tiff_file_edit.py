"""Edits of a plain TIFF file: the whole file is the block, and grows at its end.

RAW files are TIFFs too, and are told by their content here: nothing is ever written into them.
"""

from whence_engine.files import tiff_block, tiff_edit, xmp_edit
from whence_engine.files.change import Edit
from whence_engine.files.splice import Splice, UnsafeError
from whence_engine.files.tiff_block import SUB_IFDS, XMP_PACKET, TiffBlock

_MAX_BYTES = 0xFFFFFFFF
_DNG_VERSION = 0xC612
_RAW_TAGS = frozenset({_DNG_VERSION, 0x9216, 0x828D, 0x828E, 0xC634})
"""DNGVersion, TIFF/EP standard id, colour filter array pattern, DNG private data."""
_BYTE, _UNDEFINED = 1, 7


def parsed(data: bytes) -> TiffBlock:
    """Parse a TIFF file.

    Raises
    ------
    UnsafeError
        When it is damaged, a BigTIFF, or a RAW file.
    """
    if data[:4] in {b"II+\0", b"MM\0+"}:
        raise UnsafeError("it is a BigTIFF")
    if data[8:10] == b"CR":
        raise UnsafeError("it is a RAW file")
    block = tiff_block.parse(data)
    for directory in block.directories.values():
        if directory.name.startswith("IFD") and any(e.tag in _RAW_TAGS for e in directory.entries):
            raise UnsafeError("it is a RAW file")
    if block.directories["IFD0"].entry(SUB_IFDS) is not None:
        raise UnsafeError("it has directories below the first, as RAW files do")
    return block


def xmp_packet(block: TiffBlock) -> bytes | None:
    """Return the XMP packet."""
    entry = block.directories["IFD0"].entry(XMP_PACKET)
    return None if entry is None or entry.type not in {_BYTE, _UNDEFINED} else block.payload(entry)


def splices(data: bytes, edit: Edit) -> list[Splice]:
    """Return what `edit` changes in this TIFF; UnsafeError when that could harm something."""
    block = parsed(data)
    values: dict[int, bytes] = {}
    result: list[Splice] = []
    old = xmp_packet(block)
    if old is None:
        if edit.new_packet and edit.placement is not None:
            values[XMP_PACKET] = xmp_edit.new_packet(edit.placement, toolkit="Whence")
    else:
        new = xmp_edit.edited_or_kept(old, edit.placement, ours_only=edit.ours_only)
        if len(new) == len(old) and new != old:
            entry = block.directories["IFD0"].entry(XMP_PACKET)
            assert entry is not None
            result.append(Splice(entry.value_at, old, new))
        elif new != old:
            values[XMP_PACKET] = new
    change = edit.gps
    if change is not None:
        return result + tiff_edit.gps_splices(block, change, _MAX_BYTES, values)
    return result + tiff_edit.value_splices(block, _MAX_BYTES, values)
