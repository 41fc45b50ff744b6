"""Commands that measure: one model on the test side, or one table of the reproduction report."""

from pathlib import Path

import click

from whence_training.commands.options import CACHE, DATA, WORKERS


@click.command()
@DATA
@CACHE
@WORKERS
@click.option("--bundle", type=click.Path(file_okay=False, path_type=Path), help="Bundle folder to judge.")
@click.option("--run", type=click.Path(file_okay=False, path_type=Path), help="Or a finished run of `fit-image`.")
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
    run: Path | None,
    embedded: Path | None,
    grid: Path | None,
    report: Path | None,
    show_photos: bool,
) -> None:
    """Print the scores of a bundle on the test side, and write them into its card; with --report, a page of them."""
    import torch  # noqa: PLC0415

    from whence_training.evaluation import command  # noqa: PLC0415

    torch.set_num_threads(workers)
    if [bundle, run, embedded].count(None) != 2:
        raise click.UsageError("Name a --bundle, a --run or --embedded photos, one of them.")
    order = command.Order(data, cache, workers, bundle, run, embedded, grid, report, show_photos=show_photos)
    for line in command.evaluate(order):
        print(line, flush=True)


@click.command()
@click.argument("table", type=click.Choice(["albums", "heads", "retrieval", "amount", "partitions"]))
@DATA
@CACHE
@WORKERS
@click.option("--device", default="auto", show_default=True, help="auto, cpu, cuda or cuda:1.")
@click.option("--seeds", type=click.IntRange(1), default=3, show_default=True, help="How many runs with other seeds.")
@click.option("--quick", is_flag=True, help="A size for two cores and minutes.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Report to put the table into.")
def results(
    *, table: str, data: Path, cache: Path, workers: int, device: str, seeds: int, quick: bool, output: Path | None
) -> None:
    """Make one table of the reproduction report; print it, and put it into RESULTS.md."""
    from importlib import import_module  # noqa: PLC0415

    import torch  # noqa: PLC0415

    from whence_training.results.request import Request  # noqa: PLC0415
    from whence_training.results.table import put  # noqa: PLC0415

    torch.set_num_threads(workers)
    builder = import_module(f"whence_training.results.{table}")
    made = builder.build(Request(data, cache, device, seeds, quick, workers))
    print(made.markdown(), end="")
    if output is not None:
        put(output, made)


COMMANDS: tuple[click.Command, ...] = (evaluate, results)
"""What `python -m whence_training` takes from here."""
