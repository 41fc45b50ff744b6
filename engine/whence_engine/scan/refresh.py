"""Bring the index up to date with what lies on the disk; read only what changed.

A photo is read again when size, modification time or inode of its file differ from what the index remembers, when a
sidecar of it came, went or changed, or when the system refused to let it be read the last time; an unchanged library
costs one `stat` per file. Files are stored some hundreds at a time: whoever stops the generator loses at most the batch
that was being read, and the next run goes on there.
"""

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from whence_engine.events import Event, Finished, PhotoDone, PhotoFailed, Skipped, Started
from whence_engine.files import sniff
from whence_engine.files.read import read_photo
from whence_engine.files.regular import open_regular
from whence_engine.library.decisions import Picture
from whence_engine.library.files import KnownFile
from whence_engine.library.library import Library
from whence_engine.photo import Found
from whence_engine.scan.pairs import pairs
from whence_engine.scan.reunite import Recognised, Reunion
from whence_engine.scan.sidecars import is_sidecar, sidecars_of
from whence_engine.scan.walk import Listing, absolute, walk
from whence_engine.settings import Settings
from whence_engine.wording import Sentence

STAGE = "scan"
BATCH = 250
"""Files that are read and stored together."""

_APPLE_DOUBLE = b"\x00\x05\x16\x07"  # RFC 1740: what macOS keeps beside a file on a foreign disk, under its suffix


def scan(roots: Sequence[Path], library: Library, *, settings: Settings, now: datetime) -> Iterator[Event]:
    """Scan folders and files into the library.

    Every regular file whose first bytes or suffix are a picture's becomes one photo. Yields `PhotoDone` or
    `PhotoFailed` for every file that was read; photos that did not change are only counted in `Finished`, those known
    to be unreadable as failed. `Skipped` names what could not be looked at; photos known to lie there stay as they are.

    Parameters
    ----------
    roots
        Folders and files, relative to the working folder or absolute; they may lie inside each other.
    now
        Naive local time, against which capture times lie in the future.

    Raises
    ------
    LibraryError, StorageError
        When the library cannot be written; the batches before are kept.
    """
    yield from _Scan(library, settings, now).run(roots)


class _Scan:
    """One run: what waits to be read and stored, and the counts."""

    def __init__(self, library: Library, settings: Settings, now: datetime) -> None:
        self._library = library
        self._photos = library.index.photos
        self._files = library.index.files
        self._settings = settings
        self._now = now
        self._reunion = Reunion(library)
        self._waiting: list[tuple[Found, KnownFile | None]] = []
        self._own = _own_files(library)
        self._done = self._failed = self._others = 0

    def run(self, roots: Sequence[Path]) -> Iterator[Event]:
        yield Started(STAGE, None)
        visited: set[Path] = set()
        blocked: set[Path] = set()
        for found in walk(roots, self._settings):
            if isinstance(found, Skipped):
                if os.path.lexists(found.path):
                    blocked.add(found.path)
                yield found
                continue
            if found.only is None:
                visited.add(found.folder)
            yield from self._folder(found)
        yield from self._store()
        self._miss_folders(roots, visited, blocked)
        self._pair()
        yield Finished(STAGE, self._done, self._failed, self._others)

    def _folder(self, listing: Listing) -> Iterator[Event]:
        """Queue the files of one folder that have to be read; note what came, went and is no picture."""
        memory = _Memory(self._files.pictures_in(listing.folder), self._files.others_in(listing.folder))
        chosen = listing.files if listing.only is None else {listing.only: listing.files[listing.only]}
        foreign = [name for name, status in chosen.items() if (status.st_dev, status.st_ino) not in self._own]
        pictures = [name for name in foreign if memory.says_picture(name, chosen[name], listing.folder)]
        self._others += len(chosen) - len(pictures)
        beside = sidecars_of(pictures, listing.files)
        shaken = sidecars_of(pictures, memory.changed_sidecars(listing.files))
        back: list[int] = []
        for name in pictures:
            status, known = listing.files[name], memory.pictures.get(name)
            if known is not None and known.is_unchanged(status) and not known.was_refused and name not in shaken:
                back += [known.id] if known.missing else []
                self._count(failed=known.has_error)
                continue
            own = tuple(listing.folder / sidecar for sidecar in beside.get(name, ()))
            self._waiting.append((_found(listing.folder / name, status, own), known))
            if len(self._waiting) >= BATCH:
                yield from self._store()
        if any(name in memory.pictures for name in shaken):
            yield from self._store()  # once the sidecars are remembered, nothing else would ask to read these again
        self._note(listing, memory, set(pictures), back)

    def _note(self, listing: Listing, memory: "_Memory", pictures: set[str], back: list[int]) -> None:
        """Store what needs no reading."""
        gone: list[int] = []
        fresh: list[Found] = []
        stale: list[str] = []
        if listing.only is None:
            gone = [file.id for name, file in memory.pictures.items() if name not in pictures and not file.missing]
            fresh = [
                _found(listing.folder / name, status)
                for name, status in listing.files.items()
                if name not in pictures and not memory.is_known_other(name, status)
            ]
            stale = [name for name in memory.others if name not in listing.files or name in pictures]
        if gone or back or fresh or stale:
            with self._library.index.transaction():
                self._photos.mark_missing(gone)
                self._photos.mark_present(back)
                self._files.remember_others(fresh)
                self._files.forget_others(listing.folder, stale)
                if gone or back:
                    self._files.mark_to_pair([listing.folder])

    def _store(self) -> Iterator[Event]:
        """Read and store what waits, then tell of it: nobody hears of a photo that could still be lost."""
        told: list[Event] = []
        recognised: list[Recognised] = []
        for found, known in self._waiting:
            photo = read_photo(found, self._now)
            if photo.error is not None and not os.path.lexists(found.path):
                told.append(PhotoFailed(STAGE, found.path, Sentence("The file vanished while it was being scanned.")))
                self._count(failed=True)
                continue
            recognised.append(self._reunion.changed(photo, known.id) if known else self._reunion.arrived(photo))
        self._waiting.clear()
        with self._library.index.transaction():
            for one in recognised:
                photo = replace(one.photo, id=self._put(one))
                self._count(failed=photo.error is not None)
                failed = PhotoFailed(STAGE, photo.path, photo.error) if photo.error is not None else None
                told.append(failed or PhotoDone(STAGE, photo))
            self._files.mark_to_pair({one.photo.path.parent for one in recognised})
        self._tell_ledger(recognised)
        yield from told

    def _put(self, one: Recognised) -> int:
        if one.row:
            self._photos.move(one.row, one.photo.path)
        [photo_id] = self._photos.upsert([one.photo], same_picture=one.same_picture)
        if one.identity:
            self._photos.set_identity(photo_id, one.identity)
        return photo_id

    def _pair(self) -> None:
        """Pair RAW and JPEG files in every folder where some came or went, in this run or in one that was stopped."""
        with self._library.index.transaction():
            for folder in self._files.take_to_pair():
                if self._photos.may_have_pairs(folder):
                    self._pair_in(folder)

    def _pair_in(self, folder: Path) -> None:
        photos = self._photos.in_folder(folder)
        wanted = pairs(photos)
        for photo in photos:
            companions = wanted.get(photo, ())
            if photo.companions != tuple(companion.path for companion in companions):
                self._photos.pair(photo.id, companions)

    def _tell_ledger(self, recognised: Sequence[Recognised]) -> None:
        """Let the ledger know where the pictures that it knows lie now."""
        known = [one for one in recognised if self._reunion.is_in_ledger(one.identity)]
        if known:
            with self._library.ledger.transaction():
                for one in known:
                    self._library.ledger.decisions.see(Picture(one.identity, one.photo.path, one.photo.size_bytes))

    def _miss_folders(self, roots: Sequence[Path], visited: set[Path], blocked: set[Path]) -> None:
        """Miss the photos of folders that are gone; what could not be looked at may still be there."""
        for root in absolute(roots):
            if not os.path.lexists(root):
                self._photos.mark_missing(file.id for file in self._files.known([root]).values())
                continue
            for folder in list(self._files.folders_below(root)):
                if folder not in visited and blocked.isdisjoint((folder, *folder.parents)):
                    self._photos.mark_missing(file.id for file in self._files.pictures_in(folder).values())

    def _count(self, *, failed: bool) -> None:
        if failed:
            self._failed += 1
        else:
            self._done += 1


@dataclass(frozen=True, slots=True)
class _Memory:
    """What the index remembers of the files of one folder."""

    pictures: dict[str, KnownFile]
    others: dict[str, KnownFile]

    def says_picture(self, name: str, status: os.stat_result, folder: Path) -> bool:
        """Tell whether a file is a picture; it is opened only where neither memory nor suffix tell."""
        known = self.pictures.get(name)
        if known is not None and known.is_unchanged(status):
            return True
        return not self.is_known_other(name, status) and _is_picture(folder / name)

    def is_known_other(self, name: str, status: os.stat_result) -> bool:
        known = self.others.get(name)
        return known is not None and known.is_unchanged(status)

    def changed_sidecars(self, files: Mapping[str, os.stat_result]) -> list[str]:
        """Return the names of sidecars that came, went or changed."""
        came = [name for name in files if is_sidecar(name) and not self.is_known_other(name, files[name])]
        return came + [name for name in self.others if is_sidecar(name) and name not in files]


def _own_files(library: Library) -> frozenset[tuple[int, int]]:
    """Return device and inode of the library's files, which may lie in a folder that is scanned.

    They are no pictures, and nobody but SQLite may open them: closing them again would drop its locks.
    """
    found: set[tuple[int, int]] = set()
    for database in (library.index.database, library.ledger.database):
        for ending in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):  # it lies in memory, or keeps no log now
                status = database.path.with_name(database.path.name + ending).stat()
                found.add((status.st_dev, status.st_ino))
    return frozenset(found)


def _is_picture(path: Path) -> bool:
    """Tell whether the first bytes of a file or its suffix are a picture's."""
    by_suffix = path.suffix.lower() in sniff.SUFFIXES
    if by_suffix and not path.name.startswith("._"):
        return True
    try:
        with open_regular(path) as file:
            first = file.read(sniff.HEADER_BYTES)
    except OSError:
        return by_suffix
    return not first.startswith(_APPLE_DOUBLE) and sniff.format_of(first, path.suffix) is not None


def _found(path: Path, status: os.stat_result, sidecars: tuple[Path, ...] = ()) -> Found:
    return Found(path, status.st_size, status.st_mtime_ns, status.st_ino, sidecars)
