"""Decisions, as the window makes them: each calls the engine and says which photos changed.

Views never decide and never write; they call this and listen to `changed`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import MappingProxyType

import numpy as np
from PySide6.QtCore import QObject, Signal

from whence_desktop import wording
from whence_desktop.patience import Patience
from whence_desktop.session import Session
from whence_engine.accept import decide, history
from whence_engine.geo.sphere import distance_km
from whence_engine.library.library import Library
from whence_engine.library.overview import undecided
from whence_engine.library.words import Topic
from whence_engine.photo import Action, Candidate, DecidedBy, Decision, Level, Photo, PositionSource

_AT_ONCE = 32  # photos; more are decided beside the window: every picture is read once, to know it again
_SAME_KM = 0.01
_NONE_SEEN: Mapping[int, Candidate] = MappingProxyType({})


class Actions(QObject):
    """What a person can decide.

    Signals
    -------
    changed(tuple)
        Ids of the photos of which something else is decided now.
    retold(tuple)
        Ids of the photos that words concern which were taken back or count again: tracks, clocks, zones, times, orders.
    rematched()
        Other photos are known to show the same moment: pairs were taken back or count again.
    decided(str)
        A sentence: what was decided just now.
    returned(tuple)
        Ids of the photos whose decision was taken back or counts again.
    told(str)
        A sentence: what was taken back or counts again, or that nothing waits.
    refused(str)
        A sentence: something could not be decided, and why.
    """

    changed = Signal(object)
    retold = Signal(object)
    rematched = Signal()
    decided = Signal(str)
    returned = Signal(object)
    told = Signal(str)
    refused = Signal(str)

    def __init__(self, session: Session, patience: Patience, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._patience = session, patience
        self._pending: list[tuple[int, ...]] = []

    @property
    def pending(self) -> frozenset[int]:
        """The photos on which something was decided that is not kept yet, as the library is in use."""
        return frozenset(photo for photos in self._pending for photo in photos)

    def accept_candidate(self, photos: Sequence[int], rank: int, seen: Mapping[int, Candidate] = _NONE_SEEN) -> None:
        """Accept, for each of these photos, its own candidate of this rank; photos without one are left as they are.

        `seen` holds candidates that a person has before their eyes, by photo: they count, though others came since.
        """
        wanted = self._with_candidates(photos, rank, seen)
        new = [(photo, decision) for photo, decision in wanted if not _is_written_in(photo, decision)]
        if wanted and not new:
            self.told.emit(self.tr("This position is in the photo already."))
        self._decide(new)

    def accept_album(self, album: int) -> None:
        """Accept, for each photo of an album that still waits for a decision, its own best candidate."""
        waiting = undecided(self._session.library, album)
        if waiting:
            self.accept_candidate(waiting, 1)
        else:
            self.told.emit(self.tr("Nothing in this album waits for a decision."))

    def reject_candidate(self, photos: Sequence[int], rank: int, seen: Mapping[int, Candidate] = _NONE_SEEN) -> None:
        """Say that the candidate of this rank is wrong, for each of these photos; `seen` as for accepting."""
        wanted = self._with_candidates(photos, rank, seen)
        self._decide([(photo, replace(decision, action=Action.REJECT)) for photo, decision in wanted])

    def accept_place(self, photos: Sequence[int], lat_deg: float, lon_deg: float, radius_km: float) -> None:
        """Accept one place for all of these photos: typed, pasted, or dropped on the map."""
        level = Level.of_radius(radius_km)
        name = self._session.gazetteer.reverse(np.array([lat_deg]), np.array([lon_deg]))[0]
        decision = Decision(
            Action.ACCEPT,
            DecidedBy.PERSON,
            datetime.now(),
            lat_deg,
            lon_deg,
            radius_km,
            level,
            name.label(level),
            name.country_code,
        )
        self._decide((photo, decision) for photo in self._readable(photos))

    def no_place(self, photos: Sequence[int]) -> None:
        """Say that no place applies to these photos."""
        self._plain(photos, Action.NO_PLACE)

    def skip(self, photos: Sequence[int]) -> None:
        """Leave these photos for later."""
        self._plain(photos, Action.SKIP)

    def take_back(self) -> None:
        """Undo the last step of decisions or words."""
        now = datetime.now()
        self._step(
            lambda: history.take_back(self._session.library, at=now),
            self.tr("Taken back: {0}."),
            self.tr("There is nothing to undo."),
        )

    def repeat(self) -> None:
        """Redo the step that was undone last."""
        nothing = self.tr("There is nothing to redo.")
        self._step(lambda: history.repeat(self._session.library), self.tr("Counts again: {0}."), nothing)

    # --- how --------------------------------------------------------------------------------------------------------

    def _with_candidates(
        self, photos: Sequence[int], rank: int, seen: Mapping[int, Candidate]
    ) -> list[tuple[Photo, Decision]]:
        """Return photos with their candidate of this rank as accepted; say where none has one."""
        now = datetime.now()
        found = self._candidates(photos)
        wanted = []
        for photo in self._readable(photos):
            ranked = found.get(photo.id, [])
            chosen = seen.get(photo.id) or next((one for one, _ in ranked if one.rank == rank), None)
            if chosen is not None:
                model = ranked[0][1] if ranked else ""
                wanted.append((photo, decide.accepted_candidate(chosen, DecidedBy.PERSON, now, model)))
        if not wanted:
            self.refused.emit(self.tr("There is no candidate {0} to choose.").format(rank))
        return wanted

    def _plain(self, photos: Sequence[int], action: Action) -> None:
        decision = Decision(action, DecidedBy.PERSON, datetime.now())
        self._decide((photo, decision) for photo in self._readable(photos))

    def _decide(self, wanted: Iterable[tuple[Photo, Decision]]) -> None:
        """Note decisions; what a person has before the eyes now counts, however long the library is in use."""
        decided = list(wanted)
        ids = tuple(photo.id for photo, _ in decided)

        def tell() -> None:
            self._pending.remove(ids)
            self.changed.emit(ids)
            self.decided.emit(self._said([decision for _, decision in decided]))

        def refuse(sentence: str) -> None:
            self._pending.remove(ids)
            self.refused.emit(sentence)

        if not decided:
            return
        self._pending.append(ids)
        if len(decided) > _AT_ONCE:
            self._patience.do_beside(partial(_note, decided), tell, refuse)
        else:
            self._patience.attempt(lambda: _note(decided, self._session.library), tell, refuse)

    def _said(self, decided: Sequence[Decision]) -> str:
        """Say in one sentence what was decided, all of it of one kind."""
        count = len(decided)
        words = {
            Action.ACCEPT: (self.tr("Accepted: {1}."), self.tr("Accepted for {0} photos: {1}.")),
            Action.REJECT: (self.tr("Rejected: {1}."), self.tr("Rejected for {0} photos: {1}.")),
            Action.NO_PLACE: (self.tr("No place applies."), self.tr("No place applies to {0} photos.")),
            Action.SKIP: (self.tr("Skipped."), self.tr("{0} photos were skipped.")),
        }
        one, many = words[decided[0].action]
        places = list(dict.fromkeys(decision.place for decision in decided))
        named = wording.place(places[0]) or self.tr("the place on the map")
        return (one if count == 1 else many).format(count, named if len(places) == 1 else f"{named} …")

    def _step(self, step: Callable[[], history.Step], said: str, nothing: str) -> None:
        library = self._session.library
        done = history.Step()

        def note() -> None:
            nonlocal done
            done = step()

        def tell() -> None:
            photos = tuple(history.concerned(library, done))
            if done.words.topics:
                self.told.emit(said.format(", ".join(self._topic(one) for one in sorted(done.words.topics))))
                if Topic.PAIR in done.words.topics:
                    self.rematched.emit()
                if done.words.topics - {Topic.PAIR}:
                    self.retold.emit(photos)
            elif not photos:
                self.told.emit(nothing)
            else:
                self.changed.emit(photos)
                self.returned.emit(photos)
                self.told.emit(said.format(self._named(photos)))

        self._patience.attempt(note, tell, self.refused.emit)

    def _named(self, photos: Sequence[int]) -> str:
        """Return whose decision it was."""
        if len(photos) > 1:
            return self.tr("decisions on {0} photos").format(len(photos))
        [photo] = self._session.library.index.photos.by_ids(photos)
        return self.tr("the decision on {0}").format(photo.path.name)

    def _topic(self, topic: Topic) -> str:
        names = {
            Topic.TIMES: self.tr("when prints were taken"),
            Topic.ORDER: self.tr("the order of prints"),
            Topic.CLOCK: self.tr("the offset of a clock"),
            Topic.ZONE: self.tr("the time zone of a clock"),
            Topic.TRACK: self.tr("which tracks count"),
            Topic.PAIR: self.tr("which photos show the same moment"),
        }
        return names[topic]

    def _readable(self, photos: Sequence[int]) -> list[Photo]:
        return [photo for photo in self._session.library.index.photos.by_ids(photos) if photo.error is None]

    def _candidates(self, photos: Sequence[int]) -> dict[int, list[tuple[Candidate, str]]]:
        """Return photo id -> its candidates, best first, each with the model that was asked."""
        results = self._session.library.index.results.of(photos)
        return {result.photo_id: [(one, result.model) for one in result.candidates] for result in results}


def _is_written_in(photo: Photo, decision: Decision) -> bool:
    """Tell whether a file itself carries the position that was decided: then there is nothing to write."""
    at = photo.position
    if at is None or at.source not in {PositionSource.EXIF, PositionSource.XMP} or decision.lat_deg is None:
        return False
    return float(distance_km(at.lat_deg, at.lon_deg, decision.lat_deg, decision.lon_deg or 0.0)) <= _SAME_KM


def _note(decided: Sequence[tuple[Photo, Decision]], library: Library) -> None:
    """Keep all of these decisions or none; pictures are read before anybody is kept from writing."""
    if len(decided) > _AT_ONCE:
        for photo, _ in decided:
            library.index.photos.set_identity(photo.id, decide.identity_of(library, photo))
    with library.ledger.transaction():
        for photo, decision in decided:
            decide.decide(library, photo, decision)
