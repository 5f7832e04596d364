"""Reporting phrases: a verb of saying with the noun phrase that is its subject.

English, by closed classes of words and by form; whose name a phrase stands for is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from operator import attrgetter

from briefer import cues
from briefer.quoting import QUOTATION, Token, Unit

_PRONOUNS = cues.word_set("he she they it i we you who")
DETERMINERS = cues.word_set(
    "the a an his her its their our my your this that these those some any no another one two "
    "three several many most both every each all few"
)
AUXILIARIES = cues.word_set(
    "is are was were be been being am has have had do does did will would can could shall should "
    "may might must 's 've 'd 're 'll"
)
BE = cues.word_set("is are was were be been being am get got")
_ADVERBS = cues.word_set(
    "also then now later once again never not just already still even first ever often always "
    "sometimes earlier recently previously yesterday today soon there here further too "
    "flatly instead long"
)
_NOUN_MARKERS = {"without"} | DETERMINERS - cues.word_set(
    "that this all many some most both few several one"
)
BREAKS = cues.word_set(
    "that but because if when while as although though whether where so than since after before "
    "until and or which what how why like"
)
PREPOSITIONS = cues.word_set(
    "of for in at from with on about against by under among to inside within near over into "
    "during through between via behind"
)
TIMES = cues.word_set(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tonight earlier "
    "later recently last this late early afterward afterwards then thursday's again"
)
ASIDES = PREPOSITIONS | TIMES | {"after", "before", "since"}
ADVERBIAL = PREPOSITIONS | BREAKS
CLAUSAL = BREAKS | AUXILIARIES
_AFTER_PHRASE = CLAUSAL | TIMES
_NEW_CLAUSE = CLAUSAL | _PRONOUNS
_CLAUSE_WORDS = _NEW_CLAUSE | TIMES
_NOT_IN_SUBJECT = _AFTER_PHRASE | PREPOSITIONS | _ADVERBS
_BEFORE_QUOTE = PREPOSITIONS | {"when", "if", "as"}
_NO_NOUN = BREAKS | _PRONOUNS
# Verbs that take a plain clause: "said the deal was off". Others need "that", "to" or quotation.
PLAIN = cues.inflected(
    "acknowledge add allege announce argue assert believe claim complain concede conclude confirm "
    "contend decide declare demand deny estimate explain fear hope indicate insist learn maintain "
    "note pledge predict promise realise realize recall report reveal state stress suggest testify "
    "tweet urge vow warn worry",
    "say says said saying tell tells told telling think thinks thought thinking know knows knew "
    "write writes wrote written show shows showed find finds found admit admits admitted admitting "
    "feel feels felt understand understands understood",
)
OPENINGS = cues.word_set("that to whether how why what if")
ROLES = cues.word_set(
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
    "billionaire mogul politician politicians pollster pollsters vice lady king queen prince pope "
    "journal"
)
NOT_NAMES = cues.word_set(
    "unlike following despite amid asked speaking during beyond given regarding citing according "
    "say says add adds added take see read check tell ask think note call besides except instead "
    "however meanwhile still yes well look listen perhaps maybe clearly an one "
    "moreover nevertheless nonetheless therefore thus indeed finally let here there why how "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june "
    "july august september october november december"
) | (cues.FUNCTION_WORDS | BREAKS | DETERMINERS | _PRONOUNS | _ADVERBS | PREPOSITIONS)


@dataclass(frozen=True, slots=True)
class Frame:
    """A reporting phrase in a unit; indices are into the unit's tokens."""

    verb: int
    start: int  # first token of the phrase: the source's or the verb's
    end: int  # after the last token of the phrase
    source: tuple[int, int] | None  # None: the source of the frame before
    own_clause: bool  # stands after a comma, a conjunction or at the start


def frames_of(unit: Unit) -> list[Frame]:
    """The reporting phrases of a unit, in its order."""
    tokens = unit.tokens
    found = []
    for index in compress(range(len(tokens)), map(_REPORTS, tokens)):
        if tokens[index].lower == "according":
            end = _according_end(tokens, index + 2) if lower_at(tokens, index + 1) == "to" else 0
            if end > index + 2:
                found.append(Frame(index, index, end, (index + 2, end), True))
        elif not tokens[index].capital or _opens_sentence(tokens, index):
            frame = _frame(tokens, index) if tokens[index].verb else None
            frame = frame or _nominal(tokens, index)
            if frame:
                found.append(frame)
    return found


_REPORTS = attrgetter("reports")


def _according_end(tokens: Sequence[Token], first: int) -> int:
    """The end of the source that "according to" names: up to a comma where it opens a sentence."""
    marks = (i for i in range(first, len(tokens)) if tokens[i].kind != "word")
    mark = next(marks, len(tokens))
    words = tokens[first:mark]
    opens = first == 2 and lower_at(tokens, mark) == "," and len(words) < 12
    if opens and not any(t.verb or t.lower in CLAUSAL for t in words):
        return mark
    end = noun_phrase_right(tokens, first)
    return mark if end == first else end  # a bare plural: "people at the scene"


def _opens_sentence(tokens: Sequence[Token], verb: int) -> bool:
    """Whether a sentence begins with its verb: "Said Moll: '...'"."""
    end = noun_phrase_right(tokens, 1) if verb == 0 and _is_past(tokens[0]) else 0
    return end > 1 and lower_at(tokens, end) in {":", ","} and quote_near(tokens, end, end + 2)


def _nominal(tokens: Sequence[Token], noun: int) -> Frame | None:
    """The frame of a noun with the one whose it is: "denied Moll's repeated claim that".

    Not where it is the subject, as what it says ends before a verb that cannot be told apart.
    """
    if tokens[noun].lower not in cues.STATEMENTS or lower_at(tokens, noun + 1) != "that":
        return None
    owners = (i for i in range(noun - 1, max(-1, noun - 4), -1) if _owns(tokens[i]))
    owner = next(owners, None)
    if owner is None or any(t.kind != "word" for t in tokens[owner:noun]):
        return None
    own = tokens[owner].lower in _OWNERS
    source = (owner, owner + 1) if own else noun_phrase_left(tokens, owner)
    if source is None or _clause_start(tokens, source[0]):
        return None
    hanging = (i + 1 for i in range(owner, source[0], -1) if tokens[i].lower in PREPOSITIONS)
    first = next(hanging, source[0])  # "said Rott's lawyer of Moll's claim that"
    return Frame(noun, first, noun + 1, (first, owner + 1), own_clause=False)


_OWNERS = cues.word_set("his her their")


def _owns(token: Token) -> bool:
    """Whether a word tells whose the next is: "her", "Moll's"."""
    return token.lower in _OWNERS or token.lower.endswith(("'s", "s'"))


def _frame(tokens: Sequence[Token], verb: int) -> Frame | None:
    before = verb - 1
    while before >= 0 and skipped(tokens[before]):
        before -= 1
    between = {token.lower for token in tokens[before + 1 : verb]}
    after = lower_at(tokens, verb + 1)
    if tokens[verb].lower in _QUOTING and (saying := _as_saying(tokens, verb)):
        return _quoted(tokens, verb, saying, before)
    if after in BE:
        return None  # "the reasons he cited are": a relative clause
    if before == verb - 1 and before >= 0 and _is_plural_noun(tokens, verb):
        return None
    heard = tokens[verb].lower == "told" and lower_at(tokens, before) in COURTS
    if between & BE and not tokens[verb].lower.endswith("ing") and not heard:
        return None  # passive: "was told"; but what "the court was told" is said in court
    negated = any(word in {"not", "never"} or word.endswith("n't") for word in between)
    if negated and not _quote_follows(tokens, verb):
        return None
    if tokens[verb].lower in DENYING and _has_two_objects(tokens, verb + 1):
        return None  # "a late call denied Ulmen a win"
    if after == "not" and [t.lower for t in tokens[verb + 2 : verb + 5]] == ["to", "be", "named"]:
        return None  # says nothing of the matter
    if before < 0 or tokens[before].kind != "word":
        return _after_mark(tokens, verb, before)
    return _after_word(tokens, verb, before, between)


DENYING = cues.word_set("deny denies denied denying")


def _has_two_objects(tokens: Sequence[Token], place: int) -> bool:
    """Whether somebody is named at `place`, and behind that name a thing."""
    end = place
    while end < len(tokens) and is_name(tokens[end]):
        end += 1
    return end > place and lower_at(tokens, end) in DETERMINERS


_QUOTING = cues.word_set("quoted quotes cited cites")


def _as_saying(tokens: Sequence[Token], quoted: int) -> int | None:
    """Where "saying" stands in "quoted Moll as saying", within a dozen words."""
    for place in range(quoted + 1, min(len(tokens), quoted + 12)):
        if tokens[place].kind != "word" and tokens[place].lower != ",":
            return None
        if tokens[place].lower == "saying" and tokens[place - 1].lower == "as":
            return place
    return None


def _quoted(tokens: Sequence[Token], quoted: int, saying: int, before: int) -> Frame | None:
    """The frame of one whom another quotes: "The Post quoted Moll as saying"."""
    subject = noun_phrase_left(tokens, before) if before >= 0 else None
    passive = any(token.lower in BE for token in tokens[before + 1 : quoted])
    end = next(i for i in range(quoted + 1, saying) if tokens[i].lower in {",", "as"})
    source = subject if passive else (quoted + 1, end)
    if subject is None or source is None or source[0] == source[1]:
        return None
    return Frame(saying, subject[0], saying + 1, source, _clause_start(tokens, subject[0]))


def _after_word(tokens: Sequence[Token], verb: int, before: int, between: set[str]) -> Frame | None:
    """The frame of a verb whose neighbour to the left, `before`, is a word."""
    word, previous = tokens[verb].lower, tokens[before]
    near = _quote_follows(tokens, verb)
    if _marks_noun(previous):
        return None
    chained = previous.lower == "to" or (
        previous.lower.endswith(("ed", "ing")) and not is_name(previous)
    )
    if previous.lower in {"and", "but", "or"} or (chained and near):
        return Frame(verb, before + 1, verb + 1, None, own_clause=previous.lower != "to")
    if chained:
        return None
    if previous.lower in _BEFORE_QUOTE:
        noun = previous.lower in PREPOSITIONS and not word.endswith("ing")  # "with chants of"
        if (near and not noun) or (word.endswith("ing") and lower_at(tokens, verb + 1) == "that"):
            return Frame(verb, before, verb + 1, None, own_clause=True)
        return None
    if word.endswith("ing") and not between & BE and not _contracted_be(previous):
        if lower_at(tokens, verb + 1) != "that" and not quote_near(tokens, verb, verb + 10):
            return None
        if not (is_name(previous) or previous.lower in _PRONOUNS):
            return Frame(verb, verb, verb + 1, None, own_clause=False)
    source = _speaker(tokens, noun_phrase_left(tokens, before), verb, between)
    if source:
        return Frame(verb, source[0], verb + 1, source, _clause_start(tokens, source[0]))
    return None


def _speaker(
    tokens: Sequence[Token], source: tuple[int, int] | None, verb: int, between: set[str]
) -> tuple[int, int] | None:
    """The phrase `source` if it is the subject of the verb and one who can tell something."""
    word = tokens[verb].lower
    if source is None:
        return None
    first, quoted = tokens[source[0]].lower, _quote_follows(tokens, verb)
    if first in {"no", "nobody", "none"} or (first in _PARTIES and source[1] == source[0] + 1):
        return None  # "a third of Republican claims"
    # "what the town wants is", "asked if she feared": no report, but a thing to speak of
    about = lower_at(tokens, source[0] - 1) in {"what", "if", "whether", "unless"}
    if not quoted and (about or not _can_say(tokens[slice(*source)], word)):
        return None
    if word == "report" and first in {"a", "an"} and not between:
        return source[0], verb + 1  # "a Valley Post report that the dam is old"
    described = (i - 1 for i in range(source[0] + 1, source[1]) if tokens[i].lower in PREPOSITIONS)
    heads = {next(described, source[1] - 1), source[1] - 1}  # "economists at the bank think"
    if any(_agrees(word, between, tokens[head]) for head in heads) or first in _SEVERAL:
        return source
    return source if "and" in (t.lower for t in tokens[slice(*source)]) else None


_PARTIES = cues.word_set("republican democratic conservative liberal")
# "Those close to him say", "some in the town think".
_SEVERAL = cues.word_set("those these many some others")


def _is_plural_noun(tokens: Sequence[Token], place: int) -> bool:
    """Whether a word that could be a verb is a noun: "many reports", "the member states can"."""
    word, previous, after = tokens[place], tokens[place - 1], lower_at(tokens, place + 1)
    plural = word.lower.endswith("s") and not word.lower.endswith("ss")
    if not plural and (word.lower not in _NOUNS or previous.capital):
        return False
    if previous.kind != "word" or previous.lower.split("'")[0] in _NO_NOUN:
        return False
    if plural and (previous.lower in _QUANTIFIERS or after in AUXILIARIES):
        return True
    opens = after in {"that", ":"} or quote_near(tokens, place + 1, place + 4)
    acts = previous.capital or previous.lower in _ACTORS or skipped(previous)
    acts = acts or (word.lower != "states" and PERSON.search(previous.lower) is not None)
    return not (opens or acts)


# Bare forms that are nouns behind another noun: "the jobs report", "the safety plan".
_NOUNS = cues.word_set(
    "report claim comment call plan demand request promise answer vote estimate state"
)
_QUANTIFIERS = cues.word_set(
    "many several both few some most all these those two three such other various other's"
)
# The end of a word for one who does something: "editor", "wardens", "economist", "fishermen".
PERSON = re.compile(r"(?:[eo]r|ist|ian|ant|ent|[mw][ae]n|people|folk|body|one)s?\Z")
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


_ACTORS = ROLES | _RECORDS


def _describes(token: Token) -> bool:
    """Whether what only describes the word before begins: "study of", "photos released"."""
    ending = token.lower.endswith(("ed", "ing")) and not token.capital
    return token.lower in PREPOSITIONS or ending


def _is_person(token: Token) -> bool:
    """Whether a word names a person or a body, or what one does: "Vera", "mayor", "farmers"."""
    return is_name(token) or token.lower in ROLES or PERSON.search(token.lower) is not None


def _can_say(phrase: Sequence[Token], verb: str) -> bool:
    """Whether what `phrase` names can do what `verb` tells, in the sense of a report."""
    if verb not in _TOLD_BY_THINGS:
        return True
    if len(phrase) == 1 and phrase[0].lower.split("'")[0] in _PRONOUNS:
        return True
    head = next((i for i, t in enumerate(phrase) if i and _describes(t)), len(phrase))
    last = phrase[head - 1]
    return _is_person(last) or last.lower in _RECORDS


def _marks_noun(previous: Token) -> bool:
    """Whether the word after `previous` is a noun: "the report", "the company's claims"."""
    possessive = previous.lower.endswith(("'s", "s'"))
    return previous.lower in _NOUN_MARKERS or (
        possessive and previous.lower.split("'")[0] not in _PRONOUNS
    )


def _after_mark(tokens: Sequence[Token], verb: int, before: int) -> Frame | None:
    """The frame of a verb that no word precedes: "said Kirby", "X, the mayor, said"."""
    mark = lower_at(tokens, before)
    source = None
    if mark == ",":
        if tokens[verb].lower.endswith("ing"):
            return Frame(verb, verb, verb + 1, None, own_clause=True)
        source = None if _tags_thing(tokens, verb) else _before_apposition(tokens, before)
    elif mark == ")":
        source = noun_phrase_left(tokens, before)
    if source:
        return Frame(verb, source[0], verb + 1, source, _clause_start(tokens, source[0]))
    if tokens[verb].lower in _NOUNS:
        return None  # "a challenger, state Sen. Vera Moll, who"
    if tokens[verb].lower == "asked" and lower_at(tokens, verb + 1) in _ASKED_OF:
        return None  # "the mayor, asked whether it would hold, said"
    word = tokens[verb].lower
    follows = word in _TELLING or (mark == "," and word in _CALLED)
    end = verb + 1 if follows else _inverted_source(tokens, verb + 1)
    return Frame(verb, verb, end, (verb + 1, end) if end > verb + 1 else None, own_clause=True)


def _tags_thing(tokens: Sequence[Token], verb: int) -> bool:
    """Whether a last ", said Vell Water, the firm" reports what was said before of a thing."""
    end = noun_phrase_right(tokens, verb + 1)
    named = any(is_name(token) for token in tokens[verb + 1 : end])
    opening = noun_phrase_left(
        tokens, next((i for i, t in enumerate(tokens) if t.kind == "mark"), 0) - 1
    )
    speaks = opening and any(is_name(t) or t.lower in ROLES for t in tokens[slice(*opening)])
    return named and lower_at(tokens, end) in {",", ".", ""} and not speaks


COURTS = cues.word_set(
    "court courts jury juries jurors inquest inquiry tribunal hearing panel committee magistrates"
)
# Behind these stands whom one tells, and never who says it: "told Ann Lee", but "warned Ann Lee".
_TELLING = cues.word_set("tell tells told assure assures assured remind reminds reminded")
# Behind these, the name that something has: "the programme, called Spring, runs".
_CALLED = cues.word_set("called dubbed labeled labelled branded termed deemed")
_ASKED_OF = cues.word_set("whether if about by how why what when who which to for on")


def _inverted_source(tokens: Sequence[Token], first: int) -> int:
    """The end of the subject that stands behind its verb at `first`; `first` if there is none."""
    end = noun_phrase_right(tokens, first)
    if end == first + 1 and tokens[first].lower in _PRONOUNS:
        following = tokens[end : end + 1]  # 'said he "could not rule it out"' is no inversion
        return first if following and following[0].kind != "mark" else end
    if lower_at(tokens, end - 1).endswith("'s"):  # "said the town's “golden” age was over"
        return first
    tagged = first > 1 and tokens[first - 2].kind == "quote"
    if end > first or not tagged or lower_at(tokens, first - 1).endswith("ing"):
        return end
    while end < len(tokens) and end < first + 6 and tokens[end].kind == "word":
        if tokens[end].lower in _NOT_IN_SUBJECT:
            break
        end += 1
    return end


def _agrees(word: str, between: set[str], subject: Token) -> bool:
    """Whether a verb's bare form ("plan", "say") can have this subject; other forms always can."""
    if word.endswith(("ed", "ing")) or (word.endswith("s") and not word.endswith("ss")):
        return True
    if word in PAST or between & AUXILIARIES:
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
        "data",
        "media",
    } or subject.lower.endswith("s")


PAST = cues.word_set(
    "said told wrote thought knew felt saw found held put read spoke swore understood meant heard "
    "taught sought bet sang began went gave drew forbade foresaw struck spat shot"
)


def _contracted_be(token: Token) -> bool:
    return token.lower.endswith(("'s", "'re", "'m")) and token.lower.split("'")[0] in _PRONOUNS


def lower_at(tokens: Sequence[Token], index: int) -> str:
    """The word at `index` in small letters, or the empty string where there is none."""
    return tokens[index].lower if 0 <= index < len(tokens) else ""


def skipped(token: Token) -> bool:
    """Whether `token` may stand between a subject and its verb: "has also repeatedly said"."""
    return token.kind == "word" and (
        token.lower in AUXILIARIES
        or token.lower in _ADVERBS
        or (token.lower.endswith("ly") and len(token.lower) > 4 and not token.capital)
        or token.lower.endswith("n't")
    )


def quote_near(tokens: Sequence[Token], start: int, stop: int) -> bool:
    """Whether a quotation stands within a dozen words after `start`."""
    return QUOTATION in tokens[start : min(stop, start + 12)]


def _quote_follows(tokens: Sequence[Token], verb: int) -> bool:
    """Whether a quotation stands within a few words after the verb."""
    return QUOTATION in tokens[verb + 1 : verb + 5]


def _clause_start(tokens: Sequence[Token], start: int) -> bool:
    """Whether a clause of its own begins at `start`."""
    if start == 0:
        return True
    previous = tokens[start - 1]
    if previous.kind == "quote" or (previous.kind == "mark" and previous.lower not in "'’"):
        return True
    return previous.lower in {"and", "but", "while", "although", "though", "as", "when", "or"}


def is_name(token: Token) -> bool:
    """Whether a capital marks the token as part of a name."""
    return (
        token.capital
        and token.kind == "word"
        and token.lower not in NOT_NAMES
        and token.lower.partition("-")[0] not in _NUMBERS
    )


_NUMBERS = cues.word_set(
    "four five six seven eight nine ten eleven twelve dozens hundreds thousands twenty thirty "
    "forty fifty sixty seventy eighty ninety half"
)


def noun_phrase_left(tokens: Sequence[Token], last: int) -> tuple[int, int] | None:
    """The noun phrase that ends with the token `last`, as a range of tokens."""
    pronoun = tokens[last].lower.split("'")[0]
    if pronoun == "who":
        return _antecedent(tokens, last)
    if pronoun in _PRONOUNS:
        return last, last + 1
    start, relative = _phrase_start(tokens, last)
    if relative is not None:
        return _antecedent(tokens, relative)
    while start <= last and tokens[start].lower in ASIDES:
        start += 1
    if lower_at(tokens, start - 1) in {"$", "€", "£"}:
        start = _amount_end(tokens, start, last)
    if lower_at(tokens, start - 1) in {"in", "at", "on", "during"} and is_name(tokens[last]):
        start = _name_start(tokens, start, last)  # "in an interview on Monday Ann Lee said"
    if start <= last and lower_at(tokens, start - 1) == "and":
        start = _first_of_two(tokens, start)
    if start == last and tokens[last].verb and lower_at(tokens, last - 1) in _PRONOUNS:
        return None  # "she gives credit"
    if start <= last and _is_mention(tokens[start : last + 1]):
        return start, last + 1
    return None


def _first_of_two(tokens: Sequence[Token], second: int) -> int:
    """Where the subject begins whose last part stands at `second`: "Weiss and her team said".

    It is that part alone unless nothing but a noun phrase opens the sentence or a quotation's tag.
    """
    place = second - 2
    while place >= 0 and second - place < 12:
        token = tokens[place]
        if token.kind == "quote" or token.lower == ",":
            break
        verb = token.verb and token.lower not in ROLES
        if token.kind != "word" or token.lower in _CLAUSE_WORDS:
            return second
        if verb or (token.lower.endswith(("ed", "ing")) and not token.capital):
            return second
        place -= 1
    opening = tokens[place + 1 : second - 1]
    if not opening or not _is_mention(opening):
        return second
    opens = place < 0 or tokens[place].kind == "quote" or tokens[place - 1].kind == "quote"
    return place + 1 if opens or opening[0].lower == "the" else second


def _amount_end(tokens: Sequence[Token], start: int, last: int) -> int:
    """Where an amount ends that is no part of a phrase: "the $20 million experts say it costs"."""
    while start < last and tokens[start].lower[:1].isdigit() | (tokens[start].lower in _SCALES):
        start += 1
    return start


_SCALES = cues.word_set("thousand million billion trillion")


def _name_start(tokens: Sequence[Token], start: int, last: int) -> int:
    """Where the name with its titles begins that ends the phrase."""
    while last > start and (is_name(tokens[last - 1]) or tokens[last - 1].lower in ROLES):
        last -= 1
    return last


def _phrase_start(tokens: Sequence[Token], last: int) -> tuple[int, int | None]:
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
        elif token.lower in _NEW_CLAUSE or _is_past(token):
            return start, _relative(tokens, place)
        start = place
        if token.lower in DETERMINERS and lower_at(tokens, place - 1) not in PREPOSITIONS:
            break
        place -= 1
    thing = lower_at(tokens, start - 2) in {"that", "which"} and start > 2
    printed = thing and lower_at(tokens, start - 1).endswith("ed")
    return start, start - 2 if printed else None  # "The journal that printed the survey"


def _is_past(token: Token) -> bool:
    return token.verb and (token.lower.endswith("ed") or token.lower in PAST)


def _is_mention(phrase: Sequence[Token]) -> bool:
    """Whether `phrase` can name a source: a name, a role, "the ...", or a plural."""
    return any(
        is_name(token)
        or token.lower in ROLES
        or token.lower in DETERMINERS
        or token.lower in {"percent", "data"}
        or token.lower.isdigit()
        for token in phrase
    ) or (phrase[-1].lower.endswith("s") and len(phrase) < 4)


def _antecedent(tokens: Sequence[Token], relative: int) -> tuple[int, int] | None:
    """The noun phrase before the relative pronoun, if it is a person or a body."""
    last = relative - 2 if lower_at(tokens, relative - 1) in {",", "—", "–"} else relative - 1
    phrase = noun_phrase_left(tokens, last) if last >= 0 else None
    inside = range(*phrase) if phrase else range(0)
    agents = [i for i in inside if tokens[i].lower in {"by", "from"}]
    agents = [i for i in agents if not _is_person(tokens[i - 1])]
    if phrase and agents:  # "withdrawn by its own authors, who think", "fire from Moll, who said"
        phrase = agents[-1] + 1, phrase[1]
    if phrase and any(is_name(t) or t.lower in ROLES for t in tokens[slice(*phrase)]):
        return phrase
    return None


def _relative(tokens: Sequence[Token], place: int) -> int | None:
    """Where the relative pronoun stands whose clause holds `place`, within a dozen words."""
    for index in range(place - 1, max(0, place - 12), -1):
        if tokens[index].kind != "word":
            return None
        if tokens[index].lower in {"who", "which", "whose"}:
            return index
    return None


def _before_apposition(tokens: Sequence[Token], comma: int) -> tuple[int, int] | None:
    """The noun phrase before ", the mayor of Springfield," where `comma` is the second comma.

    Or the name between the commas, where what stands before can only be its description: "the
    head of culture, Neil Ward, said".
    """
    inner = described = None
    for index in range(comma - 1, max(0, comma - 40), -1):
        if tokens[index].kind == "quote":
            return described
        if tokens[index].lower != "," or tokens[index - 1].kind != "word":
            continue
        phrase = noun_phrase_left(tokens, index - 1)
        if phrase is None:
            continue
        if described:  # "Ann Lee, the mayor, who lost, said"
            named = is_name(tokens[index - 1]) and lower_at(tokens, index + 1) not in ADVERBIAL
            if named and _clause_start(tokens, phrase[0]):
                return phrase
            continue
        hanging = lower_at(tokens, phrase[0] - 1) in PREPOSITIONS  # "of Mill Lane, Wexley,"
        if not hanging and any(
            is_name(t)
            or t.lower in ROLES
            or t.lower in _PRONOUNS
            or (phrase[0] == 0 and t.lower in DETERMINERS)  # "The guild, which sued, said"
            for t in tokens[slice(*phrase)]
        ):
            of = (i for i in range(*phrase) if tokens[i].lower in PREPOSITIONS)
            if is_name(tokens[next(of, phrase[1]) - 1]):
                return phrase
            described = phrase
            continue
        following = range(index + 1, comma)
        if inner is None and all(is_name(tokens[place]) for place in following):
            inner = index + 1, comma
    return described or inner


def noun_phrase_right(tokens: Sequence[Token], first: int) -> int:
    """The end of the noun phrase that begins with the token `first`; `first` if there is none."""
    place = first
    seen = False
    if first < len(tokens) and tokens[first].kind == "word" and not is_name(tokens[first]):
        place = _before_name(tokens, first)
    while place < len(tokens) and place - first < 16:
        token = tokens[place]
        if token.kind == "quote" or (token.kind == "mark" and token.lower not in "-/&'’"):
            break
        if token.lower in _PRONOUNS:
            return place + 1 if place == first else place
        if token.lower in _AFTER_PHRASE and token.lower not in {"this", "last"}:
            break
        if token.lower in {"in", "on", "during", "at", "by", "to"} and seen:
            break
        if place > first and token.lower in DETERMINERS and is_name(tokens[place - 1]):
            break  # "according to Moll the dam is safe"
        if place == first and not (
            is_name(token) or token.lower in DETERMINERS or token.lower in ROLES
        ):
            return first
        following = lower_at(tokens, place + 1)
        if place > first and token.lower.endswith("ed") and following in DETERMINERS:
            return first  # a clause and no inversion: "said the figure proved its point"
        seen = seen or is_name(token) or token.lower in ROLES or place > first
        place += 1
    return place if seen else first


def _before_name(tokens: Sequence[Token], first: int) -> int:
    """Where a name begins after up to three plain words ("head warden Petra Sol"); else `first`."""
    for place in range(first, min(first + 4, len(tokens))):
        token = tokens[place]
        verb = token.verb and token.lower not in ROLES
        if token.kind != "word" or token.lower in NOT_NAMES or verb:
            return first
        if is_name(token):
            return place
    return first
