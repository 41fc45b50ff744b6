"""A library with hidden positions is asked where its photos were taken, as `locate` asks it."""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from whence_engine.cues.cue import Cue, Fixing, without_replaced
from whence_engine.cues.fix import Fix, moment_of
from whence_engine.inference.bundle import Bundle
from whence_engine.library.library import Library
from whence_engine.library.masked import masked
from whence_engine.locate.evidence import Evidence, Said
from whence_engine.locate.watch import flags_of
from whence_engine.photo import Album, Candidate, Photo
from whence_engine.pipeline import Pipeline
from whence_engine.settings import Settings

_PRIOR = (("prior", 1.0),)

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said of one hidden photo.

    Attributes
    ----------
    album_id
        The album that it lies in.
    best
        The first candidate.
    held
        Whether a red flag leaves it to a person.
    alone
        What each cue answers by itself; cues that know nothing are left out.
    nearest
        Where the photo with a position nearest in time was taken, or None.
    """

    photo: Photo
    album_id: int
    best: Candidate
    held: bool
    alone: Mapping[str, Place]
    nearest: Place | None


class Asker:
    """Asks one library, with one bundle and one set of cues, again and again."""

    def __init__(self, library: Library, bundle: Bundle, cues: Sequence[Cue], settings: Settings) -> None:
        self._library = library
        self._bundle = bundle
        self._cues = cues
        self._settings = settings

    def ask(self, hidden: Collection[int], wanted: Mapping[int, Collection[int]]) -> Iterator[Answered]:
        """Yield the answers for photos whose positions are hidden.

        Parameters
        ----------
        hidden
            Ids of photos that lose their position.
        wanted
            Album id -> ids of its photos that are asked for.
        """
        with masked(self._library, hidden) as library:
            pipeline = Pipeline(library, self._bundle, self._cues, self._settings)
            pipeline.recall()
            for album_id, photo_ids in wanted.items():
                album = library.index.albums.get(album_id)
                if album is not None:
                    yield from self._of_album(pipeline, library, album, frozenset(photo_ids))

    def _of_album(
        self, pipeline: Pipeline, library: Library, album: Album, wanted: Collection[int]
    ) -> Iterator[Answered]:
        said = pipeline.hear(album)
        evidence = pipeline.evidence(album, without_replaced(self._cues, said))
        found = pipeline.fusion(album).update(evidence)
        asked = Album(album.id, tuple(photo for photo in album.photos if photo.id in wanted))
        alone = {cue.name: self._alone(pipeline, cue, asked, said, evidence) for cue in self._cues}
        for photo in asked.photos:
            ranked = found[photo.id]
            yield Answered(
                photo,
                album.id,
                ranked[0],
                bool(flags_of(library, photo, ranked)),
                {name: places[photo.id] for name, places in alone.items() if photo.id in places},
                _nearest(photo, evidence.fixes),
            )

    @staticmethod
    def _alone(pipeline: Pipeline, cue: Cue, asked: Album, said: Said, evidence: Evidence) -> dict[int, Place]:
        """Return what one cue answers if nobody else speaks, by photo id."""
        spoken = said[cue.name]
        only = replace(evidence, said={cue.name: spoken}, silent=frozenset(), chained=isinstance(cue, Fixing))
        if not only.chained:
            asked = Album(asked.id, tuple(photo for photo in asked.photos if photo.id in spoken))
            only = replace(only, fixes=())
        if not asked.photos or not (spoken or only.fixes):
            return {}
        found = pipeline.fusion(asked).update(only)
        best = {photo_id: ranked[0] for photo_id, ranked in found.items()}
        return {photo_id: (one.lat_deg, one.lon_deg) for photo_id, one in best.items() if one.cues != _PRIOR}


def _nearest(photo: Photo, fixes: Sequence[Fix]) -> Place | None:
    """Return the place of the photo nearest in time, whatever the gap."""
    moment = moment_of(photo)
    carried = [] if moment is None else [fix for fix in fixes if not fix.said]
    if moment is None or not carried:
        return None
    place = bisect_left(carried, moment, key=lambda fix: fix.at)
    near = min(carried[max(0, place - 1) : place + 1], key=lambda fix: abs(fix.at - moment))
    return near.lat_deg, near.lon_deg
