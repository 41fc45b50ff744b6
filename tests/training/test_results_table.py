"""The report's tables: one section each, replaced alone, and never on photographers that something was fitted on."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from whence_engine.errors import UsageError
from whence_engine.metrics import bootstrap_mean
from whence_training.data.split import HeldOutError
from whence_training.results.table import People, Table, difference_cell, percent, put, share_cell, verdict

RETRIEVAL = Table(
    name="retrieval",
    data="toy planet",
    title="Retrieval against classification",
    header=("method", "25 km"),
    rows=(("embedding, 1-NN", "12.0 [8.0, 16.0]"), ("classifier", "9.0 [5.0, 13.0]")),
    people=People(frozenset({"p1", "p2"}), frozenset({"p3"})),
    setting=("5 photos",),
    reading=("retrieval is ahead",),
)


def test_a_report_begins_by_saying_that_it_is_generated(tmp_path: Path) -> None:
    put(tmp_path / "RESULTS.md", RETRIEVAL)
    text = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert "This file is generated" in text.split("<!--")[0]
    assert "python -m whence_training results" in text
    assert "| embedding, 1-NN | 12.0 [8.0, 16.0] |" in text
    assert "fitted on 2 photographers, reported on 1 others" in text


def test_putting_a_table_twice_changes_nothing(tmp_path: Path) -> None:
    report = tmp_path / "RESULTS.md"
    put(report, RETRIEVAL)
    before = report.read_bytes()
    put(report, RETRIEVAL)
    assert report.read_bytes() == before


def test_a_table_replaces_its_own_section_and_no_other(tmp_path: Path) -> None:
    report = tmp_path / "RESULTS.md"
    real = replace(RETRIEVAL, data="real photos", title="On real photos")
    albums = replace(RETRIEVAL, name="albums", title="Albums")
    for table in (RETRIEVAL, real, albums):
        put(report, table)
    put(report, replace(real, rows=(("embedding, 1-NN", "99.0"),)))
    text = report.read_text(encoding="utf-8")
    assert text.count("99.0") == 1
    assert text.count("12.0 [8.0, 16.0]") == 2
    assert text.index("(a) Albums") < text.index("(c) On real photos") < text.index("(c) Retrieval against")


def test_a_report_whose_marks_do_not_pair_up_is_left_alone(tmp_path: Path) -> None:
    report = tmp_path / "RESULTS.md"
    put(report, RETRIEVAL)
    torn = report.read_text(encoding="utf-8").replace("<!-- end", "<!-- edn")
    report.write_text(torn, encoding="utf-8")
    with pytest.raises(UsageError, match="pair up"):
        put(report, RETRIEVAL)
    assert report.read_text(encoding="utf-8") == torn


def test_no_table_reports_photographers_it_was_fitted_on() -> None:
    with pytest.raises(HeldOutError, match="p2"):
        replace(RETRIEVAL, people=People(frozenset({"p1", "p2"}), frozenset({"p2"})))


def test_every_row_is_as_wide_as_the_header() -> None:
    with pytest.raises(ValueError, match="2 cells"):
        replace(RETRIEVAL, rows=(("one", "two", "three"),))


def test_a_share_and_a_paired_difference_carry_their_intervals() -> None:
    photographer = np.repeat(np.arange(20), 5)
    hit, other = np.ones(100, bool), photographer % 2 == 0
    assert share_cell(hit, photographer) == "100.0 [100.0, 100.0]"
    assert difference_cell(hit, hit, photographer) == "+0.0 [+0.0, +0.0]"
    gain = bootstrap_mean(hit.astype(float) - other, photographer)
    assert difference_cell(hit, other, photographer) == percent(gain, signed=True)
    assert float(gain.value) == pytest.approx(0.5)
    assert verdict(gain) == "more"
    assert verdict(bootstrap_mean(other - hit.astype(float), photographer)) == "less"
    assert verdict(bootstrap_mean(np.where(other, 1.0, -1.0), photographer)) == "not told apart"
