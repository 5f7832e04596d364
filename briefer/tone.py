"""Words that take sides where the source does not: loaded words, charged verbs, lost denials."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from briefer import cues
from briefer.evidence import Evidence
from briefer.models import Issue, Span
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
    quoted = {place for match in _QUOTED.finditer(line) for place in range(*match.span())}
    for match in _compounds().finditer(line):
        if match.start() in quoted:
            continue
        if match.group().lower() not in evidence.lowered:
            yield _loaded(match.group())
    words = read_line(line)
    for position, lower in enumerate(words.lowers):
        charged = lower in _charged_verbs()
        if not charged and stem(lower) not in loaded_words():
            continue
        if words.starts[position] in quoted or evidence.has(lower):
            continue
        if charged:
            yield Issue(
                type="charged-verb",
                kind="advisory",
                detail=f"“{words.raw(position)}” takes sides; the text does not say it.",
            )
        else:
            yield _loaded(words.raw(position))


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
