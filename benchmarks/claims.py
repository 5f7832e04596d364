"""Are wrong claims marked, and honest ones left alone?

    python -m benchmarks.claims

The recorded replies for the example articles (`examples/recordings`) are replayed and checked. A
claim is honest where it was written so and no change was made; *false alarms* are the lines with a
support issue that the replies' own claims and sentences get. Then each claim is changed in one way
that makes it wrong, and checked again: *caught* is the share with a support issue that the claim
did not have before. The changes are made without looking at the checks:

- wrong speaker: another speaker of the same article, without a word in common;
- own voice: the speaker is left out;
- negation lost, negation added: in the words of the claim, outside its brackets;
- stance raised: an open statement is recorded as asserted, its hedges left out of the words;
- asserted: an open statement is recorded as asserted, and its words are kept;
- denial lost: what a speaker denies is recorded as what he or she asserts;
- number, name: one of the claim's becomes another one of the same article;
- stated as fact: a sentence of the summary that is the claim's words and names no speaker;
- given to another: the same with "... said", and another speaker of the article;
- in a sentence: a sentence that gives the claim to its speaker, with one of the changes above, or
  that has somebody say what he or she denies; the claim table beside such sentences is the whole
  one, and only those are changed that are not marked without the change;
- speakers exchanged, one speaker for two: a sentence that gives two claims, one after the other, to
  the speaker of the other, or both to the first one;
- quote: its negation is left out, or one of its longer words becomes another of the article.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import briefer
from briefer.checks import check_article
from briefer.models import ArticleBrief, Claim, Draft, Sentence
from briefer.testing import ReplayClient

_EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
_OUTSIDE = r"(?![^\[\]]*\])"  # not inside brackets
_BRACKETS = re.compile(r"[\[\]]")
_NEGATION = re.compile(rf"\b(?:not|never|no)\s+{_OUTSIDE}|n['’]t\b{_OUTSIDE}", re.IGNORECASE)
_AUXILIARY = re.compile(
    rf"\b(?:is|are|was|were|will|would|has|have|had|can|could|should|must)\b{_OUTSIDE}"
)
_HEDGE = re.compile(
    rf"\b(?:may|might|could|would|possibly|perhaps|probably|likely|reportedly)\s+{_OUTSIDE}"
)
_CONDITION = re.compile(rf"(?:^If [^,]+, |\s+(?:if|unless)\b.*$){_OUTSIDE}")
_NUMBER = re.compile(rf"\b\d[\d,.]*\d\b|\b\d\b{_OUTSIDE}")
_NAME = re.compile(rf"(?<=[a-z,] )[A-Z][a-z]{{2,}}(?: [A-Z][a-z]{{2,}})*{_OUTSIDE}")
_LONG_WORD = re.compile(r"\b[a-z]{6,}\b")
_OPEN = ("possible", "conditional", "unknown", "denied", "requested")


def _words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"\w{3,}", name)} - {"the", "and"}


def _other(found: list[str], own: str, chance: random.Random) -> str | None:
    others = sorted({one for one in found if not _words(one) & _words(own) and one != own})
    return chance.choice(others) if others else None


Wrong = Iterator[tuple[str, Claim]]


def wrong(claim: Claim, article: ArticleBrief, chance: random.Random) -> Wrong:
    """The claim with one change that makes it wrong, by the kind of change."""
    if claim.speaker:
        speakers = [one.speaker for one in article.claims if one.speaker]
        if speaker := _other(speakers, claim.speaker, chance):
            yield "wrong speaker", replace(claim, speaker=speaker, attribution=())
        yield "own voice", replace(claim, speaker=None, attribution=())
    yield from _turned(claim)
    for kind, form in (("number", _NUMBER), ("name", _NAME)):
        if text := _exchanged(form, claim.text, article.text, chance):
            yield kind, replace(claim, text=text)
    if _NEGATION.search(claim.quote):
        yield "quote", replace(claim, quote=_NEGATION.sub("", claim.quote, count=1))
    elif quote := _exchanged(_LONG_WORD, claim.quote, article.text, chance):
        yield "quote", replace(claim, quote=quote)


def wrong_sentences(
    claim: Claim, article: ArticleBrief, chance: random.Random
) -> Iterator[tuple[str, Sentence]]:
    """Sentences that rest on the claim and do not give it to its speaker."""
    if not claim.speaker or _support(claim):
        return
    yield "stated as fact", _sentence(claim, None)
    speakers = [one.speaker for one in article.claims if one.speaker]
    if speaker := _other(speakers, claim.speaker, chance):
        yield "given to another", _sentence(claim, speaker)


def turned_sentences(
    claim: Claim, article: ArticleBrief, chance: random.Random
) -> Iterator[tuple[str, Sentence]]:
    """Sentences that give the claim to its speaker, and change what he or she says."""
    if claim.stance == "denied":
        yield "denial lost in a sentence", _sentence(claim, claim.speaker)
        return
    for kind, changed in wrong(claim, article, chance):
        if changed.text != claim.text:
            yield f"{kind} in a sentence", _sentence(changed, claim.speaker)


def _sentence(claim: Claim, speaker: str | None) -> Sentence:
    said = _said(claim, speaker) if speaker else _BRACKETS.sub("", claim.text)
    return Sentence(text=f"{said}.", claims=(claim.id,))


def _said(claim: Claim, speaker: str | None) -> str:
    words = _BRACKETS.sub("", claim.text)
    return f"{speaker} said that {words[0].lower()}{words[1:]}"


def wrong_pairs(article: ArticleBrief) -> Iterator[tuple[str, Sentence, Sentence]]:
    """An honest sentence about two claims of two speakers, and a wrong one."""
    claims = [c for c in article.claims if c.speaker and c.stance != "denied" and not _support(c)]
    for one, two in pairwise(claims):
        if _words(one.speaker or "") & _words(two.speaker or ""):
            continue
        ids = (one.id, two.id)
        right, exchanged, single = (
            Sentence(text=f"{_said(one, first)}, and {_said(two, second)}.", claims=ids)
            for first, second in (
                (one.speaker, two.speaker),
                (two.speaker, one.speaker),
                (one.speaker, one.speaker),
            )
        )
        yield "speakers exchanged", right, exchanged
        yield "one speaker for two", right, single


def _turned(claim: Claim) -> Wrong:
    """The claim with another polarity or certainty."""
    if _NEGATION.search(claim.text):
        yield "negation lost", replace(claim, text=_NEGATION.sub("", claim.text, count=1))
    elif _AUXILIARY.search(claim.text) and claim.stance == "asserted":
        added = _AUXILIARY.sub(r"\g<0> not", claim.text, count=1)
        yield "negation added", replace(claim, text=added)
    bare = _CONDITION.sub("", _HEDGE.sub("", claim.text))
    if claim.stance in _OPEN and bare != claim.text:
        yield "stance raised", replace(claim, text=bare, stance="asserted")
    if claim.stance in _OPEN[:3]:
        yield "asserted", replace(claim, stance="asserted")
    elif claim.stance == "denied":
        yield "denial lost", replace(claim, stance="asserted")


def _exchanged(form: re.Pattern[str], text: str, source: str, chance: random.Random) -> str | None:
    """The text with the first match of `form` in exchange for another one of the source."""
    found = form.search(text)
    other = _other(form.findall(source), found.group(), chance) if found else None
    return text[: found.start()] + other + text[found.end() :] if found and other else None


def _support(line: Claim | Sentence) -> set[str]:
    return {issue.type for issue in line.issues if issue.kind == "support"}


def measure(articles: list[ArticleBrief]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """By kind of change, the wrong claims and those caught; and the honest lines and alarms."""
    made, caught, honest = Counter[str](), Counter[str](), Counter[str]()
    chance, other_chance, third_chance = map(random.Random, (4, 5, 6))
    for article in articles:
        for kind, lines in (("claims", article.claims), ("sentences", article.summary)):
            honest[kind] += len(lines)
            honest[f"{kind} marked"] += sum(bool(_support(line)) for line in lines)

        def marks(sentence: Sentence, article: ArticleBrief = article) -> bool:
            draft = Draft(claims=article.claims, summary=(sentence,))
            return bool(_support(check_article(article, draft).summary[0]))

        for claim in article.claims:
            sentences = [*wrong_sentences(claim, article, other_chance)]
            if not _support(claim) and (
                claim.stance == "denied" or not marks(_sentence(claim, claim.speaker))
            ):
                sentences += turned_sentences(claim, article, third_chance)
            for kind, sentence in sentences:
                made[kind] += 1
                caught[kind] += marks(sentence)
            for kind, changed in wrong(claim, article, chance):
                found = check_article(article, Draft(claims=(changed,))).claims[0]
                made[kind] += 1
                caught[kind] += bool(_support(found) - _support(claim))
        for kind, right, sentence in wrong_pairs(article):
            if not marks(right):
                made[kind] += 1
                caught[kind] += marks(sentence)
    return made, caught, honest


def main() -> None:
    """Print both rates for the recorded examples."""
    description = (__doc__ or "").partition("\n")[0]
    argparse.ArgumentParser(
        prog="python -m benchmarks.claims", description=description
    ).parse_args()
    brief = briefer.brief(
        briefer.read_articles(_EXAMPLES / "articles"),
        model="recorded",
        client=ReplayClient(_EXAMPLES / "recordings"),
    )
    made, caught, honest = measure(list(brief.articles))
    print("Recorded replies for the examples, as they are: lines with a support issue")
    for kind in ("claims", "sentences"):
        marked, of = honest[f"{kind} marked"], honest[kind]
        print(f"  {kind:<28} {marked:4} of {of:4}  {100 * marked / of:5.1f} %")
    print("The same claims with one change that makes them wrong: caught")
    for kind in made:
        rate = 100 * caught[kind] / made[kind]
        print(f"  {kind:<28} {caught[kind]:4} of {made[kind]:4}  {rate:5.1f} %")
    of, hits = made.total(), caught.total()
    print(f"  {'all':<28} {hits:4} of {of:4}  {100 * hits / of:5.1f} %")


if __name__ == "__main__":
    main()
