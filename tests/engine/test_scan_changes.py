"""Scanning again: only what changed is read, and what moved is still itself."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from trees import PARIS, make_jpeg, names, one, read, run

from whence_engine.events import Finished
from whence_engine.files.identity import picture_hash
from whence_engine.library.library import Library
from whence_engine.scan import refresh


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


def test_an_unchanged_library_is_not_read_again(
    library: Library, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_jpeg(photos / "a.jpg")
    (photos / "notes").write_text("words")
    (photos / "a.jpg.xmp").write_text("<x/>")
    run(library, photos)

    def never(*_: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr(refresh, "read_photo", never)
    monkeypatch.setattr(refresh, "_is_picture", never)
    assert run(library, photos)[1:] == [Finished("scan", done=1, failed=0, other_files=2)]


def test_only_what_changed_is_read_again(library: Library, photos: Path) -> None:
    for number, name in enumerate("abc"):
        make_jpeg(photos / f"{name}.jpg", colour=number)
    run(library, photos)
    ids = {photo.path.name: photo.id for photo in library.index.photos.all()}
    make_jpeg(photos / "b.jpg", taken="2020:01:01 10:00:00", colour=200)
    make_jpeg(photos / "d.jpg", colour=9)
    assert sorted(read(run(library, photos))) == ["b.jpg", "d.jpg"]
    after = {photo.path.name: photo for photo in library.index.photos.all()}
    assert {name: after[name].id for name in ids} == ids
    taken = after["b.jpg"].taken
    assert taken is not None
    assert taken.local == datetime(2020, 1, 1, 10)


def test_a_deleted_photo_is_not_listed_and_returns_with_its_id(library: Library, photos: Path) -> None:
    make_jpeg(photos / "gone" / "a.jpg")
    make_jpeg(photos / "b.jpg", colour=1)
    run(library, photos)
    before = one(library, photos / "gone" / "a.jpg")
    shutil.move(photos / "gone", photos.parent / "elsewhere")
    run(library, photos)
    assert names(library) == ["b.jpg"]
    shutil.move(photos.parent / "elsewhere", photos / "gone")
    assert read(run(library, photos)) == []
    assert one(library, photos / "gone" / "a.jpg").id == before.id
    assert names(library) == ["b.jpg", "a.jpg"]


def rename(path: Path) -> Path:
    return path.rename(path.with_name("renamed.jpg"))


def move_earlier(path: Path) -> Path:
    """Into a folder that is walked before the old one."""
    (path.parent.parent / "AAA").mkdir()
    return path.rename(path.parent.parent / "AAA" / path.name)


def move_later(path: Path) -> Path:
    (path.parent.parent / "zzz").mkdir()
    return path.rename(path.parent.parent / "zzz" / "other-name.jpg")


def copy_to_another_disk(path: Path) -> Path:
    """What `mv` does across disks: another inode, the same modification time."""
    target = path.parent.parent / "disk" / path.name
    target.parent.mkdir()
    shutil.copy2(path, target)
    path.unlink()
    return target


@pytest.mark.parametrize("move", [rename, move_earlier, move_later, copy_to_another_disk])
@pytest.mark.parametrize("decided", [True, False])
def test_a_moved_photo_keeps_its_row_and_its_decision(
    library: Library, photos: Path, move: Callable[[Path], Path], decided: bool
) -> None:
    path = make_jpeg(photos / "in" / "a.jpg")
    make_jpeg(photos / "in" / "b.jpg", colour=1)
    run(library, photos)
    before = one(library, path)
    if decided:
        library.decide(before, picture_hash(path), PARIS)
    target = move(path)
    run(library, photos)
    after = one(library, target)
    assert after.id == before.id
    assert library.decisions([after]) == ({before.id: PARIS} if decided else {})
    assert len(names(library)) == 2
    if decided:
        assert [picture.path for picture in library.ledger.decisions.pictures()] == [target]


def tag(path: Path) -> None:
    """What another program does when it adds a caption: another size, the same picture."""
    data = path.read_bytes()
    comment = b"a caption"
    path.write_bytes(data[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + data[2:])


def test_a_tagged_photo_keeps_its_decision_where_it_lies_and_where_it_goes(library: Library, photos: Path) -> None:
    path = make_jpeg(photos / "in" / "a.jpg")
    run(library, photos)
    before = one(library, path)
    library.decide(before, picture_hash(path), PARIS)
    tag(path)
    run(library, photos)
    assert library.decisions([one(library, path)]) == {before.id: PARIS}
    target = move_later(path)
    tag(target)
    target = target.rename(target.with_name("a.jpg"))
    run(library, photos)
    assert library.decisions([one(library, target)]) == {before.id: PARIS}
    assert one(library, target).id == before.id


def test_a_photo_that_was_drawn_over_loses_its_decision(library: Library, photos: Path) -> None:
    path = make_jpeg(photos / "a.jpg")
    run(library, photos)
    library.decide(one(library, path), picture_hash(path), PARIS)
    make_jpeg(path, colour=250)
    run(library, photos)
    assert library.decisions([one(library, path)]) == {}


def test_two_photos_that_change_names_change_decisions_too(library: Library, photos: Path) -> None:
    a, b = make_jpeg(photos / "a.jpg"), make_jpeg(photos / "b.jpg", colour=1)
    run(library, photos)
    library.decide(one(library, a), picture_hash(a), PARIS)
    a.rename(photos / "c.jpg")
    b.rename(a)
    (photos / "c.jpg").rename(b)
    run(library, photos)
    assert library.decisions([one(library, a), one(library, b)]) == {one(library, b).id: PARIS}


def test_a_copy_is_a_photo_of_its_own(library: Library, photos: Path) -> None:
    path = make_jpeg(photos / "a.jpg")
    run(library, photos)
    shutil.copy2(path, photos / "copy.jpg")
    shutil.copy2(path, photos / "copy-2.jpg")
    run(library, photos)
    assert len({photo.id for photo in library.index.photos.all()}) == 3
    path.unlink()
    (photos / "copy.jpg").rename(photos / "other.jpg")
    run(library, photos)
    assert names(library) == ["copy-2.jpg", "other.jpg"]


def test_a_destroyed_index_is_rebuilt_by_a_scan_and_decisions_are_still_there(tmp_path: Path, photos: Path) -> None:
    file = tmp_path / "library.sqlite"
    stayed, moved = make_jpeg(photos / "a.jpg"), make_jpeg(photos / "b.jpg", colour=1)
    with Library.open(file) as library:
        run(library, photos)
        for path in (stayed, moved):
            library.decide(one(library, path), picture_hash(path), PARIS)
    file.write_bytes(os.urandom(5000))
    target = move_to = photos / "sub" / "b.jpg"
    move_to.parent.mkdir()
    moved.rename(target)
    with Library.open(file) as library:
        run(library, photos)
        found = list(library.index.photos.all())
        assert [photo.path for photo in found] == [stayed, target]
        assert library.decisions(found) == {photo.id: PARIS for photo in found}
