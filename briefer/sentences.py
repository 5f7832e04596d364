"""Sentences and paragraphs of a text, as spans.

Segmentation is sentencex's, mended where news prose breaks it.
"""

from __future__ import annotations

import re

from briefer.models import Span

_PARAGRAPH = re.compile(r"[^\r\n]+")


def paragraphs(text: str) -> list[Span]:
    """The paragraphs of `text`, without surrounding white space."""
    return [
        _trim(text, match.start(), match.end())
        for match in _PARAGRAPH.finditer(text)
        if not match.group().isspace()
    ]


def sentences(text: str) -> list[Span]:
    """The sentences of `text`, without surrounding white space; none crosses a paragraph."""
    import sentencex

    found = []
    for start, end in paragraphs(text):
        for boundary in sentencex.get_sentence_boundaries("en", text[start:end]):
            span = _trim(text, start + boundary["start_index"], start + boundary["end_index"])
            if span.start < span.end:
                found.append(span)
    return found


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
