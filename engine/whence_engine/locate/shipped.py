"""What ships with the program and makes candidates, as one hash."""

import hashlib
from importlib import resources

from whence_engine import __version__

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
