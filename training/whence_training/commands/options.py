"""Options that several commands share."""

from pathlib import Path

import click

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def _cache_folder() -> Path:
    from whence_engine.paths import folders  # noqa: PLC0415 - whoever names a cache needs no package for it

    return folders().cache / "training"


DATA = click.option("--data", type=FOLDER, required=True, help="Data folder.")
CACHE = click.option(
    "--cache", type=click.Path(file_okay=False, path_type=Path), show_default="training/ in Whence's cache folder",
    default=_cache_folder, help="Where decoded pixels are kept between runs.",
)  # fmt: skip
WORKERS = click.option(
    "--workers", type=click.IntRange(1), default=2, show_default=True, help="Processes that decode, and threads."
)
