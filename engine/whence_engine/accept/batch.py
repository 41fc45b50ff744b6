"""Groups of writes: staged, verified, made durable and journalled together, so that the disk is waited for once.

For every group: copies are written beside their photos and read back; all are flushed; the journal's rows are
committed; the copies take their places; the folders are flushed. Killed between any two of these, each photo is the
old or the new file, and the journal knows or finds out which.

What waits for the disk waits in threads: a copy is flushed while the next one is made, and the file system gives the
replaced files' space back while the next group is on its way.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from whence_engine.accept.rows import WriteRow, refused
from whence_engine.errors import PhotoError, StorageError
from whence_engine.files.atomic import Removal, Staged, flush_folder
from whence_engine.library.journal import WriteRecord
from whence_engine.library.ledger import Ledger
from whence_engine.wording import Sentence

GROUP = 32
"""Photos per group: each holds two files open, six where a sidecar and a RAW file go with it."""
_DISK_THREADS = 16
"""Files flushed at a time: a journalling file system then commits once for many of them."""


@dataclass(slots=True)
class Step:
    """One file on its way: its staged copy, and how the journal speaks of it.

    `begun` is set once the journal's row is on the disk, `put` once the copy took its place.
    """

    staged: Staged | Removal
    record: WriteRecord
    begun: int = 0
    put: bool = False


@dataclass(slots=True)
class Job:
    """One photo: the row to show for it, and the files that are written together."""

    row: WriteRow
    steps: list[Step] = field(default_factory=list)

    def fail(self, error: PhotoError | StorageError) -> None:
        """Let the row say why nothing came of it, or not all; copies that did not take their places are removed."""
        row = refused(error, self.row.path)
        if self.row.action != "undone" and any(step.put for step in self.steps):
            reason = Sentence("A file that goes with it was left as it was: {reason}", reason=Sentence(row.reason))
            row = replace(self.row, reason=reason)
        self.row = row
        self.close()

    def unlock(self) -> None:
        """Let others open the photo's files before `close` gets round to it."""
        for step in self.steps:
            step.staged.unlock()

    def close(self) -> None:
        """Remove the copies that did not take their places."""
        for step in self.steps:
            step.staged.close()


Begin = Callable[[list[Step]], None]
"""Commits to the journal that these steps are about to be put."""
Settle = Callable[[list[Step]], None]
"""Notes in the journal which steps were put, and which never will be."""


@dataclass(frozen=True, slots=True)
class Task:
    """One photo: `jobs` stages its files, in the folder of the file that `path` leads to, and returns its jobs."""

    path: Path
    jobs: Callable[[], Iterable[Job]]


def run(tasks: Iterable[Task], ledger: Ledger, begin: Begin, settle: Settle) -> Iterator[WriteRow]:
    """Carry out jobs in groups and yield their rows. A job without steps only has a row.

    Parameters
    ----------
    ledger
        Told of every folder before anything is written there, so that the next start can tidy up after a crash. What
        is decided while a group is staged is committed together with the journal's rows.
    begin, settle
        What the journal is told before and after.

    Raises
    ------
    StorageError, LibraryError
        When the disk is full or the ledger cannot be written: nothing of the group at hand is half done.
    """
    waiting = iter(tasks)
    opened: set[Path] = set()
    with ThreadPoolExecutor(_DISK_THREADS) as disk:
        while group := list(islice(waiting, GROUP)):
            folders = {Path(os.path.realpath(task.path)).parent for task in group}
            ledger.writes.open_folders(folders - opened)
            opened |= folders
            with contextlib.ExitStack() as stack:
                with ledger.transaction():
                    jobs = _staged(group, stack, disk)
                    steps = [step for job in jobs for step in job.steps]
                    if steps:
                        begin(steps)
                if steps:
                    _put_all(jobs, steps, settle, disk)
            for job in jobs:
                yield job.row


def _staged(group: list[Task], stack: contextlib.ExitStack, disk: Executor) -> list[Job]:
    """Return the jobs of a group, their copies durable; `stack` lets them go."""
    jobs: list[Job] = []
    flushed: list[Future[None]] = []
    try:
        for task in group:
            for job in task.jobs():
                stack.callback(_let_go, job, disk)
                jobs.append(job)
                flushed.append(disk.submit(_flush, job))
    finally:
        wait(flushed)
    for one in flushed:
        one.result()
    return jobs


def _let_go(job: Job, disk: Executor) -> None:
    """Close a job's files: in passing where all are put, for giving back a replaced file's space takes a while."""
    if len(job.steps) == 1 and job.steps[0].put:
        job.unlock()
        disk.submit(job.close)
    else:
        job.close()


def _put_all(jobs: list[Job], steps: list[Step], settle: Settle, disk: Executor) -> None:
    try:
        for job in jobs:
            _put(job)
    finally:
        try:
            list(disk.map(flush_folder, {step.staged.target.parent for step in steps if step.put}))
        finally:
            settle(steps)


def _flush(job: Job) -> None:
    try:
        for step in job.steps:
            step.staged.flush()
    except (PhotoError, StorageError) as error:
        job.fail(error)
        job.steps.clear()


def _put(job: Job) -> None:
    try:
        for step in job.steps:
            step.staged.put()
            step.put = True
    except (PhotoError, StorageError) as error:
        job.fail(error)


def journalled(ledger: Ledger) -> tuple[Begin, Settle]:
    """Return what tells the ledger of new writes."""

    def begin(steps: list[Step]) -> None:
        for step, number in zip(steps, ledger.writes.begin(step.record for step in steps), strict=True):
            step.begun = number

    def settle(steps: list[Step]) -> None:
        settle_writes(ledger, [(step.begun, step.record, step.put) for step in steps])

    return begin, settle


def unjournalled(ledger: Ledger, now: datetime) -> tuple[Begin, Settle]:
    """Return what tells the ledger that writes are being undone."""

    def begin(steps: list[Step]) -> None:
        ledger.writes.begin_undo((step.record.id, step.record.undo_target) for step in steps)

    def settle(steps: list[Step]) -> None:
        settle_undos(ledger, [(step.record, step.put) for step in steps], now)

    return begin, settle


def settle_writes(ledger: Ledger, outcomes: list[tuple[int, WriteRecord, bool]]) -> None:
    """Note which writes (by id) happened; the decisions that they carried out are written from now on."""
    with ledger.transaction():
        ledger.writes.settle(
            done=[number for number, _, happened in outcomes if happened],
            never=[number for number, _, happened in outcomes if not happened],
        )
        for _, record, happened in outcomes:
            if happened:
                _note_size(ledger, record)
            if happened and record.decision:
                ledger.decisions.mark_entry(record.decision, record.action)


def settle_undos(ledger: Ledger, outcomes: list[tuple[WriteRecord, bool]], now: datetime) -> None:
    """Note which writes were undone; their decisions wait again, or go where the write brought them forth."""
    with ledger.transaction():
        ledger.writes.settle(
            done=[record.id for record, happened in outcomes if not happened],
            undone=[record.id for record, happened in outcomes if happened],
        )
        for record, happened in outcomes:
            if happened:
                _note_size(ledger, record)
            if happened and record.decision:
                ledger.decisions.mark_entry(record.decision, None)
                if record.direct:
                    ledger.decisions.take_back(record.decision, at=now)


def _note_size(ledger: Ledger, record: WriteRecord) -> None:
    """Let the ledger know how large the photo is now: by that a scan that starts anew recognises it elsewhere."""
    if record.target == record.photo:
        with contextlib.suppress(OSError):  # gone, or moved: the scan that finds it again tells the ledger
            ledger.decisions.resized(record.identity, record.target.stat().st_size)
