"""Which lists can be imported, and how each is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from whence_engine.errors import UsageError
from whence_training.data.importers import img2dataset, osv5m, own, places365, yfcc
from whence_training.data.importers.intake import Intake, Record
from whence_training.data.split import Side


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of list.

    Attributes
    ----------
    about
        What it is, for the help.
    side
        The side that its photographers are on unless something else is asked for; None shares them out.
    form
        Which reader it goes through.
    has_urls
        Whether its pictures can be downloaded by list.
    """

    about: str
    side: Side | None
    form: str
    has_urls: bool = False


KINDS = {
    "own": Kind("a folder of one's own geotagged photos", Side.TRAIN, "own"),
    "mp16": Kind("MP-16: mp16_places365.csv, and mp16_urls.csv to download by", None, "places365", has_urls=True),
    "yfcc": Kind("YFCC100M or a part of it: lines with tabs", None, "yfcc", has_urls=True),
    "osv5m": Kind("OSV-5M: train.csv or test.csv", None, "osv5m", has_urls=True),
    "im2gps": Kind("Im2GPS, 237 photos: im2gps_places365.csv", Side.TEST, "places365"),
    "im2gps3k": Kind("Im2GPS3k: im2gps3k_places365.csv", Side.TEST, "places365"),
    "yfcc4k": Kind("YFCC4k: lines with tabs", Side.TEST, "yfcc"),
    "yfcc26k": Kind("YFCC26k: yfcc25600_places365.csv", Side.TEST, "places365", has_urls=True),
    "img2dataset": Kind("what img2dataset downloaded by a list of `urls`", None, "img2dataset"),
}


def read(kind: str, source: Path, photos: Path, photographer: str, intake: Intake) -> Iterator[Record]:
    """Yield the photos of a list.

    Parameters
    ----------
    kind
        A key of `KINDS`.
    source
        The list, or the folder (own, img2dataset).
    photos
        Where the pictures of a list lie.
    photographer
        Who took the photos of a folder of one's own.
    intake
        Counts what is left out.

    Raises
    ------
    UsageError
        The source is of another kind, or cannot be read.
    """
    form = KINDS[kind].form
    if source.is_dir() != (form in {"own", "img2dataset"}):
        raise UsageError(f"{kind} is read from a {'file' if source.is_dir() else 'folder'}, not from {source}.")
    if form == "own":
        return own.read(source, photographer, intake)
    if form == "img2dataset":
        return img2dataset.read(source, intake)
    return {"places365": places365.read, "yfcc": yfcc.read, "osv5m": osv5m.read}[form](source, photos, intake)


def listed(kind: str, source: Path, urls: Path | None) -> Iterator[tuple[str, str, Record]]:
    """Yield name, address and labels of every photo of a list that can be downloaded.

    Raises
    ------
    UsageError
        The kind has no addresses, or they stand in a second file and none is given.
    """
    kind_of = KINDS[kind]
    if not kind_of.has_urls:
        raise UsageError(f"{kind} has no list of addresses: get its pictures as its authors publish them.")
    if kind_of.form == "places365":
        if urls is None:
            raise UsageError(f"{kind} keeps its addresses in a file of their own: name it with --urls.")
        address = places365.urls(urls)
        return ((name, address.get(name, ""), told) for name, told in places365.listed(source))
    return {"yfcc": yfcc.listed, "osv5m": osv5m.listed}[kind_of.form](source)
