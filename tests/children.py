"""The command in processes of its own: with limits, other rights, other locales, and struck by signals.

done = whence("locate", "--json", folder, home=tmp_path / "home")
assert (done.status, len(done.rows)) == (0, 3)
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contract import rows_of

MAIN = "import sys; from whence_engine.cli.main import main; main()"

LIMIT_S = 180
"""No run of a test takes so long: one that does hangs."""

STRIKE = """
import itertools, os, pkgutil, signal
holder, name = pkgutil.resolve_name({holder!r}), {name!r}
calls, real = itertools.count(1), getattr(holder, name)
def struck(*arguments, **named):
    if next(calls) == {nth}:
        os.kill(os.getpid(), {number})
    return real(*arguments, **named)
setattr(holder, name, struck)
"""


@dataclass(frozen=True, slots=True)
class Done:
    """Which command ran, how it ended (minus the number of the signal that killed it), and what it said."""

    command: str
    status: int
    out: bytes
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The JSON lines on standard output, each held against its schema."""
        return rows_of(self.command, self.out)


def whence(
    *arguments: str | Path,
    home: Path,
    prelude: str = "",
    before: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> Done:
    """Run one command to its end.

    Parameters
    ----------
    home
        Becomes `WHENCE_HOME`.
    prelude
        Python that runs in the child before the program starts.
    before
        A program, with its arguments, that starts Python in its turn.
    """
    with start(*arguments, home=home, prelude=prelude, before=before, env=env) as child:
        try:
            out, err = child.communicate(timeout=LIMIT_S)
        except BaseException:
            child.kill()
            raise
    return Done(str(arguments[0]), child.returncode, out, err.decode())


def start(
    *arguments: str | Path,
    home: Path,
    prelude: str = "",
    before: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start what `whence` waits for."""
    return subprocess.Popen(
        [*before, sys.executable, "-c", f"{prelude}\n{MAIN}", *map(os.fsencode, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "WHENCE_HOME": str(home)} | dict(env or {}),
    )


def at_most(limit: str, amount: int) -> str:
    """A prelude that limits a resource: `RLIMIT_AS`, `RLIMIT_FSIZE`."""
    return f"import resource; resource.setrlimit(resource.{limit}, ({amount}, {amount}))"


def struck_at(holder: str, name: str, nth: int, number: signal.Signals) -> str:
    """A prelude by which the process gets a signal inside the nth call of `holder`'s function `name`.

    `holder` is a module, or `module:Class`.
    """
    return STRIKE.format(holder=holder, name=name, nth=nth, number=int(number))
