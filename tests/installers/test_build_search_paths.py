"""Search paths of binaries that lead out of a build are taken out, and nothing else of a binary is touched."""

import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from builds import search_paths

pytestmark = pytest.mark.skipif(not shutil.which("readelf"), reason="readelf is the referee")

NEEDED, SONAME = 1, 14
ADDRESS = 0x400000


def binary(file: Path, entries: list[tuple[int, str]]) -> Path:
    """As much of a library as the loader's list is read from: header, two segments, strings, the list."""
    strings = b"\0"
    rows = []
    for tag, text in entries:
        rows.append((tag, len(strings)))
        strings += text.encode() + b"\0"
    strings += bytes(-len(strings) % 8)
    strings_at = 64 + 2 * 56
    list_at = strings_at + len(strings)
    rows += [(search_paths.STRINGS, ADDRESS + strings_at), (10, len(strings)), (search_paths.END, 0)]
    listed = b"".join(struct.pack("<qQ", *row) for row in rows)
    whole = list_at + len(listed)
    fields = struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    header = search_paths.ELF_64_LITTLE + b"\x01" + bytes(9) + fields
    segments = struct.pack("<IIQQQQQQ", 1, 4, 0, ADDRESS, ADDRESS, whole, whole, 8)
    segments += struct.pack("<IIQQQQQQ", 2, 4, list_at, ADDRESS + list_at, 0, len(listed), len(listed), 8)
    file.write_bytes(header + segments + strings + listed)
    return file


def told(file: Path) -> list[tuple[str, str]]:
    """What readelf reads from it."""
    asked = subprocess.run(["readelf", "-dW", file], capture_output=True, text=True, check=True, env={"LC_ALL": "C"})
    return re.findall(r"\((NEEDED|SONAME|RPATH|RUNPATH)\).*\[(.*)\]", asked.stdout)


LIBRARY = [(NEEDED, "libc.so.6"), (SONAME, "libmine.so.1")]


@pytest.mark.parametrize("tag", [search_paths.RPATH, search_paths.RUNPATH])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_path_that_leads_out_is_taken_out_and_the_rest_stays(tag: int, at: int, tmp_path: Path) -> None:
    entries = [*LIBRARY[:at], (tag, "/home/me/python/lib:/usr/local/lib64"), *LIBRARY[at:]]
    file = binary(tmp_path / "libmine.so", entries)
    size = file.stat().st_size
    assert len(told(file)) == 3
    assert search_paths.forget(tmp_path) == [file]
    assert told(file) == [("NEEDED", "libc.so.6"), ("SONAME", "libmine.so.1")]
    assert file.stat().st_size == size
    assert search_paths.forget(tmp_path) == [], "there is nothing left to take out"


@pytest.mark.parametrize("path", ["$ORIGIN", "$ORIGIN/../numpy.libs", "$ORIGIN/a:/usr/lib"])
def test_a_path_to_what_lies_beside_is_kept(path: str, tmp_path: Path) -> None:
    file = binary(tmp_path / "libmine.so", [*LIBRARY, (search_paths.RUNPATH, path)])
    before = file.read_bytes()
    assert search_paths.forget(tmp_path) == []
    assert file.read_bytes() == before
    assert search_paths.search_paths(file) == [path]


def test_what_is_no_binary_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "link").symlink_to("nowhere")
    assert search_paths.forget(tmp_path) == []
    assert search_paths.search_paths(tmp_path / "photo.jpg") == []


def test_it_reads_what_readelf_reads_from_the_libraries_that_builds_are_made_of() -> None:
    numpy = pytest.importorskip("numpy")
    libraries = sorted(Path(numpy.__file__).parent.rglob("*.so"))
    assert libraries
    for library in libraries:
        paths = [value for tag, value in told(library) if tag in {"RPATH", "RUNPATH"}]
        assert search_paths.search_paths(library) == paths
