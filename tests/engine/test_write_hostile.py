"""Damaged and hostile files: one kind of refusal, no crash, no hang, bounded memory, and never an unverified write."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiff_blocks import XMP_PLAIN, XMP_WITH_GPS, Made, camera_exif, jpeg, old_gps, recipes, segment

from whence_engine.files import reread, sidecar, verify, write
from whence_engine.files.change import Edit, Placement
from whence_engine.files.splice import UnsafeError, applied, reversed_splices

EDITS = st.sampled_from(
    [Edit(Placement(48.8566, 2.3522, 25.0)), Edit(Placement(1.0, 2.0), wipe=True, new_packet=True), Edit(None)]
)
WHOLE = jpeg(Made(exif=camera_exif(), gps=old_gps(), ifd1={0x0103: (3, b"\6\0")}).block(), XMP_WITH_GPS)
MAX_RSS_MB = 256


def attempt(data: bytes, edit: Edit) -> None:
    """Plan a write as the program does; what is planned either passes the check or is dropped by it."""
    try:
        splices = write.splices_for(data, edit)
    except UnsafeError:
        return
    new = applied(data, splices)
    list(verify.complaints(data, new, edit))
    assert applied(new, reversed_splices(splices)) == data


@settings(max_examples=150, deadline=None)
@given(recipes(), st.data(), EDITS)
def test_mutated_blocks_are_written_or_refused(made: Made, data: st.DataObject, edit: Edit) -> None:
    block = bytearray(made.block())
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(block) - 1))
        block[at] = data.draw(st.sampled_from([0, 1, 2, 7, 8, 0x25, 0x69, 0x7F, 0x87, 0x88, 0xFF]))
    attempt(jpeg(bytes(block)), edit)
    attempt(bytes(block), edit)


@settings(max_examples=150, deadline=None)
@given(st.data(), EDITS)
def test_mutated_files_are_written_or_refused(data: st.DataObject, edit: Edit) -> None:
    whole = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
    attempt(bytes(whole), edit)


STARTS = st.sampled_from([b"\xff\xd8", b"II*\0", b"MM\0*", b"RIFF", b"\x89PNG\r\n\x1a\n", b""])


@given(st.binary(max_size=300), STARTS, EDITS)
def test_noise_is_refused(noise: bytes, start: bytes, edit: Edit) -> None:
    attempt(start + noise, edit)
    list(verify.complaints(start + noise, start + noise, edit))


@given(st.data())
def test_mutated_packets_are_edited_or_refused(data: st.DataObject) -> None:
    packet = bytearray(data.draw(st.sampled_from([XMP_PLAIN, XMP_WITH_GPS])))
    at = data.draw(st.integers(0, len(packet) - 1))
    packet[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=6))
    try:
        sidecar.splices(bytes(packet), Edit(Placement(1.0, 2.0)))
    except UnsafeError:
        return


@pytest.mark.parametrize("cut", range(0, len(WHOLE), 37))
def test_a_file_that_breaks_off_is_written_or_refused(cut: int) -> None:
    attempt(WHOLE[:cut], Edit(Placement(1.0, 2.0)))


def test_tables_that_overlap_by_the_thousand_end_soon() -> None:
    """Every directory claims a thousand entries that lie on top of each other: quadratic for a naive reader."""
    block = bytearray(b"II*\0\x08\0\0\0" + bytes(60_000))
    for at in range(8, 50_000, 14):
        block[at : at + 2] = (1000).to_bytes(2, "little")
        block[at + 2 : at + 14] = b"\x4a\x01\x04\0\1\0\0\0" + (at + 14).to_bytes(4, "little")
    attempt(jpeg(bytes(block)), Edit(Placement(1.0, 2.0)))
    with pytest.raises(reread.UnreadableCopyError, match="overlap"):
        reread.read_tags(bytes(block))


def test_a_huge_multi_picture_trailer_of_false_starts_ends_soon() -> None:
    made = Made(exif=camera_exif()).block()
    attempt(jpeg(made, after=[segment(0xE2, b"MPF\0")], trailer=b"\xd8\xff" * 100_000), Edit(Placement(1.0, 2.0)))


PROGRAM = """
import sys, time
from pathlib import Path
from memory import peak_mib
from whence_engine.files import verify, write
from whence_engine.files.change import Edit, Placement
from whence_engine.files.splice import UnsafeError, applied
written = refused = doubted = 0
slowest = 0.0
for path in sorted(Path(sys.argv[1]).iterdir()):
    data = path.read_bytes()
    began = time.perf_counter()
    edit = Edit(Placement(48.8566, 2.3522, 25.0))
    try:
        new = applied(data, write.splices_for(data, edit))
        if next(verify.complaints(data, new, edit), None):
            doubted += 1
        else:
            written += 1
    except UnsafeError:
        refused += 1
    slowest = max(slowest, time.perf_counter() - began)
print(written, refused, doubted, round(peak_mib()), round(slowest, 3))
"""


@pytest.mark.shared
@pytest.mark.skipif(sys.platform == "win32", reason="peak memory is asked of POSIX")
def test_the_malformed_corpus_in_bounded_memory(shared: Path) -> None:
    corpus = shared / "data/exif/malformed/files"
    places = [Path(write.__file__).parents[2], Path(__file__).parents[1]]
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(corpus)],
        capture_output=True, text=True, check=True, timeout=120, env={"PYTHONPATH": os.pathsep.join(map(str, places))},
    )  # fmt: skip
    written, refused, doubted, peak_mb, slowest_s = run.stdout.split()
    print(f"{written} written, {refused} refused, {doubted} dropped by the check, {peak_mb} MB, slowest {slowest_s} s")
    assert int(written) + int(refused) + int(doubted) == len(list(corpus.iterdir()))
    assert int(written) > 100
    assert int(peak_mb) < MAX_RSS_MB
