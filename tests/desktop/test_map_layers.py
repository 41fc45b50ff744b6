"""The layers of the map: lines, tiles, clusters, probabilities."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from whence_desktop.map import areas
from whence_desktop.map.basemap import BLOCK_ZOOMS, FILLS, UNITS, Basemap, path_of
from whence_desktop.map.cells import CellLayer, outlines_of
from whence_desktop.map.clusters import Clusters
from whence_desktop.map.discs import Discs
from whence_desktop.map.mercator import TILE_PX, View, to_square
from whence_desktop.map.overlay import graticule, paint_scale, scale_bar
from whence_desktop.map.plate import _pieces
from whence_desktop.map.style import DARK, LIGHT, Palette
from whence_desktop.map.tiles import Tiles, in_eighths, spots_of, way_station
from whence_engine.geo import s2

SEA, LAND = QColor(LIGHT.sea), QColor(LIGHT.land)


@pytest.fixture(scope="module")
def basemap(qapp: object) -> Basemap:
    return Basemap()


def painted(tiles: Tiles, view: View) -> QImage:
    image = QImage(view.width_px, view.height_px, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    assert tiles.paint(painter, view, 60.0)
    painter.end()
    return image


def view_of(lat: float, lon: float, zoom: float, size: int = 64) -> View:
    return View(0.5, 0.5, zoom, size, size).centred_on(lat, lon)


def test_a_path_read_from_bytes_is_the_path_drawn_by_calls(qapp: object) -> None:
    points = np.array([[0.0, 0.0], [1.0, 0.5], [2.0, 2.0], [5.0, 5.0], [6.0, 5.0]])
    path = path_of(points, np.array([True, False, False, True, False]))
    elements = [path.elementAt(number) for number in range(path.elementCount())]
    assert [(one.x, one.y, one.isMoveTo()) for one in elements] == [
        (0.0, 0.0, True),
        (1.0, 0.5, False),
        (2.0, 2.0, False),
        (5.0, 5.0, True),
        (6.0, 5.0, False),
    ]


@pytest.mark.parametrize("zoom", [2.0, 4.0, 6.5, 9.0])
@pytest.mark.parametrize(
    ("lat", "lon", "colour"),
    [
        (48.5, 2.0, LAND),  # France
        (23.0, 10.0, LAND),  # Sahara
        (67.0, 179.0, LAND),  # Chukotka, both sides of the antimeridian
        (67.0, -178.0, LAND),
        (-80.0, 0.0, LAND),  # Antarctica
        (40.0, -40.0, SEA),  # Atlantic
        (0.0, 179.9, SEA),  # Pacific
        (42.0, 51.0, SEA),  # Caspian
    ],
)
def test_land_is_land_and_sea_is_sea_at_every_detail(
    basemap: Basemap, zoom: float, lat: float, lon: float, colour: QColor
) -> None:
    image = painted(Tiles(basemap, LIGHT), view_of(lat, lon, zoom, 9))
    assert QColor(image.pixel(4, 4)) == colour


@pytest.mark.parametrize("zoom", [4.0, 4.75, 5.5, 7.0, 8.5, 11.0])
def test_blocks_leave_no_seam(basemap: Basemap, zoom: float) -> None:
    """Inside the Sahara, across the edges of many blocks, there is nothing but land."""
    view = view_of(23.0, 5.6, zoom, 160)
    image = QImage(160, 160, QImage.Format.Format_RGB32)
    image.fill(SEA)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left, top, _, _ = view.bounds
    window = QRect(round(left * view.world_px), round(top * view.world_px), 160, 160)
    land, lakes = Tiles(basemap, LIGHT)._layers(zoom, window, None)[:2]
    land(painter)
    lakes(painter)
    painter.end()
    assert {image.pixel(x, y) for x in range(160) for y in range(160)} == {LAND.rgb()}


def test_outlines_have_no_cut_along_the_antimeridian(basemap: Basemap) -> None:
    """Chukotka goes on from one edge of the square to the other; no shore runs down the seam."""
    count = 1 << BLOCK_ZOOMS[1]
    row = int(to_square(67.5, 180.0)[1] * count)
    fill = basemap.path(1, "land", row * count)
    shore = basemap.path(1, "land", row * count, True)

    def along_seam(path: QPainterPath) -> int:
        x = [path.elementAt(number).x for number in range(path.elementCount())]
        lines = [path.elementAt(number).isLineTo() for number in range(path.elementCount())]
        return sum(abs(x[k]) < 8 and abs(x[k - 1]) < 8 and lines[k] for k in range(1, len(x)))

    assert along_seam(fill) > 0
    assert along_seam(shore) == 0


def test_every_fill_lies_in_its_block_or_a_little_beyond(basemap: Basemap) -> None:
    for level, zoom in enumerate(BLOCK_ZOOMS[:3]):
        side = UNITS >> zoom
        for name in FILLS:
            for block in range(0, 1 << (2 * zoom), 37):
                box = basemap.path(level, name, block).boundingRect()
                assert box.isEmpty() or (
                    box.left() >= -side / 60
                    and box.top() >= -side / 60
                    and box.right() <= side * 61 / 60
                    and box.bottom() <= side * 61 / 60
                )


@given(
    st.floats(-80, 80),
    st.floats(-180, 179),
    st.floats(1.0, 12.0),
    st.integers(40, 1500),
    st.integers(40, 900),
)
@settings(deadline=None, max_examples=60)
def test_tiles_cover_the_window_once(lat: float, lon: float, zoom: float, width: int, height: int) -> None:
    view = in_eighths(View(0.5, 0.5, zoom, width, height).centred_on(lat, lon))
    covered = np.zeros((height, width), np.int64)
    left, top, _, bottom = view.bounds
    for spot in spots_of(view):
        x, y = spot.left_px - round(left * view.world_px), spot.top_px - round(top * view.world_px)
        covered[max(y, 0) : max(y + TILE_PX, 0), max(x, 0) : max(x + spot.width_px, 0)] += 1
    inside = covered[max(0, int(-top * view.world_px) + 1) :] if top < 0 else covered
    if bottom > 1:
        inside = inside[: int((1 - max(top, 0.0)) * view.world_px) - 2]
    gaps = (inside == 0).any(axis=0).mean() if inside.size else 0.0
    assert gaps <= 2 * (1 + width / view.world_px) / width  # worlds meet on a whole pixel
    assert (inside <= 2).all()


def test_stretched_tiles_stand_in_until_the_new_ones_are_painted(basemap: Basemap) -> None:
    tiles = Tiles(basemap, LIGHT)
    before = view_of(46.0, 8.0, 5.0, 300)
    painted(tiles, before)
    closer = before.zoomed(5.5)
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    image.fill(QColor("magenta"))
    painter = QPainter(image)
    assert not tiles.paint(painter, closer, 0.0)
    painter.end()
    assert QColor("magenta").rgb() not in {image.pixel(x, y) for x in range(0, 300, 7) for y in range(0, 300, 7)}
    while not tiles.work(closer, 0.01):
        pass
    assert painted(tiles, closer) == painted(Tiles(basemap, LIGHT), closer)


def test_while_the_zoom_runs_on_the_tiles_of_the_whole_zoom_below_serve_for_all(basemap: Basemap) -> None:
    tiles = Tiles(basemap, LIGHT)
    for zoom in (5.25, 5.5, 5.875):
        view = view_of(46.0, 8.0, zoom, 300)
        while not tiles.work(way_station(view), 0.01):
            pass
    assert {zoom for zoom, _, _ in tiles._kept} == {5.0}
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    assert not tiles.paint(painter, view, 0.0, way_station(view))
    painter.end()
    sharp = painted(Tiles(basemap, LIGHT), view)
    alike = sum(image.pixel(x, y) == sharp.pixel(x, y) for x in range(0, 300, 5) for y in range(0, 300, 5))
    assert alike > 0.7 * 60 * 60


def test_a_jump_from_a_street_to_the_world_shows_the_world_at_once(basemap: Basemap) -> None:
    """The tiles of the street would be millions."""
    tiles = Tiles(basemap, LIGHT)
    painted(tiles, view_of(46.0, 8.0, 14.0, 300))
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    assert not tiles.paint(painter, view_of(23.0, 10.0, 2.0, 300), 0.0)
    painter.end()
    assert LAND.rgb() in {image.pixel(x, 150) for x in range(100, 200)}


def test_a_tile_is_painted_layer_by_layer_and_shown_when_all_are_there(basemap: Basemap) -> None:
    tiles = Tiles(basemap, LIGHT)
    view = view_of(46.0, 8.0, 5.0, 64)
    slices = 1
    while not tiles.work(view, 1e-9):
        slices += 1
        tiles._paint_layer(next(iter(spots_of(view))))
    assert slices > 4
    assert painted(tiles, view) == painted(Tiles(basemap, LIGHT), view)


@pytest.mark.parametrize(("zoom", "longitude"), [(3.0, 175.0), (3.375, 175.0), (6.5, 8.0)])
def test_a_map_that_was_moved_about_looks_as_if_it_had_been_there_at_first(
    basemap: Basemap, zoom: float, longitude: float
) -> None:
    """Across all edges of the plate, around the world, and in a window of another size."""
    tiles = Tiles(basemap, LIGHT)
    view = replace(view_of(46.0, longitude, zoom, 300), height_px=200)
    for dx, dy in ((-90, 0), (-700, 300), (0, -900), (333, 333), (-1500, -40), (7, 1)):
        view = view.moved(dx, dy)
        assert painted(tiles, view) == painted(Tiles(basemap, LIGHT), view)
    view = view.resized(411, 180)
    assert painted(tiles, view) == painted(Tiles(basemap, LIGHT), view)


def test_no_frame_waits_for_a_new_plate_where_the_old_one_covers_the_window(basemap: Basemap) -> None:
    tiles = Tiles(basemap, LIGHT)
    view = view_of(46.0, 8.0, 5.875, 300)
    while not tiles.work(way_station(view), 0.01):
        pass
    image = QImage(300, 300, QImage.Format.Format_RGB32)
    closer = view.zoomed(6.0)
    for shown, zoom in ((view, 5.0), (closer, 5.0), (closer, 6.0)):
        painter = QPainter(image)
        tiles.paint(painter, shown, 0.0, way_station(shown))
        painter.end()
        assert tiles._plate is not None
        assert tiles._plate.zoom == zoom
        tiles.work(way_station(shown), 0.0)


def test_zooming_out_the_next_tiles_are_begun_before_the_whole_zoom_is_passed() -> None:
    view = view_of(46.0, 8.0, 6.125, 300)
    assert way_station(view).zoom == 6.0
    assert way_station(view, 0.25).zoom == 5.0
    assert way_station(view_of(46.0, 8.0, 1.0, 300), 0.25).zoom == 1.0


@given(st.floats(-1e6, 1e6), st.floats(0, 5000), st.integers(-(10**6), 10**6), st.integers(1, 4000))
@example(-1e-17, 10.0, 0, 3072)
def test_what_reaches_across_edges_of_the_plate_is_cut_there_and_nothing_is_lost(
    start: float, length: float, corner: int, side: int
) -> None:
    at = start
    for first, last, place in _pieces(start, start + length, corner, side):
        assert first == pytest.approx(at, abs=1e-6)
        assert 0 <= place <= side
        assert place + (last - first) <= side + 1e-6
        at = last
    assert at == pytest.approx(start + length, abs=1e-6)


@given(st.lists(st.tuples(st.integers(-90, 190), st.integers(-90, 190)), min_size=3, max_size=9), st.integers(0, 2**32))
def test_an_area_is_filled_as_qt_fills_it(corners: list[tuple[int, int]], seed: int) -> None:
    """Where a middle of a pixel lies on the outline, either answer is right; so corners keep off them."""
    outline = np.array(corners, np.float64) + np.random.default_rng(seed).uniform(0.05, 0.45, (len(corners), 2))
    outline = np.concatenate([outline, outline[:1]])
    counted = np.zeros((100, 100), np.int64)
    for left, top, width, height in areas.bands(outline, 100, 100).tolist():
        assert height <= 64
        counted[top : top + height, left : left + width] += 1
    assert counted.max(initial=0) <= 1
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(Qt.GlobalColor.white)
    first = np.arange(len(outline)) == 0
    painter.drawPath(path_of(outline, first))
    painter.end()
    theirs = np.array([[QColor(image.pixel(x, y)).lightness() > 0 for x in range(100)] for y in range(100)])
    assert (theirs != counted).mean() < 0.002  # Qt reckons in 64ths of a pixel


def test_discs_get_their_counts_when_there_is_time(qapp: object) -> None:
    clusters = Clusters(np.full(250, 46.0), np.full(250, 8.0))
    view = view_of(46.0, 8.0, 5.0, 64)
    discs = Discs()

    def shown() -> tuple[QImage, bool]:
        image = QImage(64, 64, QImage.Format.Format_RGB32)
        image.fill(SEA)
        painter = QPainter(image)
        complete = discs.paint(painter, view, clusters, LIGHT)
        painter.end()
        return image, complete

    plain, complete = shown()
    assert not complete
    assert discs.work(view, clusters, LIGHT, 1.0)
    counted, complete = shown()
    assert complete
    assert plain.pixelColor(32, 20) == counted.pixelColor(32, 20) != SEA
    assert plain != counted


def test_a_new_probability_layer_reaches_the_tiles(basemap: Basemap) -> None:
    tiles = Tiles(basemap, LIGHT)
    view = view_of(46.0, 8.0, 7.0, 200)
    plain = painted(tiles, view)
    cell = s2.parent(s2.leaf_ids(46.0, 8.0)[None], 8)
    tiles.shade(CellLayer.of(cell, np.ones(1), 6))
    shaded = painted(tiles, view)
    assert shaded.pixel(100, 100) != plain.pixel(100, 100)
    tiles.shade(CellLayer.empty())
    assert painted(tiles, view) == plain


def test_outlines_of_cells_run_on_across_the_antimeridian() -> None:
    cell = s2.parent(s2.leaf_ids([0.0, 0.0], [180.0, 10.0]), [4, 4])
    outline = outlines_of(cell)
    assert (np.abs(np.diff(outline[..., 0], axis=1)) < 0.1).all()
    np.testing.assert_allclose(outline[:, 0], outline[:, -1])


@given(st.integers(0, 2**32 - 1), st.floats(1.0, 16.0))
@settings(deadline=None, max_examples=40)
def test_every_photo_is_in_exactly_one_disc(seed: int, zoom: float) -> None:
    rng = np.random.default_rng(seed)
    lat, lon = rng.uniform(-85, 85, 300), rng.uniform(-180, 180, 300)
    lat[:100], lon[:100] = lat[0] + rng.normal(0, 0.01, 100), lon[0]
    clusters = Clusters(lat, lon)
    _, count, first = clusters.shown(View(0.5, 0.5, zoom, int(TILE_PX * 2**zoom), int(TILE_PX * 2**zoom)))
    assert count.sum() == 300
    rows = np.concatenate([clusters.order[start : start + size] for start, size in zip(first, count, strict=True)])
    assert sorted(rows.tolist()) == list(range(300))


def test_a_disc_lies_where_its_photos_are_and_can_be_clicked() -> None:
    lat, lon = np.array([40.0, 40.0001, 10.0]), np.array([-74.0, -74.0, 20.0])
    clusters = Clusters(lat, lon)
    view = View(0.5, 0.5, 8.0, 800, 600).centred_on(40.0, -74.0)
    square, count, _ = clusters.shown(view)
    assert count.tolist() == [2]
    np.testing.assert_allclose(view.to_px(square)[0], [400, 300], atol=0.1)
    assert sorted(clusters.at(view, 402, 303).tolist()) == [0, 1]
    assert not len(clusters.at(view, 100, 100))


@given(st.floats(-80, 80), st.floats(1.0, 18.0))
@settings(deadline=None)
def test_the_scale_bar_is_a_round_length_of_a_readable_width(lat: float, zoom: float) -> None:
    view = View(0.5, 0.5, zoom, 800, 600).centred_on(lat, 0.0)
    width, text = scale_bar(view)
    assert 40 <= width <= 120
    number, unit = text.split()
    length_km = float(number) * {"km": 1.0, "m": 0.001}[unit]
    assert length_km / view.km_per_px == pytest.approx(width, rel=0.5)
    assert number.rstrip("0") in {"1", "2", "5"}


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_scale_stands_out_even_from_names_below_it(palette: Palette, qapp: object) -> None:
    view = View(0.5, 0.5, 6.0, 300, 100)
    image = QImage(view.width_px, view.height_px, QImage.Format.Format_RGB32)
    image.fill(QColor(palette.town))  # letters, as dense as they can be
    painter = QPainter(image)
    paint_scale(painter, view, palette, 1.0)
    painter.end()
    ink = QColor(palette.town).lightness()
    row = [abs(QColor(image.pixel(x, 80)).lightness() - ink) for x in range(view.width_px)]
    plate = [x for x, apart in enumerate(row) if apart > 100]
    bar_px, _ = scale_bar(view)
    assert plate[-1] - plate[0] > bar_px + 30  # under the bar, the gap and the words
    assert row[: plate[0] - 1] == [0] * (plate[0] - 1)
    assert row[plate[-1] + 2 :] == [0] * (view.width_px - plate[-1] - 2)


@given(st.floats(-80, 80), st.floats(-180, 180), st.floats(1.0, 18.0))
@settings(deadline=None)
def test_the_graticule_shows_a_few_round_lines(lat: float, lon: float, zoom: float) -> None:
    view = View(0.5, 0.5, zoom, 800, 600).centred_on(lat, lon)
    lats, lons = graticule(view)
    assert len(lats) <= 12
    assert len(lons) <= 40
    assert all(-85.1 <= one <= 85.1 for one in lats)
