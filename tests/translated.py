"""Reads translation files, for tests of what the window says."""

import xml.etree.ElementTree as ET
from pathlib import Path

import translations

GERMAN = translations.FOLDER / "whence_de.ts"


def texts(file: Path) -> dict[tuple[str | None, str | None], str | None]:
    """Context and source of every text -> its translation, None while it is unfinished."""
    found = {}
    for context in ET.parse(file).getroot().findall("context"):
        for message in context.findall("message"):
            told = message.find("translation")
            done = told is not None and told.get("type") != "unfinished" and bool(told.text)
            key = context.findtext("name"), message.findtext("source")
            found[key] = told.text if done and told is not None else None
    return found
