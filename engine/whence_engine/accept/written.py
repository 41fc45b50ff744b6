"""Everything that this program ever wrote, and where."""

from collections.abc import Iterator

from whence_engine.accept.rows import WriteRow
from whence_engine.library.journal import WriteState
from whence_engine.library.library import Library


def written(library: Library) -> Iterator[WriteRow]:
    """Yield one row per write, oldest first; `undone` for those that were taken back."""
    for record in library.ledger.writes.all():
        undone = record.state is WriteState.UNDONE
        target = None if record.target == record.photo else record.target
        point = None if record.lat_deg is None or record.lon_deg is None else (record.lat_deg, record.lon_deg)
        yield WriteRow(
            record.photo, "undone" if undone else record.action.value, target=target, at=record.at, point=point
        )
