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
from dataclasses import dataclass

from briefer import cues
from briefer.frames import (
    ADVERBIAL,
    ASIDES,
    AUXILIARIES,
    BE,
    CLAUSAL,
    COURTS,
    DENYING,
    DETERMINERS,
    OPENINGS,
    PAST,
    PERSON,
    PLAIN,
    PREPOSITIONS,
    ROLES,
    TIMES,
    Frame,
    frames_of,
    is_name,
    lower_at,
    noun_phrase_left,
    noun_phrase_right,
    quote_near,
    skipped,
)
from briefer.models import Span
from briefer.people import BODIES, NAME, TITLES, Roster, head_of, is_person_or_body, pronoun_of
from briefer.quoting import QUOTATION, Quote, Token, Unit, read_units
from briefer.sentences import Layout, trim


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


# --- statements: frames with their contents -------------------------------------------------------


_ASIDE = ASIDES | {"", ".", "when", ","}
_NO_OBJECT = ASIDES | {".", ",", "when"}
_NO_THING = ADVERBIAL | TIMES
_NO_ADDRESSEE = PREPOSITIONS | OPENINGS
_HANGING = PREPOSITIONS | {"after", "before", "since", "like"}
_DESCRIBING = DETERMINERS | ROLES | {"who", "which", "whose", "now", "then"}


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


def _statements(text: str, units: Sequence[Unit]) -> list[_Statement]:
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
            content = trim(text, colon + 1, unit.end)
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


def _signed(unit: Unit, index: int) -> _Statement | None:
    """A quotation with a name after a dash: "..." — Jane Doe."""
    tokens = unit.tokens
    if len(tokens) < 3 or tokens[0].kind != "quote" or tokens[1].lower not in "-–—―":
        return None
    if len(tokens) > 12 or not is_name(tokens[2]) or len(unit.quotes) > 1:
        return None
    quote = unit.quotes[0]
    end = max(i for i, token in enumerate(tokens) if token.kind == "word") + 1
    return _Statement(
        unit.span(2, end), unit.span(1, 2), [Span(quote.start, quote.end)], True, index
    )


_LABEL = re.compile(r"[\"“]?([A-Z][\w.'’-]*(?: [A-Z][\w.'’()-]*){0,4}) ?:(?=\s+\S)")
_TRANSCRIPT = 3  # a speaker who is named so often speaks on in paragraphs without a name
_NO_SPEAKERS = cues.word_set(
    "update updated advertisement related photo image video note read watch see correction source "
    "sources by topics tags tag more listen credit caption breaking also clarification editor's "
    "location date time"
)


def _labels(text: str, units: Sequence[Unit]) -> dict[int, Span]:
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


def _answers(text: str, units: Sequence[Unit]) -> dict[int, Span | None]:
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


def _add_from_unit(text: str, units: Sequence[Unit], index: int, found: list[_Statement]) -> None:
    unit = units[index]
    tokens = unit.tokens
    frames = frames_of(unit)
    first = len(found)
    cursor = 0
    trailing = _trailing(tokens, frames)
    for number, frame in enumerate(frames):
        if frame.start < cursor or (trailing and frame != trailing):
            continue
        stop = min(
            _stop(tokens, frames, number),
            _relative_end(tokens, frame),
            _dashes_end(tokens, frame),
        )
        named = min(stop, _naming_end(tokens, frame))
        if lower_at(tokens, named) not in _SUBORDINATE:
            stop = named
        regions = _regions(tokens, frames, number, cursor, stop)
        if not regions:
            continue
        source = _source_of(unit, frame, found[first:], found)
        according = tokens[frame.verb].lower == "according"
        cue = unit.span(frame.verb, frame.verb + 1 + according)
        contents, direct = _contents(unit, [(start, min(end, named)) for start, end in regions])
        if source is None and not direct:
            continue  # it is better to say nothing than to name somebody else
        if not contents or (not direct and source and text[slice(*source)].lower() in _SELF):
            continue
        outlet = _outlet(text, unit, frame)
        found.append(_Statement(source, cue, contents, direct, index, outlet))
        cursor = max(end for _, end in regions)
    _add_loose_quotes(text, units, index, found, first)


def _trailing(tokens: Sequence[Token], frames: Sequence[Frame]) -> Frame | None:
    """A last ", the mayor said on Friday", which reports all that the sentence said before."""
    if len(frames) < 2:
        return None
    last = frames[-1]
    if not last.own_clause or last.source is None or lower_at(tokens, last.start - 1) != ",":
        return None
    if tokens[last.verb].lower not in _TRAILING:
        return None
    rest = tokens[last.end :]
    if len(rest) > 8 or any(t.lower in {"that", ":"} for t in rest):
        return None
    if rest and rest[0].lower not in _NO_OBJECT:
        return None
    if lower_at(tokens, frames[0].verb) == "according":
        return None
    # what "causing 'delays' and threatening to stop trains" tells has no other speaker
    nobody = tokens[last.verb].lower == "according" and not any(f.source for f in frames[:-1])
    return last if nobody or QUOTATION not in tokens else None


_TRAILING = PLAIN | {"according"}


def _stop(tokens: Sequence[Token], frames: Sequence[Frame], number: int) -> int:
    """Where the content after a frame ends at the latest: at the next clause that reports."""
    for later in frames[number + 1 :]:
        word = tokens[later.verb].lower
        before = lower_at(tokens, later.start - 1)
        if later.start <= frames[number].end + (tokens[frames[number].verb].lower == "according"):
            continue
        # what a statement rests on is part of it: ", citing a report"
        if word.endswith("ing") and word != "citing" and later.source is None and before == ",":
            return later.start
        if _DENYING.match(word) and (comment := _comment(tokens, frames[number].end, later.start)):
            return comment
        introduces = QUOTATION in tokens[later.end : later.end + 2]
        if introduces and later.own_clause and later.source and before in {",", "—", "–", "―", ";"}:
            return later.start - 1
        # "said the firm had lied and denied" is open, "said it was too early and urged" is not
        sure = later.source is not None or lower_at(tokens, frames[number].end) in {"it", "there"}
        if not later.own_clause or word not in (_SAYING_OR_URGING if sure else _SAYING):
            continue
        # "When she was told that it was late, she said that"
        main = before == "," and later.source and lower_at(tokens, later.end) == "that"
        if main or before in {"and", "but", "while", "although", "though", "as", ";", "—", "–"}:
            return later.start - 1
        if later.source is None and lower_at(tokens, later.start - 1) in {"and", "but"}:
            return later.start - 1
        if before == "" or (later.start and tokens[later.start - 1].kind == "quote"):
            # '"..." he said' belongs to the quotation before it, '"...," he said it was' does not
            tags = before == "" and lower_at(tokens, later.end) in _ASIDE
            return later.start - 1 if tags else later.start
    return len(tokens)


def _relative_end(tokens: Sequence[Token], frame: Frame) -> int:
    """Where "who had proposed the cut, voted for it" goes on with its main clause."""
    who = frame.verb - 1
    while who > 0 and skipped(tokens[who]):
        who -= 1
    if lower_at(tokens, who) != "who":
        return len(tokens)
    opened = lower_at(tokens, who - 1)
    if opened not in {"—", "–"} and tokens[frame.verb].lower not in _JUDGING:
        return len(tokens)
    closing = opened if opened in {"—", "–"} else ","
    return next(
        (i for i in range(frame.end, len(tokens)) if tokens[i].lower == closing), len(tokens)
    )


def _dashes_end(tokens: Sequence[Token], frame: Frame) -> int:
    """Where the dashes close in "has kept the post – the board says it is hers – and stays"."""
    dash = lower_at(tokens, frame.start - 1)
    if dash not in {"—", "–"} or frame.source is None:
        return len(tokens)
    dashes = (i for i in range(frame.end, len(tokens)) if tokens[i].lower == dash)
    closing, more = next(dashes, 0), next(dashes, None)
    return closing if closing > frame.end + 2 and more is None else len(tokens)


def _naming_end(tokens: Sequence[Token], frame: Frame) -> int:
    """Where a name has been given: behind the quotation in 'called it "a joke," and in 2000 ...',
    'accused them of "cheating" after ...'.
    """
    called = lower_at(tokens, frame.end) not in {"on", "for", "upon"}
    if not (called and _NAMING.match(tokens[frame.verb].lower)):
        return len(tokens)
    for place in range(frame.end, min(frame.end + 10, len(tokens))):
        if tokens[place].kind == "quote":
            behind = place + 1 + (lower_at(tokens, place + 1) == ",")
            goes_on = QUOTATION in tokens[behind + 1 : behind + 5]
            ends = lower_at(tokens, behind) in _BEHIND_NAMING and not goes_on
            return behind if ends else len(tokens)
    return len(tokens)


_SUBORDINATE = cues.word_set("after because when while since before although though as")
_NAMING = re.compile(r"(?:call|label|brand|dub|term|deem|describ|accus)")
_BEHIND_NAMING = _SUBORDINATE | {"and", "but"}


def _comment(tokens: Sequence[Token], start: int, end: int) -> int | None:
    """Where somebody's answer to a statement begins: ", a charge that the mayor" denies."""
    for place in range(end - 1, max(start, end - 6), -1):
        following = lower_at(tokens, place + 1)
        if tokens[place].lower == "," and (
            following == "which"
            or (following in {"a", "an"} and lower_at(tokens, place + 2) in _CLAIMS)
        ):
            return place
    return None


# Verbs that surely open another statement in the middle of a sentence. Others may go on with the
# first one: "said the firm had lied and denied it", "said the dam would hold, as he claims".
_SAYING = cues.word_set(
    "said says say added adds told tells asked asks wrote writes tweeted tweets noted notes "
    "argued argues explained explains continued replied warned concluded insisted insists "
    "countered responded"
)
_SAYING_OR_URGING = _SAYING | cues.word_set(
    "urged denied called appealed promised accused rejected blamed demanded"
)


def _regions(
    tokens: Sequence[Token], frames: Sequence[Frame], number: int, cursor: int, stop: int
) -> list[tuple[int, int]]:
    """The ranges of tokens that hold the content of a frame; empty if it reports nothing."""
    frame = frames[number]
    verb = tokens[frame.verb].lower
    left_end = frame.start
    while left_end > cursor and tokens[left_end - 1].lower in {",", "—", "–", "-", "and", "as"}:
        left_end -= 1
    left_words = sum(1 for token in tokens[cursor:left_end] if token.kind != "mark")
    speaks_of = _speaks_of(tokens, frame)
    right = frame.end if speaks_of else _content_start(tokens, frame, stop)
    if verb == "according":
        if left_words and left_end < frame.start and _resumes(tokens, frame, stop):
            return [(_after_semicolon(tokens, cursor, left_end), stop)]
        after = right < stop and (frame.start == cursor or left_words < 3)
        return [(right, stop)] if after else [(cursor, left_end)] * (left_words >= 3)
    plain = verb in PLAIN or _is_hearing(tokens, frame)
    aside = lower_at(tokens, frame.end) in _ASIDE and not _opens_clause(tokens, frame)
    quote_right = right < stop and quote_near(tokens, frame.end, stop)
    if left_end > cursor and tokens[left_end - 1].kind == "quote":
        # 'On "The Show," the mayor said that ...': the quotation is a title in an adverbial
        introduced = lower_at(tokens, cursor) in ADVERBIAL and left_words > 1
        if introduced and plain and stop - right > 4 and not aside:
            return [(right, stop)]
        joined = frame.source is None and lower_at(tokens, frame.start - 1) in {"and", "but"}
        if frame.own_clause and not (joined and plain and stop - right > 2):
            return [(cursor, left_end), *([(right, stop)] if quote_right else [])]
    opening = speaks_of or _opens_content(tokens, frame, right, stop)
    quoted = QUOTATION in tokens[cursor : frame.end + 2]
    tagged = quote_right and (quoted or lower_at(tokens, frame.end + 1) in {"and", "but"})
    if plain and left_words and left_end < frame.start and frame.source and not tagged:
        if _goes_on(tokens, frame, stop):
            return [(cursor, stop)]
        inverted = _is_inverted(frame)
        opens = opening and not (inverted and lower_at(tokens, frame.end) == ",")
        if left_words >= 3 and not opens and (right >= stop or aside or inverted):
            # whose words a court heard is not told: the frame stays with them
            return [(cursor, frame.end if _is_hearing(tokens, frame) else left_end)]
    holds = right < stop and _holds(
        tokens,
        frames[number + 1 : number + 2],
        (right, stop),
        sure=opening or plain,
        brief=speaks_of or verb in DENYING or _judges(tokens, frame, right, stop),
    )
    return [(right, stop)] if holds else []


def _speaks_of(tokens: Sequence[Token], frame: Frame) -> bool:
    """Whether the frame names what it speaks of: "hinted at a deal", "raised the prospect of"."""
    goes_on = lower_at(tokens, frame.start - 1) in {"and", "but"}
    if (frame.source is None and not goes_on) or _is_inverted(frame):
        return False
    after = lower_at(tokens, frame.end)
    if after in _SPEAKING_OF.get(tokens[frame.verb].lower, ()):
        return lower_at(tokens, frame.end + 1) not in _NO_THING
    thing = frame.end + (after in DETERMINERS)
    raised = _RAISING.match(tokens[frame.verb].lower) and lower_at(tokens, thing) in _RAISED
    return bool(raised) and lower_at(tokens, thing + 1) in {"of", "that", "for"}


_SPEAKING_OF = {
    verb: frozenset(after.split())
    for verbs, after in (
        ("hint hints hinted hinting allude alludes alluded", "at to"),
        ("point points pointed pointing", "to"),
        ("warn warns warned warning", "of about against"),
        ("complain complains complained", "of about"),
        ("call calls called calling", "for"),
    )
    for verb in verbs.split()
}
_RAISING = re.compile(r"(?:rais|float|discuss|dismiss|reject|mention|suggest)")
_RAISED = cues.word_set("possibility possibilities prospect prospects idea notion chance spectre")


def _is_hearing(tokens: Sequence[Token], frame: Frame) -> bool:
    """Whether the frame tells what a court heard or was told."""
    if frame.source is None or tokens[frame.verb].lower not in {"heard", "told"}:
        return False
    passive = any(t.lower in BE for t in tokens[frame.source[1] : frame.verb])
    head = tokens[frame.source[1] - 1].lower
    return head in COURTS and (passive or tokens[frame.verb].lower == "heard")


def _is_inverted(frame: Frame) -> bool:
    """Whether the verb stands before its subject: "said Vera Moll"."""
    return frame.source is not None and frame.source[0] > frame.verb


def _goes_on(tokens: Sequence[Token], frame: Frame, stop: int) -> bool:
    """Whether the statement before the frame goes on behind it: "The dam, she says, is safe".

    Not in "the dam is safe, said Vera Moll, the mayor".
    """
    if stop - frame.end <= 3 or lower_at(tokens, frame.end) not in {",", ":"}:
        return False
    following = lower_at(tokens, frame.end + 1)
    describes = following in _DESCRIBING
    return not (_is_inverted(frame) and (describes or following.endswith("ing")))


def _resumes(tokens: Sequence[Token], frame: Frame, stop: int) -> bool:
    """Whether the verb of the words before the frame follows it.

    As in "The dam, according to the mayor, is safe".
    """
    following = lower_at(tokens, frame.end + 1)
    return (
        lower_at(tokens, frame.end) == ","
        and frame.end + 2 < stop
        and (following in AUXILIARIES or following.endswith("ed") or following in PAST)
    )


def _after_semicolon(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the last clause begins that a semicolon parts from the others, "and" left out."""
    place = max((i + 1 for i in range(start, end) if tokens[i].lower == ";"), default=start)
    return place + (place > start and lower_at(tokens, place) in {"and", "but"})


def _opens_content(tokens: Sequence[Token], frame: Frame, right: int, stop: int) -> bool:
    """Whether the words at `right` can only open what somebody says: "that", "to", a colon."""
    verb = tokens[frame.verb].lower
    if lower_at(tokens, right - 1) in {"that", ":"}:
        return True
    if verb in _OBJECT_VERBS and _object_content(tokens, frame.end, stop) is not None:
        return True
    return right < stop and lower_at(tokens, right) in OPENINGS and not _TO_NOUN.match(verb)


def _holds(
    tokens: Sequence[Token],
    frames: Sequence[Frame],
    region: tuple[int, int],
    *,
    sure: bool,
    brief: bool,
) -> bool:
    """Whether what stands in `region` is said; if not `sure`, only with a quotation.

    `brief` where a few words are enough: "denied wrongdoing".

    `frames` are those that follow: the first may have the better right to the quotation.
    """
    inside = tokens[slice(*region)]
    if QUOTATION in inside:
        quote = region[0] + inside.index(QUOTATION)
        return sure or not frames or frames[0].verb > quote
    words = sum(1 for token in inside if token.kind == "word")
    if words and brief:
        return True
    opens = lower_at(tokens, region[0] - 1) == "that" or inside[0].lower not in _NO_CONTENT
    return sure and words >= 3 and (opens or _counts(inside, 0))


# What somebody does by saying something about a thing: "criticised the plan to close the dam".
_JUDGING = cues.inflected(
    "criticize criticise praise condemn welcome endorse defend cite reject denounce mock slam "
    "mention propose applaud blame lament ridicule protest describe deride chide chastise liken "
    "compare express voice pledge promise",
    "slammed slamming",
)


def _judges(tokens: Sequence[Token], frame: Frame, right: int, stop: int) -> bool:
    """Whether a person or a body judges or names a thing by the verb of the frame."""
    if tokens[frame.verb].lower not in _JUDGING or frame.source is None or right != frame.end:
        return False
    subject, after = tokens[slice(*frame.source)], tokens[right]
    words = sum(1 for token in tokens[right:stop] if token.kind == "word")
    speaks = any(is_name(t) or t.lower in ROLES for t in subject) or len(subject) == 1
    thing = after.lower in DETERMINERS or is_name(after) or after.kind == "word"
    return speaks and words > 1 and thing and after.lower not in _NO_THING


# After these, "to" opens no statement: "referring to the mayor".
_TO_NOUN = re.compile(
    r"(?:go|went|beg[au]n|begin|refer|respon|repl|object|point|speak|spoke|writ|wrote|appeal|relat|listen|react)"
)
_NO_CONTENT = cues.word_set(
    "when before after while as since because up and or but than like of in on at by with from "
    "about for against"
)


# Verbs with an object before their content: "urged the council to", "accused the firm of".
_OBJECT_VERBS = cues.word_set(
    "urge urges urged urging ask asks asked asking order orders ordered encourage encourages "
    "encouraged encouraging warn warns warned want wants wanted press pressed invite invited "
    "advise advised instruct instructed beg begged implore implored accuse accuses accused "
    "accusing blame blames blamed blaming expect expects expected allow forbid call calls called "
    "calling demand demands demanded credit credits credited thank thanked criticize criticized "
    "challenge challenged remind reminded exhort exhorted"
)
# Verbs with the one who is told, or asked, between them and the content.
_TELLING = cues.word_set(
    "told tells telling tell asked asks asking warned warns reminded assured informed urged urges "
    "warning"
)


def _content_start(tokens: Sequence[Token], frame: Frame, stop: int) -> int:
    """Where the content after the frame begins; `stop` if there is none."""
    place = frame.end
    word = tokens[frame.verb].lower
    if word == "according":
        return place + 1 if lower_at(tokens, place) == "," else place
    inverted = frame.source is not None and frame.source[1] == frame.end
    asked = None if inverted else _object_of(tokens, frame, stop)
    if asked is not None:
        return asked
    aside = lower_at(tokens, place) in ASIDES and not _opens_clause(tokens, frame)
    agrees = lower_at(tokens, place) == "with" and word.startswith("agree")
    if inverted or word in _TELLING or (aside and word in PLAIN) or agrees:
        opening = _opening_after(tokens, place, stop, aside)
        if opening is not None:
            return opening
        while lower_at(tokens, place) in TIMES:
            place += 1
        if inverted or lower_at(tokens, place) in PREPOSITIONS:
            return stop
        if word.startswith(("told", "tell")):
            place = _after_addressee(tokens, place, stop)
    place += lower_at(tokens, place) == "out" and lower_at(tokens, place + 1) == "that"
    while place < stop and tokens[place].kind == "mark" and tokens[place].lower in ",:-—–―":
        place += 1
    if lower_at(tokens, place) == "that" and lower_at(tokens, place + 1) not in AUXILIARIES:
        place += 1
    return place if any(token.kind != "mark" for token in tokens[place:stop]) else stop


def _after_addressee(tokens: Sequence[Token], place: int, stop: int) -> int:
    """Where the words begin that somebody is told: "told him it was late"."""
    end = noun_phrase_right(tokens, place)
    end = next((i for i in range(place + 1, end) if tokens[i].lower in DETERMINERS), end)
    if lower_at(tokens, place) in _OBJECTS or lower_at(tokens, place + 1) in _SUBJECTS:
        end = place + 1
    opening = None
    if lower_at(tokens, end) in PREPOSITIONS:  # "told a crowd in Ulmen it was late"
        opening = _opening_after(tokens, end, stop, aside=True)
    return max(place, opening or end)


_OBJECTS = cues.word_set("him me us them")


def _opens_clause(tokens: Sequence[Token], frame: Frame) -> bool:
    """Whether a preposition behind the verb opens what is said and no aside.

    As in "vowed to fight", "claims to be ill", "said about 20 people had come".
    """
    if frame.end != frame.verb + 1:
        return False
    if lower_at(tokens, frame.end) == "to":
        return _COMMITTING.match(tokens[frame.verb].lower) is not None
    return _counts(tokens, frame.end)


def _counts(tokens: Sequence[Token], place: int) -> bool:
    """Whether "about" and the like at `place` belong to a number: "about 20 people"."""
    nearly = lower_at(tokens, place) in {"about", "around", "over", "under"}
    return nearly and lower_at(tokens, place + 1)[:1].isdigit()


_COMMITTING = re.compile(r"(?:promis|vow|pledg|threaten|hop|claim|swear|swor)")


def _object_of(tokens: Sequence[Token], frame: Frame, stop: int) -> int | None:
    """Where the content begins after a verb that has an object before it or in its stead."""
    word = tokens[frame.verb].lower
    if _DENYING.match(word):
        return _claim_content(tokens, frame.end, stop)
    return _object_content(tokens, frame.end, stop) if word in _OBJECT_VERBS else None


_DENYING = re.compile(r"(?:den(?:y|ie)|reject|dismiss|disput|refut)")
_CLAIMS = cues.word_set(
    "claim claims allegation allegations accusation accusations suggestion suggestions report "
    "reports rumour rumours rumor rumors idea notion charge charges assertion assertions"
)


def _claim_content(tokens: Sequence[Token], place: int, stop: int) -> int | None:
    """What is denied in "denied a report that it was warned": the words after "that"."""
    for index in range(place, min(stop, place + 5)):
        if tokens[index].lower in _CLAIMS and lower_at(tokens, index + 1) == "that":
            return index + 2 if index + 2 < stop else None
    return None


def _opening_after(tokens: Sequence[Token], place: int, stop: int, aside: bool) -> int | None:
    """Where the content opens after an addressee or an adverbial: at "that", a colon, a quote."""
    for index in range(place, min(stop, place + 14)):
        token = tokens[index]
        if not aside and token.lower in _CLAUSE_BEGUN:
            return None  # the clause has begun: "told NRV she had a promise that never came"
        if token.lower in {"that", ":"}:
            return index + 1
        if (
            aside
            and index > place + 1
            and token.lower in _SUBJECTS
            and not _hangs(tokens[index - 1])
        ):
            return index  # "said after the vote he would go"
        if token.kind == "quote" or (token.lower in OPENINGS and not aside):
            return index
        if token.lower in {".", ";"}:
            return stop
    return None


def _hangs(token: Token) -> bool:
    """Whether what follows the token may hang on it: a preposition, a conjunction, a verb."""
    return token.lower in ADVERBIAL or (token.verb and not token.lower.endswith("s"))


def _object_content(tokens: Sequence[Token], place: int, stop: int) -> int | None:
    """The object of a request or an accusation, where "to" or "of" follows it within ten words."""
    if lower_at(tokens, place) in {"on", "upon", "for"}:
        place += 1
    elif lower_at(tokens, place) in _NO_ADDRESSEE:
        return None
    for index in range(place, min(stop, place + 10)):
        if tokens[index].kind != "word":
            return None
        if tokens[index].lower in {"to", "of"} and index > place:
            return place
        if tokens[index].lower in CLAUSAL and tokens[index].lower not in {"and", "or"}:
            return None
    return None


def _contents(unit: Unit, regions: Sequence[tuple[int, int]]) -> tuple[list[Span], bool]:
    tokens = unit.tokens
    contents: list[Span] = []
    direct = True
    for region in regions:
        start, end = _without_marks(tokens, *region)
        if start == end:
            continue
        if all(token.kind != "word" for token in tokens[start:end]):
            marked = (i for i in range(start, end) if tokens[i].kind == "quote")
            quotes = (_quote_at(unit, unit.starts[place]) for place in marked)
            contents += [Span(quote.start, quote.end) for quote in quotes if quote]
        else:
            direct = False
            contents.append(unit.span(start, end))
    return contents, direct


def _quote_at(unit: Unit, start: int) -> Quote | None:
    """The quotation of the unit whose opening mark stands at an offset."""
    index = bisect_left(unit.quotes, start, key=lambda quote: quote.outer_start)
    found = unit.quotes[index] if index < len(unit.quotes) else None
    return found if found and found.outer_start == start else None


def _without_marks(tokens: Sequence[Token], start: int, end: int) -> tuple[int, int]:
    """The range of tokens without the marks at its edges that are no part of a statement."""
    while start < end and tokens[start].kind == "mark" and tokens[start].lower not in "([$#@":
        start += 1
    while start < end and tokens[end - 1].kind == "mark" and tokens[end - 1].lower not in ")]%":
        end -= 1
    return start, end


def _source_of(
    unit: Unit,
    frame: Frame,
    in_unit: Sequence[_Statement],
    found: Sequence[_Statement],
) -> Span | None:
    if frame.source:
        return unit.span(*frame.source)
    goes_on = lower_at(unit.tokens, frame.start - 1) in {"and", "but"}
    if in_unit and not (goes_on and lower_at(unit.tokens, frame.start - 2) in {"—", "–"}):
        return in_unit[-1].source
    first = 0
    if goes_on:
        # "Shares fell after the firm lost a suit and said"
        low = max(0, frame.start - _FAR)
        before = enumerate(unit.tokens[low : frame.start - 1], low + 1)
        first = max((i for i, t in before if t.lower in _SUBORDINATE), default=0)
    subject = _subject(unit, first, frame.start)
    if subject:
        return subject
    return found[-1].source if found and unit.quotes else None


def _subject(unit: Unit, first: int = 0, stop: int | None = None) -> Span | None:
    """The first mention of a person or body among the tokens from `first` up to `stop`: a pronoun,
    a name, or a role.

    One that hangs on a preposition ("in a statement") counts only where there is no other.
    """
    far = first + _FAR
    tokens = unit.tokens[first : far if stop is None else min(far, stop)]
    hanging: Span | None = None
    index = 0
    while index < min(len(tokens), 60):
        token = tokens[index]
        word = token.lower.split("'")[0]
        if word in _SUBJECTS and token.kind == "word":
            place = unit.starts[first + index]
            return Span(place, place + len(word))
        if hanging and word == "who":
            return hanging  # "a reply from Vera Moll, who represents Ulmen"
        if token.kind != "word" or not (is_name(token) or word in ROLES):
            index += 1
            continue
        start, end = _mention_at(tokens, index)
        index = end + 1
        behind = lower_at(tokens, start - 1)
        dateline = start == 0 and lower_at(tokens, index) in {":", "—", "–"}
        if dateline or behind == "(":  # "Vera Moll (Lib Dem)"
            continue
        span = unit.span(first + start, first + end + 1)
        if behind not in _HANGING:
            return span
        hanging = hanging or span
    return hanging


def _mention_at(tokens: Sequence[Token], index: int) -> tuple[int, int]:
    """The first and the last token of the names and roles at `index`, with what opens them."""
    start, end = index, index
    while end + 1 < len(tokens) and (is_name(tokens[end + 1]) or tokens[end + 1].lower in ROLES):
        end += 1
    for before in range(index - 1, max(-1, index - 4), -1):
        if tokens[before].kind != "word" or tokens[before].lower in CLAUSAL:
            break
        if tokens[before].lower in DETERMINERS or is_name(tokens[before]):
            start = before
    return start, end


_FAR = 200  # tokens
_SUBJECTS = cues.word_set("he she they we it i")
_CLAUSE_BEGUN = _SUBJECTS | {"had", "was", "were", "would"}


def _outlet(text: str, unit: Unit, frame: Frame) -> Span | None:
    """The outlet that was told: "told CNN"."""
    tokens = unit.tokens
    if tokens[frame.verb].lower not in {"told", "tells"}:
        return None
    start = end = max(frame.end, frame.verb + 1)
    if lower_at(tokens, start) == "the":
        start = end = start + 1
    while end < len(tokens) and tokens[end].capital and tokens[end].lower not in _NO_OUTLET:
        end += 1
    named = range(start, end)
    if not any(
        tokens[i].lower in _OUTLETS or _is_acronym(text[slice(*unit.span(i, i + 1))]) for i in named
    ):
        return None  # who is told something does not pass it on
    return unit.span(start, end)


def _is_acronym(word: str) -> bool:
    return 2 < len(word) < 6 and word.isupper()


_NO_OUTLET = TIMES - {"today"}
_OUTLETS = cues.word_set(
    "news newspaper times post journal herald gazette tribune radio television tv magazine agency "
    "press wire review weekly daily chronicle courier guardian telegraph observer independent mail "
    "express globe star sun standard examiner register dispatch broadcasting broadcaster reuters "
    "bloomberg politico podcast presse xinhua tass interfax kyodo"
)


def _add_loose_quotes(
    text: str, units: Sequence[Unit], index: int, found: list[_Statement], first: int
) -> None:
    """Quotations that no reporting phrase governs."""
    unit = units[index]
    if not unit.quotes:
        return
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
    units: Sequence[Unit],
    index: int,
    quote: Quote,
    previous: _Statement | None,
) -> Span | None:
    """Whose words a quotation without a reporting phrase is likely to be."""
    unit, before = units[index], units[index - 1] if index else None
    source: Span | None = None
    if before and text[before.end - 1] == ":":
        source = _subject(before)
    elif any(token.kind == "word" for token in unit.tokens):
        ahead = bisect_right(unit.ends, quote.start)
        source = _agent(unit, ahead) or _subject(unit, 0, ahead) or _subject(unit)
    elif (
        before
        and before.paragraph == unit.paragraph
        and (previous is None or previous.unit < index - 1)
    ):
        source = _subject(before)
    return source or (previous.source if previous else None)


def _agent(unit: Unit, stop: int) -> Span | None:
    """The subject of the last verb up to the token `stop`, where its ending tells the verb."""
    tokens = unit.tokens[:stop]
    for verb in range(len(tokens) - 1, max(0, len(tokens) - 12), -1):
        token = tokens[verb]
        if token.kind == "word" and (token.lower.endswith("ed") or token.lower in AUXILIARIES):
            before = verb - 1
            while before >= 0 and skipped(tokens[before]):
                before -= 1
            if before >= 0 and tokens[before].kind == "word":
                phrase = noun_phrase_left(tokens, before)
                if phrase and any(
                    is_name(t) or t.lower in ROLES or t.lower in _SUBJECTS
                    for t in tokens[slice(*phrase)]
                ):
                    return unit.span(*phrase)
    return None


def _room(unit: Unit, loose: Sequence[Quote], covered: Sequence[Span]) -> Span:
    """The part of the sentence around the first of the `loose` quotations that is not covered."""
    start = max((s.end for s in covered if s.end <= loose[0].start), default=unit.start)
    end = min((s.start for s in covered if s.start >= loose[0].end), default=unit.end)
    inside = bisect_left(unit.starts, start), bisect_right(unit.ends, end)
    first, last = _without_marks(unit.tokens, *inside)
    return unit.span(first, last) if first < last else Span(start, end)


# --- speakers: mentions resolved to names ---------------------------------------------------------

_CREDIT = re.compile(r"\(([A-Z][\w&]*(?: [A-Z][\w&]*){0,3})\)(?=\s*(?:[-–—]|$))", re.MULTILINE)


def _agency(layout: Layout) -> str | None:
    """The agency that a dateline or a credit names: "(Reuters) -", a last "(Yonhap)"."""
    text, placed = layout.text, layout.paragraphs
    for paragraph in [*placed[:3], *placed[-5:]]:
        match = _CREDIT.search(text, paragraph.start, min(paragraph.end, paragraph.start + 120))
        if match is None and paragraph.end - paragraph.start > 120:
            match = _CREDIT.search(text, paragraph.end - 60, paragraph.end)
        if match:
            return match[1]
    return None


class _Resolver:
    """Resolves mentions in the order of the text, and remembers who spoke and who is he or she."""

    def __init__(self, layout: Layout, units: Sequence[Unit]) -> None:
        self._text = layout.text
        self._units = units
        self._roster = Roster(layout)
        self._recent: list[tuple[int, str]] = []  # the unit, and who spoke in it
        self._asked: set[tuple[int, str]] = set()  # those of them that were questions
        self._gender: dict[str, str] = {}

    def resolve(self, statement: _Statement) -> str | None:
        """The name of the one whom the statement's source mentions."""
        source = statement.source
        if source is None:
            return self._heard(statement.unit, self._recent[-1][1] if self._recent else None)
        mention = self._text[source.start : source.end].strip(" ,")
        plain = mention.lower().replace("’", "'")
        plain = _OWNERS.get(plain, plain).removesuffix("'s")  # "he's announced that"
        if plain in _SELF:
            return mention
        if plain in {"he", "she", "it", "they", "who"}:
            name = self._answers(plain, statement.unit)
            name = name or self._antecedent(source, plain, statement.unit)
            return self._heard(statement.unit, name) or mention
        if _WRITING.fullmatch(plain):  # "according to his report"
            pronoun = "he" if plain.startswith("his") else "she"
            writer = self._antecedent(source, pronoun, statement.unit)
            return self._heard(statement.unit, writer or mention)
        several = " and " in head_of(mention)
        name = self._apposed(source)
        name = name or (None if several else self._roster.named(mention, source.start))
        described = plain.startswith(("the ", "his ", "her ", "this ", "that "))
        if name is None and described and not several and not _BODY_LAST.search(mention):
            name = self._roster.described(mention, source.start)
        if name is None and plain.startswith("the "):
            name = self._introduced(plain.removeprefix("the "))
        asks = statement.cue and self._text[slice(*statement.cue)].lower() in {"asked", "asks"}
        if asks and not statement.direct:
            return name or _bare(mention)
        if asks:
            self._asked.add((statement.unit, name or _bare(mention)))
        if name and (marker := _GENDER.search(mention)):
            self._gender[name] = "he" if marker.lastgroup == "he" else "she"
        return self._heard(statement.unit, name or _bare(mention))

    def _introduced(self, role: str) -> str | None:
        """Who spoke before as "a city official", for "the official"."""
        for _, name in self._recent[:-8:-1]:
            head = head_of(name)
            if head.startswith(("a ", "an ", "one ")) and head.endswith(f" {role}"):
                return name
        return None

    def _apposed(self, mention: Span) -> str | None:
        """Who is named behind a role: "the firm's chief executive, Ada Moen, said"."""
        head = head_of(self._text[mention.start : mention.end]).rpartition(" ")[2]
        if head.lower().endswith("s"):
            return None  # "lawyers for the bishop, Paul Reed, say"
        if not (head[:1].islower() or head.lower() in TITLES):
            return None
        match = _APPOSED.match(self._text, mention.end)
        if match and match[1] and is_person_or_body(match[1]):
            return None  # "the wife of the mayor, Paul Reed": who is named?
        return self._roster.named(match[2], match.start(2)) if match else None

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
            before = self._units[place]
            stop = min(60, bisect_right(before.ends, source.start))
            subject = _subject(before, 0, stop)
            if subject is None:
                continue
            mention = self._text[subject.start : subject.end]
            asked = before.tokens[0].lower in {"asked", "pressed", "told", "questioned"}
            again = asked and any(token.lower == pronoun for token in before.tokens[:stop])
            again = again or _ASKS.match(self._text, subject.end) is not None
            if (mention.lower() == pronoun and place < unit) or again:
                last -= 1  # the pronoun goes on with who was meant before
                continue
            if pronoun == "it" and place < unit and _is_body(mention):
                return _bare(mention)
            if pronoun in {"he", "she"} and (name := self._one(subject, pronoun)):
                return self._settle(name, pronoun)
        for _, name in self._recent[:-8:-1]:
            if self._fits(name, pronoun):
                return self._settle(name, pronoun)
        last_one = spoken[1] if spoken and pronoun != "it" else None
        other = pronoun in {"he", "she"} and (
            (self._pronoun(last_one or "") or pronoun) != pronoun or _is_body(last_one or "")
        )
        return None if other else last_one

    def _answers(self, pronoun: str, unit: int) -> str | None:
        """Who answers, in a new paragraph, what was asked last: not the one who asked."""
        asked = self._recent[-1] if self._recent else None
        if asked not in self._asked:
            return None
        if self._units[asked[0]].paragraph == self._units[unit].paragraph:
            return None
        heard = (name for _, name in self._recent[:-8:-1] if name != asked[1])
        return next((self._settle(n, pronoun) for n in heard if self._fits(n, pronoun)), None)

    def _one(self, subject: Span, pronoun: str) -> str | None:
        """The one person that `subject` mentions by a name or, as "her husband", by a role."""
        mention = self._text[slice(*subject)]
        name = self._apposed(subject) or self._roster.named(mention, subject.start)
        if name:
            return name if self._fits(name, pronoun) else None
        if not _may_be(mention, pronoun):
            return None
        described = self._roster.described(mention, subject.start)
        if described and not self._fits(described, pronoun):
            return None
        return described or _bare(mention)

    def _fits(self, name: str, pronoun: str) -> bool:
        if pronoun == "it":
            return name not in self._roster
        if pronoun not in {"he", "she"}:
            return True
        own = self._pronoun(name)
        return own == pronoun if own else name in self._roster

    def _pronoun(self, name: str) -> str | None:
        """How the text or else the given name tells to speak of one; None where neither does."""
        return self._gender.get(name) or pronoun_of(name)

    def _settle(self, name: str, pronoun: str) -> str:
        if pronoun in {"he", "she"} and name in self._roster:
            self._gender.setdefault(name, pronoun)
        return name


_OWNERS = {"his": "he", "her": "she", "their": "they"}
_WRITING = re.compile(
    r"(?:his|her) (?:\w+ )?(?:report|statement|letter|book|account|memoir|testimony)"
)
_ASKS = re.compile(r"\s+ask(?:ed|s)\b")  # who asks is not who then answers
_BODY_LAST = re.compile(r"[A-Z][\w-]*\s+[A-Z][\w-]*\Z")
_APPOSED = re.compile(
    r"(?:\s+of (the [a-z-]+(?<!er)(?<!or)(?<!ist)(?<!man)))?"
    rf",\s+(?:[a-z-]+\s+){{0,3}}({NAME.pattern})(?=[,.])"
)
_PRONOUN_REACH = 12  # sentences
_SELF = frozenset({"i", "we", "you"})
_GENDER = re.compile(
    r"\b(?:(?P<he>Mr|he|congressman|spokesman|chairman|businessman|king|prince|Sir|Lord|father|son|"
    r"husband|brother)|(?P<she>Mrs|Ms|Miss|congresswoman|spokeswoman|chairwoman|businesswoman|queen|"
    r"princess|Dame|Lady|mother|daughter|wife|widow|sister|actress))\b"
)


def _is_nobody(text: str, statement: _Statement, speaker: str) -> bool:
    """Whether no one says it: an "it" that is nobody's, "according to the mark on the door".

    The article itself says such a thing, and its whole sentence tells on what grounds.
    """
    if speaker.lower() == "it":
        return True
    if not statement.cue or not text[slice(*statement.cue)].lower().startswith("according"):
        return False
    article, *words = head_of(speaker).split()
    if not words or any(word[0].isupper() or word[0].isdigit() for word in speaker.split()[1:]):
        return False
    last = words[-1].lower()
    speaks = last in ROLES or last in BODIES or PERSON.search(last) or last.endswith("s")
    return article.lower() in DETERMINERS and not speaks


def _is_body(mention: str) -> bool:
    """Whether the words are "the firm" or "a letter": without a name, and no person's role."""
    article, *words = head_of(mention).split() or [""]
    if article.lower() not in {"the", "a", "an"} or not words or not " ".join(words).islower():
        return False
    return words[-1] in BODIES or not (words[-1] in TITLES or PERSON.search(words[-1]))


def _may_be(mention: str, pronoun: str) -> bool:
    """Whether "he" or "she" can mean one who is named by a role alone: "her husband"."""
    article, *words = head_of(mention).split() or [""]
    last = words[-1] if words else ""
    gender = _GENDER.search(mention)
    return (
        article.lower() in DETERMINERS
        and not last.endswith("s")
        and last.lower() not in BODIES
        and (
            (last.lower() in TITLES and not last.isupper())
            or (last.islower() and PERSON.search(last) is not None)
        )
        and (gender is None or gender.lastgroup == pronoun)
    )


def _bare(mention: str) -> str:
    return _POSSESSIVE.sub("", _BLANKS.sub(" ", mention)).strip(" ,(")


_BLANKS = re.compile(r"\s+")
_POSSESSIVE = re.compile(r"['’]s?$")


def whole_sentences(layout: Layout) -> list[Span]:
    """The sentences of a text, none cut inside a quotation or before the words that report it."""
    return [Span(unit.start, unit.end) for unit in read_units(layout)]


def attributions(text: str, layout: Layout | None = None) -> list[Attribution]:
    """The attributions of `text`, in its order; its `layout` may be known.

    A quotation's span holds the words without the marks around them; a reported clause's span
    holds the clause, with any quotation in it, but neither "that" before nor the point after it.
    What is quoted or reported inside another statement belongs to that statement. A quotation
    that stands alone goes to the speaker before it. One inside a sentence that reports nothing
    ("the plan, 'a joke' to some, passed") gives that sentence: `source` is its likely author, and
    there is no `speaker`, as the article speaks.
    """
    layout = layout or Layout(text)
    return _attributions(layout, read_units(layout))


def attributions_and_sentences(layout: Layout) -> tuple[list[Attribution], list[Span]]:
    """What `attributions` and `whole_sentences` find, the text being read once."""
    units = read_units(layout)
    return _attributions(layout, units), [Span(unit.start, unit.end) for unit in units]


def _attributions(layout: Layout, units: Sequence[Unit]) -> list[Attribution]:
    text = layout.text
    statements = _statements(text, units)
    if not statements:
        return []
    resolver = _Resolver(layout, units)
    agency = _agency(layout)
    found: list[Attribution] = []
    for statement in statements:
        speaker = None if statement.own_voice else resolver.resolve(statement)
        if speaker and not statement.direct and _is_nobody(text, statement, speaker):
            unit = units[statement.unit]
            whole = Span(unit.start, unit.end)
            if found and found[-1].contents == (whole,):
                continue  # the article has said that
            speaker, statement.contents = None, [whole]
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
