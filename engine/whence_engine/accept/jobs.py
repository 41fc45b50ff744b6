"""Which files one accepted place means, each planned, staged and verified.

The photo itself where that is safe, else its sidecar; the RAW file of a pair gets a sidecar; a sidecar that states a
position already is kept in step with the photo, so that two readers never disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from whence_engine.accept.batch import Job, Step
from whence_engine.accept.rows import WriteRow, refused, unreadable
from whence_engine.errors import PhotoError, StorageError, VerifyError, WriteRefusedError
from whence_engine.files import privacy, sidecar, write
from whence_engine.files.change import Edit, Placement
from whence_engine.files.original import Original
from whence_engine.files.read import read_photo
from whence_engine.files.splice import UnsafeError, applied, packed
from whence_engine.library.journal import WriteRecord
from whence_engine.library.ledger import Ledger
from whence_engine.photo import Found, Written
from whence_engine.settings import Settings
from whence_engine.wording import Sentence, together, whole

_SAME_PLACE_DEG = 1e-6


@dataclass(frozen=True, slots=True)
class Order:
    """One photo and what is to be written of it.

    Attributes
    ----------
    identity
        The picture.
    companions
        The RAW files of a RAW+JPEG pair.
    decision, direct
        As in `WriteRecord`.
    """

    path: Path
    placement: Placement
    identity: str
    companions: tuple[Path, ...] = ()
    decision: int = 0
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Writer:
    """How photos are written in one run.

    Attributes
    ----------
    mode
        `auto`, `exif` or `sidecar`.
    replace
        Positions that are already there give way.
    """

    ledger: Ledger
    settings: Settings
    zones: tuple[privacy.Zone, ...]
    mode: str
    replace: bool
    dry_run: bool
    run: int
    now: datetime

    def jobs(self, order: Order) -> Iterator[Job]:
        """Yield the staged jobs of one photo: its own, and one per companion. Never raises for a photo's sake."""
        placement = privacy.kept_private(order.placement, self.zones)
        if placement is None:
            reason = WriteRefusedError(order.path, "it was taken inside a privacy zone")
            yield Job(refused(reason, order.path, dry_run=self.dry_run))
            return
        rounded = placement is not order.placement
        order = replace(order, placement=placement)
        edit = Edit(placement, wipe=self.settings.wipe_old_position or rounded, new_packet=self.settings.xmp_in_file)
        lead = self._job(order, edit)
        yield lead
        if lead.row.action == "refused":
            return
        for companion in order.companions:
            yield self._job(replace(order, path=companion, decision=0, companions=()), edit, sidecar_only=True)

    def _job(self, order: Order, edit: Edit, *, sidecar_only: bool = False) -> Job:
        job = Job(WriteRow(order.path, "refused", dry_run=self.dry_run, point=order.placement.point))
        try:
            self._fill(job, order, edit, sidecar_only=sidecar_only)
        except (PhotoError, StorageError, OSError) as error:
            job.fail(error if not isinstance(error, OSError) else unreadable(order.path, error))
            job.row = replace(job.row, dry_run=self.dry_run)
            job.steps.clear()
        except BaseException:
            job.close()
            raise
        return job

    def _fill(self, job: Job, order: Order, edit: Edit, *, sidecar_only: bool) -> None:
        if not sidecar_only and self.mode != "sidecar":
            try:
                self._into_file(job, order, edit)
            except (WriteRefusedError, VerifyError) as error:
                if self.mode == "exif":
                    raise
                job.close()
                job.steps.clear()
                self._into_sidecar(job, order, edit, reason=error.reason)
            return
        self._into_sidecar(job, order, edit)

    def _into_file(self, job: Job, order: Order, edit: Edit) -> None:
        if edit.placement is not None and edit.placement.point is None and self.mode == "exif":
            edit = replace(edit, new_packet=True)
        original = Original(order.path)
        try:
            stated = write.position_in(original.data)
            beside = self._sidecar_position(order.path)
            self._require_free(order, stated or beside)
            plan = write.into_file(
                original, edit, keep_mtime=self.settings.keep_mtime, hard_links=self.settings.hard_links
            )
            _require_words_have_a_place(plan)
            action = Written.TEXT if order.placement.point is None else Written.EXIF
            self._stage(job, order, plan, action, had_position=stated is not None)
        except BaseException:
            original.close()
            raise
        job.row = replace(job.row, action=action.value, replaced=stated or beside)
        if beside is not None:
            in_step = write.into_sidecar(order.path, edit, hard_links=self.settings.hard_links)
            self._stage(job, replace(order, decision=0), in_step, Written.SIDECAR, had_position=True)

    def _into_sidecar(self, job: Job, order: Order, edit: Edit, reason: str = "") -> None:
        in_file = _position_of(order.path)
        beside = self._sidecar_position(order.path)
        self._require_free(order, in_file or beside)
        plan = write.into_sidecar(order.path, edit, hard_links=self.settings.hard_links)
        action = Written.TEXT if order.placement.point is None else Written.SIDECAR
        self._stage(job, order, plan, action, had_position=beside is not None)
        reasons = [Sentence("{reason}; its sidecar serves instead", reason=Sentence(reason))] if reason else []
        if in_file is not None and order.placement.point is not None and not _near(in_file, order.placement.point):
            reasons.append(Sentence("the file itself still states another position"))
        said = together(map(whole, reasons)) if reasons else ""
        job.row = replace(job.row, action=action.value, reason=said, target=plan.target, replaced=in_file or beside)

    def _stage(self, job: Job, order: Order, plan: write.Plan, action: Written, *, had_position: bool) -> None:
        if not plan.splices or self.dry_run:
            if plan.original is not None:
                plan.original.close()
            if plan.splices:
                write.check(plan, applied(plan.old, plan.splices))
            elif order.decision and not self.dry_run:
                self.ledger.decisions.mark_entry(order.decision, action)  # all of it stands there already
            return
        staged, after = write.staged_copy(plan)
        record = WriteRecord(
            run=self.run,
            identity=order.identity,
            photo=order.path,
            target=plan.target,
            action=action,
            at=self.now,
            created=plan.original is None,
            before=b"" if plan.original is None else write.sha256(plan.old),
            after=after,
            mtime_before_ns=0 if plan.original is None else plan.original.status.st_mtime_ns,
            splices=packed(plan.splices),
            lat_deg=order.placement.lat_deg,
            lon_deg=order.placement.lon_deg,
            had_position=had_position,
            decision=order.decision,
            direct=order.direct,
        )
        if plan.original is not None:
            plan.original.forget()
        job.steps.append(Step(staged, record))

    def _require_free(self, order: Order, position: tuple[float, float] | None) -> None:
        """Refuse to replace a position that this program did not write, unless that was asked for."""
        if position is None or self.replace or order.placement.point is None:
            return
        ours = next(iter(self.ledger.writes.standing(order.path, order.identity)), None)
        is_ours = ours is not None and _near(position, (ours.lat_deg, ours.lon_deg))
        if is_ours:
            return
        raise PhotoError(order.path, "it already has a position, which stays unless positions are to be replaced")

    @staticmethod
    def _sidecar_position(path: Path) -> tuple[float, float] | None:
        found = sidecar.existing(path)
        if found is None:
            return None
        try:
            with Original(found) as original:
                return sidecar.position(original.data)
        except (PhotoError, UnsafeError):
            return None  # writing it will say what is wrong with it


def _position_of(path: Path) -> tuple[float, float] | None:
    """Return the position that a photo of any format states, RAW files and damaged ones included."""
    status = path.stat()
    found = read_photo(Found(path, status.st_size, status.st_mtime_ns, status.st_ino)).position
    return None if found is None else (found.lat_deg, found.lon_deg)


def _near(first: tuple[float, float], second: tuple[float | None, float | None]) -> bool:
    lat_deg, lon_deg = second
    if lat_deg is None or lon_deg is None:
        return False
    return max(abs(first[0] - lat_deg), abs(first[1] - lon_deg)) < _SAME_PLACE_DEG


def _require_words_have_a_place(plan: write.Plan) -> None:
    words_only = plan.edit.placement is not None and plan.edit.placement.point is None
    if words_only and not plan.splices:
        raise WriteRefusedError(plan.path, "it has no XMP packet that could hold words")
