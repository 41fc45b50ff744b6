"""The Debian package: what it unpacks, from a folder build and from what desktops read.

The build lies in /opt/whence, with links in /usr/bin; beside it a launcher that opens folders and photos, icons, manual
pages and the type of model files. No script runs at installation: what desktops cache is renewed by their own triggers.
The same build and the same date give the same bytes.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import Path

import debian.archive
import debian.depends
import debian.man_pages
import debian.texts
from debian.archive import Content, Link
from debian.depends import Needs
from whence_engine import __version__

ROOT = Path(__file__).resolve().parents[2]
LINUX = ROOT / "installers" / "linux"
ICONS = ROOT / "desktop" / "whence_desktop" / "icons"
PROGRAMS = ("whence", "whence-desktop", "whence-plugins")
HICOLOR = "usr/share/icons/hicolor"
DOC = "usr/share/doc/whence"
PLUGINS = ROOT / "installers" / "plugins"


class PackageError(Exception):
    """What keeps us from making the package, as one sentence."""


def package(
    build: Path,
    output: Path,
    *,
    epoch: int,
    version: str = __version__,
    preset: int = debian.archive.PRESET,
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
    needs = needs or debian.depends.needs(build)
    inside = contents(build, version, epoch)
    number = debian.texts.debian_version(version)
    control = {"control": debian.texts.control(number, needs, installed_kib(inside))}
    output.mkdir(parents=True, exist_ok=True)
    deb = output / f"whence_{number}_{needs.architecture}.deb"
    debian.archive.write(deb, control, inside, epoch=epoch, preset=preset)
    return deb


def contents(build: Path, version: str, epoch: int) -> dict[str, Content]:
    """Return everything that the package unpacks."""
    return {
        **debian.archive.folder(build, "opt/whence"),
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
        "usr/share/metainfo/alt.whence.whence.metainfo.xml": debian.texts.filled(metainfo, version, epoch).encode(),
        "usr/share/mime/packages/whence.xml": LINUX / "whence-mime.xml",
    }


def documents(build: Path, version: str, epoch: int) -> dict[str, Content]:
    """Return manual pages, changelog and licences."""
    number = debian.texts.debian_version(version)
    pages = {name: (LINUX / f"{name}.1").read_text(encoding="utf-8") for name in PROGRAMS[1:]}
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    return {
        "usr/share/man/man1/whence.1.gz": zipped(debian.man_pages.whence_page(version, epoch)),
        **{
            f"usr/share/man/man1/{name}.1.gz": zipped(debian.texts.filled(page, version, epoch))
            for name, page in pages.items()
        },
        f"{DOC}/changelog.gz": zipped(debian.texts.changelog(changes, number, epoch)),
        f"{DOC}/copyright": debian.texts.copyright_file((ROOT / "LICENSE").read_text(encoding="utf-8")).encode(),
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
    sizes = {path: debian.archive.size(content) for path, content in debian.archive.regular(inside).items()}
    return sum(-(-size // 1024) for size in sizes.values()) + len(inside) - len(sizes)
