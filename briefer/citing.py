"""Does a sentence of the summary say what the claims say that it cites? No model is asked.

The text may well have a number or a name that a sentence puts in the place of its claim's, as other
people are said to have done other things there. So a sentence is held to its own claims, too:
`departures` finds what stands in another's place, and the negation that is gone, `raised` what is
told more surely than it is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from itertools import islice
from typing import NamedTuple

from briefer import cues
from briefer.comparing import (
    ANY_NEGATION,
    YEARS,
    beside,
    is_rounded,
    negated_by,
    stand_beside,
)
from briefer.evidence import Evidence
from briefer.models import EVIDENCE, Claim, Issue, Stance, support
from briefer.naming import WORD, is_capital_of
from briefer.people import TITLES
from briefer.quoting import quotations
from briefer.remembering import remembered
from briefer.wording import Number, Words, carried, numbers_of, read_line, without_brackets

CERTAINTY: dict[Stance, int] = {
    "asserted": 3,
    "predicted": 2,
    "possible": 1,
    "conditional": 1,
    "requested": 1,
    "denied": 0,
    "unknown": 0,
}
CLAUSE = re.compile(r";\s+|:\s+|,\s+(?=(?:and|but|while|whereas|although)\s)")
_MARKS = str.maketrans("", "", "[]")
_LEAST_TOLD = 0.6
"""How much of a claim's words a sentence must have that something can stand in another's place."""
_NEARLY_ALL = 0.75
_GOVERNED = 6  # words
_MOST = 100  # names or numbers, or places of one

# --- what stands in another's place ---------------------------------------------------------------


class _Line(NamedTuple):
    """A sentence: its words, their roots, the values of its numbers, and how many words turn it."""

    words: Words
    roots: frozenset[str]
    values: frozenset[float]
    turns: int


class _Told(NamedTuple):
    """A claim that a sentence cites, with the words of its text and how much the sentence has."""

    claim: Claim
    words: Words
    share: float


def departures(sentence: str, cited: Sequence[Claim], evidence: Evidence) -> Iterator[Issue]:
    """Numbers and names that a sentence has in the place of those of a claim that it cites, and
    what it tells without the claim's negation.

    Args:
        sentence: a sentence of the summary.
        cited: the claims that it cites, each of which holds.
        evidence: the text. A name is not out of place that stands there beside the same word.
    """
    words = read_line(sentence)
    mine = numbers_of(words)
    line = _Line(
        words,
        frozenset(words.roots),
        frozenset(number.value for number in mine),
        len(_turning(words)),
    )
    texts = [read_line(claim.text.translate(_MARKS)) for claim in cited]
    told = []
    for claim, text in zip(cited, texts, strict=True):
        content = {text.roots[p] for p in range(len(text)) if text.carries(p)}
        share = len(content & line.roots) / len(content) if content else 0.0
        if share >= _LEAST_TOLD:
            told.append(_Told(claim, text, share))
    if not told:
        return
    beyond = (part for one in cited for part in (one.quote, one.speaker or "", *one.attribution))
    given = [*texts, *map(read_line, beyond)]
    values = {number.value for read in given for number in numbers_of(read)}
    numbers = [number for number in mine if number.value not in values][:_MOST]
    known = frozenset().union(*(read.roots for read in given))
    names = _names_but(words, known, evidence)
    for one in told:
        yield from _number_in_place(line, numbers, one)
        yield from _name_in_place(line, names, known, one, evidence)
        if one.claim.stance != "denied":
            yield from _negation_gone(line, one, told)


def _number_in_place(line: _Line, strange: Sequence[Number], one: _Told) -> Iterator[Issue]:
    """A number that no claim has, where this one has another of the same unit, or beside the same
    words.
    """
    if not strange:
        return
    left = [number for number in numbers_of(one.words) if number.value not in line.values][:_MOST]
    around = [_around(one.words, number) for number in left]
    for mine in strange:
        near = _around(line.words, mine)
        for theirs, there in zip(left, around, strict=True):
            shared = near & there
            years = (mine.value in YEARS) == (theirs.value in YEARS)
            unit = mine.unit == theirs.unit and bool(carried(mine.unit))
            replaced = unit or len(shared) > 1 or (shared and years)
            whole = mine.value.is_integer() and abs(mine.value - theirs.value) <= 0.5
            if replaced and not whole and not is_rounded(line.words, mine, theirs.value):
                told, claimed = (
                    words.raw(number.start, number.end)
                    for words, number in ((line.words, mine), (one.words, theirs))
                )
                yield _in_place("number", told, one.claim, claimed)
                return


def _around(words: Words, number: Number) -> set[tuple[int, str]]:
    """The roots of the words right before and after a number, each with its side."""
    return beside(words, number.start, number.end, range(len(words)), words.roots)


def _name_in_place(
    line: _Line, strange: Sequence[int], known: Set[str], one: _Told, evidence: Evidence
) -> Iterator[Issue]:
    """A name that no claim has, beside a word beside which this one has another name."""
    if not strange:
        return
    words, claimed = line.words, one.words
    left = [
        (theirs, beside(claimed, theirs, theirs + 1, range(len(claimed)), line.roots))
        for theirs in _names_but(claimed, line.roots, evidence)
    ]
    for mine in strange:
        around = beside(words, mine, mine + 1, range(len(words)), known)
        for theirs, there in left:
            shared = around & there
            if _may_be_same(words.lowers[mine], claimed.lowers[theirs]):
                continue
            if len(shared) > 1 or (
                any(carried(root) for _, root in shared)
                and not _stands_there(evidence, words.roots[mine], shared)
            ):
                yield _in_place("name", words.raw(mine), one.claim, claimed.raw(theirs))
                return


def _negation_gone(line: _Line, one: _Told, told: Sequence[_Told]) -> Iterator[Issue]:
    """A word that the claim negates, and the sentence, which has nearly all of the claim and fewer
    negations, does not; and no other claim that is told has the word.
    """
    words = one.words
    turning = _turning(words)
    if (
        one.share < _NEARLY_ALL
        or line.turns >= len(turning)
        or cues.stance_of(line.words.text) in {"denied", "unknown"}
    ):
        return
    for cue in filter(words.negates, turning):
        behind = range(cue + 1, min(cue + _GOVERNED, len(words)))
        governed = next(filter(words.carries, behind), None)
        if governed is None:
            continue
        key = words.roots[governed]
        places = [place for place, root in enumerate(line.words.roots) if root == key]
        if not places or any(negated_by(line.words, place) is not None for place in places):
            continue
        if not any(key in other.words.roots for other in told if other is not one):
            yield support(
                "negation",
                f"{one.claim.id} says “{words.raw(cue, governed + 1)}”, the sentence "
                f"“{line.words.raw(places[0])}”.",
                next(iter(one.claim.spans), None),
            )
            return


def _turning(words: Words) -> list[int]:
    """The positions of the words that turn others round; "neither ... nor" is one of them, and
    "unless" is "if not".
    """
    return [
        p
        for p, lower in enumerate(words.lowers)
        if (lower in ANY_NEGATION and lower != "nor") or lower == "unless"
    ]


def _names_but(words: Words, known: Set[str], evidence: Evidence) -> list[int]:
    """The positions of the words of names, without titles and numbers, whose root is not known."""
    numbers = {p for number in numbers_of(words) for p in range(number.start, number.end)}
    found = (
        p
        for p in range(len(words))
        if (words.is_name(p) or (words.capital[p] and words.lowers[p] in evidence.known_names))
        and words.carries(p)
        and words.roots[p] not in known
        and words.lowers[p] not in TITLES
        and p not in numbers
    )
    return list(islice(found, _MOST))


def _may_be_same(one: str, other: str) -> bool:
    """Whether two words may name the same: "Korea" and "Korean", "Moscow" and "Russia"."""
    if one.startswith(other) or other.startswith(one):
        return True
    first, second = frozenset((one,)), frozenset((other,))
    return is_capital_of(first, second) or is_capital_of(second, first)


def _stands_there(evidence: Evidence, key: str, shared: Set[tuple[int, str]]) -> bool:
    """Whether the text has the root beside one of these words, on the same side."""
    places = evidence.places(key)[:_MOST]
    return any(stand_beside(evidence.words, places, step, root) for step, root in shared)


def _in_place(kind: str, mine: str, claim: Claim, theirs: str) -> Issue:
    detail = f"“{mine}” stands where {claim.id} has “{theirs}”."
    return support(kind, detail, next(iter(claim.spans), None))


# --- how sure it is -------------------------------------------------------------------------------


def raised(sentence: str, cited: Sequence[Claim]) -> Iterator[Issue]:
    """Cited claims that the sentence states more surely than they are."""
    for claim in cited:
        if claim.match not in EVIDENCE:
            continue
        plain = told_text(claim)
        main = cues.stance_of(cues.without_asides(plain))
        theirs = min(claim.stance, main, key=CERTAINTY.__getitem__)
        content = carried(plain)
        if theirs == "conditional":
            content = carried(_CONDITION.sub(" ", plain)) or content
        if theirs == "predicted" or not content:
            continue
        part = _part_of(sentence, content, theirs)
        stance = cues.stance_of(part)
        mine = carried(part)
        if 2 * len(content & mine) < len(content) or keeps(part, theirs):
            continue
        more = CERTAINTY[stance] > max(CERTAINTY[theirs], claim.stance != "denied")
        if more and not shows(sentence, claim.quote):
            yield support(
                "stance-raised", f"The sentence states as {stance} what {claim.id} has as {theirs}."
            )


_CONDITION = re.compile(
    r"(?:^|, )(?:if|unless|should|had|were|provided|once|until|in case|in the event)\b[^,]*,"
    r"|\b(?:if|unless|provided|as long as|once|until|in case)\b.*",
    re.IGNORECASE,
)


def told_text(claim: Claim) -> str:
    """What a claim says outside its brackets; where that is nothing, all of it: "[The figure is
    right]", of "she disputes that".
    """
    plain = without_brackets(claim.text)
    return plain if carried(plain) else claim.text.translate(_MARKS)


def shows(text: str, quote: str) -> bool:
    """Whether the sentence has nearly all of the quote in quotation marks, to be seen as it is."""
    words = WORD.findall(quote.lower())
    return any(
        4 * len(shown) >= 3 * len(words) and " ".join(shown) in " ".join(words)
        for shown in _in_marks(text)
    )


@remembered(1)
def _in_marks(text: str) -> list[list[str]]:
    """The words of each quotation of a sentence, which is asked for each claim that it cites."""
    return [WORD.findall(text[slice(*span)].lower()) for span in quotations(text)]


def keeps(part: str, stance: Stance) -> bool:
    """Whether part of a sentence says in other words that the claim has this stance."""
    if stance in {"denied", "unknown"} and (cues.is_negated(part) or cues.question_type(part)):
        return True
    return stance in _KEPT and _KEPT[stance].search(part) is not None


def _part_of(text: str, content: Set[str], stance: Stance) -> str:
    """The clauses of a sentence that hold most of the words, and the one before them; of what is
    denied also the one behind them: "but Voss has ruled that out".
    """
    clauses = [clause for clause in CLAUSE.split(text) if clause]
    shared = [len(content & carried(clause)) for clause in clauses]
    most = max(shared, default=0)
    held = [at for at, count in enumerate(shared) if 4 * count >= most]
    if most == 0:
        return text
    end = held[-1] + (2 if stance == "denied" else 1)
    return "; ".join(clauses[max(held[0] - 1, 0) : end])


_KEPT: dict[str, re.Pattern[str]] = {
    stance: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for stance, words in {
        "requested": r"should|must|ought|needs? to|ha(?:s|ve|d) to|asks?|asked|wants?|wanted"
        r"|calls? (?:on|for|is|was)|called (?:on|for)|pleas?|urg\w+|warn\w*|demand\w*|orders?"
        r"|ordered|told|sought|seeks?|advi[cs]\w+|caution\w*|requir\w+|recommend\w*|propos\w+|let|lobb\w+"
        r"|plead\w*|pled"
        r"|appeal(?:s|ed|ing)? (?:to|for)|argu\w+ for"
        r"|said to(?! (?:reporters|journalists|the|an?)(?!\w))|deadline|ultimatum"
        r"|(?:gives?|gave|given)(?: [^\s.;]+){1,6} until",
        "possible": r"believ\w+|thinks?|thought|suspect\w*|expect\w*|estimat\w+|assum\w+|fear\w*"
        r"|hop(?:e[sd]?|ing)|would|probabl[ey]|risks?|threat\w*|unlikely|whether|if|should"
        r"|concern(?:ed|s)?|worr\w+|afraid|talk\w* (?:about|of)|in talks|consider\w*|weigh\w*"
        r"|understands?|understood",
        "conditional": r"would|could|might|(?-i:may)|if|unless|should|until|whether|depend\w*|were"
        r"|only (?:when|after|with)|without|once|as long as|provided|otherwise"
        r"|or else|(?<=, )or (?:it|he|she|they|the)|subject to"
        r"|(?:those|people|anyone|everyone) (?:who|in|on|with)",
        "unknown": r"whether|unclear|unknowns?|unconfirmed|undecided|open|question\w*|unexplained"
        r"|without saying|declined|refused|(?:decid|choos|weigh|consider)ing|uncertain\w*|unaware"
        r"|unsure|unresolved|doubt\w*",
        "denied": rf"{cues.FALSE}|pretext|absurd|(?:his|her|its|their) lies?|lied|bogus|denial"
        r"|(?:stop\w*|fall\w*|fell) short|reject\w*|denie[sd]|dismiss\w*|disput\w*|refut\w*"
        r"|rebut\w*|contradict\w*|debunk\w*|discredit\w*|rul(?:e[sd]?|ing) (?:\w+ ){1,3}out",
    }.items()
}
