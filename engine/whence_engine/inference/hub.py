"""A client of a model hub: what a repository holds, and its files.

The only code of the program that opens a connection, used by `whence models install` alone. It speaks the HTTP
interface of the public model hubs and their mirrors: `GET /api/models/REPOSITORY/revision/REVISION?blobs=true` lists
files with sizes and hashes; `GET /REPOSITORY/resolve/COMMIT/PATH` sends one, often by way of a redirect to a storage
server. Proxies are those of the environment (`https_proxy`, `no_proxy`).
"""

import http.client
import json
import re
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from whence_engine import __version__
from whence_engine.errors import DownloadError, UsageError

TIMEOUT_S = 30.0
"""Silence after which a connection counts as broken."""

LARGEST_LISTING_BYTES = 8 << 20

_LOGIN = (
    "{host} answered with a web page in place of the model: log in to this network, or to its proxy, in a browser, and "
    "run the command again."
)
_RETRIED = frozenset({408, 425, 429, 500, 502, 503, 504})
_SHA256, _SHA1 = re.compile(r"[0-9a-f]{64}"), re.compile(r"[0-9a-f]{40}")
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


class InterruptedDownloadError(DownloadError):
    """The connection broke, or the source is busy: trying again may help."""


@dataclass(frozen=True, slots=True)
class HubFile:
    """A file of a repository, as the hub's reply describes it.

    Attributes
    ----------
    path, size
        Inside the repository; in bytes.
    sha256
        Of a file in large-file storage, else None.
    blob_sha1
        Of a file that lies in git itself: git's own name for its bytes (`blob_sha1` in `download` computes it).
    """

    path: str
    size: int
    sha256: str | None = None
    blob_sha1: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A repository at one commit: `revision` is its hash, `licence` what its card states, or "not stated"."""

    revision: str
    licence: str
    files: Mapping[str, HubFile]


class Reply:
    """An open answer to a request for a file: `first_byte` is where it begins, `total` the size of the whole file."""

    def __init__(self, response: Any, first_byte: int, total: int | None) -> None:
        self.first_byte = first_byte
        self.total = total
        self._response = response

    def read(self, size: int) -> bytes:
        """Return the next bytes, none at the end, which may come too early."""
        return bytes(self._response.read(size))


class Hub:
    """A hub at an address.

    Parameters
    ----------
    address
        `https://HOST`, with a path where a mirror has one.

    Raises
    ------
    UsageError
        It is no such address.
    """

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        parts = urlsplit(self.address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError("Name a source as https://HOST, not {address!r}.", address=address)
        self.host = parts.hostname
        self.encrypted = parts.scheme == "https"
        self._opener = _opener()

    def listing(self, repository: str, revision: str = "main") -> Listing:
        """Ask what a repository holds at a revision (a branch, a tag or a commit).

        Raises
        ------
        DownloadError
            The hub cannot be reached, or its answer is none.
        """
        url = f"{self.address}/api/models/{quote(repository)}/revision/{quote(revision, safe='')}?blobs=true"
        with self._opened(url, {"Accept": "application/json"}) as response:
            raw = response.read(LARGEST_LISTING_BYTES + 1)
        try:
            return _listing(json.loads(raw))
        except (ValueError, RecursionError, KeyError, TypeError, AttributeError) as error:
            if raw.lstrip()[:1] == b"<":
                raise DownloadError(_LOGIN.format(host=self.host)) from error
            raise DownloadError(
                "{host} does not answer as a model hub does ({name}: {why}); try another --source, or "
                "install from a folder with --from.",
                host=self.host,
                name=type(error).__name__,
                why=error,
            ) from error

    @contextmanager
    def opened(self, repository: str, revision: str, path: str, first_byte: int = 0) -> Iterator[Reply]:
        """Ask for a file from `first_byte` on; a source that knows no ranges sends all of it.

        Raises
        ------
        InterruptedDownloadError
            The connection broke, also while the reply is read.
        DownloadError
            The file cannot be had.
        """
        url = f"{self.address}/{quote(repository)}/resolve/{quote(revision, safe='')}/{quote(path)}"
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={first_byte}-"} if first_byte else {})
        with self._opened(url, headers) as response:
            if response.headers.get_content_type() == "text/html":
                raise DownloadError(_LOGIN.format(host=self.host))
            begins, total = 0, response.headers.get("Content-Length")
            if response.status == http.client.PARTIAL_CONTENT:
                said = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
                if said is None or int(said[1]) != first_byte:
                    raise DownloadError(
                        "{host} sent another part of {path} than was asked for; try again later.",
                        host=self.host,
                        path=path,
                    )
                begins, total = first_byte, said[2]
            yield Reply(response, begins, int(total) if total and total.isdigit() else None)

    @contextmanager
    def _opened(self, url: str, headers: Mapping[str, str]) -> Iterator[Any]:
        request = urllib.request.Request(url, headers={"User-Agent": f"whence/{__version__}", **headers})  # noqa: S310 - only http and https have handlers
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as response:
                yield response
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error, url) from error
        except urllib.error.URLError as error:
            raise self._unreachable(error.reason) from error
        except (http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError) as error:
            raise self._unreachable(error) from error

    def _refused(self, error: urllib.error.HTTPError, url: str) -> DownloadError:
        if error.code in _RETRIED:
            return InterruptedDownloadError(
                "{host} is busy (HTTP {code}); run the command again later.", host=self.host, code=error.code
            )
        if error.code == http.client.PROXY_AUTHENTICATION_REQUIRED:
            return DownloadError("The proxy wants a name and a password: put them into https_proxy.")
        path = urlsplit(url).path
        return DownloadError(
            "{host} does not give {path} (HTTP {code}); try another --source or --revision.",
            host=self.host,
            path=path,
            code=error.code,
        )

    def _unreachable(self, reason: object) -> DownloadError:
        if isinstance(reason, ssl.SSLCertVerificationError):
            return DownloadError(
                "{host} cannot prove that it is {host} ({verify_message}): check this computer's "
                "clock, and whether a proxy stands between.",
                host=self.host,
                verify_message=reason.verify_message,
            )
        told = str(reason) or type(reason).__name__
        return InterruptedDownloadError(
            "The connection to {host} failed ({told}); run the command again, it goes on where it was.",
            host=self.host,
            told=told,
        )


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, but never from an encrypted connection to an open one."""

    def redirect_request(  # noqa: PLR0917 - urllib's signature
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        """Return the request that follows, or refuse it."""
        if req.full_url.startswith("https:") and not newurl.startswith("https:"):
            raise DownloadError(
                "{hostname} leads to an open connection; try another --source.",
                hostname=urlsplit(req.full_url).hostname,
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener() -> urllib.request.OpenerDirector:
    """Build an opener that knows http, https and proxies, and no other scheme that a redirect could lead to."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


def _listing(reply: Mapping[str, Any]) -> Listing:
    revision = _hash(_SHA1, reply["sha"])
    files = (_file(entry) for entry in reply["siblings"])
    return Listing(revision, _licence(reply), {file.path: file for file in files})


def _file(entry: Mapping[str, Any]) -> HubFile:
    path, stored = str(entry["rfilename"]), entry.get("lfs")
    size = entry["size"] if stored is None else stored["size"]
    if type(size) is not int or size < 0:
        raise ValueError(f"{path} has no size")
    if stored is None:
        return HubFile(path, size, blob_sha1=_hash(_SHA1, entry["blobId"]))
    return HubFile(path, size, sha256=_hash(_SHA256, stored["sha256"]))


def _hash(pattern: re.Pattern[str], stated: str) -> str:
    if not pattern.fullmatch(stated):
        raise ValueError(f"{stated!r} is no hash")
    return stated


def _licence(reply: Mapping[str, Any]) -> str:
    stated = (reply.get("cardData") or {}).get("license")
    tagged = [tag.removeprefix("license:") for tag in reply.get("tags") or () if tag.startswith("license:")]
    return str(stated or next(iter(tagged), "not stated"))
