"""Folders are opened: chosen, dropped, handed over by a later start, or drawn as a sample; and located once more."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from whence_desktop.jobs import work
from whence_desktop.jobs.runner import Job, Runner
from whence_desktop.session import Session
from whence_engine.tracks.sniff import is_track

_LOOK_MS = 2000  # so often what vanished is looked for


class Opening(QObject):
    """Starts the jobs that bring photos into the library, and candidates up to date.

    Signals
    -------
    begun()
        Photos will come.
    tracks_given(object)
        Files of tracks are among what is to be opened: a list of `Path`.
    refused(str)
        A sentence: a folder cannot be opened, and why.
    lost(str)
        A sentence: a folder vanished while it was read.
    returned()
        All folders that had vanished are back.
    """

    begun = Signal()
    tracks_given = Signal(object)
    refused = Signal(str)
    lost = Signal(str)
    returned = Signal()

    def __init__(self, session: Session, runner: Runner, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._runner, self._window = session, runner, window
        self._lost: list[Path] = []
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_for_lost)
        runner.ended.connect(self._ended)

    def open(self, folders: Sequence[Path]) -> None:
        """Scan and locate folders and photos beside the window; tracks among them are for whoever adds tracks."""
        there = [folder for folder in folders if folder.exists()]
        for folder in folders:
            if folder not in there:
                self.refused.emit(self.tr("There is no {0}: is its drive connected?").format(folder))
        tracks = [path for path in there if path.is_file() and is_track(path)]
        if tracks:
            self.tracks_given.emit(tracks)
        there = [path for path in there if path not in tracks]
        if there:
            self._runner.start(work.locate(self._session, there, self.tr("Locating photos")))
            self.begun.emit()

    def welcome(self, folders: Sequence[Path]) -> None:
        """Come to the front with what a second start was given."""
        self.open(folders)
        self._window.raise_()
        self._window.activateWindow()

    def ask(self) -> None:
        """Let the person choose a folder, and open it."""
        chosen = QFileDialog.getExistingDirectory(self._window, self.tr("Open a folder of photos"))
        if chosen:
            self.open([Path(chosen)])

    def sample(self) -> None:
        """Draw the sample library, and open it."""
        folder = self._session.folders.data / "sample"
        if folder.is_dir():
            self.open([folder])
            return
        self._runner.start(work.sample(folder, self.tr("Drawing the sample library")))
        self._runner.start(work.locate(self._session, [folder], self.tr("Locating photos")))
        self.begun.emit()

    def is_lost(self, path: Path) -> bool:
        """Tell whether a file lies on what vanished."""
        return any(root == path or root in path.parents for root in self._lost)

    def close(self) -> None:
        """Look for nothing any more."""
        self._look.stop()

    def _ended(self, job: Job) -> None:
        gone = [root for root in job.roots if not root.exists() and root not in self._lost]
        if not gone:
            return
        self._lost += gone
        said = self.tr("{0} is gone: was its drive disconnected? Its photos stay known, and come back when it does.")
        self.lost.emit(said.format(gone[0]))
        self._look.start()
        # What the job had stored before is still listed: a scan of what is not there marks it missing.
        self._runner.start(work.locate(self._session, gone, self.tr("Locating photos")))

    def _look_for_lost(self) -> None:
        """Open what is back, as soon as no job runs that still holds it to be gone."""
        if self._runner.job is not None:
            return
        back = [root for root in self._lost if root.exists()]
        if back:
            self._lost = [root for root in self._lost if root not in back]
            self.open(back)
        if not self._lost:
            self._look.stop()
            self.returned.emit()

    def again(self, photos: Sequence[int] | None = None) -> None:
        """Locate the albums of some photos anew, or all: other things were told, or another model is to be asked."""
        self._runner.start(work.again(self._session, photos, self.tr("Locating anew")))
