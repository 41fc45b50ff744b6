"""S2 cell ids in numpy: whole arrays at once, and bit for bit the ids of the S2 geometry library.

An id is 64 bits: three for the face of the cube, two for each level down the face's quadtree in the order of a
Hilbert curve, then a one, then zeros. So the ids of a cell's descendants are one contiguous range around its own,
a sorted array of leaves holds every cell's points side by side, and counting them is two binary searches.

References
----------
S2 geometry library, `S2CellId` and `S2::STtoUV` (quadratic projection); Weyand et al., PlaNet, section 3.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import ArrayLike, NDArray

from whence_engine.errors import UsageError
from whence_engine.geo import hilbert
from whence_engine.geo.sphere import EARTH_RADIUS_KM, distance_xyz_km

Ids = NDArray[np.uint64]

MAX_LEVEL = 30
FACES: Ids = (np.arange(6, dtype=np.uint64) << np.uint64(61)) | np.uint64(1 << 60)
"""The six cells of level 0; every point lies in one."""

_LEAVES = 1 << MAX_LEVEL
_ONE = np.uint64(1)
_BLOCK = 1 << 13
"""Cells a thread takes at a time: few enough for its second-level cache, and for malloc to ask for no new pages."""
_ODD_BITS = np.uint64(0x1555555555555555)


def leaf_ids(lat_deg: ArrayLike, lon_deg: ArrayLike) -> Ids:
    """Ids of the level 30 cells (under 1 cm wide) that hold positions, using every core for long arrays.

    Parameters
    ----------
    lat_deg, lon_deg
        Degrees, of the same shape [...]; longitudes of any turn.

    Returns
    -------
    uint64 [...]

    Raises
    ------
    UsageError
        A latitude is outside -90..90 or a coordinate is not a number.
    """
    lat, lon = np.broadcast_arrays(np.asarray(lat_deg, np.float64), np.asarray(lon_deg, np.float64))
    ids = np.empty(lat.shape, np.uint64)
    _in_blocks(_leaves_of_degrees, (lat.reshape(-1), lon.reshape(-1)), ids.reshape(-1))
    return ids


def leaf_ids_xyz(xyz: ArrayLike) -> Ids:
    """Ids of the level 30 cells that hold points: float64 [..., 3], of any length but zero -> uint64 [...].

    Raises
    ------
    UsageError
        A vector is zero or not a number.
    """
    points = np.asarray(xyz, np.float64)
    ids = np.empty(points.shape[:-1], np.uint64)
    flat = points.reshape(-1, 3)
    _in_blocks(_leaves_of_xyz, (flat[:, 0], flat[:, 1], flat[:, 2]), ids.reshape(-1))
    return ids


def is_valid(ids: ArrayLike) -> NDArray[np.bool_]:
    """Which ids name a cell: a face below six and the closing one on an even place. uint64 [...] -> bool [...]."""
    cells = _ids(ids)
    return np.asarray(((cells >> np.uint64(61)) < 6) & ((_lsb(cells) & _ODD_BITS) != 0))


def level(ids: ArrayLike) -> NDArray[np.int64]:
    """Level 0 (a face) to 30 (a leaf) of cells: uint64 [...] -> int64 [...]."""
    return np.asarray(MAX_LEVEL - (np.bitwise_count(_lsb(_ids(ids)) - _ONE).astype(np.int64) >> 1))


def parent(ids: ArrayLike, level: ArrayLike) -> Ids:
    """Ancestors of cells at a level not below their own: uint64 [...], integers [...] -> uint64 [...]."""
    lsb = _lsb_of_level(level)
    return np.asarray((_ids(ids) & ~(lsb - _ONE) & ~lsb) | lsb)


def children(ids: ArrayLike) -> Ids:
    """Give the four children of cells that are no leaves, in curve order: uint64 [N] -> uint64 [N, 4]."""
    cells = _ids(ids)
    quarter = _lsb(cells) >> np.uint64(2)
    first = cells - np.uint64(3) * quarter
    return np.asarray(first[..., None] + np.arange(0, 8, 2, dtype=np.uint64) * quarter[..., None])


def range_min(ids: ArrayLike) -> Ids:
    """First leaf of cells: uint64 [...] -> uint64 [...]."""
    cells = _ids(ids)
    return np.asarray(cells - (_lsb(cells) - _ONE))


def range_max(ids: ArrayLike) -> Ids:
    """Last leaf of cells: uint64 [...] -> uint64 [...]."""
    cells = _ids(ids)
    return np.asarray(cells + (_lsb(cells) - _ONE))


def common_level(a: ArrayLike, b: ArrayLike) -> NDArray[np.int64]:
    """Level of the deepest cell that holds both cells, -1 where their faces differ: uint64 [...] -> int64 [...]."""
    a, b = _ids(a), _ids(b)
    differing = np.maximum(a ^ b, np.maximum(_lsb(a), _lsb(b)))
    for shift in (1, 2, 4, 8, 16, 32):  # spread the highest bit downwards, then count
        differing = differing | (differing >> np.uint64(shift))
    top = np.bitwise_count(differing).astype(np.int64) - 1
    return np.where(top > 60, -1, (60 - top) >> 1)


def token(ids: Iterable[int | np.uint64]) -> list[str]:
    """Tokens of cells: the id in hexadecimal without trailing zeros. Keep them as text: "47e63" is also a number."""
    return [f"{int(cell):016x}".rstrip("0") or "X" for cell in ids]


def from_token(tokens: Iterable[str]) -> Ids:
    """Ids of tokens.

    Raises
    ------
    UsageError
        A token names no cell, for instance because a spreadsheet took it for a number.
    """
    words = list(tokens)
    try:
        ids = np.array([int(word.ljust(16, "0"), 16) for word in words], np.uint64)
        good = is_valid(ids) & np.array([0 < len(word) <= 16 for word in words], bool)
    except (ValueError, OverflowError):
        good = np.array([False])
    if not good.all():
        raise UsageError("The cell tokens are damaged: a spreadsheet may have read them as numbers.")
    return ids


def centre_xyz(ids: ArrayLike) -> NDArray[np.float64]:
    """Centres of cells as unit vectors: uint64 [...] -> float64 [..., 3]."""
    cells = _ids(ids)
    xyz = np.empty((*cells.shape, 3))
    _in_blocks(_centres, (cells.reshape(-1),), xyz.reshape(-1, 3))
    return xyz


def vertices_xyz(ids: ArrayLike) -> NDArray[np.float64]:
    """Corners of cells as unit vectors, counter-clockwise as seen from outside: uint64 [N] -> float64 [N, 4, 3]."""
    cells = _ids(ids)
    face, i, j, size = _square(cells.reshape(-1))
    u_low, u_high = _to_uv(i / _LEAVES), _to_uv((i + size) / _LEAVES)
    v_low, v_high = _to_uv(j / _LEAVES), _to_uv((j + size) / _LEAVES)
    corners = ((u_low, v_low), (u_high, v_low), (u_high, v_high), (u_low, v_high))
    xyz = np.stack([_face_uv_to_xyz(face, u, v) for u, v in corners], axis=1)
    return xyz.reshape(*cells.shape, 4, 3)


def area_km2(ids: ArrayLike) -> NDArray[np.float64]:
    """Areas of cells in km², to six digits even for leaves: uint64 [...] -> float64 [...].

    Two spherical triangles (Van Oosterom and Strackee 1983), with the volume taken of edges instead of corners.
    """
    corner = np.moveaxis(vertices_xyz(ids), -2, 0)
    return EARTH_RADIUS_KM**2 * (
        _solid_angle(corner[0], corner[1], corner[2]) + _solid_angle(corner[0], corner[2], corner[3])
    )


def radius_km(ids: ArrayLike) -> NDArray[np.float64]:
    """Radii of the discs around the centres of cells that just cover them: uint64 [...] -> float64 [...]."""
    return np.asarray(distance_xyz_km(centre_xyz(ids)[..., None, :], vertices_xyz(ids)).max(axis=-1))


def contains_xyz(ids: ArrayLike, xyz: ArrayLike, margin: float = 1e-9) -> NDArray[np.bool_]:
    """Whether each cell holds its point, on the edge or up to `margin` (face units: 1e-9 is 6 mm) beyond it.

    uint64 [N], float64 [N, 3] -> bool [N]. Exact membership is a question of ids; this one forgives rounding.
    """
    cells, points = _ids(ids), np.asarray(xyz, np.float64)
    face, i, j, size = _square(cells)
    axis_u, axis_v, axis_w = _axes(face)
    depth = (points * axis_w).sum(axis=-1)
    before = depth > 0
    safe = np.where(before, depth, 1.0)
    u, v = (points * axis_u).sum(axis=-1) / safe, (points * axis_v).sum(axis=-1) / safe
    inside_u = (u >= _to_uv(i / _LEAVES) - margin) & (u <= _to_uv((i + size) / _LEAVES) + margin)
    inside_v = (v >= _to_uv(j / _LEAVES) - margin) & (v <= _to_uv((j + size) / _LEAVES) + margin)
    return np.asarray(before & inside_u & inside_v)


def _ids(ids: ArrayLike) -> Ids:
    return np.asarray(ids, np.uint64)


def _lsb(ids: Ids) -> Ids:
    return np.asarray(ids & (~ids + _ONE))


def _lsb_of_level(level: ArrayLike) -> Ids:
    return np.asarray(_ONE << (2 * (MAX_LEVEL - np.asarray(level, np.int64))).astype(np.uint64))


def _in_blocks(
    work: Callable[..., NDArray[np.generic]], columns: Sequence[NDArray[np.generic]], out: NDArray[np.generic]
) -> None:
    """Fill `out` block by block, on every core when there is enough to do: numpy lets go of the interpreter."""

    def fill(start: int) -> None:
        block = slice(start, start + _BLOCK)
        out[block] = work(*(column[block] for column in columns))

    starts = range(0, len(out), _BLOCK)
    if len(starts) < 4:
        for start in starts:
            fill(start)
        return
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(fill, starts):
            pass


def _centres(cells: Ids) -> NDArray[np.float64]:
    face, i, j, size = _square(cells)
    return _face_uv_to_xyz(face, _to_uv((i + size / 2) / _LEAVES), _to_uv((j + size / 2) / _LEAVES))


def _leaves_of_degrees(lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> Ids:
    if not (np.abs(lat_deg) <= 90).all() or not np.isfinite(lon_deg).all():
        raise UsageError("A position has no place on Earth: latitudes go from -90 to 90, and both must be numbers.")
    # np.radians and this order of products round as s2sphere does; np.deg2rad-like shortcuts move leaves.
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    cos_lat = np.cos(lat)
    return _leaves(np.cos(lon) * cos_lat, np.sin(lon) * cos_lat, np.sin(lat))


def _leaves_of_xyz(x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64]) -> Ids:
    if not (np.abs(x) + np.abs(y) + np.abs(z) > 0).all():
        raise UsageError("A direction has no place on Earth: its vector is zero or not a number.")
    return _leaves(x, y, z)


def _leaves(x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64]) -> Ids:
    """Ids of the leaves that hold finite vectors, block-sized arrays of equal length."""
    over_x, over_y, over_z = np.abs(x), np.abs(y), np.abs(z)
    x_before_y = over_x > over_y
    x_wins = x_before_y & (over_x > over_z)
    y_wins = ~x_before_y & (over_y > over_z)
    # Per axis the two others, turned so that the curve runs on from face to face.
    depth = np.where(x_wins, x, np.where(y_wins, y, z))
    behind = depth < 0
    first = np.where(x_wins, y, -x) / depth
    second = np.where(x_wins | y_wins, z, -y) / depth
    face = (2 - 2 * x_wins.view(np.int8) - y_wins.view(np.int8) + 3 * behind.view(np.int8)).astype(np.int64)
    i = _to_leaf(np.where(behind, second, first))
    j = _to_leaf(np.where(behind, first, second))
    position = hilbert.position_of(face, i, j)
    return np.asarray(((face << 61) | (position << 1) | 1).view(np.uint64))


def _to_leaf(u: NDArray[np.float64]) -> NDArray[np.int64]:
    """Quadratic projection: face coordinate -1..1 to leaf index."""
    half = 0.5 * np.sqrt(1 + 3 * np.abs(u))
    s = np.where(u >= 0, half, 1 - half)
    return np.asarray(np.minimum((_LEAVES * s).astype(np.int64), _LEAVES - 1))  # s >= 0: truncation is the floor


def _to_uv(s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Inverse of the quadratic projection: 0..1 to face coordinate."""
    return np.where(s >= 0.5, (1 / 3) * (4 * s * s - 1), (1 / 3) * (1 - 4 * (1 - s) * (1 - s)))


def _square(cells: Ids) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Face, lower corner (i, j) and side in leaves of cells [N]."""
    face = (cells >> np.uint64(61)).astype(np.int64)
    size = np.int64(1) << (MAX_LEVEL - level(cells))
    first = (range_min(cells) & np.uint64((1 << 61) - 1)) >> _ONE
    i, j = hilbert.ij_of(face, first.astype(np.int64))
    return face, i & -size, j & -size, size


_AXES = np.array(
    [
        [[0, 1, 0], [0, 0, 1], [1, 0, 0]],
        [[-1, 0, 0], [0, 0, 1], [0, 1, 0]],
        [[-1, 0, 0], [0, -1, 0], [0, 0, 1]],
        [[0, 0, -1], [0, -1, 0], [-1, 0, 0]],
        [[0, 0, -1], [1, 0, 0], [0, -1, 0]],
        [[0, 1, 0], [1, 0, 0], [0, 0, -1]],
    ],
    np.float64,
)  # [face, u v w, xyz]


def _axes(face: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    return _AXES[face, 0], _AXES[face, 1], _AXES[face, 2]


def _face_uv_to_xyz(face: NDArray[np.int64], u: NDArray[np.float64], v: NDArray[np.float64]) -> NDArray[np.float64]:
    axis_u, axis_v, axis_w = _axes(face)
    xyz = axis_w + u[..., None] * axis_u + v[..., None] * axis_v
    return np.asarray(xyz / np.linalg.norm(xyz, axis=-1, keepdims=True))


def _solid_angle(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.float64]:
    volume = (a * np.cross(b - a, c - a)).sum(axis=-1)
    return np.asarray(2 * np.arctan2(volume, 1 + (a * b).sum(axis=-1) + (b * c).sum(axis=-1) + (c * a).sum(axis=-1)))
