"""How values travel through SQLite columns and come back the same.

Paths are stored as the bytes that the file system uses: names that are no UTF-8, and names with line breaks, survive.
Times are whole microseconds. Integers of `stat` may exceed SQLite's signed 64 bits and are folded into them.
"""

import itertools
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

_EPOCH = datetime(1970, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
_KEYS_AT_ONCE = 500

Key = TypeVar("Key", int, str)


def path_bytes(path: Path | str) -> bytes:
    """Return the path as the file system's bytes."""
    return os.fsencode(path)


def bytes_path(raw: bytes) -> Path:
    """Return the path of `path_bytes`."""
    return Path(os.fsdecode(raw))


def bytes_name(raw: bytes) -> str:
    """Return a file name of `path_bytes`, its odd bytes as surrogate escapes."""
    return os.fsdecode(raw)


def shown_name(raw: bytes) -> str:
    """Return a file name of `path_bytes` as it can be shown: odd bytes escaped."""
    return raw.decode(sys.getfilesystemencoding(), "backslashreplace")


def below(folder: bytes) -> tuple[bytes, bytes]:
    """Return the half-open range that holds every path strictly below `folder`, and no other."""
    separator = os.fsencode(os.sep)
    stem = folder if folder.endswith(separator) else folder + separator
    return stem, stem[:-1] + bytes([stem[-1] + 1])


def int64(value: int) -> int:
    """Fold any integer into signed 64 bits; equal integers stay equal, and those that fit stay themselves."""
    return (value + 2**63) % 2**64 - 2**63


def microseconds(span: timedelta) -> int:
    """Return a time span as whole microseconds."""
    return span // _MICROSECOND


def span(value: int) -> timedelta:
    """Return the time span of `microseconds`."""
    return value * _MICROSECOND


def naive_microseconds(moment: datetime) -> int:
    """Return a naive time as microseconds since 1970 in its own, unknown zone."""
    return (moment - _EPOCH) // _MICROSECOND


def naive(value: int) -> datetime:
    """Return the time of `naive_microseconds`."""
    return _EPOCH + value * _MICROSECOND


def text(value: str) -> str:
    """Return text that SQLite accepts: lone surrogates, which no UTF-8 can carry, become visible escapes."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


def texts_json(values: Sequence[str]) -> str:
    """Return strings as ASCII JSON, which carries every string there is, lone surrogates included."""
    return json.dumps(list(values)) if values else ""


def json_texts(raw: str) -> tuple[str, ...]:
    """Return the strings of `texts_json`."""
    return tuple(json.loads(raw)) if raw else ()


def paths_json(paths: Sequence[Path]) -> str:
    """Return paths as `texts_json` of their surrogate-escaped text."""
    return texts_json([str(path) for path in paths])


def json_paths(raw: str) -> tuple[Path, ...]:
    """Return the paths of `paths_json`."""
    return tuple(Path(part) for part in json_texts(raw))


def batches(keys: Iterable[Key]) -> Iterator[tuple[list[Key], str]]:
    """Yield the keys a few hundred at a time, also as JSON: `IN (SELECT value FROM json_each(?))` asks for them."""
    rest = iter(keys)
    while some := list(itertools.islice(rest, _KEYS_AT_ONCE)):
        yield some, json.dumps(some)
