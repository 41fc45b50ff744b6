"""piexif reads what was written, and is believed only where it is at home."""

import struct

import piexif
import pytest
from tiff_blocks import Made, camera_exif, jpeg, old_gps

from whence_engine.files import verify, write
from whence_engine.files.change import Edit, Placement
from whence_engine.files.reread import anatomy, read_tags
from whence_engine.files.splice import applied
from whence_engine.files.witness import Block, complaints

HERE = (48.8566, 2.3522)
EDIT = Edit(Placement(*HERE, 25.0))
OLD = Made(exif=camera_exif(), gps=old_gps()).block()


def after(old: bytes, edit: Edit = EDIT) -> bytes:
    photo = jpeg(old)
    new = applied(photo, write.splices_for(photo, edit))
    return new[slice(*anatomy(new).exif[0])]


def said(old: bytes, new: bytes, point: tuple[float, float] | None = HERE) -> list[str]:
    return list(complaints(Block(old, read_tags(old)), Block(new, read_tags(new)), point))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("point", [HERE, (-33.8568, -151.2153), (0.0, 0.0), (-90.0, 180.0)])
def test_it_reads_what_was_written(order: str, point: tuple[float, float]) -> None:
    old = Made(order=order, exif=camera_exif()).block()
    assert said(old, after(old, Edit(Placement(*point, 25.0))), point) == []


def test_another_position_than_the_one_that_was_meant_is_noticed() -> None:
    new = after(OLD)
    assert said(OLD, new, (HERE[0] + 2e-6, HERE[1])) == ["piexif reads another position from the copy"]
    assert said(OLD, new, None) == ["piexif reads another position from the copy"]
    assert said(OLD, OLD) == ["piexif reads another position from the copy"]


def test_a_position_that_was_taken_out_is_gone_for_it_too() -> None:
    assert said(OLD, after(OLD, Edit(None)), None) == []


def test_a_block_that_it_could_read_before_and_cannot_now_is_noticed() -> None:
    broken = after(OLD)[:4] + b"\xff\xff\xff\x7f" + after(OLD)[8:]
    assert said(OLD, broken) == ["piexif cannot read the copy"]
    assert said(b"", broken) == ["piexif cannot read the copy"]


def test_what_it_could_not_read_before_is_not_held_against_the_copy() -> None:
    odd = Made(exif=camera_exif() | {0x9004: (13, bytes(4))}).block()
    with pytest.raises(ValueError, match="incorrect value type"):
        piexif.load(b"Exif\0\0" + odd)
    assert said(odd, after(odd)) == []


def test_counts_larger_than_the_block_are_never_shown_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    row = struct.pack("<HHI", 0x0112, 3, 1)
    huge = OLD.replace(row, struct.pack("<HHI", 0x0112, 1, 0xFFFFFFF0))
    assert huge != OLD
    monkeypatch.setattr(piexif, "load", lambda _: pytest.fail("it was asked"))
    assert said(huge, huge) == []


def test_the_verifier_asks_it(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = jpeg(OLD)
    new = applied(photo, write.splices_for(photo, EDIT))
    assert list(verify.complaints(photo, new, EDIT)) == []
    monkeypatch.setattr(piexif, "load", lambda _: {"GPS": {}})
    assert list(verify.complaints(photo, new, EDIT)) == ["piexif reads another position from the copy"]
