"""A run folder: what a fitting was asked for, how it went, and the network it made.

`config.json` (settings, the grid's hash and, when all is done, the weights' SHA-256), `grid.npz`, `log.csv` (a line
for each pass), `checkpoints/` and `network.pt`. Nothing is loaded whose hash differs.
"""

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from whence_engine.card import Channels, Crop, InputSpec, Resampling, file_sha256
from whence_engine.errors import BundleError, UsageError
from whence_engine.grid import store
from whence_engine.grid.grid import Grid
from whence_training.atomic import replacing
from whence_training.fit.checkpoints import Checkpoints
from whence_training.nets.classify import rebuilt
from whence_training.nets.image import ImageNetwork, ImageNetworkConfig

CONFIG, LOG, NETWORK, GRID = "config.json", "log.csv", "network.pt", "grid.npz"
FORMAT = 1
_WEIGHTS = "weights_sha256"


@dataclass(frozen=True, eq=False)
class FittedRun:
    """What a finished run holds: the network in evaluation mode, its grid, what it wants to see, and its settings."""

    network: ImageNetwork
    grid: Grid
    input: InputSpec
    config: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A run folder under way."""

    path: Path

    @property
    def checkpoints(self) -> Checkpoints:
        """Its checkpoints."""
        return Checkpoints(self.path / "checkpoints")

    @property
    def finished(self) -> bool:
        """Whether the network is there."""
        return _WEIGHTS in self._config()

    def begin(self, config: Mapping[str, Any], grid: Grid) -> None:
        """Write what is asked for, or see that it is what was asked for before.

        Raises
        ------
        UsageError
            The folder holds another run.
        StorageError
            The disk is full or refuses.
        """
        wanted = json.loads(json.dumps({"format": FORMAT, **config, "grid_hash": grid.content_hash()}))
        there = self._config()
        if there:
            known = {key: value for key, value in there.items() if key != _WEIGHTS}
            differing = sorted(key for key in wanted | known if wanted.get(key) != known.get(key))
            if differing:
                raise UsageError(
                    f"{self.path} holds a run with other settings ({', '.join(differing)}): name another folder."
                )
            return
        with replacing(self.path / GRID) as temporary:
            store.save(grid, temporary)
        self._write(wanted)

    def log(self, row: Mapping[str, float]) -> None:
        """Put a line for a pass into the log, in place of those of a life that ended before its checkpoint."""
        path = self.path / LOG
        rows: list[Mapping[str, Any]] = []
        if path.is_file():
            with path.open(encoding="utf-8", newline="") as file:
                rows = [old for old in csv.DictReader(file) if int(old["step"]) < row["step"]]
        with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerows([*rows, row])

    def finish(self, network: nn.Module) -> None:
        """Write the network, then vouch for it.

        Raises
        ------
        StorageError
            The disk is full or refuses.
        """
        buffer = io.BytesIO()
        torch.save({name: value.cpu() for name, value in network.state_dict().items()}, buffer)
        with replacing(self.path / NETWORK) as temporary:
            temporary.write_bytes(buffer.getbuffer())
        self._write(self._config() | {_WEIGHTS: file_sha256(self.path / NETWORK)})

    def _config(self) -> dict[str, Any]:
        return _read_json(self.path / CONFIG) if (self.path / CONFIG).is_file() else {}

    def _write(self, config: Mapping[str, Any]) -> None:
        with replacing(self.path / CONFIG) as temporary:
            temporary.write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def open_run(path: Path) -> FittedRun:
    """Read a finished run.

    Raises
    ------
    UsageError
        It is none, is not finished, or its network or grid is not the one that its `config.json` vouches for.
    """
    config, grid, state = vouched(path, "fit-image")
    try:
        network = ImageNetwork(_network_config(config["network"]), len(grid))
        network.classify = rebuilt(
            {name.removeprefix("classify."): value for name, value in state.items() if name.startswith("classify.")}
        )
        network.load_state_dict(state)
        spec = spec_from_json(config["input"])
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise UsageError(f"{path / CONFIG} does not describe the weights beside it: {error}") from error
    return FittedRun(network.eval(), grid, spec, config)


def vouched(path: Path, command: str) -> tuple[dict[str, Any], Grid, dict[str, Tensor]]:
    """Read settings, grid and weights of a finished run of a command, and see that they belong together.

    Raises
    ------
    UsageError
        It is none, is not finished, or its network or grid is not the one that its `config.json` vouches for.
    """
    if not (path / CONFIG).is_file():
        raise UsageError(f"{path} is no run folder: it has no {CONFIG}; make one with `{command}`.")
    config = _read_json(path / CONFIG)
    if _WEIGHTS not in config:
        raise UsageError(f"The run in {path} is not finished: give `{command}` the same command again.")
    if not (path / NETWORK).is_file() or file_sha256(path / NETWORK) != config[_WEIGHTS]:
        raise UsageError(f"{path / NETWORK} is not the network that {CONFIG} vouches for: run `{command}` anew.")
    try:
        grid = store.load(path / GRID)
    except BundleError as error:
        raise UsageError(f"{path / GRID} cannot be used: {error}") from error
    if grid.content_hash() != config["grid_hash"]:
        raise UsageError(f"{path / GRID} is not the grid that {CONFIG} vouches for: put the right one there.")
    return config, grid, torch.load(path / NETWORK, map_location="cpu", weights_only=True)


def spec_to_json(spec: InputSpec) -> dict[str, Any]:
    """Return an input as plain values."""
    return {name: _plain(getattr(spec, name)) for name in InputSpec.__slots__}


def spec_from_json(values: Mapping[str, Any]) -> InputSpec:
    """Read what `spec_to_json` wrote."""
    kinds = {"crop": Crop, "resampling": Resampling, "channels": Channels, "mean": tuple, "std": tuple}
    return InputSpec(**{name: kinds.get(name, lambda same: same)(value) for name, value in values.items()})


def _plain(value: Any) -> Any:
    return [*value] if isinstance(value, tuple) else str(value) if isinstance(value, str) else value


def _network_config(values: Mapping[str, Any]) -> ImageNetworkConfig:
    return ImageNetworkConfig(**values)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read ({error}): remove the folder and make it anew.") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise UsageError(f"{path} is of another version of this program: make the run anew.")
    return found
