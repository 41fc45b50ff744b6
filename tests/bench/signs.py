"""How right the text in pictures is: read photos once, fit how far to believe each kind of text, and measure.

    python tests/bench/signs.py read --data DIR --cache FILE.jsonl      read DIR/photos; goes on where it was
    python tests/bench/signs.py fit --data DIR --cache FILE.jsonl --output engine/whence_engine/cues/signs.json
    python tests/bench/signs.py measure --data DIR --cache FILE.jsonl   on the test side: right against claimed
    python tests/bench/signs.py cost --data DIR                         milliseconds a photo, at several scales
    python tests/bench/signs.py rendered                                what is read of signs drawn in several scripts
    python tests/bench/signs.py gaps --data DIR                         what time alone knows (`read_signs auto`)

Every photographer counts as the root of his photos. A text that turns up in several of his albums is left out, as the
cue does.
"""

# ruff: noqa: RUF001 - letters of several scripts are drawn

import argparse
import csv
import itertools
import json
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

import whence_engine.inference.text as engine
from whence_engine.cues.sign_evidence import Evidence, Kind
from whence_engine.cues.sign_language import languages
from whence_engine.cues.sign_tables import sign_tables
from whence_engine.cues.sign_trust import SignTrust
from whence_engine.cues.signs import WIDESPREAD_ALBUMS, Signs
from whence_engine.events import PhotoFailed
from whence_engine.files.decode import decode_rgb
from whence_engine.geo import sphere
from whence_engine.inference.text import TextReader, read_photos
from whence_engine.metrics import bootstrap
from whence_engine.photo import Belief, Photo, TextLine
from whence_training.data.split import Side, read_split

SET_PHOTOS = 100
"""At most so many photos of one set are read."""

SHARPNESS = (2.0, 3.0, 4.0, 6.0)
NOTHING = (0.5, 0.65, 0.75, 0.85, 1.0, 1.25)
LEAN = 4.0
"""Pseudo-photos, half of them right, that each kind's trust leans on: a kind never seen is believed by half."""

REACH_KM = 50.0
"""A place that a sign names is right within it."""


@dataclass(frozen=True, eq=False)
class Case:
    """A photo with text: its set, who took it, in which album, where, and its lines."""

    folder: str
    photographer: str
    album: str
    country: str
    lat_deg: float
    lon_deg: float
    precise: bool
    lines: list[TextLine]


def rows(data: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield set and label of the photos that are read: all mixed, at most `SET_PHOTOS` of a set."""
    every = list(_all_labels(data))
    random.Random(0).shuffle(every)
    taken = Counter[str]()
    for folder, label in every:
        taken[folder] += 1
        if taken[folder] <= SET_PHOTOS:
            yield folder, label


def read(data: Path, cache: Path) -> None:
    """Read the text in all photos that the cache lacks."""
    known = {json.loads(line)["path"] for line in cache.open(encoding="utf-8")} if cache.exists() else set()
    names = [f"{folder}/{label['path']}" for folder, label in rows(data)]
    wanted = [name for name in names if name not in known]
    photos = [Photo(data / "photos" / name, 1, 1, 1, "JPEG", id=row) for row, name in enumerate(wanted)]
    with cache.open("a", encoding="utf-8") as file:
        for outcome in read_photos(photos):
            if isinstance(outcome, PhotoFailed):
                print(outcome.path, outcome.reason)
                continue
            photo, reading = outcome
            lines = [[x.text, x.score, x.left, x.top, x.right, x.bottom] for x in reading.lines]
            file.write(json.dumps({"path": wanted[photo.id], "lines": lines}, ensure_ascii=False) + "\n")
            file.flush()


def cases(data: Path, cache: Path, sides: Sequence[Side]) -> tuple[list[Case], int]:
    """Return the photos of these sides that hold text, and how many there are with and without."""
    split = read_split()
    read_lines = {}
    with cache.open(encoding="utf-8") as file:
        for one in map(json.loads, file):
            read_lines[one["path"]] = [TextLine(*line) for line in one["lines"]]
    found, count = [], 0
    for folder, label in _all_labels(data):
        name = f"{folder}/{label['path']}"
        if split.side_of(folder) not in sides or name not in read_lines:
            continue
        count += 1
        place = float(label["lat"] or "nan"), float(label["lon"] or "nan")
        album = label["taken_at"][:10] or label["album"]
        precise = label["precision"] in {"exact", "place"}
        found.append(Case(folder, label["photographer"], album, label["country"], *place, precise, read_lines[name]))
    albums: dict[tuple[str, str], set[str]] = defaultdict(set)
    for case in found:
        for line in case.lines:
            albums[case.photographer, line.text].add(case.album)
    for case in found:
        case.lines[:] = [x for x in case.lines if len(albums[case.photographer, x.text]) < WIDESPREAD_ALBUMS]
    return [case for case in found if case.lines], count


def _all_labels(data: Path) -> Iterator[tuple[str, dict[str, str]]]:
    for folder in sorted((data / "photos").iterdir()):
        with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
            for label in csv.DictReader(file):
                yield folder.name, label


def fit(data: Path, cache: Path, output: Path) -> None:
    """Fit, off the test side, the language's sharpness by likelihood and each kind's trust by how often it is right."""
    found, count = cases(data, cache, (Side.TRAIN, Side.VALIDATION))
    print(f"{count} photos, {len(found)} with text, of {len({case.photographer for case in found})} photographers")
    weight = _by_person(found)
    best = min(((_loss(found, weight, a, b), a, b) for a in SHARPNESS for b in NOTHING), key=lambda one: one[0])
    print(f"sharpness {best[1]}, nothing {best[2]}: loss {best[0]:.4f}")
    neutral = SignTrust(dict.fromkeys(Kind, 0.5), best[1], best[2])
    right, total, seen = Counter[Kind](), Counter[Kind](), Counter[Kind]()
    signs = Signs(neutral)
    for case, each in zip(found, weight, strict=True):
        for kind, truth, sure in _outcomes(signs, case):
            right[kind] += each * truth  # type: ignore[assignment]
            total[kind] += each * sure  # type: ignore[assignment]
            seen[kind] += 1
    trust = {}
    for kind in Kind:
        trust[kind] = min(0.95, (right[kind] + LEAN / 2) / (total[kind] + LEAN))
        print(f"{kind.value:13} {seen[kind]:4d} photos, trust {trust[kind]:.3f}")
    described = {
        "command": "python tests/bench/signs.py fit --data DIR --cache FILE --output FILE",
        "fitted_on": sorted({case.folder for case in found}),
        "photos": {kind.value: seen[kind] for kind in Kind},
        "sharpness": best[1],
        "nothing": best[2],
        "trust": {kind.value: round(trust[kind], 3) for kind in Kind},
    }
    output.write_text(json.dumps(described, indent=2) + "\n", encoding="utf-8")


def _outcomes(signs: Signs, case: Case) -> Iterator[tuple[Kind, bool, float]]:
    """Yield for each text of a photo its kind, whether it was right, and how sure its reading was."""
    for one in signs.evidence(case.lines):
        yield one.kind, case.country in one.countries, one.sure
    if case.precise:
        for place in signs.named(case.lines):
            hit = place.meanings[0][0].hit
            km = float(sphere.distance_km(case.lat_deg, case.lon_deg, hit.lat, hit.lon))
            yield Kind.PLACE, km <= max(REACH_KM, hit.radius_km), 1.0


def _by_person(found: Sequence[Case]) -> list[float]:
    counts = Counter(case.photographer for case in found)
    return [1.0 / counts[case.photographer] ** 0.5 for case in found]


def _loss(found: Sequence[Case], weight: Sequence[float], sharpness: float, nothing: float) -> float:
    """Mean negative log chance of what was true of each language that was named, and of none being named."""
    loss = []
    for case in found:
        told = languages(case.lines, sign_tables(), sharpness, nothing)
        other = [one for one in told if one.kind is Kind.LANGUAGE]
        # A language that is not of the country is as good as nonsense; silence is right where nothing would be.
        chance = max((one.sure if case.country in one.countries else 1.0 - one.sure for one in other), default=0.8)
        loss.append(-np.log(np.clip(chance, 0.02, 1.0)))
    return float(np.average(loss, weights=weight))


def measure(data: Path, cache: Path, side: Side) -> None:
    """Print, for a side, how often the likeliest country is right against what was claimed, by kind."""
    found, count = cases(data, cache, (side,))
    signs = Signs()
    told: dict[str, list[tuple[bool, float, str]]] = defaultdict(list)
    for case in found:
        belief = signs.read(case.lines)
        if belief is None:
            continue
        country, chance = likeliest(signs, belief)
        kinds: list[Evidence] = signs.evidence(case.lines)
        for name in {"all", *(one.kind.value for one in kinds), *(["place"] if signs.named(case.lines) else [])}:
            told[name].append((country == case.country, chance, case.photographer))
    print(f"{count} photos of {len({c.photographer for c in found})} photographers; {len(found)} with some letters,")
    print(f"{len(told['all'])} of which tell something\n")
    print("| text | photos | likeliest country is right | claimed | 95 % interval |")
    print("|---|---|---|---|---|")
    for name, answers in sorted(told.items(), key=lambda one: -len(one[1])):
        right = np.array([answer[0] for answer in answers], np.float64)
        claimed = statistics.mean(answer[1] for answer in answers)
        spread = bootstrap(lambda rows, r=right: r[rows].mean(), [answer[2] for answer in answers])  # type: ignore[misc]
        interval = f"{100 * float(spread.low):.0f} to {100 * float(spread.high):.0f} %"
        print(f"| {name} | {len(answers)} | {100 * right.mean():.0f} % | {100 * claimed:.0f} % | {interval} |")


def likeliest(signs: Signs, belief: Belief) -> tuple[str, float]:
    """Return the country with most of a belief's mass, and that mass; what is left open lies as the prior does."""
    countries = signs.countries
    mass = belief.unknown * countries.mass
    xyz = np.concatenate([belief.cell_xyz, belief.kernel_xyz])
    weights = np.concatenate([belief.cell_mass, belief.kernel_mass])
    number, _ = signs.gazetteer.borders.locate(*sphere.to_degrees(xyz))
    mass += np.bincount(np.where(number < 0, len(mass) - 1, number), weights, minlength=len(mass))
    best = int(mass.argmax())
    return countries.codes[best], float(mass[best])


DRAWN = {
    "Latin": (
        "DejaVuSans-Bold.ttf",
        ["Ausgang", "Boulangerie", "FARMACIA", "Kirkegata", "Żabka sklep", "Çıkış", "Sjúkrahús"],
    ),
    "Greek": ("DejaVuSans-Bold.ttf", ["ΦΑΡΜΑΚΕΙΟ", "Έξοδος", "ΤΑΒΕΡΝΑ", "Θεσσαλονίκη"]),
    "Cyrillic": ("DejaVuSans-Bold.ttf", ["АПТЕКА", "Выход", "Улица Ленина", "Ресторан"]),
    "Arabic": ("DejaVuSans.ttf", ["صيدلية", "مدخل", "شارع"]),
    "Georgian": ("DejaVuSans.ttf", ["აფთიაქი", "თბილისი"]),
}
"""Words to draw, in scripts that DejaVu has; Chinese and Japanese are measured on photos."""

HEIGHTS = (0.01, 0.015, 0.02, 0.03, 0.05)
"""Of the letters, as shares of the picture's longer edge."""


def drawn(word: str, font_name: str, height: float, rng: np.random.Generator) -> np.ndarray:
    """Draw a sign with a word on a picture of noise, uint8 [H, W, 3], the longer edge 2400 px."""
    canvas = Image.fromarray(rng.integers(60, 200, (75, 100, 3), np.uint8)).resize(
        (2400, 1800), Image.Resampling.BICUBIC
    )
    font = ImageFont.truetype(font_name, round(2400 * height * 1.35))
    left, top, right, bottom = font.getbbox(word)
    pad = round(0.5 * (bottom - top))
    x, y = int(rng.integers(100, 900)), int(rng.integers(100, 1500))
    draw = ImageDraw.Draw(canvas)
    corner = x + int(right - left) + 2 * pad, y + int(bottom - top) + 2 * pad
    draw.rectangle((x, y, *corner), fill=(20, 60, 120))
    draw.text((x + pad - left, y + pad - top), word, font=font, fill=(245, 245, 235))
    return np.asarray(canvas)


def rendered() -> None:
    """Print what share of drawn words is read letter by letter, by script and height, at several scales of looking."""
    for find_px in (480, 640, 960):
        engine.FIND_PX = find_px
        reader, times = TextReader(), []
        print(f"\ntext looked for at {find_px} px | letters of " + " | ".join(f"{100 * h:g} %" for h in HEIGHTS))
        for script, (font, words) in DRAWN.items():
            shares = []
            for height in HEIGHTS:
                rng = np.random.default_rng(0)
                right = 0
                for word in words:
                    picture = drawn(word, font, height, rng)
                    begin = time.perf_counter()
                    lines = reader.read(picture)
                    times.append(time.perf_counter() - begin)
                    right += any(line.text.replace(" ", "") == word.replace(" ", "") for line in lines)
                shares.append(f"{right}/{len(words)}")
            print(f"{script:30} | " + " | ".join(shares))
        print(f"median {1e3 * statistics.median(times):.0f} ms a picture on one thread")


def cost(data: Path) -> None:
    """Print processor time a photo at the size of a camera's photo, and how many a second all cores read now."""
    photos = [data / "photos" / folder / label["path"] for folder, label in rows(data)][::40]
    for find_px in (480, 640, 960):
        engine.FIND_PX = find_px
        reader, each = TextReader(), []
        for path in photos:
            pixels = np.asarray(Image.fromarray(decode_rgb(path, 300)).resize((1440, 1080)))
            begin = time.process_time()
            reader.read(pixels)
            each.append(1e3 * (time.process_time() - begin))
        each = each[1:]  # the first one loads the models
        print(
            f"looked for at {find_px} px: median {statistics.median(each):.0f} ms, mean {statistics.mean(each):.0f} ms"
        )
    engine.FIND_PX = 640
    begin, used = time.perf_counter(), time.process_time()
    count = sum(1 for _ in read_photos([Photo(path, 1, 1, 1, "JPEG", id=row) for row, path in enumerate(photos)]))
    passed, used = time.perf_counter() - begin, time.process_time() - used
    print(f"{count} photos on all cores: {count / passed:.1f} a second, {1e3 * used / count:.0f} ms of processor time")


def gaps(data: Path) -> None:
    """Print, off the test side, how near the next photo in time was by the gap: where signs are not needed."""
    split = read_split()
    by_person: dict[str, list[tuple[np.datetime64, float, float]]] = defaultdict(list)
    for folder, label in _all_labels(data):
        if split.side_of(folder) is not Side.TEST and label["precision"] == "exact" and len(label["taken_at"]) > 10:
            at = np.datetime64(label["taken_at"], "s"), float(label["lat"]), float(label["lon"])
            by_person[label["photographer"]].append(at)
    within: dict[float, list[tuple[float, str]]] = defaultdict(list)
    for person, own in by_person.items():
        own.sort()
        for one, other in itertools.pairwise(own):
            gap_h = float((other[0] - one[0]) / np.timedelta64(1, "h"))
            km = float(sphere.distance_km(one[1], one[2], other[1], other[2]))
            bucket = next((edge for edge in (0.5, 2, 6, 12, 24, 72) if gap_h <= edge), float("inf"))
            within[bucket].append((km, person))
    print("gap up to h | pairs | photographers | nearer than 25 km | 200 km")
    for edge, pairs in sorted(within.items()):
        apart_km = np.array([pair[0] for pair in pairs])
        people = len({pair[1] for pair in pairs})
        print(
            f"{edge:11g} | {len(pairs):5d} | {people:2d} | "
            f"{100 * (apart_km <= 25).mean():3.0f} % | {100 * (apart_km <= 200).mean():3.0f} %"
        )


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("read", "fit", "measure", "cost", "rendered", "gaps"))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--cache", type=Path, default=Path("signs.jsonl"))
    parser.add_argument("--output", type=Path, default=Path("signs.json"))
    parser.add_argument("--side", type=Side, default=Side.TEST, help="of `measure`")
    given = parser.parse_args()
    match given.what:
        case "read":
            read(given.data, given.cache)
        case "fit":
            fit(given.data, given.cache, given.output)
        case "measure":
            measure(given.data, given.cache, given.side)
        case "cost":
            cost(given.data)
        case "gaps":
            gaps(given.data)
        case _:
            rendered()


if __name__ == "__main__":
    main()
