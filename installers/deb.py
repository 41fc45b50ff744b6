#!/usr/bin/env python3
"""Make a Debian package of a build folder.

::

    python installers/deb.py [--build build/whence] [--output dist]

The build lies in /opt/whence, with links in /usr/bin; beside it a launcher that opens folders and photos, icons, manual
pages and the type of model files. No script runs at installation: what desktops cache is renewed by their own triggers.
The same build and the same date (`SOURCE_DATE_EPOCH`, else that of the last commit) give the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from collections.abc import Mapping
from pathlib import Path

import build_folder
import deb_archive
import deb_depends
import deb_texts
import man_pages
from deb_archive import Content, Link
from deb_depends import Needs
from whence_engine import __version__

ROOT = Path(__file__).resolve().parents[1]
LINUX = Path(__file__).with_name("linux")
ICONS = ROOT / "desktop" / "whence_desktop" / "icons"
PROGRAMS = ("whence", "whence-desktop")
HICOLOR = "usr/share/icons/hicolor"
DOC = "usr/share/doc/whence"
PLUGINS = Path(__file__).with_name("plugins")


class PackageError(Exception):
    """What keeps us from making the package, as one sentence."""


def main() -> int:
    """Make the package that was asked for, and say where it is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build" / "whence", help="folder with the programs")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="folder for the package")
    arguments = parser.parse_args()
    try:
        print(package(arguments.build, arguments.output, epoch=build_folder.source_date()))
    except (PackageError, deb_depends.DependsError) as error:
        print(f"deb: {error}", file=sys.stderr)
        return 1
    return 0


def package(
    build: Path,
    output: Path,
    *,
    epoch: int,
    version: str = __version__,
    preset: int = deb_archive.PRESET,
    needs: Needs | None = None,
) -> Path:
    """Make the package of `build` in the folder `output` and return it.

    Parameters
    ----------
    build
        Folder with the programs `whence` and `whence-desktop` and all that they carry along.
    output
        Made where it is not there.
    epoch
        The date of everything in the package, in seconds since 1970.
    version
        Of Whence.
    preset
        How hard to compress, 0 to 9.
    needs
        What the build needs, where that was found out already.
    """
    missing = [name for name in (*PROGRAMS, "LICENSE", "NOTICES") if not (build / name).is_file()]
    if missing:
        raise PackageError(
            f"{build} is no build, it lacks {', '.join(missing)}: python3 installers/build.py folder makes one"
        )
    needs = needs or deb_depends.needs(build)
    inside = contents(build, version, epoch)
    number = deb_texts.debian_version(version)
    control = {"control": deb_texts.control(number, needs, installed_kib(inside))}
    output.mkdir(parents=True, exist_ok=True)
    deb = output / f"whence_{number}_{needs.architecture}.deb"
    deb_archive.write(deb, control, inside, epoch=epoch, preset=preset)
    return deb


def contents(build: Path, version: str, epoch: int) -> dict[str, Content]:
    """Return everything that the package unpacks."""
    return {
        **deb_archive.folder(build, "opt/whence"),
        **{f"usr/bin/{name}": Link(f"/opt/whence/{name}") for name in PROGRAMS},
        **desktop_files(version, epoch),
        **{f"{HICOLOR}/{path.stem}x{path.stem}/apps/whence.png": path for path in ICONS.glob("*.png")},
        f"{HICOLOR}/scalable/apps/whence.svg": ICONS / "whence.svg",
        **documents(build, version, epoch),
        **plugins(),
    }


def desktop_files(version: str, epoch: int) -> dict[str, Content]:
    """Return what desktops read: the launcher, what shops show, the type of model files."""
    metainfo = (LINUX / "whence.metainfo.xml").read_text(encoding="utf-8")
    return {
        "usr/share/applications/whence.desktop": LINUX / "whence.desktop",
        "usr/share/metainfo/alt.whence.whence.metainfo.xml": deb_texts.filled(metainfo, version, epoch).encode(),
        "usr/share/mime/packages/whence.xml": LINUX / "whence-mime.xml",
    }


def documents(build: Path, version: str, epoch: int) -> dict[str, Content]:
    """Return manual pages, changelog and licences."""
    number = deb_texts.debian_version(version)
    window = (LINUX / "whence-desktop.1").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return {
        "usr/share/man/man1/whence.1.gz": zipped(man_pages.whence_page(version, epoch)),
        "usr/share/man/man1/whence-desktop.1.gz": zipped(deb_texts.filled(window, version, epoch)),
        f"{DOC}/changelog.gz": zipped(deb_texts.changelog(changes, number, epoch)),
        f"{DOC}/copyright": deb_texts.copyright_file((ROOT / "LICENSE").read_text(encoding="utf-8")).encode(),
        f"{DOC}/NOTICES": build / "NOTICES",
        "usr/share/lintian/overrides/whence": LINUX / "lintian-overrides",
    }


def plugins() -> dict[str, Content]:
    """Return what file managers and other programs for photos find of Whence."""
    panel = PLUGINS / "darktable"
    return {
        "usr/share/kio/servicemenus/whence.desktop": PLUGINS / "desktops" / "whence-servicemenu.desktop",
        "usr/share/nemo/actions/whence.nemo_action": PLUGINS / "desktops" / "whence.nemo_action",
        "usr/share/whence/digikam.sh": PLUGINS / "digikam" / "whence.sh",
        **{f"usr/share/darktable/lua/{path.relative_to(panel)}": path for path in sorted(panel.rglob("*.lua"))},
    }


def zipped(text: str) -> bytes:
    """Compress a document, without the date and the name that gzip would add."""
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def installed_kib(inside: Mapping[str, Content]) -> int:
    """Estimate the room that the files take, as Debian does it: whole KiB each, one for a link."""
    sizes = {path: deb_archive.size(content) for path, content in deb_archive.regular(inside).items()}
    return sum(-(-size // 1024) for size in sizes.values()) + len(inside) - len(sizes)


if __name__ == "__main__":
    sys.exit(main())
