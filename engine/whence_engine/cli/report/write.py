"""Chooses the kind of report by its suffix and puts it in place whole."""

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from whence_engine.cli.report.geo import geojson, gpx, kml
from whence_engine.cli.report.page import page
from whence_engine.cli.report.table import table
from whence_engine.errors import StorageError, UsageError
from whence_engine.pipeline import Answer

KINDS: Mapping[str, Callable[[Sequence[Answer]], bytes]] = {
    ".html": page,
    ".csv": table,
    ".geojson": geojson,
    ".kml": kml,
    ".gpx": gpx,
}


def check_report(path: Path) -> None:
    """Refuse a report that cannot be written, before any work is done for it.

    Raises
    ------
    UsageError
        When the suffix is none of `KINDS`, or the folder does not exist.
    """
    if path.suffix.lower() not in KINDS:
        raise UsageError(f"A report ends in {', '.join(KINDS)}; {path.name!r} does not.")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"Make the folder {path.absolute().parent} first; the report cannot be written there.")


def write_report(path: Path, answers: Sequence[Answer]) -> None:
    """Write `answers` to `path`, whole or not at all.

    Raises
    ------
    StorageError
        When the disk refuses.
    """
    content = KINDS[path.suffix.lower()](answers)
    temporary = None
    try:
        handle, temporary = tempfile.mkstemp(dir=path.absolute().parent, prefix=".whence-report-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise StorageError(f"The report cannot be written to {path}: {error.strerror}.") from error
