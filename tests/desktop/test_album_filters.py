"""Albums narrowed to a camera or a folder, and searched by their names, as the library tells them."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from desktop_photos import indexed, make_photos
from pytestqt.qtbot import QtBot

from whence_desktop.library.albums_model import AlbumsModel
from whence_desktop.library.albums_view import AlbumsView
from whence_desktop.library.catalogue import Listing, listing_of
from whence_desktop.library.typed import SPOKEN, typed_days
from whence_desktop.selection import Selection
from whence_desktop.session import Session
from whence_engine.library.finder import Finder
from whence_engine.library.results import Result
from whence_engine.library.sought import Sought
from whence_engine.photo import Camera, Candidate, CaptureTime, Level, Photo, TimeSource


@pytest.fixture
def listing(session: Session, tmp_path: Path) -> Listing:
    """Rome by a Canon, Oslo by a Canon and a camera without a name."""
    index = session.library.index
    rome = indexed(session, make_photos(tmp_path / "2011 Rome", 2))
    oslo = indexed(session, make_photos(tmp_path / "2012 Oslo", 2))

    def taken_with(photo: Photo, make: str, model: str) -> Photo:
        return replace(photo, camera=Camera(make, model))

    first, second = index.photos.by_ids(rome)
    third, _ = index.photos.by_ids(oslo)
    named = [("Canon", "Canon EOS 40D"), ("Canon", "Canon EOS 40D"), ("Leica", "M9")]
    index.photos.upsert([taken_with(one, *names) for one, names in zip((first, second, third), named, strict=True)])
    return listing_of(session.library)


@pytest.fixture
def view(listing: Listing, qtbot: QtBot) -> AlbumsView:
    model = AlbumsModel()
    made = AlbumsView(model, Selection())
    qtbot.addWidget(made)
    model.setParent(made)
    model.set_rows(listing.albums)
    made.set_groups(listing.cameras, listing.folders)
    return made


def count(view: AlbumsView) -> int:
    return view.list.model().rowCount()


def test_cameras_are_named_once_and_folders_whole(listing: Listing, tmp_path: Path) -> None:
    assert list(listing.cameras) == ["", "Canon EOS 40D", "Leica M9"]
    assert list(listing.folders) == [str(tmp_path / "2011 Rome"), str(tmp_path / "2012 Oslo")]
    assert [len(albums) for albums in listing.cameras.values()] == [1, 1, 1]


def test_a_camera_and_a_folder_narrow_the_list(view: AlbumsView, tmp_path: Path) -> None:
    assert count(view) == 2
    view.camera_box.setCurrentIndex(view.camera_box.findText("Leica M9"))
    assert count(view) == 1
    view.folder_box.setCurrentIndex(view.folder_box.findData(str(tmp_path / "2011 Rome")))
    assert count(view) == 0
    view.camera_box.setCurrentIndex(0)
    assert count(view) == 1
    view.folder_box.setCurrentIndex(0)
    assert count(view) == 2
    assert view.camera_box.itemText(1) == "No camera named"


def test_what_was_chosen_stays_when_the_library_is_read_anew(view: AlbumsView, listing: Listing) -> None:
    view.camera_box.setCurrentIndex(view.camera_box.findText("Leica M9"))
    view.set_groups(listing.cameras, listing.folders)
    assert view.camera_box.currentText() == "Leica M9"
    assert count(view) == 1


@pytest.mark.parametrize(("text", "albums"), [("rome", 1), ("canon 40d", 1), ("2012 leica", 1), ("nikon", 0)])
def test_the_search_knows_folders_and_cameras(view: AlbumsView, text: str, albums: int) -> None:
    view.search.setText(text)
    assert count(view) == albums


@pytest.fixture
def summer(session: Session, tmp_path: Path) -> Session:
    """An album of July 2014 in Munich."""
    ids = indexed(session, make_photos(tmp_path / "a", 2))
    index = session.library.index
    taken = [CaptureTime(datetime(2014, 7, day), TimeSource.EXIF, 0.9) for day in (12, 14)]
    index.photos.upsert([replace(one, taken=at) for one, at in zip(index.photos.by_ids(ids), taken, strict=True)])
    index.albums.store([ids])
    place = Candidate(1, 48.1, 11.6, (0.9,) * 5, Level.EXACT, "Munich, Bavaria, Germany", "DE", ())
    index.results.store([Result(each, "", (place,)) for each in ids])
    return session


def finds(session: Session, qtbot: QtBot, text: str) -> tuple[int, int]:
    """Albums and photos that a search finds."""
    found = listing_of(session.library)
    model = AlbumsModel()
    view = AlbumsView(model, Selection())
    qtbot.addWidget(view)
    model.setParent(view)
    model.set_rows(found.albums)
    view.search.setText(text)
    return count(view), len(Finder(session.library, SPOKEN).find(Sought(text=text)))


@pytest.mark.parametrize(
    ("text", "albums", "photos"),
    [("July 2014", 1, 2), ("2014-07-14", 1, 1), ("2014-07-13", 1, 0), ("munich", 1, 2), ("munchen", 0, 0)],
)
def test_dates_and_places_are_found_as_one_types_them(
    summer: Session, qtbot: QtBot, text: str, albums: int, photos: int
) -> None:
    assert finds(summer, qtbot, text) == (albums, photos)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("text", "albums", "photos"),
    [("Juli 2014", 1, 2), ("july", 1, 2), ("14.07.2014", 1, 1), ("münchen", 1, 2), ("munchen deutschland", 1, 2)],
)
def test_in_a_german_window_german_is_typed(summer: Session, qtbot: QtBot, text: str, albums: int, photos: int) -> None:
    assert finds(summer, qtbot, text) == (albums, photos)


def test_a_long_album_is_found_by_each_of_its_months(summer: Session) -> None:
    [found] = summer.library.index.albums.summaries()
    assert found.first is not None
    told = typed_days(replace(found, last=found.first + timedelta(days=100)))
    assert [month in told for month in ("june", "july", "august", "september", "october", "november")] == [
        *(False, True, True, True, True, False)
    ]
    assert typed_days(replace(found, first=None, last=None)) == ""
