"""What the window decides reaches the ledger, and every view hears of it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from desktop_photos import CANARIES, LISBON, indexed, make_photos
from pytestqt.qtbot import QtBot

from whence_desktop.actions import Actions
from whence_desktop.patience import Patience
from whence_desktop.selection import Selection
from whence_desktop.session import Session
from whence_engine.photo import Action, DecidedBy, Decision, Level


@pytest.fixture
def actions(session: Session, qapp: object) -> Actions:
    return Actions(session, Patience(session))


@pytest.fixture
def photos(session: Session, tmp_path: Path) -> list[int]:
    return indexed(session, make_photos(tmp_path / "photos", 4))


def decisions(session: Session, photos: list[int]) -> list[Decision | None]:
    found = session.library.decisions(session.library.index.photos.by_ids(photos))
    return [found.get(photo) for photo in photos]


def test_accepting_takes_each_photos_own_candidate(
    session: Session, actions: Actions, photos: list[int], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(actions.changed) as changed:
        actions.accept_candidate(photos[:2], 2)
    assert changed.args == [tuple(photos[:2])]
    first, second, third, _ = decisions(session, photos)
    assert first is not None
    assert first == second
    assert third is None
    assert (first.action, first.by, first.lat_deg, first.place) == (
        Action.ACCEPT,
        DecidedBy.PERSON,
        CANARIES.lat_deg,
        CANARIES.place,
    )


def test_rejecting_remembers_which_place_was_wrong(session: Session, actions: Actions, photos: list[int]) -> None:
    actions.reject_candidate(photos[:1], 1)
    decision = decisions(session, photos)[0]
    assert decision is not None
    assert (decision.action, decision.lat_deg) == (Action.REJECT, LISBON.lat_deg)


def test_a_candidate_that_is_not_there_is_said(actions: Actions, photos: list[int], qtbot: QtBot) -> None:
    with qtbot.waitSignal(actions.refused) as refused, qtbot.assertNotEmitted(actions.changed):
        actions.accept_candidate(photos, 7)
    assert "7" in refused.args[0]


def test_a_place_gets_its_name_and_level(session: Session, actions: Actions, photos: list[int]) -> None:
    actions.accept_place(photos, 41.15, -8.61, 25.0)
    for decision in decisions(session, photos):
        assert decision is not None
        assert decision.level is Level.CITY
        assert decision.country == "PT"
        assert "Porto" in decision.place


def test_no_place_and_skip(session: Session, actions: Actions, photos: list[int]) -> None:
    actions.no_place(photos[:1])
    actions.skip(photos[1:2])
    assert [one.action if one else None for one in decisions(session, photos)] == [
        Action.NO_PLACE,
        Action.SKIP,
        None,
        None,
    ]


def test_a_whole_album_is_one_step_of_undo(session: Session, actions: Actions, photos: list[int], qtbot: QtBot) -> None:
    actions.accept_candidate(photos, 1)
    actions.no_place(photos[:1])
    actions.take_back()
    assert all(one is not None and one.action is Action.ACCEPT for one in decisions(session, photos))
    with qtbot.waitSignal(actions.changed) as changed:
        actions.take_back()
    assert sorted(changed.args[0]) == photos
    assert decisions(session, photos) == [None] * 4
    actions.repeat()
    actions.repeat()
    assert [one.action for one in decisions(session, photos) if one] == [Action.NO_PLACE] + [Action.ACCEPT] * 3


def test_words_are_taken_back_in_the_order_of_decisions_and_said_again(
    session: Session, actions: Actions, photos: list[int], qtbot: QtBot
) -> None:
    told = session.library.ledger.told
    told.offset("", timedelta(hours=1), at=datetime.now())
    actions.no_place(photos[:1])
    told.zone("", "Europe/Lisbon", at=datetime.now())
    with qtbot.waitSignals([actions.retold, actions.told]), qtbot.assertNotEmitted(actions.changed):
        actions.take_back()
    assert told.clocks().zones == ()
    assert decisions(session, photos)[0] is not None
    actions.take_back()
    assert decisions(session, photos)[0] is None
    assert told.clocks().offsets
    with qtbot.waitSignal(actions.retold) as retold:
        actions.take_back()
    assert sorted(retold.args[0]) == photos
    assert told.clocks().offsets == ()
    for _ in range(3):
        actions.repeat()
    assert told.clocks().zones == (("", "Europe/Lisbon"),)
    assert told.clocks().offsets == (("", timedelta(hours=1)),)
    assert decisions(session, photos)[0] is not None


def test_a_photo_that_vanished_is_said_and_nothing_is_decided(
    session: Session, actions: Actions, photos: list[int], qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "photos" / "IMG_0001.jpg").unlink()
    with qtbot.waitSignal(actions.refused), qtbot.assertNotEmitted(actions.changed):
        actions.no_place(photos)
    assert decisions(session, photos) == [None] * 4


def test_the_selection_tells_what_changed_once(qtbot: QtBot) -> None:
    selection = Selection()
    seen: list[object] = []
    selection.album_changed.connect(lambda album: seen.append(("album", album)))
    selection.photo_changed.connect(lambda photo: seen.append(("photo", photo)))
    selection.photos_changed.connect(lambda: seen.append(("photos", selection.photos)))
    selection.look_at_album(3)
    selection.look_at_album(3)
    selection.look_at_photo(7)
    selection.look_at_photo(7)
    selection.look_at_photo(7, (7, 8))
    selection.look_at_photo(None)
    assert seen == [
        ("album", 3),
        ("photo", 7),
        ("photos", (7,)),
        ("photos", (7, 8)),
        ("photo", None),
        ("photos", ()),
    ]
