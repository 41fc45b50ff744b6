"""The gazetteer's file."""

import hashlib
import shutil
import sqlite3
from pathlib import Path

import pytest

from whence_engine.errors import PlacesError
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.store import APPLICATION_ID, FORMAT, PACKAGED


def sign(path: Path) -> None:
    path.with_suffix(".sha256").write_text(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n", "ascii")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A gazetteer of one's own, in a folder with a name that needs escaping."""
    folder = tmp_path / "a folder? 100% mine"
    folder.mkdir()
    for suffix in (".sqlite", ".sha256"):
        shutil.copy(PACKAGED.with_suffix(suffix), folder / f"places{suffix}")
    return folder / "places.sqlite"


def test_a_gazetteer_may_lie_anywhere(copy: Path) -> None:
    opened = Gazetteer.open(copy)
    assert opened.search("Lisbon")
    opened.close()


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PlacesError, match=r"nowhere\.sqlite cannot be read: install Whence again"):
        Gazetteer.open(tmp_path / "nowhere.sqlite")


@pytest.mark.parametrize("at", [10, 5_000, 9_000_000])
def test_one_changed_byte_is_noticed(copy: Path, at: int) -> None:
    content = bytearray(copy.read_bytes())
    content[at] ^= 1
    copy.write_bytes(content)
    with pytest.raises(PlacesError, match="was altered"):
        Gazetteer.open(copy)


def test_a_truncated_file_is_noticed(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:1_000_000])
    with pytest.raises(PlacesError, match="was altered"):
        Gazetteer.open(copy)


@pytest.mark.parametrize("digest", ["", "münchen"])
def test_a_damaged_digest_is_said(copy: Path, digest: str) -> None:
    copy.with_suffix(".sha256").write_text(digest, "utf-8")
    with pytest.raises(PlacesError, match="digest beside"):
        Gazetteer.open(copy)


def test_a_missing_digest_is_said(copy: Path) -> None:
    copy.with_suffix(".sha256").unlink()
    with pytest.raises(PlacesError, match=r"places\.sha256 cannot be read"):
        Gazetteer.open(copy)


@pytest.mark.parametrize("content", [b"", b"no database " * 1000])
def test_what_is_no_database_is_no_gazetteer(copy: Path, content: bytes) -> None:
    copy.write_bytes(content)
    sign(copy)
    with pytest.raises(PlacesError, match="is no gazetteer"):
        Gazetteer.open(copy)


def test_another_database_is_no_gazetteer(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE t (x)")
    db.close()
    sign(path)
    with pytest.raises(PlacesError, match="is no gazetteer"):
        Gazetteer.open(path)


@pytest.mark.parametrize(("version", "word"), [(FORMAT + 1, "a newer"), (FORMAT - 1, "an older")])
def test_a_gazetteer_of_another_version_is_said(copy: Path, version: int, word: str) -> None:
    db = sqlite3.connect(copy)
    db.execute(f"PRAGMA user_version = {version}")
    db.commit()
    db.close()
    sign(copy)
    with pytest.raises(PlacesError, match=f"made for {word} version"):
        Gazetteer.open(copy)


def test_opening_changes_nothing_on_disk(copy: Path) -> None:
    before = {path.name: path.read_bytes() for path in copy.parent.iterdir()}
    opened = Gazetteer.open(copy)
    opened.search("Lisbon")
    opened.close()
    assert {path.name: path.read_bytes() for path in copy.parent.iterdir()} == before


def test_the_file_says_whose_data_it_is_and_stays_small() -> None:
    opened = Gazetteer.open()
    assert "GeoNames" in opened.attribution
    assert "CC BY 4.0" in opened.attribution
    assert "Natural Earth" in opened.attribution
    opened.close()
    assert PACKAGED.stat().st_size < 20_000_000
    notice = PACKAGED.with_name("NOTICE").read_text("utf-8")
    assert "CC BY 4.0" in notice
    assert int.from_bytes(PACKAGED.read_bytes()[68:72], "big") == APPLICATION_ID
