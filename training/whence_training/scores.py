"""Scores of a bundle on photographers it has never seen, with the baselines that a score means nothing without."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whence_engine.geo.sphere import distance_km, distance_xyz_km, to_degrees, to_xyz
from whence_engine.grid.grid import Grid
from whence_engine.metrics import RADII_KM, best_constant, bootstrap, share_within
from whence_training.data.albums import AlbumRows
from whence_training.data.manifest import Manifest
from whence_training.recognise import Recognition, recognise_again
from whence_training.run_bundle import BundleOutput
from whence_training.trust import belief, mean_nll, softmax

Triple = tuple[float, float, float]
"""A share and the ends of its 95 % interval."""

NATS = ("world prior", "image network", "album network")
_BELIEFS = ("world prior", "belief of image network", "of album network")


@dataclass(frozen=True, slots=True)
class Row:
    """One method: the share of photos within each of `RADII_KM`."""

    method: str
    share: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """The whole table.

    Attributes
    ----------
    photos, photographers, albums
        What was measured on; `albums` counts those of two photos and more.
    rows
        One per method.
    nats
        Mean negative log-likelihood of the true cell, every photographer counting the same: under the world prior,
        under the belief of the image network, under that of the album network if there is one.
    belief_stated
        Mean chance that the last of these beliefs states for its best disc, per radius.
    recognition
        In the photographer's own library within 1 and 25 km, then among all photos.
    """

    photos: int
    photographers: int
    albums: int
    rows: tuple[Row, ...]
    nats: tuple[float, ...]
    belief_stated: tuple[float, ...]
    recognition: tuple[Recognition, ...]


def score(output: BundleOutput, test: Manifest, albums: list[AlbumRows], train: Manifest) -> Scores:
    """Score a bundle's output on the test side; constants come from the training side.

    Photos known to a city or a country only take part in albums, and are not scored.
    """
    scored = np.flatnonzero(test.precise)
    labels = test.take(scored)
    row = output.bundle.grid.cells_of(labels.lat, labels.lon)
    rows = []
    for method, cells in _answers(output, albums).items():
        lat, lon = to_degrees(output.bundle.grid.mean_xyz[cells[scored]])
        error = np.repeat(distance_km(labels.lat, labels.lon, lat, lon)[:, None], len(RADII_KM), axis=1)
        rows.append(_row(method, error, labels))
    beliefs = _beliefs(output, scored)
    error, stated = _best_discs(beliefs[-1], output.bundle.grid, labels)
    rows += [_constant(labels, train), _row(f"belief of the {NATS[len(beliefs) - 1]}", error, labels)]
    return Scores(
        photos=len(scored),
        photographers=len(np.unique(labels.photographer)),
        albums=sum(len(album.rows) > 1 for album in albums),
        rows=tuple(rows),
        nats=tuple(mean_nll(mass, row, labels.photographer) for mass in beliefs),
        belief_stated=tuple(float(chance) for chance in stated),
        recognition=tuple(
            recognise_again(output.embedding, test, radius, own_library=own)
            for own in (True, False)
            for radius in RADII_KM[:2]
        ),
    )


def table(scores: Scores) -> Iterator[str]:
    """Yield the lines of the score table."""
    yield (
        f"{scores.photos} photos of {scores.photographers} photographers that nothing was fitted on, "
        f"{scores.albums} albums of two and more; % within radius [95 % interval, photographers drawn]"
    )
    yield " | ".join([f"{'method':28}", *(f"{f'{radius:g} km':>18}" for radius in RADII_KM)])
    for row in scores.rows:
        yield " | ".join([f"{row.method:28}", *(f"{percent(cell):>18}" for cell in row.share)])
    yield " | ".join([f"{'... chance it states':28}", *(f"{100 * chance:18.1f}" for chance in scores.belief_stated)])
    told = (f"{name} {nats:.3f}" for name, nats in zip(_BELIEFS, scores.nats, strict=False))
    yield f"nats a photo: {', '.join(told)}"
    yield "recognised again on another day: nearest by embedding | by chance | most similar tenth | its chance"
    for index, found in enumerate(scores.recognition):
        where = "own library" if index < 2 else "all photos"
        parts = (percent(part) for part in (found.nearest, found.chance, found.tenth, found.tenth_chance))
        yield f"{where}, within {found.radius_km:g} km, {found.queries} photos: {' | '.join(parts)}"


def to_json(scores: Scores) -> Mapping[str, Any]:
    """Return the scores as the card keeps them: shares and interval ends, not rounded percentages."""
    return {
        "command": "python -m whence_training evaluate --data DIR --bundle DIR",
        "photos": scores.photos,
        "photographers": scores.photographers,
        "albums": scores.albums,
        "radii_km": list(RADII_KM),
        "share_within": {row.method: [_rounded(cell) for cell in row.share] for row in scores.rows},
        "nats": dict(zip(NATS, (round(value, 4) for value in scores.nats), strict=False)),
        "belief_stated": [round(chance, 4) for chance in scores.belief_stated],
        "recognised_again": [
            {
                "library": "own" if index < 2 else "all",
                "radius_km": found.radius_km,
                "queries": found.queries,
                "nearest": _rounded(found.nearest),
                "chance": _rounded(found.chance),
                "most_similar_tenth": _rounded(found.tenth),
                "most_similar_tenth_chance": _rounded(found.tenth_chance),
            }
            for index, found in enumerate(scores.recognition)
        ],
    }


def percent(cell: Triple) -> str:
    """Return "12.3 [4.5, 20.1]" for a share and its interval."""
    value, low, high = (100 * part for part in cell)
    return f"{value:.1f} [{low:.1f}, {high:.1f}]"


def _answers(output: BundleOutput, albums: list[AlbumRows]) -> dict[str, NDArray[np.int64]]:
    """Return the cell that each method would name, were it to be believed: int64 [N]."""
    posterior = softmax(output.single)
    average = posterior.copy()
    for album in albums:
        average[album.rows] = posterior[album.rows].mean(axis=0)
    answers = {"image network": output.single.argmax(axis=1), "average over the album": average.argmax(axis=1)}
    if output.album is not None:
        answers["album network"] = output.album.argmax(axis=1)
    return answers


def _beliefs(output: BundleOutput, rows: NDArray[np.int64]) -> list[NDArray[np.float64]]:
    """Return the prior [1, C] and the beliefs of image and album network [N, C], as the card has them trusted."""
    prior, card = output.bundle.grid.prior(), output.bundle.card
    beliefs = [prior[None], belief(output.single[rows], prior, card.temperature.single, card.trust.single)]
    if output.album is not None:
        beliefs.append(belief(output.album[rows], prior, card.temperature.album, card.trust.album))
    return beliefs


def _best_discs(
    mass: NDArray[np.float64], grid: Grid, labels: Manifest
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Errors [N, R] of the disc round a cell's mean that holds most belief, and the mean chance stated for it [R]."""
    centres = grid.mean_xyz
    between = distance_xyz_km(centres[:, None], centres[None])
    truth = to_xyz(labels.lat, labels.lon)
    error, stated = np.empty((len(labels), len(RADII_KM))), np.empty(len(RADII_KM))
    for k, radius in enumerate(RADII_KM):
        held = mass @ (between <= radius).astype(np.float64)
        best = held.argmax(axis=1)
        error[:, k] = distance_xyz_km(truth, centres[best])
        stated[k] = held.max(axis=1).mean()
    return error, stated


def _constant(labels: Manifest, train: Manifest) -> Row:
    """Score the best answer that looks at no picture: for each radius where training photographers were most."""
    placed = train.take(train.measurable)
    _, group, size = np.unique(placed.photographer, return_inverse=True, return_counts=True)
    discs = best_constant(placed.lat, placed.lon, weights=1 / size[group])
    lat, lon = (np.array([getattr(disc, name) for disc in discs]) for name in ("lat_deg", "lon_deg"))
    return _row("best constant answer", distance_km(labels.lat[:, None], labels.lon[:, None], lat, lon), labels)


def _row(method: str, error_km: NDArray[np.float64], labels: Manifest) -> Row:
    """Shares of errors [N, R], column r judged by radius r."""

    def shares(rows: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.array([share_within(error_km[rows, k], [radius])[0] for k, radius in enumerate(RADII_KM)])

    found = bootstrap(shares, labels.photographer)
    cells = zip(found.value.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    return Row(method, tuple((value, low, high) for value, low, high in cells))


def _rounded(cell: Triple) -> list[float]:
    return [round(part, 4) for part in cell]
