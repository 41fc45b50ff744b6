"""The report for people: one HTML page that needs nothing else, grouped by album, with a small world map."""

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape
from importlib import resources
from pathlib import Path
from urllib.parse import quote_from_bytes

import numpy as np
from numpy.typing import NDArray

from whence_engine import __version__
from whence_engine.cli.listing import days
from whence_engine.cli.session import printable
from whence_engine.photo import Candidate, Level, Photo
from whence_engine.pipeline import Answer
from whence_engine.places.gazetteer import Gazetteer

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_DOT_DEG = 1.2
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
        "body": "\n".join(_album(album) for album in _albums(located)),
        "unread": "\n".join(_unread(answer) for answer in unread),
    }
    # One pass, so that a file name that looks like a placeholder stays a file name.
    return _PLACEHOLDER.sub(lambda found: fields[found[1]], frame).encode("utf-8", "backslashreplace")


def _albums(located: Sequence[Answer]) -> list[list[Answer]]:
    """Put answers into their albums, the album with the oldest photo first, those without a time last."""
    albums: dict[int | None, list[Answer]] = {}
    for answer in located:
        albums.setdefault(answer.album, []).append(answer)
    return sorted(
        albums.values(),
        key=lambda album: min((one.photo.taken.local for one in album if one.photo.taken), default=datetime.max),
    )


def world_map(best: Sequence[Candidate]) -> str:
    """Return an SVG: where people live as faint dots, candidates as discs of their radius."""
    towns = Gazetteer.open().towns
    squares = np.unique(np.floor(np.stack([towns.lon, towns.lat], axis=1) / _DOT_DEG), axis=0)
    dots = "".join(f"M{x:.1f} {y:.1f}h0" for x, y in _on_map((squares + 0.5) * _DOT_DEG).tolist())
    lines = "".join(f"M{lon} 0v150" for lon in range(30, 360, 30)) + "".join(f"M0 {y}h360" for y in range(24, 150, 30))
    discs = "".join(sorted({_disc(candidate) for candidate in best}))
    return (
        '<svg viewBox="0 0 360 150" role="img" aria-label="World map of the best candidates">'
        f'<path class="lines" d="{lines}"/><path class="dots" d="{dots}"/>{discs}</svg>'
    )


def _on_map(lon_lat_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    """Equirectangular, from 84 degrees north to 66 south, where nobody is cut off."""
    return np.asarray(lon_lat_deg * [1.0, -1.0] + [180.0, 84.0])


def _disc(candidate: Candidate) -> str:
    radius_deg = candidate.radius_km / _KM_PER_DEGREE
    wide = radius_deg / max(np.cos(np.radians(candidate.lat_deg)), 0.15)
    x, y = _on_map(np.array([candidate.lon_deg, candidate.lat_deg])).tolist()
    return (
        f'<ellipse class="{candidate.level}" cx="{x:.1f}" cy="{y:.1f}" rx="{wide:.2f}" ry="{radius_deg:.2f}"/>'
        f'<circle class="pin" cx="{x:.1f}" cy="{y:.1f}" r=".9"/>'
    )


def _album(answers: Sequence[Answer]) -> str:
    when = days(answer.photo for answer in answers)
    cards = "\n".join(_card(answer) for answer in answers)
    photos = "1 photo" if len(answers) == 1 else f"{len(answers)} photos"
    title = f"<h2>Album {answers[0].album} <small>{when} · {photos}</small></h2>"
    return f'<section>{title}<div class="cards">{cards}</div></section>'


def _card(answer: Answer) -> str:
    photo, best = answer.photo, answer.candidates[0]
    others = "".join(
        f"<li>{escape(other.place or 'open sea')} <b>{_percent(other)}</b> within {other.radius_km:g} km</li>"
        for other in answer.candidates[1:]
        if other.cues[0][0] != "prior"  # the rest of the world is no news
    )
    return (
        f'<article><a href="{_uri(photo)}"><img loading="lazy" alt="" src="{_uri(photo)}"></a>'
        f"<div><h3>{escape(best.place or f'{best.lat_deg:.2f}, {best.lon_deg:.2f}')}</h3>"
        f'<p class="chance {best.level}"><b>{_percent(best)}</b> within {best.radius_km:g} km</p>'
        f"{''.join(f'<p>{escape(sentence)}</p>' for sentence in best.because)}"
        f"{f'<ol start=2>{others}</ol>' if others else ''}"
        f'<p class="path" title="{escape(printable(photo.path))}">{escape(_short(photo.path))}</p></div></article>'
    )


def _short(path: Path) -> str:
    """Return the file and its folder; the whole path shows when one points at it."""
    return printable(Path(path.parent.name, path.name))


def _unread(answer: Answer) -> str:
    return f"<li>{escape(printable(answer.photo.path))}: {escape(answer.photo.error or '')}</li>"


def _percent(candidate: Candidate) -> str:
    return f"{100 * candidate.probability:.0f} %"


def _uri(photo: Photo) -> str:
    return "file://" + quote_from_bytes(bytes(photo.path))
