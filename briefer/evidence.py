"""An article's text, indexed so that many lines can be checked against it.

The text is read once: its words with their roots, its numbers, its sentences. A word of a line is
then found as it stands, inflected, derived, or by a synonym. No look-up is longer than a capped
number of occurrences, so that a long article and many lines stay cheap.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from itertools import compress
from operator import not_

from briefer.cues import REPORTING_VERBS
from briefer.models import Span
from briefer.remembering import remembered
from briefer.sentences import Layout
from briefer.wording import CARDINALS, Number, Words, numbers_of, read_line
from briefer.words import Sense, lexicon, root, stem, ungarbled, word_list, word_pairs

_MOST_PLACES = 2000
_LONGEST_PART = 40  # characters, of a word that may be two
_NEGATIVE_PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non", "mis")
_DEMONYMS = frozenset(("", "n", "an", "ian", "ish", "ese", "i", "s", "ic", "en", "er", "a"))
_ASKED = {"who": "who", "whom": "who", "when": "when", "where": "where", "why": "why", "how": "how"}
_ASKED |= {"what": "", "which": ""} | dict.fromkeys(word_list("yes_or_no"), "whether")
_SIGNS = word_pairs("currencies")
_BEHIND_NAMES = word_pairs("behind_names")
_NAME = re.compile(r"[^\W\d_a-z][\w.’'-]*+(?: [^\W\d_a-z][\w.’'-]*+){0,5}+")
_NAMES = re.compile(rf"(?<![\w.’'-]){_NAME.pattern}(?:(?:,|,? and) {_NAME.pattern})++")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = frozenset(word_list("times")[7:])


class Evidence:
    """A text, and where its words, numbers and names stand.

    Args:
        text: the text.
        english: whether what is known about English words applies to it.
        layout: that of the text, where it is known.
    """

    def __init__(self, text: str, *, english: bool = True, layout: Layout | None = None) -> None:
        self.text = text
        self.english = english
        self._layout = layout
        self._lexicon = lexicon()
        self._company: dict[str, list[int]] = {}
        self._exactly: dict[str, list[int]] = {}
        self._of_sense: dict[Sense, list[int]] = {}
        self._of_kind: dict[int, list[tuple[int, list[int]]]] = {}
        self._weighed: dict[str, tuple[float, list[int]]] = {}
        self._rivals: dict[str, tuple[str, list[int]]] = {}

    # -- single words ----------------------------------------------------------------------------

    def count(self, lower: str) -> int:
        """How often the text has the word in just this form."""
        return self._lowers[lower]

    def has(self, lower: str) -> bool:
        """Whether the text has the word in any form."""
        return lower in self._lowers or root(lower) in self._places

    def places(self, key: str) -> list[int]:
        """The positions of the words with the root `key`."""
        return self._places.get(key, [])[:_MOST_PLACES]

    def exactly(self, lower: str) -> list[int]:
        """The positions of the word in any inflection, derivations left out."""
        places = self.places(root(lower))
        if not places:
            return places
        if lower not in self._exactly:
            self._exactly[lower] = self._inflected(stem(lower), places)
        return self._exactly[lower]

    def _inflected(self, key: str, places: Sequence[int]) -> list[int]:
        """Those of the places where `key`, or a word with that stem, stands."""
        lowers = self.words.lowers
        return [place for place in places if key in (lowers[place], stem(lowers[place]))]

    def relatives(self, key: str, senses: Iterable[Sense] = ()) -> list[int]:
        """The positions of synonyms of the root `key`, and of words of other `senses`."""
        found: list[int] = []
        for sense in {*self._lexicon.senses.get(key, ()), *senses}:
            found.extend(self._with_sense(sense))
        return found

    def _with_sense(self, sense: Sense) -> list[int]:
        """Where words and phrases of a class of synonyms stand."""
        if sense not in self._of_sense:
            roots, phrases = self._lexicon.synonyms[sense]
            known = self._places
            found = [place for key in roots if key in known for place in self.places(key)]
            for phrase in phrases:
                if phrase[0] in known:
                    found += [p for p in self.places(phrase[0]) if self._continues(p, phrase)]
            self._of_sense[sense] = found[:_MOST_PLACES]
        return self._of_sense[sense]

    def _continues(self, position: int, phrase: tuple[str, ...]) -> bool:
        return tuple(self.words.roots[position : position + len(phrase)]) == phrase

    def company(self, key: str) -> list[int]:
        """Where the words with the root `key` and their synonyms stand, in order."""
        if key not in self._company:
            self._company[key] = sorted({*self.places(key), *self.relatives(key)})
        return self._company[key]

    def resembles(self, lower: str) -> bool:
        """Whether the text has a word that shares all but a short ending with `lower`, or a longer
        one that ends with it ("schoolgirls" for "girls"), or both its parts.
        """
        key = root(lower)
        low = bisect_left(self._keys, key[:5])
        for other in self._keys[low : low + 200] if len(key) > 4 else ():
            if not other.startswith(key[:5]):
                break
            short, long = sorted((key, other), key=len)
            if long.startswith(short) and len(long) - len(short) <= 3:
                return True
        key = stem(lower)
        parts = ((key[:i], key[i:]) for i in range(3, min(len(key) - 2, _LONGEST_PART)))
        return len(key) > 3 and (
            key in self._endings or any({*pair} <= self._stems for pair in parts)
        )

    def has_sign(self, lower: str) -> bool:
        """Whether the text has the sign of the currency: "€" for "euros"."""
        sign = _SIGNS.get(lower.removesuffix("s"))
        return sign is not None and sign in self.text

    def begins(self, prefix: str) -> bool:
        """Whether a word of the text begins so."""
        at = bisect_left(self._vocabulary, prefix)
        return at < len(self._vocabulary) and self._vocabulary[at].startswith(prefix)

    # -- names and runs of words -----------------------------------------------------------------

    def has_name(self, lower: str) -> bool:
        """Whether the text has the name, its country or people, or what it stands for."""
        key = root(lower)
        if self.has(lower) or lower in self._lexicon.function_words or lower in self._initials:
            return True
        if lower in self._ungarbled or self._abbreviates(lower):
            return True
        if self.english and (self.relatives(key) or self.namesakes(lower)):
            return True
        parts = ((lower[:i], lower[i:]) for i in range(3, min(len(lower) - 2, _LONGEST_PART)))
        if any({*pair} <= self._lowers.keys() for pair in parts):
            return True
        low = bisect_left(self._vocabulary, lower[:4])
        for other in self._vocabulary[low : low + 500] if len(lower) > 3 else ():
            if not other.startswith(lower[:4]):
                break
            size = _common_prefix(lower, other)
            if {lower[size:], other[size:]} <= _DEMONYMS:
                return True
        return False

    def _abbreviates(self, lower: str) -> bool:
        """Whether the text has the short form of the party or state: "D-Mass."."""
        short = _BEHIND_NAMES.get(lower)
        return short is not None and any(
            self.words.capital[place] and self.text.startswith(("-", "."), self.words.ends[place])
            for place in self.exactly(short)
        )

    def has_run(self, lowers: Sequence[str]) -> bool:
        """Whether the words stand one after the other in the text."""
        rarest = min(range(len(lowers)), key=lambda at: self._lowers[lowers[at]])
        for place in self._places.get(root(lowers[rarest]), ()):
            start = place - rarest
            if start >= 0 and self.words.lowers[start : start + len(lowers)] == list(lowers):
                return True
        return False

    # -- rivals ----------------------------------------------------------------------------------

    def rivals(self, lower: str) -> tuple[str, list[int]]:
        """Where opposites of the word and other things of its kind stand, in order, and what an
        issue with them is called; no place where a synonym stands is among them.
        """
        if lower not in self._rivals:
            # A verb that reports is no thing: "called for" does not stand for a "letter".
            others = [] if lower in REPORTING_VERBS else self._others_of_kind(lower)
            places = [*self._opposites(lower), *others]
            if places:  # most words have none
                held = set(self.company(root(lower)))
                places = [place for place in places if place not in held]
            places = sorted(places[:_MOST_PLACES])
            self._rivals[lower] = ("content" if others else "antonym", places)
        return self._rivals[lower]

    def _opposites(self, lower: str) -> list[int]:
        senses, words, keys = _opposites(lower)
        found: list[int] = []
        for sense in senses:
            for key, base in self._lexicon.sides.get(sense, ()):
                if base in self._places:
                    found.extend(self._inflected(key, self.places(base)))
        if not self._places.keys().isdisjoint(keys):
            for word in words:
                found.extend(self.exactly(word))
        return found

    def _others_of_kind(self, lower: str) -> list[int]:
        return [
            place
            for kind, member in self._lexicon.kinds.get(stem(lower), {}).items()
            for other, places in self._with_kind(kind)
            if other != member
            for place in places
        ]

    def namesakes(self, lower: str) -> list[int]:
        """Where other names of the same thing stand: "French" for "France"."""
        return [
            place
            for kind, member in self._lexicon.kinds.get(stem(lower), {}).items()
            for other, places in self._with_kind(kind)
            if other == member
            for place in places
        ]

    def _with_kind(self, kind: int) -> list[tuple[int, list[int]]]:
        """Where each thing of a kind stands that the text has."""
        if kind not in self._of_kind:
            self._of_kind[kind] = [
                (number, self._inflected(key, self.places(base)))
                for (key, base), number in self._lexicon.members[kind]
                if base in self._places
            ]
        return self._of_kind[kind]

    def counting(self, unit: str) -> list[Number]:
        """The numbers that stand before the unit."""
        return self._by_unit.get(unit, [])

    # -- sentences -------------------------------------------------------------------------------

    def aligned(self, keys: Iterable[str], quoted: Set[int]) -> set[int]:
        """The sentences `quoted`, and those of the text that share most with the roots."""
        scores: dict[int, float] = {}
        for key in sorted(keys):
            weight, held = self._sentences_with(key)
            for sentence in held:
                scores[sentence] = scores.get(sentence, 0.0) + weight
        for sentence in quoted:
            scores[sentence] = scores.get(sentence, 0.0) + 1.0
        most = max(scores.values(), default=0.0)
        best = [sentence for sentence, score in scores.items() if score >= most / 2]
        best.sort(key=lambda sentence: (-scores[sentence], sentence))
        return {*quoted, *best[:4]}

    def _sentences_with(self, key: str) -> tuple[float, list[int]]:
        """How much a word with this root tells (the less the more often it is there), and the
        sentences that have it.
        """
        if key not in self._weighed:
            places = self.places(key) or self.relatives(key)
            held = {self.words.sentence(place) for place in places[:_MOST_PLACES]}
            self._weighed[key] = (1 / (1 + len(places)) ** 0.5, sorted(held))
        return self._weighed[key]

    def saying(self, keys: Set[str], among: Set[int]) -> Iterator[Span]:
        """The parts of those sentences that hold three quarters of the roots, by themselves or by
        synonyms, with a few words around.
        """
        for sentence in sorted(among):
            low, high = self.words.bounds(sentence)
            held = []
            for key in keys:
                places = self.company(key)
                here = places[bisect_left(places, low) : bisect_left(places, high)]
                if here:
                    held.append((here[0], here[-1]))
            if 4 * len(held) >= 3 * len(keys):
                first = min(place for place, _ in held)
                last = max(place for _, place in held)
                yield self.words.span(max(low, first - 4), min(high, last + 2))

    def answers(self, question: str) -> Iterator[Span]:
        """Sentences of the text with nearly all the words of `question` and the kind of words
        that would answer it: a name for "who", a number for "how many", a date for "when".
        """
        asked = read_line(question)
        keys = {asked.roots[p] for p in range(len(asked)) if asked.carries(p)}
        kind = next((_ASKED[lower] for lower in asked.lowers if lower in _ASKED), "")
        if kind == "how" and {"many", "much"}.isdisjoint(asked.lowers):
            return
        if len(keys) < 3 or not kind:
            return
        shared: Counter[int] = Counter()
        for key in keys:
            places = self.company(key)
            shared.update({self.words.sentence(place) for place in places[:_MOST_PLACES]})
        # Those that share as much come in the order of the text, whatever the order of a set.
        for sentence, count in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:20]:
            if 5 * count < 4 * len(keys):
                return
            low, high = self.words.bounds(sentence)
            said = self.words.span(low, high)
            if self.text.startswith("?", said.end):
                continue  # the article asks it, too
            if self._has_answer(kind, asked, keys, low, high):
                yield said

    def _has_answer(self, kind: str, asked: Words, keys: set[str], low: int, high: int) -> bool:
        """Whether a sentence has a word that answers, and that was not in the question."""
        lowers = self.words.lowers
        if kind == "why":
            return not {"because", "since", "due", "owing"}.isdisjoint(lowers[low:high])
        if kind == "whether":  # what will or would be is answered by nothing that is or was
            return {"will", "would"}.isdisjoint(asked.lowers)
        new = [p for p in range(low, high) if self.words.roots[p] not in keys]
        times = word_list("times")
        if kind == "how":
            return any(lowers[p][0].isdigit() or lowers[p] in CARDINALS for p in new)
        if kind == "when":
            return any(lowers[p] in times or _YEAR.fullmatch(lowers[p]) for p in new)
        names = [p for p in new if self.words.is_name(p) and lowers[p] not in times]
        if kind == "where":
            return any(p and lowers[p - 1] in {"in", "at", "near", "from"} for p in names)
        return any(not self._reports(p) for p in names)

    def _reports(self, name: int) -> bool:
        """Whether the name is of one who only tells it: a reporting verb follows it."""
        following = self.words.lowers[name + 1 : name + 4]
        return not REPORTING_VERBS.isdisjoint(following)

    # -- what is indexed when first needed -------------------------------------------------------

    @cached_property
    def words(self) -> Words:
        """The words of the text."""
        return Words(self.text, self._layout)

    @cached_property
    def _lowers(self) -> Counter[str]:
        return Counter(self.words.lowers)

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        found: defaultdict[str, list[int]] = defaultdict(list)
        for position, key in enumerate(self.words.roots):
            found[key].append(position)
        return found

    @cached_property
    def lowered(self) -> str:
        """The text in small letters."""
        return self.text.lower()

    @cached_property
    def _vocabulary(self) -> list[str]:
        return sorted(self._lowers)

    @cached_property
    def _keys(self) -> list[str]:
        return sorted(self._places)

    @cached_property
    def numbers(self) -> defaultdict[float, list[Number]]:
        """By value, the numbers of the text."""
        found: defaultdict[float, list[Number]] = defaultdict(list)
        for number in numbers_of(self.words):
            found[number.value].append(number)
        return found

    @cached_property
    def undated(self) -> dict[float, list[Number]]:
        """These without the days of months."""
        words = self.words
        return {
            value: [number for number in same if not is_date(words, number)]
            for value, same in self.numbers.items()
        }

    @cached_property
    def shares(self) -> list[float]:
        """The percentages of the text, in the order of their size."""
        return sorted(number.value for number in self.counting("%"))

    @cached_property
    def listed(self) -> set[int]:
        """How many names each list of the text has: 3 where it has "Arlo, Brenn and East Osten"."""
        return {len(_NAME.findall(match[0])) for match in _NAMES.finditer(self.text)}

    def numbers_at(self, places: Sequence[int]) -> list[Number]:
        """The numbers that begin at one of the places, which are in order."""
        if not places:
            return []
        low = bisect_left(self._in_order, places[0], key=_start)
        high = bisect_right(self._in_order, places[-1], key=_start)
        return [number for number in self._in_order[low:high] if number.start in places]

    @cached_property
    def _in_order(self) -> list[Number]:
        return sorted((one for same in self.numbers.values() for one in same), key=_start)

    @cached_property
    def _by_unit(self) -> defaultdict[str, list[Number]]:
        found: defaultdict[str, list[Number]] = defaultdict(list)
        for number in self._in_order:
            found[number.unit].append(number)
        return found

    @cached_property
    def known_names(self) -> frozenset[str]:
        """Words that the text only has with a capital, and not only where a sentence begins."""
        words = self.words
        capital = compress(range(len(words)), words.capital)
        names = frozenset(words.lowers[p] for p in capital if not words.initial[p])
        return names.difference(compress(words.lowers, map(not_, words.capital)))

    @cached_property
    def names(self) -> list[int]:
        """Where words stand that a capital marks as names."""
        words = self.words
        return [p for p in compress(range(len(words)), words.capital) if words.is_name(p)]

    @cached_property
    def _ungarbled(self) -> dict[str, int]:
        return ungarbled(self.text)

    @cached_property
    def _stems(self) -> set[str]:
        return {stem(lower) for lower in self._lowers}

    @cached_property
    def _endings(self) -> set[str]:
        return {key[i:] for key in self._stems for i in range(3, len(key[:40]) - 3)}

    @cached_property
    def _initials(self) -> set[str]:
        """The initials of each run of capitalised words: "eu" of "European Union"."""
        found: set[str] = set()
        run = ""
        for position, lower in enumerate(self.words.lowers):
            if self.words.capital[position]:
                run = (run + lower[0])[-6:]
                found.update(run[-size:] for size in range(2, len(run) + 1))
            elif lower not in {"of", "and", "the", "for"}:
                run = ""
        return found


def _start(number: Number) -> int:
    return number.start


@remembered(1 << 12)
def _opposites(lower: str) -> tuple[list[Sense], list[str], list[str]]:
    """The opposite sides of the oppositions that the word is in; the words that are its opposite by
    a prefix; and the roots of these.
    """
    known = lexicon()
    senses = {s for key in {lower, stem(lower)} for s in known.opposites.get(key, ())}
    words = []
    for prefix in _NEGATIVE_PREFIXES:
        base = lower.removeprefix(prefix)
        if base != lower and len(base) > 3 and root(base) not in known.light_words:
            words.append(base)
        words.append(prefix + lower)
    opposite = [Sense(sense.group, 3 - sense.side) for sense in senses]
    return opposite, words, [root(word) for word in words]


def _common_prefix(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def is_date(words: Words, number: Number) -> bool:
    """Whether the number is a day of a month: "March 14"."""
    before = words.lowers[max(number.start - 1, 0) : number.start]
    return number.value < 32 and before != [] and before[0] in _MONTHS
