"""`whence accept` and `whence date`: what a person says of a photo. Nothing is written into any file here."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import click
import numpy as np

from whence_engine.cli.rows import decision_json
from whence_engine.cli.session import (
    json_option,
    library_option,
    must_exist,
    photo_arguments,
    printable,
    say_json,
    session,
)
from whence_engine.errors import PhotoError, PlacesError, UsageError
from whence_engine.library.results import Result
from whence_engine.photo import Action, CaptureTime, DecidedBy, Decision, Level, Photo
from whence_engine.places.gazetteer import Gazetteer


@click.command()
@photo_arguments
@click.option("--candidate", "rank", metavar="N", type=click.IntRange(1, 9), help="Accept the candidate of rank N.")
@click.option("--at", metavar="LAT,LON", help="Accept these coordinates.")
@click.option("--radius", metavar="KM", type=click.FloatRange(0.0, 20000.0), help="How far off --at may be.")
@click.option("--place", metavar="NAME", help="Accept a place of the gazetteer.")
@click.option("--no-place", is_flag=True, help="No place applies; do not ask again.")
@click.option("--reject", metavar="N", type=click.IntRange(1, 9), help="The candidate of rank N is wrong.")
@click.option("--clear", is_flag=True, help="Forget what was decided.")
@library_option
@json_option
def accept(
    paths: tuple[Path, ...],
    rank: int | None,
    at: str | None,
    radius: float | None,
    place: str | None,
    no_place: bool,
    reject: int | None,
    clear: bool,
    library_file: Path | None,
    as_json: bool,
) -> int:
    """Decide where each PATH was taken; `whence apply` then writes it."""
    if sum(map(bool, (rank, at, place, no_place, reject, clear))) != 1:
        raise UsageError("Say exactly one of --candidate, --at, --place, --no-place, --reject and --clear.")
    if radius is not None and at is None:
        raise UsageError("--radius goes with --at.")
    from whence_engine.accept.decide import clear as forget
    from whence_engine.accept.decide import decide

    stated = _stated(at, radius, place, no_place=no_place)
    run = session(library_file, reads=True)
    failed = 0
    with run.library() as library:
        for path in paths:
            try:
                photo = _indexed(library.index.photos.shown_for(path), path)
                decision = stated
                if rank or reject:
                    decision = _of_candidate(photo, next(library.index.results.of([photo.id]), None), rank, reject)
                if decision is None:
                    forget(library, photo, at=datetime.now())
                else:
                    decide(library, photo, decision)
            except PhotoError as error:
                failed += 1
                click.echo(f"{printable(error.path)}: {error.reason}", err=True)
                continue
            _say(photo, decision, as_json=as_json)
    return 1 if failed else 0


def _stated(at: str | None, radius: float | None, place: str | None, *, no_place: bool) -> Decision | None:
    """Return the decision that is the same for all photos, if it is one."""
    now = datetime.now()
    if no_place:
        return Decision(Action.NO_PLACE, DecidedBy.PERSON, now)
    if at is not None:
        from whence_engine.geo import coordinates

        lat, lon = coordinates.parse(at)
        radius_km = 0.05 if radius is None else radius
        return _accepted(lat, lon, radius_km, now)
    if place is not None:
        hits = Gazetteer.open().search(place, limit=1)
        if not hits:
            raise PlacesError(f"The gazetteer knows no place called {place!r}; try `whence places` or --at LAT,LON.")
        return _accepted(hits[0].lat, hits[0].lon, hits[0].radius_km, now)
    return None


def _accepted(lat: float, lon: float, radius_km: float, now: datetime) -> Decision:
    level = Level.of_radius(radius_km)
    name = Gazetteer.open().reverse(np.array([lat]), np.array([lon]))[0]
    return Decision(
        Action.ACCEPT, DecidedBy.PERSON, now, lat, lon, radius_km, level, name.label(level), name.country_code
    )


def _of_candidate(photo: Photo, result: Result | None, rank: int | None, reject: int | None) -> Decision:
    from whence_engine.accept.decide import accepted_candidate

    candidates = result.candidates if result else ()
    wanted = rank or reject
    best = next((candidate for candidate in candidates if candidate.rank == wanted), None)
    if result is None or best is None:
        if not candidates:
            raise PhotoError(photo.path, "it has no candidates yet; run `whence locate` first.")
        raise PhotoError(photo.path, f"it has no candidate {wanted}; `whence locate --why` names those that it has.")
    accepted = accepted_candidate(best, DecidedBy.PERSON, datetime.now(), result.model)
    return accepted if rank else replace(accepted, action=Action.REJECT)


def _indexed(photo: Photo | None, path: Path) -> Photo:
    if photo is None:
        raise PhotoError(path, "it is not in the library; run `whence locate` on its folder first.")
    if photo.error:
        raise PhotoError(photo.path, f"nothing can be decided of it: {photo.error}")
    return photo


def _say(photo: Photo, decision: Decision | None, *, as_json: bool) -> None:
    if as_json:
        say_json({"path": str(photo.path), "decision": decision_json(decision) if decision else None})
        return
    if decision is None:
        what = "undecided"
    elif decision.lat_deg is None:
        what = decision.action.value
    else:
        what = f"{decision.action.value} {decision.place or ''} ({decision.lat_deg:.5f}, {decision.lon_deg:.5f})"
    click.echo(f"{printable(photo.path)}: {what}")


@click.command()
@photo_arguments
@click.option("--taken", required=True, metavar="TEXT", help='"1987", "summer 1987" or 1987-07-12; "unknown" forgets.')
@library_option
def date(paths: tuple[Path, ...], taken: str, library_file: Path | None) -> int:
    """Say when the photos below PATH... were taken. Kept in the ledger, never written into a photo."""
    from whence_engine.accept.decide import state_taken
    from whence_engine.files.stated import parse_stated

    must_exist(paths)
    now = datetime.now()
    when = None if taken.strip().lower() == "unknown" else parse_stated(taken)
    run = session(library_file)
    failed = 0
    with run.library() as library:
        for path in paths:
            if path.is_dir():
                library.ledger.stated.state_folder(path, taken, when, at=now)
                continue
            try:
                state_taken(library, path, taken, when, at=now)
            except PhotoError as error:
                failed += 1
                click.echo(f"{printable(error.path)}: {error.reason}", err=True)
    if failed < len(paths):
        noted = "Forgotten" if when is None else f"Noted: {_spelled(when)}"
        click.echo(f"{noted}; `whence locate` uses it from now on.", err=True)
    return 1 if failed else 0


def _spelled(when: CaptureTime) -> str:
    """Say how words were understood: the moment, the day, or from which day to which."""
    if when.span < timedelta(days=1):
        return f"{when.local:%Y-%m-%d %H:%M}"
    last = (when.local + when.span - timedelta(seconds=1)).date()
    return f"{when.local:%Y-%m-%d}" + (f" to {last}" if last != when.local.date() else "")
