"""`neighbours`: photos with a position, taken before or after.

They are the fixed states of the chain that `locate` runs along the album, so this cue multiplies nothing in by itself:
what it says reaches each photo through the travel prior, and is shown under its name. The nearest one on either side
speaks; ten copies of it say no more than one. A camera listens to its own photos first; another camera's count only
where the two agree: two cameras with positions that were far apart at the same time belong to people who were not
together, and then neither speaks for a third.
"""

from whence_engine.cues.cue import Known
from whence_engine.cues.fix import Fix, fix_of
from whence_engine.photo import Album, Belief


class Neighbours:
    """The geotagged photos next in time."""

    name = "neighbours"
    replaces: tuple[str, ...] = ()

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return nothing: neighbours speak through the chain, see `fixes`."""
        del album, known
        return {}

    def fixes(self, album: Album, known: Known) -> list[Fix]:
        """Return the places and times known in and around the album, in time order."""
        del album
        return [fix for photo in known.located if (fix := fix_of(photo))]
