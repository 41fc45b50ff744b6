"""What the map looks like: two palettes, quiet enough that pins and probabilities stand out on them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as `#rrggbb`.

    Attributes
    ----------
    sea, land, lake
        Fills.
    shore, border, river, graticule
        Lines.
    town, country, halo
        Names, and the glow that lifts them off the map.
    heat
        From unlikely to likely: the ramp of the probability layer.
    pin, chosen, dropped
        Candidates, the selected one, and the pin that a person dropped.
    neighbour, track, photos
        Lines to neighbours, tracks, and clusters of photos with a position.
    """

    sea: str
    land: str
    lake: str
    shore: str
    border: str
    river: str
    graticule: str
    town: str
    country: str
    halo: str
    heat: tuple[str, ...]
    pin: str
    chosen: str
    dropped: str
    neighbour: str
    track: str
    photos: str


LIGHT = Palette(
    sea="#cfdde6",
    land="#f6f3ec",
    lake="#cfdde6",
    shore="#8fa9b9",
    border="#a99882",
    river="#b4cbd9",
    graticule="#bccbd5",
    town="#3c4246",
    country="#84776a",
    halo="#f6f3ec",
    heat=("#fbe3b5", "#f7c277", "#ef9a50", "#dd6b3d", "#b83a35", "#7f1d3a"),
    pin="#b3402e",
    chosen="#0f6b78",
    dropped="#5b3a8e",
    neighbour="#2a7f62",
    track="#2463a8",
    photos="#2a7f62",
)

DARK = Palette(
    sea="#1b252d",
    land="#2b3238",
    lake="#1b252d",
    shore="#4b6475",
    border="#6a635b",
    river="#33485a",
    graticule="#2a3741",
    town="#d3d7da",
    country="#9a9186",
    halo="#23292e",
    heat=("#4a3322", "#77492a", "#a8632f", "#d5853c", "#f2ad55", "#ffe08f"),
    pin="#ef7f63",
    chosen="#4fc3d0",
    dropped="#b79be6",
    neighbour="#63c39f",
    track="#6ea8e6",
    photos="#4da584",
)
