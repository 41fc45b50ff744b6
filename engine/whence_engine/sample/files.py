"""A shot as its camera, scanner or program leaves it on the disk: encoded bytes with their metadata.

Everything here is new, so Pillow may write Exif from nothing; a photo of somebody's is never touched this way.
"""

import io
import json
from datetime import datetime
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter, ImageOps
from PIL.TiffImagePlugin import IFDRational

from whence_engine.sample.dng import dng
from whence_engine.sample.trips import Form, Keeps, Shot

EXIF_IFD, GPS_IFD = 0x8769, 0x8825
TOP_IS_LEFT_SIDE = 8  # Exif orientation of a camera that was turned clockwise: a viewer turns the picture back

Rendered = NDArray[np.uint8]


def encoded(shot: Shot, pixels: Rendered) -> dict[str, bytes]:
    """Return the files that one shot becomes: relative path -> bytes; sidecars included.

    `pixels` is the rendered picture, uint8 [height, width, 3], upright.
    """
    path = PurePosixPath(shot.path)
    image = Image.fromarray(pixels)
    if shot.form is Form.PRINT:
        return {str(path): jpeg(faded(image), scanner_exif(shot), quality=88)}
    if shot.form is Form.MESSAGE:
        return {str(path): jpeg(image, None, quality=58)}
    upright = image.width >= image.height
    stored = image if upright else image.transpose(Image.Transpose.ROTATE_270)
    exif = camera_exif(shot, 1 if upright else TOP_IS_LEFT_SIDE, stored.size)
    files = {str(path): jpeg(stored, exif, quality=82)}
    if shot.form in (Form.PNG, Form.WEBP, Form.TIFF):
        files = {str(path.with_suffix(f".{shot.form.value}")): exported(stored, shot.form, exif)}
    elif shot.form in (Form.DNG, Form.PAIR):
        kept = files if shot.form is Form.PAIR else {}
        files = kept | {
            str(path.with_suffix(".DNG")): dng(stored, jpeg(stored, None, quality=84), shot.device, stamp(shot.clock))
        }
    if shot.keeps is Keeps.SIDECAR:
        files[str(path.with_suffix(".xmp"))] = xmp(shot)
    elif shot.keeps is Keeps.TAKEOUT:
        files[f"{path}.json"] = takeout(shot)
    return files


def jpeg(image: Image.Image, exif: Image.Exif | None, *, quality: int) -> bytes:
    """Encode a JPEG."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, **({} if exif is None else {"exif": exif.tobytes()}))
    return buffer.getvalue()


def exported(image: Image.Image, form: Form, exif: Image.Exif) -> bytes:
    """Encode a picture as an editor exports it; a PNG and a TIFF smaller, for they keep every pixel."""
    buffer = io.BytesIO()
    reduced = image.filter(ImageFilter.MedianFilter(3)).resize((image.width * 2 // 3, image.height * 2 // 3))
    if form is Form.WEBP:
        image.save(buffer, "WEBP", quality=80, exif=exif.tobytes())
    elif form is Form.PNG:
        reduced.save(buffer, "PNG", exif=exif.tobytes())
    else:
        reduced.save(buffer, "TIFF", compression="tiff_lzw", exif=exif)
    return buffer.getvalue()


def stamp(moment: datetime) -> str:
    """Write a time as Exif does."""
    return moment.strftime("%Y:%m:%d %H:%M:%S")


def camera_exif(shot: Shot, orientation: int, stored_px: tuple[int, int]) -> Image.Exif:
    """Return what the camera noted: device, clock, exposure and, where it has a receiver, the position."""
    tags = Image.Exif()
    tags[0x010F], tags[0x0110] = shot.device.make, shot.device.model
    tags[0x0112] = orientation
    tags[0x011A], tags[0x011B], tags[0x0128], tags[0x0213] = 72.0, 72.0, 2, 1
    tags[0x0132] = stamp(shot.clock)
    detail = tags.get_ifd(EXIF_IFD)
    detail[0x9000], detail[0xA000] = b"0231", b"0100"
    detail[0xA001], detail[0xA002], detail[0xA003] = 1, stored_px[0], stored_px[1]
    detail[0x9003] = detail[0x9004] = stamp(shot.clock)
    bright = float(np.clip((shot.view.sun_deg + 14) / 60, 0.01, 1))
    detail[0x829A], detail[0x829D] = IFDRational(1, round(1200 * bright**2 + 8)), IFDRational(4)
    detail[0x8827] = int(min(6400, 100 * 2 ** round(max(0.0, 5 * (0.35 - bright)) * 2)))
    detail[0x920A] = IFDRational(35)
    if shot.device.says_offset:
        offset = shot.taken.strftime("%z")
        detail[0x9010] = detail[0x9011] = f"{offset[:3]}:{offset[3:]}"
    if shot.device.serial:
        detail[0xA431] = shot.device.serial
    if shot.keeps is Keeps.EXIF:
        tags.get_ifd(GPS_IFD).update(gps_tags(shot.lat_deg, shot.lon_deg))
    return tags


def gps_tags(lat_deg: float, lon_deg: float) -> dict[int, bytes | str | tuple[IFDRational, ...]]:
    """Return the Exif GPS tags of a position (Exif 2.32, section 4.6.6)."""
    return {
        0: b"\x02\x03\x00\x00",
        1: "N" if lat_deg >= 0 else "S",
        2: sexagesimal(lat_deg),
        3: "E" if lon_deg >= 0 else "W",
        4: sexagesimal(lon_deg),
        18: "WGS-84",
    }


def sexagesimal(angle_deg: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Split an angle into degrees, minutes and seconds, without its sign."""
    hundredths = round(abs(angle_deg) * 360_000)
    return IFDRational(hundredths // 360_000), IFDRational(hundredths // 6000 % 60), IFDRational(hundredths % 6000, 100)


def scanner_exif(shot: Shot) -> Image.Exif:
    """Return what a scanner notes: itself, and the evening of the scan."""
    tags = Image.Exif()
    tags[0x010F], tags[0x0110], tags[0x0131] = shot.device.make, shot.device.model, "EPSON Scan"
    number = int(PurePosixPath(shot.path).stem[-3:])
    scanned = stamp(datetime(2009, 11, 14, 20, 5 + 2 * number, 11))
    tags[0x0132] = scanned
    tags.get_ifd(EXIF_IFD)[0x9003] = tags.get_ifd(EXIF_IFD)[0x9004] = scanned
    return tags


def faded(image: Image.Image) -> Image.Image:
    """Turn a picture into a print of the eighties: warm, pale, soft, with a white border."""
    pixels = np.asarray(image.filter(ImageFilter.GaussianBlur(0.8)), np.float32) / 255
    grey = pixels.mean(axis=2, keepdims=True)
    warm = (grey + 0.62 * (pixels - grey)) * np.array([0.86, 0.78, 0.66], np.float32) + np.array([0.13, 0.10, 0.09])
    aged = Image.fromarray((np.clip(warm, 0, 1) * 255).astype(np.uint8))
    return ImageOps.expand(aged, border=16, fill=(241, 236, 222))


def xmp(shot: Shot) -> bytes:
    """Write a sidecar as a raw developer does, with the position in degrees and decimal minutes (XMP part 2, 3.6)."""

    def angle(value_deg: float, positive: str, negative: str) -> str:
        ten_thousandths = round(abs(value_deg) * 600_000)
        whole, minutes = divmod(ten_thousandths, 600_000)
        return f"{whole},{minutes / 10_000:.4f}{positive if value_deg >= 0 else negative}"

    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
   xmp:Rating="4"
   exif:DateTimeOriginal="{shot.clock.isoformat(timespec="seconds")}"
   exif:GPSLatitude="{angle(shot.lat_deg, "N", "S")}"
   exif:GPSLongitude="{angle(shot.lon_deg, "E", "W")}"/>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
""".encode()


def takeout(shot: Shot) -> bytes:
    """Write the JSON that an export from an online album puts beside a photo; its time is UTC."""
    geo = {
        "latitude": shot.lat_deg,
        "longitude": shot.lon_deg,
        "altitude": 0.0,
        "latitudeSpan": 0.0,
        "longitudeSpan": 0.0,
    }
    return json.dumps(
        {
            "title": PurePosixPath(shot.path).name,
            "description": "",
            "photoTakenTime": {"timestamp": str(int(shot.taken.timestamp()))},
            "geoData": geo,
            "geoDataExif": geo,
        },
        indent=2,
    ).encode()
