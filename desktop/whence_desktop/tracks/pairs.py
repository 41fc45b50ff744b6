"""Photos that a person matches: two cameras, one moment. What they tell of a clock is for the page to show.

The first photo waits until another camera's is chosen, in the same album or anywhere else: a clock that is a year off
puts its photos into other albums. Pairs are kept as long as the window is open; the offset is what is kept for good.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from whence_desktop import wording
from whence_desktop.session import Session
from whence_engine.albums.matched import Matched, offset_matched
from whence_engine.errors import WhenceError
from whence_engine.files.devices import keeps_time
from whence_engine.photo import Camera, Photo, TimeSource


@dataclass(frozen=True, slots=True)
class Pair:
    """A photo whose clock is put right, and one that shows the same moment."""

    wrong: Photo
    right: Photo


class Pairs(QObject):
    """The photos that were matched, and the one that waits for its match.

    Signals
    -------
    changed()
        Another photo waits, or there are other pairs.
    matched(object)
        A pair was made: the `Camera` whose clock it tells.
    told(str)
        A sentence: which photo waits.
    refused(str)
        A sentence: why a photo makes no pair.
    """

    changed = Signal()
    matched = Signal(object)
    told = Signal(str)
    refused = Signal(str)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._made: list[Pair] = []
        self.waiting: Photo | None = None

    def take(self, photo_ids: Sequence[int]) -> None:
        """Take a photo, or two at once."""
        photos = list(self._session.library.index.photos.by_ids(photo_ids))
        if len(photos) > 2:
            self.refused.emit(self.tr("Select one photo, or two that show the same moment."))
            return
        for photo in photos:
            self._take(photo)

    def of(self, camera: Camera | None) -> list[Pair]:
        """Return the pairs that tell of a camera's clock."""
        return [pair for pair in self._made if pair.wrong.camera == camera]

    def offset(self, camera: Camera) -> Matched:
        """Return what they tell; raises a UsageError where they tell nothing."""
        return offset_matched(
            [(pair.wrong.taken, pair.right.taken) for pair in self.of(camera) if pair.wrong.taken and pair.right.taken]
        )

    def forget(self, camera: Camera | None) -> None:
        """Forget the photo that waits, and the pairs that tell of a camera's clock."""
        self.waiting = None
        self._made = [pair for pair in self._made if pair.wrong.camera != camera]
        self.changed.emit()

    def _take(self, photo: Photo) -> None:
        if photo.taken is None or photo.taken.span or photo.taken.source is TimeSource.USER:
            self.refused.emit(self.tr("{0} does not say to the second when it was taken.").format(photo.path.name))
        elif self.waiting is None or self.waiting.camera == photo.camera:
            self.waiting = photo
            self.changed.emit()
            self.told.emit(
                self.tr("Now another camera's photo that shows the same moment as {0}.").format(photo.path.name)
            )
        else:
            self._match(self.waiting, photo)

    def _match(self, first: Photo, second: Photo) -> None:
        """Make a pair: a phone's clock is right; of two cameras the first one is put right."""
        wrong, right = (
            (second, first) if keeps_time(first.camera) and not keeps_time(second.camera) else (first, second)
        )
        read = self._session.library.index.photos.times_read([wrong.id])
        pair = Pair(replace(wrong, taken=read[wrong.id]), right)
        try:
            offset_matched([(pair.wrong.taken, pair.right.taken)] if pair.wrong.taken and pair.right.taken else [])
        except WhenceError as error:
            self.refused.emit(wording.said(error))
            return
        self._made = [one for one in self._made if (one.wrong.id, one.right.id) != (wrong.id, right.id)] + [pair]
        self.waiting = None
        self.changed.emit()
        self.matched.emit(wrong.camera)
