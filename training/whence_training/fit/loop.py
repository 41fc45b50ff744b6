"""The training loop, for image and album networks alike."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from whence_engine.errors import UsageError, WhenceError
from whence_training.fit import checkpoints as stored
from whence_training.fit.average import Average
from whence_training.fit.checkpoints import Checkpoints
from whence_training.fit.fabric import Fabric
from whence_training.fit.schedule import Schedule
from whence_training.fit.source import Share, Source

Batch = TypeVar("Batch")


class DivergedError(WhenceError):
    """The loss is no number any more."""


@dataclass(frozen=True, slots=True)
class LoopConfig:
    """How long and with what care.

    Attributes
    ----------
    passes
        How often every photo is seen.
    seed
        Of everything that is left to chance.
    schedule
        Course of the learning rate.
    clip_norm
        Gradients longer than this are shortened to it; 0 leaves them.
    average
        Decay of the moving average that is the result; 0 takes the last weights.
    look_every
        Steps between two looks at the losses: each look makes a GPU wait.
    checkpoint_every
        Steps between two checkpoints; 0 writes them between passes only.
    """

    passes: int = 10
    seed: int = 0
    schedule: Schedule = field(default_factory=Schedule)
    clip_norm: float = 0.0
    average: float = 0.0
    look_every: int = 50
    checkpoint_every: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """The mean loss of the steps since the last look; `step` of `steps` are done."""

    step: int
    steps: int
    loss: float


@dataclass(frozen=True, slots=True)
class Passed:
    """A pass is over: its number from 1, the steps done so far, mean loss and rate, photos a second, scores."""

    number: int
    step: int
    loss: float
    rate: float
    photos_a_second: float
    scores: Mapping[str, float]


Event = Looked | Passed
Scorer = Callable[[nn.Module], Mapping[str, float]]


def fit(
    network: nn.Module,
    source: Source[Batch],
    optimiser: torch.optim.Optimizer,
    config: LoopConfig,
    *,
    fabric: Fabric,
    checkpoints: Checkpoints | None = None,
    score: Scorer | None = None,
) -> Iterator[Event]:
    """Fit in place; go on from the last checkpoint if there is one.

    Parameters
    ----------
    network
        Its forward pass takes a batch and returns the mean loss over it.
    source
        Of the batches.
    optimiser
        Over the network's parameters. A parameter group may hold `begins`, the share of all steps before which it
        stands still.
    config
        How long and with what care.
    fabric
        Device, precision and processes.
    checkpoints
        Where to keep and look for them; None keeps none.
    score
        Called after each pass with the network (its average, if there is one) in evaluation mode.

    Raises
    ------
    DivergedError
        The loss is no number.
    StorageError
        A checkpoint cannot be written; those before it are what they were.
    UsageError
        The checkpoints are those of another run.
    """
    run = _Run(network, source, optimiser, config, fabric=fabric, checkpoints=checkpoints)
    run.resume()
    while run.number < config.passes:
        yield from run.one_pass(score)
    run.finish()


class _Run:
    """A run under way: `step` steps are done, `number` passes."""

    def __init__(
        self,
        network: nn.Module,
        source: Source[Any],
        optimiser: torch.optim.Optimizer,
        config: LoopConfig,
        *,
        fabric: Fabric,
        checkpoints: Checkpoints | None,
    ) -> None:
        self._source, self._config, self._fabric, self._checkpoints = source, config, fabric, checkpoints
        self._network = network
        self._full_rates = [float(group["lr"]) for group in optimiser.param_groups]
        self._wrapped, self._optimiser = fabric.setup(network, optimiser)
        self._average = Average(network, config.average) if config.average else None
        self._share = Share(fabric.global_rank, fabric.world_size)
        self._losses: list[Tensor] = []
        self._steps = config.passes * source.steps
        self.step = 0

    @property
    def number(self) -> int:
        """Passes that are done."""
        return self.step // self._source.steps

    def resume(self) -> None:
        """Take everything from the last checkpoint."""
        path = None if self._checkpoints is None else self._checkpoints.latest()
        if path is None:
            return
        state = stored.read(path)
        if state.get("config") != self._signature():
            raise UsageError(f"{path} is of a run with other settings: name another folder, or remove this one.")
        self._network.load_state_dict(state["network"])
        self._optimiser.load_state_dict(state["optimiser"])
        if self._average is not None:
            self._average.load(state["average"])
        self.step = int(state["step"])

    def one_pass(self, score: Scorer | None) -> Iterator[Event]:
        """Make the steps that are left of the pass."""
        number, first = self.number, self.step % self._source.steps
        self._network.train()
        began, total, looked = time.perf_counter(), 0.0, 0
        for batches in self._source.of_pass(number, first, self._share):
            self._losses.append(self._one_step(batches))
            self.step += 1
            at_end = self.step % self._source.steps == 0
            due = self._config.checkpoint_every and self.step % self._config.checkpoint_every == 0
            if at_end or due or len(self._losses) >= self._config.look_every:
                count = len(self._losses)
                loss = self._look()
                total, looked = total + loss * count, looked + count
                yield Looked(self.step, self._steps, loss)
            if due and not at_end:
                self._save()
        speed = looked * self._source.photos_a_step / max(time.perf_counter() - began, 1e-9)
        scores = self._scores(score)
        self._save()
        rate = max(float(group["lr"]) for group in self._optimiser.param_groups)
        yield Passed(number + 1, self.step, total / max(1, looked), rate, speed, scores)

    def finish(self) -> None:
        """Leave the network as the result."""
        if self._average is not None:
            self._average.swap()
        self._network.eval()

    def _one_step(self, batches: Sequence[Any]) -> Tensor:
        """Add up the gradients of this process's batches and step; return their mean loss."""
        config = self._config
        # The state of the generators is a function of the step, so no checkpoint has to hold it.
        torch.manual_seed(((config.seed * 1_000_003 + self.step) * 4099 + self._share.rank) % 2**63)
        for group, full in zip(self._optimiser.param_groups, self._full_rates, strict=True):
            group["lr"] = full * config.schedule.factor(self.step, self._steps, group.get("begins", 0.0))
        self._optimiser.zero_grad()
        losses = []
        for k, batch in enumerate(batches, start=1):
            with self._fabric.no_backward_sync(self._wrapped, enabled=k < len(batches)):
                loss = self._wrapped(batch) / len(batches)
                self._fabric.backward(loss)
            losses.append(loss.detach())
        if config.clip_norm:
            self._fabric.clip_gradients(
                self._wrapped, self._optimiser, max_norm=config.clip_norm, error_if_nonfinite=False
            )
        self._optimiser.step()
        if self._average is not None:
            self._average.update(self.step + 1)
        return torch.stack(losses).sum()

    def _look(self) -> float:
        """Return the mean loss of the steps since the last look; all processes see the same."""
        losses = torch.stack(self._losses).float()
        if self._share.world > 1:
            reduced = self._fabric.all_reduce(losses, reduce_op="mean")
            assert isinstance(reduced, Tensor)
            losses = reduced
        first, self._losses = self.step - len(losses), []
        values = losses.cpu()
        bad = torch.nonzero(~torch.isfinite(values)).flatten()
        if len(bad):
            raise DivergedError(self._what_diverged(first + int(bad[0])))
        return float(values.mean())

    def _what_diverged(self, step: int) -> str:
        number, within = divmod(step, self._source.steps)
        latest = None if self._checkpoints is None else self._checkpoints.latest()
        good = f"the last good checkpoint is {latest}" if latest else "there is no good checkpoint yet"
        return (
            f"The loss is no number at step {step + 1}, pass {number + 1}, batch {within + 1} of {self._source.steps} "
            f"({self._source.named(number, within)}); {good}: look at these photos, or lower the learning rate."
        )

    def _scores(self, score: Scorer | None) -> Mapping[str, float]:
        if score is None:
            return {}
        self._network.eval()
        if self._average is None:
            return score(self._network)
        with self._average.in_place():
            return score(self._network)

    def _save(self) -> None:
        if self._checkpoints is not None and self._fabric.is_global_zero:
            self._checkpoints.save(
                self.step,
                {
                    "config": self._signature(),
                    "network": self._network.state_dict(),
                    "optimiser": self._optimiser.state_dict(),
                    "average": {} if self._average is None else self._average.state(),
                    "step": self.step,
                },
            )
        self._fabric.barrier()

    def _signature(self) -> dict[str, Any]:
        """Return what must be the same for a run to go on; how often one looks or saves may change."""
        config = asdict(self._config)
        config["schedule"]["course"] = str(self._config.schedule.course)
        del config["look_every"], config["checkpoint_every"]
        return config | {"steps": self._source.steps, "batch": self._source.photos_a_step, "rates": self._full_rates}
