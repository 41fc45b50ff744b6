"""Lightning Fabric, under whichever of its two names it is installed: devices, precision, processes."""

import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from whence_engine.errors import UsageError

if TYPE_CHECKING:
    from lightning_fabric import Fabric
else:
    try:
        from lightning_fabric import Fabric
    except ImportError:  # the whole `lightning` brings the same under another name
        from lightning.fabric import Fabric

__all__ = ["Fabric", "Processes", "processes_of", "start"]


@dataclass(frozen=True, slots=True)
class Processes:
    """How many processes train together: on each machine, and on how many machines."""

    each: int = 1
    nodes: int = 1


def processes_of(environment: Mapping[str, str]) -> Processes:
    """Read from the environment what `torchrun` or SLURM's `srun` started; one process where neither did."""
    if "TORCHELASTIC_RUN_ID" in environment:
        each = int(environment["LOCAL_WORLD_SIZE"])
        return Processes(each, int(environment["WORLD_SIZE"]) // each)
    if "SLURM_NTASKS" in environment and environment.get("SLURM_JOB_NAME") not in {"bash", "interactive"}:
        nodes = int(environment.get("SLURM_NNODES", "1"))
        return Processes(int(environment["SLURM_NTASKS"]) // nodes, nodes)
    return Processes()


def start(device: str = "auto", precision: str = "auto", devices: int = 1) -> Fabric:
    """Find the device and join the other processes, if there are any.

    Parameters
    ----------
    device
        `auto`, `cuda`, `cpu`, or another accelerator's name in Fabric.
    precision
        A precision's name in Fabric; `auto` is bf16-mixed on CUDA and 32-true elsewhere.
    devices
        Processes to start on this machine, where neither `torchrun` nor `srun` started them already.

    Raises
    ------
    UsageError
        This machine has no such device.
    """
    cuda = torch.cuda.is_available()
    if device == "cuda" and not cuda:
        raise UsageError("This machine has no CUDA device that PyTorch can use: take --device cpu.")
    chosen = ("cuda" if cuda else "cpu") if device == "auto" else device
    found = processes_of(os.environ)
    each = max(found.each, devices)
    named: Any = ("bf16-mixed" if chosen == "cuda" else "32-true") if precision == "auto" else precision
    fabric = Fabric(
        accelerator=chosen,
        devices=each,
        num_nodes=found.nodes,
        strategy="ddp" if each * found.nodes > 1 else "auto",
        precision=named,
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning)  # it comments on the cluster it finds
        fabric.launch()
    return fabric
