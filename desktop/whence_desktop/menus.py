"""The menus of the window, and with them every shortcut."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from whence_desktop.commands import Command
from whence_desktop.help.desk import FIRST
from whence_desktop.review.places_menu import PlacesMenu

if TYPE_CHECKING:
    from whence_desktop.window import Window

translate = QCoreApplication.translate
"""By this name the tool that collects texts knows it."""

_EVERYWHERE = frozenset({"undo", "redo", "same-moment"})  # clocks and prints are one history with decisions

_APART = frozenset(
    {
        "settings",
        "quit",
        "undo",
        "accept-sure",
        "choose-1",
        "next",
        "all-photos",
        "cells",
        "detail-file",
        "keys",
        "about",
    }
)
"""Above these commands a menu draws a line."""


def build(window: "Window") -> None:
    """Fill the menu bar."""
    menus: dict[str, QMenu] = {}
    for command in _commands(window):
        if command.menu not in menus:
            menus[command.menu] = _menu(window, command.menu)
            window.menuBar().addMenu(menus[command.menu])
        if command.name in _APART:
            menus[command.menu].addSeparator()
        menus[command.menu].addAction(window.commands.add(command))


def _menu(window: "Window", title: str) -> QMenu:
    if title != translate("menus", "&Places"):
        return QMenu(title, window)
    places = PlacesMenu(title, window.remembered, window)
    places.chosen.connect(window.deciding.accept_place)
    return places


def _commands(window: "Window") -> list[Command]:
    deciding, looking = (
        [one if one.page or one.name in _EVERYWHERE else replace(one, page="review") for one in part]
        for part in ([*_decide(window), *_places(window)], _review(window))
    )
    return [*_file(window), *deciding, *_pages(window), *looking, *_help(window)]


def _review(window: "Window") -> list[Command]:
    return [*_go(window), *_view(window)]


def _file(window: "Window") -> list[Command]:
    menu = translate("menus", "&File")
    return [
        Command("open", menu, translate("menus", "Open a folder…"), ("Ctrl+O",), window.opening.ask),
        Command("add-tracks", menu, translate("menus", "Add tracks…"), ("Ctrl+T",), partial(_add_tracks, window)),
        Command("sample", menu, translate("menus", "Open the sample library"), (), window.opening.sample),
        Command("settings", menu, translate("menus", "Settings…"), ("Ctrl+,",), window.dialogs.settings),
        Command("quit", menu, translate("menus", "Quit"), ("Ctrl+Q",), window.close),
    ]


def _add_tracks(window: "Window") -> None:
    window.pages.turn_to("tracks")
    window.tracks_page.ask_for_tracks()


def _decide(window: "Window") -> list[Command]:
    menu = translate("menus", "&Decide")
    choices = [
        Command(
            f"choose-{rank}",
            menu,
            translate("menus", "Choose candidate {0}").format(rank),
            (str(rank),),
            partial(window.deciding.choose, rank),
        )
        for rank in range(1, 10)
    ]
    return [
        Command("accept", menu, translate("menus", "Accept"), ("Return", "Enter"), window.deciding.accept),
        Command(
            "accept-album",
            menu,
            translate("menus", "Accept for the album"),
            ("Shift+Return",),
            window.deciding.accept_album,
        ),
        Command("reject", menu, translate("menus", "Reject the candidate"), ("R",), window.deciding.reject),
        Command("no-place", menu, translate("menus", "No place applies"), ("N",), window.deciding.no_place),
        Command("skip", menu, translate("menus", "Skip"), ("S",), window.deciding.skip),
        Command("undo", menu, translate("menus", "Undo"), ("Z", "Ctrl+Z"), window.actions_.take_back),
        Command("redo", menu, translate("menus", "Redo"), ("Shift+Z", "Ctrl+Shift+Z"), window.actions_.repeat),
        Command(
            "same-moment",
            menu,
            translate("menus", "Shows the same moment as another photo"),
            ("M",),
            lambda: window.tracks_page.pairs.take(window.selection.photos),
        ),
        Command(
            "remove",
            menu,
            translate("menus", "Remove the chosen tracks or pairs"),
            ("Del",),
            window.tracks_page.remove,
            page="tracks",
        ),
        Command("accept-sure", menu, translate("menus", "Accept what is sure…"), ("Ctrl+Return",), window.show_sure),
        *choices,
    ]


def _pages(window: "Window") -> list[Command]:
    menu = translate("menus", "&Go")
    return [
        Command("review", menu, translate("menus", "Review"), ("F2",), window.show_review),
        Command("writing", menu, translate("menus", "Writing"), ("F3",), window.show_writing),
        Command(
            "tracks", menu, translate("menus", "Tracks and clocks"), ("F4",), lambda: window.pages.turn_to("tracks")
        ),
        Command("scans", menu, translate("menus", "Scanned prints"), ("F5",), lambda: window.pages.turn_to("scans")),
    ]


def _places(window: "Window") -> list[Command]:
    menu, deciding = translate("menus", "&Places"), window.deciding
    return [
        Command("copy-place", menu, translate("menus", "Copy the place"), ("Ctrl+C",), deciding.copy_place),
        Command(
            "paste-place",
            menu,
            translate("menus", "Accept the place on the clipboard"),
            ("Ctrl+V",),
            deciding.paste_place,
        ),
        Command(
            "favourite",
            menu,
            translate("menus", "Favourite place, or none any more"),
            ("Ctrl+D",),
            deciding.toggle_favourite,
        ),
        Command("place", menu, translate("menus", "Type a place"), ("P",), window.place.setFocus),
    ]


def _go(window: "Window") -> list[Command]:
    menu, albums = translate("menus", "&Go"), window.albums_view
    return [
        Command("next", menu, translate("menus", "Next photo"), ("Right",), lambda: window.walking.step(1)),
        Command("previous", menu, translate("menus", "Previous photo"), ("Left",), lambda: window.walking.step(-1)),
        Command(
            "next-album",
            menu,
            translate("menus", "Next album to review"),
            ("Ctrl+Down",),
            window.walking.go_on_to_album,
        ),
        Command("all-photos", menu, translate("menus", "All photos"), ("A",), window.selection.look_at_all),
        Command(
            "show-album", menu, translate("menus", "Show the photo's album"), ("Shift+A",), window.all_photos.show_album
        ),
        Command("search", menu, translate("menus", "Search"), ("/",), albums.search.setFocus),
    ]


def _view(window: "Window") -> list[Command]:
    menu, showing = translate("menus", "&View"), window.showing
    return [
        Command(
            "larger", menu, translate("menus", "Larger thumbnails"), ("Ctrl++",), lambda: window.photos_view.larger(1)
        ),
        Command(
            "smaller",
            menu,
            translate("menus", "Smaller thumbnails"),
            ("Ctrl+-",),
            lambda: window.photos_view.larger(-1),
        ),
        Command(
            "cells",
            menu,
            translate("menus", "Probability on the map"),
            ("C",),
            showing.toggle_cells,
            is_on=showing.cells_on,
        ),
        Command("heat", menu, translate("menus", "Show why, in the picture"), ("H",), showing.toggle_heat, is_on=False),
        Command("alike", menu, translate("menus", "Photos that look alike"), ("L",), showing.toggle_alike, is_on=False),
        Command("fit", menu, translate("menus", "Show all candidates on the map"), ("F",), window.map.fit_pins),
        Command("detail-file", menu, translate("menus", "Map detail from a file…"), (), window.detail.ask_for_file),
        Command("detail-web", menu, translate("menus", "Map detail from the web…"), (), window.detail.ask_for_server),
        Command("detail-none", menu, translate("menus", "No map detail"), (), window.detail.use_none),
    ]


def _help(window: "Window") -> list[Command]:
    menu, desk = translate("menus", "&Help"), window.help_desk

    def fitting() -> None:
        desk.show_for(window.pages.name, window.focusWidget())

    return [
        Command(
            "help",
            menu,
            translate("menus", "Help"),
            ("F1",),
            lambda: desk.show_for(window.pages.name, window.focusWidget()),
        ),
        Command("help-first", menu, translate("menus", "The first evening"), (), lambda: desk.show(FIRST)),
        Command("help-search", menu, translate("menus", "Search the help"), ("Shift+F1",), desk.search),
        Command("keys", menu, translate("menus", "Keys"), ("?", "Ctrl+K"), window.dialogs.keys),
        Command("about", menu, translate("menus", "About Whence"), (), window.dialogs.about),
    ]
