"""What must be hidden together: near-duplicates, of which one that keeps its position would answer for the other.

A scene holds the files of one picture (the RAW of a pair, copies), bursts, edited copies (they keep their second), and
pictures of one album that look the same. Copies elsewhere that look the same are not asked by the cue that compares
looks (`cues.likeness.SAME_PICTURE`).
"""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.likeness import SAME_PICTURE, unit
from whence_engine.library.library import Library
from whence_engine.library.masked import Placed
from whence_engine.library.photo_rows import NEVER

BURST_S = 5.0
"""Photos of one camera that follow each other within this are one burst."""

COPY_S = 2.0
"""Photos within this, whatever camera they name, may be copies: who edits a photo keeps its time."""

Pair = tuple[int, int]
"""Two rows that belong together."""


def scenes(placed: Placed, alike: Iterable[Pair] = ()) -> NDArray[np.int64]:
    """Return the number of each photo's scene, int64 [N]: equal for photos that belong together.

    `alike` are pairs of rows that look the same.
    """
    root = list(range(len(placed.photo_id)))

    def find(row: int) -> int:
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    for pairs in (_pictures(placed), _bursts(placed), alike):
        for one, two in pairs:
            low, high = sorted((find(one), find(two)))
            root[high] = low
    return np.array([find(row) for row in range(len(root))], np.int64)


def _pictures(placed: Placed) -> Iterator[Pair]:
    """Yield files of one picture: those of one lead, and those of one identity."""
    first: dict[object, int] = {}
    for row, (lead, identity) in enumerate(zip(placed.lead_id.tolist(), placed.identity.tolist(), strict=True)):
        yield first.setdefault(lead, row), row
        if identity:
            yield first.setdefault(identity, row), row


def _bursts(placed: Placed) -> Iterator[Pair]:
    """Yield photos that follow each other within a burst, by any camera and by the same one."""
    timed = np.flatnonzero(placed.moment_us < NEVER)
    by_time = timed[np.argsort(placed.moment_us[timed], kind="stable")]
    yield from _following(by_time, placed.moment_us, COPY_S)
    by_camera = by_time[np.argsort(placed.camera_id[by_time], kind="stable")]
    for part in np.split(by_camera, np.flatnonzero(np.diff(placed.camera_id[by_camera])) + 1):
        yield from _following(part, placed.moment_us, BURST_S)


def _following(rows: NDArray[np.intp], moment_us: NDArray[np.int64], within_s: float) -> Iterator[Pair]:
    close = np.flatnonzero(np.diff(moment_us[rows]) <= within_s * 1e6)
    yield from zip(rows[close].tolist(), rows[close + 1].tolist(), strict=True)


def alike(library: Library, bundle: str, placed: Placed) -> Iterator[Pair]:
    """Yield the pairs of rows of one album that look the same to the bundle with the fingerprint `bundle`."""
    row_of = {photo_id: row for row, photo_id in enumerate(placed.photo_id.tolist())}
    order = np.argsort(placed.album_id, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(placed.album_id[order])) + 1):
        seen = list(library.index.predictions.of(bundle, placed.photo_id[rows].tolist()))
        if len(seen) > 1:
            look = unit(np.stack([one.embedding for one in seen])).astype(np.float32)
            yield from _same([row_of[one.photo_id] for one in seen], look)


def _same(rows: Sequence[int], look: NDArray[np.float32]) -> Iterator[Pair]:
    for place in range(1, len(rows)):
        for other in np.flatnonzero(look[:place] @ look[place] >= SAME_PICTURE).tolist():
            yield rows[other], rows[place]
