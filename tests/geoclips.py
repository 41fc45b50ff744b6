"""Makes GeoCLIP's published files in tiny: networks of the same signature that are honest arithmetic.

A place is a unit vector, and the colour whose channels are its coordinates: the vision network embeds the mean colour
of a picture, the location network a latitude and longitude, both as that vector turned into 512 numbers. So a photo
painted in `colour_at(lat, lon)` is most like the places around there.

    published = make_published(tmp_path / "hub")
    Image.new("RGB", (320, 240), colour_at(*CITIES[3])).save(tmp_path / "rome.jpg")
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from bundles import CITIES
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from whence_engine.geo.sphere import to_xyz
from whence_engine.inference.geoclip import CLIP_INPUT, LOCATION, PLACES, PREPROCESSOR, Variant

EMBEDDING = 512

_OPSET, _IR = 17, 8


def colour_at(lat: float, lon: float) -> tuple[int, int, int]:
    """The colour that the vision network takes for a place."""
    red, green, blue = np.rint((to_xyz(lat, lon) + 1) * 127.5).astype(int).tolist()
    return red, green, blue


def make_published(
    folder: Path,
    *,
    places: tuple[tuple[float, float], ...] = CITIES,
    variant: Variant = Variant.QUANTIZED,
    edges: int = TensorProto.FLOAT,
    preprocessor: bool = True,
    width: int = EMBEDDING,
    vague: bool = False,
) -> Path:
    """Write the files below `folder`, laid out as the repository is, and return the folder.

    Parameters
    ----------
    places
        The gallery.
    edges
        Type of the vision network's input and output.
    preprocessor
        Whether there is a `preprocessor_config.json`.
    width
        Of the vision network's embedding; another than the location network's makes no sense.
    vague
        Whether the networks leave open how long their axes are, and the vision network has a second output.
    """
    for name in (variant.file, PLACES):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / variant.file).write_bytes(_vision(_turn(width), edges))
    (folder / LOCATION).write_bytes(_location(_turn(EMBEDDING)))
    if vague:
        for name in (variant.file, LOCATION):
            _leave_open(folder / name)
    (folder / PLACES).write_text(json.dumps(places))
    if preprocessor:
        (folder / PREPROCESSOR).write_text(json.dumps(PREPROCESSING))
    return folder


def _leave_open(path: Path) -> None:
    """Name every axis in place of its length, as many exporters do, and give what is in between out as well."""
    model = onnx.load(path)
    for value in (*model.graph.input, *model.graph.output):
        for number, axis in enumerate(value.type.tensor_type.shape.dim):
            axis.dim_param = f"{value.name}_{number}"
    model.graph.output.append(helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["N", "W"]))
    path.write_bytes(model.SerializeToString())


PREPROCESSING: dict[str, Any] = {
    "do_center_crop": True,
    "do_normalize": True,
    "do_resize": True,
    "crop_size": {"height": CLIP_INPUT.size_px, "width": CLIP_INPUT.size_px},
    "size": {"shortest_edge": CLIP_INPUT.size_px},
    "image_mean": list(CLIP_INPUT.mean),
    "image_std": list(CLIP_INPUT.std),
    "resample": 3,
    "rescale_factor": 1 / 255,
}
"""What CLIP's `preprocessor_config.json` says, in the words of its format."""


def _turn(width: int) -> NDArray[np.float32]:
    """Three orthogonal directions of a space, [3, width], of a length that normalising must take away."""
    return np.linalg.qr(np.random.default_rng(3).normal(size=(width, 3)))[0].T.astype(np.float32) * np.float32(7)


def _vision(turn: NDArray[np.float32], edges: int) -> bytes:
    """Mean colour, the normalisation undone, as a vector, turned."""
    nodes = [
        helper.make_node("Cast", ["pixel_values"], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("GlobalAveragePool", ["pixels"], ["mean"]),
        helper.make_node("Flatten", ["mean"], ["flat"]),
        helper.make_node("Mul", ["flat", "std"], ["scaled"]),
        helper.make_node("Add", ["scaled", "offset"], ["vector"]),
        helper.make_node("MatMul", ["vector", "turn"], ["turned"]),
        helper.make_node("Cast", ["turned"], ["image_embeds"], to=edges),
    ]
    constants: dict[str, NDArray[Any]] = {
        "std": np.array(CLIP_INPUT.std, np.float32) * 2,
        "offset": np.array(CLIP_INPUT.mean, np.float32) * 2 - 1,
        "turn": turn,
    }
    size = CLIP_INPUT.size_px
    return _model(nodes, constants, ("pixel_values", ["batch", 3, size, size]), "image_embeds", edges)


def _location(turn: NDArray[np.float32]) -> bytes:
    """Latitude and longitude in degrees as a unit vector, turned."""
    nodes = [
        helper.make_node("Mul", ["location", "radians"], ["angles"]),
        helper.make_node("Sin", ["angles"], ["sines"]),
        helper.make_node("Cos", ["angles"], ["cosines"]),
        helper.make_node("Split", ["sines", "halves"], ["z", "sin_lon"], axis=1),
        helper.make_node("Split", ["cosines", "halves"], ["cos_lat", "cos_lon"], axis=1),
        helper.make_node("Mul", ["cos_lat", "cos_lon"], ["x"]),
        helper.make_node("Mul", ["cos_lat", "sin_lon"], ["y"]),
        helper.make_node("Concat", ["x", "y", "z"], ["vector"], axis=1),
        helper.make_node("MatMul", ["vector", "turn"], ["location_embeds"]),
    ]
    constants: dict[str, NDArray[Any]] = {
        "radians": np.array(np.pi / 180, np.float32),
        "halves": np.array([1, 1], np.int64),
        "turn": turn,
    }
    return _model(nodes, constants, ("location", ["places", 2]), "location_embeds", TensorProto.FLOAT)


def _model(
    nodes: list[onnx.NodeProto],
    constants: dict[str, NDArray[Any]],
    taken: tuple[str, list[int | str]],
    given: str,
    edges: int,
) -> bytes:
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(taken[0], edges, taken[1])],
        [helper.make_tensor_value_info(given, edges, [taken[1][0], constants["turn"].shape[1]])],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
