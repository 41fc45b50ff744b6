"""A little world to train on: rendered pictures of three towns by four photographers, made in a moment."""

import csv
import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from whence_engine.card import InputSpec
from whence_training.config import GridConfig, StarterConfig
from whence_training.fit.albums import AlbumRecipe
from whence_training.fit.body import TuneConfig
from whence_training.fit.heads import HeadRecipe
from whence_training.fit.loop import LoopConfig
from whence_training.nets.album import AlbumNetworkConfig
from whence_training.nets.image import ImageNetworkConfig, build_image_network
from whence_training.nets.mobilenet import MobileNetV1, keras_shapes

TOWNS = ((48.86, 2.35), (40.42, -3.70), (35.68, 139.65))
SIDES = {"set-02": "train", "set-03": "train", "set-07": "validation", "set-01": "test"}
PHOTOS_EACH = 10


@pytest.fixture(scope="session")
def travels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with photos/, coordinates/ and weights/, as the commands want it."""
    root = tmp_path_factory.mktemp("travels")
    rng = np.random.default_rng(5)
    for folder in SIDES:
        _write_set(root / "photos" / folder, rng)
    _write_coordinates(root / "coordinates", rng)
    _write_weights(root / "weights" / "mobilenet_v1_075_224.npz", rng)
    return root


@pytest.fixture(scope="session")
def tiny() -> StarterConfig:
    """The starter's stages at a size for tests."""
    return StarterConfig(
        input=InputSpec(size_px=32, value_scale=2.0, mean=(1.0, 1.0, 1.0), std=(1.0, 1.0, 1.0)),
        grid=GridConfig(t_max=(40, 200), t_min=(5, 5)),
        network=ImageNetworkConfig(width=0.25, regions=1, embedding_size=8),
        tune=TuneConfig(epochs=1, batch=4),
        head=HeadRecipe(loop=LoopConfig(passes=20)),
        album=AlbumRecipe(AlbumNetworkConfig(hidden=4), tau_km=150.0, batch=2, loop=LoopConfig(passes=1)),
        simulated=5,
    )


@pytest.fixture
def write_labels() -> Callable[[Path, str], None]:
    """Write the labels.csv of one folder from its rows."""

    def write(folder: Path, rows: str) -> None:
        folder.mkdir(parents=True)
        header = "path,lat,lon,precision,country,continent,taken_at,photographer,album\n"
        (folder / "labels.csv").write_text(header + rows, encoding="utf-8")

    return write


def _write_set(folder: Path, rng: np.random.Generator) -> None:
    (folder / "img").mkdir(parents=True)
    with (folder / "labels.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ("path", "lat", "lon", "precision", "country", "continent", "taken_at", "photographer", "album")
        )
        for number in range(PHOTOS_EACH):
            town = number * len(TOWNS) // PHOTOS_EACH
            name = f"img/{number:02}.png"
            Image.fromarray(_picture(town, rng)).save(folder / name)
            lat, lon = (TOWNS[town][axis] + rng.normal(0, 0.01) for axis in (0, 1))
            precision = "country" if number == PHOTOS_EACH - 1 else "exact"
            taken_at = "" if number == 0 else f"2019-07-{1 + number // 2:02}T1{number % 2}:00:00"
            writer.writerow((name, lat, lon, precision, "", "", taken_at, folder.name, f"{folder.name}/album-01"))


def _picture(town: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    colour = np.array([(200, 60, 60), (60, 200, 60), (60, 60, 200)][town])
    return np.clip(colour + rng.normal(0, 25, (48, 64, 3)), 0, 255).astype(np.uint8)


def _write_coordinates(folder: Path, rng: np.random.Generator) -> None:
    gallery, group = folder / "geoclip_100k" / "coordinates_100K.csv", folder / "flickr_map_group" / "photos.csv.gz"
    for path in (gallery, group):
        path.parent.mkdir(parents=True)
    places = np.concatenate([np.array(town) + rng.normal(0, 1.0, (60, 2)) for town in TOWNS])
    gallery.write_text("LAT,LON\n" + "".join(f"{lat},{lon}\n" for lat, lon in places), encoding="utf-8")
    with gzip.open(group, "wt", encoding="utf-8") as file:
        file.write("photographer,country,lat,lon,upload_order\n")
        file.writelines(f"{number % 3},XX,{lat},{lon},{number}\n" for number, (lat, lon) in enumerate(places))


def _write_weights(path: Path, rng: np.random.Generator) -> None:
    path.parent.mkdir(parents=True)
    body = build_image_network(ImageNetworkConfig(width=0.25), 2, None).body
    assert isinstance(body, MobileNetV1)
    np.savez(path, **keras_arrays(keras_shapes(body), rng))  # type: ignore[arg-type]


def keras_arrays(shapes: dict[str, tuple[int, ...]], rng: np.random.Generator) -> dict[str, NDArray[np.float32]]:
    """Random arrays that a network can live with: variances positive, kernels scaled by their fan-in."""
    arrays = {}
    for name, shape in shapes.items():
        if name.endswith("variance"):
            arrays[name] = rng.uniform(0.5, 1.5, shape).astype(np.float32)
        elif name.endswith("kernel"):
            fan_in = np.prod(shape[:2]) if "depthwise" in name else np.prod(shape[:3])
            arrays[name] = rng.normal(0, np.sqrt(2 / fan_in), shape).astype(np.float32)
        else:
            arrays[name] = rng.normal(1.0 if name.endswith("gamma") else 0.0, 0.1, shape).astype(np.float32)
    return arrays
