"""Commands of the room `data`: manifests, importing, the partition, shards; none of them needs torch."""

from pathlib import Path

import click

from whence_training.data.importers.kinds import KINDS
from whence_training.data.split import Side

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
    help="Where sorting may take 26 bytes a photo.",
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
            print(f"left out {line}")
        print(found.sentence())
        made, ceilings = partition.fitted(found, rules)
    for line in partition.described(made, ceilings):
        print(line)
    with replacing(output) as temporary:
        store.save(made, temporary)
    print(f"{output}: content hash {made.content_hash()}")


@click.command("import", epilog="\b\n" + "\n".join(f"{name}: {kind.about}" for name, kind in KINDS.items()))
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--photos",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    show_default="the folder of SOURCE",
    help="Where the pictures of a list lie, in any folders below.",
)
@click.option("--validation", type=click.FloatRange(0, 1), default=0.05, show_default=True, help="Share of people.")
@click.option("--test", type=click.FloatRange(0, 1), default=0.1, show_default=True, help="Share of people.")
@click.option(
    "--side",
    type=click.Choice([str(side) for side in Side]),
    help="One side for all of them; own is train, Im2GPS* and YFCC*k are test, unless asked otherwise.",
)
@click.option(
    "--without",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="Leave out the photographers of this manifest, as they are on another side there; may be repeated.",
)
@click.option("--photographer", show_default="the name of the folder", help="Who took the photos of `own`.")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Manifest to write (CSV)."
)
def import_list(
    *,
    kind: str,
    source: Path,
    photos: Path | None,
    validation: float,
    test: float,
    side: str | None,
    without: tuple[Path, ...],
    photographer: str | None,
    output: Path,
) -> None:
    """Make a manifest of a list of photos; DATA/manifests/NAME.csv makes them part of a data folder."""
    from whence_training.data.importers import intake, kinds  # noqa: PLC0415
    from whence_training.data.manifest import read_csv, write_csv  # noqa: PLC0415

    chosen = Side(side) if side else KINDS[kind].side
    count = intake.Intake()
    records = kinds.read(
        kind, source, photos or source.absolute().parent, photographer or source.absolute().name, count
    )
    found = intake.manifest_of(
        records,
        folder=output.stem,
        shares=intake.Shares(validation, test, chosen),
        intake=count,
        without=frozenset(name for file in without for name in read_csv(file).photographer.tolist()),
    )
    for line in (*count.sentences(), *intake.side_counts(found)):
        print(line)
    write_csv(found, output)


@click.command()
@click.argument("kind", type=click.Choice([name for name, kind in KINDS.items() if kind.has_urls]))
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--urls",
    "addresses",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="mp16_urls.csv, for MP-16.",
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="CSV to write.")
def urls(kind: str, source: Path, addresses: Path | None, output: Path) -> None:
    """Write the list that img2dataset downloads, and print the command; nothing is fetched here."""
    from whence_training.data.importers import img2dataset, kinds  # noqa: PLC0415

    written, without = img2dataset.write_urls(kinds.listed(kind, source, addresses), output)
    print(f"{written:,} addresses; {without:,} photos have no address or no position")
    print(img2dataset.command(output, str(output.with_suffix(""))))


@click.command()
@click.option(
    "--data", type=click.Path(exists=True, path_type=Path), required=True, help="Data folder, or one manifest (CSV)."
)
@click.option("--across", is_flag=True, help="Take out what shows a picture of another side, instead of stopping.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes that decode.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="CSV to write.")
def duplicates(*, data: Path, across: bool, workers: int, output: Path) -> None:
    """Write a manifest without near-duplicates: copies that were encoded again, made smaller or trimmed a little."""
    from whence_training.data.duplicates import read_fingerprints, without_near_duplicates  # noqa: PLC0415
    from whence_training.data.manifest import read_csv, read_data, write_csv  # noqa: PLC0415

    photos = read_data(data) if data.is_dir() else read_csv(data)
    readable, prints, unreadable = read_fingerprints(photos, workers)
    for path, why in unreadable:
        print(f"left out {path}: {why}")
    found = without_near_duplicates(readable, prints, across=across)
    write_csv(found.manifest, output)
    print(
        f"{len(photos):,} photos: {len(unreadable):,} cannot be read, {found.doubles:,} show the same picture as "
        f"another ({found.across:,} of them as one of another side), {len(found.manifest):,} stay"
    )


@click.command()
@click.option(
    "--data", type=click.Path(exists=True, path_type=Path), required=True, help="Data folder, or one manifest (CSV)."
)
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder to fill.")
@click.option("--short-side", type=click.IntRange(32), default=320, show_default=True, help="Pixels to reduce to.")
@click.option("--quality", type=click.IntRange(1, 100), default=90, show_default=True, help="Of the JPEGs.")
@click.option("--per-shard", type=click.IntRange(1), default=2000, show_default=True, help="Photos in a shard.")
@click.option("--seed", default=0, show_default=True, help="Of the order.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes.")
def shards(data: Path, output: Path, **settings: int) -> None:
    """Write WebDataset shards by side; given again, the command goes on where it was stopped."""
    from whence_training.data.manifest import read_csv, read_data  # noqa: PLC0415
    from whence_training.data.shards import ShardSettings, write_shards  # noqa: PLC0415

    photos = read_data(data) if data.is_dir() else read_csv(data)
    wanted = ShardSettings(settings["short_side"], settings["quality"], settings["per_shard"], settings["seed"])
    written = unreadable = 0
    for shard in write_shards(photos, output, wanted, settings["workers"]):
        written += shard.photos
        unreadable += len(shard.unreadable)
        print(f"{shard.file}: {shard.photos} photos{', done before' if shard.before else ''}", flush=True)
        for path, why in shard.unreadable:
            print(f"left out {path}: {why}")
    print(f"{written:,} photos; {unreadable:,} cannot be read; {int((~photos.measurable).sum()):,} give a country only")


COMMANDS = (manifest, import_list, urls, duplicates, shards, grid)
