"""`gear`: which cameras were sold where, and when that says anything at all."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from whence_engine.cues.cue import Cue, Known
from whence_engine.cues.gear import LONGEST, MOST_PHOTOS, Gear
from whence_engine.cues.gear_table import read_table, sold
from whence_engine.cues.names import Names
from whence_engine.cues.sidecar import Sidecar
from whence_engine.cues.track import TrackCue
from whence_engine.cues.zone import Zone
from whence_engine.geo import s2
from whence_engine.inference.bundle import Bundle
from whence_engine.library.library import Library
from whence_engine.photo import (
    Album,
    Belief,
    Camera,
    CaptureTime,
    Photo,
    Position,
    PositionSource,
    TimeSource,
    WorldTime,
)
from whence_engine.places.gazetteer import Gazetteer

CUE = Gear()
NOON = datetime(2014, 7, 12, 12)
KISS = Camera("Canon", "Canon EOS Kiss X7")


def photo(camera: Camera = KISS, hours: float = 0.0, number: int = 1) -> Photo:
    taken = CaptureTime(NOON + timedelta(hours=hours), TimeSource.EXIF, 0.95)
    return Photo(Path(f"/p/{number}.jpg"), 1, 1, 1, "JPEG", id=number, camera=camera, taken=taken)


def believed(*photos: Photo, located: tuple[Photo, ...] = ()) -> dict[int, Belief]:
    known = Known(cast("Library", None), cast("Bundle", None), {}, located=located)
    return CUE.beliefs(Album(1, photos), known)


def mass_near(belief: Belief, lat: float, lon: float) -> float:
    cell = s2.parent(s2.leaf_ids(np.array([lat]), np.array([lon])), 6)
    return float(belief.cell_mass[belief.cell_id == cell].sum())


@pytest.mark.parametrize(
    ("make", "model", "countries"),
    [
        ("Canon", "Canon EOS Kiss Digital N", "JP"),
        ("Canon", "Canon IXY DIGITAL 500", "JP"),
        ("Canon", "Canon EOS REBEL T3i", "US CA MX PR"),
        ("Canon", "Canon EOS DIGITAL REBEL XT", "US CA MX PR"),
        ("Canon", "Canon PowerShot ELPH 300 HS", "US CA MX PR"),
        ("Canon", "Canon PowerShot SD1000", "US CA MX PR"),
        ("Canon", "Canon DIGITAL IXUS 400", "-US CA MX PR JP"),
        ("Canon", "Canon EOS 300D DIGITAL", "-US CA MX PR JP"),
        ("Canon", "Canon EOS 1200D", "-US CA MX PR JP"),
        ("samsung", "SM-G960U", "US"),
        ("samsung", "SM-N960N", "KR"),
        ("samsung", "SM-G9600", "CN HK TW"),
        ("samsung", "SM-G960W", "CA"),
        ("samsung", "SC-02B", "JP"),
        ("SHARP", "SH-06D", "JP"),
        ("Sony", "SO-04K", "JP"),
        ("HUAWEI", "CLT-AL00", "CN"),
        ("Panasonic", "DMC-ZS7", "US CA MX PR"),
    ],
)
def test_names_of_one_region(make: str, model: str, countries: str) -> None:
    row = sold(Camera(make, model), read_table())
    assert row is not None
    assert (row.elsewhere, " ".join(row.countries)) == (countries.startswith("-"), countries.removeprefix("-"))


@pytest.mark.parametrize(
    ("make", "model"),
    [
        ("Canon", "Canon EOS 5D Mark II"), ("Canon", "Canon EOS 60D"), ("Canon", "Canon PowerShot S40"),
        ("Canon", "Canon EOS-1Ds Mark II"), ("samsung", "SM-G960F"), ("samsung", "SM-S901E"), ("SAMSUNG", "GT-I9000"),
        ("HUAWEI", "CLT-L29"), ("Apple", "iPhone 4"), ("NIKON CORPORATION", "NIKON D40"), ("SONY", "DSC-HX5V"),
        ("Panasonic", "DMC-FZ30"), ("Sony", "E5823"), ("", ""), ("Stein", "Kiss"), ("HTC", "HTC Desire"),
    ],
)  # fmt: skip
def test_names_of_the_whole_world(make: str, model: str) -> None:
    assert sold(Camera(make, model), read_table()) is None


def test_every_country_of_the_table_is_one_of_the_gazetteer() -> None:
    known = Gazetteer.open().countries
    assert {code for row in read_table() for code in row.countries} <= set(known)


def test_a_camera_from_japan_hints_at_japan() -> None:
    belief = believed(photo())[1]
    assert mass_near(belief, 35.68, 139.69) > 0.02
    assert mass_near(belief, 48.86, 2.35) == 0.0
    assert belief.unknown == pytest.approx(0.75, abs=0.01)
    assert belief.because == (
        "The camera, Canon EOS Kiss X7, is EOS Kiss, its name in Japan; nothing says that its owner was travelling."
    )


def test_a_camera_that_was_sold_everywhere_else_hints_at_everywhere_else() -> None:
    belief = believed(photo(Camera("Canon", "Canon EOS 600D")))[1]
    assert mass_near(belief, 48.86, 2.35) > 0
    assert mass_near(belief, 35.68, 139.69) == mass_near(belief, 40.71, -74.0) == 0.0


def test_what_was_not_looked_up_is_believed_half_as_much() -> None:
    assert believed(photo(Camera("samsung", "SC-02B")))[1].unknown > 0.85


def test_a_journey_silences_it() -> None:
    many = tuple(photo(number=number) for number in range(1, MOST_PHOTOS + 2))
    assert believed(*many) == {}
    long = (photo(), photo(hours=LONGEST / timedelta(hours=1) + 1, number=2))
    assert believed(*long) == {}
    elsewhere = replace(photo(hours=100, number=9), position=Position(48.86, 2.35, PositionSource.EXIF))
    assert believed(photo(), located=(elsewhere,)) == {}
    assert believed(photo(), located=(replace(elsewhere, taken=photo(hours=400).taken),))


def test_whatever_tells_a_zone_silences_it() -> None:
    abroad = replace(photo(), world_time=WorldTime(away=True))
    stated = replace(photo(), taken=CaptureTime(NOON, TimeSource.EXIF, 0.95, offset=timedelta(hours=2)))
    located = replace(photo(), position=Position(1, 1, PositionSource.EXIF))
    for one in (abroad, stated, located, replace(photo(), error="Damaged."), replace(photo(), taken=None)):
        assert believed(one) == {}


@pytest.mark.parametrize("cue", [Names, TrackCue, Zone, Sidecar])
def test_whatever_tells_a_place_replaces_it(cue: type[Cue]) -> None:
    assert CUE.name in cue.replaces
