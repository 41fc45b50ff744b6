"""Table (a): PlaNet's album table, all rows, with the control that takes the order of the photos away."""

import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.metrics import RADII_KM
from whence_training.data.albums import AlbumRows, told
from whence_training.data.sequences import Sequences
from whence_training.data.split import HeldOutError
from whence_training.fit import fabric as fabrics
from whence_training.fit.albums import AlbumRecipe, album_cells, fit_albums, new_album_task
from whence_training.fit.fabric import Fabric
from whence_training.fit.loop import LoopConfig
from whence_training.nets.album import AlbumNetworkConfig, Kind
from whence_training.results.album_ground import AlbumArena, arena_of
from whence_training.results.album_reading import AVERAGE, LOG_AVERAGE, SHUFFLED, SINGLE, Answers, reading_of
from whence_training.results.request import Request
from whence_training.results.table import People, Table, share_cell

PUBLISHED: Mapping[str, tuple[float, ...]] = {
    SINGLE: (14.9, 20.3, 27.4, 42.0, 61.8),
    AVERAGE: (22.2, 35.6, 51.4, 68.6, 82.7),
    Kind.LSTM: (32.0, 42.1, 57.9, 75.5, 87.9),
    Kind.OFFSET_1: (30.9, 41.0, 56.9, 74.5, 85.4),
    Kind.OFFSET_2: (29.9, 40.0, 55.8, 73.4, 85.9),
    Kind.REPEATED: (34.5, 45.6, 62.6, 79.3, 90.5),
    Kind.REPEATED_25: (28.3, 37.5, 49.9, 68.9, 82.0),
    Kind.BIDIRECTIONAL_25: (33.0, 43.0, 56.7, 73.2, 86.1),
}
"""Weyand, Kostrikov and Philbin 2016, table of albums: % within 1, 25, 200, 750 and 2500 km, on 6.2 million albums."""

NAMES: Mapping[str, str] = {
    SINGLE: "each photo alone",
    AVERAGE: "mean posterior of the album",
    LOG_AVERAGE: "mean logarithm of the posteriors",
    Kind.LSTM: "LSTM",
    Kind.OFFSET_1: "LSTM, label offset 1",
    Kind.OFFSET_2: "LSTM, label offset 2",
    Kind.REPEATED: "LSTM, two passes",
    Kind.REPEATED_25: "LSTM, two passes, pieces of 25",
    Kind.BIDIRECTIONAL_25: "LSTM, both directions, pieces of 25",
    Kind.BIDIRECTIONAL: "LSTM, both directions",
    Kind.TRANSFORMER: "transformer",
    Kind.TRANSFORMER_TIMED: "transformer that sees the hours",
}
CONTROLS = (Kind.LSTM, Kind.REPEATED, Kind.BIDIRECTIONAL)
"""Networks that are fitted and asked once more with the photos of every album in shuffled order."""

MADE_UP = (Kind.LSTM, Kind.REPEATED, Kind.BIDIRECTIONAL)
"""Networks shown on simulated albums too, where the real ones are few."""

_SIMULATED = 600


@dataclass(frozen=True, slots=True)
class Budget:
    """What every album network gets: units, passes, albums in a step."""

    hidden: int = 128
    passes: int = 12
    batch: int = 64

    def recipe(self, kind: Kind, seed: int, *, shuffled: bool) -> AlbumRecipe:
        """Return the recipe of a network; as in the paper, none has the photo's own classifier beside it.

        Dropout, rates and passes were chosen on the validation side of the toy planet of seed 0, alike for all LSTMs.
        """
        transformer = kind in {Kind.TRANSFORMER, Kind.TRANSFORMER_TIMED}
        return AlbumRecipe(
            AlbumNetworkConfig(kind, self.hidden, own=False, dropout=0.3),
            rate=1e-3 if transformer else 3e-3,
            batch=self.batch,
            shuffled=shuffled,
            loop=LoopConfig(passes=self.passes, clip_norm=1.0, average=0.9, seed=seed, look_every=10**9),
        )


def budget_of(request: Request, albums: int) -> Budget:
    """Return what suits so many albums: some 25 steps in a pass, more where they would be very large."""
    return Budget(24, 3, 16) if request.quick else Budget(batch=min(max(8, albums // 25), 128))


def build(request: Request) -> Table:
    """Fit every album network with every seed, and put them side by side.

    Raises
    ------
    UsageError
        The data folder lacks something.
    """
    began = time.perf_counter()
    arena = arena_of(request)
    _say(f"embedded, {time.perf_counter() - began:.0f} s")
    if {*arena.train.photos.manifest.photographer} & {*arena.test.photos.manifest.photographer}:
        raise HeldOutError("a photographer is on both sides")
    fabric = fabrics.start(request.device.split(":")[0], "32-true")
    budget = budget_of(request, len(arena.train.albums))
    answers = answers_of(arena, request, budget, fabric, kinds=tuple(Kind), controls=CONTROLS)
    rows, readings = list(_rows(answers)), list(reading_of(answers, PUBLISHED, NAMES))
    setting = [*arena.setting, _albums_told(arena)]
    if arena.data != "toy planet":
        rich = budget_of(request, _SIMULATED)
        made_up = answers_of(arena.simulated(_SIMULATED, 0), request, rich, fabric, kinds=MADE_UP)
        rows += _rows(made_up, "SIMULATED: ")
        readings += [f"SIMULATED albums: {line}" for line in reading_of(made_up, {}, NAMES)]
        setting.append(f"apart from these, {_SIMULATED} SIMULATED albums on each side, walked over its photos")
    setting.append(
        f"{request.seeds} seeds of each album network, one image network; {budget.hidden} units, {budget.passes} "
        f"passes; {fabric.device.type}, {time.perf_counter() - began:.0f} s in all"
    )
    return Table(
        name="albums",
        data=arena.data,
        title=f"Albums on {arena.data}: % of photos within a distance",
        header=("method", *(f"{radius:g} km" for radius in RADII_KM), "published"),
        rows=tuple(rows),
        people=People.of(arena.train.photos.manifest, arena.test.photos.manifest),
        setting=tuple(setting),
        reading=tuple(readings),
    )


def answers_of(
    arena: AlbumArena,
    request: Request,
    budget: Budget,
    fabric: Fabric,
    *,
    kinds: Sequence[Kind],
    controls: Sequence[Kind] = (),
) -> Answers:
    """Ask everyone where the photos of the test side's albums were taken."""
    test = arena.test
    manifest = test.photos.manifest
    inside = np.zeros(len(manifest), np.bool_)
    for album in test.albums:
        inside[album.rows] = True
    scored = np.flatnonzero(inside & manifest.precise)
    truth = to_xyz(manifest.lat[scored], manifest.lon[scored])

    def error_km(cells: list[NDArray[np.int64]]) -> NDArray[np.float64]:
        return np.stack([distance_xyz_km(truth, arena.grid.mean_xyz[cell[scored]]) for cell in cells])

    found = {name: error_km([cell] * request.seeds) for name, cell in baselines(arena).items()}
    for kind, shuffled in [*((kind, False) for kind in kinds), *((kind, True) for kind in controls)]:
        began = time.perf_counter()
        cells = [_asked(arena, budget.recipe(kind, seed, shuffled=shuffled), fabric) for seed in range(request.seeds)]
        name = kind + (SHUFFLED if shuffled else "")
        found[name] = error_km(cells)
        _say(f"{name}: fitted {request.seeds} times, {time.perf_counter() - began:.0f} s")
    return Answers(found, manifest.photographer[scored], _span_km(arena)[scored])


def baselines(arena: AlbumArena) -> dict[str, NDArray[np.int64]]:
    """Answer without an album network: each photo alone, and by two means over its album: int64 [N] each."""
    logits = arena.test.photos.logits
    assert logits is not None
    alone = torch.log_softmax(torch.from_numpy(logits), dim=1)
    found = {SINGLE: np.asarray(alone.argmax(dim=1))}
    for name, posterior in ((AVERAGE, alone.exp()), (LOG_AVERAGE, alone)):
        cells = np.full(len(logits), -1)
        for album in arena.test.albums:
            cells[album.rows] = int(posterior[album.rows].mean(dim=0).argmax())
        found[name] = cells
    return found


def _asked(arena: AlbumArena, recipe: AlbumRecipe, fabric: Fabric) -> NDArray[np.int64]:
    """Fit a network and ask it about the test side: cells int64 [N]."""
    train, test = arena.train, arena.test
    task = new_album_task(train.photos, arena.grid, recipe)
    for _ in fit_albums(task, train.albums, train.photos, recipe, fabric=fabric):
        pass
    sequences = Sequences.of(test.albums, test.photos.manifest)
    if recipe.shuffled:
        sequences = sequences.shuffled(np.random.default_rng(recipe.loop.seed))
    return album_cells(task.network, sequences, test.photos.embedding, fabric.device)


def _span_km(arena: AlbumArena) -> NDArray[np.float64]:
    """Measure how far apart the two furthest photos of each photo's album are: float64 [N]."""
    manifest = arena.test.photos.manifest
    xyz, span = to_xyz(manifest.lat, manifest.lon), np.zeros(len(manifest))
    for album in arena.test.albums:
        own = xyz[album.rows]
        span[album.rows] = float(distance_xyz_km(own[:, None], own[None]).max())
    return span


def _rows(answers: Answers, prefix: str = "") -> Iterator[tuple[str, ...]]:
    for name, error_km in answers.error_km.items():
        kind = name.removesuffix(SHUFFLED)
        told_as = NAMES[kind] + (", photos in shuffled order" if name != kind else "")
        cells = [share_cell(error_km <= radius, answers.photographer) for radius in RADII_KM]
        published = PUBLISHED.get(name, ()) if not prefix else ()
        yield (prefix + told_as, *cells, " / ".join(f"{share:.1f}" for share in published))


def _albums_told(arena: AlbumArena) -> str:
    both = f"fitted on {told(arena.train.albums)}, reported on {told(arena.test.albums)}"
    return f"{both}; half of these have {_typical(arena.test.albums)} photos or more"


def _typical(albums: Sequence[AlbumRows]) -> int:
    return int(np.median([len(album.rows) for album in albums])) if albums else 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
