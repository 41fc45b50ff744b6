"""`whence sample`: a rendered library to try things on."""

import shlex
from pathlib import Path

import click

from whence_engine.cli.progress import Progress
from whence_engine.cli.session import needs_no_library, printable


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@needs_no_library
def sample(folder: Path) -> None:
    """Draw a small photo library into DIR: trips that nobody made, rendered, with real Exif.

    Where each photo was "taken" stands beside it, in DIR.truth.csv.
    """
    from whence_engine.sample.make import make_sample, truth_table

    with Progress() as progress:
        for _ in progress.watch(make_sample(folder)):
            pass
    click.echo(
        f"Drawn into {folder.absolute()}; the true places are in {printable(truth_table(folder.absolute()))}.\n"
        f"Now run: whence locate {shlex.quote(str(folder))}",
        err=True,
    )
