"""A stand-in of a model hub on loopback: lists a folder's files with their hashes, sends them, and misbehaves on order.

with standing_in(make_published(tmp_path / "hub")) as hub:
    run(["models", "install", "geoclip", "--yes", "--source", hub.address])
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

COMMIT = "5e1f" * 10

LOGIN_PAGE = b"<!doctype html><title>Welcome to the hotel</title>"

SMALL_FILE_BYTES = 2048
"""Smaller files lie in git itself and are told by its own hash, as on the real hubs."""


@dataclass
class StandIn:
    """What the stand-in serves and how it misbehaves; tests change it while it runs.

    Attributes
    ----------
    cut_after
        Bytes after which it hangs up on a file, each time; 0 never.
    ranges, redirects
        Whether it honours ranges, and whether files come by way of another address, as on the real hubs.
    login
        Answers files ("files") or everything ("all") with a page to log in.
    status
        Path prefix -> statuses that the next requests get.
    lies
        Path -> changes to its entry in the listing.
    asked
        Paths and ranges of the requests, in order.
    """

    folder: Path
    address: str = ""
    cut_after: int = 0
    ranges: bool = True
    redirects: bool = True
    login: str = ""
    status: dict[str, list[int]] = field(default_factory=dict)
    lies: dict[str, dict[str, Any]] = field(default_factory=dict)
    listing: bytes | None = None
    card: dict[str, Any] = field(default_factory=lambda: {"cardData": {"license": "mit"}})
    asked: list[tuple[str, str]] = field(default_factory=list)

    def listed(self) -> bytes:
        """The reply that lists the files."""
        if self.listing is not None:
            return self.listing
        files = [path for path in sorted(self.folder.rglob("*")) if path.is_file()]
        siblings = [self._entry(path) for path in files]
        return json.dumps({"sha": COMMIT, "siblings": siblings} | self.card).encode()

    def _entry(self, path: Path) -> dict[str, Any]:
        name, data = path.relative_to(self.folder).as_posix(), path.read_bytes()
        git = hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        entry: dict[str, Any] = {"rfilename": name, "size": len(data), "blobId": git}
        if len(data) > SMALL_FILE_BYTES:
            entry["lfs"] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "pointerSize": 130}
        return entry | self.lies.get(name, {})


@contextmanager
def standing_in(folder: Path) -> Iterator[StandIn]:
    """Serve `folder` on a port of its own until the block ends."""
    state = StandIn(folder)

    class Handler(_Handler):
        stand_in = state

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        state.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    stand_in: StandIn

    def do_GET(self) -> None:
        state, path = self.stand_in, unquote(urlsplit(self.path).path)
        state.asked.append((path, self.headers.get("Range", "")))
        for prefix, codes in state.status.items():
            if path.startswith(prefix) and codes:
                self._send(codes.pop(0), b"no", "text/plain")
                return
        if path.startswith("/api/models/"):
            self._listing()
        elif "/resolve/" in path and state.redirects:
            self._send(302, b"", "text/plain", Location=state.address + "/store/" + path.split(f"/{COMMIT}/")[1])
        elif path.startswith("/store/") or "/resolve/" in path:
            self._file(path.removeprefix("/store/").split(f"/{COMMIT}/")[-1])
        else:
            self._send(404, b"no", "text/plain")

    def _listing(self) -> None:
        if self.stand_in.login == "all":
            self._send(200, LOGIN_PAGE, "text/html; charset=utf-8")
        else:
            self._send(200, self.stand_in.listed(), "application/json")

    def _file(self, name: str) -> None:
        state = self.stand_in
        if state.login:
            self._send(200, LOGIN_PAGE, "text/html")
            return
        data = (state.folder / name).read_bytes()
        wanted = self.headers.get("Range", "")
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and state.ranges else 0
        self.send_response(206 if start else 200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(data) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        self.end_headers()
        stop = start + state.cut_after if state.cut_after else len(data)
        self.wfile.write(data[start:stop])
        self.close_connection = True

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing: a test's output is the test's."""
