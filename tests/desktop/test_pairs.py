"""Two photos of one moment: matched in the review or on the page, kept, listed, removed, and come back with undo."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from desktop_photos import indexed
from desktop_tracks import CAMERA, PHONE, SLOW, TEN, page_on, photo, slow_album
from PySide6.QtCore import QItemSelectionModel, QSettings, Qt
from pytestqt.qtbot import QtBot

from whence_desktop.actions import Actions
from whence_desktop.map.ground import Ground
from whence_desktop.patience import Patience
from whence_desktop.session import Session
from whence_desktop.tracks.tracks_page import TracksPage
from whence_desktop.window import Window
from whence_engine.photo import Camera


@pytest.fixture
def photos(session: Session, tmp_path: Path) -> list[int]:
    return slow_album(session, tmp_path)


@pytest.fixture
def page(session: Session, photos: list[int], ground: Ground, qtbot: QtBot) -> Iterator[TracksPage]:
    yield from page_on(session, photos, ground, qtbot)


@pytest.fixture
def phones(session: Session, photos: list[int], tmp_path: Path) -> list[int]:
    """Photos by a phone of the moments of the first three, each a second later than the one before."""
    folder = tmp_path / "phone"
    folder.mkdir()
    times = [
        TEN + timedelta(minutes=10),
        TEN + timedelta(minutes=20, seconds=1),
        TEN + timedelta(minutes=30, seconds=2),
    ]
    index = session.library.index
    ids = indexed(session, [photo(folder / f"p{n}.jpg", at, PHONE, 9 * n + 5) for n, at in enumerate(times)])
    index.albums.store([photos, ids])
    return ids


@pytest.fixture
def window(session: Session, photos: list[int], phones: list[int], tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    """The whole window, on an album of both cameras' photos."""
    session.library.index.albums.store([photos + phones])
    made = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: len(made.photos.ids) == len(photos + phones))
    yield made
    made.close()


def test_two_photos_of_one_moment_tell_the_offset(
    session: Session, page: TracksPage, photos: list[int], phones: list[int], qtbot: QtBot
) -> None:
    page._selection.look_at_photo(photos[0])
    qtbot.mouseClick(page.form.match, Qt.MouseButton.LeftButton)
    assert page.form.pairs.texts() == ["0.jpg = … (select another camera's photo)"]
    page._selection.look_at_photo(phones[0])
    page.pairs.take(page._selection.photos)
    assert page.form.pairs.texts() == ["0.jpg = p0.jpg   +1:02:00"]
    assert page.camera == Camera(*CAMERA)
    assert page.form.clock.seconds == SLOW.total_seconds()
    assert page.form.offset_said == "+1:02:00, as one pair of photos tells."
    page.form.clock.set_seconds(page.form.clock.seconds + 5)
    qtbot.mouseClick(page.form.keep, Qt.MouseButton.LeftButton)
    assert session.library.ledger.told.clocks().offsets == (("Stein D40", SLOW + timedelta(seconds=5)),)
    assert page.form.clock.seconds == SLOW.total_seconds() + 5


def test_of_several_pairs_the_median_is_shown_with_how_far_they_differ(
    page: TracksPage, photos: list[int], phones: list[int], qtbot: QtBot
) -> None:
    for ours, theirs in zip(photos, phones, strict=False):
        page.pairs.take([theirs, ours])  # whichever is chosen first: the phone is right
    assert page.form.offset_said == "+1:02:01, the middle of 3 pairs, which differ by up to 2 s."
    page.pairs.take([photos[0], phones[0]])
    assert [text.split()[-1] for text in page.form.pairs.texts()] == ["+1:02:01", "+1:02:02", "+1:02:00"]
    qtbot.mouseClick(page.form.unmatch, Qt.MouseButton.LeftButton)
    assert (page.form.pairs.texts(), page.form.offset_said, page.form.clock.seconds) == ([], "", 0)


def test_pairs_outlive_the_window_are_removed_one_by_one_and_come_back(
    session: Session, page: TracksPage, photos: list[int], phones: list[int], qtbot: QtBot
) -> None:
    for ours, theirs in zip(photos, phones, strict=False):
        page.pairs.take([theirs, ours])
    later = TracksPage(session, page._selection, page.telling, page._ground, page._thumbnails)
    qtbot.addWidget(later)
    later.refresh()
    assert later.form.clock.seconds == 0  # what pairs tell counts when it is kept
    qtbot.mouseClick(later.form.use_pairs, Qt.MouseButton.LeftButton)
    assert later.form.clock.seconds == SLOW.total_seconds() + 1
    later.form.pairs.setCurrentRow(1)
    qtbot.mouseClick(later.form.unmatch, Qt.MouseButton.LeftButton)
    assert [text[:5] for text in later.form.pairs.texts()] == ["0.jpg", "2.jpg"]
    actions = Actions(session, Patience(session))
    actions.rematched.connect(later.look_at_pairs)
    with qtbot.waitSignal(actions.told) as said:
        actions.take_back()
    assert said.args == ["Taken back: which photos show the same moment."]
    assert len(later.form.pairs.texts()) == 3
    for _ in range(3):
        actions.take_back()
    assert later.form.pairs.texts() == []
    actions.repeat()
    assert later.form.pairs.texts() == ["0.jpg = p0.jpg   +1:02:00"]
    later.close_pool()


def test_photos_that_make_no_pair_are_refused(
    session: Session, page: TracksPage, photos: list[int], qtbot: QtBot
) -> None:
    page.pairs.take(photos[:2])
    assert page.pairs.waiting is not None
    assert page.pairs.waiting.id == photos[1]  # one camera cannot compare its clock with itself
    with qtbot.waitSignal(page.refused) as refused:
        page.pairs.take(photos[:3])
    assert "two that show the same moment" in refused.args[0]
    session.library.index.photos.set_times([(photos[2], None)])
    with qtbot.waitSignal(page.refused) as refused:
        page.pairs.take(photos[2:3])
    assert "2.jpg does not say" in refused.args[0]


def test_in_the_review_a_key_matches_two_selected_photos_and_shows_the_clock(
    window: Window, photos: list[int], phones: list[int], qtbot: QtBot
) -> None:
    window.selection.look_at_photo(photos[1])
    beside = window.photos.index(window.photos.ids.index(phones[1]), 0)
    window.photos_view.selectionModel().select(beside, QItemSelectionModel.SelectionFlag.Select)
    qtbot.keyClick(window.photos_view, Qt.Key.Key_M)
    assert window.pages.name == "tracks"
    assert window.tracks_page.form.clock.seconds == SLOW.total_seconds() + 1


def test_two_photos_selected_below_the_map_are_selected_in_the_review_and_matched_by_a_key(
    window: Window, photos: list[int], phones: list[int], qtbot: QtBot
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F4)
    strip = window.tracks_page.form.strip
    strip.setCurrentIndex(strip.photos.index(1))
    beside = strip.photos.index(window.photos.ids.index(phones[1]), 0)
    strip.selectionModel().select(beside, QItemSelectionModel.SelectionFlag.Select)
    rows = sorted(index.row() for index in window.photos_view.selectedIndexes())
    assert [window.photos.ids[row] for row in rows] == [photos[1], phones[1]]
    said: list[str] = []
    window.tracks_page.pairs.told.connect(said.append)
    qtbot.keyClick(strip, Qt.Key.Key_M)
    assert window.tracks_page.form.pairs.texts() == ["1.jpg = p1.jpg   +1:02:01"]
    assert said[-1] == "1.jpg and p1.jpg show the same moment."
