"""`whence apply`, `undo`, `written` and `geotag`: what goes into files, and back out of them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from whence_engine.accept.rows import WriteRow
from whence_engine.cli.progress import Progress
from whence_engine.cli.session import (
    absolute,
    json_option,
    library_option,
    must_exist,
    photo_arguments,
    printable,
    say_json,
    session,
)
from whence_engine.errors import UsageError
from whence_engine.geo.coordinates import format_decimal

_PHOTOS = click.argument(
    "paths", nargs=-1, metavar="[PHOTO...]", type=click.Path(path_type=Path, readable=False), callback=absolute
)
_WRITE = click.option(
    "--write", type=click.Choice(["auto", "exif", "sidecar"]), help="Where to write (default: the setting `write`)."
)


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would be written where, and write nothing.")
@_WRITE
@click.option("--replace", is_flag=True, help="Also replace positions that are already there.")
@_PHOTOS
@library_option
@json_option
def apply(
    paths: tuple[Path, ...], dry_run: bool, write: str | None, replace: bool, library_file: Path | None, as_json: bool
) -> int:
    """Write what was accepted, verified and journalled; all of it, or only PHOTO..."""
    from whence_engine.accept.apply import apply as apply_accepted
    from whence_engine.accept.apply import expected

    must_exist(paths)
    run = session(library_file, reads=True)
    with run.library() as library, Progress() as progress:
        shown = [photo.path if (photo := library.index.photos.shown_for(path)) else path for path in paths]
        rows = apply_accepted(
            library,
            shown,
            settings=run.settings,
            write=write or run.settings.write,
            replace=replace,
            dry_run=dry_run,
        )
        rows = progress.rows("apply", expected(library, shown), rows)
        done = "This is what `whence apply` would write; nothing was." if dry_run else _WAY_BACK
        return _say(rows, as_json=as_json, nothing="Nothing accepted waits to be written.", done=done)


@click.command()
@click.option("--last", is_flag=True, help="Take back the last run of writes.")
@click.option("--all", "everything", is_flag=True, help="Take back everything that Whence ever wrote.")
@_PHOTOS
@library_option
@json_option
def undo(paths: tuple[Path, ...], last: bool, everything: bool, library_file: Path | None, as_json: bool) -> int:
    """Give the old bytes back: of the last run, of everything, or of PHOTO..."""
    if last + everything + bool(paths) != 1:
        raise UsageError("Say exactly one of --last, --all and PHOTO...")
    from whence_engine.accept.undo import expected
    from whence_engine.accept.undo import undo as undo_writes

    run = session(library_file, reads=True)
    with run.library() as library, Progress() as progress:
        rows = undo_writes(library, last=last, everything=everything, paths=paths)
        total = expected(library, last=last, everything=everything, paths=paths)
        return _say(progress.rows("undo", total, rows), as_json=as_json, nothing="There is nothing to undo.")


@click.command()
@library_option
@json_option
def written(library_file: Path | None, as_json: bool) -> int:
    """List everything that Whence ever wrote, and where."""
    from whence_engine.accept.written import written as list_written

    run = session(library_file, reads=True)
    with run.library() as library:
        return _say(list_written(library), as_json=as_json, nothing="Nothing was ever written.")


@click.command()
@photo_arguments
@click.option("--at", required=True, metavar="LAT,LON", help="Where the photos were taken.")
@click.option(
    "--radius", metavar="KM", type=click.FloatRange(0.0, 20000.0), default=0.05, help="How far off it may be."
)
@_WRITE
@library_option
@json_option
def geotag(
    paths: tuple[Path, ...], at: str, radius: float, write: str | None, library_file: Path | None, as_json: bool
) -> int:
    """Write coordinates into the photos PATH... now: verified, journalled, replacing a position that is there."""
    from whence_engine.accept.geotag import geotag as geotag_photos
    from whence_engine.geo import coordinates

    lat, lon = coordinates.parse(at)
    run = session(library_file)
    with run.library() as library:
        rows = geotag_photos(
            library,
            paths,
            lat_deg=lat,
            lon_deg=lon,
            radius_km=radius,
            settings=run.settings,
            write=write or run.settings.write,
            now=datetime.now(),
        )
        return _say(rows, as_json=as_json, nothing="No photo was named.", done=_WAY_BACK)


_WAY_BACK = "`whence undo --last` takes that back."


def _say(rows: Iterator[WriteRow], *, as_json: bool, nothing: str, done: str = "") -> int:
    """Print each row as it comes; a refusal fails the run, a sidecar in place of the file does not."""
    count = refused = 0
    for row in rows:
        count += 1
        refused += row.action == "refused"
        if as_json:
            say_json(_row_json(row))
        else:
            click.echo(_row_line(row))
    if not count:
        click.echo(nothing, err=True)
    elif done and refused < count and not as_json:
        click.echo(done, err=True)
    return 1 if refused else 0


def _row_json(row: WriteRow) -> dict[str, Any]:
    """Return the contract's object; `target` is the file that was written where that is not the photo."""
    told: dict[str, Any] = {"path": str(row.path), "action": row.action, "reason": row.reason}
    if row.target is not None:
        told["target"] = str(row.target)
    if row.at is not None:
        told["at"] = row.at.isoformat(timespec="seconds")
    if row.dry_run:
        told["dry_run"] = True
    return told


def _row_line(row: WriteRow) -> str:
    """Return one line: when (where that is the question), what, which photo, through which file, and why."""
    when = f"{row.at:%Y-%m-%d %H:%M}  " if row.at else ""
    what = f"would be {row.action}" if row.dry_run and row.action != "refused" else row.action
    through = f" -> {printable(row.target)}" if row.target else ""
    why = "; ".join(text for text in (_placed(row), row.reason) if text)
    return f"{when}{what:<8} {printable(row.path)}{through}{': ' + why if why else ''}"


def _placed(row: WriteRow) -> str:
    """Return which place goes there, and which gives way to it."""
    if row.action == "refused":
        return ""
    named = [row.place] if row.place else []
    point = [format_decimal(*row.point)] if row.point else []
    given_way = f", in place of {format_decimal(*row.replaced)}" if row.replaced else ""
    return " at ".join((*named, *point)) + given_way
