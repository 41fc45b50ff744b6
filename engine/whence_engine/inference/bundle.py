"""Model bundles: found by name, verified against their card before anything is loaded, and opened."""

import contextlib
import hashlib
import importlib.resources
import io
import json
import threading
from dataclasses import asdict
from functools import cached_property
from pathlib import Path

from whence_engine.card import ALBUM, CARD, GALLERY, GRID, IMAGE, Kind, ModelCard
from whence_engine.errors import BundleError
from whence_engine.grid import store
from whence_engine.grid.grid import Grid
from whence_engine.inference.container import SUFFIX, Container
from whence_engine.inference.gallery import Gallery
from whence_engine.inference.session import CPU, Contract, Network
from whence_engine.paths import Folders
from whence_engine.wording import Sentence

STARTER = "starter"
"""The bundle that comes with the program."""


class Bundle:
    """A verified bundle: its card, its grid, and its networks, loaded when they are first asked for.

    Safe to share between threads.

    Attributes
    ----------
    path
        Its folder or `.whence` file.
    card, grid
        What it says of itself, and its cells: row i is logit i.
    """

    def __init__(self, path: Path, card: ModelCard, grid: Grid) -> None:
        self.path = path
        self.card = card
        self.grid = grid
        self._networks: dict[tuple[str, str], Network] = {}
        self._lock = threading.Lock()

    @classmethod
    def open(cls, path: Path) -> "Bundle":
        """Open a bundle after every file's SHA-256 and the grid's hash agree with the card.

        Raises
        ------
        BundleError
            It is missing, altered, damaged or made for a newer version.
        """
        container = Container(path)
        card = container.card()
        for name in card.files:
            if container.sha256(name) != card.files[name]:
                raise BundleError(
                    "Install model bundle {path} anew: {name} is not the file that its card names.",
                    path=path,
                    name=name,
                )
        grid = store.load(io.BytesIO(container.read(GRID)))
        if grid.content_hash() != card.grid_hash:
            raise BundleError(
                "Install model bundle {path} anew: {grid} is another grid than the card names.", path=path, grid=GRID
            )
        return cls(path, card, grid)

    @cached_property
    def fingerprint(self) -> str:
        """A stable id of all that a `Prediction` depends on: 32 hexadecimal digits.

        Two bundles with the same fingerprint give the same predictions; a new album network, trust or text on the
        card leaves it as it is, and what the index keeps stays good.
        """
        card = self.card
        shaping = {
            "files": {name: card.files[name] for name in sorted({GRID, IMAGE, GALLERY} & set(card.files))},
            "input": asdict(card.input),
            "kind": card.kind,
            "temperature": card.temperature.single,
        }
        return hashlib.sha256(json.dumps(shaping, sort_keys=True).encode()).hexdigest()[:32]

    def image_network(self, *, provider: str = CPU) -> Network:
        """Return the image network: `image` [N, 3, S, S] -> `embedding` [N, D] and `logits` [N, C] of a classifier."""
        outputs = {"embedding": self.card.embedding_size}
        if self.card.kind is Kind.CLASSIFIER:
            outputs["logits"] = len(self.grid)
        return self._network(IMAGE, Contract("image", 3, outputs, self.card.names), provider)

    def album_network(self, *, provider: str = CPU) -> Network:
        """Return the album network: `embeddings` [1, T, D] -> `logits` [1, T, C].

        Raises
        ------
        BundleError
            The bundle has none (`card.has_album`).
        """
        if not self.card.has_album:
            raise BundleError("Use another model for albums: {path} has no album network.", path=self.path)
        return self._network(ALBUM, Contract("embeddings", 1, {"logits": len(self.grid)}), provider)

    @cached_property
    def gallery(self) -> Gallery:
        """The known places of a bundle of kind gallery."""
        return Gallery.load(self._verified(GALLERY), self.card.embedding_size, self.grid)

    def _network(self, file: str, contract: Contract, provider: str) -> Network:
        with self._lock:
            if (file, provider) not in self._networks:
                name = f"{file} of {self.path}"
                self._networks[file, provider] = Network(self._verified(file), name, contract, provider=provider)
            return self._networks[file, provider]

    def _verified(self, name: str) -> bytes:
        """Read a file whose bytes, these very ones, have the card's hash: the file may have changed since `open`."""
        data = Container(self.path).read(name)
        if hashlib.sha256(data).hexdigest() != self.card.files[name]:
            raise BundleError(
                "Install model bundle {path} anew: {name} changed while it was in use.", path=self.path, name=name
            )
        return data


def find_bundle(name_or_folder: str, folders: Folders) -> Path:
    """Return the bundle that a person means: `starter`, an installed name, a folder, or a `.whence` file.

    Raises
    ------
    BundleError
        There is none.
    """
    if name_or_folder == STARTER:
        return _starter()
    given = Path(name_or_folder)
    with contextlib.suppress(RuntimeError):  # no such user: then it is a name like any other
        given = given.expanduser()
    if given.name == name_or_folder:
        for installed in (folders.models / name_or_folder, folders.models / (name_or_folder + SUFFIX)):
            if installed.exists():
                return installed
    if given.exists():
        return given.absolute()
    known = ", ".join(map(name_of, list_bundles(folders)))
    raise BundleError(
        "There is no model {name_or_folder!r}: name a bundle's folder, or one of: {known}.",
        name_or_folder=name_or_folder,
        known=known or Sentence("none yet"),
    )


def name_of(path: Path) -> str:
    """Return the name by which `find_bundle` finds one of `list_bundles`; a dot in it is no suffix."""
    return path.name.removesuffix(SUFFIX)


def list_bundles(folders: Folders) -> list[Path]:
    """Return the starter bundle and the installed ones, by name; they are not opened."""
    installed = sorted(folders.models.glob("[!.]*"))
    return [path for path in (_starter(), *installed) if path.suffix == SUFFIX or (path / CARD).is_file()]


def _starter() -> Path:
    return Path(str(importlib.resources.files("whence_engine.inference"))) / STARTER
