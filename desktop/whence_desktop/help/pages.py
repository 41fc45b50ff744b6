"""Pages of the help: found through the contents of their language, and taken apart into sections for the search."""

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
CONTENTS = "README"
KEYS = "<!-- keys -->"
"""Stands in a page for the table of all commands with their keys, which only the program itself can fill in."""

_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)]+)\)")
_HEADING = re.compile(r"^(#{1,6}) +(.+)$")
_ITEM = re.compile(r"^\s*(?:[-*>]|\d+\.) +")
_ALSO = re.compile(r"^<!-- also: (.+) -->\n\n?", re.MULTILINE)
_FENCE = "```"


@dataclass(frozen=True, slots=True)
class Section:
    """What stands below one heading.

    Attributes
    ----------
    heading, level
        The heading without its marks; 1 is the title of the page.
    text
        What a person reads below it, without any marks.
    also
        Other words for it, which nobody reads and the search finds.
    """

    heading: str
    level: int
    text: str
    also: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes
    ----------
    name
        Its file's name without the suffix: the same in all languages.
    file
        Where it lies; links and pictures of the page are relative to it.
    markdown
        What stands in it.
    sections
        Its parts in order; the first one has the title.
    """

    name: str
    file: Path
    markdown: str
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """Title of the page."""
        return self.sections[0].heading


def languages() -> list[str]:
    """Return the languages that have pages."""
    return sorted(file.parent.name for file in FOLDER.glob(f"*/{CONTENTS}.md"))


def load(language: str, keys: str = "") -> tuple[Page, ...]:
    """Return the pages of a language, those of English where it has none, in the order of their contents.

    Parameters
    ----------
    keys
        Markdown that goes where a page lists the keys.
    """
    folder = FOLDER / (language if language in languages() else "en")
    contents = (folder / f"{CONTENTS}.md").read_text(encoding="utf-8")
    names = dict.fromkeys(target.removesuffix(".md") for _, target in links(contents) if target.endswith(".md"))
    return tuple(_page(folder / f"{name}.md", keys) for name in names)


def links(markdown: str) -> list[tuple[str, str]]:
    """Return text and target of every link."""
    return _LINK.findall(markdown)


def anchor(heading: str) -> str:
    """Return the fragment by which a heading is linked to, formed as code hosts form it."""
    return re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")


def plain(markdown: str) -> str:
    """Return one line of Markdown as a person reads it: no marks, of a link its text, of a picture what it shows."""
    text = re.sub(r"<!--.*?-->|</?kbd>", "", markdown)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\|?[\s:|-]+\|$", "", text).replace("|", " ")
    return re.sub(r"\*\*|`", "", text).strip()


def _page(file: Path, keys: str) -> Page:
    markdown = file.read_text(encoding="utf-8").replace(KEYS, keys)
    return Page(file.stem, file, _ALSO.sub("", markdown), _sections(markdown))


def _sections(markdown: str) -> tuple[Section, ...]:
    parts: list[tuple[re.Match[str], list[str]]] = []
    is_code = False
    for line in markdown.splitlines():
        is_code ^= line.startswith(_FENCE)
        heading = None if is_code else _HEADING.match(line)
        if heading is not None:
            parts.append((heading, []))
        elif parts:
            parts[-1][1].append(line)
    return tuple(_section(plain(heading[2]), len(heading[1]), lines) for heading, lines in parts)


def _section(heading: str, level: int, lines: list[str]) -> Section:
    said, is_code = [], False
    for line in lines:
        if line.startswith(_FENCE):
            is_code = not is_code
        else:
            said.append(line if is_code else plain(_ITEM.sub("", line)))
    return Section(heading, level, " ".join(filter(None, said)), " ".join(_ALSO.findall("\n".join([*lines, ""]))))
