"""Downloading by list: what img2dataset is given, and what it leaves behind.

img2dataset takes a table with a column of addresses, and carries the columns it is told to into the Parquet file that
it writes beside every shard: `NNNNN.tar` (output format webdataset) or a folder `NNNNN/` (files), with `NNNNN.parquet`
of key, status, width, height and the carried columns. So the labels travel with the pictures.
"""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from whence_engine.errors import UsageError
from whence_training.atomic import replacing
from whence_training.data import tars
from whence_training.data.importers.intake import Intake, Record, number

CARRIED = ("photo", "lat", "lon", "photographer", "taken_at", "precision", "scene", "licence")
_LABELS = {".json", ".txt"}


def write_urls(listed: Iterable[tuple[str, str, Record]], output: Path) -> tuple[int, int]:
    """Write the list that img2dataset takes.

    Parameters
    ----------
    listed
        Name, address and labels of each photo.

    Returns
    -------
    How many photos were written, and how many have no address or no position and were not.
    """
    written = without = 0
    with replacing(output) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("url", *CARRIED))
        for name, url, told in listed:
            if not url or told.lat != told.lat or told.lon != told.lon:
                without += 1
                continue
            labels = (told.photographer, told.taken_at, told.precision, told.scene, told.licence)
            writer.writerow((url, name, told.lat, told.lon, *labels))
            written += 1
    return written, without


def command(urls: Path, folder: str) -> str:
    """Return the command that downloads a list, reduced to a short side of 320 pixels, into WebDataset shards."""
    columns = ",".join(f'"{name}"' for name in CARRIED)
    return (
        f"img2dataset --url_list {urls} --input_format csv --url_col url --save_additional_columns '[{columns}]' "
        f"--output_format webdataset --output_folder {folder} --image_size 320 --resize_mode keep_ratio "
        "--resize_only_if_bigger True"
    )


def read(source: Path, intake: Intake) -> Iterator[Record]:
    """Yield the photos that img2dataset brought; those that it did not are counted by what it says of them.

    Raises
    ------
    UsageError
        There are no tables of img2dataset, one of them is damaged, or lacks the columns of `write_urls`; or a shard
        is damaged.
    """
    tables = sorted(source.glob("*.parquet"))
    if not tables:
        raise UsageError(f"{source} holds no tables of img2dataset (NNNNN.parquet).")
    for table in tables:
        names: dict[str, str] | None = None
        for line in _lines(table):
            if line["status"] != "success":
                intake.records += 1
                intake.drop(f"{line['status'] or 'not tried'}", line["photo"] or line["key"])
                continue
            names = _pictures(table.with_suffix("")) if names is None else names
            name = names.get(str(line["key"]))
            if name is None:
                raise UsageError(
                    f"{table} tells of the picture {line['key']}, which is not beside it: run img2dataset again for it."
                )
            yield _record(table.parent / name, line)


def _record(path: Path, line: dict[str, str | float | None]) -> Record:
    text = {name: str(line[name] or "") for name in CARRIED}
    return Record(
        path.absolute(), number(line["lat"]), number(line["lon"]), text["photographer"], text["taken_at"],
        precision=text["precision"] or "exact", scene=text["scene"], licence=text["licence"],
    )  # fmt: skip


def _lines(table: Path) -> Iterator[dict[str, str | float | None]]:
    import polars as pl  # noqa: PLC0415 - only those who read Parquet need it

    try:
        frame = pl.read_parquet(table)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise UsageError(
            f"{table} cannot be read ({str(error).splitlines()[0]}): run img2dataset again for it."
        ) from error
    missing = {"key", "status", *CARRIED} - set(frame.columns)
    if missing:
        absent = ", ".join(sorted(missing))
        raise UsageError(f"{table} has no column {absent}: download by `urls`, with the command that it prints.")
    yield from frame.select("key", "status", *CARRIED).iter_rows(named=True)


def _pictures(stem: Path) -> dict[str, str]:
    """Path of each picture of one shard by its key, from the folder of the table."""
    shard = stem.with_suffix(tars.SUFFIX)
    if shard.is_file():
        names = [f"{shard.name}/{entry.name}" for entry in tars.entries(shard)]
    else:
        names = [f"{stem.name}/{path.name}" for path in stem.iterdir()] if stem.is_dir() else []
    return {Path(name).stem: name for name in names if Path(name).suffix not in _LABELS}
