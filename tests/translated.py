"""Reads translation files, for tests of what the window says."""

import xml.etree.ElementTree as ET
from pathlib import Path

import translations

GERMAN = translations.FOLDER / "whence_de.ts"


def texts(file: Path) -> dict[tuple[str | None, str | None], tuple[str, ...]]:
    """Context and source of every text -> its translation, in both forms where it counts; none while unfinished."""
    found = {}
    for context in ET.parse(file).getroot().findall("context"):
        for message in context.findall("message"):
            told = message.find("translation")
            assert told is not None
            forms = [told] if message.get("numerus") is None else told.findall("numerusform")
            done = told.get("type") != "unfinished" and all(form.text for form in forms)
            key = context.findtext("name"), message.findtext("source")
            found[key] = tuple(form.text or "" for form in forms) if done else ()
    return found
