"""`pixels`: what the single-photo network sees (PlaNet: a softmax over adaptive cells)."""

from whence_engine.cues.cells import cell_belief
from whence_engine.cues.cue import Known
from whence_engine.photo import Album, Belief
from whence_engine.wording import Sentence


class Pixels:
    """The image network's cells, trusted as far as the model card says."""

    name = "pixels"
    replaces: tuple[str, ...] = ()

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return a belief for each photo that the network saw."""
        trust = known.bundle.card.trust.single
        if trust <= 0.0:
            return {}
        beliefs = {}
        for photo in album.photos:
            prediction = known.predictions.get(photo.id)
            if prediction is None or prediction.cells.size == 0:
                continue
            best = 100.0 * trust * float(prediction.mass[0])
            because = Sentence("The picture itself: the network gives its best cell {best:.1f} %.", best=best)
            beliefs[photo.id] = cell_belief(known.bundle.grid, prediction.cells, prediction.mass, trust, because)
        return beliefs
