"""Commands that make what comes with the engine: the starter bundle, the world prior, the travel prior."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from whence_training.commands.options import CACHE, DATA, WORKERS

if TYPE_CHECKING:
    from whence_training.data.split import Split


@click.command()
@DATA
@CACHE
@WORKERS
@click.option(
    "--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="Bundle folder to write."
)
def starter(data: Path, cache: Path, workers: int, output: Path) -> None:
    """Make the whole starter bundle: grid, networks, trust, export, scores."""
    import torch  # noqa: PLC0415

    from whence_training.config import StarterConfig  # noqa: PLC0415
    from whence_training.data.split import split_of  # noqa: PLC0415
    from whence_training.stages import Places  # noqa: PLC0415
    from whence_training.starter import make_starter  # noqa: PLC0415

    torch.set_num_threads(workers)
    torch.set_flush_denormal(True)
    for line in make_starter(Places(data, output, cache, workers), split_of(data), StarterConfig()):
        print(line, flush=True)


@click.command()
@DATA
@CACHE
@WORKERS
@click.option("--bodies", "what", flag_value="bodies", help="Compare frozen, fine-tuned and new bodies.")
@click.option("--heads", "what", flag_value="heads", help="Compare heads on the starter's embeddings.")
@click.option("--albums", "what", flag_value="albums", help="Compare album networks on the starter's embeddings.")
def compare(data: Path, cache: Path, workers: int, what: str | None) -> None:
    """Print how variants of the starter do on the validation side; without an option, of its embedding."""
    import torch  # noqa: PLC0415

    from whence_training import compare as comparison  # noqa: PLC0415
    from whence_training.config import StarterConfig  # noqa: PLC0415
    from whence_training.data.split import split_of  # noqa: PLC0415
    from whence_training.stages import Places  # noqa: PLC0415

    torch.set_num_threads(workers)
    torch.set_flush_denormal(True)
    measures: dict[str | None, Callable[[Places, Split, StarterConfig], Iterator[str]]] = {
        None: comparison.compare,
        "bodies": partial(comparison.compare, variants=comparison.bodies),
        "heads": comparison.compare_heads,
        "albums": comparison.compare_albums,
    }
    for line in measures[what](Places(data, cache, cache, workers), split_of(data), StarterConfig()):
        print(line, flush=True)


@click.command()
@DATA
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="NPZ to write.")
def prior(data: Path, output: Path) -> None:
    """Make the world prior that comes with the engine from coordinates/."""
    from whence_training import prior as maker  # noqa: PLC0415

    maker.main(["--data", str(data / "coordinates"), "--output", str(output)])


@click.command()
@DATA
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="JSON to write.")
@click.option("--seed", default=0, show_default=True, help="Of the choice of pairs.")
def travel(data: Path, output: Path, seed: int) -> None:
    """Fit how far photographers go in a given time, for the cue `neighbours`."""
    from whence_training.travel import fit_travel  # noqa: PLC0415

    fit_travel(data, output, seed)


COMMANDS: tuple[click.Command, ...] = (starter, compare, prior, travel)
"""What `python -m whence_training` takes from here."""
