"""What the package says of itself."""

import functools
import shutil
import subprocess
from email import message_from_string
from email.message import Message

import pytest

import debian.texts
from debian.depends import Needs

EPOCH = 1_700_000_000
NEEDS = Needs("amd64", ("libc6 (>= 2.34)", "libgl1"))
RELEASES = ["0.1.0.dev3", "0.1.0a1.dev2", "0.1.0a1", "0.1.0b2", "0.1.0rc1", "0.1.0", "0.1.0.post1", "0.1.1"]
"""In the order in which Python sorts them."""


def fields(version: str) -> Message:
    return message_from_string(debian.texts.control(version, NEEDS, 12345).decode())


def test_the_control_file_says_which_package_it_is_and_what_it_needs() -> None:
    told = fields("0.1.0")
    assert told["Package"] == "whence"
    assert told["Version"] == "0.1.0"
    assert told["Architecture"] == "amd64"
    assert told["Installed-Size"] == "12345"
    assert told["Depends"].split(", ") == ["libc6 (>= 2.34)", "libgl1", "xkb-data"]


def test_no_line_of_the_description_ends_it_or_is_too_wide() -> None:
    short, *rest = fields("0.1.0")["Description"].splitlines()
    assert short == "tells where old photos were taken, offline"
    assert all(line.startswith(" ") and line.strip() for line in rest)
    assert " ." in rest
    assert max(map(len, rest)) <= 80


def test_the_address_of_the_maintainer_can_be_none() -> None:
    assert debian.texts.MAINTAINER.endswith(".invalid>")


@pytest.mark.parametrize(
    ("python", "written"),
    [
        ("0.1.0", "0.1.0"),
        ("1.0rc1", "1.0~rc1"),
        ("1.0.dev3", "1.0~~dev3"),
        ("1.0a2.dev1", "1.0~a2~~dev1"),
        ("1.0+abc", "1.0+abc"),
    ],
)
def test_versions_are_written_as_debian_does(python: str, written: str) -> None:
    assert debian.texts.debian_version(python) == written


def test_what_is_no_version_is_refused() -> None:
    with pytest.raises(ValueError, match="not a version: newest"):
        debian.texts.debian_version("newest")


@pytest.mark.skipif(not shutil.which("dpkg"), reason="needs dpkg")
def test_dpkg_sorts_the_versions_as_python_does() -> None:
    """By which an upgrade is known to be one."""

    def compare(one: str, other: str) -> int:
        first, second = map(debian.texts.debian_version, (one, other))
        older = ["dpkg", "--compare-versions", first, "lt", second]
        return -1 if subprocess.run(older, check=False).returncode == 0 else 1

    shuffled = RELEASES[3:] + RELEASES[:3]
    assert sorted(shuffled, key=functools.cmp_to_key(compare)) == RELEASES


def test_the_changelog_is_the_newest_section_in_the_form_of_debian() -> None:
    markdown = """# Changelog

Newest first.

## Unreleased

- The first point, which is so long that a line of the changelog of a package of Debian, 80 columns, does not hold it
  and goes on.
- The second.

A note that belongs to no point.

## 0.0.1

- Older.
"""
    assert (
        debian.texts.changelog(markdown, "0.1.0", EPOCH)
        == """\
whence (0.1.0) unstable; urgency=medium

  * The first point, which is so long that a line of the changelog of a
    package of Debian, 80 columns, does not hold it and goes on.
  * The second.

 -- The Whence contributors <nobody@whence.invalid>  Tue, 14 Nov 2023 22:13:20 +0000
"""
    )


def test_the_copyright_file_carries_the_whole_licence() -> None:
    text = debian.texts.copyright_file("MIT License\n\nCopyright (c) 2026 Those\n\nYou may.\nOr not.\n\nAS IS.\n")
    assert "Copyright: 2026 Those\nLicense: Expat\n" in text
    assert text.endswith("License: Expat\n You may.\n Or not.\n .\n AS IS.\n")


def test_a_template_gets_version_and_date() -> None:
    assert debian.texts.filled("@VERSION@ of @DATE@", "1.0", EPOCH) == "1.0 of 2023-11-14"
