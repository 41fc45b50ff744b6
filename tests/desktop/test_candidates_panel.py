"""The panel of candidates: ties as ties, doubts as sentences, and every row within reach of keys and screen readers."""

from dataclasses import replace

import pytest
from desktop_photos import CANARIES, LISBON
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from whence_desktop.review.candidates_view import CandidatesView
from whence_engine.photo import Candidate, Level

PORTO = replace(LISBON, rank=2, lat_deg=41.15, lon_deg=-8.61, place="Porto, Portugal", because=("So it looks.",))


@pytest.fixture
def panel(qtbot: QtBot) -> CandidatesView:
    made = CandidatesView()
    qtbot.addWidget(made)
    made.resize(420, 400)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def tied(panel: CandidatesView) -> list[bool]:
    return [row.tied for row in panel.rows]


def test_equals_are_shown_as_a_tie_and_others_are_not(panel: CandidatesView) -> None:
    panel.show_candidates(
        (LISBON, replace(PORTO, within_km=(0.1, 0.78, 0.8, 0.85, 0.9)), replace(CANARIES, rank=3)), None
    )
    assert tied(panel) == [True, True, False]
    assert "these 2 are about as likely" in panel.heading.text()
    assert "a tie" in panel.rows[1].accessibleName()
    panel.show_candidates((LISBON, CANARIES), None)
    assert tied(panel) == [False, False]
    assert panel.heading.isHidden()


def test_doubts_are_said_above_the_rows(panel: CandidatesView) -> None:
    panel.show_candidates((LISBON,), None, ("The clock was never set.",))
    assert "The clock was never set." in panel.flags.text()
    panel.show_candidates((LISBON,), None)
    assert panel.flags.isHidden()


def test_arrow_keys_walk_through_the_rows(panel: CandidatesView, qtbot: QtBot) -> None:
    panel.show_candidates((LISBON, PORTO, replace(CANARIES, rank=3)), None)
    panel.focus()
    with qtbot.waitSignal(panel.chosen) as chosen:
        qtbot.keyClick(panel.rows[0], Qt.Key.Key_Down)
    assert chosen.args == [2]
    assert panel.rows[1].hasFocus()
    assert "So it looks." in panel.reasons.text()
    qtbot.keyClick(panel.rows[1], Qt.Key.Key_Down)
    qtbot.keyClick(panel.rows[2], Qt.Key.Key_Down)
    assert panel.rank == 3
    qtbot.keyClick(panel.rows[2], Qt.Key.Key_Up)
    assert panel.rank == 2


def test_the_tab_key_reaches_the_chosen_row_only(panel: CandidatesView) -> None:
    panel.show_candidates((LISBON, PORTO), None)
    tabbed = [bool(row.focusPolicy() & Qt.FocusPolicy.TabFocus) for row in panel.rows]
    assert tabbed == [True, False]


def test_a_row_says_where_how_near_how_likely_and_why(panel: CandidatesView) -> None:
    panel.show_candidates((LISBON, CANARIES), None)
    first, second = panel.rows
    assert first.accessibleName() == "1: Lisbon, Portugal, 80 % within 25 km"
    assert second.accessibleName() == "2: Africa, 6 % somewhere within 2500 km"
    assert first.accessibleDescription() == "The folder is called Lisboa."
    assert first.toolTip() == "names 70 %, photos near in time 30 %"


def test_refreshed_candidates_keep_the_chosen_place(panel: CandidatesView, qtbot: QtBot) -> None:
    panel.show_candidates((LISBON, PORTO), None)
    panel.choose(2)
    panel.focus()
    panel.show_candidates((replace(PORTO, rank=1), replace(LISBON, rank=2)), None, keep=True)
    assert panel.rank == 1
    assert panel.rows[0].hasFocus()
    panel.show_candidates((LISBON,), None, keep=True)
    assert panel.candidate == LISBON
    panel.show_candidates((), None)
    assert panel.rank == 0
    assert not panel.rows


def test_a_double_click_accepts(panel: CandidatesView, qtbot: QtBot) -> None:
    panel.show_candidates((LISBON, PORTO), None)
    with qtbot.waitSignal(panel.accepted) as accepted:
        qtbot.mouseDClick(panel.rows[1], Qt.MouseButton.LeftButton)
    assert accepted.args == [2]


def test_what_nobody_knows_is_said(panel: CandidatesView) -> None:
    nowhere = Candidate(1, 48.0, 9.0, (0.0, 0.0, 0.1, 0.2, 0.4), Level.CONTINENT, "", "", (("prior", 1.0),))
    panel.show_candidates((nowhere,), None)
    assert "Nobody can tell" in panel.heading.text()
    assert "Open sea" in panel.rows[0].accessibleName()
