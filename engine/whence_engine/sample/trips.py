"""The terms of a journey: devices, spots, stops and trips, and how a trip turns into single shots."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum

import numpy as np

from whence_engine.sample.canvas import Painter, View


class Form(StrEnum):
    """What kind of file a photo became."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    TIFF = "tiff"
    DNG = "dng"
    PAIR = "pair"  # a DNG and a JPEG of one exposure
    PRINT = "print"  # a scanned print: faded, with a border, dated by the scanner
    MESSAGE = "message"  # through a messenger: small, without metadata, the date in the name


class Keeps(StrEnum):
    """Where the position of a photo was kept."""

    NOWHERE = ""
    EXIF = "exif"
    SIDECAR = "sidecar"
    TAKEOUT = "takeout"


@dataclass(frozen=True, slots=True)
class Device:
    """A camera, a phone or a scanner: how it names files and how wrong its clock goes."""

    make: str
    model: str
    naming: str
    serial: str = ""
    first: int = 1
    size_px: tuple[int, int] = (600, 400)
    grain: float = 0.010
    keeps: Keeps = Keeps.NOWHERE
    says_offset: bool = False
    clock_error: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that one stands at to take pictures, and what is seen from there; `pan` is where one looks."""

    name: str
    country: str
    lat_deg: float
    lon_deg: float
    scene: Painter
    seed: int
    pan: float = 0.0


@dataclass(frozen=True, slots=True)
class Stop:
    """A while at one spot: `shots` photos over `minutes` from `start` (local time)."""

    spot: Spot
    start: str
    shots: int
    device: Device
    minutes: int = 40
    form: Form = Form.JPEG
    keeps: Keeps | None = None

    def began(self, utc_offset_h: float) -> datetime:
        """Return the beginning as an aware time."""
        return datetime.fromisoformat(self.start).replace(tzinfo=timezone(timedelta(hours=utc_offset_h)))


@dataclass(frozen=True, slots=True)
class Trip:
    """Stops whose photos lie in one folder; `utc_offset_h` is the local time there."""

    folder: str
    photographer: str
    utc_offset_h: float
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo: what to paint, the truth about it, and what its file will say; `taken` is the true local time."""

    path: str
    form: Form
    device: Device
    keeps: Keeps
    taken: datetime
    lat_deg: float
    lon_deg: float
    spot: Spot
    photographer: str
    view: View

    @property
    def clock(self) -> datetime:
        """What the camera's clock showed, naive as cameras are."""
        return (self.taken + self.device.clock_error).replace(tzinfo=None)


def sun_height_deg(taken: datetime, lat_deg: float, lon_deg: float) -> float:
    """Return the sun's height above the horizon at an aware time (declination by Cooper's formula, to a degree)."""
    utc = taken.astimezone(UTC)
    day = utc.timetuple().tm_yday
    declination = np.radians(23.45 * np.sin(np.radians(360 / 365 * (284 + day))))
    hour_angle = np.radians(15 * (utc.hour + utc.minute / 60 - 12) + lon_deg)
    lat = np.radians(lat_deg)
    sine = np.sin(lat) * np.sin(declination) + np.cos(lat) * np.cos(declination) * np.cos(hour_angle)
    return float(np.degrees(np.arcsin(sine)))


def shots(trips: Sequence[Trip], seed: int = 0, size_px: int = 600) -> Iterator[Shot]:
    """Yield every photo of the trips in a fixed order, its longer side up to `size_px`; the same for the same seed."""
    numbers: dict[Device, int] = {}
    for t, trip in enumerate(trips):
        for s, stop in enumerate(trip.stops):
            rng = np.random.default_rng([seed, t, s])
            minutes = np.sort(rng.uniform(0, stop.minutes, stop.shots))
            for minute in minutes:
                numbers[stop.device] = numbers.get(stop.device, stop.device.first - 1) + 1
                taken = stop.began(trip.utc_offset_h) + timedelta(seconds=round(minute * 60))
                name = stop.device.naming.format(number=numbers[stop.device], taken=taken)
                lat, lon = strolled(stop.spot, rng)
                yield Shot(
                    path=f"{trip.folder}/{name}",
                    form=stop.form,
                    device=stop.device,
                    keeps=stop.device.keeps if stop.keeps is None else stop.keeps,
                    taken=taken,
                    lat_deg=lat,
                    lon_deg=lon,
                    spot=stop.spot,
                    photographer=trip.photographer,
                    view=framed(stop, sun_height_deg(taken, lat, lon), size_px / 600, rng),
                )


def strolled(spot: Spot, rng: np.random.Generator) -> tuple[float, float]:
    """Return latitude and longitude of somewhere within a few hundred metres of `spot`."""
    north_km, east_km = rng.normal(0, 0.15, 2)
    km_per_degree = 111.2
    lat = spot.lat_deg + north_km / km_per_degree
    lon = spot.lon_deg + east_km / (km_per_degree * np.cos(np.radians(spot.lat_deg)))
    return round(float(lat), 6), round(float(lon), 6)


def framed(stop: Stop, sun_deg: float, scale: float, rng: np.random.Generator) -> View:
    """Return how the photographer framed a shot at `stop`, in that moment's light and clouds."""
    width, height = (round(side * scale) for side in stop.device.size_px)
    portrait = rng.random() < 0.16 and stop.form is Form.JPEG
    return View(
        width_px=height if portrait else width,
        height_px=width if portrait else height,
        place=stop.spot.seed,
        shot=int(rng.integers(1 << 30)),
        sun_deg=sun_deg,
        sun_x=float(rng.uniform(0.12, 0.88)),
        cloud=float(rng.uniform(0.05, 0.65)),
        pan=stop.spot.pan + float(rng.normal(0, 0.13)),
        zoom=float(rng.uniform(0.85, 1.35)),
    )
