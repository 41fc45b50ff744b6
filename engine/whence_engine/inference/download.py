"""Files from a hub: resumed where they broke off, and believed when their hash is the one that the hub stated."""

import contextlib
import errno
import hashlib
import time
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

from whence_engine.card import file_sha256
from whence_engine.errors import DownloadError, StorageError
from whence_engine.inference.hub import Hub, HubFile, InterruptedDownloadError, Reply

ATTEMPTS = 5
"""Breaks in a row, without a byte between them, after which the source is given up."""

PART = ".part"
"""Suffix of a file that is not whole yet."""

_CHUNK_BYTES = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def download(
    hub: Hub,
    repository: str,
    revision: str,
    file: HubFile,
    target: Path,
    *,
    pause: Callable[[float], None] = time.sleep,
) -> Generator[int, None, None]:
    """Bring a file to `target`; what is there of it already is kept. Closing the generator keeps it too.

    Yields
    ------
    Bytes that are there.

    Raises
    ------
    DownloadError
        The file cannot be had, or other bytes came than the hub's reply names; those are thrown away.
    StorageError
        The disk is full or refuses.
    """
    part = target.with_name(target.name + PART)
    if target.exists():
        if is_whole(target, file):
            yield file.size
            return
        target.unlink()
    breaks = 0
    while size_of(part) < file.size:
        before = size_of(part)
        try:
            yield from _more(hub, repository, revision, file, part)
        except InterruptedDownloadError:
            breaks = 0 if size_of(part) > before else breaks + 1
            if breaks >= ATTEMPTS:
                raise
            pause(float(1 << breaks))
    if file.size == 0:
        part.touch()
    if not is_whole(part, file):
        part.unlink()
        raise DownloadError(
            "{path} from {host} is not the file that {host} announced: its hash differs; nothing "
            "of it was kept, run the command again.",
            path=file.path,
            host=hub.host,
        )
    part.rename(target)


def is_whole(path: Path, file: HubFile) -> bool:
    """Tell whether a file holds the very bytes that the hub's reply names."""
    if size_of(path) != file.size:
        return False
    return file_sha256(path) == file.sha256 if file.sha256 else blob_sha1(path) == file.blob_sha1


def blob_sha1(path: Path) -> str:
    """Return git's name of a file's bytes: the SHA-1 of `blob SIZE`, a zero byte, and the bytes."""
    digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as opened:
        while chunk := opened.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def size_of(path: Path) -> int:
    """Return the size of a file in bytes; 0 where there is none."""
    return path.stat().st_size if path.exists() else 0


def _more(hub: Hub, repository: str, revision: str, file: HubFile, part: Path) -> Generator[int, None, None]:
    with hub.opened(repository, revision, file.path, size_of(part)) as reply:
        if reply.total is not None and reply.total != file.size:
            raise DownloadError(
                "{host} announced {size} bytes of {path} and sends {total}; try again later, or another --source.",
                host=hub.host,
                size=file.size,
                path=file.path,
                total=reply.total,
            )
        yield from _written(reply, file, part)
    if size_of(part) < file.size:
        raise InterruptedDownloadError(
            "The connection to {host} broke off in {path}; run the command again, it goes on where it was.",
            host=hub.host,
            path=file.path,
        )


def _written(reply: Reply, file: HubFile, part: Path) -> Generator[int, None, None]:
    with _storage(part.parent):
        part.parent.mkdir(parents=True, exist_ok=True)
        # Unbuffered: what a full disk took is counted, and closing has nothing left to fail with.
        opened = part.open("ab", buffering=0)
    with opened:
        with _storage(part.parent):
            opened.truncate(reply.first_byte)  # a source without ranges begins anew
        there = reply.first_byte
        while there < file.size and (chunk := reply.read(min(_CHUNK_BYTES, file.size - there))):
            with _storage(part.parent):
                left = memoryview(chunk)
                while left:
                    left = left[opened.write(left) :]
            there += len(chunk)
            yield there


@contextlib.contextmanager
def _storage(folder: Path) -> Iterator[None]:
    """Say of what the disk refuses that it was the disk: a broken connection is an `OSError` as well."""
    try:
        yield
    except OSError as error:
        full = "the disk is full; make room and run the command again, it goes on where it was"
        why = full if error.errno in _FULL else error.strerror
        raise StorageError("The download cannot be kept in {folder}: {why}.", folder=folder, why=why) from error
