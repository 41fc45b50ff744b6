"""The table of cameras and phones that were sold in one part of the world only (`gear.tsv`)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from whence_engine.errors import BundleError
from whence_engine.photo import Camera
from whence_engine.wording import Sentence

REGIONS = {"NORTH_AMERICA": ("US", "CA", "MX", "PR")}
"""Canon's Rebel and ELPH went to the Americas; most of them to these."""


@dataclass(frozen=True, slots=True)
class Sold:
    """Where a kind of camera was sold.

    Attributes
    ----------
    maker, model
        What its names match: the maker's beginning, the whole model.
    countries
        ISO 3166-1 alpha-2 codes.
    elsewhere
        It was sold everywhere but there.
    called
        A clause that says so.
    checked
        Whether that was looked up.
    """

    maker: re.Pattern[str]
    model: re.Pattern[str]
    countries: tuple[str, ...]
    elsewhere: bool
    called: Sentence
    checked: bool


@cache
def read_table() -> tuple[Sold, ...]:
    """Read the table that ships; raises BundleError where it is missing or altered."""
    try:
        text = resources.files("whence_engine.cues").joinpath("gear.tsv").read_text(encoding="utf-8")
        return tuple(_row(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))
    except (OSError, ValueError, re.error) as error:
        raise BundleError("Reinstall Whence: its table of cameras cannot be read ({why}).", why=error) from error


def sold(camera: Camera, table: Sequence[Sold]) -> Sold | None:
    """Return where a camera was sold, of the first row that fits; None where it may be from anywhere."""
    maker, model = camera.make.strip(), " ".join(camera.model.split())
    if not model:
        return None
    return next((row for row in table if row.maker.match(maker) and row.model.fullmatch(model)), None)


def _row(cells: list[str]) -> Sold:
    maker, model, where, called, source = cells
    names = where.removeprefix("-").split(",")
    countries = tuple(code for name in names for code in REGIONS.get(name, (name,)))
    return Sold(
        maker=re.compile(maker, re.IGNORECASE),
        model=re.compile(model, re.IGNORECASE),
        countries=countries,
        elsewhere=where.startswith("-"),
        called=Sentence(called),
        checked=source != "known",
    )
