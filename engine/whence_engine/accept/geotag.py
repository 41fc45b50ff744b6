"""An explicit order: these photos were taken there."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from whence_engine.accept import batch
from whence_engine.accept.apply import carry_out, new_writer
from whence_engine.accept.jobs import Order, Writer
from whence_engine.accept.placements import provenance
from whence_engine.accept.rows import WriteRow, refused, unreadable
from whence_engine.errors import PhotoError
from whence_engine.files.change import Placement
from whence_engine.files.identity import picture_hash
from whence_engine.library.decisions import Picture
from whence_engine.library.library import Library
from whence_engine.photo import Action, DecidedBy, Decision, Level
from whence_engine.settings import Settings


def geotag(
    library: Library,
    paths: Sequence[Path],
    *,
    lat_deg: float,
    lon_deg: float,
    radius_km: float | None = None,
    settings: Settings,
    write: str = "auto",
    dry_run: bool = False,
    now: datetime | None = None,
) -> Iterator[WriteRow]:
    """Write a position into photos now, replacing what is there, and yield one row per file.

    The order is kept as a decision like any other, except where nothing could be written.

    Parameters
    ----------
    paths
        Absolute paths; they need not be in the index.
    radius_km
        Error to state with the position; None states none.

    Raises
    ------
    LibraryLockedError, SettingsError
        As `apply`.
    """
    at = now or datetime.now()
    level = None if radius_km is None else Level.of_radius(radius_km)
    decision = Decision(Action.ACCEPT, DecidedBy.PERSON, at, lat_deg, lon_deg, radius_km, level)
    writer = new_writer(library, settings, write, replace=True, dry_run=dry_run, now=at)
    yield from carry_out(library, writer, (_task(library, writer, path, decision) for path in dict.fromkeys(paths)))


def _task(library: Library, writer: Writer, path: Path, decision: Decision) -> batch.Task:
    def jobs() -> Iterator[batch.Job]:
        try:
            identity, size = picture_hash(path), path.stat().st_size
        except (PhotoError, OSError) as error:
            known = unreadable(path, error) if isinstance(error, OSError) else error
            yield batch.Job(refused(known, path, dry_run=writer.dry_run))
            return
        placement = Placement(decision.lat_deg, decision.lon_deg, decision.radius_km, provenance=provenance(decision))
        log = library.ledger.decisions
        number = 0 if writer.dry_run else log.decide(Picture(identity, path, size), decision)
        photo = library.index.photos.at(path)
        companions = () if photo is None else photo.companions
        if photo is not None and number:
            library.index.photos.set_identity(photo.id, identity)  # else nobody would find the decision by its photo
        for job in writer.jobs(Order(path, placement, identity, companions, number, direct=True)):
            if number and job.row.path == path and job.row.action == "refused":
                log.take_back(number, at=writer.now)
            yield job

    return batch.Task(path, jobs)
