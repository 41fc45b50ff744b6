"""What a cue is, and what it may look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from whence_engine.cues.fix import Fix
from whence_engine.cues.own_photos import OwnPhotos
from whence_engine.inference.session import CPU
from whence_engine.library.library import Library
from whence_engine.photo import Album, Belief, Photo, Prediction
from whence_engine.tracks.track import Track

if TYPE_CHECKING:
    from whence_engine.inference.bundle import Bundle


@dataclass(frozen=True, slots=True)
class Known:
    """What the program knows when it asks a cue about an album.

    Attributes
    ----------
    library
        Index and ledger; cues read, they never write.
    bundle
        The model bundle that made `predictions`.
    predictions
        Photo id -> what the image network said, for the photos of the album that could be decoded.
    located
        Photos with a position and a time, in time order: those of the album, and of the time around it wherever in
        the library they lie.
    provider
        ONNX Runtime execution provider for networks that a cue runs.
    tracks
        All tracks that a person named.
    own
        What the library's photos with a position look like; read when it is first asked.
    zones
        What a person said of clocks that do not tell their zone, by camera, as `library.told` gives it.
    """

    library: Library
    bundle: "Bundle"
    predictions: Mapping[int, Prediction]
    located: Sequence[Photo] = ()
    provider: str = CPU
    tracks: Sequence[Track] = ()
    zones: tuple[tuple[str, str], ...] = ()
    own: OwnPhotos | None = None


class Cue(Protocol):
    """One kind of evidence. Constructed without arguments; holds no state that outlives an album.

    Attributes
    ----------
    name
        As it appears in `cues` of the command line's answer and in `--cues`.
    replaces
        Cues whose belief of a photo is dropped where this one speaks, because it contains it, or knows better: whatever
        tells where a photo was taken leaves nothing to say to a camera's home.
    """

    name: str
    replaces: tuple[str, ...]

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return photo id -> belief; photos of which this cue knows nothing are left out."""
        ...


@runtime_checkable
class Fixing(Protocol):
    """A cue that knows where a camera was at certain moments: the fixed states of the chain along the album."""

    name: str

    def fixes(self, album: Album, known: Known) -> Sequence[Fix]:
        """Return known places in and around the album, in time order."""
        ...


def without_replaced(cues: Sequence[Cue], said: Mapping[str, Mapping[int, Belief]]) -> dict[str, dict[int, Belief]]:
    """Return what every cue said of which photo, but where another one that replaces it spoke."""
    kept = {name: dict(beliefs) for name, beliefs in said.items()}
    for cue in cues:
        for replaced in cue.replaces:
            for photo_id in kept[cue.name]:
                kept.get(replaced, {}).pop(photo_id, None)
    return kept
