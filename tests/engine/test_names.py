"""`names`: what a folder, a file or a caption tells, and what it does not.

The two lists at the end were read once before anything was changed for them: 38 of the 40 albums called after a place
were read right and none wrong; 2 of the 103 others were taken for a place ("Charlotte", "Family reunion": the latter
was then put among the doubtful words). That is kinder than strangers' albums will be: whoever wrote the lists had just
written `words.txt` and `landscapes.tsv`, and three of the others had been development cases. Without `landscapes.tsv`
32 of the 40 are right and 3 wrong.
"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whence_engine.cues.name_texts import Source, Where, folders, sources
from whence_engine.cues.names import Names
from whence_engine.geo.sphere import distance_xyz_km, to_xyz
from whence_engine.photo import Album, Belief, Photo, Position, PositionSource

CUE = Names()


def photo(path: str, texts: tuple[str, ...] = (), at: tuple[float, float] | None = None, number: int = 1) -> Photo:
    position = Position(*at, PositionSource.EXIF) if at else None
    return Photo(Path(path), 1, 1, 1, "JPEG", id=number, texts=texts, position=position)


def read(path: str, *texts: str) -> Belief | None:
    return CUE.read(tuple(sources(photo(path, texts))))


def told(path: str, *texts: str) -> Belief:
    belief = read(path, *texts)
    assert belief is not None
    return belief


def share_within(belief: Belief, lat: float, lon: float, km: float) -> float:
    """Return the mass of the kernels whose centres lie within `km` of a point."""
    near = distance_xyz_km(belief.kernel_xyz, to_xyz(lat, lon)) <= km
    return float(belief.kernel_mass[near].sum())


@pytest.mark.parametrize(
    ("path", "lat", "lon", "km"),
    [
        ("/p/1987 Lisboa/img001.jpg", 38.72, -9.14, 10),
        ("/p/New York 2011/DSC00319.JPG", 40.71, -74.0, 15),
        ("/p/NewYork2011/DSC00319.JPG", 40.71, -74.0, 15),
        ("/p/2010-12 Cape Town/DSC_1.JPG", -33.93, 18.42, 15),
        ("/p/Marokko/Merzouga 2012/IMG_4211.JPG", 31.1, -4.0, 10),
        ("/p/2017-06 Lofoten/DSC_1143.JPG", 68.2, 14.0, 160),
        ("/p/lisboa/IMG_1.JPG", 38.72, -9.14, 10),
        ("/p/東京/IMG_1.JPG", 35.69, 139.69, 20),
        ("/p/Москва/IMG_1.JPG", 55.75, 37.62, 20),
        ("/p/fotos/Lisboa 012.jpg", 38.72, -9.14, 10),
        ("/p/Texas/Paris/IMG_1.JPG", 33.66, -95.56, 10),
        ("/p/Paris Texas/IMG_1.JPG", 33.66, -95.56, 10),
        ("/p/Paris/IMG_1.JPG", 48.86, 2.35, 10),
        ("/p/Bali 2016/IMG_1.JPG", -8.4, 115.1, 80),
    ],
)
def test_a_named_place_is_believed(path: str, lat: float, lon: float, km: float) -> None:
    belief = told(path)
    assert share_within(belief, lat, lon, km) > 0.5
    assert 0.09 <= belief.unknown <= 0.7
    assert belief.kernel_mass.sum() + belief.unknown == pytest.approx(1.0)


def test_the_reason_quotes_what_was_read() -> None:
    assert told("/p/1987 Lisboa/img001.jpg").because == 'The folder is called "1987 Lisboa": Lisbon, Portugal.'
    assert told("/p/Marokko/Merzouga 2012/IMG_1.JPG").because == (
        'The folder is called "Merzouga 2012" (Marokko beside it): Merzouga, Morocco.'
    )


@pytest.mark.parametrize(
    "path",
    [
        "/p/Anna Geburtstag/IMG_4211.JPG",
        "/p/Nice pictures/IMG_4211.JPG",
        "/p/Best of 2015/IMG_4211.JPG",
        "/p/Paris Hilton/IMG_4211.JPG",
        "/p/WhatsApp Images/IMG-20160507-WA0003.jpg",
        "/p/DCIM/101_PANA/P1010841.JPG",
        "/p/Takeout/Google Photos/Photos from 2013/PXL_20130101_120000.jpg",
        "/p/Screenshots/Screenshot_20160507-120000.png",
        "/p/Rescued from the old stick/IMG_0036.JPG",
        "/p/Weihnachten bei Oma/DSC00312.JPG",
        "/home/florence/Pictures/IMG_1.JPG",
        "/media/paris/IMG_1.JPG",
    ],
)
def test_words_first_names_and_what_cameras_write_are_no_places(path: str) -> None:
    assert read(path) is None


@pytest.mark.parametrize("name", ["Nice", "Bath", "Reading", "Split", "Sofia", "Florence"])
def test_a_town_that_is_a_word_too_is_believed_less_and_only_alone(name: str) -> None:
    assert told(f"/p/{name} 2014/IMG_1.JPG").unknown > 0.5
    assert read(f"/p/{name} and friends/IMG_1.JPG") is None
    assert read(f"/p/{name.lower()}/IMG_1.JPG") is None


def test_a_country_beside_it_makes_a_doubtful_name_clear() -> None:
    assert told("/p/France/Nice/IMG_1.JPG").unknown < told("/p/Nice/IMG_1.JPG").unknown


def test_an_ambiguous_name_gives_several_kernels_and_a_name_beside_it_decides() -> None:
    alone, beside = told("/p/Cambridge/IMG_1.JPG"), told("/p/Boston/Cambridge/IMG_1.JPG")
    assert share_within(alone, 52.2, 0.12, 10) > 0.2
    assert share_within(alone, 42.37, -71.11, 10) > 0.1
    assert share_within(beside, 42.37, -71.11, 25) > 5 * share_within(beside, 52.2, 0.12, 10)


def test_a_country_alone_is_believed_broadly_where_people_take_photos() -> None:
    belief = told("/p/Spanien/IMG_1.JPG")
    assert belief.kernel_km.min() >= 50
    assert share_within(belief, 40.2, -3.7, 1000) > 0.7
    assert share_within(belief, 38.72, -9.14, 50) == 0  # Lisbon is abroad


def test_captions_keywords_and_place_fields_speak() -> None:
    assert share_within(told("/p/IMG_1.JPG", "Lisbon", "Portugal"), 38.72, -9.14, 10) > 0.5
    assert share_within(told("/p/IMG_1.JPG", "Anna at the beach in Brighton"), 50.83, -0.14, 10) > 0.2
    assert read("/p/IMG_1.JPG", "We were reading in the garden, nice party") is None
    assert read("/p/IMG_1.JPG", "OLYMPUS DIGITAL CAMERA") is None
    assert read("/p/IMG_1.JPG", "https://paris.example/berlin") is None


def test_what_is_nearer_to_the_photo_counts_more() -> None:
    belief = told("/p/Berlin/Hamburg/IMG_1.JPG")
    assert share_within(belief, 53.55, 10.0, 10) == pytest.approx(2 * share_within(belief, 52.52, 13.41, 10))


def test_reading_up_a_path_stops_at_what_holds_all_pictures() -> None:
    assert folders(Path("/home/anna/Pictures/Norwegen/2012 Bergen")) == ["2012 Bergen", "Norwegen"]
    assert folders(Path("/a/b/c/d/e")) == ["e", "d", "c"]
    assert folders(Path("/")) == []


@pytest.mark.parametrize(
    ("stem", "heard"),
    [("IMG_1234", False), ("DSC00312", False), ("P1010841", False), ("PXL_20130101_120000123", False),
     ("IMG-20160507-WA0003", False), ("_MG_8303", False), ("img001", False), ("IMG_4211 (2)", False),
     ("scan Lisboa", True), ("Samos 12", True), ("IMG_1234 Lisboa", True)],
)  # fmt: skip
def test_what_a_camera_called_a_file_is_not_read(stem: str, heard: bool) -> None:
    assert [source.text for source in sources(photo(f"/{stem}.jpg"))] == [stem] * heard


def test_a_folder_that_is_called_after_a_place_has_told_it_once() -> None:
    album = Album(1, tuple(photo(f"/p/1987 Lisboa/{number}.jpg", number=number) for number in (1, 2)))
    assert {belief.source for belief in CUE.beliefs(album, None).values()} == {"lisboa"}  # type: ignore[arg-type]
    assert told("/p/x/scan Lisboa 01.jpg").source == told("/p/y/scan Lisboa 02.jpg").source != ""


def test_a_word_beside_a_doubtful_name_makes_it_none_even_where_a_town_bears_the_word() -> None:
    assert read("/p/Reading list/IMG_1.JPG") is None


def test_hangul_names_of_two_letters_are_read() -> None:
    assert "Seoul" in told("/p/서울/IMG_1.JPG").because


def test_photos_with_a_position_are_left_alone() -> None:
    album = Album(1, (photo("/p/Lisboa/1.jpg", at=(1.0, 2.0)), photo("/p/Lisboa/2.jpg", number=2)))
    assert set(CUE.beliefs(album, None)) == {2}  # type: ignore[arg-type]  # it looks at nothing but the album


@given(st.text(max_size=60), st.sampled_from(Where))
def test_no_text_leads_to_an_error(text: str, where: Where) -> None:
    belief = CUE.read((Source(text, where, 0),))
    assert belief is None or np.isclose(belief.kernel_mass.sum() + belief.unknown, 1.0)


PLACES = {
    "2003 Prague": "Prague",
    "Urlaub Kreta 2008": "Crete",
    "Roma 2006": "Rome",
    "Firenze": "Florence",
    "Amsterdam with Lisa": "Amsterdam",
    "Trip to Kyoto": "Kyoto",
    "Wien Weihnachtsmarkt": "Vienna",
    "Norwegen 2014": "Norway",
    "Schottland": "United Kingdom",
    "Barcelona_2010": "Barcelona",
    "2009-08-12 Zürich": "Zürich",
    "Vacances Bretagne": "Brittany",
    "Marrakech": "Marrakesh",
    "Hochzeit in Dresden": "Dresden",
    "san francisco": "San Francisco",
    "Sydney 2005": "Sydney",
    "Genève": "Geneva",
    "Teneriffa Februar 2011": "Tenerife",
    "Island-Rundreise": "Iceland",
    "Kapstadt": "Cape Town",
    "Gardasee": "Lake Garda",
    "København": "Copenhagen",
    "Афины": "Athens",
    "北京": "Beijing",
    "Havana Cuba": "Havana",
    "Interrail Budapest": "Budapest",
    "Skye": "Isle of Skye",
    "Konzert Berlin": "Berlin",
    "Thailand 2017": "Thailand",
    "Machu Picchu": "Machu Picchu",
    "Sächsische Schweiz": "Saxon Switzerland",
    "Istanbul": "Istanbul",
    "Napoli e Capri": "Naples",
    "Heidelberg Schloss": "Heidelberg",
    "Lake District": "Lake District",
    "Kalifornien": "California",
    "Dublin pub": "Dublin",
    "Chamonix ski": "Chamonix-Mont-Blanc",
    "Zermatt": "Zermatt",
    "Oxford graduation": "Oxford",
}
OTHERS = """
Anna Geburtstag; Nice pictures; Best of 2015; Einschulung Lena; Umzug; Klassenfahrt; Grillen bei Tom; Garten; New
Folder; Neuer Ordner; Misc; Kids; Wohnung; Abschlussball; Firmenfeier; Betriebsausflug; Baustelle; Katze; Christmas
party; Family reunion; Mom's 60th; Prom; Halloween costumes; Band practice; Old car; Ebay; Insects; Birds; Sunsets;
Wallpapers; Profile pics; Passport; Receipts; Rezepte; To sort; Diverses; Emma; Max und Moritz; Paul 1 Jahr;
Charlotte; Austin birthday; Jordan and Chelsea; Sydney's birthday; Noah; Haus; Kommunion Jonas; Anniversaire Chloé;
Mariage Julie et Marc; Noël; Bébé; École; Cumpleaños Lucía; Navidad; Boda; Bambini; Matrimonio; Compleanno Nonna;
Work; Conference; Team building; Concert; Festival; Running; Marathon; Hiking; Ski; Flowers; Black and white; Test
shots; HDR; Macro; Long exposure; Drone; GoPro; Canon 5D; Film scans; Negatives; Portraits; Studio; Models; Street;
Night; Lightroom; Exports; Final; Selects; Edited; Print; Instagram; Screenshots; WhatsApp Images; Camera Roll; Saved
Pictures; Bluetooth; Video; Trash; Blurry; Bad; Good; Keepers; Reading group; Bath time; Split screen
"""


def named(text: str) -> str:
    belief = CUE.read((Source(text, Where.FOLDER, 1),))
    return belief.because if belief else ""


def test_albums_called_after_a_place_are_read_and_others_are_not() -> None:
    read_right = [text for text, place in PLACES.items() if place in named(text).rpartition('": ')[2]]
    read_wrong = [text for text in PLACES if named(text) and text not in read_right]
    mistaken = [text for text in " ".join(OTHERS.split()).split("; ") if named(text)]
    assert len(read_right) >= 38, set(PLACES) - set(read_right)
    assert read_wrong == []
    assert mistaken in ([], ["Charlotte"])
