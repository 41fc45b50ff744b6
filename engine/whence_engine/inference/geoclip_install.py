"""`whence models install geoclip`: from a hub, or from files on this computer, to an installed and verified bundle.

Files come into a folder of the cache, where an interrupted download goes on; the bundle is put together beside the
installed ones and takes its place in one rename, when every file and network has been checked.
"""

import contextlib
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from whence_engine.errors import BundleError, DownloadError, StorageError
from whence_engine.files.original import locked
from whence_engine.inference.download import PART, download, size_of
from whence_engine.inference.geoclip import LOCAL, NAME, PREPROCESSOR, Part, Published, Variant, needed
from whence_engine.inference.geoclip_build import build
from whence_engine.inference.hub import Hub, HubFile
from whence_engine.inference.install import staged
from whence_engine.inference.verify import verify_bundle
from whence_engine.paths import Folders

REPOSITORY = "Xenova/geoclip-large-patch14"
"""GeoCLIP converted to ONNX by the author of Transformers.js; MIT, as is GeoCLIP itself."""

GALLERY_BYTES = 100_000 * (512 * 2 + 2 * 8) + (4 << 20)
"""What the bundle holds beside the network: embeddings and positions of 100,000 places, and the grid."""

SPARE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Plan:
    """What an installation from a hub will fetch, from which commit, and what it costs.

    Attributes
    ----------
    hub, revision, licence
        The source, and what its reply says.
    variant, files
        What is fetched.
    folder
        Where it is kept until the bundle is whole.
    """

    hub: Hub
    revision: str
    licence: str
    variant: Variant
    files: tuple[HubFile, ...]
    folder: Path

    @property
    def source(self) -> str:
        """Address of the repository."""
        return f"{self.hub.address}/{REPOSITORY}"

    @property
    def total_bytes(self) -> int:
        """Size of all files."""
        return sum(file.size for file in self.files)

    @property
    def there_bytes(self) -> int:
        """How much of them an earlier, interrupted run has brought already."""
        return sum(min(file.size, sum(size_of(path) for path in _places(self.folder, file))) for file in self.files)

    @property
    def installed_bytes(self) -> int:
        """What the bundle takes in the end."""
        return next(file.size for file in self.files if file.path == self.variant.file) + GALLERY_BYTES


def make_plan(hub: Hub, variant: Variant, folders: Folders, revision: str = "main") -> Plan:
    """Ask the hub what there is.

    Raises
    ------
    DownloadError
        It cannot be asked, or lacks a file.
    """
    listing = hub.listing(REPOSITORY, revision)
    missing = [name for name in needed(variant) if name not in listing.files]
    if missing:
        known = sorted(v for v in Variant if v.file in listing.files)
        raise DownloadError(
            "{repository} at {host} has no {name}; it has the variants {known}.",
            repository=REPOSITORY,
            host=hub.host,
            name=missing[0],
            known=", ".join(known) or "none",
        )
    names = [*needed(variant), *({PREPROCESSOR} & set(listing.files))]
    files = tuple(sorted((listing.files[name] for name in names), key=lambda file: file.size))
    folder = folders.cache / "downloads" / f"{NAME}-{listing.revision}"
    return Plan(hub, listing.revision, listing.licence, variant, files, folder)


def install_from_hub(plan: Plan, folders: Folders, *, threads: int = 0) -> Generator[Part, None, None]:
    """Fetch what is missing, build the bundle, check it and install it.

    Closing the generator, or killing the process, leaves the installed models as they were and keeps what was fetched.

    Raises
    ------
    DownloadError, BundleError, StorageError
        One sentence; nothing was installed.
    """
    with _alone(plan.folder):
        _need(plan.folder, plan.total_bytes - plan.there_bytes + GALLERY_BYTES)
        for file in plan.files:
            target = plan.folder / file.path
            for there in download(plan.hub, REPOSITORY, plan.revision, file, target):
                yield Part(f"Fetching {Path(file.path).name}", there, file.size, "B")
        published = Published(plan.folder, plan.variant, plan.licence, plan.source, plan.revision)
        yield from _installed(published, folders, threads, _link)
    for left in plan.folder.parent.glob(f"{NAME}-*"):  # this commit's, and what was begun of older ones
        shutil.rmtree(left, ignore_errors=True)


def install_from_folder(
    source: Path, variant: Variant, folders: Folders, *, threads: int = 0
) -> Generator[Part, None, None]:
    """Build the bundle from the published files below `source`, check it and install it; no connection is opened.

    Raises
    ------
    BundleError, StorageError
        One sentence; nothing was installed.
    """
    published = Published(source, variant, *LOCAL)
    _need(folders.models, size_of(published.vision) + GALLERY_BYTES)
    yield from _installed(published, folders, threads, shutil.copyfile)


def _installed(
    published: Published, folders: Folders, threads: int, take: Callable[[Path, Path], object]
) -> Generator[Part, None, None]:
    with staged(NAME, folders) as fresh:
        yield from build(published, fresh, threads=threads, take=take)
        yield Part("Checking the bundle", 0, 1, "bundles")
        faults = verify_bundle(fresh)
        if faults:
            raise BundleError(
                "Choose another --variant than {variant}: {reason}", variant=published.variant, reason=faults[0].reason
            )


def _link(source: Path, target: Path) -> None:
    """Give a fetched file a second name in the bundle; copy it where the file system cannot."""
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def _need(folder: Path, size: int) -> None:
    """Refuse to begin what the disk cannot hold."""
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(nearest).free
    if free < size + SPARE_BYTES:
        raise StorageError(
            "Make room in {nearest}: the model needs {needed:.0f} MB and {free:.0f} MB are free; nothing was begun.",
            nearest=nearest,
            needed=(size + SPARE_BYTES) / 1000000.0,
            free=free / 1000000.0,
        )


def _places(folder: Path, file: HubFile) -> tuple[Path, Path]:
    return folder / file.path, folder / (file.path + PART)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder of a download, so that two runs do not append to one file."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("ab")
    except OSError as error:
        raise StorageError(
            "The download cannot be kept in {folder}: {why}.", folder=folder, why=error.strerror
        ) from error
    with lock:
        if not locked(lock.fileno()):
            raise StorageError(
                "Wait for the other installation of {name}: it is at work in {folder}.", name=NAME, folder=folder
            )
        yield
