"""What was written is taken back to the byte, whatever happened meanwhile."""

import os
from pathlib import Path

import pytest
from accepting import NOW, accept, digest, index, make, position, run, tag
from tiff_blocks import XMP_WITH_GPS, Made, camera_exif, jpeg, old_gps

from whence_engine.accept.apply import apply
from whence_engine.accept.rows import WriteRow
from whence_engine.accept.undo import undo
from whence_engine.accept.written import written
from whence_engine.files import write
from whence_engine.files.change import Edit, Placement
from whence_engine.files.splice import applied
from whence_engine.library.library import Library
from whence_engine.settings import Settings


def test_a_moved_and_renamed_photo_keeps_its_decision_and_its_undo(library: Library, folder: Path) -> None:
    path = make(folder)
    before = digest(path)
    accept(library, path)
    moved = path.rename(folder / "elsewhere.jpg")
    found = index(library, moved)
    library.index.photos.set_identity(found.id, next(iter(library.ledger.decisions.pictures())).identity)
    assert run(library) == [WriteRow(moved, "exif")]
    again = moved.rename(folder / "again.jpg")
    assert [row.action for row in undo(library, paths=[again])] == ["undone"]
    assert digest(again) == before


def test_stopping_in_the_middle_leaves_the_rest_for_the_next_run(library: Library, folder: Path) -> None:
    for n in range(80):
        accept(library, make(folder, f"{n}.jpg"))
    rows = apply(library, settings=Settings(), now=NOW)
    next(rows)
    rows.close()  # type: ignore[attr-defined]
    first = sum(position(path) is not None for path in folder.iterdir())
    assert 0 < first < 80
    assert len(run(library)) == 80 - first
    assert len(list(undo(library, everything=True))) == 80


def test_undoing_a_copy_that_is_gone_leaves_the_other_copies_alone(library: Library, folder: Path) -> None:
    paths = [make(folder, f"{n}.jpg", jpeg(Made().block())) for n in range(2)]
    for path in paths:
        accept(library, path)
    run(library)
    paths[0].unlink()
    rows = {row.path: row.action for row in undo(library, everything=True)}
    assert rows == {paths[0]: "refused", paths[1]: "undone"}


def test_geotag_replaces_what_is_there_and_undo_takes_its_decision_back(library: Library, folder: Path) -> None:
    path = make(folder, data=jpeg(Made(gps=old_gps(), exif=camera_exif()).block(), XMP_WITH_GPS))
    before = digest(path)
    photo = index(library, path)
    assert [row.action for row in tag(library, path)] == ["exif"]
    assert position(path) == pytest.approx((1.5, -2.5), abs=1e-7)
    assert library.ledger.decisions.current(next(library.ledger.decisions.pictures()).identity) is not None
    list(undo(library, paths=[path]))
    assert digest(path) == before
    assert run(library) == []
    assert photo.id


def test_several_writes_to_one_photo_are_undone_last_first(library: Library, folder: Path) -> None:
    path = make(folder)
    states = [digest(path)]
    for lat in (1.0, 2.0, 3.0):
        tag(library, path, lat=lat)
        states.append(digest(path))
    list(undo(library, paths=[path]))
    assert digest(path) == states[2]
    list(undo(library, last=True))
    assert digest(path) == states[1]
    list(undo(library, paths=[path]))
    assert digest(path) == states[0]
    assert [row.action for row in undo(library, paths=[path])] == ["refused"]


def test_undo_of_everything_goes_through_all_writes_of_all_photos(library: Library, folder: Path) -> None:
    paths = [make(folder, f"{n}.jpg") for n in range(3)]
    before = [digest(path) for path in paths]
    for lat in (1.0, 2.0, 3.0):
        tag(library, *paths, lat=lat)
    tag(library, paths[0], write="sidecar")
    rows = list(undo(library, everything=True))
    assert [row.action for row in rows] == ["undone"] * 10
    assert [digest(path) for path in paths] == before
    assert len(list(folder.iterdir())) == 3
    assert list(undo(library, everything=True)) == []


def test_photos_are_undone_in_any_order_and_after_a_restart(tmp_path: Path, folder: Path) -> None:
    paths = [make(folder, f"{n}.jpg") for n in range(4)]
    before = [digest(path) for path in paths]
    home = tmp_path / "home" / "library.sqlite"
    with Library.open(home) as first:
        tag(first, *paths)
    for number in (2, 0, 3, 1):
        with Library.open(home) as opened:
            assert [row.action for row in undo(opened, paths=[paths[number]])] == ["undone"]
        assert digest(paths[number]) == before[number]


def test_a_destroyed_index_costs_no_undo(tmp_path: Path, folder: Path) -> None:
    path = make(folder)
    before = digest(path)
    home = tmp_path / "home" / "library.sqlite"
    with Library.open(home) as first:
        tag(first, path)
    home.write_bytes(b"\0" * 4096)
    with Library.open(home) as opened:
        assert [row.action for row in undo(opened, everything=True)] == ["undone"]
    assert digest(path) == before


def test_a_file_edited_by_someone_else_loses_only_what_we_wrote(library: Library, folder: Path) -> None:
    path = make(folder)
    tag(library, path)
    edited = path.read_bytes().replace(b"Makers of cameras", b"Makers of cakes!!") + b" and a trailer"
    path.write_bytes(edited)
    (row,) = undo(library, last=True)
    assert row.action == "undone"
    assert "only the position" in row.reason
    assert position(path) is None
    assert b"Makers of cakes!!" in path.read_bytes()
    assert path.read_bytes().endswith(b" and a trailer")


@pytest.mark.parametrize("how", ["moved our position", "had a position before"])
def test_a_file_edited_by_someone_else_is_refused_where_the_old_state_cannot_come_back(
    library: Library, folder: Path, how: str
) -> None:
    gps = old_gps() if how.startswith("had") else None
    path = make(folder, data=jpeg(Made(gps=gps).block()))
    tag(library, path)
    data = path.read_bytes() + b"changed"
    if gps is None:
        edit = Edit(Placement(50.0, 8.0))
        data = applied(data, write.splices_for(data, edit))
    path.write_bytes(data)
    (row,) = undo(library, last=True)
    assert row.action == "refused"
    assert "changed by another program" in row.reason
    assert path.read_bytes() == data


def test_written_lists_everything_ever_written(library: Library, folder: Path) -> None:
    paths = [make(folder, f"{n}.jpg") for n in range(2)]
    tag(library, *paths)
    tag(library, paths[0], write="sidecar")
    list(undo(library, paths=[paths[1]]))
    rows = list(written(library))
    assert [row.path.name for row in rows] == ["0.jpg", "1.jpg", "0.jpg"]
    assert [row.action for row in rows] == ["exif", "undone", "sidecar"]
    assert rows[2].target == folder / "0.jpg.xmp"
    assert all(row.at is not None for row in rows)


def test_paths_that_are_no_utf8_and_have_line_breaks_are_written_and_undone(library: Library, folder: Path) -> None:
    name = os.fsdecode(b"b\xffd\nname.jpg")
    try:
        path = make(folder, name)
    except OSError:
        pytest.skip("this file system has only UTF-8 names")
    before = digest(path)
    assert [row.action for row in tag(library, path)] == ["exif"]
    assert [row.path for row in undo(library, everything=True)] == [path]
    assert digest(path) == before


def test_a_photo_that_the_system_will_not_show_costs_one_row_and_the_others_are_undone(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden, other = make(folder, "001.jpg"), make(folder, "002.jpg")
    before = digest(other)
    tag(library, hidden, other)
    exists = Path.exists

    def refusing(path: Path) -> bool:
        if path == hidden:
            raise PermissionError(13, "Permission denied", str(path))
        return exists(path)

    monkeypatch.setattr(Path, "exists", refusing)
    rows = {row.path: row.action for row in undo(library, everything=True)}
    assert rows == {hidden: "refused", other: "undone"}
    assert digest(other) == before
