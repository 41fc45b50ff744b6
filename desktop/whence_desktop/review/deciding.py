"""What a person does with the photo that is looked at: choose, accept, reject, copy and paste, and go on."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from whence_desktop import wording
from whence_desktop.actions import Actions
from whence_desktop.review import clipboard
from whence_desktop.review.places import Place, RememberedPlaces
from whence_desktop.review.showing import Showing
from whence_desktop.selection import Selection
from whence_engine.geo import coordinates
from whence_engine.photo import Action, Candidate

_DROPPED_KM = 0.5


class Deciding(QObject):
    """Turns keys, clicks and drops into decisions.

    Signals
    -------
    gone_on()
        The next photo that waits is wanted.
    through()
        The album is through: the next one is wanted.
    told(str)
        Something to say in passing: what was copied, or why nothing can be done.
    """

    gone_on = Signal()
    through = Signal()
    told = Signal(str)

    def __init__(
        self,
        actions: Actions,
        selection: Selection,
        showing: Showing,
        remembered: RememberedPlaces,
        *,
        parent: QObject | None = None,
    ) -> None:
        """Listen to the views."""
        super().__init__(parent)
        self._actions, self._selection, self._showing = actions, selection, showing
        self._candidates, self._map = showing.views.candidates, showing.views.map
        self._remembered = remembered
        self._is_refused = False
        actions.refused.connect(self._note_refusal)
        self._candidates.accepted.connect(lambda _rank: self.accept())
        self._map.pin_chosen.connect(self._candidates.choose)
        self._map.place_dropped.connect(self._pin_dropped)
        self._map.photos_dropped.connect(self._photos_dropped)

    def choose(self, rank: int) -> None:
        """Choose a candidate by its rank."""
        if not self._candidates.choose(rank):
            self.told.emit(self.tr("There is no candidate {0}.").format(rank))

    def accept(self) -> None:
        """Accept the pin on the map, else the chosen candidate, for the selected photos, and go on."""
        dropped, photos = self._map.scene.dropped, self._selection.photos
        if dropped is not None:
            self._and_go_on(lambda: self._accept_at(photos, *dropped))
        elif self._candidates.candidate is None:
            self.told.emit(self.tr("There is nothing to accept here yet."))
        else:
            rank, seen = self._candidates.rank, self._seen()
            self._and_go_on(lambda: self._actions.accept_candidate(photos, rank, seen))

    def accept_album(self) -> None:
        """Accept, for each photo of the album that still waits for a decision, its own best candidate."""
        if self._selection.album is not None:
            self._actions.accept_album(self._selection.album)
        self.through.emit()

    def reject(self) -> None:
        """Say that the chosen candidate is wrong."""
        if self._candidates.candidate is None:
            self.told.emit(self.tr("There is no candidate to reject."))
            return
        self._actions.reject_candidate(self._selection.photos, self._candidates.rank, self._seen())

    def no_place(self) -> None:
        """Say that no place applies, and go on."""
        self._and_go_on(lambda: self._actions.no_place(self._selection.photos))

    def skip(self) -> None:
        """Leave it for later, and go on."""
        self._and_go_on(lambda: self._actions.skip(self._selection.photos))

    def look_at(self, place: Place) -> None:
        """Show a place on the map before it is accepted."""
        self._map.show_scene(replace(self._map.scene, dropped=(place.lat_deg, place.lon_deg)))
        self._map.set_view(self._map.view.centred_on(place.lat_deg, place.lon_deg))

    def look_away(self) -> None:
        """Take the place off the map that was only looked at: Enter must not mean it any more."""
        if self._map.scene.dropped is not None:
            self._map.show_scene(replace(self._map.scene, dropped=None), fit=True)

    def accept_place(self, place: Place) -> None:
        """Accept a place that was typed, pasted or remembered, for the selected photos, and go on."""
        self._remembered.use(place)
        photos = self._selection.photos
        self._and_go_on(lambda: self._actions.accept_place(photos, place.lat_deg, place.lon_deg, place.radius_km))

    # --- places that are carried about --------------------------------------------------------------------------------

    def place(self) -> Place | None:
        """Return the place of the photo that is looked at: a pin, what was accepted, its own, the chosen candidate."""
        dropped = self._map.scene.dropped
        if dropped is not None:
            return Place(coordinates.format_decimal(*dropped), *dropped, self._dropped_km())
        photo, decision, chosen = self._showing.photo, self._showing.decision, self._candidates.candidate
        if decision is not None and decision.action is Action.ACCEPT and decision.lat_deg is not None:
            lon, radius = decision.lon_deg or 0.0, decision.radius_km or 0.0
            return Place(decision.place, decision.lat_deg, lon, radius)
        if photo is not None and photo.position is not None:
            at = photo.position
            name = coordinates.format_decimal(at.lat_deg, at.lon_deg)
            return Place(chosen.place if chosen else name, at.lat_deg, at.lon_deg, at.error_km or 0.0)
        if chosen is not None:
            return Place(chosen.place, chosen.lat_deg, chosen.lon_deg, chosen.radius_km)
        return None

    def copy_place(self) -> None:
        """Lay the photo's place on the clipboard."""
        place = self.place()
        if place is None:
            self.told.emit(self.tr("This photo has no place to copy."))
            return
        clipboard.put(place)
        self.told.emit(self.tr("Copied: {0}").format(_named(place)))

    def paste_place(self) -> None:
        """Accept the place on the clipboard for the selected photos."""
        place = clipboard.get()
        if place is None:
            self.told.emit(self.tr("The clipboard holds no coordinates."))
        elif self._selection.photos:
            self.accept_place(place)

    def toggle_favourite(self) -> None:
        """Make the photo's place a favourite, or none any more."""
        place = self.place()
        if place is None:
            self.told.emit(self.tr("This photo has no place to keep."))
            return
        added = self._remembered.toggle_favourite(place)
        said = self.tr("A favourite now: {0}") if added else self.tr("No favourite any more: {0}")
        self.told.emit(said.format(_named(place)))

    # --- how ----------------------------------------------------------------------------------------------------------

    def _and_go_on(self, decide: Callable[[], None]) -> None:
        """Decide, and go on unless that was refused: what could not be decided stays before the eyes."""
        self._is_refused = False
        decide()
        if not self._is_refused:
            self.gone_on.emit()

    def _note_refusal(self, _sentence: str) -> None:
        self._is_refused = True

    def _seen(self) -> dict[int, Candidate]:
        """Return the candidate that a person sees: newer ones may have come since."""
        photo, chosen = self._showing.photo, self._candidates.candidate
        return {photo.id: chosen} if photo is not None and chosen is not None else {}

    def _accept_at(self, photos: Sequence[int], lat_deg: float, lon_deg: float) -> None:
        radius = self._dropped_km()
        self._remembered.use(Place(coordinates.format_decimal(lat_deg, lon_deg), lat_deg, lon_deg, radius))
        self._actions.accept_place(photos, lat_deg, lon_deg, radius)

    def _pin_dropped(self, _lat: float, _lon: float) -> None:
        self.told.emit(self.tr("Enter accepts the pin for the selected photos."))

    def _photos_dropped(self, photos: Sequence[int], lat_deg: float, lon_deg: float) -> None:
        self._accept_at(photos, lat_deg, lon_deg)

    def _dropped_km(self) -> float:
        """How exactly a pin was put: about five pixels of the map."""
        return max(_DROPPED_KM, 5 * self._map.view.km_per_px)


def _named(place: Place) -> str:
    where = coordinates.format_decimal(place.lat_deg, place.lon_deg)
    return f"{wording.place(place.name)} ({where})" if place.name and place.name != where else where
