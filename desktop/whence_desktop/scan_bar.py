"""What runs beside the window: how far it is, how fast, how long it will take, and buttons to hold or end it."""

import time

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QToolButton, QWidget

from whence_desktop import wording
from whence_desktop.jobs.runner import Job, Runner
from whence_engine.events import AlbumDone, Finished, PhotoDone, PhotoFailed, Skipped, Started


class Progress(QObject):
    """Counts events of one stage after another; pure arithmetic, so that it can be tested without a clock.

    Attributes
    ----------
    stage, done, total
        What is going on, how many photos are through, of how many (None while that is not known).
    failures
        Path and reason of everything that failed or was passed over.
    """

    def __init__(self) -> None:
        super().__init__()
        self.stage = ""
        self.done = 0
        self.total: int | None = None
        self.failures: list[tuple[str, str]] = []
        self._began = 0.0

    def see(self, event: object, now: float) -> None:
        """Take one event into account, at a time in seconds."""
        match event:
            case Started(stage=stage, total=total):
                self.stage, self.total, self.done, self._began = stage, total, 0, now
            case PhotoDone():
                self.done += 1
            case AlbumDone(album=album):
                self.done += len(album.photos)
            case PhotoFailed(path=path, reason=reason):
                self.done += 1
                self.failures.append((str(path), wording.said(reason)))
            case Skipped(path=path, reason=reason, harmless=False):
                self.failures.append((str(path), wording.said(reason)))
            case Finished():
                self.total = self.done

    def rate(self, now: float) -> float:
        """Return photos a second since the stage began."""
        passed = now - self._began
        return self.done / passed if passed > 0.2 else 0.0

    def left_s(self, now: float) -> float | None:
        """Return how many seconds the stage will still take, or None where nobody can tell."""
        rate = self.rate(now)
        if self.total is None or rate <= 0.0:
            return None
        return max(0.0, (self.total - self.done) / rate)


class ScanBar(QWidget):
    """A strip along the lower edge that is there while a job runs."""

    def __init__(self, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.progress = Progress()
        self._text = QLabel()
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setMaximumHeight(10)
        self._pause = QToolButton()
        self._pause.setCheckable(True)
        self._pause.setText(self.tr("Pause"))
        self._pause.toggled.connect(self._hold)
        self._cancel = QToolButton()
        self._cancel.setText(self.tr("Stop"))
        self._cancel.setToolTip(self.tr("What is done is kept; the next scan goes on from here."))
        self._cancel.clicked.connect(runner.cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.addWidget(self._text, 3)
        layout.addWidget(self._bar, 4)
        layout.addWidget(self._pause)
        layout.addWidget(self._cancel)
        for button in (self._pause, self._cancel):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setVisible(False)
        runner.began.connect(self._begin)
        runner.events.connect(self._see)
        runner.ended.connect(self._end)

    def _begin(self, job: Job) -> None:
        self.progress = Progress()
        self._pause.setChecked(False)
        self._text.setText(job.name)
        self._bar.setRange(0, 0)
        self.setVisible(True)

    def _see(self, job: Job, events: list[object]) -> None:
        now = time.monotonic()
        for event in events:
            self.progress.see(event, now)
        total = self.progress.total
        self._bar.setRange(0, total or 0)
        self._bar.setValue(self.progress.done)
        self._text.setText(self._words(job, now))

    def _words(self, job: Job, now: float) -> str:
        stages = {
            "scan": self.tr("Scanning"),
            "infer": self.tr("Looking at pictures"),
            "read": self.tr("Reading signs"),
            "locate": self.tr("Locating"),
        }
        said = stages.get(self.progress.stage, job.name)
        of = self.tr("{0} of {1}").format(self.progress.done, self.progress.total)
        said += f": {of if self.progress.total else self.progress.done}"
        rate, left = self.progress.rate(now), self.progress.left_s(now)
        if rate:
            said += ", " + self.tr("{0} photos a second").format(wording.number(rate, ".0f" if rate >= 10 else ".1f"))
        if left is not None and left >= 1:
            said += ", " + self.tr("{0} left").format(_duration(left))
        return said

    def _hold(self, held: bool) -> None:
        if held:
            self._runner.pause()
            self._pause.setText(self.tr("Go on"))
        else:
            self._runner.resume()
            self._pause.setText(self.tr("Pause"))

    def _end(self) -> None:
        self.setVisible(False)


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
