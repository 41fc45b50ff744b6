"""The manual page says what the command line's own help says."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import debian.man_pages
import debian.package
from whence_engine.cli.main import COMMANDS

EPOCH = 1_700_000_000


@pytest.fixture(scope="module")
def page() -> str:
    return debian.man_pages.whence_page("1.2.3", EPOCH)


def shown(path: Path) -> str:
    """Return what `man` shows of a page, and fail where it warns."""
    plain = os.environ | {"LC_ALL": "C.UTF-8", "MANWIDTH": "400", "MAN_KEEP_FORMATTING": ""}
    done = subprocess.run(["man", "--warnings", "-l", str(path)], env=plain, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    return re.sub(r".\x08", "", done.stdout)


def test_the_page_has_version_date_and_the_name_by_which_it_is_found(page: str) -> None:
    assert page.startswith('.TH WHENCE 1 "2023-11-14" "Whence 1.2.3" "User Commands"\n.SH NAME\nwhence \\- tell where')


def test_every_command_has_a_section_those_of_a_group_one_each(page: str) -> None:
    told = re.findall(r"^\.SS whence ([\w ]+)$", page, re.MULTILINE)
    assert [name for name in told if " " not in name] == [name for name in COMMANDS if name != "models"]
    assert {"models list", "models install", "models verify"} <= set(told)


def test_options_stand_with_their_values_and_meanings(page: str) -> None:
    assert (
        ".TP\n\\fB\\-\\-auto\\-accept P|auto\\fR\n"
        "Accept the best candidate of each photo whose probability is at least P; \\fBauto\\fR takes"
    ) in page


def test_help_is_explained_once(page: str) -> None:
    assert page.count(r"\-\-help\fR") == 1


@pytest.mark.parametrize(
    ("text", "shows"), [(".hidden", r"\&.hidden"), ("'quoted'", r"\&'quoted'"), (r"a\b-c", r"a\(rsb\-c")]
)
def test_nothing_in_a_text_is_taken_for_a_request(text: str, shows: str) -> None:
    assert debian.man_pages.roff(text) == shows


def test_a_paragraph_that_click_leaves_alone_keeps_its_lines() -> None:
    assert debian.man_pages.paragraphs("First\nline.\n\n\b\none\n  two\n") == [
        ".PP", "First line.", ".PP", ".nf", "one", "  two", ".fi",
    ]  # fmt: skip


@pytest.mark.skipif(not shutil.which("man"), reason="needs man")
def test_man_shows_both_pages_without_a_warning(page: str, tmp_path: Path) -> None:
    (tmp_path / "whence.1").write_text(page, encoding="utf-8")
    text = shown(tmp_path / "whence.1")
    assert "--clock-offset [CAMERA=]+-HH:MM[:SS]" in text
    for name, does in (("whence-desktop", "tell where old photos were taken"), ("whence-plugins", "put the plug-ins")):
        assert f"{name} - {does}" in shown(debian.package.LINUX / f"{name}.1")
