"""The one split: every photographer is on one side, and what fits cannot get at the test side.

`split.toml` beside this package says who is where, unless the data folder brings a `split.toml` of its own.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path

from whence_engine.errors import UsageError

SPLIT_FILE = Path(__file__).resolve().parents[1] / "split.toml"


class Side(StrEnum):
    """What a photographer's photos may be used for."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


class HeldOutError(ValueError):
    """Something that fits was given photos of test photographers: a bug, never a matter of data."""


@dataclass(frozen=True, slots=True)
class Split:
    """Folder patterns by side, and how many photos at most to take from large folders when fitting."""

    patterns: Mapping[Side, tuple[str, ...]]
    caps: Mapping[str, int] = field(default_factory=dict)

    def side_of(self, folder: str) -> Side:
        """Return the side of a folder of the data set.

        Raises
        ------
        UsageError
            When no side names the folder, or more than one does.
        """
        sides = [side for side, patterns in self.patterns.items() if any(fnmatchcase(folder, p) for p in patterns)]
        if len(sides) != 1:
            raise UsageError(f"Put {folder} on exactly one side of the split; it is on {len(sides)}.")
        return sides[0]


def split_of(data: Path) -> Split:
    """Read the split of a data folder: its own `split.toml`, else the one of this package.

    Raises
    ------
    UsageError
        When the file cannot be read or lacks a side.
    """
    own = data / SPLIT_FILE.name
    return read_split(own if own.is_file() else SPLIT_FILE)


def read_split(path: Path = SPLIT_FILE) -> Split:
    """Read a split file.

    Raises
    ------
    UsageError
        When the file cannot be read or lacks a side.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
        patterns = {side: tuple(str(pattern) for pattern in raw[side]) for side in Side}
        caps = {str(folder): int(most) for folder, most in raw.get("caps", {}).items()}
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise UsageError(f"Mend the split file {path}: {error!r}.") from error
    return Split(patterns, caps)
