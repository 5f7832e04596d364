"""Drafting without a model: claims, open questions and a summary picked out of the text itself.

Every line is the article's own words. Claims are its attributions (`briefer.attribution`) and the
facts that the summary rests on; questions are the places where the text says that something is
not known, not confirmed, not decided or disputed; the summary is whole sentences. English only,
by cue words (`briefer.cues`): another language gives a summary and quotations, no stances.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from briefer import cues
from briefer.attribution import Attribution, attributions, whole_sentences
from briefer.models import Article, Claim, Draft, Question, QuestionType, Sentence, Span, Stance
from briefer.sentences import paragraphs, sentences

_SUMMARY_SENTENCES = 3


def draft(article: Article) -> Draft:
    """The claims, questions and summary of `article`, all in its own words.

    Ids are free (`c1`, `c2`, …); match and status are left to the checks.
    """
    text = article.text
    prose = prose_paragraphs(text)
    reported = [a for a in attributions(text) if _inside(prose, a.contents[0])]
    chosen = _summary_spans(article, prose)
    claims = _numbered(_claims(text, reported) + _own_claims(text, chosen, reported))
    return Draft(
        summary=tuple(_sentence(text, span, claims) for span in chosen),
        claims=claims,
        questions=_questions(text, prose, reported),
    )


# --- prose and what is not -------------------------------------------------------------------------

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_TERMINAL = re.compile(r"[.?!…:;][\"'”’»)\]]*$|[\"”»]$|\([A-Z][\w& ]{1,30}\)$")
_CREDIT = re.compile(r"\s*\((?:[A-Z][\w&.'’/-]*\s?){1,5}\)\s*$")
_CAPTION = re.compile(
    r"\b(?:file photo|photo(?:graph)?(?:s)? (?:by|courtesy)|image(?: credit)?:|(?:photo(?:graph)?|video|illustration|graphic|map|credit):|"
    r"picture:|screenshot|getty images|ap photo|/(?:ap|afp|reuters|getty)\b|(?:ap|afp|reuters)/)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:advertisement|sponsored|related|most (?:popular|read)|read (?:more|the|also|next)|see also|"
    r"watch(?: the| more|:)|listen|sign up|subscribe|follow (?:us|\w+ on|@)|click|tap |share (?:this|on|your)|"
    r"download|like us|join us|copyright|©|all rights reserved|continue reading|story continues|"
    r"(?:last )?updated?\b|published|posted|editor['’]?s['’]? note|correction|have a tip|"
    r"contact (?:us|the)|e-?mail (?:us|the)|comment|this (?:article|story|post) (?:is|was|has|originally|first)|"
    r"by [A-Z]|image|photo|video|sources?$|tags?:|topics?:|get (?:the|our)|newsletter|scroll|skip)",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:correction|clarification|editor['’]?s['’]? note|update)s?\s*:", re.IGNORECASE)
_DATE = re.compile(rf"\b(?:{_MONTHS})[a-z]*\.? \d{{1,2}},? \d{{4}}$|\d{{1,2}} (?:{_MONTHS})[a-z]* \d{{4}}$")
_DATELINE = re.compile(
    r"(?:[A-Z][a-z]+day, )?(?:" + _MONTHS + r")[a-z]*\.? \d{1,2}, \d{4} (?=[A-Z])|"
    r"(?:[A-Z][\w.'’]*,? |\d{1,2},? |\([A-Z][\w& ]{1,30}\) ?){1,8}[-–—]+ (?=[A-Z“\"])"
)
# A caption is often a noun phrase alone: no verb that a sentence could do without.
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|should|may|might|must|"
    r"\w+ed|said|says|say|told|won|lost|led|made|took|went|came|left|began|held|met|fell|rose|hit|ran|"
    r"broke|spoke|fought|struck|sent|drove|got|gave|became|grew|paid|bought|sold|set|cut|put|shot|saw|"
    r"found|kept|knew|thought|wrote|brought|built|caught|chose|drew|felt|flew|heard|stood|threw|wore|"
    r"\w+n['’]t|\w+['’](?:s|re|ve|ll|d|m))\b"
)


def prose_paragraphs(text: str) -> list[Span]:
    """The paragraphs of the story, without what only stands around it.

    Headings, bylines, dates, datelines alone, captions, credits, calls to read or share: told by
    their form (no full stop, a credit in parentheses, an imperative in a short line).
    """
    placed = paragraphs(text)
    last = max((i for i, span in enumerate(placed) if span.end - span.start > 80), default=0)
    found = []
    for index, span in enumerate(placed):
        line = text[span.start : span.end]
        if not _is_prose(line, final=index >= last and index > 2):
            continue
        start = span.start
        dateline = _DATELINE.match(line[:90])
        if dateline:
            start += dateline.end()
        end = span.end
        credit = _CREDIT.search(line[-60:])
        if credit:
            end -= len(line[-60:]) - credit.start()
        if start < end:
            found.append(Span(start, end))
    return found


def _is_prose(line: str, *, final: bool) -> bool:
    words = line.split()
    if len(words) < 60 and _CAPTION.search(line):
        return False
    if len(words) < 25 and _FURNITURE.match(line):
        return False
    if _NOTE.match(line) or (line[0] in "([" and line.rstrip(".")[-1] in ")]"):
        return False
    if _DATE.search(line) and len(words) < 40:
        return False
    quoted = any(mark in line for mark in "\"“”‘")
    if not _TERMINAL.search(line):
        return len(words) > 25 or (quoted and len(words) > 8)
    if _CREDIT.search(line) and not quoted and not final and len(words) < 80:
        return False
    if quoted:
        return True
    return len(words) > 3 and line[0].isupper() and (len(words) > 20 or bool(_VERB.search(line)))


def _inside(prose: Sequence[Span], span: Span) -> bool:
    index = bisect_right(prose, span.start, key=lambda paragraph: paragraph.start) - 1
    return index >= 0 and span.start < prose[index].end


# --- claims --------------------------------------------------------------------------------------------


def _claims(text: str, reported: Sequence[Attribution]) -> list[Claim]:
    return [
        Claim(
            text=_statement(text[span.start : span.end]),
            speaker=attribution.speaker,
            source_span=attribution.source,
            attribution=attribution.chain,
            stance=_stance(text, attribution, span),
            quote=text[span.start : span.end],
            spans=(span,),
        )
        for attribution in reported
        for span in attribution.contents
    ]


def _statement(words: str) -> str:
    words = _one_line(words).strip(" ,;:—–-")
    return words[:1].upper() + words[1:]


_CUE_STANCES: tuple[tuple[re.Pattern[str], Stance], ...] = (
    (re.compile(r"den(?:y|ies|ied|ying)$|refut|disavow|rebut|disput"), "denied"),
    (re.compile(r"urg(?:e|es|ed|ing)$|demand|appeal|implor|plead|beg(?:s|ged|ging)?$"), "requested"),
    (re.compile(r"predict|forecast|foresee|foresaw|prophes|expect|anticipat"), "predicted"),
    (re.compile(r"suggest|hint|suspect|speculat|guess|surmis|wonder|theori|presum"), "possible"),
)


def _stance(text: str, attribution: Attribution, span: Span) -> Stance:
    stance = cues.stance_of(text[span.start : span.end])
    if attribution.cue and not attribution.direct:
        cue = text[attribution.cue.start : attribution.cue.end].lower()
        for form, by_cue in _CUE_STANCES:
            if form.match(cue):
                return stance if stance in {"unknown", "conditional"} else by_cue
    return stance


def _own_claims(
    text: str, chosen: Sequence[Span], reported: Sequence[Attribution]
) -> list[Claim]:
    """The sentences of the summary in which nobody is reported: the article's own voice."""
    starts = sorted(span.start for a in reported for span in a.contents)
    found = []
    for span in chosen:
        index = bisect_right(starts, span.start - 1)
        if index < len(starts) and starts[index] < span.end:
            continue
        words = text[span.start : span.end]
        found.append(
            Claim(
                text=_statement(words), stance=cues.stance_of(words), quote=words, spans=(span,)
            )
        )
    return found


def _numbered(claims: Sequence[Claim]) -> tuple[Claim, ...]:
    from dataclasses import replace

    ordered = sorted(claims, key=lambda claim: claim.spans)
    return tuple(replace(claim, id=f"c{i}") for i, claim in enumerate(ordered, 1))


# --- questions -------------------------------------------------------------------------------------------

_LABELS: dict[QuestionType, str] = {
    "unknown": "Not known",
    "unconfirmed": "Not confirmed",
    "pending": "Not decided",
    "disputed": "Disputed",
}


def _questions(
    text: str, prose: Sequence[Span], reported: Sequence[Attribution]
) -> tuple[Question, ...]:
    contents = sorted(span for a in reported for span in a.contents)
    found: list[tuple[Span, QuestionType, Span | None]] = []
    for sentence in sentences(text):
        if not _inside(prose, sentence):
            continue
        kind = cues.question_type(text[sentence.start : sentence.end])
        if not kind:
            continue
        index = bisect_right(contents, sentence.start, key=lambda span: span.start)
        around = next(
            (
                content
                for content in contents[max(0, index - 1) : index + 3]
                if content.start < sentence.end
                and content.end > sentence.start
                and cues.question_type(text[max(content.start, sentence.start) : min(content.end, sentence.end)])
            ),
            None,
        )
        place = sentence
        if around:
            place = Span(max(around.start, sentence.start), min(around.end, sentence.end))
        found.append((place, kind, around))
    merged: list[tuple[Span, QuestionType, Span | None]] = []
    for place, kind, around in found:
        if merged and around and merged[-1][2] == around and place.end - merged[-1][0].start < 400:
            merged[-1] = (Span(merged[-1][0].start, place.end), merged[-1][1], around)
        else:
            merged.append((place, kind, around))
    return tuple(
        Question(
            id=f"q{number}",
            text=f"{_LABELS[kind]}: {_one_line(text[place.start : place.end])}",
            type=kind,
            quote=text[place.start : place.end],
            spans=(place,),
        )
        for number, (place, kind, _) in enumerate(merged, 1)
    )


# --- summary -----------------------------------------------------------------------------------------------


def _summary_spans(article: Article, prose: Sequence[Span]) -> list[Span]:
    text = article.text
    candidates = [span for span in whole_sentences(text) if _inside(prose, span)]
    return candidates[:_SUMMARY_SENTENCES]


def _sentence(text: str, span: Span, claims: Sequence[Claim]) -> Sentence:
    cited = tuple(
        claim.id
        for claim in claims
        if span.start <= claim.spans[0].start and claim.spans[-1].end <= span.end
    )
    return Sentence(text=_one_line(text[span.start : span.end]), claims=cited)


def _one_line(words: str) -> str:
    return " ".join(words.split())
