"""What is to be said of a photo's place, apart from how any file format says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from whence_engine.files.gps_ifd import GpsChange, placed, removed, taken_out
from whence_engine.photo import DecidedBy


@dataclass(frozen=True, slots=True)
class LocationText:
    """The place in words, for IPTC LocationCreated; empty fields are left out."""

    city: str = ""
    region: str = ""
    country: str = ""
    country_code: str = ""
    world_region: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """An accepted place on its way into a file.

    Attributes
    ----------
    lat_deg, lon_deg
        WGS 84; None when the acceptance is too coarse for coordinates and only `text` is written.
    radius_km
        The error that is stated with the position; None states none.
    text
        Written as IPTC LocationCreated where given.
    provenance
        Names and values for the program's own XMP namespace: model, version, probability, cues ...
    """

    lat_deg: float | None
    lon_deg: float | None
    radius_km: float | None = None
    by: DecidedBy = DecidedBy.PERSON
    text: LocationText | None = None
    provenance: Mapping[str, str] = field(default_factory=dict)

    @property
    def method(self) -> str:
        """GPSProcessingMethod: `MANUAL` is the standard's word for what a person placed."""
        return "MANUAL" if self.by is DecidedBy.PERSON else "WHENCE"

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude in degrees."""
        if self.lat_deg is None or self.lon_deg is None:
            return None
        return self.lat_deg, self.lon_deg


@dataclass(frozen=True, slots=True)
class Edit:
    """What one write does to one file.

    Attributes
    ----------
    placement
        What to state; None takes the position away (and everything this program wrote about it).
    wipe
        Zero the bytes of the position that is replaced. What an earlier correction without `wipe` left behind in dead
        bytes of the Exif block is not looked for: it stays there.
    ours_only
        When taking away: only the fields that this program writes; otherwise all that narrows the place down, zeroed.
    new_packet
        Give the file an XMP packet when it has none.
    """

    placement: Placement | None
    wipe: bool = False
    ours_only: bool = False
    new_packet: bool = False

    @property
    def gps(self) -> GpsChange | None:
        """The change of the GPS directory, or None when it stays as it is."""
        if self.placement is None:
            return taken_out() if self.ours_only else removed()
        if self.placement.point is None:
            return None
        lat_deg, lon_deg = self.placement.point
        return placed(lat_deg, lon_deg, self.placement.radius_km, self.placement.method, wipe=self.wipe)
