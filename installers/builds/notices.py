"""The third-party notices of a folder build, made from what is really in it.

Run by the Python of the build's environment, whose distributions were collected: `python -m builds.notices COLLECTED
FOLDER RECORD` reads PyInstaller's list and writes FOLDER/NOTICES and the build's record.
"""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from importlib.metadata import distribution
from pathlib import Path

import builds.record
from builds.record import Record, UnknownFileError
from whence_engine import notices
from whence_engine.notices import Notice

LICENCES = Path(__file__).resolve().parents[1] / "licences"

SUPPLIED: Mapping[str, tuple[str, ...]] = {
    "flatbuffers": ("Apache-2.0",),
    "pyside6-essentials": ("LGPL-3", "GPL-3", "Unicode-3.0"),
    "s2sphere": ("MIT",),
    "shiboken6": ("LGPL-3", "GPL-3"),
}
"""Licence texts of those distributions that carry none, by their plain name; files of `licences/`."""

RELINK = """\
Qt, PySide6 and Shiboken are used under the GNU Lesser General Public License, version 3, unmodified as their makers
publish them for Python. The folder `_internal/PySide6` (and `_internal/shiboken6`) holds each of their libraries as a
file of its own, and nothing of them is linked into Whence's programs: to run Whence with a Qt of your own, build the
same major version and put its libraries in the place of those files. Whence itself is under the MIT licence, which
allows everything that section 4 of the LGPL asks for, taking it apart included. Within its libraries Qt carries work
of others (among it HarfBuzz, FreeType, libjpeg-turbo, libpng, libwebp, PCRE2, zlib, each under a permissive licence
that Qt's documentation, "Licenses Used in Qt", gives in full), and beside them ICU under the Unicode licence below.\
"""

OTHERS_LGPL = """\
Some further libraries are under the LGPL: FFmpeg (beside OpenCV), libheif and libde265 (beside pi_heif), LibRaw (beside
rawpy) and GEOS (beside Shapely), with the texts given there. Each is a shared library of its own in `_internal`, in a
folder whose name ends in `.libs` or beside its module; put another build of the same version in its place to use that.\
"""

_COMMON = Path("/usr/share/common-licenses")


def notices_of(record: Record) -> str:
    """Return the notices of a build as one text.

    Raises
    ------
    UnknownFileError
        When a distribution has no licence text and `SUPPLIED` none for it, or another text is not to be had.
    """
    works = [
        *notices.of_data(),
        python(),
        bootloader(),
        *map(of_distribution, record.owners(builds.record.DISTRIBUTION)),
        *of_debian(record.owners(builds.record.DEBIAN)),
    ]
    return notices.written(works)


def of_distribution(name: str) -> Notice:
    """Return the notice of one distribution, with a text of its licence in any case."""
    told = notices.of_distribution(distribution(name))
    plain = notices.plain(name)
    texts = [*told.texts, *(supplied(one) for one in SUPPLIED.get(plain, ()))]
    if not texts:
        raise UnknownFileError(f"{name} carries no text of its licence: put one into {LICENCES.name}/ and SUPPLIED.")
    if plain == "pyside6-essentials":
        texts = [RELINK, OTHERS_LGPL, *texts]
    if plain == "s2sphere":
        texts.insert(0, f"Copyright (c) {distribution(name).metadata['Author']}")
    return Notice(told.title, told.licence, tuple(texts))


def supplied(name: str) -> str:
    """Return one of the licence texts that we keep."""
    return (LICENCES / f"{name}.txt").read_text(encoding="utf-8")


def python() -> Notice:
    """Return the notice of the Python that is in the build."""
    version = platform.python_version()
    standard = Path(sysconfig.get_path("stdlib"))
    short = "python" + sysconfig.get_python_version()
    places = (
        standard / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(f"/usr/share/doc/{short}/copyright"),
    )
    found = next((file for file in places if file.is_file()), None)
    if found is None:
        raise UnknownFileError(f"This Python {version} carries no text of its licence.")
    return Notice(f"Python {version}", "PSF-2.0", (found.read_text(encoding="utf-8"),))


def bootloader() -> Notice:
    """Return the notice of what starts Python, with the exception that lets it be part of other programs."""
    return of_distribution("pyinstaller")


def of_debian(packages: Iterable[str]) -> list[Notice]:
    """Return the notices of libraries that were taken from Debian packages, and the licences that those name."""
    found, common = [], set[str]()
    for package in packages:
        file = Path(f"/usr/share/doc/{package}/copyright")
        if not file.is_file():
            raise UnknownFileError(f"{file} is missing: install {package} anew.")
        text = file.read_text(encoding="utf-8")
        common |= set(re.findall(rf"{_COMMON}/([A-Za-z0-9.-]*[A-Za-z0-9])", text))
        ask = ["dpkg-query", "--show", "--showformat", "${Version}", package]
        version = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
        found.append(Notice(f"{package} {version}, from Debian", "", (text,)))
    texts = [Notice(f"The licence {name}", "", ((_COMMON / name).read_text("utf-8"),)) for name in sorted(common)]
    return found + texts


def main(collected: Path, folder: Path, record: Path) -> int:
    """Write the notices into `folder` and the record; return the exit status."""
    try:
        told = builds.record.trace([tuple(entry) for entry in json.loads(collected.read_text(encoding="utf-8"))])
        (folder / notices.FILE).write_text(notices_of(told), encoding="utf-8")
    except UnknownFileError as error:
        print(error, file=sys.stderr)
        return 1
    told.write(record)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
