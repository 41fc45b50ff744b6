"""WebDataset tar shards: files of one sample share a name up to the first dot, and lie side by side.

`tarfile` takes a damaged header in the middle of a file for the end of the archive, and so would lose photos without
a word; here an archive ends where its zeros are, or it is damaged.
"""

import tarfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from whence_engine.errors import UsageError

SUFFIX = ".tar"
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Sample:
    """Files of one key, by what follows the first dot of their names, in lower case: `jpg`, `json`."""

    key: str
    files: dict[str, bytes] = field(default_factory=dict)


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
        with tarfile.open(path, "r:") as archive:
            while (member := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # tarfile would keep every header it met
                if member.isfile():
                    named = wanted is None or split_name(member.name)[1] in wanted
                    opened = archive.extractfile(member) if named else None
                    yield member.name, None if opened is None else opened.read()
            _check_end(path, archive.offset)
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise damaged(path, error) from error


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
