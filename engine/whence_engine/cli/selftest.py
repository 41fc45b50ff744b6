"""`whence selftest`: how right the program is on one's own photos, and how right it says it is."""

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from whence_engine.cli.progress import Progress
from whence_engine.cli.session import json_option, library_option, must_exist, photo_arguments, say_json, session
from whence_engine.cues.registry import load_cues
from whence_engine.errors import UsageError
from whence_engine.inference.bundle import Bundle, find_bundle
from whence_engine.selftest.hide import RATES, ways
from whence_engine.selftest.rows import rows
from whence_engine.selftest.run import Report, SelfTest
from whence_engine.selftest.stored import note
from whence_engine.selftest.threshold import ERROR, NoThreshold

_RADII = ("1", "25", "200", "750", "2500")


@click.command()
@photo_arguments
@click.option("--model", metavar="NAME|DIR", help="Model bundle to use (default: the setting `model`).")
@click.option("--cues", metavar="A,B,...", help="Use only these kinds of evidence (default: all that are installed).")
@click.option(
    "--rates",
    metavar="P,P,...",
    default=",".join(f"{100 * rate:g}" for rate in RATES),
    show_default=True,
    help="Which shares of the positions to hide, in percent.",
)
@click.option(
    "--error",
    metavar="E",
    type=click.FloatRange(0.001, 0.5),
    default=ERROR,
    show_default=True,
    help="The share of wrong answers that --auto-accept auto may make.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Which photos are hidden.")
@library_option
@json_option
def selftest(
    paths: tuple[Path, ...],
    model: str | None,
    cues: str | None,
    rates: str,
    error: float,
    seed: int,
    library_file: Path | None,
    as_json: bool,
) -> int:
    """Hide the positions of your own photos, look for them again, and tell how often that was right.

    No photo is changed, and no answer. `whence locate --auto-accept auto` uses what is found.
    """
    must_exist(paths)
    wanted = ways(_rates(rates))
    run = session(library_file)
    chosen = load_cues(None if cues is None else [name.strip() for name in cues.split(",") if name.strip()])
    bundle = Bundle.open(find_bundle(model or run.settings.model, run.folders))
    began = time.monotonic()
    with run.library() as library, Progress() as progress:
        test = SelfTest(library, bundle, chosen, run.settings)
        for _ in progress.watch(test.run(paths, wanted, error=error, seed=seed, now=datetime.now())):
            pass
        assert test.report is not None
        note(library, test.report, at=datetime.now())
    if as_json:
        for row in rows(test.report):
            say_json(row)
    else:
        for line in told(test.report):
            click.echo(line)
    click.echo(f"{len(test.report.ways)} ways of hiding took {time.monotonic() - began:.0f} s.", err=True)
    return 1 if progress.failed or progress.skipped else 0


def _rates(text: str) -> list[float]:
    try:
        found = [float(part.strip().removesuffix("%")) / 100 for part in text.split(",") if part.strip()]
    except ValueError:
        found = []
    if not found or not all(0.0 < rate <= 1.0 for rate in found):
        raise UsageError(f"{text!r} are no rates; name shares in percent, as 100,90,50.")
    return found


def told(report: Report) -> Iterator[str]:
    """Yield the report for people, line by line."""
    found = rows(report)
    yield f"{report.photos} photos carry a position that can be hidden and looked for again."
    if report.unread:
        yield f"The text in {report.unread} of the pictures was never read, as only photos without a position are read:"
        yield "`signs` says nothing of them."
    yield ""
    yield "hidden             photos  who answers       answers    1 km   25 km  200 km  750 km  2500 km"
    for way, row in zip(report.ways, found, strict=False):
        yield from _table(way.way.name, row)
    yield ""
    yield from _curve(found[-1])
    yield ""
    yield _sentence(report)


def _table(name: str, row: dict[str, Any]) -> Iterator[str]:
    yield f"{name:<18} {row['photos']:>6}  {_shares('Whence', 1.0, row['within_km'])}"
    spoken = {cue: told for cue, told in row["cues"].items() if told["answers"]}
    by_share = sorted(spoken.items(), key=lambda item: -item[1]["within_km"]["25"])
    for other, told_by in (
        ("nearest in time", row["nearest_in_time"]),
        *((f"only {cue}", one) for cue, one in by_share),
    ):
        yield f"{'':<18} {'':>6}  {_shares(other, told_by['answers'], told_by['within_km'])}"


def _shares(name: str, answers: float, within: dict[str, float]) -> str:
    shares = "  ".join(f"{_percent(within[radius]):>6}" for radius in _RADII)
    return f"{name:<16}  {_percent(answers):>7}  {shares}"


def _curve(row: dict[str, Any]) -> Iterator[str]:
    """Yield the reliability curves: what was claimed, and how often it was true, the least sure tenth first."""
    yield "All together: what was claimed -> what was true, in tenths from the least sure to the surest"
    yield "          " + "".join(f"{radius + ' km':>16}" for radius in _RADII)
    curves = [row["reliability"][radius] for radius in _RADII]
    for number, points in enumerate(zip(*curves, strict=False), start=1):
        cells = (f"{_percent(stated)} -> {_percent(true)}" for stated, true, _ in points)
        yield f"{number:>10}" + "".join(f"{cell:>16}" for cell in cells)
    claimed = (f"{_percent(row['claimed'][radius])} -> {_percent(row['within_km'][radius])}" for radius in _RADII)
    yield f"{'all':>10}" + "".join(f"{cell:>16}" for cell in claimed)
    yield f"{'true, 95 %':>10}" + "".join(
        f"{'{:.0f} to {:.0f} %'.format(*(100 * edge for edge in row['interval'][radius])):>16}" for radius in _RADII
    )
    errors = (f"{100 * row['calibration_error'][radius]:.1f} points" for radius in _RADII)
    yield f"{'mean error':>10}" + "".join(f"{cell:>16}" for cell in errors)


def _sentence(report: Report) -> str:
    found = report.threshold
    if isinstance(found, NoThreshold):
        return found.because
    return (
        f"Answers that claim {100 * found.probability:g} % or more can be accepted unseen: of {found.answers} such "
        f"answers on {found.photos} photos, {100 * found.wrong:.1f} % were wrong ({100 * found.low:.1f} to "
        f"{100 * found.high:.1f} %). `whence locate --auto-accept auto` uses this from now on."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
