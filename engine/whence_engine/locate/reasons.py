"""Why: sentences with numbers that a person can check."""

from collections.abc import Mapping
from functools import reduce

from whence_engine.albums.clock_offsets import spelled
from whence_engine.cues.fix import apart_km, duration
from whence_engine.locate.along import Carrier, Told
from whence_engine.photo import Belief, Photo
from whence_engine.wording import Sentence, both, together

CHAIN = "neighbours"
"""The name under which the evidence of other photos of the album is shown."""

_FAR_S, _FARTHER = 7 * 86400.0, 20.0
"""Of two photos that tell a place, one is not worth a word that is a week and twenty times as far away as the other."""


def reasons(photo: Photo, said: Mapping[str, Belief], told: Told | None) -> dict[str, str]:
    """Return cue name -> sentence for one photo: what each cue said, and what others of the album said."""
    because = {cue: belief.because for cue, belief in said.items()}
    if told is not None and told.carriers:
        because[CHAIN] = together([sentence(told.carriers), *_corrected(photo)])
    return because


def _corrected(photo: Photo) -> list[Sentence]:
    """Say that the times compared are not those in the file, where its clock was found or said to be wrong."""
    taken = photo.taken
    if not taken or not taken.correction:
        return []
    return [Sentence("Its clock was corrected by {offset}.", offset=spelled(taken.correction))]


def sentence(carriers: tuple[Carrier, ...]) -> str:
    """Say who carries what is known to a photo, when, and how far two of them are apart."""
    fixed = _telling([carrier for carrier in carriers if carrier.fix])
    said = []
    if fixed:
        ones = reduce(lambda one, other: Sentence("{one} and one {other}", one=one, other=other), map(_known, fixed))
        if len(fixed) == 2:
            apart = _apart_km(*fixed)
            said.append(Sentence("A photo with a position was taken {ones}, {km:.1f} km apart.", ones=ones, km=apart))
        else:
            said.append(Sentence("A photo with a position was taken {ones}.", ones=ones))
    return together([*said, *(_speaking(carrier) for carrier in carriers if not carrier.fix)])


def _known(carrier: Carrier) -> Sentence:
    assert carrier.fix is not None
    if carrier.fix.said:
        return Sentence("{when} ({name}, as you said)", when=_when(carrier), name=carrier.name)
    return Sentence("{when} ({name})", when=_when(carrier), name=carrier.name)


def _speaking(carrier: Carrier) -> Sentence:
    name, when = carrier.name, _when(carrier)
    if not carrier.cues:
        return Sentence("{name}, taken {when}, points to a place by what was ruled out.", name=name, when=when)
    cues = both(_EVIDENCE.get(cue, cue) for cue in carrier.cues)
    return Sentence("{name}, taken {when}, points to a place by its {cues}.", name=name, when=when, cues=cues)


_EVIDENCE = {
    "pixels": Sentence("picture"),
    "album": Sentence("album"),
    "track": Sentence("track"),
    "lookalike": Sentence("lookalikes"),
    "names": Sentence("names"),
    "signs": Sentence("signs"),
    "zone": Sentence("clock"),
    "gear": Sentence("camera"),
    "sidecar": Sentence("sidecar"),
}
"""What a cue that speaks for a place goes by, as one says it of a photo."""


def _telling(fixed: list[Carrier]) -> list[Carrier]:
    """Leave out a photo so much farther away in time that it tells nothing beside the nearer one."""
    nearest_s = min((abs(carrier.after_s) for carrier in fixed), default=0.0)
    farthest_s = max(_FAR_S, _FARTHER * nearest_s)
    return [carrier for carrier in fixed if abs(carrier.after_s) <= max(farthest_s, nearest_s)]


def _when(carrier: Carrier) -> Sentence:
    if carrier.after_s == 0:
        return Sentence("at the same second")
    if carrier.after_s > 0:
        return Sentence("{time} after", time=duration(carrier.after_s))
    return Sentence("{time} before", time=duration(-carrier.after_s))


def _apart_km(one: Carrier, two: Carrier) -> float:
    assert one.fix is not None
    assert two.fix is not None
    return apart_km(one.fix, two.fix)
