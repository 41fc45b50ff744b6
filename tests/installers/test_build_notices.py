"""Whose each file of a build is, and that nothing gets in whose licence cannot be told."""

import json
import re
import shutil
import sysconfig
from pathlib import Path

import pytest

import builds.notices
import builds.record
from builds.contents import Entry
from builds.record import Record, UnknownFileError
from whence_engine import notices


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An environment with one package, `shade`, and its record."""
    folder = tmp_path / "site-packages"
    (folder / "shade-1.2.dist-info").mkdir(parents=True)
    (folder / "shade-1.2.dist-info" / "METADATA").write_text("Metadata-Version: 2.4\nName: shade\nVersion: 1.2\n")
    (folder / "shade-1.2.dist-info" / "RECORD").write_text("shade/__init__.py,,\nshade/light.so,,\n")
    real = sysconfig.get_path
    monkeypatch.setattr(sysconfig, "get_path", lambda name: str(folder) if name == "purelib" else real(name))
    return folder


def owner(place: str, source: Path, kind: str = "DATA") -> tuple[str, str] | None:
    entries: list[Entry] = [(place, str(source), kind)]
    return builds.record.trace(entries).files.get(place)


def test_a_file_belongs_to_the_distribution_that_records_it(site: Path, tmp_path: Path) -> None:
    assert owner("shade/light.so", site / "shade" / "light.so") == ("distribution", "shade")
    assert owner("shade/__init__.pyc", tmp_path / "localpycs" / "shade" / "__init__.pyc") == ("distribution", "shade")


@pytest.mark.usefixtures("site")
def test_modules_of_python_and_our_own_are_told_apart(tmp_path: Path) -> None:
    assert owner("json/decoder.pyc", tmp_path / "localpycs" / "json" / "decoder.pyc") == ("python", "python")
    ours = owner("whence_engine/photo.pyc", tmp_path / "localpycs" / "whence_engine" / "photo.pyc")
    assert ours == ("whence", "whence")
    assert owner("LICENSE", builds.record.ROOT / "LICENSE") == ("whence", "whence")


@pytest.mark.usefixtures("site")
def test_links_belong_to_nobody(tmp_path: Path) -> None:
    assert owner("libx.so", Path("a/libx.so"), "SYMLINK") is None


def test_a_file_that_nobody_records_is_an_error(site: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownFileError, match="stray/__init__"):
        owner("stray/__init__.pyc", tmp_path / "localpycs" / "stray" / "__init__.pyc")
    with pytest.raises(UnknownFileError, match=r"stray\.so"):
        owner("stray.so", site / "stray.so")


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="asks Debian's package manager")
def test_a_library_of_the_system_belongs_to_its_package(tmp_path: Path) -> None:
    found = next(Path(folder) / "libc.so.6" for folder in ("/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib")
                 if (Path(folder) / "libc.so.6").exists())  # fmt: skip
    assert builds.record.debian_package(found) == "libc6"
    with pytest.raises(UnknownFileError, match="belongs to no package"):
        builds.record.debian_package(tmp_path / "libmine.so")


def test_where_no_package_manager_answers_it_is_said_where_to_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UnknownFileError, match="build on Debian or Ubuntu"):
        builds.record.debian_package(tmp_path / "libmine.so")


def test_a_record_comes_back_as_it_was_stored(tmp_path: Path) -> None:
    record = Record({"b": ("python", "python"), "a": ("distribution", "numpy")}, ["libc.so.6"])
    record.write(tmp_path / "record.json")
    assert Record.read(tmp_path / "record.json") == record
    assert record.owners("distribution") == ["numpy"]


@pytest.mark.parametrize("name", [one.name for one in notices.needed()])
def test_whatever_the_program_needs_has_a_licence_text(name: str) -> None:
    told = builds.notices.of_distribution(name)
    assert max(map(len, told.texts)) > 150


def test_a_distribution_without_a_text_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builds.notices, "SUPPLIED", {})
    with pytest.raises(UnknownFileError, match="s2sphere carries no text of its licence"):
        builds.notices.of_distribution("s2sphere")


def test_qt_comes_with_the_lgpl_and_how_to_put_another_one_in_its_place() -> None:
    pytest.importorskip("PySide6", reason="needs the extra `desktop`")
    text = "\n".join(builds.notices.of_distribution("PySide6_Essentials").texts)
    for words in ("GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE", "with a Qt of your own", "ICU"):
        assert words in text


@pytest.mark.parametrize("name", sorted({text for texts in builds.notices.SUPPLIED.values() for text in texts}))
def test_every_supplied_text_is_there(name: str) -> None:
    assert len(builds.notices.supplied(name)) > 900


def test_the_notices_of_a_build_name_data_python_and_distributions() -> None:
    record = Record({"click/core.pyc": ("distribution", "click"), "json/decoder.pyc": ("python", "python")}, ())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builds.notices, "bootloader", lambda: notices.Notice("pyinstaller", "GPL", ("x",)))
        text = builds.notices.notices_of(record)
    for words in ("GeoNames", "CC BY 4.0", "country-coder", "Natural Earth", "CLDR", "The model starter", "PYTHON"):
        assert words in text
    assert "click 8" in text
    assert "numpy" not in text


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="asks Debian's package manager")
def test_a_library_from_debian_comes_with_its_copyright_file_and_the_licences_that_it_names() -> None:
    library, *licences = builds.notices.of_debian(["libgcc-s1"])
    assert re.match(r"libgcc-s1 \S+, from Debian", library.title)
    assert "GCC" in library.texts[0]
    assert {one.title for one in licences} >= {"The licence GPL-3"}


def test_an_unknown_file_ends_the_build_with_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collected = tmp_path / "collected.json"
    collected.write_text(json.dumps([["stray.pyc", str(tmp_path / "stray.pyc"), "DATA"]]))
    assert builds.notices.main(collected, tmp_path, tmp_path / "record.json") == 1
    assert "stray.pyc belongs to no distribution" in capsys.readouterr().err
    assert not (tmp_path / "NOTICES").exists()
