"""`lookalike`: where the user's own photos were taken that look most like this one (IM2GPS).

Their places become kernels, each with its share of the vote, believed as far as likeness proved right among the photos
of this library whose places are known. Where it proved nothing, and where time knows more, the cue is silent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from whence_engine.cues.cue import Known
from whence_engine.cues.fix import moment_of
from whence_engine.cues.likeness import RADIUS_KM, STREET_KM, Look, Trust, Votes, favourite, nearest, unit
from whence_engine.geo.sphere import distance_xyz_km
from whence_engine.library.predictions import NO_DAY
from whence_engine.photo import Album, Belief, Photo
from whence_engine.wording import Sentence, counted

REACHED = timedelta(days=30)
"""Looks are silent about a photo that has a photo with a known place so near in time.

They are learnt against chance, not against time, which knows more: with half of the days of two validation sets hidden,
the nearest known photo is within 25 km in 37 to 70 % of cases, the most similar one in 0 to 11 %
(`whence selftest DIR --rates 50 --cues neighbours,lookalike,pixels`).
"""

_LEAST_SURE = 0.05
_STREET_SPREAD_KM, _AREA_SPREAD_KM = (
    0.5 * STREET_KM,
    0.5 * RADIUS_KM,
)  # seven eighths of a kernel lie within two spreads
_EPOCH = np.datetime64(0, "D")


@dataclass(frozen=True, slots=True)
class Alike:
    """A photo with a position that looks like another one; `cosine` of their embeddings, 1 for the same picture."""

    photo: Photo
    cosine: float


def most_alike(album: Album, photo_id: int, known: Known, count: int) -> tuple[Alike, ...]:
    """Return the user's own photos with a position that look most like one of `album`, most similar first.

    They are of other days and albums, as those that the cue asks; how far likeness is to be trusted is not asked here.
    """
    seen = known.predictions.get(photo_id)
    photo = next((one for one in album.photos if one.id == photo_id), None)
    if known.own is None or seen is None or photo is None or not known.own.located.photo_id.size:
        return ()
    asked = Look(unit(seen.embedding[None]), np.array([_day(photo)], np.int32), np.array([album.id]))
    votes = nearest(asked, known.own.look, count)
    shown = np.isfinite(votes.cosine[0])
    ids = known.own.located.photo_id[votes.row[0, shown]].tolist()
    photos = {one.id: one for one in known.library.index.photos.by_ids(ids)}
    return tuple(
        Alike(photos[i], float(cosine))
        for i, cosine in zip(ids, votes.cosine[0, shown], strict=True)
        if i in photos  # gone since the library was read
    )


class Lookalike:
    """Kernels around the places of the photos that look most alike, of other days and albums."""

    name = "lookalike"
    replaces: tuple[str, ...] = ()

    def beliefs(self, album: Album, known: Known) -> dict[int, Belief]:
        """Return a belief for each photo without a position that looks like others whose place is known."""
        open_photos = [
            photo
            for photo in album.photos
            if photo.position is None and photo.error is None and photo.id in known.predictions
        ]
        open_photos = [photo for photo in open_photos if not _reached(photo, known.located)]
        own = known.own
        if own is None or not open_photos or own.trust is None:
            return {}
        embedding = np.stack([known.predictions[photo.id].embedding for photo in open_photos])
        day = np.array([_day(photo) for photo in open_photos], np.int32)
        votes = nearest(Look(unit(embedding), day, np.full(len(day), album.id)), own.look)
        best, share = favourite(votes, own.xyz)
        sure = own.trust.sure(votes.cosine[:, 0].astype(np.float64), share)
        beliefs = {}
        for row, photo in enumerate(open_photos):
            if np.isfinite(votes.cosine[row, 0]) and sure[row] >= _LEAST_SURE:
                at = int(votes.row[row, best[row]])
                (like,) = known.library.index.photos.by_ids([int(own.located.photo_id[at])])
                cosine, near = float(votes.cosine[row, best[row]]), _near(votes, row, int(best[row]), own.xyz)
                because = sentence(like, cosine, int(near.sum()) - 1, own.trust)
                told = _belief(
                    own.xyz[votes.row[row, near]], votes.weight[row, near], float(sure[row]), own.trust.street, because
                )
                # Photos of one occasion look alike, and like the same others: they are wrong together.
                beliefs[photo.id] = replace(told, source=f"album {album.id}")
        return beliefs


def _reached(photo: Photo, located: Sequence[Photo]) -> bool:
    """Tell whether a photo with a known place was taken so near in time that looks have nothing to add."""
    moment = moment_of(photo)
    if moment is None:
        return False
    known = (there for one in located if one.id != photo.id and (there := moment_of(one)) is not None)
    return any(abs(there - moment) <= REACHED for there in known)


def _near(votes: Votes, row: int, best: int, xyz: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which votes of a query are for the place of its favourite, bool [K]."""
    place = xyz[votes.row[row]]
    return np.asarray((distance_xyz_km(place, place[best]) <= RADIUS_KM) & (votes.weight[row] > 0))


def _belief(xyz: NDArray[np.float64], weight: NDArray[np.float64], sure: float, street: float, because: str) -> Belief:
    mass = sure * weight / weight.sum()
    return Belief(
        because=because,
        unknown=1.0 - sure,
        kernel_xyz=np.concatenate([xyz, xyz]),
        kernel_km=np.repeat([_STREET_SPREAD_KM, _AREA_SPREAD_KM], len(xyz)),
        kernel_mass=np.concatenate([mass * street, mass * (1.0 - street)]),
    )


def sentence(like: Photo, cosine: float, others: int, trust: Trust) -> Sentence:
    """Say which photo it looks like, and how often such a likeness was right."""
    photo = Sentence(like.path.name)
    if like.taken:
        photo = Sentence("{name} of {day:%Y-%m-%d}", name=like.path.name, day=like.taken.local)
    alike = Sentence("{photo} (likeness {cosine:.2f})", photo=photo, cosine=cosine)
    if others:
        alike = counted(
            "{alike}, and one more taken near it", "{alike}, and {count} more taken near it", others, alike=alike
        )
    return Sentence(
        "It looks like your photo {alike}; in your library the most similar photo is from within {radius:g} km in "
        "{right:.0f} % of cases, by chance in {chance:.0f} %.",
        alike=alike,
        radius=RADIUS_KM,
        right=100 * trust.right,
        chance=100 * trust.chance,
    )


def _day(photo: Photo) -> int:
    moment = moment_of(photo)
    return NO_DAY if moment is None else int((np.datetime64(moment.date(), "D") - _EPOCH).astype(np.int64))
