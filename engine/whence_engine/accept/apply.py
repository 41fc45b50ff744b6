"""Write what was accepted."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from whence_engine.accept import batch
from whence_engine.accept.decide import identity_of
from whence_engine.accept.jobs import Order, Writer
from whence_engine.accept.placements import placement_of
from whence_engine.accept.rows import WriteRow
from whence_engine.accept.turn import refresh, writing
from whence_engine.errors import PhotoError
from whence_engine.files import privacy
from whence_engine.files.identity import picture_hash
from whence_engine.library.decisions import Picture
from whence_engine.library.library import Library
from whence_engine.photo import Action
from whence_engine.settings import Settings
from whence_engine.wording import Sentence


def apply(
    library: Library,
    paths: Sequence[Path] | None = None,
    *,
    settings: Settings,
    write: str = "auto",
    replace: bool = False,
    dry_run: bool = False,
    now: datetime | None = None,
) -> Iterator[WriteRow]:
    """Write every accepted place that was not written yet, and yield one row per file.

    Stopped at any point, the rest waits for the next call.

    Parameters
    ----------
    paths
        Absolute files and folders; None or empty for everything.
    write
        `auto`, `exif` or `sidecar`.
    replace
        Also where the photo states a position of its own already.
    dry_run
        Plan and verify in memory, and touch nothing.

    Raises
    ------
    LibraryLockedError
        When another process is writing photos of this library.
    SettingsError
        When a privacy zone cannot be read.
    """
    writer = new_writer(library, settings, write, replace=replace, dry_run=dry_run, now=now or datetime.now())
    waiting = [picture for picture, _ in library.ledger.decisions.waiting()]
    yield from carry_out(library, writer, _tasks(library, writer, waiting, paths))


def expected(library: Library, paths: Sequence[Path] | None = None) -> int:
    """Return how many pictures `apply` has before it; one that lies in several files counts once."""
    return sum(_below(picture.path, paths) for picture, _ in library.ledger.decisions.waiting())


def new_writer(
    library: Library, settings: Settings, mode: str, *, replace: bool, dry_run: bool, now: datetime
) -> Writer:
    """Return the writer of a new run."""
    zones = privacy.parse(settings.privacy_zones)
    run = library.ledger.writes.next_run()
    return Writer(library.ledger, settings, zones, mode, replace, dry_run, run, now)


def carry_out(library: Library, writer: Writer, tasks: Iterator[batch.Task]) -> Iterator[WriteRow]:
    """Run the tasks under the writer's lock and keep the index in step."""
    if writer.dry_run:
        for task in tasks:
            for job in task.jobs():
                job.close()
                yield job.row
        return
    with writing(library.ledger, writer.now):
        begin, settle = batch.journalled(library.ledger)
        for row in batch.run(tasks, library.ledger, begin, settle):
            if row.action != "refused":
                refresh(library, row.path)
            yield row


def _tasks(
    library: Library, writer: Writer, waiting: Sequence[Picture], roots: Sequence[Path] | None
) -> Iterator[batch.Task]:
    for picture in waiting:
        copies = _copies(library, picture)
        wanted = [path for path in copies if _below(path, roots)]
        if not copies and _below(picture.path, roots):
            yield batch.Task(picture.path, partial(_gone, picture.path))
        for path in wanted:
            # The decision counts as carried out when the last file that holds the picture is written.
            last = path == copies[-1] and len(wanted) == len(copies)
            yield batch.Task(path, partial(_jobs, library, writer, picture.identity, path, completes=last))


def _jobs(library: Library, writer: Writer, identity: str, path: Path, *, completes: bool) -> Iterator[batch.Job]:
    entry = library.ledger.decisions.current(identity)
    if entry is None or entry.decision.action is not Action.ACCEPT:
        return  # decided otherwise since
    placement = placement_of(entry.decision, writer.settings)
    if placement.point is None and placement.text is None:
        reason = Sentence("What was accepted is too coarse to be written.")
        yield batch.Job(WriteRow(path, "refused", reason, dry_run=writer.dry_run))
        return
    photo = library.index.photos.at(path)
    companions = () if photo is None else photo.companions
    for job in writer.jobs(Order(path, placement, identity, companions, entry.id if completes else 0)):
        job.row = replace(job.row, place=entry.decision.place)
        yield job


def _gone(path: Path) -> Iterator[batch.Job]:
    yield batch.Job(WriteRow(path, "refused", Sentence("The photo is gone, or another picture lies there now.")))


def _copies(library: Library, picture: Picture) -> list[Path]:
    """Return the files that hold the picture: where it was decided on, and wherever a scan found it."""
    known = [picture.path, *(photo.path for photo in library.index.photos.with_identity(picture.identity))]
    return [path for path in dict.fromkeys(known) if _holds(library, path, picture.identity)]


def _holds(library: Library, path: Path, identity: str) -> bool:
    photo = library.index.photos.at(path)
    try:
        if not path.exists():
            return False
        return identity == (picture_hash(path) if photo is None else identity_of(library, photo))
    except (PhotoError, OSError):
        return False


def _below(path: Path, roots: Sequence[Path] | None) -> bool:
    return not roots or any(path == root or root in path.parents for root in roots)
