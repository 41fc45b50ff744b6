"""The report as a table: CSV, UTF-8 with a byte-order mark, because spreadsheets ask for one."""

import csv
import io
from collections.abc import Sequence

from whence_engine.cli.rows import files_of, taken_at
from whence_engine.cli.session import printable
from whence_engine.pipeline import Answer

COLUMNS = (
    "path", "album", "taken_at", "position_lat", "position_lon", "rank", "lat", "lon", "level", "radius_km",
    "probability", "place", "country", "because", "error",
)  # fmt: skip


def table(answers: Sequence[Answer]) -> bytes:
    """Return one line per candidate; a photo that cannot be read has one line with its error."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for answer in answers:
        photo = answer.photo
        known = (photo.position.lat_deg, photo.position.lon_deg) if photo.position else ("", "")
        for path in files_of(photo):
            start = (_cell(printable(path)), answer.album, taken_at(photo.taken), *known)
            if not answer.candidates:
                rows.writerow((*start, *[""] * 9, photo.error))
            for best in answer.candidates:
                rows.writerow((
                    *start, best.rank, best.lat_deg, best.lon_deg, best.level.value, best.radius_km,
                    best.probability, _cell(best.place), best.country, _cell(" ".join(best.because)), "",
                ))  # fmt: skip
    return text.getvalue().encode("utf-8-sig", "backslashreplace")


def _cell(text: str) -> str:
    """Keep spreadsheets from running a file name as a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
