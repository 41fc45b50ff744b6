"""Rows of `locate`: one JSON object per photo, exactly as documented."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whence_engine.metrics import RADII_KM
from whence_engine.photo import Candidate, CaptureTime, Decision, Photo, TimeSource

if TYPE_CHECKING:
    from whence_engine.pipeline import Answer


def files_of(photo: Photo) -> Iterator[Path]:
    """Yield every file of a photo: a RAW+JPEG pair is one photo, and each of its files gives a row."""
    yield photo.path
    yield from photo.companions


def json_rows(answer: "Answer") -> Iterator[dict[str, Any]]:
    """Yield the contract's object for each file of the photo."""
    photo = answer.photo
    for path in files_of(photo):
        yield {
            "path": str(path),
            "album": answer.album,
            "taken_at": taken_at(photo.taken),
            "taken_from": photo.taken.source.value if photo.taken else None,
            "position": position_json(photo),
            "candidates": [candidate_json(candidate) for candidate in answer.candidates],
            "decision": decision_json(answer.decision) if answer.decision else None,
            "error": photo.error,
        }


def taken_at(taken: CaptureTime | None) -> str | None:
    """Return local time as ISO 8601, with the offset where the file states one."""
    if taken is None:
        return None
    text = taken.local.isoformat(timespec="seconds")
    if taken.offset is None or taken.source is TimeSource.USER:
        return text
    minutes = round(taken.offset.total_seconds() / 60)
    return f"{text}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def position_json(photo: Photo) -> dict[str, Any] | None:
    """Return the position that the library already knows."""
    if photo.position is None:
        return None
    return {"lat": photo.position.lat_deg, "lon": photo.position.lon_deg, "from": photo.position.source.value}


def candidate_json(candidate: Candidate) -> dict[str, Any]:
    """Return one candidate as the contract prints it."""
    return {
        "rank": candidate.rank,
        "lat": candidate.lat_deg,
        "lon": candidate.lon_deg,
        "level": candidate.level.value,
        "radius_km": candidate.radius_km,
        "probability": candidate.probability,
        "within_km": {f"{radius:g}": chance for radius, chance in zip(RADII_KM, candidate.within_km, strict=True)},
        "place": candidate.place,
        "country": candidate.country,
        "cues": dict(candidate.cues),
        "because": list(candidate.because),
    }


def decision_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as the contract prints it."""
    return {
        "action": decision.action.value,
        "lat": decision.lat_deg,
        "lon": decision.lon_deg,
        "radius_km": decision.radius_km,
        "level": decision.level.value if decision.level else None,
        "by": decision.by.value,
        "at": decision.at.isoformat(timespec="seconds"),
        "written": decision.written.value if decision.written else None,
    }
