"""Who says what: quotations and reported speech, with their sources.

English news prose, by rule and without a model: quotation marks are paired, each sentence is cut
into a frame (outside the marks) and its quotations, and the frame is searched for a reporting verb
with the noun phrase beside it. Names are resolved against the people named in the text. The
terms (source, cue, content) are those of the PolNeAR corpus (Newell, Margolin and Ruths, 2018).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from briefer import cues
from briefer.models import Span
from briefer.sentences import paragraphs, sentences


@dataclass(frozen=True, slots=True)
class Attribution:
    """A statement with the one who made it.

    Attributes:
        source: the mention of the speaker nearest to the content, or None where the text has none.
        cue: the reporting words, or None where a quotation stands without them.
        contents: the parts of the statement in order. A quotation is given without its marks.
        direct: whether the contents are quotations and nothing else.
        speaker: the name that `source` stands for, as the article resolves it; None where the
            article speaks and only quotes a few words of the source.
        chain: through whom the statement came, outermost first, the speaker last.
    """

    source: Span | None
    cue: Span | None
    contents: tuple[Span, ...]
    direct: bool
    speaker: str | None
    chain: tuple[str, ...]


# --- quotations -------------------------------------------------------------------------------

_MARK = re.compile("``|''|[\"“”„«»‘’']")
_OPENERS = {"“": "”", "„": "“", "«": "»"}


class _Quote(NamedTuple):
    """A quotation: the words between the marks, and the place with the marks."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    open: bool  # the closing mark is missing at the end of the paragraph


def quotations(text: str) -> list[Span]:
    """The words in quotation marks, the marks left out; what is quoted inside them is not listed.

    Double, angle and single marks, straight and curly. A mark that is never closed quotes to the
    end of its paragraph and no further.
    """
    return [Span(q.start, q.end) for p in paragraphs(text) for q in _quotes_in(text, p)]


def _quotes_in(text: str, paragraph: Span) -> list[_Quote]:
    found = []
    marks = list(_MARK.finditer(text, paragraph.start, paragraph.end))
    singles = [m.start() for m in marks if m.group() in "'’" and _closes(text, m.start())]
    position = 0
    while position < len(marks):
        mark = marks[position]
        position += 1
        start, kind = mark.start(), mark.group()
        if kind in "‘'" and len(kind) == 1:
            end = _single_end(text, start, singles, paragraph)
            if end is None:
                continue
            while position < len(marks) and marks[position].start() <= end:
                position += 1
            quote = _Quote(start + 1, end, start, end + 1, open=False)
        elif kind in {'"', "``", "''"} or kind in _OPENERS or _opens(text, start, kind):
            closer = _OPENERS.get(kind, '"')
            quote, position = _double(marks, position, closer, paragraph)
        else:
            continue
        words = _trimmed(text, quote.start, quote.end)
        if any(character.isalnum() for character in text[words.start : words.end]):
            end = words.end - (text[words.end - 1] == ",")
            found.append(quote._replace(start=words.start, end=end))
    return found


def _double(
    marks: Sequence[re.Match[str]], position: int, closer: str, paragraph: Span
) -> tuple[_Quote, int]:
    """The quotation opened by the mark before `position`, and the position after it."""
    opener = marks[position - 1]
    closers = {closer, '"'} if closer == "”" else {closer}
    if opener.group() in {'"', "``", "''", "”"}:
        closers = {'"', "''", "”"}
    if opener.group() == "„":
        closers = {"“", "”", '"'}
    for index in range(position, len(marks)):
        mark = marks[index]
        if mark.group() in closers:
            quote = _Quote(opener.end(), mark.start(), opener.start(), mark.end(), open=False)
            return quote, index + 1
        # A second opening mark before the first was closed: the first was never closed.
        if mark.group() == opener.group() and mark.group() in "“«":
            return _Quote(
                opener.end(), mark.start(), opener.start(), mark.start(), open=False
            ), index
    return _Quote(opener.end(), paragraph.end, opener.start(), paragraph.end, open=True), len(marks)


def _opens(text: str, place: int, kind: str) -> bool:
    """Whether a closing curly mark was typed where an opening one belongs."""
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    return kind == "”" and (not before or before.isspace()) and bool(after) and not after.isspace()


def _closes(text: str, place: int) -> bool:
    """Whether a single mark can close a quotation: it follows a word and none follows it."""
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return bool(before) and not before.isspace() and not after.isalnum()


def _single_end(text: str, start: int, closing: Sequence[int], paragraph: Span) -> int | None:
    """Where the quotation ends that a single mark at `start` opens; None if it is an apostrophe."""
    before, after = text[start - 1 : start] if start else "", text[start + 1 : start + 2]
    if not after or after.isspace() or (before and (before.isalnum() or before in ".,!?")):
        return None
    index = bisect_right(closing, start)
    if index == len(closing) or closing[index] >= paragraph.end:
        return None
    end = closing[index]
    # "the workers' pay": a plural's apostrophe is passed over where another mark follows.
    if text[end - 1] == "s" and index + 1 < len(closing) and closing[index + 1] - end < 100:
        following = text[end + 1 : end + 3]
        if following[:1] == " " and following[1:2].islower():
            end = closing[index + 1]
    return end


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


# --- units: a sentence of the frame with the quotations in it -----------------------------------


class _Token(NamedTuple):
    kind: Literal["word", "mark", "quote"]
    start: int
    end: int
    lower: str
    capital: bool


_TOKEN = re.compile(
    r"(?:Mrs?|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Capt|Maj|Adm|Sgt|Rev|Prof|Hon|Del|St|Jr|Sr|Inc|Corp"
    r"|Co|No|[A-Z])\.|@?\w+(?:[-.'’&/]\w+)*|[^\w\s]"
)
_UNIT_TOKENS = 400


@dataclass(slots=True)
class _Unit:
    """One sentence, the quotations in it kept whole."""

    start: int
    end: int
    paragraph: int
    quotes: list[_Quote]
    tokens: list[_Token] = field(default_factory=list)


def _units(text: str) -> list[_Unit]:
    ends = sorted(span.end for span in sentences(text))
    units: list[_Unit] = []
    for index, paragraph in enumerate(paragraphs(text)):
        quotes = _quotes_in(text, paragraph)
        cuts = ends[bisect_right(ends, paragraph.start) : bisect_left(ends, paragraph.end)]
        current = 0
        start = paragraph.start
        inside: list[_Quote] = []
        for cut in [*cuts, paragraph.end]:
            while current < len(quotes) and quotes[current].outer_start < cut:
                inside.append(quotes[current])
                current += 1
            if inside and cut < inside[-1].outer_end and cut != paragraph.end:
                continue  # the sentence ends inside a quotation
            place = _trimmed(text, start, cut)
            if place.start < place.end:
                units.append(_Unit(place.start, place.end, index, inside))
            start, inside = cut, []
    merged: list[_Unit] = []
    for unit in units:
        unit.tokens = _tokens(text, unit)
        before = merged[-1] if merged else None
        if before and before.paragraph == unit.paragraph and _belongs(text, before, unit):
            before.end = unit.end
            before.quotes = before.quotes + unit.quotes
            before.tokens = before.tokens + unit.tokens
        else:
            merged.append(unit)
    return merged


def _tokens(text: str, unit: _Unit) -> list[_Token]:
    found: list[_Token] = []
    place = unit.start
    for quote in [*unit.quotes, None]:
        end = quote.outer_start if quote else unit.end
        for match in _TOKEN.finditer(text, place, max(place, end)):
            word = match.group()
            first, lower = word[0], word.lower()
            if "’" in lower:
                lower = lower.replace("’", "'")
            handle = first == "@" and len(word) > 1
            kind: Literal["word", "mark"] = "word" if handle or first.isalnum() else "mark"
            found.append(_Token(kind, *match.span(), lower, handle or first.isupper()))
            if len(found) > _UNIT_TOKENS:  # no sentence of prose is as long as this
                break
        if quote:
            found.append(_Token("quote", quote.outer_start, quote.outer_end, "", capital=False))
            place = quote.outer_end
    return found


def _belongs(text: str, before: _Unit, unit: _Unit) -> bool:
    """Whether `unit` is the frame of the quotation that `before` ends with ('"Why?" he asked.')."""
    if not before.quotes or before.quotes[-1].outer_end < before.end - 1 or not unit.tokens:
        return False
    closing = text[before.quotes[-1].outer_end - 2]
    if text[unit.start].islower():
        return True
    words = [token for token in unit.tokens if token.kind == "word"]
    return (
        closing in "?!,"
        and len(words) <= 14
        and any(_is_verb(token) for token in words[:8])
        and (not unit.quotes or unit.quotes[0].outer_start > words[min(2, len(words) - 1)].end)
        and not (unit.quotes and text[unit.quotes[0].outer_start - 2] in ":,t" and len(words) > 8)
    )


def _is_verb(token: _Token) -> bool:
    return token.lower in cues.REPORTING_VERBS


# --- frames: a reporting verb, its source, and the side on which the content stands ---------------

_PRONOUNS = cues.word_set("he she they it i we you who")
_DETERMINERS = cues.word_set(
    "the a an his her its their our my your this that these those some any no another one two "
    "three several many most both every each all few"
)
_AUXILIARIES = cues.word_set(
    "is are was were be been being am has have had do does did will would can could shall should "
    "may might must 's 've 'd 're 'll"
)
_BE = cues.word_set("is are was were be been being am get got")
_ADVERBS = cues.word_set(
    "also then now later once again never not just already still even first ever often always "
    "sometimes earlier recently previously yesterday today soon there here further too "
    "flatly instead"
)
_NOUN_MARKERS = {"without"} | _DETERMINERS - cues.word_set(
    "that this all many some most both few several one"
)
_BREAKS = cues.word_set(
    "that but because if when while as although though whether where so than since after before "
    "until and or which what how why like"
)
_PREPOSITIONS = cues.word_set(
    "of for in at from with on about against by under among to inside within near over into "
    "during through between via behind"
)
_TIMES = cues.word_set(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tonight earlier "
    "later recently last this late early afterward afterwards then thursday's again"
)
# Verbs that take a plain clause: "said the deal was off". Others need "that", "to" or quotation.
_PLAIN = cues.word_set(
    "say says said saying add adds added adding tell tells told telling think thinks thought "
    "believe believes believed warn warns warned warning note notes noted noting claim claims "
    "claimed claiming argue argues argued arguing announce announced insist insists insisted "
    "explain explains explained acknowledge acknowledged admit admits admitted admitting "
    "suggest suggests suggested suggesting report reports reported reporting confirm confirms "
    "confirmed confirming state states stated stating predict predicts predicted allege alleges "
    "alleged deny denies denied denying estimate estimates estimated hope hopes hoped know knows "
    "knew fear fears feared tweet tweets tweeted write writes wrote writing conclude concluded "
    "recall recalls recalled contend contends contended maintain maintains maintained assert "
    "concede concedes conceded show shows showed find finds found learned "
    "declare declares declared declaring testify testified reveal revealed stress stressed "
    "complain complained promise promises promised promising vow vows vowed pledge pledged urge "
    "urges urged urging demand demands demanded demanding"
)
_OPENINGS = cues.word_set("that to whether how why what if")
_ROLES = cues.word_set(
    "official officials spokesman spokeswoman spokesperson spokesmen spokespeople president "
    "minister secretary senator congressman congresswoman representative governor mayor leader "
    "leaders candidate nominee chairman chairwoman chair director chief judge justice attorney "
    "lawyer lawyers prosecutor prosecutors police officer officers general commander coordinator "
    "adviser advisor advisers advisors analyst analysts expert experts professor scientist "
    "scientists researcher researchers author authors economist economists strategist strategists "
    "source sources witness witnesses man woman men women people critic critics supporter "
    "supporters businessman businesswoman executive ceo founder owner manager coach player doctor "
    "doctors student students teacher resident residents voter voters republican republicans "
    "democrat democrats lawmaker lawmakers reporter reporters journalist journalists editor "
    "editors ambassador diplomat diplomats aide aides activist activists mother father son "
    "daughter wife husband brother sister victim suspect defendant survivor pilot captain soldier "
    "group groups company campaign commission committee agency department ministry government "
    "court report study poll survey statement newspaper bank union organization organisation "
    "administration team board council panel document documents letter ad post paper magazine "
    "billionaire mogul politician politicians pollster pollsters vice lady king queen prince pope"
)
_NOT_NAMES = cues.word_set(
    "unlike following despite amid asked speaking during beyond given regarding citing according "
    "say take see read check tell ask think note call besides except instead however meanwhile "
    "still yes well look listen perhaps maybe clearly an one "
    "moreover nevertheless nonetheless therefore thus indeed finally let here there why how "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june "
    "july august september october november december"
) | (cues.FUNCTION_WORDS | _BREAKS | _DETERMINERS | _PRONOUNS | _ADVERBS | _PREPOSITIONS)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A reporting phrase in a unit; indices are into the unit's tokens."""

    verb: int
    start: int  # first token of the phrase: the source's or the verb's
    end: int  # after the last token of the phrase
    source: tuple[int, int] | None  # None: the source of the frame before
    own_clause: bool  # stands after a comma, a conjunction or at the start


def _frames(unit: _Unit) -> list[_Frame]:
    tokens = unit.tokens
    found = []
    for index, token in enumerate(tokens):
        if token.kind != "word":
            continue
        if token.lower == "according" and _lower(tokens, index + 1) == "to":
            end = _noun_phrase_right(tokens, index + 2)
            if end == index + 2:  # a bare plural: "according to people at the scene"
                end = min(
                    len(tokens),
                    next(
                        (i for i in range(end, len(tokens)) if tokens[i].kind != "word"),
                        len(tokens),
                    ),
                )
            if end > index + 2:
                found.append(_Frame(index, index, end, (index + 2, end), True))
        elif _is_verb(token) and not token.capital:
            frame = _frame(tokens, index)
            if frame:
                found.append(frame)
    return found


def _frame(tokens: Sequence[_Token], verb: int) -> _Frame | None:
    before = verb - 1
    while before >= 0 and _skipped(tokens[before]):
        before -= 1
    between = {token.lower for token in tokens[before + 1 : verb]}
    if _lower(tokens, verb + 1) in _BE:
        return None  # "the reasons he cited are": a relative clause
    if before == verb - 1 and before >= 0 and _is_plural_noun(tokens, verb):
        return None
    heard = tokens[verb].lower == "told" and _lower(tokens, before) in _COURTS
    if between & _BE and not tokens[verb].lower.endswith("ing") and not heard:
        return None  # passive: "was told"; but what "the court was told" is said in court
    negated = between & {"not", "never"} or any(word.endswith("n't") for word in between)
    if negated and not _quote_follows(tokens, verb):
        return None
    if [token.lower for token in tokens[verb + 1 : verb + 5]] == ["not", "to", "be", "named"]:
        return None  # says nothing of the matter
    if before < 0 or tokens[before].kind != "word":
        return _after_mark(tokens, verb, before)
    return _after_word(tokens, verb, before, between)


def _after_word(
    tokens: Sequence[_Token], verb: int, before: int, between: set[str]
) -> _Frame | None:
    """The frame of a verb whose neighbour to the left, `before`, is a word."""
    word, previous = tokens[verb].lower, tokens[before]
    near = _quote_follows(tokens, verb)
    if _marks_noun(previous):
        return None
    chained = previous.lower == "to" or (
        previous.lower.endswith(("ed", "ing")) and not _is_name(previous)
    )
    if previous.lower in {"and", "but", "or"} or (chained and near):
        return _Frame(verb, before + 1, verb + 1, None, own_clause=previous.lower != "to")
    if chained:
        return None
    if previous.lower in _PREPOSITIONS | {"when", "if", "as"}:
        if near or (word.endswith("ing") and _lower(tokens, verb + 1) == "that"):
            return _Frame(verb, before, verb + 1, None, own_clause=True)
        return None
    if word.endswith("ing") and not between & _BE and not _contracted_be(previous):
        if _lower(tokens, verb + 1) != "that" and not _quote_near(tokens, verb, verb + 10):
            return None
        if not (_is_name(previous) or previous.lower in _PRONOUNS):
            return _Frame(verb, verb, verb + 1, None, own_clause=False)
    source = _speaker(tokens, _noun_phrase_left(tokens, before), verb, between)
    if source:
        return _Frame(verb, source[0], verb + 1, source, _clause_start(tokens, source[0]))
    return None


def _speaker(
    tokens: Sequence[_Token], source: tuple[int, int] | None, verb: int, between: set[str]
) -> tuple[int, int] | None:
    """The phrase `source` if it is the subject of the verb and one who can tell something."""
    word = tokens[verb].lower
    if source is None:
        return None
    first, quoted = tokens[source[0]].lower, _quote_follows(tokens, verb)
    if first in {"no", "nobody", "none"}:
        return None
    # "what the town wants is": no report, but a thing to speak of
    about = _lower(tokens, source[0] - 1) == "what"
    if not quoted and (about or not _can_say(tokens[slice(*source)], word)):
        return None
    if word == "report" and first in {"a", "an"} and not between:
        return source[0], verb + 1  # "a Valley Post report that the dam is old"
    return source if _agrees(word, between, tokens[source[1] - 1]) else None


def _is_plural_noun(tokens: Sequence[_Token], place: int) -> bool:
    """Whether a word that could be a verb is a noun: "many reports", "the member states can"."""
    word, previous, after = tokens[place], tokens[place - 1], _lower(tokens, place + 1)
    plural = word.lower.endswith("s") and not word.lower.endswith("ss")
    if not plural and (word.lower not in _NOUNS or previous.capital):
        return False
    if previous.kind != "word" or previous.lower.split("'")[0] in _PRONOUNS | _BREAKS:
        return False
    if plural and (previous.lower in _QUANTIFIERS or after in _AUXILIARIES):
        return True
    opens = after in {"that", ":"} or _quote_near(tokens, place + 1, place + 4)
    acts = previous.capital or previous.lower in _ROLES | _RECORDS or _skipped(previous)
    acts = acts or (word.lower != "states" and _PERSON.search(previous.lower) is not None)
    return not (opens or acts)


# Bare forms that are nouns behind another noun: "the jobs report", "the safety plan".
_NOUNS = cues.word_set("report claim comment call plan demand request promise answer vote estimate")
_QUANTIFIERS = cues.word_set(
    "many several both few some most all these those two three such other various other's"
)
# The end of a word for one who does something: "editor", "wardens", "economist", "fishermen".
_PERSON = re.compile(r"(?:[eo]r|ist|ian|ant|ent|[mw][ae]n|people|folk|body|one)s?\Z")
# What these verbs tell is a statement only where a person or a record does it; things do it too.
_TOLD_BY_THINGS = cues.word_set(
    "show shows showed shown showing mean means meant meaning find finds found finding hold holds "
    "held holding see sees saw seeing feel feels felt feeling need needs needed want wants wanted "
    "hope fear fears doubt figure figures put puts putting cast casts focus focuses focused push "
    "pushed strike struck draw drew go goes went refer refers referred referring begin begins "
    "began give gives gave giving continue continues continued signal "
    "signals signaled suggest suggests suggested list lists listed plan plans planned indicate "
    "indicates indicated produce demonstrate demonstrates demonstrated reveal reveals revealed "
    "call calls called demand demands demanded expect expects expected answer answers account "
    "assume assumes prefer count counts compare compared depict describe describes reflect reflects"
)
_RECORDS = cues.word_set(
    "reports studies polls surveys statements data figures research review reviews audit audits "
    "analysis estimate estimates statistics records record emails letters findings ruling rulings "
    "complaint indictment lawsuit affidavit filing filings memo transcript clip video footage "
    "averages average photos photo images pictures results result article "
    "articles papers story book ad ads slide slides website schedule percent % one "
    "some many most others both each all majority minority "
    "half third number city town village parliament congress club network house cooperative"
)


def _describes(token: _Token) -> bool:
    """Whether what only describes the word before begins: "study of", "photos released"."""
    ending = token.lower.endswith(("ed", "ing")) and not token.capital
    return token.lower in _PREPOSITIONS or ending


def _can_say(phrase: Sequence[_Token], verb: str) -> bool:
    """Whether what `phrase` names can do what `verb` tells, in the sense of a report."""
    if verb not in _TOLD_BY_THINGS:
        return True
    if len(phrase) == 1 and phrase[0].lower.split("'")[0] in _PRONOUNS:
        return True
    head = next((i for i, t in enumerate(phrase) if i and _describes(t)), len(phrase))
    last = phrase[head - 1]
    return (
        _is_name(last)
        or last.lower in _ROLES
        or last.lower in _RECORDS
        or _PERSON.search(last.lower) is not None
    )


def _marks_noun(previous: _Token) -> bool:
    """Whether the word after `previous` is a noun: "the report", "the company's claims"."""
    possessive = previous.lower.endswith(("'s", "s'"))
    return previous.lower in _NOUN_MARKERS or (
        possessive and previous.lower.split("'")[0] not in _PRONOUNS
    )


def _after_mark(tokens: Sequence[_Token], verb: int, before: int) -> _Frame | None:
    """The frame of a verb that no word precedes: "said Kirby", "X, the mayor, said"."""
    mark = _lower(tokens, before)
    source = None
    if mark == ",":
        if tokens[verb].lower.endswith("ing"):
            return _Frame(verb, verb, verb + 1, None, own_clause=True)
        source = _before_apposition(tokens, before)
    elif mark == ")":
        source = _noun_phrase_left(tokens, before)
    if source:
        return _Frame(verb, source[0], verb + 1, source, _clause_start(tokens, source[0]))
    if tokens[verb].lower == "asked" and _lower(tokens, verb + 1) in _ASKED_OF:
        return None  # "the mayor, asked whether it would hold, said"
    end = _inverted_source(tokens, verb + 1)
    return _Frame(verb, verb, end, (verb + 1, end) if end > verb + 1 else None, own_clause=True)


_ASKED_OF = cues.word_set("whether if about by how why what when who which to for on")


def _inverted_source(tokens: Sequence[_Token], first: int) -> int:
    """The end of the subject that stands behind its verb at `first`; `first` if there is none."""
    end = _noun_phrase_right(tokens, first)
    if end == first + 1 and tokens[first].lower in _PRONOUNS:
        following = tokens[end : end + 1]  # 'said he "could not rule it out"' is no inversion
        return first if following and following[0].kind != "mark" else end
    tagged = first > 1 and tokens[first - 2].kind == "quote"
    if end > first or not tagged or _lower(tokens, first - 1).endswith("ing"):
        return end
    while end < len(tokens) and end < first + 6 and tokens[end].kind == "word":
        if tokens[end].lower in _BREAKS | _AUXILIARIES | _PREPOSITIONS | _TIMES | _ADVERBS:
            break
        end += 1
    return end


def _agrees(word: str, between: set[str], subject: _Token) -> bool:
    """Whether a verb's bare form ("plan", "say") can have this subject; other forms always can."""
    if word.endswith(("ed", "ing")) or (word.endswith("s") and not word.endswith("ss")):
        return True
    if word in _PAST or between & _AUXILIARIES:
        return True
    return subject.lower in {
        "i",
        "we",
        "they",
        "you",
        "who",
        "people",
        "both",
        "all",
        "men",
        "women",
        "police",
        "%",
        "percent",
    } or subject.lower.endswith("s")


_PAST = cues.word_set(
    "said told wrote thought knew felt saw found held put read spoke swore understood meant heard "
    "taught sought bet sang began went gave drew forbade foresaw struck spat"
)


def _contracted_be(token: _Token) -> bool:
    return token.lower.endswith(("'s", "'re", "'m")) and token.lower.split("'")[0] in _PRONOUNS


def _lower(tokens: Sequence[_Token], index: int) -> str:
    return tokens[index].lower if 0 <= index < len(tokens) else ""


def _skipped(token: _Token) -> bool:
    """Whether `token` may stand between a subject and its verb: "has also repeatedly said"."""
    return token.kind == "word" and (
        token.lower in _AUXILIARIES
        or token.lower in _ADVERBS
        or (token.lower.endswith("ly") and len(token.lower) > 4 and not token.capital)
        or token.lower.endswith("n't")
    )


def _quote_follows(tokens: Sequence[_Token], verb: int) -> bool:
    """Whether a quotation stands within a few words after the verb."""
    return any(token.kind == "quote" for token in tokens[verb + 1 : verb + 5])


def _clause_start(tokens: Sequence[_Token], start: int) -> bool:
    """Whether a clause of its own begins at `start`."""
    if start == 0:
        return True
    previous = tokens[start - 1]
    if previous.kind == "quote" or (previous.kind == "mark" and previous.lower not in "'’"):
        return True
    return previous.lower in {"and", "but", "while", "although", "though", "as", "when", "or"}


def _is_name(token: _Token) -> bool:
    return (
        token.capital
        and token.kind == "word"
        and token.lower not in _NOT_NAMES
        and token.lower.partition("-")[0] not in _NUMBERS
    )


_NUMBERS = cues.word_set(
    "four five six seven eight nine ten eleven twelve dozens hundreds thousands twenty thirty "
    "forty fifty sixty seventy eighty ninety half"
)


def _noun_phrase_left(tokens: Sequence[_Token], last: int) -> tuple[int, int] | None:
    """The noun phrase that ends with the token `last`, as a range of tokens."""
    pronoun = tokens[last].lower.split("'")[0]
    if pronoun == "who":
        return _antecedent(tokens, last)
    if pronoun in _PRONOUNS:
        return last, last + 1
    start, relative = _phrase_start(tokens, last)
    if relative is not None:
        return _antecedent(tokens, relative)
    while start <= last and tokens[start].lower in _PREPOSITIONS | _TIMES:
        start += 1
    if _lower(tokens, start - 1) in {"$", "€", "£"}:  # "the $20 million experts say it costs"
        while start < last and tokens[start].lower[:1].isdigit() | (tokens[start].lower in _SCALES):
            start += 1
    if _lower(tokens, start - 1) in {"in", "at", "on", "during"} and _is_name(tokens[last]):
        start = _name_start(tokens, start, last)  # "in an interview on Monday Ann Lee said"
    if start <= last and _lower(tokens, start - 1) == "and":
        start = _first_of_two(tokens, start)
    if start <= last and _is_mention(tokens[start : last + 1]):
        return start, last + 1
    return None


def _first_of_two(tokens: Sequence[_Token], second: int) -> int:
    """Where the subject begins whose last part stands at `second`: "Weiss and her team said".

    It is that part alone unless nothing but a noun phrase opens the sentence or a quotation's tag.
    """
    place = second - 2
    while place >= 0 and second - place < 12:
        token = tokens[place]
        if token.kind == "quote" or token.lower == ",":
            break
        verb = _is_verb(token) and token.lower not in _ROLES
        if token.kind != "word" or token.lower in _BREAKS | _AUXILIARIES | _TIMES | _PRONOUNS:
            return second
        if verb or (token.lower.endswith(("ed", "ing")) and not token.capital):
            return second
        place -= 1
    opening = tokens[place + 1 : second - 1]
    if not opening or not _is_mention(opening):
        return second
    opens = place < 0 or tokens[place].kind == "quote" or tokens[place - 1].kind == "quote"
    return place + 1 if opens or opening[0].lower == "the" else second


_SCALES = cues.word_set("thousand million billion trillion")


def _name_start(tokens: Sequence[_Token], start: int, last: int) -> int:
    """Where the name with its titles begins that ends the phrase."""
    while last > start and (_is_name(tokens[last - 1]) or tokens[last - 1].lower in _ROLES):
        last -= 1
    return last


def _phrase_start(tokens: Sequence[_Token], last: int) -> tuple[int, int | None]:
    """Where the phrase starts that ends with `last`, or the relative pronoun of its clause."""
    start, place = last + 1, last
    while place >= max(0, last - 24):
        token = tokens[place]
        if token.lower == ")":
            place = next(
                (p for p in range(place, max(-1, place - 9), -1) if tokens[p].lower == "("), -1
            )
            if place < 0:
                break
        elif token.kind != "word":
            if token.kind == "quote" or token.lower not in "-/&'’":
                break
        elif token.lower in {"who", "which", "that"} and 0 < place < last:
            return start, place
        elif token.lower in _BREAKS | _AUXILIARIES | _PRONOUNS or _is_past_verb(token):
            return start, _relative(tokens, place)
        start = place
        if token.lower in _DETERMINERS and _lower(tokens, place - 1) not in _PREPOSITIONS:
            break
        place -= 1
    return start, None


def _is_past_verb(token: _Token) -> bool:
    return _is_verb(token) and token.lower.endswith(("ed", "said", "told"))


def _is_mention(phrase: Sequence[_Token]) -> bool:
    """Whether `phrase` can name a source: a name, a role, "the ...", or a plural."""
    return any(
        _is_name(token)
        or token.lower in _ROLES
        or token.lower in _DETERMINERS
        or token.lower.isdigit()
        for token in phrase
    ) or (phrase[-1].lower.endswith("s") and len(phrase) < 4)


def _antecedent(tokens: Sequence[_Token], relative: int) -> tuple[int, int] | None:
    """The noun phrase before the relative pronoun, if it is a person or a body."""
    last = relative - 2 if _lower(tokens, relative - 1) == "," else relative - 1
    phrase = _noun_phrase_left(tokens, last) if last >= 0 else None
    agent = [i for i in range(*phrase) if tokens[i].lower == "by"] if phrase else []
    if phrase and agent:  # "withdrawn by its own authors, who think"
        phrase = agent[-1] + 1, phrase[1]
    if phrase and any(_is_name(t) or t.lower in _ROLES for t in tokens[slice(*phrase)]):
        return phrase
    return None


def _relative(tokens: Sequence[_Token], place: int) -> int | None:
    """Where the relative pronoun stands whose clause holds `place`, within a dozen words."""
    for index in range(place - 1, max(0, place - 12), -1):
        if tokens[index].kind != "word":
            return None
        if tokens[index].lower in {"who", "which", "whose"}:
            return index
    return None


def _before_apposition(tokens: Sequence[_Token], comma: int) -> tuple[int, int] | None:
    """The noun phrase before ", the mayor of Springfield," where `comma` is the second comma.

    Or the name between the commas, where what stands before can only be its description: "the
    head of culture, Neil Ward, said".
    """
    inner = None
    for index in range(comma - 1, max(0, comma - 40), -1):
        if tokens[index].kind == "quote":
            return None
        if tokens[index].lower != "," or tokens[index - 1].kind != "word":
            continue
        phrase = _noun_phrase_left(tokens, index - 1)
        if phrase is None:
            continue
        hanging = _lower(tokens, phrase[0] - 1) in _PREPOSITIONS  # "of Mill Lane, Wexley,"
        if not hanging and any(
            _is_name(t)
            or t.lower in _ROLES
            or t.lower in _PRONOUNS
            or (phrase[0] == 0 and t.lower in _DETERMINERS)  # "The guild, which sued, said"
            for t in tokens[slice(*phrase)]
        ):
            return phrase
        following = range(index + 1, comma)
        if inner is None and all(_is_name(tokens[place]) for place in following):
            inner = index + 1, comma
    return inner


def _noun_phrase_right(tokens: Sequence[_Token], first: int) -> int:
    """The end of the noun phrase that begins with the token `first`; `first` if there is none."""
    place = first
    seen = False
    if first < len(tokens) and tokens[first].kind == "word" and not _is_name(tokens[first]):
        place = _before_name(tokens, first)
    while place < len(tokens) and place - first < 16:
        token = tokens[place]
        if token.kind == "quote" or (token.kind == "mark" and token.lower not in "-/&'’"):
            break
        if token.lower in _PRONOUNS:
            return place + 1 if place == first else place
        if token.lower in _BREAKS | _AUXILIARIES | _TIMES and token.lower not in {"this", "last"}:
            break
        if token.lower in {"in", "on", "during", "at", "by", "to"} and seen:
            break
        if place == first and not (
            _is_name(token) or token.lower in _DETERMINERS or token.lower in _ROLES
        ):
            return first
        following = _lower(tokens, place + 1)
        if place > first and token.lower.endswith("ed") and following in _DETERMINERS:
            return first  # a clause and no inversion: "said the figure proved its point"
        seen = seen or _is_name(token) or token.lower in _ROLES or place > first
        place += 1
    return place if seen else first


def _before_name(tokens: Sequence[_Token], first: int) -> int:
    """Where a name begins after up to three plain words ("head warden Petra Sol"); else `first`."""
    for place in range(first, min(first + 4, len(tokens))):
        token = tokens[place]
        verb = _is_verb(token) and token.lower not in _ROLES
        if token.kind != "word" or token.lower in _NOT_NAMES or verb:
            return first
        if _is_name(token):
            return place
    return first


# --- statements: frames with their contents -------------------------------------------------------


@dataclass(slots=True)
class _Statement:
    """An attribution whose speaker is not yet resolved."""

    source: Span | None
    cue: Span | None
    contents: list[Span]
    direct: bool
    unit: int
    outlet: Span | None = None
    own_voice: bool = False  # the article's words with somebody's words in them


def _statements(text: str, units: Sequence[_Unit]) -> list[_Statement]:
    labels = _labels(text, units)
    heard = Counter(text[slice(*span)] for span in labels.values())
    answers = {} if labels else _answers(text, units)
    found: list[_Statement] = []
    label: Span | None = None
    for index, unit in enumerate(units):
        new_paragraph = index == 0 or units[index - 1].paragraph != unit.paragraph
        if unit.paragraph in answers:
            if (who := answers[unit.paragraph]) is None:
                continue  # a question
            if new_paragraph:
                answer = [Span(unit.start, unit.end)]
                found.append(_Statement(who, None, answer, False, index))
            else:
                found[-1].contents = [Span(found[-1].contents[0].start, unit.end)]
        elif unit.paragraph in labels and new_paragraph:
            label = labels[unit.paragraph]
            colon = text.index(":", label.end)
            content = _trimmed(text, colon + 1, unit.end)
            found.append(_Statement(label, Span(colon, colon + 1), [content], False, index))
        elif label and (not new_paragraph or heard[text[slice(*label)]] >= _TRANSCRIPT):
            if new_paragraph:
                found.append(_Statement(label, None, [Span(unit.start, unit.end)], False, index))
            else:
                contents = found[-1].contents
                contents[-1] = Span(contents[-1].start, unit.end)
        elif signed := _signed(unit, index):
            found.append(signed)
        else:
            label = None
            _add_from_unit(text, units, index, found)
    return found


def _signed(unit: _Unit, index: int) -> _Statement | None:
    """A quotation with a name after a dash: "..." — Jane Doe."""
    tokens = unit.tokens
    if len(tokens) < 3 or tokens[0].kind != "quote" or tokens[1].lower not in "-–—―":
        return None
    if len(tokens) > 12 or not _is_name(tokens[2]) or len(unit.quotes) > 1:
        return None
    quote, dash = unit.quotes[0], tokens[1]
    end = max(t.end for t in tokens[2:] if t.kind == "word")
    source = Span(tokens[2].start, end)
    return _Statement(
        source, Span(dash.start, dash.end), [Span(quote.start, quote.end)], True, index
    )


_LABEL = re.compile(r"[\"“]?([A-Z][\w.'’-]*(?: [A-Z][\w.'’()-]*){0,4}) ?:(?=\s+\S)")
_TRANSCRIPT = 3  # a speaker who is named so often speaks on in paragraphs without a name
_NO_SPEAKERS = cues.word_set(
    "update updated advertisement related photo image video note read watch see correction source "
    "sources by topics tags tag more listen credit caption breaking also clarification editor's "
    "location date time"
)


def _labels(text: str, units: Sequence[_Unit]) -> dict[int, Span]:
    """The speakers' labels ("Name: ...") by paragraph."""
    found = {}
    done = -1
    for unit in units:
        if unit.paragraph == done:
            continue
        done = unit.paragraph
        match = _LABEL.match(text, unit.start, min(unit.end, unit.start + 60))
        if match and not {w.lower() for w in match[1].split()} & _NO_SPEAKERS:
            found[unit.paragraph] = Span(match.start(1), match.end(1))
    heard = Counter(text[span.start : span.end] for span in found.values())
    words = Counter(re.findall(r"[\w.'’-]+\b", text)) if found else Counter[str]()
    return {
        paragraph: span
        for paragraph, span in found.items()
        if ((name := text[span.start : span.end]).isupper() and len(name) > 3 and len(found) > 1)
        or heard[name] > 1
        or words[name.split()[-1]] > 1
    }


# Where an interview says with whom it was.
_MET = re.compile(
    r"\b(?:interview(?:s|ed)?(?! by)(?: with)?|(?:sp(?:oke|eaks|oken)|talk(?:ed|s)|sat down|met"
    r"|chatted|caught up) (?:with|to))\s+[^.?!]{0,60}?"
    r"(?P<name>[A-Z][\w-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]*)){1,4})(?P<more> and [A-Z])?"
)
_OURS = re.compile(r"\b(?:I|[Ww]e|[Mm]y|[Oo]ur)\b")
_QUESTIONS = 3  # so many paragraphs that ask make an interview


def _is_prompt(line: str) -> bool:
    """Whether a paragraph speaks to the one who is interviewed: "Your rival says you lie." """
    return len(line) < 200 and bool(_YOURS.search(line)) and not _OURS.search(line)


_YOURS = re.compile(r"\b[Yy]our?\b")


def _answers(text: str, units: Sequence[_Unit]) -> dict[int, Span | None]:
    """The name of the one who answers, by the paragraphs of an interview without labels.

    None for those that ask.

    The paragraphs between questions are answers where the text before the first names one person
    with whom it speaks.
    """
    ends = {unit.paragraph: unit.end for unit in units}
    starts = {unit.paragraph: unit.start for unit in reversed(units)}
    asked = [p for p, end in ends.items() if text[end - 1] == "?" and text[starts[p]] not in '"“']
    if len(asked) < _QUESTIONS:
        return {}
    met = [m for m in _MET.finditer(text, 0, starts[asked[0]]) if "Interview" not in m["name"]]
    asked += [p for p in ends if p > asked[0] and _is_prompt(text[starts[p] : ends[p]])]
    answers = [p for p in ends if p > asked[0] and p not in asked]
    one = len({match["name"].split()[-1] for match in met}) == 1 and not met[0]["more"]
    if not one or not any(_OURS.search(text, starts[p], ends[p]) for p in answers):
        return {}
    who = Span(*met[-1].span("name"))
    return {p: None if p in asked else who for p in [*asked, *answers]}


def _add_from_unit(text: str, units: Sequence[_Unit], index: int, found: list[_Statement]) -> None:
    unit = units[index]
    tokens = unit.tokens
    frames = _frames(unit)
    first = len(found)
    cursor = 0
    trailing = _trailing(tokens, frames)
    for number, frame in enumerate(frames):
        if frame.start < cursor or (trailing and frame != trailing):
            continue
        stop = _stop(tokens, frames, number)
        regions = _regions(tokens, frames, number, cursor, stop)
        if not regions:
            continue
        source = _source_of(unit, frame, found[first:], found)
        cue = Span(tokens[frame.verb].start, tokens[frame.verb].end)
        if tokens[frame.verb].lower == "according":
            cue = Span(tokens[frame.verb].start, tokens[frame.verb + 1].end)
        contents, direct = _contents(unit, regions)
        if source is None and not direct:
            continue  # it is better to say nothing than to name somebody else
        if not contents or (not direct and source and text[slice(*source)].lower() in _SELF):
            continue
        outlet = _outlet(text, tokens, frame)
        found.append(_Statement(source, cue, contents, direct, index, outlet))
        cursor = max(end for _, end in regions)
    _add_loose_quotes(text, units, index, found, first)


def _trailing(tokens: Sequence[_Token], frames: Sequence[_Frame]) -> _Frame | None:
    """A last ", the mayor said on Friday", which reports all that the sentence said before."""
    if len(frames) < 2:
        return None
    last = frames[-1]
    if not last.own_clause or last.source is None or _lower(tokens, last.start - 1) != ",":
        return None
    if tokens[last.verb].lower not in _PLAIN | {"according"}:
        return None
    rest = tokens[last.end :]
    if len(rest) > 8 or any(t.kind == "quote" or t.lower in {"that", ":"} for t in rest):
        return None
    if rest and rest[0].lower not in _PREPOSITIONS | _TIMES | {".", ",", "when"}:
        return None
    if any(t.kind == "quote" for t in tokens) or _lower(tokens, frames[0].verb) == "according":
        return None
    return last


def _stop(tokens: Sequence[_Token], frames: Sequence[_Frame], number: int) -> int:
    """Where the content after a frame ends at the latest: at the next clause that reports."""
    for later in frames[number + 1 :]:
        word = tokens[later.verb].lower
        before = _lower(tokens, later.start - 1)
        if later.start <= frames[number].end + (tokens[frames[number].verb].lower == "according"):
            continue
        if word.endswith("ing") and later.source is None and before == ",":
            return later.start
        introduces = any(t.kind == "quote" for t in tokens[later.end : later.end + 2])
        if introduces and later.own_clause and later.source and before in {",", "—", "–", "―", ";"}:
            return later.start - 1
        # "said the firm had lied and denied" is open, "said it was too early and urged" is not
        sure = later.source is not None or _lower(tokens, frames[number].end) in {"it", "there"}
        if not later.own_clause or word not in (_SAYING | _URGING if sure else _SAYING):
            continue
        if before in {"and", "but", "while", "although", "though", "as", ";", "—", "–"}:
            return later.start - 1
        if later.source is None and _lower(tokens, later.start - 1) in {"and", "but"}:
            return later.start - 1
        if before == "" or (later.start and tokens[later.start - 1].kind == "quote"):
            # '"..." he said' belongs to the quotation before it
            return later.start - 1 if before == "" else later.start
    return len(tokens)


_URGING = cues.word_set("urged denied called appealed promised accused rejected blamed demanded")
_SAYING = cues.word_set(
    "said says say added adds told tells asked asks wrote writes tweeted tweets noted notes "
    "argued argues explained explains continued replied warned concluded"
)


def _regions(
    tokens: Sequence[_Token], frames: Sequence[_Frame], number: int, cursor: int, stop: int
) -> list[tuple[int, int]]:
    """The ranges of tokens that hold the content of a frame; empty if it reports nothing."""
    frame = frames[number]
    verb = tokens[frame.verb].lower
    left_end = frame.start
    while left_end > cursor and tokens[left_end - 1].lower in {",", "—", "–", "-", "and", "as"}:
        left_end -= 1
    left_words = sum(1 for token in tokens[cursor:left_end] if token.kind != "mark")
    right = _content_start(tokens, frame, stop)
    if verb == "according":
        if left_words and left_end < frame.start and _resumes(tokens, frame, stop):
            return [(_after_semicolon(tokens, cursor, left_end), stop)]
        after = right < stop and (frame.start == cursor or left_words < 3)
        return [(right, stop)] if after else [(cursor, left_end)] * (left_words >= 3)
    plain = verb in _PLAIN or _is_hearing(tokens, frame)
    aside = _lower(tokens, frame.end) in _PREPOSITIONS | _TIMES | {"", ".", "when", ","}
    quote_right = right < stop and _quote_near(tokens, frame.end, stop)
    if left_end > cursor and tokens[left_end - 1].kind == "quote":
        # 'On "The Show," the mayor said that ...': the quotation is a title in an adverbial
        introduced = _lower(tokens, cursor) in _PREPOSITIONS | _BREAKS and left_words > 1
        if introduced and plain and stop - right > 4 and not aside:
            return [(right, stop)]
        if frame.own_clause:
            return [(cursor, left_end), *([(right, stop)] if quote_right else [])]
    opening = _opens_content(tokens, frame, right, stop)
    if plain and left_words and left_end < frame.start and frame.source and not quote_right:
        if _goes_on(tokens, frame, stop):
            return [(cursor, stop)]
        inverted = _is_inverted(frame)
        opens = opening and not (inverted and _lower(tokens, frame.end) == ",")
        if left_words >= 3 and not opens and (right >= stop or aside or inverted):
            # whose words a court heard is not told: the frame stays with them
            return [(cursor, frame.end if _is_hearing(tokens, frame) else left_end)]
    holds = right < stop and _holds(
        tokens,
        frames[number + 1 :],
        (right, stop),
        sure=opening or plain,
        denied=verb in _DENIED,
    )
    return [(right, stop)] if holds else []


_COURTS = cues.word_set(
    "court courts jury juries jurors inquest inquiry tribunal hearing panel committee magistrates"
)


def _is_hearing(tokens: Sequence[_Token], frame: _Frame) -> bool:
    """Whether the frame tells what a court heard or was told."""
    if frame.source is None or tokens[frame.verb].lower not in {"heard", "told"}:
        return False
    passive = any(t.lower in _BE for t in tokens[frame.source[1] : frame.verb])
    head = tokens[frame.source[1] - 1].lower
    return head in _COURTS and (passive or tokens[frame.verb].lower == "heard")


def _is_inverted(frame: _Frame) -> bool:
    """Whether the verb stands before its subject: "said Vera Moll"."""
    return frame.source is not None and frame.source[0] > frame.verb


def _goes_on(tokens: Sequence[_Token], frame: _Frame, stop: int) -> bool:
    """Whether the statement before the frame goes on behind it: "The dam, she says, is safe".

    Not in "the dam is safe, said Vera Moll, the mayor".
    """
    if stop - frame.end <= 3 or _lower(tokens, frame.end) not in {",", ":"}:
        return False
    following = _lower(tokens, frame.end + 1)
    describes = following in _DETERMINERS | _ROLES | {"who", "which", "whose", "now", "then"}
    return not (_is_inverted(frame) and (describes or following.endswith("ing")))


def _resumes(tokens: Sequence[_Token], frame: _Frame, stop: int) -> bool:
    """Whether the verb of the words before the frame follows it.

    As in "The dam, according to the mayor, is safe".
    """
    following = _lower(tokens, frame.end + 1)
    return (
        _lower(tokens, frame.end) == ","
        and frame.end + 2 < stop
        and (following in _AUXILIARIES or following.endswith("ed") or following in _PAST)
    )


def _after_semicolon(tokens: Sequence[_Token], start: int, end: int) -> int:
    """Where the last clause begins that a semicolon parts from the others, "and" left out."""
    place = max((i + 1 for i in range(start, end) if tokens[i].lower == ";"), default=start)
    return place + (place > start and _lower(tokens, place) in {"and", "but"})


def _opens_content(tokens: Sequence[_Token], frame: _Frame, right: int, stop: int) -> bool:
    """Whether the words at `right` can only open what somebody says: "that", "to", a colon."""
    verb = tokens[frame.verb].lower
    if _lower(tokens, right - 1) in {"that", ":"}:
        return True
    if verb in _OBJECT_VERBS and _object_content(tokens, frame.end, stop) is not None:
        return True
    return right < stop and _lower(tokens, right) in _OPENINGS and not _TO_NOUN.match(verb)


def _holds(
    tokens: Sequence[_Token],
    frames: Sequence[_Frame],
    region: tuple[int, int],
    *,
    sure: bool,
    denied: bool,
) -> bool:
    """Whether what stands in `region` is said; if not `sure`, only with a quotation.

    `frames` are those that follow: one of them may have the better right to the quotation.
    """
    inside = tokens[slice(*region)]
    quote = next((i for i, token in enumerate(inside, region[0]) if token.kind == "quote"), None)
    if quote is not None:
        return sure or not any(later.verb < quote for later in frames)
    words = sum(1 for token in inside if token.kind == "word")
    if words and denied:  # "denied wrongdoing"
        return True
    opens = _lower(tokens, region[0] - 1) == "that" or inside[0].lower not in _NO_CONTENT
    return sure and words >= 3 and opens


# After these, "to" opens no statement: "referring to the mayor".
_TO_NOUN = re.compile(
    r"(?:go|went|beg[au]n|begin|refer|respon|repl|object|point|speak|spoke|appeal|relat|listen|react)"
)
_NO_CONTENT = cues.word_set(
    "when before after while as since because up and or but than like of in on at by with from "
    "about for against"
)


def _quote_near(tokens: Sequence[_Token], start: int, stop: int) -> bool:
    """Whether a quotation stands within a dozen words after `start`."""
    return any(token.kind == "quote" for token in tokens[start : min(stop, start + 12)])


# Verbs with an object before their content: "urged the council to", "accused the firm of".
_OBJECT_VERBS = cues.word_set(
    "urge urges urged urging ask asks asked asking order orders ordered encourage encourages "
    "encouraged encouraging warn warns warned want wants wanted press pressed invite invited "
    "advise advised instruct instructed beg begged implore implored accuse accuses accused "
    "accusing blame blames blamed blaming expect expects expected allow forbid call calls called "
    "calling demand demands demanded credit credits credited thank thanked criticize criticized "
    "challenge challenged remind reminded"
)
_TELLING = cues.word_set(
    "told tells telling tell asked asks asking warned warns reminded assured informed urged urges "
    "warning"
)


def _content_start(tokens: Sequence[_Token], frame: _Frame, stop: int) -> int:
    """Where the content after the frame begins; `stop` if there is none."""
    place = frame.end
    word = tokens[frame.verb].lower
    if word == "according":
        return place + 1 if _lower(tokens, place) == "," else place
    inverted = frame.source is not None and frame.source[1] == frame.end
    asked = None if inverted else _object_of(tokens, frame, stop)
    if asked is not None:
        return asked
    aside = _lower(tokens, place) in _PREPOSITIONS | _TIMES
    if inverted or word in _TELLING or (aside and word in _PLAIN):
        opening = _opening_after(tokens, place, stop, aside)
        if opening is not None:
            return opening
        while _lower(tokens, place) in _TIMES:
            place += 1
        if inverted or _lower(tokens, place) in _PREPOSITIONS:
            return stop
        if word.startswith(("told", "tell")):
            place = max(place, _noun_phrase_right(tokens, place))
    while place < stop and tokens[place].kind == "mark" and tokens[place].lower in ",:-—–―":
        place += 1
    if _lower(tokens, place) == "that":
        place += 1
    return place if any(token.kind != "mark" for token in tokens[place:stop]) else stop


def _object_of(tokens: Sequence[_Token], frame: _Frame, stop: int) -> int | None:
    """Where the content begins after a verb that has an object before it or in its stead."""
    word = tokens[frame.verb].lower
    if _DENYING.match(word):
        return _claim_content(tokens, frame.end, stop)
    return _object_content(tokens, frame.end, stop) if word in _OBJECT_VERBS else None


_DENIED = cues.word_set("deny denies denied denying")
_DENYING = re.compile(r"(?:den(?:y|ie)|reject|dismiss|disput|refut)")
_CLAIMS = cues.word_set(
    "claim claims allegation allegations accusation accusations suggestion suggestions report "
    "reports rumour rumours rumor rumors idea notion charge charges assertion assertions"
)


def _claim_content(tokens: Sequence[_Token], place: int, stop: int) -> int | None:
    """What is denied in "denied a report that it was warned": the words after "that"."""
    for index in range(place, min(stop, place + 5)):
        if tokens[index].lower in _CLAIMS and _lower(tokens, index + 1) == "that":
            return index + 2 if index + 2 < stop else None
    return None


def _opening_after(tokens: Sequence[_Token], place: int, stop: int, aside: bool) -> int | None:
    """Where the content opens after an addressee or an adverbial: at "that", a colon, a quote."""
    for index in range(place, min(stop, place + 14)):
        token = tokens[index]
        if token.kind == "quote" or (token.lower in _OPENINGS - {"that"} and not aside):
            return index
        if token.lower in {"that", ":"}:
            return index + 1
        if token.lower in {".", ";"}:
            return stop
    return None


def _object_content(tokens: Sequence[_Token], place: int, stop: int) -> int | None:
    """The object of a request or an accusation, where "to" or "of" follows it within ten words."""
    if _lower(tokens, place) in {"on", "upon", "for"}:
        place += 1
    elif _lower(tokens, place) in _PREPOSITIONS | _OPENINGS:
        return None
    for index in range(place, min(stop, place + 10)):
        if tokens[index].kind != "word":
            return None
        if tokens[index].lower in {"to", "of"} and index > place:
            return place
        if tokens[index].lower in _BREAKS | _AUXILIARIES:
            return None
    return None


def _contents(unit: _Unit, regions: Sequence[tuple[int, int]]) -> tuple[list[Span], bool]:
    tokens = unit.tokens
    by_start = {quote.outer_start: quote for quote in unit.quotes}
    contents: list[Span] = []
    direct = True
    for start, end in regions:
        inside = list(tokens[start:end])
        while inside and inside[0].kind == "mark" and inside[0].lower not in "([$#@":
            inside.pop(0)
        while inside and inside[-1].kind == "mark" and inside[-1].lower not in ")]%":
            inside.pop()
        if not inside:
            continue
        if all(token.kind != "word" for token in inside):
            contents += [
                Span(quote.start, quote.end)
                for token in inside
                if token.kind == "quote" and (quote := by_start.get(token.start))
            ]
        else:
            direct = False
            contents.append(Span(inside[0].start, inside[-1].end))
    return contents, direct


def _source_of(
    unit: _Unit,
    frame: _Frame,
    in_unit: Sequence[_Statement],
    found: Sequence[_Statement],
) -> Span | None:
    if frame.source:
        return Span(unit.tokens[frame.source[0]].start, unit.tokens[frame.source[1] - 1].end)
    if in_unit:
        return in_unit[-1].source
    before = unit.tokens[: frame.start]
    joined = [i for i, t in enumerate(before[:-1]) if t.lower in _SUBORDINATE]
    if joined and _lower(before, len(before) - 1) in {"and", "but"}:
        before = before[joined[-1] + 1 :]  # "Shares fell after the firm lost a suit and said"
    subject = _subject(before)
    if subject:
        return subject
    quoted = any(token.kind == "quote" for token in unit.tokens)
    return found[-1].source if found and quoted else None


def _subject(tokens: Sequence[_Token]) -> Span | None:
    """The first mention of a person or body in `tokens`: a pronoun, a name, or a role.

    One that hangs on a preposition ("in a statement") counts only where there is no other.
    """
    hanging: Span | None = None
    index = 0
    while index < min(len(tokens), 60):
        token = tokens[index]
        word = token.lower.split("'")[0]
        if word in _SUBJECTS and token.kind == "word":
            return Span(token.start, token.start + len(word))
        if token.kind != "word" or not (_is_name(token) or word in _ROLES):
            index += 1
            continue
        start, end = index, index
        while end + 1 < len(tokens) and (
            _is_name(tokens[end + 1]) or tokens[end + 1].lower in _ROLES
        ):
            end += 1
        for before in range(index - 1, max(-1, index - 4), -1):
            if tokens[before].kind != "word" or tokens[before].lower in _BREAKS | _AUXILIARIES:
                break
            if tokens[before].lower in _DETERMINERS or _is_name(tokens[before]):
                start = before
        span = Span(tokens[start].start, tokens[end].end)
        if start == 0 and _lower(tokens, end + 1) in {":", "—", "–"}:
            index = end + 1  # a dateline
            continue
        if _lower(tokens, start - 1) not in _PREPOSITIONS | {"after", "before", "since", "like"}:
            return span
        hanging = hanging or span
        index = end + 1
    return hanging


_SUBORDINATE = cues.word_set("after because when while since before although though as")
_SUBJECTS = cues.word_set("he she they we it i")


def _outlet(text: str, tokens: Sequence[_Token], frame: _Frame) -> Span | None:
    """The outlet that was told: "told CNN"."""
    if tokens[frame.verb].lower not in {"told", "tells"}:
        return None
    start = end = max(frame.end, frame.verb + 1)
    if _lower(tokens, start) == "the":
        start = end = start + 1
    while end < len(tokens) and tokens[end].capital and tokens[end].lower not in _TIMES - {"today"}:
        end += 1
    named = [tokens[place] for place in range(start, end)]
    if not any(token.lower in _OUTLETS or _is_acronym(text, token) for token in named):
        return None  # who is told something does not pass it on
    return Span(named[0].start, named[-1].end)


def _is_acronym(text: str, token: _Token) -> bool:
    return 2 < token.end - token.start < 6 and text[token.start : token.end].isupper()


_OUTLETS = cues.word_set(
    "news newspaper times post journal herald gazette tribune radio television tv magazine agency "
    "press wire review weekly daily chronicle courier guardian telegraph observer independent mail "
    "express globe star sun standard examiner register dispatch broadcasting broadcaster reuters "
    "bloomberg politico podcast presse xinhua tass interfax kyodo"
)


def _add_loose_quotes(
    text: str, units: Sequence[_Unit], index: int, found: list[_Statement], first: int
) -> None:
    """Quotations that no reporting phrase governs."""
    unit = units[index]
    covered = [span for statement in found[first:] for span in statement.contents]
    starts = sorted(span.start for span in covered)
    ends = {span.start: span.end for span in covered}
    loose = []
    for quote in unit.quotes:
        place = bisect_right(starts, quote.start)
        if not place or ends[starts[place - 1]] < quote.end:
            loose.append(quote)
    if not loose:
        return
    alone = all(token.kind != "word" for token in unit.tokens)
    spans = [Span(quote.start, quote.end) for quote in loose]
    if not alone:
        spans = [_room(unit, loose, covered)]
    previous = found[-1] if found else None
    near = previous and units[previous.unit].paragraph == unit.paragraph
    if alone and previous and near and previous.direct and previous.unit >= index - 1:
        previous.contents += spans
        previous.unit = index
        return
    source = _loose_source(text, units, index, loose[0], previous)
    found.append(_Statement(source, None, spans, alone, index, own_voice=not alone))


def _loose_source(
    text: str,
    units: Sequence[_Unit],
    index: int,
    quote: _Quote,
    previous: _Statement | None,
) -> Span | None:
    """Whose words a quotation without a reporting phrase is likely to be."""
    unit, before = units[index], units[index - 1] if index else None
    source: Span | None = None
    if before and text[before.end - 1] == ":":
        source = _subject(before.tokens)
    elif any(token.kind == "word" for token in unit.tokens):
        ahead = [t for t in unit.tokens if t.end <= quote.start]
        source = _agent(ahead) or _subject(ahead) or _subject(unit.tokens)
    elif (
        before
        and before.paragraph == unit.paragraph
        and (previous is None or previous.unit < index - 1)
    ):
        source = _subject(before.tokens)
    return source or (previous.source if previous else None)


def _agent(tokens: Sequence[_Token]) -> Span | None:
    """The subject of the last verb in `tokens`, where the verb can be told by its ending."""
    for verb in range(len(tokens) - 1, max(0, len(tokens) - 12), -1):
        token = tokens[verb]
        if token.kind == "word" and (token.lower.endswith("ed") or token.lower in _AUXILIARIES):
            before = verb - 1
            while before >= 0 and _skipped(tokens[before]):
                before -= 1
            if before >= 0 and tokens[before].kind == "word":
                phrase = _noun_phrase_left(tokens, before)
                if phrase and any(
                    _is_name(t) or t.lower in _ROLES or t.lower in _SUBJECTS
                    for t in tokens[slice(*phrase)]
                ):
                    return Span(tokens[phrase[0]].start, tokens[phrase[1] - 1].end)
    return None


def _room(unit: _Unit, loose: Sequence[_Quote], covered: Sequence[Span]) -> Span:
    """The part of the sentence around the first of the `loose` quotations that is not covered."""
    start = max((s.end for s in covered if s.end <= loose[0].start), default=unit.start)
    end = min((s.start for s in covered if s.start >= loose[0].end), default=unit.end)
    inside = [t for t in unit.tokens if start <= t.start and t.end <= end]
    while inside and inside[0].kind == "mark" and inside[0].lower not in "([$#@":
        inside.pop(0)
    while inside and inside[-1].kind == "mark" and inside[-1].lower not in ")]%":
        inside.pop()
    return Span(inside[0].start, inside[-1].end) if inside else Span(start, end)


# --- speakers: mentions resolved to names ---------------------------------------------------------

_TITLES = _ROLES | cues.word_set(
    "mr mrs ms miss dr sen sens rep reps gov gen lt col capt maj cpl pvt adm sgt supt insp det rev "
    "prof hon sir lord dame st president-elect former ex vice deputy assistant acting state u.s us "
    "republican democratic gop superintendent inspector detective sergeant constable commissioner "
    "chancellor curator speaker premier emir sheikh imam rabbi bishop archbishop cardinal reverend "
    "nurse principal headmaster sheriff councillor councilor councilman councilwoman alderman "
    "baroness baron earl duke duchess princess lieutenant colonel corporal admiral marshal "
    "brigadier commander magistrate coroner ombudsman warden cllr justices messrs rt"
)
_ABBREVIATED = (
    r"(?:Mrs?|Ms|Dr|Sens?|Reps?|Govs?|Gen|Lt|Col|Capt|Maj|Adm|Sgt|Rev|Prof|Hon|Del|St|Jr|Sr"
    r"|[A-Z])\."
)
_PARTICLE = (
    r"(?:de|da|di|van|von|der|den|bin|ibn|al|el|la|le)(?=[ \u00a0][A-Z])|(?:al|el|ul)-[A-Z]\w*"
)
_NAME = re.compile(
    rf"(?:{_ABBREVIATED}|[A-Z][\w’'-]*)"
    rf"(?:[ \u00a0](?:{_ABBREVIATED}|[A-Z][\w’'-]*|{_PARTICLE})){{1,6}}"
)
_BODY_WORDS = cues.word_set(
    "council department university times post house senate court committee commission party "
    "street street's association institute foundation center centre bank group inc corp company "
    "news press journal agency office states kingdom nations city county river school college "
    "act union congress party's ministry bureau service network tv radio church hospital airport "
    "national international federal world united north south east west new white"
)
_CHAMBERS = cues.word_set("house senate court council commission committee congress company party")
# Bodies and papers may speak, but none of them is the person who is described with their name.
_BODIES = cues.word_set(
    "group groups company companies campaign commission committee agency agencies department "
    "ministry government court report reports study poll polls survey statement newspaper bank "
    "union organization organisation administration team board council panel document documents "
    "letter ad post paper magazine firm party club university hospital school office police "
    "newsroom network channel service association society church federation league coalition "
    "cooperative charity family crowd public bench jury inquiry tribunal lawyers aides readers"
)


@dataclass(slots=True)
class _Person:
    """One whom the text names.

    Attributes:
        name: the name without titles.
        start: where the text has it first.
        description: words of titles and appositions, small.
        initials: of the capitalised words in the description.
        mentions: how often the text has the name.
    """

    name: str
    start: int
    description: frozenset[str]
    initials: str
    mentions: int = 1


def _in_title_case(line: str) -> bool:
    """Whether three quarters of the words have capitals, as in a headline."""
    words = line[:300].split()
    return 4 * sum(word[0].isupper() for word in words) >= 3 * len(words) > 12


def _titles_and_names(words: str) -> tuple[list[str], list[str]]:
    """The titles before a name and the words of the name, what follows it left out."""
    parts = words.replace("’", "'").split()
    while parts and parts[0].lower().strip(".") in _NOT_NAMES:
        parts.pop(0)
    last = max((i for i, w in enumerate(parts) if w.lower().strip(".,") in _TITLES), default=-1)
    names = [word.removesuffix("'s").removesuffix("'") for word in parts[last + 1 :]]
    while len(names) > 1 and names[-1].isupper() and names[-1].lower() in _AFTER_NAMES:
        names.pop()
    while len(names) > 2 and names[0].lower() in _CHAMBERS:  # "Speaker of the House Ann Lee"
        names.pop(0)
    return parts[: last + 1], names


class _Roster:
    """The people whom the text names, found by surname or by description."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = frozenset(re.findall(r"(?<![\w'’-])[a-z]{3,}(?![\w'’-])", text))
        self._by_word: dict[str, list[_Person]] = {}
        self._by_first: dict[str, list[_Person]] = {}
        self._described: list[_Person] = []
        self._names: set[str] = set()
        for number, paragraph in enumerate(paragraphs(text)):
            headline = number == 0 and _in_title_case(text[slice(*paragraph)])
            for match in _NAME.finditer(text, paragraph.start, paragraph.end):
                # in a headline, other words than names have capitals too
                if not headline or text.find(match.group(), paragraph.end) > 0:
                    self._add(match)

    def _add(self, match: re.Match[str]) -> None:
        titles, names = _titles_and_names(match.group())
        if not names or (len(names) < 2 and not titles) or len(names) > 4:
            return
        if any(name.lower() in _BODY_WORDS for name in names):
            return
        if not titles and names[-1].lower() in self._plain:
            return  # "Vell Water", "Election Results": the text has its last word as a plain one
        name = " ".join(names)
        surname = _surname(names)
        known = self._by_word.get(surname, [])
        for person in known:
            if person.name == name:
                person.mentions += 1
                return
        if len(names) < 2 and known:
            return
        before = self._text[max(0, match.start() - 60) : match.start()]
        after = self._text[match.end() : match.end() + 90]
        described = [
            *re.findall(r"\w+", before.rpartition(".")[2].rpartition(",")[2])[-4:],
            *titles,
        ]
        if before.endswith(", "):  # "its head teacher, Ada Moen"
            described += re.findall(r"[\w.]+", before[:-2].rpartition(", ")[2])[-4:]
        apposition = re.match(r",\s+([^,.;:]{3,80})[,.]", after)
        if apposition:
            described += re.findall(r"\w+", apposition[1])
        person = _Person(
            name,
            match.start(),
            frozenset(word.lower().strip(".") for word in described) - _NOT_NAMES,
            "".join(word[0] for word in described if word[0].isupper()),
        )
        self._by_first.setdefault(names[0].lower(), []).append(person)
        self._by_word.setdefault(surname, []).append(person)
        self._described.append(person)
        self._names.add(name)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def named(self, mention: str, place: int) -> str | None:
        """The full name of a mention such as "Kirby" or "Mr. Kim" at `place`.

        The last word of the mention decides: "Kirby's aides" and "the Kirby campaign" are not
        Kirby. Of two with one surname it is the one whom the text names more often.
        """
        words = _head(mention).replace("’", "'").split()
        while words and words[-1].lower() in _AFTER_NAMES:
            words.pop()
        names = [w.removesuffix("'s").removesuffix("'") for w in words]
        if not names or not names[-1][:1].isupper():
            return None
        last = names[-1].lower()
        if len(names) > 1 and last in self._plain:
            return None  # "Vell Water" is not Mr Vell
        people = self._by_word.get(last, [])
        if not people:  # "Xi", "Hanne"
            people = self._by_first.get(last, [])
            return people[0].name if len(people) == 1 and last not in _BODY_WORDS else None
        full = [p for p in people if set(names) & set(p.name.split()[:-1])]
        earlier = [p for p in people if p.start <= place]
        return max(full or earlier or people, key=lambda p: p.mentions).name

    def described(self, mention: str, place: int) -> str | None:
        """The one person, named before `place`, whom "the NSC official" describes best."""
        head = _head(mention).lower().split()
        if not head or head[-1] in _BODIES:
            return None
        words = [word for word in re.findall(r"[\w.]+", mention) if word.lower() not in _NOT_NAMES]
        best: _Person | None = None
        best_score = 0
        tied = False
        for person in self._described[:200]:
            if person.start > place + 200:
                break
            score = sum(
                (word.lower() in person.description)
                or (len(word) > 1 and word.isupper() and word.replace(".", "") in person.initials)
                for word in words
            )
            if score > best_score:
                best, best_score, tied = person, score, False
            elif score == best_score:
                tied = True
        return best.name if best and best_score and not (tied and best_score < 2) else None


def _head(mention: str) -> str:
    """The mention up to what only describes it: "Ann Lee of Ulmen", "Ann Lee (D-Ohio)"."""
    return _AFTER_HEAD.split(mention.strip(" ,("), maxsplit=1)[0]


_AFTER_HEAD = re.compile(r"\s*[,;(\[]|\s+(?:of|in|at|for|from|with|on|to|who|whose|near)\s")
_AFTER_NAMES = cues.word_set(
    "jr jr. sr sr. ii iii himself herself itself kc qc mp msp mep mbe obe cbe phd md"
)


def _surname(names: Sequence[str]) -> str:
    parts = [name for name in names if name.lower().strip(".") not in {"jr", "sr", "ii", "iii"}]
    return (parts or names)[-1].lower()


_CREDIT = re.compile(r"\(([A-Z][\w&]*(?: [A-Z][\w&]*){0,3})\)(?=\s*(?:[-–—]|$))", re.MULTILINE)


def _agency(text: str) -> str | None:
    """The agency that a dateline or a credit names: "(Reuters) -", a last "(Yonhap)"."""
    placed = paragraphs(text)
    for paragraph in [*placed[:3], *placed[-5:]]:
        match = _CREDIT.search(text, paragraph.start, min(paragraph.end, paragraph.start + 120))
        if match is None and paragraph.end - paragraph.start > 120:
            match = _CREDIT.search(text, paragraph.end - 60, paragraph.end)
        if match:
            return match[1]
    return None


class _Speakers:
    """Resolves mentions in the order of the text, and remembers who spoke and who is he or she."""

    def __init__(self, text: str, units: Sequence[_Unit]) -> None:
        self._text = text
        self._units = units
        self._roster = _Roster(text)
        self._recent: list[tuple[int, str]] = []  # the unit, and who spoke in it
        self._gender: dict[str, str] = {}

    def resolve(self, statement: _Statement) -> str | None:
        """The name of the one whom the statement's source mentions."""
        source = statement.source
        if source is None:
            return self._heard(statement.unit, self._recent[-1][1] if self._recent else None)
        mention = self._text[source.start : source.end].strip(" ,")
        plain = mention.lower().replace("’", "'")
        if plain in _SELF:
            return mention
        if plain in {"he", "she", "it", "they", "who"}:
            heard = self._heard(statement.unit, self._antecedent(source, plain, statement.unit))
            return heard or mention
        several = " and " in _head(mention)
        name = self._apposed(source)
        name = name or (None if several else self._roster.named(mention, source.start))
        described = plain.startswith(("the ", "his ", "her ", "this ", "that "))
        if name is None and described and not several and not _BODY_LAST.search(mention):
            name = self._roster.described(mention, source.start)
        asks = statement.cue and self._text[slice(*statement.cue)].lower() in {"asked", "asks"}
        if asks and not statement.direct:
            return name or _bare(mention)
        if name and (marker := _GENDER.search(mention)):
            self._gender[name] = "he" if marker.lastgroup == "he" else "she"
        return self._heard(statement.unit, name or _bare(mention))

    def _apposed(self, mention: Span) -> str | None:
        """Who is named behind a role: "the firm's chief executive, Ada Moen, said"."""
        words = self._text[mention.start : mention.end]
        head, last = _head(words).rpartition(" ")[2], words.rpartition(" ")[2]
        if head.lower().endswith("s"):
            return None  # "lawyers for the bishop, Paul Reed, say"
        if not (last[:1].islower() or last.lower() in _TITLES):
            return None
        match = _APPOSED.match(self._text, mention.end)
        return self._roster.named(match[1], match.start(1)) if match else None

    def _heard(self, unit: int, name: str | None) -> str | None:
        if name:
            self._recent.append((unit, name))
        return name

    def _antecedent(self, source: Span, pronoun: str, unit: int) -> str | None:
        spoken = self._recent[-1] if self._recent else None
        last = unit - 3
        for place in range(unit, max(-1, unit - _PRONOUN_REACH), -1):
            if place <= last:
                break
            if spoken and spoken[0] >= place and self._fits(spoken[1], pronoun):
                return self._settle(spoken[1], pronoun)
            tokens = [t for t in self._units[place].tokens[:60] if t.end <= source.start]
            subject = _subject(tokens)
            if subject is None:
                continue
            mention = self._text[subject.start : subject.end]
            asked = tokens[0].lower in {"asked", "pressed", "told", "questioned"}
            again = asked and any(token.lower == pronoun for token in tokens)
            again = again or _ASKS.match(self._text, subject.end) is not None
            if (mention.lower() == pronoun and place < unit) or again:
                last -= 1  # the pronoun goes on with who was meant before
                continue
            name = self._apposed(subject) or self._roster.named(mention, subject.start)
            if name and pronoun in {"he", "she"} and self._fits(name, pronoun):
                return self._settle(name, pronoun)
        for _, name in self._recent[:-8:-1]:
            if self._fits(name, pronoun):
                return self._settle(name, pronoun)
        return spoken[1] if spoken else None

    def _fits(self, name: str, pronoun: str) -> bool:
        if pronoun not in {"he", "she"}:
            return True
        if name in self._gender:
            return self._gender[name] == pronoun
        return name in self._roster

    def _settle(self, name: str, pronoun: str) -> str:
        if pronoun in {"he", "she"} and name in self._roster:
            self._gender.setdefault(name, pronoun)
        return name


_ASKS = re.compile(r"\s+ask(?:ed|s)\b")  # who asks is not who then answers
_BODY_LAST = re.compile(r"[A-Z][\w-]*\s+[A-Z][\w-]*\Z")
_APPOSED = re.compile(rf",\s+(?:[a-z-]+\s+){{0,3}}({_NAME.pattern})(?=[,.])")
_PRONOUN_REACH = 12  # sentences
_SELF = frozenset({"i", "we", "you"})
_GENDER = re.compile(
    r"\b(?:(?P<he>Mr|he|congressman|spokesman|chairman|businessman|king|prince|Sir|Lord|father|son|"
    r"husband|brother)|(?P<she>Mrs|Ms|Miss|congresswoman|spokeswoman|chairwoman|businesswoman|queen|"
    r"princess|Dame|Lady|mother|daughter|wife|widow|sister|actress))\b"
)


def _bare(mention: str) -> str:
    return re.sub(r"['’]s?$", "", re.sub(r"\s+", " ", mention)).strip(" ,(")


def is_person_or_body(mention: str) -> bool:
    """Whether the words can name one who speaks: they hold a name or a role."""
    words = re.findall(r"[\w'’.-]+", mention)
    names = any(word[0].isupper() and word.lower() not in _NOT_NAMES for word in words)
    return names or any(word.lower() in _ROLES for word in words)


def whole_sentences(text: str) -> list[Span]:
    """The sentences of `text`, none cut inside a quotation or before the words that report it."""
    return [Span(unit.start, unit.end) for unit in _units(text)]


def attributions(text: str) -> list[Attribution]:
    """The attributions of `text`, in its order.

    A quotation's span holds the words without the marks around them; a reported clause's span
    holds the clause, with any quotation in it, but neither "that" before nor the point after it.
    What is quoted or reported inside another statement belongs to that statement. A quotation
    that stands alone goes to the speaker before it. One inside a sentence that reports nothing
    ("the plan, 'a joke' to some, passed") gives that sentence: `source` is its likely author, and
    there is no `speaker`, as the article speaks.
    """
    return _attributions(text, _units(text))


def attributions_and_sentences(text: str) -> tuple[list[Attribution], list[Span]]:
    """What `attributions` and `whole_sentences` find, the text being read once."""
    units = _units(text)
    return _attributions(text, units), [Span(unit.start, unit.end) for unit in units]


def _attributions(text: str, units: Sequence[_Unit]) -> list[Attribution]:
    speakers = _Speakers(text, units)
    agency = _agency(text)
    found = []
    for statement in _statements(text, units):
        speaker = None if statement.own_voice else speakers.resolve(statement)
        outlet = text[statement.outlet.start : statement.outlet.end] if statement.outlet else None
        chain = dict.fromkeys(name for name in (agency, outlet, speaker) if name)
        found.append(
            Attribution(
                source=statement.source,
                cue=statement.cue,
                contents=tuple(statement.contents),
                direct=statement.direct,
                speaker=speaker,
                chain=tuple(chain),
            )
        )
    return found
