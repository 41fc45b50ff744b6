"""From records of any list to a manifest: positions checked, albums cut, photographers put on one side each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from whence_engine.albums.group import cuts
from whence_engine.errors import UsageError
from whence_training.data.manifest import Manifest
from whence_training.data.split import Side

_FIRST_PHOTO = "1826"


@dataclass(frozen=True, slots=True)
class Record:
    """One photo as a list tells of it.

    Attributes
    ----------
    path
        Where its picture lies; `shard.tar/name` inside a shard.
    lat, lon
        Degrees, as the list has them.
    photographer
        Who took it; photos of one person must carry one name.
    taken_at
        Local time, ISO; empty where unknown.
    album
        Empty where albums are still to be cut.
    precision, scene, licence
        As in a `Manifest`.
    """

    path: Path
    lat: float
    lon: float
    photographer: str
    taken_at: str = ""
    album: str = ""
    precision: str = "exact"
    scene: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """How photographers are put on sides: by a hash of their names, so that every list puts the same one alike.

    Attributes
    ----------
    validation, test
        Shares of the photographers.
    side
        One side for all of them instead.
    """

    validation: float = 0.0
    test: float = 0.0
    side: Side | None = None

    def __post_init__(self) -> None:
        """Refuse shares that are none."""
        if min(self.validation, self.test) < 0 or self.validation + self.test >= 1:
            raise UsageError(
                f"Shares of validation and test are at least 0 and leave something to train on, not "
                f"{self.validation:g} and {self.test:g}."
            )

    def side_of(self, photographer: str) -> Side:
        """Return the side of a photographer."""
        if self.side is not None:
            return self.side
        drawn = int.from_bytes(blake2b(photographer.encode(errors="surrogateescape"), digest_size=8).digest()) / 2**64
        if drawn < self.test:
            return Side.TEST
        return Side.VALIDATION if drawn < self.test + self.validation else Side.TRAIN


@dataclass(slots=True)
class Intake:
    """What came in and what was left out, by reason, with the first photo of each kind."""

    records: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    first: dict[str, str] = field(default_factory=dict)

    def drop(self, why: str, what: object) -> None:
        """Count a photo that is left out."""
        self.dropped[why] = self.dropped.get(why, 0) + 1
        self.first.setdefault(why, str(what))

    def sentences(self) -> Iterator[str]:
        """Yield a line for each reason."""
        for why, count in self.dropped.items():
            yield f"left out {count:,} of {self.records:,} photos: {why} (first: {self.first[why]})"

    def usable(self, records: Iterable[Record], without: frozenset[str]) -> Iterator[Record]:
        """Yield the records with a position and a photographer who is not among `without`, each path once."""
        seen: set[Path] = set()
        for record in records:
            self.records += 1
            why = _fault(record, without)
            if why is None and record.path in seen:
                why = "listed before"
            if why is not None:
                self.drop(why, record.path)
                continue
            seen.add(record.path)
            yield record


def manifest_of(
    records: Iterable[Record], *, folder: str, shares: Shares, intake: Intake, without: frozenset[str] = frozenset()
) -> Manifest:
    """Make a manifest of records.

    Parameters
    ----------
    folder
        Name of the list, the set that its photos belong to.
    shares
        Who goes on which side.
    intake
        Counts what is left out.
    without
        Photographers to leave out, since they are on a side elsewhere.

    Raises
    ------
    UsageError
        Nothing is left.
    """
    kept = list(intake.usable(records, without))
    if not kept:
        raise UsageError("; ".join([f"No photo of {folder} can be used", *intake.sentences()]) + ".")
    photographer = np.array([record.photographer for record in kept], np.str_)
    taken_at = np.array([_time(record.taken_at) for record in kept], "datetime64[s]")
    side = {name: shares.side_of(name) for name in np.unique(photographer).tolist()}
    given = np.array([record.album for record in kept], np.str_)
    return Manifest(
        path=np.array([str(record.path) for record in kept], np.str_),
        folder=np.full(len(kept), folder),
        lat=np.array([record.lat for record in kept]),
        lon=np.array([record.lon for record in kept]),
        precision=np.array([record.precision for record in kept], np.str_),
        photographer=photographer,
        album=np.where(given != "", given, albums_of(photographer, taken_at)),
        taken_at=taken_at,
        side=np.array([side[name] for name in photographer.tolist()], np.str_),
        scene=np.array([record.scene for record in kept], np.str_),
        licence=np.array([record.licence for record in kept], np.str_),
    )


def albums_of(photographer: NDArray[np.str_], taken_at: NDArray[np.datetime64]) -> NDArray[np.str_]:
    """Cut every photographer's time line as the engine cuts a library's: names of albums, [N].

    Photos without a time stay together, one album a photographer.
    """
    order = np.lexsort((taken_at, photographer))
    names = np.empty(len(order), object)
    _, starts = np.unique(photographer[order], return_index=True)
    for rows in np.split(order, starts[1:]):
        timed = rows[~np.isnat(taken_at[rows])]
        names[rows] = f"{photographer[rows[0]]}/untimed"
        opens = cuts(taken_at[timed].astype(np.int64).astype(np.float64))
        for number, part in enumerate(np.split(timed, opens), 1):
            names[part] = f"{photographer[rows[0]]}/album-{number:05}"
    return names.astype(np.str_)


def side_counts(manifest: Manifest) -> Iterator[str]:
    """Yield a line per side: photos, photographers, albums."""
    for side in Side:
        here = manifest.take(manifest.side == side)
        if len(here):
            people, albums = (len(np.unique(column)) for column in (here.photographer, here.album))
            yield f"{side}: {len(here):,} photos of {people:,} photographers in {albums:,} albums"


def number(text: str | float | None) -> float:
    """Return a number of a list, NaN where it has none."""
    try:
        return float(text) if text is not None else np.nan
    except ValueError:
        return np.nan


def lookup(photos: Path) -> Mapping[str, Path]:
    """Return the files below a folder by their names."""
    return {path.name: path for path in sorted(photos.rglob("*")) if path.is_file()}


def _fault(record: Record, without: frozenset[str]) -> str | None:
    lat, lon = record.lat, record.lon
    if not (np.isfinite(lat) and np.isfinite(lon)):
        return "no position"
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        return "a position off the Earth"
    if lat == 0 and lon == 0:
        return "at 0, 0, which is no position"
    if not record.photographer:
        return "no photographer, so that no side can be chosen"
    return "a photographer of another list" if record.photographer in without else None


def _time(text: str) -> np.datetime64:
    """Return a time, NaT where a list has none or nonsense: clocks that were never set are common."""
    iso = text.strip().replace(" ", "T")[:19]
    try:
        return np.datetime64(iso if iso[:4] > _FIRST_PHOTO else "NaT", "s")
    except ValueError:
        return np.datetime64("NaT", "s")
