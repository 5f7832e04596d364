"""The words and the numbers of a text, with their places."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from functools import cached_property
from itertools import accumulate, compress
from operator import itemgetter
from typing import NamedTuple

from briefer.models import Span
from briefer.remembering import remembered
from briefer.sentences import Layout
from briefer.words import lexicon, root, unaccented, word_list

# A word or "U.S."; a class comes first, so that what is between words is skipped fast.
_WORD = re.compile(r"([^\W_](?:(?<=[A-Z])\.(?:[A-Z]\.)++|[^\W_]*+(?:['’][^\W\d_]++)*+))")
_NUMBER = re.compile(r"\d+(?:[,\u00a0\u202f]\d{3}(?!\d))*(?:\.\d+)?")
_SEPARATOR = re.compile("[,\u00a0\u202f]")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_OPENING = frozenset('"“‘«.:!?')
_CLAUSE_END = frozenset(".,;:?!")
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALES |= {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12, "dozen": 12.0}
_ORDINALS = {word: float(value) for value, word in enumerate(word_list("ordinals"), 1)}
CARDINALS = {word: float(value) for value, word in enumerate(word_list("cardinals"))}
CARDINALS |= {word: 10.0 * value for value, word in enumerate(word_list("tens"), 2)}
_NUMBER_WORDS = CARDINALS.keys() | _ORDINALS.keys() | _SCALES.keys()
NEGATIONS = frozenset(word_list("negations"))


class Words:
    """The words of a text in columns, so that a text of ten million characters fits in memory.

    Contractions with "not" are two words; possessive endings are left out of `lowers`.

    Attributes:
        text: the text itself.
        lowers: each word in small letters.
        roots: what each shares with its inflections and derivations.
        starts, ends: where each is in the text.
        capital: 1 where it begins with a capital.
    """

    def __init__(self, text: str, layout: Layout | None = None) -> None:
        self.text = text
        self._layout = layout or Layout(text)
        # Words and what is between them, in turn. All that follows is done by built-ins for all
        # words at once: each word of each text comes by here.
        parts = _WORD.split(text)
        places = array("q", accumulate(map(len, parts)))
        self.starts, self.ends = places[0:-1:2], places[1::2]
        reads = list(map(_read, parts[1::2]))
        if any(map(_NEGATED, reads)):
            reads = self._with_contractions(reads)
        self.lowers: list[str] = list(map(_LOWER, reads))
        self.roots: list[str] = list(map(_ROOT, reads))
        self.capital = bytearray(map(_CAPITAL, reads))
        self._carrying = bytearray(map(_CARRIES, reads))

    def _with_contractions(self, reads: Sequence[_Read]) -> list[_Read]:
        """The words, with those that end in "n't" as two."""
        both: list[_Read] = []
        starts, ends = array("q"), array("q")
        done = 0
        for position in compress(range(len(reads)), map(_NEGATED, reads)):
            end = self.ends[position]
            both += (*reads[done : position + 1], _NOT)
            starts += self.starts[done : position + 1]
            starts.append(end - 3)
            ends += self.ends[done:position]
            ends.extend((end - 3, end))
            done = position + 1
        self.starts, self.ends = starts + self.starts[done:], ends + self.ends[done:]
        return [*both, *reads[done:]]

    @cached_property
    def sentence_starts(self) -> array[int]:
        """Where the text's sentences begin."""
        return array("q", (span.start for inside in self._layout.sentences for span in inside))

    @cached_property
    def initial(self) -> bytearray:
        """1 where a capital means nothing, as it opens a sentence or a quotation."""
        initial = bytearray(len(self))
        openings = set(self.sentence_starts)
        for position in compress(range(len(self)), self.capital):
            start = self.starts[position]
            before = self.text[max(0, start - 2) : start].rstrip()
            initial[position] = (
                start in openings or start - len(before) in openings or before[-1:] in _OPENING
            )
        return initial

    def __len__(self) -> int:
        return len(self.lowers)

    def raw(self, position: int, end: int | None = None) -> str:
        """The words from `position` up to `end` as they stand in the text."""
        span = self.span(position, end)
        return self.text[span.start : span.end]

    def span(self, position: int, end: int | None = None) -> Span:
        """The place of the words from `position` up to `end` (one word where it is None)."""
        last = position if end is None else min(end, len(self)) - 1
        return Span(self.starts[position], self.ends[last])

    def gap(self, position: int) -> str:
        """What stands between the word and the one before it."""
        return self.text[self.ends[position - 1] : self.starts[position]] if position else ""

    def breaks_clause(self, position: int) -> bool:
        """Whether a comma, colon or stop stands before the word."""
        return not _CLAUSE_END.isdisjoint(self.gap(position))

    def sentence(self, position: int) -> int:
        """The number of the sentence that the word stands in."""
        return bisect_right(self.sentence_starts, self.starts[position]) - 1

    def bounds(self, sentence: int) -> tuple[int, int]:
        """The positions of a sentence's words, the end exclusive."""
        low = bisect_left(self.starts, self.sentence_starts[sentence])
        if sentence + 1 == len(self.sentence_starts):
            return low, len(self)
        return low, bisect_left(self.starts, self.sentence_starts[sentence + 1])

    def covered(self, span: Span) -> range:
        """The positions of the words that the span holds, whole or in part."""
        return range(bisect_right(self.ends, span.start), bisect_left(self.starts, span.end))

    def inner_sentences(self) -> Iterator[tuple[int, int]]:
        """The positions of the words of each sentence that has any."""
        for number in range(len(self.sentence_starts)):
            low, high = self.bounds(number)
            if low < high:
                yield low, high

    def is_name(self, position: int) -> bool:
        """Whether a capital, not that of a sentence's beginning, marks the word as a name."""
        return bool(self.capital[position]) and not self.initial[position]

    def carries(self, position: int) -> bool:
        """Whether the word says something of its own."""
        return bool(self._carrying[position])

    def negates(self, position: int) -> bool:
        """Whether the word is a negation: not that of "not only" or of "never-before-seen", nor a
        "no" that answers.
        """
        lower = self.lowers[position]
        if lower not in NEGATIONS or self.text.startswith("-", self.ends[position]):
            return False
        if lower == "no" and self.text.startswith((",", '"', "”"), self.ends[position]):
            return False
        after = self.lowers[position + 1 : position + 2]
        return not after or after[0] not in word_list("after_no_negation")

    def bracketed(self) -> set[int]:
        """The positions of the words in square brackets."""
        return {
            position
            for match in _BRACKETED.finditer(self.text)
            for position in range(
                bisect_left(self.starts, match.start()), bisect_left(self.starts, match.end())
            )
        }

    def names(self, taken: Set[int], known: Set[str]) -> list[tuple[int, int]]:
        """The runs of capitalised words that are names, as positions, the end exclusive.

        Args:
            taken: the positions of words that are something else.
            known: words that are names even where they open a sentence.
        """
        found = []
        position = 0
        while (start := self.capital.find(1, position)) >= 0:
            position = start
            while position < len(self) and self.capital[position] and position not in taken:
                if position > start and self.gap(position).strip() not in {"", "-", ".", "’", "&"}:
                    break
                position += 1
            if any(self.is_name(p) or self.lowers[p] in known for p in range(start, position)):
                found.append((start, position))
            position = max(position, start + 1)
        return found


@remembered(128)
def read_line(line: str) -> Words:
    """The words of one line; several checks read it, one after the other."""
    return Words(line)


def without_brackets(text: str) -> str:
    """The text of a claim without the context that was added in [brackets]."""
    return _BRACKETED.sub(" ", text)


@remembered(256)
def carried(line: str) -> frozenset[str]:
    """The roots of the words of `line` that say something of their own."""
    return frozenset(map(_ROOT, filter(_CARRIES, map(_read, _WORD.findall(line)))))


class _Read(NamedTuple):
    """A word as it stands: in small letters, its root, whether it has a capital, whether it says
    something of its own, and whether it is a contraction with "not", which is then left out.
    """

    lower: str
    root: str
    capital: bool
    carries: bool
    negated: bool


_LOWER, _ROOT, _CAPITAL, _CARRIES, _NEGATED = map(itemgetter, range(5))
_NOT = _Read("not", root("not"), capital=False, carries=False, negated=False)


@remembered(1 << 14)
def _read(raw: str) -> _Read:
    lower = unaccented(raw.lower()).replace("’", "'")
    negated = lower.endswith("n't") and len(lower) > 3
    if negated:
        lower = {"ca": "can", "wo": "will", "sha": "shall"}.get(lower[:-3], lower[:-3])
    else:
        lower = _plain(lower)
    carries = len(lower) > 1 and lower not in lexicon().function_words
    return _Read(lower, root(lower), raw[0].isupper(), carries, negated)


def _plain(lower: str) -> str:
    """A word without the stops of an abbreviation and without a possessive ending."""
    if "." in lower:
        return lower.replace(".", "")
    if "'" not in lower:
        return lower
    head, _, tail = lower.partition("'")
    return head if len(head) > 1 or len(tail) < 2 else head + tail


class Number(NamedTuple):
    """A number: its value, the root of the word after it, and its words' positions."""

    value: float
    unit: str
    start: int
    end: int


def numbers_of(words: Words) -> list[Number]:
    """The numbers in `words`, in digits or spelled out, each with the unit that follows."""
    found = []
    digits = {match.start(): match for match in _NUMBER.finditer(words.text)}
    spelled = [p for p, lower in enumerate(words.lowers) if lower in _NUMBER_WORDS]
    starts = words.starts
    written = (bisect_left(starts, start) for start in digits)
    done = 0
    for position in sorted({*spelled, *(p for p in written if p < len(words))}):
        digit = digits.get(starts[position])
        if position < done or (digit is None and words.lowers[position] not in _NUMBER_WORDS):
            continue
        read = _read_number(words, position, digit)
        if read is None:
            continue
        value, end = read
        while end < len(words) and len(words.lowers[end]) > 2 and words.lowers[end] in _SCALES:
            value *= _SCALES[words.lowers[end]]
            end += 1
        unit = words.roots[end] if end < len(words) else ""
        sign = words.text[words.ends[end - 1] : words.ends[end - 1] + 2].strip()
        if sign.startswith("%") or words.lowers[end : end + 1] in (["percent"], ["per"], ["pct"]):
            unit = "%"
        found.append(Number(value, unit, position, end))
        done = end
    return found


def _read_number(
    words: Words, position: int, digits: re.Match[str] | None
) -> tuple[float, int] | None:
    """The value of the number at the position, and where its words end."""
    lower = words.lowers[position]
    end = position + 1
    if digits is not None:
        while end < len(words) and words.starts[end] < digits.end():  # "5bn" of "2.5bn", too
            end += 1
        suffix = words.text[digits.end() : words.ends[end - 1]].lower()
        return float(_SEPARATOR.sub("", digits.group())[:300]) * _SCALES.get(suffix, 1.0), end
    if lower in CARDINALS:
        value = CARDINALS[lower]
        more = CARDINALS.get(words.lowers[end], 0.0) if end < len(words) else 0.0
        return (value + more, end + 1) if value >= 20 and 0 < more < 10 else (value, end)
    if lower in _ORDINALS and lower != "second":
        return _ORDINALS[lower], end
    if (
        lower in _SCALES
        and len(lower) > 2
        and words.lowers[position - 1 : position] in (["a"], ["an"])
    ):
        return _SCALES[lower], end
    return None
