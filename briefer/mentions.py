"""Where a text mentions whom, and as what it brings them in there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice

from briefer import cues
from briefer.models import Span
from briefer.naming import WORD, WORD_PART, called_by, head, is_description, name_words
from briefer.people import BODIES, PEOPLE, TITLES, Roster, pronoun_of
from briefer.sentences import Layout
from briefer.words import word_list

_SENTENCE_END = re.compile(r"(?<![A-Z][a-z])(?<![A-Z])[.!?][\"'”’)]*\s|[\r\n]")
_FRAME_REACH = 200  # characters
_BESIDE = 80
_MOST_PLACES = 50
_REPORTED = cues.REPORTING_VERBS | {"according"}
_TITLES_OF = {
    "he": re.compile(r"\b(?:Mr|Sir|Lord)\.?\s+(?:\w+\s+)?\Z"),
    "she": re.compile(r"\b(?:Mrs|Ms|Miss|Dame|Lady)\.?\s+(?:\w+\s+)?\Z"),
}
_OTHER = {"he": "she", "she": "he"}
# "Its chairman, Jon Tveit", "a company spokesman, Jon Tveit"
_OF_A_BODY = re.compile(
    rf"\b(?:its|their|{'|'.join(sorted(BODIES))}) (?:[\w’'-]+ ){{0,3}}[\w’'-]+,? \Z", re.IGNORECASE
)
_APPOSITION = re.compile(r"(?:, | (?:of|from|at|for|with) )[^,.;:]{3,80}")
_MOST_INTRODUCTIONS = 3  # the caption of a picture may have the name first
_SHORT = {
    "doctor": ["dr"],
    "physician": ["dr"],
    "professor": ["prof"],
    "senator": ["sen"],
    "congressman": ["rep"],
    "congresswoman": ["rep"],
    "representative": ["rep"],
    "lawmaker": ["sen", "rep"],
    "governor": ["gov"],
    "general": ["gen"],
    "executive": ["ceo"],
    "pastor": ["rev"],
}
"""The titles that tell of the one before whose name they stand that a role is his or hers."""
_POLICE_RANKS = cues.word_set("superintendent inspector sergeant constable detective lieutenant")
# What no body is called: none is "a mayor", and many are "the leader in" or "the asset manager".
_OF_PEOPLE = PEOPLE - cues.word_set(
    "owner manager leader leaders player source sources supporter supporters critic critics "
    "adviser advisor advisers advisors people victim victims survivor former ex vice deputy "
    "assistant acting state u.s us republican republicans democrat democrats democratic gop "
    "journal st"
)
_TITLES = "|".join(sorted(TITLES.intersection(word_list("titles")) | {"miss", "judge", "mayor"}))
_TITLED = re.compile(rf"\b(?i:{_TITLES})\.? \Z")
_ROLE = re.compile(r"(?<![\w-])([\w-]+),? \Z")
_AFTER_NAME = re.compile(
    r", (?P<what>\d\d(?=[,.])|(?=[a-z])(?!wh|that\b)[\w’'-]+(?: [\w’'-]+){0,4})"
    r"(?: (?:of|for|at|from|in|with|who) [^,.;:]{1,60})?[,.;]"
)
_TOLD_OF = re.compile(r"\b(?:(?P<he>he|his|him)|(?P<she>she|her|hers)|its|which)\b", re.IGNORECASE)
_ALSO = re.compile(
    r"\b(?:known|born|née?|alias|a\.?k\.?a|called|named|nicknamed|name|pseudonym|became|becoming)\b"
)


class Mentions:
    """The names in a text, with what stands beside them."""

    def __init__(self, layout: Layout) -> None:
        self.text = layout.text
        self.vocabulary = layout.vocabulary
        self._layout = layout
        self._places: dict[frozenset[str], list[int]] = {}
        self._introduced: dict[str, list[frozenset[str]]] = {}
        self._people: dict[str, bool] = {}

    @cached_property
    def roster(self) -> Roster:
        """The people among them."""
        return Roster(self._layout)

    # -- places ----------------------------------------------------------------------------------

    def of(self, name: str | None) -> list[int]:
        """Where words of the name stand."""
        words = called_by(name or "")
        if words not in self._places:
            places = {place for word in words for place in self.vocabulary[word]}
            self._places[words] = sorted(places)
        return self._places[words]

    def last(self, name: str | None, before: int) -> int:
        """The last place of the name before an offset; -1 if there is none."""
        places = self.of(name)
        position = bisect_left(places, before)
        return places[position - 1] if position else -1

    def nearest(self, name: str, hull: Span) -> Span | None:
        """The mention of the name that is nearest to the words."""
        places = self.of(name)
        if not places:
            return None
        place = min(_around(places, hull.start), key=lambda at: _gap(at, hull))
        return self._run(place, called_by(name))

    def _run(self, place: int, name: frozenset[str]) -> Span | None:
        """The run of the name's words around the place."""
        found = None
        for match in WORD.finditer(self.text, max(0, place - 60), place + 60):
            if not name.isdisjoint(WORD_PART.split(match.group().lower())):
                if found and self.text[found.end : match.start()].strip(" .") == "":
                    found = Span(found.start, match.end())
                elif match.start() <= place:
                    found = Span(*match.span())
        return found

    def is_near(self, name: str, hull: Span) -> bool:
        """Whether the name stands in the same or a neighbouring paragraph."""
        places = self.of(name)
        low = self.paragraph(hull.start, -1).start
        high = self.paragraph(hull.end, 1).end
        position = bisect_left(places, low)
        return position < len(places) and places[position] < high

    @cached_property
    def paragraphs(self) -> list[Span]:
        return self._layout.paragraphs

    def paragraph(self, place: int, step: int = 0) -> Span:
        """The paragraph that holds the place, or one so many after it."""
        index = bisect_right(self.paragraphs, place, key=lambda span: span.start) - 1 + step
        return self.paragraphs[min(max(index, 0), len(self.paragraphs) - 1)]

    def before(self, hull: Span) -> str:
        """What stands before the words in their sentence, no longer than a frame."""
        before = self.text[max(0, hull.start - _FRAME_REACH) : hull.start]
        return _SENTENCE_END.split(before)[-1]

    def after(self, hull: Span) -> str:
        """What stands behind them there."""
        return _SENTENCE_END.split(self.text[hull.end : hull.end + _FRAME_REACH])[0]

    # -- as what the text brings somebody in -----------------------------------------------------

    def is_person(self, name: str) -> bool:
        """Whether the text surely has a person of this name, and no firm or place: by a title, a
        role or an age beside it, or by a given name that "he" or "she" goes on with.
        """
        if name not in self._people:
            full = self.roster.named(name, len(self.text))
            self._people[name] = full is not None and (
                self._has_given_name(full)
                or any(map(self._is_persons, islice(self.whole(full), _MOST_PLACES)))
                or any(map(self._is_titled_at, islice(self.whole(full.split()[-1]), _MOST_PLACES)))
            )
        return self._people[name]

    def _has_given_name(self, full: str) -> bool:
        """Whether it begins with "Ann" and the text goes on with "she" or "her", as it does not for
        "Ann Taylor, the retailer".
        """
        pronoun = pronoun_of(full)
        if pronoun is None or any(BODIES & beside for beside in self._introductions(full)):
            return False
        behind = (self.text[at.end : at.end + _FRAME_REACH] for at in self._first(full))
        return any(_he_or_she(words) == pronoun for words in behind)

    def _first(self, full: str) -> Iterator[Span]:
        """The first places of a whole name."""
        return islice(self.whole(full), _MOST_INTRODUCTIONS)

    def is_also_called(self, one: str, other: str) -> bool:
        """Whether one of the names stands beside the other where the text says that both are one's:
        "Ida Roos, known as Lady Gull".
        """
        return any(
            _ALSO.search(self.text, min(place, beside), max(place, beside))
            for place in self.of(one)[:_MOST_PLACES]
            for beside in _around(self.of(other), place)
            if abs(place - beside) < _BESIDE
        )

    def _is_titled_at(self, surname: Span) -> bool:
        """Whether it is "Ms. Bell" there."""
        return _TITLED.search(self.text, max(0, surname.start - 30), surname.start) is not None

    def _is_persons(self, name: Span) -> bool:
        """Whether the full name is a person's by what stands beside it there."""
        if self._is_titled_at(name):
            return True
        before = _ROLE.search(self.text, max(0, name.start - 30), name.start)
        if before and before[1] in _OF_PEOPLE:
            return True
        after = _AFTER_NAME.match(self.text, name.end, name.end + _FRAME_REACH)
        return after is not None and (after["what"].isdigit() or head(after["what"]) in _OF_PEOPLE)

    def is_other_gender(self, pronoun: str, name: str) -> bool:
        """Whether a title before the name, or else the given name, says that the pronoun is not for
        it.
        """
        own, other = _TITLES_OF.get(pronoun), _TITLES_OF.get(_OTHER.get(pronoun, ""))
        words = name.lower().split()
        if own is None or other is None or not words:
            return False
        places = self.vocabulary[words[-1]][:_MOST_PLACES]
        before = [(max(0, place - 30), place) for place in places]
        if any(other.search(self.text, *place) for place in before):
            return True
        if any(own.search(self.text, *place) for place in before):
            return False
        full = self.roster.named(name, len(self.text)) or name
        told = any(_he_or_she(self.after(at)) == pronoun for at in self._first(full))
        return pronoun_of(full) == _OTHER[pronoun] and not told

    def is_beside(self, name: str, description: str) -> bool:
        """Whether the name stands somewhere beside the noun of the description: "the teacher"."""
        noun = head(description)
        named = self.of(name)
        return any(
            _gap(place, Span(at, at + len(noun))) < _BESIDE
            for at in self.vocabulary[noun][:_MOST_PLACES]
            for place in _around(named, at)
        )

    def brings_in_as(self, person: str, role: str) -> bool:
        """Whether the role, or the body, stands beside the name where the text brings it in."""
        if self._is_titled(person, role):
            return True
        noun = head(role)
        words = frozenset((noun,)) if is_description(role) else name_words(role)
        if noun == "police":
            words = words | _POLICE_RANKS
        return any(not words.isdisjoint(beside) for beside in self._introductions(person))

    def has_other_role(self, person: str, noun: str) -> bool:
        """Whether the text brings the person in with roles, and the noun is none of them."""
        roles = frozenset().union(*self._introductions(person)) & _OF_PEOPLE
        return bool(roles) and noun not in roles

    def _is_titled(self, name: str, role: str) -> bool:
        """Whether a title before the name is short for the role: "Dr. Moen", "the doctor"."""
        titles = _SHORT.get(head(role).removesuffix("s"))
        if titles is None:
            return False
        titled = re.compile(
            rf"\b(?i:{'|'.join(titles)})\.?\s(?:[A-Z][\w-]*[.’']*[ \u00a0]?){{0,3}}\Z"
        )
        return any(
            titled.search(self.text, max(0, place - 60), place)
            for place in self.of(name)[:_MOST_PLACES]
        )

    def _introductions(self, person: str) -> list[frozenset[str]]:
        """The words beside the first places where the name stands."""
        if person not in self._introduced:
            self._introduced[person] = [self._introduction(at) for at in self._first(person)]
        return self._introduced[person]

    def _introduction(self, name: Span) -> frozenset[str]:
        """The words beside a name that may say who it is, before it and in apposition."""
        before = self.before(name)
        if _OF_A_BODY.search(before):  # which the sentence before names
            low = max(self.paragraph(name.start).start, name.start - 2 * _FRAME_REACH)
            before = self.text[low : name.start]
        else:
            before = before[max((verb.end() for verb in reporting(before)), default=0) :]
        after = _APPOSITION.match(self.text, name.end)
        beside = before + (after.group() if after else "")
        return name_words(beside) | {word.lower() for word in WORD.findall(beside)}

    def whole(self, person: str) -> Iterator[Span]:
        """Where the text has the name as whole words."""
        person = person.replace("’", "'")
        start = self._straight.find(person) if person else -1
        while start >= 0:
            end = start + len(person)
            inside = self.text[max(0, start - 1) : start], self.text[end : end + 1]
            if not any(letter.isalnum() or letter == "_" for letter in inside):
                yield Span(start, end)
            start = self._straight.find(person, end)

    @cached_property
    def _straight(self) -> str:
        """The text with straight apostrophes, as names have them."""
        return self.text.replace("’", "'")


def _he_or_she(words: str) -> str | None:
    """Of whom the words behind a name go on to tell: "he", "she", or neither, as of a firm."""
    told = _TOLD_OF.search(words)
    return told.lastgroup if told else None


def reporting(frame: str) -> Iterator[re.Match[str]]:
    """The words of a frame that report."""
    return (word for word in WORD.finditer(frame) if word.group().lower() in _REPORTED)


def distance(places: Sequence[int], span: Span) -> int:
    """How far, in characters, the nearest of the places is from the span."""
    return min(_gap(place, span) for place in _around(places, span.start))


def _gap(place: int, span: Span) -> int:
    return max(span.start - place, place - span.end, 0)


def _around(places: Sequence[int], start: int) -> Sequence[int]:
    """The places next to `start` on either side."""
    position = bisect_left(places, start)
    return places[max(position - 1, 0) : position + 2]
