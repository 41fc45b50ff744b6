"""What ships with the program and makes candidates, as one hash."""

import hashlib
from collections.abc import Sequence
from importlib import resources

from whence_engine import __version__
from whence_engine.cues.cue import Cue
from whence_engine.inference.bundle import Bundle

_ROOMS = ("cues", "grid", "locate")
_GAZETTEER = "places/places.sha256"  # stands for the gazetteer, which is too large to be read at every start


def shipped() -> str:
    """Return the hash of what ships with the program and makes candidates: its data, and its code where that lies open.

    Other code or data make old results stale, so nobody has to remember to say so.
    """
    engine = resources.files("whence_engine")
    inside = (file for room in _ROOMS for file in engine.joinpath(room).iterdir() if file.is_file())
    parts = sorted((file for file in inside if not file.name.endswith(".pyc")), key=lambda file: file.name)
    digest = hashlib.blake2b(__version__.encode(), digest_size=16)
    for file in (*parts, engine.joinpath(_GAZETTEER)):
        digest.update(hashlib.blake2b(file.read_bytes()).digest())
    return digest.hexdigest()


def method_of(bundle: Bundle, cues: Sequence[Cue]) -> str:
    """Name all that makes answers and is not the library's own: what ships, the bundle, and the cues that are asked."""
    constant = shipped(), bundle.card.to_json(), [cue.name for cue in cues]
    return hashlib.blake2b(repr(constant).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
