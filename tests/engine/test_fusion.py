"""The fusion of an album as a whole: the laws that every answer keeps, wherever on Earth and in time it lies."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from bundles import make_grid
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from whence_engine.cues.fix import FARTHEST_H, Fix, fix_of
from whence_engine.cues.travel import TravelPrior
from whence_engine.geo import s2, sphere
from whence_engine.grid.prior import WorldPrior
from whence_engine.locate.calibration import read_fitted
from whence_engine.locate.evidence import Evidence, NotHere
from whence_engine.locate.fusion import AlbumFusion, locate
from whence_engine.locate.locator import Found, Locator
from whence_engine.locate.timeline import Stretch
from whence_engine.photo import (
    Album,
    Belief,
    Camera,
    Candidate,
    CaptureTime,
    Level,
    Photo,
    Position,
    PositionSource,
    TimeSource,
)
from whence_engine.places.gazetteer import Gazetteer

NOON = datetime(2014, 7, 12, 12, 0)
LISBON, SINTRA, PORTO, TOKYO = (38.72, -9.14), (38.80, -9.38), (41.15, -8.62), (35.68, 139.69)
Place = tuple[float, float]


@pytest.fixture(scope="module")
def locator() -> Locator:
    return Locator(WorldPrior.load(), make_grid([(48.8566, 2.3522)]), read_fitted(), Gazetteer.open())


@pytest.fixture(scope="module")
def even() -> Locator:
    """A world in which people take photos everywhere alike: nothing distinguishes one place from another."""
    tiles = s2.children(s2.children(s2.children(s2.FACES).ravel()).ravel()).ravel()
    area = s2.area_km2(np.sort(tiles))
    world = WorldPrior(np.sort(tiles), area / area.sum())
    return Locator(world, make_grid([(48.8566, 2.3522)]), read_fitted(), Gazetteer.open())


def photo(number: int, minutes: float | None = None, at: Place | None = None, name: str = "") -> Photo:
    taken = None if minutes is None else CaptureTime(NOON + timedelta(minutes=minutes), TimeSource.EXIF, 0.9)
    place = Position(*at, PositionSource.EXIF) if at else None
    return Photo(Path(f"/{name or number}.jpg"), 1, 1, 1, "JPEG", id=number, taken=taken, position=place)


def around(at: Place, km: float = 5.0, unknown: float = 0.1, source: str = "") -> Belief:
    """A kernel, and a part that knows nothing."""
    return Belief(
        because=f"near {at[0]:g}, {at[1]:g}",
        unknown=unknown,
        source=source,
        kernel_xyz=sphere.to_xyz(*at)[None],
        kernel_km=np.array([km]),
        kernel_mass=np.array([1.0 - unknown]),
    )


def known(photos: Sequence[Photo]) -> tuple[Fix, ...]:
    return tuple(fix for one in photos if (fix := fix_of(one)))


def found(locator: Locator, photos: Sequence[Photo], **said: dict[int, Belief]) -> Found:
    return locate(locator, Album(1, tuple(photos)), Evidence(said, known(photos)))


def chances(some: Sequence[Candidate]) -> list[tuple[float, ...]]:
    return [one.within_km for one in some]


def apart_km(one: Candidate, at: Place) -> float:
    return float(sphere.distance_km(one.lat_deg, one.lon_deg, *at))


# --- a photo among known places


def test_a_known_place_at_the_same_second_decides(locator: Locator) -> None:
    album = [photo(1, 0.0), photo(2, 0.0, LISBON), photo(3, -60.0, TOKYO), photo(4, 5.0, PORTO)]
    best = found(locator, album)[1][0]
    assert apart_km(best, LISBON) < 1.0
    assert best.within_km[1] > 0.9
    assert "at the same second" in best.because[0]


def test_between_two_places_on_the_way_lies_what_was_taken_between(locator: Locator) -> None:
    best = found(locator, [photo(1, -60.0, LISBON), photo(2, 0.0), photo(3, 60.0, SINTRA)])[2][0]
    assert min(apart_km(best, LISBON), apart_km(best, SINTRA)) < 30.0
    assert best.cues == (("neighbours", 1.0),)
    assert "1.jpg" in best.because[0]
    assert "3.jpg" in best.because[0]
    assert "22.6 km apart" in best.because[0]


def test_the_nearer_place_in_time_pulls_harder(locator: Locator) -> None:
    best = found(locator, [photo(1, -5.0, LISBON), photo(2, 0.0), photo(3, 300.0, PORTO)])[2][0]
    assert apart_km(best, LISBON) < 5.0


def test_far_in_time_nobody_says_anything(locator: Locator) -> None:
    far = (FARTHEST_H + 1.0) * 60.0
    alone = found(locator, [photo(1, 0.0)])[1]
    assert found(locator, [photo(1, 0.0), photo(2, far, LISBON), photo(3, -far, TOKYO)])[1] == alone
    assert alone[0].cues == (("prior", 1.0),)


def test_without_a_trustworthy_time_nobody_is_heard(locator: Locator) -> None:
    timeless = photo(1)
    doubtful = replace(timeless, id=4, taken=CaptureTime(NOON, TimeSource.MTIME, 0.1))
    said = found(locator, [timeless, doubtful, photo(2, 0.0, LISBON)], names={1: around(PORTO)})
    assert apart_km(said[1][0], PORTO) < 5.0
    assert said[4][0].cues == (("prior", 1.0),)


def test_a_known_position_is_its_own_candidate_to_its_stated_error(locator: Locator) -> None:
    exact = Position(-17.7, 180.0, PositionSource.SIDECAR)
    rough = Position(-17.7, 180.0, PositionSource.EXIF, error_km=100.0)
    for position, level in ((exact, Level.EXACT), (rough, Level.REGION)):
        [only] = found(locator, [replace(photo(1, 0.0), position=position)])[1]
        assert (only.lat_deg, only.lon_deg, only.level, only.cues) == (-17.7, 180.0, level, ((position.source, 1.0),))
        assert only.probability >= 0.5


def test_strangers_do_not_speak_for_each_other(locator: Locator) -> None:
    mine, hers = Camera("Stein", "D40", "1"), Camera("Fern", "Phone", "2")
    at_home = [replace(photo(n, 10.0 * n, TOKYO), camera=hers) for n in (1, 2)]
    on_trip = [replace(photo(3, 15.0, LISBON), camera=mine), replace(photo(4, 18.0), camera=mine)]
    assert apart_km(found(locator, [*at_home, *on_trip])[4][0], LISBON) < 1.0


# --- photos among photos


def test_what_one_photo_knows_reaches_the_next(locator: Locator) -> None:
    album = [photo(1, 0.0), photo(2, 20.0)]
    said = found(locator, album, signs={1: around(LISBON, 2.0, 0.05)})
    assert apart_km(said[2][0], LISBON) < 10.0
    assert said[2][0].within_km[1] < said[1][0].within_km[1]
    assert said[2][0].because == ("1.jpg, taken 20 min before, points to a place by its signs.",)
    assert said[1][0].because == ("near 38.72, -9.14",)


def test_two_that_agree_are_surer_than_either(locator: Locator) -> None:
    album = [photo(1, 0.0), photo(2, 20.0)]
    alone = found(locator, album[:1], signs={1: around(LISBON, 2.0, 0.4)})[1][0]
    both = found(locator, album, signs={1: around(LISBON, 2.0, 0.4), 2: around(LISBON, 3.0, 0.4)})[1][0]
    assert both.within_km[1] > alone.within_km[1]


@pytest.mark.parametrize("number", [2, 10])
def test_copies_make_no_answer_surer(locator: Locator, number: int) -> None:
    copies = [photo(n, 0.0) for n in range(1, number + 1)]
    told = dict.fromkeys(range(1, number + 1), around(LISBON, 2.0, 0.4))
    once = found(locator, copies[:1], pixels={1: told[1]})[1]
    assert chances(found(locator, copies, pixels=told)[1]) == chances(once)


def test_copies_of_a_known_place_say_no_more_than_one(locator: Locator) -> None:
    once = found(locator, [photo(1, 30.0), photo(2, 0.0, LISBON)])[1]
    copies = [photo(n, 0.0, LISBON) for n in range(2, 12)]
    assert found(locator, [photo(1, 30.0), *copies])[1] == once


def test_silent_photos_on_the_way_change_nothing(locator: Locator) -> None:
    known_and_open = [photo(1, 0.0, LISBON), photo(2, 90.0)]
    crowd = [photo(n, float(n)) for n in range(3, 60)]
    alone, among = found(locator, known_and_open)[2], found(locator, [*known_and_open, *crowd])[2]
    assert among == alone


def test_a_folders_name_counts_once_for_all_its_photos(locator: Locator) -> None:
    """Ten photos that share one sentence are no surer than one of them, though each sentence stands beside another."""
    for source in ("", "folder Lisboa"):
        names = {n: around(LISBON, 5.0, 0.3, source) for n in range(1, 11)}
        once = found(locator, [photo(1, 0.0)], names=names)[1]
        ten = found(locator, [photo(n, 3.0 * n) for n in range(1, 11)], names=names)
        assert all(chances(ten[n]) == chances(once) for n in range(1, 11))


def test_for_others_a_shared_source_weighs_as_much_as_one_photo(locator: Locator) -> None:
    outsider = photo(99, 30.0)
    once = found(locator, [photo(1, 0.0), outsider], names={1: around(LISBON, 5.0, 0.3)})[99][0]
    names = {n: around(LISBON, 5.0, 0.3) for n in range(1, 11)}
    ten = found(locator, [*(photo(n, 0.1 * n) for n in range(1, 11)), outsider], names=names)[99][0]
    assert apart_km(ten, LISBON) < 30.0
    assert ten.within_km[2] <= once.within_km[2] + 0.02
    amid = found(locator, [photo(n, 30.0 * n) for n in range(-5, 6)], names=dict.fromkeys((-5, -2, 1, 3, 5), names[1]))
    assert apart_km(amid[0][0], LISBON) < 30.0  # one folder around a photo that has no name of its own


def test_the_order_of_cues_does_not_matter(locator: Locator) -> None:
    one, two = {1: around(LISBON, 8.0, 0.3)}, {1: around(PORTO, 20.0, 0.2), 2: around(SINTRA)}
    album = [photo(1, 0.0), photo(2, 30.0), photo(3, 400.0, PORTO)]
    forth, back = found(locator, album, a=one, b=two), found(locator, album, b=two, a=one)
    for number in (1, 2):
        np.testing.assert_allclose(chances(forth[number])[0], chances(back[number])[0], atol=2e-4)
        assert dict(forth[number][0].cues) == pytest.approx(dict(back[number][0].cues), abs=1e-6)


@given(minutes=st.lists(st.integers(-3000, 3000), min_size=4, max_size=4, unique=True))
@settings(max_examples=8, deadline=None)
def test_time_may_run_backwards(locator: Locator, minutes: list[int]) -> None:
    def album(sign: int) -> Found:
        first, second, third, fourth = (float(sign * minute) for minute in minutes)
        some = [photo(1, first, LISBON), photo(2, second), photo(3, third), photo(4, fourth, PORTO)]
        return found(locator, some, signs={2: around(SINTRA, 3.0, 0.3)})

    forth, back = album(1), album(-1)
    for number in (2, 3):
        np.testing.assert_allclose(chances(forth[number])[0], chances(back[number])[0], atol=2e-3)


# --- everywhere on Earth alike


def turned(at: Place, turn: NDArray[np.float64]) -> Place:
    lat, lon = sphere.to_degrees(turn @ sphere.to_xyz(*at))
    return float(lat), float(lon)


TURNS = {
    "the date line": ((0.0, 1.0, 0.0), (0.0, 0.0, 1.0), 189.3),
    "a pole": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), 51.2),
    "another face": ((0.0, 0.0, 1.0), (1.0, 0.0, 0.0), 101.0),
}


@pytest.mark.parametrize("name", TURNS)
def test_the_whole_fusion_turns_with_the_earth(even: Locator, name: str) -> None:
    start, end, degrees = TURNS[name]
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    axis = np.cross(start, end)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    turn = np.eye(3) + sin * cross + (1 - cos) * cross @ cross

    def album(move: NDArray[np.float64]) -> Found:
        some = [photo(1, 0.0, turned(LISBON, move)), photo(2, 60.0), photo(3, 180.0), photo(4, 400.0)]
        return found(even, some, signs={3: around(turned(PORTO, move), 20.0, 0.2)})

    here, there = album(np.eye(3)), album(turn)
    for number in (2, 3, 4):
        one, two = here[number][0], there[number][0]
        assert apart_km(two, turned((one.lat_deg, one.lon_deg), turn)) < max(2.0, 0.2 * one.radius_km)
        np.testing.assert_allclose(one.within_km[1:], two.within_km[1:], atol=0.06)


@pytest.mark.parametrize("at", [(0.0, 180.0), (-17.7, 179.99), (65.0, -179.999), (89.9, 40.0), (-90.0, 0.0)])
def test_nothing_is_special_about_the_date_line_and_the_poles(locator: Locator, at: Place) -> None:
    best = found(locator, [photo(1, 0.0), photo(2, 3.0, at)])[1][0]
    assert apart_km(best, at) < 1.0
    assert best.level in {Level.EXACT, Level.CITY}


# --- decisions


def test_an_accepted_place_speaks_for_its_neighbours_and_not_for_itself(locator: Locator) -> None:
    album = Album(1, (photo(1, 0.0), photo(2, 15.0), photo(3, 8e6)))
    fusion = AlbumFusion(locator, album)
    assert fusion.update(Evidence({})).keys() == {1, 2, 3}
    said = Fix(NOON, "1.jpg", Camera(), *LISBON, error_km=12.5, photo_id=1, said=True)
    changed = fusion.update(Evidence({}, (said,)))
    assert changed.keys() == {2}
    assert apart_km(changed[2][0], LISBON) < 30.0
    assert changed[2][0].level is Level.CITY
    assert changed[2][0].because == ("A photo with a position was taken 15 min before (1.jpg, as you said).",)
    assert fusion.update(Evidence({})).keys() == {2}


def test_what_was_ruled_out_is_no_candidate_and_others_hear_of_it(locator: Locator) -> None:
    album = [photo(1, 0.0), photo(2, 1.0)]
    said = {"signs": {1: around(LISBON, 3.0, 0.2)}}
    before = found(locator, album, **said)
    away = {1: (NotHere(*LISBON, 25.0),)}
    after = locate(locator, Album(1, tuple(album)), Evidence(said, (), away))
    assert all(apart_km(one, LISBON) > 25.0 for one in after[1])
    near = [
        next((one.within_km[1] for one in some if apart_km(one, LISBON) < 10.0), 0.0) for some in (before[2], after[2])
    ]
    assert near[1] < 0.7 * near[0]


def test_what_was_ruled_out_of_a_photo_without_time_is_no_candidate_either(locator: Locator) -> None:
    evidence = Evidence({"signs": {1: around(LISBON)}}, (), {1: (NotHere(*LISBON, 25.0),)})
    assert all(apart_km(one, LISBON) > 25.0 for one in locate(locator, Album(1, (photo(1),)), evidence)[1])


def test_a_photo_without_a_place_says_nothing_to_others(locator: Locator) -> None:
    album = [photo(1, 0.0), photo(2, 20.0)]
    evidence = Evidence({"names": {1: around(LISBON)}}, silent=frozenset({1}))
    assert locate(locator, Album(1, tuple(album)), evidence)[2][0].cues == (("prior", 1.0),)


def test_only_what_depends_on_a_decision_is_computed_anew(locator: Locator, monkeypatch: pytest.MonkeyPatch) -> None:
    album = tuple(photo(n, 30.0 * n, (38.0 + 0.01 * n, -9.0) if n % 4 == 0 else None) for n in range(1, 200))
    fixes = known(album)
    fusion = AlbumFusion(locator, Album(1, album))
    fusion.update(Evidence({}, fixes))
    computed: list[int] = []
    original = Locator.of_batch

    def spy(self: Locator, parts: Sequence[Stretch], evidence: Evidence, travel: TravelPrior) -> Found:
        answer = original(self, parts, evidence, travel)
        computed.extend(answer)
        return answer

    monkeypatch.setattr(Locator, "of_batch", spy)
    said = Fix(NOON + timedelta(minutes=30.0 * 101), "101.jpg", Camera(), 39.0, -9.0, 0.5, 101, said=True)
    evidence = Evidence({}, tuple(sorted((*fixes, said), key=lambda fix: fix.at)))
    changed = fusion.update(evidence)
    assert {102, 103} <= changed.keys() <= {101, 102, 103}
    assert len(computed) < 0.5 * len(fusion.found)
    whole = locate(locator, Album(1, album), evidence)
    assert apart_km(fusion.found[102][0], (whole[102][0].lat_deg, whole[102][0].lon_deg)) < 1.0


def test_an_album_without_readable_photos_has_no_candidates(locator: Locator) -> None:
    assert found(locator, [replace(photo(1), error="torn")]) == {}
    assert found(locator, []) == {}
