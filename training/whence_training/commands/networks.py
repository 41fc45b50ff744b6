"""Commands of the room `fit`: fitting image networks, embedding photos with them, and how fast that goes."""

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from whence_training.commands.options import CACHE, DATA, FOLDER, WORKERS

if TYPE_CHECKING:
    from whence_training.fit.ground import Ground
    from whence_training.fit.loop import Event
    from whence_training.fit.recipes import Recipe

_Command = TypeVar("_Command", bound=Callable[..., Any])

_DEVICE = click.option("--device", default="auto", show_default=True, help="auto, cuda, cpu or another of Fabric's.")
_PRECISION = click.option(
    "--precision", default="auto", show_default=True, help="auto, 32-true, bf16-mixed or another of Fabric's."
)


def _recipe_options(command: _Command) -> _Command:
    """Add what a recipe is chosen and changed by."""
    for option in reversed(
        (
            click.option("--preset", default="modern", show_default=True, help="planet, modern or mobilenet."),
            click.option("--head", help="Parts joined by +: one-hot, smoothed, hierarchy, mvmf, scene-task, ..."),
            click.option("--tau-km", type=click.FloatRange(0, min_open=True), help="Of smoothed targets."),
            click.option("--width", type=click.FloatRange(0, min_open=True), help="Multiplier of the body's channels."),
            click.option("--embedding-size", type=click.IntRange(2), help="Numbers in an embedding."),
            click.option("--size", "size_px", type=click.IntRange(32), help="Edge of the input in pixels."),
            click.option("--batch", type=click.IntRange(1), help="Photos in a step, of all processes together."),
            click.option("--accumulate", type=click.IntRange(1), help="Parts in which a process does its share."),
            click.option("--rate", type=click.FloatRange(0, min_open=True), help="Learning rate."),
        )
    ):
        command = option(command)
    return command


@click.command("fit-image")
@click.option("--data", type=FOLDER, help="Data folder: its photos are decoded into memory.")
@click.option("--shards", type=FOLDER, help="What `shards` wrote: read while the device computes.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="Run folder.")
@click.option(
    "--grid", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Grid; made to size without one."
)
@_recipe_options
@click.option("--passes", type=click.IntRange(1), help="How often every photo is seen.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of everything that is left to chance.")
@click.option("--checkpoint-every", type=click.IntRange(0), default=0, help="Steps between checkpoints inside a pass.")
@_DEVICE
@_PRECISION
@click.option("--devices", type=click.IntRange(1), default=1, show_default=True, help="Processes to start here.")
@CACHE
@WORKERS
def fit_image(
    *, data: Path | None, shards: Path | None, output: Path, grid: Path | None, passes: int | None, seed: int,
    checkpoint_every: int, device: str, precision: str, devices: int, cache: Path, workers: int, **changes: Any,
) -> None:  # fmt: skip
    """Fit an image network; given again, the command goes on where it was stopped. Several processes: use torchrun."""
    from whence_training.fit import fabric as fabrics  # noqa: PLC0415
    from whence_training.fit import ground as grounds  # noqa: PLC0415
    from whence_training.fit import image  # noqa: PLC0415
    from whence_training.fit.runs import RunFolder  # noqa: PLC0415

    if data is None and shards is None:
        raise click.UsageError("Give --data or --shards.")
    recipe = _recipe(**changes)
    loop = replace(recipe.loop, seed=seed, checkpoint_every=checkpoint_every, passes=passes or recipe.loop.passes)
    recipe = replace(recipe, loop=loop)
    weights = image.weights_of(data, recipe)
    fabric = fabrics.start(device, precision, devices)
    with fabric.rank_zero_first():  # the first one decodes, the others find it done
        ground: Ground
        if shards is not None:
            ground = grounds.read_shard_ground(shards, recipe, grid=grid, workers=workers)
        elif data is not None:
            ground = grounds.read_ground(data, cache, recipe, grid=grid, workers=workers)
    show = _Shown(quiet=not fabric.is_global_zero)
    show.line(
        f"{ground.photos} photos to fit on, {ground.scored} to choose on, {len(ground.grid)} cells; "
        f"{recipe.network.body}, {recipe.head.name}, {fabric.world_size} x {fabric.device.type}"
    )
    for event in image.fit_run(ground, recipe, fabric, RunFolder(output), weights):
        show.event(event)
    show.line(f"{output}: done")


@click.command()
@DATA
@click.option("--run", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True, help="Run folder.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="NPZ to write.")
@click.option("--logits/--no-logits", default=True, show_default=True, help="Keep the logits over the cells too.")
@_DEVICE
@CACHE
@WORKERS
def embed(*, data: Path, run: Path, output: Path, logits: bool, device: str, cache: Path, workers: int) -> None:
    """Embed every photo of a data folder once, with the network of a run."""
    from whence_training.data import embedded  # noqa: PLC0415
    from whence_training.fit import fabric as fabrics  # noqa: PLC0415
    from whence_training.fit.embed import embed_data  # noqa: PLC0415
    from whence_training.fit.runs import open_run  # noqa: PLC0415

    fitted = open_run(run)
    fabric = fabrics.start(device, "32-true")
    photos = embed_data(fitted, data, cache, fabric, logits=logits, workers=workers)
    embedded.save(photos, output)
    print(f"{output}: {len(photos)} photos, {photos.embedding.shape[1]} numbers each")


@click.command()
@_recipe_options
@click.option("--cells", type=click.IntRange(6), default=26_263, show_default=True, help="About so many cells.")
@click.option("--steps", type=click.IntRange(1), default=50, show_default=True, help="Steps to measure over.")
@_DEVICE
@_PRECISION
def throughput(*, cells: int, steps: int, device: str, precision: str, **changes: Any) -> None:
    """Print how many photos a second the training loop takes here, and what one of them costs."""
    from whence_training.fit import fabric as fabrics  # noqa: PLC0415
    from whence_training.fit.throughput import measure  # noqa: PLC0415

    recipe = _recipe(**changes)
    fabric = fabrics.start(device, precision)
    print(f"{recipe.network.body}, width {recipe.network.width:g}, {recipe.input.size_px} px, batch {recipe.batch}")
    for line in measure(recipe, fabric, cells=cells, steps=steps).lines():
        print(line)


COMMANDS = (fit_image, embed, throughput)


class _Shown:
    """Events on the terminal: a bar while a pass goes on, a line when it is over."""

    def __init__(self, *, quiet: bool) -> None:
        from tqdm import tqdm  # noqa: PLC0415

        self._quiet = quiet
        self._bar = tqdm(unit=" steps", file=sys.stderr, disable=True if quiet else None, leave=False)

    def line(self, text: str) -> None:
        """Print a line, above the bar."""
        if not self._quiet:
            self._bar.clear()
            print(text, flush=True)

    def event(self, event: "Event") -> None:
        """Show how far it is."""
        from whence_training.fit.loop import Looked  # noqa: PLC0415

        if isinstance(event, Looked):
            self._bar.total = event.steps
            self._bar.update(event.step - self._bar.n)
            self._bar.set_postfix_str(f"loss {event.loss:.3f}")
            return
        scores = ", ".join(f"{name.replace('_', ' ')} {value:.3g}" for name, value in event.scores.items())
        self.line(f"pass {event.number}: loss {event.loss:.3f}, {event.photos_a_second:,.0f} photos/s; {scores}")


def _recipe(
    *, preset: str, head: str | None, tau_km: float | None, width: float | None, embedding_size: int | None,
    size_px: int | None, batch: int | None, accumulate: int | None, rate: float | None,
) -> "Recipe":  # fmt: skip
    """Return a preset with what was asked for changed."""
    from whence_training.fit import recipes  # noqa: PLC0415
    from whence_training.nets.heads.choice import parse  # noqa: PLC0415

    made = recipes.preset(preset)
    chosen = made.head if head is None else parse(head)
    return replace(
        made,
        network=replace(
            made.network,
            width=width or made.network.width,
            embedding_size=embedding_size or made.network.embedding_size,
        ),
        head=replace(chosen, tau_km=tau_km or chosen.tau_km),
        input=replace(made.input, size_px=size_px or made.input.size_px),
        batch=batch or made.batch,
        accumulate=accumulate or made.accumulate,
        rate=rate or made.rate,
    )
