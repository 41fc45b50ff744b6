"""The window: albums at the left, photos and one photo large in the middle, the map at the right, candidates below."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget

from whence_desktop import layout, menus, wording
from whence_desktop.actions import Actions
from whence_desktop.commands import Commands
from whence_desktop.complaints import Complaints
from whence_desktop.dialogs import Dialogs
from whence_desktop.first_run import FirstRun
from whence_desktop.frame import Frame
from whence_desktop.help.desk import FIRST, HelpDesk
from whence_desktop.jobs import work
from whence_desktop.jobs.runner import Failure, Job, Runner
from whence_desktop.library.albums_model import AlbumsModel
from whence_desktop.library.albums_view import AlbumsView
from whence_desktop.library.all_photos import AllPhotos
from whence_desktop.library.catalogue import Catalogue, Listing
from whence_desktop.library.facts_view import FactsView
from whence_desktop.library.photos_model import PhotosModel
from whence_desktop.library.photos_view import PhotosView
from whence_desktop.library.preview import Preview
from whence_desktop.library.thumbnails import Thumbnails
from whence_desktop.map.detail import Detail
from whence_desktop.map.ground import Ground
from whence_desktop.map.widget import MapWidget
from whence_desktop.opening import Opening
from whence_desktop.pages import Pages
from whence_desktop.patience import Patience
from whence_desktop.review.alike_view import AlikeView
from whence_desktop.review.answers import Answers
from whence_desktop.review.auto_accept import AutoAccept
from whence_desktop.review.candidates_view import CandidatesView
from whence_desktop.review.deciding import Deciding
from whence_desktop.review.note import UnseenNote
from whence_desktop.review.places import PlaceEdit, RememberedPlaces
from whence_desktop.review.showing import Showing, Views
from whence_desktop.scan_bar import ScanBar
from whence_desktop.scans.scans_page import ScansPage
from whence_desktop.selection import Selection
from whence_desktop.session import Session
from whence_desktop.telling import Telling
from whence_desktop.tracks.tracks_page import TracksPage
from whence_desktop.walking import Walking
from whence_desktop.writing.write_page import WritePage
from whence_engine.accept.rows import WriteRow
from whence_engine.library.overview import PhotoState, overview

_AGAIN_MS = 1500


class Window(Frame):
    """Everything on one screen."""

    def __init__(self, session: Session, store: QSettings) -> None:
        super().__init__()
        self.session = session
        self.store = store
        self.ground = Ground(lambda: session.gazetteer, self)
        self.runner = Runner(self)
        self.opening = Opening(session, self.runner, self)
        self.selection = Selection(self)
        self.patience = Patience(session, self)
        self.actions_ = Actions(session, self.patience, self)
        self.commands = Commands(self, store)
        self.help_desk = HelpDesk(self.commands, store, self)
        self.dialogs = Dialogs(session, self.commands, self.help_desk, self)
        self.remembered = RememberedPlaces(store)
        self.thumbnails = Thumbnails(session.folders.cache / "thumbnails", self)
        self.catalogue = Catalogue(session, self)
        self.albums = AlbumsModel(self)
        self.photos = PhotosModel(session, self.thumbnails, self)
        self.answers = Answers(session, self)
        self._is_leaving = False
        self._build()
        menus.build(self)
        self._connect()
        self.detail.restore()
        self.tracks_page.begin()
        layout.restore(self, self._splitters, store)
        self._refresh = QTimer(self)
        self._refresh.setInterval(_AGAIN_MS)
        self._refresh.timeout.connect(self.load_albums)
        if session.library.notices:
            self.complaints.inform(" ".join(map(wording.said, session.library.notices)))
        self.load_albums()

    # --- building -----------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setWindowTitle("Whence")
        self.setAcceptDrops(True)
        self.resize(1360, 860)
        self.albums_view = AlbumsView(self.albums, self.selection)
        self.photos_view = PhotosView(self.photos, self.selection)
        self.all_photos = AllPhotos(self.session, self.selection, self.albums_view, self.photos_view, parent=self)
        self.walking = Walking(
            self.session, self.selection, self.albums_view, self.photos_view, self.actions_, parent=self
        )
        self.preview = Preview(self.thumbnails)
        self.facts = FactsView()
        self.map = MapWidget(self.ground)
        self.candidates = CandidatesView()
        self.note = UnseenNote()
        self.alike = AlikeView(self.thumbnails)
        self.place = PlaceEdit(lambda: self.session.gazetteer, self.remembered)
        self.complaints = Complaints()
        self.scan_bar = ScanBar(self.runner)
        views = Views(self.preview, self.facts, self.candidates, self.alike, self.map)
        self.showing = Showing(self.session, self.answers, views, self.store, parent=self)
        self.deciding = Deciding(self.actions_, self.selection, self.showing, self.remembered, parent=self)
        photo = layout.column(self.preview, self.alike, self.facts, stretched=self.preview)
        below = layout.column(layout.inset(self.place), self.candidates, stretched=self.candidates)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        middle = layout.split(down, [(self.photos_view, 4), (photo, 5)])
        right = layout.split(down, [(layout.column(self.note, self.map, stretched=self.map), 5), (below, 4)])
        outer = layout.split(across, [(self.albums_view, 2), (middle, 4), (right, 5)])
        self._splitters = {"outer": outer, "middle": middle, "right": right}
        self.first_run = FirstRun()
        self.write_page = WritePage(self.session, self.runner, self.store)
        self.telling = Telling(self.session, self.patience, self)
        self.detail = Detail(self.store, self.session.folders.cache / "tiles", self)
        self.tracks_page = TracksPage(self.session, self.selection, self.telling, self.ground, self.thumbnails)
        self.scans_page = ScansPage(self.session, self.selection, self.telling, self.thumbnails)
        self._review = QStackedWidget()
        self._review.addWidget(outer)
        self._review.addWidget(self.first_run)
        self.pages = Pages()
        self.pages.add("review", self.tr("Review"), self._review)
        self.pages.add("writing", self.tr("Writing"), self.write_page)
        self.pages.add("tracks", self.tr("Tracks and clocks"), self.tracks_page)
        self.pages.add("scans", self.tr("Scanned prints"), self.scans_page)
        self.setCentralWidget(layout.column(self.complaints, self.pages, self.scan_bar, stretched=self.pages))

    def _connect(self) -> None:
        self.catalogue.read.connect(self._take_listing)
        self.pages.turned.connect(self._turned)
        self.selection.scope_changed.connect(self._show_album)
        self.selection.album_changed.connect(self._album_changed)
        self.selection.photo_changed.connect(self._show_photo)
        self.actions_.changed.connect(self._decided)
        self.actions_.decided.connect(self._tell_decided)
        self.walking.told.connect(self.tell_end)
        self.actions_.rematched.connect(self.tracks_page.look_at_pairs)
        self.patience.waiting.connect(partial(self.complaints.say_for_now, "in use"))
        self.patience.settled.connect(self._settled)
        self.answers.updated.connect(self._updated)
        self.dialogs.settings_changed.connect(self._other_settings)
        self.answers.seen.connect(self._seen)
        self.deciding.gone_on.connect(self.walking.go_on)
        self.deciding.through.connect(self.walking.go_on_after_album)
        self.place.looked_at.connect(self.deciding.look_at)
        self.place.looked_away.connect(self.deciding.look_away)
        self.place.chosen.connect(self.deciding.accept_place)
        self.place.left.connect(self.photos_view.setFocus)
        self.preview.stepped.connect(self.walking.step)
        self.runner.began.connect(self._began)
        self.runner.ended.connect(self._ended)
        self.runner.failed.connect(self._failed)
        self.write_page.wrote.connect(self._wrote)
        self.write_page.looked_at.connect(lambda _path: self.show_review())
        self.write_page.looked_at.connect(self.walking.look_at_file)
        self.detail.changed.connect(self._show_detail)
        for other in (self.actions_.retold, self.telling.told, self.note.wanted):
            other.connect(self.opening.again)
        self.tracks_page.loaded.connect(self.map.show_trails)
        self.tracks_page.pairs.matched.connect(lambda _camera: self.pages.turn_to("tracks"))
        self.opening.begun.connect(self._begun)
        self.opening.tracks_given.connect(lambda _tracks: self.pages.turn_to("tracks"))
        self.opening.tracks_given.connect(self.tracks_page.files.add)
        self.opening.lost.connect(partial(self.complaints.say_for_now, "lost"))
        self.opening.returned.connect(partial(self.complaints.take_back, "lost"))
        self.dropped.connect(self.opening.open)
        self.escaped.connect(self.complaints.hide)
        self.first_run.folder_wanted.connect(self.opening.ask)
        self.first_run.sample_wanted.connect(self.opening.sample)
        self.first_run.help_wanted.connect(lambda: self.help_desk.show(FIRST))
        reading = self.catalogue.failed, self.ground.failed, self.all_photos.failed, self.answers.failed
        deciding = self.actions_.refused, self.showing.refused, self.place.refused
        telling = self.opening.refused, self.detail.refused, self.telling.refused, self.tracks_page.refused
        for refused in (*reading, *deciding, *telling):
            refused.connect(self.complaints.say)
        for told in (self.actions_.told, self.deciding.told, self.showing.told, self.tracks_page.pairs.told):
            told.connect(self.tell)

    # --- opening ------------------------------------------------------------------------------------------------------

    def _begun(self) -> None:
        """Show where photos will come."""
        self._review.setCurrentIndex(0)
        self._rest_commands()
        self.pages.turn_to("review")

    def load_albums(self) -> None:
        """Read the list of albums anew, beside the window."""
        self.catalogue.ask()

    def _take_listing(self, listing: Listing) -> None:
        """Show what the library holds now."""
        self.albums.set_rows(listing.albums)
        self.albums_view.set_groups(listing.cameras, listing.folders)
        self.map.show_clusters(listing.clusters)
        self._count()
        is_empty = not listing.albums and self.runner.job is None
        self._review.setCurrentIndex(int(is_empty))
        self._rest_commands()
        if is_empty and self.pages.name == "review":
            self.first_run.setFocus()
        if not listing.albums:
            return
        if self.selection.album is None:
            if not self.albums_view.next_to_review():
                self.selection.look_at_album(listing.albums[0].id)
            self.photos_view.setFocus()
            self.all_photos.prepare()
        if self.runner.job is not None and self.showing.look_again():
            self.photos.reload()

    def _rest_commands(self) -> None:
        """Let those commands rest that have nothing to work on: another page is shown, or there is no photo yet."""
        is_empty = self.pages.name == "review" and self._review.currentIndex() == 1
        self.commands.turn_to("first run" if is_empty else self.pages.name)

    def _count(self) -> None:
        """Say in filters and tabs how much waits."""
        self.albums_view.rows_changed()
        self.pages.set_count("review", self.albums.photos_in(PhotoState.TO_REVIEW))
        self.pages.set_count("writing", self.albums.photos_in(PhotoState.ACCEPTED))

    # --- showing ------------------------------------------------------------------------------------------------------

    def _album_changed(self, album: int | None) -> None:
        if album is not None:
            self.answers.update(album)

    def _show_album(self) -> None:
        """Show the photos of the album that is looked at; those of all albums are looked for elsewhere."""
        if not self.selection.is_all:
            self.walking.begin_album()

    def _show_photo(self, photo_id: int | None) -> None:
        self.showing.show(photo_id)

    # --- deciding -----------------------------------------------------------------------------------------------------

    def _decided(self, photos: Sequence[int]) -> None:
        library = self.session.library
        self.albums.refresh(overview(library, sorted(library.index.albums.of_photos(photos))))
        self._count()
        if len(photos) < len(self.photos.ids):
            self.photos.refresh(photos)
        else:
            self.photos.reload()
        self.showing.refresh(decided=True)
        if self.selection.album is not None:
            self.answers.update(self.selection.album)

    def _updated(self, photos: Sequence[int]) -> None:
        """Show the candidates that a decision changed."""
        if not photos:
            return
        if self.selection.album is not None:
            self.albums.refresh(overview(self.session.library, [self.selection.album]))
        self.photos.refresh(photos)
        if self.selection.photo in photos:
            self.showing.refresh(decided=False)

    def _seen(self, album: int, is_seen: bool) -> None:
        if album == self.selection.album:
            self.note.setVisible(not is_seen)

    def _settled(self) -> None:
        """Everything that waited for the library is kept."""
        self._is_leaving = False
        self.complaints.take_back("in use")

    def _tell_decided(self, text: str) -> None:
        """Say what was decided, and how to take it back."""
        key = self.commands.action("undo").shortcut().toString()
        self.tell(f"{text} " + self.tr("{0} takes it back.").format(key) if key else text)

    def show_sure(self) -> None:
        """Offer to accept what is sure enough, and show what that would be."""
        shown = [row for place in range(self.albums.rowCount()) if (row := self.albums.album(place)) is not None]
        titles = [(row.id, f"{self.albums.title(row)}, {self.albums.subtitle(row)}") for row in shown]
        dialog = AutoAccept(self.session, self.thumbnails, titles, self.selection.album, self, runner=self.runner)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.wanted.connect(self._accept_sure)
        self.help_desk.serve(dialog, "night")
        dialog.open()

    def _accept_sure(self, albums: Sequence[int], probability: float) -> None:
        self.runner.start(work.accept_above(self.session, albums, probability, self.tr("Accepting what is sure")))

    def _other_settings(self) -> None:
        """Another model may be chosen: say what it can tell of the photo that is looked at."""
        self.answers.start_over()
        self.showing.reload()
        self._album_changed(self.selection.album)

    def show_review(self) -> None:
        """Go back to albums, photos and the map."""
        self.pages.turn_to("review")
        self.photos_view.setFocus()

    def show_writing(self) -> None:
        """Go to what waits to be written, and what was."""
        self.pages.turn_to("writing")

    def _turned(self, page: str) -> None:
        self._rest_commands()
        if page == "writing":
            self.write_page.refresh()
            self.write_page.waiting_table.setFocus()
        elif page == "scans":
            self.scans_page.refresh()
        elif page == "tracks":
            is_new = not self.tracks_page.maps
            self.tracks_page.refresh()
            if is_new:
                self._show_detail()

    def _show_detail(self) -> None:
        for shown in (self.map, *self.tracks_page.maps):
            shown.show_raster(self.detail.layer)

    def _wrote(self, rows: Sequence[WriteRow]) -> None:
        """Look anew at photos whose files were written or given back."""
        photos = self.session.library.index.photos
        ids = [photo.id for row in rows if (photo := photos.shown_for(row.path)) is not None]
        for photo_id in ids:
            self.thumbnails.forget(photo_id)
        if ids:
            self._decided(ids)

    # --- jobs ---------------------------------------------------------------------------------------------------------

    def _began(self, _job: Job) -> None:
        self._refresh.start()
        self.note.hide()
        self.answers.hold()

    def _ended(self, _job: Job) -> None:
        self._refresh.stop()
        self.answers.release()
        self.load_albums()
        self.photos.reload()
        self.showing.reload()
        if self.selection.album is not None:
            self.answers.update(self.selection.album)
        self.tracks_page.look_again()
        self.scans_page.look_again()
        failures = [one for one in self.scan_bar.progress.failures if not self.opening.is_lost(Path(one[0]))]
        if failures:
            told = "\n".join(f"{path}: {reason}" for path, reason in failures)
            one = self.tr("One file could not be used.")
            many = self.tr("{0} files could not be used.").format(len(failures))
            self.complaints.say(one if len(failures) == 1 else many, told)

    def _failed(self, _job: Job, failure: Failure) -> None:
        self.complaints.say(self.complaints.bug if failure.details else failure.sentence, failure.details)

    # --- manners ------------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Remember the layout, end what runs; stay, once, while something that was decided cannot be kept yet."""
        if not self.patience.finish() and not self._is_leaving:
            self._is_leaving = True
            self.complaints.say(
                self.tr("The library is busy; your last decisions are not kept yet. Close again to lose them.")
            )
            event.ignore()
            return
        layout.remember(self, self._splitters, self.store)
        self._refresh.stop()
        self.opening.close()
        self.patience.close()
        self.runner.close()
        self.catalogue.close()
        self.all_photos.close()
        self.showing.close()
        self.answers.close()
        self.preview.close_pool()
        self.thumbnails.close()
        self.tracks_page.close_pool()
        self.map.show_raster(None)
        self.ground.close()
        self.detail.close()
        self.help_desk.close()
        event.accept()
