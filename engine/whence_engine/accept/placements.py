"""From a decision to what may be written of it: the level decides between coordinates and words, zones keep silent."""

import json
import re
from collections.abc import Mapping

from whence_engine import __version__
from whence_engine.files.change import LocationText, Placement
from whence_engine.photo import Decision, Level
from whence_engine.settings import Settings

_WORD = re.compile(r"[A-Za-z0-9]+")


def placement_of(decision: Decision, settings: Settings) -> Placement:
    """Return what a decision says of the place.

    Coordinates are left out where the decision is coarser than the setting `coarsest_coordinates`: hardly any viewer
    reads an error radius. Words are added then, and otherwise by the setting `location_text`.
    """
    levels = list(Level)
    exact = decision.level is None or levels.index(decision.level) <= levels.index(Level(settings.coarsest_coordinates))
    text = location_text(decision) if settings.location_text or not exact else None
    return Placement(
        lat_deg=decision.lat_deg if exact else None,
        lon_deg=decision.lon_deg if exact else None,
        radius_km=decision.radius_km,
        by=decision.by,
        text=text,
        provenance=provenance(decision),
    )


def location_text(decision: Decision) -> LocationText:
    """Return the words that the decision's level supports: its place is called "Paris, France" or "Europe"."""
    finest, _, country = decision.place.rpartition(", ")
    if decision.level is Level.CONTINENT:
        return LocationText(world_region=decision.place)
    if decision.level is Level.COUNTRY:
        return LocationText(country=country, country_code=decision.country)
    if decision.level is Level.REGION:
        return LocationText(region=finest, country=country, country_code=decision.country)
    return LocationText(city=finest, country=country, country_code=decision.country)


def provenance(decision: Decision) -> dict[str, str]:
    """Return what the file says of how its place was found, by XMP property name."""
    found: dict[str, str] = {
        "Software": f"Whence {__version__}",
        "AcceptedAt": decision.at.isoformat(timespec="seconds"),
        "AcceptedBy": decision.by.value,
    }
    if decision.radius_km is not None:
        found["RadiusKm"] = f"{decision.radius_km:g}"
    if decision.level is not None:
        found["Level"] = decision.level.value
    if decision.probability is not None:
        found["Probability"] = f"{decision.probability:.3f}"
    return found | _stated(decision.provenance)


def _stated(text: str) -> dict[str, str]:
    """Return the entries of a provenance that was noted as JSON; other text as one entry."""
    if not text:
        return {}
    try:
        entries = json.loads(text)
    except ValueError:
        return {"Evidence": text}
    if not isinstance(entries, Mapping):
        return {"Evidence": text}
    return {_name(str(key)): _value(value) for key, value in entries.items() if _WORD.search(str(key))}


def _name(key: str) -> str:
    name = "".join(word[0].upper() + word[1:] for word in _WORD.findall(key))
    return name if name[0].isalpha() else "X" + name


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_value(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "; ".join(_value(item) for item in value)
    return f"{value:.3g}" if isinstance(value, float) else str(value)
