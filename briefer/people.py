"""The people whom a text names: their names, titles and descriptions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from briefer import cues
from briefer.frames import NOT_NAMES, PERSON, ROLES
from briefer.remembering import remembered
from briefer.sentences import Layout
from briefer.words import word_list

TITLES = ROLES | cues.word_set(
    "mr mrs ms miss dr sen sens rep reps gov gen lt col capt maj cpl pvt adm sgt supt insp det rev "
    "prof hon sir lord dame st president-elect former ex vice deputy assistant acting state u.s us "
    "republican democratic gop superintendent inspector detective sergeant constable commissioner "
    "chancellor curator speaker premier emir sheikh imam rabbi bishop archbishop cardinal reverend "
    "nurse principal headmaster sheriff councillor councilor councilman councilwoman alderman "
    "baroness baron earl duke duchess princess lieutenant colonel corporal admiral marshal "
    "brigadier commander magistrate coroner ombudsman warden cllr justices messrs rt treasurer"
)
_ABBREVIATED = (
    r"(?:Mrs?|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Capt|Maj|Adm|Sgt|Rev|Prof|Hon|Del|St|Jr|Sr"
    r"|[A-Z])\."
)
_PARTICLE = (
    r"(?:de|da|di|van|von|der|den|bin|ibn|al|el|la|le)(?=[ \u00a0][A-Z])|(?:al|el|ul)-[A-Z]\w*"
)
NAME = re.compile(
    rf"(?=[A-Z])(?:{_ABBREVIATED}|[A-Z][\w’'-]*+)"
    rf"(?:[ \u00a0](?:{_ABBREVIATED}|[A-Z][\w’'-]*+|{_PARTICLE})){{1,6}}"
)
BODY_WORDS = cues.word_set(
    "council department university times post house senate court committee commission party "
    "street street's association institute foundation center centre bank group inc corp company "
    "news press journal agency office states kingdom nations city county river school college "
    "act union congress party's ministry bureau service network tv radio church hospital airport "
    "national international federal world united north south east west new white "
    "airlines airways motors energy fuels resources holdings technologies systems industries "
    "pharmaceuticals securities studios entertainment museum gallery library theatre theater "
    "stadium arena alliance coalition federation league society fund forum project amendment treaty"
)
_CHAMBERS = cues.word_set("house senate court council commission committee congress company party")
# Bodies and papers may speak, but none of them is the person who is described with their name.
BODIES = cues.word_set(
    "group groups company companies campaign commission committee agency agencies department "
    "ministry government court report reports study poll polls survey statement newspaper bank "
    "union organization organisation administration team board council panel document documents "
    "letter ad post paper magazine firm party club university hospital school office police "
    "newsroom network channel service association society church federation league coalition "
    "cooperative charity family crowd public bench jury inquiry tribunal lawyers aides readers"
)

PEOPLE = TITLES - BODIES
"""What a person is called; with "his" before it, somebody else: "his lawyer"."""


@dataclass
class _Person:
    """One whom the text names.

    Attributes:
        name: the name without titles.
        titles: those before it.
        text: the text.
        start, end: where the text has it first, titles included.
        mentions: how often the text has the name.
    """

    name: str
    titles: Sequence[str]
    text: str
    start: int
    end: int
    mentions: int = 1

    @cached_property
    def _described(self) -> list[str]:
        """The words of titles and appositions. Few are asked for them."""
        before = self.text[max(0, self.start - 60) : self.start]
        words = [
            *_WORDS.findall(before.rpartition(".")[2].rpartition(",")[2])[-4:],
            *self.titles,
        ]
        if before.endswith(", "):  # "its head teacher, Ada Moen"
            words += re.findall(r"[\w.]+", before[:-2].rpartition(", ")[2])[-4:]
        apposition = _APPOSITION.match(self.text, self.end, self.end + 90)
        if apposition:
            words += _WORDS.findall(apposition[1])
        return words

    @cached_property
    def description(self) -> frozenset[str]:
        """These words in small letters."""
        return frozenset(word.lower().strip(".") for word in self._described) - NOT_NAMES

    @cached_property
    def initials(self) -> str:
        """The initials of those that have a capital."""
        return "".join(word[0] for word in self._described if word[0].isupper())


_WORDS = re.compile(r"\w+")
_PLAIN = re.compile(r"(?<![\w'’-])[a-z]{3,}(?![\w'’-])")
_APPOSITION = re.compile(r",\s+([^,.;:]{3,80})[,.]")


def _in_title_case(line: str) -> bool:
    """Whether three quarters of the words have capitals, as in a headline."""
    words = line[:300].split()
    return 4 * sum(word[0].isupper() for word in words) >= 3 * len(words) > 12


class _Name(NamedTuple):
    """The titles before a name, the words of the name, and the one of them that sorts it."""

    titles: Sequence[str]
    words: Sequence[str]
    surname: str


@remembered(1 << 12)
def _read_name(words: str) -> _Name | None:
    """The name that the words are, what follows it left out; None where they name no person."""
    parts = words.replace("’", "'").split()
    while parts and parts[0].lower().strip(".") in NOT_NAMES:
        parts.pop(0)
    last = max((i for i, w in enumerate(parts) if w.lower().strip(".,") in TITLES), default=-1)
    parts, titles = parts[last + 1 :], parts[: last + 1]
    owner = max((i for i, w in enumerate(parts[:-1]) if w.endswith(("'s", "s'"))), default=-1)
    names = [word.removesuffix("'s").removesuffix("'") for word in parts[owner + 1 :]]
    while len(names) > 1 and names[-1].isupper() and names[-1].lower() in _AFTER_NAMES:
        names.pop()
    while len(names) > 2 and names[0].lower() in _CHAMBERS:  # "Speaker of the House Ann Lee"
        names.pop(0)
    if not names or (len(names) < 2 and not titles) or len(names) > 4 or names[-1] == "I":
        return None  # "Did I"
    if any(name.lower() in BODY_WORDS for name in names):
        return None
    return _Name(titles, names, _surname(names))


class Roster:
    """The people whom the text names, found by surname or by description."""

    def __init__(self, layout: Layout) -> None:
        text = self._text = layout.text
        self._vocabulary = layout.vocabulary
        self._plain: dict[str, bool] = {}
        self._by_word: dict[str, list[_Person]] = {}
        self._by_first: dict[str, list[_Person]] = {}
        self._described: list[_Person] = []
        self._names: set[str] = set()
        self._read: dict[str, _Person | None] = {}
        for number, paragraph in enumerate(layout.paragraphs):
            headline = number == 0 and _in_title_case(text[slice(*paragraph)])
            for match in NAME.finditer(text, paragraph.start, paragraph.end):
                # in a headline, other words than names have capitals too
                if not headline or text.find(match.group(), paragraph.end) > 0:
                    self._add(match)

    def _add(self, match: re.Match[str]) -> None:
        words = match.group()
        if words not in self._read:
            self._read[words] = self._person(match)
        elif person := self._read[words]:
            person.mentions += 1

    def _person(self, match: re.Match[str]) -> _Person | None:
        """Who is mentioned, with this mention counted; None where the words name no person."""
        read = _read_name(match.group())
        start, end = match.span()
        if read is None or (self._text[start - 1 : start], self._text[end : end + 1]) == ("(", ")"):
            return None  # "Robert Rott (Lib Dem)"
        titles, names, surname = read
        if not titles and self._is_plain(names[-1].lower()):
            return None  # "Vell Water", "Election Results": the text has "water" as a plain word
        name = " ".join(names)
        known = self._by_word.get(surname, [])
        for person in known:
            if person.name == name:
                person.mentions += 1
                return person
        if len(names) < 2 and known:
            return None
        person = _Person(name, titles, self._text, *match.span())
        self._by_first.setdefault(names[0].lower(), []).append(person)
        self._by_word.setdefault(surname, []).append(person)
        self._described.append(person)
        self._names.add(name)
        return person

    def _is_plain(self, word: str) -> bool:
        """Whether the text has the word in small letters and as a part of no other."""
        if word not in self._plain:
            places = self._vocabulary[word]
            self._plain[word] = any(_PLAIN.match(self._text, place) for place in places)
        return self._plain[word]

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def named(self, mention: str, place: int) -> str | None:
        """The full name of a mention such as "Kirby" or "Mr. Kim" at `place`.

        The last word of the mention decides: "Kirby's aides" and "the Kirby campaign" are not
        Kirby. Of two with one surname it is the one whom the text names more often.
        """
        words = head_of(mention).replace("’", "'").split()
        while words and words[-1].lower() in _AFTER_NAMES:
            words.pop()
        names = [w.removesuffix("'s").removesuffix("'") for w in words]
        if not names or not names[-1][:1].isupper():
            return None
        last = names[-1].lower()
        if len(names) > 1 and self._is_plain(last):
            return None  # "Vell Water" is not Mr Vell
        people = self._by_word.get(last, [])
        if not people:  # "Xi", "Hanne"
            people = self._by_first.get(last, [])
            return people[0].name if len(people) == 1 and last not in BODY_WORDS else None
        full = [p for p in people if set(names) & set(p.name.split()[:-1])]
        earlier = [p for p in people if p.start <= place]
        return max(full or earlier or people, key=lambda p: p.mentions).name

    def described(self, mention: str, place: int) -> str | None:
        """The one person, named before `place`, whom "the NSC official" describes best."""
        head = head_of(mention).lower().split()
        role = head and (head[-1] in TITLES or PERSON.search(head[-1]) or len(head[-1]) < 4)
        if not role or head[-1] in BODIES:
            return None
        words = [word for word in re.findall(r"[\w.]+", mention) if word.lower() not in NOT_NAMES]
        best: _Person | None = None
        best_score = 0
        tied = False
        for person in self._described[:200]:
            if person.start > place + 200:
                break
            score = sum(
                (word.lower() in person.description)
                or (len(word) > 1 and word.isupper() and word.replace(".", "") in person.initials)
                for word in words
            )
            if score > best_score:
                best, best_score, tied = person, score, False
            elif score == best_score:
                tied = True
        return best.name if best and best_score and not (tied and best_score < 2) else None


def pronoun_of(name: str) -> str | None:
    """The pronoun, "he" or "she", of nearly all who have the given name; None where it is open."""
    return _pronouns().get(name.partition(" ")[0].lower()) if " " in name else None


@cache
def _pronouns() -> dict[str, str]:
    return dict.fromkeys(word_list("men"), "he") | dict.fromkeys(word_list("women"), "she")


@remembered(1 << 12)
def head_of(mention: str) -> str:
    """The mention up to what only describes it: "Ann Lee of Ulmen", "Ann Lee (D-Ohio)"."""
    return _AFTER_HEAD.split(mention.strip(" ,("), maxsplit=1)[0]


_AFTER_HEAD = re.compile(r"\s*[,;(\[]|\s+(?:of|in|at|for|from|with|on|to|who|whose|near)\s")
_AFTER_NAMES = cues.word_set(
    "jr jr. sr sr. ii iii himself herself itself kc qc mp msp mep mbe obe cbe phd md"
)


def _surname(names: Sequence[str]) -> str:
    parts = [name for name in names if name.lower().strip(".") not in {"jr", "sr", "ii", "iii"}]
    return (parts or names)[-1].lower()


def is_person_or_body(mention: str) -> bool:
    """Whether the words can name one who speaks: they hold a name or a role."""
    words = re.findall(r"[\w'’.-]+", mention)
    names = any(word[0].isupper() and word.lower() not in NOT_NAMES for word in words)
    return names or any(word.lower() in ROLES for word in words)
