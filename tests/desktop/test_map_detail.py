"""Raster map detail: files of tiles, servers of tiles, and no connection without a choice."""

import io
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QSettings
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from whence_desktop.map import online
from whence_desktop.map.detail import Detail, ServerDialog
from whence_desktop.map.ground import Ground
from whence_desktop.map.mbtiles import MbTiles
from whence_desktop.map.mercator import View
from whence_desktop.map.online import AGENT, OnlineTiles, TileServerError
from whence_desktop.map.raster import RasterLayer
from whence_desktop.map.widget import MapWidget
from whence_engine.errors import UsageError

NORTH_WEST, OTHERS = (200, 30, 30), (30, 30, 200)


def png(colour: tuple[int, int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (256, 256), colour).save(out, "PNG")
    return out.getvalue()


def mbtiles(path: Path, **metadata: str) -> Path:
    """Write zooms 1 and 2; the quarter of the world in the north west has a colour of its own."""
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
    db.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
    told = {"name": "Old survey", "format": "png", "attribution": '<a href="x">Survey of 1900</a>'} | metadata
    db.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
    for zoom in (1, 2):
        side = 1 << zoom
        for column in range(side):
            for row in range(side):
                colour = NORTH_WEST if column < side // 2 and row < side // 2 else OTHERS
                db.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (zoom, column, side - 1 - row, png(colour)))
    db.commit()
    db.close()
    return path


@dataclass
class Stand:
    """A stand-in for a tile server: what it answers, and what it was asked."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def stand() -> Iterator[Stand]:
    told = Stand()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append((self.path, dict(self.headers)))
            self.send_response(told.status)
            body = png(OTHERS) if told.status == 200 else b""
            for name, value in (told.headers | {"Content-Length": str(len(body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, name="stand-in", kwargs={"poll_interval": 0.02})
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"
    yield told
    server.shutdown()
    server.server_close()
    thread.join()


def shown(widget: MapWidget, qtbot: QtBot, lat: float, lon: float) -> Callable[[], QColor]:
    """Look at a place; return what gives the colour in the middle of the window."""
    widget.set_view(View(0.5, 0.5, 2.0, 200, 200).centred_on(lat, lon))

    def colour() -> QColor:
        return QColor(widget.grab().toImage().pixel(100, 100))

    return colour


@pytest.fixture
def widget(qtbot: QtBot, ground: Ground) -> MapWidget:
    made = MapWidget(ground)
    qtbot.addWidget(made)
    made.resize(200, 200)
    made.show()
    return made


def test_a_file_of_tiles_lies_below_the_map(widget: MapWidget, tmp_path: Path, qtbot: QtBot) -> None:
    layer = RasterLayer(MbTiles(mbtiles(tmp_path / "a.mbtiles")))
    widget.show_raster(layer)
    colour = shown(widget, qtbot, 48.0, -47.0)
    qtbot.waitUntil(lambda: colour() == QColor(*NORTH_WEST))
    colour = shown(widget, qtbot, -33.0, -47.0)  # rows are counted from the south in the file
    qtbot.waitUntil(lambda: colour() == QColor(*OTHERS))
    widget.set_view(View(0.5, 0.5, 6.0, 200, 200).centred_on(48.0, -47.0))  # closer than the file goes
    qtbot.waitUntil(lambda: QColor(widget.grab().toImage().pixel(100, 100)) == QColor(*NORTH_WEST))
    widget.show_raster(None)  # its tiles are shown until others are painted
    qtbot.waitUntil(lambda: QColor(widget.grab().toImage().pixel(100, 100)) != QColor(*NORTH_WEST))
    layer.close()


def vector(path: Path) -> None:
    mbtiles(path, format="pbf")


def empty(path: Path) -> None:
    mbtiles(path)
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM tiles")
    db.close()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda _path: None, "is its drive connected"),
        (lambda path: path.write_bytes(b"no database at all" * 100), "is no MBTiles file"),
        (lambda path: path.touch(), "is no MBTiles file"),
        (vector, "holds vector tiles"),
        (empty, "holds no tiles"),
    ],
)
def test_what_is_no_file_of_tiles_is_one_sentence(make: Callable[[Path], None], says: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.mbtiles"
    make(path)
    with pytest.raises(UsageError, match=says):
        MbTiles(path)


def test_a_broken_tile_leaves_the_map_as_it_is(widget: MapWidget, tmp_path: Path, qtbot: QtBot) -> None:
    path = mbtiles(tmp_path / "a.mbtiles")
    with sqlite3.connect(path) as db:
        db.execute("UPDATE tiles SET tile_data = x'00' WHERE zoom_level = 2")
    db.close()
    layer = RasterLayer(MbTiles(path))
    with qtbot.waitSignal(layer._pool.done):
        widget.show_raster(layer)
        widget.set_view(View(0.5, 0.5, 2.0, 200, 200))
        widget.grab()
    widget.show_raster(None)
    layer.close()


def test_a_server_is_asked_politely_and_once(stand: Stand, tmp_path: Path) -> None:
    stand.headers = {"Cache-Control": "public, max-age=3600"}
    tiles = OnlineTiles(stand.address, "Somebody", tmp_path)
    assert tiles.tile(3, 4, 2) == png(OTHERS)
    assert OnlineTiles(stand.address, "Somebody", tmp_path).tile(3, 4, 2) == png(OTHERS)
    [(path, headers)] = stand.asked
    assert path == "/3/4/2.png"
    assert headers["User-Agent"] == AGENT
    assert AGENT.startswith("Whence/")


def test_a_stale_tile_is_asked_for_by_its_mark(stand: Stand, tmp_path: Path) -> None:
    stand.headers = {"Cache-Control": "no-cache", "ETag": '"7"'}
    tiles = OnlineTiles(stand.address, "Somebody", tmp_path)
    tiles.tile(3, 4, 2)
    stand.status, stand.headers = 304, {"Cache-Control": "max-age=60"}
    assert tiles.tile(3, 4, 2) == png(OTHERS)
    assert stand.asked[1][1]["If-None-Match"] == '"7"'
    assert tiles.tile(3, 4, 2) == png(OTHERS)
    assert len(stand.asked) == 2


def test_what_must_not_be_kept_is_not(stand: Stand, tmp_path: Path) -> None:
    stand.headers = {"Cache-Control": "no-store"}
    OnlineTiles(stand.address, "Somebody", tmp_path).tile(3, 4, 2)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(("status", "again"), [(404, 1), (200, 1)])
def test_a_missing_tile_is_remembered_too(stand: Stand, tmp_path: Path, status: int, again: int) -> None:
    stand.status = status
    tiles = OnlineTiles(stand.address, "Somebody", tmp_path)
    assert tiles.tile(3, 4, 2) == tiles.tile(3, 4, 2)
    assert len(stand.asked) == again


def test_a_server_that_fails_is_left_in_peace(stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand.status = 503
    tiles = OnlineTiles(stand.address, "Somebody", tmp_path)
    with pytest.raises(TileServerError, match=r"No map from 127\.0\.0\.1: .*The built-in map is shown"):
        tiles.tile(3, 4, 2)
    assert tiles.tile(3, 4, 3) is None
    assert len(stand.asked) == 1
    monkeypatch.setattr(online, "PAUSE_S", 0.0)
    tiles._quiet_until = 0.0
    stand.status = 200
    assert tiles.tile(3, 4, 3) == png(OTHERS)


@pytest.mark.parametrize(
    "template", ["tiles.example/{z}/{x}/{y}", "file:///etc/{z}{x}{y}", "https://tiles.example/{z}/{x}.png", ""]
)
def test_what_is_no_source_is_refused(template: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="source of tiles"):
        OnlineTiles(template, "Somebody", tmp_path)


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def store(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def detail(owner: QWidget, store: QSettings, tmp_path: Path) -> Detail:
    return Detail(store, tmp_path / "tiles", owner)


def test_a_choice_is_remembered_and_can_be_taken_back(owner: QWidget, store: QSettings, tmp_path: Path) -> None:
    detail = Detail(store, tmp_path, owner)
    detail.use_file(mbtiles(tmp_path / "a.mbtiles"))
    detail.close()
    again = Detail(store, tmp_path, owner)
    again.restore()
    assert again.layer is not None
    assert again.layer.source.name == "Old survey"
    again.use_none()
    last = Detail(store, tmp_path, owner)
    last.restore()
    assert last.layer is None


def layer_of(detail: Detail) -> RasterLayer | None:
    return detail.layer


def test_a_server_that_is_refused_can_be_corrected_where_it_was_typed(owner: QWidget, detail: Detail) -> None:
    detail.ask_for_server()
    dialog = owner.findChild(ServerDialog)
    assert dialog is not None
    dialog.template.setText("https://tiles.example/{z}/{x}/{y}.png")
    dialog.accept()
    assert dialog.isVisibleTo(owner)
    assert "whose map it is" in dialog.complaint.text()
    dialog.attribution.setText("Somebody")
    dialog.template.setText("https://tiles.example/{z}/{x}.png")
    dialog.accept()
    assert dialog.isVisibleTo(owner)
    assert dialog.template.text() == "https://tiles.example/{z}/{x}.png"
    assert "names {z}, {x} and {y}" in dialog.complaint.text()
    assert not dialog.complaint.isHidden()
    assert layer_of(detail) is None
    dialog.template.setText("https://tiles.example/{z}/{x}/{y}.png")
    dialog.accept()
    assert not dialog.isVisibleTo(owner)
    layer = layer_of(detail)
    assert layer is not None
    assert layer.source.attribution == "Somebody"
    detail.close()


def test_without_a_choice_no_connection_is_opened(
    detail: Detail, widget: MapWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, address: opened.append(address))
    monkeypatch.setattr(socket, "create_connection", lambda address, *_more: opened.append(address))
    detail.restore()
    widget.show_raster(detail.layer)
    for zoom in (2.0, 5.0, 9.0):
        widget.set_view(View(0.5, 0.5, zoom, 200, 200).centred_on(38.7, -9.1))
        widget.grab()
    detail.use_file(mbtiles(tmp_path / "a.mbtiles"))
    widget.show_raster(detail.layer)
    widget.grab()
    widget.show_raster(None)
    detail.close()
    assert opened == []
    assert not (tmp_path / "tiles").exists()


def test_only_what_is_looked_at_is_asked_for(stand: Stand, widget: MapWidget, tmp_path: Path, qtbot: QtBot) -> None:
    layer = RasterLayer(OnlineTiles(stand.address, "Somebody", tmp_path))
    widget.set_view(View(0.5, 0.5, 5.0, 200, 200).centred_on(38.7, -9.1))
    widget.show_raster(layer)
    qtbot.waitUntil(lambda: QColor(widget.grab().toImage().pixel(100, 100)) == QColor(*OTHERS))
    places = {tuple(map(int, path.removesuffix(".png").split("/")[1:])) for path, _ in stand.asked}
    assert (5, 15, 12) in places
    assert places <= {(5, column, row) for column in (14, 15) for row in (11, 12)}
    widget.show_raster(None)
    layer.close()
