"""Accepting what is sure: a look at what would be done, then one job and one step of undo."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from desktop_photos import LISBON, decisions, press
from makers import exif_block, found, jpeg
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from whence_desktop.review.auto_accept import AutoAccept
from whence_desktop.window import Window
from whence_engine.files.read import read_photo
from whence_engine.library.results import Result
from whence_engine.photo import Action, ClockDoubt, DecidedBy


@pytest.fixture
def dialog(window: Window, qtbot: QtBot) -> Iterator[AutoAccept]:
    """Of four photos one has a clock that cannot be right, one is decided, and one is surer than the others."""
    index = window.session.library.index
    surer = replace(LISBON, within_km=(0.3, 0.95, 0.96, 0.97, 0.98))
    index.results.store([Result(window.photos.ids[3], "test", (surer,), "starter 1")])
    press(qtbot, window, Qt.Key.Key_N)
    doubted = next(index.photos.by_ids([window.photos.ids[1]]))
    assert doubted.taken is not None
    index.photos.upsert([replace(doubted, taken=replace(doubted.taken, doubts=frozenset({ClockDoubt.FACTORY})))])
    window.show_sure()
    made = window.findChild(AutoAccept)
    assert isinstance(made, AutoAccept)
    qtbot.waitUntil(lambda: "looked through" not in made.summary.text())
    yield made
    for left in window.findChildren(AutoAccept):
        left.close()


def row(dialog: AutoAccept) -> tuple[str, ...]:
    item = dialog.tree.topLevelItem(0)
    return () if item is None else tuple(item.text(column) for column in (1, 2))


def test_what_a_threshold_would_do_is_counted_before_it_does(dialog: AutoAccept, window: Window) -> None:
    dialog.slider.setValue(80)
    assert row(dialog) == ("2", "1")
    assert "2 photos would be accepted, 1 are sure but look wrong" in dialog.summary.text()
    dialog.slider.setValue(95)
    assert row(dialog) == ("1", "")
    dialog.slider.setValue(99)
    assert row(dialog) == ()
    assert not dialog.accept_button.isEnabled()
    assert [one.action if one else None for one in decisions(window)] == [Action.NO_PLACE, None, None, None]


def test_the_photos_of_an_album_are_shown_with_their_doubts(dialog: AutoAccept, qtbot: QtBot) -> None:
    dialog.slider.setValue(80)
    assert dialog.tree.currentItem() is dialog.tree.topLevelItem(0)  # the first album, until another is chosen
    assert dialog.photos.count() == 3
    assert "factory" in dialog.photos.item(0).toolTip()
    assert dialog.photos.item(0).text().startswith("\u26a0")
    qtbot.waitUntil(lambda: not dialog.photos.item(2).icon().isNull())
    dialog.slider.setValue(95)
    assert dialog.photos.count() == 1


def test_accepting_leaves_doubts_to_the_person_and_is_one_step(
    dialog: AutoAccept, window: Window, qtbot: QtBot
) -> None:
    dialog.slider.setValue(80)
    with qtbot.waitSignal(window.runner.ended):
        dialog.accept_button.click()
    found = decisions(window)
    assert [one.by if one else None for one in found] == [
        DecidedBy.PERSON,
        None,
        DecidedBy.THRESHOLD,
        DecidedBy.THRESHOLD,
    ]
    window.actions_.take_back()
    assert [one is not None for one in decisions(window)] == [True, False, False, False]


def test_without_a_selftest_it_says_how_to_get_one(dialog: AutoAccept, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(dialog.tested.text()), timeout=20_000)
    assert "whence selftest" in dialog.tested.text()
    assert dialog.slider.value() == 90


def test_the_slider_begins_where_the_selftest_says(dialog: AutoAccept, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(dialog.tested.text()), timeout=20_000)
    dialog._plan.tested.emit(0.831, "The selftest says so.")
    assert dialog.slider.value() == 84
    dialog.slider.sliderMoved.emit(70)
    dialog._plan.tested.emit(0.6, "Another one.")
    assert dialog.slider.value() == 84


def test_a_selftest_without_positions_says_so_and_keeps_nothing(
    dialog: AutoAccept, window: Window, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: bool(dialog.tested.text()), timeout=20_000)
    with qtbot.waitSignal(window.runner.ended, timeout=60_000):
        dialog.test_button.click()
        assert not dialog.test_button.isEnabled()
    assert dialog.tested.text().startswith("No photo here carries a position")
    assert dialog.test_button.isEnabled()
    assert window.session.library.ledger.selftests.last() is None


@pytest.fixture
def trips(window: Window, tmp_path: Path) -> Window:
    """Six days around one town, thirteen photos each; their files know where they were taken."""
    rng = np.random.default_rng(1)
    index, ids = window.session.library.index, []
    for day in range(6):
        taken = [datetime(2015, 1, 1, 9) + timedelta(days=2 * day, minutes=3 * number) for number in range(13)]
        photos = []
        for number, at in enumerate(taken):
            block = exif_block(taken=f"{at:%Y:%m:%d %H:%M:%S}", gps=(40.0 + day / 50, -8.0 + number / 1000))
            pixels = rng.integers(0, 256, (48, 64, 3), np.uint8)  # no two look the same
            photos.append(read_photo(found(jpeg(tmp_path / f"{day}-{number}.jpg", pixels, exif=block))))
        ids.append(index.photos.upsert(photos))
    index.albums.store([window.photos.ids, *ids])
    return window


def test_a_selftest_shows_from_which_chance_on_the_answers_proved_right(
    trips: Window, dialog: AutoAccept, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: bool(dialog.tested.text()), timeout=20_000)
    with qtbot.waitSignal(trips.runner.ended, timeout=120_000):
        dialog.test_button.click()
        qtbot.waitUntil(lambda: dialog.bar.isVisibleTo(dialog))
    qtbot.waitUntil(lambda: "surely at most 5 % are wrong" in dialog.tested.text())
    assert "on 78 photos" in dialog.tested.text()
    assert not dialog.bar.isVisibleTo(dialog)
    last = trips.session.library.ledger.selftests.last()
    assert last is not None
    assert last.threshold is not None
    assert dialog.slider.value() == round(100 * last.threshold)


def test_a_selftest_that_is_stopped_finds_nothing(trips: Window, dialog: AutoAccept, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(dialog.tested.text()), timeout=20_000)
    with qtbot.waitSignal(trips.runner.began):
        dialog.test_button.click()
    with qtbot.waitSignal(trips.runner.ended, timeout=60_000):
        trips.runner.cancel()
    assert trips.session.library.ledger.selftests.last() is None
    assert dialog.test_button.isEnabled()


def test_one_album_alone_can_be_chosen(dialog: AutoAccept, window: Window) -> None:
    assert dialog.chosen == (window.selection.album,)
    dialog.scope.setCurrentIndex(1)
    assert dialog.chosen == (window.selection.album,)
    assert dialog.scope.count() == 2


def test_the_dialog_opens_by_its_key(window: Window, qtbot: QtBot, tmp_path: Path) -> None:
    qtbot.keyClick(window.photos_view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    made = window.findChild(AutoAccept)
    assert isinstance(made, AutoAccept)
    made.reject()
