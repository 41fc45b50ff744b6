#!/usr/bin/env python3
"""Put Whence's plug-ins where other programs look for them, or take them away again.

::

    python3 installers/plugins/install.py nautilus      "Open With" of GNOME's, Xfce's, MATE's and other file managers
    python3 installers/plugins/install.py nemo          an entry of its own in the menu of Nemo (Cinnamon) ...
    python3 installers/plugins/install.py dolphin       ... and of Dolphin (KDE)
    python3 installers/plugins/install.py digikam       "Open With", and a script for the Batch Queue Manager
    python3 installers/plugins/install.py darktable     a panel in the lighttable
    python3 installers/plugins/install.py lightroom     an entry in Lightroom Classic's Library menu
    python3 installers/plugins/install.py NAME --remove

`--to FOLDER` names the folder that Lightroom keeps its plug-ins in. The Debian package brings the launcher and the
entries of Nemo and Dolphin along. Standard library only.
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

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LAUNCHER = ROOT / "installers" / "linux" / "whence.desktop"
ICONS = ROOT / "desktop" / "whence_desktop" / "icons"
SHARED_LUA = ("answers.lua", "command.lua", "json.lua")
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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
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
        print(f"install: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"install: {error.filename} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"{given.name}: removed." if given.remove else f"{given.name}: {plugin.advice}")
    return 0


# --- where things go --------------------------------------------------------------------------------------------------


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
    own = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin") / file
    if own.exists():
        return own
    found = shutil.which(name)
    if found is None:
        raise PluginError(f"There is no {name} yet: run `python3 installers/bootstrap.py run` first.")
    return Path(found).absolute()


# --- the plug-ins -----------------------------------------------------------------------------------------------------


def nautilus(places: Places) -> Plugin:
    """Return the launcher with its icons: what "Open With" of most file managers goes by."""
    icons = (
        Piece(icon, places.data / "icons" / "hicolor" / f"{icon.stem}x{icon.stem}" / "apps" / "whence.png")
        for icon in sorted(ICONS.glob("*.png"))
    )
    launcher = Piece(LAUNCHER, places.data / "applications" / "whence.desktop", with_program)
    return Plugin((launcher, *icons), 'photos and folders have "Open With > Whence" now.')


def nemo(places: Places) -> Plugin:
    """Return the launcher and an action of Nemo."""
    source = HERE / "desktops" / "whence.nemo_action"
    own = Piece(source, places.data / "nemo" / "actions" / "whence.nemo_action", with_program)
    return Plugin((own, *nautilus(places).pieces), 'the menu of photos has "Where Were These Taken?" now.')


def dolphin(places: Places) -> Plugin:
    """Return the launcher and a service menu of KDE, which must be a program where it lies in a person's own folder."""
    source = HERE / "desktops" / "whence-servicemenu.desktop"
    target = places.data / "kio" / "servicemenus" / "whence.desktop"
    own = Piece(source, target, with_program, is_program=True)
    return Plugin((own, *nautilus(places).pieces), 'the menu of photos has "Where Were These Taken?" now.')


def digikam(places: Places) -> Plugin:
    """Return the launcher and the script that is pasted into the Batch Queue Manager."""
    source = HERE / "digikam" / "whence.sh"
    target = places.data / "whence" / "digikam.sh"
    advice = f'photos have "Open With > Whence" now. For the Batch Queue Manager paste {target} into User Shell Script.'
    return Plugin((Piece(source, target, script), *nautilus(places).pieces), advice)


def darktable(places: Places) -> Plugin:
    """Return the Lua files of the panel, and the list that they are entered in."""
    home, source = places.config / "darktable", HERE / "darktable"
    pieces = tuple(Piece(file, home / "lua" / file.relative_to(source)) for file in sorted(source.rglob("*.lua")))
    return Plugin(pieces, "start darktable anew; the panel is in the lighttable.", home / "luarc")


def lightroom(places: Places) -> Plugin:
    """Return the folder of Lightroom's plug-in, put together."""
    if places.modules is None:
        raise PluginError("Lightroom does not run on this system: name the folder of its plug-ins with --to FOLDER.")
    source = HERE / "lightroom" / "whence.lrplugin"
    target = places.modules / source.name
    own = [Piece(file, target / file.name) for file in sorted(source.iterdir())]
    shared = [Piece(HERE / "darktable" / "whence" / name, target / name) for name in SHARED_LUA]
    advice = (
        "start Lightroom anew; the entry is in Library > Plug-in Extras. The Plug-in Manager says which whence it runs."
    )
    return Plugin((*own, *shared), advice)


PLUGINS = {
    "darktable": darktable,
    "digikam": digikam,
    "dolphin": dolphin,
    "lightroom": lightroom,
    "nautilus": nautilus,
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
        raise PluginError(f"This checkout lacks {', '.join(missing)}: get it whole and try again.")
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
    return [piece.target for piece in plugin.pieces if piece.source == LAUNCHER]


def refresh(plugin: Plugin) -> None:
    """Tell desktops that go by a list of all launchers; others look at the folder."""
    for launcher in launchers(plugin):
        if launcher.parent.is_dir() and shutil.which("update-desktop-database"):
            subprocess.run(["update-desktop-database", launcher.parent], capture_output=True, check=False)


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
    news = [launcher for launcher in launchers(plugin) if not launcher.exists()]
    before = {one: opener(one) for one in opened_types()} if news else {}
    yield
    for one, old in before.items():
        if old not in {"", LAUNCHER.name} and opener(one) == LAUNCHER.name:
            subprocess.run(["xdg-mime", "default", old, one], capture_output=True, check=False)


def opened_types() -> list[str]:
    """Return the types that the launcher names."""
    found = re.search("^MimeType=(.*)$", LAUNCHER.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return [one for one in found[1].split(";") if one] if found else []


def opener(mime_type: str) -> str:
    """Return the launcher that a type opens with, as the desktop in use says; "" where there is no saying."""
    if not shutil.which("xdg-mime"):
        return ""
    ask = subprocess.run(["xdg-mime", "query", "default", mime_type], capture_output=True, text=True, check=False)
    return ask.stdout.strip()


def own_pieces(plugin: Plugin) -> Iterator[Piece]:
    """Yield what goes with a plug-in: the launcher serves several, and goes with the one that is nothing else."""
    shared = {LAUNCHER, *ICONS.glob("*.png")}
    alone = all(piece.source in shared for piece in plugin.pieces)
    yield from (piece for piece in plugin.pieces if alone or piece.source not in shared)


def other_lines(luarc: Path) -> list[str]:
    """Return the lines of darktable's list that are not ours."""
    if not luarc.exists():
        return []
    return [line for line in luarc.read_text(encoding="utf-8").splitlines() if line.strip() != LUARC_LINE]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
