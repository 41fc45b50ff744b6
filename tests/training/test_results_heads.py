"""Table (b): every head is fitted, judged by cells, and compared with one-hot on photographers of the test side."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from grounds import ground

from whence_training.fit.ground import ImageGround
from whence_training.nets.heads.choice import parse
from whence_training.planet.folder import Order, write_planet
from whence_training.results import heads
from whence_training.results.heads import BASE, FINEST_ALONE, RIVALS, best_temperature, build, rivals_for
from whence_training.results.request import Request
from whence_training.results.table import Table


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    folder = tmp_path_factory.mktemp("planet")
    for _ in write_planet(folder / "data", Order(photographers=10, photos=100, size_px=32, positions=1000), workers=1):
        pass
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield build(Request(folder / "data", folder / "cache", "cpu", seeds=2, quick=True, workers=1))
    torch.set_num_threads(threads)


def test_every_head_has_a_row_and_the_finest_softmax_one_of_its_own(table: Table) -> None:
    assert {row[0] for row in table.rows} == {*RIVALS, FINEST_ALONE}
    assert table.rows[0][0] == BASE


def test_the_table_reports_on_the_test_side_only(table: Table) -> None:
    assert table.people.reported == {"toy-00008", "toy-00009"}
    assert len(table.people.fitted) == 8
    assert not table.people.fitted & table.people.reported


def test_rows_hold_what_the_header_says(table: Table) -> None:
    at = {name: k for k, name in enumerate(table.header)}
    for row in table.rows:
        assert float(row[at["nats, T fitted"]]) > 0
        assert float(row[at["median km"]]) > 0
        assert 0.25 <= float(row[at["T"]]) <= 16
        assert row[at["2500 km"]].endswith("]")
    assert table.rows[0][at[f"over {BASE} at 200 km"]] == ""


def test_readings_follow_from_the_numbers(table: Table) -> None:
    assert any(line.startswith("right within 200 km against one-hot") for line in table.reading)
    assert any("f* against its own finest softmax" in line for line in table.reading)


def test_without_scenes_no_head_learns_from_them() -> None:
    here = ground(24, 6)
    assert set(rivals_for(here)) == set(RIVALS)
    bare: ImageGround = replace(here, scenes=())
    assert {name for name in RIVALS if name not in rivals_for(bare)} == {
        name for name, rival in RIVALS.items() if parse(rival.head).needs_scenes
    }


def test_the_best_temperature_undoes_a_scale() -> None:
    generator = torch.Generator().manual_seed(0)
    logits = 3 * torch.randn(4000, 5, generator=generator)
    row = torch.multinomial(torch.softmax(logits, dim=1), 1, generator=generator)[:, 0]
    assert best_temperature(4 * logits, row) == pytest.approx(4, rel=0.15)
    assert best_temperature(logits / 2, row) == pytest.approx(0.5, rel=0.15)


def test_stated_chances_add_up_the_cells_nearby() -> None:
    near = torch.tensor([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    logits = torch.log(torch.tensor([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7]]))
    np.testing.assert_allclose(heads._stated(logits, near), [0.8, 0.7], rtol=1e-5)
