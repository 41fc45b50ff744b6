"""What is hidden, and who is asked: whole albums, whole days, or scenes at random, at several rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from whence_engine.library.masked import Placed
from whence_engine.library.photo_rows import NEVER

RATES = (1.0, 0.9, 0.5)
"""Shares that are hidden unless others are named. At 10 % nearly every photo has a neighbour, and few are asked."""

MOST_ASKED = 2000
"""So many photos are asked for each way of hiding at most, in whole albums drawn by lot."""

LARGEST_ERROR_KM = 0.5
"""A position that says of itself that it is coarser cannot tell whether an answer is right within 1 km."""

_DAY_US = 86_400_000_000


class By(StrEnum):
    """What is hidden as a whole."""

    ALBUM = "album"
    DAY = "day"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True)
class Way:
    """A way of hiding: which share of what."""

    rate: float
    by: By

    @property
    def name(self) -> str:
        """The way in words."""
        return "all photos" if self.rate == 1.0 else f"{100 * self.rate:g} % of {self.by.value}s"


@dataclass(frozen=True, slots=True, eq=False)
class Hiding:
    """One way of hiding, carried out.

    Attributes
    ----------
    hidden
        Rows of `Placed` that lose their position, bool [N]: what was drawn, and all of its scenes.
    asked
        Rows whose place is asked for, bool [N].
    """

    way: Way
    hidden: NDArray[np.bool_]
    asked: NDArray[np.bool_]


def ways(rates: Sequence[float] = RATES) -> tuple[Way, ...]:
    """Return all ways of hiding at some rates; everything can be hidden in one way only."""
    wanted = dict.fromkeys(rates)
    return tuple(Way(rate, by) for rate in wanted for by in (By if rate < 1.0 else (By.PHOTO,)))


def hide(
    way: Way, placed: Placed, scene: NDArray[np.int64], trusted: NDArray[np.bool_], *, seed: int, most: int = MOST_ASKED
) -> Hiding | None:
    """Draw what is hidden; the same seed hides the same, and at a higher rate more of the same.

    Parameters
    ----------
    scene
        Number of each photo's scene, int64 [N].
    trusted
        Whose position may serve as the truth, bool [N].

    Returns
    -------
    Hiding | None
        None where there is nothing to choose from: a share of a single album.
    """
    units = _units(way.by, placed, scene)
    names = np.unique(units[placed.inside])
    if not names.size or (way.rate < 1.0 and names.size < 2):
        return None
    rng = np.random.default_rng([seed, list(By).index(way.by)])
    count = names.size if way.rate == 1.0 else int(np.clip(round(way.rate * names.size), 1, names.size - 1))
    chosen = rng.permutation(names)[:count]
    drawn = placed.inside & np.isin(units, chosen)
    hidden = drawn | np.isin(scene, scene[drawn])
    return Hiding(way, hidden, _some(drawn & trusted & placed.askable, placed.album_id, rng, most))


def _units(by: By, placed: Placed, scene: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of what each photo is hidden with; those without a day go by album, or alone."""
    alone = np.where(placed.album_id >= 0, placed.album_id, -placed.photo_id - 1)
    if by is By.ALBUM:
        return alone
    if by is By.DAY:
        known = placed.moment_us < NEVER
        return np.where(known, placed.moment_us // _DAY_US, np.iinfo(np.int64).min // 2 + alone)
    return scene


def _some(asked: NDArray[np.bool_], album: NDArray[np.int64], rng: np.random.Generator, most: int) -> NDArray[np.bool_]:
    """Keep whole albums, drawn by lot, until so many photos are asked."""
    if asked.sum() <= most:
        return asked
    names, count = np.unique(album[asked], return_counts=True)
    order = rng.permutation(names.size)
    before = np.cumsum(count[order]) - count[order]
    return asked & np.isin(album, names[order[before < most]])
