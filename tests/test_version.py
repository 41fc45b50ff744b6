"""One number says which Whence this is, in one place; everything that states it takes it from there."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

from whence_engine import __version__

ROOT = Path(__file__).resolve().parents[1]
HOME = Path("engine/whence_engine/__init__.py")
OTHERS = {
    Path("engine/whence_engine/inference/starter/card.json"): "the number of the model, which goes its own way",
    Path("installers/constraints.txt"): "the numbers of other packages",
}
"""Files in which the same digits mean something else."""
TEXTS = {".py", ".toml", ".json", ".html", ".md", ".lua", ".desktop", ".xml", ".svg", ".sh", ".txt", ".ts", ".in", ".1"}
FOLDERS = ("engine", "desktop", "training", "installers", "docs")
"""Where it could be stated; tests may make up releases."""


def stating(number: str) -> set[Path]:
    """Files of the project that hold a version number as a word of its own."""
    word = re.compile(rf"(?<![\w.]){re.escape(number)}(?![\w.]*\d)")
    listed = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in TEXTS]
    found = (path for path in [*listed, *ROOT.glob("*.toml"), ROOT / "README.md"] if path.is_file())
    return {path.relative_to(ROOT) for path in found if word.search(path.read_text(encoding="utf-8"))}


def test_the_number_stands_in_one_place() -> None:
    assert stating(__version__) - OTHERS.keys() == {HOME}


def test_the_package_takes_it_from_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert Path(project["tool"]["hatch"]["version"]["path"]) == HOME
    assert version("whence") == __version__


def test_both_programs_say_it_without_a_screen() -> None:
    said = []
    for module in ("whence_engine.cli.main", "whence_desktop.start"):
        code = f"import sys; from {module} import main; sys.exit(main())"
        done = subprocess.run([sys.executable, "-c", code, "--version"], capture_output=True, text=True, check=True)
        said.append(done.stdout)
    assert said == [f"whence, version {__version__}\n", f"whence-desktop, version {__version__}\n"]
