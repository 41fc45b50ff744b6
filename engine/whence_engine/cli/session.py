"""What every command needs: its options, the settings, the library, and the way errors and rows are said."""

import functools
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from whence_engine.cli.updating import UpdateLine
from whence_engine.errors import UsageError
from whence_engine.library.library import Library
from whence_engine.paths import Folders, folders
from whence_engine.settings import Settings, load

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Session:
    """One run of a command."""

    folders: Folders
    settings: Settings
    library_file: Path

    @contextmanager
    def library(self, *, readonly: bool = False) -> Iterator[Library]:
        """Open the library for the length of a `with` block, and say what had to be done for that."""
        with Library.open(self.library_file, readonly=readonly, tell=UpdateLine()) as library:
            for notice in library.notices:
                click.echo(notice, err=True)
            yield library


def session(library_file: Path | None, *, reads: bool = False) -> Session:
    """Gather folders, settings and the library file that a command works on.

    Parameters
    ----------
    reads
        The command has nothing to do in a library that is made for it: one that is named must be there.

    Raises
    ------
    UsageError
        When it is not: a slip of the pen, or a disk that is not plugged in.
    """
    if reads and library_file is not None and not library_file.exists():
        raise UsageError("There is no library {file}; `whence locate PATH...` makes one.", file=printable(library_file))
    where = folders()
    return Session(where, load(where.settings), (library_file or where.library).absolute())


def library_option(command: Command) -> Command:
    """Add `--library FILE`."""
    return click.option(
        "--library",
        "library_file",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Library file to work on (default: the one in the data folder).",
    )(command)


def needs_no_library(command: Command) -> Command:
    """Take `--library FILE` as every command does, so that whoever calls them may always name it."""
    return click.option(
        "--library", type=click.Path(dir_okay=False), expose_value=False, help="Taken, but not needed by this command."
    )(command)


def json_option(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")(command)


def photo_arguments(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add `PATH...`: files or folders, which may hold any bytes; the command gets them as `absolute` makes them.

    `--paths-from FILE` names more of them, for programs that have more to name than a command line can hold.
    """

    @functools.wraps(command)
    def with_paths(paths: tuple[Path, ...], paths_from: BinaryIO | None, **others: Any) -> Any:
        listed = () if paths_from is None else _listed(paths_from.read())
        if not (paths or listed):
            raise UsageError("Name at least one PATH, or a file of them with --paths-from.")
        return command(paths=(*paths, *listed), **others)

    listing = click.option(
        "--paths-from",
        metavar="FILE",
        type=click.File("rb"),
        help="Also take paths from FILE (- is standard input): one a line, or each ended by a NUL.",
    )
    named = click.argument(
        "paths", nargs=-1, metavar="PATH...", type=click.Path(path_type=Path, readable=False), callback=absolute
    )
    return named(listing(with_paths))


def _listed(content: bytes) -> tuple[Path, ...]:
    """Return the paths of a list, absolute; a name with a line break in it is why NUL may end them."""
    names = content.split(b"\0") if b"\0" in content else content.splitlines()
    return tuple(Path(os.path.abspath(os.fsdecode(name))) for name in names if name)  # noqa: PTH100 - as above


def absolute(_context: click.Context, _argument: click.Parameter, paths: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return paths as the library knows them: absolute, links in them not resolved, `..` is."""
    return tuple(Path(os.path.abspath(path)) for path in paths)  # noqa: PTH100 - pathlib would keep `..`


def must_exist(paths: Sequence[Path]) -> None:
    """Refuse a path that leads nowhere before anything is done with the others."""
    for path in paths:
        if not path.exists():
            raise UsageError(f"There is no {printable(path)}; nothing was done.")


def say_json(row: Mapping[str, Any]) -> None:
    """Print one JSON line; `schema/` holds what each command promises of it."""
    click.echo(json_line(row))


def json_line(row: Mapping[str, Any]) -> str:
    """Return a row as JSON on one line. Bytes of a path that are no UTF-8 leave as escaped surrogates.

    Raises
    ------
    ValueError
        When it holds an infinite number or NaN, for which JSON has no word.
    """
    return json.dumps(row, ensure_ascii=True, allow_nan=False, separators=(", ", ": "))


def printable(path: Path) -> str:
    """Return a path for people: undecodable bytes and control characters escaped, on one line."""
    text = str(path).encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
