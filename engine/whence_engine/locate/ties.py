"""Places as likely as the first: a person may tell which of them it is, a threshold may not."""

from dataclasses import replace

from whence_engine.photo import Candidate
from whence_engine.wording import Sentence, Toponym, both

TIE = 0.8
"""A second place whose chance is at least this share of the first one's is as likely, as far as anyone can tell."""


def with_ties(ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Let the first candidate say which others are as likely."""
    equal = ties(ranked)
    if not equal:
        return ranked
    first = ranked[0]
    others = both(
        Sentence("{place} ({percent:.0f} %)", place=named(one), percent=100 * one.probability) for one in equal
    )
    if len(equal) == 1:
        text = Sentence("A tie: {place} is about as likely.", place=others)
    else:
        text = Sentence("A tie: {places} are about as likely.", places=others)
    return (replace(first, because=(*first.because, text)), *ranked[1:])


def named(candidate: Candidate) -> str:
    """Return what a candidate's place is called."""
    return Toponym(candidate.place) if candidate.place else Sentence("the open sea")


def ties(ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Return the candidates that are about as likely as the first, which is known to some level."""
    if not ranked or ranked[0].cues == (("prior", 1.0),):
        return ()
    return tuple(one for one in ranked[1:] if one.probability >= TIE * ranked[0].probability)
