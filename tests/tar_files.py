"""Tar shards for tests."""

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path


def tar_of(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write a tar archive of files by their names, in their order."""
    with tarfile.open(path, "w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path
