"""The files of a model bundle, wherever they lie: in a folder, or in one `.whence` zip that is never unpacked.

Only files that the card names are ever read, by name and into memory, so the paths inside a zip decide nothing.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from whence_engine.card import CARD, LARGEST_CARD_BYTES, ModelCard, parse, read
from whence_engine.errors import BundleError

SUFFIX = ".whence"

LARGEST_FILE_BYTES = 1 << 31
"""ONNX itself ends here: a protocol buffer holds at most 2 GiB."""

LARGEST_RATIO = 200
"""Weights hardly compress; what unpacks to more than this many times its size is made to fill memory."""

_CHUNK_BYTES = 1 << 20


class Container:
    """Reads files of one bundle.

    Parameters
    ----------
    path
        A folder or a zip.

    Raises
    ------
    BundleError
        By every method: when a file is missing or cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._zipped = not path.is_dir()

    def card(self) -> ModelCard:
        """Read the card, and check it."""
        if not self._zipped:
            return read(self.path)
        with self._opened(CARD) as file:
            return parse(file.read(LARGEST_CARD_BYTES + 1), str(self.path))

    def sha256(self, name: str) -> str:
        """Return a file's SHA-256 without keeping the file in memory."""
        digest = hashlib.sha256()
        with self._opened(name) as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
        return digest.hexdigest()

    def read(self, name: str) -> bytes:
        """Return a whole file."""
        with self._opened(name) as file:
            return file.read()

    @contextmanager
    def _opened(self, name: str) -> Iterator[IO[bytes]]:
        try:
            if self._zipped:
                if self.path.exists() and not self.path.is_file():
                    raise BundleError(
                        "Name a bundle's folder or {suffix} file: {path} is neither.", suffix=SUFFIX, path=self.path
                    )
                with zipfile.ZipFile(self.path) as archive, archive.open(self._member(archive, name)) as file:
                    yield file
            else:
                with (self.path / name).open("rb") as file:
                    yield file
        except FileNotFoundError:
            missing = name if self.path.exists() else "all of it"
            raise BundleError(
                "Install model bundle {path} anew: {missing} is missing.", path=self.path, missing=missing
            ) from None
        except MemoryError:
            raise BundleError(
                "Close other programs, or use a smaller model: {name} does not fit into memory.", name=name
            ) from None
        # RuntimeError is how zipfile says that a file is encrypted, NotImplementedError that it cannot unpack it.
        except (OSError, EOFError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error) as error:
            raise BundleError(
                "Install model bundle {path} anew: {name} cannot be read ({why}).", path=self.path, name=name, why=error
            ) from error

    def _member(self, archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
        """Find a file at the top of the zip, or in its one folder: file managers zip the folder itself."""
        cards = [entry for entry in archive.namelist() if entry == CARD or entry.endswith("/" + CARD)]
        folder = min(cards, key=len, default=CARD).removesuffix(CARD)
        try:
            info = archive.getinfo(folder + name)
        except KeyError:
            raise BundleError(
                "Install model bundle {path} anew, or name another file: there is no {name} in it.",
                path=self.path,
                name=name,
            ) from None
        if info.file_size > LARGEST_FILE_BYTES or info.file_size > LARGEST_RATIO * max(info.compress_size, 4096):
            raise BundleError(
                "Do not use {path}: {name} in it is packed to fill the memory of who opens it.",
                path=self.path,
                name=name,
            )
        return info
