"""A point to a name."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.geo.sphere import distance_km
from whence_engine.photo import Level
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.places.names import PlaceName


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    opened = Gazetteer.open()
    yield opened
    opened.close()


def at(gazetteer: Gazetteer, lat: float, lon: float) -> PlaceName:
    return gazetteer.reverse(np.array([lat]), np.array([lon]))[0]


BORDER_TOWNS = [
    ("Baarle-Nassau, town hall", 51.4458, 4.9297, "NL"),
    ("Baarle-Hertog, church", 51.4432, 4.9320, "BE"),
    ("Konstanz, minster", 47.6633, 9.1757, "DE"),
    ("Konstanz, Paradies", 47.6610, 9.1650, "DE"),
    ("Kreuzlingen, Bärenplatz", 47.6470, 9.1790, "CH"),
    ("Basel, market", 47.5581, 7.5878, "CH"),
    ("Basel, Kleinbasel", 47.5660, 7.5980, "CH"),
    ("Lörrach", 47.6156, 7.6614, "DE"),
    ("Weil am Rhein", 47.5930, 7.6110, "DE"),
    ("Saint-Louis", 47.5900, 7.5600, "FR"),
    ("Haparanda", 65.8355, 24.1368, "SE"),
    ("Tornio", 65.8481, 24.1466, "FI"),
    ("Gorizia", 45.9402, 13.6202, "IT"),
    ("Nova Gorica", 45.9564, 13.6437, "SI"),
    ("El Paso", 31.7587, -106.4869, "US"),
    ("Ciudad Juárez", 31.7390, -106.4850, "MX"),
    ("Geneva, jet d'eau", 46.2074, 6.1559, "CH"),
    ("Annemasse", 46.1944, 6.2377, "FR"),
    ("Ferney-Voltaire", 46.2557, 6.1081, "FR"),
    ("Monaco, casino", 43.7392, 7.4272, "MC"),
    ("Beausoleil", 43.7433, 7.4225, "FR"),
    ("Vatican, St Peter's Square", 41.9022, 12.4568, "VA"),
    ("Rome, Castel Sant'Angelo", 41.9031, 12.4663, "IT"),
    ("Singapore, Woodlands", 1.4360, 103.7860, "SG"),
    ("Johor Bahru", 1.4655, 103.7578, "MY"),
    ("Gibraltar, main street", 36.1400, -5.3530, "GI"),
    ("La Línea", 36.1650, -5.3480, "ES"),
    ("Macau, Senado", 22.1937, 113.5399, "MO"),
    ("Zhuhai, Gongbei", 22.2230, 113.5480, "CN"),
    ("Hong Kong, Central", 22.2819, 114.1580, "HK"),
    ("Hong Kong, Sheung Shui", 22.5020, 114.1280, "HK"),
    ("Shenzhen, Luohu", 22.5431, 114.1190, "CN"),
    ("Melilla", 35.2923, -2.9381, "ES"),
    ("Nador", 35.1740, -2.9287, "MA"),
    ("Ceuta", 35.8890, -5.3160, "ES"),
    ("Strasbourg", 48.5734, 7.7521, "FR"),
    ("Kehl", 48.5729, 7.8150, "DE"),
    ("Niagara Falls, Ontario", 43.0896, -79.0849, "CA"),
    ("Niagara Falls, New York", 43.0962, -79.0377, "US"),
    ("Tijuana", 32.5149, -117.0382, "MX"),
    ("San Ysidro", 32.5530, -117.0430, "US"),
    ("Maastricht", 50.8514, 5.6910, "NL"),
    ("San Marino", 43.9361, 12.4466, "SM"),
    ("Vaduz", 47.1410, 9.5215, "LI"),
    ("Busingen, a German exclave", 47.6970, 8.6900, "DE"),
    ("Campione, an Italian exclave", 45.9680, 8.9710, "IT"),
]


@pytest.mark.parametrize(("where", "lat", "lon", "code"), BORDER_TOWNS, ids=[row[0] for row in BORDER_TOWNS])
def test_border_towns_are_in_their_own_country(
    gazetteer: Gazetteer, where: str, lat: float, lon: float, code: str
) -> None:
    assert at(gazetteer, lat, lon).country_code == code


EDGES = [
    ("Suva, Fiji", -18.1416, 178.4419, "FJ"),
    ("Taveuni, Fiji, on the antimeridian", -16.8200, 180.0, "FJ"),
    ("Taveuni, the same from the other side", -16.8200, -180.0, "FJ"),
    ("Taveuni, east of the antimeridian", -16.8500, -179.97, "FJ"),
    ("Uelen, Chukotka, west longitude", 66.1594, -169.8092, "RU"),
    ("Egvekinot, Chukotka, west longitude", 66.3217, -179.1197, "RU"),
    ("Attu, Aleutians, east longitude", 52.9, 172.9, "US"),
    ("Adak, Aleutians, west longitude", 51.88, -176.658, "US"),
    ("South Pole", -90.0, 0.0, "AQ"),
    ("McMurdo", -77.8419, 166.6863, "AQ"),
    ("Vostok", -78.4645, 106.8339, "AQ"),
    ("Longyearbyen", 78.2232, 15.6267, "SJ"),
    ("Alert", 82.5018, -62.3481, "CA"),
    ("Funafuti, an atoll", -8.5211, 179.1983, "TV"),
    ("Malé, an atoll", 4.1755, 73.5093, "MV"),
    ("Jamestown, Saint Helena", -15.9387, -5.7181, "SH"),
    ("Edinburgh of the Seven Seas", -37.0674, -12.3116, "SH"),
    ("Hanga Roa, Easter Island", -27.1500, -109.4330, "CL"),
    ("Christmas Island", -10.4217, 105.6781, "CX"),
    ("Cayenne", 4.9371, -52.3260, "GF"),
    ("Saint-Denis, Réunion", -20.8789, 55.4481, "RE"),
    ("Middle of New Guinea, east of a straight border", -5.0, 142.37, "PG"),
    ("Middle of Taiwan", 24.1200, 120.9700, "TW"),
    ("Simferopol", 44.9572, 34.1108, "UA"),
    ("Laayoune", 27.1418, -13.1880, "EH"),
    ("Middle of the Sahara", 23.0, 10.5, "DZ"),
    ("Middle of Greenland", 75.0, -40.0, "GL"),
]


@pytest.mark.parametrize(("where", "lat", "lon", "code"), EDGES, ids=[row[0] for row in EDGES])
def test_the_ends_of_the_earth_have_a_country(
    gazetteer: Gazetteer, where: str, lat: float, lon: float, code: str
) -> None:
    assert at(gazetteer, lat, lon).country_code == code


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(0.0, 0.0), (90.0, 0.0), (-48.9, -123.4), (40.0, -40.0), (np.nan, 5.0), (5.0, np.inf), (5.0, -np.inf)],
)
def test_the_open_sea_and_what_is_no_place_have_no_name(gazetteer: Gazetteer, lat: float, lon: float) -> None:
    name = at(gazetteer, lat, lon)
    assert name == PlaceName()
    assert [name.label(level) for level in Level] == [""] * 5


def test_labels_say_as_much_as_the_level_allows(gazetteer: Gazetteer) -> None:
    paris = at(gazetteer, 48.8606, 2.3376)
    assert paris.label(Level.EXACT) == "Paris, France"
    assert paris.label(Level.CITY) == "Paris, France"
    assert paris.label(Level.REGION) == "Île-de-France, France"
    assert paris.label(Level.COUNTRY) == "France"
    assert paris.label(Level.CONTINENT) == "Europe"
    assert paris.distance_km < 2


CITIES = [
    ("Lisbon", 38.7110, -9.1300, "Alfama"),
    ("London", 51.4200, -0.0850, "Gipsy Hill"),
    ("London", 51.3727, -0.0987, "Croydon"),
    ("Tokyo", 35.6510, 139.6900, "Aobadai in Meguro"),
    ("Paris", 48.8867, 2.3431, "Montmartre"),
    ("Berlin", 52.4983, 13.4066, "Kreuzberg"),
    ("New York City", 40.6500, -73.9500, "Brooklyn"),
    ("Sydney", -33.8910, 151.2743, "Bondi Beach"),
    ("Cape Town", -33.9500, 18.3800, "Camps Bay"),
    ("Florence", 43.8065, 11.2937, "Fiesole"),
    ("Palermo", 38.0800, 13.2900, "Monreale"),
    ("Yokohama", 35.4437, 139.6380, "28 km from Tokyo"),
    ("Oakland", 37.8044, -122.2711, "13 km from San Francisco"),
    ("Potsdam", 52.3910, 13.0930, "23 km from Berlin"),
    ("Delft", 52.0116, 4.3571, "8 km from The Hague"),
    ("Starnberg", 48.0000, 11.3400, "a quarter of an hour beyond Munich"),
    ("Villard-de-Lans", 45.0711, 5.5517, "17 km from Grenoble, across the mountains"),
    ("Lauterbrunnen", 46.5935, 7.9091, "in the Alps"),
    ("Mittenwald", 47.4426, 11.2617, "15 km from Garmisch, 20 km from Innsbruck across the border"),
    ("Hallstatt", 47.5600, 13.6500, "not even a thousand people"),
    ("Konstanz", 47.6630, 9.1757, "Zürich and Kreuzlingen are abroad"),
]


@pytest.mark.parametrize(("city", "lat", "lon", "where"), CITIES, ids=[row[3] for row in CITIES])
def test_a_city_lends_its_surroundings_a_name_but_no_town_that_has_one(
    gazetteer: Gazetteer, city: str, lat: float, lon: float, where: str
) -> None:
    name = at(gazetteer, lat, lon)
    assert name.city == city
    assert name.label(Level.CITY) == f"{city}, {name.country}"
    assert name.label(Level.EXACT) == f"{name.name}, {name.country}"


def test_a_city_that_is_its_country_is_named_once(gazetteer: Gazetteer) -> None:
    assert at(gazetteer, 1.2868, 103.8545).label(Level.CITY) == "Singapore"


def test_where_no_town_is_near_the_country_is_the_name(gazetteer: Gazetteer) -> None:
    vostok, desert = at(gazetteer, -78.4645, 106.8339), at(gazetteer, 38.5, -116.5)
    assert (vostok.name, vostok.distance_km) == ("", np.inf)
    assert vostok.label(Level.CITY) == "Antarctica"
    assert 25 < desert.distance_km < 240
    assert desert.label(Level.CITY) == "Nevada, United States"


@pytest.mark.parametrize(
    ("where", "lat", "lon", "name"),
    [
        ("Louvre", 48.8606, 2.3376, "Paris"),
        ("Buckingham Palace", 51.5014, -0.1419, "London"),
        ("Brandenburg Gate", 52.5163, 13.3777, "Berlin"),
        ("Budapest parliament", 47.5071, 19.0457, "Budapest"),
        ("Versailles, palace", 48.8049, 2.1204, "Versailles"),
        ("Neuilly, beside Paris", 48.8846, 2.2697, "Neuilly-sur-Seine"),
        ("Hallstatt, a village", 47.5622, 13.6493, "Hallstatt"),
    ],
)
def test_a_city_neither_loses_its_middle_nor_swallows_its_neighbours(
    gazetteer: Gazetteer, where: str, lat: float, lon: float, name: str
) -> None:
    assert at(gazetteer, lat, lon).name == name


def test_towns_of_more_than_15000_people_are_in_their_own_country(gazetteer: Gazetteer) -> None:
    towns = gazetteer._store.towns
    big = np.flatnonzero(towns.population > 15_000)
    codes = np.array([area.code for area in gazetteer._store.areas])
    found = np.array([name.country_code for name in gazetteer.reverse(towns.lat[big], towns.lon[big])])
    strays = big[found != codes[towns.country[big]]]
    assert len(big) > 30_000
    assert [gazetteer._store.town_name(int(town)) for town in strays] == []


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180))
def test_any_point_on_earth_has_an_answer(gazetteer: Gazetteer, lat: float, lon: float) -> None:
    name = at(gazetteer, lat, lon)
    assert len(name.country_code) in {0, 2}
    assert bool(name.country) == bool(name.country_code) == bool(name.continent)
    assert (name.distance_km < np.inf) == bool(name.name)


@given(lat=st.floats(-89, 89), lon=st.floats(-180, 180), turns=st.integers(-2, 2))
def test_longitudes_wrap(gazetteer: Gazetteer, lat: float, lon: float, turns: int) -> None:
    lon = round(lon, 4)
    assert at(gazetteer, lat, lon + 360 * turns).country_code == at(gazetteer, lat, lon).country_code


@pytest.mark.parametrize("lon", [180.0, -180.0, float(np.nextafter(-180, -200)), float(np.nextafter(180, 0)), -540.0])
def test_the_antimeridian_is_one_line_whatever_it_is_called(gazetteer: Gazetteer, lon: float) -> None:
    assert at(gazetteer, -16.82, lon).country_code == "FJ"
    assert at(gazetteer, 68.0, lon).country_code == "RU"


def test_what_lies_close_to_a_border_says_so(gazetteer: Gazetteer) -> None:
    assert at(gazetteer, 47.5930, 7.6110).border_km < 3
    assert at(gazetteer, 46.5, 2.5).border_km == np.inf


def test_a_batch_says_what_single_points_say(gazetteer: Gazetteer) -> None:
    rng = np.random.default_rng(5)
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, 300)))
    lon = rng.uniform(-180, 180, 300)
    assert gazetteer.reverse(lat, lon) == [at(gazetteer, a, o) for a, o in zip(lat, lon, strict=True)]


def test_no_points_have_no_names(gazetteer: Gazetteer) -> None:
    assert gazetteer.reverse(np.array([]), np.array([])) == []


def test_threads_share_a_gazetteer() -> None:
    rng = np.random.default_rng(6)
    lat, lon = rng.uniform(-60, 70, (2, 8, 200))
    fresh = Gazetteer.open()
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(fresh.reverse, lat, lon))
    assert together == [fresh.reverse(a, o) for a, o in zip(lat, lon, strict=True)]
    fresh.close()


def test_towns_near_a_point_come_nearest_first_with_their_time_zone(gazetteer: Gazetteer) -> None:
    towns = gazetteer.towns_near(47.5581, 7.5878, 6)
    distances = [town.distance_km for town in towns]
    assert distances == sorted(distances)
    assert max(distances) <= 6
    zones = {town.country_code: town.time_zone for town in towns}
    assert zones == {"CH": "Europe/Zurich", "DE": "Europe/Berlin", "FR": "Europe/Paris"}


def test_towns_near_a_point_are_those_that_brute_force_finds(gazetteer: Gazetteer) -> None:
    towns = gazetteer.towns
    rng = np.random.default_rng(7)
    for lat, lon in zip(rng.uniform(-89, 89, 50), rng.uniform(-180, 180, 50), strict=True):
        around = gazetteer.towns_near(lat, lon, 300)
        km = distance_km(lat, lon, towns.lat, towns.lon)
        assert [town.distance_km for town in around] == pytest.approx(np.sort(km[km <= 300]), abs=1e-3)
