"""Scenes with a street: terraces over a river, towers behind water, neon in the rain."""

from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from whence_engine.sample.canvas import Canvas, Colour, Line, Pixels, noise_field, noise_line

PASTEL: tuple[Colour, ...] = (
    (0.96, 0.90, 0.78),
    (0.95, 0.80, 0.55),
    (0.93, 0.70, 0.60),
    (0.97, 0.95, 0.92),
    (0.70, 0.80, 0.84),
    (0.90, 0.84, 0.62),
)
STONE: tuple[Colour, ...] = (
    (0.50, 0.47, 0.46),
    (0.42, 0.40, 0.42),
    (0.58, 0.52, 0.47),
    (0.36, 0.38, 0.44),
    (0.62, 0.58, 0.55),
)
CONCRETE: tuple[Colour, ...] = ((0.22, 0.23, 0.28), (0.28, 0.28, 0.32), (0.18, 0.20, 0.25), (0.33, 0.31, 0.34))
TILES: Colour = (0.74, 0.36, 0.22)
LAMP = np.array([1.0, 0.80, 0.46], np.float32)


def chance(seed: int, *indices: NDArray[Any]) -> Pixels:
    """Return a number in 0 .. 1 per element that depends on nothing but the seed and the whole `indices`."""
    mixed = np.full(np.broadcast_shapes(*(i.shape for i in indices)), seed, np.uint64)
    for index in indices:
        mixed = (mixed ^ index.astype(np.int64).astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return np.asarray((mixed >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24))


def houses(
    canvas: Canvas,
    seed: int,
    base: Line,
    *,
    tall: tuple[float, float],
    wide: tuple[float, float],
    walls: tuple[Colour, ...],
    haze: float,
    roof: float = 0.0,
    storey: float = 0.03,
    bays: float = 0.02,
    lit: float = 0.5,
) -> None:
    """Build a row of houses on `base`, as high as `tall` and as wide as `wide` (shares of the picture at zoom 1).

    `roof` is the height of a tiled roof, `storey` and `bays` the spacing of windows, `lit` the share of them that
    shines at night.
    """
    rng = np.random.default_rng(seed)
    edges = -3 + np.cumsum(rng.uniform(*wide, int(6 / wide[0])))
    high = rng.uniform(0, 1, edges.size) ** 1.5 * (tall[1] - tall[0]) + tall[0]
    colours = np.array(walls, np.float32)[rng.integers(len(walls), size=edges.size)]
    x, zoom = canvas.world_x, canvas.view.zoom
    house = np.clip(np.searchsorted(edges, x), 0, edges.size - 1)
    ground = base[np.clip(np.searchsorted(x, edges[house] - wide[0] / 2), 0, x.size - 1)]
    top = (ground - high[house] * zoom).astype(np.float32)
    mask = canvas.below(top)
    shade = (0.90 + 0.16 * chance(seed, house))[:, None] * colours[house]
    wall = (shade * canvas.light.tint * canvas.light.brightness * (1 - haze) + canvas.light.horizon * haze)[None]
    canvas.blend(mask, np.broadcast_to(wall.astype(np.float32), canvas.pixels.shape))
    across = (x - (edges[house] - 0.5 * wide[0])) / bays
    column = np.floor(across)
    down = (canvas.rows - top) / np.float32(storey * zoom)
    row = np.floor(down)
    between = (np.abs(across - column - 0.5) < 0.27)[None, :] & (np.abs(down - row - 0.55) < 0.30)
    panes = np.where(between & (row >= (1 if roof else 0)), mask, np.float32(0))
    canvas.blend(panes * np.float32(0.55 - 0.3 * haze), canvas.light.on((0.20, 0.22, 0.28), haze))
    night = float(np.clip((2 - canvas.view.sun_deg) / 6, 0, 1))
    if night:
        luck = chance(seed + 1, house[None, :], column[None, :], row)
        tone = (luck * 997 % 1)[..., None]
        shine = LAMP * (0.75 + 0.25 * tone) + np.array([-0.15, 0, 0.35], np.float32) * (tone > 0.75)
        canvas.blend(np.where(luck < lit * night, panes, np.float32(0)) * np.float32(0.95 - 0.5 * haze), shine)
    if roof:
        tiles = np.where(canvas.rows < top + np.float32(roof * zoom), mask, np.float32(0))
        canvas.blend(tiles, canvas.light.on(TILES, haze) * np.float32(0.92))


def river_hill(canvas: Canvas) -> None:
    """Pastel houses with tiled roofs climbing a hill, a wide river, a red bridge far off."""
    x, place = canvas.world_x, canvas.view.place
    canvas.sky(0.55)
    far = 0.545 - 0.05 * noise_line(place, x * 1.6, 4)
    canvas.ridge(far, (0.36, 0.40, 0.34), 0.62)
    bridge(canvas, 0.545)
    canvas.water(0.55, (0.20, 0.36, 0.46), calm=0.45)
    hill = 0.30 / (1 + np.exp((x - 0.22) * 5.5)) + 0.05 * noise_line(place + 2, x * 2, 3)
    for i in range(7):
        base = 0.745 - hill * (1 - i / 8) * 1.5 + 0.048 * i
        houses(
            canvas,
            place + 10 + i,
            base,
            tall=(0.035, 0.085 + 0.008 * i),
            wide=(0.030 + 0.006 * i, 0.062 + 0.012 * i),
            walls=PASTEL,
            haze=0.26 - 0.035 * i,
            roof=0.014 + 0.003 * i,
            storey=0.020 + 0.003 * i,
            bays=0.011 + 0.002 * i,
            lit=0.45,
        )


def bridge(canvas: Canvas, level: float) -> None:
    """Hang a red suspension bridge over the water at the row `level`."""

    def draw_bridge(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
        def at(x: float) -> float:
            return canvas.share(x) * width

        deck, top = (level - 0.050) * height, (level - 0.145) * height
        draw.line([(at(-2), deck), (at(2), deck)], fill=255, width=max(3, height // 170))
        piers = (-0.9, -0.2, 0.5, 1.2)
        for pier in piers:
            draw.line([(at(pier), level * height), (at(pier), top)], fill=255, width=max(4, height // 120))
        for left, right in pairwise(piers):
            t = np.linspace(0, 1, 40)
            sag = [(at(left + (right - left) * s), deck - (deck - top) * (2 * s - 1) ** 2 - 3) for s in t]
            draw.line(sag, fill=255, width=max(2, height // 300))
            for cable in sag[1:-1:2]:
                draw.line([cable, (cable[0], deck)], fill=150, width=1)

    canvas.blend(canvas.drawn(draw_bridge), canvas.light.on((0.70, 0.20, 0.16), 0.35))


def skyline(canvas: Canvas) -> None:
    """Towers shoulder to shoulder behind a river, one with a spire; thousands of windows."""
    x, place = canvas.world_x, canvas.view.place
    canvas.sky(0.62)
    flat = np.full_like(x, 0.66)
    swell = 0.10 * noise_line(place + 3, x * 1.8, 2)
    houses(
        canvas,
        place,
        flat - swell,
        tall=(0.05, 0.26),
        wide=(0.030, 0.075),
        walls=STONE,
        haze=0.50,
        storey=0.013,
        bays=0.009,
        lit=0.35,
    )
    spire(canvas, -0.12, 0.66)
    houses(
        canvas,
        place + 1,
        flat - swell * 0.6,
        tall=(0.06, 0.34),
        wide=(0.045, 0.085),
        walls=STONE,
        haze=0.24,
        storey=0.016,
        bays=0.011,
        lit=0.5,
    )
    houses(
        canvas,
        place + 2,
        flat,
        tall=(0.02, 0.17),
        wide=(0.05, 0.11),
        walls=STONE,
        haze=0.10,
        storey=0.018,
        bays=0.013,
        lit=0.55,
    )
    canvas.water(0.66, (0.09, 0.14, 0.20), calm=0.50)


def spire(canvas: Canvas, at: float, foot: float) -> None:
    """Raise a stepped tower with a needle at world coordinate `at`."""
    world, zoom = canvas.world_x, canvas.view.zoom
    share = canvas.share(at)
    steps = ((0.042, 0.30), (0.033, 0.38), (0.024, 0.43), (0.014, 0.47), (0.006, 0.50), (0.002, 0.565))

    def draw_spire(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
        for half, rise in steps:
            draw.rectangle(
                [
                    (share - half * zoom) * width,
                    (foot - rise * zoom) * height,
                    (share + half * zoom) * width,
                    foot * height,
                ],
                fill=255,
            )

    mask = canvas.drawn(draw_spire)
    canvas.blend(mask, canvas.light.on((0.60, 0.54, 0.50), 0.20))
    column = np.floor((world - at) / 0.0085)
    row = np.floor((foot - canvas.rows) / (0.0125 * zoom))
    fine = (np.abs((world - at) / 0.0085 - column - 0.5) < 0.24)[None, :] & (row > 0)
    dark = float(np.clip((2 - canvas.view.sun_deg) / 6, 0, 1))
    canvas.blend(np.asarray(mask * fine * 0.4, np.float32), canvas.light.on((0.22, 0.22, 0.27), 0.2))
    shine = chance(7, column[None, :], row) < 0.6 * dark
    canvas.blend(np.asarray(mask * fine * shine * 0.9, np.float32), LAMP)


def neon_street(canvas: Canvas) -> None:
    """Paint a night street: signs in every colour on dark towers, a lattice tower, the wet road mirroring it."""
    x, place = canvas.world_x, canvas.view.place
    canvas.sky(0.66, stars=False)
    canvas.add(
        np.asarray(np.exp(-np.abs(canvas.rows - 0.66) / 0.22) * 0.20, np.float32),
        np.array([0.95, 0.45, 0.55], np.float32),
    )
    flat = np.full_like(x, 0.70)
    houses(
        canvas,
        place,
        flat,
        tall=(0.12, 0.36),
        wide=(0.05, 0.10),
        walls=CONCRETE,
        haze=0.35,
        storey=0.020,
        bays=0.013,
        lit=0.55,
    )
    lattice(canvas, 0.16, 0.70)
    gap = 0.42 * np.clip(np.abs(x) - 0.10, 0, 0.45)
    houses(
        canvas,
        place + 1,
        flat + 0.02 - gap,
        tall=(0.10, 0.30),
        wide=(0.08, 0.14),
        walls=CONCRETE,
        haze=0.12,
        storey=0.028,
        bays=0.018,
        lit=0.6,
    )
    signs(canvas, place + 2)
    canvas.water(0.72, (0.05, 0.05, 0.08), calm=0.42)
    lanterns(canvas)


def lattice(canvas: Canvas, at: float, foot: float) -> None:
    """Raise a lit lattice tower, red and white, at world coordinate `at`."""
    zoom, share = canvas.view.zoom, canvas.share(at)
    tall = 0.56 * zoom

    def half(rise: float) -> float:
        return float((0.075 * (1 - rise) ** 2.3 + 0.004) * zoom)

    def draw_tower(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
        levels = np.linspace(0, 1, 17)
        for low, high in pairwise(levels):
            y0, y1 = (foot - tall * low) * height, (foot - tall * high) * height
            l0, r0, l1, r1 = ((share + s * half(r)) * width for r, s in ((low, -1), (low, 1), (high, -1), (high, 1)))
            for a, b in (
                ((l0, y0), (l1, y1)),
                ((r0, y0), (r1, y1)),
                ((l0, y0), (r1, y1)),
                ((r0, y0), (l1, y1)),
                ((l1, y1), (r1, y1)),
            ):
                draw.line([a, b], fill=255, width=max(2, height // 260))
        for deck, size in ((0.30, 1.5), (0.62, 1.9)):
            y = (foot - tall * deck) * height
            draw.rectangle(
                [(share - half(deck) * size) * width, y - height * 0.012, (share + half(deck) * size) * width, y],
                fill=255,
            )

    mask = canvas.drawn(draw_tower)
    night = np.array([1.0, 0.46, 0.20], np.float32)
    canvas.blend(mask, night if canvas.view.sun_deg < 3 else canvas.light.on((0.80, 0.28, 0.18), 0.15))
    if canvas.view.sun_deg < 3:
        canvas.add(halo(mask, canvas.height / 40) * np.float32(0.9), night)


def halo(mask: Pixels, radius_px: float) -> Pixels:
    """Return `mask` out of focus: the glow around what shines."""
    soft = Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(radius_px))
    return np.asarray(soft, np.float32) / np.float32(255)


def signs(canvas: Canvas, seed: int) -> None:
    """Hang upright neon signs between the houses, with their glow."""
    rng = np.random.default_rng(seed)
    neon = (
        (1.0, 0.16, 0.42),
        (0.15, 0.80, 1.0),
        (1.0, 0.72, 0.18),
        (0.45, 1.0, 0.55),
        (0.85, 0.35, 1.0),
        (1.0, 0.95, 0.90),
    )
    spots = rng.uniform(-1.5, 1.5, 84)
    spots = spots[np.abs(spots) > 0.13]
    for colour_index, colour in enumerate(neon):
        mine = spots[colour_index::6]
        shape = [(float(s), *(float(v) for v in rng.uniform((0.34, 0.05, 0.006), (0.60, 0.14, 0.013)))) for s in mine]

        def boards(draw: ImageDraw.ImageDraw, width: int, height: int, shape: list[tuple[float, ...]] = shape) -> None:
            for spot, top, tall, half in shape:
                x = canvas.share(spot) * width
                reach = half * canvas.view.zoom * width
                for k in range(max(2, int(tall / 0.024))):
                    y = (top + k * 0.024) * height
                    draw.rectangle(
                        [x - reach, y, x + reach, y + 0.017 * height],
                        fill=255 if (k * 7 + int(spot * 100)) % 5 else 120,
                    )

        mask = canvas.drawn(boards)
        light = np.array(colour, np.float32)
        canvas.blend(mask * 0.92, light)
        canvas.add(halo(mask, canvas.height / 28) * np.float32(0.75 if canvas.view.sun_deg < 3 else 0.15), light)


def lanterns(canvas: Canvas) -> None:
    """Throw soft discs of light out of focus across the foreground."""
    rng = canvas.rng
    field = noise_field(rng, canvas.height, canvas.width, (3, 4), 1)
    for _ in range(16):
        cx, cy, r = rng.uniform(0, 1), rng.uniform(0.62, 0.98), rng.uniform(0.012, 0.040)
        away = np.hypot((canvas.columns - cx) * canvas.width / canvas.height, canvas.rows - cy)
        disc = np.clip((r - away) * canvas.height / 2.5, 0, 1) * (0.55 + 0.45 * np.clip(away / r, 0, 1))
        tone = np.array([1.0, rng.uniform(0.3, 0.85), rng.uniform(0.15, 0.7)], np.float32)
        canvas.add(np.asarray(0.26 * disc * (0.6 + 0.6 * field), np.float32), tone)
