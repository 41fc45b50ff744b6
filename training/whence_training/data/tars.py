"""WebDataset tar shards: files of one sample share a name up to the first dot, and lie side by side.

`tarfile` takes a damaged header in the middle of a file for the end of the archive, and so would lose photos without
a word; here an archive ends where its zeros are, or it is damaged.
"""

import tarfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

from whence_engine.errors import UsageError

SUFFIX = ".tar"
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Sample:
    """Files of one key, by what follows the first dot of their names, in lower case: `jpg`, `json`."""

    key: str
    files: dict[str, bytes] = field(default_factory=dict)


class Entry(NamedTuple):
    """A file in an archive: its name, and the first byte and number of its bytes."""

    name: str
    offset: int
    size: int


def samples(path: Path, wanted: Collection[str] | None = None) -> Iterator[Sample]:
    """Yield the samples of a shard in their order; memory holds one of them.

    Parameters
    ----------
    wanted
        Suffixes to read, others are skipped without being read; all by default. Samples without any of them are
        yielded too.

    Raises
    ------
    UsageError
        The file is no tar archive, is damaged or breaks off.
    """
    current: Sample | None = None
    for name, data in members(path, wanted):
        key, suffix = split_name(name)
        if current is None or key != current.key:
            if current is not None:
                yield current
            current = Sample(key)
        if data is not None:
            current.files[suffix] = data
    if current is not None:
        yield current


def members(path: Path, wanted: Collection[str] | None = None) -> Iterator[tuple[str, bytes | None]]:
    """Yield name and content of every regular file of an archive, None for those not `wanted`; raises as `samples`."""
    try:
        with path.open("rb") as file:
            for entry in entries(path):
                named = wanted is None or split_name(entry.name)[1] in wanted
                yield entry.name, _content(file, entry, path) if named else None
    except OSError as error:
        raise damaged(path, error) from error


def entries(path: Path) -> Iterator[Entry]:
    """Yield where the regular files of an archive lie, without reading them; raises as `samples`."""
    try:
        with tarfile.open(path, "r:") as archive:
            while (member := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # tarfile would keep every header it met
                if member.isfile():
                    yield Entry(member.name, member.offset_data, member.size)
            _check_end(path, archive.offset)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise damaged(path, error) from error


def read_file(path: Path) -> bytes:
    """Read a file, or a member of a shard under the path `shard.tar/name`.

    Raises
    ------
    UsageError
        The shard is damaged.
    OSError
        There is no such file or member.
    """
    for parent in path.parents:
        if parent.suffix == SUFFIX and parent.is_file():
            entry = _contents(parent).get(path.relative_to(parent).as_posix())
            if entry is None:
                raise FileNotFoundError(2, "no such member", str(path))
            with parent.open("rb") as file:
                return _content(file, entry, parent)
    return path.read_bytes()


@lru_cache(maxsize=64)
def _contents(path: Path) -> dict[str, Entry]:
    return {entry.name: entry for entry in entries(path)}


def _content(file: BinaryIO, entry: Entry, path: Path) -> bytes:
    file.seek(entry.offset)
    data = file.read(entry.size)
    if len(data) < entry.size:
        raise damaged(path, f"{entry.name} breaks off")
    return data


def split_name(name: str) -> tuple[str, str]:
    """Return key and suffix of a member: "00012/a.seg.png" -> ("00012/a", "seg.png")."""
    folder, slash, last = name.rpartition("/")
    stem, _, suffix = last.partition(".")
    return f"{folder}{slash}{stem}", suffix.lower()


def damaged(path: Path, why: object) -> UsageError:
    """Return the sentence for a shard that cannot be read."""
    return UsageError(f"The shard {path} is damaged ({why}): make it or fetch it again.")


def _check_end(path: Path, offset: int) -> None:
    """Hold that an archive ends in nothing but zeros, at least one block of them."""
    with path.open("rb") as file:
        file.seek(offset)
        rest = 0
        while piece := file.read(1 << 20):
            if piece.strip(b"\0"):
                raise tarfile.ReadError(f"no header at byte {offset + rest}")
            rest += len(piece)
    if rest < _BLOCK:
        raise tarfile.ReadError(f"it breaks off at byte {offset + rest}")
