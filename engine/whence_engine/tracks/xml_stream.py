"""Reads XML as a stream, element by element, so that a million points cost no tree; hostile XML is refused.

expat is told of every declaration before it acts on it: a document type, and with it every entity that could grow or
reach out, ends the reading. What breaks off or is not well-formed keeps what came before, and says so.
"""

from collections.abc import Callable
from typing import BinaryIO
from xml.parsers import expat

from whence_engine.errors import SaidError, TrackError
from whence_engine.wording import Sentence

MAX_DEPTH = 64
MAX_TEXT = 1 << 16

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str, str], None]
"""(name without prefix, text behind the last element inside)"""


class _DeclaredError(SaidError):
    """A declaration that no track needs."""


def parse(file: BinaryIO, start: Start, end: End) -> str | None:
    """Call `start` and `end` for every element; return a sentence where the XML breaks off or is broken.

    Raises
    ------
    TrackError
        When it declares a document type, or nests too deep.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    texts: list[str] = []

    def begin(name: str, attributes: dict[str, str]) -> None:
        if len(texts) >= MAX_DEPTH:
            raise _DeclaredError("its elements are nested too deep")
        if texts:
            texts[-1] = ""
        texts.append("")
        start(name.rpartition(":")[2], attributes)

    def finish(name: str) -> None:
        end(name.rpartition(":")[2], texts.pop())

    def characters(data: str) -> None:
        if texts and len(texts[-1]) < MAX_TEXT:
            texts[-1] += data

    def declared(*_: object) -> None:
        raise _DeclaredError("it declares a document type, which could hide a bomb")

    parser.StartElementHandler = begin
    parser.EndElementHandler = finish
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = declared
    try:
        parser.ParseFile(file)
    except _DeclaredError as refused:
        raise TrackError("The file is refused: {refused}.", refused=refused.said) from refused
    except expat.ExpatError as broken:
        return Sentence("The XML is broken in line {line}; what came before it is used.", line=broken.lineno)
    return None
