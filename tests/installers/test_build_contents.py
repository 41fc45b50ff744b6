"""What goes into a frozen build: everything that the programs read, nothing that they do not."""

import ast
import tomllib
from pathlib import Path, PurePosixPath

import pytest

import builds.contents
from builds.contents import Entry, is_used, without_broken_links, without_unneeded

ROOT = Path(__file__).resolve().parents[2]
PACKAGED = "/venv/lib/python3.11/site-packages"


def project() -> dict[str, dict[str, str]]:
    entry_points: dict[str, dict[str, str]] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))[
        "project"
    ]["entry-points"]
    return entry_points


@pytest.mark.parametrize("name", sorted(project()["whence.cues"]))
def test_every_cue_comes_along(name: str) -> None:
    assert project()["whence.cues"][name].partition(":")[0] in builds.contents.own_modules()


@pytest.mark.parametrize(
    "file",
    [
        "whence_engine/inference/starter/image.onnx",
        "whence_engine/places/places.sqlite",
        "whence_engine/grid/world.npz",
        "whence_engine/cli/report/page.html",
        "whence_desktop/map/basemap.npz",
        "whence_desktop/i18n/whence_de.qm",
    ],
)
def test_data_that_is_read_at_run_time_comes_along(file: str) -> None:
    places = {f"{folder}/{Path(source).name}" for source, folder in builds.contents.own_data()}
    assert file in places


def test_sources_stay_behind() -> None:
    assert not [source for source, _ in builds.contents.own_data() if source.endswith((".py", ".pyc", ".ts"))]


def test_nothing_under_the_gpl_and_no_tool_comes_along() -> None:
    assert {"readline", "setuptools", "PyInstaller", "tkinter", "torch"} <= set(builds.contents.LEFT_OUT)


@pytest.mark.parametrize(
    ("place", "used"),
    [
        ("PySide6/QtWidgets.abi3.so", True),
        ("PySide6/QtQml.abi3.so", False),
        ("PySide6/Qt/lib/libQt6Core.so.6", True),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("PySide6/Qt/translations/qt_help_de.qm", False),
        ("PySide6/Qt/translations/qtbase_fi.qm", False),
        ("rapidocr/models/PP-OCRv6_det_small.onnx", True),
        ("rapidocr/models/ch_ppocr_mobile_v2.0_cls_mobile.onnx", False),
        ("cv2/data/haarcascade_eye.xml", False),
        ("whence-0.1.0.dist-info/entry_points.txt", True),
        ("whence-0.1.0.dist-info/direct_url.json", False),
        ("numpy/_core/tests/data/x.csv", False),
        ("whence_engine/selftest/run.pyc", True),
    ],
)
def test_only_what_is_used_is_kept(place: str, used: bool) -> None:
    assert is_used(PurePosixPath(place), ["de"]) is used


def library(name: str) -> Entry:
    return name, f"/usr/lib/{name}", "BINARY"


def test_a_library_of_the_system_comes_along_where_something_needs_it() -> None:
    """Directly or through another one; unless any desktop has it, and what only such a one needs stays behind."""
    own = ("cv2/cv2.so", f"{PACKAGED}/cv2/cv2.so", "EXTENSION")
    needs = {
        own[1]: ["libxcb-cursor.so.0", "libdbus-1.so.3"],
        "/usr/lib/libxcb-cursor.so.0": ["libxcb-image.so.0"],
        "/usr/lib/libdbus-1.so.3": ["libsystemd.so.0"],
    }
    names = ["libxcb-cursor.so.0", "libxcb-image.so.0", "libdbus-1.so.3", "libsystemd.so.0", "libidle.so.1"]
    found = without_unneeded([own, *map(library, names)], lambda source: needs.get(source, []))
    assert {entry[0] for entry in found} == {"cv2/cv2.so", "libxcb-cursor.so.0", "libxcb-image.so.0"}


def test_a_library_of_qt_stays_behind_where_no_plug_in_needs_it() -> None:
    core, svg = (
        (f"PySide6/Qt/lib/libQt6{name}.so.6", f"{PACKAGED}/PySide6/Qt/lib/libQt6{name}.so.6", "BINARY")
        for name in ("Core", "Svg")
    )
    module = ("PySide6/QtCore.abi3.so", f"{PACKAGED}/PySide6/QtCore.abi3.so", "EXTENSION")
    needs = {module[1]: ["libQt6Core.so.6"]}
    assert without_unneeded([core, svg, module], lambda source: needs.get(source, [])) == [core, module]


def test_python_itself_comes_along_although_no_library_names_it() -> None:
    python = ("libpython3.11.so.1.0", "/usr/lib/libpython3.11.so.1.0", "BINARY")
    assert without_unneeded([python], lambda _: []) == [python]


def test_a_link_to_what_stays_behind_stays_behind() -> None:
    file = ("a/libx.so.1", "/usr/lib/libx.so.1", "BINARY")
    kept, broken = ("libx.so", "a/libx.so.1", "SYMLINK"), ("b/liby.so", "../a/liby.so.1", "SYMLINK")
    up = ("b/libx.so", "../a/libx.so.1", "SYMLINK")
    assert without_broken_links([file, kept, broken, up]) == [file, kept, up]


def test_every_module_of_qt_that_the_desktop_imports_comes_along() -> None:
    imported = set[str]()
    for file in builds.contents.PACKAGES["whence_desktop"].rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
                imported.add(str(node.module).split(".")[1])
    assert imported == builds.contents.QT_BINDINGS


def test_the_specification_names_programs_that_exist() -> None:
    text = (ROOT / "installers" / "frozen" / "whence.spec").read_text(encoding="utf-8")
    compile(text, "whence.spec", "exec")
    for start in ("frozen/start_whence.py", "frozen/start_desktop.py", "plugins/install.py"):
        assert f'"{Path(start).name}"' in text
        assert (ROOT / "installers" / start).is_file()
