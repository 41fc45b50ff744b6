"""`whence explain`: which part of the picture the network's answer hangs on."""

from pathlib import Path

import click
import numpy as np

from whence_engine.cli.session import library_option, session
from whence_engine.errors import PhotoError, UsageError
from whence_engine.events import PhotoFailed
from whence_engine.files.read import read_photo
from whence_engine.geo import sphere
from whence_engine.inference import occlusion
from whence_engine.inference.bundle import Bundle, find_bundle
from whence_engine.inference.single import predict_photos
from whence_engine.photo import Found, Level
from whence_engine.places.gazetteer import Gazetteer


@click.command()
@click.argument("photo", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--output",
    required=True,
    metavar="FILE.png",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Picture to write: the photo with a heat map over it.",
)
@click.option("--model", metavar="NAME|DIR", help="Model bundle to ask (default: the setting `model`).")
@library_option
def explain(photo: Path, output: Path, model: str | None, library_file: Path | None) -> None:
    """Slide a grey patch over PHOTO and show where the network's best cell loses most."""
    run = session(library_file)
    bundle = Bundle.open(find_bundle(model or run.settings.model, run.folders))
    path = photo.absolute()
    try:
        status = path.stat()
    except OSError as error:
        raise PhotoError(path, f"it cannot be opened ({error.strerror}).") from error
    found = Found(path, status.st_size, status.st_mtime_ns, status.st_ino)
    seen = next(predict_photos([read_photo(found)], bundle, threads=1))
    if isinstance(seen, PhotoFailed):
        raise PhotoError(seen.path, seen.reason)
    best = seen[1].cells[:1].astype(np.int64)
    if not best.size:
        raise UsageError(f"The model {bundle.card.name} names no cells, so there is nothing to explain.")
    occlusion.explain(path, output, bundle, best, threads=run.settings.threads, provider=run.settings.provider)
    lat, lon = sphere.to_degrees(bundle.grid.mean_xyz[best[0]])
    name = Gazetteer.open().reverse(np.array([lat]), np.array([lon]))[0].label(Level.REGION)
    chance = 100.0 * float(seen[1].mass[0]) * bundle.card.trust.single
    click.echo(f"Its best cell is near {name or 'the open sea'}, {chance:.1f} %; the heat map is {output}.", err=True)
