"""scan -> group -> infer -> fuse -> store: the whole way as one generator of events.

The command line and the desktop both read it. Whatever was done before it is stopped is kept: photos are stored in
batches, an album at a time is located, and the next run does only what is missing.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from whence_engine.albums.arrange import arrange
from whence_engine.cues.cue import Cue, Fixing, Known, without_replaced
from whence_engine.cues.fix import FARTHEST_H, Fix, moment_of
from whence_engine.cues.lookalike import Alike, Lookalike, most_alike
from whence_engine.cues.own_photos import OwnPhotos
from whence_engine.cues.sidecar import beside
from whence_engine.cues.sign_choice import ReadSigns, in_turn, worth_reading
from whence_engine.cues.signs import Signs
from whence_engine.events import AlbumDone, Event, Finished, PhotoDone, PhotoFailed, Skipped, Started
from whence_engine.grid.prior import WorldPrior
from whence_engine.inference.bundle import Bundle
from whence_engine.inference.single import predict_photos
from whence_engine.inference.text import read_photos, reader_name
from whence_engine.library.library import Library
from whence_engine.library.results import Result
from whence_engine.locate.calibration import read_fitted
from whence_engine.locate.decided import around, fix_said, not_here
from whence_engine.locate.evidence import Evidence, Said
from whence_engine.locate.fusion import AlbumFusion
from whence_engine.locate.locator import Density, Locator
from whence_engine.locate.premises import read_of, told_around
from whence_engine.locate.shipped import method_of
from whence_engine.locate.watch import Watch
from whence_engine.photo import Action, Album, Belief, Candidate, DecidedBy, Decision, Photo, Prediction, Reading
from whence_engine.places.gazetteer import Gazetteer
from whence_engine.scan.refresh import scan
from whence_engine.scan.tracks import read_tracks
from whence_engine.settings import Settings
from whence_engine.tracks.track import Track

_KEEP_EVERY = 64
_AROUND = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Answer:
    """What `locate` says of one photo: its album, its candidates (best first), what was decided, which model spoke."""

    photo: Photo
    album: int | None
    candidates: tuple[Candidate, ...]
    decision: Decision | None
    model: str = ""


class Pipeline:
    """One library, one bundle, one set of cues: from folders to candidates.

    Attributes
    ----------
    unread
        After a run: pictures whose text the next run will read.
    method
        Names all that makes answers and is not the library's own.
    """

    def __init__(self, library: Library, bundle: Bundle, cues: Sequence[Cue], settings: Settings) -> None:
        self._library = library
        self._bundle = bundle
        self._cues = cues
        self._settings = settings
        self.unread = 0
        self._own = OwnPhotos(library, bundle.fingerprint)
        self._locator = Locator(WorldPrior.load(), bundle.grid, read_fitted(), Gazetteer.open())
        self._tracks: tuple[Track, ...] = ()
        self._zones: tuple[tuple[str, str], ...] = ()
        self._is_informed = False
        self.method = method_of(bundle, cues)

    def run(self, roots: Sequence[Path], *, now: datetime) -> Iterator[Event]:
        """Bring the candidates of all photos below `roots` up to date.

        Photos elsewhere in the library are touched only where they share an album with one of these.
        """
        yield from self.prepare(roots, now=now)
        yield from self._locate(self._library.index.albums.below(roots))

    def prepare(self, roots: Sequence[Path], *, now: datetime) -> Iterator[Event]:
        """Scan, group, and ask the networks, as `run` does before it locates."""
        yield from scan(roots, self._library, settings=self._settings, now=now)
        yield from self._arrange()
        yield from self.look(roots)
        yield from self._read(self._library.index.albums.below(roots))

    def look(self, roots: Sequence[Path]) -> Iterator[Event]:
        """Show the network the photos below `roots` that it never saw; nothing is scanned."""
        yield from self._infer(self._library.index.albums.below(roots))

    def again(self, photo_ids: Sequence[int]) -> Iterator[Event]:
        """Bring the albums of some photos up to date after a word on clocks, tracks or times; nothing is scanned."""
        yield from self._arrange()
        of_photos = map(self._library.index.albums.of_photo, photo_ids)
        found = list(dict.fromkeys(album for album in of_photos if album is not None))
        yield from self._infer(found)
        yield from self._read(found)
        yield from self._locate(found)

    def _arrange(self) -> Iterator[Event]:
        yield from read_tracks(self._library)
        self.recall()
        arrange(self._library)

    def recall(self) -> None:
        """Read anew what the library knows besides its albums: tracks, the zone of clocks, photos with a position."""
        self._tracks = tuple(self._library.index.tracks.all())
        self._zones = self._library.ledger.told.clocks().zones
        self._own = OwnPhotos(self._library, self._bundle.fingerprint)
        self._is_informed = True

    def _infer(self, album_ids: Sequence[int]) -> Iterator[Event]:
        table = self._library.index.predictions
        ids = [photo.id for photo in self._photos(album_ids) if photo.error is None]
        wanted = table.missing(self._bundle.fingerprint, ids)
        if not wanted:
            return
        yield Started("infer", len(wanted))
        done = failed = 0
        fresh: list[Prediction] = []
        photos = self._library.index.photos.by_ids(wanted)
        try:
            for outcome in predict_photos(
                photos, self._bundle, threads=self._settings.threads, provider=self._settings.provider
            ):
                if isinstance(outcome, PhotoFailed):
                    failed += 1
                    self._cannot_be_read(outcome)
                    yield outcome
                    continue
                photo, prediction = outcome
                done += 1
                fresh.append(prediction)
                if len(fresh) == _KEEP_EVERY:
                    table.store(self._bundle.fingerprint, fresh)
                    fresh = []
                yield PhotoDone("infer", photo)
        finally:
            table.store(self._bundle.fingerprint, fresh)
        yield Finished("infer", done, failed)

    def _read(self, album_ids: Sequence[int]) -> Iterator[Event]:
        """Read the text in pictures, where the setting `read_signs` and the cues ask for it."""
        reader = reader_name()
        how = ReadSigns(self._settings.read_signs)
        self.unread = 0
        if reader is None or how is ReadSigns.OFF or all(cue.name != Signs.name for cue in self._cues):
            return
        table = self._library.index.readings
        chosen = (worth_reading(album.photos, self._located(album), how) for album in self._albums(album_ids))
        wanted = [some for ids in chosen if (some := table.missing(reader, ids))]
        ids, self.unread = in_turn(wanted, how)
        if not ids:
            return
        yield Started("read", len(ids))
        done, fresh = 0, list[Reading]()
        try:
            for outcome in read_photos(self._library.index.photos.by_ids(ids), threads=self._settings.threads):
                if isinstance(outcome, PhotoFailed):
                    # The network saw the picture, so there is one: it is placed without its text.
                    yield Skipped(outcome.path, outcome.reason, harmless=True)
                    unread = self._library.index.photos.at(outcome.path)
                    fresh += [Reading(unread.id, ())] if unread else []
                    continue
                photo, reading = outcome
                done += 1
                fresh.append(reading)
                if len(fresh) == _KEEP_EVERY:
                    table.store(reader, fresh)
                    fresh = []
                yield PhotoDone("read", photo)
        finally:
            table.store(reader, fresh)
        yield Finished("read", done, 0)

    def _cannot_be_read(self, failure: PhotoFailed) -> None:
        """Remember that the pixels of a photo cannot be had, so that no later run tries again in vain.

        A file that is gone may come back with the disk that it lies on: it is missing, not damaged.
        """
        photos = self._library.index.photos
        photo = photos.at(failure.path)
        if photo is None:
            return
        if os.path.lexists(failure.path):
            photos.set_error(photo.id, failure.reason)
        else:
            photos.mark_missing([photo.id])

    def _locate(self, album_ids: Sequence[int]) -> Iterator[Event]:
        placed = self._placed_by_hand()
        stale = {
            album.id: len(album.photos) for album in self._albums(album_ids) if not self._is_current(album, placed)
        }
        if not stale:
            return
        yield Started("locate", sum(stale.values()))
        done = 0
        for album in self._albums(stale):
            Review(self, album, placed).update()
            done += len(album.photos)
            yield AlbumDone(album)
        yield Finished("locate", done, 0)

    def review(self, album: Album) -> "Review | None":
        """Open an album for decisions: each `update` of it computes only what a decision changed.

        None while the network has not seen all of its photos: what is computed now would be taken for the answer.
        Tracks, and photos to look like, are those of the first review or the last run.
        """
        readable = [photo.id for photo in album.photos if photo.error is None]
        seen = sum(1 for _ in self._library.index.predictions.of(self._bundle.fingerprint, readable))
        if seen < len(readable):
            return None
        if not self._is_informed:
            self.recall()
        return Review(self, album)

    def alike(self, album: Album, photo_id: int, count: int) -> tuple[Alike, ...]:
        """Return the user's own photos with a position that look most like one of an album."""
        return most_alike(album, photo_id, self._known(album), count)

    def ask(self, album: Album) -> dict[str, dict[int, Belief]]:
        """Ask every cue; where a cue speaks, those that it replaces are dropped."""
        return without_replaced(self._cues, self.hear(album))

    def hear(self, album: Album) -> dict[str, dict[int, Belief]]:
        """Ask every cue, whatever the others say."""
        known = self._known(album)
        return {cue.name: cue.beliefs(album, known) for cue in self._cues}

    def _known(self, album: Album) -> Known:
        ids = [photo.id for photo in album.photos]
        predictions = self._library.index.predictions.of(self._bundle.fingerprint, ids)
        by_id = {prediction.photo_id: prediction for prediction in predictions}
        located = self._located(album)
        return Known(
            self._library,
            self._bundle,
            by_id,
            located,
            self._settings.provider,
            self._tracks,
            self._zones,
            self._own,
        )

    def evidence(self, album: Album, said: Said, placed: Sequence[Fix] | None = None) -> Evidence:
        """Return what is known of an album now: what cues `said`, known places, and what a person decided.

        A place that a threshold accepted was found from the others: it tells them nothing, in a file or not.
        `placed` are the places that people gave to photos of the library, if the caller knows them.
        """
        chains = [cue for cue in self._cues if isinstance(cue, Fixing)]
        known = Known(self._library, self._bundle, {}, self._located(album), self._settings.provider)
        fixes = [fix for cue in chains for fix in cue.fixes(album, known)]
        decisions = self._library.decisions([*album.photos, *known.located])
        guessed = {photo_id for photo_id, one in decisions.items() if one.by is DecidedBy.THRESHOLD}
        fixes = [fix for fix in fixes if fix.photo_id not in guessed]
        if chains:
            fixes += around(album, self._placed_by_hand() if placed is None else placed)
        return Evidence(
            said,
            tuple(sorted(fixes, key=lambda fix: (fix.at, fix.photo_id, fix.name))),
            {photo_id: not_here(some) for photo_id, some in self._library.rejections(album.photos).items()},
            frozenset(photo_id for photo_id, one in decisions.items() if one.action is Action.NO_PLACE),
            chained=bool(chains),
        )

    def _placed_by_hand(self) -> list[Fix]:
        """Return the places that people gave to photos whose files do not carry them, in time order."""
        found = (fix_said(photo, decision) for photo, decision in self._library.placed_by_hand())
        return sorted((fix for fix in found if fix), key=lambda fix: fix.at)

    def _is_current(self, album: Album, placed: Sequence[Fix]) -> bool:
        wanted = self.fingerprint(album, self.evidence(album, {}, placed))
        readable = [photo.id for photo in album.photos if photo.error is None]
        known = self._library.index.results.fingerprints(readable)
        return all(known.get(photo_id) == wanted for photo_id in readable)

    def fingerprint(self, album: Album, evidence: Evidence) -> str:
        """Name everything that the album's candidates depend on.

        The pixels are not named: a changed picture drops its own result, which makes its album stale.
        """
        digest = hashlib.blake2b(self.method.encode(), digest_size=16)
        decided = evidence.fixes, sorted(evidence.rejected.items()), sorted(evidence.silent)
        for part in (*album.photos, *self._located(album)):
            digest.update(repr(read_of(part)).encode("utf-8", "surrogateescape"))
        if moments := [moment for photo in album.photos if (moment := moment_of(photo))]:
            digest.update(repr(self._zones).encode("utf-8", "surrogateescape"))
            for track in self._tracks:
                digest.update(told_around(track, min(moments), max(moments)))
        if any(cue.name == Lookalike.name for cue in self._cues):
            digest.update(self._own.mark.encode())
        for photo in album.photos:
            digest.update(repr(list(beside(photo, self._library))).encode("utf-8", "surrogateescape"))
        for reading in self._library.index.readings.of(photo.id for photo in album.photos):
            digest.update(repr(reading).encode())
        digest.update(repr(decided).encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def store(
        self, album: Album, evidence: Evidence, found: Mapping[int, tuple[Candidate, ...]], same: Iterable[int] = ()
    ) -> None:
        """Keep the candidates of an album; those of the photos `same` are stored already, and still hold."""
        fingerprint, card = self.fingerprint(album, evidence), self._bundle.card
        model = f"{card.name} {card.version}"
        photos = [photo for photo in album.photos if photo.id in found]
        watch = Watch(self._library, photos)
        self._library.index.results.store(
            Result(one.id, fingerprint, found[one.id], model, watch.flags(one, found[one.id])) for one in photos
        )
        self._library.index.results.confirm(same, fingerprint)

    def fusion(self, album: Album) -> AlbumFusion:
        """Return the fusion of an album, nothing computed yet."""
        return AlbumFusion(self._locator, album)

    def _located(self, album: Album) -> list[Photo]:
        """Return who may tell, by time and position, where the photos of `album` were taken."""
        moments = [moment for photo in album.photos if (moment := moment_of(photo))]
        if not moments:
            return []
        first, last = min(moments), max(moments)
        far = timedelta(hours=FARTHEST_H)
        around = self._library.index.photos.located_around(first, last, _AROUND)
        return [one for one in around if one.taken and one.taken.local - last <= far and first - one.taken.local <= far]

    def _albums(self, album_ids: Iterable[int]) -> Iterator[Album]:
        for album_id in album_ids:
            album = self._library.index.albums.get(album_id)
            if album is not None:
                yield album

    def _photos(self, album_ids: Sequence[int]) -> Iterator[Photo]:
        for album in self._albums(album_ids):
            yield from album.photos


class Review:
    """One album, kept up to date while a person decides: cues are asked once, and only what changed is fused anew."""

    def __init__(self, pipeline: Pipeline, album: Album, placed: Sequence[Fix] | None = None) -> None:
        self._pipeline = pipeline
        self._album = album
        self._placed = placed
        self._said = pipeline.ask(album)
        self._fusion = pipeline.fusion(album)

    def update(self) -> dict[int, tuple[Candidate, ...]]:
        """Take in what was decided since; store the candidates, and return those that changed, by photo id."""
        evidence = self._pipeline.evidence(self._album, self._said, self._placed)
        self._placed = None
        changed = self._fusion.update(evidence)
        self._pipeline.store(self._album, evidence, changed, self._fusion.found.keys() - changed.keys())
        return changed

    def density(self, photo_id: int) -> Density | None:
        """Return where a photo may have been taken, on cells, as of the last `update`; None for a known position."""
        return self._fusion.density(photo_id)


def answers(library: Library, roots: Sequence[Path]) -> Iterator[Answer]:
    """Yield an answer for every photo at or below `roots`: album by album, unreadable photos last."""
    below = [root.absolute() for root in roots]
    inside = {photo.id for photo in library.index.photos.under(below)}
    for album_id in library.index.albums.below(below):
        album = library.index.albums.get(album_id)
        assert album is not None
        readable = [photo for photo in album.photos if photo.id in inside and photo.error is None]
        yield from answers_of(library, readable, album_id)
    yield from answers_of(library, (photo for photo in library.index.photos.under(below) if photo.error), None)


def answers_of(library: Library, photos: Iterable[Photo], album: int | None) -> Iterator[Answer]:
    """Yield an answer for each of some photos, which are of one album or of none."""
    members = list(photos)
    results = {result.photo_id: result for result in library.index.results.of(p.id for p in members if not p.error)}
    decisions = library.decisions(members)
    for photo in members:
        result = results.get(photo.id)
        candidates, model = (result.candidates, result.model) if result else ((), "")
        yield Answer(photo, album, candidates, decisions.get(photo.id), model)
