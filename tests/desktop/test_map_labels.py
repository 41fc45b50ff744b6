"""Names on the map: which are shown, and where."""

import numpy as np
import pytest

from whence_desktop.map import marks
from whence_desktop.map.clusters import Clusters
from whence_desktop.map.ground import Ground
from whence_desktop.map.labels import Labels
from whence_desktop.map.mercator import View, to_degrees
from whence_desktop.map.style import LIGHT

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""

EUROPE = View(0.5, 0.5, 5.0, 900, 900).centred_on(48.0, 9.0)


def placed(ground: Ground, view: View, clusters: Clusters | None = None) -> dict[str, Box]:
    """Return where in the window each name lies, from the first letter to the last; countries are in capitals."""
    labels = Labels(ground)
    labels.avoid(clusters)
    while not labels.work(view, LIGHT, 1.0):
        pass
    boxes = {}
    for label, x, y in labels._shown(view):
        picture = labels._pictures[label.text, label.country]
        left, top = x + label.left_px, y + label.top_px
        boxes[label.text] = left + 2, top + 2, left + picture.width() - 3, top + picture.height() - 3
    return boxes


@pytest.fixture(scope="module")
def photos() -> Clusters:
    """Photos near the largest towns of western Europe."""
    noise = np.random.default_rng(5)
    towns = np.array([(48.85, 2.35), (40.42, -3.7), (52.52, 13.4), (41.9, 12.5), (50.08, 14.43), (48.21, 16.37)])
    near = np.repeat(towns, 50, axis=0) + noise.normal(0, 0.05, (300, 2))
    return Clusters(near[:, 0], near[:, 1])


@pytest.mark.parametrize(("lat", "lon", "zoom"), [(48.0, 9.0, 5.0), (51.5, -0.1, 9.0), (35.0, 137.0, 3.0)])
def test_names_do_not_run_into_each_other(ground: Ground, lat: float, lon: float, zoom: float) -> None:
    boxes = list(placed(ground, View(0.5, 0.5, zoom, 900, 900).centred_on(lat, lon)).values())
    assert len(boxes) > 10
    for number, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert right < other[0] or other[2] < left or bottom < other[1] or other[3] < top


def test_the_largest_town_of_a_crowded_place_gets_its_name(ground: Ground) -> None:
    assert "London" in placed(ground, View(0.5, 0.5, 7.0, 700, 700).centred_on(51.5, -0.1))


def test_a_town_under_a_disc_of_photos_has_its_name_beside_it(ground: Ground, photos: Clusters) -> None:
    boxes = placed(ground, EUROPE, photos)
    square, count, _ = photos.shown(EUROPE)
    for (x, y), radius in zip(EUROPE.to_px(square).tolist(), map(marks.cluster_radius_px, count.tolist()), strict=True):
        for text, (left, top, right, bottom) in boxes.items():
            off = np.hypot(x - np.clip(x, left, right), y - np.clip(y, top, bottom))
            assert off > radius or text.isupper(), f"{text} lies under a disc"
    assert {"Paris", "Madrid", "Berlin", "Rome", "Prague"} <= boxes.keys()


def test_a_country_moves_up_or_down_for_a_disc_and_is_hidden_rather_than_left_out(ground: Ground) -> None:
    left, top, right, bottom = placed(ground, EUROPE)["FRANCE"]
    lat, lon = to_degrees(EUROPE.to_square([(left + right) / 2, (top + bottom) / 2]))
    moved = placed(ground, EUROPE, Clusters(np.full(9, lat), np.full(9, lon)))["FRANCE"]
    assert moved[0] == pytest.approx(left)
    assert moved[1] > bottom or moved[3] < top
    everywhere = np.meshgrid(np.arange(38.0, 56.0, 0.5), np.arange(-6.0, 12.0, 0.5))
    assert placed(ground, EUROPE, Clusters(*(side.ravel() for side in everywhere)))["FRANCE"][1] == pytest.approx(top)


def test_names_are_placed_anew_when_photos_come_and_go(ground: Ground, photos: Clusters) -> None:
    labels = Labels(ground)
    seen = []
    for clusters in (None, photos, None):
        labels.avoid(clusters)
        while not labels.work(EUROPE, LIGHT, 1.0):
            pass
        seen.append(labels._labels)
    assert seen[0] == seen[2] != seen[1]


def test_dragging_within_the_region_keeps_the_names_where_they_are(ground: Ground) -> None:
    labels = Labels(ground)
    view = View(0.5, 0.5, 6.0, 600, 600).centred_on(48.0, 9.0)
    while not labels.work(view, LIGHT, 1.0):
        pass
    before = labels._labels
    assert labels.work(view.moved(60, -40), LIGHT, 1.0) or labels._labels is before
    assert labels._labels is before
