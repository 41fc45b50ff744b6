"""Give the old bytes back: the file as it was, to the byte and the second.

A file that someone else changed since is not rolled back over their work: what we wrote is taken out of it, and where
that would not bring the old state back, the row says why.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from whence_engine.accept import batch
from whence_engine.accept.rows import WriteRow, unreadable
from whence_engine.accept.turn import refresh, writing
from whence_engine.errors import ChangedError, PhotoError, StorageError, WriteRefusedError
from whence_engine.files import sidecar, write
from whence_engine.files.atomic import Removal, Staged, stage
from whence_engine.files.change import Edit
from whence_engine.files.identity import picture_hash
from whence_engine.files.original import Original
from whence_engine.files.splice import UnsafeError, chunks, ordered, reversed_splices, unpacked
from whence_engine.library.journal import WriteRecord
from whence_engine.library.library import Library
from whence_engine.photo import Written
from whence_engine.wording import Sentence

_SAME_PLACE_DEG = 1e-6


@dataclass(frozen=True, slots=True)
class _Visit:
    """All files that one run wrote for one photo; `at` is where the photo lies now."""

    at: Path
    records: tuple[WriteRecord, ...]


def undo(
    library: Library,
    *,
    last: bool = False,
    everything: bool = False,
    paths: Sequence[Path] = (),
    now: datetime | None = None,
) -> Iterator[WriteRow]:
    """Take writes back and yield one row per photo and write.

    Parameters
    ----------
    last
        The last run of writes that still stands.
    everything
        All that was ever written; several writes to one photo last first.
    paths
        The last write to each of these photos, which may have been moved or renamed since.

    Raises
    ------
    LibraryLockedError
        When another process is writing photos of this library.
    """
    at = now or datetime.now()
    with writing(library.ledger, at):
        journal = library.ledger.writes
        if paths:
            visits = [_last_visit(library, path) for path in dict.fromkeys(paths)]
            yield from _wave(library, visits, at)
            return
        newest = journal.last_run()
        if newest is None or not (last or everything):
            return
        records = journal.standing(run=None if everything else newest)
        failed: set[Path] = set()
        for wave in _waves(records):
            where = {_lies_at(library, visit): visit for visit in wave if visit.at not in failed}
            for visit in wave:
                if visit.at in failed:
                    yield WriteRow(visit.at, "refused", "A later write to this photo could not be undone.")
            for row in _wave(library, [replace(visit, at=path) for path, visit in where.items()], at):
                if row.action == "refused":
                    failed.add(where[row.path].at)
                yield row


def expected(library: Library, *, last: bool = False, everything: bool = False, paths: Sequence[Path] = ()) -> int:
    """Return how many rows `undo` has before it, asked in the same way."""
    if paths:
        return len(set(paths))
    newest = library.ledger.writes.last_run()
    if newest is None or not (last or everything):
        return 0
    return library.ledger.writes.count_standing(run=None if everything else newest)


def _waves(records: Iterable[WriteRecord]) -> Iterator[list[_Visit]]:
    """Yield writes in waves that touch each photo once, the last ones first."""
    visits: dict[Path, dict[int, list[WriteRecord]]] = {}
    for record in records:
        visits.setdefault(record.photo, {}).setdefault(record.run, []).append(record)
    while visits:
        wave = []
        for photo, runs in list(visits.items()):
            newest = max(runs)
            wave.append(_Visit(photo, tuple(runs.pop(newest))))
            if not runs:
                del visits[photo]
        yield wave


def _last_visit(library: Library, path: Path) -> _Visit:
    journal = library.ledger.writes
    records = journal.standing(path)
    if not records:
        try:
            records = journal.standing(path, picture_hash(path))
        except PhotoError:
            records = []
    return _Visit(path, tuple(record for record in records if record.run == records[0].run))


def _wave(library: Library, visits: Sequence[_Visit], now: datetime) -> Iterator[WriteRow]:
    begin, settle = batch.unjournalled(library.ledger, now)
    tasks = (batch.Task(visit.at, lambda visit=visit: [_job(library, visit)]) for visit in visits)  # type: ignore[misc]
    for row in batch.run(tasks, library.ledger, begin, settle):
        if row.action == "undone":
            refresh(library, row.path)
        yield row


def _job(library: Library, visit: _Visit) -> batch.Job:
    job = batch.Job(WriteRow(visit.at, "undone"))
    if not visit.records:
        job.row = WriteRow(visit.at, "refused", "Nothing that was written into it still stands.")
    try:
        for record in visit.records:
            _take_back(job, record, _now_at(library, visit, record))
    except (PhotoError, StorageError, OSError) as error:
        job.fail(unreadable(visit.at, error) if isinstance(error, OSError) else error)
        job.steps.clear()
    except BaseException:
        job.close()
        raise
    return job


def _lies_at(library: Library, visit: _Visit) -> Path:
    """Return where the photo lies now; where it was written if that cannot be found out."""
    try:
        if visit.at.exists():
            return visit.at
        found = (_moved(library, visit, record) for record in visit.records)
        return next((photo for photo, _ in filter(None, found)), visit.at)
    except OSError:  # the row of the photo will say so, and the others go on
        return visit.at


def _now_at(library: Library, visit: _Visit, record: WriteRecord) -> Path:
    """Return where the written file lies now: the photo, and its sidecar with it, may have been moved."""
    if record.target.exists():
        return record.target
    found = _moved(library, visit, record)
    if found is None:
        raise WriteRefusedError(visit.at, "{name} is gone", name=record.target.name)
    return found[1]


def _moved(library: Library, visit: _Visit, record: WriteRecord) -> tuple[Path, Path] | None:
    """Return where a photo and the file that was written for it lie now, or None where nobody knows."""
    photos = [visit.at, *(photo.path for photo in library.index.photos.with_identity(record.identity))]
    for photo in photos:
        moved = photo if record.target == record.photo else sidecar.existing(photo)
        copy = photo != record.photo and library.ledger.writes.standing(photo)  # has writes of its own to undo
        if moved is not None and not copy and _is_unchanged(moved, record):
            return photo, moved
    return None


def _is_unchanged(path: Path, record: WriteRecord) -> bool:
    try:
        with Original(path) as original:
            return write.sha256(original.data) == record.after
    except PhotoError:
        return False


def _take_back(job: batch.Job, record: WriteRecord, target: Path) -> None:
    original = Original(target)
    try:
        if write.sha256(original.data) != record.after:
            _take_out(job, record, original)
            return
        if record.created:
            job.steps.append(batch.Step(Removal(job.row.path, original), replace(record, undo_target=b"")))
            return
        splices = ordered(original.data, reversed_splices(unpacked(record.splices)))
        staged = stage(original, chunks(original.data, splices), mtime_ns=record.mtime_before_ns)
        job.steps.append(batch.Step(staged, replace(record, undo_target=record.before)))
        _require_old_file(record, staged)
        original.forget()
    except ValueError as error:
        original.close()
        raise WriteRefusedError(record.photo, str(error)) from error
    except BaseException:
        original.close()
        raise


def _require_old_file(record: WriteRecord, staged: Staged) -> None:
    if write.sha256(staged.contents()) != record.before:
        raise WriteRefusedError(record.photo, "the old bytes do not give the old file")


def _take_out(job: batch.Job, record: WriteRecord, original: Original) -> None:
    """Remove our position from a file that someone changed since; the rest of it stays as they left it."""
    changed = ChangedError(
        record.photo, "{name} was changed by another program since it was written", name=original.target.name
    )
    if record.action is Written.TEXT or record.had_position or record.lat_deg is None or record.lon_deg is None:
        raise changed
    is_sidecar = record.target != record.photo
    try:
        position = sidecar.position(original.data) if is_sidecar else write.position_in(original.data)
    except UnsafeError as error:
        raise changed from error
    if position is None or max(abs(position[0] - record.lat_deg), abs(position[1] - record.lon_deg)) > _SAME_PLACE_DEG:
        raise changed
    edit = Edit(None, ours_only=True)
    plan = write.into_open_sidecar(original, edit) if is_sidecar else write.into_file(original, edit)
    staged, after = write.staged_copy(plan)
    job.steps.append(batch.Step(staged, replace(record, undo_target=after)))
    job.row = replace(job.row, reason=Sentence("It was changed since, so only the position was taken out."))
