"""Photos that a person matches: two cameras, one moment. What they tell of a clock is for the page to show.

The first photo waits until another camera's is chosen, in the same album or anywhere else: a clock that is a year off
puts its photos into other albums. Pairs are kept in the ledger; which photo waits is nobody's word yet.
"""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from whence_desktop import wording
from whence_desktop.session import Session
from whence_desktop.telling import Telling
from whence_engine.albums.matched import Matched
from whence_engine.albums.pairs import Pair, offset_of, pair_of, pairs_in, tells_second, turned
from whence_engine.errors import WhenceError
from whence_engine.photo import Camera, Photo


class Pairs(QObject):
    """The photos that were matched, and the one that waits for its match.

    Signals
    -------
    changed()
        Another photo waits, or there are other pairs.
    matched(object)
        A pair was made: the `Camera` whose clock it tells.
    unmatched()
        Some pairs count no longer.
    told(str)
        A sentence: which photo waits.
    refused(str)
        A sentence: why a photo makes no pair.
    """

    changed = Signal()
    matched = Signal(object)
    unmatched = Signal()
    told = Signal(str)
    refused = Signal(str)

    def __init__(self, session: Session, telling: Telling, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._telling = session, telling
        self.waiting: Photo | None = None
        telling.paired.connect(self._paired)

    def take(self, photo_ids: Sequence[int]) -> None:
        """Take a photo, or two at once."""
        photos = list(self._session.library.index.photos.by_ids(photo_ids))
        if len(photos) > 2:
            self.refused.emit(self.tr("Select one photo, or two that show the same moment."))
            return
        if len(photos) == 2 and photos[0].camera != photos[1].camera:
            self.waiting = None  # two that were chosen together are meant, whatever waited
        for photo in photos:
            self._take(photo)

    def of(self, camera: Camera | None) -> list[Pair]:
        """Return the pairs that tell of a camera's clock; of all clocks for None."""
        return [pair for pair in pairs_in(self._session.library) if camera is None or pair.wrong.camera == camera]

    def offset(self, camera: Camera) -> Matched:
        """Return what they tell; raises a UsageError where they tell nothing."""
        return offset_of(self.of(camera))

    def forget(self, pairs: Sequence[Pair]) -> None:
        """Forget the photo that waits, if no pair is named, else these pairs."""
        if pairs:
            self._telling.forget_pairs(pairs)
        else:
            self.waiting = None
            self.changed.emit()

    def _take(self, photo: Photo) -> None:
        if not tells_second(photo):
            self.refused.emit(self.tr("{0} does not say to the second when it was taken.").format(photo.path.name))
        elif self.waiting is None or self.waiting.camera == photo.camera:
            self.waiting = photo
            self.changed.emit()
            self.told.emit(
                self.tr("Now another camera's photo that shows the same moment as {0}.").format(photo.path.name)
            )
        else:
            self._match(*turned(self.waiting, photo))

    def _match(self, wrong: Photo, right: Photo) -> None:
        try:
            offset_of([pair_of(self._session.library, wrong, right)])
        except WhenceError as error:
            self.refused.emit(wording.said(error))
            return
        self.waiting = None
        self._telling.same_moment(wrong, right)
        self.told.emit(self.tr("{0} and {1} show the same moment.").format(wrong.path.name, right.path.name))

    def _paired(self, camera: object) -> None:
        self.changed.emit()
        if camera is None:
            self.unmatched.emit()
        else:
            self.matched.emit(camera)
