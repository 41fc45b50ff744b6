"""Which XMP and Takeout files belong to which photo; their names alone tell.

- `photo.jpg.xmp` (darktable, digiKam) and `photo.xmp` (Adobe; shared by all files of that stem).
- `photo.jpg.json`, `photo.jpg.supplemental-metadata.json`, `photo.json` (Google Takeout). Takeout cuts everything
  before `.json` to 46 characters, puts the number of a namesake behind the suffix (`photo(1).jpg` ->
  `photo.jpg(1).json`) and gives an edited copy (`photo-edited.jpg`) the sidecar of its original.
"""

import os.path
import re
from collections.abc import Collection, Iterator

_TAKEOUT_STEM_LIMIT = 46
_TAKEOUT_ENDING = ".supplemental-metadata"
_NUMBERED = re.compile(r"(.+)(\(\d+\))(\.[^.]+)")
_EDITED = re.compile(r"(.+)-(?:edited|bearbeitet|modifié|editado|modificato|bewerkt|edytowane)((?:\(\d+\))?\.[^.]+)")


def is_sidecar(name: str) -> bool:
    """Tell whether a file of this name could belong to a photo."""
    return name.lower().endswith((".xmp", ".json"))


def sidecars_of(photos: Collection[str], names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return photo name -> names of its sidecars, the most specific first; photos without one are left out.

    Parameters
    ----------
    photos
        Names of the picture files of one folder.
    names
        Names of all its files, in any case.
    """
    beside: dict[str, list[str]] = {}
    for name in sorted(names):
        if is_sidecar(name):
            beside.setdefault(name.lower(), []).append(name)
    if not beside:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for photo in photos:
        candidates = dict.fromkeys(_candidates(photo.lower()))
        own = tuple(name for candidate in candidates for name in beside.get(candidate, ()))
        if own:
            found[photo] = own
    return found


def _candidates(photo: str) -> Iterator[str]:
    """Yield every name that a sidecar of `photo` can have; all in lower case."""
    stem = os.path.splitext(photo)[0]  # noqa: PTH122 - names, not paths
    yield f"{photo}.xmp"
    yield f"{stem}.xmp"
    yield from _takeout(photo)
    edited = _EDITED.fullmatch(photo)
    if edited:
        yield from _takeout(edited[1] + edited[2])


def _takeout(photo: str) -> Iterator[str]:
    yield from _takeout_cut(photo, "")
    numbered = _NUMBERED.fullmatch(photo)
    if numbered:
        yield from _takeout_cut(numbered[1] + numbered[3], numbered[2])
    yield f"{os.path.splitext(photo)[0]}.json"  # noqa: PTH122 - names, not paths


def _takeout_cut(photo: str, number: str) -> Iterator[str]:
    whole = photo + _TAKEOUT_ENDING
    for length in range(min(len(whole), _TAKEOUT_STEM_LIMIT), min(len(photo), _TAKEOUT_STEM_LIMIT) - 1, -1):
        yield f"{whole[:length]}{number}.json"
