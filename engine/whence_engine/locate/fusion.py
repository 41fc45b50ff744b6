"""One album, fused again and again as decisions come in: only what depends on what changed is computed anew."""

from collections.abc import Sequence

from whence_engine.cues.fix import Fix
from whence_engine.cues.travel import TravelPrior
from whence_engine.locate.evidence import Evidence
from whence_engine.locate.locator import Density, Found, Locator
from whence_engine.locate.placed import placed_candidates
from whence_engine.locate.timeline import Stretch, batches, end_of, stretches
from whence_engine.photo import Album, Candidate, Photo

_TIMELESS_AT_ONCE = 64
_ROUNDING = 1.5e-4  # chances are told to four digits
_PHOTOS_A_PLACE = 3  # so many photos cost about as much as one more place


class AlbumFusion:
    """The candidates of an album, kept up to date.

    The first `update` computes all; a later one only the batches of stretches whose photos, known places, beliefs or
    rejections are others than before. Beliefs are compared as objects: hand the same ones in again.
    """

    def __init__(self, locator: Locator, album: Album) -> None:
        self._locator = locator
        self._album = album
        self._cuts: frozenset[tuple[int, str]] = frozenset()
        self._done: dict[object, Found] = {}
        self._found: Found = {}
        self._evidence: Evidence | None = None
        self._carried: tuple[Fix, ...] | None = None
        self._travel: TravelPrior | None = None
        self._open: list[tuple[Stretch, ...]] = []
        self._dense: tuple[object, Density] | None = None  # of the batch that was asked for last

    @property
    def found(self) -> Found:
        """Photo id -> candidates, best first, of every readable photo, as of the last update."""
        return dict(self._found)

    def update(self, evidence: Evidence) -> Found:
        """Take in what is known now; return the candidates of those photos whose candidates changed.

        A photo whose position is known has that position as its only candidate, or those that contradict each other.
        """
        before = self._found
        carried = tuple(fix for fix in evidence.fixes if not fix.said)
        if self._travel is None or carried != self._carried:
            self._travel, self._carried, self._done = self._locator.travel_of(evidence), carried, {}
        self._open = self._batches(evidence)
        batched = {_key(batch, evidence): batch for batch in self._open}
        fresh: Found = {}
        for key, batch in batched.items():
            if key not in self._done:
                fresh |= self._locator.of_batch(batch, evidence, self._travel)
        placed = [photo for photo in self._album.photos if photo.error is None and photo.position is not None]
        fresh |= {photo.id: placed_candidates(photo) for photo in placed if photo.id not in before}
        named = self._locator.named(fresh)
        self._found = {photo.id: named[photo.id] if photo.id in named else before[photo.id] for photo in placed}
        self._done = {
            key: self._done.get(key) or {photo.id: named[photo.id] for part in batch for photo in part.photos}
            for key, batch in batched.items()
        }
        for found in self._done.values():
            self._found |= {i: before[i] if alike(before.get(i, ()), some) else some for i, some in found.items()}
        self._evidence = evidence  # kept, so that its beliefs keep their identity
        return {photo_id: found for photo_id, found in self._found.items() if before.get(photo_id) != found}

    def density(self, photo_id: int) -> Density | None:
        """Return the density of a photo, and of those computed with it, as of the last update.

        None where nothing was fused: its position is known, or it cannot be read.
        """
        batch = next((one for one in self._open if any(photo_id in _ids(part) for part in one)), None)
        if batch is None or self._evidence is None or self._travel is None:
            return None
        key = _key(batch, self._evidence)
        if self._dense is None or self._dense[0] != key:
            self._dense = key, self._locator.density(batch, self._evidence, self._travel)
        return self._dense[1]

    def _batches(self, evidence: Evidence) -> list[tuple[Stretch, ...]]:
        open_ = [photo for photo in self._album.photos if photo.error is None and photo.position is None]
        parts = stretches(open_, evidence.fixes) if evidence.chained else []
        timed = {photo.id for part in parts for photo in part.photos}
        grouped = batches(parts, [_places(part, evidence) for part in parts], self._cuts)
        self._cuts = frozenset(end_of(batch[-1]) for batch in grouped) - {(0, "")}
        timeless = [photo for photo in open_ if photo.id not in timed]
        for start in range(0, len(timeless), _TIMELESS_AT_ONCE):
            grouped.append(_alone(timeless[start : start + _TIMELESS_AT_ONCE]))
        return grouped


def alike(one: Sequence[Candidate], other: Sequence[Candidate]) -> bool:
    """Tell whether candidates differ by no more than rounding: then a photo keeps those it has."""
    return len(one) == len(other) and all(
        (a.lat_deg, a.lon_deg, a.level, a.because) == (b.lat_deg, b.lon_deg, b.level, b.because)
        and all(abs(x - y) < _ROUNDING for x, y in zip(a.within_km, b.within_km, strict=True))
        and all(c == d and abs(x - y) < _ROUNDING for (c, x), (d, y) in zip(a.cues, b.cues, strict=False))
        and len(a.cues) == len(b.cues)
        for a, b in zip(one, other, strict=True)
    )


def _places(part: Stretch, evidence: Evidence) -> int:
    """Return how many places a stretch proposes, or what its photos cost, whichever is more."""
    said = {id(belief) for photo in part.photos for belief in evidence.of(photo.id).values() if belief.kernel_km.size}
    return max(len(said) + 1, len(part.photos) // _PHOTOS_A_PLACE)


def _alone(photos: Sequence[Photo]) -> tuple[Stretch, ...]:
    """Return stretches of one photo each, between nothing: what has no time hears nobody."""
    return tuple(Stretch((photo,), (), None, None) for photo in photos)


def _ids(part: Stretch) -> list[int]:
    return [photo.id for photo in part.photos]


def _key(batch: tuple[Stretch, ...], evidence: Evidence) -> object:
    """Name everything that the candidates of a batch depend on."""
    ids = [photo_id for part in batch for photo_id in _ids(part)]
    said = tuple(tuple((cue, id(belief)) for cue, belief in evidence.of(photo_id).items()) for photo_id in ids)
    rejected = tuple(evidence.rejected.get(photo_id) for photo_id in ids)
    silent = tuple(photo_id in evidence.silent for photo_id in ids)
    return tuple(ids), tuple((part.before, part.after, part.moments) for part in batch), said, rejected, silent


def locate(locator: Locator, album: Album, evidence: Evidence) -> Found:
    """Return the candidates of every readable photo of an album, once."""
    fusion = AlbumFusion(locator, album)
    fusion.update(evidence)
    return fusion.found
