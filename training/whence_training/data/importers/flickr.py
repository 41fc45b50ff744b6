"""What the names of Flickr photos carry: Im2GPS and its kin are named `PHOTO_SECRET_SERVER_OWNER.jpg`."""

import re
from dataclasses import dataclass

_NAME = re.compile(r"(?:^|_)(?P<photo>\d+)_[0-9a-f]{6,12}_\d+_(?P<owner>\d+@N\d\d)$")
_OWNER = re.compile(r"\d+@N\d\d")


@dataclass(frozen=True, slots=True)
class FlickrName:
    """Photo id and owner id; empty where the name does not carry them."""

    photo: str = ""
    owner: str = ""


def parse(stem: str) -> FlickrName:
    """Read the name of a file without its suffix."""
    found = _NAME.search(stem)
    if found:
        return FlickrName(found["photo"], found["owner"])
    return FlickrName(stem if stem.isdigit() else "", "")


def owner_of(text: str) -> str:
    """Return the owner id inside a text, the text itself where there is none.

    Lists of Im2GPS give, for photos whose file name begins with a place, a piece of the file name as their author.
    """
    found = _OWNER.search(text)
    return found[0] if found else text.strip()
