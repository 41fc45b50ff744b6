"""What one line of `whence locate --json` promises, key by key (documentation, command line)."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

KEYS = ["path", "album", "taken_at", "taken_from", "position", "candidates", "decision", "error"]
CANDIDATE_KEYS = [
    "rank", "lat", "lon", "level", "radius_km", "probability", "within_km", "place", "country", "cues", "because",
]  # fmt: skip
RADIUS_KM = {"exact": 1, "city": 25, "region": 200, "country": 750, "continent": 2500}
TAKEN_FROM = {"exif", "xmp", "takeout", "filename", "folder", "user", "mtime", None}


def check_row(row: dict[str, Any]) -> None:
    """Assert that `row` keeps the contract."""
    assert list(row) == KEYS
    assert Path(row["path"]).is_absolute()
    assert row["album"] is None or isinstance(row["album"], int)
    assert row["taken_from"] in TAKEN_FROM
    assert (row["taken_at"] is None) == (row["taken_from"] is None)
    if row["taken_at"] is not None:
        datetime.fromisoformat(row["taken_at"])
    if row["position"] is not None:
        assert list(row["position"]) == ["lat", "lon", "from"]
        assert row["position"]["from"] in {"exif", "xmp", "sidecar", "takeout"}
        check_point(row["position"])
    if row["error"] is None:
        assert row["candidates"]
    else:
        assert row["error"].endswith(".")
        assert row["candidates"] == []
    for rank, candidate in enumerate(row["candidates"], start=1):
        assert candidate["rank"] == rank
        check_candidate(candidate)
    chances = [candidate["probability"] for candidate in row["candidates"]]
    assert chances == sorted(chances, reverse=True)
    assert sum(chances) <= 1.001
    check_decision(row["decision"])


def check_candidate(candidate: dict[str, Any]) -> None:
    """Assert that one candidate keeps the contract."""
    assert list(candidate) == CANDIDATE_KEYS
    check_point(candidate)
    assert list(candidate["within_km"]) == ["1", "25", "200", "750", "2500"]
    chances = list(candidate["within_km"].values())
    assert chances == sorted(chances)
    assert 0.0 <= chances[0] <= chances[-1] <= 1.0
    finest = next((level for level, chance in zip(RADIUS_KM, chances, strict=True) if chance >= 0.5), "continent")
    assert candidate["level"] == finest
    assert candidate["radius_km"] == RADIUS_KM[finest]
    assert candidate["probability"] == candidate["within_km"][str(RADIUS_KM[finest])]
    assert sum(candidate["cues"].values()) == pytest.approx(1.0)
    assert candidate["because"]
    assert all(isinstance(sentence, str) and sentence for sentence in candidate["because"])
    assert isinstance(candidate["place"], str)
    assert len(candidate["country"]) in {0, 2}


def check_point(at: dict[str, Any]) -> None:
    """Assert that there is such a point."""
    assert -90 <= at["lat"] <= 90
    assert -180 <= at["lon"] <= 180


def check_decision(decision: dict[str, Any] | None) -> None:
    """Assert that a decision keeps the contract."""
    if decision is None:
        return
    assert list(decision) == ["action", "lat", "lon", "radius_km", "level", "by", "at", "written"]
    assert decision["action"] in {"accept", "no-place", "reject", "skip"}
    assert decision["by"] in {"person", "threshold"}
    assert decision["written"] in {None, "exif", "sidecar", "text"}
    datetime.fromisoformat(decision["at"])
