"""`whence scan`, `status` and `albums`: what the library holds."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from whence_engine.cli.listing import counted, shown_day, undated
from whence_engine.cli.progress import Progress
from whence_engine.cli.session import json_option, library_option, photo_arguments, say_json, session
from whence_engine.cli.told import told_lines
from whence_engine.library.standing import AlbumLine, Standing, album_lines, standings
from whence_engine.photo import Action, Level


@click.command()
@photo_arguments
@library_option
def scan(paths: tuple[Path, ...], library_file: Path | None) -> int:
    """Index or refresh PATH... without locating anything."""
    from whence_engine.albums.arrange import arrange
    from whence_engine.scan.refresh import scan as scan_files

    run = session(library_file)
    with run.library() as library, Progress() as progress:
        for _ in progress.watch(scan_files(paths, library, settings=run.settings, now=datetime.now())):
            pass
        arrange(library)
        damaged = [photo.error is not None for photo in library.index.photos.under(paths)]
    click.echo(counted(len(damaged), sum(damaged), progress.other_files), err=True)
    return 1 if progress.failed or progress.skipped or any(damaged) else 0


@click.command()
@library_option
@json_option
def status(library_file: Path | None, as_json: bool) -> None:
    """Count the photos of the library by what is known and what was decided."""
    run = session(library_file, reads=True)
    counts = dict.fromkeys(_STATES, 0)
    with run.library() as library:
        counts["albums"] = sum(1 for _ in library.index.albums.summaries())
        for standing in standings(library):
            counts["photos"] += standing.photos
            counts[_state(standing)] += standing.photos
        told = told_lines(library)
    if as_json:
        row = {name.replace(",", "").replace(" ", "_"): count for name, count in counts.items()}
        say_json({**row, "told": told} if told else row)
        return
    click.echo(f"{run.library_file}")
    for name, count in counts.items():
        click.echo(f"{count:>8}  {name}")
    for line in told:
        click.echo(f"          {line}")


_STATES = (
    "albums", "photos", "with a position", "written", "accepted, to be written", "without a place", "skipped",
    "sure to a city", "to review", "not located yet", "cannot be read",
)  # fmt: skip
"""What `status` counts; every photo is in exactly one state, from "with a position" on."""


def _state(standing: Standing) -> str:
    if not standing.readable:
        return "cannot be read"
    if standing.written:
        return "written"
    if standing.located:
        return "with a position"
    if standing.action in _DECIDED:
        return _DECIDED[standing.action]
    if standing.level is None:
        return "not located yet"
    return "sure to a city" if standing.level in {Level.EXACT, Level.CITY} else "to review"


_DECIDED: dict[Action | None, str] = {
    Action.ACCEPT: "accepted, to be written",
    Action.NO_PLACE: "without a place",
    Action.SKIP: "skipped",
}


@click.command()
@library_option
@json_option
def albums(library_file: Path | None, as_json: bool) -> None:
    """List the albums: when, how many photos, where so far."""
    run = session(library_file, reads=True)
    with run.library() as library:
        for line in album_lines(library):
            row = _album_row(line)
            if as_json:
                say_json(row)
                continue
            count = f"{line.photos:>5} {'photo ' if line.photos == 1 else 'photos'}"
            click.echo(f"{line.id:>6}  {_when(line):<24}  {count}  {line.place}".rstrip())


def _when(line: AlbumLine) -> str:
    """Say from when to when the photos of an album were taken, as exactly as is known, or in which folder they lie."""
    days = [shown_day(day, line.span) for day in (line.first, line.last) if day is not None]
    return " to ".join(dict.fromkeys(days)) or undated(line.folders[0])


def _album_row(line: AlbumLine) -> dict[str, Any]:
    return {
        "album": line.id,
        "from": None if line.first is None else line.first.isoformat(),
        "to": None if line.last is None else line.last.isoformat(),
        "photos": line.photos,
        "with_position": line.located,
        "place": line.place,
        "folders": list(line.folders),
    }
