"""What goes into a frozen build and what stays out: lists, and the rules that apply them.

The specification (`frozen/whence.spec`) asks here; so do the tests. Standard library only.
"""

from __future__ import annotations

import posixpath
import re
import subprocess
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]

Entry = tuple[str, str, str]
"""Where a file goes in the build, where it comes from, and PyInstaller's kind of it."""

PACKAGES = {"whence_engine": ROOT / "engine" / "whence_engine", "whence_desktop": ROOT / "desktop" / "whence_desktop"}

NO_DATA = frozenset({".py", ".pyc", ".ts"})
"""Suffixes of files in our packages that no program reads: sources, and what translators edit."""

LEFT_OUT = (
    "PyInstaller",
    "_distutils_hack",
    "_testcapi",
    "_testinternalcapi",
    "_testmultiphase",
    "curses",
    "distutils",
    "doctest",
    "ensurepip",
    "hatchling",
    "idlelib",
    "lib2to3",
    "lxml.html",
    "lxml.isoschematron",
    "lxml.objectify",
    "multiprocessing",
    "numpy.distutils",
    "numpy.f2py",
    "numpy.testing",
    "onnxruntime.backend",
    "onnxruntime.datasets",
    "onnxruntime.quantization",
    "onnxruntime.tools",
    "onnxruntime.transformers",
    "PIL.ImageQt",
    "PIL.ImageTk",
    "pip",
    "pkg_resources",
    "pydoc",
    "rapidocr.inference_engine.mnn",
    "rapidocr.inference_engine.openvino",
    "rapidocr.inference_engine.paddle",
    "rapidocr.inference_engine.pytorch",
    "rapidocr.inference_engine.tensorrt",
    "readline",  # under the GPL, and only there for a Python prompt
    "setuptools",
    "test",
    "tkinter",
    "torch",
    "turtledemo",
    "whence_training",
    "xmlrpc",
)
"""Modules that nothing here uses, though something mentions them."""

HIDDEN = ("rapidocr", "rapidocr.inference_engine.onnxruntime", "rawpy", "tzdata")
"""Modules that are imported by a name made at run time, or where they are installed."""

WITH_DATA = ("rapidocr", "tzdata")
"""Packages whose data files are read at run time and that PyInstaller's own rules do not know of."""

METADATA = ("lxml", "numpy", "onnxruntime", "pi-heif", "piexif", "pillow", "rapidocr", "s2sphere", "sqlite-utils")
"""Distributions whose version is asked for (`whence doctor`); that of `whence` itself names the cues."""

QT_PLUGINS: Mapping[str, frozenset[str]] = {
    "iconengines": frozenset({"qsvgicon"}),
    "imageformats": frozenset({"qjpeg", "qsvg", "qwebp"}),
    "platforminputcontexts": frozenset({"composeplatforminputcontextplugin", "ibusplatforminputcontextplugin"}),
    "platforms": frozenset({"qcocoa", "qoffscreen", "qwayland", "qwindows", "qxcb"}),
    "platformthemes": frozenset({"qxdgdesktopportal"}),
    "styles": frozenset({"qmacstyle", "qmodernwindowsstyle"}),
    "wayland-decoration-client": frozenset({"adwaita", "bradient"}),
    "wayland-shell-integration": frozenset({"xdg-shell"}),
}
"""Qt's plug-ins that a window of widgets needs, by folder; photos are decoded by the engine, tiles of maps by Qt."""

QT_BINDINGS = frozenset({"QtCore", "QtGui", "QtNetwork", "QtWidgets"})
"""Modules of PySide6 that the desktop imports; QtNetwork for a local socket alone."""

UNUSED_DATA = (
    r"(^|/)(tests?|__pycache__|include)/",
    r"\.(pyi|pxd|pyx|c|h|cpp|hpp|typed|gitkeep)$",
    r"^cv2/data/",
    r"^lxml/(includes|isoschematron)/",
    r"^rapidocr/inference_engine/pytorch/",
    r"^rapidocr/models/ch_ppocr_mobile_.*_cls_",  # tells which way up a line is: photos are upright
    r"\.dist-info/(RECORD|INSTALLER|REQUESTED|WHEEL|direct_url\.json|licenses/|LICEN[CS]E|sboms/)",
)
"""Data that dependencies carry and nobody reads; what says where a package was installed from is none of a user's."""

LEFT_TO_SYSTEM: Mapping[str, str] = {
    "ld-linux-aarch64.so.1": "libc6",
    "ld-linux-x86-64.so.2": "libc6",
    "libc.so.6": "libc6",
    "libdl.so.2": "libc6",
    "libm.so.6": "libc6",
    "libpthread.so.0": "libc6",
    "libresolv.so.2": "libc6",
    "librt.so.1": "libc6",
    "libutil.so.1": "libc6",
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
    "libz.so.1": "zlib1g",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libexpat.so.1": "libexpat1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb.so.1": "libxcb1",
}
"""Libraries that every Linux desktop has and that must fit to it (drivers, fonts, message bus), with Debian's package.

All other libraries of the system that something in the build needs come along.
"""


def languages() -> list[str]:
    """Return the languages that the window speaks, besides English."""
    files = (PACKAGES["whence_desktop"] / "i18n").glob("whence_*.qm")
    return sorted(path.stem.partition("_")[2] for path in files)


def own_data() -> list[tuple[str, str]]:
    """Return every data file of our packages and the folder of the build it goes to."""
    return [
        (str(path), str(PurePosixPath(name, *path.relative_to(folder).parent.parts)))
        for name, folder in PACKAGES.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix not in NO_DATA and "__pycache__" not in path.parts
    ]


def own_modules() -> list[str]:
    """Return the name of every module of our packages: commands and cues are imported by name."""
    return [
        ".".join([name, *path.relative_to(folder).with_suffix("").parts]).removesuffix(".__init__")
        for name, folder in PACKAGES.items()
        for path in sorted(folder.rglob("*.py"))
    ]


def kept(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries that the programs use, sorted by where they go; libraries of the system are another matter."""
    speaks = languages()
    return sorted(entry for entry in entries if is_used(PurePosixPath(entry[0].replace("\\", "/")), speaks))


def is_used(place: PurePosixPath, speaks: Collection[str]) -> bool:
    """Tell whether a file that PyInstaller found is used."""
    if any(re.search(pattern, str(place)) for pattern in UNUSED_DATA):
        return False
    if place.parts[0] != "PySide6":
        return True
    if "plugins" in place.parts:
        folder = place.parts[place.parts.index("plugins") + 1]
        return place.name.partition(".")[0].removeprefix("lib") in QT_PLUGINS.get(folder, ())
    if "translations" in place.parts:
        return place.suffix == ".qm" and place.stem in {f"qtbase_{language}" for language in speaks}
    if len(place.parts) == 2 and place.name.startswith("Qt") and not place.name.startswith("Qt6"):
        return place.name.partition(".")[0] in QT_BINDINGS
    return True


def without_unneeded(entries: Iterable[Entry], needs: Callable[[str], Collection[str]]) -> list[Entry]:
    """Return the entries without libraries that are left to the system, or that nothing needs any more.

    Parameters
    ----------
    needs
        Source of a library or program -> names of the libraries that it loads.
    """
    entries = list(entries)
    optional = {PurePosixPath(entry[0]).name: entry for entry in entries if if_needed(entry)}
    own = [entry for entry in entries if not if_needed(entry)]
    wanted = [source for _, source, kind in own if kind in {"BINARY", "EXTENSION"}]
    found: dict[str, Entry] = {}
    while wanted:
        for name in needs(wanted.pop()):
            if name in optional and name not in found and name not in LEFT_TO_SYSTEM:
                found[name] = optional[name]
                wanted.append(optional[name][1])
    return sorted([*own, *found.values()])


def if_needed(entry: Entry) -> bool:
    """Tell whether an entry is a library of the system or of Qt: those come along where something needs them."""
    place, source, kind = entry
    return (
        kind == "BINARY"
        and not place.startswith("libpython")
        and (place.startswith("PySide6/Qt/lib/") or ("/" not in place and "site-packages" not in source))
    )


def without_broken_links(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries without the links whose target is not in the build."""
    entries = list(entries)
    places = {entry[0] for entry in entries}
    return [
        (place, source, kind)
        for place, source, kind in entries
        if kind != "SYMLINK" or posixpath.normpath(posixpath.join(posixpath.dirname(place), source)) in places
    ]


def needed(file: str) -> list[str]:
    """Return the names of the libraries that an ELF file loads, as binutils' objdump tells them."""
    told = subprocess.run(["objdump", "-p", file], capture_output=True, text=True, check=False).stdout
    return re.findall(r"^\s+NEEDED\s+(\S+)", told, re.MULTILINE)
