"""What is known about English words: inflection, derivation, synonyms, opposites and kinds.

The knowledge is in `lexicon/*.txt`, written for this project from general news English. A
synonym line is one class (`|` parts it into opposite sides); a line of kinds lists things of
which one is not another, such as months or relatives.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import NamedTuple

_SUFFIXES = (
    "izational ization isation ational fulness ousness iveness ation ition ement ment ness "
    "ability ibility ality ivity ity ical ially ional ial ian ive ion ous ance ence ancy ency "
    "ant ent able ible ate ize ify ism ist ery ary ory ful al er or ly ic en th"
).split()
_FAMILIES = (("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("yse", "yze"))


class Sense(NamedTuple):
    """A class of synonyms, and which side of an opposition it is (0 where it has no opposite)."""

    group: int
    side: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lexical tables. Synonyms may be any derivations, so they are keyed by root; opposites
    and kinds are particular words, keyed by stem.

    Attributes:
        senses: the classes of synonyms of a root.
        phrases: by the root of their first word, phrases and their classes.
        opposites: the oppositions in which a word takes a side.
        kinds: the kinds of which a word is one, with its number in each.
        things: the words that name a thing, so that their appearance says something new.
        function_words, light_words: words without a fact of their own, and those that say little.
    """

    senses: dict[str, frozenset[Sense]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], frozenset[Sense]], ...]]
    opposites: dict[str, frozenset[Sense]]
    kinds: dict[str, frozenset[tuple[int, int]]]
    things: frozenset[str]
    function_words: frozenset[str]
    light_words: frozenset[str]


def read_list(name: str) -> list[str]:
    """The lines of a lexicon file, without comments and empty lines."""
    text = (resources.files("briefer") / "lexicon" / f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


@cache
def lexicon() -> Lexicon:
    """The tables, read once."""
    senses: dict[str, set[Sense]] = {}
    phrases: dict[tuple[str, ...], set[Sense]] = {}
    opposites: dict[str, set[Sense]] = {}
    for group, line in enumerate(read_list("synonyms")):
        sides = line.split("|")
        for number, side in enumerate(sides, 1):
            sense = Sense(group, number if len(sides) > 1 else 0)
            for entry in side.split():
                roots = tuple(root(word) for word in entry.split("_"))
                if sense.side:
                    opposites.setdefault(stem(entry), set()).add(sense)
                if len(roots) == 1:
                    senses.setdefault(roots[0], set()).add(sense)
                else:
                    phrases.setdefault(roots, set()).add(sense)
    by_first: dict[str, list[tuple[tuple[str, ...], frozenset[Sense]]]] = {}
    for roots, found in phrases.items():
        by_first.setdefault(roots[0], []).append((roots, frozenset(found)))
    kinds: dict[str, set[tuple[int, int]]] = {}
    things = set()
    for kind, line in enumerate(read_list("kinds")):
        for number, entry in enumerate(line.removeprefix("~").split()):
            for word in entry.split("/"):
                kinds.setdefault(stem(word), set()).add((kind, number))
                if not line.startswith("~"):
                    things.add(stem(word))
    return Lexicon(
        senses={key: frozenset(value) for key, value in senses.items()},
        phrases={key: tuple(value) for key, value in by_first.items()},
        opposites={key: frozenset(value) for key, value in opposites.items()},
        kinds={key: frozenset(value) for key, value in kinds.items()},
        things=frozenset(things),
        function_words=frozenset(" ".join(read_list("function")).split()),
        light_words=frozenset(root(word) for word in " ".join(read_list("light")).split()),
    )


@cache
def _irregular() -> dict[str, str]:
    table = {}
    for line in read_list("irregular"):
        base, *forms = line.split()
        table.update(dict.fromkeys(forms, base))
    return table


@lru_cache(maxsize=1 << 17)
def stem(word: str) -> str:
    """`word` (lower case) without its inflection; British spellings as American ones."""
    word = word.removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")
    word = _irregular().get(word, word)
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        if word.endswith("ies"):
            word = word[:-3] + "y"
        elif word.endswith(("ches", "shes", "sses", "xes", "zes")):
            word = word[:-2]
        else:
            word = word[:-1]
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and re.search("[aeiouy]", base):
            if base[-1] == base[-2] and base[-1] not in "lsz":
                base = base[:-1]
            elif base.endswith("ll") and len(base) > 5:
                base = base[:-1]
            word = base
            break
    for british, american in _FAMILIES:
        if len(word) > 6 and word.endswith(british):
            word = word[: -len(british)] + american
    if len(word) > 5 and word.endswith("our"):
        word = word[:-3] + "or"
    if len(word) > 3:
        word = word.removesuffix("e")
    if len(word) > 3 and word.endswith("i"):
        word = word[:-1] + "y"
    return word


@lru_cache(maxsize=1 << 17)
def root(word: str) -> str:
    """What `word` (lower case) shares with its derivations, such as `announc` of "announcement"."""
    base = stem(word)
    for _ in range(2):
        for suffix in _SUFFIXES:
            if base.endswith(suffix) and len(base) - len(suffix) >= 4:
                base = base[: -len(suffix)]
                break
        else:
            break
    if len(base) > 4:
        base = base.removesuffix("e").removesuffix("y").removesuffix("i")
    if len(base) > 4 and base[-1] == base[-2]:
        base = base[:-1]
    return base
