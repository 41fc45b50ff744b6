"""What is known of an album when it is fused: what the cues said, which places are fixed, what a person ruled out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.fix import Fix
from whence_engine.geo import sphere
from whence_engine.locate.fuse import CueWeight, gains
from whence_engine.locate.integrate import masses
from whence_engine.locate.leaves import Leaves
from whence_engine.locate.reach import overlap
from whence_engine.photo import Belief, Photo

Said = Mapping[str, Mapping[int, Belief]]
"""Cue name -> photo id -> belief."""


@dataclass(frozen=True, slots=True)
class NotHere:
    """A disc that a person ruled out for a photo."""

    lat_deg: float
    lon_deg: float
    radius_km: float


@dataclass(frozen=True, eq=False)
class Evidence:
    """Everything that an album's candidates depend on, besides its photos.

    Attributes
    ----------
    said
        What each cue said of each photo.
    fixes
        Known places and times in and around the album, a person's acceptances among them.
    rejected
        Photo id -> discs that were ruled out.
    silent
        Photos that say nothing to others: no place applies to them.
    chained
        Whether photos tell each other anything at all.
    """

    said: Said
    fixes: Sequence[Fix] = ()
    rejected: Mapping[int, tuple[NotHere, ...]] = field(default_factory=dict)
    silent: frozenset[int] = frozenset()
    chained: bool = True

    def of(self, photo_id: int) -> dict[str, Belief]:
        """Return cue name -> belief of one photo."""
        return {cue: told[photo_id] for cue, told in self.said.items() if photo_id in told}


@dataclass(frozen=True, eq=False)
class Voice:
    """What one photo says by itself, on leaves.

    Attributes
    ----------
    gain
        Cue name -> weighted log-evidence against the prior, float64 [L].
    source
        Cue name -> what that evidence rests on: equal for evidence that may count only once along an album.
    ruled_out
        Share of each leaf that a person ruled out, float64 [L]; None where nothing was.
    """

    gain: Mapping[str, NDArray[np.float64]]
    source: Mapping[str, str]
    ruled_out: NDArray[np.float64] | None = None

    @property
    def speaks(self) -> bool:
        """Whether it says anything."""
        return bool(self.gain) or self.ruled_out is not None


class Hearing:
    """Turns beliefs into voices on common leaves; what is said of many photos alike is integrated once."""

    def __init__(self, leaves: Leaves, weights: Mapping[str, CueWeight]) -> None:
        self._leaves = leaves
        self._weights = weights
        self._heard: dict[tuple[str, int], tuple[Belief, NDArray[np.float64], str]] = {}

    def voice(self, photo: Photo, evidence: Evidence) -> Voice:
        """Return what `photo` says."""
        heard = {cue: self._hear(cue, belief) for cue, belief in evidence.of(photo.id).items()}
        gain = {cue: gain for cue, (_, gain, _) in heard.items()}
        source = {cue: source for cue, (_, _, source) in heard.items()}
        away = evidence.rejected.get(photo.id, ())
        return Voice(gain, source, self._ruled_out(away) if away else None)

    def _hear(self, cue: str, belief: Belief) -> tuple[Belief, NDArray[np.float64], str]:
        key = cue, id(belief)
        if key not in self._heard:
            [(_, gain)] = gains({cue: masses(belief, self._leaves)}, self._leaves.prior, self._weights).items()
            self._heard[key] = belief, gain, source_of(cue, belief)
        return self._heard[key]

    def _ruled_out(self, discs: Sequence[NotHere]) -> NDArray[np.float64]:
        left = np.ones(self._leaves.ids.size)
        for disc in discs:
            centre = sphere.to_xyz(disc.lat_deg, disc.lon_deg)
            left *= 1.0 - overlap(centre[None], disc.radius_km, self._leaves)[0]
        return np.asarray(1.0 - left)


def source_of(cue: str, belief: Belief) -> str:
    """Return what a belief rests on: its own word, or a hash of its content."""
    if belief.source:
        return f"{cue}: {belief.source}"
    digest = blake2b(cue.encode(), digest_size=12)
    for part in (belief.cell_id, belief.cell_mass, belief.kernel_xyz, belief.kernel_km, belief.kernel_mass):
        digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()
