"""Quotation marks paired, and sentences that keep each quotation whole.

A unit is one sentence of the frame, the text outside the marks, with the quotations in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal, NamedTuple

from briefer import cues
from briefer.models import Span
from briefer.remembering import remembered
from briefer.sentences import Layout, paragraphs, trim

# An apostrophe between two letters is none. A class comes first, so that all else is skipped fast.
_MARK = re.compile(
    r"[`'’\"“”„«»‘](?:(?<=`)`|(?<=')'|(?<=[\"“”„«»‘])|(?<=['’])(?:(?<![^\W_].)|(?![^\W_])))"
)
_OPENERS = {"“": "”", "„": "“", "«": "»"}


class Quote(NamedTuple):
    """A quotation: the words between the marks, and the place with the marks."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    open: bool  # the closing mark is missing at the end of the paragraph


def quotations(text: str) -> list[Span]:
    """The words in quotation marks, the marks left out; what is quoted inside them is not listed.

    Double, angle and single marks, straight and curly. A mark that is never closed quotes to the
    end of its paragraph and no further.
    """
    return [Span(q.start, q.end) for p in paragraphs(text) for q in _quotes_in(text, p)]


def _quotes_in(text: str, paragraph: Span) -> list[Quote]:
    found: list[Quote] = []
    marks = list(_MARK.finditer(text, paragraph.start, paragraph.end))
    if not marks:
        return found
    singles = [m.start() for m in marks if m.group() in "'’" and _closes(text, m.start())]
    position = 0
    while position < len(marks):
        mark = marks[position]
        position += 1
        start, kind = mark.start(), mark.group()
        if kind in "‘'" and len(kind) == 1:
            end = _single_end(text, start, singles, paragraph)
            if end is None:
                continue
            while position < len(marks) and marks[position].start() <= end:
                position += 1
            quote = Quote(start + 1, end, start, end + 1, open=False)
        elif kind in {'"', "``", "''"} or kind in _OPENERS or _opens(text, start, kind):
            closer = _OPENERS.get(kind, '"')
            quote, position = _double(marks, position, closer, paragraph)
        else:
            continue
        words = trim(text, quote.start, quote.end)
        if any(character.isalnum() for character in text[words.start : words.end]):
            # Without a closing mark it ends with its words.
            outer_end = quote.outer_end if quote.outer_end > quote.end else words.end
            while text[words.end - 1] == ",":
                words = trim(text, words.start, words.end - 1)
            found.append(quote._replace(start=words.start, end=words.end, outer_end=outer_end))
    return found


def _double(
    marks: Sequence[re.Match[str]], position: int, closer: str, paragraph: Span
) -> tuple[Quote, int]:
    """The quotation opened by the mark before `position`, and the position after it."""
    opener = marks[position - 1]
    closers = {closer, '"'} if closer == "”" else {closer}
    if opener.group() in {'"', "``", "''", "”"}:
        closers = {'"', "''", "”"}
    if opener.group() == "„":
        closers = {"“", "”", '"'}
    for index in range(position, len(marks)):
        mark = marks[index]
        if mark.group() in closers:
            quote = Quote(opener.end(), mark.start(), opener.start(), mark.end(), open=False)
            return quote, index + 1
        # A second opening mark before the first was closed: the first was never closed.
        if mark.group() == opener.group() and mark.group() in "“«":
            return Quote(
                opener.end(), mark.start(), opener.start(), mark.start(), open=False
            ), index
    return Quote(opener.end(), paragraph.end, opener.start(), paragraph.end, open=True), len(marks)


def _opens(text: str, place: int, kind: str) -> bool:
    """Whether a closing curly mark was typed where an opening one belongs."""
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    return kind == "”" and (not before or before.isspace()) and bool(after) and not after.isspace()


def _closes(text: str, place: int) -> bool:
    """Whether a single mark can close a quotation: it follows a word and none follows it."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return bool(before) and not before.isspace() and not after.isalnum()


def _single_end(text: str, start: int, closing: Sequence[int], paragraph: Span) -> int | None:
    """Where the quotation ends that a single mark at `start` opens; None if it is an apostrophe."""
    before, after = text[start - 1 : start] if start else "", text[start + 1 : start + 2]
    if not after or after.isspace() or (before and (before.isalnum() or before in ".,!?")):
        return None
    index = bisect_right(closing, start)
    if index == len(closing) or closing[index] >= paragraph.end:
        return None
    end = closing[index]
    # "the workers' pay": a plural's apostrophe is passed over where another mark follows.
    if text[end - 1] == "s" and index + 1 < len(closing) and closing[index + 1] - end < 100:
        following = text[end + 1 : end + 3]
        if following[:1] == " " and following[1:2].islower():
            end = closing[index + 1]
    return end


@dataclass(frozen=True, slots=True, eq=False)
class Token:
    """A word, a mark or a whole quotation. Where it stands is kept by its unit, so that the same
    word is one object wherever it stands, and `QUOTATION` is every quotation.

    Attributes:
        kind: which of the three.
        lower: the word or mark in small letters, with straight apostrophes.
        capital: whether it begins with a capital, or names an account: "@mayor".
        verb: whether it can be a verb that reports.
        reports: whether a reporting phrase can begin with it: a verb, "according", or a
            noun such as "claim".
    """

    kind: Literal["word", "mark", "quote"]
    lower: str
    capital: bool
    verb: bool = False
    reports: bool = False


QUOTATION = Token("quote", "", capital=False)
# All begin with what is no blank; saying so first is faster.
_TOKEN = re.compile(
    r"(?=\S)((?=[A-Z]\w{0,3}\.)"
    r"(?:Mrs?|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Capt|Maj|Adm|Sgt|Rev|Prof|Hon|Del|St|Jr|Sr|Inc|Corp"
    r"|Co|No|[A-Z])\.|\d{1,3}+(?:,\d{3})++(?!\w)|@?\w++(?:[-.'’&/]\w++)*+|[^\w\s])"
)
_UNIT_TOKENS = 400


@dataclass(slots=True)
class Unit:
    """One sentence, the quotations in it kept whole.

    Attributes:
        tokens: what stands in it.
        starts, ends: where each of them does.
    """

    start: int
    end: int
    paragraph: int
    quotes: list[Quote]
    tokens: list[Token] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def span(self, first: int, end: int) -> Span:
        """The place of the tokens from `first` up to `end`, of which there is at least one."""
        return Span(self.starts[first], self.ends[end - 1])


def read_units(layout: Layout) -> list[Unit]:
    """The units of a text, in its order."""
    text = layout.text
    units: list[Unit] = []
    for index, paragraph in enumerate(layout.paragraphs):
        quotes = _quotes_in(text, paragraph)
        current = 0
        start = paragraph.start
        inside: list[Quote] = []
        for first, cut in layout.sentences[index]:
            start = start if inside else first
            while current < len(quotes) and quotes[current].outer_start < cut:
                inside.append(quotes[current])
                current += 1
            if inside and cut < inside[-1].outer_end and cut != paragraph.end:
                continue  # the sentence ends inside a quotation
            units.append(Unit(start, cut, index, inside))
            inside = []
    merged: list[Unit] = []
    for unit in units:
        _add_tokens(text, unit)
        before = merged[-1] if merged else None
        if before and before.paragraph == unit.paragraph and _belongs(text, before, unit):
            before.end = unit.end
            before.quotes = before.quotes + unit.quotes
            before.tokens += unit.tokens
            before.starts += unit.starts
            before.ends += unit.ends
        else:
            merged.append(unit)
    return merged


def _add_tokens(text: str, unit: Unit) -> None:
    tokens, starts, ends = unit.tokens, unit.starts, unit.ends
    place = unit.start
    for quote in [*unit.quotes, None]:
        end = quote.outer_start if quote else unit.end
        # Words and what is between them, in turn, each as far as built-ins go: every word of every
        # text comes by here. No sentence of prose is as long as the most that are split off.
        parts = _TOKEN.split(text[place : max(place, end)], _UNIT_TOKENS)
        places = list(accumulate(map(len, parts), initial=place))
        tokens += map(_read, parts[1::2])
        starts += places[1:-1:2]
        ends += places[2:-1:2]
        if quote:
            tokens.append(QUOTATION)
            starts.append(quote.outer_start)
            ends.append(quote.outer_end)
            place = quote.outer_end


@remembered(1 << 14)
def _read(word: str) -> Token:
    """What a word or mark is."""
    handle = word[0] == "@" and len(word) > 1
    kind: Literal["word", "mark"] = "word" if handle or word[0].isalnum() else "mark"
    lower = word.lower().replace("’", "'")
    verb = lower in cues.REPORTING_VERBS
    reports = verb or lower == "according" or lower in cues.STATEMENTS
    return Token(kind, lower, handle or word[0].isupper(), verb, reports)


def _belongs(text: str, before: Unit, unit: Unit) -> bool:
    """Whether `unit` is the frame of the quotation that `before` ends with ('"Why?" he asked.')."""
    if not before.quotes or before.quotes[-1].outer_end < before.end - 1 or not unit.tokens:
        return False
    closing = text[before.quotes[-1].outer_end - 2]
    if text[unit.start].islower():
        return True
    words = [place for place, token in enumerate(unit.tokens) if token.kind == "word"]
    return (
        closing in "?!,"
        and len(words) <= 14
        and any(unit.tokens[place].verb for place in words[:8])
        and (not unit.quotes or unit.quotes[0].outer_start > unit.ends[words[:3][-1]])
        and not (unit.quotes and text[unit.quotes[0].outer_start - 2] in ":,t" and len(words) > 8)
    )
