"""Replacing a file so that, killed at any instant, the old or the new one is there.

An `Original` is held open and locked; `stage` writes its successor beside it under a name of our own, with the same
mode, owner, ACL and extended attributes; `Staged.put` renames. Between staging and putting the caller makes the copy
durable, verifies it and commits the journal.
"""

import contextlib
import errno
import os
import re
import secrets
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from whence_engine.errors import ChangedError, PhotoError, StorageError, WriteRefusedError
from whence_engine.files.original import Original, closed, contents, locked, reason, unlocked

_PREFIX = ".whence-"
_TEMPORARY = re.compile(r"\.whence-[0-9a-f]{16}\.part")
_WORTH_JOINING = 1 << 16
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_HELD = frozenset({5, 32, 33})
"""Windows: access denied (what renaming onto an open file says), sharing violation, lock violation."""


class Staged:
    """A finished copy under a temporary name, on its way to `target`.

    `original` is what it replaces; None where `target` must not exist yet.
    """

    def __init__(self, path: Path, target: Path, temporary: Path, descriptor: int, original: Original | None) -> None:
        self.path = path
        self.target = target
        self.temporary = temporary
        self.original = original
        self._descriptor = descriptor

    def contents(self) -> bytes:
        """Read the copy back."""
        with _storage(self.path):
            return contents(self._descriptor, os.fstat(self._descriptor).st_size)

    def flush(self) -> None:
        """Make the copy durable."""
        with _storage(self.path):
            os.fsync(self._descriptor)

    def put(self) -> None:
        """Let the copy take its place.

        Raises
        ------
        ChangedError
            When the file is not what was read any more; it is left alone.
        """
        if self.original is not None:
            if not self.original.unchanged():
                raise ChangedError(self.path, "it changed while it was being written; nothing was replaced")
            self._release()
            with _storage(self.path):
                self.temporary.replace(self.target)
            return
        self._release()
        with _storage(self.path):
            try:
                os.link(self.temporary, self.target)
            except FileExistsError as error:
                raise ChangedError(
                    self.path, "{name} appeared while it was being written", name=self.target.name
                ) from error
            except OSError:  # a file system without hard links
                if self.target.exists():
                    raise ChangedError(
                        self.path, "{name} appeared while it was being written", name=self.target.name
                    ) from None
                self.temporary.replace(self.target)
                return
            with contextlib.suppress(OSError):  # it is done; `close` tries again
                self.temporary.unlink()

    def unlock(self) -> None:
        """Let other openings of these files have them; `close` still has to follow."""
        if self._descriptor >= 0:
            unlocked(self._descriptor)
        if self.original is not None:
            self.original.unlock()

    def close(self) -> None:
        """Remove the copy if it has not been put, and let everything go."""
        with contextlib.suppress(OSError):
            self.temporary.unlink()
        if self._descriptor >= 0:
            closed(self._descriptor)
            self._descriptor = -1
        if self.original is not None:
            self.original.close()

    def _release(self) -> None:
        """Close both files where the system does not rename open ones."""
        if os.name == "posix":
            return
        os.close(self._descriptor)
        self._descriptor = -1
        if self.original is not None:
            self.original.close()


class Removal:
    """A file on its way out: what undoing the creation of a sidecar does. Used like `Staged`."""

    def __init__(self, path: Path, original: Original) -> None:
        self.path = path
        self.target = original.target
        self.original = original

    def flush(self) -> None:
        """There is nothing to make durable beforehand."""

    def put(self) -> None:
        """Remove the file; `ChangedError` when it is not what was read any more."""
        if not self.original.unchanged():
            raise ChangedError(self.path, "{name} changed while it was being removed", name=self.target.name)
        if os.name != "posix":
            self.original.close()
        with _storage(self.path):
            self.target.unlink()

    def unlock(self) -> None:
        """Let other openings of the file have it."""
        self.original.unlock()

    def close(self) -> None:
        """Let the file go."""
        self.original.close()


def stage(original: Original, pieces: Iterable[bytes | memoryview], *, mtime_ns: int | None) -> Staged:
    """Write the successor of `original` beside it.

    Parameters
    ----------
    mtime_ns
        Modification time to give it; None leaves it at now.

    Raises
    ------
    StorageError, WriteRefusedError
        When the disk is full, or the folder or an attribute of the file does not allow it.
    """
    temporary, descriptor = _create(original.path, original.target.parent)
    try:
        with _storage(original.path):
            _write(descriptor, pieces)
            _dress(original, temporary, descriptor, mtime_ns)
    except BaseException:
        _discard(temporary, descriptor)
        raise
    return Staged(original.path, original.target, temporary, descriptor, original)


def stage_new(
    path: Path, target: Path, pieces: Iterable[bytes | memoryview], like: os.stat_result | None = None
) -> Staged:
    """Write a file that does not exist yet (the sidecar of `path`), readable for whom the photo is."""
    temporary, descriptor = _create(path, target.parent)
    try:
        with _storage(path):
            _write(descriptor, pieces)
            if like is not None and os.name == "posix":
                os.fchmod(descriptor, stat.S_IMODE(like.st_mode) & 0o666 | stat.S_IWUSR)
                with contextlib.suppress(PermissionError):  # a new file may belong to whoever writes it
                    os.fchown(descriptor, like.st_uid, like.st_gid)
    except BaseException:
        _discard(temporary, descriptor)
        raise
    return Staged(path, target, temporary, descriptor, None)


def flush_folder(folder: Path) -> None:
    """Make renames inside `folder` durable.

    Raises
    ------
    StorageError
        When the system cannot promise that.
    """
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            closed(descriptor)
    except OSError as error:
        if error.errno in {errno.EINVAL, errno.ENOTSUP}:  # file systems that know no such thing
            return
        raise StorageError(
            "The disk does not confirm what was written to {folder} ({why}).", folder=folder, why=reason(error)
        ) from error


def remove_leftovers(folder: Path) -> int:
    """Remove what killed processes left in `folder`; copies that a living one still holds stay. Return how many."""
    removed = 0
    try:
        names = [entry.name for entry in os.scandir(folder) if _TEMPORARY.fullmatch(entry.name)]
    except OSError:
        return 0
    for name in names:
        path = folder / name
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except OSError:
            continue
        try:
            if locked(descriptor):
                path.unlink()
                removed += 1
        except OSError:
            continue
        finally:
            closed(descriptor)
    return removed


def _create(path: Path, folder: Path) -> tuple[Path, int]:
    temporary = folder / f"{_PREFIX}{secrets.token_hex(8)}.part"
    with _storage(path):
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        descriptor = os.open(temporary, flags, 0o600)
    with contextlib.suppress(OSError):  # the lock only tells others that this copy has an owner
        locked(descriptor)
    return temporary, descriptor


def _discard(temporary: Path, descriptor: int) -> None:
    with contextlib.suppress(OSError):
        temporary.unlink()
    os.close(descriptor)


def _write(descriptor: int, pieces: Iterable[bytes | memoryview]) -> None:
    """Write pieces, small ones together, large ones without copying them."""
    waiting: list[bytes | memoryview] = []
    size = 0
    for piece in pieces:
        if size + len(piece) >= _WORTH_JOINING:
            _write_all(descriptor, b"".join(waiting))
            waiting, size = [], 0
        if len(piece) >= _WORTH_JOINING:
            _write_all(descriptor, piece)
        else:
            waiting.append(piece)
            size += len(piece)
    _write_all(descriptor, b"".join(waiting))


def _write_all(descriptor: int, data: bytes | memoryview) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _dress(original: Original, temporary: Path, descriptor: int, mtime_ns: int | None) -> None:
    """Give the copy the original's owner, mode, attributes (ACLs are attributes on Linux) and times, in that order."""
    status = original.status
    if os.name == "posix":
        mine = os.fstat(descriptor)
        if (mine.st_uid, mine.st_gid) != (status.st_uid, status.st_gid):
            try:
                os.fchown(descriptor, status.st_uid, status.st_gid)
            except PermissionError as error:
                raise WriteRefusedError(original.path, "its owner could not be kept") from error
        os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
    if hasattr(os, "listxattr"):
        _copy_attributes(original, descriptor)
    if mtime_ns is not None:
        where = descriptor if os.utime in os.supports_fd else temporary
        os.utime(where, ns=(status.st_atime_ns, mtime_ns))


def _copy_attributes(original: Original, descriptor: int) -> None:
    try:
        names = os.listxattr(original.descriptor)
    except OSError as error:
        if error.errno in {errno.ENOTSUP, errno.ENOSYS}:
            return
        raise
    for name in names:
        try:
            os.setxattr(descriptor, name, os.getxattr(original.descriptor, name))
        except OSError as error:
            if name.startswith(("security.", "trusted.")):  # the system labels new files itself
                continue
            raise WriteRefusedError(original.path, "its attribute {name} could not be kept", name=name) from error


@contextlib.contextmanager
def _storage(path: Path) -> Iterator[None]:
    """Turn what the system refuses into the errors of this program."""
    try:
        yield
    except PhotoError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise StorageError("The disk is full: free some space and run the command again.") from error
        if getattr(error, "winerror", None) in _HELD:
            raise WriteRefusedError(path, "another program holds it open: close it there and try again") from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise WriteRefusedError(path, "its folder cannot be written ({why})", why=reason(error)) from error
        raise WriteRefusedError(path, "it cannot be written ({why})", why=reason(error)) from error
