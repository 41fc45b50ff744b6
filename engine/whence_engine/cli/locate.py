"""`whence locate`: a folder of photos in, ranked places out. It never changes a photo."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from whence_engine.cli.listing import counted, listing
from whence_engine.cli.progress import Progress
from whence_engine.cli.rows import files_of, json_rows
from whence_engine.cli.session import json_option, library_option, photo_arguments, printable, say_json, session
from whence_engine.cli.told import parse_told, told_options, unknown_cameras
from whence_engine.cues.cue import Cue
from whence_engine.cues.registry import load_cues
from whence_engine.errors import UsageError
from whence_engine.inference.bundle import Bundle, find_bundle
from whence_engine.library.library import Library
from whence_engine.library.results import RedFlag
from whence_engine.photo import Level, Photo
from whence_engine.pipeline import Answer, Pipeline, answers

AUTO: Literal["auto"] = "auto"

_LEAST_PERCENT = 50.0


def _threshold(context: click.Context, option: click.Parameter, text: str | None) -> float | Literal["auto"] | None:
    """Return a chance from 0.5 to 1, which may be said in percent, or `auto` as it stands."""
    if text is None or text == AUTO:
        return text
    number = text.strip().removesuffix("%")
    try:
        chance = float(number)
    except ValueError:
        chance = math.nan
    if number != text.strip() or chance >= _LEAST_PERCENT:
        chance /= 100
    if not _LEAST_PERCENT / 100 <= chance <= 1.0:
        raise click.BadParameter(f"{text!r} is no chance from 0.5 to 1, such as 0.9 or 90%.", context, option)
    return chance


@click.command()
@photo_arguments
@click.option("--model", metavar="NAME|DIR", help="Model bundle to use (default: the setting `model`).")
@click.option("--cues", metavar="A,B,...", help="Use only these kinds of evidence (default: all that are installed).")
@click.option(
    "--auto-accept",
    metavar="P|auto",
    callback=_threshold,
    help="Accept the best candidate of each photo whose probability is at least P; `auto` takes what the last "
    "`whence selftest` found. P is 0.5 to 1, or a percentage. Nothing is written.",
)
@click.option(
    "--coarsest",
    type=click.Choice([level.value for level in Level]),
    help="With --auto-accept: leave open what is known less finely than this; city is 25 km.",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write a report; its suffix says which: .html, .csv, .geojson, .kml or .gpx.",
)
@click.option("--why", is_flag=True, help="Also print the reasons.")
@told_options
@library_option
@json_option
def locate(
    paths: tuple[Path, ...],
    model: str | None,
    cues: str | None,
    auto_accept: float | Literal["auto"] | None,
    coarsest: str | None,
    reports: tuple[Path, ...],
    why: bool,
    tracks: tuple[Path, ...],
    forgotten: tuple[Path, ...],
    clock_offsets: tuple[str, ...],
    time_zones: tuple[str, ...],
    library_file: Path | None,
    as_json: bool,
) -> int:
    """Scan PATH..., group the photos into albums and tell where each was taken."""
    from whence_engine.cli.report.write import check_report, write_report

    if coarsest is not None and auto_accept is None:
        raise UsageError("--coarsest goes with --auto-accept.")
    for report in reports:
        check_report(report)
    told = parse_told(tracks, forgotten, clock_offsets, time_zones)
    now = datetime.now()
    run = session(library_file)
    chosen = load_cues(None if cues is None else [name.strip() for name in cues.split(",") if name.strip()])
    bundle = Bundle.open(find_bundle(model or run.settings.model, run.folders))
    with run.library() as library, Progress() as progress:
        told.note(library, now)
        if auto_accept == AUTO:
            auto_accept = _tested(library, bundle, chosen)
        pipeline = Pipeline(library, bundle, chosen, run.settings)
        for _ in progress.watch(pipeline.run(paths, now=now)):
            pass
        for name in unknown_cameras(library) if told.offsets or told.zones else ():
            click.echo(f"No photo of this library was taken with a camera called {name!r}.", err=True)
        if pipeline.unread:
            click.echo(
                f"The text in {pipeline.unread} more pictures is read by the next runs; "
                "`whence settings read_signs on` reads all of it at once, off none.",
                err=True,
            )
        if auto_accept is not None:
            _accept(library, paths, auto_accept, Level(coarsest or Level.CONTINENT), now)
        if reports:
            found = list(answers(library, paths))
            for report in reports:
                write_report(report, found)
        count, failed = _print(answers(library, paths), paths, as_json=as_json, why=why)
    click.echo(counted(count, failed, progress.other_files), err=True)
    return 1 if failed or progress.failed or progress.skipped else 0


def _tested(library: Library, bundle: Bundle, cues: Sequence[Cue]) -> float:
    """Return the threshold of the last selftest, and say which it is."""
    from whence_engine.selftest.stored import stored_threshold

    tested = stored_threshold(library, bundle, cues)
    click.echo(tested.because, err=True)
    return tested.probability


def _accept(library: Library, paths: Sequence[Path], threshold: float, coarsest: Level, now: datetime) -> None:
    """Accept what is so sure and so fine at least, and say how much that was."""
    from whence_engine.accept.decide import accept_above

    done = accept_above(library, answers(library, paths), threshold, now=now, held=_say_held, coarsest=coarsest)
    sure = f"{100 * threshold:g} % or more"
    if coarsest is not Level.CONTINENT:
        sure += f" within {coarsest.radius_km:g} km"
    kept = f"; {done.held} held back for a person to see" if done.held else ""
    if not done.accepted:
        click.echo(f"No further photo is sure to {sure}{kept}.", err=True)
        return
    taken = "1 photo" if done.accepted == 1 else f"{done.accepted} photos"
    click.echo(f"{taken} accepted at {sure}{kept}; `whence apply` writes them.", err=True)


def _say_held(photo: Photo, flags: tuple[RedFlag, ...]) -> None:
    click.echo(f"{printable(photo.path)}: not accepted. {' '.join(flag.because for flag in flags)}", err=True)


def _print(found: Iterator[Answer], roots: Sequence[Path], *, as_json: bool, why: bool) -> tuple[int, int]:
    """Print every answer as it comes; return how many rows there were, and how many of them are errors."""
    count = failed = 0

    def each() -> Iterator[Answer]:
        nonlocal count, failed
        for answer in found:
            files = sum(1 for _ in files_of(answer.photo))
            count += files
            failed += files if answer.photo.error else 0
            yield answer

    if as_json:
        for answer in each():
            for row in json_rows(answer):
                say_json(row)
    else:
        for text in listing(each(), roots, why=why):
            click.echo(text)
    return count, failed
