"""The command `evaluate`: scores as lines, and the report."""

import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whence_engine.metrics import RADII_KM
from whence_training.data.albums import AlbumCut
from whence_training.data.split import Side, split_of
from whence_training.evaluation import maps, subject
from whence_training.evaluation.judge import Verdict, judge
from whence_training.evaluation.report import write_report
from whence_training.evaluation.subject import Subject
from whence_training.results.table import percent
from whence_training.stages import Places
from whence_training.starter import evaluate as score_bundle


@dataclass(frozen=True, slots=True)
class Order:
    """What to judge (a bundle, a run, or embedded photos with the grid of their logits), and where to report."""

    data: Path
    cache: Path
    workers: int
    bundle: Path | None = None
    run: Path | None = None
    embedded: Path | None = None
    grid: Path | None = None
    report: Path | None = None
    show_photos: bool = False


def evaluate(order: Order) -> Iterator[str]:
    """Yield the score table; a bundle's scores are written into its card.

    Raises
    ------
    BundleError
        The bundle is missing or altered.
    UsageError
        The data folder lacks something, or the run is not finished.
    StorageError
        The report cannot be written.
    """
    if order.bundle is not None:
        places = Places(order.data, order.bundle, order.cache, order.workers)
        yield from score_bundle(places, split_of(order.data), AlbumCut())
        if order.report is None:
            return
        judged = subject.of_bundle(order.bundle, order.data, order.cache, order.workers)
    elif order.run is not None:
        judged = subject.of_run(order.run, order.data, order.cache, order.workers)
    else:
        assert order.embedded is not None
        judged = subject.of_embedded(order.embedded, order.grid)
    if order.report is None:
        yield from table(judge(judged))
        return
    backdrop = _backdrop(judged, made_up=(order.data / "split.toml").is_file())
    line = shlex.join(["python", "-m", "whence_training", *sys.argv[1:]])
    verdict = write_report(judged, order.report, backdrop, line, show_photos=order.show_photos)
    if order.bundle is None:
        yield from table(verdict)
    yield f"{order.report / 'index.html'}: the report"


def _backdrop(judged: Subject, *, made_up: bool) -> maps.Backdrop:
    """Draw on the Earth, or on what the training photos show of a planet that has a split of its own."""
    if not made_up:
        return maps.earth()
    labels = judged.sides[Side.TRAIN].manifest
    return maps.made_up(labels.lat, labels.lon)


def table(verdict: Verdict) -> Iterator[str]:
    """Yield the lines of the score table."""
    yield f"{len(verdict.labels)} photos; % within radius [95 % interval, photographers drawn]"
    yield " | ".join([f"{'method':28}", *(f"{f'{radius:g} km':>18}" for radius in RADII_KM)])
    for judged in verdict.methods:
        yield " | ".join([f"{judged.method:28}", *(f"{percent(cell):>18}" for cell in judged.within)])
