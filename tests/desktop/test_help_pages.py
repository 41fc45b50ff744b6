"""What the help says is so: commands, menus, keys, names and links exist, in both languages, and both say the same."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from bundles import make_bundle
from PySide6.QtCore import QLocale, QSettings
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from translated import GERMAN, texts

from plugins.install import PLUGINS
from whence_desktop.app import translate
from whence_desktop.help import pages
from whence_desktop.help.desk import FITTING
from whence_desktop.help.pages import Page, anchor, links, load
from whence_desktop.help.window import HelpWindow
from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.cli.main import run, whence
from whence_engine.paths import folders
from whence_engine.settings import declared

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "de")
_CODE = re.compile(r"^```\n(.*?)^```$|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_KEY = re.compile(r"<kbd>(.+?)</kbd>")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
_STARTS = "python3 installers/bootstrap.py run"


def code(markdown: str) -> Iterator[str]:
    """Lines of code of a page, in blocks and within sentences."""
    for block, inline in _CODE.findall(markdown):
        yield from (block or inline).splitlines()


def commands(markdown: str) -> list[list[str]]:
    """Command lines of whence that a page states, as arguments."""
    return [shlex.split(line)[1:] for line in code(markdown) if line.startswith("whence ")]


def said(pattern: re.Pattern[str], markdown: str) -> list[str]:
    """What a pattern finds in the text of a page, across the ends of lines, with code left out."""
    text = re.sub(r"\s+", " ", re.sub(r"^```\n.*?^```$", "", markdown, flags=re.MULTILINE | re.DOTALL))
    return pattern.findall(text)


def every_page() -> list[pytest.param]:  # type: ignore[valid-type]
    return [pytest.param(page, id=f"{language}/{page.name}") for language in LANGUAGES for page in load(language)]


def test_there_are_pages_in_both_languages_and_another_gets_english() -> None:
    assert set(pages.languages()) == set(LANGUAGES)
    assert [page.title for page in load("xx")] == [page.title for page in load("en")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_contents_lead_to_every_page_by_its_title(language: str) -> None:
    folder = pages.FOLDER / language
    listed = links((folder / "README.md").read_text(encoding="utf-8"))
    assert [(page.title, page.file.name) for page in load(language)] == listed
    assert {file.name for file in folder.glob("*.md")} == {"README.md", *(name for _, name in listed)}


def shape(page: Page) -> dict[str, object]:
    """What must be the same in every language."""
    return {
        "name": page.name,
        "headings": [section.level for section in page.sections],
        "pictures": [target for _, target in _PICTURE.findall(page.markdown)],
        "links": [target.partition("#")[0] for _, target in links(page.markdown)],
        "commands": [arguments[:1] for arguments in commands(page.markdown)],
        "tables": len(re.findall(r"^\|", page.markdown, re.MULTILINE)),
        "keys": page.markdown.count(pages.KEYS),
    }


@pytest.mark.parametrize(("english", "german"), list(zip(load("en"), load("de"), strict=True)))
def test_german_says_what_english_says(english: Page, german: Page) -> None:
    assert shape(german) == shape(english)


@pytest.mark.parametrize("page", every_page())
def test_links_and_pictures_lead_somewhere_inside_the_help(page: Page) -> None:
    for _, target in links(page.markdown):
        name, _, fragment = target.partition("#")
        file = page.file.parent / name if name else page.file
        assert file.is_file(), target
        headings = [anchor(line.lstrip("# ")) for line in file.read_text("utf-8").splitlines() if line.startswith("#")]
        assert not fragment or fragment in headings, target
    for shows, target in _PICTURE.findall(page.markdown):
        assert (page.file.parent / target).is_file(), target
        assert shows, "a picture says in words what it shows"


@pytest.mark.parametrize("page", every_page())
def test_every_command_line_is_understood(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make_bundle(folders().models / "geoclip")  # the page that lets Whence use it has installed it
    for arguments in commands(page.markdown):
        for one in arguments:
            if re.fullmatch(r"[\w-]+\.(jpg|gpx|whence)", one):
                (tmp_path / one).touch()
            elif one == "geoclip-files":
                (tmp_path / one).mkdir(exist_ok=True)
        understood(whence, arguments)
        if arguments[0] == "settings":
            assert run(arguments) == 0, arguments


@pytest.mark.parametrize("page", every_page())
def test_every_script_exists_and_knows_what_it_is_asked_for(page: Page) -> None:
    for line in code(page.markdown):
        if line.startswith("python"):
            program, script, *arguments = line.split()
            assert (program, (ROOT / script).is_file()) == ("python3", True), line
            assert line == _STARTS or not arguments or arguments[0] in PLUGINS, line


@pytest.mark.parametrize("page", every_page())
def test_every_plug_in_that_is_named_can_be_installed(page: Page) -> None:
    named = {line.split()[1] for line in code(page.markdown) if line.startswith("whence-plugins ")}
    assert named in (set(), set(PLUGINS)), "all of them, where any is"


def understood(command: click.Command, arguments: list[str]) -> None:
    """Let click parse a command line to its end, and run nothing."""
    if isinstance(command, click.Group):
        inner = command.get_command(click.Context(command), arguments[0])
        assert inner is not None, arguments
        if len(arguments) == 1 and not isinstance(inner, click.Group):
            return  # a command that is spoken of by its name alone
        understood(inner, arguments[1:])
        return
    command.make_context(command.name, list(arguments))


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    language: str = request.param
    installed = translate(qapp, QLocale(language))
    yield language
    for translator in installed:
        qapp.removeTranslator(translator)


@pytest.fixture
def window(language: str, session: Session, tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    made = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def bare(text: str) -> str:
    """A name without what only the window needs."""
    return text.replace("&", "").removesuffix("…").strip()


def test_every_menu_entry_exists_in_its_language(window: Window, language: str) -> None:
    there = {f"{bare(one.menu)} → {bare(one.text)}" for one in window.commands.all}
    named = {path for page in load(language) for path in said(_BOLD, page.markdown) if "→" in path}
    assert len(named) > 8
    assert {bare(path) for path in named} - there == set()


def test_every_name_in_bold_is_one_of_the_window(language: str) -> None:
    known = {bare(text) for text in names(language)}
    named = {bold for page in load(language) for bold in said(_BOLD, page.markdown) if "→" not in bold}
    assert len(named) > 20
    assert {name for name in named if bare(name) not in known} == set()


def names(language: str) -> Iterator[str]:
    """All texts of the window."""
    for (_, source), told in texts(GERMAN).items():
        yield (source or "") if language == "en" else told[0]
    if language == "en":
        yield from (name.replace("_", " ").capitalize() for name in declared())


def test_every_key_is_one_of_the_program(window: Window, language: str, qtbot: QtBot) -> None:
    help_window = HelpWindow(window.store)
    qtbot.addWidget(help_window)
    native = QKeySequence.SequenceFormat.NativeText
    actions = [window.commands.action(one.name) for one in window.commands.all] + help_window.findChildren(QAction)
    there = {key.toString(native).replace("Return", "Enter") for one in actions for key in one.shortcuts()}
    there |= {QKeySequence(f"{one}+X").toString(native).removesuffix("+X") for one in ("Alt", "Shift", "Ctrl")}
    named = {key for page in load(language) for key in said(_KEY, page.markdown)}
    assert len(named) > 15
    assert named - there == set()


def test_the_pages_are_for_those_who_ask_where_they_are() -> None:
    assert {*FITTING.values(), "settings"} <= {page.name for page in load("en")}


def test_help_and_pictures_stay_small() -> None:
    files = [file for folder in (pages.FOLDER, ROOT / "docs") for file in folder.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 3_000_000


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("name", "stated", "measured"),
    [
        ("how-sure", r"\b65\b.+\b60\b", "| all | 574 | 327 | 41 % (36 %) | 60 % (65 %) |"),
        ("models", r"350 MB.+415 MB", "about 350 MB, 415 MB on disk in the end"),
        ("models", r"34, 70 \w+ 84", "34, 70 and 84 % within 25, 750 and 2500 km"),
    ],
)
def test_figures_are_those_of_the_readme(language: str, name: str, stated: str, measured: str) -> None:
    (page,) = [page for page in load(language) if page.name == name]
    assert re.search(stated, " ".join(page.markdown.split()))
    assert measured in " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
