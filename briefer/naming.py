"""Names: which of their words tell who it is, and whether two of them can be one's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set

from briefer import cues
from briefer.frames import PREPOSITIONS, ROLES
from briefer.people import BODY_WORDS, PEOPLE
from briefer.remembering import remembered
from briefer.words import lexicon, stem, unaccented, ungarbled, word_list, word_pairs

PRONOUNS = frozenset(word_list("pronouns"))
DOCUMENTS = frozenset(word_list("documents"))
WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
WORD_PART = re.compile("['’.-]")
_TITLES = frozenset(word_list("titles"))
_ROLES = _TITLES & ROLES
"""The titles by which alone somebody may be called: "the minister", and no "the Mr"."""
_CAPITALS = word_pairs("capitals")
_COMPANIONS = PEOPLE | cues.word_set(
    "lawyers aides friend friends colleague colleagues counsel solicitor agent publicist boss "
    "partner ally allies opponent opponents rival rivals accuser accusers parents relatives "
    "girlfriend boyfriend ex-wife ex-husband uncle aunt cousin nephew niece grandmother "
    "grandfather neighbour neighbor"
)
_NEXT = r"(?=(?P<next>[\w-]+(?: [\w-]+){0,2}))"
_OWNER = re.compile(rf"(?<!\w)(?:[A-Z][\w.-]* )*[A-Z][\w-]*(?:['’]s|(?<=s)['’]) {_NEXT}")
_FOR = re.compile(r"(?<![\w-])(?P<next>[\w-]+) (?:for|of|to) [A-Z][\w.-]*(?: [A-Z][\w.-]*)*")
_HIS = re.compile(rf"(?i:his|her) {_NEXT}")
_OF_A_COUNTRY = (("U.S",), ("US",), ("U.K",), ("UK",))
_SMALL = cues.word_set("of the and for in on de van von al")  # in "Department of Food and Health"
_LONGEST = 300  # characters of a name
_AFTER_NOUN = cues.word_set("of who whose with for at in from on close that which involved near")


@remembered(1 << 12)
def name_words(name: str) -> frozenset[str]:
    """The words of a name that tell who it is, in small letters."""
    plain = unaccented(name.lower())
    words = [part for word in WORD.findall(plain) for part in WORD_PART.split(word)]
    words.extend(ungarbled(name))
    return frozenset(word for word in words if word not in _TITLES and len(word) > 1)


def called_by(name: str) -> frozenset[str]:
    """The words of a name; of somebody who is called by a title alone, the title."""
    return name_words(name) or _ROLES.intersection(name.lower().split())


def has_capital(name: str, missing: Iterable[str]) -> bool:
    """Whether one of the missing words is written as a name."""
    return any(re.search(rf"(?<!\w){re.escape(word.capitalize())}(?!\w)", name) for word in missing)


def is_description(name: str) -> bool:
    """Whether the name has a plain word in it, as "a White House official" has."""
    words = [word for word in WORD.findall(name) if word not in _SMALL]
    return not words or any(word[0].islower() for word in words)


def head(description: str) -> str:
    """The noun of a description: "teacher" of "the head teacher of the school"."""
    words: list[str] = [match.group().lower() for match in WORD.finditer(description)]
    for index, word in enumerate(words):
        if index and word in _AFTER_NOUN:
            return words[index - 1]
    return words[-1] if words else ""


def same(speaker: str, names: Iterable[str]) -> bool:
    """Whether one of the names can be the speaker's: it shares a word, has the initials, or is
    spelt a little otherwise.
    """
    mine = name_words(speaker)
    return any(
        mine & name_words(name)
        or speaker.lower() == name.lower()
        or _abbreviates(speaker, name)
        or _is_misspelt(speaker, name)
        for name in names
    )


@remembered(1 << 12)
def without_owners(words: str) -> str:
    """The words without those whose lawyer, spokesman or wife somebody is: "Bell's attorney", "a
    spokesman for Bell".
    """
    words = words[:_LONGEST]
    words = _OWNER.sub(lambda found: "" if _opens_companion(found["next"]) else found[0], words)
    return _FOR.sub(
        lambda found: found["next"] if _opens_companion(found["next"]) else found[0], words
    )


def is_companion(description: str) -> bool:
    """Whether it describes somebody by another person: "his lawyer", "her longtime friend"."""
    found = _HIS.match(description)
    return found is not None and _opens_companion(found["next"])


def _opens_companion(words: str) -> bool:
    """Whether the first noun is a companion's: "longtime friend", but not "push to help people"."""
    for word in words.lower().split():
        if word in _COMPANIONS or word in PREPOSITIONS:
            return word in _COMPANIONS
    return False


def is_capital_of(words: Set[str], speaker: Set[str]) -> bool:
    """Whether the word is the capital of the country of the speaker: "Moscow" for "Russia"."""
    country = _CAPITALS.get(next(iter(words), "")) if len(words) == 1 else None
    if country is None:
        return False
    kinds = lexicon().kinds
    mine = kinds.get(stem(country), {}).items()
    theirs = {item for word in speaker for item in kinds.get(stem(word), {}).items()}
    return country in speaker or not theirs.isdisjoint(mine)


def _is_misspelt(one: str, other: str) -> bool:
    """Whether the last words of two names differ by a letter, or by two in a long one: "Buchtmann"
    and "Bauchtman"; not where first names tell them apart, and not two countries.
    """
    names = _capitalised(one), _capitalised(other)
    if not all(names):
        return False
    (*first, mine), (*second, theirs) = names
    short = min(len(mine), len(theirs))
    if mine[0] != theirs[0] or short < 5 or abs(len(mine) - len(theirs)) > 1:
        return False
    if not _may_share(first, second):
        return False
    if any(stem(word.lower()) in lexicon().kinds for word in (mine, theirs)):
        return False
    from rapidfuzz.distance import Levenshtein

    most = 1 if short < 8 else 2
    return Levenshtein.distance(mine, theirs, score_cutoff=most) <= most


def _may_share(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the words before two surnames may be of one person: "Ann" and "A.", or a title."""
    names = [words[0] for words in (first, second) if words and words[0].lower() not in _TITLES]
    short, *more = sorted(names, key=len) or [""]
    return not more or more[0].startswith(short)


def _abbreviates(one: str, other: str) -> bool:
    """Whether a name has the initials of the other: "AP" of "The Associated Press", and "CBP data"
    of "U.S. Customs and Border Protection".
    """
    for short, long in ((one, other), (other, one)):
        words = _capitalised(long)
        if len(words) < 2 or (
            len(words) == 2 and BODY_WORDS.isdisjoint(word.lower() for word in words)
        ):
            continue  # Ann Peters is not the AP
        initials = "".join(word[0] for word in words)
        if any(w.isupper() and w.replace(".", "") == initials for w in _capitalised(short)):
            return True
    return False


@remembered(1 << 12)
def _capitalised(name: str) -> tuple[str, ...]:
    words = tuple(word for word in WORD.findall(name) if word[0].isupper() and word != "The")
    return words[1:] if words[0:1] in _OF_A_COUNTRY and len(words) > 1 else words
