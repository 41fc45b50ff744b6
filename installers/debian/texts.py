"""What a Debian package says of itself: version, control file, changelog, copyright."""

from __future__ import annotations

import re
import textwrap
from datetime import UTC, datetime
from email.utils import format_datetime

from debian.depends import Needs

MAINTAINER = "The Whence contributors <nobody@whence.invalid>"
"""Debian's policy wants an address. There is none, and names below `invalid` never are one (RFC 2606)."""

SYNOPSIS = "tells where old photos were taken, offline"
DESCRIPTION = """\
Whence tells photographers where their old photos were taken. It works on their own disk, says how sure it is and why,
asks, and then writes the place into the file without harming anything else in it, with a way back.

It goes by everything a library knows: photos with a position near in time, tracks, names of folders, text in the
pictures, the clock, photos that look alike, and what two networks see. There is a window, whence-desktop, and a command
line, whence. Nothing is uploaded: map, gazetteer and models come along.
"""

ALSO_NEEDED = ("xkb-data",)
"""What no binary links against: the tables of keyboards, which the library for keys reads."""

RECOMMENDED = ("ca-certificates",)
"""For the connections that a person can ask for: a published model, a tile server."""

LINE_WIDTH = 78


def debian_version(version: str) -> str:
    """Return a version of Python's kind as Debian sorts it: what comes before a release sorts before it."""
    found = re.fullmatch(r"(\d+(?:\.\d+)*)((?:\.?(?:a|b|rc|dev)\d+)*)(?:\.?(post\d+))?(?:\+([a-z0-9.]+))?", version)
    if found is None:
        raise ValueError(f"not a version: {version}")
    release, before, post, local = found.groups()
    # Debian sorts "~" before everything, itself included; a development version comes before all that it leads to.
    earlier = "".join(f"~{one}".replace("~dev", "~~dev") for one in re.findall(r"(?:a|b|rc|dev)\d+", before))
    return release + earlier + (f"+{post}" if post else "") + (f"+{local}" if local else "")


def control(version: str, needs: Needs, installed_kib: int) -> bytes:
    """Return the control file.

    Parameters
    ----------
    version
        As Debian writes it.
    needs
        What the build needs.
    installed_kib
        How much room the unpacked files take.
    """
    fields = {
        "Package": "whence",
        "Version": version,
        "Architecture": needs.architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(installed_kib),
        "Depends": ", ".join((*needs.depends, *ALSO_NEEDED)),
        "Recommends": ", ".join(RECOMMENDED),
        "Section": "graphics",
        "Priority": "optional",
        "Description": "\n".join((SYNOPSIS, *described(DESCRIPTION))),
    }
    return "".join(f"{name}: {value}\n" for name, value in fields.items()).encode()


def described(text: str) -> list[str]:
    """Return the lines of a long description: each behind a space, an empty one a dot."""
    paragraphs = (textwrap.wrap(one, LINE_WIDTH) for one in text.strip().split("\n\n"))
    lines = [line for lines in paragraphs for line in (*lines, ".")]
    return [f" {line}" for line in lines[:-1]]


def changelog(markdown: str, version: str, epoch: int) -> str:
    """Return the newest section of the changelog in the form that Debian reads.

    Parameters
    ----------
    markdown
        `CHANGELOG.md`, newest section first.
    version
        As Debian writes it.
    epoch
        When the package was made, in seconds since 1970.
    """
    _, _, newest = markdown.partition("\n## ")
    section = newest.partition("\n## ")[0]
    points = re.findall(r"^- (.+(?:\n  .+)*)", section, re.MULTILINE)
    told = [
        "\n".join(textwrap.wrap(" ".join(one.split()), LINE_WIDTH, initial_indent="  * ", subsequent_indent="    "))
        for one in points
    ]
    date = format_datetime(datetime.fromtimestamp(epoch, UTC))
    return "\n\n".join((f"whence ({version}) unstable; urgency=medium", "\n".join(told), f" -- {MAINTAINER}  {date}\n"))


def copyright_file(licence: str) -> str:
    """Return the copyright file, in the form that machines read.

    Parameters
    ----------
    licence
        Our `LICENSE`: title, copyright line, terms.
    """
    _, owner, *terms = (part.strip() for part in licence.strip().split("\n\n"))
    text = "\n .\n".join(textwrap.indent(one, " ") for one in terms)
    return f"""\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Whence
Comment: The libraries that come along below /opt/whence, with their authors and
 licences, are listed in NOTICES beside this file.

Files: *
Copyright: {owner.removeprefix("Copyright (c) ")}
License: Expat

License: Expat
{text}
"""


def filled(template: str, version: str, epoch: int) -> str:
    """Put version and date into a text of `linux/`."""
    date = f"{datetime.fromtimestamp(epoch, UTC):%Y-%m-%d}"
    return template.replace("@VERSION@", version).replace("@DATE@", date)
