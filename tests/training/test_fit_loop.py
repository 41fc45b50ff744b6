"""The training loop: it resumes to the bit, adds up to the large batch, and stops where a loss is no number."""

import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from runpy import run_path
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn
from torch.nn import functional

from whence_engine.errors import UsageError
from whence_training.fit import checkpoints as stored
from whence_training.fit import fabric as fabrics
from whence_training.fit.average import Average
from whence_training.fit.checkpoints import Checkpoints
from whence_training.fit.fabric import Fabric, Processes, processes_of, start
from whence_training.fit.loop import DivergedError, Event, Looked, LoopConfig, Passed, fit
from whence_training.fit.schedule import Course, Schedule
from whence_training.fit.source import Share, Shuffled

ROWS, CELLS = 50, 4


class Some(NamedTuple):
    rows: Tensor
    luck: Tensor
    seen: Tensor


class Learner(nn.Module):
    """Has what a run must bring back: weights, running statistics, dropout and chance by row."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.layers = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.Dropout(0.3), nn.Linear(8, CELLS))

    def forward(self, batch: Some) -> Tensor:
        logits = self.layers(batch.seen + 0.1 * batch.luck[:, :5])
        return functional.cross_entropy(logits, batch.rows % CELLS)


class Plain(nn.Module):
    """Sees no other row of its batch."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.first, self.last = nn.Linear(5, 8), nn.Linear(8, CELLS)

    def forward(self, batch: Some) -> Tensor:
        return functional.cross_entropy(self.last(torch.tanh(self.first(batch.seen))), batch.rows % CELLS)


def source(*, batch: int = 8, accumulate: int = 1, spoilt: int | None = None) -> Shuffled[Some]:
    seen = torch.from_numpy(np.random.default_rng(0).normal(size=(ROWS, 5)).astype(np.float32))
    if spoilt is not None:
        seen[spoilt, 0] = float("nan")
    return Shuffled(
        ROWS,
        batch=batch,
        seed=1,
        accumulate=accumulate,
        take=lambda rows, luck: Some(rows, luck, seen[rows]),
        name=lambda rows: ", ".join(f"photo {row}" for row in rows),
    )


def config(**changes: object) -> LoopConfig:
    return LoopConfig(**{"passes": 4, "look_every": 3, "average": 0.9, "seed": 5} | changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def fabric() -> Iterator[Fabric]:
    """One thread: networks this small wait for their threads longer than they compute."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield start("cpu")
    torch.set_num_threads(threads)


def run(
    network: nn.Module, fabric: Fabric, settings: LoopConfig, *, until: int = 10**9, folder: Path | None = None,
    rows: Shuffled[Some] | None = None,
) -> list[Event]:  # fmt: skip
    """Train until a step at least, as a killed run would."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=0.01)
    kept = None if folder is None else Checkpoints(folder)
    events = []
    for event in fit(network, rows or source(), optimiser, settings, fabric=fabric, checkpoints=kept):
        events.append(event)
        if event.step >= until:
            break
    return events


def state_of(folder: Path) -> dict[str, object]:
    latest = Checkpoints(folder).latest()
    assert latest is not None
    return stored.read(latest)


def assert_same(one: object, other: object) -> None:
    assert type(one) is type(other)
    if isinstance(one, Tensor):
        assert isinstance(other, Tensor)
        assert torch.equal(one, other)
    elif isinstance(one, dict):
        assert isinstance(other, dict)
        assert one.keys() == other.keys()
        for key in one:
            assert_same(one[key], other[key])
    elif isinstance(one, list):
        assert isinstance(other, list)
        for left, right in zip(one, other, strict=True):
            assert_same(left, right)
    else:
        assert one == other


@pytest.mark.parametrize("step", [12, 15], ids=["between passes", "inside a pass"])
def test_four_passes_are_two_and_two_more_to_the_bit(fabric: Fabric, tmp_path: Path, step: int) -> None:
    settings = config(checkpoint_every=5)
    straight = Learner()
    run(straight, fabric, settings, folder=tmp_path / "straight")
    run(Learner(), fabric, settings, folder=tmp_path / "halves", until=step + 1)
    resumed = Learner()
    events = run(resumed, fabric, settings, folder=tmp_path / "halves")
    assert events[0].step > step
    assert_same(state_of(tmp_path / "halves"), state_of(tmp_path / "straight"))
    assert_same(dict(resumed.state_dict()), dict(straight.state_dict()))


def test_a_run_that_is_done_stays_as_it_is(fabric: Fabric, tmp_path: Path) -> None:
    done, again = Learner(), Learner()
    run(done, fabric, config(), folder=tmp_path)
    assert run(again, fabric, config(), folder=tmp_path) == []
    assert_same(dict(again.state_dict()), dict(done.state_dict()))


def test_another_seed_is_another_run(fabric: Fabric, tmp_path: Path) -> None:
    run(Learner(), fabric, config(), folder=tmp_path)
    with pytest.raises(UsageError, match="other settings"):
        run(Learner(), fabric, config(seed=6), folder=tmp_path)


def test_small_batches_add_up_to_the_large_one(fabric: Fabric) -> None:
    networks = []
    for accumulate in (1, 4):
        networks.append(Plain())
        run(networks[-1], fabric, config(average=0.0), rows=source(batch=16, accumulate=accumulate))
    for name, value in networks[0].state_dict().items():
        torch.testing.assert_close(networks[1].state_dict()[name], value, rtol=1e-4, atol=1e-5)


@given(st.integers(1, 4), st.integers(1, 2), st.integers(0, 5), st.integers(0, 2))
def test_processes_and_parts_share_a_step_out(world: int, accumulate: int, number: int, first: int) -> None:
    def rows_of(share: Share, parts: int) -> list[list[list[int]]]:
        steps: list[Sequence[Some]] = list(source(batch=24, accumulate=parts).of_pass(number, first, share))
        return [[batch.rows.tolist() for batch in batches] for batches in steps]

    together = [rows_of(Share(rank, world), accumulate) for rank in range(world)]
    for step, (whole,) in enumerate(rows_of(Share(), 1)):
        assert [row for share in together for batch in share[step] for row in batch] == whole


def test_a_pass_shows_no_photo_twice_and_the_next_has_another_order() -> None:
    orders = [[batch.rows.tolist() for (batch,) in source().of_pass(number, 0, Share())] for number in (0, 1, 0)]
    flat = [row for rows in orders[0] for row in rows]
    assert len(set(flat)) == len(flat) == 48
    assert orders[0] == orders[2] != orders[1]


def test_an_uneven_batch_is_refused() -> None:
    with pytest.raises(UsageError, match="choose a batch that 3 divides"):
        next(source(batch=8).of_pass(0, 0, Share(0, 3)))


def test_a_loss_that_is_no_number_names_step_batch_photos_and_the_last_good_checkpoint(
    fabric: Fabric, tmp_path: Path
) -> None:
    order = [batch.rows.tolist() for (batch,) in source().of_pass(1, 0, Share())]
    left_out = set(range(ROWS)) - {row for (b,) in source().of_pass(0, 0, Share()) for row in b.rows.tolist()}
    step, culprit = next((step, row) for step, rows in enumerate(order) for row in rows if row in left_out)
    with pytest.raises(DivergedError, match="lower the learning rate") as caught:
        run(Plain(), fabric, config(), rows=source(spoilt=culprit), folder=tmp_path)
    said = str(caught.value)
    assert f"step {6 + step + 1}, pass 2, batch {step + 1} of 6" in said
    assert f"photo {culprit}" in said
    assert str(tmp_path / "step-000000006.pt") in said
    assert torch.isfinite(torch.cat([v.flatten() for v in state_of(tmp_path)["network"].values()])).all()  # type: ignore[attr-defined]


def test_a_damaged_checkpoint_says_which(fabric: Fabric, tmp_path: Path) -> None:
    run(Plain(), fabric, config(), folder=tmp_path)
    latest = Checkpoints(tmp_path).latest()
    assert latest is not None
    latest.write_bytes(latest.read_bytes()[:1000])
    with pytest.raises(UsageError, match=r"step-000000024\.pt is damaged"):
        run(Plain(), fabric, config(), folder=tmp_path)
    latest.unlink()
    assert run(Plain(), fabric, config(), folder=tmp_path)[-1].step == 24


def test_the_last_two_checkpoints_are_kept(fabric: Fabric, tmp_path: Path) -> None:
    run(Plain(), fabric, config(), folder=tmp_path)
    assert [path.name for path in Checkpoints(tmp_path).all_()] == ["step-000000018.pt", "step-000000024.pt"]


def test_events_tell_of_looks_and_passes(fabric: Fabric) -> None:
    events = run(Plain(), fabric, config(passes=2))
    assert [(type(event), event.step) for event in events] == [
        (Looked, 3), (Looked, 6), (Passed, 6), (Looked, 9), (Looked, 12), (Passed, 12),
    ]  # fmt: skip
    last = events[-1]
    assert isinstance(last, Passed)
    assert last.loss < float(np.log(CELLS)) + 0.5
    assert last.photos_a_second > 0


def test_scores_are_those_of_the_average(fabric: Fabric) -> None:
    network, seen = Plain(), []

    def score(given: nn.Module) -> dict[str, float]:
        assert not given.training
        seen.append(network.first.weight.detach().clone())
        return {"first": float(seen[-1][0, 0])}

    optimiser = torch.optim.SGD(network.parameters(), lr=0.5)
    events = list(fit(network, source(), optimiser, config(passes=1), fabric=fabric, score=score))
    assert isinstance(events[-1], Passed)
    assert events[-1].scores == {"first": float(seen[0][0, 0])}
    assert torch.equal(seen[0], network.first.weight)


def test_the_average_follows_the_textbook() -> None:
    layer = nn.Linear(1, 1, bias=False)
    nn.init.constant_(layer.weight, 1.0)
    average, expected = Average(layer, 0.5), 1.0
    for step, value in enumerate([3.0, -2.0, 7.0, 1.0, 1.0, 4.0, 4.0, 4.0, 4.0, 0.0], start=1):
        nn.init.constant_(layer.weight, value)
        average.update(step)
        decay = min(0.5, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * value
    with average.in_place():
        assert layer.weight.item() == pytest.approx(expected, rel=1e-5)
    assert layer.weight.item() == 0.0


def test_parameters_that_begin_later_stand_still_until_then(fabric: Fabric) -> None:
    network = Plain()
    before = network.last.weight.detach().clone()
    groups: list[dict[str, Any]] = [
        {"params": [network.first.weight]},
        {"params": [network.last.weight], "begins": 0.5},
    ]
    optimiser = torch.optim.AdamW(groups, lr=0.1)
    for event in fit(network, source(), optimiser, config(average=0.0, look_every=1), fabric=fabric):
        assert torch.equal(before, network.last.weight) is (event.step <= 12)


@given(st.integers(1, 300), st.floats(0, 0.9), st.floats(0, 1), st.floats(0, 1))
def test_the_rate_rises_then_falls_to_its_floor(steps: int, warmup: float, floor: float, at: float) -> None:
    schedule = Schedule(Course.COSINE, warmup, floor)
    factors = [schedule.factor(step, steps) for step in range(steps)]
    top = int(np.argmax(factors))
    assert all(0 < factor <= 1 for factor in factors[:1])
    assert factors[: top + 1] == sorted(factors[: top + 1])
    assert factors[top:] == sorted(factors[top:], reverse=True)
    assert min(factors[math.ceil(warmup * steps) :], default=floor) >= floor - 1e-12
    assert Schedule(Course.CONSTANT, 0.0).factor(int(at * steps), steps) == 1


def test_processes_are_read_from_torchrun_and_slurm() -> None:
    torchrun = {"TORCHELASTIC_RUN_ID": "none", "LOCAL_WORLD_SIZE": "4", "WORLD_SIZE": "8"}
    slurm = {"SLURM_NTASKS": "16", "SLURM_NNODES": "2", "SLURM_JOB_NAME": "planet"}
    assert processes_of({}) == Processes(1, 1)
    assert processes_of(torchrun) == Processes(4, 2)
    assert processes_of(slurm) == Processes(8, 2)
    assert processes_of(slurm | {"SLURM_JOB_NAME": "interactive"}) == Processes(1, 1)


def test_fabric_is_found_under_its_other_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the whole `lightning` is installed, and not `lightning-fabric` alone."""
    other = ModuleType("lightning.fabric")
    other.Fabric = type("Other", (), {})  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "lightning_fabric", None)
    monkeypatch.setitem(sys.modules, "lightning", ModuleType("lightning"))
    monkeypatch.setitem(sys.modules, "lightning.fabric", other)
    assert run_path(str(fabrics.__file__), run_name="fabric_again")["Fabric"] is other.Fabric


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA device")
def test_a_device_that_is_not_there_is_said() -> None:
    with pytest.raises(UsageError, match="take --device cpu"):
        start("cuda")
