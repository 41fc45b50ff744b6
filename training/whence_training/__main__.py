"""`python -m whence_training COMMAND`; commands import what they run, so that help and `grid` need no torch."""

import sys
from pathlib import Path

import click

from whence_engine.errors import WhenceError
from whence_engine.paths import folders
from whence_training.commands import albums as album_commands
from whence_training.commands import bundles as bundle_commands
from whence_training.commands import data as data_commands
from whence_training.commands import networks as network_commands

_DATA = click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
    help="Folder with photos/, coordinates/ and weights/.",
)  # fmt: skip
_CACHE = click.option(
    "--cache", type=click.Path(file_okay=False, path_type=Path), show_default="training/ in Whence's cache folder",
    default=lambda: folders().cache / "training", help="Where decoded pixels are kept between runs.",
)  # fmt: skip
_WORKERS = click.option(
    "--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes and threads."
)
_BUNDLE = click.option(
    "--bundle", type=click.Path(file_okay=False, path_type=Path), required=True, help="Bundle folder."
)


@click.group()
def cli() -> None:
    """Reproduce the models that Whence runs."""


for _command in (
    *data_commands.COMMANDS,
    *network_commands.COMMANDS,
    *bundle_commands.COMMANDS,
    *album_commands.COMMANDS,
):
    cli.add_command(_command)


@cli.command()
@_DATA
@_CACHE
@_WORKERS
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


@cli.command()
@_DATA
@_CACHE
@_WORKERS
@click.option("--albums", is_flag=True, help="Compare album networks instead of image networks.")
def compare(data: Path, cache: Path, workers: int, *, albums: bool) -> None:
    """Print how variants of the networks do on the validation side."""
    import torch  # noqa: PLC0415

    from whence_training import compare as comparison  # noqa: PLC0415
    from whence_training.config import StarterConfig  # noqa: PLC0415
    from whence_training.data.split import split_of  # noqa: PLC0415
    from whence_training.stages import Places  # noqa: PLC0415

    torch.set_num_threads(workers)
    measure = comparison.compare_albums if albums else comparison.compare
    for line in measure(Places(data, cache, cache, workers), split_of(data), StarterConfig()):
        print(line, flush=True)


@cli.command()
@_DATA
@_CACHE
@_WORKERS
@click.option("--bundle", type=click.Path(file_okay=False, path_type=Path), help="Bundle folder to judge.")
@click.option("--embedded", type=click.Path(dir_okay=False, path_type=Path), help="Or embedded photos (.npz).")
@click.option("--grid", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Cells of their logits.")
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), help="Folder to write a report into.")
@click.option("--show-photos", is_flag=True, help="Copy the photos of the sample maps into the report.")
def evaluate(
    *,
    data: Path,
    cache: Path,
    workers: int,
    bundle: Path | None,
    embedded: Path | None,
    grid: Path | None,
    report: Path | None,
    show_photos: bool,
) -> None:
    """Print the scores of a bundle on the test side, and write them into its card; with --report, a page of them."""
    from whence_training.evaluation import command  # noqa: PLC0415

    if (bundle is None) == (embedded is None):
        raise click.UsageError("Name a --bundle or --embedded photos, one of them.")
    order = command.Order(data, cache, workers, bundle, embedded, grid, report, show_photos=show_photos)
    for line in command.evaluate(order):
        print(line, flush=True)


@cli.command()
@_DATA
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="NPZ to write.")
def prior(data: Path, output: Path) -> None:
    """Make the world prior that comes with the engine from coordinates/."""
    from whence_training import prior as maker  # noqa: PLC0415

    maker.main(["--data", str(data / "coordinates"), "--output", str(output)])


@cli.command()
@_DATA
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="JSON to write.")
@click.option("--seed", default=0, show_default=True, help="Of the choice of pairs.")
def travel(data: Path, output: Path, seed: int) -> None:
    """Fit how far photographers go in a given time, for the cue `neighbours`."""
    from whence_training.travel import fit_travel  # noqa: PLC0415

    fit_travel(data, output, seed)


@cli.command()
@click.argument("table", type=click.Choice(["albums", "heads", "retrieval", "amount", "partitions"]))
@_DATA
@_CACHE
@_WORKERS
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda or cuda:1.")
@click.option("--seeds", type=click.IntRange(1), default=3, show_default=True, help="How many runs with other seeds.")
@click.option("--quick", is_flag=True, help="A size for two cores and minutes.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Report to put the table into.")
def results(
    *, table: str, data: Path, cache: Path, workers: int, device: str, seeds: int, quick: bool, output: Path | None
) -> None:
    """Make one table of the reproduction report; print it, and put it into RESULTS.md."""
    from importlib import import_module  # noqa: PLC0415

    from whence_training.results.request import Request  # noqa: PLC0415
    from whence_training.results.table import put  # noqa: PLC0415

    builder = import_module(f"whence_training.results.{table}")
    made = builder.build(Request(data, cache, device, seeds, quick, workers))
    print(made.markdown(), end="")
    if output is not None:
        put(output, made)


def main() -> None:
    """Run a command; what a person can mend is one line on standard error."""
    try:
        cli(prog_name="python -m whence_training")
    except WhenceError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
