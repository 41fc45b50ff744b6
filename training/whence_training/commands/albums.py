"""Commands of albums: a planet to try them on, the model they are simulated by, and fitting networks on them."""

from dataclasses import replace
from pathlib import Path

import click

KINDS = (
    "lstm", "lstm-offset-1", "lstm-offset-2", "lstm-repeated", "lstm-repeated-25", "lstm-bidirectional-25",
    "lstm-bidirectional", "transformer", "transformer-timed",
)  # fmt: skip
"""Values of `nets.album.Kind`, which would import torch; a test holds them together."""


@click.command("toy-planet")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--photographers", type=click.IntRange(1, 99_999), default=400, show_default=True)
@click.option("--photos", type=click.IntRange(1), default=20_000, show_default=True, help="Of all photographers.")
@click.option("--size-px", type=click.IntRange(16, 512), default=64, show_default=True, help="Edge of the pictures.")
@click.option("--positions", type=click.IntRange(1), default=200_000, show_default=True, help="To make a grid of.")
@click.option("--seed", default=0, show_default=True, help="Of the planet and everything on it.")
@click.option("--sheet", type=click.Path(dir_okay=False, path_type=Path), help="Write a contact sheet, too.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes that paint.")
def toy_planet(
    *,
    folder: Path,
    photographers: int,
    photos: int,
    size_px: int,
    positions: int,
    seed: int,
    workers: int,
    sheet: Path | None,
) -> None:
    """Render a small planet with photographers travelling it, as a data folder for every other command."""
    from whence_training.planet.folder import Order, write_planet  # noqa: PLC0415
    from whence_training.planet.sheet import write_sheet  # noqa: PLC0415

    for line in write_planet(folder, Order(photographers, photos, size_px, seed, positions), workers):
        print(line)
    if sheet is not None:
        write_sheet(sheet, seed, size_px)
        print(f"{sheet}: what it looks like")


@click.command()
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True, help="Data folder."
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="JSON to write.")
@click.option("--seed", default=0, show_default=True, help="Of the choice of pairs.")
def simulation(data: Path, output: Path, seed: int) -> None:
    """Fit the travel model by which albums are simulated where a data set has none."""
    from whence_training.data.simulation import fit_model, write_model  # noqa: PLC0415

    model = fit_model(data, seed)
    write_model(model, output)
    for name, quantiles in (
        ("hours until the next photo", model.gap_quantiles_h),
        ("photos in an album", model.length_quantiles),
        ("km of a long jump", model.jump_quantiles_km),
    ):
        low, middle, high = (quantiles[k * (len(quantiles) - 1) // 4] for k in (1, 2, 3))
        print(f"{name}: half of them from {low:.3g} to {high:.3g}, median {middle:.3g}")
    print(f"{output}: fitted on {len(model.fitted_on)} sets of the training side")


@click.command("fit-album")
@click.option(
    "--embedded", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True,
    help="Photos as `embed` wrote them.",
)  # fmt: skip
@click.option("--grid", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True, help="Cells.")
@click.option("--kind", type=click.Choice(KINDS), default="lstm-bidirectional", show_default=True)
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="Run folder.")
@click.option("--hidden", type=click.IntRange(1), default=128, show_default=True, help="Units of the LSTM.")
@click.option("--own/--no-own", default=True, show_default=True, help="Add the photo's own classifier.")
@click.option("--tau-km", type=click.FloatRange(0), default=0.0, show_default=True, help="Of smoothed targets.")
@click.option("--passes", type=click.IntRange(1), default=15, show_default=True)
@click.option("--batch", type=click.IntRange(1), default=64, show_default=True, help="Albums in a step.")
@click.option("--rate", type=click.FloatRange(0, min_open=True), default=3e-3, show_default=True)
@click.option("--simulated", type=click.IntRange(0), default=0, show_default=True, help="SIMULATED albums to add.")
@click.option("--seed", default=0, show_default=True, help="Of everything that is left to chance.")
@click.option("--device", default="auto", show_default=True, help="auto, cuda, cpu or another of Fabric's.")
def fit_album(
    *, embedded: Path, grid: Path, kind: str, output: Path, hidden: int, own: bool, tau_km: float, passes: int,
    batch: int, rate: float, simulated: int, seed: int, device: str,
) -> None:  # fmt: skip
    """Fit an album network on frozen embeddings; given again, the command goes on where it was stopped."""
    from whence_training.data import embedded as files  # noqa: PLC0415
    from whence_training.fit import album_runs, albums, runs  # noqa: PLC0415
    from whence_training.fit import fabric as fabrics  # noqa: PLC0415
    from whence_training.fit.loop import Passed  # noqa: PLC0415
    from whence_training.nets.album import AlbumNetworkConfig, Kind  # noqa: PLC0415

    recipe = albums.AlbumRecipe(AlbumNetworkConfig(Kind(kind), hidden, own), tau_km=tau_km, rate=rate, batch=batch)
    recipe = replace(recipe, loop=replace(recipe.loop, passes=passes, seed=seed))
    fabric = fabrics.start(device, "32-true")
    ground = album_runs.read_album_ground(files.load(embedded), grid, simulated, seed)
    print(f"{ground.told}; {kind}, {fabric.device.type}", flush=True)
    scorer = album_runs.AlbumScorer(ground.validation, ground.validation_albums, ground.grid, fabric.device)
    for event in album_runs.fit_album_run(
        ground.train, ground.train_albums, ground.grid, recipe, fabric=fabric, folder=runs.RunFolder(output),
        score=scorer,
    ):  # fmt: skip
        if isinstance(event, Passed):
            shares = ", ".join(f"{name.replace('_', ' ')} {100 * value:.1f} %" for name, value in event.scores.items())
            print(f"pass {event.number}: loss {event.loss:.3f}; validation {shares}", flush=True)
    print(f"{output}: done")


COMMANDS: tuple[click.Command, ...] = (toy_planet, simulation, fit_album)
"""What `python -m whence_training` takes from here."""
