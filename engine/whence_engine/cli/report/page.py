"""The report for people: one HTML page that needs nothing else, grouped by album, with a small world map."""

import re
from collections.abc import Sequence
from html import escape
from importlib import resources
from itertools import groupby
from urllib.parse import quote_from_bytes

import numpy as np

from whence_engine import __version__
from whence_engine.cli.session import printable
from whence_engine.geo import s2, sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.photo import Candidate, Level, Photo
from whence_engine.pipeline import Answer

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_MAP_DOTS = 2600
_KM_PER_DEGREE = 111.2


def page(answers: Sequence[Answer]) -> bytes:
    """Return the page. Pictures are linked, not copied: it is for the computer where the photos lie."""
    frame = resources.files("whence_engine.cli.report").joinpath("page.html").read_text(encoding="utf-8")
    located = [answer for answer in answers if answer.candidates]
    unread = [answer for answer in answers if not answer.candidates]
    fields = {
        "version": __version__,
        "count": str(len(answers)),
        "albums": str(len({answer.album for answer in located})),
        "sure": str(sum(answer.candidates[0].level in {Level.EXACT, Level.CITY} for answer in located)),
        "unread_count": str(len(unread)),
        "map": world_map([answer.candidates[0] for answer in located]),
        "body": "\n".join(_album(number, list(group)) for number, group in groupby(located, lambda a: a.album)),
        "unread": "\n".join(_unread(answer) for answer in unread),
    }
    # One pass, so that a file name that looks like a placeholder stays a file name.
    return _PLACEHOLDER.sub(lambda found: fields[found[1]], frame).encode("utf-8", "backslashreplace")


def world_map(best: Sequence[Candidate]) -> str:
    """Return an SVG: where photos of the world are taken as faint dots, candidates as discs of their radius."""
    prior = WorldPrior.load()
    heaviest = np.argsort(-prior.tile_mass)[:_MAP_DOTS]
    lats, lons = sphere.to_degrees(s2.centre_xyz(prior.tile_id[heaviest]))
    dots = "".join(f"M{lon + 180:.1f} {90 - lat:.1f}h0" for lat, lon in zip(lats.tolist(), lons.tolist(), strict=True))
    lines = "".join(f"M{lon} 0v180" for lon in range(30, 360, 30)) + "".join(f"M0 {y}h360" for y in range(30, 180, 30))
    discs = "".join(sorted({_disc(candidate) for candidate in best}))
    return (
        '<svg viewBox="0 0 360 180" role="img" aria-label="World map of the best candidates">'
        f'<path class="lines" d="{lines}"/><path class="dots" d="{dots}"/>{discs}</svg>'
    )


def _disc(candidate: Candidate) -> str:
    radius_deg = candidate.radius_km / _KM_PER_DEGREE
    wide = radius_deg / max(np.cos(np.radians(candidate.lat_deg)), 0.15)
    x, y = candidate.lon_deg + 180, 90 - candidate.lat_deg
    return (
        f'<ellipse class="{candidate.level}" cx="{x:.1f}" cy="{y:.1f}" rx="{wide:.2f}" ry="{radius_deg:.2f}"/>'
        f'<circle class="pin" cx="{x:.1f}" cy="{y:.1f}" r=".9"/>'
    )


def _album(number: int | None, answers: Sequence[Answer]) -> str:
    times = sorted(answer.photo.taken.local for answer in answers if answer.photo.taken)
    when = ""
    if times:
        first, last = times[0].date().isoformat(), times[-1].date().isoformat()
        when = first if first == last else f"{first} to {last}"
    cards = "\n".join(_card(answer) for answer in answers)
    photos = "1 photo" if len(answers) == 1 else f"{len(answers)} photos"
    return (
        f'<section><h2>Album {number} <small>{when} · {photos}</small></h2><div class="cards">{cards}</div></section>'
    )


def _card(answer: Answer) -> str:
    photo, best = answer.photo, answer.candidates[0]
    others = "".join(
        f"<li>{escape(other.place or 'open sea')} <b>{_percent(other)}</b> within {other.radius_km:g} km</li>"
        for other in answer.candidates[1:]
    )
    return (
        f'<article><a href="{_uri(photo)}"><img loading="lazy" alt="" src="{_uri(photo)}"></a>'
        f"<div><h3>{escape(best.place or f'{best.lat_deg:.2f}, {best.lon_deg:.2f}')}</h3>"
        f'<p class="chance {best.level}"><b>{_percent(best)}</b> within {best.radius_km:g} km</p>'
        f"{''.join(f'<p>{escape(sentence)}</p>' for sentence in best.because)}"
        f"{f'<ol start=2>{others}</ol>' if others else ''}"
        f"<p class=path>{escape(printable(photo.path))}</p></div></article>"
    )


def _unread(answer: Answer) -> str:
    return f"<li>{escape(printable(answer.photo.path))}: {escape(answer.photo.error or '')}</li>"


def _percent(candidate: Candidate) -> str:
    return f"{100 * candidate.probability:.0f} %"


def _uri(photo: Photo) -> str:
    return "file://" + quote_from_bytes(bytes(photo.path))
