"""`whence places`: the offline gazetteer, both ways."""

import math

import click
import numpy as np

from whence_engine.cli.session import json_option, needs_no_library, say_json
from whence_engine.errors import UsageError
from whence_engine.geo import coordinates
from whence_engine.photo import Level
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.names import PlaceKind


@click.command(context_settings={"ignore_unknown_options": True})  # "-33.86,151.2" is a place, not an option
@click.argument("query", nargs=-1, required=True, metavar="QUERY|LAT,LON")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 100), help="Most places to list.")
@needs_no_library
@json_option
def places(query: tuple[str, ...], limit: int, as_json: bool) -> int:
    """Look up a place by name, or the name of a point."""
    unknown = next((part for part in query if part.startswith("--")), None)
    if unknown is not None:
        raise UsageError(f"There is no option {unknown}; `whence places --help` lists them.")
    text = " ".join(query)
    gazetteer = Gazetteer.open()
    try:
        lat, lon = coordinates.parse(text)
    except UsageError:
        hits = gazetteer.search(text, limit=limit)
        for hit in hits:
            if as_json:
                say_json({
                    "name": hit.name, "region": hit.region, "country": hit.country_code, "kind": hit.kind.value,
                    "lat": hit.lat, "lon": hit.lon, "radius_km": hit.radius_km, "population": hit.population,
                })  # fmt: skip
            else:
                what = "" if hit.kind is PlaceKind.TOWN else f" ({hit.kind.value})"
                click.echo(f"{hit.lat:>9.4f} {hit.lon:>10.4f}  {hit.label()}{what}")
        if not hits:
            click.echo(f"The gazetteer knows no place called {text!r}.", err=True)
        return 0 if hits else 1
    name = gazetteer.reverse(np.array([lat]), np.array([lon]))[0]
    if as_json:
        say_json({
            "place": name.label(Level.CITY), "name": name.name, "region": name.region, "country": name.country_code,
            "distance_km": name.distance_km if math.isfinite(name.distance_km) else None, "lat": lat, "lon": lon,
        })  # fmt: skip
    else:
        click.echo(name.label(Level.CITY) or "open sea")
    return 0
