"""The photos of the album below the map: what is chosen there is what the whole window looks at."""

from PySide6.QtWidgets import QWidget

from whence_desktop.library.photos_model import PhotosModel
from whence_desktop.library.photos_view import SIZES_PX, PhotosView
from whence_desktop.selection import Selection


class Strip(PhotosView):
    """A grid of small thumbnails.

    Attributes
    ----------
    album
        Whose photos it shows.
    """

    def __init__(self, model: PhotosModel, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(model, selection, parent)
        self.album: int | None = None
        self.set_edge(SIZES_PX[0])
        self.setMinimumHeight(self.gridSize().height())

    def show_album(self, album: int | None) -> None:
        """Show the photos of an album, or look anew at them, and in it what is selected."""
        if album == self.album:
            self.photos.reload()
        else:
            self.album = album
            self.photos.show_album(album)
        self.follow()

    def step(self, by: int) -> None:
        """Go to the next photo (1) or the one before (-1)."""
        row = self.currentIndex().row() + by
        if 0 <= row < len(self.photos.ids):
            self.setCurrentIndex(self.photos.index(row))
