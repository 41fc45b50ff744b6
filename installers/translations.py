#!/usr/bin/env python3
"""Collect the texts of the window for translators, and compile what they translated.

::

    python installers/translations.py           update i18n/*.ts and write the .qm files beside them
    python installers/translations.py NAME      begin another language: "fr", "pt_BR"

English is what the code says. Both programs (`lupdate`, `lrelease`) come with PySide6; a .ts file is edited with Qt's
Linguist or any editor.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PySide6 import __file__ as pyside

from whence_desktop.settings_dialog import SETTINGS
from whence_engine.settings import declared

PACKAGE = Path(__file__).resolve().parents[1] / "desktop" / "whence_desktop"
FOLDER = PACKAGE / "i18n"


def collect(files: list[Path]) -> None:
    """Bring translations in `files` up to date with the code; what the code no longer says is dropped."""
    with tempfile.TemporaryDirectory() as scratch:
        declared_texts = Path(scratch) / "settings.py"
        declared_texts.write_text("\n".join(settings_texts()), encoding="utf-8")
        sources = [*sorted(map(str, PACKAGE.rglob("*.py"))), str(declared_texts)]
        run("lupdate", "-silent", "-no-obsolete", "-locations", "none", *sources, "-ts", *map(str, files))


def settings_texts() -> list[str]:
    """Return what the engine says of its settings, as lines that `lupdate` understands."""
    texts = [text for name, (help_text, choices, _) in declared().items() for text in (name, help_text, *choices)]
    return [f"translate({SETTINGS!r}, {text!r})" for text in dict.fromkeys(texts)]


def compile_(file: Path, to: Path) -> None:
    """Compile one .ts file."""
    run("lrelease", "-silent", str(file), "-qm", str(to))


def run(program: str, *arguments: str) -> None:
    """Run one of Qt's tools, which lie beside PySide6 itself."""
    name = f"{program}.exe" if sys.platform == "win32" else program
    subprocess.run([str(Path(pyside).with_name(name)), *arguments], cwd=PACKAGE, check=True)


def main() -> None:
    """Do both for every language that there is, and for one that was named."""
    FOLDER.mkdir(exist_ok=True)
    files = sorted({*FOLDER.glob("*.ts"), *(FOLDER / f"whence_{name}.ts" for name in sys.argv[1:])})
    collect(files)
    for file in files:
        compile_(file, file.with_suffix(".qm"))
        print(file.with_suffix(".qm"))


if __name__ == "__main__":
    main()
