"""Settings, declared once: type, default, help and check stand beside each other; every front end reads them here.

They live as TOML in the configuration folder. A file from a newer version keeps what this one does not know.
"""

import os
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, time
from pathlib import Path
from typing import Any

from whence_engine.errors import SettingsError, StorageError


def _setting(default: Any, help_text: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"help": help_text, "choices": choices})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person can change. Field names are the names in the file and on the command line."""

    model: str = _setting("starter", "Name or folder of the model bundle that locate uses.")
    provider: str = _setting("CPUExecutionProvider", "ONNX Runtime execution provider.")
    threads: int = _setting(0, "Threads for decoding and for the network; 0 takes all cores.")
    read_signs: str = _setting(
        "auto",
        "Read text in pictures, which is slow: auto (where time says little, at most 1000 photos a run), on, off.",
        ("auto", "on", "off"),
    )
    hidden_folders: bool = _setting(False, "Scan hidden and system folders too.")
    follow_links: bool = _setting(False, "Follow links to folders while scanning.")
    write: str = _setting(
        "auto",
        "Where accepted places go: auto (into the file where safe, else a sidecar), exif, sidecar.",
        ("auto", "exif", "sidecar"),
    )
    coarsest_coordinates: str = _setting(
        "city",
        "Coarsest level that is written as coordinates; coarser ones are written as text only.",
        ("exact", "city", "region", "country", "continent"),
    )
    location_text: bool = _setting(False, "Also write city, region and country as IPTC LocationCreated.")
    xmp_in_file: bool = _setting(False, "Add an XMP packet with provenance to files that have none.")
    hard_links: str = _setting(
        "refuse",
        "Photos and sidecars with several hard links: refuse to write, or break the link.",
        ("refuse", "break"),
    )
    keep_mtime: bool = _setting(True, "Keep the file's modification time when writing into it.")
    wipe_old_position: bool = _setting(False, "Zero the old position's bytes when a position is corrected.")
    privacy_zones: tuple[str, ...] = _setting(
        (), "Circles where nothing exact is written: 'LAT,LON,RADIUS_KM[,skip|round]', separated by ';'."
    )


def declared() -> Mapping[str, tuple[str, tuple[str, ...], Any]]:
    """Return name -> (help, choices, default) of every setting, in order."""
    return {f.name: (f.metadata["help"], f.metadata["choices"], f.default) for f in fields(Settings)}


def parse(name: str, text: str) -> Any:
    """Turn `text` into the value of setting `name`.

    Raises
    ------
    SettingsError
        When there is no such setting, or the text is none of its values.
    """
    known = declared()
    if name not in known:
        raise SettingsError("There is no setting {name!r}; `whence settings` lists them.", name=name)
    _, choices, default = known[name]
    if isinstance(default, bool):
        if text.lower() not in {"true", "false", "yes", "no", "on", "off"}:
            raise SettingsError("Setting {name} takes true or false, not {text!r}.", name=name, text=text)
        return text.lower() in {"true", "yes", "on"}
    if isinstance(default, int):
        try:
            value = int(text)
        except ValueError:
            value = -1
        if value < 0:
            raise SettingsError("Setting {name} takes a whole number from 0 on, not {text!r}.", name=name, text=text)
        return value
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(";") if part.strip())
    if choices and text not in choices:
        raise SettingsError(
            "Setting {name} takes one of {choices}, not {text!r}.", name=name, choices=", ".join(choices), text=text
        )
    return text


def load(path: Path) -> Settings:
    """Read settings; a missing file gives the defaults."""
    raw = _read(path)
    checked: dict[str, Any] = {}
    for name, (_, choices, default) in declared().items():
        if name not in raw:
            continue
        value = tuple(raw[name]) if isinstance(raw[name], list) else raw[name]
        if type(value) is not type(default) or (choices and value not in choices) or not _is_sane(value):
            raise SettingsError(
                "Mend or remove the line {name!r} in {path}: {value!r} is none of its values.",
                name=name,
                path=path,
                value=raw[name],
            )
        checked[name] = value
    return replace(Settings(), **checked)


def _is_sane(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(isinstance(part, str) for part in value)
    return not isinstance(value, int) or value >= 0


def store(path: Path, name: str, value: Any) -> None:
    """Set one setting, keeping all others, and lines that this version does not know."""
    raw = _read(path) | {name: value}
    text = "".join(f"{_key(key)} = {_toml(item)}\n" for key, item in raw.items())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".settings-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(temporary).replace(path)
    except OSError as error:
        raise StorageError("Settings cannot be written to {path}: {why}.", path=path, why=error.strerror) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError("Mend or remove {path}: it cannot be read ({why}).", path=path, why=error) from error


def _key(name: str) -> str:
    bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if bare else _toml(name)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, date | time):
        return value.isoformat()
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 0x20 or c == "\x7f" or c in '"\\' else c for c in str(value))
    return f'"{escaped}"'
