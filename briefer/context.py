"""What stands beside a quote: words that negate, condition or hedge it, and who says it.

English only. Quotes are found in `grounding`.
"""

from __future__ import annotations

import re
from functools import cache

from briefer.cues import CHARGED_VERBS, CONDITIONALS, FALSE, HEDGES, NEGATIONS, REPORTING_VERBS
from briefer.models import Span


def context_cut(text: str, span: Span) -> str | None:
    """What stands beside a quote and turns its meaning, or None; see `context_cue`."""
    cue = context_cue(text, span)
    return " ".join(text[cue.start : cue.end].split()) if cue else None


def context_cue(text: str, span: Span) -> Span | None:
    """Where words stand beside a quote that negate or condition it, or None.

    The same goes for what a number at its edge loses ("$", "million", "%"). These are words of the
    same clause before it ("did not say that", "no evidence that", "if", "denied that", and "If it
    rains," before the main clause), and words right after it (", he denied", "if the vote fails",
    "is false"). Kept narrow, to raise few false alarms: a negation more than a few words away, or
    across "and", "but" or "because", is not reported.
    """
    cue = governing(text, span)
    if cue is not None:
        return cue
    if text[span.start] in _DIGITS and text[span.start - 1 : span.start] in _CURRENCIES:
        return Span(span.start - 1, span.start)
    scale = _SCALE.match(text, span.end) if text[span.end - 1] in _DIGITS else None
    if scale is not None:
        return Span(*scale.span(1))
    after = _taken_back().match(text, span.end, span.end + _REACH)
    return Span(*after.span(after.lastgroup or 0)) if after else None


def hedge_before(text: str, span: Span) -> Span | None:
    """Where words stand before a quote in its sentence that make it less sure, or None."""
    return hedging(text, _sentence_start(text, span.start), span)


_DIGITS = frozenset("0123456789")
_CURRENCIES = frozenset("$€£¥₹")
_SCALE = re.compile(
    r"\s?(%|‰|per\s?cent(?!\w)|percentage points?|(?:hundred|thousand|(?:m|b|tr)illion)(?!\w))"
)
_TITLES = "".join(
    rf"(?<!\b{title}\.)"
    for title in ("Mr", "Ms", "Mrs", "Dr", "Sen", "Rep", "Gen", "Gov", "St", "Lt")
)
# The characters by which it is found come first, so that all else is skipped fast.
_SENTENCE_END = re.compile(rf"[.?!;\r\n](?:(?<=[\r\n])|{_TITLES}(?<!\b[A-Z]\.)['\"’”)\]]*\s)")
_REACH = 240
_PARAGRAPH = 4000
_NO_MORE = (
    "and|but|because|when|while|after|before|as|since|although|though|so|than|which|who|whose|whom"
    "|where|until|except|only|just|merely|simply|doubt|question|matter|then|resist|help|deny"
)
_CLAIMS = (
    r"(?:that|(?:the |any |all |such |those |these )?(?:claims?|reports?|allegations?|suggestions?"
    r"|notion|idea|assertions?|accusations?|charges?|rumou?rs?|speculation)(?: that| of)?)"
)
_OPENING = r"[\"“‘'«(\[]*"


@cache
def _negated() -> re.Pattern[str]:
    """A negation or condition whose clause goes on behind it to the end."""
    words = [re.escape(cue).replace(r"\ ", r"\s+") for cue in NEGATIONS if cue != "n't"]
    words[words.index("no")] += r"(?!\s+(?:doubt|wonder|question)(?!\w))"
    words.append(r"never\s+before")
    conditions = [
        re.escape(cue).replace(r"\ ", r"\s+") for cue in CONDITIONALS if cue != "otherwise"
    ]
    more = rf"(?:\s+(?!(?:{_NO_MORE})(?!\w))[\w'’$-]+(?:\.[\w'’$-]+)*\.?)"
    return re.compile(
        r"(?<![\w-])(?<!\w['’])(?P<cue>"
        rf"(?:\w+n['’]t|{'|'.join(words)})(?!\w)[\"'’”\]]?+{more}{{0,5}}"
        rf"|(?:{'|'.join(conditions)}|whether)(?!\w){more}{{0,6}}"
        rf"|(?:den(?:y|ies|ied|ying)|fail(?:s|ed|ing)? to|refus(?:e|es|ed|ing) to"
        r"|declin(?:e|es|ed|ing) to|rul(?:e|es|ed|ing) out|stop(?:s|ped|ping)? short of|unable to"
        r"|unlikely(?: that| to)?|impossible(?: that| to)?|falsely|wrongly|untrue that|false that"
        r"|far from|lack of|absence of|instead of|rather than|contrary to"
        r"|doubt(?:s|ed|ing)?(?! no)"
        r"|(?:reject|disput|dismiss|refut|rebut|contest)(?:e|es|s|ed|ing)?(?: as [\w-]+)?"
        rf" {_CLAIMS}"
        rf")(?!\w){more}{{0,4}}"
        rf")\s*(?::\s*(?=[\"“‘'«]))?{_OPENING}\s*\Z",
        re.IGNORECASE,
    )


@cache
def _if_first() -> re.Pattern[str]:
    """A condition, closed by a comma, before the main clause."""
    conditions = "|".join(
        re.escape(cue).replace(r"\ ", r"\s+") for cue in CONDITIONALS if cue != "otherwise"
    )
    pronouns = "it|he|she|they|we|you|the|[A-Z]\\w+"
    return re.compile(
        r"(?<![\w-])(?<!even )(?<!ask )(?<!asked )(?<!wondered )(?<!know )(?<!see )(?<!as )"
        rf"(?P<cue>(?:(?i:{conditions})(?!\w)"
        r"(?! (?:anything|so|not|necessary|possible|(?:I|we|you|he|she|it|they) (?:do|does|did)),)"
        r"(?! (?:you|we|one) look at )"
        rf"|(?:Should|Were|Had) (?:{pronouns})(?!\w))"
        rf"[^.?!;,\r\n]{{1,160}},)\s*(?:then\s+)?{_OPENING}\Z"
    )


def governing(text: str, span: Span) -> Span | None:
    """The words before `span` in its clause that negate or condition it."""
    first = _sentence_start(text, span.start)
    for governor in (_negated(), _if_first()):
        cue = governor.search(text, first, span.start)
        if cue is not None:
            return Span(cue.start("cue"), cue.end("cue"))
    return None


# Before anything else than a number these do not hedge.
_OF_NUMBERS = frozenset({"about", "around", "roughly", "approximately", "up to", "as many as"})


@cache
def _hedged(*, number: bool) -> re.Pattern[str]:
    """A hedge of what follows, or of the number that follows, up to three words away."""
    words = {*HEDGES} - {"may"} - (frozenset() if number else _OF_NUMBERS)
    hedges = "|".join(re.escape(hedge).replace(r"\ ", r"\s+") for hedge in sorted(words))
    more = rf"(?:\s+(?!(?:{_NO_MORE})(?!\w))[\w'’-]+){{0,3}}"
    return re.compile(
        rf"(?<![\w-])(?P<cue>(?:may|(?i:{hedges}|{_SAID_TO}))(?!\w){more})\s*{_OPENING}\s*\Z"
    )


_SAID_TO = (
    r"(?:is|are|was|were|been)\s+(?:believed|thought|said|reported|alleged|rumou?red|suspected)\s+to"
    r"|rumou?rs?|allegations?|suspicions?|(?:accus|suspect)\w+\s+of"
)


def hedging(text: str, low: int, span: Span) -> Span | None:
    """The words from `low` on that make what is said at `span` less sure."""
    number = text[span.start] in _DIGITS or text[span.start] in _CURRENCIES
    cue = _hedged(number=number).search(text, low, span.start)
    return Span(*cue.span("cue")) if cue else None


@cache
def _taken_back() -> re.Pattern[str]:
    """What, right after a quote, negates or conditions it."""
    who = (
        r"(?:he|she|they|it|both|officials|[A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}"
        r"|the [\w'’-]+(?: [\w'’-]+)?)"
    )
    denies = (
        r"(?:(?:has|have|had|later|also|flatly|repeatedly|strongly|categorically) ){0,3}"
        r"(?:denied|denies|deny|rejected|rejects|disputed|disputes|falsely (?:said|claimed))"
    )
    conditions = "|".join(re.escape(cue) for cue in CONDITIONALS if cue != "otherwise")
    return re.compile(
        r"(?:"
        rf"\s*,?['\"’”»]*,?\s+(?P<if>(?:but (?=only|unless))?(?:{conditions})(?!\w)"
        r"(?:\s+[\w'’-]+){0,6}"
        rf"|should (?:it|he|she|they|we|you|the \w+|[A-Z]\w+)(?:\s+[\w'’-]+){{1,5}})"
        r"|\s+(?P<not>(?:no|not|never|nothing|none|nobody)(?!\w)"
        r"(?! (?:only|just|merely|longer than|doubt)))"
        rf"|(?:[.!?](?!['\"’”»]*\s+[A-Z]))?(?:,['\"’”»]*|['\"’”»]+,?)\s+(?P<denied>{who} {denies}"
        r"|(?:which|something|an? (?:claim|charge|allegation|accusation)(?: that)?)"
        rf" {who} {denies})"
        rf"|,?['\"’”»]*\s+(?P<false>(?:is|was|are|were) (?:\w+ly |all |just )?{FALSE}(?!\w)"
        r"|(?:false|untrue|baseless|groundless|unfounded|nonsense)(?!\w)(?!\s+\w))"
        r")"
    )


_BLANK_LINE = re.compile(r"\n[ \t\r]*+\n\s*+")
_LINE_END = re.compile(r"[\r\n]+")
# In a text with blank lines a line end may be a mere wrap, but not beside these.
_HARD_LINE_END = re.compile(r"(?<=[.!?:;\"'”’)])[ \t]*+[\r\n]++|[\r\n]++(?=\s*+[\"“‘«])")


def paragraph_breaks(text: str, start: int, end: int) -> int:
    """How many paragraphs end between two places."""
    between = text[start:end]
    if _BLANK_LINE.search(text, max(0, start - _PARAGRAPH), end + _PARAGRAPH) is None:
        return len(_LINE_END.findall(between))
    return len(_BLANK_LINE.findall(between)) + len(
        _HARD_LINE_END.findall(_BLANK_LINE.sub(" ", between))
    )


# A quotation that goes on in the next paragraph opens again without having been closed.
_REOPENED = re.compile(r"[\r\n]\s*[\"“„«]")
_SPEAKER_LABEL = re.compile(r"[\r\n]\s*[\"“]?[A-Z][\w .'’-]{0,40}:(?!\w)")
# What brings in another's words though no name stands before it. Behind a name each verb that
# reports does, but without one "the plans" and "the reports" are things.
_SAID = re.compile(
    r"(?<!\w)(?:sa(?:id|ys)|t(?:old|ells)|wrote|writes|according to|den(?:ied|ies)|replie[ds]"
    r"|(?:add|argu|claim|insist|warn|not|announc|stat|tweet|respond|counter|acknowledg|admitt"
    r"|explain|declar|suggest|ask)(?:ed|e?s))(?!\w)"
)
# "If it rains, he said, the dam will break": both are his.
_TAG = re.compile(
    r",\s+(?:[\w’'.-]+\s+){1,4}(?:said|says|added|adds|wrote|writes|warned|argued),\s+"
)
_NAME_AND_VERB = re.compile(r"(?<!\w)[A-Z][\w'’.-]*\s+(?:[a-z]+ly\s+)?([a-z]+)")
_NO_NAME_WORDS = """
    monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december
"""
_NO_NAME = frozenset(_NO_NAME_WORDS.split())
_QUOTATION_MARKS = re.compile('["“”„«»]')
_NO_SPEAKERS_WORDS = """
    he she they it i we him her them who also later then there earlier however meanwhile still
    but and that the a an in on at as for of to by with from during when while if about after
    before his their its
"""
_NO_SPEAKERS = frozenset(_NO_SPEAKERS_WORDS.split())


def one_voice(text: str, before: Span, after: Span) -> bool:
    """Whether two passages are the words of one speaker, as far as the text tells."""
    between = text[before.end : after.start]
    marks = len(_QUOTATION_MARKS.findall(between))
    apart = paragraph_breaks(text, before.end, after.start) > 0
    if _SPEAKER_LABEL.search(between):
        return False
    if _in_quotation(text, before.end) and (
        marks == 0 or (marks == 1 and _REOPENED.search(between) is not None)
    ):
        return True
    if apart:
        return False
    if marks == 0 and not _SENTENCE_END.search(between):
        if _TAG.fullmatch(between):
            return True
        return _SAID.search(between) is None and not any(
            verb.lower() in REPORTING_VERBS | CHARGED_VERBS
            for verb in _NAME_AND_VERB.findall(between)
        )
    one, two = _voice(text, before), _voice(text, after)
    if one is None or two is None:
        return one is two
    return not two or bool(one & two)


def _voice(text: str, span: Span) -> frozenset[str] | None:
    """Who says the words at `span`, by the rest of its sentence; None is the article itself.

    The set is empty where a pronoun speaks, or a quotation goes on without naming anybody.
    """
    end = _SENTENCE_END.search(text, span.end, span.end + _REACH)
    if end is not None and end[0].strip()[:1] in "?!" and len(end[0].strip()) > 1:
        end = _SENTENCE_END.search(text, end.end(), span.end + _REACH) or end
    rest = text[span.end : end.end() if end is not None else span.end + _REACH]
    speakers = _speakers(text[_sentence_start(text, span.start) : span.start] + " … " + rest)
    if speakers is None and _in_quotation(text, span.start):
        return frozenset()
    return speakers


def _speakers(clause: str) -> frozenset[str] | None:
    """The words that may name who speaks in a reporting clause; None if nothing is reported."""
    words = re.findall(r"[^\W\d_]+", _outside_quotations(clause))
    if not any(word.lower() in REPORTING_VERBS for word in words) and "according" not in words:
        return None
    content = [word for word in words if word.lower() not in _NO_SPEAKERS]
    names = [word for word in content if word[0].isupper() and word.lower() not in _NO_NAME]
    return frozenset(word.lower() for word in names or content) - REPORTING_VERBS


def _outside_quotations(clause: str) -> str:
    return re.sub(r"[\"“][^\"“”]*[\"”]", " ", clause)


def _sentence_start(text: str, at: int) -> int:
    first = max(0, at - _REACH)
    for end in _SENTENCE_END.finditer(text, first, at):
        first = end.end()
    return first


def _in_quotation(text: str, at: int) -> bool:
    """Whether a quotation that was opened in the same paragraph is still open."""
    begin = max(text.rfind("\n", max(0, at - _PARAGRAPH), at), 0)
    marks = _QUOTATION_MARKS.findall(text, begin, at)
    if not marks:
        return False
    return marks[-1] in "“„«" or (marks[-1] == '"' and marks.count('"') % 2 == 1)
