"""Where `whence-desktop` starts: `--version` says which Whence this is and needs no screen; else the window opens."""

import gc
import sys

from whence_engine import __version__


def main() -> int:
    """Entry point of the program; returns the exit status."""
    if "--version" in sys.argv[1:]:
        print(f"whence-desktop, version {__version__}")  # noqa: T201
        return 0
    gc.disable()  # until the window is shown: all that is made now stays, and walking it takes a tenth of the time
    from whence_desktop.app import main as open_window  # noqa: PLC0415 - what it brings along is made now, too

    return open_window()
