"""Which windows an X display shows, and how to close one as its user would: the few requests of X that this takes.

Standard library only, so that a build can be tried on a system with nothing but Python and an X server.
"""

from __future__ import annotations

import os
import re
import socket
import struct
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

_VIEWABLE = 2
_NAME, _STRING, _CLASS = 39, 31, 67  # atoms that every display has: WM_NAME, STRING, WM_CLASS
_GET_ATTRIBUTES, _QUERY_TREE, _INTERN_ATOM, _GET_PROPERTY, _SEND_EVENT = 3, 15, 16, 20, 25
_CLIENT_MESSAGE = 33
_DEEPEST = 4  # window managers put a window into frames of their own


class DisplayError(Exception):
    """The display cannot be reached or refuses; the message is one sentence."""


class Display:
    """A connection to the display that `DISPLAY` names."""

    def __init__(self) -> None:
        name = os.environ.get("DISPLAY", "")
        told = re.fullmatch(r"(?:unix|localhost)?:(\d+)(?:\.\d+)?", name)
        if told is None:
            raise DisplayError(f"DISPLAY names no display of this machine: {name!r}.")
        number = int(told[1])
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(20.0)
        try:
            self._socket.connect(f"/tmp/.X11-unix/X{number}")
        except OSError as error:
            self._socket.close()
            raise DisplayError(f"The display {name} cannot be reached: {error.strerror}.") from error
        self._root = self._greet(number)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def find(self, word: str) -> int | None:
        """Return a window that is shown and in whose name or class `word` stands, or None."""
        for window in self._below(self._root, 0):
            said = self._text(window, _NAME) + self._text(window, _CLASS)
            if word in said.lower() and self._is_shown(window):
                return window
        return None

    def close_window(self, window: int) -> None:
        """Ask the program of `window` to close it, as the button in its frame does."""
        protocols, delete = self._atom("WM_PROTOCOLS"), self._atom("WM_DELETE_WINDOW")
        event = struct.pack("<BBHII5I", _CLIENT_MESSAGE, 32, 0, window, protocols, delete, 0, 0, 0, 0)
        self._send(_SEND_EVENT, 0, struct.pack("<II", window, 0) + event)
        self._is_shown(window)  # an answer comes only when the request before it was dealt with

    def _greet(self, number: int) -> int:
        key = cookie(number)
        name = b"MIT-MAGIC-COOKIE-1" if key else b""
        head = struct.pack("<BxHHHHxx", ord("l"), 11, 0, len(name), len(key))
        self._socket.sendall(head + _padded(name) + _padded(key))
        accepted, length = struct.unpack("<Bx4xH", self._exactly(8))
        body = self._exactly(4 * length)
        if accepted != 1:
            raise DisplayError("The display does not let this program in.")
        vendor, formats = struct.unpack_from("<H", body, 16)[0], body[21]
        root: int = struct.unpack_from("<I", body, 32 + (vendor + 3 & ~3) + 8 * formats)[0]
        return root

    def _below(self, window: int, depth: int) -> Iterator[int]:
        answer = self._ask(_QUERY_TREE, 0, struct.pack("<I", window))
        children = struct.unpack_from(f"<{struct.unpack_from('<H', answer, 16)[0]}I", answer, 32) if answer else ()
        for child in children:
            yield child
            if depth < _DEEPEST:
                yield from self._below(child, depth + 1)

    def _text(self, window: int, atom: int) -> str:
        answer = self._ask(_GET_PROPERTY, 0, struct.pack("<IIIII", window, atom, 0, 0, 64))
        return answer[32 : 32 + struct.unpack_from("<I", answer, 16)[0]].decode("latin-1") if answer else ""

    def _is_shown(self, window: int) -> bool:
        answer = self._ask(_GET_ATTRIBUTES, 0, struct.pack("<I", window))
        return len(answer) > 26 and answer[26] == _VIEWABLE

    def _atom(self, name: str) -> int:
        answer = self._ask(_INTERN_ATOM, 0, struct.pack("<Hxx", len(name)) + _padded(name.encode()))
        atom: int = struct.unpack_from("<I", answer, 8)[0]
        return atom

    def _send(self, code: int, data: int, body: bytes) -> None:
        self._socket.sendall(struct.pack("<BBH", code, data, 1 + len(body) // 4) + body)

    def _ask(self, code: int, data: int, body: bytes) -> bytes:
        """Return the answer to a request; nothing where the display refuses it, as for a window that is gone."""
        self._send(code, data, body)
        while True:
            head = self._exactly(32)
            if head[0] == 0:
                return b""
            if head[0] == 1:
                return head + self._exactly(4 * struct.unpack_from("<I", head, 4)[0])

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            piece = self._socket.recv(count - len(data))
            if not piece:
                raise DisplayError("The display hung up.")
            data += piece
        return data


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def cookie(number: int) -> bytes:
    """Return the key to a display that the user's file of keys holds, or nothing."""
    file = Path(os.environ.get("XAUTHORITY") or "~/.Xauthority").expanduser()
    try:
        data = file.read_bytes()
        at = 0
        while at < len(data):
            at += 2  # the kind of address
            fields = []
            for _ in range(4):  # address, display, name of the method, key
                length = struct.unpack_from(">H", data, at)[0]
                fields.append(data[at + 2 : at + 2 + length])
                at += 2 + length
            if fields[1] in {str(number).encode(), b""} and fields[2] == b"MIT-MAGIC-COOKIE-1":
                return fields[3]
    except (OSError, struct.error):  # no such file, or a broken one: many displays want no key
        pass
    return b""
