"""What is known about English words: inflection, derivation, synonyms, opposites and kinds.

The knowledge is in `lexicon/*.txt`, written for this project from general news English. A line of
synonyms is one class (`|` parts it into opposite sides); a line of kinds lists things of which one
is not another, such as months or relatives.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from itertools import accumulate, islice
from typing import NamedTuple

from briefer.remembering import remembered

_SPELLINGS = (("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("yse", "yze"))
_GARBLED = re.compile(r"\b[^\W\d_]*(?:[ÃÄÅ]|A\u0303)[^\s.,;:!?\"]+")
_GARBLING = "ÃÄÅ\u0303"  # without one of these nothing is
_VOWEL = re.compile("[aeiouy]")


class Sense(NamedTuple):
    """A class of synonyms, and which side of an opposition it is (0 where it has no opposite)."""

    group: int
    side: int


Phrase = tuple[str, ...]


class Word(NamedTuple):
    """A particular word, whatever its inflection: its stem, and the root that it belongs to.

    An opposite that is a participle stands as it is: "promising" is one, and "promise" is none.
    """

    stem: str
    root: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexical tables. Synonyms may be any derivations, so they are keyed by root; opposites
    and kinds are particular words, keyed by stem.

    Attributes:
        senses: the classes of synonyms of a root.
        phrases: by the root of their first word, phrases (as roots) and their classes.
        opposites: the oppositions in which a word takes a side.
        kinds: the kinds of which a word is one, with its number in each.
        synonyms: the roots of each class of synonyms, and its phrases.
        sides: the words of each side of an opposition.
        members: the words of each kind, with their numbers in it.
        things: the words that name a thing, so that their appearance says something new.
        function_words: words without a fact of their own.
        light_words: roots of general words that a paraphrase adds freely.
    """

    senses: dict[str, frozenset[Sense]]
    phrases: dict[str, dict[Phrase, set[Sense]]]
    opposites: dict[str, frozenset[Sense]]
    kinds: dict[str, dict[int, int]]
    synonyms: dict[Sense, tuple[list[str], list[Phrase]]]
    sides: dict[Sense, list[Word]]
    members: dict[int, list[tuple[Word, int]]]
    things: frozenset[str]
    function_words: frozenset[str]
    light_words: frozenset[str]


def unaccented(text: str) -> str:
    """`text` with Latin letters that have an accent as letters without; as long as it was."""
    return text if text.isascii() else _NOT_ASCII.sub(_without_accent, text)


_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


def _without_accent(match: re.Match[str]) -> str:
    base = unicodedata.normalize("NFD", match[0])[0]
    return base if base.isascii() else match[0]


def ungarbled(text: str) -> dict[str, int]:
    """The words of `text` that were read in a wrong encoding ("FranÃ§ois"), as they were meant, in
    small letters without accents, each with its place.
    """
    found: dict[str, int] = {}
    if not any(map(text.__contains__, _GARBLING)):
        return found
    for match in _GARBLED.finditer(text):
        word = meant = unicodedata.normalize("NFC", match[0])
        for encoding in ("latin-1", "latin-1", "cp1252"):  # it may have happened twice
            with suppress(UnicodeError):
                meant = meant.encode(encoding).decode()
        if meant != word:
            found[unaccented(meant.lower())] = match.start()
    return found


class Vocabulary:
    """Where each word of a text stands, in small letters without accents.

    Most texts are asked for few words, and to look for these takes less time than to read them all.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, list[int]] = {}

    def __getitem__(self, word: str) -> list[int]:
        """The places where the word stands."""
        if word not in self._found:
            few = len(self._found) < _MOST_SEARCHED
            self._found[word] = self._search(word) if few else self._index.get(word, [])
        return self._found[word]

    def _search(self, word: str) -> list[int]:
        text = self._lowered
        places = []
        start = text.find(word) if word.isalnum() else -1
        while start >= 0:
            end = start + len(word)
            if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
                places.append(start)
            start = text.find(word, end)
        if word in self._ungarbled:
            places.append(self._ungarbled[word])
        return places

    @cached_property
    def _lowered(self) -> str:
        lowered = self._text.lower()
        if len(lowered) != len(self._text):  # a few letters are two in small
            lowered = "".join(letter.lower()[0] for letter in self._text)
        return unaccented(lowered)

    @cached_property
    def _ungarbled(self) -> dict[str, int]:
        return ungarbled(self._text)

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        """The places of all words."""
        parts = _RUNS.split(self._lowered)
        starts = islice(accumulate(map(len, parts)), 0, None, 2)
        found: defaultdict[str, list[int]] = defaultdict(list)
        for word, start in zip(parts[1::2], starts, strict=False):
            found[word].append(start)
        for word, start in self._ungarbled.items():
            found[word].append(start)
        return found


_RUNS = re.compile(r"([^\W_]+)")
_MOST_SEARCHED = 50


def read_lines(name: str) -> list[str]:
    """The lines of a lexicon file, without comments and empty lines."""
    text = (resources.files("briefer") / "lexicon" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


def read_words(name: str) -> list[str]:
    """All words of a lexicon file."""
    return " ".join(read_lines(name)).split()


@cache
def word_list(name: str) -> tuple[str, ...]:
    """A closed class of `lexicon/lists.txt`."""
    return tuple(_lists()[name].split())


def word_pairs(name: str) -> dict[str, str]:
    """The same where each word has another that it goes with: "moscow/russia"."""
    return dict(pair.split("/") for pair in word_list(name))


@cache
def _lists() -> dict[str, str]:
    return dict(line.split(": ", 1) for line in read_lines("lists"))


@cache
def lexicon() -> Lexicon:
    """The tables, read once."""
    senses: defaultdict[str, set[Sense]] = defaultdict(set)
    synonyms: defaultdict[Sense, tuple[list[str], list[Phrase]]] = defaultdict(lambda: ([], []))
    sides: defaultdict[Sense, list[Word]] = defaultdict(list)
    phrases: defaultdict[str, dict[Phrase, set[Sense]]] = defaultdict(dict)
    opposites: defaultdict[str, set[Sense]] = defaultdict(set)
    for group, line in enumerate(read_lines("synonyms")):
        parts = line.split("|")
        for number, part in enumerate(parts, 1):
            sense = Sense(group, number if len(parts) > 1 else 0)
            for entry in part.split():
                first, *rest = (root(word) for word in entry.split("_"))
                if rest:
                    phrases[first].setdefault((first, *rest), set()).add(sense)
                    synonyms[sense][1].append((first, *rest))
                elif sense not in senses[first]:
                    senses[first].add(sense)
                    synonyms[sense][0].append(first)
                if sense.side and entry not in word_list("light_verbs"):
                    participle = entry.endswith(("ing", "ed"))
                    word = Word(entry if participle else stem(entry), root(entry))
                    opposites[word.stem].add(sense)
                    if word not in sides[sense]:
                        sides[sense].append(word)
    kinds, members, things = _kinds()
    return Lexicon(
        senses={key: frozenset(value) for key, value in senses.items()},
        phrases=dict(phrases),
        opposites={key: frozenset(value) for key, value in opposites.items()},
        kinds=kinds,
        synonyms=dict(synonyms),
        sides=dict(sides),
        members=members,
        things=things,
        function_words=frozenset(read_words("function")),
        light_words=frozenset(root(word) for word in read_words("light")),
    )


def _kinds() -> tuple[dict[str, dict[int, int]], dict[int, list[tuple[Word, int]]], frozenset[str]]:
    """By stem, the kinds of a word and its number in each; by kind, its words; and the stems that
    name things.

    A line that begins with `~` holds words that tell things apart and say little by themselves.
    """
    kinds: defaultdict[str, dict[int, int]] = defaultdict(dict)
    roots: dict[str, str] = {}
    things = set()
    for kind, line in enumerate(read_lines("kinds")):
        for number, entry in enumerate(line.removeprefix("~").split()):
            for word in entry.split("/"):
                base = stem(word)
                kinds[base][kind] = number
                roots[base] = root(word)
                if not line.startswith("~"):
                    things.add(base)
    members: defaultdict[int, list[tuple[Word, int]]] = defaultdict(list)
    for key, numbers in kinds.items():
        for kind, number in numbers.items():
            members[kind].append((Word(key, roots[key]), number))
    return dict(kinds), dict(members), frozenset(things)


@cache
def _irregular() -> dict[str, str]:
    table = {}
    for line in read_lines("irregular"):
        base, *forms = line.removeprefix("~").split()
        table.update(dict.fromkeys(forms, base))
    return table


def is_past(word: str) -> bool:
    """Whether `word` (lower case) is a past tense or participle by its form."""
    if word.endswith("ed"):
        return not (word.endswith("ceed") or word in _PLAIN_IN_ED)
    return word in _strong_forms() and not word.endswith(("s", "ing"))


_PLAIN_IN_ED = frozenset(("bleed", "breed", "feed", "heed", "indeed", "need", "seed", "speed"))


@cache
def _strong_forms() -> frozenset[str]:
    lines = (line for line in read_lines("irregular") if not line.startswith("~"))
    return frozenset(form for line in lines for form in line.split()[1:])


@remembered(1 << 15)
def stem(word: str) -> str:
    """`word` (lower case) without its inflection; British spellings as American ones."""
    word = _without_participle(_singular(_irregular().get(word, word)))
    for british, american in _SPELLINGS:
        if len(word) > 6 and word.endswith(british):
            word = word.removesuffix(british) + american
    if len(word) > 5 and word.endswith("our"):
        word = word[:-3] + "or"
    if len(word) > 3 and word != "note":  # which is no form of "not"
        word = word.removesuffix("e")
    if len(word) > 3 and word.endswith("i"):
        word = word[:-1] + "y"
    return word


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def _without_participle(word: str) -> str:
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base == word or len(base) < 3 or not _VOWEL.search(base):
            continue
        doubled = base[-1] == base[-2] and base[-1] not in "lsz"
        if doubled or (base.endswith("ll") and len(base) > 5):
            return base[:-1]
        return base
    return word


@remembered(1 << 15)
def root(word: str) -> str:
    """What `word` (lower case) shares with its derivations, such as `announc` of "announcement"."""
    base = stem(word)
    for _ in range(2):
        suffixes = _suffixes().get(base[-1:], ())
        suffix = next((s for s in suffixes if base.endswith(s) and len(base) - len(s) >= 4), None)
        if suffix is None:
            break
        base = base.removesuffix(suffix)
    if len(base) > 4:
        base = base.removesuffix("e").removesuffix("y").removesuffix("i")
    if len(base) > 4 and base[-1] == base[-2]:
        base = base[:-1]
    return base


@cache
def _suffixes() -> dict[str, list[str]]:
    """The suffixes of derivations, by their last letter."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for suffix in word_list("suffixes"):
        found[suffix[-1]].append(suffix)
    return dict(found)
