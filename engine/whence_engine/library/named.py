"""Names by number: what few names of very many photos are looked through, once each."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from whence_engine.places.fold import fold_letters

Key = TypeVar("Key", bound=Hashable)


class Named(Generic[Key]):
    """Names, each with a number for good.

    Parameters
    ----------
    compared
        What a name looks like to whoever compares letters.
    """

    def __init__(self, compared: Callable[[Key], str]) -> None:
        self._numbers: dict[Key, int] = {}
        self._texts: list[str] = []
        self._compared = compared

    def number(self, name: Key) -> int:
        """Return the number of a name, the next one where it is new."""
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self._texts)
            self._texts.append(self._compared(name))
        return number

    def __len__(self) -> int:
        return len(self._texts)

    def holding(self, word: str) -> NDArray[np.bool_]:
        """Tell which names hold a word; bool, by number."""
        return np.fromiter((word in text for text in self._texts), np.bool_, len(self._texts))


class Numbered:
    """Names whose numbers a table gives; a name may have several."""

    def __init__(self) -> None:
        self._names: list[str | None] = []
        self._texts: list[str] = []

    def give(self, number: int, name: str) -> None:
        """Note what a number stands for, from now on."""
        while number >= len(self._names):
            self._names.append(None)
            self._texts.append("")
        if self._names[number] != name:
            self._names[number] = name
            self._texts[number] = fold_letters(name)

    def holding(self, word: str) -> NDArray[np.bool_]:
        """Tell which numbers stand for a name that holds a word; bool, by number."""
        return np.fromiter((word in text for text in self._texts), np.bool_, len(self._texts))

    def called(self, name: str) -> NDArray[np.bool_]:
        """Tell which numbers stand for a name; bool, by number."""
        return np.fromiter((name == one for one in self._names), np.bool_, len(self._names))
