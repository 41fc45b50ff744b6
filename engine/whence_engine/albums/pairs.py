"""Photos that a person matched: two cameras, one moment. What they tell together says `matched`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from whence_engine.albums.matched import Matched, offset_matched
from whence_engine.files.devices import keeps_time
from whence_engine.library.library import Library
from whence_engine.photo import Photo, TimeSource

_NO_CLOCK = frozenset({TimeSource.USER, TimeSource.FOLDER, TimeSource.MTIME})


@dataclass(frozen=True, slots=True)
class Pair:
    """A photo whose clock is put right, with the time that its file says, and one that shows the same moment."""

    wrong: Photo
    right: Photo


def tells_second(photo: Photo) -> bool:
    """Tell whether a camera noted to the second when it took a photo."""
    return photo.taken is not None and not photo.taken.span and photo.taken.source not in _NO_CLOCK


def turned(first: Photo, second: Photo) -> tuple[Photo, Photo]:
    """Return whose clock is put right, and whose is right: a phone's is; of two cameras the first one is put right."""
    is_first_right = keeps_time(first.camera) and not keeps_time(second.camera)
    return (second, first) if is_first_right else (first, second)


def pair_of(library: Library, wrong: Photo, right: Photo) -> Pair:
    """Return two photos as a pair: the wrong clock's as its file says, the other's as it counts now."""
    return Pair(replace(wrong, taken=library.index.photos.times_read([wrong.id])[wrong.id]), right)


def pairs_in(library: Library) -> list[Pair]:
    """Return the pairs that count and whose photos are both in the library, in the order in which they were matched."""
    said = library.ledger.pairs.all()
    identities = dict.fromkeys(identity for pair in said for identity in pair)
    found: dict[str, Photo] = {}
    for identity, photo in library.index.photos.with_identities(identities):
        found.setdefault(identity, photo)
    return [pair_of(library, found[wrong], found[right]) for wrong, right in said if wrong in found and right in found]


def offset_of(pairs: Sequence[Pair]) -> Matched:
    """Return the offset that pairs tell together; raises what `offset_matched` raises.

    A pair tells nothing once a person said in words when one of its photos was taken.
    """
    times = [(one.wrong.taken, one.right.taken) for one in pairs if tells_second(one.wrong) and tells_second(one.right)]
    return offset_matched([(wrong, right) for wrong, right in times if wrong and right])
