"""A name to points."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.places.fold import fold
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.names import Match, PlaceKind


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    opened = Gazetteer.open()
    yield opened
    opened.close()


CAPITALS = [
    ("Vienna", "AT", ["Wien", "vienne", "Viena", "Вена", "ウィーン", "維也納"]),
    ("Lisbon", "PT", ["Lisboa", "LISSABON", "lisbonne", "Лиссабон", "リスボン", "里斯本"]),
    ("Beijing", "CN", ["北京", "Peking", "Pékin", "Пекин", "بكين"]),
    ("Moscow", "RU", ["Москва", "Moskau", "moskva", "Moscou", "莫斯科"]),
    ("Cairo", "EG", ["القاهرة", "Kairo", "Le Caire", "Каир"]),
    ("Athens", "GR", ["Αθήνα", "ΑΘΗΝΑ", "Athina", "Athènes", "Atene"]),
    ("Tokyo", "JP", ["東京", "Tōkyō", "Tokio", "Токио", "도쿄"]),
    ("Seoul", "KR", ["서울", "Séoul", "ソウル"]),
    ("Jerusalem", "IL", ["ירושלים", "Yerushalayim"]),
    ("Delhi", "IN", ["दिल्ली", "Dillí"]),
    ("Bangkok", "TH", ["กรุงเทพมหานคร", "Krung Thep"]),
    ("Tbilisi", "GE", ["თბილისი", "Tiflis"]),
    ("Yerevan", "AM", ["Երևան", "Eriwan"]),
    ("Kyiv", "UA", ["Київ", "Kiew", "Kiev", "Киев"]),
    ("Prague", "CZ", ["Praha", "Prag", "praga"]),
    ("Copenhagen", "DK", ["København", "Kobenhavn", "Kopenhagen"]),
    ("Reykjavík", "IS", ["Reykjavik", "reykjavík"]),
    ("Warsaw", "PL", ["Warszawa", "Warschau", "Varsovie"]),
    ("Hanoi", "VN", ["Hà Nội", "Ha Noi"]),
    ("Brasília", "BR", ["Brasilia", "BRASÍLIA"]),
    ("Bogotá", "CO", ["bogota"]),
    ("Mexico City", "MX", ["Ciudad de México", "Ciudad de Mexico", "Mexiko-Stadt"]),
    ("Washington", "US", ["Washington, D.C.", "washington dc"]),
    ("London", "GB", ["Londres", "Londra", "Лондон", "ロンドン"]),
    ("Paris", "FR", ["parís", "Parigi", "Париж", "巴黎"]),
    ("Rome", "IT", ["Roma", "Rom", "Рим"]),
    ("Berlin", "DE", ["Berlín", "Берлин", "柏林"]),
    ("Brussels", "BE", ["Bruxelles", "Brussel", "Brüssel"]),
    ("Bucharest", "RO", ["București", "Bucuresti", "Bukarest"]),
    ("Addis Ababa", "ET", ["አዲስ አበባ", "Addis-Abeba"]),
]


@pytest.mark.parametrize(("name", "code", "spellings"), CAPITALS, ids=[row[0] for row in CAPITALS])
def test_a_capital_is_found_by_each_of_its_spellings(
    gazetteer: Gazetteer, name: str, code: str, spellings: list[str]
) -> None:
    for spelling in [name, *spellings]:
        towns = [hit for hit in gazetteer.search(spelling) if hit.kind is PlaceKind.TOWN]
        assert (fold(towns[0].name).startswith(fold(name)), towns[0].country_code) == (True, code), spelling


@pytest.mark.parametrize(
    ("query", "label"),
    [
        ("Paris, Texas", "Paris, Texas, United States"),
        ("paris texas", "Paris, Texas, United States"),
        ("Paris TX", "Paris, Texas, United States"),
        ("France/Paris", "Paris, Île-de-France, France"),
        ("Springfield, Illinois", "Springfield, Illinois, United States"),
        ("Springfield, IL, USA", "Springfield, Illinois, United States"),
        ("Cambridge, UK", "Cambridge, England, United Kingdom"),
        ("Cambridge MA", "Cambridge, Massachusetts, United States"),
        ("Portland ME", "Portland, Maine, United States"),
        ("Frankfurt (Oder)", "Frankfurt (Oder), Brandenburg, Germany"),
        ("San José, Costa Rica", "San José, Costa Rica"),
        ("Córdoba, Argentinien", "Córdoba, Cordoba, Argentina"),
        ("Valencia, España", "Valencia, Spain"),
    ],
)
def test_what_is_around_a_town_tells_it_from_its_namesakes(gazetteer: Gazetteer, query: str, label: str) -> None:
    assert gazetteer.search(query)[0].label() == label


@pytest.mark.parametrize(
    ("query", "name", "kind"),
    [
        ("Deutschland", "Germany", PlaceKind.COUNTRY),
        ("Германия", "Germany", PlaceKind.COUNTRY),
        ("法国", "France", PlaceKind.COUNTRY),
        ("USA", "United States", PlaceKind.COUNTRY),
        ("U.S.A.", "United States", PlaceKind.COUNTRY),
        ("England", "England", PlaceKind.REGION),
        ("Bayern", "Bavaria", PlaceKind.REGION),
        ("Texas", "Texas", PlaceKind.REGION),
        ("Île-de-France", "Île-de-France", PlaceKind.REGION),
        ("Europa", "Europe", PlaceKind.CONTINENT),
        ("Georgia", "Georgia", PlaceKind.COUNTRY),
        ("New York", "New York City", PlaceKind.TOWN),
        ("Zürich", "Zürich", PlaceKind.TOWN),
    ],
)
def test_countries_regions_and_continents_are_found_too(
    gazetteer: Gazetteer, query: str, name: str, kind: PlaceKind
) -> None:
    first = gazetteer.search(query)[0]
    assert (first.name, first.kind) == (name, kind)


def test_namesakes_come_largest_first(gazetteer: Gazetteer) -> None:
    towns = [hit for hit in gazetteer.search("Portland", limit=20) if hit.match is Match.NAME]
    assert [hit.population for hit in towns] == sorted((hit.population for hit in towns), reverse=True)
    assert [hit.region for hit in towns[:2]] == ["Oregon", "Maine"]


def test_a_hit_says_where_it_is_how_far_it_reaches_and_which_clock_it_keeps(gazetteer: Gazetteer) -> None:
    village, city, country = (gazetteer.search(q)[0] for q in ("Hallstatt", "London", "Italy"))
    assert (village.lat, village.lon) == pytest.approx((47.562, 13.649), abs=0.01)
    assert village.radius_km < 2
    assert 10 < city.radius_km < 50
    assert country.radius_km > 300
    assert city.time_zone == "Europe/London"
    assert country.time_zone == ""


@pytest.mark.parametrize("text", ["", "  ", ",,;", "🙂", "\x00", "%", "a" * 10_000, "'; DROP TABLE area --"])
def test_what_is_no_name_finds_nothing(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.search(text) == []


@given(text=st.text(max_size=30), limit=st.integers(1, 20))
def test_any_text_can_be_searched(gazetteer: Gazetteer, text: str, limit: int) -> None:
    hits = gazetteer.search(text, limit=limit)
    assert len(hits) <= limit
    assert all(-90 <= hit.lat <= 90 and -180 <= hit.lon <= 180 and hit.radius_km > 0 for hit in hits)


@given(text=st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(text=st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_case_makes_no_difference(text: str) -> None:
    assert fold(text.lower()) == fold(text.lower().casefold())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("São Paulo", "sao paulo"),
        ("Łódź", "LODZ"),
        ("Århus", "Arhus"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("L\u2019Aquila", "l'aquila"),
        ("St. Gallen", "Saint-Gallen"),
        ("Ёлка", "елка"),
        ("القَاهِرَة", "القاهره"),
        ("ＴＯＫＹＯ", "tokyo"),  # noqa: RUF001 - full width, as Japanese keyboards type it
    ],
)
def test_spellings_that_people_do_not_tell_apart_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("かき", "がき"), ("Roma", "Рома"), ("मुंबई", "मबई"), ("Lima", "Lime")])
def test_letters_that_matter_stay(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_every_town_is_found_by_its_own_name(gazetteer: Gazetteer) -> None:
    store = gazetteer._store
    for town in np.random.default_rng(3).integers(0, len(store.towns.lat), 300).tolist():
        assert town in {place for place, _ in store.bearers(fold(store.town_name(town)))}
