"""Does a line hold against the text that it was drawn from?

A text is indexed once: its words with their roots, its numbers, its sentences. Each word of a line
is then looked for in it: as it stands, inflected, derived, or by a synonym. What is not found, or
is found turned into its opposite, becomes an issue. No step is longer than the line times a capped
number of occurrences of its words, so a long article and many lines stay cheap.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from briefer.cues import REPORTING_VERBS
from briefer.models import Issue, Span
from briefer.sentences import sentences
from briefer.words import Sense, lexicon, root, stem

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[,\u00a0\u202f]\d{3}(?!\d))*(?:\.\d+)?")
_QUOTED = re.compile(r"[\"“”«„]([^\"“”«»„\n]{1,2000})[\"“”»]")
_QUOTE_GAP = re.compile(r"\[[^\[\]]*\]|…|\.\.\.")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")
_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor nowhere cannot without hardly barely scarcely "
    "rarely seldom few little fail fails failed failing failure lack lacks lacked lacking refuse "
    "refuses refused refusing refusal unable inability deny denies denied denying denial decline "
    "declines declined declining reject rejects rejected rejecting rule rules ruled stop stops "
    "stopped stopping avoid avoids avoided avoiding prevent prevents prevented preventing ban bans "
    "banned banning bar bars barred block blocks blocked blocking prohibit prohibits prohibited "
    "forbid forbids forbidden halt halts halted cancel cancels cancelled canceled scrap scrapped "
    "end ends ended abandon abandoned suspend suspended miss missed missing absence absent zero "
    "despite instead rather yet far unlikely impossible unclear unknown only dismiss dismissed "
    "oppose opposed against resist wrong less drop dropped omit omits omitted exclude excluded "
    "quit leave lose lost loss withdraw withdrew doubt".split()
)
_NO_NEGATION_BEFORE = frozenset(
    "only just least merely simply until matter later sooner doubt".split()
)
_PLAIN_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor nowhere cannot without".split()
)
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SCALES |= {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12, "dozen": 12.0}
_CARDINALS = dict(
    zip(
        (
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
            "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
            "eighty ninety"
        ).split(),
        [float(value) for value in (*range(20), *range(20, 100, 10))],
        strict=True,
    )
)
_ORDINALS = {
    word: float(value)
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1
    )
}
_ROUGHLY = frozenset(
    "about around nearly almost roughly approximately some over more than least close up under "
    "fewer less below above exceeding estimated".split()
)
_DEMONYMS = frozenset(("", "n", "an", "ian", "ish", "ese", "i", "s", "ic", "en", "er", "a"))
_MOST_PLACES = 2000
_CLAUSE = 6
_NEGATION_REACH = 12
_MOST_RIVALS = 200
_ASKED = {"who": "who", "whom": "who", "when": "when", "where": "where", "why": "why", "how": "how"}
_ASKED |= dict.fromkeys(
    "did does do is are was were has have had will would can".split(), "whether"
)
_ASKED |= {"what": "", "which": "", "whether": "whether"}
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june "
    "july august september october november december jan feb mar apr jun jul aug sep sept oct nov "
    "dec yesterday today tomorrow noon midnight".split()
)
_YEARS = range(1900, 2100)
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Tuning:
    """How much it takes for a word to be called wrong; chosen on articles that are not in the
    figures (`benchmarks/summaries.py`).

    Attributes:
        reach: how many words of content on each side are a word's company.
        window: how near, in words, company must stand in the text.
        margin: by how much more company a rival must have than the word, which is in the text too.
        novel_margin: the same for a word that is not.
        novelty: the share of a sentence's words of content that may be unheard of.
    """

    reach: int = 4
    window: int = 6
    margin: int = 3
    novel_margin: int = 2
    novelty: float = 0.3


class Words:
    """The words of a text in columns, so that a text of ten million characters fits in memory.

    Contractions with "not" are two words; a possessive ending is left out of `lowers`.

    Attributes:
        lowers: each word in small letters.
        roots: what each shares with its inflections and derivations.
        starts, ends: where each is in the text.
        capital: 1 where it begins with a capital.
        initial: 1 where it opens a sentence or a quotation, so that a capital means nothing.
        sentence_starts: where the text's sentences begin.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lowers: list[str] = []
        self.roots: list[str] = []
        self.starts = array("q")
        self.ends = array("q")
        self.capital = bytearray()
        self.initial = bytearray()
        self.sentence_starts = array("q", (span.start for span in sentences(text)))
        openings = set(self.sentence_starts)
        seen: dict[str, str] = {}
        for match in _WORD.finditer(text):
            start, end = match.span()
            raw = match.group()
            lower = raw.lower().replace("’", "'")
            before = text[max(0, start - 2) : start].rstrip()
            initial = start in openings or start - len(before) in openings
            initial = initial or before[-1:] in set('"“‘«.:!?')
            capital = raw[0].isupper()
            if lower.endswith("n't") and len(lower) > 3:
                stem = {"ca": "can", "wo": "will", "sha": "shall"}.get(lower[:-3], lower[:-3])
                self._add(stem, start, end - 3, capital, initial)
                self._add("not", end - 3, end, False, False)
                continue
            if "." in raw:
                lower = lower.replace(".", "")
            elif "'" in lower:
                head, _, tail = lower.partition("'")
                lower = head if len(head) > 1 or len(tail) < 2 else head + tail
            lower = seen.setdefault(lower, lower)
            self._add(lower, start, end, capital, initial)

    def _add(self, lower: str, start: int, end: int, capital: bool, initial: bool) -> None:
        self.lowers.append(lower)
        self.roots.append(root(lower))
        self.starts.append(start)
        self.ends.append(end)
        self.capital.append(capital)
        self.initial.append(initial)

    def __len__(self) -> int:
        return len(self.lowers)

    def raw(self, position: int, end: int | None = None) -> str:
        """The words from `position` up to `end` as they stand in the text."""
        last = position if end is None else end - 1
        return self.text[self.starts[position] : self.ends[last]]

    def span(self, position: int, end: int | None = None) -> Span:
        """The place of the words from `position` up to `end`."""
        return Span(self.starts[position], self.ends[position if end is None else end - 1])

    def sentence(self, position: int) -> int:
        """The number of the sentence that the word stands in."""
        return bisect_right(self.sentence_starts, self.starts[position]) - 1

    def is_name(self, position: int) -> bool:
        """Whether a capital, not that of a sentence's beginning, marks the word as a name."""
        return bool(self.capital[position]) and not self.initial[position]


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
    position = 0
    while position < len(words):
        value: float | None = None
        end = position + 1
        lower = words.lowers[position]
        match = digits.get(words.starts[position])
        if match is not None:
            value = float(re.sub(r"[,\u00a0\u202f]", "", match.group()))
            while end < len(words) and words.ends[end] <= match.end():
                end += 1
            value *= _SCALES.get(words.text[match.end() : words.ends[end - 1]].lower(), 1.0)
        elif lower in _CARDINALS:
            value = _CARDINALS[lower]
            unit_value = _CARDINALS.get(words.lowers[end], 0.0) if end < len(words) else 0.0
            if value >= 20 and 0 < unit_value < 10:
                value, end = value + unit_value, end + 1
        elif lower in _ORDINALS and lower != "second":
            value = _ORDINALS[lower]
        elif lower in _SCALES and position and words.lowers[position - 1] in {"a", "an"}:
            value, end = 1.0, position
        if value is None:
            position += 1
            continue
        while end < len(words) and words.lowers[end] in _SCALES and len(words.lowers[end]) > 1:
            value *= _SCALES[words.lowers[end]]
            end += 1
        end = max(end, position + 1)
        unit = words.roots[end] if end < len(words) else ""
        sign = words.text[words.ends[end - 1] : words.ends[end - 1] + 2].strip()
        if sign.startswith("%") or words.lowers[end : end + 1] in (["percent"], ["per"], ["pct"]):
            unit = "%"
        found.append(Number(value, unit, position, end))
        position = end
    return found


class Evidence:
    """An article's text, indexed so that lines can be checked against it.

    Args:
        text: the text.
        english: whether what is known about English words applies to it.
        tuning: how strict to be.
    """

    def __init__(self, text: str, *, english: bool = True, tuning: Tuning | None = None) -> None:
        self._tuning = tuning or Tuning()
        self.text = text
        self.english = english
        self.words = Words(text)
        self._lexicon = lexicon()
        self._lowers = Counter(self.words.lowers)
        self._places: dict[str, list[int]] = {}
        for position, key in enumerate(self.words.roots):
            self._places.setdefault(key, []).append(position)
        self._senses: dict[Sense, list[int]] = {}
        for key, places in self._places.items():
            for sense in self._lexicon.senses.get(key, ()):
                self._senses.setdefault(sense, []).extend(places[:_MOST_PLACES])
            for phrase, senses in self._lexicon.phrases.get(key, ()):
                here = [p for p in places[:_MOST_PLACES] if self._continues(p, phrase)]
                for sense in senses if here else ():
                    self._senses.setdefault(sense, []).extend(here)
        self._numbers: dict[float, list[Number]] = {}
        self._by_unit: dict[str, list[Number]] = {}
        for number in numbers_of(self.words):
            self._numbers.setdefault(number.value, []).append(number)
            self._by_unit.setdefault(number.unit, []).append(number)
        self._initials = self._initials_of_names()
        self._keys = sorted(self._places)
        self._known_names = {
            self.words.lowers[p] for p in range(len(self.words)) if self.words.is_name(p)
        } - {self.words.lowers[p] for p in range(len(self.words)) if not self.words.capital[p]}
        self._stems = {stem(lower) for lower in self._lowers}
        self._endings = {key[i:] for key in self._stems for i in range(3, len(key) - 3)}
        self._by_kind: dict[int, dict[int, list[int]]] = {}
        self._sides: dict[Sense, list[int]] = {}
        for position, lower in enumerate(self.words.lowers):
            key = stem(lower)
            for kind, member in self._lexicon.kinds.get(key, ()):
                self._by_kind.setdefault(kind, {}).setdefault(member, []).append(position)
            for sense in self._lexicon.opposites.get(key, ()):
                self._sides.setdefault(sense, []).append(position)
        self._vocabulary = sorted(self._lowers)

    def _continues(self, position: int, phrase: tuple[str, ...]) -> bool:
        return tuple(self.words.roots[position : position + len(phrase)]) == phrase

    def _initials_of_names(self) -> set[str]:
        """The initials of each run of capitalised words: "eu" of "European Union"."""
        found = set()
        run: list[str] = []
        for position, lower in enumerate(self.words.lowers):
            if self.words.capital[position]:
                run.append(lower[0])
                found.update("".join(run[-size:]) for size in range(2, min(len(run), 6) + 1))
            elif lower not in {"of", "and", "the", "for"}:
                run = []
        return found

    # -- what is in the text ---------------------------------------------------------------------

    def places(self, key: str) -> list[int]:
        """The positions of the words whose root is `key`, or of longer derivations of it."""
        return self._places.get(key, [])[:_MOST_PLACES]

    def relatives(self, key: str, phrase_senses: Iterable[Sense] = ()) -> list[int]:
        """The positions of synonyms of the root `key`."""
        found: list[int] = []
        for sense in {*self._lexicon.senses.get(key, ()), *phrase_senses}:
            found.extend(self._senses.get(sense, ()))
        return found

    def _near_roots(self, key: str) -> list[str]:
        """The roots of the text that share all but a short ending with `key`."""
        if len(key) < 5:
            return []
        low = bisect_left(self._keys, key[:5])
        found = []
        for other in self._keys[low : low + 200]:
            if not other.startswith(key[:5]):
                break
            short, long = sorted((key, other), key=len)
            if long.startswith(short) and len(long) - len(short) <= 3:
                found.append(other)
        return found

    @cached_property
    def lowered(self) -> str:
        """The text in small letters."""
        return self.text.lower()

    def has(self, lower: str) -> bool:
        """Whether the text has the word in any form."""
        return lower in self._lowers or bool(self._places.get(root(lower)))

    def carried(self, line: str) -> set[str]:
        """The roots of the words of `line` that say something of their own."""
        words = Words(line)
        return {words.roots[p] for p in range(len(words)) if self._carries(words, p)}

    def answers(self, question: str) -> Iterator[Span]:
        """Sentences of the text with nearly all the words of `question` and the kind of words
        that would answer it: a name for "who", a number for "how many", a date for "when".
        """
        asked = Words(question)
        keys = {asked.roots[p] for p in range(len(asked)) if self._carries(asked, p)}
        kind = next((_ASKED[lower] for lower in asked.lowers if lower in _ASKED), "")
        if kind == "how" and not {"many", "much"} & set(asked.lowers):
            return
        if len(keys) < 3 or not kind:
            return
        counts: Counter[int] = Counter()
        for key in keys:
            places = self._places.get(key) or self.relatives(key)
            counts.update({self.words.sentence(place) for place in places[:_MOST_PLACES]})
        for sentence, count in counts.most_common(20):
            if 5 * count < 4 * len(keys):
                return
            low, high = self._bounds(sentence)
            if self._has_kind(kind, keys, low, high):
                yield Span(self.words.starts[low], self.words.ends[high - 1])

    def _bounds(self, sentence: int) -> tuple[int, int]:
        """The positions of a sentence's words."""
        starts = self.words.sentence_starts
        low = bisect_left(self.words.starts, starts[sentence])
        if sentence + 1 == len(starts):
            return low, len(self.words)
        return low, bisect_left(self.words.starts, starts[sentence + 1])

    def _has_kind(self, kind: str, keys: set[str], low: int, high: int) -> bool:
        """Whether a sentence has a new word of the kind that answers the question."""
        lowers = self.words.lowers[low:high]
        if kind == "why":
            return bool({"because", "since", "due", "owing"} & set(lowers))
        if kind == "whether":
            return True
        new = [p for p in range(low, high) if self.words.roots[p] not in keys]
        if kind == "how":
            return any(
                self.words.lowers[p][0].isdigit() or self.words.lowers[p] in _CARDINALS for p in new
            )
        if kind == "when":
            return any(
                self.words.lowers[p] in _TIMES or _YEAR.fullmatch(self.words.lowers[p]) for p in new
            )
        names = [p for p in new if self.words.is_name(p) and self.words.lowers[p] not in _TIMES]
        if kind == "where":
            return any(self.words.lowers[p - 1] in {"in", "at", "near", "from"} for p in names if p)
        return bool(names)

    def _in_compound(self, lower: str) -> bool:
        """Whether a longer word of the text ends with the word, or it with one: "schoolgirls"."""
        key = stem(lower)
        if len(key) < 4:
            return False
        return key in self._endings or any(
            key[i:] in self._stems and key[:i] in self._stems for i in range(3, len(key) - 2)
        )

    # -- the checks ------------------------------------------------------------------------------

    def issues(
        self, line: str, focus: Sequence[Span] = (), *, brackets: bool = False
    ) -> list[Issue]:
        """What in `line` does not hold against the text.

        Args:
            line: a sentence or a claim.
            focus: where in the text it says it comes from.
            brackets: whether words in [brackets] are added context, which is not checked.
        """
        words = Words(line)
        found = list(self._quoted_words(line))
        added = _bracketed(words) if brackets else set()
        numbers = [number for number in numbers_of(words) if number.start not in added]
        taken = added | {p for number in numbers for p in range(number.start, number.end)}
        found.extend(self._numbers_missing(words, numbers))
        names = _names(words, taken, self._known_names)
        found.extend(self._names_missing(words, names))
        if not self.english:
            return found
        taken.update(p for name in names for p in range(*name))
        for low, high in _inner_sentences(words):
            aligned = self._aligned(words, low, high, focus)
            found.extend(self._negation(words, low, high, aligned))
            found.extend(self._content(words, low, high, taken, aligned))
            found.extend(self._swapped(words, low, high, numbers, added))
            found.extend(self._relations(words, low, high, names))
        return found

    def _quoted_words(self, line: str) -> Iterator[Issue]:
        for match in _QUOTED.finditer(line):
            parts = [Words(part) for part in _QUOTE_GAP.split(match.group(1))]
            if not all(self._run(part.lowers) for part in parts if len(part)):
                yield Issue(
                    type="quoted-words",
                    kind="support",
                    detail=f"The text does not have the quoted words “{match.group(1)}”.",
                )

    def _run(self, lowers: Sequence[str]) -> bool:
        """Whether the words stand one after the other in the text."""
        rarest = min(range(len(lowers)), key=lambda at: self._lowers[lowers[at]])
        for place in self._places.get(root(lowers[rarest]), ()):
            start = place - rarest
            if start >= 0 and self.words.lowers[start : start + len(lowers)] == list(lowers):
                return True
        return False

    def _numbers_missing(self, words: Words, numbers: Sequence[Number]) -> Iterator[Issue]:
        for number in numbers:
            shown = words.raw(number.start, number.end)
            found = self._numbers.get(number.value, [])
            if not found:
                if not self._like(words, number):
                    yield Issue(
                        type="number",
                        kind="support",
                        detail=f"The text does not have the number {shown}.",
                    )
                continue
            if not self.english or number.end >= len(words):
                continue
            rivals = [self._rival(words, number, other) for other in found]
            if all(rivals):
                unit = words.raw(number.start, min(number.end + 1, len(words)))
                other = found[0]
                yield Issue(
                    type="number",
                    kind="support",
                    detail=f"The text has no {unit}, but {self.words.raw(other.start, other.end + 1)}.",
                    span=self.words.span(other.start, other.end + 1),
                )

    def _rival(self, words: Words, number: Number, other: Number) -> bool:
        """Whether the two count different things of one kind, such as days and years."""
        if number.unit != "%" and not number.unit.isalpha():
            return False
        if "%" in {number.unit, other.unit}:
            return number.unit != other.unit and number.value not in _YEARS
        if number.unit in self.words.roots[other.end : other.end + 3]:
            return False
        following = [stem(lower) for lower in self.words.lowers[other.end : other.end + 3]]
        here = stem(words.lowers[number.end])
        return any(self._same_kind(here, key) for key in following)

    def _like(self, words: Words, number: Number) -> bool:
        """Whether the text says the number otherwise: rounded, or as "both" or "half"."""
        spelled = words.lowers[number.start] in _CARDINALS
        counted = self._by_unit.get(number.unit) and self._carries(words, number.end)
        if self.english and spelled and number.value <= 12 and not counted:
            return True  # a count of what the text lists
        before = words.lowers[max(0, number.start - 3) : number.start]
        if _ROUGHLY & set(before):
            near = number.value / 9
            return any(abs(value - number.value) <= near for value in self._numbers)
        others = {2.0: "both pair couple duo twin two-time second", 1.0: "one single a an first"}
        others |= {12.0: "dozen", 50.0: "half", 0.5: "half", 10.0: "decade", 100.0: "century"}
        return any(self._lowers[word] for word in others.get(number.value, "").split())

    def _names_missing(self, words: Words, names: Sequence[tuple[int, int]]) -> Iterator[Issue]:
        for start, end in names:
            missing = [p for p in range(start, end) if not self._has_name(words, p)]
            if not missing or self._is_abbreviated(words, start, end):
                continue
            shown = words.raw(missing[0], missing[-1] + 1)
            yield Issue(type="name", kind="support", detail=f"The text does not name {shown}.")

    def _has_name(self, words: Words, position: int) -> bool:
        lower, key = words.lowers[position], words.roots[position]
        if self._lowers[lower] or lower in self._lexicon.function_words or key in self._places:
            return True
        if self.english and self.relatives(key):
            return True
        if lower in self._initials or lower.rstrip("s") in self._lowers:
            return True
        if any(
            lower[:i] in self._lowers and lower[i:] in self._lowers
            for i in range(3, len(lower) - 2)
        ):
            return True
        low = bisect_left(self._vocabulary, lower[:4])
        for other in self._vocabulary[low : low + 500] if len(lower) > 3 else ():
            if not other.startswith(lower[:4]):
                break
            size = _common_prefix(lower, other)
            if size >= 4 and {lower[size:], other[size:]} <= _DEMONYMS:
                return True
        return False

    def _is_abbreviated(self, words: Words, start: int, end: int) -> bool:
        """Whether the text has the initials of the name."""
        initials = "".join(words.lowers[p][0] for p in range(start, end) if words.capital[p])
        return len(initials) > 1 and self._lowers[initials] > 0

    def _aligned(
        self, words: Words, low: int, high: int, focus: Sequence[Span]
    ) -> dict[int, float]:
        """The sentences of the text that share most with the words, and how much each shares."""
        scores: dict[int, float] = {}
        for key in {words.roots[p] for p in range(low, high) if self._carries(words, p)}:
            places = self.places(key) or self.relatives(key)
            if not places:
                continue
            weight = 1 / (1 + len(places)) ** 0.5
            for sentence in {self.words.sentence(place) for place in places}:
                scores[sentence] = scores.get(sentence, 0.0) + weight
        for span in focus:
            sentence = bisect_right(self.words.sentence_starts, span.start) - 1
            scores[sentence] = scores.get(sentence, 0.0) + 1.0
        best = sorted(scores, key=lambda sentence: -scores[sentence])[:4]
        return {s: scores[s] for s in best if scores[s] >= scores[best[0]] / 2}

    def _carries(self, words: Words, position: int) -> bool:
        """Whether the word says something of its own."""
        lower = words.lowers[position]
        return len(lower) > 1 and lower not in self._lexicon.function_words

    def _negation(
        self, words: Words, low: int, high: int, aligned: dict[int, float]
    ) -> Iterator[Issue]:
        for position in range(low, high):
            if _negates(words, position):
                issue = self._negation_added(words, position, high, aligned)
            else:
                issue = self._negation_lost(words, position, low, high, aligned)
            if issue:
                yield issue
                return

    def _negation_added(
        self, words: Words, cue: int, high: int, aligned: dict[int, float]
    ) -> Issue | None:
        """A negation where no sentence like it negates any word that it governs."""
        governed = [p for p in _governed(words, cue, high) if self._carries(words, p)][:3]
        first: int | None = None
        for position in governed:
            for place in self._company(words.roots[position]):
                if self.words.sentence(place) not in aligned:
                    continue
                if self._is_negative_around(place):
                    return None
                first = place if first is None else first
        if first is None:
            return None
        end = governed[-1] + 1 if len(governed) else cue + 1
        return Issue(
            type="negation",
            kind="support",
            detail=f"The text does not negate “{words.raw(cue, end)}”.",
            span=self.words.span(first),
        )

    def _is_negative_around(self, place: int) -> bool:
        """Whether the sentence negates something shortly before the place or right after it."""
        low, high = self._bounds(self.words.sentence(place))
        near = self.words.lowers[max(low, place - _NEGATION_REACH) : min(high, place + 5)]
        return not _NEGATIONS.isdisjoint(near)

    def _negation_lost(
        self, words: Words, position: int, low: int, high: int, aligned: dict[int, float]
    ) -> Issue | None:
        """A word that the text only has right after a negation, and the line without one."""
        if not self._carries(words, position) or words.lowers[position] in _NEGATIONS:
            return None
        if not _NEGATIONS.isdisjoint(
            words.lowers[max(low, position - 8) : min(high, position + 8)]
        ):
            return None
        places = [
            p for p in self.places(words.roots[position]) if self.words.sentence(p) in aligned
        ]
        cues = [self._negated_by(place) for place in places]
        if not places or None in cues:
            return None
        span = self.words.span(cues[0] or 0, places[0] + 1)
        return Issue(
            type="negation",
            kind="support",
            detail=f"The text says “{self.text[span.start : span.end]}”, the line "
            f"“{words.raw(position)}”.",
            span=span,
        )

    def _negated_by(self, place: int) -> int | None:
        """The position of the negation whose first word of content stands at `place`, or None."""
        for before in range(place - 1, max(place - 5, 0) - 1, -1):
            gap = self.text[self.words.ends[before] : self.words.starts[before + 1]]
            if any(mark in gap for mark in ".;:?!,"):
                return None
            if _negates(self.words, before):
                return before
            if self._carries(self.words, before):
                return None
        return None

    def _content(
        self, words: Words, low: int, high: int, taken: set[int], aligned: dict[int, float]
    ) -> Iterator[Issue]:
        novel = []
        for position in range(low, high):
            if position in taken or not self._carries(words, position):
                continue
            key = words.roots[position]
            if self.places(key):
                continue
            senses = [
                sense
                for first in range(max(low, position - 2), position + 1)
                for phrase, found in self._lexicon.phrases.get(words.roots[first], ())
                if first + len(phrase) > position
                and tuple(words.roots[first : first + len(phrase)]) == phrase
                for sense in found
            ]
            if (
                self.relatives(key, senses)
                or self._near_roots(key)
                or self._in_compound(words.lowers[position])
            ):
                continue
            novel.append(position)
        things = [p for p in novel if stem(words.lowers[p]) in self._lexicon.things]
        weight = sum(self._weight(words.roots[p]) for p in novel)
        carrying = sum(self._carries(words, p) for p in range(low, high))
        if things or weight > self._tuning.novelty * carrying:
            novel = things or novel
            shown = ", ".join(f"“{words.raw(p)}”" for p in novel)
            yield Issue(type="content", kind="support", detail=f"The text does not have {shown}.")

    def _weight(self, key: str) -> float:
        """How surely a word that is not in the text, nor any synonym of it, says something new."""
        if key in self._lexicon.light_words:
            return 0.0
        return 0.3 if key in self._lexicon.senses else 0.5

    def _same_kind(self, one: str, other: str) -> bool:
        mine = dict(self._lexicon.kinds.get(one, ()))
        return any(mine.get(kind, n) != n for kind, n in self._lexicon.kinds.get(other, ()))

    def _swapped(
        self, words: Words, low: int, high: int, numbers: Sequence[Number], added: set[int]
    ) -> Iterator[Issue]:
        """Words of the text in the place of their rivals: another relative, place or number, or
        the opposite, that the text has beside the same words.
        """
        reach, window = self._tuning.reach, self._tuning.window
        carrying = [p for p in range(low, high) if self._carries(words, p)]
        by_start = {number.start: number for number in numbers}
        nearby = {p: self._company(words.roots[p]) for p in carrying}
        for index, position in enumerate(carrying):
            if position in added:
                continue
            number = by_start.get(position)
            if number is not None:
                rivals = [] if number.value in _YEARS else self._rival_numbers(words, number)
                own = [n.start for n in self._numbers.get(number.value, ())]
                if any(self._counts(p, number.unit) for p in own):
                    continue
                exact, kind = False, "number"
            else:
                own, exact, rivals, kind = self._rivals(words, position)
            if not rivals:
                continue
            around = [
                nearby[p]
                for p in (
                    *carrying[max(0, index - reach) : index],
                    *carrying[index + 1 : index + 1 + reach],
                )
                if nearby[p] and words.roots[p] != words.roots[position]
            ]
            best = max(
                (_company_of(place, around, window) for place in own[:_MOST_RIVALS]), default=0
            )
            rival, place = max(
                (_company_of(place, around, window), -place) for place in rivals[:_MOST_RIVALS]
            )
            margin = self._tuning.margin + words.is_name(position)
            if not exact:
                margin = self._tuning.novel_margin
            if rival >= best + margin:
                yield Issue(
                    type=kind,
                    kind="support",
                    detail=f"“{words.raw(position)}” stands where the text has "
                    f"“{self.words.raw(-place)}”.",
                    span=self.words.span(-place),
                )

    def _rival_numbers(self, words: Words, number: Number) -> list[int]:
        """Where other numbers count the same things."""
        if number.unit != "%" and not (number.unit.isalpha() and self._carries(words, number.end)):
            return []
        alike = self._by_unit.get(number.unit, ())
        return [n.start for n in alike if n.value != number.value and n.value not in _YEARS]

    def _company(self, key: str) -> list[int]:
        """Where the word or a synonym stands, in order."""
        return sorted({*self.places(key), *self.relatives(key)})

    def _exactly(self, lower: str) -> list[int]:
        return [p for p in self.places(root(lower)) if stem(self.words.lowers[p]) == stem(lower)]

    def _counts(self, position: int, unit: str) -> bool:
        """Whether the number at the position stands before the unit, or has no unit of its own."""
        return unit == "%" or unit in self.words.roots[position + 1 : position + 4]

    def _rivals(self, words: Words, position: int) -> tuple[list[int], bool, list[int], str]:
        own = self._company(words.roots[position])
        key = stem(words.lowers[position])
        exact = bool(self._exactly(words.lowers[position]))
        rivals: list[int] = []
        for sense in self._lexicon.opposites.get(key, ()):
            rivals.extend(self._sides.get(Sense(sense.group, 3 - sense.side), ()))
        kind = "antonym"
        for number, member in self._lexicon.kinds.get(key, ()):
            for other, places in self._by_kind.get(number, {}).items():
                if other != member:
                    rivals.extend(places)
                    kind = "content"
        lower = words.lowers[position]
        for prefix in ("un", "in", "im", "ir", "il", "dis", "non", "mis"):
            if lower.startswith(prefix) and len(lower) - len(prefix) > 3:
                rivals.extend(self._exactly(lower.removeprefix(prefix)))
            rivals.extend(self._exactly(prefix + lower))
        held = set(own)
        return own, exact, [place for place in rivals if place not in held], kind

    def _relations(
        self, words: Words, low: int, high: int, names: Sequence[tuple[int, int]]
    ) -> Iterator[Issue]:
        """Who did it to whom, turned round: "A sued B" where the text has "B sued A"."""
        here = [(start, end) for start, end in names if low <= start < high]
        for (start, end), (other, stop) in pairwise(here):
            verbs = [p for p in range(end, other) if self._carries(words, p)]
            if len(verbs) != 1 or other - end > _CLAUSE or words.is_name(verbs[0]):
                continue
            if words.lowers[verbs[0]] in REPORTING_VERBS:  # "A claims B": what follows is a clause
                continue
            ends = words.roots[end - 1], words.roots[stop - 1]
            place = self._turned(words, verbs[0], *ends)
            if place is not None:
                yield Issue(
                    type="relation",
                    kind="support",
                    detail=f"“{words.raw(start, stop)}” is the other way round in the text: "
                    f"“{self.text[place.start : place.end]}”.",
                    span=place,
                )

    def _turned(self, words: Words, verb: int, first: str, second: str) -> Span | None:
        """Where the text has the verb between the two names in the other order, if it never has
        them in this one.
        """
        passive = _is_passive(words, verb)
        turned: Span | None = None
        for place in self._exactly(words.lowers[verb]):
            before = self._neighbour((first, second), place, -1)
            after = self._neighbour((first, second), place, 1)
            if before is None or after is None:
                continue
            roots = (self.words.roots[before], self.words.roots[after])
            if roots[0] == roots[1]:
                continue
            if (roots == (first, second)) == (_is_passive(self.words, place) == passive):
                return None
            turned = Span(self.words.starts[before], self.words.ends[after])
        return turned

    def _neighbour(self, keys: tuple[str, str], place: int, step: int) -> int | None:
        """The name beside the place, with nothing but small words and names between."""
        position = place + step
        for _ in range(_CLAUSE):
            if not 0 <= position < len(self.words):
                return None
            left, right = sorted((position, position - step))
            if re.search(r"[.;:?!,]", self.text[self.words.ends[left] : self.words.starts[right]]):
                return None
            if self.words.roots[position] in keys:
                return position
            if self._carries(self.words, position) and not self.words.capital[position]:
                return None
            position += step
        return None


def _is_passive(words: Words, verb: int) -> bool:
    """Whether the verb is in the passive with its agent: "was sued by"."""
    return "by" in words.lowers[verb + 1 : verb + 4] and words.lowers[verb].endswith(
        ("ed", "en", "t", "d", "n")
    )


def _company_of(place: int, around: Sequence[list[int]], window: int) -> int:
    """How many of the words around stand near the place."""
    total = 0
    for places in around:
        index = bisect_left(places, place)
        gaps = [
            abs(places[i] - place) for i in (index - 1, index, index + 1) if 0 <= i < len(places)
        ]
        gaps = [gap for gap in gaps if gap]
        if gaps and min(gaps) <= window:
            total += 1
    return total


def _inner_sentences(words: Words) -> Iterator[tuple[int, int]]:
    """The first and last position of each sentence of a line."""
    bounds = [bisect_left(words.starts, start) for start in words.sentence_starts]
    for low, high in zip(bounds, [*bounds[1:], len(words)], strict=True):
        if low < high:
            yield low, high


def _bracketed(words: Words) -> set[int]:
    """The positions of the words in square brackets."""
    return {
        position
        for match in _BRACKETED.finditer(words.text)
        for position in range(
            bisect_left(words.starts, match.start()), bisect_left(words.starts, match.end())
        )
    }


def _names(words: Words, taken: set[int], known: Set[str]) -> list[tuple[int, int]]:
    """The runs of capitalised words that are names; those in `known` are names anywhere."""
    found = []
    position = 0
    while position < len(words):
        start = position
        while position < len(words) and words.capital[position] and position not in taken:
            gap = words.text[words.ends[position - 1] : words.starts[position]]
            if position > start and gap.strip() not in {"", "-", ".", "’", "&"}:
                break
            position += 1
        if any(words.is_name(p) or words.lowers[p] in known for p in range(start, position)):
            found.append((start, position))
        position = max(position, start + 1)
    return found


def _negates(words: Words, position: int) -> bool:
    """Whether the word is a plain negation: not that of "not only" or "never-before-seen"."""
    if words.lowers[position] not in _PLAIN_NEGATIONS:
        return False
    after = words.text[words.ends[position] : words.ends[position] + 1]
    return after != "-" and (
        position + 1 == len(words) or words.lowers[position + 1] not in _NO_NEGATION_BEFORE
    )


def _governed(words: Words, cue: int, high: int) -> Iterator[int]:
    """The positions after a negation up to the next comma, stop or conjunction."""
    for position in range(cue + 1, min(high, cue + 8)):
        gap = words.text[words.ends[position - 1] : words.starts[position]]
        if any(mark in gap for mark in ".;:?!,") or words.lowers[position] in {"but", "although"}:
            return
        yield position


def _common_prefix(one: str, other: str) -> int:
    size = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        size += 1
    return size
