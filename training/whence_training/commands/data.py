"""Commands of the room `data`: manifests, the partition, importing, shards; none of them needs torch."""

from pathlib import Path

import click

_DATA = click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True,
    help="Folder with photos/ or manifests/.",
)  # fmt: skip


@click.command()
@_DATA
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="CSV to write.")
def manifest(data: Path, output: Path) -> None:
    """Write one row per labelled photo, with its side of the split."""
    from whence_training.data.manifest import read_data, write_csv  # noqa: PLC0415
    from whence_training.data.split import Side  # noqa: PLC0415

    rows = read_data(data)
    write_csv(rows, output)
    for side in Side:
        here = rows.take(rows.side == side)
        print(
            f"{side}: {len(here)} photos of {len(set(here.photographer.tolist()))} photographers, "
            f"{int(here.precise.sum())} placed precisely, {int((~here.measurable).sum())} to a country only"
        )


@click.command()
@click.option(
    "--input",
    "sources",
    type=click.Path(exists=True, path_type=Path),
    multiple=True,
    required=True,
    help="CSV, Parquet or WebDataset tar, or a folder of one of them; may be repeated.",
)
@click.option("--t-max", type=click.IntRange(1), multiple=True, required=True, help="Split above; finest first.")
@click.option("--t-min", type=click.IntRange(1), multiple=True, required=True, help="Drop below; as often as --t-max.")
@click.option(
    "--levels",
    nargs=2,
    type=click.IntRange(0, 30),
    default=(0, 16),
    show_default=True,
    help="Coarsest and finest S2 level.",
)
@click.option("--drop", is_flag=True, help="Go on without what is no position; it is counted and said.")
@click.option(
    "--scratch",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    show_default="the folder of --output",
    help="Where sorting may take 24 bytes a photo.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="NPZ to write.")
def grid(
    *,
    sources: tuple[Path, ...],
    t_max: tuple[int, ...],
    t_min: tuple[int, ...],
    levels: tuple[int, int],
    scratch: Path | None,
    output: Path,
    drop: bool,
) -> None:
    """Partition positions into adaptive S2 cells: first what they allow at best, then the cells."""
    from whence_engine.grid import store  # noqa: PLC0415
    from whence_engine.grid.partition import Rule  # noqa: PLC0415
    from whence_training import partition  # noqa: PLC0415
    from whence_training.atomic import replacing  # noqa: PLC0415
    from whence_training.data.leaves import LeafStore  # noqa: PLC0415
    from whence_training.data.positions import Sieve  # noqa: PLC0415

    if len(t_max) != len(t_min):
        raise click.UsageError("Give --t-min as often as --t-max.")
    rules = [Rule(most, least, levels[1], levels[0]) for most, least in zip(t_max, t_min, strict=True)]
    sieve = Sieve()
    with LeafStore(scratch or output.absolute().parent) as sorting:
        found = partition.gather(sources, sorting, sieve)
        if not drop:
            sieve.refuse()
        for line in sieve.sentences():
            print(line)
        print(f"{found.positions:,} positions, {len(found.whole):,} distinct; held out: {found.told_by}")
        made, ceilings = partition.fitted(found, rules)
    for line in partition.described(made, ceilings):
        print(line)
    with replacing(output) as temporary:
        store.save(made, temporary)
    print(f"{output}: content hash {made.content_hash()}")


COMMANDS = (manifest, grid)
