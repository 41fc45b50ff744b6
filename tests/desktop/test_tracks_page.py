"""Tracks and clocks: import, photos along the track, and a clock that is shifted until it fits."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from desktop_photos import indexed
from desktop_tracks import CAMERA, PHONE, SLOW, TEN, page_on, photo, place, slow_album, walk
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from whence_desktop.map.ground import Ground
from whence_desktop.map.mercator import to_square
from whence_desktop.session import Session
from whence_desktop.tracks.clock_box import ClockBox
from whence_desktop.tracks.following import Following
from whence_desktop.tracks.tracks_page import TracksPage
from whence_desktop.window import Window
from whence_engine.albums.arrange import arrange
from whence_engine.photo import Camera
from whence_engine.places.zones import Zones


@pytest.fixture
def photos(session: Session, tmp_path: Path) -> list[int]:
    return slow_album(session, tmp_path)


@pytest.fixture
def page(session: Session, photos: list[int], ground: Ground, qtbot: QtBot) -> Iterator[TracksPage]:
    yield from page_on(session, photos, ground, qtbot)


@pytest.fixture
def walked(page: TracksPage, tmp_path: Path, qtbot: QtBot) -> TracksPage:
    """The same, with the walk imported."""
    with qtbot.waitSignal(page.telling.told):
        page.files.add([walk(tmp_path / "walk.gpx")])
    qtbot.waitUntil(lambda: page.form.tracks.rowCount() == 1)
    return page


def moving(page: TracksPage) -> list[tuple[float, float]]:
    _, dots = page.form.map.scene.dots
    return list(zip(dots.lat_deg.tolist(), dots.lon_deg.tolist(), strict=True))


def test_a_track_is_listed_with_its_times_and_drawn(walked: TracksPage) -> None:
    page, tracks = walked, walked.form.tracks
    said = [tracks.index(0, column).data() for column in range(4)]
    assert said == ["walk.gpx", "2014-07-12 10:00", "2014-07-12 11:59", "120"]
    assert page.form.map.trails.levels


def test_photos_follow_the_clock_while_nothing_is_told(walked: TracksPage, qtbot: QtBot) -> None:
    page = walked
    assert page.form.camera.currentData() == Camera(*CAMERA)
    said: list[object] = []
    page.telling.told.connect(said.append)
    page.form.clock.slider.setValue(60)
    page.form.clock.fine.setValue(120)
    qtbot.waitUntil(lambda: moving(page)[0] == pytest.approx(place(10), abs=2e-4))
    for found, minute in zip(moving(page), range(10, 70, 10), strict=True):
        assert found == pytest.approx(place(minute), abs=2e-4)
    page.form.clock.edit.setValue(page.form.clock.seconds + 60)
    qtbot.waitUntil(lambda: moving(page)[0] == pytest.approx(place(11), abs=2e-4))
    assert said == []


def test_of_thousands_of_photos_every_one_follows(walked: TracksPage, photos: list[int], qtbot: QtBot) -> None:
    """Those whose turn is yet to come stay where they were; a clock that moves on begins anew."""
    [one] = walked._session.library.index.photos.by_ids(photos[:1])
    assert one.taken is not None
    times = [replace(one.taken, local=TEN + timedelta(seconds=4 * number)) for number in range(1500)]
    many = [replace(one, id=number, taken=taken) for number, taken in enumerate(times)]
    loaded = walked._loaded
    assert loaded is not None
    following, zones = Following(), Zones(walked._session.gazetteer)

    def shift(minutes: float) -> None:
        add = timedelta(minutes=minutes)
        following.follow(many, loaded.tracks, add=add, told=[("", "Europe/Lisbon")], zones=zones)

    with qtbot.waitSignal(following.settled, timeout=30_000):
        shift(0)
    shift(5)
    lat, _ = following.places
    assert len(lat) == 1500
    assert 0 < np.sum(np.abs(lat - [place(number / 15)[0] for number in range(1500)]) > 1e-4) < 1500
    with qtbot.waitSignal(following.settled, timeout=30_000):
        shift(10)
    lat, lon = following.places
    np.testing.assert_allclose(lat, [place(10 + number / 15)[0] for number in range(1500)], atol=1e-4)
    np.testing.assert_allclose(lon, [place(10 + number / 15)[1] for number in range(1500)], atol=1e-4)


def test_a_pin_marks_the_selected_photo_and_a_dot_selects_its_own(
    walked: TracksPage, photos: list[int], qtbot: QtBot
) -> None:
    page, shown = walked, walked.form.map
    page.form.clock.set_seconds(round(SLOW.total_seconds()))
    qtbot.waitUntil(lambda: moving(page)[0] == pytest.approx(place(10), abs=2e-4))
    page.form.strip.setCurrentIndex(page.form.strip.photos.index(2))
    assert page._selection.photo == photos[2]
    [pin] = shown.scene.pins
    assert (pin.lat_deg, pin.lon_deg) == pytest.approx(place(30), abs=2e-4)
    assert page.form.preview.photo is not None
    assert page.form.preview.photo.id == photos[2]
    page.form.fit(*(np.array(some) for some in zip(*moving(page), strict=True)))
    x, y = shown.view.to_px(to_square(*place(50))).tolist()
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(round(x), round(y)))
    assert page._selection.photo == photos[4]
    assert page.form.strip.currentIndex().row() == 4
    page.form.clock.set_seconds(page.form.clock.seconds + 300)
    qtbot.waitUntil(lambda: shown.scene.pins[0].lat_deg == pytest.approx(place(55)[0], abs=1e-5))
    shown.set_view(shown.view.centred_on(10.0, 10.0))
    page.form.strip.step(-1)
    left, top, right, bottom = shown.view.bounds
    at_x, at_y = to_square(*place(45)).tolist()
    assert left < at_x < right
    assert top < at_y < bottom  # the map goes where the photo is


def test_a_kept_offset_is_noted_and_taken_back(
    session: Session, walked: TracksPage, photos: list[int], qtbot: QtBot
) -> None:
    walked.form.clock.set_seconds(round(SLOW.total_seconds()))
    with qtbot.waitSignal(walked.telling.told) as told:
        qtbot.mouseClick(walked.form.keep, Qt.MouseButton.LeftButton)
    assert told.args == [photos]
    assert session.library.ledger.told.clocks().offsets == (("Stein D40", SLOW),)
    assert walked.form.clock.seconds == SLOW.total_seconds()
    qtbot.mouseClick(walked.form.forget, Qt.MouseButton.LeftButton)
    assert session.library.ledger.told.clocks().offsets == ()
    assert walked.form.clock.seconds == 0


def test_in_the_window_its_albums_are_located_anew(
    session: Session, photos: list[int], tmp_path: Path, qtbot: QtBot
) -> None:
    window = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.selection.album is not None)
    qtbot.keyClick(window, Qt.Key.Key_F4)
    page = window.tracks_page
    with qtbot.waitSignal(window.telling.told):
        page.files.add([walk(tmp_path / "walk.gpx")])
    window.telling.offset(Camera(*CAMERA), SLOW)
    with qtbot.waitSignals([window.runner.ended] * 2, timeout=60000):
        pass
    result = next(session.library.index.results.of([photos[0]]))
    best = result.candidates[0]
    assert (best.lat_deg, best.lon_deg) == pytest.approx(place(10), abs=5e-3)
    assert window.map.trails.levels  # on the map of the review too
    assert page.form.clock.seconds == SLOW.total_seconds()
    with qtbot.waitSignal(window.runner.ended, timeout=60000):
        qtbot.keyClick(window, Qt.Key.Key_Z)
    assert session.library.ledger.told.clocks().offsets == ()
    qtbot.waitUntil(lambda: page.form.clock.seconds == 0)
    window.close()


def test_what_a_person_said_of_a_time_is_nothing_that_a_clock_showed(
    session: Session, page: TracksPage, photos: list[int]
) -> None:
    [one] = session.library.index.photos.by_ids(photos[:1])
    page.telling.taken([one], "summer 1987")
    arrange(session.library)
    page.refresh()
    assert not page.form.read.isEnabled()
    assert not page.form.match.isEnabled()
    assert page.form.preview.photo is not None


def test_one_photo_of_a_clock_tells_the_offset(page: TracksPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.form.shown, "10:10:00")
    qtbot.keyClick(page.form.shown, Qt.Key.Key_Return)
    assert page.form.clock.seconds == SLOW.total_seconds()
    said = "+1:02:00, give or take 1 s, as this clock shows. The day was taken from the camera."
    assert page.form.offset_said == said
    page.form.shown.setText("half past ten")
    page.read_clock()
    assert page.form.offset_said.startswith("'half past ten' is no time that a clock shows")
    assert page.form.clock.seconds == SLOW.total_seconds()


def test_what_cannot_be_told_is_refused(page: TracksPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.form.compare, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.form.offset_said.startswith("It cannot be told"))
    assert page.form.clock.seconds == 0


def test_phones_tell_the_offset(session: Session, page: TracksPage, tmp_path: Path, qtbot: QtBot) -> None:
    bursts = [0, 7, 11, 24, 31, 48, 55, 71, 86, 90, 103, 117, 131, 140, 158, 167]
    both = []
    for number, minute in enumerate(bursts):
        at = TEN + timedelta(minutes=minute)
        both.append(photo(tmp_path / f"c{number}.jpg", at - SLOW, shade=number))
        both.append(photo(tmp_path / f"p{number}.jpg", at, PHONE, shade=200 - number))
    indexed(session, both)
    page.compare()
    qtbot.waitUntil(lambda: page.form.clock.seconds != 0, timeout=20000)
    assert page.form.clock.seconds == pytest.approx(SLOW.total_seconds(), abs=40)
    assert "bursts then fall within two minutes of photos by iPhone 4" in page.form.offset_said


def test_broken_files_are_one_sentence_each(session: Session, page: TracksPage, tmp_path: Path, qtbot: QtBot) -> None:
    bad = tmp_path / "broken.gpx"
    bad.write_text("<gpx><trk><trkseg><trkpt lat='38' lon='-9'></trkpt></trkseg></trk></gpx>")
    with qtbot.waitSignal(page.refused) as refused:
        page.files.add([bad])
    assert refused.args == ["broken.gpx: The file holds no moment with a place. 1 point has no time."]
    assert session.library.ledger.told.tracks() == []


def test_tracks_can_be_dropped_and_removed(session: Session, page: TracksPage, tmp_path: Path, qtbot: QtBot) -> None:
    file = walk(tmp_path / "walk.gpx")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    none = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    with qtbot.waitSignal(page.telling.told):
        page.dropEvent(drop)
    assert session.library.ledger.told.tracks() == [file]
    qtbot.waitUntil(lambda: page.form.tracks.rowCount() == 1)
    page.form.table.selectRow(0)
    with qtbot.waitSignal(page.telling.told):
        qtbot.mouseClick(page.form.remove, Qt.MouseButton.LeftButton)
    assert session.library.ledger.told.tracks() == []


def test_in_the_window_tracks_come_and_go_with_undo(
    session: Session, photos: list[int], tmp_path: Path, qtbot: QtBot
) -> None:
    files = [walk(tmp_path / "a.gpx"), walk(tmp_path / "b.gpx", 60)]
    window = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.selection.album is not None)
    qtbot.keyClick(window, Qt.Key.Key_F4)
    page = window.tracks_page

    def listed(*paths: Path) -> None:
        qtbot.waitUntil(lambda: [row.path for row in page.form.tracks.rows] == list(paths), timeout=60000)

    with qtbot.waitSignal(window.runner.ended, timeout=60000):
        page.files.add(files)
    listed(*files)
    page.form.table.selectRow(1)
    with qtbot.waitSignal(window.runner.ended, timeout=60000):
        qtbot.keyClick(page.form.table, Qt.Key.Key_Delete)
    listed(files[0])
    said: list[str] = []
    window.actions_.told.connect(said.append)
    for key, paths in ((Qt.Key.Key_Z, files), (Qt.Key.Key_Z, [])):
        with qtbot.waitSignal(window.runner.ended, timeout=60000):
            qtbot.keyClick(window, key)
        listed(*paths)
    assert said == ["Taken back: which tracks count."] * 2
    assert window.map.trails.levels == ()
    window.show_review()
    with qtbot.waitSignal(window.runner.ended, timeout=60000):
        qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: bool(window.map.trails.levels))  # on the map of the review, though the page is not shown
    window.close()


def test_tracks_that_are_opened_or_dropped_anywhere_are_added(
    session: Session, photos: list[int], tmp_path: Path, qtbot: QtBot
) -> None:
    window = Window(session, QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: window.selection.album is not None)
    file = walk(tmp_path / "walk.gpx")
    with qtbot.waitSignal(window.runner.ended, timeout=60000):
        window.opening.open([file])
    assert window.pages.name == "tracks"
    assert session.library.ledger.told.tracks() == [file]
    window.close()


def test_a_time_zone_is_kept_for_a_camera_and_nonsense_refused(
    session: Session, page: TracksPage, photos: list[int], qtbot: QtBot
) -> None:
    page.form.zone.setCurrentText("Europe/Lisbon")
    with qtbot.waitSignal(page.telling.told) as told:
        qtbot.mouseClick(page.form.keep_zone, Qt.MouseButton.LeftButton)
    assert told.args == [photos]
    assert session.library.ledger.told.clocks().zones == (("Stein D40", "Europe/Lisbon"),)
    page.form.zone.setCurrentText("Middle/Earth")
    with qtbot.waitSignal(page.telling.refused) as refused:
        qtbot.mouseClick(page.form.keep_zone, Qt.MouseButton.LeftButton)
    assert refused.args is not None
    assert "Middle/Earth" in refused.args[0]
    assert session.library.ledger.told.clocks().zones == (("Stein D40", "Europe/Lisbon"),)


def test_every_camera_has_its_own_zone_and_the_rest_that_of_all(session: Session, page: TracksPage) -> None:
    told = session.library.ledger.told
    told.zone("", "Asia/Tokyo", at=TEN)
    every = page.form.camera.count() - 1
    page.form.camera.setCurrentIndex(every)
    assert page.camera is None
    assert page.form.zone.currentText() == "Asia/Tokyo"
    page.form.camera.setCurrentIndex(0)
    assert page.form.zone.currentText() == "Asia/Tokyo"
    told.zone("D40", "Europe/Lisbon", at=TEN)
    page.form.camera.setCurrentIndex(every)
    assert page.form.zone.currentText() == "Asia/Tokyo"
    page.form.camera.setCurrentIndex(0)
    assert page.form.zone.currentText() == "Europe/Lisbon"


def test_a_zone_moves_the_photos_along_the_track(walked: TracksPage, qtbot: QtBot) -> None:
    walked.form.clock.set_seconds(round(SLOW.total_seconds()))
    walked.form.zone.setCurrentText("+00:00")
    qtbot.mouseClick(walked.form.keep_zone, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: moving(walked)[0] == pytest.approx(place(70), abs=2e-4))


@pytest.mark.parametrize(("typed", "seconds"), [("+1:02:03", 3723), ("-0:30", -1800), ("26:00:00", 93600)])
def test_an_offset_can_be_typed(qtbot: QtBot, typed: str, seconds: int) -> None:
    box = ClockBox()
    qtbot.addWidget(box)
    box.edit.selectAll()
    qtbot.keyClicks(box.edit, typed)
    qtbot.keyClick(box.edit, Qt.Key.Key_Return)
    assert box.seconds == seconds
    assert abs(box.slider.value()) <= 14 * 60


def test_one_slider_moves_by_quarters_of_an_hour_and_one_by_seconds(qtbot: QtBot) -> None:
    box = ClockBox()
    qtbot.addWidget(box)
    box.set_seconds(3723)
    assert (box.slider.value(), box.fine.value()) == (60, 123)
    box.slider.setValue(128)  # a pointer stops anywhere
    assert (box.slider.value(), box.seconds) == (135, 135 * 60 + 123)
    qtbot.keyClick(box.fine, Qt.Key.Key_Right)
    qtbot.keyClick(box.fine, Qt.Key.Key_PageUp)
    assert box.seconds == 135 * 60 + 123 + 61
    for seconds in range(-900, 901, 100):
        box.fine.setValue(seconds)
        assert (box.slider.value(), box.fine.value(), box.seconds) == (135, seconds, 135 * 60 + seconds)
