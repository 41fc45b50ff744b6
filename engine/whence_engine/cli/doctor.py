"""`whence doctor`: versions, model hashes, and whether the library is sound."""

import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

import click

from whence_engine import __version__
from whence_engine.cli.session import library_option, session
from whence_engine.cues.registry import cue_names
from whence_engine.errors import WhenceError
from whence_engine.inference.bundle import list_bundles, name_of
from whence_engine.inference.verify import verify_bundle
from whence_engine.places.gazetteer import Gazetteer

_PACKAGES = ("numpy", "onnxruntime", "pillow", "pi-heif", "piexif", "s2sphere", "sqlite-utils", "lxml")


@click.command()
@library_option
def doctor(library_file: Path | None) -> int:
    """Say what is installed and check what can be checked."""
    run = session(library_file)
    click.echo(f"whence {__version__}, Python {platform.python_version()}, {platform.platform()}")
    click.echo("  " + ", ".join(f"{name} {version(name)}" for name in _PACKAGES) + f", SQLite {sqlite3.sqlite_version}")
    click.echo(f"cues: {', '.join(cue_names()) or 'none'}")
    problems: list[str] = []
    for path in list_bundles(run.folders):
        faults = verify_bundle(path)
        click.echo(f"model {name_of(path)}: {'NOT SOUND' if faults else 'sound'} ({path})")
        problems += [f"model {name_of(path)}, {fault.file}: {fault.reason}" for fault in faults]
    try:
        Gazetteer.open()
        click.echo("gazetteer: sound")
    except WhenceError as error:
        problems.append(str(error))
    if run.library_file.exists():
        with run.library() as library:
            problems += [*library.index.check(), *library.ledger.check()]
            click.echo(f"library: {library.index.photos.count()} photos ({run.library_file})")
    else:
        click.echo(f"library: none yet ({run.library_file})")
    for problem in problems:
        click.echo(f"PROBLEM: {problem}")
    return 1 if problems else 0
