"""The page of tracks and clocks: tracks of the library, the photos of the album along them, and a clock to shift.

While a clock is shifted nothing is located anew: photos are laid on the tracks (`cues.track_follow`), which is quick.
Keeping the offset notes it, and the albums of that camera are located again.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from whence_desktop import wording
from whence_desktop.library.thumbnails import Thumbnails
from whence_desktop.map.ground import Ground
from whence_desktop.map.widget import MapWidget
from whence_desktop.selection import Selection
from whence_desktop.session import Session
from whence_desktop.telling import Telling
from whence_desktop.tracks.along import Along
from whence_desktop.tracks.form import TracksForm
from whence_desktop.tracks.loading import Loaded
from whence_desktop.tracks.pairs import Pairs
from whence_desktop.tracks.track_files import TrackFiles
from whence_engine.albums.clock_offsets import Correction, is_called, spelled, told_zone
from whence_engine.albums.clock_shown import offset_shown
from whence_engine.errors import WhenceError
from whence_engine.files.devices import keeps_time
from whence_engine.photo import Camera, Photo, TimeSource


class TracksPage(QWidget):
    """Tracks at the left, with the clock; the map at the right.

    Signals
    -------
    refused(str)
        A sentence for the person.
    loaded(object)
        A `TrailLayer`: all tracks of the library.
    """

    refused = Signal(str)
    loaded = Signal(object)

    def __init__(
        self, session: Session, selection: Selection, telling: Telling, ground: Ground, thumbnails: Thumbnails
    ) -> None:
        super().__init__()
        self._session, self._selection = session, selection
        self._ground, self._thumbnails = ground, thumbnails
        self.telling = telling
        self.files = TrackFiles(session, telling, self)
        self.pairs = Pairs(session, telling, self)
        self._fresh: Camera | None = None  # of which pairs tell an offset that is shown and was not kept
        self._loaded: Loaded | None = None
        self._photos: list[Photo] = []
        self._members: list[Photo] = []
        self._was_fitted = self._is_to_fit = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._follow)
        self.setAcceptDrops(True)
        self.files.reading.connect(self._say_reading)
        self.files.loaded.connect(self._take_tracks)
        self.files.added.connect(self._fit_anew)
        self.files.compared.connect(self._take_offsets)
        self.files.refused.connect(self.refused)
        self.pairs.matched.connect(self._take_matched)
        self.pairs.unmatched.connect(self.look_at_pairs)
        self.pairs.changed.connect(self._show_pairs)
        self.pairs.refused.connect(self.refused)

    @property
    def maps(self) -> tuple[MapWidget, ...]:
        """The map of the page, once it was shown."""
        return (self.form.map,) if "form" in self.__dict__ else ()

    @cached_property
    def form(self) -> TracksForm:
        """The widgets; made when the page is first shown."""
        form = TracksForm(self._session, self._selection, self._ground, self._thumbnails, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(form)
        self._connect(form)
        return form

    @cached_property
    def along(self) -> Along:
        """The photos on the map."""
        along = Along(self._session, self.form.map, self)
        along.settled.connect(self._settle)
        along.chosen.connect(self._selection.look_at_photo)
        return along

    def _connect(self, form: TracksForm) -> None:
        form.add.clicked.connect(lambda _checked=False: self.ask_for_tracks())
        form.remove.clicked.connect(lambda _checked=False: self.remove_chosen())
        form.table.activated.connect(lambda index: self._look_at_track(index.row()))
        form.camera.currentIndexChanged.connect(lambda _place: self._show_camera())
        form.clock.shifted.connect(lambda _seconds: self._soon.start())
        form.keep.clicked.connect(lambda _checked=False: self.keep_offset())
        form.forget.clicked.connect(lambda _checked=False: self.forget_offset())
        form.shown.returnPressed.connect(self.read_clock)
        form.read.clicked.connect(lambda _checked=False: self.read_clock())
        form.match.clicked.connect(lambda _checked=False: self.pairs.take(self._selection.photos))
        form.use_pairs.clicked.connect(lambda _checked=False: self.use_pairs())
        form.unmatch.clicked.connect(lambda _checked=False: form.pairs.remove())
        form.pairs.removed.connect(self.pairs.forget)
        form.compare.clicked.connect(lambda _checked=False: self.compare())
        form.keep_zone.clicked.connect(lambda _checked=False: self.keep_zone())
        self._selection.photo_changed.connect(lambda _photo: self._show_photo())

    @property
    def is_loaded(self) -> bool:
        """Whether tracks were read."""
        return self._loaded is not None

    # --- tracks -------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Read the tracks of the library for other maps, if there are any."""
        self.files.read_others()

    def refresh(self) -> None:
        """Look anew at tracks, album and clocks: the page is shown, or something was located."""
        self.files.read()
        self._show_album()

    def look_again(self) -> None:
        """Look anew where the page is shown; else only at tracks, if others count: they lie on other maps too."""
        if self.isVisible():
            self.refresh()
        else:
            self.files.read_others()

    def ask_for_tracks(self) -> None:
        """Let the person choose track files."""
        kinds = self.tr("Tracks (*.gpx *.kml *.kmz *.nmea *.nma *.log *.json);;All files (*)")
        chosen, _ = QFileDialog.getOpenFileNames(self, self.tr("Add tracks"), "", kinds)
        self.files.add([Path(one) for one in chosen])

    def remove(self) -> None:
        """Use no longer what is chosen in the list that has the keyboard: pairs, or else tracks."""
        if self.form.pairs.hasFocus():
            self.form.pairs.remove()
        else:
            self.remove_chosen()

    def remove_chosen(self) -> None:
        """Use the selected tracks no longer."""
        chosen = [self.form.tracks.rows[row].path for row in self.form.table.rows()]
        if chosen:
            self.telling.forget_tracks(chosen)

    def _say_reading(self) -> None:
        if self.maps:
            self.form.say_tracks(self.tr("Reading tracks…"))

    def _fit_anew(self) -> None:
        self._is_to_fit = True

    def _take_tracks(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self.loaded.emit(loaded.layer)
        if not self.maps:
            return
        self.form.tracks.set_rows(loaded.rows)
        self.form.map.show_trails(loaded.layer)
        self.form.say_tracks("" if loaded.rows else self.tr("No tracks yet: add some, or drop them here."))
        self._is_to_fit |= not self._was_fitted
        self._was_fitted = True
        self._stay()
        self._follow()

    def _look_at_track(self, row: int) -> None:
        path = self.form.tracks.rows[row].path
        track = next((one for one in self._loaded.tracks if one.name == path.name), None) if self._loaded else None
        if track is not None:
            self.form.fit(track.lat_deg, track.lon_deg)

    # --- photos along them --------------------------------------------------------------------------------------------

    @property
    def camera(self) -> Camera | None:
        """The camera whose clock is shifted; None for every camera."""
        chosen = self.form.camera.currentData()
        return chosen if isinstance(chosen, Camera) else None

    def _show_album(self) -> None:
        index = self._session.library.index
        matched = self.pairs.of(self._fresh) if self._fresh is not None else []
        looked_at = matched[-1].wrong.id if matched else self._selection.photo
        of_photo = index.albums.of_photo(looked_at) if looked_at is not None else None
        wanted = of_photo if of_photo is not None else self._selection.album
        album = index.albums.get(wanted) if wanted is not None else None
        self._is_to_fit |= wanted != self.form.strip.album
        self.form.strip.show_album(wanted)
        self._members = [photo for photo in album.photos if photo.error is None] if album is not None else []
        read = index.photos.times_read(photo.id for photo in self._members)
        self._photos = [
            photo
            if photo.taken is None or photo.taken.source is TimeSource.USER
            else replace(photo, taken=read[photo.id])
            for photo in self._members
        ]
        counted: dict[Camera, int] = {}
        for photo in self._members:
            counted[photo.camera] = counted.get(photo.camera, 0) + 1
        self.form.show_cameras(sorted(counted, key=lambda one: -counted[one]))
        if self._fresh is not None:
            self.form.choose_camera(self._fresh)
        self._show_camera()
        self._show_photo()

    def _show_camera(self) -> None:
        """Show the offset and the time zone that count now for the chosen camera."""
        told, camera = self._session.library.ledger.told.clocks(), self.camera
        said = [add for name, add in told.offsets if (is_called(camera, name) if camera else not name)]
        corrected = [photo.taken.correction for photo in self._members if photo.taken and photo.camera == camera]
        add = said[-1] if said else corrected[0] if corrected else timedelta(0)
        self.form.clock.set_seconds(round(add.total_seconds()))
        self.form.forget.setEnabled(bool(said))
        self.form.zone.setCurrentText(told_zone(camera, told.zones) if camera else dict(told.zones).get("", ""))
        self.form.say_offset("")
        if camera is not None and camera == self._fresh:
            self._show_matched(camera)
        self._show_pairs()
        self._stay()
        self._soon.start()

    def _show_photo(self) -> None:
        self.form.show_photo(self._photo())
        self.along.look_at(next((photo for photo in self._members if photo.id == self._selection.photo), None))

    def _photo(self) -> Photo | None:
        return next((photo for photo in self._photos if photo.id == self._selection.photo), None)

    def _follow(self) -> None:
        """Lay the photos of the chosen camera anew, as its clock is shown."""
        if self._loaded is None:
            return
        camera, told = self.camera, self._session.library.ledger.told.clocks().zones
        tried = [("", self.form.zone.currentText().strip())]
        self.along.follow(
            [photo for photo in self._photos if camera is None or photo.camera == camera],
            self._loaded.tracks,
            add=timedelta(seconds=self.form.clock.seconds),
            told=tried if camera else told,
        )

    def _stay(self) -> None:
        """Lay the photos of the other cameras, as their clocks count."""
        if self._loaded is None:
            return
        camera, told = self.camera, self._session.library.ledger.told.clocks().zones
        others = [photo for photo in self._members if camera is not None and photo.camera != camera]
        self.along.stay(others, self._members, self._loaded.tracks, told=told)

    def _settle(self) -> None:
        """Say how many photos lie on a track, and move the map to them where it was not moved yet."""
        if self._loaded is None or not self.maps:
            return
        lat, lon = self.along.moving.places
        camera = self.camera
        self.form.say_photos(len(lat), sum(camera is None or photo.camera == camera for photo in self._photos))
        if self._is_to_fit:
            self._is_to_fit = False
            self.form.fit_all(self._loaded.layer, lat, lon)

    # --- clocks -------------------------------------------------------------------------------------------------------

    def keep_offset(self) -> None:
        """Keep the offset that is shown for the chosen camera, and locate its albums anew."""
        self._fresh = None
        self.telling.offset(self.camera, timedelta(seconds=self.form.clock.seconds))
        self._show_camera()

    def forget_offset(self) -> None:
        """Take back what was said of the chosen camera's clock."""
        self.telling.offset(self.camera, None)
        self._show_camera()

    def keep_zone(self) -> None:
        """Keep the time zone that is shown for the chosen camera, and locate its albums anew."""
        self.telling.zone(self.camera, self.form.zone.currentText().strip())
        self._soon.start()

    def read_clock(self) -> None:
        """Take the offset that the selected photo, of a clock, tells."""
        photo = self._photo()
        if photo is None or photo.taken is None:
            self.form.say_offset(self.tr("Select a photo of a clock first."))
            return
        try:
            measured = offset_shown(photo.taken, self.form.shown.text())
        except WhenceError as error:
            self.form.say_offset(wording.said(error))
            return
        self.form.choose_camera(photo.camera)
        self.form.clock.set_seconds(round(measured.add.total_seconds()))
        said = self.tr("{0}, give or take {1} s, as this clock shows.")
        text = said.format(spelled(measured.add), round(measured.error.total_seconds()))
        if measured.without_day:
            text += " " + self.tr("The day was taken from the camera.")
        self.form.say_offset(text)

    def use_pairs(self) -> None:
        """Show the offset that the pairs of the chosen camera tell."""
        if self.camera is None:
            self.form.say_offset(self.tr("Choose one camera: clocks are compared one by one."))
        else:
            self._show_matched(self.camera)

    def look_at_pairs(self) -> None:
        """Other pairs count now: show the offset that counts."""
        self._fresh = None
        if self.maps:
            self._show_camera()

    def _take_matched(self, camera: Camera) -> None:
        self._fresh = camera
        if self.maps:
            self._show_album()

    def _show_pairs(self) -> None:
        if self.maps:
            self.form.show_pairs(self.pairs.of(self.camera), self.pairs.waiting)

    def _show_matched(self, camera: Camera) -> None:
        """Show what pairs tell, until it is kept or given up."""
        try:
            matched = self.pairs.offset(camera)
        except WhenceError as error:
            self.form.say_offset(wording.said(error))
            return
        self.form.clock.set_seconds(round(matched.add.total_seconds()))
        if matched.pairs == 1:
            said = self.tr("{0}, as one pair of photos tells.").format(spelled(matched.add))
        else:
            said = self.tr("{0}, the middle of {1} pairs, which differ by up to {2} s.")
            said = said.format(spelled(matched.add), matched.pairs, round(matched.spread.total_seconds()))
        self.form.say_offset(said)

    def compare(self) -> None:
        """Ask the phones of the library how far the chosen camera's clock is off; beside the window."""
        camera = self.camera
        if camera is None:
            self.form.say_offset(self.tr("Choose one camera: clocks are compared one by one."))
        elif keeps_time(camera):
            self.form.say_offset(self.tr("This is a phone: its clock follows the network."))
        else:
            self.files.compare(camera)
            self.form.say_offset(self.tr("Comparing with photos by phones…"))

    def _take_offsets(self, camera: Camera, found: Sequence[Correction]) -> None:
        times = [photo.taken.local for photo in self._photos if photo.taken and photo.camera == camera]
        near = [one for one in found if any(one.first <= time <= one.last for time in times)] or list(found)
        if not near:
            cannot = self.tr("It cannot be told: no phone photographed enough of the same moments as this camera.")
            self.form.say_offset(cannot)
            return
        best = near[0]
        self.form.clock.set_seconds(round(best.add.total_seconds()))
        said = self.tr("{0}, give or take {1} s.").format(spelled(best.add), round(best.error.total_seconds()))
        self.form.say_offset(f"{said} {wording.said(best.because)}")

    # --- manners ------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Welcome track files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Add what was dropped."""
        self.files.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    def close_pool(self) -> None:
        """Wait for what is being read."""
        self.files.close()
        if self.maps:
            self.form.preview.close_pool()
