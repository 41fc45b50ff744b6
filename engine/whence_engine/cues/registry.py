"""Finds cues: those that ship, and those that others install, through one entry-point group."""

from collections.abc import Sequence
from importlib.metadata import entry_points

from whence_engine.cues.cue import Cue
from whence_engine.errors import UsageError

GROUP = "whence.cues"


def cue_names() -> tuple[str, ...]:
    """Names of all installed cues, sorted."""
    return tuple(sorted({entry.name for entry in entry_points(group=GROUP)}))


def load_cues(names: Sequence[str] | None = None) -> tuple[Cue, ...]:
    """Make the cues called `names`, or all that are installed, in the order of their names.

    Raises
    ------
    UsageError
        When a name is not installed, or `names` is empty.
    """
    found = {entry.name: entry for entry in entry_points(group=GROUP)}
    wanted = sorted(found) if names is None else list(dict.fromkeys(names))
    if names is not None and not wanted:
        raise UsageError(
            "Name at least one cue; installed are {installed}.", installed=", ".join(sorted(found)) or "none"
        )
    missing = [name for name in wanted if name not in found]
    if missing:
        raise UsageError(
            "There is no cue {name!r}; installed are {installed}.",
            name=missing[0],
            installed=", ".join(sorted(found)) or "none",
        )
    return tuple(found[name].load()() for name in wanted)
