"""What is hidden, and who is asked: laws of the draw."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.library.masked import Placed
from whence_engine.library.photo_rows import NEVER
from whence_engine.selftest.hide import By, Hiding, Way, hide, ways

DAY_US = 86_400_000_000


def placed(albums: list[int], days: list[int], outside: int = 0) -> Placed:
    """Photos of albums and days (-1: no time); the last `outside` lie in another folder."""
    count = len(albums)
    moment = [NEVER if day < 0 else day * DAY_US + 1000 * row for row, day in enumerate(days)]
    return Placed(
        photo_id=np.arange(1, count + 1),
        album_id=np.array(albums, np.int64),
        camera_id=np.ones(count, np.int64),
        lead_id=np.arange(1, count + 1),
        identity=np.full(count, ""),
        moment_us=np.array(moment, np.int64),
        lat_deg=np.zeros(count),
        lon_deg=np.zeros(count),
        error_km=np.zeros(count),
        inside=np.arange(count) < count - outside,
        askable=np.ones(count, np.bool_),
        agreed=np.ones(count, np.bool_),
    )


libraries = st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 6), st.integers(0, 9)), min_size=1, max_size=30)


def drawn(way: Way, rows: list[tuple[int, int, int]], seed: int = 0, outside: int = 0) -> Hiding | None:
    library = placed([album for album, _, _ in rows], [day for _, day, _ in rows], outside)
    scene = np.array([number for _, _, number in rows], np.int64)
    return hide(way, library, scene, np.ones(len(rows), np.bool_), seed=seed)


@given(libraries, st.sampled_from(By), st.sampled_from([0.1, 0.5, 0.9]), st.integers(0, 3))
def test_no_scene_is_split_and_who_is_asked_is_hidden(
    rows: list[tuple[int, int, int]], by: By, rate: float, seed: int
) -> None:
    hiding = drawn(Way(rate, by), rows, seed)
    if hiding is None:
        return
    for number in {scene for _, _, scene in rows}:
        of_scene = hiding.hidden[[scene == number for _, _, scene in rows]]
        assert of_scene.all() or not of_scene.any()
    assert not (hiding.asked & ~hiding.hidden).any()
    assert hiding.asked.any()


@given(libraries, st.sampled_from(By))
def test_everything_is_everything(rows: list[tuple[int, int, int]], by: By) -> None:
    hiding = drawn(Way(1.0, by), rows)
    assert hiding is not None
    assert hiding.hidden.all()
    assert hiding.asked.all()


@given(libraries, st.sampled_from(By), st.integers(0, 3))
def test_more_is_hidden_at_a_higher_rate_and_the_same_again(
    rows: list[tuple[int, int, int]], by: By, seed: int
) -> None:
    some, more, again = (drawn(Way(rate, by), rows, seed) for rate in (0.5, 0.9, 0.5))
    if some is not None and more is not None and again is not None:
        assert not (some.hidden & ~more.hidden).any()
        assert (some.hidden == again.hidden).all()


def test_whole_albums_and_whole_days_are_hidden() -> None:
    rows = [(row // 5, row // 2, row) for row in range(20)]
    by_album, by_day = drawn(Way(0.5, By.ALBUM), rows), drawn(Way(0.5, By.DAY), rows)
    assert by_album is not None
    assert by_day is not None
    assert sorted(by_album.hidden.reshape(4, 5).sum(axis=1).tolist()) == [0, 0, 5, 5]
    assert sorted(by_day.hidden.reshape(10, 2).sum(axis=1).tolist()) == [0] * 5 + [2] * 5


def test_photos_of_other_folders_keep_their_positions() -> None:
    hiding = drawn(Way(1.0, By.PHOTO), [(1, 1, row) for row in range(6)], outside=2)
    assert hiding is not None
    assert hiding.hidden.tolist() == [True] * 4 + [False] * 2


def test_a_share_of_one_album_cannot_be_hidden() -> None:
    assert drawn(Way(0.5, By.ALBUM), [(1, 1, row) for row in range(6)]) is None


def test_of_many_photos_whole_albums_are_asked() -> None:
    library = placed([row // 10 for row in range(100)], [1] * 100)
    hiding = hide(Way(1.0, By.PHOTO), library, np.arange(100), np.ones(100, np.bool_), seed=0, most=25)
    assert hiding is not None
    assert hiding.hidden.all()
    assert sorted(hiding.asked.reshape(10, 10).sum(axis=1).tolist()) == [0] * 7 + [10] * 3


def test_everything_can_be_hidden_in_one_way_only() -> None:
    assert [way.name for way in ways([1.0, 0.5, 0.5])] == [
        "all photos",
        "50 % of albums",
        "50 % of days",
        "50 % of photos",
    ]
