"""exiftool as referee: camera files before and after, everything compared, and the old bytes back at the end."""

import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from accepting import make, tag
from PIL import ExifTags, Image
from tiff_blocks import XMP_WITH_GPS, Made, camera_exif, jpeg, old_gps

from whence_engine.accept.undo import undo
from whence_engine.files import write
from whence_engine.files.change import Edit, Placement
from whence_engine.files.splice import applied
from whence_engine.library.library import Library
from whence_engine.settings import Settings

pytestmark = pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool, the referee, is not installed")
LAT, LON = 48.8566, -2.3522

REFUSED = {
    "Pillow__hopper_bad_exif.jpg": "IFD0 cannot hold",
    "Pillow__hopper_bigtiff.tif": "BigTIFF",
    "Pillow__multiple_exif.jpg": "several Exif segments",
    "TwelveMonkeys__exif-bad-directory-entry-count.jpg": "unknown type",
    "TwelveMonkeys__exif-with-interop-subdir-eof.jpg": "Interop lies outside",
    "exifr__Irvine_CA.avif": "format",
    "exiftool__CanonRaw.cr2": "RAW",
    "exiftool__Nikon.nef": "RAW",
    "goexif__infinite_loop_exif.jpg": "unknown type",
    "mei__IMG_2927.HEIC": "format",
    "mei__Kodak_ProBack.jpg": "Interop is reached twice",
    "mei__Minolta_DiMAGE_S404.jpg": "points to data behind the picture",
    "mei__Sony_DCR-PC120E.jpg": "thumbnail runs past",
    "mei__Sony_DSC-HX5V_2_.jpg": "unknown type",
    "pillow_heif__empty_icc.heic": "format",
}
"""Every camera file that is not written into, and why."""

FOLLOWS = re.compile(
    r"^(SourceFile|ExifTool:Warning|File:System:|Composite:|EXIF:GPS:|XMP:XMP-whence:|RIFF:(WebP_Flags|Image(Width|Height)))"
    r"|MPImageStart$|ExifByteOrder$|File:FileType$"
)
"""What follows from a position: GPS itself, our provenance, offsets counted from the file's start, the container.

Warnings are compared apart from the tags.
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home" / "library.sqlite") as opened:
        yield opened


def told(folder: Path, *options: str) -> dict[str, dict[str, Any]]:
    """Return file name -> tag -> value as exiftool tells them."""
    said = subprocess.run(["exiftool", "-json", "-a", "-u", *options, str(folder)], capture_output=True, check=False)
    return {Path(row["SourceFile"]).name: row for row in json.loads(said.stdout)}


def tags(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Return file name -> every tag and value but what follows from a position, sorted; copies keep their number."""
    return {
        name: sorted((key, str(value)) for key, value in row.items() if not FOLLOWS.search(key))
        for name, row in told(folder, "-G0:1", "-s", "-n").items()
    }


def complaints(folder: Path) -> dict[str, list[str]]:
    """Return what `-validate` says of each file."""
    found = {}
    for name, row in told(folder, "-validate", "-warning", "-error", "-G4").items():
        texts = [str(value) for key, value in row.items() if key.split(":")[-1] in {"Warning", "Error"}]
        found[name] = [text for text in texts if "Missing required" not in text and "NikonScanIFD" not in text]
    return found


def maker_note(picture: Image.Image) -> bytes | None:
    """Return the MakerNote as Pillow reads it."""
    note = picture.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.MakerNote)
    return note if isinstance(note, bytes) else None


def position(row: dict[str, Any], group: str) -> tuple[float, float] | None:
    lat, lon = row.get(f"{group}:GPSLatitude"), row.get(f"{group}:GPSLongitude")
    if lat is None or lon is None:
        return None
    return (
        lat * (-1 if row.get(f"{group}:GPSLatitudeRef") == "S" else 1),
        lon * (-1 if row.get(f"{group}:GPSLongitudeRef") == "W" else 1),
    )


@pytest.mark.shared
def test_camera_files_lose_nothing_and_come_back(library: Library, shared: Path, tmp_path: Path) -> None:
    before, after = shared / "data/exif/public/files", tmp_path / "files"
    after.mkdir()
    for path in before.iterdir():
        shutil.copyfile(path, after / path.name)
    rows = tag(library, *sorted(after.iterdir()), lat=LAT, lon=LON)
    sidecars = {row.path.name: row.reason for row in rows if row.action == "sidecar"}
    assert set(sidecars) == set(REFUSED)
    assert [name for name, why in REFUSED.items() if why not in sidecars[name]] == []
    assert {row.action for row in rows} == {"exif", "sidecar"}
    copies = [after / path.name for path in before.iterdir()]
    assert [path.name for path in copies if path.name in REFUSED and path.read_bytes() != same(before, path)] == []

    was, now = tags(before), tags(after)
    harm = {name: set(was[name]) ^ set(now[name]) for name in was if was[name] != now[name]}
    assert {name: tags for name, tags in harm.items() if not only_renumbered(tags)} == {}
    positions = told(after, "-G1", "-n", "-GPS:all", "-XMP-exif:all")
    for name in was.keys() - REFUSED.keys():
        assert position(positions[name], "GPS") == pytest.approx((LAT, LON), abs=1e-6), name
    old, new = complaints(before), complaints(after)
    assert {name: set(new[name]) - set(old[name]) for name in old if set(new[name]) - set(old[name])} == {}

    assert {row.action for row in undo(library, everything=True)} == {"undone"}
    assert [path.name for path in copies if path.read_bytes() != same(before, path)] == []
    assert len(list(after.iterdir())) == len(copies)


def same(folder: Path, path: Path) -> bytes:
    return (folder / path.name).read_bytes()


def only_renumbered(differences: set[tuple[str, str]]) -> bool:
    """Say whether tags only changed which of several copies they are."""
    plain = [(re.sub(r":Copy\d+:", ":", key), value) for key, value in differences]
    return all(plain.count(one) % 2 == 0 for one in plain)


@pytest.mark.shared
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # of the originals
def test_pixels_and_maker_notes_of_camera_files_stay(shared: Path) -> None:
    notes = 0
    for path in sorted((shared / "data/exif/public/files").iterdir()):
        if path.name in REFUSED or path.stat().st_size > 400_000:
            continue
        data = path.read_bytes()
        new = applied(data, write.splices_for(data, Edit(Placement(LAT, LON, 25.0))))
        try:
            with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(new)) as after:
                assert maker_note(before) == maker_note(after), path.name
                notes += maker_note(after) is not None
                assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes(), path.name
        except (OSError, SyntaxError):
            continue  # Pillow cannot decode the original either; the bytes are compared by the verifier
    assert notes > 30


def test_made_files_lose_nothing_and_come_back(library: Library, tmp_path: Path) -> None:
    """The same without camera files: every way of writing is taken once."""
    folder, copy = tmp_path / "files", tmp_path / "before"
    folder.mkdir()
    files = {
        "none.jpg": jpeg(),
        "little.jpg": jpeg(Made(exif=camera_exif()).block()),
        "big.jpg": jpeg(Made(">", exif=camera_exif(), gps=old_gps(">"), scattered=True).block(), XMP_WITH_GPS),
        "full.jpg": jpeg(Made(padding=65_400).block()),
        "refused.jpg": jpeg(b"II*\0 no Exif"),
    }
    for name, data in files.items():
        make(folder, name, data)
    shutil.copytree(folder, copy)
    was = tags(folder)
    rows = {row.path.name: row.action for row in tag(library, *folder.iterdir(), lat=LAT, lon=LON)}
    assert rows == {name: "sidecar" if name == "refused.jpg" else "exif" for name in files}
    now = tags(folder)
    for name in files:
        position_tags = [(k, v) for k, v in now[name] if k.startswith("XMP:XMP-exif:GPS")]
        assert [pair for pair in now[name] if pair not in position_tags] == [
            pair for pair in was[name] if not pair[0].startswith("XMP:XMP-exif:GPS")
        ], name
        if name != "refused.jpg":
            found = told(folder / name, "-G1", "-n")[name]
            assert position(found, "GPS") == pytest.approx((LAT, LON), abs=1e-6)
            assert found["GPS:GPSMapDatum"] == "WGS-84"
    in_xmp = told(folder / "big.jpg", "-G1", "-n")["big.jpg"]
    assert (in_xmp["XMP-exif:GPSLatitude"], in_xmp["XMP-exif:GPSLongitude"]) == pytest.approx((LAT, LON), abs=1e-6)
    list(undo(library, everything=True))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


def test_exiftool_reads_the_same_from_a_sidecar_of_ours(library: Library, tmp_path: Path) -> None:
    photo = make(tmp_path, "a.nef", b"II*\0 raw")
    list(tag(library, photo, lat=LAT, lon=LON, settings=Settings(), radius_km=25.0))
    row = told(tmp_path / "a.nef.xmp", "-G1", "-n")["a.nef.xmp"]
    assert (row["XMP-exif:GPSLatitude"], row["XMP-exif:GPSLongitude"]) == pytest.approx((LAT, LON), abs=1e-6)
    assert row["XMP-exif:GPSMapDatum"] == "WGS-84"
    assert row["XMP-exif:GPSHPositioningError"] == 25_000
