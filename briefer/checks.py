"""Every line of a brief against the article that it was drawn from; no model is asked.

`check_article` locates the quotes, asks who said them and how surely, and looks each word of the
claims, the summary and the questions up in the text. What does not hold becomes an issue on its
line, with the words that triggered it; a line is never lost and never changed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from briefer import cues, tone
from briefer.attribution import Attribution
from briefer.citing import CERTAINTY, CLAUSE, departures, keeps, raised
from briefer.comparing import compare, without_other_hedges
from briefer.context import context_cut, hedge_before
from briefer.evidence import Evidence
from briefer.grounding import Located, SourceText
from briefer.mentions import distance
from briefer.models import (
    EVIDENCE,
    Article,
    ArticleBrief,
    Brief,
    Claim,
    Draft,
    Issue,
    Match,
    Question,
    Sentence,
    Span,
    Stance,
    Status,
    stretch,
    support,
)
from briefer.naming import WORD, same
from briefer.retelling import Retelling, content_of, is_somebodys
from briefer.sentences import Layout
from briefer.speakers import Speakers, governs, shortened
from briefer.wording import carried, without_brackets
from briefer.words import word_list

_TRAILING_CONDITION = re.compile(
    r"[\"”’,]*\s*(?:if|unless|provided|should (?:it|he|she|they|we|the)|as long as|in case)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\W*(?:whether|if|why|how|what|when|where|who|about)\b", re.IGNORECASE)
_MOST_MENTIONS = 1000
_NEGATION_REACH = 60  # characters
_CLAUSE_END = re.compile(r"[.,;:?!\n]")
_PRONOUNS_AND_BLANK = frozenset(f"{word} " for word in word_list("pronouns"))
_SENTENCE_FOLLOWS = re.compile(r"[\"”’)]*(?:\s+[^a-z\s]|\s*\Z)")
_SENTENCE_START = re.compile(
    r"(?:\A|[\r\n]|[a-z\d]{3}[.!?]\s\s?|[A-Z.] (?:--?|[–—―]) )\Z"  # the last behind a dateline
)

_Line = TypeVar("_Line", Claim, Sentence, Question)


def check(brief: Brief) -> Brief:
    """`brief` with every match, span, status and issue computed anew, whoever wrote it."""
    return replace(brief, articles=tuple(_recheck(article) for article in brief.articles))


def check_article(article: Article, draft: Draft) -> ArticleBrief:
    """The lines of `draft`, each located in the text of `article` and checked against it.

    Nothing that the draft says of its own lines is trusted. Its `spans` tell which of several
    equal occurrences of a quote is meant; a `source_span` is kept where it names the speaker. Ids
    are kept where they are given and unique.
    """
    claims = _with_ids(draft.claims, "c")
    questions = _with_ids(draft.questions, "q")
    summary = _with_ids(draft.summary, "s")
    checker = _Checker(article, _is_english(article.text, draft))
    checked_claims = tuple(checker.claim(claim) for claim in claims)
    return ArticleBrief.of(
        article,
        summary=checker.summary(summary, checked_claims),
        claims=checked_claims,
        questions=tuple(checker.question(question) for question in questions),
        language="en" if checker.english else "und",
    )


def _recheck(article: ArticleBrief) -> ArticleBrief:
    draft = Draft(summary=article.summary, claims=article.claims, questions=article.questions)
    return replace(check_article(article, draft), usage=article.usage)


def _with_ids(lines: Sequence[_Line], prefix: str) -> list[_Line]:
    """The lines, those without an id of their own given the next free one."""
    given = Counter(line.id for line in lines)
    number = 0
    found = []
    for line in lines:
        if not line.id or given[line.id] > 1:
            number += 1
            while f"{prefix}{number}" in given:
                number += 1
            found.append(replace(line, id=f"{prefix}{number}"))
        else:
            found.append(line)
    return found


class _Checker:
    """One article, with what its lines are checked against, each made when first needed."""

    def __init__(self, article: Article, english: bool) -> None:
        self.article = article
        self.text = article.text
        self.english = english
        self.layout = Layout(article.text)

    @cached_property
    def speakers(self) -> Speakers:
        return Speakers(self.article, english=self.english, layout=self.layout)

    @cached_property
    def source(self) -> SourceText:
        return SourceText(self.text)

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence(self.text, english=self.english, layout=self.layout)

    # -- quotes ----------------------------------------------------------------------------------

    def locate(self, quote: str, spans: Sequence[Span], speaker: str | None = None) -> Located:
        """The quote where `spans` say it is, else where it is the speaker's or nearest to him."""
        hint = stretch(spans, len(self.text))
        if hint is not None:
            located = self.source.locate(quote, within=hint)
            if located.match in EVIDENCE:
                return self._nearest(quote, located, speaker, hint)
        located = self.source.locate(quote)
        if located.match in EVIDENCE:
            return self._nearest(quote, located, speaker, Span(0, len(self.text)))
        return located

    def _nearest(self, quote: str, located: Located, speaker: str | None, within: Span) -> Located:
        """Of equal occurrences, one that the text gives to the speaker, nearest to a mention."""
        if speaker is None or len(located.spans) != 1:
            return located
        words = self.text[located.spans[0].start : located.spans[0].end]
        starts: list[int] = []
        start = self.text.find(words, within.start, within.end)
        while start >= 0 and len(starts) < _MOST_MENTIONS:
            starts.append(start)
            start = self.text.find(words, start + 1, within.end)
        mentions = self.speakers.mentions.of(speaker) if len(starts) > 1 else ()
        if not mentions:
            return located
        places = [Span(start, start + len(words)) for start in starts]
        best = min(
            places, key=lambda at: (not self.speakers.says(speaker, at), distance(mentions, at))
        )
        again = self.source.locate(quote, within=best)
        return again if again.match in EVIDENCE else located

    def _quote_issues(
        self, located: Located, quote: str, stance: Stance = "asserted"
    ) -> Iterator[Issue]:
        if located.match == "altered":
            nearest = located.nearest
            true = f": the text says “{_shown(self.text, nearest)}”" if nearest else ""
            why = located.detail or f"the quote differs from the text{true}"
            yield support(
                "quote-altered",
                f"{why[:1].upper()}{why[1:]}.",
                nearest,
            )
        elif located.match == "absent" and quote.strip():
            yield support("quote-absent", f"The text does not have “{shortened(quote)}”.")
        elif located.match == "absent":
            yield support("quote-absent", "The quote is empty.")
        elif self.english:
            cut = context_cut(self.text, located.spans[0])
            if cut and not _records(stance, cut):
                span = located.spans[0]
                yield support(
                    "context-cut", f"The quote leaves out “{cut}”, which turns its meaning.", span
                )

    # -- claims ----------------------------------------------------------------------------------

    def claim(self, claim: Claim) -> Claim:
        """The claim, located and checked."""
        located = self.locate(claim.quote, claim.spans, claim.speaker)
        hull = stretch(located.spans, len(self.text))
        said = self.speakers.attributed(hull) if hull else None
        if hull and said and self._is_rejected(claim, hull, said):
            said = None
            issues = list(self._quote_issues(located, claim.quote, "denied"))
        else:
            issues = list(self._quote_issues(located, claim.quote, claim.stance))
        source_span = self.speakers.source_span(claim, hull, said)
        chain = claim.attribution
        if not chain and claim.speaker and said and self.speakers.is_named(claim.speaker, said):
            chain = (*said.chain[:-1], claim.speaker)
        issues.extend(self.speakers.issues(claim, hull, said))
        if hull:
            if self.english:
                issues.extend(self._stance_issues(claim, hull, said))
            issues.extend(self._wording(claim, hull))
        return replace(
            claim,
            source_span=source_span,
            attribution=chain,
            match=located.match,
            spans=tuple(located.spans),
            issues=_unique(issues),
        )

    def _is_rejected(self, claim: Claim, hull: Span, said: Attribution) -> bool:
        """Whether the words name their own source, whom another denies: "denied a report that"."""
        quoted = self.text[hull.start : hull.end]
        cue = self.text[said.cue.start : said.cue.end] if said.cue else ""
        own = claim.speaker is not None and same(claim.speaker, (quoted,))
        named = own and not self.speakers.is_named(claim.speaker or "", said)
        return named and cues.stance_of(cue) == "denied"

    def _stance_issues(self, claim: Claim, hull: Span, said: Attribution | None) -> Iterator[Issue]:
        quoted = self.text[hull.start : hull.end]
        plain = without_brackets(claim.text)
        own = cues.plainly_open(plain) if claim.stance == "asserted" else None
        if own:
            yield support(
                "stance-raised",
                f"The claim is recorded as asserted, and says itself that it is {own}: "
                f"“{shortened(plain)}”.",
                hull,
            )
            return
        quoted = without_other_hedges(quoted, plain)
        expected = cues.stance_of(quoted)
        shown = quoted
        if said and said.cue and said.cue.end <= hull.start and governs(self.text, said, hull):
            cue = self.text[said.cue.start : said.cue.end]
            turned = cues.stance_of(cue) in {"denied", "requested"}
            if turned and CERTAINTY[expected] > 1 and not _ASKED.match(quoted):
                expected, shown = cues.stance_of(cue), cue
        tail = _TRAILING_CONDITION.match(self.text, hull.end)
        if tail and quoted.rstrip("\"”’'")[-1:] not in {".", "?", "!"} and CERTAINTY[expected] > 1:
            expected, shown = "conditional", tail.group().strip(' "”’,')
        hedge = hedge_before(self.text, hull)
        if hedge and CERTAINTY[expected] > 1:
            expected, shown = "possible", self.text[slice(*hedge)]
        if CERTAINTY[expected] > 1 and _is_left_open(plain, quoted):
            expected = "possible"
        told = min(claim.stance, cues.stance_of(plain), key=CERTAINTY.__getitem__)
        if CERTAINTY[told] > max(CERTAINTY[expected], 1 if expected == "unknown" else 0):
            if expected == "predicted" or (expected == "requested" and keeps(plain, expected)):
                return
            yield support(
                "stance-raised",
                f"The claim is recorded as {told}, its words are {expected}: “{shortened(shown)}”.",
                hull,
            )

    def _wording(self, claim: Claim, hull: Span) -> Iterator[Issue]:
        """What the claim says outside its brackets, against the text."""
        plain = without_brackets(claim.text)
        before = self.text[max(0, hull.start - _NEGATION_REACH) : hull.start]
        left_out = _bare(self.text[hull.start : hull.end]).removesuffix(_bare(plain))
        # "[Moen] has left" for "she has left"
        verbatim = not left_out or (claim.text.startswith("[") and left_out in _PRONOUNS_AND_BLANK)
        if verbatim and not cues.is_negated(_CLAUSE_END.split(before)[-1]):
            return  # all of it is the text's own, and nothing before it turns it round
        yield from compare(claim.text, self.evidence, [hull], stance=claim.stance)
        if self.english:
            yield from tone.issues(plain, self.evidence)

    # -- the summary -----------------------------------------------------------------------------

    def summary(
        self, sentences: Sequence[Sentence], claims: Sequence[Claim]
    ) -> tuple[Sentence, ...]:
        """The sentences, each checked against its claims and the text."""
        by_id = {claim.id: claim for claim in claims}
        retelling = (
            Retelling(self.speakers, self.evidence, claims) if sentences and self.english else None
        )
        checked = [self._sentence(sentence, by_id, retelling) for sentence in sentences]
        if self.english:
            left_out = tone.denials_left_out([s.text for s in sentences], self.text)
            for position, issues in left_out.items():
                sentence = checked[position]
                checked[position] = replace(sentence, issues=(*sentence.issues, *issues))
        return tuple(checked)

    def _sentence(
        self, sentence: Sentence, by_id: dict[str, Claim], retelling: Retelling | None
    ) -> Sentence:
        named = [by_id[key] for key in dict.fromkeys(sentence.claims) if key in by_id]
        bears = not self.english or all(map(_fault, named)) or self._bears_on(sentence.text, named)
        cited = named if bears else []
        focus = [span for claim in cited for span in claim.spans]
        own = not self._is_of_the_text(sentence.text)
        issues = compare(sentence.text, self.evidence, focus) if own else []
        issues.extend(self._cited_issues(sentence.text, cited))
        if retelling:
            issues.extend(raised(sentence.text, cited))
            sound = [claim for claim in cited if not _fault(claim)]
            issues.extend(departures(sentence.text, sound, self.evidence) if own else ())
            issues.extend(retelling.issues(sentence.text, cited))
            if own:
                issues.extend(tone.issues(sentence.text, self.evidence))
        if not cited:
            why = (
                "cites no claim" if not named else "has next to nothing of the claims that it cites"
            )
            issues.append(Issue(type="uncited", kind="advisory", detail=f"The sentence {why}."))
        issues.extend(
            Issue(type="uncited", kind="advisory", detail=f"There is no claim {key!r}.")
            for key in dict.fromkeys(sentence.claims)
            if key not in by_id
        )
        status: Status = "supported" if cited else "uncited"
        if any(issue.kind == "support" for issue in issues):
            status = "unsupported"
        return replace(sentence, status=status, issues=_unique(issues))

    def _is_of_the_text(self, sentence: str) -> bool:
        """Whether the sentence stands in the text, from where a line or a sentence begins, be it
        behind a dateline, to where it ends: then none of its words can differ from the text's.
        """
        words, text = (part.replace("\u00a0", " ") for part in (sentence.strip(), self.text))
        start = text.find(words) if words else -1
        return (
            start >= 0
            and words[-1] in '.!?"”’'
            and _SENTENCE_START.search(text, max(0, start - 6), start) is not None
            and _SENTENCE_FOLLOWS.match(text, start + len(words)) is not None
        )

    def _cited_issues(self, text: str, cited: Sequence[Claim]) -> Iterator[Issue]:
        """Claims that do not hold and yet carry the sentence, or a part of it."""
        bad = [claim for claim in cited if _fault(claim)]
        if not bad:
            return
        mine = carried(text)
        held = set[str]()
        for claim in cited:
            if not _fault(claim):
                held |= content_of(claim)
        for claim in bad:
            words = carried(without_brackets(claim.text))
            alone = words & mine - held
            if len(bad) == len(cited) or (alone and 2 * len(words & mine) >= len(words)):
                yield support(
                    "cited-claim",
                    f"The sentence rests on {claim.id}, which does not hold ({_fault(claim)}).",
                )

    def _bears_on(self, text: str, cited: Sequence[Claim]) -> bool:
        """Whether the sentence has a fair part of its words from the claims that it cites."""
        mine = carried(text)
        theirs = set[str]()
        for claim in cited:
            theirs |= content_of(claim) | carried(claim.speaker or "")
        return not mine or len(mine & theirs) >= _LEAST_SHARED * len(mine)

    # -- questions -------------------------------------------------------------------------------

    def question(self, question: Question) -> Question:
        """The question, its anchor located, and whether the text answers it."""
        issues: list[Issue] = []
        match: Match | None = None
        spans: tuple[Span, ...] = ()
        if question.quote:
            located = self.locate(question.quote, question.spans)
            match, spans = located.match, tuple(located.spans)
            issues.extend(
                issue
                for issue in self._quote_issues(located, question.quote)
                if issue.type != "context-cut"
            )
        elif question.type != "missing":
            issues.append(support("quote-absent", "The question has no words of the text."))
        if self.english:
            issues.extend(self._answered(question, stretch(spans, len(self.text))))
            issues.extend(tone.issues(question.text, self.evidence))
        return replace(question, match=match, spans=spans, issues=_unique(issues))

    def _answered(self, question: Question, anchor: Span | None) -> Iterator[Issue]:
        leaves_open = question.type in {"unconfirmed", "disputed"}
        for span in self.evidence.answers(question.text):
            if anchor and span.start < anchor.end and anchor.start < span.end:
                continue
            sentence = self.text[span.start : span.end]
            if cues.stance_of(sentence) != "asserted" or cues.question_type(sentence):
                continue
            if leaves_open and is_somebodys(sentence):
                continue  # that somebody says it leaves open whether it is so
            yield Issue(
                type="answered",
                kind="advisory",
                detail=f"The text may answer it: “{shortened(sentence)}”",
                span=span,
            )
            return


def _bare(words: str) -> str:
    """The words on one line, without regard to case and to what stands at their edges."""
    return " ".join(words.split()).strip(" ,;:.—–-").casefold()


def _records(stance: Stance, cut: str) -> bool:
    """Whether the stance of a claim says what its quote leaves out: that the speaker denies,
    doubts, asks for or does not know it, or the condition.
    """
    if stance == "denied":
        return (
            _FALSE.search(cut) is not None
            or cues.stance_of(cut) == "denied"
            or cues.is_negated(cut)
        )
    return stance != "asserted" and cues.stance_of(cut) == stance


_FALSE = re.compile(rf"(?<!\w){cues.FALSE}(?!\w)", re.IGNORECASE)


_LEAST_SHARED = 0.25
"""How much of a sentence's words the claims must have that it is said to rest on."""


def _fault(claim: Claim) -> str:
    """Why no line may rest on the claim, or an empty string."""
    if claim.match not in EVIDENCE:
        return f"its quote is {claim.match}"
    return next((issue.type for issue in claim.issues if issue.kind == "support"), "")


def _is_left_open(claim: str, quoted: str) -> bool:
    """Whether the quote has what the claim says only as something that is not ruled out."""
    open_clauses = [clause for clause in CLAUSE.split(quoted) if cues.is_not_ruled_out(clause)]
    if not open_clauses or cues.is_not_ruled_out(claim):
        return False
    own = carried(claim)
    return any(2 * len(own & carried(clause)) > len(own) for clause in open_clauses)


def _is_english(text: str, draft: Draft) -> bool:
    """Whether the text is English; where it has no words, a few English ones in the lines do."""
    if WORD.search(text):
        return cues.is_english(text)
    texts = [sentence.text for sentence in draft.summary]
    texts += [claim.text for claim in draft.claims]
    texts += [question.text for question in draft.questions]
    words = [word.lower() for word in WORD.findall(" ".join(texts))]
    return 10 * sum(word in cues.FUNCTION_WORDS for word in words) > len(words)


def _unique(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    return tuple(dict.fromkeys(issues))


def _shown(text: str, span: Span) -> str:
    return shortened(text[span.start : span.end])
