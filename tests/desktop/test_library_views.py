"""Albums at the left, photos in the grid, one photo large: rows as they are needed, nothing blocks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from desktop_photos import indexed, make_photos
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from whence_desktop.library.albums_model import AlbumRow, AlbumsModel, Wanted
from whence_desktop.library.albums_view import AlbumsView
from whence_desktop.library.facts import facts
from whence_desktop.library.photos_model import PhotosModel
from whence_desktop.library.photos_view import PhotosView
from whence_desktop.library.preview import Preview
from whence_desktop.library.thumbnails import EDGE_PX, Thumbnails, made, name_of
from whence_desktop.map.widget import photos_in
from whence_desktop.selection import Selection
from whence_desktop.session import Session
from whence_engine.library.albums import AlbumSummary
from whence_engine.library.overview import AlbumOverview, PhotoState
from whence_engine.library.sought import Show
from whence_engine.photo import Photo


def row(number: int, place: str, year: int, states: dict[PhotoState, int], least: float | None = None) -> AlbumRow:
    first = datetime(year, 5, number, 9)
    summary = AlbumSummary(number, sum(states.values()), 0, first, first)
    return AlbumRow(summary, AlbumOverview(number, states, place, int(not place), least, least))


ROWS = [
    row(1, "Lisbon, Portugal", 2011, {PhotoState.TO_REVIEW: 3}, 0.9),
    row(2, "Porto, Portugal", 2012, {PhotoState.TO_REVIEW: 3}, 0.4),
    row(3, "Oslo, Norway", 2012, {PhotoState.WRITTEN: 2, PhotoState.ACCEPTED: 1}),
    row(4, "", 2013, {PhotoState.HAS_POSITION: 2}),
    row(5, "Bergen, Norway", 2013, {PhotoState.NO_PLACE: 2}),
]


@pytest.fixture
def albums(qapp: object) -> AlbumsModel:
    model = AlbumsModel()
    model.set_rows(ROWS)
    return model


def test_an_album_without_place_and_date_is_called_after_its_folder(albums: AlbumsModel) -> None:
    summary = AlbumSummary(9, 3, 0, None, None, "/scans/Omas Album")
    scans = AlbumRow(summary, AlbumOverview(9, {PhotoState.TO_REVIEW: 3}, "", 3, None, None))
    assert (albums.title(scans), albums.subtitle(scans)) == ("Omas Album", "No date, 3 photos")
    known = AlbumRow(summary, ROWS[0].overview)
    assert albums.title(known) == "Lisbon, Portugal"
    rootless = AlbumRow(replace(summary, folder="/"), scans.overview)
    assert (albums.title(rootless), albums.subtitle(rootless)) == ("No date", "3 photos")


def shown(model: AlbumsModel) -> list[int]:
    return [found.id for number in range(model.rowCount()) if (found := model.album(number))]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        (Wanted(), [1, 2, 3, 4, 5]),
        (Wanted(Show.TO_REVIEW), [1, 2]),
        (Wanted(Show.SURE), [1]),
        (Wanted(Show.DOUBTFUL), [2]),
        (Wanted(Show.CONFLICTS), [4]),
        (Wanted(Show.ACCEPTED), [3]),
        (Wanted(Show.WRITTEN), [3]),
        (Wanted(Show.NO_PLACE), [5]),
        (Wanted(Show.WITHOUT_POSITION), [1, 2, 3, 5]),
        (Wanted(text="norway"), [3, 5]),
        (Wanted(text="port lis"), [1]),
        (Wanted(year=2012), [2, 3]),
        (Wanted(Show.TO_REVIEW, "portugal", 2012), [2]),
        (Wanted(albums=frozenset({4, 5})), [4, 5]),
        (Wanted(text="atlantis"), []),
    ],
)
def test_albums_are_narrowed_and_searched(albums: AlbumsModel, wanted: Wanted, ids: list[int]) -> None:
    albums.narrow(wanted)
    assert shown(albums) == ids


def test_the_counts_say_what_each_filter_would_show(albums: AlbumsModel) -> None:
    counts = albums.counts()
    for show in Show:
        albums.narrow(Wanted(show))
        assert counts[show] == albums.rowCount()


def test_a_decision_changes_one_row_and_moves_none(albums: AlbumsModel, qtbot: QtBot) -> None:
    albums.narrow(Wanted(Show.TO_REVIEW))
    with qtbot.waitSignal(albums.dataChanged) as changed:
        albums.refresh([AlbumOverview(2, {PhotoState.ACCEPTED: 3}, "Porto, Portugal", 0, None, None)])
    assert changed.args[0].row() == 1
    assert shown(albums) == [1, 2]
    albums.narrow(albums.wanted)
    assert shown(albums) == [1]


def test_the_list_tells_the_selection_and_follows_it(albums: AlbumsModel, qtbot: QtBot) -> None:
    selection = Selection()
    view = AlbumsView(albums, selection)
    qtbot.addWidget(view)
    view.list.setCurrentIndex(albums.index(2))
    assert selection.album == 3
    selection.look_at_album(5)
    assert view.list.currentIndex().row() == 4
    qtbot.keyClicks(view.search, "norway")
    assert shown(albums) == [3, 5]
    assert view.list.currentIndex().row() == 1
    view.search.clear()
    view.next_to_review()
    assert selection.album == 1


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return make_photos(tmp_path / "photos", 30)


@pytest.fixture
def thumbnails(tmp_path: Path, qapp: object) -> Iterator[Thumbnails]:
    kept = Thumbnails(tmp_path / "thumbnails")
    yield kept
    kept.close()


@pytest.fixture
def grid(session: Session, files: list[Path], thumbnails: Thumbnails) -> PhotosModel:
    indexed(session, files)
    model = PhotosModel(session, thumbnails)
    model.show_album(next(session.library.index.albums.summaries()).id)
    return model


def photo(grid: PhotosModel, number: int) -> Photo:
    cell = grid.cell(number)
    assert cell is not None
    return cell.photo


def test_a_thumbnail_comes_later_and_is_kept_on_the_disk(
    grid: PhotosModel, thumbnails: Thumbnails, qtbot: QtBot, tmp_path: Path
) -> None:
    index = grid.index(3)
    with qtbot.waitSignal(thumbnails.ready):
        assert index.data(Qt.ItemDataRole.DecorationRole) is None
    image = index.data(Qt.ItemDataRole.DecorationRole)
    assert max(image.width(), image.height()) == 64  # never made larger than the photo
    file = tmp_path / "thumbnails" / name_of(photo(grid, 3))
    assert file.is_file()
    photo(grid, 3).path.unlink()
    assert not made(photo(grid, 3), tmp_path / "thumbnails").isNull()


def test_a_photo_that_cannot_be_decoded_is_asked_for_once(
    grid: PhotosModel, thumbnails: Thumbnails, qtbot: QtBot
) -> None:
    broken = photo(grid, 5)
    broken.path.write_bytes(b"\xff\xd8 no picture")
    with qtbot.waitSignal(thumbnails.ready):
        thumbnails.get(broken)
    assert thumbnails.has_none(broken)
    assert thumbnails.get(broken) is None


def test_a_large_photo_gets_a_small_thumbnail(tmp_path: Path, session: Session) -> None:
    from PIL import Image

    path = tmp_path / "large.jpg"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (900, 1400, 3), np.uint8)).save(path)
    ids = indexed(session, [path])
    one = next(session.library.index.photos.by_ids(ids))
    image = made(one, tmp_path / "thumbnails")
    assert (image.width(), image.height()) == (EDGE_PX, round(EDGE_PX * 900 / 1400))


def test_dense_screens_get_larger_thumbnails_beside_the_others(grid: PhotosModel, tmp_path: Path) -> None:
    from PIL import Image

    one = photo(grid, 4)
    Image.new("RGB", (1400, 900), (10, 90, 40)).save(one.path)
    folder = tmp_path / "thumbnails"
    assert made(one, folder).width() == EDGE_PX
    assert made(one, folder, 2 * EDGE_PX).width() == 2 * EDGE_PX
    assert (folder / name_of(one)).exists()
    assert (folder / name_of(one, 2 * EDGE_PX)).exists()


def test_the_grid_reads_rows_as_they_scroll_into_view(grid: PhotosModel, qtbot: QtBot) -> None:
    assert grid.rowCount() == 30
    assert not grid._cells
    assert photo(grid, 29).path.name == "IMG_0029.jpg"
    assert len(grid._cells) < 30
    spoken = grid.index(2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "IMG_0002.jpg, to review, Lisbon, Portugal"


def test_dragged_photos_carry_their_ids(grid: PhotosModel) -> None:
    data = grid.mimeData([grid.index(4), grid.index(2)])
    assert photos_in(data) == [grid.ids[2], grid.ids[4]]


def test_the_grid_tells_the_selection(grid: PhotosModel, qtbot: QtBot) -> None:
    selection = Selection()
    view = PhotosView(grid, selection)
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    qtbot.waitExposed(view)
    view.setCurrentIndex(grid.index(1))
    assert selection.photo == grid.ids[1]
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert selection.photos == (grid.ids[1], grid.ids[2])
    selection.look_at_photo(grid.ids[7])
    assert view.currentIndex().row() == 7
    view.larger(1)
    assert view.grab().toImage().size() == view.size() * view.devicePixelRatioF()


def test_the_preview_shows_the_thumbnail_first_and_the_picture_soon(
    grid: PhotosModel, thumbnails: Thumbnails, qtbot: QtBot
) -> None:
    preview = Preview(thumbnails)
    qtbot.addWidget(preview)
    preview.resize(300, 200)
    preview.show()
    try:
        preview.show_photo(photo(grid, 1))
        qtbot.waitUntil(lambda: preview._image is not None)
        middle = preview.grab().toImage().pixelColor(150, 100)
        assert abs(middle.red() - 37) < 12
        preview.set_zoom(4.0)
        under = preview._in_picture(QPoint(40, 30).toPointF())
        preview.set_zoom(6.0, QPoint(40, 30).toPointF())
        after = preview._in_picture(QPoint(40, 30).toPointF())
        assert (after - under).manhattanLength() < 0.01
        with qtbot.waitSignal(preview.stepped) as stepped:
            qtbot.keyClick(preview, Qt.Key.Key_Right)
        assert stepped.args == [1]
    finally:
        preview.close_pool()


def test_the_preview_says_why_there_is_no_picture(grid: PhotosModel, thumbnails: Thumbnails, qtbot: QtBot) -> None:
    preview = Preview(thumbnails)
    qtbot.addWidget(preview)
    preview.resize(300, 200)
    try:
        broken = photo(grid, 5)
        broken.path.write_bytes(b"\xff\xd8 no picture")
        preview.show_photo(broken)
        qtbot.waitUntil(lambda: bool(preview._sentence))
        assert "Traceback" not in preview._sentence
    finally:
        preview.close_pool()
        QApplication.processEvents()


def test_facts_are_what_the_file_says(grid: PhotosModel, qapp: object) -> None:
    told = dict(facts(photo(grid, 0)))
    assert told["Size"].startswith("JPEG, 64 × 48")  # noqa: RUF001 - a multiplication sign
    assert told["File"].endswith("IMG_0000.jpg")
    assert "Position" not in told
