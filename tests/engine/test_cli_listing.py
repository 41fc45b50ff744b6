"""The heading of an album: which one, when, and how many photos."""

from datetime import datetime
from pathlib import Path

from whence_engine.cli.listing import heading
from whence_engine.photo import CaptureTime, Photo, TimeSource


def dated(path: str, source: TimeSource | None, year: int = 2026) -> Photo:
    taken = None if source is None else CaptureTime(datetime(year, 11, 27, 9), source, 0.2)
    return Photo(Path(path), 1, 1, 1, "JPEG", taken=taken)


def test_photos_with_no_date_but_that_of_their_files_go_by_their_folder() -> None:
    scans = [dated("/scans/Omas Album/1.jpg", TimeSource.MTIME), dated("/scans/Omas Album/2.jpg", None)]
    assert heading(3, scans) == "Album 3, Omas Album, no date, 2 photos"


def test_the_date_of_a_file_is_not_told_beside_those_of_cameras() -> None:
    walk = [dated("/walk/1.jpg", TimeSource.EXIF, 2014), dated("/walk/2.jpg", TimeSource.MTIME)]
    assert heading(3, walk) == "Album 3, 2014-11-27, 2 photos"


def test_photos_at_the_root_of_a_disk_have_no_name_to_go_by() -> None:
    assert heading(3, [dated("/1.jpg", None)]) == "Album 3, no date, 1 photo"
