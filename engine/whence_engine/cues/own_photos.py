"""The user's own photos with a position, by what they look like: read once a run, when a cue first asks."""

import math
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.likeness import LEAST_PHOTOS, Look, Trust, learn, unit
from whence_engine.geo.sphere import to_xyz
from whence_engine.library.library import Library
from whence_engine.library.predictions import Located

_GROWTH = 1.1  # answers are asked anew when there are so many times more photos to look like


class OwnPhotos:
    """Photos with a position that a bundle has seen.

    Parameters
    ----------
    library
        Only read.
    bundle
        Fingerprint of the bundle whose embeddings are compared.
    """

    def __init__(self, library: Library, bundle: str) -> None:
        self._library = library
        self._bundle = bundle

    @cached_property
    def mark(self) -> str:
        """Names this state of the library as far as it makes old answers stale: it changes with a tenth more photos."""
        count = self._library.index.predictions.located_count(self._bundle)
        return f"{round(math.log(count, _GROWTH))}" if count >= LEAST_PHOTOS else ""

    @cached_property
    def located(self) -> Located:
        """The photos, [N]."""
        return self._library.index.predictions.located(self._bundle)

    @cached_property
    def look(self) -> Look:
        """What they look like, [N]."""
        return Look(unit(self.located.embedding), self.located.day, self.located.album_id)

    @cached_property
    def xyz(self) -> NDArray[np.float64]:
        """Where they are, unit vectors [N, 3]."""
        return to_xyz(self.located.lat_deg, self.located.lon_deg)

    @cached_property
    def trust(self) -> Trust | None:
        """How far likeness is to be trusted in this library; None where it says nothing."""
        return learn(self.look, self.xyz) if self.mark else None
