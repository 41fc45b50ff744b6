"""From which stated chance on so few answers are wrong that nobody needs to look at them.

Thresholds are tried from the highest down, and the last one before the first that fails is taken: tried in an order
that was fixed before, none of them needs a correction for the others (fixed sequence testing: Angelopoulos et al.,
"Learn then Test", 2021, section 2.3). One passes if the whole interval of its share of wrong answers lies below what
was asked for. Photos of one album go wrong together, and each is asked in several ways of hiding: the interval is the
wider one of two, drawn by album (bootstrap), and exact for as many answers as there are different photos.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from whence_engine.metrics import clopper_pearson
from whence_engine.wording import Sentence

CONFIDENCE = 0.95
ERROR = 0.05
"""The share of wrong answers that a threshold may make unless another is named."""

LEAST_ALBUMS = 5
"""Fewer albums are no sample of how albums differ."""

_STEPS = tuple(round(0.99 - 0.01 * step, 2) for step in range(50))
_DRAWS = 1000
_ROOM = 3  # the first threshold that is tried has so many times the answers that the claim needs at least


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """Answers that a threshold may accept, [N] each: those with a red flag are not among them.

    Attributes
    ----------
    probability
        What each says of itself, float64.
    right
        Whether the photo was taken within the radius that it spoke of, bool.
    photo_id, album_id
        int64.
    """

    probability: NDArray[np.float64]
    right: NDArray[np.bool_]
    photo_id: NDArray[np.int64]
    album_id: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Threshold:
    """A threshold, and how it did.

    Attributes
    ----------
    probability
        Answers from this chance on are accepted.
    answers, photos, albums
        How many answers that were, of how many different photos, in how many albums.
    wrong, low, high
        The share of them that was wrong, and its interval.
    """

    probability: float
    answers: int
    photos: int
    albums: int
    wrong: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class NoThreshold:
    """Why none can be claimed: a sentence."""

    because: str


def find(claims: Claims, error: float, *, seed: int = 0) -> Threshold | NoThreshold:
    """Return the lowest threshold that surely holds a share of wrong answers of at most `error`."""
    least = least_photos(error)
    judge = _Judge(claims, seed)
    photos, albums = judge.size(_STEPS[-1])
    if photos < least or albums < LEAST_ALBUMS:
        few = Sentence(
            "Too few photos for a threshold: a share of {error:.3g} % wrong can be told from at least {least} photos "
            "in {least_albums} albums whose answers claim 50 % or more; here it is {photos} in {albums}.",
            error=100 * error,
            least=least,
            least_albums=LEAST_ALBUMS,
            photos=photos,
            albums=albums,
        )
        return NoThreshold(few)
    wanted = min(photos, _ROOM * least)
    held: Threshold | None = None
    tried: Threshold | None = None
    for step in _STEPS:
        size = judge.size(step)
        if size[0] < wanted or size[1] < LEAST_ALBUMS:
            continue
        tried = judge.of(step)
        if tried.high > error:
            break
        held = tried
    if held is not None:
        return held
    assert tried is not None
    return NoThreshold(_none_held(tried, error))


def _none_held(tried: Threshold, error: float) -> Sentence:
    return Sentence(
        "No threshold surely holds a share of {error:.3g} % wrong: of the {photos} photos whose answers claim "
        "{claimed:.3g} % or more, {wrong:.3g} % are wrong ({confidence:.3g} % interval {low:.3g} % to {high:.3g} %).",
        error=100 * error,
        photos=tried.photos,
        claimed=100 * tried.probability,
        wrong=100 * tried.wrong,
        confidence=100 * CONFIDENCE,
        low=100 * tried.low,
        high=100 * tried.high,
    )


def least_photos(error: float) -> int:
    """Return of how many photos none may be wrong, so that a share of `error` is surely not exceeded."""
    return math.ceil(math.log((1 - CONFIDENCE) / 2) / math.log1p(-error))


class _Judge:
    """Judges thresholds on the same draws of albums."""

    def __init__(self, claims: Claims, seed: int) -> None:
        self._claims = claims
        names, self._album = np.unique(claims.album_id, return_inverse=True)
        rng = np.random.default_rng(seed)
        share = np.full(max(names.size, 1), 1.0 / max(names.size, 1))
        self._drawn = rng.multinomial(names.size, share, _DRAWS).astype(np.float64)

    def size(self, probability: float) -> tuple[int, int]:
        """Return how many photos and albums claim so much."""
        some = self._claims.probability >= probability
        return np.unique(self._claims.photo_id[some]).size, np.unique(self._album[some]).size

    def of(self, probability: float) -> Threshold:
        """Judge one threshold."""
        some = self._claims.probability >= probability
        photos, albums = self.size(probability)
        wrong = ~self._claims.right[some]
        count = np.bincount(self._album[some], minlength=self._drawn.shape[1])
        lost = np.bincount(self._album[some], wrong, minlength=self._drawn.shape[1])
        answers = self._drawn @ count
        shares = (self._drawn @ lost)[answers > 0] / answers[answers > 0]
        tail = (1 - CONFIDENCE) / 2
        drawn = np.quantile(shares, [tail, 1 - tail]).tolist()
        exact = clopper_pearson(math.ceil(wrong.mean() * photos), photos, confidence=CONFIDENCE)
        low, high = min(drawn[0], exact[0]), max(drawn[1], exact[1])
        return Threshold(probability, int(some.sum()), photos, albums, float(wrong.mean()), low, high)
