"""What a person tells `whence locate` of clocks and tracks: read, checked whole, and only then noted in the ledger."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import click

from whence_engine.albums.clock_offsets import is_called, name_of, spelled
from whence_engine.albums.pairs import offset_of, pairs_in, tells_second
from whence_engine.cli.session import absolute, printable
from whence_engine.errors import UsageError
from whence_engine.library.library import Library
from whence_engine.places.zones import named_zone
from whence_engine.tracks.sniff import is_track

Command = TypeVar("Command", bound=Callable[..., Any])

FORGET = "unknown"
_OFFSET = re.compile(r"([+-])(\d{1,5}):(\d{2})(?::(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Told:
    """Checked words: tracks to use and to forget, offsets and zones by camera (None and "" forget one)."""

    tracks: tuple[Path, ...] = ()
    forgotten: tuple[Path, ...] = ()
    offsets: tuple[tuple[str, timedelta | None], ...] = ()
    zones: tuple[tuple[str, str], ...] = ()

    def note(self, library: Library, now: datetime) -> None:
        """Keep it all in the ledger."""
        told = library.ledger.told
        with library.ledger.transaction():
            for path in self.tracks:
                told.track(path, at=now)
            for path in self.forgotten:
                told.track(path, at=now, used=False)
            for camera, offset in self.offsets:
                told.offset(camera, offset, at=now)
            for camera, zone in self.zones:
                told.zone(camera, zone, at=now)


def told_options(command: Command) -> Command:
    """Add `--track`, `--forget-track`, `--clock-offset` and `--time-zone`."""
    path = click.Path(path_type=Path)
    for option in (
        click.option(
            "--time-zone",
            "time_zones",
            multiple=True,
            metavar="[CAMERA=]ZONE",
            help='Zone of clocks that do not tell theirs: Europe/Lisbon or D40=+02:00; "unknown" forgets. Remembered.',
        ),
        click.option(
            "--clock-offset",
            "clock_offsets",
            multiple=True,
            metavar="[CAMERA=]+-HH:MM[:SS]",
            help='What to add to the times of a camera whose clock is wrong; "unknown" forgets. Remembered.',
        ),
        click.option(
            "--forget-track",
            "forgotten",
            multiple=True,
            metavar="FILE",
            type=path,
            callback=absolute,
            help="Use a track no longer.",
        ),
        click.option(
            "--track",
            "tracks",
            multiple=True,
            metavar="FILE",
            type=path,
            callback=absolute,
            help="GPX, KML, NMEA or Google location history, or a folder of them; remembered for this library.",
        ),
    ):
        command = option(command)
    return command


def parse_told(
    tracks: Sequence[Path], forgotten: Sequence[Path], clock_offsets: Sequence[str], time_zones: Sequence[str]
) -> Told:
    """Check what was typed; raises UsageError before anything is noted."""
    for path in tracks:
        if not path.exists():
            raise UsageError(f"There is no track {printable(path)}; nothing was done.")
        if not path.is_dir() and not is_track(path):
            raise UsageError(
                f"{printable(path)} is no track: GPX, KML, KMZ, NMEA and Google's location history are read."
            )
    offsets = tuple(parse_offset(text) for text in clock_offsets)
    return Told(tuple(tracks), tuple(forgotten), offsets, tuple(parse_zone(text) for text in time_zones))


def parse_zone(text: str) -> tuple[str, str]:
    """Return the camera ("" for all) and the time zone of `[CAMERA=]ZONE`; "" for "unknown".

    Raises
    ------
    UsageError
        When there is no such zone.
    """
    camera, _, zone = (part.strip() for part in text.rpartition("="))
    if zone.lower() == FORGET:
        return camera, ""
    if named_zone(zone) is None:
        raise UsageError(f"{zone!r} is no time zone; name one such as Europe/Lisbon, or an offset as +02:00.")
    return camera, zone


def parse_offset(text: str) -> tuple[str, timedelta | None]:
    """Return the camera ("" for all) and what to add to its times, of `[CAMERA=]+-HH:MM[:SS]`; None for "unknown".

    Raises
    ------
    UsageError
        When it is no offset.
    """
    camera, _, offset = text.rpartition("=")
    if offset.strip().lower() == FORGET:
        return camera.strip(), None
    match = _OFFSET.fullmatch(offset.strip())
    if match is None or int(match[3]) > 59 or int(match[4] or 0) > 59:
        raise UsageError(f"{text!r} is no clock offset; say what to add to its times, as +01:00:00 or D40=-00:03:20.")
    amount = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    return camera.strip(), -amount if match[1] == "-" else amount


def unknown_cameras(library: Library) -> list[str]:
    """Return the names of cameras of whose clocks a person told something and by which the library has no photo."""
    cameras, clocks = library.index.photos.cameras(), library.ledger.told.clocks()
    named = dict.fromkeys(name for name, _ in (*clocks.offsets, *clocks.zones))
    return [name for name in named if not any(is_called(camera, name) for camera in cameras)]


def told_lines(library: Library) -> list[str]:
    """Return what the library was told, and found out, of clocks and tracks: one line each."""
    clocks = library.ledger.told.clocks()
    read = library.index.tracks.summaries()
    lines = []
    for path in library.ledger.told.tracks():
        inside = [one for one in read if one.path == path or path in one.path.parents]
        fixes = sum(one.fixes for one in inside)
        lines.append(f"track {printable(path)}: {fixes:,} fixes" if fixes else f"track {printable(path)}: not read")
    unknown = set(unknown_cameras(library))
    for camera, add in clocks.offsets:
        but = ", but no photo was taken with it" if camera in unknown else ""
        lines.append(f"clock of {camera or 'every camera'}: {spelled(add)} as you said{but}")
    for camera, zone in clocks.zones:
        but = ", but no photo was taken with it" if camera in unknown else ""
        lines.append(f"time zone{f' of {camera}' if camera else ''}: {zone} as you said{but}")
    lines += _pair_lines(library)
    for found, add, photos in library.index.photos.corrections():
        if not any(add == told for _, told in clocks.offsets):
            name = found.model or found.make
            lines.append(f"clock of {name}: {spelled(add)} found out by photos of a phone ({photos} photos)")
    return lines


def _pair_lines(library: Library) -> list[str]:
    """Say what pairs tell; one whose photos were dated in words since tells nothing."""
    cameras = library.index.photos.cameras()
    pairs = [pair for pair in pairs_in(library) if tells_second(pair.wrong) and tells_second(pair.right)]
    lines = []
    for camera in dict.fromkeys(pair.wrong.camera for pair in pairs):
        told = offset_of([pair for pair in pairs if pair.wrong.camera == camera])
        many = "1 pair" if told.pairs == 1 else f"{told.pairs} pairs"
        lines.append(f"clock of {name_of(camera, cameras)}: {spelled(told.add)} by {many} of photos of one moment")
    return lines
