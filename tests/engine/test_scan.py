"""Scanning: real folders, in every state that a disk can leave them in."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from trees import NOW, make_jpeg, names, one, read, run

from whence_engine.events import Finished, PhotoDone, PhotoFailed, Skipped, Started
from whence_engine.files.read import read_photo
from whence_engine.library.library import Library
from whence_engine.photo import Found, Photo
from whence_engine.scan import refresh, walk
from whence_engine.scan.refresh import scan
from whence_engine.settings import Settings


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


# What is found


def test_every_picture_in_a_tree_is_found_whatever_its_suffix_says(library: Library, photos: Path) -> None:
    make_jpeg(photos / "a.JPG")
    make_jpeg(photos / "deep" / "er" / "b.JpEg", colour=1)
    shutil.copy(make_jpeg(photos / "c.png", colour=2), photos / "without_suffix")
    shutil.copy(photos / "c.png", photos / "notes.txt")
    (photos / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(100))
    (photos / "real.txt").write_text("words")
    events = run(library, photos)
    assert names(library) == ["a.JPG", "c.png", "notes.txt", "without_suffix", "b.JpEg"]
    assert events[0] == Started("scan", None)
    assert events[-1] == Finished("scan", done=5, failed=0, other_files=2)
    assert {photo.format for photo in library.index.photos.all()} == {"JPEG"}
    assert one(library, photos / "a.JPG").taken is not None


def test_a_file_that_cannot_be_read_is_a_row_with_a_reason_and_the_rest_goes_on(library: Library, photos: Path) -> None:
    (photos / "empty.jpg").touch()
    (photos / "words.jpg").write_text("no picture, whatever the name says")
    make_jpeg(photos / "zebra.jpg")
    events = run(library, photos)
    failed = {event.path.name: event.reason for event in events if isinstance(event, PhotoFailed)}
    assert set(failed) == {"empty.jpg", "words.jpg"}
    assert failed["empty.jpg"] == "The file is empty."
    assert names(library) == ["empty.jpg", "words.jpg", "zebra.jpg"]
    assert events[-1] == Finished("scan", done=1, failed=2)
    assert run(library, photos)[1:] == [Finished("scan", done=1, failed=2)]


def test_hidden_and_system_folders_are_left_out_unless_asked_for(library: Library, photos: Path) -> None:
    for number, folder in enumerate([".thumbnails", "@eaDir", "$RECYCLE.BIN", "lost+found", "Thumbs", "trip"]):
        make_jpeg(photos / folder / f"{number}.jpg", colour=number)
    run(library, photos)
    assert names(library) == ["5.jpg"]
    run(library, photos, hidden_folders=True)
    assert len(names(library)) == 6


def test_a_hidden_folder_that_is_named_is_scanned(library: Library, photos: Path) -> None:
    make_jpeg(photos / ".private" / "a.jpg")
    run(library, photos / ".private")
    assert names(library) == ["a.jpg"]


def test_what_a_mac_keeps_beside_a_photo_is_no_photo(library: Library, photos: Path) -> None:
    make_jpeg(photos / "a.jpg")
    (photos / "._a.jpg").write_bytes(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X" + bytes(60))
    make_jpeg(photos / "._real.jpg", colour=7)
    assert run(library, photos)[-1] == Finished("scan", done=2, failed=0, other_files=1)
    assert names(library) == ["._real.jpg", "a.jpg"]


def test_links_are_followed_only_on_demand_and_never_in_circles(library: Library, photos: Path) -> None:
    make_jpeg(photos / "real" / "a.jpg")
    (photos / "real" / "loop").symlink_to(photos, target_is_directory=True)
    (photos / "to-itself.jpg").symlink_to(photos / "to-itself.jpg")
    (photos / "link.jpg").symlink_to(photos / "real" / "a.jpg")
    run(library, photos)
    assert names(library) == ["a.jpg"]
    events = run(library, photos, follow_links=True)
    assert names(library) == ["link.jpg", "a.jpg"]
    assert [event.path.name for event in events if isinstance(event, Skipped)] == ["loop"]


def test_a_folder_that_may_not_be_listed_is_skipped_and_its_photos_stay(
    library: Library, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests may be allowed everything, so the refusal is made up where the folder is listed."""
    make_jpeg(photos / "locked" / "a.jpg")
    make_jpeg(photos / "open" / "b.jpg", colour=1)
    run(library, photos)
    list_folder = walk._list

    def refuse(folder: Path, settings: Settings) -> tuple[dict[str, os.stat_result], list[str]]:
        if folder.name == "locked":
            raise PermissionError(13, "Permission denied", str(folder))
        return list_folder(folder, settings)

    monkeypatch.setattr(walk, "_list", refuse)
    events = run(library, photos)
    assert [event for event in events if isinstance(event, Skipped)] == [
        Skipped(photos / "locked", "The folder cannot be listed: Permission denied.")
    ]
    assert names(library) == ["a.jpg", "b.jpg"]


def test_a_root_that_is_not_there_is_reported(library: Library, photos: Path) -> None:
    events = run(library, photos / "nowhere")
    assert events[1:] == [
        Skipped(photos / "nowhere", "There is no such file or folder."),
        Finished("scan", 0, 0),
    ]


def test_roots_inside_each_other_are_scanned_once(library: Library, photos: Path) -> None:
    make_jpeg(photos / "in" / "a.jpg")
    make_jpeg(photos / "b.jpg", colour=1)
    events = run(library, photos / "in", photos, photos, photos / "in" / ".." / "in", photos / "in" / "a.jpg")
    assert sorted(read(events)) == ["a.jpg", "b.jpg"]
    assert events[-1] == Finished("scan", done=2, failed=0)


def test_a_root_can_be_a_single_file(library: Library, photos: Path) -> None:
    make_jpeg(photos / "a.jpg")
    make_jpeg(photos / "b.jpg", colour=1)
    assert run(library, photos / "b.jpg")[-1] == Finished("scan", done=1, failed=0)
    assert names(library) == ["b.jpg"]
    run(library, photos)
    run(library, photos / "a.jpg")
    assert names(library) == ["a.jpg", "b.jpg"]
    (photos / "a.jpg").unlink()
    run(library, photos / "a.jpg")
    assert names(library) == ["b.jpg"]


def test_roots_may_be_relative(library: Library, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_jpeg(photos / "a.jpg")
    monkeypatch.chdir(photos)
    run(library, Path())
    assert [photo.path for photo in library.index.photos.all()] == [photos / "a.jpg"]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_are_no_utf_8_and_names_with_line_breaks_are_names(library: Library, photos: Path) -> None:
    odd = [os.fsdecode(b"caf\xe9.jpg"), "two\nlines.jpg", " .jpg", "\u202egpj.exe.jpg"]
    for number, name in enumerate(odd):
        make_jpeg(photos / name / name, colour=number)
    run(library, photos)
    assert sorted(names(library)) == sorted(odd)
    assert run(library, photos)[1:] == [Finished("scan", done=4, failed=0)]


def test_pipes_and_sockets_are_not_opened(library: Library, photos: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system knows no named pipes")
    os.mkfifo(photos / "pipe.jpg")
    assert run(library, photos)[-1] == Finished("scan", 0, 0)


def test_a_file_that_vanishes_before_it_is_read_is_reported_and_not_stored(
    library: Library, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_jpeg(photos / "a.jpg")
    make_jpeg(photos / "b.jpg", colour=1)

    def vanish_first(found: Found, now: datetime) -> Photo:
        (photos / "a.jpg").unlink(missing_ok=True)
        return read_photo(found, now)

    monkeypatch.setattr(refresh, "read_photo", vanish_first)
    events = run(library, photos)
    assert PhotoFailed("scan", photos / "a.jpg", "The file vanished while it was being scanned.") in events
    assert names(library) == ["b.jpg"]


# What belongs together


def test_a_raw_file_and_its_jpeg_are_one_photo_and_part_when_one_goes(library: Library, photos: Path) -> None:
    jpeg, raw = make_jpeg(photos / "IMG_1.JPG"), photos / "img_1.dng"
    Image.new("RGB", (16, 16)).save(raw, "TIFF")
    run(library, photos)
    [photo] = library.index.photos.all()
    assert (photo.path, photo.companions) == (jpeg, (raw,))
    assert run(library, photos)[1:] == [Finished("scan", done=2, failed=0)]
    jpeg.unlink()
    run(library, photos)
    assert names(library) == ["img_1.dng"]
    make_jpeg(jpeg)
    run(library, photos)
    assert names(library) == ["IMG_1.JPG"]
    raw.unlink()
    run(library, photos)
    assert [photo.companions for photo in library.index.photos.all()] == [()]


def test_a_sidecar_that_comes_changes_or_goes_makes_its_photo_be_read_again(library: Library, photos: Path) -> None:
    path, sidecar = make_jpeg(photos / "a.jpg"), photos / "a.jpg.xmp"
    make_jpeg(photos / "b.jpg", colour=1)
    run(library, photos)
    sidecar.write_text("<x/>")
    assert read(run(library, photos)) == ["a.jpg"]
    assert one(library, path).sidecars == (sidecar,)
    assert read(run(library, photos)) == []
    sidecar.write_text("<something-longer/>")
    assert read(run(library, photos)) == ["a.jpg"]
    sidecar.unlink()
    assert read(run(library, photos)) == ["a.jpg"]
    assert one(library, path).sidecars == ()


# Interruption


def test_a_scan_that_is_stopped_keeps_what_it_told_of_and_goes_on_there(
    library: Library, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "BATCH", 3)
    for number in range(10):
        make_jpeg(photos / f"{number}.jpg", colour=number)
    events = scan([photos], library, settings=Settings(), now=NOW)
    told = [next(events) for _ in range(3)][1:]
    events.close()  # type: ignore[attr-defined]
    kept = names(library)
    assert {event.photo.path.name for event in told if isinstance(event, PhotoDone)} <= set(kept)
    assert len(kept) == 3
    assert sorted([*kept, *read(run(library, photos))]) == [f"{number}.jpg" for number in range(10)]
    assert library.index.check() == []


def test_a_scan_that_is_stopped_before_it_paired_pairs_next_time(
    library: Library, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "BATCH", 2)
    make_jpeg(photos / "a.jpg")
    Image.new("RGB", (16, 16)).save(photos / "a.dng", "TIFF")
    events = scan([photos], library, settings=Settings(), now=NOW)
    while not isinstance(next(events), PhotoDone):
        pass
    events.close()  # type: ignore[attr-defined]
    assert names(library) == ["a.dng", "a.jpg"]
    assert read(run(library, photos)) == []
    assert names(library) == ["a.jpg"]


def test_a_scan_that_is_stopped_forgets_no_changed_sidecar(library: Library, photos: Path) -> None:
    make_jpeg(photos / "a" / "a.jpg")
    make_jpeg(photos / "b" / "b.jpg", colour=1)
    run(library, photos)
    (photos / "a" / "a.jpg.xmp").write_text("<x/>")
    events = scan([photos], library, settings=Settings(), now=NOW)
    while not isinstance(next(events), PhotoDone):
        pass
    events.close()  # type: ignore[attr-defined]
    read_late = read(run(library, photos))
    assert one(library, photos / "a" / "a.jpg").sidecars == (photos / "a" / "a.jpg.xmp",)
    assert read_late in ([], ["a.jpg"])


def test_a_process_that_is_killed_leaves_a_library_that_the_next_one_completes(tmp_path: Path, photos: Path) -> None:
    for number in range(300):
        shutil.copy(make_jpeg(photos / "first.jpg"), photos / f"{number}.jpg")
    file = tmp_path / "library.sqlite"
    code = """
import sys, time
from datetime import datetime
from pathlib import Path
from whence_engine.library.library import Library
from whence_engine.scan import refresh
from whence_engine.settings import Settings
refresh.BATCH = 20
library = Library.open(Path(sys.argv[1]))
for event in refresh.scan([Path(sys.argv[2])], library, settings=Settings(), now=datetime(2026, 1, 1)):
    print(event, flush=True)
    time.sleep(0.002)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(file), str(photos)], stdout=subprocess.PIPE, env=environment
    )
    assert process.stdout is not None
    for _ in range(60):
        process.stdout.readline()
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    with Library.open(file) as library:
        kept = library.index.photos.count()
        assert 40 <= kept < 301
        assert len(read(run(library, photos))) == 301 - kept
        assert library.index.check() == []


@pytest.mark.shared
def test_every_malformed_file_gives_one_row_or_is_counted(library: Library, shared: Path) -> None:
    folder = shared / "data" / "exif" / "malformed" / "files"
    files = [path for path in folder.rglob("*") if path.is_file()]
    finished = run(library, folder)[-1]
    assert isinstance(finished, Finished)
    assert finished.done + finished.failed + finished.other_files == len(files)
    assert finished.done + finished.failed == len(list(library.index.photos.under([folder], companions=True)))
