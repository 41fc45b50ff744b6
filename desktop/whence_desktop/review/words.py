"""Levels and kinds of evidence, in words that a photographer knows."""

from PySide6.QtCore import QCoreApplication

from whence_desktop import wording
from whence_engine.photo import Candidate, Level

translate = QCoreApplication.translate
"""By this name the tool that collects texts knows it."""


def within(candidate: Candidate) -> str:
    """Say how near to its point a candidate's chance means."""
    if candidate.level is Level.CONTINENT:
        return translate("review", "somewhere within 2500 km")
    return translate("review", "within {0} km").format(f"{candidate.radius_km:g}")


def cue(name: str) -> str:
    """Say what kind of evidence a cue is; the name itself for one that others installed."""
    words = {
        "pixels": translate("review", "the picture"),
        "album": translate("review", "the album's pictures"),
        "neighbours": translate("review", "photos near in time"),
        "track": translate("review", "track"),
        "lookalike": translate("review", "lookalikes"),
        "names": translate("review", "names"),
        "signs": translate("review", "text in the picture"),
        "zone": translate("review", "the clock's zone"),
        "gear": translate("review", "the camera's market"),
        "sidecar": translate("review", "what lies beside it"),
        "prior": translate("review", "where people photograph"),
        "exif": "Exif",
        "xmp": "XMP",
        "takeout": "Takeout",
    }
    return words.get(name, name)


def distance(km: float) -> str:
    """Say a distance as people do."""
    if km < 1.0:
        return translate("review", "{0} m").format(wording.number(1000 * km, ".0f"))
    return translate("review", "{0} km").format(wording.number(km, ".1f" if km < 10 else ".0f"))
