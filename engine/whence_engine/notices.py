"""Third-party notices: whose work comes along, under which licence, with the text of each licence.

A frozen program carries one file of them, made from what is really in it (`installers/builds/notices.py`); elsewhere
the installed distributions are asked. Nothing but the standard library is used, so that the builder can use it too.
"""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

FILE = "NOTICES"
EXTRAS = frozenset({"desktop", "raw", "signs"})
"""Extras of Whence whose distributions belong to the program."""

_OWN = {
    "Places and borders": ("whence_engine.places", "NOTICE"),
    "The built-in map": ("whence_desktop.map", "NOTICE"),
}
_STARTER = ("whence_engine.inference", "starter/card.json")
_TEXT = re.compile(
    r"(licen[cs]es?|copying|notices?|thirdpartynotices|model_licenses|authors)([-._ ].*)?$", re.IGNORECASE
)
_CODE = frozenset({".py", ".pyc", ".pyi", ".so", ".pyd"})
_RULE = "=" * 100


@dataclass(frozen=True, slots=True)
class Notice:
    """What has to be said of one work.

    Attributes
    ----------
    title
        Name and version.
    licence
        The licence in a few words; empty where only the texts tell.
    texts
        Whole texts: of the licence, of further notices.
    """

    title: str
    licence: str
    texts: tuple[str, ...]


def third_party() -> str:
    """Return all notices as one text: those that came with a frozen program, else those of what is installed."""
    file = shipped()
    return file.read_text(encoding="utf-8") if file else written([*of_data(), *map(of_distribution, needed())])


def shipped() -> Path | None:
    """Return the file of notices that came with a frozen program."""
    if not getattr(sys, "frozen", False):
        return None
    program = Path(sys.executable).resolve().parent
    places = (program / FILE, program.parent / "Resources" / FILE)  # the second in a bundle of macOS
    return next((file for file in places if file.is_file()), None)


def of_data() -> list[Notice]:
    """Return the notices of the data and weights that Whence itself carries."""
    found = []
    for title, (package, name) in _OWN.items():
        try:
            text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
        except ModuleNotFoundError:  # the engine goes without the desktop
            continue
        found.append(Notice(title, "", (text,)))
    card = json.loads(resources.files(_STARTER[0]).joinpath(_STARTER[1]).read_text(encoding="utf-8"))
    return [*found, Notice(f"The model {card['name']} {card['version']}", card["licence"], (card["data"],))]


def of_distribution(found: Distribution) -> Notice:
    """Return what an installed distribution says of its licence."""
    licence = "".join((_said(found, "License-Expression") or _said(found, "License"))[:1]).strip()
    if not licence or "\n" in licence:  # some put the whole text there
        stated = [one.rpartition(" :: ")[2] for one in _said(found, "Classifier") if one.startswith("License")]
        licence = ", ".join(stated)
    texts = []
    for file in sorted(found.files or []):
        if _TEXT.match(file.name) and file.suffix not in _CODE and Path(str(file.locate())).is_file():
            text = file.read_text(encoding="utf-8")
            if text.strip() and text not in texts:
                texts.append(text)
    return Notice(f"{found.name} {found.version}", licence, tuple(texts))


def _said(found: Distribution, field: str) -> list[str]:
    return [str(value) for value in found.metadata.get_all(field) or []]


def needed(root: str = "whence") -> list[Distribution]:
    """Return the installed distributions that `root` needs, directly or not, sorted by name; not `root` itself."""
    found: dict[str, Distribution] = {}
    wanted = [root]
    while wanted:
        name = wanted.pop()
        try:
            one = distribution(name)
        except PackageNotFoundError:  # of another platform, or of an extra that is not installed
            continue
        if plain(one.name) in found:
            continue
        found[plain(one.name)] = one
        for line in one.requires or []:
            extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)", line)
            if extra is None or (name == root and extra[1] in EXTRAS):
                wanted.append(re.split(r"[^A-Za-z0-9._-]", line.strip(), maxsplit=1)[0])
    return [one for name, one in sorted(found.items()) if name != plain(root)]


def plain(name: str) -> str:
    """Return the one spelling of a distribution's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def written(notices: Iterable[Notice]) -> str:
    """Return notices as one text; a licence text that several share stands once."""
    notices = list(notices)
    pages = ["Whence contains work of others. Whose, and under which licences:", _listed(notices)]
    seen: dict[str, str] = {}
    for notice in notices:
        page = [_RULE, notice.title, *([f"Licence: {notice.licence}"] if notice.licence else [])]
        for text in notice.texts:
            tidy = "\n".join(line.rstrip() for line in text.strip().splitlines())
            first = seen.setdefault(" ".join(tidy.split()), notice.title)
            page.append(tidy if first == notice.title else f"The same text as for {first}.")
        if not notice.texts:
            page.append("The distribution carries no text of its licence.")
        pages.append("\n\n".join(page))
    return "\n\n".join(pages) + "\n"


def _listed(notices: Sequence[Notice]) -> str:
    return "\n".join(f"- {one.title}" + (f" ({one.licence})" if 0 < len(one.licence) < 60 else "") for one in notices)
