"""Drafting without a model: claims, open questions and a summary picked out of the text itself.

Every line is the article's own words. Claims are its attributions (`briefer.attribution`) and the
facts that the summary rests on; questions are the places where the text says that something is
not known, not confirmed, not decided or disputed; the summary is whole sentences. English only,
by cue words (`briefer.cues`): an article in another language gets a summary and nothing else.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from briefer import cues
from briefer.asking import as_question
from briefer.attribution import (
    Attribution,
    attributions_and_sentences,
    whole_sentences,
)
from briefer.context import context_cue
from briefer.models import Article, Claim, Draft, Question, QuestionType, Sentence, Span, Stance
from briefer.quoting import quotations
from briefer.sentences import Layout, sentence_breaks


def draft(article: Article) -> Draft:
    """The claims, questions and summary of `article`, all in its own words.

    Ids are free (`c1`, `c2`, …); match and status are left to the checks.
    """
    text = _without_markup(article.text)
    english = cues.is_english(text)
    layout = Layout(text)
    prose = prose_paragraphs(layout, english=english)
    said, whole = attributions_and_sentences(layout) if english else ([], whole_sentences(layout))
    reported = _in_prose(said, prose)
    claims = sorted(_claims(text, reported), key=lambda claim: claim.spans)
    title = f"{article.title} {' '.join(_HEADING.findall(article.text))}"
    chosen = _summary_spans(layout, title, prose, whole, claims, english=english)
    claims = _weightiest(text, claims, chosen)
    claims = _numbered(article.text, claims + _own_claims(text, chosen, claims))
    return Draft(
        summary=tuple(_sentence(article.text, span, claims) for span in chosen),
        claims=tuple(claims),
        questions=_questions(article.text, layout, prose, reported) if english else (),
    )


# Markup of Markdown: headings, the marks that open a line, emphasis, all of a link but its words.
_HEADING = re.compile(r"^#{1,6}[ \t][^\r\n]*", re.MULTILINE)
_MARKUP = re.compile(
    rf"{_HEADING.pattern}|^[ \t]*(?:>[> \t]*|[-*+][ \t]+)+|\*\*|__"
    r"|(?<![\w*])\*(?=\S[^*\r\n]*\S\*(?![\w*]))|(?<=\S)\*(?![\w*])|!?\[(?=[^][\r\n]*\]\()|\]\([^()\s]*\)",
    re.MULTILINE,
)


_MARKED = re.compile(r"[#*>\[]|__|(?:\A|[\r\n])[ \t]*[-+][ \t]")


def _without_markup(text: str) -> str:
    """The text with blanks for the markup, so that every place is where it was."""
    if not _MARKED.search(text):
        return text
    return _MARKUP.sub(lambda match: " " * len(match[0]), text)


# --- prose and what is not ------------------------------------------------------------------------

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_TERMINAL = re.compile(r"[.?!…:;][\"'”’»)\]]*$|[\"”»]$|\([A-Z][\w& ]{1,30}\)$")
_CREDIT = re.compile(r"(?<!\s)\s*\((?:[A-Z][\w&.'’/-]*\s?){1,5}\)\s*$")
_CAPTION = re.compile(
    r"\b(?:file photo|photo(?:graph)?s? (?:by|courtesy)|screenshot|getty images|ap photo"
    r"|(?:photo(?:graph)?|picture|image(?: credit)?|video|illustration|graphic|map|credit):"
    r"|/(?:ap|afp|reuters|getty)\b|(?:ap|afp|reuters)/)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:advertisement|sponsored|related|most (?:popular|read)|read (?:more|the|also|next)|"
    r"see also|watch(?: the| more|:)|listen|sign up|subscribe|follow (?:us|\w+ on|@)|click|tap|"
    r"share (?:this|on|your)|download|like us|join us|copyright|©|all rights reserved|skip|scroll|"
    r"continue reading|story continues|(?:last )?updated?|published|posted|have a tip|check out|"
    r"contact (?:us|the)|e-?mail (?:us|the)|comments?|get (?:the|our)|newsletter|images?|photos?|"
    r"videos?|this (?:article|story|post) (?:is|was|has|originally|first)|sources?$|tags?:|"
    r"topics?:|by (?-i:[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}(?:,? (?:and|&) .{0,40})?$))"
    r"(?!\w)",
    re.IGNORECASE,
)
# A line that tells what somebody said is a line of the story, whatever its first word is. Of the
# verbs of saying those that are no nouns of headings: "Reports", "Promises and demands".
_REPORTED = re.compile(
    r"\b(?:sa(?:id|ys)|told|tells|according to|add(?:ed|s)|den(?:ied|ies)|warn(?:ed|s)|wrote|writes"
    r"|ask(?:ed|s)|argu(?:ed|es)|announced|insist(?:ed|s)|claim(?:ed|s)|replied|explain(?:ed|s)"
    r"|stat(?:ed|es)|tweeted|confirmed|declined)\b"
)
_INNER_END = re.compile(r"[.?!][\"”’)]*\s+[A-Z“\"]")
_NOTE = re.compile(
    r"(?:correction|clarification|editor['’]?s['’]? note|update)s?\s*:", re.IGNORECASE
)
_DATE = re.compile(
    rf"\b(?:{_MONTHS})[a-z]*\.? \d{{1,2}},? \d{{4}}$|\d{{1,2}} (?:{_MONTHS})[a-z]* \d{{4}}$"
)
_DATELINE = re.compile(
    r"[A-Z][A-Z .’'/-]{2,30}: (?=[A-Z“\"])|"
    r"(?:[A-Z][a-z]+day, )?(?:" + _MONTHS + r")[a-z]*\.? \d{1,2}, \d{4} (?=[A-Z])|"
    r"(?=[A-Z]{3}|[^-–—]*[(,])"
    r"(?:[A-Z][\w.'’]*,? |\d{1,2},? |\([A-Z][\w& ]{1,30}\) ?){1,8}[-–—―]+ (?=[A-Z“\"])"
)
# A caption is often a noun phrase alone: no verb that a sentence could do without.
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|should|may|might|"
    r"must|\w+ed|said|says|say|told|won|lost|led|made|took|went|came|left|began|held|met|fell|rose|"
    r"hit|ran|broke|spoke|fought|struck|sent|drove|got|gave|became|grew|paid|bought|sold|set|cut|put|"
    r"shot|saw|found|kept|knew|thought|wrote|brought|built|caught|chose|drew|felt|flew|heard|stood|"
    r"threw|wore|sat|rode|rang|sank|swept|swam|stole|woke|fled|fed|slept|wept|dealt|meant|shut|quit|"
    r"beat|hid|slid|bit|blew|withdrew|froze|\w+n['’]t|(?:it|he|she|that|there|who|what)['’]s|\w+['’](?:re|ve|ll|d|m))\b"
)


# Text addressed to a machine that reads the page, whatever it asks for, is no news.
_TO_MACHINES = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+)?(?:of\s+)?(?:the\s+|your\s+)?"
    r"(?:previous|prior|earlier|above|preceding|other)\s+(?:instructions?|prompts?|text|rules)\b"
    r"|^\W*(?:note|message|instructions?|attention|notice|system|dear|to)\b[^.:\n]{0,60}"
    r"\b(?:AI|LLMs?|assistants?|(?:language )?models?|chatbots?|bots?|automated readers?)\b"
    r"[^.:\n]{0,40}:",
    re.IGNORECASE,
)


def prose_paragraphs(layout: Layout, *, english: bool) -> list[Span]:
    """The paragraphs of the story, without what only stands around it.

    Headings, bylines, dates, datelines alone, captions, credits, calls to read or share: told by
    their form (no full stop, a credit in parentheses, an imperative in a short line).
    """
    text, placed = layout.text, layout.paragraphs
    long = (i for i, span in enumerate(placed) if span.end - span.start > 80)
    last = max((i for i in long if not _TO_MACHINES.search(text[slice(*placed[i])])), default=0)
    found = []
    for index, span in enumerate(placed):
        line = text[span.start : span.end]
        if index == 0 and len(placed) > 1:
            apart = text[span.end : placed[1].start].count("\n") > 1
            if _is_headline(line, text[slice(*placed[1])], apart):
                continue
        if not _is_prose(line, final=index >= last and index > 2, english=english):
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


def _is_headline(line: str, following: str, apart: bool) -> bool:
    """Whether a first line is a headline, though it may end with a full stop.

    It is short and stands apart, or what follows says half of it again, or it is in title case.
    """
    words = [word for word in re.findall(r"[^\W\d]{4,}", line) if word not in cues.FUNCTION_WORDS]
    if apart and len(line.split()) < 12 and len(following) > len(line):
        return True
    if len(line.split()) > 18 or not words or any(mark in line for mark in '"“'):
        return False
    if _is_title(line):
        return True
    repeated = len(_content_words(line) & _content_words(following))
    return len(following) > 1.3 * len(line) and 2 * repeated >= len(_content_words(line))


def _is_prose(line: str, *, final: bool, english: bool) -> bool:
    words = line.split()
    bracketed = line[0] in "([" and line.rstrip(".")[-1] in ")]"
    if _TO_MACHINES.search(line) or _NOTE.match(line) or bracketed:
        return False
    quoted = any(mark in line for mark in '"“”‘')
    ended = bool(_TERMINAL.search(line) or _INNER_END.search(line))
    if _REPORTED.search(line) and (ended or quoted or (len(words) > 7 and not _is_title(line))):
        return True
    if len(words) < 60 and _CAPTION.search(line):
        return False
    if len(words) < 25 and _FURNITURE.match(line):
        return False
    if _DATE.search(line) and len(words) < 40:
        return False
    credited = _CREDIT.search(line) is not None
    if not credited and not ended:
        return len(words) > 25 or (quoted and len(words) > 8)
    if credited and not quoted and not final and len(words) < 80:
        return False
    if quoted:
        return True
    if len(words) < 4 or line[0].islower():
        return False
    return not english or len(words) > 20 or bool(_VERB.search(line))


def _is_title(line: str) -> bool:
    """Whether most words that could be in small letters are not."""
    words = [word for word in re.findall(r"[^\W\d]{4,}", line) if word not in cues.FUNCTION_WORDS]
    return len(words) > 3 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _in_prose(found: Sequence[Attribution], prose: Sequence[Span]) -> list[Attribution]:
    clipped = []
    for attribution in found:
        contents = tuple(c for span in attribution.contents if (c := _clipped(prose, span)))
        if contents:
            clipped.append(replace(attribution, contents=contents))
    return clipped


def _clipped(prose: Sequence[Span], span: Span) -> Span | None:
    """The part of `span` that is prose, or None."""
    index = bisect_right(prose, span.end - 1, key=lambda paragraph: paragraph.start) - 1
    if index < 0 or span.start >= prose[index].end:
        return None
    return Span(max(span.start, prose[index].start), min(span.end, prose[index].end))


# --- claims ---------------------------------------------------------------------------------------


def _claims(text: str, reported: Sequence[Attribution]) -> list[Claim]:
    found = []
    names = _Names(text, reported)
    for attribution in reported:
        speaker = attribution.speaker
        if attribution.direct and speaker is None:
            if attribution.source is None:
                continue  # a quotation of nobody whom the text names: not the article's own words
            speaker = _one_line(text[slice(*attribution.source)])
        for part in _statements(text, attribution):
            span = _with_cue(text, attribution, part)
            stance = _stance(text, attribution, span)
            if not _is_statement(text[span.start : span.end], attribution.direct, stance):
                continue
            quoted = _with_context(text, attribution, span)
            if stance != "denied" and quoted != span:
                span = quoted  # what is denied is stated; all else is said with what governs it
                stance = _stance(text, attribution, span)
            found.append(
                Claim(
                    text=names.resolved(attribution, span),
                    speaker=speaker,
                    source_span=attribution.source,
                    attribution=attribution.chain,
                    stance=stance,
                    quote=text[quoted.start : quoted.end],
                    spans=(quoted,),
                )
            )
    return found


def _statements(text: str, attribution: Attribution) -> list[Span]:
    """The contents; of one that joins two statements, one surer than the other, each of the two.

    Words that waver more than once between what is and what may be are left whole, and so are
    the halves of a quotation neither of which could stand for it.
    """
    found = []
    for content in attribution.contents:
        parts = _by_certainty(text, content, direct=attribution.direct)
        half = (content.end - content.start) / 2 + _MARKS
        apart = not attribution.direct or any(part.end - part.start > half for part in parts)
        found += parts if len(parts) == 2 and apart else [content]
    return found


def _by_certainty(text: str, content: Span, *, direct: bool) -> list[Span]:
    """The runs of clauses of `content` that are said alike: for sure, as a wish, with doubt."""
    if content.end - content.start > _LONGEST_PARTED:
        return [content]
    joints = _joints(text, content, direct=direct)
    if not joints:
        return [content]
    starts, ends = [content.start, *(j.end for j in joints)], [*(j.start for j in joints)]
    found: list[tuple[str, Span]] = []
    for start, end in zip(starts, [*ends, content.end], strict=True):
        stance = cues.stance_of(text[start:end])
        kind = stance if stance in _SURE else "doubtful"
        if found and (kind == found[-1][0] or end - start < _SHORTEST_PART):
            found[-1] = found[-1][0], Span(found[-1][1].start, end)
        else:
            found.append((kind, Span(start, end)))
    return [span for _, span in found]


def _joints(text: str, content: Span, *, direct: bool) -> list[Span]:
    """What parts the sentences of `content`, and those of its clauses that could be sentences."""
    found = list(sentence_breaks(text, content, *content))
    starts = [content.start, *(joint.end for joint in found)]
    for match in (_JOINT if direct else _AND_THAT).finditer(text, *content):
        start = starts[bisect_right(starts, match.start()) - 1]
        if not _OPEN_CLAUSE.match(text, start, match.start()):
            found.append(Span(*match.span()))
    quoted = quotations(text[slice(*content)]) if found else []
    return sorted(
        joint
        for joint in found
        if not any(start < joint.start - content.start < end for start, end in quoted)
    )


# Where another statement with its own subject begins, in what is quoted and in what is reported.
_JOINT = re.compile(r"[,;]\s+(?:and|but)\s+(?=(?:I|we|you|they|he|she|it|there)\b)")
_AND_THAT = re.compile(r"[,;]?\s+(?:and|but)\s+that\s+(?=\w)")
# "When it rains, and it rains often": both halves are one; nested "that" may govern both, too.
_OPEN_CLAUSE = re.compile(
    r"\W*(?:if|when|unless|because|since|as|while|although|should|who|what)\b|.*\bthat\b",
    re.IGNORECASE | re.DOTALL,
)
_SURE = frozenset({"asserted", "requested", "predicted"})
_SHORTEST_PART = 20  # characters
_LONGEST_PARTED = 2000  # characters; what is longer is a speech
_MARKS = 3  # characters: two quotation marks and a comma


class _Names:
    """Says whom "he" or "she" is at the head of what somebody reports, where it is the speaker."""

    def __init__(self, text: str, reported: Sequence[Attribution]) -> None:
        self._text = text
        self._pronouns: dict[str, str] = {}
        for by in reported:
            source = text[slice(*by.source)].lower() if by.source else ""
            if by.speaker and by.speaker[0].isupper() and source in {"he", "she"}:
                same = self._pronouns.setdefault(by.speaker, source) == source
                self._pronouns[by.speaker] = source if same else ""

    def resolved(self, by: Attribution, span: Span) -> str:
        """The statement at `span`, its first pronoun replaced by the [name] of the speaker."""
        words = _statement(self._text[slice(*span)])
        pronoun = words.partition(" ")[0].lower()
        if by.direct or not by.speaker or not by.source or pronoun not in {"he", "she"}:
            return words
        others = [
            name.rpartition(" ")[2]
            for name, theirs in self._pronouns.items()
            if theirs == pronoun and name != by.speaker
        ]
        near = self._text[max(0, by.source.start - _NEAR) : span.end]
        if self._pronouns.get(by.speaker) != pronoun or any(name in near for name in others):
            return words
        return f"[{by.speaker}]{words[len(pronoun) :]}"


_NEAR = 300  # characters in which nobody else may be named whom the pronoun could mean


def _is_statement(words: str, direct: bool, stance: Stance) -> bool:
    """Whether the words say something: not "he had not", nor one word in quotation marks."""
    if direct:
        return len(words.split()) > 1 and not _FRAGMENT.fullmatch(words)
    return stance == "denied" or (len(words.split()) > 2 and bool(_content_words(words)))


# "and with a torch"
_FRAGMENT = re.compile(
    r"(?:and|or|but) (?:with|without|in|on|at|by|for|from|of|under|over)(?: \w+){1,3}\W*"
)


def _with_context(text: str, attribution: Attribution, span: Span) -> Span:
    """The span with the denial, negation or condition beside it that a quote must keep."""
    cue = attribution.cue
    if cue is not None and 0 < span.start - cue.end < _CUE_REACH and _denies(text, cue, span):
        return Span(cue.start, span.end)
    for _ in range(_MOST_CUES):
        beside = context_cue(text, span)
        if beside is None:
            break
        span = Span(min(beside.start, span.start), max(beside.end, span.end))
    return span


_CUE_REACH = 40  # characters
_MOST_CUES = 3  # "Neither she nor the museum would say whether"


_CLAUSE_CUE = re.compile(
    r"(?:sa[iy]|t(?:old|ell)|add|think|thought|believ|warn|not(?:e|ing)|claim|argu|announc|insist|explain|"
    r"acknowledg|admi|suggest|report|confirm|stat(?:e|ing)|predict|alleg|den(?:y|ie)|estimat|hop|kn[eo]w|"
    r"fear|tweet|writ|wrote|conclud|recall|contend|maintain|assert|conced|show|f(?:ind|ound)|learn|"
    r"declar|testif|reveal|stress|complain|agree|according)",
    re.IGNORECASE,
)


_CLOSING = re.compile(r"[,.]?[\"”’]")
# Verbs with a clause ("reported that it was stolen") or a thing ("reported the theft").
_OBJECT_CUE = re.compile(
    r"(?:acknowledg|admi|report|confirm|stat(?:e|ing)|estimat|fear|f(?:ind|ound)|show|reveal|note"
    r"|predict|announc|conced|declar|suggest|stress|explain|warn)",
    re.IGNORECASE,
)
_OF_CUE = re.compile(r"(?:warn|complain)\w*\s+(?:of|about|against)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?:that|what|why|how|whether|when|where|if|he|she|it|they|we|I|you|there)\b", re.IGNORECASE
)


def _with_cue(text: str, attribution: Attribution, content: Span) -> Span:
    """The content, with the cue where it is no statement without it: "urged them to leave"."""
    cue = attribution.cue
    gap = content.start - cue.end if cue else 0
    words = text[content.start : content.end]
    wants = words.lstrip("\"“‘'").startswith("to ")  # 'urged them "to go"'
    stands = attribution.direct and (
        not wants or cue is None or _CLAUSE_CUE.match(text, cue.start) is not None
    )
    if cue is None or stands or not 0 < gap < 200 or not text[cue.start].isalpha():
        return content
    if _denies(text, cue, content):
        return content
    bare = wants or (gap < 12 and not _says(text, cue, words))
    if not bare:
        return content
    closing = _CLOSING.match(text, content.end) if attribution.direct else None
    return Span(cue.start, closing.end() if closing else content.end)


def _says(text: str, cue: Span, words: str) -> bool:
    """Whether the words stand by themselves after the cue: not in "confirmed the date"."""
    if not _CLAUSE_CUE.match(text, cue.start) or _OF_CUE.match(text, cue.start):
        return False
    return not _OBJECT_CUE.match(text, cue.start) or bool(
        _CLAUSE.match(words) or _VERB.search(words)
    )


def _statement(words: str) -> str:
    words = _one_line(words).strip(" ,;:—–-")
    return words[:1].upper() + words[1:]


_DENYING = re.compile(
    r"den(?:y|ies|ied|ying)\b(?! (?:them|him|her|us|me|access|entry|bail|visas?|permission)\b)"
    r"|refut|disavow|rebut|disput"
)
_REJECTING = re.compile(
    r"(?:reject|dismiss)\w* (?:\w+ ){0,3}(?:claim|alleg|accus|suggest|report|rumou?r|idea|notion"
    r"|charge|assert)\w* that $"
)


def _denies(text: str, cue: Span, content: Span) -> bool:
    """Whether the cue denies the content: "denied that", "rejected a report that"."""
    return bool(_DENYING.match(text, cue.start) or _REJECTING.match(text, cue.start, content.start))


_CUE_STANCES: tuple[tuple[re.Pattern[str], Stance], ...] = (
    (
        re.compile(r"urg(?:e|es|ed|ing)$|demand|appeal|implor|plead|beg(?:s|ged|ging)?$"),
        "requested",
    ),
    (re.compile(r"predict|forecast|foresee|foresaw|prophes|expect|anticipat"), "predicted"),
    (re.compile(r"suggest|hint|suspect|speculat|guess|surmis|wonder|theori|presum"), "possible"),
)


def _stance(text: str, attribution: Attribution, span: Span) -> Stance:
    stance = cues.stance_of(text[span.start : span.end])
    if attribution.cue and (not attribution.direct or span.start == attribution.cue.start):
        doubted = stance in {"unknown", "conditional"}
        if _denies(text, attribution.cue, span):
            return stance if doubted else "denied"
        cue = text[attribution.cue.start : attribution.cue.end].lower()
        if cue.startswith("ask"):  # "asked for help", "asked them to go"; "asked whether it held"
            wanted = re.search(r"\b(?:for|to)\b", text[span.start : span.end])
            return stance if doubted else "requested" if wanted else "possible"
        for form, by_cue in _CUE_STANCES:
            if form.match(cue):
                return stance if doubted else by_cue
    return stance


def _weightiest(text: str, claims: Sequence[Claim], chosen: Sequence[Span]) -> list[Claim]:
    """The claims; of a long text not all of them, as a transcript is no brief.

    Those that the summary cites come first, then the first two of each speaker, what is denied,
    negated, not known or conditional, and what has a number in it; of equals the earlier ones.
    """
    most = max(_FEWEST, int(_PER_ROOT * math.sqrt(len(text) / 1000)))
    if len(claims) <= most:
        return list(claims)
    cited = {claim.spans for span in chosen for claim in _cited(span, claims)}
    heard: Counter[str | None] = Counter()
    weights = []
    for claim in claims:
        heard[claim.speaker] += 1
        doubted = claim.stance == "conditional" or _withholds(claim)
        numbered = any(letter.isdigit() for letter in claim.text)
        early = heard[claim.speaker] <= _FIRST_STATEMENTS
        weights.append(4 * (claim.spans in cited) + 2 * early + doubted + numbered)
    ranked = sorted(range(len(claims)), key=lambda index: (-weights[index], index))
    return [claims[index] for index in sorted(ranked[:most])]


_FEWEST = 40
_PER_ROOT = 25  # claims: 50 of four thousand characters, 100 of sixteen, 250 of a hundred
_FIRST_STATEMENTS = 2


def _own_claims(text: str, chosen: Sequence[Span], claims: Sequence[Claim]) -> list[Claim]:
    """The sentences of the summary in which nobody is reported: the article's own voice."""
    found = []
    for span in chosen:
        if not _cited(span, claims):
            words = text[span.start : span.end]
            stance = cues.stance_of(words)
            found.append(Claim(text=_statement(words), stance=stance, quote=words, spans=(span,)))
    return found


def _cited(span: Span, claims: Sequence[Claim]) -> list[Claim]:
    """The claims inside `span`; if there is none, those that reach into it."""
    touching = [c for c in claims if c.spans[0].start < span.end and span.start < c.spans[-1].end]
    inside = [c for c in touching if span.start <= c.spans[0].start and c.spans[-1].end <= span.end]
    return inside or touching


def _numbered(text: str, claims: Sequence[Claim]) -> list[Claim]:
    ordered = sorted(claims, key=lambda claim: claim.spans)
    return [
        replace(claim, id=f"c{number}", quote=text[slice(*claim.spans[0])])
        for number, claim in enumerate(ordered, 1)
    ]


# --- questions ------------------------------------------------------------------------------------


class _Open(NamedTuple):
    """A place that leaves something open, the statement that holds it, and its speaker."""

    place: Span
    kind: QuestionType
    content: Span | None
    speaker: str | None
    first: Span  # the first sentence of `place`
    denied: Span | None = None  # what the speaker says is not so


def _questions(
    verbatim: str, layout: Layout, prose: Sequence[Span], reported: Sequence[Attribution]
) -> tuple[Question, ...]:
    text = layout.text
    said = sorted(((span, a) for a in reported for span in a.contents), key=itemgetter(0))
    merged: list[_Open] = []
    for span in chain.from_iterable(layout.sentences):
        sentence = _clipped(prose, span)
        if sentence is None:
            continue
        found = _open(text, sentence, said)
        if found is None:
            continue
        last = merged[-1] if merged else None
        if last and last.content == found.content and found.content is not None:
            place = Span(last.place.start, found.place.end)
            if place.end - place.start < _LONGEST_QUESTION:
                merged[-1] = last._replace(place=place)
                continue
        merged.append(found)
    questions: dict[str, Question] = {}
    told: list[set[str]] = []
    for found in merged:
        words = _content_words(text[slice(*found.place)])
        asked = _asked(text, found)
        question, mark, _ = asked.partition("?")
        key = question if mark else str(found.place)
        if key in questions or any(_is_alike(words, before) for before in told):
            continue  # one question on one matter
        told.append(words)
        questions[key] = Question(
            id=f"q{len(told)}",
            text=asked,
            type=found.kind,
            quote=verbatim[slice(*found.place)],
            spans=(found.place,),
        )
    return tuple(questions.values())


def _is_alike(words: set[str], others: set[str]) -> bool:
    return len(words) > 2 and 4 * len(words & others) >= 3 * len(words | others)


_LONGEST_QUESTION = 400  # characters


def _open(text: str, sentence: Span, said: Sequence[tuple[Span, Attribution]]) -> _Open | None:
    """What `sentence` leaves open, in the statement that says so where there is one."""
    index = bisect_right(said, sentence.start, key=lambda item: item[0].start)
    denied: _Open | None = None
    for content, by in said[max(0, index - 1) : index + 3]:
        place = Span(max(content.start, sentence.start), min(content.end, sentence.end))
        if place.start < place.end:
            kind = cues.question_type(text[place.start : place.end])
            if kind:
                if place == content:
                    place = _with_cue(text, by, place)
                place = _quoted_part(text, place, kind)
                return _Open(place, kind, content, by.speaker, place)
            if by.cue and not by.direct and _denies(text, by.cue, place):
                place = Span(by.cue.start, place.end)
                denied = denied or _Open(place, "disputed", content, by.speaker, place, content)
    kind = cues.question_type(text[sentence.start : sentence.end])
    return _Open(sentence, kind, None, None, sentence) if kind else denied


def _quoted_part(text: str, place: Span, kind: QuestionType) -> Span:
    """The quotation inside `place` that leaves it open by itself; else all of `place`."""
    for start, end in quotations(text[place.start : place.end]):
        part = Span(place.start + start, place.start + end)
        if cues.question_type(text[part.start : part.end]) == kind and end - start > 20:
            return part
    return place


_EMBEDDED = re.compile(
    r"\b(?:clear|know|known|unclear|unknown|sure|unsure|sa[iy]d?|tell|decided?|determined?|see|seen"
    r"|uncertain|explain|specify|disclose|confirm)\b.{0,30}?\b((?:what|whether|who|when|where|why|how|if|which)\b.{8,})",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"\W*((?:What|Whether|Who|When|Where|Why|How|Which)\b.{8,}?) "
    r"(?:is|was|are|remains?|remained|(?:has|have|had) not(?: yet)? been)"
    r"(?: still| also| now| very)? (?:unclear|unknown|uncertain|undecided|disputed|unresolved"
    r"|not (?:known|clear|decided)|decided|an? (?:open )?(?:question|mystery))\b"
)


_DECISION = re.compile(
    r"deci[ds]|\brul(?:e|ing)\b|\bvot(?:e|ing)\b|verdict|deal\b|agree|pending|approv|consider|weigh",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"[;)]|,? but\b|, (?:and|so|or|as|though|although|because|since)\b| [—–-]+ |[\"“]"
)
_SILENCE = re.compile(
    r"\b(?:comment|answer|respon[ds]\w*|reply|replied|reached|return(?:ed)?)\b", re.IGNORECASE
)


_HINTS = re.compile(r"\bhint", re.IGNORECASE)


def _asked(text: str, found: _Open) -> str:
    """The question, where its words give one, and who leaves it open; else a label of the quote."""
    silent = found.kind == "unconfirmed" and _SILENCE.search(text, *found.place)
    label = "Not answered" if silent else _LABELS[found.kind]
    if found.kind == "pending" and not _DECISION.search(text, *found.place):
        label = "Still open"
    if found.denied and found.speaker:
        return f"{label}, denied by {_within_sentence(found.speaker)}"
    if found.speaker and _HINTS.search(text, *found.place):
        return f"{label}, only hinted at by {_within_sentence(found.speaker)}"
    if found.speaker:
        label = f"{label}, according to {_within_sentence(found.speaker)}"
    clause = _embedded(_one_line(text[found.first.start : found.first.end]))
    if clause is None or silent:
        return label
    asked = as_question(clause)
    if asked is None:
        return f"{label}: {clause[0].lower()}{clause[1:]}"
    return f"{asked} {label}" if found.speaker else asked


def _embedded(words: str) -> str | None:
    """The question inside a sentence: "It is unclear who did it", "Who did it is unclear"."""
    match = _LEADING.match(words) or _EMBEDDED.search(words)
    if match is None:
        return None
    clause = _CUT.split(match[1], maxsplit=1)[0].rstrip(_EDGES)
    return clause if 8 < len(clause) < _LONGEST_LABEL else None


def _within_sentence(speaker: str) -> str:
    """The name as it is written within a sentence: "the regulator", "police"."""
    first, _, rest = speaker.partition(" ")
    small = first.lower() in _SMALL or (not rest and first.lower() in _PLURALS)
    return f"{first.lower()} {rest}".rstrip() if small else speaker


_LABELS: dict[QuestionType, str] = {
    "unknown": "Not known",
    "unconfirmed": "Not confirmed",
    "pending": "Not decided",
    "disputed": "Disputed",
}
_LONGEST_LABEL = 120  # characters
_EDGES = ' .,;!?"”’'
_SMALL = cues.word_set("the a an one two three several some many most both its his her their other")
_PLURALS = cues.word_set(
    "police officials authorities prosecutors investigators lawyers experts analysts witnesses "
    "residents scientists researchers doctors economists critics sources people"
)


# --- summary --------------------------------------------------------------------------------------


def _summary_spans(
    layout: Layout,
    title: str,
    prose: Sequence[Span],
    unbroken: Sequence[Span],
    claims: Sequence[Claim],
    *,
    english: bool,
) -> list[Span]:
    """The sentence that opens the story and those that best tell the rest of it.

    A sentence counts for the words that it adds: those of the headline, and those that many
    other sentences share (after Nenkova and Vanderwende, 2005); earlier sentences come first.
    What `_cautions` finds is added.
    """
    text = layout.text
    limit = _first_question(layout)
    whole = [
        c
        for span in unbroken
        if (c := _clipped(prose, span)) and c.end - c.start <= _LONGEST_SENTENCE
    ]
    able = [span for span in whole if _stands_alone(text[span.start : span.end], english)]
    candidates = [span for span in able if span.start < limit] or able or whole
    if not candidates:
        return []
    words = [_content_words(text[span.start : span.end]) for span in candidates]
    shared = Counter(word for found in words for word in found)
    headline = _content_words(f"{title} {text[: prose[0].start][:300]}")
    chosen: list[int] = []
    told: set[str] = set()

    def worth(index: int) -> float:
        new = words[index] - told
        asked = len(new & headline) / (len(headline) + 1)
        common = sum(shared[word] - 1 for word in new) / (len(words[index]) + 1)
        return asked + 2 * common / len(candidates) - 0.06 * math.log(1 + index)

    def choose(indices: Iterable[int]) -> None:
        chosen.append(max(indices, key=worth))
        told.update(words[chosen[-1]])

    choose([0])
    wanted = 2 + min(3, sum(shared.values()) // _WORDS_PER_SENTENCE)
    while len(chosen) < min(wanted, len(candidates)):
        choose(i for i in range(len(candidates)) if i not in chosen)
    summary = " ".join(text[slice(*candidates[index])] for index in chosen)
    cautions = _cautions(text, summary, candidates, claims)
    if cautions and not set(cautions) & set(chosen):
        choose(cautions)
    return [candidates[index] for index in sorted(chosen)]


_WORDS_PER_SENTENCE = 1000
_LONGEST_SENTENCE = 1000  # characters; what is longer is a list or no prose at all
_ACCUSATION = re.compile(
    r"\b(?:accus\w+|alleg\w+|charged with|claim(?:s|ed)? that|blam(?:es|ed))\b"
)


def _cautions(
    text: str, summary: str, candidates: Sequence[Span], claims: Sequence[Claim]
) -> list[int]:
    """Which candidates hold what the `summary` must not stand without.

    A denial where it accuses and does not deny; else what the main speaker says is not so or not
    known, in a short sentence, where it holds nothing of the kind.
    """
    if _ACCUSATION.search(summary) and cues.stance_of(summary) != "denied":
        denied = (cues.stance_of(text[slice(*span)]) == "denied" for span in candidates)
        return [index for index, denies in enumerate(denied) if denies]
    heard = Counter(claim.speaker for claim in claims if claim.speaker)
    main = next((name for name, times in heard.most_common(1) if times >= _OFTEN), None)
    held = [c for c in claims if main and c.speaker == main and _withholds(c)]
    starts = [claim.spans[0].start for claim in held]
    return [
        index
        for index, span in enumerate(candidates)
        if span.end - span.start <= _SHORT
        and any(
            5 * (c.spans[0].end - c.spans[0].start) > span.end - span.start
            for c in held[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        )
    ]


def _withholds(claim: Claim) -> bool:
    """Whether the claim says that something is not so or not known."""
    negative = claim.stance == "asserted" and _NEGATIVE.search(claim.text) is not None
    return negative or claim.stance in {"denied", "unknown"}


_NEGATIVE = re.compile(
    r"\b(?:is|are|was|were|am|has|have|had|do|does|did)"
    r"(?:n['’]t|(?: \w+)? (?:not|no|never)|\b.{0,20}\bnothing)\b"
)
_OFTEN = 3  # statements
_SHORT = 250  # characters


def _first_question(layout: Layout) -> int:
    """Where the questions of an interview begin; the end of the text if it is none."""
    text = layout.text
    asked = [span.start for span in layout.paragraphs if text[span.end - 1] == "?"]
    return asked[0] if len(asked) >= 3 else len(text)


def _content_words(words: str) -> set[str]:
    return {
        re.sub(r"(?:ing|ed|es|s|'s)$", "", word)
        for word in re.findall(r"\w[\w']+", words.lower().replace("’", "'"))
        if len(word) > 2 and word not in cues.FUNCTION_WORDS
    }


_LEANING = re.compile(
    r"[\"“‘']*(?:(?:He|She|They|It|His|Her|Their|Its)\b"
    r"|(?:But|And|So|Yet|Or|Still|However|Instead|Meanwhile|Moreover|Nevertheless|Nonetheless|Then"
    r"|Also|Similarly|Likewise|Consequently|Therefore|Thus|Yes|No|Yep|Yeah|Well|Absolutely|Sure)\b"
    r"|(?:On|In|For|At|After|With|To|Despite) (?:that|this|it|them|him|her|both)\b(?! [a-z])"
    r"|With (?:that|this|those|these)\b"
    r"|(?:That|This|These|Those)(?:['’]s)? (?:is|are|was|were|ha[sd]|have|will|would|do|does)\b"
    r"|(?:As a result|In addition|At the same time|By contrast|In contrast|For example)\b"
    r"|At least that\b)"
)
_FIRST_PERSON = re.compile(r"\b(?:I|[Mm]y|[Mm]e|[Ww]e|[Oo]ur|us)\b")


def _stands_alone(sentence: str, english: bool) -> bool:
    """Whether a reader understands `sentence` without the one before it."""
    words = sentence.split()
    if len(words) < 6 or not (sentence[0].isupper() or sentence[0] in "\"“‘'"):
        return False
    if sentence.rstrip("\"”’')")[-1:] not in ".!…" or _LEANING.match(sentence):
        return False
    outside = re.sub(r"(?:[\"“]|'')[^\"”]*?(?:[\"”]|''|$)", "", sentence)
    if _FIRST_PERSON.search(outside) or len(outside.split()) < 3:
        return False
    return not english or len(words) > 20 or bool(_VERB.search(sentence))


def _sentence(text: str, span: Span, claims: Sequence[Claim]) -> Sentence:
    cited = tuple(claim.id for claim in _cited(span, claims))
    return Sentence(text=_one_line(_MARKUP.sub("", text[slice(*span)])), claims=cited)


def _one_line(words: str) -> str:
    return " ".join(words.split())
