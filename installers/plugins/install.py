#!/usr/bin/env python3
"""Put Whence's plug-ins where other programs look for them, or take them away again.

::

    python3 installers/plugins/install.py launcher      an entry in the menu of programs, and "Open With" everywhere
    python3 installers/plugins/install.py nautilus      the same: file managers of GNOME, Xfce, MATE and others go by it
    python3 installers/plugins/install.py nemo          an entry of its own in the menu of Nemo (Cinnamon) ...
    python3 installers/plugins/install.py dolphin       ... and of Dolphin (KDE)
    python3 installers/plugins/install.py digikam       "Open With", and a script for the Batch Queue Manager
    python3 installers/plugins/install.py darktable     a panel in the lighttable
    python3 installers/plugins/install.py lightroom     an entry in Lightroom Classic's Library menu
    python3 installers/plugins/install.py NAME --remove

Everything goes into your own folders, with the full path of Whence as it lies now: after it was moved, do it again.
`--to FOLDER` names the folder that Lightroom keeps its plug-ins in. The Debian package brings the launcher and the
entries of Nemo and Dolphin along.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = "whence.desktop"
SHARED_LUA = ("answers.lua", "command.lua", "json.lua", "program.lua")
"""What Lightroom's plug-in takes from darktable's."""
LUARC_LINE = 'require "whence"'


class PluginError(Exception):
    """What keeps a plug-in from its place, as one sentence that says what to do."""


@dataclass(frozen=True)
class Piece:
    """One file of a plug-in.

    `text` makes what it holds where that depends on this computer; None copies `source` as it is.
    """

    source: Path
    target: Path
    text: Callable[[Path], str] | None = None
    is_program: bool = False


@dataclass(frozen=True)
class Plugin:
    """The files of a plug-in, and what its person still has to do.

    `luarc` is darktable's list of plug-ins, which gets a line; None where there is none.
    """

    pieces: tuple[Piece, ...]
    advice: str
    luarc: Path | None = None


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says and return the exit status."""
    told = str(__doc__).replace("python3 installers/plugins/install.py", own().command)
    parser = argparse.ArgumentParser(
        prog=own().command, description=told, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=sorted(PLUGINS))
    parser.add_argument("--remove", action="store_true", help="take it away again")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="where Lightroom keeps its plug-ins")
    given = parser.parse_args(arguments)
    try:
        plugin = PLUGINS[given.name](Places.of(os.environ, given.to))
        with openers_kept(plugin, opener):
            if given.remove:
                remove(plugin)
            else:
                install(plugin)
            refresh(plugin)
    except PluginError as error:
        print(f"whence: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"whence: {error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"{given.name}: removed." if given.remove else f"{given.name}: {plugin.advice}")
    return 0


# --- where things come from and where they go -------------------------------------------------------------------------


@dataclass(frozen=True)
class Own:
    """What is Whence's own, wherever that lies.

    `command` is how a person starts this installer, `remedy` what brings back a program that is missing; `plugins` and
    `linux` hold what is installed, `icons` the launcher's pictures, `programs` the programs.
    """

    command: str
    remedy: str
    plugins: Path
    linux: Path
    icons: Path
    programs: Path

    @classmethod
    def of_checkout(cls, root: Path) -> Own:
        """Return it for the checkout `root`, in whose environment the programs are."""
        kit = root / "installers"
        programs = root / ".venv" / ("Scripts" if os.name == "nt" else "bin")
        icons = root / "desktop" / "whence_desktop" / "icons"
        remedy = "run `python3 installers/bootstrap.py run` first"
        command = "python3 installers/plugins/install.py"
        return cls(command, remedy, kit / "plugins", kit / "linux", icons, programs)

    @classmethod
    def of_build(cls, folder: Path) -> Own:
        """Return it for a folder build; in a bundle of macOS data lie beside the folder of the programs."""
        resources = folder.parent / "Resources"
        kit = (resources if resources.is_dir() else folder) / "share" / "whence"
        icons = folder / "_internal" / "whence_desktop" / "icons"
        remedy = f"it has to lie in {folder}, so unpack Whence again"
        return cls("whence-plugins", remedy, kit / "plugins", kit / "linux", icons, folder)


def own() -> Own:
    """Return what belongs to this installer: the folder build that it is a program of, or this checkout."""
    if getattr(sys, "frozen", False):
        return Own.of_build(Path(sys.executable).resolve().parent)
    return Own.of_checkout(ROOT)


@dataclass(frozen=True)
class Places:
    """The folders of a person.

    `modules` is where Lightroom looks for plug-ins; None on systems that it does not run on.
    """

    data: Path
    config: Path
    modules: Path | None

    @classmethod
    def of(cls, environment: Mapping[str, str], modules: Path | None = None) -> Places:
        """Return the folders that the environment names, as freedesktop.org and Adobe agreed on."""
        home = Path(environment.get("HOME") or Path.home())
        if modules is None and sys.platform == "darwin":
            modules = home / "Library" / "Application Support" / "Adobe" / "Lightroom" / "Modules"
        elif modules is None and sys.platform == "win32":
            modules = Path(environment["APPDATA"]) / "Adobe" / "Lightroom" / "Modules"
        if sys.platform == "win32":
            local = Path(environment["LOCALAPPDATA"])
            return cls(local, local, modules)
        return cls(
            Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share"),
            Path(environment.get("XDG_CONFIG_HOME") or home / ".config"),
            modules,
        )


def program(name: str) -> Path:
    """Return where a program of Whence lies, whichever way it was installed.

    Raises
    ------
    PluginError
        There is none.
    """
    file = f"{name}.exe" if os.name == "nt" else name
    placed = own().programs / file
    if placed.exists():
        return placed
    found = shutil.which(name)
    if found is None:
        raise PluginError(f"There is no {name} yet: {own().remedy}.")
    return Path(found).absolute()


# --- the plug-ins -----------------------------------------------------------------------------------------------------


def launcher(places: Places) -> Plugin:
    """Return the launcher, its icons and the type of model files: what "Open With" of most file managers goes by."""
    icons = (
        Piece(icon, places.data / "icons" / "hicolor" / f"{icon.stem}x{icon.stem}" / "apps" / "whence.png")
        for icon in sorted(own().icons.glob("*.png"))
    )
    start = Piece(own().linux / LAUNCHER, places.data / "applications" / LAUNCHER, with_program)
    types = Piece(own().linux / "whence-mime.xml", places.data / "mime" / "packages" / "whence.xml")
    advice = 'Whence is in the menu of programs, and photos and folders have "Open With > Whence" now.'
    return Plugin((start, types, *icons), advice)


def nemo(places: Places) -> Plugin:
    """Return the launcher and an action of Nemo."""
    source = own().plugins / "desktops" / "whence.nemo_action"
    action = Piece(source, places.data / "nemo" / "actions" / "whence.nemo_action", with_program)
    return Plugin((action, *launcher(places).pieces), 'the menu of photos has "Where Were These Taken?" now.')


def dolphin(places: Places) -> Plugin:
    """Return the launcher and a service menu of KDE, which must be a program where it lies in a person's own folder."""
    source = own().plugins / "desktops" / "whence-servicemenu.desktop"
    target = places.data / "kio" / "servicemenus" / "whence.desktop"
    menu = Piece(source, target, with_program, is_program=True)
    return Plugin((menu, *launcher(places).pieces), 'the menu of photos has "Where Were These Taken?" now.')


def digikam(places: Places) -> Plugin:
    """Return the launcher and the script that is pasted into the Batch Queue Manager."""
    source = own().plugins / "digikam" / "whence.sh"
    target = places.data / "whence" / "digikam.sh"
    advice = f'photos have "Open With > Whence" now. For the Batch Queue Manager paste {target} into User Shell Script.'
    return Plugin((Piece(source, target, script), *launcher(places).pieces), advice)


def darktable(places: Places) -> Plugin:
    """Return the Lua files of the panel, and the list that they are entered in."""
    home, source = places.config / "darktable", own().plugins / "darktable"
    pieces = tuple(
        Piece(file, home / "lua" / file.relative_to(source), with_command if file.name == "program.lua" else None)
        for file in sorted(source.rglob("*.lua"))
    )
    return Plugin(pieces, "start darktable anew; the panel is in the lighttable.", home / "luarc")


def lightroom(places: Places) -> Plugin:
    """Return the folder of Lightroom's plug-in, put together."""
    if places.modules is None:
        raise PluginError("Lightroom does not run on this system: name the folder of its plug-ins with --to FOLDER.")
    source = own().plugins / "lightroom" / "whence.lrplugin"
    target = places.modules / source.name
    pieces = [Piece(file, target / file.name) for file in sorted(source.iterdir())]
    pieces += [
        Piece(own().plugins / "darktable" / "whence" / name, target / name, with_command if "program" in name else None)
        for name in SHARED_LUA
    ]
    advice = (
        "start Lightroom anew; the entry is in Library > Plug-in Extras. The Plug-in Manager says which whence it runs."
    )
    return Plugin(tuple(pieces), advice)


PLUGINS = {
    "darktable": darktable,
    "digikam": digikam,
    "dolphin": dolphin,
    "launcher": launcher,
    "lightroom": lightroom,
    "nautilus": launcher,
    "nemo": nemo,
}


def with_program(source: Path) -> str:
    """Return a launcher with the full path of the program: who starts it may search elsewhere than a shell does."""
    path = str(program("whence-desktop"))
    values = {"Exec": exec_word(path), "TryExec": path.replace("\\", "\\\\")}
    text = source.read_text(encoding="utf-8")
    return re.sub("^(Exec|TryExec)=whence-desktop", lambda key: f"{key[1]}={values[key[1]]}", text, flags=re.MULTILINE)


def script(source: Path) -> str:
    """Return digiKam's script with the full path of the command."""
    text = source.read_text(encoding="utf-8")
    return text.replace("whence=whence\n", f"whence={shlex.quote(str(program('whence')))}\n")


def with_command(source: Path) -> str:
    """Return the Lua module that says where the command lies, with its full path."""
    text = source.read_text(encoding="utf-8")
    return text.replace("local INSTALLED = nil\n", f"local INSTALLED = {lua_string(program('whence'))}\n")


def lua_string(path: Path) -> str:
    """Return a path as a string of Lua, byte for byte."""
    plain = set(range(0x20, 0x7F)) - {ord('"'), ord("\\")}
    return '"' + "".join(chr(byte) if byte in plain else f"\\{byte:03d}" for byte in os.fsencode(path)) + '"'


def exec_word(path: str) -> str:
    """Return a path as one word of `Exec`: quoted as a command line, then escaped as a value (Desktop Entry 1.5)."""
    if not set(path) & set(" \t\"'\\><~|&;$*?#()`%"):
        return path
    quoted = "".join(f"\\{char}" if char in '"`$\\' else char for char in path)
    return f'"{quoted}"'.replace("\\", "\\\\").replace("%", "%%")


# --- putting them there and taking them away --------------------------------------------------------------------------


def install(plugin: Plugin) -> None:
    """Write every file of a plug-in; what an earlier version left there gives way."""
    missing = [piece.source.name for piece in plugin.pieces if not piece.source.exists()]
    if missing:
        raise PluginError(f"Files of the plug-in are missing ({', '.join(missing)}): get Whence anew and try again.")
    for piece in plugin.pieces:
        piece.target.parent.mkdir(parents=True, exist_ok=True)
        if piece.text is None:
            shutil.copyfile(piece.source, piece.target)
        else:
            piece.target.write_text(piece.text(piece.source), encoding="utf-8")
        piece.target.chmod(0o755 if piece.is_program else 0o644)
    if plugin.luarc is not None:
        kept = [*other_lines(plugin.luarc), LUARC_LINE]
        plugin.luarc.write_text("\n".join(kept) + "\n", encoding="utf-8")


def remove(plugin: Plugin) -> None:
    """Remove what `install` wrote, and the folders that are empty then; what others put there stays."""
    for piece in own_pieces(plugin):
        piece.target.unlink(missing_ok=True)
        for folder in piece.target.parents[:2]:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
    if plugin.luarc is not None and plugin.luarc.exists():
        plugin.luarc.write_text("".join(f"{line}\n" for line in other_lines(plugin.luarc)), encoding="utf-8")


def launchers(plugin: Plugin) -> list[Path]:
    """Return where the launcher goes, if it belongs to a plug-in."""
    return [piece.target for piece in plugin.pieces if piece.source == own().linux / LAUNCHER]


def refresh(plugin: Plugin) -> None:
    """Tell desktops, which go by lists of all launchers and of all types of files."""
    for placed in launchers(plugin):
        types = placed.parents[1] / "mime"
        if types.is_dir():
            (types / "packages").mkdir(exist_ok=True)  # where the last one was taken away, the list is to say so
        for command, folder in (("update-desktop-database", placed.parent), ("update-mime-database", types)):
            if folder.is_dir() and shutil.which(command):
                subprocess.run([command, folder], capture_output=True, check=False)


@contextlib.contextmanager
def openers_kept(plugin: Plugin, opener: Callable[[str], str]) -> Iterator[None]:
    """Let photos and folders open with what they opened with before.

    Where nobody ever chose, the launcher in a person's own folder would come before those of the system: a double click
    on a folder would open Whence.

    Parameters
    ----------
    opener
        Returns the launcher that a type opens with, "" where that is not known.
    """
    news = [placed for placed in launchers(plugin) if not placed.exists()]
    before = {one: opener(one) for one in opened_types()} if news else {}
    yield
    for one, old in before.items():
        if old not in {"", LAUNCHER} and opener(one) == LAUNCHER:
            subprocess.run(["xdg-mime", "default", old, one], capture_output=True, check=False)


def opened_types() -> list[str]:
    """Return the types that the launcher names."""
    text = (own().linux / LAUNCHER).read_text(encoding="utf-8")
    found = re.search("^MimeType=(.*)$", text, flags=re.MULTILINE)
    return [one for one in found[1].split(";") if one] if found else []


def opener(mime_type: str) -> str:
    """Return the launcher that a type opens with, as the desktop in use says; "" where there is no saying."""
    if not shutil.which("xdg-mime"):
        return ""
    ask = subprocess.run(["xdg-mime", "query", "default", mime_type], capture_output=True, text=True, check=False)
    return ask.stdout.strip()


def own_pieces(plugin: Plugin) -> Iterator[Piece]:
    """Yield what goes with a plug-in: the launcher serves several, and goes with the one that is nothing else."""
    shared = {piece.source for piece in launcher(Places.of(os.environ)).pieces}
    alone = all(piece.source in shared for piece in plugin.pieces)
    yield from (piece for piece in plugin.pieces if alone or piece.source not in shared)


def other_lines(luarc: Path) -> list[str]:
    """Return the lines of darktable's list that are not ours."""
    if not luarc.exists():
        return []
    return [line for line in luarc.read_text(encoding="utf-8").splitlines() if line.strip() != LUARC_LINE]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
