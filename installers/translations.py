#!/usr/bin/env python3
"""Collect the texts of the window for translators, and compile what they translated.

::

    python installers/translations.py           update i18n/*.ts and write the .qm files beside them
    python installers/translations.py NAME      begin another language: "fr", "pt_BR"

English is what the code says. Both programs (`lupdate`, `lrelease`) come with PySide6; a .ts file is edited with Qt's
Linguist or any editor.
"""

from __future__ import annotations

import ast
import string
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from PySide6 import __file__ as pyside

from whence_desktop.settings_dialog import SETTINGS
from whence_desktop.wording import ENGINE, PLACES
from whence_engine.cues.gear_table import read_table
from whence_engine.cues.sign_language import NAMES, language_name
from whence_engine.cues.sign_tables import sign_tables
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.settings import declared

PACKAGE = Path(__file__).resolve().parents[1] / "desktop" / "whence_desktop"
FOLDER = PACKAGE / "i18n"
SPEAKING = PACKAGE.parents[1] / "engine" / "whence_engine"
NAMED = FOLDER / "places.txt"
"""Towns, divisions and continents that some language calls otherwise than English does."""

COUNTED = "counted"
"""What makes sentences about one thing or many."""

SILENT = {"cli"}
"""Rooms of the engine whose words never reach the window."""


def collect(files: list[Path]) -> None:
    """Bring translations in `files` up to date with the code; what the code no longer says is dropped."""
    with tempfile.TemporaryDirectory() as scratch:
        engines = Path(scratch) / "engine.py"
        engines.write_text("\n".join([*settings_texts(), *engine_texts(), *places()]), encoding="utf-8")
        sources = [*sorted(map(str, PACKAGE.rglob("*.py"))), str(engines)]
        run("lupdate", "-silent", "-no-obsolete", "-locations", "none", *sources, "-ts", *map(str, files))


def settings_texts() -> list[str]:
    """Return what the engine says of its settings, as lines that `lupdate` understands."""
    texts = [text for name, (help_text, choices, _) in declared().items() for text in (name, help_text, *choices)]
    return [f"translate({SETTINGS!r}, {text!r})" for text in dict.fromkeys(texts)]


def engine_texts() -> list[str]:
    """Return the templates of the engine's sentences, as lines that `lupdate` understands."""
    found: dict[str, tuple[object, ...]] = {text: (text,) for text in words_of_tables()}
    for call in (node for node in spoken_code() if isinstance(node, ast.Call) and speaks(node)):
        texts = [text for argument in call.args for text in _literals(argument)]
        if isinstance(call.func, ast.Name) and call.func.id == COUNTED:  # not a method that is called so, too
            found[texts[1]] = (texts[1], "", 1)  # Qt's form for texts that count
        else:
            found |= {text: (text,) for text in texts if has_words(text)}
    return [f"translate({', '.join(map(repr, (ENGINE, *given)))})" for given in found.values()]


def words_of_tables() -> list[str]:
    """Return the words of the engine's sentences that lie in tables: languages, and where cameras were sold."""
    tables = sign_tables()
    languages = [language_name(code, tables) for code in tables.languages]
    return [str(one) for one in (*languages, *NAMES.values(), *(row.called for row in read_table()))]


def places() -> list[str]:
    """Return the names of countries and of the places in `NAMED`, as lines that `lupdate` understands."""
    gazetteer = Gazetteer.open()
    lines = NAMED.read_text(encoding="utf-8").splitlines()
    names = [*(name for _, name in gazetteer.countries.values()), *(line for line in lines if not line.startswith("#"))]
    return [f"translate({PLACES!r}, {name!r})" for name in dict.fromkeys(names)]


def speaks(call: ast.Call) -> bool:
    """Tell whether a call makes a sentence of the literals that it is given, or an error that is made of one."""
    texts = [argument for argument in call.args if isinstance(argument, ast.Constant | ast.JoinedStr)]
    return bool(_named([call.func]) & _speakers()) or (_named([call.func]) == {COUNTED} and len(texts) > 1)


@cache
def _speakers() -> frozenset[str]:
    """Return the names of the class of sentences, and of errors that are made of one."""
    classes = [node for node in spoken_code() if isinstance(node, ast.ClassDef)]
    speakers, more = set[str](), {"Sentence", "SaidError"}
    while more:
        speakers |= more
        more = {node.name for node in classes if _named(node.bases) & speakers} - speakers
    return frozenset(speakers)


def spoken_code() -> Iterator[ast.AST]:
    """Yield what the source of those rooms is made of whose sentences reach the window."""
    for path in sorted((*SPEAKING.rglob("*.py"), *PACKAGE.rglob("*.py"))):
        if SILENT.isdisjoint(path.parts):
            yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def has_words(template: str) -> bool:
    """Tell whether there is anything to translate in a template beside its values: words, or quotation marks."""
    return any(letter.isalpha() or letter == '"' for text, *_ in string.Formatter().parse(template) for letter in text)


def _named(expressions: Iterable[ast.expr]) -> set[str]:
    return {getattr(one, "id", getattr(one, "attr", "")) for one in expressions}


def _literals(argument: ast.expr) -> list[str]:
    """Return the text, or both texts of "one if this else another"."""
    match argument:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=other):
            return _literals(body) + _literals(other)
    return []


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
