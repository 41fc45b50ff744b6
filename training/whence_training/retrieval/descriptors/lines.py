"""Lines: how long the straight lines of a picture are, and which way they run (Hays and Efros 2008, section 3).

As the paper's video compass finds them (Kosecka and Zhang 2002): edge pixels (Canny 1986) whose gradients point alike
and that touch form one support; a support that is long and thin is a line. Two histograms, of angles and of lengths,
compared by city-block distance: straight lines tell the built from the grown, and streets from skylines.
"""

import numpy as np
from numpy.typing import NDArray

from whence_training.retrieval.descriptors.lab import lightness

ANGLES, LENGTHS = 17, 17
_DIRECTIONS = 8  # sectors into which gradient directions fall before they are joined
_LEAST = 0.05  # of the edge of the picture: shorter supports are no lines
_THIN = 0.1  # width over length above which a support is a blob
_STRONG = 0.7  # share of all gradients that are weaker than an edge's


def line_statistics(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Count lines: uint8 [N, 3, S, S] -> float32 [N, 34], each half sums to 1, or is 0 where there is no line.

    Every line counts by its length. Angles fall into 17 bins, the middle of the first being vertical gradients
    (level lines); lengths into 17 bins, evenly wide on a logarithmic scale up to the diagonal.
    """
    light = lightness(pixels)
    picture, angle, length = _lines(light)
    diagonal, least = light.shape[-1] * np.sqrt(2), light.shape[-1] * _LEAST
    by_angle = np.floor((angle / np.pi) * ANGLES + 0.5).astype(np.int64) % ANGLES
    by_length = np.floor(np.log(length / least) / np.log(diagonal / least) * LENGTHS).astype(np.int64)
    halves = []
    for at, bins in ((by_angle, ANGLES), (np.clip(by_length, 0, LENGTHS - 1), LENGTHS)):
        counts = np.bincount(picture * bins + at, weights=length, minlength=len(pixels) * bins)
        halves.append(counts.reshape(len(pixels), bins))
    return np.concatenate([half / np.maximum(half.sum(axis=1, keepdims=True), 1e-9) for half in halves], axis=1).astype(
        np.float32
    )


def _lines(light: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Picture, direction (radians, 0 to pi) and length in pixels of every line."""
    edge, turn = _edges(light)
    row, column = (at.astype(np.float64) for at in np.nonzero(edge)[1:])
    _, first, support, size = np.unique(
        _supports(edge, turn), return_index=True, return_inverse=True, return_counts=True
    )
    mean_r, mean_c, rr, cc, rc = (
        np.bincount(support, weights=value) / size for value in (row, column, row**2, column**2, row * column)
    )
    rr, cc, rc = rr - mean_r**2, cc - mean_c**2, rc - mean_r * mean_c
    middle, spread = (rr + cc) / 2, np.hypot((rr - cc) / 2, rc)
    # A bar of length l has a variance of l^2 / 12 along it.
    length, width = np.sqrt(12 * (middle + spread)), np.sqrt(12 * np.maximum(middle - spread, 0))
    found = (length >= _LEAST * light.shape[-1]) & (width <= _THIN * length + 1)
    direction = np.arctan2(2 * rc, cc - rr) / 2 % np.pi
    return np.nonzero(edge)[0][first[found]], direction[found], length[found]


def _edges(light: NDArray[np.float32]) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Mark the E ridges of the gradient: bool [N, S, S], and its direction there in half turns: float64 [E]."""
    smooth = light
    for axis in (1, 2, 1, 2):  # binomial 1 4 6 4 1, a Gaussian of one pixel
        smooth = (np.roll(smooth, 1, axis) + 2 * smooth + np.roll(smooth, -1, axis)) * np.float32(0.25)
    down = np.gradient(smooth, axis=1)
    across = np.gradient(smooth, axis=2)
    strength = np.hypot(down, across)
    angle = np.arctan2(down, across) % np.pi
    ridge = np.zeros(light.shape, np.bool_)
    quarter = np.round(angle / (np.pi / 4)).astype(np.int8) % 4
    for number, (step_r, step_c) in enumerate(((0, 1), (1, 1), (1, 0), (1, -1))):
        ahead, behind = (np.roll(strength, (sign * step_r, sign * step_c), (1, 2)) for sign in (-1, 1))
        ridge |= (quarter == number) & (strength >= ahead) & (strength > behind)
    enough = np.maximum(np.quantile(strength, _STRONG, axis=(1, 2)), 1.0)  # one unit of L* a pixel: seen by nobody
    edge = ridge & (strength >= enough[:, None, None])
    edge[:, [0, 1, -2, -1]] = False
    edge[:, :, [0, 1, -2, -1]] = False
    return edge, np.asarray(angle[edge] / np.pi)


def _supports(edge: NDArray[np.bool_], turn: NDArray[np.float64]) -> NDArray[np.int64]:
    """Label edge pixels by the support they belong to: bool [N, S, S], float64 [E] -> int64 [E].

    Directions are cut into sectors twice, the second time half a sector on, and a pixel goes with the larger of its
    two supports, so that no line is torn because it runs along the border of a sector (Burns et al. 1986).
    """
    touching = _touching(edge)
    labels = [_joined(np.floor(turn * _DIRECTIONS + offset) % _DIRECTIONS, touching) for offset in (0.0, 0.5)]
    size = [np.bincount(label, minlength=len(turn))[label] for label in labels]
    return np.where(size[0] >= size[1], labels[0], labels[1] + len(turn))


def _touching(edge: NDArray[np.bool_]) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs of edge pixels, by their numbers, that touch: one list for each direction, nobody in it twice a side."""
    number = np.full(edge.shape, -1, np.int64)
    number[edge] = np.arange(edge.sum())
    pairs = []
    for step in ((0, 1), (1, 0), (1, 1), (1, -1)):
        here, there = _shifted(edge.shape, step)
        both = edge[here] & edge[there]
        pairs.append((number[here][both], number[there][both]))
    return pairs


def _joined(
    sector: NDArray[np.float64], touching: list[tuple[NDArray[np.int64], NDArray[np.int64]]]
) -> NDArray[np.int64]:
    """Label pixels of one sector that hang together by the smallest number among them: float64 [E] -> int64 [E].

    Labels spread to the neighbours and along themselves (pointer jumping), so the number of rounds grows with the
    logarithm of a line's length.
    """
    label = np.arange(len(sector))
    alike = [(here[same], there[same]) for here, there in touching for same in [sector[here] == sector[there]]]
    while True:
        before = label.copy()
        for here, there in alike:
            smaller = np.minimum(label[here], label[there])
            label[here] = smaller
            label[there] = np.minimum(label[there], smaller)
        label = label[label]
        if np.array_equal(label, before):
            return label


def _shifted(shape: tuple[int, ...], step: tuple[int, int]) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Slices of the pixels that have a neighbour at `step`, and of those neighbours."""
    down, across = step
    rows = slice(0, shape[1] - down), slice(down, shape[1])
    columns = slice(max(0, -across), shape[2] - max(0, across)), slice(max(0, across), shape[2] - max(0, -across))
    return (slice(None), rows[0], columns[0]), (slice(None), rows[1], columns[1])
