"""Which devices keep time by themselves: a phone takes hour and time zone from its network, a camera from its owner."""

import re

from whence_engine.photo import Camera

_PHONE_MAKERS = re.compile(
    r"apple|google|huawei|honor|xiaomi|redmi|poco|oneplus|oppo|realme|vivo|motorola|htc|lge?\b|lg electronics|"
    r"nokia|hmd|blackberry|research in motion|rim\b|palm|sony ?ericsson|sony mobile|zte|lenovo|asus|meizu|wiko|alcatel|"
    r"tcl|fairphone|essential|nothing|nextbit|ulefone|doogee|blackview|umidigi|kyocera corp|sharp|fujitsu|microsoft",
    re.IGNORECASE,
)
_PHONE_MODELS = re.compile(
    r"iphone|ipad|ipod|galaxy|(?:sam-)?(?:sm|gt|sch|sgh|sph|shv|shw)-[a-z]?\d|sc-\d\d[a-z]|"  # Samsung
    r"xperia|so-\d\d[a-z]|sov\d\d|sog\d\d|xq-[a-z]{2}\d\d|pixel|nexus|lumia|moto |droid",
    re.IGNORECASE,
)
_SONY_PHONES = re.compile(r"[A-J]\d{4}|[LMSWU]T?\d{2}[a-z]+|SGP\d{3}")
"""Sony writes its name in capitals into cameras, and as "Sony" into phones, whose models are a letter and digits."""


def keeps_time(camera: Camera) -> bool:
    """Tell whether a device is a phone (or tablet): its clock is right to seconds, and in the zone where it is.

    >>> keeps_time(Camera("Apple", "iPhone 4")), keeps_time(Camera("SONY", "DSC-HX5V")), keeps_time(Camera("Canon"))
    (True, False, False)
    """
    if camera.make == "Sony" and _SONY_PHONES.fullmatch(camera.model):
        return True
    return _PHONE_MAKERS.match(camera.make) is not None or _PHONE_MODELS.match(camera.model) is not None
