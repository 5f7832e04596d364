"""Results kept for the next time, and no article's text with them."""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")

_LONGEST = 2_000
"""Characters. Longer texts hardly come again, and thousands of them would fill the memory."""


def remembered(most: int) -> Callable[[Callable[[str], _T]], Callable[[str], _T]]:
    """Keep what a function of one text gives for the `most` short texts that were asked last."""

    def decorate(function: Callable[[str], _T]) -> Callable[[str], _T]:
        kept = lru_cache(maxsize=most)(function)

        @wraps(function)
        def ask(text: str) -> _T:
            return kept(text) if len(text) <= _LONGEST else function(text)

        return ask

    return decorate
