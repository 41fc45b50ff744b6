"""What all maps of a window share is read once, beside it; what cannot be read is said."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from whence_desktop.map.basemap import Basemap
from whence_desktop.map.ground import Ground
from whence_desktop.map.labels import Labels
from whence_desktop.map.mercator import View
from whence_desktop.map.style import LIGHT
from whence_desktop.map.widget import MapWidget
from whence_desktop.session import Session
from whence_desktop.window import Window
from whence_engine.errors import PlacesError
from whence_engine.places import gazetteer
from whence_engine.places.gazetteer import Gazetteer

EUROPE = View(0.5, 0.5, 5.0, 600, 400).centred_on(48.0, 9.0)


@pytest.fixture
def held(qapp: object) -> Iterator[tuple[Ground, threading.Event]]:
    """A ground whose gazetteer opens when the event is set."""
    let_go = threading.Event()

    def opened() -> Gazetteer:
        assert let_go.wait(30.0)
        return Gazetteer.open()

    made = Ground(opened)
    yield made, let_go
    let_go.set()
    made.close()


def test_a_map_is_there_before_its_names(held: tuple[Ground, threading.Event], qtbot: QtBot) -> None:
    ground, let_go = held
    world = MapWidget(ground)
    qtbot.addWidget(world)
    world.resize(600, 400)
    world.show()
    qtbot.waitExposed(world)
    qtbot.waitUntil(lambda: not world._idle.isActive())
    without = world.grab().toImage()
    let_go.set()
    qtbot.waitUntil(lambda: ground.names is not None and not world._idle.isActive())
    assert world.grab().toImage() != without


def test_without_names_nothing_is_left_to_do(held: tuple[Ground, threading.Event], qtbot: QtBot) -> None:
    ground, let_go = held
    labels = Labels(ground)
    ground.read()
    assert labels.work(EUROPE, LIGHT, 1.0)
    let_go.set()
    qtbot.waitUntil(lambda: ground.names is not None)
    assert not labels.work(EUROPE, LIGHT, 1.0)
    assert "Barcelona" in {label.text for label in labels._labels}


def test_a_gazetteer_that_was_altered_is_told_and_the_window_opens(
    session: Session, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered = tmp_path / "places.sqlite"
    altered.write_bytes(b"not what it was")
    altered.with_name("places.sha256").write_text("0" * 64 + "  places.sqlite\n")
    monkeypatch.setattr(gazetteer, "PACKAGED", altered)
    with pytest.raises(PlacesError):
        Gazetteer.open(altered)
    window = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(window)
    window.ground.read()
    qtbot.waitUntil(lambda: bool(window.complaints.sentence.text()))
    assert str(altered) in window.complaints.sentence.text()
    window.close()


def test_lines_are_the_same_whoever_reads_them_first() -> None:
    ahead, asked = Basemap(), Basemap()
    ahead.read_all()
    for level in (3, 0):
        path, other = (one.path(level, "borders", 0) for one in (ahead, asked))
        assert path == other
    np.testing.assert_array_equal(ahead.country_xy, asked.country_xy)
