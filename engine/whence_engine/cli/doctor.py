"""`whence doctor`: versions, model hashes, and whether the library is sound."""

import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

import click
import numpy as np

from whence_engine import __version__
from whence_engine.cli.session import Session, library_option, session
from whence_engine.cues.registry import cue_names
from whence_engine.errors import WhenceError
from whence_engine.inference.bundle import list_bundles, name_of
from whence_engine.inference.text import reader_name, why_no_reader
from whence_engine.inference.verify import verify_bundle
from whence_engine.library.copies import kept_copies
from whence_engine.places.gazetteer import Gazetteer

_POINTS = 500
_PACKAGES = ("numpy", "onnxruntime", "pillow", "pi-heif", "piexif", "s2sphere", "sqlite-utils", "lxml")


@click.command()
@library_option
def doctor(library_file: Path | None) -> int:
    """Say what is installed and check what can be checked."""
    run = session(library_file)
    click.echo(f"whence {__version__}, Python {platform.python_version()}, {platform.platform()}")
    click.echo("  " + ", ".join(f"{name} {version(name)}" for name in _PACKAGES) + f", SQLite {sqlite3.sqlite_version}")
    click.echo(f"cues: {', '.join(cue_names()) or 'none'}")
    click.echo(why_no_reader() or f"text in pictures: {reader_name()}")
    problems = _cells()
    for path in list_bundles(run.folders):
        faults = verify_bundle(path)
        click.echo(f"model {name_of(path)}: {'NOT SOUND' if faults else 'sound'} ({path})")
        problems += [f"model {name_of(path)}, {fault.file}: {fault.reason}" for fault in faults]
    try:
        Gazetteer.open()
        click.echo("gazetteer: sound")
    except WhenceError as error:
        problems.append(str(error))
    problems += _library(run)
    for problem in problems:
        click.echo(f"PROBLEM: {problem}")
    return 1 if problems else 0


def _library(run: Session) -> list[str]:
    """Look through both files, and say what schema they are of and which older ones lie beside them."""
    if not run.library_file.exists():
        click.echo(f"library: none yet ({run.library_file})")
        return []
    try:
        with run.library() as library:
            problems = [*library.index.check(), *library.ledger.check()]
            click.echo(f"library: {library.index.photos.count()} photos ({run.library_file})")
            for file in (library.index.database, library.ledger.database):
                click.echo(f"  {file.schema.name}: schema {len(file.schema.steps)} ({file.path.name})")
                for copy in kept_copies(file.path):
                    size_mb = copy.stat().st_size / 1e6
                    click.echo(f"    kept from before an update, {size_mb:.1f} MB; can be removed: {copy}")
    except WhenceError as error:
        return [str(error)]
    return problems


def _cells() -> list[str]:
    """Hold our S2 ids against s2sphere: they rest on this machine's sine and cosine being rounded as everyone's are."""
    from s2sphere import CellId, LatLng

    from whence_engine.geo import s2

    lat = np.linspace(-89.9, 89.9, _POINTS)
    lon = np.linspace(-7.0 * 180.0, 7.0 * 180.0, _POINTS) % 360.0 - 180.0
    known = [CellId.from_lat_lng(LatLng.from_degrees(*at)).id() for at in zip(lat.tolist(), lon.tolist(), strict=True)]
    wrong = int((s2.leaf_ids(lat, lon) != np.array(known, np.uint64)).sum())
    click.echo(f"S2 cells: {_POINTS - wrong} of {_POINTS} points as s2sphere has them")
    return (
        [f"{wrong} of {_POINTS} points have other S2 cells here than elsewhere; report this machine."] if wrong else []
    )
