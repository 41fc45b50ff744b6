"""A review of an album: what it stores is what a run would, and it tells the density below its candidates."""

import pytest
from workshop import CUES, NOW, Workshop

from whence_engine.accept.decide import decide
from whence_engine.albums.arrange import arrange
from whence_engine.cues.registry import load_cues
from whence_engine.events import Finished
from whence_engine.geo import s2, sphere
from whence_engine.geo.sphere import distance_km
from whence_engine.photo import Action, DecidedBy, Decision, Level
from whence_engine.pipeline import Pipeline


def test_a_review_computes_anew_only_what_a_decision_changed(shop: Workshop) -> None:
    shop.run()
    made = Pipeline(shop.library, shop.bundle, load_cues(("names", "neighbours")), shop.settings)
    album = shop.library.index.albums.get(shop.answer("paris-1.jpg").album or 0)
    assert album is not None
    review = made.review(album)
    assert review is not None
    review.update()
    assert review.update() == {}
    chosen = shop.answer("paris-1.jpg").photo
    decide(shop.library, chosen, Decision(Action.ACCEPT, DecidedBy.PERSON, NOW, 48.8606, 2.3376, 1.0, Level.EXACT))
    changed = review.update()
    assert changed.keys() >= {photo.id for photo in album.photos} - {chosen.id}
    assert shop.candidates("paris-2.jpg") == changed[shop.answer("paris-2.jpg").photo.id]


def test_a_review_tells_the_density_that_the_candidates_stand_on(shop: Workshop) -> None:
    shop.run()
    made = Pipeline(shop.library, shop.bundle, load_cues(CUES), shop.settings)
    answer = shop.answer("paris-1.jpg")
    album = shop.library.index.albums.get(answer.album or 0)
    assert album is not None
    review = made.review(album)
    assert review is not None
    review.update()
    density = review.density(answer.photo.id)
    assert density is not None
    mass = density.mass[answer.photo.id]
    assert mass.shape == density.cell_id.shape
    assert mass.sum() == pytest.approx(1.0)
    best = answer.candidates[0]
    near = distance_km(best.lat_deg, best.lon_deg, *sphere.to_degrees(s2.centre_xyz(density.cell_id))) <= 100.0
    assert mass[near].sum() > 0.5
    assert review.density(10**6) is None
    decide(shop.library, answer.photo, Decision(Action.REJECT, DecidedBy.PERSON, NOW, best.lat_deg, best.lon_deg, 50.0))
    review.update()
    after = review.density(answer.photo.id)
    assert after is not None
    near = distance_km(best.lat_deg, best.lon_deg, *sphere.to_degrees(s2.centre_xyz(after.cell_id))) <= 10.0
    assert after.mass[answer.photo.id][near].sum() < 0.01


def test_an_album_that_the_network_has_not_seen_is_not_reviewed(shop: Workshop) -> None:
    for event in shop.start():
        if isinstance(event, Finished) and event.stage == "scan":
            break
    arrange(shop.library)
    made = Pipeline(shop.library, shop.bundle, load_cues(CUES), shop.settings)
    album = next(shop.library.index.albums.all())
    assert made.review(album) is None
    shop.run()
    assert made.review(album) is not None


def test_what_a_review_stores_is_what_a_run_would(shop: Workshop) -> None:
    shop.run()
    answer = shop.answer("paris-1.jpg")
    album = shop.library.index.albums.get(answer.album or 0)
    assert album is not None
    review = Pipeline(shop.library, shop.bundle, load_cues(CUES), shop.settings).review(album)
    assert review is not None
    decide(shop.library, answer.photo, Decision(Action.ACCEPT, DecidedBy.PERSON, NOW, 48.86, 2.34, 1.0, Level.EXACT))
    assert review.update()
    assert shop.run(shop.photos / "a")["located"] == 0
