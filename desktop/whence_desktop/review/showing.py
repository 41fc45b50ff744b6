"""The photo that is looked at, in every view at once: preview, candidates, map, and on demand why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QSettings, QTimer, Signal

from whence_desktop import wording
from whence_desktop.library.facts_view import FactsView
from whence_desktop.library.preview import Preview
from whence_desktop.map.cells import CellLayer
from whence_desktop.map.widget import MapWidget
from whence_desktop.review.alike_view import AlikeView
from whence_desktop.review.answers import Answers
from whence_desktop.review.candidates_view import CandidatesView
from whence_desktop.review.heat import Heat
from whence_desktop.review.scene import MOST_NEIGHBOURS, scene_of
from whence_desktop.session import Session
from whence_engine.geo.sphere import distance_km
from whence_engine.library.results import Flag, RedFlag
from whence_engine.locate.watch import flags_of
from whence_engine.photo import Candidate, Decision, Photo

_CELLS = "view/probability"
_SETTLED_MS = 250  # a heat map begins when a person stays with a photo for so long


@dataclass(frozen=True, slots=True)
class Views:
    """The widgets that show one photo."""

    preview: Preview
    facts: FactsView
    candidates: CandidatesView
    alike: AlikeView
    map: MapWidget


class Showing(QObject):
    """Shows one photo.

    Attributes
    ----------
    views
        The widgets.
    cells_on, heat_on, alike_on
        What is shown besides: the probability on the map, the heat map, the photos that look alike.

    Signals
    -------
    told(str)
        Something to say in passing.
    refused(str)
        A sentence: what was asked for cannot be shown, and why.
    """

    told = Signal(str)
    refused = Signal(str)

    def __init__(
        self,
        session: Session,
        answers: Answers,
        views: Views,
        store: QSettings,
        *,
        parent: QObject | None = None,
    ) -> None:
        """Show in `views`."""
        super().__init__(parent)
        self._session, self._answers, self.views, self._store = session, answers, views, store
        self._photo: Photo | None = None
        self._decision: Decision | None = None
        self._candidates: tuple[Candidate, ...] = ()
        self._raised: tuple[RedFlag, ...] | None = None
        self._cells = CellLayer.empty()
        self.cells_on = bool(store.value(_CELLS, True, bool))
        self.heat_on = self.alike_on = False
        self._heat = Heat(session, self)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MS)
        self._settled.timeout.connect(self._ask_heat)
        answers.density_ready.connect(self._take_cells)
        answers.alike_ready.connect(self._take_alike)
        self._heat.ready.connect(self._take_heat)
        self._heat.failed.connect(self.refused)
        views.candidates.chosen.connect(self._choose)
        views.alike.pointed_at.connect(self._point)

    @property
    def photo(self) -> Photo | None:
        """The photo that is shown."""
        return self._photo

    @property
    def decision(self) -> Decision | None:
        """What was decided of it."""
        return self._decision

    def show(self, photo_id: int | None) -> None:
        """Show another photo, or none."""
        same = self._photo is not None and photo_id == self._photo.id
        self._read(photo_id)
        self.views.preview.show_photo(self._photo)
        self.views.facts.show_photo(self._photo)
        self._show_candidates(keep=same)
        if not same:
            self._answers.forget()
            self._cells = CellLayer.empty()
            self._ask_behind()
        self._show_scene(fit=not same or not self.views.map.scene.pins)

    def look_again(self) -> bool:
        """Show the candidates that a scan found meanwhile, where there were none; tell whether any came."""
        if self._photo is None or self._candidates:
            return False
        self.show(self._photo.id)
        return bool(self._candidates)

    def reload(self) -> None:
        """Show the same photo anew after a job that may have changed everything about it."""
        self.show(None if self._photo is None else self._photo.id)
        self._ask_behind()

    def refresh(self, *, decided: bool) -> None:
        """Show the same photo anew: something was `decided` of it, or other candidates came."""
        dropped, before = None if decided else self.views.map.scene.dropped, self._candidates
        self._read(None if self._photo is None else self._photo.id)
        self._show_candidates(keep=True)
        moved = not decided and dropped is None and is_elsewhere(before, self._candidates)
        self._show_scene(fit=moved, dropped=dropped)
        if not decided:
            self._ask_behind()

    def close(self) -> None:
        """End what runs."""
        self._settled.stop()
        self._heat.close()

    # --- why ----------------------------------------------------------------------------------------------------------

    def toggle_cells(self) -> None:
        """Show where the photo may have been taken as colours on the map, or hide them."""
        self.cells_on = not self.cells_on
        self._store.setValue(_CELLS, self.cells_on)
        if self.cells_on and self._photo is not None:
            self._answers.ask_density(self._photo.id)
        self._show_scene(fit=False, dropped=self.views.map.scene.dropped)

    def toggle_heat(self) -> None:
        """Show which parts of the picture speak for the chosen candidate, or stop."""
        self.heat_on = not self.heat_on
        self.views.preview.show_overlay(None)
        if self.heat_on:
            self._ask_heat()
        else:
            self._settled.stop()
            self._heat.cancel()
            self.told.emit("")

    def toggle_alike(self) -> None:
        """Show the photos that look most like this one, or hide them."""
        self.alike_on = not self.alike_on
        self.views.alike.setVisible(False)
        if self.alike_on and self._photo is not None:
            self.views.alike.wait()
            self._answers.ask_alike(self._photo.id)

    def _ask_behind(self) -> None:
        """Ask for what stands behind the candidates, as far as it is shown."""
        photo = self._photo
        if photo is None or photo.error is not None:
            self._heat.cancel()
            return
        if self.cells_on:
            self._answers.ask_density(photo.id)
        if self.alike_on:
            self.views.alike.wait()
            self._answers.ask_alike(photo.id)
        self._restart_heat()

    def _restart_heat(self) -> None:
        self._heat.cancel()
        self.views.preview.show_overlay(None)
        if self.heat_on:
            self._settled.start()

    def _ask_heat(self) -> None:
        place = self.views.candidates.candidate
        if self._photo is None or self._photo.error is not None or place is None:
            self.refused.emit(self.tr("There is no candidate whose reasons in the picture could be shown."))
            return
        self.told.emit(
            self.tr("Covering the photo part by part to see what speaks for {0} …").format(wording.place(place.place))
        )
        self._heat.ask(self._photo, place)

    def _take_heat(self, photo_id: int, rgba: object, mass: float) -> None:
        if self._photo is not None and photo_id == self._photo.id and self.heat_on:
            self.views.preview.show_overlay(rgba)  # type: ignore[arg-type]
            said = self.tr("Orange parts speak for the place, blue ones against it; the network alone gives it {0} %.")
            self.told.emit(said.format(f"{100 * mass:.2g}"))

    def _take_cells(self, photo_id: int, cells: CellLayer) -> None:
        if self._photo is not None and photo_id == self._photo.id:
            self._cells = cells
            self._show_scene(fit=False, dropped=self.views.map.scene.dropped)

    def _take_alike(self, photo_id: int, found: Sequence[object]) -> None:
        if self._photo is not None and photo_id == self._photo.id and self.alike_on:
            self.views.alike.show_alike(found, self.views.candidates.candidate)  # type: ignore[arg-type]

    def _choose(self, _rank: int) -> None:
        self._show_scene(fit=False)
        self._restart_heat()

    def _point(self, lat_deg: float, lon_deg: float) -> None:
        """Show on the map where an alike photo was taken, as a pin that can be accepted."""
        view = self.views.map
        view.drop_pin(lat_deg, lon_deg)
        view.set_view(view.view.centred_on(lat_deg, lon_deg))

    # --- views --------------------------------------------------------------------------------------------------------

    def _read(self, photo_id: int | None) -> None:
        library = self._session.library
        found = [] if photo_id is None else list(library.index.photos.by_ids([photo_id]))
        self._photo = found[0] if found else None
        result = next(library.index.results.of([one.id for one in found]), None)
        self._candidates = result.candidates if result is not None else ()
        self._raised = result.flags if result is not None else None
        self._decision = library.decisions(found).get(photo_id) if photo_id is not None else None

    def _show_candidates(self, *, keep: bool) -> None:
        is_readable = self._photo is None or self._photo.error is None
        self.views.candidates.show_candidates(
            self._candidates, self._decision, self._flags(), keep=keep, is_readable=is_readable
        )

    def _flags(self) -> list[str]:
        """Return what speaks against the best candidate, as long as nothing is decided; ties are shown as such."""
        if self._photo is None or self._decision is not None:
            return []
        found = self._raised
        if found is None:
            found = flags_of(self._session.library, self._photo, self._candidates)
        return [wording.said(flag.because) for flag in found if flag.kind is not Flag.TIE]

    def _show_scene(self, *, fit: bool, dropped: tuple[float, float] | None = None) -> None:
        photo, albums = self._photo, self._session.library.index.albums
        is_placed = photo is None or photo.position is not None
        near = [] if is_placed or photo is None else albums.located_near(photo.id, MOST_NEIGHBOURS)
        scene = scene_of(self._candidates, self.views.candidates.rank, near, photo)
        cells = self._cells if self.cells_on else CellLayer.empty()
        self.views.map.show_scene(replace(scene, cells=cells, dropped=dropped), fit=fit)


def is_elsewhere(before: Sequence[Candidate], now: Sequence[Candidate]) -> bool:
    """Tell whether the best candidate now lies outside of what the best one before meant: the map must follow."""
    if not before or not now:
        return bool(now)
    one, other = before[0], now[0]
    return float(distance_km(one.lat_deg, one.lon_deg, other.lat_deg, other.lon_deg)) > one.radius_km
