"""Scenes without a street: peaks, fjords, dunes, forests, snow and coasts.

Each function paints one `Canvas` from the sky forward. What belongs to the place comes from `view.place` and the world
coordinate, what belongs to the moment from `view.shot` and the light.
"""

import numpy as np
from PIL import ImageDraw

from whence_engine.sample.canvas import Canvas, Colour, Line, Pixels, noise_field, noise_line

GRANITE: Colour = (0.40, 0.40, 0.43)
MEADOW: Colour = (0.30, 0.42, 0.20)
SPRUCE: Colour = (0.10, 0.17, 0.12)
SAND: Colour = (0.90, 0.62, 0.36)
SNOW: Colour = (0.93, 0.96, 1.00)


def summits(seed: int, x: Line) -> Line:
    """Return how high an alpine crest stands along `x`, 0 .. 1: sharp summits over deep gaps."""
    return np.asarray(np.clip((noise_line(seed, x, 7, jagged=True) - 0.24) / 0.56, 0.02, None) ** 1.25)


def peaks(
    canvas: Canvas, line: Line, colour: Colour, haze: float, *, snow: float = 0.0, relief: float = 1.0, seed: int = 0
) -> Pixels:
    """Lay a range of mountains under `line`: faces lit from the sun's side, snow down to `snow` below the crest."""
    mask = canvas.below(line)
    depth = np.clip(canvas.rows - line[None, :].astype(np.float32), 0, 1)
    rng = np.random.default_rng(canvas.view.place + seed)
    world = (canvas.world_x * canvas.width).astype(np.float32)
    rock_face = noise_field(rng, canvas.height, canvas.width * 2, (5, 22), 5, jagged=True)
    columns = (world[None, :] + canvas.width + depth * canvas.width * 0.35).astype(int) % (canvas.width * 2)
    rows = np.clip(depth * canvas.height * 1.2, 0, canvas.height - 1).astype(int)
    face = rock_face[rows, columns]
    side = -1.0 if canvas.view.sun_x < 0.5 else 1.0
    slope = np.gradient(line).astype(np.float32) * canvas.width
    tilt = np.gradient(face, axis=1) * np.float32(canvas.width * 0.30 * relief) + np.float32(0.6) * slope
    lit = 0.5 + 0.5 * np.tanh(np.float32(side) * tilt)
    cover = np.clip((snow * (0.35 + 1.5 * face) - depth) / 0.02, 0, 1) * np.clip(1.1 * lit + face - 0.05, 0, 1)
    mist = np.clip(depth * 1.8, 0, 1) * np.float32(0.75 * haze + 0.04)
    rock, white = (0.50 + 0.70 * lit) * (1 - cover), (0.62 + 0.42 * lit) * cover
    skylight = (1 - lit) * (0.06 + 0.08 * cover)
    shares = np.stack([rock * (1 - mist), white * (1 - mist), skylight * (1 - mist), mist], axis=-1)
    light = canvas.light
    canvas.blend(mask, shares @ np.stack([light.on(colour, haze), light.on(SNOW, haze), light.zenith, light.horizon]))
    return mask


def firs(
    canvas: Canvas,
    ground: Line,
    *,
    seed: int,
    size: float,
    every: float,
    colour: Colour,
    haze: float = 0.0,
    snowy: bool = False,
) -> None:
    """Plant firs on the line `ground`: `size` their height (share of the picture), `every` their distance (world)."""
    rng = np.random.default_rng(seed)
    spots = np.arange(-3, 3, every) + rng.uniform(-0.9, 0.9, int(np.ceil(6 / every))) * every
    tall = size * (0.35 + 0.75 * rng.random(spots.size) ** 1.4) * canvas.view.zoom
    seen = [(x, h) for x, h in zip(map(canvas.share, spots), tall, strict=True) if -0.1 < x < 1.1]

    def trees(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
        for x, h in seen:
            foot = float(ground[int(np.clip(x * ground.size, 0, ground.size - 1))])
            for level in range(7):
                top = foot - h + level * h / 8
                half = h * (0.05 + 0.028 * level) * height
                low = (top + h * 0.26) * height
                draw.polygon(
                    [
                        (x * width, top * height),
                        (x * width - half, low),
                        (x * width - half * 0.3, low - h * height * 0.02),
                        (x * width + half * 0.3, low - h * height * 0.02),
                        (x * width + half, low),
                    ],
                    fill=255,
                )

    mask = canvas.drawn(trees)
    canvas.blend(mask, canvas.light.on(colour, haze))
    if snowy:
        cap = mask * np.clip(noise_field(canvas.rng, canvas.height, canvas.width, (40, 60), 2) * 2.4 - 1.0, 0, 1)
        canvas.blend(cap * 0.85, canvas.light.on(SNOW, haze))


def alpine_lake(canvas: Canvas) -> None:
    """Jagged peaks behind each other, a lake that mirrors them, firs on the near shore."""
    x, place = canvas.world_x, canvas.view.place
    canvas.sky(0.62)
    for i, (level, rise, haze, snow) in enumerate(
        ((0.60, 0.34, 0.52, 0.20), (0.66, 0.54, 0.26, 0.24), (0.65, 0.10, 0.16, 0.0))
    ):
        line = level - rise * summits(place + i, x * (2.2 + 0.5 * i) + 40)
        peaks(canvas, line, GRANITE if i < 2 else SPRUCE, haze, snow=snow, seed=i)
    canvas.water(0.64, (0.10, 0.22, 0.26), calm=0.86)
    shore = 0.95 - 0.10 * noise_line(place + 9, x * 1.3, 4)
    canvas.ridge(shore, (0.20, 0.24, 0.12), 0.0, texture=0.3)
    firs(canvas, shore + 0.01, seed=place + 5, size=0.30, every=0.085, colour=SPRUCE)


def fjord(canvas: Canvas) -> None:
    """Walls of rock rising from the sea, and red cabins on stilts along the water."""
    x, place = canvas.world_x, canvas.view.place
    canvas.sky(0.60)
    for i, (level, rise, haze, snow) in enumerate(((0.61, 0.36, 0.50, 0.12), (0.66, 0.60, 0.20, 0.10))):
        line = level - rise * summits(place + i, x * (2.0 + 0.4 * i) + 11)
        peaks(canvas, line, (0.30, 0.33, 0.30), haze, snow=snow, relief=1.3, seed=i)
    bank = 0.615 - 0.05 * noise_line(place + 4, x * 2.2, 4)
    canvas.ridge(bank, (0.24, 0.30, 0.16), 0.10, texture=0.3)
    cabins(canvas, place + 6, 0.63)
    canvas.water(0.64, (0.06, 0.16, 0.20), calm=0.80)
    rocks = 1.04 - 0.20 * noise_line(place + 8, x * 1.1 + 5, 5)
    canvas.ridge(rocks, (0.24, 0.23, 0.22), 0.0, texture=0.5, cells=(40, 50))


def cabins(canvas: Canvas, seed: int, foot: float) -> None:
    """Put a row of gabled red cabins on the shore; their windows shine after dark."""
    rng = np.random.default_rng(seed)
    spots = np.sort(rng.uniform(-1.6, 1.6, 26))
    size = rng.uniform(0.032, 0.052, spots.size) * canvas.view.zoom
    red, white = canvas.light.on((0.66, 0.12, 0.09), 0.05), canvas.light.on((0.95, 0.93, 0.88), 0.05)
    houses = [(x, float(s)) for x, s in zip(map(canvas.share, spots), size, strict=True) if -0.05 < x < 1.05]

    def walls(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
        for x, s in houses:
            left, right, top = x * width - s * width * 0.6, x * width + s * width * 0.6, (foot - s * 1.1) * height
            peak = (foot - s * 1.9) * height
            draw.polygon(
                [(left, foot * height), (left, top), (x * width, peak), (right, top), (right, foot * height)], fill=255
            )

    def roofs(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
        for x, s in houses:
            eaves, peak, half = (foot - s * 1.05) * height, (foot - s * 1.95) * height, s * width * 0.7
            draw.line(
                [(x * width - half, eaves), (x * width, peak), (x * width + half, eaves)],
                fill=255,
                width=int(s * height * 0.22),
            )

    def windows(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
        for x, s in houses:
            for dx in (-0.28, 0.12):
                left, top = x * width + dx * s * width, (foot - s * 0.85) * height
                draw.rectangle([left, top, left + s * width * 0.18, top + s * height * 0.36], fill=255)

    canvas.blend(canvas.drawn(walls), red)
    canvas.blend(canvas.drawn(roofs), canvas.light.on((0.22, 0.22, 0.24), 0.05))
    dark = canvas.view.sun_deg < 1
    canvas.blend(canvas.drawn(windows), np.array([1.0, 0.82, 0.45], np.float32) if dark else white)


def dunes(canvas: Canvas) -> None:
    """Dunes behind dunes: one flank in the sun, the other in shadow, ripples in front."""
    x, place = canvas.world_x, canvas.view.place
    canvas.sky(0.56, stars=True)
    side = 1.0 if canvas.view.sun_x > 0.5 else -1.0
    for i, (level, rise, haze) in enumerate(
        ((0.57, 0.10, 0.50), (0.62, 0.17, 0.28), (0.74, 0.26, 0.12), (0.97, 0.40, 0.0))
    ):
        smooth = noise_line(place + i, x * (1.9 - 0.3 * i) + 7 * i, 2)
        crest = 1 - np.abs(2 * noise_line(place + 20 + i, x * (1.2 - 0.15 * i) + 3, 2) - 1)
        line = level - rise * (0.45 * smooth + 0.55 * crest)
        mask = canvas.below(line)
        depth = np.clip(canvas.rows - line[None, :].astype(np.float32), 0, 1)
        slope = np.gradient(line) * canvas.width
        drift = noise_line(place + 40 + i, x * 2.5, 3)
        columns = np.arange(canvas.width)[None, :] + side * depth * canvas.width * (0.5 + drift[None, :])
        facing = slope[np.clip(columns, 0, canvas.width - 1).astype(int)]
        lit = (0.5 + 0.5 * np.tanh(side * facing * 3.2)).astype(np.float32)
        field = noise_field(canvas.rng, canvas.height, canvas.width, (8, 6), 3)
        ripple = np.sin((depth * 190 + field * 16) * (0.5 + 0.18 * i)) * 0.045 * (i / 3) ** 2
        tone = (0.52 + 0.56 * lit + ripple).astype(np.float32)[..., None]
        sand = canvas.light.on(SAND, haze) * tone + (1 - lit[..., None]) * canvas.light.zenith * 0.16
        canvas.blend(mask, np.asarray(sand, np.float32))


LEAVES: tuple[Colour, ...] = ((0.90, 0.56, 0.12), (0.78, 0.30, 0.08), (0.86, 0.72, 0.20), (0.42, 0.48, 0.14))


def forest(canvas: Canvas) -> None:
    """Paint tall trunks in autumn mist, light falling through, leaves on the ground."""
    place = canvas.view.place
    glow = canvas.light.on((0.98, 0.92, 0.70), 0.25)
    canvas.pixels[:] = glow * (1.08 - 0.35 * canvas.rows)[..., None]
    for layer in range(5):
        haze = 0.80 - 0.19 * layer
        foot = 0.60 + 0.09 * layer
        floor = foot - 0.04 * noise_line(place + 60 + layer, canvas.world_x * 2, 3)
        canvas.ridge(floor, (0.50, 0.31, 0.13), haze * 0.8, texture=0.5, cells=(60, 80))
        canvas.blend(trunks(canvas, layer, foot), canvas.light.on((0.16, 0.12, 0.09), haze * 0.9))
        crowns(canvas, layer, haze)
    sunbeams(canvas, 0.06)


def trunks(canvas: Canvas, layer: int, foot: float) -> Pixels:
    """Return the mask of the trunks of one layer of the forest, 0 the farthest."""
    rng = np.random.default_rng(canvas.view.place + layer)
    spots = rng.uniform(-2, 2, 60 - 9 * layer)
    thick = rng.uniform(0.4, 1.3, spots.size) * (0.0025 + 0.0042 * layer) * canvas.view.zoom
    lean = rng.normal(0, 0.012, spots.size)
    seen = [(canvas.share(x), t, a) for x, t, a in zip(spots.tolist(), thick.tolist(), lean.tolist(), strict=True)]

    def draw_trunks(draw: ImageDraw.ImageDraw, width: int, height: int) -> None:
        for x, t, a in seen:
            low, top = (foot + 0.02) * height, -0.02 * height
            left, right = (x + a - t * 0.55) * width, (x + a + t * 0.55) * width
            draw.polygon([((x - t) * width, low), (left, top), (right, top), ((x + t) * width, low)], fill=255)

    return canvas.drawn(draw_trunks)


def crowns(canvas: Canvas, layer: int, haze: float) -> None:
    """Hang leaves over one layer of the forest: dense above, single ones further down."""
    view = canvas.view
    rng = np.random.default_rng([view.place, layer, int(view.pan * 7) + 100])
    boughs = noise_field(rng, canvas.height, canvas.width, (4, 6 + layer), 3)
    leaves = noise_field(rng, canvas.height, canvas.width, (76 - 9 * layer, 108 - 12 * layer), 2)
    above = np.clip(1 - canvas.rows / (0.50 - 0.03 * layer), 0, 1)
    bare = 0.64 + 0.035 * layer
    cover = np.clip((0.58 * boughs + 0.42 * leaves + 0.30 * above - bare) / 0.06, 0, 1) * np.clip(above * 6, 0, 1)
    sunlit = 0.62 + 0.75 * leaves
    paint = canvas.light.on(LEAVES[(layer + view.place) % 4], haze * 0.85) * sunlit[..., None]
    canvas.blend(np.asarray(cover * 0.88, np.float32), paint)


def sunbeams(canvas: Canvas, sun_y: float) -> None:
    """Let the sun fall in beams through the crowns from the row `sun_y` (share of the height)."""
    angle = np.arctan2(canvas.rows - sun_y, canvas.columns - canvas.view.sun_x)
    beams = np.random.default_rng(canvas.view.place).random(70) ** 2
    away = np.hypot(canvas.columns - canvas.view.sun_x, canvas.rows - sun_y)
    strength = np.interp(angle, np.linspace(-np.pi, np.pi, 70), beams) * np.exp(-away / 0.45) * canvas.light.brightness
    canvas.add(np.asarray(0.36 * strength, np.float32), np.array([1.0, 0.88, 0.58], np.float32))


def snow_field(canvas: Canvas) -> None:
    """Snow-laden firs and soft hills; at night the northern lights."""
    x, place = canvas.world_x, canvas.view.place
    canvas.sky(0.62)
    if canvas.view.sun_deg < -8:
        aurora(canvas)
    snow(canvas, 0.60 - 0.16 * noise_line(place, x * 1.6, 3), 0.42)
    wood = 0.65 - 0.07 * noise_line(place + 1, x * 1.8 + 3, 4)
    firs(canvas, wood + 0.02, seed=place + 2, size=0.13, every=0.022, colour=(0.16, 0.20, 0.22), haze=0.30, snowy=True)
    snow(canvas, 0.71 - 0.10 * noise_line(place + 3, x * 1.4, 2), 0.10)
    near = 0.90 - 0.13 * noise_line(place + 4, x * 1.1 + 8, 2)
    firs(canvas, near + 0.03, seed=place + 5, size=0.52, every=0.17, colour=(0.09, 0.13, 0.13), snowy=True)
    snow(canvas, near, 0.0)


def snow(canvas: Canvas, line: Line, haze: float) -> None:
    """Lay drifted snow under `line`: warm where the sun grazes it, blue where the sky alone lights it."""
    mask = canvas.below(line)
    rng = np.random.default_rng(canvas.view.place + int(1000 * haze))
    drift = noise_field(rng, canvas.height, canvas.width, (9, 4), 3)
    side = np.float32(-1 if canvas.view.sun_x < 0.5 else 1)
    slope = np.gradient(drift, axis=1) * np.float32(canvas.width * 0.35) + np.gradient(line).astype(np.float32) * 200
    lit = (0.5 + 0.5 * np.tanh(side * slope))[..., None]
    sunny = canvas.light.on(SNOW, haze) * 1.03
    shade = canvas.light.on((0.60, 0.70, 0.90), haze) * 0.80 + canvas.light.zenith * 0.28
    canvas.blend(mask, np.asarray(shade + (0.25 + 0.75 * lit) * (sunny - shade), np.float32))


def aurora(canvas: Canvas) -> None:
    """Hang green curtains with purple hems into the night."""
    x, rng = canvas.world_x, canvas.rng
    for k in range(3):
        seeds = rng.integers(1 << 30, size=3)
        hem = 0.20 + 0.10 * k + 0.30 * (noise_line(int(seeds[0]), x * 1.7, 2) - 0.5)
        rays = 0.25 + 1.1 * noise_line(int(seeds[1]), x * 22, 3) ** 2
        here = np.clip(noise_line(int(seeds[2]), x * 1.9, 2) * 2.6 - 0.75, 0.05, 1)
        above = hem[None, :].astype(np.float32) - canvas.rows
        curtain = (
            np.where(above > 0, np.exp(-above / 0.11), np.exp(np.minimum(above, 0) / 0.012)) * (rays * here)[None, :]
        )
        canvas.add(np.asarray(curtain * 0.85, np.float32), np.array([0.12, 0.90, 0.45], np.float32))
        canvas.add(
            np.asarray(curtain * np.clip(above * 7, 0, 1) * 0.42, np.float32), np.array([0.70, 0.15, 0.80], np.float32)
        )
