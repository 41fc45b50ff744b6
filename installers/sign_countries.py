"""Build the table of countries that the cue `signs` reads by: `python installers/sign_countries.py`.

One line a country: ISO 3166-1 alpha-2 code, telephone code (ITU-T E.164), top-level domain (ISO's code, but for a few),
languages that signs are written in with their weights, currencies. From two packages of pip:

Babel
    Which languages are spoken where, and the currencies: CLDR's supplemental data; Unicode licence.
phonenumbers
    The telephone codes; Apache licence 2.0.

What most people of a country speak is on its signs if it is official there; any other language counts a tenth: half of
Belgium understands English and no street is named in it. `--packages FOLDER` names a folder with both wheels; without
it they are fetched through pip.
"""

import argparse
import importlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import whence_engine.cues
from whence_engine.places.gazetteer import Gazetteer

OUTPUT = Path(whence_engine.cues.__path__[0]) / "sign_countries.tsv"
HEAD = (
    "# What signs tell of countries: ISO code, telephone code, top-level domain, languages and their weights in\n"
    "# percent, currencies. From Unicode CLDR (Unicode licence) and the numbering plan of ITU-T E.164, through Babel\n"
    "# and phonenumbers; made by installers/sign_countries.py.\n"
)
DOMAINS = {"GB": "uk"}
SPOKEN, LEAST = 0.1, 1.0
"""Weight of a language that is not official, and the least weight in percent that is worth a mention."""

SAME_ON_SIGNS = {
    "gsw": "de", "bar": "de", "nds": "de", "lb": "de", "yue": "zh", "wuu": "zh", "hsn": "zh", "hak": "zh", "nan": "zh",
    "ary": "ar", "arz": "ar", "apc": "ar", "arq": "ar", "aeb": "ar", "fil": "tl", "nb": "no", "nn": "no", "pes": "fa",
    "prs": "fa", "sr": "sr", "bs": "sr", "hr": "sr", "cnr": "sr", "ms": "id",
}  # fmt: skip
"""Languages that a few words on a sign do not tell apart, or that are written in another one."""


def lines() -> Iterator[str]:
    """Yield the lines of the table, by code."""
    languages, numbers = (importlib.import_module(f"babel.{name}") for name in ("languages", "numbers"))
    codes = importlib.import_module("phonenumbers").COUNTRY_CODE_TO_REGION_CODE
    phone = {region: str(code) for code, regions in codes.items() for region in regions}
    for country in sorted(Gazetteer.open().countries):
        weights: dict[str, float] = {}
        for tag, facts in languages.get_territory_language_info(country).items():
            language = SAME_ON_SIGNS.get(tag.split("_")[0], tag.split("_")[0])
            weight = facts["population_percent"] * (1.0 if facts["official_status"] else SPOKEN)
            weights[language] = max(weight, weights.get(language, 0.0))
        spoken = sorted(((weight, name) for name, weight in weights.items() if weight >= LEAST), reverse=True)
        domain = DOMAINS.get(country, country.lower())
        shown = " ".join(f"{name}:{min(weight, 100.0):.0f}" for weight, name in spoken)
        yield "\t".join(
            [country, phone.get(country, ""), domain, shown, " ".join(numbers.get_territory_currencies(country))]
        )


def main() -> None:
    """Build the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, help="folder with both wheels; they are fetched when not given")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.packages is None:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
            subprocess.run([*pip, "Babel", "phonenumbers"], check=True)
        for wheel in (options.packages or Path(folder)).glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(folder)
        sys.path.insert(0, folder)
        OUTPUT.write_text(HEAD + "\n".join(lines()) + "\n", encoding="utf-8")
    print(OUTPUT, OUTPUT.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
