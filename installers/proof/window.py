"""The window of the installed package, on screens that nobody sees."""

from __future__ import annotations

import struct
from pathlib import Path

from PIL import Image

from proof.system import USER, ProofError, System

FOLDER = "Pictures/2014-08 Bretagne"
SIZE_PX = (1440, 900)

X_SERVER = f"""
rm -f /tmp/.X7-lock /tmp/.X11-unix/X7
mkdir -p screen
Xvfb :7 -screen 0 {SIZE_PX[0]}x{SIZE_PX[1]}x24 -nolisten tcp -fbdir screen 2>/dev/null &
until [ -S /tmp/.X11-unix/X7 ]; do sleep 0.1; done
export DISPLAY=:7
"""

ON_X = f"""
{X_SERVER}
start=$(date +%s%N)
whence-desktop '{FOLDER}' &
window=$!
xdotool search --sync --onlyvisible --class Whence > /dev/null
echo "the window was there after $(( ($(date +%s%N) - start) / 1000000 )) ms"
old=none
until new=$(sha256sum < screen/Xvfb_screen0); [ "$new" = "$old" ]; do old=$new; sleep 4; done
cp screen/Xvfb_screen0 window.xwd
# The window may be gone before the keys come up again, of which xdotool complains.
xdotool search --onlyvisible --class Whence windowfocus key ctrl+q 2>/dev/null || true
wait $window
echo "Ctrl+Q ended it with 0"
"""

ON_WAYLAND = f"""
export XDG_RUNTIME_DIR=$HOME/runtime
mkdir -p -m 700 $XDG_RUNTIME_DIR
size='--width={SIZE_PX[0]} --height={SIZE_PX[1]}'
weston --backend=headless-backend.so --socket=wayland-7 --idle-time=0 $size > weston.log 2>&1 &
until [ -S $XDG_RUNTIME_DIR/wayland-7 ]; do sleep 0.1; done
export WAYLAND_DISPLAY=wayland-7 WAYLAND_DEBUG=1
unset DISPLAY
whence-desktop '{FOLDER}' > wayland.log 2>&1 &
window=$!
until grep -q 'wl_surface@[0-9]*.commit' wayland.log; do kill -0 $window; sleep 0.2; done
sleep 5
kill -0 $window
grep -o 'xdg_toplevel@[0-9]*.set_app_id(.*)' wayland.log
kill $window
"""


def on_x(system: System, picture: Path) -> str:
    """Open a folder in the window under Xvfb, wait until nothing moves, take a picture, close it by its key."""
    said = system.run(ON_X, user=USER)
    image = xwd(system.root / f"home/{USER}/window.xwd")
    if image.convert("L").getextrema()[0] == image.convert("L").getextrema()[1]:
        raise ProofError("the window is all of one colour")
    image.save(picture)
    return f"{said.stdout}{said.stderr}picture: {picture}"


def on_wayland(system: System) -> str:
    """Open a folder in the window under Weston, without an X server, and see that it draws."""
    return f"it draws, and names itself by {system.run(ON_WAYLAND, user=USER).stdout}"


def xwd(path: Path) -> Image.Image:
    """Read the picture of a screen that an X server keeps in a file: 32 bits a pixel, blue first."""
    content = path.read_bytes()
    header = struct.unpack_from(">25I", content)
    header_bytes, width, height, line_bytes, colours = header[0], header[4], header[5], header[12], header[19]
    pixels = content[header_bytes + 12 * colours :]
    return Image.frombuffer("RGB", (width, height), pixels, "raw", "BGRX", line_bytes, 1)
