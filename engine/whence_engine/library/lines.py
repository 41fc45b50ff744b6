"""Which of very many lines hold a word: a million file names in some milliseconds, without looking at one by one."""

import numpy as np
from numpy.typing import NDArray

_SAMPLES, _SAMPLE_BYTES = 16, 1 << 14
_FEW = 20  # fewer than one line in so many are quicker looked at one by one
_DENSE = 4  # with more finds than one in so many lines it is quicker to go through the lines than through the finds


def lines_of(text: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return where the lines of a text end, each at its line break; int64 [N]."""
    return np.flatnonzero(text == ord("\n"))


def holding(
    text: NDArray[np.uint8], ends: NDArray[np.int64], word: bytes, asked: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Tell which lines hold a word.

    Parameters
    ----------
    text
        Lines, each ended by a line break; uint8.
    ends
        As `lines_of` says; int64 [N].
    word
        Without a line break; the empty word is held by every line.
    asked
        The lines that matter, bool [N]; what is told of the others means nothing.

    Returns
    -------
    NDArray[np.bool_]
        [N].
    """
    if not word:
        return np.ones(len(ends), np.bool_)
    few = np.flatnonzero(asked)
    if len(few) * _FEW < len(ends):
        return _with_few(text, ends, word, few)
    if len(word) >= 4:
        return _with_any(_places_of_long(text, word), ends)
    begins = np.zeros(len(text), np.bool_)
    begins[: max(0, len(text) - len(word) + 1)] = True
    for offset, letter in enumerate(word):
        begins[: len(text) - offset] &= text[offset:] == letter
    if np.count_nonzero(begins) * _DENSE > len(ends) > 0:
        return np.logical_or.reduceat(begins, np.concatenate(([0], ends[:-1] + 1)))
    return _with_any(np.flatnonzero(begins), ends)


def _with_few(
    text: NDArray[np.uint8], ends: NDArray[np.int64], word: bytes, few: NDArray[np.int64]
) -> NDArray[np.bool_]:
    begins = np.where(few > 0, ends[few - 1] + 1, 0)
    spans = zip(begins.tolist(), ends[few].tolist(), strict=True)
    found = np.zeros(len(ends), np.bool_)
    found[few] = [word in text[begin:end].tobytes() for begin, end in spans]
    return found


def _places_of_long(text: NDArray[np.uint8], word: bytes) -> NDArray[np.int64]:
    """Return where a word of at least four bytes begins: four bytes of it are compared at once, those met least."""
    offset = _rarest(text, word)
    wanted = int.from_bytes(word[offset : offset + 4], "little")
    found = []
    for shift in range(4):
        fours = max(0, len(text) - shift) // 4
        whole = text[shift : shift + 4 * fours].view("<u4")
        found.append(np.flatnonzero(whole == wanted) * 4 + (shift - offset))
    places = np.concatenate(found)
    places = places[(places >= 0) & (places + len(word) <= len(text))]
    for place, letter in enumerate(word):
        if not offset <= place < offset + 4:
            places = places[text[places + place] == letter]
    return places


def _rarest(text: NDArray[np.uint8], word: bytes) -> int:
    """Return where those four bytes of a word begin that some samples of the text hold least often."""
    starts = np.linspace(0, len(text), _SAMPLES, endpoint=False, dtype=np.int64).tolist()
    sample = b"".join(text[start : start + _SAMPLE_BYTES].tobytes() for start in starts)
    return min(range(len(word) - 3), key=lambda offset: sample.count(word[offset : offset + 4]))


def _with_any(places: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    found = np.zeros(len(ends), np.bool_)
    found[np.searchsorted(ends, places)] = True
    return found
