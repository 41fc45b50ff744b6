"""The selftest hides what it says it hides, asks what `locate` asks, and changes nothing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bundles import colour_of, make_bundle
from makers import exif_block, iptc_block, jpeg, jpeg_bytes, takeout, xmp_packet

from whence_engine.accept.decide import decide
from whence_engine.cues.cue import Cue
from whence_engine.cues.registry import load_cues
from whence_engine.errors import SelfTestError, StorageError
from whence_engine.events import AlbumDone, Finished, PhotoDone, PhotoFailed, Skipped, Started
from whence_engine.geo.sphere import distance_km
from whence_engine.inference.bundle import Bundle
from whence_engine.library import masked as masking
from whence_engine.library.library import Library
from whence_engine.library.masked import masked
from whence_engine.library.results import Result
from whence_engine.photo import (
    Action,
    DecidedBy,
    Decision,
    Level,
    Photo,
    Position,
    PositionSource,
)
from whence_engine.pipeline import Pipeline
from whence_engine.selftest.ask import Answered, Asker
from whence_engine.selftest.hide import By, Way, ways
from whence_engine.selftest.rows import rows
from whence_engine.selftest.run import Report, SelfTest
from whence_engine.settings import Settings

NOW = datetime(2026, 1, 1, 12, 0)
NOON = datetime(2014, 7, 12, 12, 0)
LISBON, TOKYO = (38.7223, -9.1393), (35.6762, 139.6503)
CUES = ("names", "neighbours", "sidecar", "lookalike", "pixels")
SETTINGS = Settings(threads=1, read_signs="off")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A network that is not believed: what is found is found by other evidence."""
    return Bundle.open(make_bundle(tmp_path_factory.mktemp("bundle"), sureness=0.0))


@cache
def evidence() -> tuple[Cue, ...]:
    """The cues, made once: what they look things up in takes longer to open than all that is asked here."""
    return load_cues(CUES)


def asker(library: Library, bundle: Bundle) -> Asker:
    return Asker(library, bundle, evidence(), SETTINGS)


def ask(library: Library, bundle: Bundle, hidden: Sequence[Photo], asked: Photo) -> Answered:
    """Hide some photos and ask for one of them."""
    album = library.index.albums.of_photo(asked.id)
    assert album is not None
    [answered] = asker(library, bundle).ask([one.id for one in hidden], {album: [asked.id]})
    return answered


def away_km(answered: Answered, place: tuple[float, float]) -> float:
    return float(distance_km(answered.best.lat_deg, answered.best.lon_deg, *place))


def prepared(library: Library, bundle: Bundle, folder: Path) -> list[Photo]:
    for _ in Pipeline(library, bundle, evidence(), SETTINGS).prepare([folder], now=NOW):
        pass
    return list(library.index.photos.all())


# --- hidden means hidden: what files and the ledger say of a place


def with_exif(folder: Path) -> None:
    jpeg(folder / "a.jpg", exif=exif_block(taken="2014:07:12 12:00:00", gps=LISBON))


def with_xmp(folder: Path) -> None:
    xmp = xmp_packet({"exif:GPSLatitude": "38,43.338N", "exif:GPSLongitude": "9,8.358W"})
    jpeg(folder / "a.jpg", exif=exif_block(taken="2014:07:12 12:00:00"), xmp=xmp)


def with_sidecar(folder: Path) -> None:
    jpeg(folder / "a.jpg", exif=exif_block(taken="2014:07:12 12:00:00"))
    xmp = xmp_packet({"exif:GPSLatitude": "38,43.338N", "exif:GPSLongitude": "9,8.358W"})
    (folder / "a.jpg.xmp").write_bytes(xmp)


def with_takeout(folder: Path) -> None:
    jpeg(folder / "a.jpg", exif=exif_block(taken="2014:07:12 12:00:00"))
    takeout(folder / "a.jpg.json", '{"geoDataExif": {"latitude": 38.7223, "longitude": -9.1393}}')


def with_iptc_place(folder: Path) -> None:
    place = iptc_block([(90, b"Lisboa"), (101, b"Portugal")])
    exif = exif_block(taken="2014:07:12 12:00:00", gps=LISBON)
    (folder / "a.jpg").write_bytes(jpeg_bytes(exif=exif, iptc=place))


def with_place_keyword(folder: Path) -> None:
    keywords = xmp_packet({"dc:subject": ["Lisboa", "Portugal"]})
    jpeg(folder / "a.jpg", exif=exif_block(taken="2014:07:12 12:00:00", gps=LISBON), xmp=keywords)


POSITION = ("lat_deg", "lon_deg", "position_source", "error_km", "also_at")


LEAKS = {
    "Exif": (with_exif, POSITION, 0.1),
    "XMP": (with_xmp, POSITION, 0.1),
    "sidecar": (with_sidecar, POSITION, 0.1),
    "Takeout": (with_takeout, POSITION, 0.1),
    "IPTC place": (with_iptc_place, ("texts",), 25.0),
    "place keyword": (with_place_keyword, ("texts",), 25.0),
}


@pytest.mark.parametrize("leak", LEAKS)
def test_a_hidden_photo_does_not_tell_its_place(leak: str, library: Library, folder: Path, bundle: Bundle) -> None:
    leave, undone, near_km = LEAKS[leak]
    leave(folder)
    [photo] = prepared(library, bundle, folder)
    assert photo.position is not None
    answered = ask(library, bundle, [photo], photo)
    assert answered.best.level is Level.CONTINENT
    assert dict(answered.best.cues).keys() <= {"prior", "pixels"}
    assert away_km(answered, LISBON) > 100
    left = {name: value for name, value in masking.MASKED.items() if name not in undone}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(masking, "MASKED", left)
        assert away_km(ask(library, bundle, [photo], photo), LISBON) < near_km


def test_a_place_that_was_accepted_for_a_hidden_photo_does_not_come_back(
    library: Library, folder: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_exif(folder)
    jpeg(folder / "b.jpg", exif=exif_block(taken="2014:07:12 12:10:00"))
    photo, other = prepared(library, bundle, folder)
    decide(library, photo, Decision(Action.ACCEPT, DecidedBy.PERSON, NOW, *LISBON, 1.0, Level.EXACT))
    assert away_km(ask(library, bundle, [photo], other), LISBON) > 100
    monkeypatch.setattr(masking, "FORGOTTEN", ())
    assert away_km(ask(library, bundle, [photo], other), LISBON) < 25


def test_a_hidden_photo_is_not_in_the_gallery_of_lookalikes(
    library: Library, folder: Path, bundle: Bundle, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_exif(folder)
    [photo] = prepared(library, bundle, folder)
    with masked(library, [photo.id]) as copy:
        assert not copy.index.predictions.located(bundle.fingerprint).photo_id.size
        assert copy.index.predictions.located_count(bundle.fingerprint) == 0
        assert list(copy.index.predictions.of(bundle.fingerprint, [photo.id]))
    monkeypatch.setattr(masking, "MASKED", {})
    with masked(library, [photo.id]) as copy:
        assert copy.index.predictions.located(bundle.fingerprint).photo_id.tolist() == [photo.id]


# --- laws


class Trip:
    """Files of two trips; every second photo carries its position."""

    def __init__(self, folder: Path, *, located: bool = True) -> None:
        folder.mkdir(exist_ok=True)
        for day, place in enumerate((LISBON, TOKYO, LISBON, TOKYO)):
            for shot_ in range(4):
                taken = datetime(2014, 7, 1, 10) + timedelta(days=40 * day, minutes=20 * shot_)
                gps = (place[0] + 0.01 * shot_, place[1]) if located and shot_ % 2 == 0 else None
                pixels = np.full((48, 64, 3), colour_of(4 * day + shot_), np.uint8)  # no two look the same
                block = exif_block(taken=f"{taken:%Y:%m:%d %H:%M:%S}", make="Stein", model="D40", gps=gps)
                jpeg(folder / f"{day}-{shot_}.jpg", pixels, exif=block)
        self.folder = folder


def test_without_a_scan_all_photos_of_the_library_are_tested(library: Library, folder: Path, bundle: Bundle) -> None:
    Trip(folder)
    scanned = finished(library, bundle, folder, WAYS)
    jpeg(folder / "new.jpg", exif=exif_block(taken="2014:07:12 12:00:00", gps=LISBON))
    test = SelfTest(library, bundle, evidence(), SETTINGS)
    stages = {one.stage for one in test.run_known(WAYS, error=0.05, seed=0) if isinstance(one, Started)}
    assert stages == {"selftest"}
    assert test.report is not None
    assert [drop_paths(row) for row in rows(test.report)] == [drop_paths(row) for row in rows(scanned)]
    assert library.index.photos.at(folder / "new.jpg") is None


def drop_paths(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "paths"}


def finished(library: Library, bundle: Bundle, folder: Path, chosen: Sequence[Way], seed: int = 0) -> Report:
    test = SelfTest(library, bundle, evidence(), SETTINGS)
    for _ in test.run([folder], chosen, error=0.05, seed=seed, now=NOW):
        pass
    assert test.report is not None
    return test.report


def test_hiding_nothing_changes_nothing(library: Library, folder: Path, bundle: Bundle) -> None:
    Trip(folder)
    pipeline = Pipeline(library, bundle, evidence(), SETTINGS)
    for _ in pipeline.run([folder], now=NOW):
        pass
    open_photos = [photo for photo in library.index.photos.all() if photo.position is None]
    wanted: dict[int, list[int]] = {}
    for photo in open_photos:
        wanted.setdefault(library.index.albums.of_photo(photo.id) or 0, []).append(photo.id)
    found = {one.photo.id: one.best for one in asker(library, bundle).ask([], wanted)}
    assert found == {one.photo_id: one.candidates[0] for one in library.index.results.of(found)}
    assert len(found) == 8


def test_hiding_everything_equals_no_positions_at_all(tmp_path: Path, bundle: Bundle) -> None:
    best = []
    for located in (True, False):
        folder = Trip(tmp_path / "trip", located=located).folder
        with Library.open(tmp_path / f"{located}.sqlite") as library:
            photos = prepared(library, bundle, folder)
            assert any(photo.position for photo in photos) is located
            wanted: dict[int, list[int]] = {}
            for photo in photos:
                wanted.setdefault(library.index.albums.of_photo(photo.id) or 0, []).append(photo.id)
            answered = asker(library, bundle).ask([photo.id for photo in photos], wanted)
            best.append({one.photo.path.name: (one.best, one.nearest) for one in answered})
    assert best[0] == best[1]
    assert len(best[0]) == 16


def contents(library: Library) -> list[tuple[Any, ...]]:
    tables = ("photo", "album", "result", "prediction", "reading", "reading_line")
    return [row for table in tables for row in library.index.database.rows(f"SELECT '{table}', * FROM {table}")]


class Outcome:
    """A selftest from beginning to end, and what stood on the disk before and after."""

    def __init__(self, root: Path, bundle: Bundle) -> None:
        folder = Trip(root / "trip").folder
        with Library.open(root / "library.sqlite") as library:
            for _ in Pipeline(library, bundle, evidence(), SETTINGS).run([folder], now=NOW):
                pass
            before = contents(library), {path: path.read_bytes() for path in folder.iterdir()}
            test = SelfTest(library, bundle, evidence(), SETTINGS)
            self.events = list(test.run([folder], WAYS, error=0.05, seed=0, now=NOW))
            assert test.report is not None
            self.report = test.report
            self.again = finished(library, bundle, folder, WAYS[1:2])
            self.other = finished(library, bundle, folder, WAYS[1:2], seed=1)
            self.unchanged = before == (contents(library), {path: path.read_bytes() for path in folder.iterdir()})


WAYS = (Way(1.0, By.PHOTO), Way(0.5, By.ALBUM), Way(0.5, By.PHOTO))


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory, bundle: Bundle) -> Outcome:
    return Outcome(tmp_path_factory.mktemp("tested"), bundle)


def test_nothing_is_written_but_what_scanning_writes(tested: Outcome) -> None:
    assert tested.unchanged


def test_the_same_seed_finds_the_same_and_another_hides_others(tested: Outcome) -> None:
    first = rows(tested.report)[1]
    assert rows(tested.again)[0] == first
    assert rows(tested.other)[0] != first


def test_every_asked_photo_is_an_event(tested: Outcome) -> None:
    events = [event for event in tested.events if not isinstance(event, AlbumDone | PhotoFailed | Skipped)]
    of_test = [event for event in events if event.stage == "selftest"]
    asked = sum(isinstance(event, PhotoDone) for event in of_test)
    assert asked == sum(one.score.photos for one in tested.report.ways)
    assert of_test[0] == Started("selftest", asked)
    assert of_test[-1] == Finished("selftest", asked, 0)
    assert tested.report.ways[0].score.photos == 8


def test_what_it_reports_is_what_happened(tested: Outcome) -> None:
    """Photos of the same hour tell the hidden ones; where the whole album is hidden, nobody is near."""
    everything, by_album, by_photo = (one.score for one in tested.report.ways)
    assert everything.others["nearest in time"][0] == 0.0
    assert everything.others["neighbours"][0] == 0.0
    assert by_album.others["neighbours"][0] == by_photo.others["neighbours"][0] == 1.0
    assert by_album.within.value[1] < by_photo.within.value[1]
    assert by_photo.others["names"][0] == 0.0


def test_the_masked_copy_cannot_be_written_to(library: Library, folder: Path, bundle: Bundle) -> None:
    with_exif(folder)
    [photo] = prepared(library, bundle, folder)
    with masked(library, [photo.id]) as copy, pytest.raises(StorageError):
        copy.index.results.store([Result(photo.id, "f", ())])


def test_a_position_that_this_program_found_or_that_is_disputed_or_coarse_is_no_truth(
    library: Library, folder: Path, bundle: Bundle
) -> None:
    Trip(folder)
    photos = [photo for photo in prepared(library, bundle, folder) if photo.position]
    decide(library, photos[0], Decision(Action.ACCEPT, DecidedBy.THRESHOLD, NOW, *LISBON, 1.0, Level.EXACT))
    coarse = replace(photos[1], position=Position(*LISBON, PositionSource.EXIF, error_km=5.0))
    disputed = replace(photos[2], also_at=(Position(*TOKYO, PositionSource.SIDECAR),))
    library.index.photos.upsert([coarse, disputed], same_picture=True)
    report = finished(library, bundle, folder, ways([1.0]))
    assert report.photos == 8 - 3
    assert report.ways[0].hidden == 8


def test_without_positions_it_says_what_is_missing(library: Library, folder: Path, bundle: Bundle) -> None:
    Trip(folder, located=False)
    with pytest.raises(SelfTestError, match="No photo here carries a position"):
        finished(library, bundle, folder, ways())


def test_a_share_of_one_photo_cannot_be_hidden(library: Library, folder: Path, bundle: Bundle) -> None:
    with_exif(folder)
    with pytest.raises(SelfTestError, match="--rates 100"):
        finished(library, bundle, folder, ways([0.5]))
    assert finished(library, bundle, folder, ways([1.0, 0.5])).whole.photos == 1
