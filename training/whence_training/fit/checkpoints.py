"""Checkpoints: everything a run needs to go on as if it had never stopped, each file whole or not there."""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from whence_engine.errors import UsageError
from whence_training.atomic import replacing

_NAME = re.compile(r"step-(\d{9})\.pt")


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """The checkpoints in a folder, of which the last few are kept.

    Attributes
    ----------
    folder
        Where they lie.
    keep
        How many are kept.
    """

    folder: Path
    keep: int = 2

    def all_(self) -> list[Path]:
        """Return what there is, oldest first."""
        return sorted(path for path in self.folder.glob("step-*.pt") if _NAME.fullmatch(path.name))

    def latest(self) -> Path | None:
        """Return the last one, if there is any."""
        return next(reversed(self.all_()), None)

    def save(self, step: int, state: dict[str, Any]) -> Path:
        """Write the state after a step and let go of those that are too many.

        Raises
        ------
        StorageError
            The disk is full or refuses; the older checkpoints are what they were.
        """
        # PyTorch's writer answers a full disk with an error of its own; from memory it is an ordinary OSError.
        buffer = io.BytesIO()
        torch.save(state, buffer)
        path = self.folder / f"step-{step:09}.pt"
        with replacing(path) as temporary:
            temporary.write_bytes(buffer.getbuffer())
        for old in self.all_()[: -self.keep]:
            old.unlink()
        return path


def read(path: Path) -> dict[str, Any]:
    """Read a checkpoint; nothing but tensors and plain values is ever unpickled.

    Raises
    ------
    UsageError
        It cannot be read.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch, pickle and zipfile raise whatever a damaged byte makes them meet
        raise UsageError(f"{path} is damaged ({error}): remove it, and the run goes on from the one before.") from error
    assert isinstance(state, dict)
    return state
