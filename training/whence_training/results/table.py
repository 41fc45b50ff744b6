"""A table of the reproduction report, and its place in `training/RESULTS.md`.

The file is generated: each table is one section between two marks, and `put` replaces that section and nothing else,
so tables can be made one at a time, on different machines and days, and the rest stays byte for byte.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from whence_engine.errors import UsageError
from whence_engine.metrics import Interval, bootstrap_mean
from whence_training.data.manifest import Manifest
from whence_training.data.split import HeldOutError

TABLES = ("albums", "heads", "retrieval", "amount", "partitions")
"""Modules of this package that build a table, in the order of the report: (a) to (e)."""

_HEAD = """\
# What reproduces

This file is generated; no number in it was typed. Each section is what one command printed:

```
python -m whence_training results {tables} --data DIR --output training/RESULTS.md
```

which replaces its own section and leaves the others alone. Shares are in percent. Brackets are 95 % intervals,
photographers drawn with replacement, and seeds too where there are several; a difference is paired: the same
photographers and seeds on both sides. What a section calls published was measured by its source on other photos: it
stands there to compare orders and sizes of steps, not levels.
"""
_SECTION = "<!-- {edge}: {key} -->"


@dataclass(frozen=True, slots=True)
class People:
    """Whose photos a table stands on: photographers fitted on (chosen and calibrated on, too), and those reported."""

    fitted: frozenset[str] = frozenset()
    reported: frozenset[str] = frozenset()

    @classmethod
    def of(cls, fitted: Manifest, reported: Manifest) -> "People":
        """Read both from the manifests that were fitted and reported on."""
        return cls(*(frozenset(labels.photographer.tolist()) for labels in (fitted, reported)))


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the report.

    Attributes
    ----------
    name
        One of `TABLES`.
    data
        What it was measured on, a few words: `toy planet`, `real photos`; a section of its own for each.
    title
        One line without a mark at its end.
    header, rows
        Cells as text; every row as wide as the header.
    people
        Photographers fitted on and reported. They must not meet.
    setting
        Data, sizes, seeds, device, wall time; a line each.
    reading
        What follows from the numbers, computed from them; a line each.
    """

    name: str
    data: str
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    people: People
    setting: tuple[str, ...]
    reading: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse ragged rows, and numbers on photographers that something was fitted on.

        Raises
        ------
        ValueError
            A row is not as wide as the header, or the name is none of `TABLES`.
        HeldOutError
            A photographer is on both sides.
        """
        if self.name not in TABLES:
            raise ValueError(f"a table is one of {', '.join(TABLES)}, not {self.name}")
        ragged = [row for row in self.rows if len(row) != len(self.header)]
        if ragged:
            raise ValueError(f"the header has {len(self.header)} cells, this row has not: {ragged[0]}")
        both = self.people.fitted & self.people.reported
        if both:
            raise HeldOutError(f"a table reports photographers that it was fitted on: {', '.join(sorted(both))}")

    @property
    def key(self) -> str:
        """What names the section."""
        return f"{self.name}, {self.data}"

    def markdown(self) -> str:
        """Return the section without its marks, columns aligned so that it reads as text too."""
        grid = [self.header, *self.rows]
        width = [max(3, *(len(row[k]) for row in grid)) for k in range(len(self.header))]
        lines = [_line(row, width) for row in grid]
        lines.insert(1, "|" + "|".join("-" * (w + 1) + ("-" if k == 0 else ":") for k, w in enumerate(width)) + "|")
        parts = [f"## {self._letter} {self.title}", "\n".join(lines)]
        parts += ["\n".join(f"- {line}" for line in lines) for lines in (self.reading, self._told()) if lines]
        return "\n\n".join(parts) + "\n"

    @property
    def _letter(self) -> str:
        return f"({'abcde'[TABLES.index(self.name)]})"

    def _told(self) -> tuple[str, ...]:
        fitted, reported = len(self.people.fitted), len(self.people.reported)
        if not reported:
            return self.setting
        return (*self.setting, f"fitted on {fitted} photographers, reported on {reported} others")


def put(path: Path, table: Table) -> None:
    """Replace the table's section of the report, or add it where its name comes in the order of the tables.

    Parameters
    ----------
    path
        `RESULTS.md`; written anew where it is missing.
    table
        What to put there.

    Raises
    ------
    UsageError
        The file's marks do not pair up, so that nobody can tell where a section ends.
    """
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    sections = _sections(text, path)
    sections[table.key] = table.markdown()
    body = [_HEAD.format(tables="|".join(TABLES))]
    for key in sorted(sections, key=lambda key: (TABLES.index(key.split(",")[0]), key)):
        begin, end = (_SECTION.format(edge=edge, key=key) for edge in ("begin", "end"))
        body.append(f"{begin}\n{sections[key]}{end}\n")
    path.write_text("\n".join(body), encoding="utf-8")


def share_cell(hit: ArrayLike, photographer: ArrayLike) -> str:
    """Return a share with its interval: bool [N] or [S, N] (seeds) -> "12.3 [4.5, 20.1]"."""
    return percent(bootstrap_mean(np.asarray(hit, np.float64), photographer))


def difference_cell(hit: ArrayLike, other: ArrayLike, photographer: ArrayLike) -> str:
    """Return how much more often `hit` than `other`, paired by photo and seed: "+3.1 [+0.2, +6.0]"."""
    return percent(difference(hit, other, photographer), signed=True)


def difference(hit: ArrayLike, other: ArrayLike, photographer: ArrayLike) -> Interval:
    """Share of `hit` minus share of `other` (bool [N] or [S, N] each) with its interval, paired by photo and seed."""
    return bootstrap_mean(np.asarray(hit, np.float64) - np.asarray(other, np.float64), photographer)


def percent(interval: Interval, *, signed: bool = False) -> str:
    """Return a share and its interval in percent with one digit."""
    sign = "+" if signed else ""
    value, low, high = (100 * float(part) + 0.0 for part in (interval.value, interval.low, interval.high))
    return f"{value:{sign}.1f} [{low:{sign}.1f}, {high:{sign}.1f}]"


def verdict(interval: Interval) -> str:
    """Say in a word what an interval of a difference shows: `more`, `less` or `not told apart`."""
    if interval.low > 0:
        return "more"
    return "less" if interval.high < 0 else "not told apart"


def _line(row: Sequence[str], width: Sequence[int]) -> str:
    cells = (cell.ljust(w) if k == 0 else cell.rjust(w) for k, (cell, w) in enumerate(zip(row, width, strict=True)))
    return "| " + " | ".join(cells) + " |"


def _sections(text: str, path: Path) -> dict[str, str]:
    """Sections of a report by their key."""
    marks = re.findall(r"^<!-- (begin|end): (.+) -->$", text, re.MULTILINE)
    keys = [key for edge, key in marks if edge == "begin"]
    expected = [(edge, key) for key in keys for edge in ("begin", "end")]
    if marks != expected or len(set(keys)) != len(keys) or {key.split(",")[0] for key in keys} - set(TABLES):
        raise UsageError(f"Mend {path} or move it away: its begin and end marks do not pair up.")
    found = re.findall(r"^<!-- begin: (.+) -->\n(.*?)^<!-- end: \1 -->$", text, re.MULTILINE | re.DOTALL)
    return dict(found)
