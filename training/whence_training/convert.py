"""Bundles of models that others have published: the engine's own code makes them, here without installing them."""

from collections.abc import Iterator
from pathlib import Path

from whence_engine.errors import BundleError, UsageError
from whence_engine.inference.geoclip import LOCAL, Published, Variant
from whence_engine.inference.geoclip_build import build
from whence_engine.inference.verify import verify_bundle


def convert_geoclip(source: Path, output: Path, variant: Variant) -> Iterator[str]:
    """Make a bundle in `output`, which must be empty or not there, and check it; yields what is being done.

    Raises
    ------
    UsageError
        There is something in `output` already.
    BundleError
        A published file is missing or damaged, or the bundle does not run.
    """
    if output.exists() and any(output.iterdir()):
        raise UsageError(f"Name an empty folder for the bundle: there is something in {output}.")
    output.mkdir(parents=True, exist_ok=True)
    said = ""
    for part in build(Published(source, variant, *LOCAL), output):
        if part.what != said:
            said = part.what
            yield f"{part.what}: {part.total} {part.unit}"
    for fault in verify_bundle(output):
        raise BundleError(f"Choose another --variant than {variant}: {fault.reason}")
    yield f"{output}: every file is what its card says."
