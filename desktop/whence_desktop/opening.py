"""Folders are opened: chosen, dropped, handed over by a later start, or drawn as a sample; and located once more."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from whence_desktop.jobs import work
from whence_desktop.jobs.runner import Runner
from whence_desktop.session import Session


class Opening(QObject):
    """Starts the jobs that bring photos into the library, and candidates up to date.

    Signals
    -------
    begun()
        Photos will come.
    refused(str)
        A sentence: a folder cannot be opened, and why.
    """

    begun = Signal()
    refused = Signal(str)

    def __init__(self, session: Session, runner: Runner, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._runner, self._window = session, runner, window

    def open(self, folders: Sequence[Path]) -> None:
        """Scan and locate folders beside the window."""
        there = [folder for folder in folders if folder.exists()]
        for folder in folders:
            if folder not in there:
                self.refused.emit(self.tr("There is no {0}: is its drive connected?").format(folder))
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

    def again(self, photos: Sequence[int]) -> None:
        """Locate the albums of some photos anew: something was told of clocks, tracks or times."""
        self._runner.start(work.again(self._session, photos, self.tr("Locating anew")))
