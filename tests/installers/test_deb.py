"""The package: what it unpacks, what it needs, and that desktops can read it."""

import gzip
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

import deb
import debian.depends
import debian.package
from debian.archive import Link
from whence_engine import __version__
from whence_engine.files.sniff import SUFFIXES

EPOCH = 1_700_000_000
PROGRAM = Path(shutil.which("true") or sys.executable)

on_debian = pytest.mark.skipif(not shutil.which("dpkg-shlibdeps"), reason="needs dpkg-shlibdeps")


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """As much of a build as a package is made of; any program of this system stands for ours."""
    folder = tmp_path / "whence"
    (folder / "_internal").mkdir(parents=True)
    for name in debian.package.PROGRAMS:
        shutil.copy(PROGRAM, folder / name)
    for name in ("LICENSE", "NOTICES"):
        (folder / name).write_text(f"{name}\n")
    (folder / "_internal" / "model.onnx").write_bytes(bytes(3000))
    return folder


def launcher() -> RawConfigParser:
    parser = RawConfigParser(delimiters="=", comment_prefixes="#", strict=True)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(debian.package.LINUX / "whence.desktop", encoding="utf-8")
    return parser


@on_debian
def test_the_same_build_and_date_make_the_same_package(build: Path, tmp_path: Path) -> None:
    first, again = (debian.package.package(build, tmp_path / name, epoch=EPOCH, preset=0) for name in ("a", "b"))
    assert first.name == again.name
    assert first.name.startswith(f"whence_{__version__}_")
    assert first.read_bytes() == again.read_bytes()


@on_debian
def test_the_version_can_be_another_so_that_an_upgrade_can_be_tried(build: Path, tmp_path: Path) -> None:
    made = debian.package.package(build, tmp_path, epoch=EPOCH, version="0.0.9", preset=0)
    told = subprocess.run(["dpkg-deb", "--field", made, "Version"], check=True, capture_output=True, text=True)
    assert told.stdout == "0.0.9\n"


@on_debian
def test_what_a_program_links_against_is_a_dependency_with_its_version(build: Path) -> None:
    needs = debian.depends.needs(build)
    (libc,) = (one for one in needs.depends if one.startswith("libc6 "))
    told = tuple(map(int, libc.partition(">= ")[2].rstrip(")").split(".")))
    assert told >= debian.depends.newest_glibc(list(debian.depends.elf_files(build)))
    assert (
        needs.architecture
        == subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout.strip()
    )


@on_debian
def test_a_library_that_the_build_carries_is_no_dependency(build: Path) -> None:
    before = debian.depends.needs(build).depends
    ssl = next(Path("/usr/lib").rglob("libssl.so.3"))
    shutil.copy(ssl, build / "_internal")
    shutil.copy(ssl.with_name("libcrypto.so.3"), build / "_internal")
    after = debian.depends.needs(build).depends
    assert {one.split()[0] for one in after} == {one.split()[0] for one in before}


def test_a_folder_that_is_no_build_is_refused_with_the_way_to_one(build: Path, tmp_path: Path) -> None:
    (build / "whence").unlink()
    done = subprocess.run(
        [sys.executable, deb.__file__, "--build", build, "--output", tmp_path / "out"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == f"deb: {build} is no build, it lacks whence: python3 installers/build.py folder makes one\n"
    assert not (tmp_path / "out").exists()


def test_a_build_for_a_machine_without_a_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "whence").write_bytes(b"\x7fELF\x02\x01" + bytes(12) + b"\x08\x00")
    with pytest.raises(debian.depends.DependsError, match="number 8"):
        debian.depends.needs(tmp_path)


def test_everything_lies_where_a_desktop_looks_for_it(build: Path) -> None:
    inside = debian.package.contents(build, "1.0", EPOCH)
    assert inside["usr/bin/whence"] == Link("/opt/whence/whence")
    assert inside["opt/whence/_internal/model.onnx"] == build / "_internal" / "model.onnx"
    for size in (16, 22, 24, 32, 48, 64, 128, 256, 512):
        assert f"usr/share/icons/hicolor/{size}x{size}/apps/whence.png" in inside
    assert "usr/share/icons/hicolor/scalable/apps/whence.svg" in inside
    page = inside["usr/share/man/man1/whence.1.gz"]
    assert isinstance(page, bytes)
    assert gzip.decompress(page).startswith(b'.TH WHENCE 1 "2023-11-14" "Whence 1.0"')


def test_room_is_counted_in_whole_kib_as_debian_does() -> None:
    assert debian.package.installed_kib({"a": b"", "b": b"1", "c": bytes(1025), "d": Link("a")}) == 0 + 1 + 2 + 1


def test_the_launcher_speaks_german_wherever_it_speaks_english() -> None:
    parser = launcher()
    for section in parser.sections():
        texts = {name for name in parser[section] if name in {"GenericName", "Comment", "Keywords"}}
        texts |= {"Name"} if section != "Desktop Entry" else set()
        assert {f"{name}[de]" for name in texts} <= set(parser[section]), section


def test_the_launcher_opens_folders_and_every_kind_of_photo_that_the_system_has_a_name_for() -> None:
    opened = launcher()["Desktop Entry"]["MimeType"].rstrip(";").split(";")
    assert opened[0] == "inode/directory"
    assert len(opened) == len(set(opened))
    kinds = {name.removeprefix("image/").removeprefix("x-").rpartition("-")[2] for name in opened}
    for name in ("jpeg", "png", "webp", "tiff", "avif", "heic", "gif", "bmp", "jp2", "dng", "cr2", "nef", "arw", "raf"):
        assert name in kinds
        assert f".{name}" in SUFFIXES


@pytest.mark.skipif(not shutil.which("desktop-file-validate"), reason="needs desktop-file-validate")
def test_the_launcher_is_valid() -> None:
    done = subprocess.run(
        ["desktop-file-validate", debian.package.LINUX / "whence.desktop"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(not shutil.which("appstreamcli"), reason="needs appstreamcli")
def test_what_shops_show_is_valid(build: Path, tmp_path: Path) -> None:
    name = "alt.whence.whence.metainfo.xml"
    text = debian.package.contents(build, "1.0", EPOCH)[f"usr/share/metainfo/{name}"]
    assert isinstance(text, bytes)
    (tmp_path / name).write_bytes(text)
    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", tmp_path / name], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_each_text_of_the_shop_is_there_in_german(build: Path) -> None:
    text = debian.package.contents(build, "1.0", EPOCH)["usr/share/metainfo/alt.whence.whence.metainfo.xml"]
    assert isinstance(text, bytes)
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    root = fromstring(text)
    for tag in ("summary", "p", "li"):
        told = [one.get(language) for one in root.iter(tag)]
        assert told == [None, "de"] * (len(told) // 2)
        assert told


def test_model_files_have_a_type() -> None:
    root = fromstring((debian.package.LINUX / "whence-mime.xml").read_bytes())
    (glob,) = root.iter("{http://www.freedesktop.org/standards/shared-mime-info}glob")
    assert glob.get("pattern") == "*.whence"


def test_plug_ins_lie_where_other_programs_look_for_them() -> None:
    inside = debian.package.plugins()
    assert {
        "usr/share/darktable/lua/whence.lua",
        "usr/share/darktable/lua/whence/json.lua",
        "usr/share/kio/servicemenus/whence.desktop",
        "usr/share/nemo/actions/whence.nemo_action",
    } <= inside.keys()
    assert all(isinstance(source, Path) and source.is_file() for source in inside.values())
