"""Positions that a photo and what lies beside it state: the order of trust, and what becomes of contradictions."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import exif_block, found, jpeg, xmp_packet

from whence_engine.files.gps import to_xmp
from whence_engine.files.read import contradict, read_photo
from whence_engine.files.takeout import read_takeout
from whence_engine.library.library import Library
from whence_engine.locate.placed import placed_candidates
from whence_engine.photo import Level, Photo, Position, PositionSource

PARIS, VIENNA, TOKYO = (48.8566, 2.3522), (48.2082, 16.3738), (35.6812, 139.7671)
EXIF, XMP, SIDECAR, TAKEOUT = (PositionSource(name) for name in ("exif", "xmp", "sidecar", "takeout"))


def xmp(at: tuple[float, float]) -> bytes:
    return xmp_packet({"exif:GPSLatitude": to_xmp(at[0], "lat"), "exif:GPSLongitude": to_xmp(at[1], "lon")})


def takeout(**places: tuple[float, float]) -> bytes:
    return json.dumps({key: {"latitude": lat, "longitude": lon} for key, (lat, lon) in places.items()}).encode()


def read(folder: Path, *, exif: tuple[float, float] | None = None, inside: bytes = b"", **beside: bytes) -> Photo:
    photo = jpeg(folder / "a.jpg", exif=exif_block(make="Stein", gps=exif), xmp=inside)
    sidecars = []
    for suffix, data in beside.items():
        sidecars.append(folder / f"a.jpg.{suffix}")
        sidecars[-1].write_bytes(data)
    return read_photo(found(photo, *sidecars))


def stated(photo: Photo) -> list[tuple[PositionSource, float]]:
    assert photo.position is not None
    return [(one.source, round(one.lat_deg, 3)) for one in (photo.position, *photo.also_at)]


def test_all_that_contradict_are_kept_in_the_order_of_trust(tmp_path: Path) -> None:
    photo = read(tmp_path, exif=PARIS, inside=xmp(VIENNA), xmp=xmp(TOKYO), json=takeout(geoData=(1.0, 1.0)))
    assert stated(photo) == [(EXIF, 48.857), (XMP, 48.208), (SIDECAR, 35.681), (TAKEOUT, 1.0)]


def test_what_says_the_same_is_said_once(tmp_path: Path) -> None:
    near = (PARIS[0] + 0.0005, PARIS[1])
    photo = read(tmp_path, exif=PARIS, inside=xmp(near), xmp=xmp(PARIS), json=takeout(geoDataExif=near, geoData=PARIS))
    assert (stated(photo), photo.also_at) == ([(EXIF, 48.857)], ())


def test_takeout_states_two_where_somebody_moved_the_photo(tmp_path: Path) -> None:
    photo = read(tmp_path, json=takeout(geoData=VIENNA, geoDataExif=PARIS))
    assert stated(photo) == [(TAKEOUT, 48.857), (TAKEOUT, 48.208)]


def test_null_island_contradicts_nobody(tmp_path: Path) -> None:
    photo = read(tmp_path, exif=PARIS, json=takeout(geoData=(0.0, 0.0), geoDataExif=(0.0, 0.0)))
    assert photo.also_at == ()
    assert read(tmp_path, json=takeout(geoData=(0.0, 0.0))).position is None


def test_a_stated_error_is_heard() -> None:
    coarse = Position(*PARIS, EXIF, error_km=50.0)
    assert not contradict(coarse, Position(48.9, 2.7, SIDECAR))
    assert contradict(Position(*PARIS, EXIF), Position(48.9, 2.7, SIDECAR))


@pytest.mark.parametrize(
    "told",
    [
        [{"EXIF:GPSLatitude": 33.8568, "EXIF:GPSLatitudeRef": "S",
          "EXIF:GPSLongitude": 151.2153, "EXIF:GPSLongitudeRef": "E"}],
        [{"XMP:GPSLatitude": "33,51.408S", "XMP:GPSLongitude": "151,12.918E"}],
        [{"Composite:GPSLatitude": "33 deg 51' 24.48\" S", "Composite:GPSLongitude": "151 deg 12' 55.08\" E"}],
        [{"GPSLatitude": -33.8568, "GPSLongitude": 151.2153}],
    ],
)  # fmt: skip
def test_a_position_in_exiftools_json_is_one_beside_the_photo(told: object) -> None:
    position = read_takeout(json.dumps(told).encode()).position
    assert position is not None
    assert (position.lat_deg, position.lon_deg) == pytest.approx((-33.8568, 151.2153), abs=1e-4)
    assert position.source is SIDECAR


@pytest.mark.parametrize(
    "told", [[], [1], [{}], [{"EXIF:GPSLatitude": 1.0}], [{"GPSLatitude": "?", "GPSLongitude": []}]]
)
def test_other_json_states_nothing(told: object) -> None:
    assert read_takeout(json.dumps(told).encode()).position is None


def test_the_index_keeps_contradictions(library: Library, tmp_path: Path) -> None:
    photo = read(tmp_path, exif=PARIS, xmp=xmp(VIENNA))
    [photo_id] = library.index.photos.upsert([photo])
    assert next(library.index.photos.all()).also_at == photo.also_at
    library.index.photos.rewritten(replace(photo, id=photo_id, also_at=()))
    assert next(library.index.photos.all()).also_at == ()


def placed(*stated: Position) -> Photo:
    return Photo(Path("/a.jpg"), 1, 1, 1, "JPEG", id=1, position=stated[0], also_at=stated[1:])


def test_one_position_is_one_sure_candidate() -> None:
    [only] = placed_candidates(placed(Position(*PARIS, EXIF)))
    assert (only.level, only.probability, only.cues) == (Level.EXACT, 1.0, (("exif", 1.0),))
    assert only.because == ("The photo already carries this position (Exif).",)


def test_two_positions_are_two_candidates_of_one_half_each() -> None:
    file, beside = placed_candidates(placed(Position(*PARIS, EXIF), Position(*VIENNA, SIDECAR)))
    assert [(one.rank, one.level, one.probability) for one in (file, beside)] == [
        (1, Level.EXACT, 0.5),
        (2, Level.EXACT, 0.5),
    ]
    assert file.because[1] == "The sidecar beside the photo gives another one, 1,033.5 km away."
    assert beside.because == (
        "The sidecar beside the photo already gives this position.",
        "Exif gives another one, 1,033.5 km away.",
    )
    assert file.within_km[-1] == pytest.approx(1.0)  # both lie within 2500 km of either


def test_a_third_is_named() -> None:
    three = placed(Position(*PARIS, EXIF), Position(*VIENNA, SIDECAR), Position(*TOKYO, TAKEOUT))
    assert len(placed_candidates(three)) == 2
    assert "The Takeout file beside the photo gives another one" in placed_candidates(three)[0].because[2]


def test_two_that_lie_a_street_apart_are_one_candidate() -> None:
    [only] = placed_candidates(placed(Position(*PARIS, EXIF), Position(PARIS[0] + 0.005, PARIS[1], SIDECAR)))
    assert only.probability == pytest.approx(1.0)
    assert len(only.because) == 2


points = st.tuples(st.floats(-89, 89), st.floats(-179, 179))


@given(st.lists(points, min_size=1, max_size=4), st.one_of(st.none(), st.floats(0, 3000)))
def test_candidates_of_positions_keep_the_contract(places: list[tuple[float, float]], error_km: float | None) -> None:
    rivals = [Position(*place, EXIF, error_km) for place in places]
    found = placed_candidates(placed(*rivals))
    assert found
    assert sum(one.probability for one in found) <= 1.0
    for one in found:
        assert list(one.within_km) == sorted(one.within_km)
        assert 0.0 <= one.within_km[0] <= one.within_km[-1] <= 1.0
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)
