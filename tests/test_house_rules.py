"""The rules of the house that no linter knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(
    path
    for folder in ("engine", "desktop", "training", "installers", "tests")
    for path in (ROOT / folder).rglob("*.py")
)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring: explaining must not cost."""
    body = function.body
    end = function.end_lineno or function.lineno
    total = end - function.lineno + 1
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_module_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_function_is_longer_than_50_lines(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert {f.name: code_lines(f) for f in functions(tree) if code_lines(f) > 50} == {}


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", [p for p in SOURCES if p.name == "__init__.py"], ids=named)
def test_packages_re_export_nothing(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert not [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_room_is_called_after_nothing(path: Path) -> None:
    assert not {"utils", "util", "helpers", "common", "misc", "manager", "managers"} & set(
        path.relative_to(ROOT).with_suffix("").parts
    )


def test_only_the_command_line_prints() -> None:
    """Ruff bans print; this holds the sides of it that ruff is told to overlook."""
    engine = ROOT / "engine" / "whence_engine"
    spoken = [
        named(path)
        for path in engine.rglob("*.py")
        if "cli" not in path.relative_to(engine).parts and "sys.stdout" in path.read_text(encoding="utf-8")
    ]
    assert spoken == []


def test_only_the_client_of_model_hubs_can_open_a_connection() -> None:
    """Nothing of the engine reaches the network unless a person asks for a model by name."""
    engine = ROOT / "engine" / "whence_engine"
    able = {path.relative_to(engine).as_posix() for path in engine.rglob("*.py") if _imported(path) & NETWORK}
    assert able == {"inference/hub.py", "inference/text.py"}
    reader = (engine / "inference" / "text.py").read_text(encoding="utf-8")
    assert set(re.findall(r"\bsocket\.(\w+)", reader)) == {"has_ipv6"}, "it only keeps others from trying"
    users = {path.relative_to(engine).as_posix() for path in engine.rglob("*.py") if HUB_CLIENT in _imported(path)}
    assert users == {"inference/download.py", "inference/geoclip_install.py", "cli/models_install.py"}


def test_only_the_tile_source_of_the_desktop_can_open_a_connection() -> None:
    """And nothing but the choice of a map detail can make one; the window's own start is a local socket."""
    desktop = ROOT / "desktop" / "whence_desktop"
    found = {path.relative_to(desktop).as_posix(): _imported(path) for path in desktop.rglob("*.py")}
    assert {name for name, modules in found.items() if modules & NETWORK} == {"map/online.py"}
    assert {name for name, modules in found.items() if "whence_desktop.map.online" in modules} == {"map/detail.py"}
    qt = {"PySide6.QtNetwork.QLocalServer", "PySide6.QtNetwork.QLocalSocket", "PySide6.QtNetwork"}
    networked = {name: {one for one in modules if "QtNetwork" in one} for name, modules in found.items()}
    assert {name for name, modules in networked.items() if modules} == {"app.py"}
    assert networked["app.py"] <= qt


NETWORK = frozenset(
    {"socket", "ssl", "urllib.request", "http.client", "http.server", "ftplib", "smtplib", "xmlrpc.client", "requests"}
)
HUB_CLIENT = "whence_engine.inference.hub"


def _imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_only_the_command_that_installs_models_knows_an_address() -> None:
    engine = ROOT / "engine" / "whence_engine"
    knowing = [path.name for path in engine.rglob("*.py") if "huggingface" in path.read_text(encoding="utf-8").lower()]
    assert knowing == ["models_install.py"]
