"""The page of scanned prints: when they were taken, in words, and in which order.

Nothing is written into a photo: words and order are kept in the ledger. Words are read before they are kept, so that
one sees how they are understood.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from whence_desktop import wording
from whence_desktop.library.thumbnails import Thumbnails
from whence_desktop.scans.prints import Prints
from whence_desktop.scans.spans import has_time, spelled_span
from whence_desktop.selection import Selection
from whence_desktop.session import Session
from whence_desktop.spelling import spelled
from whence_desktop.telling import Telling
from whence_engine.errors import WhenceError
from whence_engine.files.stated import parse_stated
from whence_engine.photo import Photo


class ScansPage(QWidget):
    """The prints of the album, a field for words, and buttons for whom they count."""

    def __init__(
        self,
        session: Session,
        selection: Selection,
        telling: Telling,
        thumbnails: Thumbnails,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.selection = selection
        self.telling = telling
        self.prints = Prints(thumbnails)
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("1987, summer 1987, 1987-07-12, Christmas 1990, around 1985 …"))
        self.words.setAccessibleName(self.tr("When the prints were taken"))
        self.understood, self.about = QLabel(), QLabel()
        self.say_selected = self._button(self.tr("Say for the selected"), self._say_selected)
        self.say_folder = self._button(self.tr("Say for the whole folder"), self._say_folder)
        self.forget_selected = self._button(self.tr("Take back for the selected"), self._forget_selected)
        self.forget_folder = self._button(self.tr("Take back for the folder"), self._forget_folder)
        self.keep_order = self._button(self.tr("Keep this order"), self._keep_order)
        self.by_name = self._button(self.tr("Order by name again"), self._forget_order)
        self._lay_out()
        self.words.textChanged.connect(lambda _text: self._understand())
        self.words.returnPressed.connect(self.say_selected.click)
        self.prints.itemSelectionChanged.connect(self._understand)
        self.prints.reordered.connect(lambda: self.keep_order.setEnabled(True))

    def _lay_out(self) -> None:
        heading = QLabel(self.tr("Scanned prints: drag them into order, and say when they were taken."))
        for label in (heading, self.understood, self.about):
            label.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(heading)
        layout.addWidget(self.prints, 1)
        layout.addWidget(_row(self.about, self.keep_order, self.by_name))
        layout.addWidget(_row(QLabel(self.tr("Taken")), self.words, self.say_selected, self.say_folder))
        layout.addWidget(_row(self.understood, self.forget_selected, self.forget_folder))

    # --- what is shown ------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the album of the photo that is looked at, as it is ordered and dated now."""
        albums, photo = self._session.library.index.albums, self.selection.photo
        of_photo = albums.of_photo(photo) if photo is not None else None
        wanted = of_photo if of_photo is not None else self.selection.album
        album = albums.get(wanted) if wanted is not None else None
        self._show(album.photos if album is not None else ())

    def look_again(self) -> None:
        """Show the same prints as they are ordered and dated now, though a word may have put some into other albums.

        Where the page is not shown it is refreshed when one turns to it.
        """
        if not self.isVisible():
            return
        albums = self._session.library.index.albums
        shown = {photo.id for photo in self.prints.photos()}
        found = albums.of_photos(shown)
        if not found:
            self.refresh()
            return
        ordered = [albums.get(one.id) for one in albums.summaries() if one.id in found]
        photos = [photo for album in ordered if album is not None for photo in album.photos]
        self._show(photos if len(found) == 1 else [photo for photo in photos if photo.id in shown])

    def _show(self, photos: Sequence[Photo]) -> None:
        photo = self.selection.photo
        self.prints.show_photos(photos)
        if not self.prints.selectedItems() and photos:
            self.prints.setCurrentRow(next((row for row, one in enumerate(photos) if one.id == photo), 0))
        self.keep_order.setEnabled(False)
        self.by_name.setEnabled(bool(photos))
        self._tell(photos)
        self._understand()

    @property
    def folder(self) -> Path | None:
        """The folder of the first selected print."""
        chosen = self.prints.selected()
        return chosen[0].path.parent if chosen else None

    def _tell(self, photos: Sequence[Photo]) -> None:
        timed = sum(has_time(photo) and photo.taken is not None and not photo.taken.span for photo in photos)
        if not photos:
            self.about.setText(self.tr("There is no album yet."))
        elif timed:
            said = self.tr("{0} of {1} photos have a time of day, which goes before any order.")
            self.about.setText(said.format(timed, len(photos)))
        else:
            self.about.setText("")

    def _understand(self) -> None:
        """Say how the words are understood, before anything is kept."""
        words, chosen = self.words.text().strip(), self.prints.selected()
        is_time = False
        text = self.tr("Nothing is written into a photo.")
        if words:
            try:
                text = self.tr("Understood as {0}.").format(spelled_span(parse_stated(words)))
                is_time = True
            except WhenceError as error:
                text = wording.said(error)
        self.understood.setText(text)
        self.say_selected.setText(self.tr("Say for the selected ({0})").format(len(chosen)))
        self.say_selected.setEnabled(is_time and bool(chosen))
        self.say_folder.setEnabled(is_time and bool(chosen))
        self.say_folder.setToolTip(spelled(self.folder) if self.folder else "")
        self.forget_selected.setEnabled(bool(chosen))
        self.forget_folder.setEnabled(bool(chosen))

    # --- what is said -------------------------------------------------------------------------------------------------

    def _say_selected(self) -> None:
        self.telling.taken(self.prints.selected(), self.words.text().strip())

    def _say_folder(self) -> None:
        if self.folder is not None:
            self.telling.folder_taken(self.folder, self.words.text().strip())

    def _forget_selected(self) -> None:
        self.telling.taken(self.prints.selected(), "")

    def _forget_folder(self) -> None:
        if self.folder is not None:
            self.telling.folder_taken(self.folder, "")

    def _keep_order(self) -> None:
        self.keep_order.setEnabled(False)
        self.telling.order(self.prints.photos())

    def _forget_order(self) -> None:
        self.telling.forget_order(self.prints.photos())

    def _button(self, text: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.clicked.connect(lambda _checked=False: run())
        return button


def _row(first: QWidget, *others: QWidget) -> QWidget:
    """Return a row whose first label, or field, takes the room that is left."""
    box = QWidget()
    layout = QHBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    grows = next((one for one in (first, *others) if isinstance(one, QLineEdit)), first)
    for widget in (first, *others):
        layout.addWidget(widget, int(widget is grows))
    return box
