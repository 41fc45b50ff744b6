"""Near-duplicates: found by fingerprint without comparing every pair, and taken out of a manifest.

Two photos show the same picture if, between one view of either, at most `COARSE_BITS` of the 64 coarse bits and
`FINE_BITS` of the 256 fine ones differ. The coarse bits are cut into four bands: with seven differences or fewer, some
band has at most one (pigeonhole), so it is enough to compare what agrees in a band up to one bit. The two numbers come
from different photos of real sets and copies of them: `tests/bench/duplicates.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from whence_engine.errors import UsageError
from whence_training.data.fingerprints import VIEWS, WORDS, fingerprints
from whence_training.data.manifest import Manifest
from whence_training.data.split import Side

COARSE_BITS = 7
FINE_BITS = 48

_BANDS, _BAND_BITS = 4, 16
_PAIRS = 1 << 22  # pairs compared at a time: about 300 MB
_KEPT_FIRST = (Side.TEST, Side.VALIDATION, Side.TRAIN)


@dataclass(frozen=True, eq=False)
class Cleaned:
    """A manifest without near-duplicates.

    Attributes
    ----------
    manifest
        What stays: of each picture the first photo, of the test side if one is there, else of validation.
    doubles
        Photos that were taken out.
    across
        How many of them showed a picture of another side.
    """

    manifest: Manifest
    doubles: int
    across: int


def read_fingerprints(
    manifest: Manifest, workers: int = 2
) -> tuple[Manifest, NDArray[np.uint64], list[tuple[str, str]]]:
    """Read the photos of a manifest.

    Returns
    -------
    The photos that can be read, their fingerprints uint64 [N, V, `WORDS`], and path and reason of the others.
    """
    paths = manifest.path.tolist()
    readable, prints, unreadable = np.zeros(len(paths), np.bool_), np.zeros((len(paths), VIEWS, WORDS), np.uint64), []
    for row, found in enumerate(fingerprints(paths, workers)):
        if isinstance(found, str):
            unreadable.append((paths[row], found))
        else:
            readable[row], prints[row] = True, found
    return manifest.take(readable), prints[readable], unreadable


def without_near_duplicates(manifest: Manifest, prints: NDArray[np.uint64], *, across: bool) -> Cleaned:
    """Keep one photo of every picture.

    Parameters
    ----------
    prints
        Fingerprints, uint64 [N, V, `WORDS`].
    across
        Take photos out that show a picture of another side; refuse the manifest otherwise.

    Raises
    ------
    UsageError
        A picture is on two sides, and `across` is not set.
    """
    group = groups(prints)
    rank = np.array([_KEPT_FIRST.index(Side(side)) for side in manifest.side.tolist()])
    order = np.lexsort((np.arange(len(group)), rank, group))
    first = order[np.concatenate([[True], group[order][1:] != group[order][:-1]])] if len(order) else order
    kept_of = np.empty(group.max(initial=-1) + 1, np.int64)
    kept_of[group[first]] = first
    elsewhere = np.flatnonzero(manifest.side != manifest.side[kept_of[group]])
    if len(elsewhere) and not across:
        one = int(elsewhere[0])
        pair = " and ".join(f"{manifest.path[row]} of {manifest.side[row]}" for row in (one, int(kept_of[group[one]])))
        raise UsageError(
            f"{len(elsewhere)} photos show a picture of another side of the split (first: {pair}): give --across to "
            "take them out."
        )
    return Cleaned(manifest.take(np.sort(first)), len(group) - len(first), len(elsewhere))


def groups(prints: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Give photos that near-duplicates link one number: uint64 [N, V, `WORDS`] -> int64 [N]."""
    distinct, which = np.unique(prints.reshape(-1, WORDS), axis=0, return_inverse=True)
    views: NDArray[np.int64] = which.reshape(len(prints), prints.shape[1])
    above = np.arange(len(distinct))
    links = ((views[:, 0], views[:, k]) for k in range(1, views.shape[1]))
    for left, right in chain(links, near_pairs(distinct)):
        for a, b in zip(left.tolist(), right.tolist(), strict=True):
            root_a, root_b = _root(above, a), _root(above, b)
            above[max(root_a, root_b)] = min(root_a, root_b)
    roots = np.array([_root(above, number) for number in views[:, 0].tolist()], np.int64)
    return np.unique(roots, return_inverse=True)[1].astype(np.int64)


def near_pairs(prints: NDArray[np.uint64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield all pairs of near-duplicates, some more than once: rows int64 [M] of either side."""
    for band in range(_BANDS):
        key = (prints[:, 0] >> np.uint64(band * _BAND_BITS)).astype(np.uint16).astype(np.int64)
        order = np.argsort(key, kind="stable")
        begins = np.searchsorted(key[order], np.arange((1 << _BAND_BITS) + 1))
        for mask in (0, *(1 << bit for bit in range(_BAND_BITS))):
            for left, right in _candidates(key, order, begins, mask):
                near = _is_near(prints, left, right)
                if near.any():
                    yield left[near], right[near]


def _candidates(
    key: NDArray[np.int64], order: NDArray[np.int64], begins: NDArray[np.int64], mask: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the pairs whose keys differ in exactly the bit of the mask (none for 0), in blocks."""
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    rows = np.flatnonzero(key & mask == 0) if mask else order
    partner = key[rows] | mask
    start = begins[partner] if mask else rank[rows] + 1  # inside a bucket each pair once
    count = begins[partner + 1] - start
    ends = np.cumsum(count)
    at = 0
    while at < len(rows):
        stop = max(at + 1, int(np.searchsorted(ends, (ends[at - 1] if at else 0) + _PAIRS, side="right")))
        some = count[at:stop]
        left = np.repeat(rows[at:stop], some)
        within = np.arange(len(left)) - np.repeat(np.cumsum(some) - some, some)
        yield left, order[np.repeat(start[at:stop], some) + within]
        at = stop


def _is_near(prints: NDArray[np.uint64], left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Compare pairs: first their coarse bits, then the fine ones of those that are left."""
    near = np.bitwise_count(prints[left, 0] ^ prints[right, 0]) <= COARSE_BITS
    some = np.flatnonzero(near)
    fine = np.zeros(len(some), np.int64)
    for word in range(1, WORDS):
        fine += np.bitwise_count(prints[left[some], word] ^ prints[right[some], word])
    near[some] = fine <= FINE_BITS
    return np.asarray(near)


def _root(above: NDArray[np.int64], number: int) -> int:
    while above[number] != number:
        above[number] = above[above[number]]
        number = int(above[number])
    return number
