"""What one sees while a library of an older Whence is brought up to date, before there is a window."""

from PySide6.QtCore import QEventLoop, QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QLabel, QProgressBar, QVBoxLayout, QWidget

from whence_desktop.jobs.pool import Pool
from whence_engine.events import Updating
from whence_engine.library.library import Library
from whence_engine.paths import Folders

_SOON_MS = 400  # what is done sooner shows nothing
_MB = 1_000_000
_PARTS = 1000
_WIDTH_PX = 460


class UpdateView(QWidget):
    """Brings a library up to date beside the event loop, and says how far that is.

    Signals
    -------
    told(Updating)
        How far the copy is that is kept first; out of the thread that makes it.
    """

    told = Signal(object)

    def __init__(self, where: Folders) -> None:
        super().__init__()
        self._where = where
        self._loop = QEventLoop(self)
        self._notices: tuple[str, ...] = ()
        self.setWindowTitle("Whence")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.sentence = QLabel(self.tr("Your library comes from an older Whence and is being brought up to date."))
        self.sentence.setWordWrap(True)
        self.sentence.setMinimumWidth(_WIDTH_PX)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(self.tr("Copied"))
        self.figures = QLabel(self.tr("This happens once. Your photos are not touched."))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        for widget in (self.sentence, self.bar, self.figures):
            layout.addWidget(widget)
        self.told.connect(self._show)

    def run(self) -> tuple[str, ...]:
        """Return once the library is as it has to be, or cannot be: what had to be done for it, as sentences.

        What keeps it from being brought up to date is said by whoever opens it next.
        """
        pool = Pool(threads=1, parent=self)
        pool.done.connect(self._take)
        pool.failed.connect(lambda _key, _sentence: self._loop.quit())
        pool.ask("update", self._update)
        soon = QTimer(self)
        soon.setSingleShot(True)
        soon.timeout.connect(self.show)
        soon.start(_SOON_MS)
        self._loop.exec()
        soon.stop()
        pool.close()
        self.close()
        return self._notices

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Stay while the library is changed: a copy that is broken off would only be begun again."""
        if self._loop.isRunning():
            event.ignore()
        else:
            super().closeEvent(event)

    def _update(self) -> tuple[str, ...]:
        """Open the library once; in the pool's thread."""
        with Library.open(self._where.library, tell=self.told.emit) as library:
            return library.notices

    def _take(self, _key: object, notices: tuple[str, ...]) -> None:
        self._notices = notices
        self._loop.quit()

    def _show(self, told: Updating) -> None:
        if told.done_bytes == told.total_bytes:
            self.bar.setRange(0, 0)
            self.figures.setText(self.tr("The copy is kept. What is new is being made…"))
            return
        self.bar.setRange(0, _PARTS)
        self.bar.setValue(_PARTS * told.done_bytes // told.total_bytes)
        done, total = (QLocale().toString(size // _MB) for size in (told.done_bytes, told.total_bytes))
        self.figures.setText(self.tr("A copy of it is kept first: {0} of {1} MB.").format(done, total))
