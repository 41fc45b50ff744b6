"""Broken, fuzzed and malicious files: a sentence each, never a crash, a hang or a full memory."""

import contextlib
import json
import os
import struct
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import makers
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whence_engine.errors import UnreadableError
from whence_engine.files.decode import decode_rgb
from whence_engine.files.identity import picture_hash
from whence_engine.files.read import read_photo
from whence_engine.photo import Photo

resource = pytest.importorskip("resource", reason="limits on memory are set the POSIX way")

TAGS = makers.exif_block(
    taken="2014:07:12 18:03:22", make="Whence", model="Pretend 1", gps=(48.8566, 2.3522), orientation=6
)
XMP = makers.xmp_packet({"exif:GPSLatitude": "48,51.396N", "dc:subject": ["a", "b"], "xmp:CreateDate": "2014"})
MAKERS: tuple[tuple[Callable[..., Path], str], ...] = (
    (lambda path: makers.jpeg(path, exif=TAGS, xmp=XMP), "jpg"),
    (lambda path: makers.png(path, exif=TAGS, xmp=XMP), "png"),
    (lambda path: makers.webp(path, exif=TAGS, xmp=XMP), "webp"),
    (lambda path: makers.tiff(path, exif=TAGS), "tif"),
    (lambda path: makers.avif(path, exif=TAGS, xmp=XMP), "avif"),
    (lambda path: makers.heic_header(path, exif=TAGS), "heic"),
    (makers.raw_like, "dng"),
)
DAMAGE = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)), max_size=6)

READ_ALL = """
import json, sys, time, warnings
from pathlib import Path
import resource
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
warnings.simplefilter("ignore")
from makers import found
from memory import peak_mib
from whence_engine.errors import UnreadableError
from whence_engine.files.decode import decode_rgb
from whence_engine.files.identity import picture_hash
from whence_engine.files.read import read_photo
for name in sorted(Path(sys.argv[1]).iterdir()):
    begun = time.perf_counter()
    photo = read_photo(found(name))
    row = {"name": name.name, "format": photo.format, "error": photo.error, "hash": picture_hash(name)}
    try:
        row["shape"] = decode_rgb(name, 224).shape
    except UnreadableError as error:
        row["refused"] = error.reason
    row["seconds"] = time.perf_counter() - begun
    row["peak_mib"] = peak_mib()
    print(json.dumps(row), flush=True)
"""


def read_all(folder: Path, *, memory_bytes: int = 4 << 30, limit_s: int = 240) -> list[dict[str, object]]:
    """Read every file of a folder in a process of its own, with a lid on its memory and its time."""
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL, str(folder), str(memory_bytes)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        timeout=limit_s,
        check=False,
    )
    rows: list[dict[str, object]] = [json.loads(line) for line in done.stdout.splitlines()]
    last = rows[-1]["name"] if rows else None
    assert done.returncode == 0, f"ended with {done.returncode} after {last}: {done.stderr.decode()[-2000:]}"
    return rows


@pytest.mark.shared
@pytest.mark.parametrize("part", ["malformed", "public"])
def test_every_broken_file_costs_a_sentence_and_no_more(part: str, shared: Path) -> None:
    folder = shared / "data" / "exif" / part / "files"
    rows = read_all(folder)
    assert len(rows) == len(list(folder.iterdir()))
    for row in rows:
        assert ("shape" in row) != ("refused" in row), row
        reason = row.get("refused") or row["error"] or "."
        assert isinstance(reason, str)
        assert reason.endswith(".")
        assert "\n" not in reason
    assert max(float(str(row["peak_mib"])) for row in rows) < 1024


@pytest.mark.shared
def test_every_camera_file_can_be_read_and_decoded_but_two_shortened_raw_files(shared: Path) -> None:
    rows = read_all(shared / "data" / "exif" / "public" / "files")
    assert [row["name"] for row in rows if row["error"]] == []
    refused = {str(row["name"]) for row in rows if "refused" in row}
    assert refused == {"exiftool__CanonRaw.cr2", "exiftool__Nikon.nef"}


def attempt(path: Path) -> Photo:
    """Read, hash and decode; only `UnreadableError` may come out."""
    photo = read_photo(makers.found(path))
    for text in (*photo.texts, photo.camera.make, photo.camera.model, photo.camera.serial, photo.software):
        text.encode("utf-8")
    picture_hash(path)
    with contextlib.suppress(UnreadableError):
        decode_rgb(path, 32)
    return photo


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("maker", "suffix"), MAKERS, ids=[suffix for _, suffix in MAKERS])
@given(damage=DAMAGE, kept=st.floats(0, 1))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_random_damage_is_survived(
    maker: Callable[[Path], Path], suffix: str, damage: list[tuple[float, bytes]], kept: float, tmp_path: Path
) -> None:
    path = tmp_path / f"a.{suffix}"
    data = bytearray(maker(path).read_bytes())
    for where, bytes_ in damage:
        at = int(where * len(data))
        data[at : at + len(bytes_)] = bytes_
    path.write_bytes(data[: int(kept * len(data)) + 1] if kept < 0.5 else data)
    attempt(path)


@given(block=st.binary(max_size=400))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_may_stand_where_exif_should(block: bytes, tmp_path: Path) -> None:
    path = makers.jpeg(tmp_path / "a.jpg", exif=b"II*\0\x08\0\0\0" + block)
    assert read_photo(makers.found(path)).error is None


def exif_of(entries: bytes, count: int | None = None) -> bytes:
    number = len(entries) // 12 if count is None else count
    return b"II*\0\x08\0\0\0" + struct.pack("<H", number) + entries + bytes(4)


def entry(tag: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack("<HHII", tag, kind, count, value)


def hostile_blocks() -> Iterator[tuple[str, bytes]]:
    yield "a directory that points at itself", exif_of(entry(0x8769, 4, 1, 8) + entry(0x8825, 4, 1, 8))
    yield "a value of four gigabytes", exif_of(entry(0x010F, 2, 0xFFFFFFFF, 0))
    yield "a value of eight times that", exif_of(entry(0x010F, 12, 0xFFFFFFFF, 8))
    yield "more entries than bytes", exif_of(entry(0x010F, 2, 4, 0x41414141), 60_000)
    yield "a pointer past the end", exif_of(entry(0x8769, 4, 1, 0xFFFFFFF0))
    yield "a pointer that is a text", exif_of(entry(0x8769, 2, 4, 0x41414141))
    yield "an unknown type", exif_of(entry(0x0112, 99, 1, 6))
    yield "an orientation that is none", exif_of(entry(0x0112, 3, 1, 77))
    yield "no entries", exif_of(b"", 0)


@pytest.mark.parametrize("block", [block for _, block in hostile_blocks()], ids=[name for name, _ in hostile_blocks()])
def test_a_hostile_exif_block_leaves_the_picture_readable(block: bytes, tmp_path: Path) -> None:
    photo = attempt(makers.jpeg(tmp_path / "a.jpg", exif=block))
    assert photo.error is None
    assert photo.orientation == 1
    assert photo.camera.make in ("", "AAAA")


def test_a_page_chain_that_loops_ends(tmp_path: Path) -> None:
    path = makers.tiff(tmp_path / "a.tif")
    data = bytearray(path.read_bytes())
    (first,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, first)
    struct.pack_into("<I", data, first + 2 + 12 * count, first)
    path.write_bytes(data)
    assert attempt(path).error is None


def test_entities_in_xmp_are_not_expanded(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "lol">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    packet = XMP.replace(b"<x:xmpmeta", bomb + b"]><x:xmpmeta", 1).replace(b"<rdf:li>a<", b"<rdf:li>&j;<")
    path = makers.jpeg(tmp_path / "a.jpg", xmp=packet)
    assert all("lol" not in text for text in attempt(path).texts)


def test_an_external_entity_in_a_sidecar_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a word that must stay here", encoding="utf-8")
    packet = XMP.replace(
        b"<x:xmpmeta", b'<!DOCTYPE x [<!ENTITY s SYSTEM "%s">]><x:xmpmeta' % secret.as_uri().encode(), 1
    ).replace(b"<rdf:li>a<", b"<rdf:li>&s;<")
    sidecar = tmp_path / "a.xmp"
    sidecar.write_bytes(packet)
    photo = read_photo(makers.found(makers.jpeg(tmp_path / "a.jpg"), sidecar))
    assert all("must stay" not in text for text in photo.texts)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "{",
        '{"geoData": 3}',
        '{"geoData": {"latitude": "x"}}',
        '{"photoTakenTime": {"timestamp": {}}}',
        '{"photoTakenTime": {"timestamp": "99999999999999999999"}}',
        '{"geoData": {"latitude": 1e999, "longitude": 2}}',
        '{"description": "\\ud800"}',
        "[" * 100_000,
    ],
)
def test_a_broken_takeout_file_says_nothing(body: str, tmp_path: Path) -> None:
    sidecar = makers.takeout(tmp_path / "a.jpg.json", body)
    photo = read_photo(makers.found(makers.jpeg(tmp_path / "a.jpg"), sidecar))
    assert (photo.error, photo.position) == (None, None)
    for text in photo.texts:
        text.encode("utf-8")


def test_a_jpeg_with_ten_thousand_empty_scans_is_refused(tmp_path: Path) -> None:
    data = makers.jpeg_bytes(progressive=True)
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x01\x05\x00"
    path = tmp_path / "a.jpg"
    path.write_bytes(data[:-2] + scan * 10_000 + data[-2:])
    with pytest.raises(UnreadableError, match="more scans"):
        decode_rgb(path, 32)


def test_heif_tables_that_claim_millions_of_items_end_soon(tmp_path: Path) -> None:
    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I4s", len(body) + 8, kind) + body

    # sizes of zero bytes: nothing is read, however many extents are claimed
    iloc = box(b"iloc", bytes([1, 0, 0, 0, 0x00, 0x00]) + b"\xff\xff" + b"\0\1\0\0\0\0\xff\xff" * 8000)
    path = tmp_path / "a.heic"
    path.write_bytes(box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(4) + iloc))
    assert attempt(path).error is not None


def test_reading_many_headers_takes_no_more_memory_than_reading_one(tmp_path: Path) -> None:
    path = makers.jpeg(tmp_path / "a.jpg", exif=TAGS, xmp=XMP)
    with path.open("ab") as file:
        file.truncate(1 << 32)  # a sparse four gigabytes behind the picture
    tracemalloc.start()
    try:
        assert read_photo(makers.found(path)).error is None
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()
