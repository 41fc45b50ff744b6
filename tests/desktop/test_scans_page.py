"""Scanned prints: when they were taken, in words, and in which order."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from desktop_photos import indexed, make_photos
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from whence_desktop.library.facts import facts
from whence_desktop.library.thumbnails import Thumbnails
from whence_desktop.patience import Patience
from whence_desktop.scans.scans_page import ScansPage
from whence_desktop.selection import Selection
from whence_desktop.session import Session
from whence_desktop.telling import Telling
from whence_desktop.window import Window
from whence_engine.albums.arrange import arrange
from whence_engine.photo import Photo

SUMMER = datetime(1987, 6, 1), timedelta(days=92)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return make_photos(tmp_path / "prints", 4)


@pytest.fixture
def page(session: Session, files: list[Path], tmp_path: Path, qtbot: QtBot) -> Iterator[ScansPage]:
    ids = indexed(session, files)
    selection, thumbnails = Selection(), Thumbnails(tmp_path / "thumbnails")
    selection.look_at_photo(ids[0])
    telling = Telling(session, Patience(session))
    made = ScansPage(session, selection, telling, thumbnails)
    qtbot.addWidget(made)

    def arranged(_photos: object) -> None:
        arrange(session.library)
        made.look_again()

    telling.told.connect(arranged)
    made.resize(900, 600)
    made.show()
    arrange(session.library)
    made.refresh()
    yield made
    thumbnails.close()


def names(page: ScansPage) -> list[str]:
    return [photo.path.name[-6:-4] for photo in page.prints.photos()]


def stated(session: Session, files: list[Path]) -> list[tuple[datetime, timedelta] | None]:
    statements, photos = session.library.ledger.stated.all(), session.library.index.photos
    found = []
    for path in files:
        photo = photos.at(path)
        assert photo is not None
        taken = statements.of(path, photos.identities([photo.id]).get(photo.id, ""))
        found.append((taken.local, taken.span) if taken else None)
    return found


def click(qtbot: QtBot, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_words_are_understood_before_they_are_kept(session: Session, page: ScansPage, files: list[Path]) -> None:
    page.words.setText("summer 1987")
    assert page.understood.text() == "Understood as 1987-06-01 … 1987-08-31."
    assert page.say_selected.isEnabled()
    assert stated(session, files) == [None] * 4
    page.words.setText("when we were young")
    assert "needs a year with four digits" in page.understood.text()
    assert not page.say_selected.isEnabled()
    assert not page.say_folder.isEnabled()


def test_prints_that_a_word_puts_into_another_album_stay_before_ones_eyes(
    session: Session, page: ScansPage, qtbot: QtBot
) -> None:
    before = [photo.id for photo in page.prints.photos()]
    page.prints.clearSelection()
    page.prints.item(2).setSelected(True)
    page.words.setText("summer 1987")
    click(qtbot, page.say_selected)
    assert len(session.library.index.albums.of_photos(before)) == 2
    after = [photo.id for photo in page.prints.photos()]
    assert sorted(after) == sorted(before)
    assert [photo.id for photo in page.prints.selected()] == [before[2]]
    page.refresh()  # the page is turned to anew
    assert [photo.id for photo in page.prints.photos()] == [one for one in before if one != before[2]]


def test_a_selection_is_dated_and_taken_back(
    session: Session, page: ScansPage, files: list[Path], qtbot: QtBot
) -> None:
    page.prints.clearSelection()
    for row in (1, 2):
        page.prints.item(row).setSelected(True)
    page.words.setFocus()
    qtbot.keyClicks(page.words, "summer 1987")
    qtbot.keyClick(page.words, Qt.Key.Key_Return)
    assert stated(session, files) == [None, SUMMER, SUMMER, None]
    assert names(page) == ["01", "02", "00", "03"]  # what is dated alike is an album of its own, and comes first
    dated = session.library.index.photos.at(files[1])
    assert dated is not None
    page.selection.look_at_photo(dated.id)
    page.refresh()
    assert names(page) == ["01", "02"]
    page.prints.selectAll()
    click(qtbot, page.forget_selected)
    assert stated(session, files) == [None] * 4


def test_a_folder_is_dated_and_taken_back(session: Session, page: ScansPage, files: list[Path], qtbot: QtBot) -> None:
    page.words.setText("summer 1987")
    click(qtbot, page.say_folder)
    assert stated(session, files) == [SUMMER] * 4
    assert page.prints.item(0).text().endswith("1987-06-01 … 1987-08-31")
    click(qtbot, page.forget_folder)
    assert stated(session, files) == [None] * 4


def test_prints_are_laid_in_order_with_the_keyboard(session: Session, page: ScansPage, qtbot: QtBot) -> None:
    page.words.setText("1987")
    click(qtbot, page.say_folder)
    assert names(page) == ["00", "01", "02", "03"]
    page.prints.clearSelection()
    page.prints.setCurrentRow(3)
    for _ in range(2):
        qtbot.keyClick(page.prints, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert names(page) == ["00", "03", "01", "02"]
    click(qtbot, page.keep_order)
    assert not page.keep_order.isEnabled()
    [album] = session.library.index.albums.all()
    assert [photo.path.name[-6:-4] for photo in album.photos] == ["00", "03", "01", "02"]
    assert {photo.taken.span for photo in album.photos if photo.taken} == {timedelta(days=365)}  # no time is invented
    click(qtbot, page.by_name)
    assert names(page) == ["00", "01", "02", "03"]


def test_moving_stops_at_the_ends(page: ScansPage) -> None:
    page.prints.clearSelection()
    page.prints.setCurrentRow(0)
    page.prints.move_selected(-1)
    assert names(page) == ["00", "01", "02", "03"]
    assert not page.keep_order.isEnabled()


def test_the_order_is_kept_for_a_file_that_is_gone(
    session: Session, page: ScansPage, files: list[Path], qtbot: QtBot
) -> None:
    files[0].unlink()
    said: list[str] = []
    page.telling.refused.connect(said.append)
    page.prints.reordered.emit()
    click(qtbot, page.keep_order)
    assert len(said) == 1
    assert session.library.ledger.orders.all() == {}


def test_the_page_is_reached_by_key(session: Session, files: list[Path], tmp_path: Path, qtbot: QtBot) -> None:
    indexed(session, files)
    window = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.selection.photo is not None)
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert window.pages.name == "scans"
    assert window.scans_page.prints.count() == 4
    window.close()


def test_what_was_said_is_shown_as_it_was_said_and_not_as_a_day(
    session: Session, page: ScansPage, files: list[Path], qtbot: QtBot
) -> None:
    index = session.library.index

    def say(words: str) -> Photo:
        page.prints.selectAll()
        page.words.setText(words)
        click(qtbot, page.say_selected)
        photo = index.photos.at(files[0])
        assert photo is not None
        return photo

    assert dict(facts(say("summer 1987")))["Taken"] == "1987-06-01 … 1987-08-31 (as you said)"
    [album] = index.albums.summaries()
    assert album.first is not None
    assert album.last is not None
    assert (album.first.date(), album.last.date()) == (date(1987, 6, 1), date(1987, 8, 31))
    assert dict(facts(say("1987")))["Taken"] == "1987 (as you said)"
    assert dict(facts(say("winter 1987")))["Taken"].startswith("1987-12-01 … 1988-02-29")
