"""What a table is asked for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Request:
    """What every `build` takes.

    Attributes
    ----------
    data
        The data folder.
    cache
        Where decoded pixels are kept between runs.
    device
        `auto`, `cpu`, `cuda` or `cuda:1`.
    seeds
        How many; 0 to `seeds` - 1.
    quick
        A size for two cores and minutes, instead of one for a GPU.
    workers
        Processes that decode.
    """

    data: Path
    cache: Path
    device: str = "auto"
    seeds: int = 3
    quick: bool = False
    workers: int = 2
