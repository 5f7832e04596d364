"""JSON as RFC 8259 has it, from sources that are not trusted."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

MAX_DEPTH = 64
"""Nothing that is read here nests more than a few levels; more is an attack or a loop."""

_BRACKET_OR_STRING = re.compile(r'[\[{]|[\]}]|"(?:[^"\\]|\\.)*+"?', re.DOTALL)


def loads(text: str) -> Any:
    """Parse JSON strictly.

    Raises:
        ValueError: it is not JSON, a key is there twice, it holds NaN, an infinity or half of a
            surrogate pair, or nests deeper than 64 levels; the message is one line.
    """
    _refuse_deep(text)
    value = json.loads(text, object_pairs_hook=_unique, parse_constant=_refuse_constant)
    # Halves of surrogate pairs survive json.loads and would fail at the first write.
    if "\\u" in text:
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError("it holds half of a surrogate pair, which is not Unicode") from None
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise ValueError(f"the key {twice[:60]!r} is there twice")
    return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a JSON number")


def _refuse_deep(text: str) -> None:
    """Python's parser recurses: depth is measured before it, outside strings."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = 0
    for match in _BRACKET_OR_STRING.finditer(text):
        first = text[match.start()]
        if first in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ValueError(f"it nests deeper than {MAX_DEPTH} levels at {match.start()}")
        elif first != '"':
            depth -= 1
