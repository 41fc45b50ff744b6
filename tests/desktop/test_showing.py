"""What stands behind a candidate is shown beside the window's work: probability, heat map, photos that look alike."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from desktop_photos import CANARIES, LISBON
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from workshop import PARIS, TOKYO, Workshop, photo

from whence_desktop.map.cells import CellLayer, densest
from whence_desktop.review.heat import coloured
from whence_desktop.review.showing import is_elsewhere
from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.geo import s2
from whence_engine.photo import Candidate, Level


@pytest.fixture
def window(session: Session, tmp_path: Path, qtbot: QtBot) -> Iterator[Window]:
    """Four photos of Paris and three of Tokyo, located by a tiny network."""
    shop = Workshop(tmp_path, session.library)
    for minute in range(4):
        photo(shop.photos / "a" / f"paris-{minute}.jpg", PARIS, f"2014:07:12 18:0{minute}:00")
    for minute in range(3):
        photo(shop.photos / "b" / f"tokyo-{minute}.jpg", TOKYO, f"2016:03:01 09:0{minute}:00", gps=(35.66, 139.75))
    shop.run()
    session.set("model", str(shop.bundle.path))
    made = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    made.show()
    qtbot.waitUntil(lambda: made.selection.photo is not None)
    made.photos_view.setFocus()
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def candidates(window: Window, row: int) -> tuple[Candidate, ...]:
    result = next(window.session.library.index.results.of([window.photos.ids[row]]), None)
    return result.candidates if result is not None else ()


def has_overlay(window: Window) -> bool:
    return window.preview._overlay is not None


def test_the_map_is_coloured_by_chance_and_the_menu_switches_it(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(window.map.scene.cells) > 0, timeout=20_000)
    first = window.map.scene.cells
    qtbot.keyClick(window.photos_view, Qt.Key.Key_C)
    assert not len(window.map.scene.cells)
    assert not window.commands.action("cells").isChecked()
    qtbot.keyClick(window.photos_view, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: len(window.map.scene.cells) > 0, timeout=20_000)
    window.walking.step(1)
    assert window.map.scene.cells is not first  # never the colours of another photo


def test_a_decision_reaches_the_other_photos_and_what_is_chosen_stays(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(window.map.scene.cells) > 0, timeout=20_000)
    before = candidates(window, 1)
    window.actions_.accept_place(window.photos.ids[:1], 48.8606, 2.3376, 0.5)
    qtbot.waitUntil(lambda: candidates(window, 1) != before, timeout=20_000)
    assert "as you said" in candidates(window, 1)[0].because[0]
    window.photos_view.setCurrentIndex(window.photos.index(1))
    shown = window.candidates.candidate
    assert shown == candidates(window, 1)[0]
    window.map.drop_pin(1.0, 2.0)
    window.actions_.take_back()
    qtbot.waitUntil(lambda: candidates(window, 1)[0].because != shown.because, timeout=20_000)
    assert window.map.scene.dropped is None  # the decision took it away


def test_a_rejected_place_does_not_come_back(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(window.map.scene.cells) > 0, timeout=20_000)
    wrong = candidates(window, 0)[0]
    qtbot.keyClick(window.photos_view, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: candidates(window, 0)[0] != wrong, timeout=20_000)
    assert (candidates(window, 0)[0].lat_deg, candidates(window, 0)[0].lon_deg) != (wrong.lat_deg, wrong.lon_deg)


def test_the_heat_map_comes_and_goes(window: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.showing._heat.ready, timeout=20_000):
        qtbot.keyClick(window.photos_view, Qt.Key.Key_H)
    assert has_overlay(window)
    assert "Orange" in window.statusBar().currentMessage()
    window.walking.step(1)
    assert not has_overlay(window)
    qtbot.keyClick(window.photos_view, Qt.Key.Key_H)
    assert not window.showing._heat.is_busy


def test_photos_that_look_alike_stand_beside_it(window: Window, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.answers.alike_ready, timeout=20_000):
        qtbot.keyClick(window.photos_view, Qt.Key.Key_L)
    assert window.alike.list.count() == 3
    assert "2016-03-01" in window.alike.list.item(0).text()
    assert "km" in window.alike.list.item(0).text()
    window.alike.list.setCurrentRow(1)
    assert window.map.scene.dropped == pytest.approx((35.66, 139.75), abs=1e-4)
    qtbot.keyClick(window.photos_view, Qt.Key.Key_L)
    assert not window.alike.isVisible()


def test_while_a_job_runs_the_engine_is_not_asked(window: Window, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: len(window.map.scene.cells) > 0, timeout=20_000)
    window.answers.hold()
    before = candidates(window, 1)
    window.actions_.accept_place(window.photos.ids[:1], 48.8606, 2.3376, 0.5)
    qtbot.wait(100)
    assert candidates(window, 1) == before
    window.answers.release()
    with qtbot.waitSignal(window.answers.updated, timeout=20_000):
        window.answers.update(window.selection.album or 0)
    assert candidates(window, 1) != before


def test_what_is_coloured_holds_most_of_the_chance_and_the_densest_first() -> None:
    cell = s2.parent(s2.leaf_ids([48.9, 35.7, 0.0], [2.3, 139.7, 0.0]), [10, 10, 4])
    mass = np.array([0.6, 0.3, 0.1])
    density = mass / s2.area_km2(cell)
    shown, before = densest(density, mass)
    assert shown.tolist() == [0, 1, 2]
    assert before == pytest.approx([0.0, 0.6, 0.9])
    assert densest(density, np.array([0.96, 0.03, 0.01]))[0].tolist() == [0]
    assert CellLayer.of(cell, mass, 6).step.tolist() == [5, 2, 0]
    assert not len(CellLayer.of(cell[:0], mass[:0], 6))


def test_colours_of_a_heat_map_say_for_and_against_and_how_much() -> None:
    rgba = coloured(np.array([[0.2, -0.05, 0.0]], np.float32), mass=0.5)
    assert rgba.shape == (1, 3, 4)
    assert rgba[0, 0, 0] > rgba[0, 0, 2]  # orange
    assert rgba[0, 1, 2] > rgba[0, 1, 0]  # blue
    assert rgba[0, :, 3].tolist() == [200, 100, 0]
    weak = coloured(np.array([[0.001]], np.float32), mass=0.9)
    assert weak[0, 0, 3] < 30


def test_a_level_is_said_as_a_distance() -> None:
    from whence_desktop.review import words

    one = Candidate(1, 0.0, 0.0, (0.1, 0.6, 0.7, 0.8, 0.9), Level.CITY)
    assert words.within(one) == "within 25 km"
    assert words.distance(0.25) == "250 m"
    assert words.cue("someone-elses") == "someone-elses"


def test_the_map_follows_where_the_best_candidate_moves_away() -> None:
    near = replace(LISBON, lat_deg=LISBON.lat_deg + 0.1)
    assert not is_elsewhere((LISBON, CANARIES), (near,))
    assert is_elsewhere((LISBON,), (CANARIES,))
    assert is_elsewhere((), (LISBON,))
    assert not is_elsewhere((LISBON,), ())
