"""`whence scan`, `status` and `albums`: what the library holds."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from whence_engine.cli.progress import Progress
from whence_engine.cli.rows import taken_at
from whence_engine.cli.session import json_option, library_option, photo_arguments, say_json, session
from whence_engine.cli.told import told_lines
from whence_engine.photo import Action, Album, Candidate, Decision, Level, Photo


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
    click.echo(
        f"{len(damaged)} photos, {sum(damaged)} of them cannot be read; {progress.other_files} other files.", err=True
    )
    return 1 if progress.failed or progress.skipped or any(damaged) else 0


@click.command()
@library_option
@json_option
def status(library_file: Path | None, as_json: bool) -> None:
    """Count the photos of the library by what is known and what was decided."""
    run = session(library_file)
    counts = dict.fromkeys(_STATES, 0)
    with run.library() as library:
        for album in library.index.albums.all():
            results = {
                found.photo_id: found.candidates for found in library.index.results.of(p.id for p in album.photos)
            }
            decisions = library.decisions(album.photos)
            counts["albums"] += 1
            for photo in album.photos:
                counts["photos"] += 1
                counts[_state(photo, decisions.get(photo.id), results.get(photo.id))] += 1
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


def _state(photo: Photo, decision: Decision | None, candidates: tuple[Candidate, ...] | None) -> str:
    if photo.error is not None:
        return "cannot be read"
    if decision is not None and decision.written:
        return "written"
    if photo.position is not None:
        return "with a position"
    if decision is not None and decision.action in _DECIDED:
        return _DECIDED[decision.action]
    if not candidates:
        return "not located yet"
    return "sure to a city" if candidates[0].level in {Level.EXACT, Level.CITY} else "to review"


_DECIDED = {
    Action.ACCEPT: "accepted, to be written",
    Action.NO_PLACE: "without a place",
    Action.SKIP: "skipped",
}


@click.command()
@library_option
@json_option
def albums(library_file: Path | None, as_json: bool) -> None:
    """List the albums: when, how many photos, where so far."""
    run = session(library_file)
    with run.library() as library:
        for album in library.index.albums.all():
            results = library.index.results.of(photo.id for photo in album.photos)
            row = _album_row(album, [found.candidates[0] for found in results if found.candidates])
            if as_json:
                say_json(row)
                continue
            when = f"{row['from'] or '':<10.10} {row['to'] if row['to'] != row['from'] else '':<10.10}"
            click.echo(f"{row['album']:>6}  {when}  {row['photos']:>5} photos  {row['place']}")


def _album_row(album: Album, best: list[Candidate]) -> dict[str, Any]:
    times = sorted(text for photo in album.photos if (text := taken_at(photo.taken)))
    places = Counter(candidate.place for candidate in best if candidate.place)
    return {
        "album": album.id,
        "from": times[0][:10] if times else None,
        "to": times[-1][:10] if times else None,
        "photos": len(album.photos),
        "with_position": sum(photo.position is not None for photo in album.photos),
        "place": places.most_common(1)[0][0] if places else "",
        "folders": sorted({str(photo.path.parent) for photo in album.photos}),
    }
