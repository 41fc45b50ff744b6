"""Levels and kinds of evidence, in words that a photographer knows."""

from PySide6.QtCore import QCoreApplication

from whence_engine.photo import Candidate, Level


def within(candidate: Candidate) -> str:
    """Say how near to its point a candidate's chance means."""
    if candidate.level is Level.CONTINENT:
        return _tr("somewhere within 2500 km")
    return _tr("within {0} km").format(f"{candidate.radius_km:g}")


def cue(name: str) -> str:
    """Say what kind of evidence a cue is; the name itself for one that others installed."""
    words = {
        "pixels": _tr("the picture"),
        "album": _tr("the album's pictures"),
        "neighbours": _tr("photos near in time"),
        "track": _tr("track"),
        "lookalike": _tr("lookalikes"),
        "names": _tr("names"),
        "signs": _tr("text in the picture"),
        "zone": _tr("the clock's zone"),
        "gear": _tr("the camera's market"),
        "sidecar": _tr("what lies beside it"),
        "prior": _tr("where people photograph"),
        "exif": "Exif",
        "xmp": "XMP",
        "takeout": "Takeout",
    }
    return words.get(name, name)


def distance(km: float) -> str:
    """Say a distance as people do."""
    if km < 1.0:
        return _tr("{0} m").format(f"{1000 * km:.0f}")
    return _tr("{0} km").format(f"{km:.1f}" if km < 10 else f"{km:.0f}")


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
