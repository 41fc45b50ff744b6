"""What the page of tracks is made of: lists, fields and the map; it knows no library."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from whence_desktop import wording
from whence_desktop.library.photos_model import PhotosModel
from whence_desktop.library.preview import Preview
from whence_desktop.library.thumbnails import Thumbnails
from whence_desktop.map.ground import Ground
from whence_desktop.map.mercator import to_square
from whence_desktop.map.trails import TrailLayer
from whence_desktop.selection import Selection
from whence_desktop.session import Session
from whence_desktop.tracks.clock_box import ClockBox
from whence_desktop.tracks.pairs_view import PairsView
from whence_desktop.tracks.strip import Strip
from whence_desktop.tracks.tracks_model import TracksModel
from whence_desktop.tracks.tracks_view import TracksView
from whence_desktop.tracks.trail_map import TrailMap
from whence_engine.albums.clock_offsets import name_of
from whence_engine.albums.pairs import Pair, tells_second
from whence_engine.photo import Camera, Photo

_LEFT_PX = 430
_PICTURE_PX = 260

translate = QCoreApplication.translate
"""By this name the tool that collects texts knows it."""


class TracksForm(QWidget):
    """Widgets of the page; attributes are the parts that the page listens to."""

    def __init__(
        self,
        session: Session,
        selection: Selection,
        ground: Ground,
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.tracks = TracksModel(self)
        self.table = TracksView(self.tracks)
        self._about_tracks = _said()
        self.add, self.remove = (
            QPushButton(translate("tracks", "Add tracks…")),
            QPushButton(translate("tracks", "Remove")),
        )
        self.camera = QComboBox()
        self.camera.setAccessibleName(translate("tracks", "Camera"))
        self.clock = ClockBox()
        self._about_photos, self._about_offset = _said(keeps_room=True), _said()
        self.keep, self.forget = QPushButton(translate("tracks", "Keep")), QPushButton(translate("tracks", "Take back"))
        self.shown = QLineEdit()
        self.shown.setPlaceholderText("14:32:10")
        self.shown.setAccessibleName(translate("tracks", "What the clock in the selected photo shows"))
        self.read, self.compare = (
            QPushButton(translate("tracks", "Use")),
            QPushButton(translate("tracks", "Compare with photos by phones")),
        )
        self._about_photo = _said()
        self.pairs = PairsView()
        self.match, self.use_pairs, self.unmatch = (
            QPushButton(translate("tracks", "It shows the same moment as…")),
            QPushButton(translate("tracks", "Use")),
            QPushButton(translate("tracks", "Forget")),
        )
        self.use_pairs.setToolTip(translate("tracks", "Show the offset that the pairs tell."))
        self.unmatch.setToolTip(translate("tracks", "Forget the chosen pairs, or all that are listed."))
        self.zone = QComboBox()
        self.zone.setEditable(True)
        self.zone.addItems(["", *sorted(session.gazetteer.time_zones)])
        self.zone.setAccessibleName(translate("tracks", "Time zone of a clock that does not tell its own"))
        self.zone.setToolTip(self.zone.accessibleName())
        self.keep_zone = QPushButton(translate("tracks", "Keep"))
        self.strip = Strip(PhotosModel(session, thumbnails, self), selection)
        self.preview = Preview(thumbnails)
        self.preview.stepped.connect(self.strip.step)
        self.map = TrailMap(ground)
        self.map.setAccessibleName(translate("tracks", "Map of tracks"))
        self._name_buttons()
        self._lay_out()

    def _name_buttons(self) -> None:
        """Tell buttons of one text apart for those who do not see beside what they stand."""
        for button, name in (
            (self.keep, translate("tracks", "Keep the offset")),
            (self.forget, translate("tracks", "Take back the offset")),
            (self.keep_zone, translate("tracks", "Keep the time zone")),
            (self.read, translate("tracks", "Use what the clock shows")),
            (self.use_pairs, translate("tracks", "Use what the pairs tell")),
            (self.unmatch, translate("tracks", "Forget pairs")),
            (self.remove, translate("tracks", "Remove the chosen tracks")),
        ):
            button.setAccessibleName(name)
        self.remove.setEnabled(False)
        self.table.selectionModel().selectionChanged.connect(
            lambda _new, _old: self.remove.setEnabled(bool(self.table.rows()))
        )
        self.tracks.modelReset.connect(lambda: self.remove.setEnabled(False))

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.addWidget(
            _group(translate("tracks", "Tracks"), self.table, _row(self.add, self.remove, self._about_tracks)), 1
        )
        clock = QFormLayout()
        clock.addRow(translate("tracks", "Camera"), self.camera)
        clock.addRow(translate("tracks", "Add to its times"), self.clock)
        clock.addRow("", self._about_photos)
        clock.addRow("", _row(self.keep, self.forget))
        clock.addRow(translate("tracks", "Its time zone"), _row(self.zone, self.keep_zone))
        column.addWidget(_group(translate("tracks", "Clock"), clock))
        tells = QFormLayout()
        tells.addRow(self._about_photo)
        tells.addRow(translate("tracks", "A clock in it shows"), _row(self.shown, self.read))
        tells.addRow(_row(self.match, self.use_pairs, self.unmatch))
        tells.addRow(self.pairs)
        tells.addRow(self.compare)
        tells.addRow(self._about_offset)
        column.addWidget(_group(translate("tracks", "What tells the offset"), tells))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        beside = QSplitter(Qt.Orientation.Horizontal)
        beside.addWidget(self.preview)
        beside.addWidget(self.strip)
        beside.setSizes([_PICTURE_PX, 2 * _PICTURE_PX])
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.addWidget(self.map)
        right.addWidget(beside)
        right.setStretchFactor(0, 1)
        right.setSizes([2 * _PICTURE_PX, _PICTURE_PX])
        split.addWidget(_scrolled(left))
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([_LEFT_PX, 2 * _LEFT_PX])
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(split)

    @property
    def offset_said(self) -> str:
        """What was said of an offset last."""
        return self._about_offset.text()

    # --- what is said -------------------------------------------------------------------------------------------------

    def say_tracks(self, text: str) -> None:
        """Say how reading tracks goes."""
        _say(self._about_tracks, text)

    def say_offset(self, text: str) -> None:
        """Say what tells an offset, and how surely, or why nothing does."""
        _say(self._about_offset, text)

    def say_photos(self, on_track: int, of: int) -> None:
        """Say how many photos fall on a track."""
        text = translate("tracks", "{0} of {1} photos of this album lie on a track.").format(on_track, of)
        _say(self._about_photos, text if of else translate("tracks", "This album has no photo of this camera."))

    def show_photo(self, photo: Photo | None) -> None:
        """Show the photo that may show a clock."""
        self.preview.show_photo(photo)
        is_timed = photo is not None and tells_second(photo)
        if photo is None:
            _say(self._about_photo, translate("tracks", "Select a photo of a clock."))
        elif photo.taken is not None and is_timed:
            said = translate("tracks", "{0}: its camera's clock showed {1}.")
            _say(self._about_photo, said.format(photo.path.name, wording.second(photo.taken.local)))
        else:
            said = translate("tracks", "{0} does not say to the second when it was taken.")
            _say(self._about_photo, said.format(photo.path.name))
        self.read.setEnabled(is_timed)
        self.match.setEnabled(is_timed)

    def show_pairs(self, pairs: Sequence[Pair], waiting: Photo | None) -> None:
        """List the photos that were matched, and the one that waits for its match."""
        self.pairs.show_pairs(pairs, waiting)
        self.use_pairs.setEnabled(bool(pairs))
        self.unmatch.setEnabled(bool(pairs) or waiting is not None)

    def show_cameras(self, cameras: Sequence[Camera]) -> None:
        """List the cameras of an album, with one entry for all; the chosen one stays where it can."""
        before = self.camera.currentData()
        self.camera.blockSignals(True)
        self.camera.clear()
        for one in cameras:
            if one.make or one.model:
                self.camera.addItem(name_of(one, cameras), one)
        self.camera.addItem(translate("tracks", "Every camera"), None)
        if isinstance(before, Camera):
            self.choose_camera(before)
        self.camera.blockSignals(False)

    def choose_camera(self, camera: Camera) -> None:
        """Choose a camera, if the album has it."""
        place = next((at for at in range(self.camera.count()) if self.camera.itemData(at) == camera), -1)
        if place >= 0:
            self.camera.setCurrentIndex(place)

    def fit(self, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> None:
        """Move the map to some points."""
        self.map.set_view(self.map.view.fitted(to_square(lat_deg, lon_deg), closest=16.0))

    def fit_all(self, layer: TrailLayer, lat_deg: NDArray[np.float64], lon_deg: NDArray[np.float64]) -> None:
        """Move the map to the photos, or where none falls on a track to all tracks."""
        if len(lat_deg):
            self.fit(lat_deg, lon_deg)
        else:
            self.map.set_view(self.map.view.fitted(layer.bounds(), closest=16.0))


def _said(*, keeps_room: bool = False) -> QLabel:
    """Return a label that is there while it says something; what lies below one that keeps room never moves."""
    label = QLabel()
    label.setWordWrap(True)
    if keeps_room:
        policy = label.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        label.setSizePolicy(policy)
        label.setMinimumHeight(label.fontMetrics().height())
    label.hide()
    return label


def _say(label: QLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _scrolled(column: QWidget) -> QScrollArea:
    """Return a column that scrolls where a screen is too low for it, and needs no room for a bar elsewhere."""
    area = QScrollArea()
    area.setWidget(column)
    area.setWidgetResizable(True)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # it follows the keyboard from control to control
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setMinimumWidth(column.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width())
    return area


def _row(*widgets: QWidget) -> QWidget:
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget, 0 if isinstance(widget, QPushButton) else 1)
    layout.addStretch(0)
    return box


def _group(title: str, *parts: QWidget | QFormLayout) -> QGroupBox:
    box = QGroupBox(title)
    layout = QVBoxLayout(box)
    for part in parts:
        if isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return box
