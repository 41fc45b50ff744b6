"""How far each kind of text on signs is believed: `signs.json`, fitted by `python tests/bench/signs.py fit`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from whence_engine.cues.sign_evidence import Kind
from whence_engine.errors import BundleError


@dataclass(frozen=True, slots=True)
class SignTrust:
    """What was fitted.

    Attributes
    ----------
    of
        Kind -> share of cases in which the photo was taken in one of the countries (for a place: within its reach).
    sharpness, nothing
        How strongly a point of a language's score speaks, and the score of "no language at all".
    """

    of: Mapping[Kind, float]
    sharpness: float
    nothing: float

    @classmethod
    def load(cls, path: Path | None = None) -> "SignTrust":
        """Read `path`, or what ships; raises BundleError when it is missing or cannot be read."""
        source = path or resources.files("whence_engine.cues").joinpath("signs.json")
        try:
            raw = json.loads(source.read_text(encoding="utf-8"))
            of = {kind: float(raw["trust"][kind.value]) for kind in Kind}
            return cls(of, float(raw["sharpness"]), float(raw["nothing"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BundleError("Reinstall Whence: its trust in signs cannot be read ({why}).", why=error) from error
