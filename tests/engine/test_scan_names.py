"""What names tell: which sidecars belong to a photo, and which files are one photo."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.photo import Camera, CaptureTime, Photo, TimeSource
from whence_engine.scan.pairs import CLOCK_TOLERANCE, pairs
from whence_engine.scan.sidecars import is_sidecar, sidecars_of

LONG = "a_photo_with_a_very_long_name_indeed_1234567.jpg"  # 48 characters


@pytest.mark.parametrize(
    ("photo", "sidecar"),
    [
        ("IMG_1.jpg", "IMG_1.jpg.xmp"),
        ("IMG_1.jpg", "IMG_1.xmp"),
        ("IMG_1.JPG", "img_1.XMP"),
        ("IMG_1.jpg", "IMG_1.jpg.json"),
        ("IMG_1.jpg", "IMG_1.jpg.supplemental-metadata.json"),
        ("IMG_20180725_163423_and_more.jpg", "IMG_20180725_163423_and_more.jpg.supplemental-.json"),
        ("IMG_1.jpg", "IMG_1.jpg.suppl.json"),
        ("IMG_1.jpg", "IMG_1.json"),
        ("IMG_1(1).jpg", "IMG_1.jpg(1).json"),
        ("IMG_1(12).jpg", "IMG_1.jpg.supplemental-metadata(12).json"),
        ("IMG_1-edited.jpg", "IMG_1.jpg.json"),
        ("IMG_1-edited(2).jpg", "IMG_1.jpg(2).json"),
        (LONG, LONG[:46] + ".json"),
    ],
)
def test_a_sidecar_is_known_by_its_name(photo: str, sidecar: str) -> None:
    assert sidecars_of([photo], [photo, sidecar]) == {photo: (sidecar,)}


@pytest.mark.parametrize(
    ("photo", "other"),
    [
        ("IMG_1.jpg", "IMG_10.jpg.xmp"),
        ("IMG_1.jpg", "IMG_1.jpg(1).json"),
        ("IMG_1(1).jpg", "IMG_1.jpg.json"),
        ("IMG_1.jpg", "IMG_1.jpg.supplemental-metadata.json.txt"),
        ("IMG_1.jpg", "metadata.json"),
        ("IMG_1.jpg", "IMG_1.jp.json"),
    ],
)
def test_a_name_that_only_resembles_belongs_to_no_one(photo: str, other: str) -> None:
    assert sidecars_of([photo], [photo, other]) == {}


def test_the_most_specific_sidecar_comes_first() -> None:
    names = ["a.jpg.supplemental-metadata.json", "a.xmp", "a.jpg.xmp"]
    assert sidecars_of(["a.jpg"], names) == {"a.jpg": ("a.jpg.xmp", "a.xmp", "a.jpg.supplemental-metadata.json")}


def test_a_sidecar_of_a_stem_belongs_to_every_file_of_that_stem() -> None:
    assert sidecars_of(["a.jpg", "a.nef"], ["a.xmp"]) == {"a.jpg": ("a.xmp",), "a.nef": ("a.xmp",)}


@given(st.lists(st.text(max_size=60), max_size=6), st.lists(st.text(max_size=60), max_size=6))
def test_any_names_at_all_can_be_asked_about(photos: list[str], names: list[str]) -> None:
    for photo, own in sidecars_of(photos, names).items():
        assert photo in photos
        assert set(own) <= set(names)
        assert all(map(is_sidecar, own))


def photo(path: str, kind: str, second: float | None = 0.0, **changes: object) -> Photo:
    taken = None
    if second is not None:
        taken = CaptureTime(datetime(2014, 7, 12) + timedelta(seconds=second), TimeSource.EXIF, 0.9)
    plain = Photo(path=Path(path), size_bytes=1, mtime_ns=1, inode=1, format=kind, taken=taken)
    return replace(plain, **changes)  # type: ignore[arg-type]


JPEG = photo("/p/IMG_1.JPG", "JPEG")
RAW = photo("/p/img_1.cr2", "RAW")


def test_a_raw_file_and_a_jpeg_of_one_stem_are_one_photo_and_the_jpeg_leads() -> None:
    assert pairs([RAW, JPEG]) == {JPEG: (RAW,)}


@pytest.mark.parametrize(
    "other",
    [
        photo("/q/img_1.cr2", "RAW"),
        photo("/p/img_2.cr2", "RAW"),
        photo("/p/img_1.cr2", "RAW", second=60),
        photo("/p/img_1.cr2", "RAW", camera=Camera("Canon", "EOS 5D")),
        photo("/p/img_1.cr2", "RAW", error="It breaks off."),
        photo("/p/img_1.png", "PNG"),
        photo("/p/img_1.jpeg", "JPEG"),
    ],
    ids=["folder", "stem", "time", "camera", "damaged", "png", "two-jpegs"],
)
def test_files_that_contradict_each_other_are_two_photos(other: Photo) -> None:
    assert pairs([replace(JPEG, camera=Camera("Canon", "EOS 6D")), other]) == {}


def test_a_file_without_a_time_contradicts_nothing() -> None:
    assert pairs([JPEG, replace(RAW, taken=None)]) == {JPEG: (replace(RAW, taken=None),)}
    from_disk = CaptureTime(datetime(2020, 1, 1), TimeSource.MTIME, 0.2)
    assert pairs([JPEG, replace(RAW, taken=from_disk)]) == {JPEG: (replace(RAW, taken=from_disk),)}


def test_clocks_may_differ_as_much_as_writing_two_files_takes() -> None:
    assert pairs([JPEG, photo("/p/img_1.cr2", "RAW", CLOCK_TOLERANCE.total_seconds())])
    assert not pairs([JPEG, photo("/p/img_1.cr2", "RAW", CLOCK_TOLERANCE.total_seconds() + 0.5)])


def test_of_a_jpeg_and_a_heic_the_jpeg_leads() -> None:
    heic = photo("/p/img_1.heic", "HEIC")
    assert pairs([RAW, heic, JPEG]) == {JPEG: (RAW,)}
    assert pairs([RAW, heic]) == {heic: (RAW,)}


some = st.builds(
    photo,
    st.sampled_from(["/p/a.jpg", "/p/a.cr2", "/p/A.nef", "/p/a.heic", "/p/b.jpg", "/p/b.cr2", "/q/b.jpg"]),
    st.sampled_from(["JPEG", "RAW", "HEIC", "PNG"]),
    st.none() | st.sampled_from([0.0, 1.0, 100.0]),
)


@given(st.lists(some, max_size=7, unique_by=lambda each: each.path), st.randoms(use_true_random=False))
def test_pairs_do_not_depend_on_the_order_and_no_file_is_in_two(photos: list[Photo], random) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    found = pairs(photos)
    members = [*found, *(companion for companions in found.values() for companion in companions)]
    assert len(set(members)) == len(members)
    shuffled = list(photos)
    random.shuffle(shuffled)
    assert pairs(shuffled) == found
