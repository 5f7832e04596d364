"""Results kept for the next time, and no article's text with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_T = TypeVar("_T")

_LONGEST = 2_000
"""Characters. Longer texts hardly come again, and thousands of them would fill the memory."""


def remembered(most: int) -> Callable[[Callable[[str], _T]], Callable[[str], _T]]:
    """Keep what a function of one text gives for up to `most` short texts, then begin anew.

    Each word of each text is looked up so: in a table that takes half of the time of a cache that
    knows which was asked last.
    """

    def decorate(function: Callable[[str], _T]) -> Callable[[str], _T]:
        class Table(dict[str, _T]):
            def __missing__(self, text: str) -> _T:
                found = function(text)
                if len(text) <= _LONGEST:
                    if len(self) >= most:
                        self.clear()
                    self[text] = found
                return found

        return Table().__getitem__

    return decorate
