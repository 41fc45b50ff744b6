"""What `locate` prints for people: album by album, where each photo was taken, how sure that is, and why."""

import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from whence_engine.cli.session import printable
from whence_engine.photo import Candidate, Photo, TimeSource

if TYPE_CHECKING:
    from whence_engine.pipeline import Answer

_PLACE_WIDTH = 30


def listing(found: "Iterable[Answer]", roots: Sequence[Path], *, why: bool) -> Iterator[str]:
    """Yield lines: a heading for each album, a line for each photo, and with `why` its reasons.

    Paths are told from where `roots` meet, which keeps lines short.
    """
    base = _base(roots)
    for album, members in groupby(found, key=lambda answer: answer.album):
        answers = list(members)
        yield ""
        yield heading(album, [answer.photo for answer in answers])
        for answer in answers:
            yield f"  {_line(answer)}  {printable(_short(answer.photo.path, base))}{_error(answer.photo)}"
            if why and answer.candidates and answer.photo.position is None:
                yield from (f"      {sentence}" for sentence in answer.candidates[0].because)
                yield from _others(answer.candidates[1:])


def counted(photos: int, failed: int, others: int) -> str:
    """Say how many photos were found, how many of them cannot be read, and what else lay there."""
    found = "1 photo" if photos == 1 else f"{photos} photos"
    broken = f", {failed} of them cannot be read" if failed else ""
    beside = f"; {others} other file{'s' if others != 1 else ''}" if others else ""
    return f"{found}{broken}{beside}."


def heading(album: int | None, photos: Sequence[Photo]) -> str:
    """Say which album, when, and how many photos."""
    if album is None:
        return "Not readable"
    count = "1 photo" if len(photos) == 1 else f"{len(photos)} photos"
    return f"Album {album}, {days(photos)}, {count}"


def days(photos: Iterable[Photo]) -> str:
    """Say from when to when photos were taken, as exactly as is known, or in which folder those without a date lie."""
    found = list(photos)
    known = sorted(text for photo in found if (text := _day(photo)))
    if not known:
        return undated(str(found[0].path.parent)) if found else undated("")
    return known[0] if known[0] == known[-1] else f"{known[0]} to {known[-1]}"


def undated(folder: str) -> str:
    """Name photos without a date by the folder that they lie in."""
    name = printable(Path(Path(folder).name)) if Path(folder).name else ""
    return f"{name}, no date" if name else "no date"


def _day(photo: Photo) -> str:
    if photo.taken is None or photo.taken.source is TimeSource.MTIME:
        return ""
    return shown_day(photo.taken.local.date(), photo.taken.span)


def shown_day(day: date, span: timedelta) -> str:
    """Return a day, or its month or year alone where so long a span is open from it on."""
    return day.isoformat()[: 10 if span.days < 1 else 7 if span.days < 32 else 4]


def _line(answer: "Answer") -> str:
    photo = answer.photo
    if photo.position is not None:
        at = f"{photo.position.lat_deg:.4f}, {photo.position.lon_deg:.4f}"
        return f"{at:<{_PLACE_WIDTH}} has a position "
    if not answer.candidates:
        return f"{'' if photo.error else 'not located yet':<{_PLACE_WIDTH}} {'':<15}"
    best = answer.candidates[0]
    place = _place(best)
    cut = place if len(place) <= _PLACE_WIDTH else place[: _PLACE_WIDTH - 1] + "…"
    return f"{cut:<{_PLACE_WIDTH}} {best.radius_km:>4g} km  {100 * best.probability:>3.0f} % "


def _others(candidates: Sequence[Candidate]) -> Iterator[str]:
    """Name the other candidates by the number that `whence accept --candidate` takes."""
    if candidates:
        named = (
            f"{other.rank}: {_place(other)} ({other.radius_km:g} km, {100 * other.probability:.0f} %)"
            for other in candidates
        )
        yield f"      Or {', '.join(named)}"


def _place(candidate: Candidate) -> str:
    return candidate.place or f"{candidate.lat_deg:.2f}, {candidate.lon_deg:.2f}"


def _error(photo: Photo) -> str:
    return f": {photo.error}" if photo.error else ""


def _base(roots: Sequence[Path]) -> Path | None:
    folders = [root if root.is_dir() else root.parent for root in roots]
    try:
        return Path(os.path.commonpath(folders))
    except ValueError:  # drives of Windows have nothing in common
        return None


def _short(path: Path, base: Path | None) -> Path:
    return path.relative_to(base) if base is not None and path.is_relative_to(base) else path
