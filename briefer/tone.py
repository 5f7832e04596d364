"""Words that take sides where the source does not: loaded words, charged verbs, lost denials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Literal

from briefer import cues
from briefer.evidence import Evidence
from briefer.models import Issue, Span
from briefer.remembering import remembered
from briefer.wording import read_line
from briefer.words import read_words, stem, word_list

_QUOTED = re.compile(r"[\"“”«„][^\"“”«»„\n]{1,2000}[\"“”»]")
_ACCUSATIONS = cues.pattern(
    (
        *("accuse", "accused", "accuses", "accusing", "accusation", "accusations", "alleged"),
        *("alleges", "allege", "alleging", "allegation", "allegations", "blamed", "blames"),
        *("charged with", "suspected of", "guilty of", "responsible for", "indicted"),
    )
)
_DENIALS = cues.pattern(
    (
        *sorted(cues.DENIALS),
        *("not guilty", "innocent", "innocence", "baseless", "no wrongdoing", "untrue"),
        *("without merit", "unfounded", "groundless"),
    )
)


@cache
def _charged_verbs() -> frozenset[str]:
    return cues.CHARGED_VERBS.difference(word_list("factual_verbs"))


@cache
def loaded_words() -> frozenset[str]:
    """The stems of words that judge, inflame or take sides."""
    return frozenset(stem(word) for word in read_words("loaded"))


@cache
def _compounds() -> re.Pattern[str]:
    """Those of several words, such as "so-called"."""
    return cues.pattern(tuple(word for word in read_words("loaded") if "-" in word))


def issues(line: str, evidence: Evidence) -> Iterator[Issue]:
    """Loaded words and charged verbs of `line`, outside its quotations, that the text lacks."""
    words = read_line(line)
    judging = [(at, kind) for at, kind in enumerate(map(_judges, words.lowers)) if kind]
    compounds = list(_compounds().finditer(line)) if "-" in line else []
    if not judging and not compounds:
        return
    quoted = {place for match in _QUOTED.finditer(line) for place in range(*match.span())}
    for match in compounds:
        if match.start() not in quoted and match.group().lower() not in evidence.lowered:
            yield _loaded(match.group())
    for position, kind in judging:
        if words.starts[position] in quoted or evidence.has(words.lowers[position]):
            continue
        if kind == "charged-verb":
            yield Issue(
                type="charged-verb",
                kind="advisory",
                detail=f"“{words.raw(position)}” takes sides; the text does not say it.",
            )
        else:
            yield _loaded(words.raw(position))


@remembered(1 << 14)
def _judges(word: str) -> Literal["charged-verb", "loaded-word"] | None:
    """What a word (lower case) is, if it is not neutral."""
    if word in _charged_verbs():
        return "charged-verb"
    return "loaded-word" if stem(word) in loaded_words() else None


def _loaded(word: str) -> Issue:
    return Issue(
        type="loaded-word",
        kind="advisory",
        detail=f"“{word}” is a loaded word; the text does not use it.",
    )


def denials_left_out(lines: Sequence[str], text: str) -> dict[int, list[Issue]]:
    """By line: an accusation that the text has denied and the lines carry without the denial."""
    accused = {at: found for at, line in enumerate(lines) if (found := _ACCUSATIONS.search(line))}
    if not accused or any(_DENIALS.search(line) or cues.is_negated(line) for line in lines):
        return {}
    denial = _DENIALS.search(text)
    if denial is None:
        return {}
    span = Span(*denial.span())
    return {
        position: [
            Issue(
                type="denial-left-out",
                kind="advisory",
                detail=f"“{found.group()}” is carried without the text's “{denial.group()}”.",
                span=span,
            )
        ]
        for position, found in accused.items()
    }
