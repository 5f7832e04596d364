"""Does a line hold against the text that it was drawn from? Word by word, without a model.

Numbers, names and quoted words must be in the text. A word that the text has only in the negative,
or beside whose company the text has its opposite or another thing of its kind, is wrong. What no
word of the text resembles is new. Whatever is wrong or new becomes a support issue that names it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice, pairwise, permutations
from typing import TypeAlias

from briefer.cues import REPORTING_VERBS, is_called_false, is_conditional, stance_of, without_asides
from briefer.evidence import Evidence, is_date
from briefer.folding import is_unspaced
from briefer.frames import PERSON
from briefer.models import Issue, Span, Stance, support
from briefer.people import TITLES
from briefer.wording import CARDINALS, NEGATIONS, Number, Words, carried, numbers_of, read_line
from briefer.words import is_past, lexicon, root, stem, word_list, word_pairs

_QUOTED = re.compile(r"[\"“”«„]([^\"“”«»„\n]{1,2000})[\"“”»]")
_QUOTE_GAP = re.compile(r"\[[^\[\]]*\]|…|\.\.\.")
_IMPLICIT = frozenset(word_list("implicit_negations")) - NEGATIONS
ANY_NEGATION = NEGATIONS | _IMPLICIT
_ROUNDS = frozenset(word_list("roughly")) | {"over", "than", "least", "most"}
_OTHERWISE = {
    0.5: ("half",),
    1.0: ("one", "single", "a", "an", "first"),
    2.0: ("both", "pair", "couple", "duo", "twin", "second"),
    10.0: ("decade",),
    12.0: ("dozen",),
    50.0: ("half",),
    100.0: ("century",),
}
_ORDINALS = frozenset(word_list("ordinals"))
_FRACTIONS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
_OPEN = frozenset(("possible", "conditional", "unknown"))
YEARS = range(1900, 2100)
_TIMES = frozenset(word_list("times"))
_BOUNDS = tuple(
    (re.compile(rf"(?:^| )(?:{words})$"), bound, strict)
    for bound, strict, words in (
        ("more", True, "at least|(?:no|not) (?:fewer|less) than|minimum of"),
        ("less", True, "at most|(?:no|not) more than|as (?:many|much) as|up to|maximum of"),
        ("more", False, "more than|over|above|exceed(?:s|ed|ing)?"),
        ("less", False, "(?:fewer|less) than|under|below|nearly|almost|close to"),
        ("about", False, "about|around|some|roughly|approximately|estimated"),
    )
)
_HEDGED = re.compile(
    r"\b(?:could|may|might)\s([^.;:]{3,200}?),?\s(?:and|but)\s"
    r"(?=(?:is|are|was|were|has|have|had|does|do|did)\b)"
)
_CLAUSE_START = re.compile(r",\s+(?:so|but|while|whereas)\s|;\s|\s(?:--|–|—)\s")
_FOR_THOSE = re.compile(r"\bfor (?:those|people|anyone|everyone) (?:who|in|on|with)\b")  # "if you"
_CLAUSE = 6
_NEGATION_REACH = 12
_NEAR = 4
_LONGEST_RUN = 5  # words
_ARTICLES = frozenset(("a", "an", "the"))
_HARDLY = frozenset(word_list("hardly"))
_TURNS_NEXT = frozenset(word_list("turns_next"))
_LINK_REACH = 3
_LINKS = {
    link: (frozenset(word_list(link)), frozenset(word_list(opposite)))
    for pair in ("before after", "more less", "because despite", "inside outside")
    for link, opposite in permutations(pair.split())
}
_FAILING = frozenset(word_list("failing"))
_SAYING = frozenset(word_list("saying"))
_AT = frozenset(word_list("at"))
_SEATS = word_pairs("seats") | word_pairs("capitals")
_MODALS = frozenset(word_list("modals"))
_IS_TO = (["is"], ["are"], ["was"], ["were"])
_PLANS = frozenset(word_list("plans"))
_PROOFS = frozenset(word_list("proofs"))
_ASKED = frozenset(("whether", "who", "what", "when", "where", "why", "how", "which"))
_LEAVES_OPEN = ANY_NEGATION | _ASKED
_NAME_REACH = 4  # sentences
_MOST_RIVALS = 200
_MOST_EXCHANGED = 100  # names
_Slot: TypeAlias = set[tuple[int, str]]
_FEW = 8  # sentences; more are not looked up one by one


@dataclass(frozen=True, slots=True)
class Tuning:
    """How much it takes for a word to be called wrong, in words.

    `benchmarks/summaries.py` shows what other values do. The defaults are not the best of them on
    edited summaries, but mark fewer honest ones.

    Attributes:
        reach: how many words of content on each side are a word's company.
        window: how near company must stand in the text.
        margin: by how much more company a rival must have than the word, which is in the text too.
        novel_margin: the same for a word that is not.
        novelty: the share of a sentence's words of content that may be unheard of.
    """

    reach: int = 4
    window: int = 6
    margin: int = 3
    novel_margin: int = 1
    novelty: float = 0.3


_DEFAULT = Tuning()


def compare(
    line: str,
    evidence: Evidence,
    focus: Sequence[Span] = (),
    *,
    stance: Stance | None = None,
    tuning: Tuning = _DEFAULT,
) -> list[Issue]:
    """What in `line` does not hold against the text.

    Args:
        line: a sentence or a claim.
        evidence: the text.
        focus: where in the text the line says that it comes from.
        stance: the recorded stance of a claim, None of a sentence. A claim's [brackets] are added
            context, which is not checked; a denied one leaves the negation to its stance.
        tuning: how strict to be.
    """
    return list(_Comparison(line, evidence, focus, stance, tuning).issues())


class _Comparison:
    """One line against one text."""

    def __init__(
        self,
        line: str,
        evidence: Evidence,
        focus: Sequence[Span],
        stance: Stance | None,
        tuning: Tuning,
    ) -> None:
        self.words = read_line(line)
        self.evidence = evidence
        self.text = evidence.words
        self.focus = focus
        self.stance = stance
        self.tuning = tuning
        self.added: Set[int] = self.words.bracketed() if stance else frozenset()
        self.quoted = [p for span in focus for p in evidence.words.covered(span)]
        self.quoted_sentences = {evidence.words.sentence(p) for p in self.quoted}
        self.quoted_negations = sum(evidence.words.negates(p) for p in self.quoted)
        self.numbers = [n for n in numbers_of(self.words) if n.start not in self.added]
        taken = {p for number in self.numbers for p in range(number.start, number.end)}
        taken |= self.added
        self.names = self.words.names(taken, evidence.known_names)
        self.taken = taken | {p for name in self.names for p in range(*name)}
        self.seats = {p for name in self.names for p in self._seat(*name)}
        self.turning = [p for p in range(len(self.words)) if self._turns(p)]
        lowers = self.words.lowers
        self._turning_that = [p for p in self.turning if lowers[p + 1 : p + 2] == ["that"]]
        self._links: dict[tuple[str, str], int | None] = {}
        self._excused: dict[tuple[int, bool], bool] = {}

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(self.words.roots)

    def issues(self) -> Iterator[Issue]:
        """All that does not hold."""
        yield from self._quoted_words()
        yield from self._numbers()
        yield from self._names()
        if self.stance:
            yield from self._exchanged()
            yield from self._reordered()
        yield from self._unbounded()
        for low, high in self.words.inner_sentences():
            if not self.evidence.english:
                yield from self._foreign(low, high)
                continue
            carrying = [p for p in range(low, high) if self.words.carries(p)]
            keys = {self.words.roots[p] for p in carrying}
            aligned = self.evidence.aligned(keys, self.quoted_sentences)
            yield from self._negation(low, high, aligned)
            yield from self._done(low, high, aligned)
            yield from self._content(carrying)
            swapped = [*self._swapped(carrying)]
            yield from swapped
            yield from self._misplaced(low, high, carrying)
            shown = [issue.span for issue in swapped if issue.span]
            yield from self._turned_links(low, high, carrying, shown)
            yield from self._relations(low, high)
            if self.stance is None:
                yield from self._stance(low, high, keys, aligned)

    # -- numbers, names, quoted words ------------------------------------------------------------

    def _quoted_words(self) -> Iterator[Issue]:
        for match in _QUOTED.finditer(self.words.text):
            parts = [read_line(part).lowers for part in _QUOTE_GAP.split(match.group(1))]
            if not all(self.evidence.has_run(part) for part in parts if part):
                yield _issue(
                    "quoted-words", f"The text does not have the words “{match.group(1)}”."
                )

    def _numbers(self) -> Iterator[Issue]:
        for number in self.numbers:
            found = self._same_numbers(number)
            if not found and not self._said_otherwise(number):
                shown = self.words.raw(number.start, number.end)
                yield _issue("number", f"The text does not have the number {shown}.")
            elif found and self.evidence.english and all(self._differs(number, n) for n in found):
                yield _issue(
                    "number",
                    f"The text has no “{self.words.raw(number.start, number.end + 1)}”, but "
                    f"“{self.text.raw(found[0].start, found[0].end + 1)}”.",
                    self.text.span(found[0].start, found[0].end + 1),
                )
            elif found and self.stance and not any(self._is_beside(n.start, 1) for n in found):
                shown = self.words.raw(number.start, number.end)
                yield _issue("number", f"The words around the quote do not have {shown}.")

    def _is_beside(self, place: int, reach: int) -> bool:
        """Whether the place is within so many sentences of the quote."""
        sentence = self.text.sentence(place)
        return any(abs(sentence - one) <= reach for one in self.quoted_sentences)

    def _same_numbers(self, number: Number) -> list[Number]:
        """Where the text has the number; for one that counts something, not as a day of a month."""
        counts = self._counts_something(number) and not is_date(self.words, number)
        numbers = self.evidence.undated if counts else self.evidence.numbers
        return numbers.get(number.value, [])

    def _differs(self, number: Number, other: Number) -> bool:
        """Whether the two count different things of one kind, such as days and years."""
        if "%" in {number.unit, other.unit}:
            plain = number.unit == "%" or number.unit.isalpha()
            return plain and number.unit != other.unit and number.value not in YEARS
        following = self.text.lowers[other.end : other.end + 3]
        if not number.unit.isalpha() or number.unit in self.text.roots[other.end : other.end + 3]:
            return False
        here = lexicon().kinds.get(stem(self.words.lowers[number.end]), {})
        return any(
            here.get(kind, member) != member
            for lower in following
            for kind, member in lexicon().kinds.get(stem(lower), {}).items()
        )

    def _said_otherwise(self, number: Number) -> bool:
        """Whether the text says the number otherwise: rounded, as "both", or by listing things."""
        words = self.words
        if not self.evidence.english and words.raw(number.start, number.end) in self.evidence.text:
            return True
        if self._is_share(number.start):
            return True
        counted = self._counts_something(number) and self.evidence.counting(number.unit)
        spelled = words.lowers[number.start] in CARDINALS
        few = spelled and number.value <= 12
        if self.evidence.english and few and (not counted or number.value in self.evidence.listed):
            return True
        if any(is_rounded(words, number, value) for value in self.evidence.numbers):
            return True
        return any(self.evidence.count(word) for word in _OTHERWISE.get(number.value, ()))

    def _is_share(self, position: int) -> bool:
        """Whether a fraction is about one of the percentages of the text: "a quarter" for "26%"."""
        lowers = self.words.lowers
        share = _FRACTIONS.get(lowers[position].removesuffix("s"))
        if share is None or self._is_in_a_row(position):
            return False
        share *= CARDINALS.get(lowers[max(position - 1, 0)], 1.0)
        shares = self.evidence.shares
        place = bisect_right(shares, share - 2)
        return place < len(shares) and shares[place] < share + 2

    def _is_in_a_row(self, position: int) -> bool:
        """Whether "third" and the like tell which one, not how much: "the third", "a third man"."""
        words, after = self.words, position + 1
        before = words.lowers[max(position - 1, 0)]
        if words.lowers[position] not in _ORDINALS or before in CARDINALS:
            return False
        described = after < len(words) and words.carries(after) and not words.breaks_clause(after)
        return described or before != "a"

    def _counts_something(self, number: Number) -> bool:
        """Whether a word that says what is counted stands after the number."""
        if number.unit == "%":
            return True
        plain = number.unit.isalpha() and not self.words.breaks_clause(number.end)
        return plain and self.words.carries(number.end)

    def _names(self) -> Iterator[Issue]:
        words = self.words
        for start, end in self.names:
            inside = [p for p in range(start, end) if p not in self.seats]
            missing = [
                p
                for p in inside
                if words.lowers[p] not in TITLES and not self.evidence.has_name(words.lowers[p])
            ]
            if missing == [start] and end > start + 1 and self._is_role(start):
                continue
            initials = "".join(words.lowers[p][0] for p in range(start, end) if words.capital[p])
            if missing and not (len(initials) > 1 and self.evidence.count(initials)):
                shown = words.raw(missing[0], missing[-1] + 1)
                yield _issue("name", f"The text does not name {shown}.")
            elif self.stance and not missing and self._is_far(start, end):
                shown = words.raw(start, end)
                yield _issue("name", f"The words around the quote do not name {shown}.")

    def _is_role(self, position: int) -> bool:
        """Whether the word says what somebody is, with a capital as it opens the sentence."""
        lower = self.words.lowers[position]
        common = root(lower) in lexicon().senses
        return bool(self.words.initial[position]) and common and PERSON.search(lower) is not None

    def _seat(self, start: int, end: int) -> range:
        """The words of a name that are a seat of power, or a capital, for the power or the country,
        which the text has: "White House" for "the president". It is none in "in the White House".
        """
        lowers = self.words.lowers
        start += lowers[start] == "the"
        before = start - 1 - (lowers[start - 1 : start] == ["the"])
        if before >= 0 and lowers[before] in _AT:
            return range(0)
        for stop in (end, start + 1):
            power = _SEATS.get("_".join(lowers[start:stop]))
            if power and any(map(self._has_power, power.split(","))):
                return range(start, stop)
        return range(0)

    def _has_power(self, lower: str) -> bool:
        """Whether the text has the power, or its people; the president "of the club" is none."""
        places = self.evidence.exactly(lower)
        if not places:
            return self.evidence.has_name(lower)
        return any(self.text.lowers[place + 1 : place + 2] != ["of"] for place in places)

    def _is_far(self, start: int, end: int) -> bool:
        """Whether the text has each word of the name, but none of them near the quote."""
        found = [self.evidence.places(self.words.roots[p]) for p in range(start, end)]
        near = any(self._is_beside(place, _NAME_REACH) for places in found for place in places)
        return all(found) and not near

    # -- a claim and its quote -------------------------------------------------------------------

    def _exchanged(self) -> Iterator[Issue]:
        """Names, numbers and rivals of a claim in the place of others, which its quote has."""
        words, text = self.words, self.text
        held = {text.roots[p] for p in self.quoted}
        left_out = [p for p in self.quoted if text.roots[p] not in self._roots]
        lacking = set(left_out)
        known = self.evidence.known_names
        names = (
            q
            for q in left_out
            if (text.is_name(q) or text.lowers[q] in known)
            and text.lowers[q] not in TITLES
            and len(text.lowers[q]) > 1
        )
        within, shared = set(self.quoted), self._roots
        places = islice(names, _MOST_EXCHANGED)
        slots = [(q, beside(text, q, q + 1, within, shared)) for q in places]
        strange = (
            p
            for name in self.names
            if not self._is_short_for(name)
            for p in range(*name)
            if words.roots[p] not in held and words.lowers[p] not in TITLES
        )
        for p in islice(strange if slots else (), _MOST_EXCHANGED):
            own = beside(words, p, p + 1, range(len(words)), held)
            other = next((q for q, slot in slots if self._stands_for(p, q, own, slot)), None)
            if other is not None:
                yield self._in_place_of("name", p, None, other)
                break
        there = self.evidence.numbers_at(self.quoted)
        mine = Counter(number.value for number in numbers_of(words))
        told = Counter(number.value for number in there)
        left = [number for number in there if number.value not in mine]
        for number in self.numbers:
            year = number.value in YEARS and not self._counts_something(number)
            others = [other.start for other in left if not year or other.value in YEARS]
            if others and mine[number.value] > told[number.value]:
                yield self._in_place_of("number", number.start, number.end, others[0])
                break
        for p in range(len(words)):
            if p in self.taken or words.roots[p] in held or words.capital[p]:
                continue
            if words.lowers[p + 1 : p + 2] == ["than"]:  # "by more than 10%" may be a reduction
                continue
            kind, rivals = self.evidence.rivals(words.lowers[p])
            other = next((q for q in rivals if q in lacking), None)
            if other is not None:
                yield self._in_place_of(kind, p, None, other)
                break

    def _is_short_for(self, name: tuple[int, int]) -> bool:
        """Whether the quote has the initials of the name: "US" for "United States"."""
        initials = "".join(self.words.lowers[p][0] for p in range(*name))
        capitals = "".join(filter(str.isupper, self.words.raw(*name))).lower()  # "LV": LibriVox
        return not self._quoted_lowers.isdisjoint((initials, capitals))

    @cached_property
    def _quoted_lowers(self) -> set[str]:
        return {self.text.lowers[q] for q in self.quoted}

    def _stands_for(self, position: int, other: int, mine: _Slot, theirs: _Slot) -> bool:
        """Whether a name, or a day or month, stands where the quote has the other: beside the same
        word of the sentence or, if it is a part of a name, of the name.
        """
        one, two = self.words.lowers[position], self.text.lowers[other]
        if one.startswith(two) or two.startswith(one):  # "J. Lorne", "the Korean army"
            return False
        dates = one in _TIMES, two in _TIMES
        if all(dates):
            return True
        return mine == theirs if any(dates) else not mine.isdisjoint(theirs)

    def _in_place_of(self, kind: str, position: int, end: int | None, other: int) -> Issue:
        shown = self.words.raw(position, end)
        return _issue(
            kind,
            f"“{shown}” stands where the quote has “{self.text.raw(other)}”.",
            self.text.span(other),
        )

    def _reordered(self) -> Iterator[Issue]:
        """Numbers that change places: "from 4 to 2 lanes" for "from 2 to 4"."""
        quoted = [n for n in self.evidence.numbers_at(self.quoted) if n.value not in YEARS]
        told = {number.value: number for number in quoted}
        mine = [number for number in self.numbers if number.value in told]
        values = iter([number.value for number in quoted])
        if all(number.value in values for number in mine):  # one may stand in the quote twice
            return
        theirs = [told[number.value] for number in mine]
        if theirs == sorted(theirs, key=lambda number: number.start):
            return
        # "400 people in 12 towns" is "12 towns with 400 people", "from 4 to 2" is "to 2 from 4".
        units = [number.unit for number in mine]
        before = [self.words.lowers[max(number.start - 1, 0)] for number in mine]
        for here, there in (
            (units, [number.unit for number in theirs]),
            (before, [self.text.lowers[max(number.start - 1, 0)] for number in theirs]),
        ):
            if here == there and len(set(here)) == len(here):
                return
        shown = self.words.raw(mine[0].start, mine[-1].end)
        yield _issue("number", f"The quote has the numbers of “{shown}” in another order.")

    def _unbounded(self) -> Iterator[Issue]:
        """ "60" for "up to 60", "at most 9" for "at least 9"."""
        there = self.evidence.numbers_at(self.quoted)
        for number in self.numbers:
            places = self.evidence.numbers.get(number.value, [])[:_MOST_RIVALS]
            if self.stance:
                places = [n for n in there if n.value == number.value]
            mine, _ = _bound(self.words, number)
            bounds = [_bound(self.text, place) for place in places]
            kinds = {kind for kind, _ in bounds}
            if not bounds or mine in {*kinds, "about"} or "" in kinds:
                continue
            # A summary may leave out "some" and "nearly", but not "at least" and "up to".
            if not (mine or self.stance or all(strict for _, strict in bounds)):
                continue
            yield _issue(
                "number",
                f"The text says “{self.text.raw(max(places[0].start - 2, 0), places[0].end)}”, "
                f"the line “{self.words.raw(max(number.start - 2, 0), number.end)}”.",
                self.text.span(places[0].start, places[0].end),
            )

    # -- negation --------------------------------------------------------------------------------

    def _negation(self, low: int, high: int, aligned: Set[int]) -> Iterator[Issue]:
        words = self.words
        own = [p for p in range(low, high) if p not in self.added and not words.is_name(p)]
        negations = {p for p in own if words.negates(p)}
        for position in range(low, high):
            issue = None
            if position in self.added:
                continue
            if position in negations:
                issue = self._negation_put_in(position, high)
                # As many as in the quote of a claim: "It is not" stands for what was asked before.
                if issue is None and (
                    self.stance is None or len(negations) > self.quoted_negations
                ):
                    issue = self._negation_added(position, high, aligned)
            elif self.stance != "denied":
                issue = self._negation_lost(position, low, high, aligned)
            if issue:
                yield issue
                return
        if self.stance not in {None, "denied"}:
            yield from self._negation_left_out(low, high)

    def _negation_left_out(self, low: int, high: int) -> Iterator[Issue]:
        """A claim that says nearly all that a sentence of its quote says, but for a negation."""
        cues = [p for p in self.quoted if self.text.negates(p)]
        held = {self.text.roots[p] for p in self.quoted}
        said = sum(self.words.negates(p) for p in range(len(self.words)))
        said += sum(
            self.words.lowers[p] in _IMPLICIT and self.words.roots[p] not in held
            for p in range(low, high)
            if p not in self.added
        )
        first = next((self.words.lowers[p] for p in range(low, high) if p not in self.added), "")
        asked = self.stance == "unknown" and first in _ASKED
        if said >= len(cues) or asked:
            return
        mine = {self.words.roots[p] for p in range(low, high)}
        turned = {self.text.sentence(p) for p in cues}
        told = [
            p
            for p in self.quoted
            if self.text.carries(p) and p not in cues and self.text.sentence(p) in turned
        ]
        if 5 * sum(self.text.roots[p] in mine for p in told) >= 4 * len(told):
            span = self.text.span(cues[0])
            yield _issue(
                "negation", f"The claim leaves out the quote's “{self.text.raw(cues[0])}”.", span
            )

    def _negation_put_in(self, cue: int, high: int) -> Issue | None:
        """A negation among words that the quote has without it: "had [not] been finished"."""
        words, text = self.words, self.text
        ends = (p for p in range(cue + 1, min(high, cue + _LONGEST_RUN)) if words.carries(p))
        end = next(ends, None)
        if self.stance == "denied" or end is None or cue == 0:
            return None
        run = (words.lowers[cue - 1], *words.lowers[cue + 1 : end + 1])
        place = self._quoted_runs.get(run)
        if place is None or not self.added.isdisjoint(range(cue - 1, end + 1)):
            return None
        if tuple(words.lowers[cue : end + 1]) in self._quoted_runs:
            return None  # another says so
        low, _ = text.bounds(text.sentence(place))
        before = range(max(low, place - 4 * _NEGATION_REACH), place)
        if any(text.lowers[p] in _LEAVES_OPEN for p in before):
            return None  # "denied that", "was asked whether the tests had been finished"
        if self._is_rejected(place):
            return None
        span = text.span(place, place + len(run))
        return _issue(
            "negation",
            f"The text says “{text.raw(place, place + len(run))}”, the line "
            f"“{words.raw(cue - 1, end + 1)}”.",
            span,
        )

    @cached_property
    def _quoted_runs(self) -> dict[tuple[str, ...], int]:
        """Where the quoted words first have a run of so many."""
        lowers = [self.text.lowers[p] for p in self.quoted]
        found: dict[tuple[str, ...], int] = {}
        for length in range(2, _LONGEST_RUN + 1):
            for at in range(len(lowers) - length + 1):
                if self.quoted[at + length - 1] - self.quoted[at] == length - 1:
                    found.setdefault(tuple(lowers[at : at + length]), self.quoted[at])
        return found

    def _negation_added(self, cue: int, high: int, aligned: Set[int]) -> Issue | None:
        """A negation where no sentence like it negates any word that it governs."""
        governed = []
        for position in range(cue + 1, min(high, cue + 8)):
            if self.words.breaks_clause(position):
                break
            if self.words.lowers[position] in word_list("clause_breaks"):
                break
            if self.words.carries(position) and position not in self.added:
                governed.append(position)
        governed = [p for p in governed if p not in self.taken] or governed
        if governed and self._has_opposite(governed[0], aligned):
            return None
        first: int | None = None
        for position in governed[:3]:
            places = self._within(self.evidence.company(self.words.roots[position]), aligned)
            # Once the text has what is negated, only a negation of what follows excuses it.
            direct = first is not None
            for place in places:
                if self._is_excused(place, direct=direct):
                    return None
                first = place if first is None else first
        if first is None or self._is_rejected(first):
            return None
        shown = self.words.raw(cue, governed[:3][-1] + 1)
        return _issue("negation", f"The text does not say “{shown}”.", self.text.span(first))

    def _has_opposite(self, position: int, aligned: Set[int]) -> bool:
        """Whether one of the sentences has the opposite of the word, which the text does not have,
        and that plainly: "unclear" for what is "not clear".
        """
        lower = self.words.lowers[position]
        kind, rivals = self.evidence.rivals(lower)
        if kind != "antonym" or self.evidence.exactly(lower):
            return False
        places = self._within(rivals, aligned)
        return any(negated_by(self.text, place) is None for place in places)

    def _is_rejected(self, place: int) -> bool:
        """Whether somebody calls false what stands there: "that the gate was shut is untrue"."""
        low, high = self.text.bounds(self.text.sentence(place))
        reach = 4 * _NEGATION_REACH
        return is_called_false(self.text.raw(max(low, place - reach), min(high, place + reach)))

    def _turns(self, position: int) -> bool:
        """Whether a word of the line may turn another round; in brackets only a negation may.
        "Unless" is "if not".
        """
        lower = self.words.lowers[position]
        return lower == "unless" or lower in (NEGATIONS if position in self.added else ANY_NEGATION)

    def _is_excused(self, place: int, *, direct: bool) -> bool:
        """Whether something turns what stands there, and the line does not have it too."""
        if (place, direct) not in self._excused:
            turned = negated_by(self.text, place) is not None if direct else self._is_turned(place)
            self._excused[place, direct] = turned
        return self._excused[place, direct]

    def _is_turned(self, place: int) -> bool:
        """Whether one of the words near the place turns it."""
        low, high = self.text.bounds(self.text.sentence(place))
        after = _NEGATION_REACH if self._is_quoted(place) else 5
        near = range(max(low, place - _NEGATION_REACH), min(high, place + after))
        return any(self._excuses(p, place) for p in near if p != place)

    def _excuses(self, turning: int, place: int) -> bool:
        """Whether a word of the text turns what is near it, and the line does not have it too."""
        lower = self.text.lowers[turning]
        if lower in NEGATIONS:
            return True
        return (
            lower in _IMPLICIT
            and (abs(turning - place) <= _NEAR or lower not in _TURNS_NEXT)
            and self.text.roots[turning] not in self._roots
        )

    def _negation_lost(self, position: int, low: int, high: int, aligned: Set[int]) -> Issue | None:
        """A word that the text only has right after a negation, and the line without one."""
        if not self.words.carries(position):
            return None
        beside = range(max(low, position - 8), min(high, position + 8))
        if self.stance:  # what stands in brackets does not part a word from its negation
            beside = range(low, high)
        first_turning = bisect_left(self.turning, beside.start)
        nearest = self.turning[first_turning : first_turning + 2]  # one may be the word itself
        if any(p in beside and p != position for p in nearest):
            return None
        if self._turning_that and self._is_denied(position, low, beside.start):
            return None
        places = self._within(self.evidence.places(self.words.roots[position]), aligned)
        found = next(places, None)
        first = None if found is None else negated_by(self.text, found)
        if found is None or first is None:
            return None
        if any(negated_by(self.text, place) is None for place in places):
            return None
        span = self.text.span(first, found + 1)
        return _issue(
            "negation",
            f"The text says “{self.evidence.text[span.start : span.end]}”, the line "
            f"“{self.words.raw(position)}”.",
            span,
        )

    def _is_denied(self, position: int, low: int, before: int) -> bool:
        """Whether a denial further up governs the clause: "denies that A and B"."""
        index = bisect_right(self._breaks, position)
        clause = max(low, self._breaks[index - 1]) if index else low
        first = bisect_left(self._turning_that, clause)
        return any(place < before for place in self._turning_that[first : first + 1])

    @cached_property
    def _breaks(self) -> list[int]:
        """Where a clause of the line begins, as far as marks tell."""
        return [p for p in range(len(self.words)) if self.words.breaks_clause(p)]

    def _within(self, places: Sequence[int], aligned: Set[int]) -> Iterator[int]:
        """The places, which are in order, that stand in one of the sentences."""
        if len(aligned) > _FEW:
            yield from (place for place in places if self.text.sentence(place) in aligned)
            return
        for low, high in map(self.text.bounds, sorted(aligned)):
            yield from places[bisect_left(places, low) : bisect_left(places, high)]

    def _is_quoted(self, place: int) -> bool:
        """Whether the place is in a sentence that the line says that it comes from."""
        return self.text.sentence(place) in self.quoted_sentences

    # -- content ---------------------------------------------------------------------------------

    def _content(self, carrying: Sequence[int]) -> Iterator[Issue]:
        words = self.words
        novel = [p for p in carrying if p not in self.taken and not self._is_known(p)]
        things = [
            p
            for p in novel
            if stem(words.lowers[p]) in lexicon().things and words.lowers[p] not in REPORTING_VERBS
        ]
        weight = sum(_novelty(words.roots[p]) for p in novel)
        if things or weight > self.tuning.novelty * len(carrying) or 2 * len(novel) > len(carrying):
            shown = ", ".join(f"“{words.raw(p)}”" for p in things or novel)
            yield _issue("content", f"The text does not have {shown}.")

    def _is_known(self, position: int) -> bool:
        """Whether the text has the word, a derivation or a synonym of it or of a phrase with it."""
        words = self.words
        key = words.roots[position]
        lower = words.lowers[position]
        if self.evidence.places(key) or self.evidence.resembles(lower):
            return True
        if self.evidence.has_sign(lower) or self._is_share(position):
            return True
        if self._namesakes(position):
            return True
        senses = {
            sense
            for first in range(max(0, position - 2), position + 1)
            for phrase, found in lexicon().phrases.get(words.roots[first], {}).items()
            if first + len(phrase) > position
            and tuple(words.roots[first : first + len(phrase)]) == phrase
            for sense in found
        }
        return bool(self.evidence.relatives(key, senses))

    def _namesakes(self, position: int) -> list[int]:
        """Where the text has the country or the people that a name with a capital stands for."""
        capital = self.words.capital[position]
        return self.evidence.namesakes(self.words.lowers[position]) if capital else []

    def _foreign(self, low: int, high: int) -> Iterator[Issue]:
        """A sentence in another language most of whose longer words the text does not have."""
        words = self.words
        long = [p for p in range(low, high) if len(words.lowers[p]) > 3]
        novel = [p for p in long if not self._is_known_abroad(words.lowers[p])]
        if 2 * len(novel) > len(long):
            shown = ", ".join(f"“{words.raw(p)}”" for p in novel)
            yield _issue("content", f"The text does not have {shown}.")

    def _is_known_abroad(self, lower: str) -> bool:
        """Whether a word of the text begins like this one; without blanks between words, whether
        most pairs of its characters are in the text.
        """
        if not is_unspaced(lower[0]):
            return self.evidence.begins(lower[:4])
        pairs = [lower[at : at + 2] for at in range(len(lower) - 1)]
        return 2 * sum(pair in self.evidence.lowered for pair in pairs) >= len(pairs)

    # -- one thing in the place of another -------------------------------------------------------

    def _swapped(self, carrying: Sequence[int]) -> Iterator[Issue]:
        """Words in the place of their rivals: another relative, place or number, or the opposite,
        that the text has beside the same words.
        """
        by_start = {number.start: number for number in self.numbers}
        for index, position in enumerate(carrying):
            if position in self.added or position in self.seats or self._is_share(position):
                continue
            number = by_start.get(position)
            kind, own, rivals = (
                self._rivals(position) if number is None else self._rival_numbers(number)
            )
            if not rivals:
                continue
            around = self._around(carrying, index, index + 1)
            margin = self.tuning.margin + self.words.is_name(position)
            known = self.evidence.exactly(self.words.lowers[position])
            if number is None and not known:
                # "France" is not new where the text has "French", and yet it may stand for "Spain".
                # The quoted words are all near each other, and may well be put in other words.
                margin = self.tuning.novel_margin + bool(self._namesakes(position))
                margin += bool(self.quoted_sentences)
            window = self.tuning.window
            enough = max(1, len(around) - margin + 1)  # then no rival can have so much more
            best = 0
            for place in own:
                best = max(best, _company(place, around, window))
                if best >= enough:
                    break
            if best >= enough:
                continue
            most, place = max((_company(p, around, window), -p) for p in rivals)
            # A short line has little company: then all of it, and none for the word, must do.
            wins = most >= best + margin or (best == 0 and most == len(around) >= 2)
            wins = wins or (most > best and self._takes_place(position, own, rivals))
            if wins and (kind != "antonym" or self._is_contrary(position, -place)):
                end = None if number is None else number.end
                yield _issue(
                    kind,
                    f"“{self.words.raw(position, end)}” stands where the text has "
                    f"“{self.text.raw(-place)}”.",
                    self.text.span(-place),
                )

    def _is_contrary(self, position: int, opposite: int) -> bool:
        """Whether the opposite of a word says the contrary: it is no part of a name, the line does
        not have it, too, and not just one of the two is negated.
        """
        if self.text.is_name(opposite) or self.text.roots[opposite] in self._roots:
            return False
        negations = negated_by(self.words, position), negated_by(self.text, opposite)
        return negations.count(None) != 1

    def _turned_links(
        self, low: int, high: int, carrying: Sequence[int], shown: Sequence[Span]
    ) -> Iterator[Issue]:
        """ "Before the vote" where the text only has "after the vote", unless shown already."""
        words = self.words
        for position in range(low, high):
            if words.lowers[position] not in _LINKS or position in self.added:
                continue
            index = bisect_left(carrying, position + 1)
            end = carrying[index] if index < len(carrying) else high
            between = range(position + 1, min(end + 1, high))
            negated = position > low and words.negates(position - 1)  # "no more than"
            if negated or len(between) > _LINK_REACH or any(map(words.breaks_clause, between)):
                continue
            if end == high or words.capital[end] or words.roots[end] in lexicon().light_words:
                continue
            place = self._linked_by_opposite(words.lowers[position], words.roots[end])
            around = self._around(carrying, index, index + 1)
            if place is not None and _company(place, around, self.tuning.window):
                first = max(0, place - _LINK_REACH)
                span = self.text.span(first, place + 1)
                if any(span.start <= one.start < span.end for one in shown):
                    continue
                yield _issue(
                    "antonym",
                    f"The line says “{words.raw(position, end + 1)}”, the text "
                    f"“{self.text.raw(first, place + 1)}”.",
                    span,
                )

    def _linked_by_opposite(self, link: str, key: str) -> int | None:
        """Where the root first stands behind the opposite of the small word, if it never stands
        behind the word itself or one like it.
        """
        if (link, key) not in self._links:
            mine, opposite = _LINKS[link]
            found = None
            for place in self.evidence.places(key):
                before = self.text.lowers[max(0, place - _LINK_REACH) : place]
                if not mine.isdisjoint(before):
                    found = None
                    break
                if found is None and not opposite.isdisjoint(before):
                    found = place
            self._links[link, key] = found
        return self._links[link, key]

    def _takes_place(self, position: int, own: Sequence[int], rivals: Sequence[int]) -> bool:
        """Whether a rival, and never the word, stands in the text right beside the same word: "the
        state law" for "the federal law".
        """
        words = self.words
        for step in (-1, 1):
            at = position + step
            if position in self.taken or not 0 <= at < len(words) or not words.carries(at):
                continue
            if words.roots[at] in lexicon().light_words or words.breaks_clause(max(position, at)):
                continue
            if stand_beside(self.text, rivals, step, words.roots[at]):
                return not stand_beside(self.text, own, step, words.roots[at])
        return False

    def _around(self, carrying: Sequence[int], first: int, last: int) -> list[list[int]]:
        """Where the text has the words of content on each side of those, which are no such words
        themselves.
        """
        reach = self.tuning.reach
        own = {self.words.roots[p] for p in carrying[first:last]}
        return [
            self.evidence.company(self.words.roots[p])
            for p in (*carrying[max(0, first - reach) : first], *carrying[last:][:reach])
            if self.words.roots[p] not in own and p not in self.added
        ]

    def _misplaced(self, low: int, high: int, carrying: Sequence[int]) -> Iterator[Issue]:
        """Names that the text has beside none of the words around them, where it has others."""
        window = self.tuning.window
        first, last = (bisect_left(self.names, (place, 0)) for place in (low, high))
        for start, end in self.names[first:last]:
            if self._speaks(start, end):
                continue
            places = (self.evidence.company(self.words.roots[p]) for p in range(start, end))
            own = sorted({*chain.from_iterable(places), *self._namesakes(end - 1)})
            around = self._around(carrying, *(bisect_left(carrying, p) for p in (start, end)))
            # A name that the text has so often is not out of place.
            if not own or len(own) > _MOST_RIVALS or len(around) < self.tuning.margin:
                continue
            if any(_company(place, around, 2 * window) for place in own):
                continue
            others = self._names_near(around)
            most, place = max(((_company(p, around, window), -p) for p in others), default=(0, 0))
            if most >= self.tuning.margin:
                yield _issue(
                    "name",
                    f"“{self.words.raw(start, end)}” stands where the text has "
                    f"“{self.text.raw(-place)}”.",
                    self.text.span(-place),
                )

    def _names_near(self, around: Sequence[list[int]]) -> set[int]:
        """Where the text has other names, near as many of the words around as it takes."""
        names = self.evidence.names
        rarest = sorted(around, key=len)[: len(around) - self.tuning.margin + 1]
        return {
            p
            for place in chain.from_iterable(places[:_MOST_RIVALS] for places in rarest)
            for p in _between(names, place - self.tuning.window, place + self.tuning.window)
            if self.text.roots[p] not in self._roots
            and (not self.quoted_sentences or self._is_quoted(p))
        }

    def _speaks(self, start: int, end: int) -> bool:
        """Whether a verb of saying stands beside the name: who says what is asked elsewhere."""
        beside = (*self.words.lowers[max(0, start - 2) : start], *self.words.lowers[end : end + 2])
        return not REPORTING_VERBS.isdisjoint(beside)

    def _rivals(self, position: int) -> tuple[str, list[int], list[int]]:
        """What an issue is called, where the word and its synonyms stand, and its rivals."""
        lower = self.words.lowers[position]
        kind, rivals = self.evidence.rivals(lower)
        if self.quoted_sentences:  # of other things the text may say other things
            rivals = [*self._within(rivals, self.quoted_sentences)]
        if not rivals:
            return kind, [], []
        own = self.evidence.company(self.words.roots[position])
        if namesakes := self._namesakes(position):
            own = sorted({*own, *namesakes})
        return kind, own[:_MOST_RIVALS], rivals[:_MOST_RIVALS]

    def _rival_numbers(self, number: Number) -> tuple[str, list[int], list[int]]:
        """The same for a number that the text does not have before this unit."""
        same = self.evidence.numbers.get(number.value, ())
        counted = any(number.unit in {"%", *self.text.roots[n.end : n.end + 4]} for n in same)
        if counted or number.value in YEARS or not self._counts_something(number):
            return "number", [], []
        rivals = [
            n.start
            for n in self.evidence.counting(number.unit)
            if n.value != number.value
            and n.value not in YEARS
            and not is_rounded(self.words, number, n.value)
            and not (self.stance and any(self._is_quoted(one.start) for one in same))
        ]
        return "number", [], rivals[:_MOST_RIVALS]

    # -- who did it to whom ----------------------------------------------------------------------

    def _relations(self, low: int, high: int) -> Iterator[Issue]:
        """ "A sued B" where the text has "B sued A"."""
        words = self.words
        names = [name for name in self.names if low <= name[0] < high]
        for (start, end), (other, stop) in pairwise(names):
            verbs = [p for p in range(end, other) if words.carries(p)]
            if len(verbs) != 1 or other - end > _CLAUSE or words.is_name(verbs[0]):
                continue
            if words.lowers[verbs[0] - 1] in _ARTICLES:  # "Moen, a critic of Orlo"
                continue
            if words.lowers[verbs[0]] in _SAYING:  # "A claims B": what follows is a clause
                continue
            span = self._turned(verbs[0], words.roots[end - 1], words.roots[stop - 1])
            if span:
                yield _issue(
                    "relation",
                    f"“{words.raw(start, stop)}” is the other way round in the text: "
                    f"“{self.evidence.text[span.start : span.end]}”.",
                    span,
                )

    def _turned(self, verb: int, first: str, second: str) -> Span | None:
        """Where the text has the verb between the two names in the other order, if it never has
        them in this one.
        """
        passive = _is_passive(self.words, verb)
        turned: Span | None = None
        for place in self.evidence.exactly(self.words.lowers[verb]):
            before = self._neighbour((first, second), place, -1)
            after = self._neighbour((first, second), place, 1)
            if before is None or after is None:
                continue
            roots = (self.text.roots[before], self.text.roots[after])
            if roots[0] == roots[1]:
                continue
            if (roots == (first, second)) == (_is_passive(self.text, place) == passive):
                return None
            turned = self.text.span(before, after + 1)
        return turned

    def _neighbour(self, keys: tuple[str, str], place: int, step: int) -> int | None:
        """The name beside the place, with nothing but small words and names between."""
        for position in range(place + step, place + step * (_CLAUSE + 1), step):
            if not 0 <= position < len(self.text):
                return None
            if self.text.breaks_clause(max(position, position - step)):
                return None
            if self.text.roots[position] in keys:
                return position
            if self.text.carries(position) and not self.text.capital[position]:
                return None
        return None

    # -- certainty -------------------------------------------------------------------------------

    def _done(self, low: int, high: int, aligned: Set[int]) -> Iterator[Issue]:
        """ "Inspected" where all of the text has "would inspect" or "plans to inspect"."""
        words = self.words
        if is_conditional(words.raw(low, high)):
            return
        for position in range(low, high):
            lower = words.lowers[position]
            if position in self.taken or not is_past(lower) or _is_planned(words, position):
                continue
            if not words.carries(position):  # "told" and "said"
                continue
            if not NEGATIONS.isdisjoint(words.lowers[max(low, position - 4) : position]):
                continue
            places = self.evidence.exactly(lower)[:_MOST_RIVALS]
            if self.stance:
                places = [place for place in places if self._is_quoted(place)]
            planned = [place for place in places if _is_planned(self.text, place)]
            if any(self._happens(place) for place in places if place not in planned):
                continue
            place = next((one for one in planned if self.text.sentence(one) in aligned), None)
            if place is not None:
                shown = self.text.span(max(place - 2, 0), place + 1)
                yield _issue(
                    "stance-raised",
                    f"The line says “{words.raw(position)}”, the text only "
                    f"“{self.evidence.text[shown.start : shown.end]}”.",
                    shown,
                )
                return

    def _happens(self, place: int) -> bool:
        """Whether the word has the form of what was, or is, done: "sued", "sues" of a headline."""
        lower = self.text.lowers[place]
        return is_past(lower) or lower.endswith("s")

    def _stance(self, low: int, high: int, keys: Set[str], aligned: Set[int]) -> Iterator[Issue]:
        """A plain statement where every sentence of the text that says it leaves it open."""
        line = self.words.raw(low, high)
        if len(keys) < 3 or stance_of(line) != "asserted" or _FOR_THOSE.search(line):
            return
        open_span: Span | None = None
        for span in self.evidence.saying(keys, aligned):
            said = without_asides(self.evidence.text[span.start : span.end])
            said = _clause_with(without_other_hedges(said, line), keys)
            if stance_of(said) not in _OPEN:
                return
            open_span = open_span or span
        if open_span:
            shown = self.evidence.text[open_span.start : open_span.end]
            yield _issue("stance-raised", f"The text leaves it open: “{shown}”.", open_span)


def _clause_with(text: str, keys: Set[str]) -> str:
    """The clause that has most of the roots, and two thirds of them; else the text."""
    most, _, clause = max(
        (len(carried(clause) & keys), number, clause)
        for number, clause in enumerate(_CLAUSE_START.split(text))
    )
    return clause if 3 * most >= 2 * len(keys) else text


def without_other_hedges(text: str, line: str) -> str:
    """The text without what only may be, beside what is, where the line has not half of its words:
    "are not lawful" of "could remove voters and are not lawful".
    """

    def kept(found: re.Match[str]) -> str:
        hedged = carried(found[1])
        return found[0] if 2 * len(hedged & carried(line)) >= len(hedged) else " "

    return _HEDGED.sub(kept, text)


def negated_by(words: Words, place: int) -> int | None:
    """The position of the negation whose first word of content stands at `place`."""
    for before in range(place - 1, max(place - 6, -1), -1):
        if words.breaks_clause(before + 1) or words.lowers[before] in _ASKED:
            return None
        lower = words.lowers[before]
        apart = words.breaks_clause(before) or words.lowers[before - 1] == "and"
        if apart and words.lowers[before + 1] in _ARTICLES:
            return None  # "and not a decision" sets one thing apart from another
        if words.negates(before) or lower in _HARDLY:
            return before
        if lower in _FAILING and words.lowers[before + 1] == "to":
            return before
        if words.carries(before) and lower not in _PROOFS:
            return None
    return None


def beside(
    words: Words, start: int, end: int, within: Container[int], shared: Container[str]
) -> _Slot:
    """The next words to the left and to the right that are shared or no names, each with its side.

    Args:
        words: the words of a line or of a text.
        start, end: the positions of those beside which it is asked, the end exclusive.
        within: the positions that count.
        shared: the roots of names that are not passed over.
    """
    found = set()
    for step, beyond in ((-1, start - 1), (1, end)):
        place = beyond
        while place in within and words.capital[place] and words.roots[place] not in shared:
            place += step
        if place in within:
            found.add((step, words.roots[place]))
    return found


def stand_beside(words: Words, places: Sequence[int], step: int, key: str) -> bool:
    """Whether the root stands right before or after one of the places."""
    roots = words.roots
    return any(0 <= p + step < len(roots) and roots[p + step] == key for p in places)


def is_rounded(words: Words, number: Number, value: float) -> bool:
    """Whether a number of the words is said to be near another: "more than 400" for 412."""
    before = words.lowers[max(0, number.start - 3) : number.start]
    return 9 * abs(number.value - value) <= number.value and not _ROUNDS.isdisjoint(before)


def _bound(words: Words, number: Number) -> tuple[str, bool]:
    """Whether the number is said to be the least ("more"), the most ("less") or "about" right,
    and whether this is what matters of it.
    """
    before = " ".join(words.lowers[max(0, number.start - 3) : number.start])
    after = " ".join(words.lowers[number.end : number.end + 2])  # "12,000 at most"
    for form, bound, strict in _BOUNDS:
        if form.search(before) or (strict and form.search(after)):
            return bound, strict
    return "", False


def _between(places: Sequence[int], low: int, high: int) -> Sequence[int]:
    """Those of the places, which are in order, from the one to the other."""
    return places[bisect_left(places, low) : bisect_right(places, high)]


def _company(place: int, around: Sequence[list[int]], window: int) -> int:
    """How many of the words around stand near the place."""
    total = 0
    for places in around:
        first = bisect_left(places, place - window)
        for near in places[first : first + 2]:
            if near != place and near <= place + window:
                total += 1
                break
    return total


def _is_passive(words: Words, verb: int) -> bool:
    """Whether the verb is in the passive with its agent: "was sued by"."""
    return "by" in words.lowers[verb + 1 : verb + 4] and words.lowers[verb].endswith(
        ("ed", "en", "t", "d", "n")
    )


def _is_planned(words: Words, verb: int) -> bool:
    """Whether the verb says what somebody will, would or means to do, or is asked to do."""
    for position in range(verb - 1, max(verb - 4, -1), -1):
        lower = words.lowers[position]
        if words.breaks_clause(position + 1):
            return False
        if lower in _MODALS:
            return True
        if lower == "to":
            before = words.lowers[max(0, position - 4) : position]
            return not _PLANS.isdisjoint(before) or before[-1:] in _IS_TO
        if words.carries(position):
            return False
    return False


def _novelty(key: str) -> float:
    """How surely a word without any relative in the text says something new."""
    if key in lexicon().light_words:
        return 0.0
    return 0.3 if key in lexicon().senses else 0.5


def _issue(kind: str, detail: str, span: Span | None = None) -> Issue:
    return support(kind, " ".join(detail.split()), span)
