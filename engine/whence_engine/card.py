"""The model card: what a model bundle is, what it eats, how good it is, and which bytes belong to it.

A bundle is a folder, or the same as one `.whence` zip, with `card.json` beside the files that it names. The card
is what makes the rest safe to load: nothing whose SHA-256 differs from the card is opened, and the picture goes
into the network as the card's `input` says, in training as in use.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from whence_engine.errors import BundleError

FORMAT = 1
"""Version of `card.json` that this program reads and writes."""

CARD, GRID, IMAGE, ALBUM, GALLERY = "card.json", "grid.npz", "image.onnx", "album.onnx", "gallery.npz"
"""Names of the files in a bundle."""

NAMED = ("image", "embedding")
"""What of the image network a card's `names` may name otherwise."""

LARGEST_CARD_BYTES = 1 << 20

_Choice = TypeVar("_Choice", bound=StrEnum)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Kind(StrEnum):
    """How a bundle tells places: by a softmax over its grid, or by likeness to a gallery of known places."""

    CLASSIFIER = "classifier"
    GALLERY = "gallery"


class Crop(StrEnum):
    """How a picture of any shape becomes a square."""

    CENTRE = "centre"  # the middle square of the picture whose short edge is `resize_px`
    PAD = "pad"  # the whole picture, the missing rest filled with the mean
    SQUASH = "squash"  # the whole picture, its aspect ratio lost


class Resampling(StrEnum):
    """Pillow's filters, by their names there."""

    NEAREST = "nearest"
    BOX = "box"
    BILINEAR = "bilinear"
    HAMMING = "hamming"
    BICUBIC = "bicubic"
    LANCZOS = "lanczos"


class Channels(StrEnum):
    """Order of the colour channels."""

    RGB = "RGB"
    BGR = "BGR"


@dataclass(frozen=True, slots=True)
class InputSpec:
    """What the image network wants to see: float32 [N, 3, size_px, size_px], layout NCHW.

    A channel value v of 0 to 255 becomes `(v / 255 * value_scale - mean) / std`.

    Attributes
    ----------
    size_px
        Edge of the square input.
    crop, resampling
        How the picture becomes that square.
    resize_px
        Short edge of the picture before the centre crop, at least `size_px`; 0 means `size_px`.
    channels
        Order of the channels; `mean` and `std` stand in that order.
    value_scale
        What a full channel (255) becomes before mean and std: 1 for most networks, 255 for some older ones.
    """

    size_px: int
    crop: Crop = Crop.CENTRE
    resampling: Resampling = Resampling.BICUBIC
    resize_px: int = 0
    channels: Channels = Channels.RGB
    value_scale: float = 1.0
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    std: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class PerNetwork:
    """One number for the single-photo network and one for the album network."""

    single: float
    album: float


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Everything a bundle says of itself.

    Attributes
    ----------
    name, version
        `name` is also the name of the installed bundle: letters, digits, `.`, `_` and `-`.
    licence
        Of the weights.
    intended_use, data
        For people: what it is for and not for; what it was trained on.
    input, embedding_size
        What the image network takes, and D of the embedding it gives.
    grid_hash
        Content hash of the grid, as the grid computes it.
    files
        Name -> SHA-256 (lower-case hexadecimal) of every file of the bundle except the card.
    temperature
        The logits are divided by it before the softmax.
    trust
        How far a belief of the network is believed against the world prior: 1 wholly, 0 not at all.
    scores
        Measured scores with their intervals, as training wrote them.
    names
        What the image network itself calls its input `image` and its output `embedding`, where it calls them
        otherwise: a published network is kept byte for byte, so that its hash stays its publisher's.
    extra
        Keys that this version does not know, kept as they were.
    """

    kind: Kind
    name: str
    version: str
    licence: str
    intended_use: str
    data: str
    input: InputSpec
    embedding_size: int
    grid_hash: str
    files: Mapping[str, str]
    temperature: PerNetwork = PerNetwork(1.0, 1.0)
    trust: PerNetwork = PerNetwork(1.0, 1.0)
    scores: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_album(self) -> bool:
        """Whether the bundle brings an album network."""
        return ALBUM in self.files

    def to_json(self) -> str:
        """Return the text of `card.json`; `parse` reads the same card back."""
        known = {
            "format": FORMAT,
            "kind": self.kind,
            "name": self.name,
            "version": self.version,
            "licence": self.licence,
            "intended_use": self.intended_use,
            "data": self.data,
            "input": _input_to_json(self.input),
            "embedding_size": self.embedding_size,
            "grid_hash": self.grid_hash,
            "files": dict(self.files),
            "temperature": {"single": self.temperature.single, "album": self.temperature.album},
            "trust": {"single": self.trust.single, "album": self.trust.album},
            "scores": dict(self.scores),
        } | ({"names": dict(self.names)} if self.names else {})
        unknown = {key: value for key, value in self.extra.items() if key not in known}
        return json.dumps(known | unknown, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def read(folder: Path) -> ModelCard:
    """Read and check the card of the bundle in `folder`.

    Raises
    ------
    BundleError
        When there is no card, or it is none.
    """
    path = folder / CARD
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_CARD_BYTES + 1)
    except OSError as error:
        raise BundleError(
            "{folder} is no model bundle: its card.json cannot be read ({why}); name a bundle's folder.",
            folder=folder,
            why=error.strerror,
        ) from error
    return parse(raw, str(folder))


def parse(raw: bytes, where: str) -> ModelCard:
    """Check the bytes of a `card.json`; `where` names the bundle in error messages.

    Raises
    ------
    BundleError
        When a key is missing, has a wrong type or an impossible value, or the card is from a newer version.
    """
    if len(raw) > LARGEST_CARD_BYTES:
        raise BundleError("Install model bundle {where} anew: its card.json is damaged (it is too large).", where=where)
    entries = _Entries(_json_object(raw, where), where)
    version = entries.whole("format", 1)
    if version > FORMAT:
        raise BundleError(
            "Model bundle {where} was made for a newer Whence (format {version}); update Whence.",
            where=where,
            version=version,
        )
    trust = entries.per_network("trust", default=1.0)
    if not (trust.single <= 1 and trust.album <= 1):
        raise entries.error("trust", "lies between 0 and 1")
    temperature = entries.per_network("temperature", default=1.0)
    if not (temperature.single > 0 and temperature.album > 0):
        raise entries.error("temperature", "is larger than 0")
    name = entries.text("name")
    if not _PLAIN_NAME.fullmatch(name):
        raise entries.error("name", "is made of letters, digits, '.', '_' and '-'")
    kind = entries.choice("kind", Kind)
    return ModelCard(
        kind=kind,
        name=name,
        version=entries.text("version"),
        licence=entries.text("licence"),
        intended_use=entries.text("intended_use"),
        data=entries.text("data"),
        input=_input_from_json(_Entries(entries.mapping("input"), where, "input.")),
        embedding_size=entries.whole("embedding_size", 1),
        grid_hash=entries.text("grid_hash"),
        files=_files(entries, kind),
        temperature=temperature,
        trust=trust,
        scores=entries.mapping("scores", default={}),
        names=_names(entries),
        extra=entries.untouched(),
    )


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, as `ModelCard.files` holds it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json_object(raw: bytes, where: str) -> dict[str, Any]:
    def no_number(name: str) -> float:
        raise ValueError(f"{name} is no number")

    damage = "it holds no object"
    value: Any = None
    try:
        value = json.loads(raw.decode("utf-8"), parse_constant=no_number)
    except (ValueError, RecursionError) as error:
        damage = str(error)
    if not isinstance(value, dict):
        raise BundleError(
            "Install model bundle {where} anew: its card.json is damaged ({damage}).",
            where=where,
            damage=damage,
        )
    return value


def _input_to_json(spec: InputSpec) -> dict[str, Any]:
    return {
        "size_px": spec.size_px,
        "crop": spec.crop,
        "resampling": spec.resampling,
        "resize_px": spec.resize_px,
        "layout": "NCHW",
        "channels": spec.channels,
        "value_scale": spec.value_scale,
        "mean": list(spec.mean),
        "std": list(spec.std),
    }


def _input_from_json(entries: "_Entries") -> InputSpec:
    if entries.text("layout") != "NCHW":
        raise entries.error("layout", "is NCHW")
    spec = InputSpec(
        size_px=entries.whole("size_px", 8, 2048),
        crop=entries.choice("crop", Crop),
        resampling=entries.choice("resampling", Resampling),
        resize_px=entries.whole("resize_px", 0, 4096, default=0),
        channels=entries.choice("channels", Channels),
        value_scale=entries.number("value_scale"),
        mean=entries.triple("mean"),
        std=entries.triple("std"),
    )
    if not (spec.value_scale > 0 and min(spec.std) > 0):
        raise entries.error("value_scale and std", "are larger than 0")
    if 0 < spec.resize_px < spec.size_px:
        raise entries.error("resize_px", "is 0 or at least size_px")
    return spec


def _files(entries: "_Entries", kind: Kind) -> dict[str, str]:
    files = entries.mapping("files")
    for name, digest in files.items():
        if not _PLAIN_NAME.fullmatch(name) or name == CARD:
            raise entries.error("files", f"names plain files beside {CARD}")
        if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
            raise entries.error("files", "maps names to SHA-256 sums in lower-case hexadecimal")
    for needed in (GRID, IMAGE, *([GALLERY] if kind is Kind.GALLERY else [])):
        if needed not in files:
            raise entries.error("files", f"names {needed}")
    return files


def _names(entries: "_Entries") -> dict[str, str]:
    names = entries.mapping("names", default={})
    if not (set(names) <= set(NAMED) and all(isinstance(name, str) and name for name in names.values())):
        raise entries.error("names", f"says what the image network calls {' and '.join(NAMED)}")
    return names


class _Entries:
    """Typed access to a JSON object: what is missing or wrong becomes one sentence that names the key."""

    def __init__(self, values: dict[str, Any], where: str, prefix: str = "") -> None:
        self._values = values
        self._where = where
        self._prefix = prefix
        self._asked: set[str] = set()

    def error(self, key: str, rule: str) -> BundleError:
        return BundleError(
            "Install model bundle {where} anew, or ask its maker to mend its card.json: {key} there breaks the rule "
            "that it {rule}.",
            where=self._where,
            key=self._prefix + key,
            rule=rule,
        )

    def untouched(self) -> dict[str, Any]:
        return {key: value for key, value in self._values.items() if key not in self._asked}

    def _get(self, key: str, default: Any = None) -> Any:
        self._asked.add(key)
        value = self._values.get(key, default)
        if value is None:
            raise self.error(key, "must be there")
        return value

    def text(self, key: str) -> str:
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, "is a text that is not empty")
        return value

    def choice(self, key: str, choices: type[_Choice]) -> _Choice:
        value = self.text(key)
        if value not in list(choices):
            raise self.error(key, f"is one of {', '.join(choices)}")
        return choices(value)

    def whole(self, key: str, least: int, most: int = 1 << 20, default: int | None = None) -> int:
        value = self._get(key, default)
        if type(value) is not int or not least <= value <= most:
            raise self.error(key, f"is a whole number from {least} to {most}")
        return value

    def number(self, key: str, default: float | None = None) -> float:
        return self._finite(key, self._get(key, default))

    def triple(self, key: str) -> tuple[float, float, float]:
        value = self._get(key)
        if not isinstance(value, list) or len(value) != 3:
            raise self.error(key, "is a list of three numbers, one per channel")
        first, second, third = (self._finite(key, item) for item in value)
        return first, second, third

    def per_network(self, key: str, default: float) -> PerNetwork:
        inner = _Entries(self.mapping(key, default={}), self._where, f"{self._prefix}{key}.")
        single, album = (inner.number(name, default) for name in ("single", "album"))
        if min(single, album) < 0:
            raise self.error(key, "holds no negative number")
        return PerNetwork(single, album)

    def mapping(self, key: str, default: dict[str, Any] | None = None) -> dict[str, Any]:
        value = self._get(key, default)
        if not isinstance(value, dict):
            raise self.error(key, "is an object")
        return value

    def _finite(self, key: str, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.error(key, "is a finite number")
        return float(value)
