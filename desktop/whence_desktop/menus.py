"""The menus of the window, and with them every shortcut."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from whence_desktop.commands import Command
from whence_desktop.review.places_menu import PlacesMenu

if TYPE_CHECKING:
    from whence_desktop.window import Window


def build(window: "Window") -> None:
    """Fill the menu bar."""
    menus: dict[str, QMenu] = {}
    for command in _commands(window):
        if command.menu not in menus:
            menus[command.menu] = _menu(window, command.menu)
            window.menuBar().addMenu(menus[command.menu])
        menus[command.menu].addAction(window.commands.add(command))


def _menu(window: "Window", title: str) -> QMenu:
    if title != window.tr("&Places"):
        return QMenu(title, window)
    places = PlacesMenu(title, window.remembered, window)
    places.chosen.connect(window.deciding.accept_place)
    return places


def _commands(window: "Window") -> list[Command]:
    deciding, looking = (
        [replace(one, page="review") for one in part]
        for part in ([*_decide(window), *_places(window)], _review(window))
    )
    return [*_file(window), *deciding, *_pages(window), *looking, *_help(window)]


def _review(window: "Window") -> list[Command]:
    return [*_go(window), *_view(window)]


def _file(window: "Window") -> list[Command]:
    menu = window.tr("&File")
    return [
        Command("open", menu, window.tr("Open a folder…"), ("Ctrl+O",), window.ask_for_folder),
        Command("sample", menu, window.tr("Open the sample library"), (), window.open_sample),
        Command("settings", menu, window.tr("Settings…"), ("Ctrl+,",), window.show_settings),
        Command("quit", menu, window.tr("Quit"), ("Ctrl+Q",), window.close),
    ]


def _decide(window: "Window") -> list[Command]:
    menu = window.tr("&Decide")
    choices = [
        Command(
            f"choose-{rank}",
            menu,
            window.tr("Choose candidate {0}").format(rank),
            (str(rank),),
            partial(window.deciding.choose, rank),
        )
        for rank in range(1, 10)
    ]
    return [
        Command("accept", menu, window.tr("Accept"), ("Return", "Enter"), window.deciding.accept),
        Command(
            "accept-album", menu, window.tr("Accept for the album"), ("Shift+Return",), window.deciding.accept_album
        ),
        Command("reject", menu, window.tr("Reject the candidate"), ("R",), window.deciding.reject),
        Command("no-place", menu, window.tr("No place applies"), ("N",), window.deciding.no_place),
        Command("skip", menu, window.tr("Skip"), ("S",), window.deciding.skip),
        Command("undo", menu, window.tr("Undo"), ("Z", "Ctrl+Z"), window.actions_.take_back),
        Command("redo", menu, window.tr("Redo"), ("Shift+Z", "Ctrl+Shift+Z"), window.actions_.repeat),
        *choices,
    ]


def _pages(window: "Window") -> list[Command]:
    menu = window.tr("&Go")
    return [
        Command("review", menu, window.tr("Review"), ("F2",), window.show_review),
        Command("writing", menu, window.tr("Writing"), ("F3",), window.show_writing),
        Command("tracks", menu, window.tr("Tracks and clocks"), ("F4",), lambda: window.pages.turn_to("tracks")),
    ]


def _places(window: "Window") -> list[Command]:
    menu, deciding = window.tr("&Places"), window.deciding
    return [
        Command("copy-place", menu, window.tr("Copy the place"), ("Ctrl+C",), deciding.copy_place),
        Command("paste-place", menu, window.tr("Accept the place on the clipboard"), ("Ctrl+V",), deciding.paste_place),
        Command(
            "favourite", menu, window.tr("Favourite place, or none any more"), ("Ctrl+D",), deciding.toggle_favourite
        ),
        Command("place", menu, window.tr("Type a place"), ("P",), window.place.setFocus),
    ]


def _go(window: "Window") -> list[Command]:
    menu, albums = window.tr("&Go"), window.albums_view
    return [
        Command("next", menu, window.tr("Next photo"), ("Right",), lambda: window.step(1)),
        Command("previous", menu, window.tr("Previous photo"), ("Left",), lambda: window.step(-1)),
        Command("next-album", menu, window.tr("Next album to review"), ("Ctrl+Down",), albums.next_to_review),
        Command("search", menu, window.tr("Search albums"), ("/",), albums.search.setFocus),
    ]


def _view(window: "Window") -> list[Command]:
    menu, showing = window.tr("&View"), window.showing
    return [
        Command("larger", menu, window.tr("Larger thumbnails"), ("Ctrl++",), lambda: window.photos_view.larger(1)),
        Command("smaller", menu, window.tr("Smaller thumbnails"), ("Ctrl+-",), lambda: window.photos_view.larger(-1)),
        Command(
            "cells", menu, window.tr("Probability on the map"), ("C",), showing.toggle_cells, is_on=showing.cells_on
        ),
        Command("heat", menu, window.tr("Show why, in the picture"), ("H",), showing.toggle_heat, is_on=False),
        Command("alike", menu, window.tr("Photos that look alike"), ("L",), showing.toggle_alike, is_on=False),
        Command("fit", menu, window.tr("Show all candidates on the map"), ("F",), window.map.fit_pins),
    ]


def _help(window: "Window") -> list[Command]:
    menu = window.tr("&Help")
    return [
        Command("keys", menu, window.tr("Keys"), ("?", "Ctrl+K"), window.show_keys),
        Command("about", menu, window.tr("About Whence"), (), window.show_about),
    ]
