"""What was accepted is written where it is safe, and said where it is not."""

import gc
import os
from dataclasses import replace
from pathlib import Path

import pytest
from accepting import NOW, PARIS, accept, digest, index, make, position, run, tag
from tiff_blocks import XMP_PLAIN, XMP_WITH_GPS, Made, jpeg, old_gps

from whence_engine.accept import batch
from whence_engine.accept.apply import apply, expected
from whence_engine.accept.decide import AutoAccepted, accept_above, accepted_candidate, clear, decide
from whence_engine.accept.rows import WriteRow
from whence_engine.accept.undo import expected as undo_expected
from whence_engine.accept.undo import undo
from whence_engine.errors import LibraryLockedError, SettingsError
from whence_engine.library.journal import WriterLock
from whence_engine.library.library import Library
from whence_engine.library.results import RedFlag
from whence_engine.photo import Candidate, DecidedBy, Decision, Level, Photo, Written
from whence_engine.settings import Settings


def test_an_accepted_place_is_written_and_undone_to_the_byte(library: Library, folder: Path) -> None:
    path = make(folder)
    before, times = digest(path), path.stat().st_mtime_ns
    accept(library, path)
    rows = run(library)
    assert rows == [WriteRow(path, "exif")]
    assert [(row.point, row.place, row.replaced) for row in rows] == [((48.8566, 2.3522), "Paris, France", None)]
    assert position(path) == pytest.approx((48.8566, 2.3522), abs=1e-7)
    assert path.stat().st_mtime_ns == times
    assert list(undo(library, last=True)) == [WriteRow(path, "undone")]
    assert digest(path) == before
    assert path.stat().st_mtime_ns == times
    assert sorted(one.name for one in folder.iterdir()) == ["a.jpg"]


def test_what_is_written_is_not_written_again_and_waits_again_once_undone(library: Library, folder: Path) -> None:
    path = make(folder)
    photo = accept(library, path)
    run(library)
    assert library.decisions([photo])[photo.id].written is Written.EXIF
    assert run(library) == []
    list(undo(library, last=True))
    assert library.decisions([photo])[photo.id].written is None
    assert [row.action for row in run(library)] == ["exif"]


def test_the_index_knows_the_new_file_so_that_a_scan_finds_nothing_new(library: Library, folder: Path) -> None:
    path = make(folder)
    photo = accept(library, path)
    run(library)
    known = library.index.photos.at(path)
    assert known is not None
    assert (known.size_bytes, known.id) == (path.stat().st_size, photo.id)
    assert known.position is not None
    assert library.index.photos.identities([photo.id])


def test_another_picture_at_the_same_path_is_left_alone(library: Library, folder: Path) -> None:
    path = make(folder)
    accept(library, path)
    path.write_bytes(jpeg().replace(b"\x3f\0", b"\x3e\0", 1)[:-30] + b"other\xff\xd9")
    before = digest(path)
    assert [row.action for row in run(library)] == ["refused"]
    assert digest(path) == before


def test_a_position_that_is_there_stays_unless_replacing_was_asked_for(library: Library, folder: Path) -> None:
    path = make(folder, data=jpeg(Made(gps=old_gps()).block()))
    before = digest(path)
    accept(library, path)
    rows = run(library)
    assert rows[0].action == "refused"
    assert "already has a position" in rows[0].reason
    assert digest(path) == before
    assert [row.action for row in run(library, replace=True)] == ["exif"]
    assert position(path) == pytest.approx((48.8566, 2.3522), abs=1e-7)


def test_our_own_position_may_be_corrected_without_asking(library: Library, folder: Path) -> None:
    path = make(folder)
    photo = accept(library, path)
    run(library)
    now = library.index.photos.at(path)
    assert now is not None
    decide(library, now, replace(PARIS, lat_deg=-10.0))
    assert [row.action for row in run(library)] == ["exif"]
    assert position(path) == pytest.approx((-10.0, 2.3522), abs=1e-7)
    assert photo.id == now.id


def test_a_position_in_xmp_counts_as_one(library: Library, folder: Path) -> None:
    path = make(folder, data=jpeg(Made().block(), XMP_WITH_GPS))
    accept(library, path)
    assert [row.action for row in run(library)] == ["refused"]


def test_what_cannot_be_written_safely_gets_a_sidecar_and_a_sentence(library: Library, folder: Path) -> None:
    path = make(folder, data=jpeg(b"II*\0 this is no Exif"))
    before = digest(path)
    accept(library, path)
    (row,) = run(library)
    assert (row.action, row.target) == ("sidecar", folder / "a.jpg.xmp")
    assert row.reason.endswith("its sidecar serves instead.")
    assert digest(path) == before
    assert b"48,51.396000N" in (folder / "a.jpg.xmp").read_bytes()
    assert [row.action for row in undo(library, paths=[path])] == ["undone"]
    assert not (folder / "a.jpg.xmp").exists()


def test_asked_for_exif_only_the_same_photo_is_refused(library: Library, folder: Path) -> None:
    path = make(folder, data=jpeg(b"II*\0 this is no Exif"))
    accept(library, path)
    assert [row.action for row in run(library, write="exif")] == ["refused"]
    assert not (folder / "a.jpg.xmp").exists()


def test_a_pair_gets_exif_in_the_jpeg_and_a_sidecar_for_the_raw(library: Library, folder: Path) -> None:
    path, raw = make(folder), folder / "a.nef"
    raw.write_bytes(b"II*\0 raw")
    photo = accept(library, path)
    library.index.photos.pair(photo.id, [index(library, raw)])
    assert {row.path.name: row.action for row in run(library)} == {"a.jpg": "exif", "a.nef": "sidecar"}
    assert raw.read_bytes() == b"II*\0 raw"
    assert (folder / "a.nef.xmp").exists()
    assert {row.path.name: row.action for row in undo(library, last=True)} == {"a.jpg": "undone", "a.nef": "undone"}
    assert not (folder / "a.nef.xmp").exists()


def test_a_sidecar_that_states_a_position_is_kept_in_step(library: Library, folder: Path) -> None:
    path = make(folder)
    beside = folder / "a.xmp"
    beside.write_bytes(XMP_WITH_GPS)
    accept(library, path)
    assert [row.action for row in run(library)] == ["refused"]
    assert [row.action for row in run(library, replace=True)] == ["exif"]
    assert b"48,51.396000N" in beside.read_bytes()
    list(undo(library, last=True))
    assert beside.read_bytes() == XMP_WITH_GPS


@pytest.mark.parametrize(("level", "place", "words"), [
    (Level.REGION, "Bavaria, Germany", [b">Bavaria<", b">Germany<", b">DE<"]),
    (Level.COUNTRY, "Germany", [b">Germany<", b">DE<"]),
    (Level.CONTINENT, "Europe", [b"WorldRegion>Europe<"]),
])  # fmt: skip
def test_a_coarse_acceptance_is_written_as_words_without_coordinates(
    library: Library, folder: Path, level: Level, place: str, words: list[bytes]
) -> None:
    path = make(folder, data=jpeg(Made().block(), XMP_PLAIN))
    accept(library, path, replace(PARIS, level=level, radius_km=level.radius_km, place=place, country="DE"))
    assert [row.action for row in run(library)] == ["text"]
    assert position(path) is None
    assert b"LocationCreated" in path.read_bytes()
    assert all(word in path.read_bytes() for word in words)


def test_words_for_a_photo_without_xmp_go_into_its_sidecar(library: Library, folder: Path) -> None:
    path = make(folder)
    accept(library, path, replace(PARIS, level=Level.COUNTRY, place="France"))
    assert [(row.action, row.target) for row in run(library)] == [("text", folder / "a.jpg.xmp")]


def test_a_setting_writes_coarse_coordinates_too(library: Library, folder: Path) -> None:
    path = make(folder)
    accept(library, path, replace(PARIS, level=Level.COUNTRY, place="France"))
    assert [row.action for row in run(library, settings=Settings(coarsest_coordinates="country"))] == ["exif"]
    assert position(path) is not None


def test_provenance_stands_in_the_xmp_and_in_the_ledger(library: Library, folder: Path) -> None:
    path = make(folder)
    accept(library, path)
    run(library, settings=Settings(xmp_in_file=True, location_text=True))
    data = path.read_bytes()
    for part in (b'Model="starter 1"', b'Probability="0.810"', b'RadiusKm="25"', b'Level="city"', b">Paris<", b">FR<"):
        assert part in data
    assert b'Cues="neighbours 0.7, pixels 0.3"' in data
    assert b'AcceptedAt="2026-01-02T03:04:05"' in data
    assert next(library.ledger.writes.all()).lat_deg == 48.8566


def test_a_dry_run_says_the_same_and_touches_nothing(library: Library, folder: Path) -> None:
    paths = [make(folder), make(folder, "b.jpg", jpeg(b"II*\0 this is no Exif"))]
    for path in paths:
        accept(library, path)
    before = [digest(path) for path in paths]
    dry = run(library, dry_run=True)
    assert all(row.dry_run for row in dry)
    assert [digest(path) for path in paths] == before
    assert len(list(folder.iterdir())) == 2
    assert list(library.ledger.writes.all()) == []
    assert [row.action for row in run(library)] == [row.action for row in dry]


def test_only_the_named_photos_and_folders_are_written(library: Library, folder: Path) -> None:
    paths = [make(folder, name) for name in ("a.jpg", "b.jpg")]
    (folder / "sub").mkdir()
    inside = make(folder / "sub", "c.jpg")
    for path in (*paths, inside):
        accept(library, path)
    assert [row.path for row in run(library, [paths[1]])] == [paths[1]]
    assert [row.path for row in run(library, [folder / "sub"])] == [inside]


def test_one_failure_does_not_stop_the_batch(library: Library, folder: Path) -> None:
    paths = [make(folder, f"{n}.jpg") for n in range(70)]
    for path in paths:
        accept(library, path)
    paths[3].unlink()
    paths[40].write_bytes(b"")
    rows = run(library)
    assert len(rows) == 70
    assert sorted(row.path for row in rows if row.action == "refused") == sorted([paths[3], paths[40]])


def test_all_copies_of_a_picture_that_were_decided_on_are_written(library: Library, folder: Path) -> None:
    paths = [make(folder, f"{n}.jpg", jpeg(Made().block())) for n in range(3)]
    for path in paths:
        accept(library, path)
    assert [row.action for row in run(library, [paths[0]])] == ["exif"]
    assert [row.action for row in run(library)] == ["exif"] * 3
    assert all(position(path) for path in paths)
    assert run(library) == []


def test_geotag_needs_no_index_and_reports_what_it_cannot_read(library: Library, folder: Path) -> None:
    path = make(folder)
    rows = tag(library, path, folder / "missing.jpg", folder)
    assert [row.action for row in rows] == ["exif", "refused", "refused"]
    assert all(row.reason.endswith(".") for row in rows[1:])


def test_inside_a_privacy_zone_nothing_is_written(library: Library, folder: Path) -> None:
    path = make(folder)
    before = digest(path)
    (row,) = tag(library, path, settings=Settings(privacy_zones=("1.5,-2.5,10",)))
    assert (row.action, row.reason) == ("refused", "It was taken inside a privacy zone.")
    assert digest(path) == before


def test_a_rounding_zone_writes_its_centre_and_zeroes_the_old_position(library: Library, folder: Path) -> None:
    old = old_gps()
    path = make(folder, data=jpeg(Made(gps=old, scattered=True).block()))
    tag(library, path, settings=Settings(privacy_zones=("1.6,-2.6,50,round",)))
    assert position(path) == pytest.approx((1.6, -2.6), abs=1e-7)
    assert old[0x02][1] not in path.read_bytes()


def test_a_zone_that_cannot_be_read_stops_everything(library: Library, folder: Path) -> None:
    path = make(folder)
    before = digest(path)
    with pytest.raises(SettingsError):
        tag(library, path, settings=Settings(privacy_zones=("home",)))
    assert digest(path) == before


def test_two_processes_do_not_write_for_one_library_at_once(library: Library, folder: Path) -> None:
    path = make(folder)
    with WriterLock(library.ledger.path), pytest.raises(LibraryLockedError):
        tag(library, path)
    assert [row.action for row in tag(library, path)] == ["exif"]


class Answer:
    """What `accept_above` asks for."""

    def __init__(self, photo: Photo, *candidates: Candidate, decision: Decision | None = None) -> None:
        self.photo, self.candidates, self.decision, self.model = photo, candidates, decision, "tiny 1.0"


SURE = Candidate(1, 48.0, 2.0, (0.1, 0.9, 0.95, 0.97, 0.99), Level.CITY, "Paris, France", "FR")


def test_a_red_flag_leaves_a_sure_candidate_to_a_person(library: Library, folder: Path) -> None:
    plain, screen = (index(library, make(folder, name)) for name in ("a.jpg", "Screenshot 1.jpg"))
    told: dict[str, str] = {}

    def held(photo: Photo, flags: tuple[RedFlag, ...]) -> None:
        told[photo.path.name] = flags[0].because

    answers = [Answer(plain, SURE), Answer(screen, SURE)]
    assert accept_above(library, answers, 0.8, now=NOW, held=held) == AutoAccepted(accepted=1, held=1)
    assert told == {"Screenshot 1.jpg": "By its name it is a picture of a screen."}
    assert library.decisions([plain, screen]).keys() == {plain.id}


def test_sure_candidates_are_accepted_by_threshold_and_doubtful_ones_are_not(library: Library, folder: Path) -> None:
    sure = SURE
    unsure = replace(sure, within_km=(0.1, 0.6, 0.95, 0.97, 0.99))
    photos = [index(library, make(folder, f"{n}.jpg")) for n in range(5)]
    tagged = replace(photos[4], position=None, error="broken")
    answers = [
        Answer(photos[0], sure),
        Answer(photos[1], unsure),
        Answer(photos[2], sure, decision=PARIS),
        Answer(photos[3]),
        Answer(tagged, sure),
    ]
    assert accept_above(library, answers, 0.8, now=NOW) == AutoAccepted(accepted=1)
    assert library.decisions(photos)[photos[0].id] == accepted_candidate(sure, DecidedBy.THRESHOLD, NOW, "tiny 1.0")
    clear(library, photos[0], at=NOW)
    assert library.decisions(photos) == {}


def test_what_is_coarser_than_wanted_stays_open_however_sure(library: Library, folder: Path) -> None:
    fine, coarse = (index(library, make(folder, name)) for name in ("a.jpg", "b.jpg"))
    region = replace(SURE, within_km=(0.1, 0.2, 0.95, 0.97, 0.99), level=Level.REGION)
    answers = [Answer(fine, SURE), Answer(coarse, region)]
    assert accept_above(library, answers, 0.8, now=NOW, coarsest=Level.CITY) == AutoAccepted(accepted=1)
    assert library.decisions([fine, coarse]).keys() == {fine.id}
    assert accept_above(library, answers[1:], 0.8, now=NOW, coarsest=Level.REGION) == AutoAccepted(accepted=1)


def test_a_position_in_a_damaged_file_counts_too(library: Library, folder: Path) -> None:
    block = Made(gps=old_gps(), ifd0={0x9999: (7, b"12345")}).block().replace(b"\x99\x99\7\0", b"\x99\x99\x77\0")
    path = make(folder, data=jpeg(block))
    accept(library, path)
    (row,) = run(library)
    assert (row.action, "already has a position" in row.reason) == ("refused", True)
    assert not (folder / "a.jpg.xmp").exists()
    (row,) = tag(library, path)
    assert row.action == "sidecar"
    assert row.reason.endswith("The file itself still states another position.")


def test_a_photo_named_twice_is_written_once(library: Library, folder: Path) -> None:
    path = make(folder)
    assert [row.action for row in tag(library, path, path)] == ["exif"]
    assert [row.action for row in undo(library, paths=[path, path])] == ["undone"]


@pytest.mark.skipif(not hasattr(os, "link"), reason="the system knows no hard links")
def test_hard_links_of_a_sidecar_are_refused_or_broken_as_the_setting_says(library: Library, folder: Path) -> None:
    path = make(folder)
    sidecar = folder / "a.jpg.xmp"
    sidecar.write_bytes(XMP_PLAIN)
    os.link(sidecar, folder / "other.xmp")
    accept(library, path)
    (row,) = run(library, write="sidecar")
    assert row.action == "refused"
    assert "several hard links" in row.reason
    assert sidecar.read_bytes() == XMP_PLAIN
    assert [row.action for row in run(library, write="sidecar", settings=Settings(hard_links="break"))] == ["sidecar"]
    assert b"48,51.396000N" in sidecar.read_bytes()
    assert (folder / "other.xmp").read_bytes() == XMP_PLAIN


def test_what_was_left_when_the_work_stopped_is_all_that_the_next_run_writes(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "GROUP", 2)
    paths = [make(folder, f"{number:03}.jpg") for number in range(7)]
    for path in paths:
        accept(library, path)
    assert expected(library) == 7
    seen: list[Path] = []
    for row in apply(library, settings=Settings(), now=NOW):
        seen.append(row.path)
        if len(seen) == 3:
            break
    gc.collect()  # the generator that was left lets the lock go
    written = [path for path in paths if position(path) is not None]
    assert set(seen) <= set(written)
    assert len(written) == 4
    assert expected(library) == 3
    assert [row.path for row in run(library)] == [path for path in paths if path not in written]
    assert expected(library) == 0
    assert len(library.ledger.writes.standing()) == 7
    assert undo_expected(library, everything=True) == 7
    assert undo_expected(library, last=True) == 3
    assert not list(folder.glob(".whence-*"))


def test_a_write_can_be_followed_by_another_to_the_same_file_in_the_same_run(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "GROUP", 1)
    path = make(folder)
    link = folder / "link.jpg"
    link.symlink_to(path)
    assert [row.action for row in tag(library, path, link)] == ["exif", "exif"]
