"""One place into one file: the edit is planned in memory, staged beside the photo, verified, and only then put.

    with Original(path) as original:
        plan = into_file(original, edit)          # what would change; touches nothing
        staged = staged_copy(plan)                # a verified copy under a temporary name
        ... commit the journal ...
        staged.put()

Nothing here opens a photo for writing.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from whence_engine.errors import UnreadableError, VerifyError, WriteRefusedError
from whence_engine.files import (
    jpeg_edit,
    png_edit,
    sidecar,
    tiff_block,
    tiff_file_edit,
    verify,
    webp_edit,
    xmp_edit,
)
from whence_engine.files.atomic import Staged, stage, stage_new
from whence_engine.files.change import Edit
from whence_engine.files.gps import Axis
from whence_engine.files.gps_ifd import LATITUDE, LATITUDE_REF, LONGITUDE, LONGITUDE_REF, degrees
from whence_engine.files.original import Original
from whence_engine.files.splice import Splice, UnsafeError, chunks, ordered, reversed_splices
from whence_engine.wording import Sentence

_PIECE = 1 << 16
TOOLKIT = "Whence"
_EDITORS: tuple[tuple[bytes, Callable[[bytes, Edit], list[Splice]]], ...] = (
    (b"\xff\xd8", jpeg_edit.splices),
    (b"RIFF", webp_edit.splices),
    (png_edit.SIGNATURE, png_edit.splices),
    (b"II", tiff_file_edit.splices),
    (b"MM", tiff_file_edit.splices),
)
"""By the first bytes of a file. HEIC and AVIF are not among them: their metadata lie in front of the media data."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a write would do to one file.

    Attributes
    ----------
    path
        The photo that this is about.
    original
        The file to be replaced (the photo or its sidecar); None where `target` is to be created.
    mtime_ns
        Modification time of the successor; None for now.
    """

    path: Path
    target: Path
    original: Original | None
    edit: Edit
    splices: tuple[Splice, ...]
    mtime_ns: int | None = None
    is_sidecar: bool = False
    like: os.stat_result | None = field(default=None, compare=False)

    @property
    def old(self) -> bytes:
        """The bytes before; empty where the file is created."""
        return self.original.data if self.original is not None else b""


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 digest."""
    return hashlib.sha256(data).digest()


def splices_for(data: bytes, edit: Edit) -> tuple[Splice, ...]:
    """Return what `edit` changes in a picture file, by what its first bytes say it is.

    Raises
    ------
    UnsafeError
        When it could harm something; the message says what.
    """
    for start, editor in _EDITORS:
        if data.startswith(start):
            return ordered(data, editor(data, edit))
    raise UnsafeError("files of its format are not written into")


def into_file(original: Original, edit: Edit, *, keep_mtime: bool = True, hard_links: str = "refuse") -> Plan:
    """Plan the write into the photo itself.

    Raises
    ------
    WriteRefusedError
        When that could harm it; a sidecar serves instead.
    """
    path = original.path
    if original.target.suffix.lower() in sidecar.RAW_SUFFIXES:
        raise WriteRefusedError(path, "RAW files are never written into")
    if original.status.st_nlink > 1 and hard_links != "break":
        raise WriteRefusedError(path, "it has several hard links, and the others would keep the old content")
    if write_protected(original):
        raise WriteRefusedError(path, "it is write-protected")
    try:
        splices = splices_for(original.data, edit)
    except UnsafeError as error:
        raise WriteRefusedError(path, error.said) from error
    mtime_ns = original.status.st_mtime_ns if keep_mtime else None
    return Plan(path, original.target, original, edit, splices, mtime_ns)


def into_sidecar(path: Path, edit: Edit, *, hard_links: str = "refuse") -> Plan:
    """Plan the write into the sidecar of a photo; the photo is not touched.

    Raises
    ------
    WriteRefusedError
        When the sidecar that lies there cannot be edited safely.
    """
    target = sidecar.path_for(path)
    try:
        original = Original(target)
    except UnreadableError:
        if target.exists() or target.is_symlink():
            raise
        if edit.placement is None:
            return Plan(path, target, None, edit, (), is_sidecar=True)
        new = sidecar.fresh(edit.placement, TOOLKIT)
        like = path.stat() if path.exists() else None
        return Plan(path, target, None, edit, (Splice(0, b"", new),), is_sidecar=True, like=like)
    try:
        return into_open_sidecar(original, edit, path, hard_links=hard_links)
    except BaseException:
        original.close()
        raise


def into_open_sidecar(original: Original, edit: Edit, path: Path | None = None, *, hard_links: str = "refuse") -> Plan:
    """Plan the write into a sidecar that is open already; `path` is its photo, for messages.

    Raises
    ------
    WriteRefusedError
        When it cannot be edited safely.
    """
    path, name = path or original.path, original.target.name
    if original.status.st_nlink > 1 and hard_links != "break":
        raise WriteRefusedError(
            path, "its sidecar {name} has several hard links, and the others would keep the old text", name=name
        )
    if write_protected(original):
        raise WriteRefusedError(path, "its sidecar {name} is write-protected", name=name)
    try:
        splices = ordered(original.data, sidecar.splices(original.data, edit))
    except UnsafeError as error:
        raise WriteRefusedError(path, "its sidecar {name} cannot be edited: {why}", name=name, why=error) from error
    return Plan(path, original.target, original, edit, splices, is_sidecar=True)


def write_protected(original: Original) -> bool:
    """Say whether the file is marked as read-only, also where the user's powers would override that."""
    return not original.status.st_mode & 0o222 or not os.access(original.target, os.W_OK)


def staged_copy(plan: Plan) -> tuple[Staged, bytes]:
    """Write the successor under a temporary name, verify what was written and return it with its SHA-256.

    Raises
    ------
    VerifyError
        When the copy, read back, is not what it must be; it is gone then.
    StorageError, WriteRefusedError
        When it cannot be written.
    """
    if plan.original is not None:
        staged = stage(plan.original, chunks(plan.old, plan.splices), mtime_ns=plan.mtime_ns)
    else:
        staged = stage_new(plan.path, plan.target, chunks(b"", plan.splices), plan.like)
    try:
        new = staged.contents()
        check(plan, new)
    except BaseException:
        staged.close()
        raise
    return staged, sha256(new)


def check(plan: Plan, new: bytes) -> None:
    """Hold the new bytes of a plan against the old ones.

    Raises
    ------
    VerifyError
        When anything differs that must not, or the position does not read back.
    """
    if plan.is_sidecar:
        complaint = next(verify.xmp_complaints(plan.old, new, plan.edit), None)
    else:
        complaint = next(verify.complaints(plan.old, new, plan.edit), None)
    if complaint is None and not _gives_back(new, plan):
        complaint = Sentence("the write could not be undone")
    if complaint is not None:
        raise VerifyError(plan.path, "the written copy did not pass its check ({complaint})", complaint=complaint)


def _gives_back(new: bytes, plan: Plan) -> bool:
    """Say whether the splices, turned round, make the old file; compared piece by piece to spare memory."""
    at = 0
    for piece in chunks(new, ordered(new, reversed_splices(plan.splices))):
        for start in range(0, len(piece), _PIECE):
            part = bytes(piece[start : start + _PIECE])
            if plan.old[at : at + len(part)] != part:
                return False
            at += len(part)
    return at == len(plan.old)


def position_in(data: bytes) -> tuple[float, float] | None:
    """Return the position that a picture file states, Exif before XMP; None when it states none or is damaged."""
    try:
        block, packet = _metadata(data)
    except UnsafeError:
        return None
    if block is not None:
        position = _exif_position(block)
        if position is not None:
            return position
    return None if packet is None else _xmp_position(packet)


def _metadata(data: bytes) -> tuple[bytes | None, bytes | None]:
    """Return the TIFF block and the XMP packet of a picture file."""
    if data.startswith(b"\xff\xd8"):
        layout = jpeg_edit.layout(data)
        exif, xmp = jpeg_edit.exif_block(data, layout), jpeg_edit.xmp_packet(data, layout)
        return exif and exif[-1], xmp and xmp[-1]
    if data.startswith(b"RIFF"):
        chunks_found = webp_edit.chunks(data)
        block = webp_edit.exif_block(data, chunks_found)
        return block and block[-1], webp_edit.xmp_packet(data, chunks_found)
    if data.startswith(png_edit.SIGNATURE):
        png_chunks = png_edit.chunks(data)
        in_png, text = png_edit.exif_block(data, png_chunks), png_edit.xmp_packet(data, png_chunks)
        return in_png and in_png[-1], text and text[-1]
    if data.startswith((b"II", b"MM")):
        return data, tiff_file_edit.xmp_packet(tiff_file_edit.parsed(data))
    return None, None


def _exif_position(block: bytes) -> tuple[float, float] | None:
    try:
        parsed = tiff_block.parse(block)
    except UnsafeError:
        return None
    gps = parsed.directories.get("GPS")
    if gps is None:
        return None
    angles: list[float] = []
    axes: tuple[tuple[int, int, Axis], ...] = ((LATITUDE, LATITUDE_REF, "lat"), (LONGITUDE, LONGITUDE_REF, "lon"))
    for value_tag, ref_tag, axis in axes:
        value, ref = gps.entry(value_tag), gps.entry(ref_tag)
        if value is None or ref is None:
            return None
        angle = degrees(value.type, parsed.payload(value), parsed.payload(ref), axis, parsed.order)
        if angle is None:
            return None
        angles.append(angle)
    return angles[0], angles[1]


def _xmp_position(packet: bytes) -> tuple[float, float] | None:
    try:
        return xmp_edit.position(xmp_edit.parse(packet))
    except UnsafeError:
        return None
