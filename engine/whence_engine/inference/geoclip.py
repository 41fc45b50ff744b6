"""GeoCLIP as it is published in ONNX: its files and variants, and all that its card states without having measured it.

GeoCLIP (Vivanco Cepeda, Nayak, Shah, NeurIPS 2023) tells where a photo was taken by its likeness to places: a vision
network (CLIP ViT-L/14 and a small head) and a location network embed photos and coordinates in one space, and the
answer is a softmax of exp(logit scale) times their cosine over a gallery of 100,000 places. The places never
change, so they are embedded once (`geoclip_build`), and the location network stays behind.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from whence_engine.card import InputSpec
from whence_engine.grid.partition import Rule

NAME = "geoclip"
"""Under which it is installed."""

PLACES = "gps_gallery/coordinates_100K.json"
LOCATION = "onnx/location_model.onnx"
PREPROCESSOR = "preprocessor_config.json"
"""Files of the published repository; the last may be missing."""

LOGIT_SCALE = 3.681034803390503
"""GeoCLIP's trained logit scale, as its public ports to ONNX state it: the cosine is multiplied by its exponential."""

CLIP_INPUT = InputSpec(
    size_px=224,
    mean=(0.48145466, 0.4578275, 0.40821073),
    std=(0.26862954, 0.26130258, 0.27577711),
)
"""CLIP's published preprocessing (Radford et al. 2021): short edge to 224 px, bicubic, middle square; taken where the
repository holds no `preprocessor_config.json` of its own."""

CELLS = Rule(t_max=5, t_min=1, max_level=13, min_level=8)
"""How places become cells, 1.2 to 40 km wide: none is lost, and most cells hold one place or a few of a town. A perfect
answer lies within 1 and 25 km of 70 and 100 % of the places themselves; with up to 50 places a cell it would be 27 and
79 %, and with a cell for each place the likeliest 256, which a prediction keeps, would be too little of the whole.
`python -m whence_training grid --t-max 5 --t-min 1 --levels 8 13` makes the same cells of any list of places."""

TEMPERATURE, TRUST = 1.0, 0.55
"""Not fitted: the published temperature, and the published share of ordinary photos (YFCC4k) whose first answer is
within 750 km. `python -m whence_training trust` fits both on photos of known places."""

SCORES: Mapping[str, Any] = {
    "published": {
        "source": "GeoCLIP (NeurIPS 2023), single photos, float32; share within 1, 25, 200, 750, 2500 km",
        "Im2GPS3k": [0.141, 0.345, 0.507, 0.697, 0.838],
        "YFCC4k": [0.096, 0.193, 0.326, 0.550, 0.747],
    },
    "measured": None,
    "calibrated": False,
}

INTENDED_USE = (
    "For finding again, on one's own computer, where one's own photos were taken. It answers for any picture, also "
    "where there is nothing to see: then its cells are many and each is unlikely. Unless its scores say calibrated, "
    "temperature and trust are published numbers and were not fitted to photos. Not for finding out where other people "
    "were."
)
DATA = (
    "As published: CLIP ViT-L/14 (frozen) with a head trained on MP-16, 4.7 million geotagged Flickr photos; gallery "
    "of 100,000 of their positions. Photos show Europe and North America far more often than the rest of the world."
)

LICENCE = "MIT"
"""Of the published repository, and of GeoCLIP itself."""

LOCAL = (LICENCE, "files on this computer", "local")
"""Licence, source and revision of files that were there already: the licence is the published repository's."""


class Variant(StrEnum):
    """How the weights of the vision network are stored."""

    QUANTIZED = "quantized"  # the publisher's own choice of 8 bits, weights only
    INT8 = "int8"
    UINT8 = "uint8"
    Q4 = "q4"
    FP16 = "fp16"
    FULL = "full"

    @property
    def file(self) -> str:
        """The vision network's path in the repository."""
        return "onnx/vision_model.onnx" if self is Variant.FULL else f"onnx/vision_model_{self}.onnx"


@dataclass(frozen=True, slots=True)
class Part:
    """How far a part of the work is: `done` of `total`, counted in `unit` ("B", "places")."""

    what: str
    done: int
    total: int
    unit: str


@dataclass(frozen=True, slots=True)
class Published:
    """The published files in a folder, with what is known of where they came from.

    Attributes
    ----------
    folder
        Laid out as the repository is.
    licence, source, revision
        For the card.
    """

    folder: Path
    variant: Variant
    licence: str
    source: str
    revision: str

    @property
    def vision(self) -> Path:
        """The vision network."""
        return self.folder / self.variant.file


def needed(variant: Variant) -> tuple[str, ...]:
    """Return the files that a bundle cannot do without."""
    return variant.file, LOCATION, PLACES
