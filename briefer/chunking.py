"""Texts cut into chunks that keep a token budget and hold whole sentences."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import InitVar, dataclass
from functools import cached_property

from briefer import tokens
from briefer.errors import UsageError
from briefer.models import Article, Span
from briefer.sentences import paragraph_at, sentence_breaks
from briefer.tokens import TokenCounter


@dataclass(frozen=True)
class Chunk:
    """A part of a text.

    Attributes:
        text: its characters; `text[start:end]` of the whole.
        start: where it begins, in code points of the whole.
        end: where it ends, exclusive.
    """

    text: str
    start: int
    end: int
    counter: InitVar[TokenCounter | None] = None

    def __post_init__(self, counter: TokenCounter | None) -> None:
        object.__setattr__(self, "_counter", counter)

    @cached_property
    def tokens(self) -> int:
        """How many tokens the text has, counted when first asked for."""
        counter: TokenCounter | None = vars(self)["_counter"]
        return (counter or tokens.counter()).count(self.text)


def chunk(
    article: Article | str,
    max_tokens: int = 1000,
    overlap: int = 0,
    *,
    encoding: str | TokenCounter = tokens.DEFAULT_ENCODING,
) -> list[Chunk]:
    """Cut an article's text into chunks of at most `max_tokens` tokens.

    Cuts fall between paragraphs, or else between sentences; inside a sentence only where it alone
    is over the budget, then before a word, or else between two characters. White space after a
    cut sentence stays with the chunk before, so without overlap the chunks' texts joined are the
    whole text. An empty text has no chunks.

    Args:
        article: an article or a text.
        max_tokens: the budget of one chunk, in tokens of its text.
        overlap: how many tokens of a chunk may be repeated in the next one; whole sentences only,
            as many as fit, and none where they would leave no room for the sentence that follows.
        encoding: the name of an encoding, or a counter.

    Raises:
        UsageError: the budget is below 1 or below what a single character needs, the overlap is
            negative or not below the budget, or there is no such encoding.
    """
    if max_tokens < 1:
        raise UsageError(f"a budget of {max_tokens} tokens is below 1")
    if not 0 <= overlap < max_tokens:
        raise UsageError(
            f"an overlap of {overlap} tokens is not between 0 and the budget of {max_tokens}"
        )
    counter = tokens.counter(encoding) if isinstance(encoding, str) else encoding
    text = article if isinstance(article, str) else article.text
    if not text:
        return []
    spans = _Cutter(text, counter, max_tokens).spans(overlap)
    return [Chunk(text[start:end], start, end, counter) for start, end in spans]


class _Ruler:
    """Counts the tokens between places of a text, encoding each part of it about once.

    Counts are kept as running sums at seams, places where the counts of the parts add up. The
    seams stand closer together where a budget runs out, so that a cut there needs little counting.
    """

    def __init__(self, text: str, counter: TokenCounter) -> None:
        self._text = text
        self._count = counter.count
        self._places = [0]
        self._sums = [0]
        self._head = (0, 0, 0)
        self._forced: list[int] = []  # places that are no seams: sums across them are not exact

    def over(self, start: int, budget: int) -> tuple[int, int] | None:
        """Two neighbouring places: from `start` to the first is within the budget, to the second
        over it. None when all that follows `start` is within.
        """
        length = len(self._text)
        if length - start <= budget and tokens.surely_fits(self._text[start:], budget):
            return None
        first, head = self._head_of(start)
        used = head - self._sums[first]
        while (left := budget - used - self._sums[-1]) >= 0:
            if (rest := length - self._places[-1]) == 0:
                if not self._is_forced(start, length):
                    return None
                return None if self.between(start, length) <= budget else (start, length)
            ahead = left * self.rate
            self._extend(rest if rest <= ahead else int(ahead * _STRIDE))
        index = max(first, bisect_right(self._sums, budget - used))
        return max(start, self._places[index - 1]), self._places[index]

    def between(self, start: int, end: int) -> int:
        """How many tokens `text[start:end]` has."""
        last = bisect_right(self._places, end) - 1
        if self._places[last] < start or self._is_forced(start, end):
            return self._count(self._text[start:end])
        first, head = self._head_of(start)
        total = head + self._sums[last] - self._sums[first]
        if self._places[last] < end:
            total += self._count(self._text[self._places[last] : end])
        return total

    @property
    def rate(self) -> float:
        """Characters per token so far."""
        return self._places[-1] / self._sums[-1] if self._sums[-1] else 4.0

    def _head_of(self, start: int) -> tuple[int, int]:
        """The index of the first place from `start` on, and how many tokens lie before it."""
        if start != self._head[0]:
            first = bisect_left(self._places, start)
            head = self._count(self._text[start : self._places[first]])
            self._head = (start, first, head)
        return self._head[1:]

    def _is_forced(self, start: int, end: int) -> bool:
        forced = self._forced
        return bool(forced) and bisect_right(forced, start) < bisect_left(forced, end)

    def _extend(self, characters: int) -> None:
        start = self._places[-1]
        end = min(start + max(characters, _SMALLEST), len(self._text))
        if end < len(self._text):
            found = tokens.seam(self._text, start, end)
            if found is None:
                self._forced.append(end)
            else:
                end = found
        self._places.append(end)
        self._sums.append(self._sums[-1] + self._count(self._text[start:end]))


_STRIDE = 0.85
"""The share of what is left of a budget that is counted at once, so as to come close to it."""
_SMALLEST = 120
"""Fewest characters that are counted at once."""
_WASTE = 0.2
"""The share of a chunk that may stay empty to have it end with a paragraph."""
_WINDOW = 300
"""Characters in which sentences are looked for at once."""
_LONGEST_GRAPHEME = 32
"""Code points that belong together at most; more of them are no writing."""
_NOWHERE = Span(0, 0)


class _Cutter:
    """Finds the spans of the chunks of one text."""

    def __init__(self, text: str, counter: TokenCounter, budget: int) -> None:
        self._text = text
        self._budget = budget
        self._ruler = _Ruler(text, counter)
        self._paragraph = _NOWHERE

    def spans(self, overlap: int) -> Iterator[tuple[int, int]]:
        start = done = 0
        while (ahead := self._ruler.over(start, self._budget)) is not None:
            end = self._between_sentences(start, *ahead)
            if end <= done:
                if start < done:  # the overlap leaves no room for the sentence that follows
                    start = done
                    continue
                end = self._within_sentence(start, *ahead)
            yield start, end
            done = end
            start = self._repeated(start, end, overlap) if overlap else end
        yield start, len(self._text)

    def _fits(self, start: int, end: int) -> bool:
        return self._ruler.between(start, end) <= self._budget

    def _between_sentences(self, start: int, fitting: int, end: int) -> int:
        """The best end before `end` of a chunk from `start`; `start` itself where there is none."""
        for place in self._places_before(start, fitting, end):
            if place >= end:
                continue
            count = self._ruler.between(start, place)
            if count <= self._budget:
                return place
            end = place - int((place - start) * (1 - self._budget / count) / 2)
        return start

    def _places_before(self, start: int, fitting: int, end: int) -> Iterator[int]:
        """Where sentences begin between `start` and `end`, the last first.

        A paragraph that holds little of the text up to `fitting` is left to the next chunk.
        """
        while end > start:
            paragraph = self._paragraph_before(start, end)
            if paragraph.start - start >= max(1, (1 - _WASTE) * (fitting - start)):
                yield paragraph.start
            yield from self._breaks_before(paragraph, start, end)
            if paragraph.start > start:
                yield paragraph.start
            end = paragraph.start

    def _within_sentence(self, start: int, fitting: int, end: int) -> int:
        """The end of a chunk where what is at `start` is no whole sentence within the budget."""
        text = self._text
        first = end - len(text[start:end].lstrip())
        if first < end:
            paragraph = self._paragraph_before(first, first + 1)
            following = next(sentence_breaks(text, paragraph, first + 1, end), None)
            last = following.start if following else paragraph.end
            if last <= end and self._fits(start, last):
                return last
            alone = start < first and last <= end and self._fits(first, last)
            if alone and self._fits(start, first):
                return first
        if not self._fits(start, fitting):
            fitting = start
        while end - fitting > 1:
            middle = (fitting + end) // 2
            if self._fits(start, middle):
                fitting = middle
            else:
                end = middle
        if fitting == start:
            raise UsageError(
                f"the character {text[start]!r} at {start} needs more than {self._budget} tokens",
                hint="raise the budget of a chunk",
            )
        return self._before_word(start, fitting)

    def _before_word(self, start: int, end: int) -> int:
        """The last place from which a word, or else a character, begins, not past `end`."""
        text = self._text
        if text[end - 1 : end + 1] == "\r\n" and self._fits(start, max(start + 1, end - 1)):
            return max(start + 1, end - 1)
        if text[end].isspace() or text[end - 1].isspace():
            return end
        word = len(text[start:end].rsplit(None, 1)[-1])
        if text[start : end - word].strip() and self._fits(start, end - word):
            return end - word
        for place in range(end, max(start, end - _LONGEST_GRAPHEME), -1):
            if not _joins(text, place) and self._fits(start, place):
                return place
        return end

    def _repeated(self, start: int, end: int, overlap: int) -> int:
        """Where the sentences at the end of a chunk begin that have at most `overlap` tokens."""
        reach = max(start, end - int(overlap * self._ruler.rate * 1.1))
        places: list[int] = []
        stop = end
        while stop > reach:
            paragraph = self._paragraph_before(reach, stop)
            places += self._breaks_before(paragraph, reach, stop - 1)
            if reach < paragraph.start < stop:
                places.append(paragraph.start)
            stop = paragraph.start
        for place in reversed(places):
            if place > reach:
                count = self._ruler.between(place, end)
                if count <= overlap:
                    return place
                reach = place + int((end - place) * (1 - overlap / count) / 2)
        return end

    def _paragraph_before(self, start: int, end: int) -> Span:
        """The last paragraph of which a part lies in `text[start:end]`; empty without one."""
        last = start + len(self._text[start:end].rstrip()) - 1
        if last < start:
            return Span(start, start)
        if not self._paragraph.start <= last < self._paragraph.end:
            floor = self._paragraph.end if self._paragraph.end <= last else 0
            self._paragraph = paragraph_at(self._text, last, floor)
        return self._paragraph

    def _breaks_before(self, paragraph: Span, start: int, end: int) -> Iterator[int]:
        """Where sentences of the paragraph begin past `start`, not past `end`, last first."""
        lowest = max(start, paragraph.start)
        while end > lowest:
            begin = max(lowest, end - _WINDOW)
            places = [
                place
                for before, place in sentence_breaks(self._text, paragraph, begin, end)
                if begin <= before and start < place <= end
            ]
            yield from reversed(places)
            end = begin


def _joins(text: str, place: int) -> bool:
    """Whether the characters on both sides of `place` are written as one."""
    before, after = text[place - 1], text[place]
    if "\U0001f1e6" <= before <= "\U0001f1ff" and "\U0001f1e6" <= after <= "\U0001f1ff":
        flags = text[max(0, place - 1000) : place]
        return (len(flags) - len(flags.rstrip(_FLAGS))) % 2 == 1
    return (
        unicodedata.category(after)[0] == "M"
        or "\u200d" in (before, after)
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # the colour of a skin
        or "\U000e0020" <= after <= "\U000e007f"  # the tags of a flag
        or ("\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff")
        or ("\u1100" <= before <= "\u11ff" and "\u1160" <= after <= "\u11ff")  # Korean letters
    )


_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
