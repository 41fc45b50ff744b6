"""The laws of the pipeline: what is kept, what grows stale, and what is computed anew when."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from bundles import make_bundle
from makers import cut
from workshop import CUES, LONDON, NOW, PARIS, TOKYO, Workshop, photo

from whence_engine.accept.apply import apply
from whence_engine.accept.decide import decide
from whence_engine.accept.undo import undo
from whence_engine.card import Kind, PerNetwork
from whence_engine.errors import SettingsError
from whence_engine.events import AlbumDone, Finished, PhotoDone, PhotoFailed, Started
from whence_engine.geo.sphere import distance_km
from whence_engine.inference.bundle import Bundle
from whence_engine.locate.shipped import shipped as shipped_hash
from whence_engine.photo import Action, DecidedBy, Decision, Level
from whence_engine.pipeline import answers
from whence_engine.settings import Settings

# --- what is kept


def test_a_second_run_reads_looks_and_locates_nothing(shop: Workshop) -> None:
    assert shop.run() == {"read": 7, "seen": 7, "located": 7}
    before = list(answers(shop.library, [shop.photos]))
    assert shop.run() == {"read": 0, "seen": 0, "located": 0}
    assert {event.stage for event in shop.events if isinstance(event, Started)} == {"scan"}
    assert list(answers(shop.library, [shop.photos])) == before


def test_every_stage_says_how_much_lies_ahead_and_what_was_done(shop: Workshop) -> None:
    shop.run()
    begun = {event.stage: event.total for event in shop.events if isinstance(event, Started)}
    ended = {event.stage: event.done for event in shop.events if isinstance(event, Finished)}
    assert (begun["infer"], begun["locate"]) == (7, 7)
    assert ended == {"scan": 7, "infer": 7, "locate": 7}


@pytest.mark.parametrize("stage", ["infer", "locate"])
def test_stopped_in_a_stage_the_next_run_does_only_what_is_missing(shop: Workshop, stage: str) -> None:
    running = shop.start()
    seen = located = 0
    for event in running:
        seen += isinstance(event, PhotoDone) and event.stage == "infer"
        located += len(event.album.photos) if isinstance(event, AlbumDone) else 0
        if seen >= 3 and (stage == "infer" or located):
            break
    running.close()  # type: ignore[attr-defined]
    assert shop.run() == {"read": 0, "seen": 7 - seen, "located": 7 - located}


def test_only_the_albums_of_the_named_folder_are_located(shop: Workshop) -> None:
    shop.run(shop.photos / "a")
    photo(shop.photos / "b" / "tokyo-9.jpg", TOKYO, "2016:03:01 09:09:00")
    assert shop.run(shop.photos / "a") == {"read": 0, "seen": 0, "located": 0}
    assert shop.run() == {"read": 4, "seen": 4, "located": 4}


# --- what grows stale


def test_a_new_photo_is_looked_at_and_its_album_located_anew(shop: Workshop) -> None:
    shop.run()
    photo(shop.photos / "a" / "paris-9.jpg", PARIS, "2014:07:12 18:09:00")
    assert shop.run() == {"read": 1, "seen": 1, "located": 5}


def test_a_changed_picture_makes_its_album_stale(shop: Workshop) -> None:
    shop.run()
    photo(shop.photos / "a" / "paris-2.jpg", LONDON, "2014:07:12 18:02:00")
    os.utime(shop.photos / "a" / "paris-2.jpg", (1, 1))
    assert shop.run() == {"read": 1, "seen": 1, "located": 4}


def test_other_cues_give_other_answers_without_a_second_look(shop: Workshop) -> None:
    shop.run()
    sure = shop.candidates("paris-0.jpg")
    shop.cues = ("neighbours",)
    assert shop.run() == {"read": 0, "seen": 0, "located": 7}
    assert shop.candidates("paris-0.jpg")[0].cues == (("prior", 1.0),)
    shop.cues = CUES
    shop.run()
    assert shop.candidates("paris-0.jpg") == sure


def test_another_trust_on_the_card_gives_other_answers_without_a_second_look(shop: Workshop, tmp_path: Path) -> None:
    shop.run()
    sure = shop.candidates("paris-0.jpg")
    shop.bundle = Bundle.open(make_bundle(tmp_path / "doubtful", trust=PerNetwork(0.1, 0.1)))
    assert shop.run() == {"read": 0, "seen": 0, "located": 7}
    assert shop.candidates("paris-0.jpg")[0].probability < sure[0].probability


def test_a_time_that_a_person_states_makes_stale_what_it_changes(shop: Workshop) -> None:
    shop.run()
    shop.library.ledger.stated.state_folder(shop.photos / "b", "1987", None, at=NOW)
    assert shop.run() == {"read": 0, "seen": 0, "located": 0}
    said = replace(shop.answer("tokyo-0.jpg").photo.taken, local=datetime(1987, 1, 1))  # type: ignore[type-var]
    shop.library.ledger.stated.state_folder(shop.photos / "b", "1987", said, at=NOW)
    assert shop.run() == {"read": 0, "seen": 0, "located": 3}


def test_what_a_reason_names_is_what_the_file_is_called_now(shop: Workshop) -> None:
    known = photo(shop.photos / "a" / "known.jpg", PARIS, "2014:07:12 18:01:30", gps=(48.86, 2.35))
    shop.run()
    known.rename(known.with_name("renamed.jpg"))
    shop.run()
    said = " ".join(shop.candidates("paris-1.jpg")[0].because)
    assert "renamed.jpg" in said
    assert "known.jpg" not in said


def test_an_applied_place_tells_its_neighbours_and_undoing_it_gives_the_old_answers_back(shop: Workshop) -> None:
    shop.run()
    before = list(answers(shop.library, [shop.photos]))
    chosen = shop.answer("paris-1.jpg").photo
    at_the_louvre = Decision(
        Action.ACCEPT, DecidedBy.PERSON, NOW, 48.8606, 2.3376, 0.05, Level.EXACT, "Paris, France", "FR"
    )
    number = decide(shop.library, chosen, at_the_louvre)
    assert shop.run() == {"read": 0, "seen": 0, "located": 7}
    assert "as you said" in " ".join(shop.candidates("paris-2.jpg")[0].because)
    assert [row.action for row in apply(shop.library, settings=Settings())] == ["exif"]
    assert shop.run() == {"read": 0, "seen": 0, "located": 7}
    assert shop.answer("paris-1.jpg").photo.position is not None
    assert dict(shop.candidates("paris-2.jpg")[0].cues).keys() >= {"neighbours"}
    assert [row.action for row in undo(shop.library, last=True)] == ["undone"]
    shop.library.ledger.decisions.take_back(number, at=NOW)
    assert shop.run() == {"read": 0, "seen": 0, "located": 7}
    assert [one.candidates for one in answers(shop.library, [shop.photos])] == [one.candidates for one in before]


def test_a_person_says_where_one_was_not_and_it_stays_so(shop: Workshop) -> None:
    shop.run()
    first, *_ = shop.candidates("paris-1.jpg")
    photo_ = shop.answer("paris-1.jpg").photo
    place = first.lat_deg, first.lon_deg, first.radius_km
    number = decide(shop.library, photo_, Decision(Action.REJECT, DecidedBy.PERSON, NOW, *place, first.level))
    assert shop.run()["located"] == 4
    apart = [float(distance_km(*place[:2], one.lat_deg, one.lon_deg)) for one in shop.candidates("paris-1.jpg")]
    assert min(apart) > first.radius_km
    decide(shop.library, photo_, Decision(Action.SKIP, DecidedBy.PERSON, NOW))
    assert shop.run()["located"] == 0  # skipping forgets nothing, and a restart asks the ledger again
    shop.library.ledger.decisions.take_back(number, at=NOW)
    assert shop.run()["located"] == 4
    assert shop.candidates("paris-1.jpg")[0] == first


def test_what_a_threshold_accepted_tells_others_nothing(shop: Workshop) -> None:
    shop.run()
    before = [one.candidates for one in answers(shop.library, [shop.photos])]
    first = shop.candidates("paris-1.jpg")[0]
    guess = Decision(Action.ACCEPT, DecidedBy.THRESHOLD, NOW, first.lat_deg, first.lon_deg, 25.0, Level.CITY)
    decide(shop.library, shop.answer("paris-1.jpg").photo, guess)
    assert shop.run()["located"] == 0
    assert [one.candidates for one in answers(shop.library, [shop.photos])] == before


SHIPPED = ("cues/words.txt", "cues/cue.py", "grid/world.npz", "locate/fitted.json", "places/places.sha256")


@pytest.mark.parametrize("part", SHIPPED)
def test_other_code_or_data_of_the_program_make_every_answer_stale(
    shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    shipped = tmp_path / "shipped"
    for name in SHIPPED:
        (shipped / name).parent.mkdir(parents=True, exist_ok=True)
        (shipped / name).write_text("as it shipped")
    monkeypatch.setattr("whence_engine.locate.shipped.resources.files", lambda _package: shipped)
    before = shipped_hash()
    (shipped / "cues" / "cue.pyc").write_text("compiled on this machine")
    assert shipped_hash() == before
    (shipped / part).write_text("newer")
    assert shipped_hash() != before
    monkeypatch.undo()
    shop.run(shop.photos / "b")
    monkeypatch.setattr("whence_engine.locate.shipped.shipped", lambda: "newer")
    assert shop.run(shop.photos / "b") == {"read": 0, "seen": 0, "located": 3}


def test_what_the_answers_depend_on_reads_the_same_in_every_process() -> None:
    code = (
        "from datetime import datetime; from pathlib import Path; from whence_engine.photo import *;"
        "from whence_engine.locate.premises import read_of;"
        "taken = CaptureTime(datetime(2000, 1, 1), TimeSource.EXIF, 0.5, doubts=frozenset(ClockDoubt));"
        "print(read_of(Photo(Path('a.jpg'), 1, 1, 1, 'JPEG', taken=taken)))"
    )
    engine = Path(__file__).resolve().parents[2] / "engine"
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONPATH": str(engine), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


# --- photos that fail


def test_a_picture_that_cannot_be_decoded_is_told_once_and_has_no_candidates(shop: Workshop) -> None:
    cut(shop.photos / "a" / "paris-3.jpg", 0.6)
    shop.run()
    assert [event.path.name for event in shop.events if isinstance(event, PhotoFailed)] == ["paris-3.jpg"]
    answer = shop.answer("paris-3.jpg")
    assert (answer.photo.error is None, answer.candidates) == (False, ())
    assert shop.run() == {"read": 0, "seen": 0, "located": 0}


def test_a_photo_that_vanishes_before_it_is_looked_at_is_told_and_is_whole_when_it_comes_back(shop: Workshop) -> None:
    gone = shop.photos / "a" / "paris-3.jpg"
    running = shop.start()
    failed = []
    for event in running:
        if isinstance(event, Finished) and event.stage == "scan":
            gone.rename(shop.photos.parent / "elsewhere.jpg")
        if isinstance(event, PhotoFailed):
            failed.append(event.path)
    assert failed == [gone]
    assert gone not in {one.photo.path for one in answers(shop.library, [shop.photos])}
    (shop.photos.parent / "elsewhere.jpg").rename(gone)
    assert shop.run() == {"read": 0, "seen": 1, "located": 4}
    assert shop.answer(gone.name).photo.error is None


def test_an_empty_folder_gives_nothing(shop: Workshop) -> None:
    (shop.photos / "empty").mkdir()
    assert shop.run(shop.photos / "empty") == {"read": 0, "seen": 0, "located": 0}
    assert list(answers(shop.library, [shop.photos / "empty"])) == []


# --- whatever the bundle


@pytest.mark.parametrize(
    "changes", [{"album": False}, {"kind": Kind.GALLERY}, {"kind": Kind.GALLERY, "album": False}], ids=str
)
def test_a_bundle_may_lack_an_album_network_or_be_a_gallery(
    shop: Workshop, tmp_path: Path, changes: dict[str, Any]
) -> None:
    shop.bundle = Bundle.open(make_bundle(tmp_path / "other", **changes))
    assert shop.run() == {"read": 7, "seen": 7, "located": 7}
    best = shop.candidates("tokyo-0.jpg")[0]
    assert (round(best.lat_deg), round(best.lon_deg)) == (36, 140)


def test_the_album_network_runs_where_the_setting_says(shop: Workshop) -> None:
    shop.run()
    shop.cues = ("album",)
    shop.settings = Settings(threads=1, provider="AbacusExecutionProvider")
    with pytest.raises(SettingsError, match="Abacus"):
        shop.run()


# --- no evidence twice


def test_ten_copies_of_a_geotagged_photo_say_no_more_than_one(shop: Workshop) -> None:
    known = photo(shop.photos / "a" / "known.jpg", PARIS, "2014:07:12 18:01:30", gps=(48.86, 2.35))
    shop.cues = ("neighbours",)
    shop.run()
    once = shop.candidates("paris-1.jpg")
    for number in range(9):
        (shop.photos / "a" / f"known-copy-{number}.jpg").write_bytes(known.read_bytes())
    shop.run()
    assert [replace(one, because=()) for one in shop.candidates("paris-1.jpg")] == [
        replace(one, because=()) for one in once
    ]


def test_ten_copies_of_one_photo_are_no_surer_than_one(shop: Workshop) -> None:
    shop.run()
    once = shop.candidates("paris-3.jpg")
    assert dict(once[0].cues).keys() == {"album"}
    for number in range(9):
        (shop.photos / "a" / f"copy-{number}.jpg").write_bytes((shop.photos / "a" / "paris-3.jpg").read_bytes())
    shop.run()
    assert shop.candidates("paris-3.jpg")[0].within_km == once[0].within_km
