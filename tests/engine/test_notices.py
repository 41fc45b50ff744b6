"""Third-party notices: what an installed distribution says of its licence, gathered into one text."""

import sys
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path

import pytest

from whence_engine import notices
from whence_engine.notices import Notice


def installed(folder: Path, metadata: str, **texts: str) -> Distribution:
    """A distribution `shade 1.2` with these lines of metadata and these files beside them."""
    info = folder / "shade-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.4\nName: shade\nVersion: 1.2\n{metadata}", encoding="utf-8")
    for name, text in texts.items():
        (info / name).write_text(text, encoding="utf-8")
    (info / "RECORD").write_text("".join(f"shade-1.2.dist-info/{name},,\n" for name in ("METADATA", *texts)))
    return PathDistribution(info)


def test_an_expression_says_the_licence(tmp_path: Path) -> None:
    told = notices.of_distribution(installed(tmp_path, "License-Expression: MIT\n", LICENSE="Do as you like."))
    assert told == Notice("shade 1.2", "MIT", ("Do as you like.",))


def test_where_the_whole_text_stands_in_its_place_the_classifier_says_it(tmp_path: Path) -> None:
    metadata = "License: First line\n        second line\nClassifier: License :: OSI Approved :: BSD License\n"
    assert notices.of_distribution(installed(tmp_path, metadata)).licence == "BSD License"


def test_every_text_that_comes_along_is_told_once(tmp_path: Path) -> None:
    texts = {"COPYING": "Copy.", "LICENSE": "Copy.", "NOTICE": "Made by hand.", "licensing.py": "print()", "top": "x"}
    assert notices.of_distribution(installed(tmp_path, "", **texts)).texts == ("Copy.", "Made by hand.")


def test_a_text_that_two_share_stands_once_and_is_named_the_second_time() -> None:
    text = notices.written([Notice("one 1", "MIT", ("The  text.\n",)), Notice("two 2", "MIT", ("The text.",))])
    assert text.count("text.") == 1
    assert "The same text as for one 1." in text


def test_who_carries_no_text_is_told_to() -> None:
    assert "carries no text of its licence" in notices.written([Notice("bare 1", "MIT", ())])


def test_the_notices_of_this_installation_name_what_the_program_needs() -> None:
    """The engine's requirements, and what those need in turn; not the tools of developers."""
    text = notices.third_party()
    for name in ("numpy", "pillow", "sqlite-utils", "pluggy", "GeoNames", "Natural Earth", "The model starter"):
        assert name in text
    assert "pytest" not in {notices.plain(one.name) for one in notices.needed()}


def test_a_frozen_program_shows_the_file_that_came_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / notices.FILE).write_text("All of it.", encoding="utf-8")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "whence"))
    assert notices.third_party() == "All of it."
