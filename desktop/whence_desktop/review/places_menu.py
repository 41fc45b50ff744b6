"""The menu of places that were kept: favourites, and those used last."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from whence_desktop import wording
from whence_desktop.review.places import Place, RememberedPlaces

_MOST_RECENT = 10


class PlacesMenu(QMenu):
    """Below its own commands, a row for each place; it is filled when it opens.

    Signals
    -------
    chosen(Place)
        A place was picked.
    """

    chosen = Signal(object)

    def __init__(self, title: str, remembered: RememberedPlaces, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._remembered = remembered
        self._rows: list[QAction] = []
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """Read the places anew."""
        for action in self._rows:
            self.removeAction(action)
            action.deleteLater()
        self._rows = []
        favourites = self._remembered.favourites()
        known = {place.name for place in favourites}
        recent = [place for place in self._remembered.recent() if place.name not in known][:_MOST_RECENT]
        for title, places in ((self.tr("Favourites"), favourites), (self.tr("Last places"), recent)):
            if places:
                self._rows.append(self.addSection(title))
            for place in places:
                action = self.addAction(_escaped(wording.place(place.name)), partial(self._choose, place))
                self._rows.append(action)

    def _choose(self, place: Place) -> None:
        self.chosen.emit(place)


def _escaped(name: str) -> str:
    """Return a name whose ampersands are shown, not taken for keys."""
    return name.replace("&", "&&")
