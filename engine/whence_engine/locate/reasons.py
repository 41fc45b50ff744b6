"""Why: sentences with numbers that a person can check."""

from collections.abc import Mapping
from dataclasses import replace

from whence_engine.albums.clock_offsets import spelled
from whence_engine.cues.neighbours import apart_km, duration
from whence_engine.locate.along import Carrier, Told
from whence_engine.photo import Belief, Candidate, Photo

CHAIN = "neighbours"
"""The name under which the evidence of other photos of the album is shown."""

_FAR_S, _FARTHER = 7 * 86400.0, 20.0
"""Of two photos that tell a place, one is not worth a word that is a week and twenty times as far away as the other."""

TIE = 0.8
"""A second place whose chance is at least this share of the first one's is as likely, as far as anyone can tell."""


def reasons(photo: Photo, said: Mapping[str, Belief], told: Told | None) -> dict[str, str]:
    """Return cue name -> sentence for one photo: what each cue said, and what others of the album said."""
    because = {cue: belief.because for cue, belief in said.items()}
    if told is not None:
        because[CHAIN] = sentence(told.carriers) + _corrected(photo)
    return because


def _corrected(photo: Photo) -> str:
    """Say that the times compared are not those in the file, where its clock was found or said to be wrong."""
    taken = photo.taken
    return f" Its clock was corrected by {spelled(taken.correction)}." if taken and taken.correction else ""


def sentence(carriers: tuple[Carrier, ...]) -> str:
    """Say who carries what is known to a photo, when, and how far two of them are apart."""
    fixed = _telling([carrier for carrier in carriers if carrier.fix])
    speaking = [carrier for carrier in carriers if not carrier.fix]
    text = ""
    if fixed:
        parts = [f"{_when(carrier)} ({carrier.name}{_said(carrier)})" for carrier in fixed]
        text = f"A photo with a position was taken {' and one '.join(parts)}"
        if len(fixed) == 2:
            text += f", {_apart_km(*fixed):.1f} km apart"
        text += "."
    for carrier in speaking:
        why = f"by its {' and '.join(carrier.cues)}" if carrier.cues else "by what was ruled out"
        text += f"{' ' if text else ''}{carrier.name}, taken {_when(carrier)}, points to a place {why}."
    return text


def _telling(fixed: list[Carrier]) -> list[Carrier]:
    """Leave out a photo so much farther away in time that it tells nothing beside the nearer one."""
    nearest_s = min((abs(carrier.after_s) for carrier in fixed), default=0.0)
    farthest_s = max(_FAR_S, _FARTHER * nearest_s)
    return [carrier for carrier in fixed if abs(carrier.after_s) <= max(farthest_s, nearest_s)]


def _when(carrier: Carrier) -> str:
    if carrier.after_s == 0:
        return "at the same second"
    return f"{duration(abs(carrier.after_s))} {'after' if carrier.after_s > 0 else 'before'}"


def _said(carrier: Carrier) -> str:
    return ", as you said" if carrier.fix and carrier.fix.said else ""


def _apart_km(one: Carrier, two: Carrier) -> float:
    assert one.fix is not None
    assert two.fix is not None
    return apart_km(one.fix, two.fix)


def with_ties(ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Let the first candidate say which others are as likely."""
    equal = ties(ranked)
    if not equal:
        return ranked
    first = ranked[0]
    others = " and ".join(f"{one.place or 'the open sea'} ({100 * one.probability:.0f} %)" for one in equal)
    text = f"A tie: {others} {'is' if len(equal) == 1 else 'are'} about as likely."
    return (replace(first, because=(*first.because, text)), *ranked[1:])


def ties(ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Return the candidates that are about as likely as the first, which is known to some level."""
    if not ranked or ranked[0].cues == (("prior", 1.0),):
        return ()
    return tuple(one for one in ranked[1:] if one.probability >= TIE * ranked[0].probability)
