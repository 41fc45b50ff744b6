"""Map tiles from a server that a person named: the only code of the desktop that can open a connection.

Polite, as tile servers ask: it says who asks (User-Agent), asks for no tile that is not looked at, keeps tiles on the
disk for as long as the server says (RFC 9111: Cache-Control, Expires, ETag, Last-Modified), and leaves a server in
peace for a minute after it failed. `raster` asks from two threads, so that there are two connections at most.
"""

import hashlib
import json
import os
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from whence_engine import __version__
from whence_engine.errors import UsageError, WhenceError

AGENT = f"Whence/{__version__}"
UNSTATED_S = 7 * 86400.0
"""How long a tile is kept whose server says nothing."""
PAUSE_S = 60.0
_TIMEOUT_S = 20.0
_LARGEST_TILE_BYTES = 4 << 20
_NONE_S = 86400.0  # a tile that is not there is not asked for again for a day
_HIGHEST = 19


class TileServerError(WhenceError):
    """A tile server could not be reached, or refuses."""


class OnlineTiles:
    """One source: a template such as `https://tiles.example/{z}/{x}/{y}.png`, and whose tiles they are.

    Raises
    ------
    UsageError
        When the template is none.
    """

    lowest, highest = 0, _HIGHEST

    def __init__(self, template: str, attribution: str, cache: Path) -> None:
        parts = urlsplit(template)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
            raise UsageError("A source of tiles begins with https:// and the name of a server.")
        if any(f"{{{name}}}" not in template for name in "zxy"):
            raise UsageError("A source of tiles names {z}, {x} and {y}, as in https://tiles.example/{z}/{x}/{y}.png.")
        self._template = template
        self.name = parts.hostname
        self.attribution = attribution
        self._folder = cache / hashlib.sha256(template.encode()).hexdigest()[:16]
        self._lock = threading.Lock()
        self._quiet_until = 0.0

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        """Return a tile from the disk while it is fresh, else from the server; None where there is none.

        Raises
        ------
        TileServerError
            When the server fails and the disk has no older tile; said once, then the server is left in peace.
        """
        file = self._folder / str(zoom) / str(column) / f"{row}.tile"
        known, kept = _known(file)
        if known is not None and time.time() < known["until"]:
            return kept or None
        if time.monotonic() < self._quiet_until:
            return kept or None
        try:
            return self._fetch(file, self._address(zoom, column, row), known or {}, kept)
        except (OSError, HTTPException, ValueError) as failed:
            with self._lock:
                first = time.monotonic() >= self._quiet_until
                self._quiet_until = time.monotonic() + PAUSE_S
            if kept or not first:
                return kept or None
            reason = failed.reason if isinstance(failed, urllib.error.URLError) else failed
            raise TileServerError(
                "No map from {name}: {why}. The built-in map is shown.", name=self.name, why=reason
            ) from failed

    def close(self) -> None:
        """Nothing stays open."""

    def _address(self, zoom: int, column: int, row: int) -> str:
        return self._template.replace("{z}", str(zoom)).replace("{x}", str(column)).replace("{y}", str(row))

    def _fetch(self, file: Path, address: str, known: Mapping[str, Any], kept: bytes) -> bytes | None:
        request = urllib.request.Request(address, headers={"User-Agent": AGENT})  # noqa: S310 - http(s), see __init__
        if kept and known.get("etag"):
            request.add_header("If-None-Match", known["etag"])
        elif kept and known.get("modified"):
            request.add_header("If-Modified-Since", known["modified"])
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310 - as above
                body, head = answer.read(_LARGEST_TILE_BYTES + 1), dict(answer.headers)
        except urllib.error.HTTPError as error:
            with error:
                if error.code == 304:
                    _keep(file, kept, dict(error.headers), dict(known))
                    return kept
                if error.code in {404, 410}:
                    _keep(file, b"", {"Cache-Control": f"max-age={_NONE_S:.0f}"}, {})
                    return None
                raise
        if len(body) > _LARGEST_TILE_BYTES:
            raise ValueError("a tile is larger than 4 MB")
        _keep(file, body, head, {})
        return body or None


def _known(file: Path) -> tuple[dict[str, Any] | None, bytes]:
    """Return what is on the disk: until when it is fresh and how to ask whether it changed, and the tile."""
    try:
        known = json.loads(file.with_suffix(".json").read_text("utf-8"))
        return {**known, "until": float(known["until"])}, file.read_bytes()
    except (OSError, ValueError, KeyError, TypeError):
        return None, b""


def _keep(file: Path, body: bytes, head: Mapping[str, str], before: dict[str, Any]) -> None:
    """Keep a tile as long as its server allows; a cache that cannot be written is done without."""
    until = _until(head)
    if until is None:
        return
    known = {
        "until": until,
        "etag": head.get("ETag") or before.get("etag", ""),
        "modified": head.get("Last-Modified") or before.get("modified", ""),
    }
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        for target, data in ((file, body), (file.with_suffix(".json"), json.dumps(known).encode())):
            partial = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}.partial")
            partial.write_bytes(data)
            partial.replace(target)


def _until(head: Mapping[str, str]) -> float | None:
    """Return until when an answer is fresh, seconds since 1970; None where it must not be kept."""
    said = [part.strip().lower() for part in (head.get("Cache-Control") or "").split(",")]
    if "no-store" in said:
        return None
    if "no-cache" in said:
        return time.time()
    for part in said:
        if part.startswith("max-age=") and part[8:].isdigit():
            return time.time() + int(part[8:])
    try:
        return parsedate_to_datetime(head["Expires"]).timestamp()
    except (KeyError, TypeError, ValueError):
        return time.time() + UNSTATED_S
