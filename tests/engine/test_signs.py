"""`signs`: what a text tells of countries and places, in words a person can check; and what tells nothing."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.cues.sign_evidence import Kind
from whence_engine.cues.sign_formats import formats
from whence_engine.cues.sign_language import languages
from whence_engine.cues.sign_tables import sign_tables
from whence_engine.cues.sign_trust import SignTrust
from whence_engine.cues.signs import Signs
from whence_engine.errors import BundleError
from whence_engine.geo.sphere import distance_xyz_km, to_degrees, to_xyz
from whence_engine.photo import Album, Belief, Photo, Position, PositionSource, Reading, TextLine
from whence_engine.places.fold import fold

TRUST = SignTrust(dict.fromkeys(Kind, 0.6), 6.0, 0.75)
CUE = Signs(TRUST)
TABLES = sign_tables()


def lines(*texts: str, score: float = 0.97) -> list[TextLine]:
    return [TextLine(text, score, 0.1, 0.1, 0.5, 0.2) for text in texts]


def told(*texts: str) -> Belief:
    belief = CUE.read(lines(*texts))
    assert belief is not None
    return belief


def country_share(belief: Belief, code: str) -> float:
    """Return the mass that a belief puts on a country outright."""
    number, _ = CUE.gazetteer.borders.locate(*to_degrees(np.concatenate([belief.cell_xyz, belief.kernel_xyz])))
    inside = number == CUE.gazetteer.countries[code][0]
    return float(np.concatenate([belief.cell_mass, belief.kernel_mass])[inside].sum())


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Ausgang", "German"),
        ("Bahnhofstrasse 12", "German"),
        ("Rue de la Paix", "French"),
        ("TRATTORIA", "Italian"),
        ("Panadería", "Spanish"),
        ("Saída", "Portuguese"),
        ("Uscita", "Italian"),
        ("PIEKARNIA", "Polish"),
        ("Lékárna", "Czech"),
        ("GYÓGYSZERTÁR", "Hungarian"),
        ("Kungsgatan", "Swedish"),
        ("Prinsengracht", "Dutch"),
        ("Eczane", "Turkish"),
        ("Please keep off the grass, private property", "English"),
        ("ラーメン", "Japanese"),
        ("京都鉄道博物館", "Japanese"),
        ("欢迎光临", "Chinese (simplified)"),
        ("歡迎光臨", "Chinese (traditional)"),
        ("ΦΑΡΜΑΚΕΙΟ", "Greek"),
        ("ΦAPMAKEIO", "Greek"),  # as the reader reads it: only the first letter is Greek
        ("약국 화장실", "Korean"),
        ("Аптека їжа", "Ukrainian"),
        ("ร้านอาหาร", "Thai"),
    ],
)
def test_languages_are_told_by_words_endings_letters_and_scripts(text: str, means: str) -> None:
    found = languages(lines(text), TABLES, TRUST.sharpness, TRUST.nothing)
    assert [one.means.split(" or ")[0] for one in found] == [means]


def test_a_word_of_several_languages_tells_of_all_of_them() -> None:
    belief = told("FARMACIA")
    assert belief.because == 'A sign reads "FARMACIA" (Italian or Spanish or Portuguese).'
    assert min(country_share(belief, code) for code in ("IT", "ES", "MX")) > 0.01
    assert country_share(belief, "DE") < 0.01


def test_kinds_bear_each_other_out() -> None:
    word, both = told("FARMACIA"), told("FARMACIA", "Tel. +39 055 1234567")
    assert country_share(both, "IT") > 2 * country_share(word, "IT")
    assert both.unknown < word.unknown
    assert both.because.endswith('"+39 055 1234567" (the telephone code +39: Italy or Vatican).')


@pytest.mark.parametrize(
    ("text", "kind", "countries"),
    [
        ("+49 30 123456-78", Kind.PHONE, {"DE"}),
        ("0039 055 123456", Kind.PHONE, {"IT", "VA"}),
        ("(212) 555-0123", Kind.PHONE_FORMAT, {"US", "CA"}),
        ("01 42 68 53 00", Kind.PHONE_FORMAT, {"FR"}),
        ("03-1234-5678", Kind.PHONE_FORMAT, {"JP"}),
        ("www.bakker-jansen.nl", Kind.DOMAIN, {"NL"}),
        ("info@shop.co.uk", Kind.DOMAIN, {"GB"}),
        ("12,50 zł", Kind.CURRENCY, {"PL"}),
        ("NT$ 120", Kind.CURRENCY, {"TW"}),
        ("London SW1A 1AA", Kind.POSTCODE, {"GB"}),
        ("New York, NY 10001", Kind.POSTCODE, {"US"}),
        ("〒604-8571", Kind.POSTCODE, {"JP"}),
        ("CH-8001 Zürich", Kind.POSTCODE, {"CH"}),
        ("B-MW 1234", Kind.PLATE, {"DE"}),
        ("AB-123-CD", Kind.PLATE, {"FR", "IT"}),
        ("1234 BCD", Kind.PLATE, {"ES"}),
        ("沪A·12345", Kind.PLATE, {"CN"}),
    ],
)
def test_numbers_addresses_prices_codes_and_plates_are_known(text: str, kind: Kind, countries: set[str]) -> None:
    found = {one.kind: set(one.countries) for one in formats(lines(text), TABLES, {})}
    assert found[kind] == countries


@pytest.mark.parametrize(
    "text", ["2014-07-12 18:03", "1234567890", "ISO 9001", "v2.0", "file.io", "10:30", "100 m", "S 21"]
)
def test_dates_and_other_numbers_are_of_no_country(text: str) -> None:
    assert formats(lines(text), TABLES, {}) == []


@pytest.mark.parametrize(
    ("text", "lat", "lon"), [("EDINBURGH", 55.95, -3.19), ("Firenze", 43.77, 11.25), ("BANGKOK 120", 13.75, 100.5)]
)
def test_a_city_that_stands_alone_is_a_place(text: str, lat: float, lon: float) -> None:
    belief = told(text)
    near = distance_xyz_km(belief.kernel_xyz, to_xyz(lat, lon)) < 20
    assert belief.kernel_mass[near].sum() > 0.4


def test_a_town_counts_where_the_rest_of_the_text_speaks_of_its_country() -> None:
    assert CUE.read(lines("Poggibonsi")) is None
    assert "Poggibonsi, Italy" in told("Poggibonsi", "Uscita", "Divieto di sosta").because


@pytest.mark.parametrize(
    "text",
    ["Xe", "品", "TL", "SSPECIA", "Hotel Paris", "BANK", "Smile", "Coca-Cola", "OPEN", "NICE", "272", "ROUTE66", "R",
     "鑫", "PIZZA", "Restaurant", "KIRIN", ""],
)  # fmt: skip
def test_garbage_brands_and_what_is_at_home_everywhere_tell_nothing(text: str) -> None:
    assert CUE.read(lines(text)) is None


def test_what_is_hardly_legible_tells_nothing() -> None:
    assert CUE.read(lines("Ausgang", "Apotheke", "EDINBURGH", "+49 30 123456", score=0.6)) is None


@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_text_gives_a_whole_belief_or_none(texts: list[str]) -> None:
    belief = CUE.read(lines(*texts))
    if belief is not None:
        assert belief.cell_mass.sum() + belief.kernel_mass.sum() + belief.unknown == pytest.approx(1.0)
        assert belief.unknown >= 0.0
        assert (belief.cell_mass >= 0.0).all()


class Library:
    """Stands in for a library: readings by photo, and the texts that are everywhere."""

    def __init__(self, texts: dict[int, tuple[str, ...]], everywhere: tuple[str, ...] = ()) -> None:
        self.index = self.readings = self
        self._texts, self._everywhere = texts, everywhere

    def of(self, ids: list[int]) -> list[Reading]:
        return [Reading(i, tuple(lines(*self._texts[i]))) for i in ids if i in self._texts]

    def widespread(self, _texts: list[str], _albums: int) -> frozenset[str]:
        return frozenset(self._everywhere)


def album(*with_position: bool) -> Album:
    at = Position(1.0, 2.0, PositionSource.EXIF)
    photos = [
        Photo(Path(f"{i}.jpg"), 1, 1, 1, "JPEG", id=i, position=at if has else None)
        for i, has in enumerate(with_position)
    ]
    return Album(1, tuple(photos))


def ask(library: Library) -> dict[int, Belief]:
    known: Any = type("Known", (), {"library": library})
    return CUE.beliefs(album(True, False, False), known)


def test_photos_with_a_position_are_left_alone() -> None:
    assert set(ask(Library({0: ("Ausgang",), 1: ("Ausgang",)}))) == {1}


def test_what_the_photographer_carries_about_is_no_sign() -> None:
    assert ask(Library({1: ("Piekarnia",), 2: ("Ausgang",)}, everywhere=("Piekarnia",))).keys() == {2}


def test_the_tables_are_written_as_words_are_looked_up() -> None:
    words = [
        word for language in TABLES.languages.values() for word in (*language.words, *language.ends, *language.streets)
    ]
    assert [word for word in words if fold(word) != word or len(word) < 1] == []
    assert TABLES.by_phone["39"] == ("IT", "VA")
    assert TABLES.with_domain("uk") == "GB"


def test_a_missing_trust_is_told(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="Reinstall Whence"):
        SignTrust.load(tmp_path / "none.json")
    assert set(SignTrust.load().of) == set(Kind)
