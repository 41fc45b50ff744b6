"""A place that a person types or pastes: a name for the gazetteer, or coordinates in any usual form."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSettings, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from whence_desktop import wording
from whence_desktop.lines import ENTER, Line
from whence_engine.errors import UsageError
from whence_engine.geo import coordinates
from whence_engine.places.gazetteer import Gazetteer

TYPED_RADIUS_KM = 0.05
"""How exactly coordinates that a person types or pastes are meant."""

_MOST_RECENT = 20


@dataclass(frozen=True, slots=True)
class Place:
    """A place by name and position, with how far around it may be meant."""

    name: str
    lat_deg: float
    lon_deg: float
    radius_km: float


def read(text: str, gazetteer: Gazetteer, limit: int = 8) -> list[Place]:
    """Return what a text may mean, the likeliest first: coordinates, or places of that name."""
    try:
        lat, lon = coordinates.parse(text)
    except UsageError:
        hits = gazetteer.search(text, limit=limit)
        return [Place(hit.label(), hit.lat, hit.lon, hit.radius_km) for hit in hits]
    return [Place(coordinates.format_decimal(lat, lon), lat, lon, TYPED_RADIUS_KM)]


class PlaceEdit(Line):
    """A line to type a place into; suggestions come as one types.

    Signals
    -------
    looked_at(Place)
        A suggestion is highlighted: the map may show it.
    chosen(Place)
        Enter was pressed on a place.
    refused(str)
        The text is no place that anybody knows.
    looked_away()
        The line is empty again: no place is meant any more.
    left()
        A place was chosen, or Escape pressed: the keyboard is to go back to the photos.
    """

    looked_at = Signal(object)
    chosen = Signal(object)
    refused = Signal(str)
    looked_away = Signal()
    left = Signal()

    def __init__(
        self,
        gazetteer: Callable[[], Gazetteer],
        remembered: "RememberedPlaces | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        """Ask for the gazetteer when something is typed."""
        super().__init__(parent)
        self._gazetteer = gazetteer
        self._remembered = remembered
        self._found: dict[str, Place] = {}
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.highlighted.connect(self._highlight)
        completer.activated.connect(self._activate)
        self.setCompleter(completer)
        self._suggestions = QListView()
        completer.setPopup(self._suggestions)
        self.setPlaceholderText(self.tr("Type a place or coordinates"))
        self.setAccessibleName(self.tr("Place"))
        self.setClearButtonEnabled(True)
        self.textEdited.connect(self._look_up)

    def _look_up(self, text: str) -> None:
        known = self._remembered.matching(text) if self._remembered is not None else []
        places = [*known, *(read(text, self._gazetteer()) if text.strip() else [])]
        self._found = {}
        for place in places:
            self._found.setdefault(wording.place(place.name), place)
        self._names.setStringList(list(self._found))
        if not text.strip():
            self.looked_away.emit()
        elif places:
            self.looked_at.emit(places[0])

    def _highlight(self, name: str) -> None:
        if name in self._found:
            self.looked_at.emit(self._found[name])

    def _activate(self, name: str) -> None:
        if name in self._found:
            self._choose(self._found[name])

    def _enter(self) -> None:
        text = self.text().strip()
        if not text:
            return
        places = [self._found[text]] if text in self._found else read(text, self._gazetteer())
        if places:
            self._choose(places[0])
        else:
            self.refused.emit(self.tr("The gazetteer knows no place called {0}.").format(text))

    def _choose(self, place: Place) -> None:
        self.clear()
        self.chosen.emit(place)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter means what is typed or highlighted, Escape gives up; Down in an empty line offers remembered places."""
        if Qt.Key(event.key()) in ENTER:
            self._suggestions.hide()
            self._enter()
        elif event.key() == Qt.Key.Key_Escape:
            self._suggestions.hide()
            self.clear()
            self.looked_away.emit()
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down and not self.text().strip():
            self._look_up("")
            self.completer().complete()
        else:
            super().keyPressEvent(event)


class RememberedPlaces:
    """Places used last, and favourites, kept over restarts."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    def recent(self) -> list[Place]:
        """Return the places that were used last, newest first."""
        return self._read("places/recent")

    def favourites(self) -> list[Place]:
        """Return the favourites, in the order in which they were added."""
        return self._read("places/favourites")

    def matching(self, text: str) -> list[Place]:
        """Return favourites, then the places used last, whose names hold all words of `text`."""
        words = text.casefold().split()
        known = {place.name: place for place in (*self.recent(), *self.favourites())}
        ordered = dict.fromkeys(place.name for place in (*self.favourites(), *self.recent()))
        return [known[name] for name in ordered if all(word in name.casefold() for word in words)]

    def use(self, place: Place) -> None:
        """Note that a place was used."""
        others = [one for one in self.recent() if one.name != place.name]
        self._write("places/recent", [place, *others][:_MOST_RECENT])

    def toggle_favourite(self, place: Place) -> bool:
        """Add a favourite, or take it away; tell whether it is one now."""
        others = [one for one in self.favourites() if one.name != place.name]
        added = len(others) == len(self.favourites())
        self._write("places/favourites", [*others, place] if added else others)
        return added

    def _read(self, key: str) -> list[Place]:
        rows = self._store.value(key, [], list)
        places = []
        for row in rows if isinstance(rows, list) else []:
            name, *numbers = str(row).rsplit("|", 3)
            if len(numbers) == 3:
                places.append(Place(name, *(float(number) for number in numbers)))
        return places

    def _write(self, key: str, places: list[Place]) -> None:
        rows = [f"{place.name}|{place.lat_deg!r}|{place.lon_deg!r}|{place.radius_km!r}" for place in places]
        self._store.setValue(key, rows)
