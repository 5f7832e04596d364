"""Sentences and paragraphs of a text, as spans.

Where a sentence ends is decided by the words on both sides of its mark alone, so that a part of a
text gives the same boundaries as the whole. The rules are for news prose in English; in other
languages the marks themselves decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import chain

from briefer.models import Span
from briefer.words import Vocabulary


def paragraphs(text: str) -> list[Span]:
    """The paragraphs of `text`, without surrounding white space.

    Each line is a paragraph, but lines that were wrapped in the middle of a sentence are one.
    """
    found: list[Span] = []
    start = end = -1
    for line in _LINE.finditer(text):
        if line.group().isspace():
            continue
        if start >= 0 and not _is_wrapped(text, end, line.start()):
            found.append(trim(text, start, end))
            start = -1
        if start < 0:
            start = line.start()
        end = line.end()
    if start >= 0:
        found.append(trim(text, start, end))
    return found


def sentences(text: str) -> list[Span]:
    """The sentences of `text`, without surrounding white space; none crosses a paragraph."""
    return list(chain.from_iterable(Layout(text).sentences))


class Layout:
    """A text's paragraphs, sentences and words, found once for all who read the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.vocabulary = Vocabulary(text)

    @cached_property
    def paragraphs(self) -> list[Span]:
        """The paragraphs, as the function of this name finds them."""
        return paragraphs(self.text)

    @cached_property
    def sentences(self) -> list[list[Span]]:
        """The sentences of each paragraph."""
        return [_sentences_in(self.text, paragraph) for paragraph in self.paragraphs]


def _sentences_in(text: str, paragraph: Span) -> list[Span]:
    found = []
    start = paragraph.start
    for end, following in sentence_breaks(text, paragraph, *paragraph):
        found.append(Span(start, end))
        start = following
    found.append(Span(start, paragraph.end))
    return found


def paragraph_at(text: str, index: int, floor: int = 0) -> Span:
    """The paragraph around `index`, as in `paragraphs`, or the empty span where there is none.

    Only the neighbourhood of `index` is read. `floor` is a place outside all paragraphs, or the
    first character of one, from which to look.
    """
    start, end = _line_at(text, index, floor)
    if text[start:end].isspace() or start == end:
        return Span(index, index)
    while start > floor:
        before = start - 2 if text.startswith("\r\n", start - 2) else start - 1
        if text[before - 1] in "\r\n" or not _is_wrapped(text, before, start):
            break
        start = _line_at(text, before, floor).start
    while following := _BREAK.match(text, end):
        if following.end() == len(text) or not _is_wrapped(text, end, following.end()):
            break
        end = _line_at(text, following.end(), end).end
    return trim(text, start, end)


def sentence_breaks(text: str, paragraph: Span, start: int, end: int) -> Iterator[Span]:
    """The white space between sentences of the paragraph, where it begins in `text[start:end]`.

    They are those that `sentences` finds, wherever `start` and `end` lie.
    """
    reach = max(paragraph.start, start - _REACH)
    begin = max(reach, text.rfind(" ", reach, start))
    for mark in _MARK.finditer(text, begin, min(paragraph.end, end + 1)):
        stop = mark.end()
        if stop > end:
            break
        if stop >= start and _is_plain(text, mark.start(), stop):
            yield Span(stop, stop + 1)
            continue
        word = _WORD.match(text, stop, paragraph.end)
        if stop >= start and word and _is_end(text, paragraph.start, mark, word):
            yield Span(*word.span("space"))


# Sentences

_CLOSING = "\"'”“’»›)]}"
_WIDE = "。！？｡"
_STOP = f"[.!?…।॥؟۔።{_WIDE}]"
_MARK = re.compile(rf"({_STOP}{_STOP}*+)[{re.escape(_CLOSING)}」』）】]*+")
_WORD = re.compile(
    r"(?P<space>\s*+)(?P<opening>[\"'“”‘’«»‹›„(\[{¿¡「『（【]*+)(?P<first>\w[\w'’]*+|\S)"
)
_LAST_WORD = re.compile(r"[\w.&]++\Z")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]{1,2}\Z|Ph\.D\Z")
_REACH = 40
"""Longest run of characters without a space, in which a mark may begin, that is looked at."""
_NEVER_FIRST = frozenset("-–—‒―,;:.…!?)]&/%=+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# After these the sentence goes on.
_TITLES = _words(
    "Mr Mrs Ms Mx Dr Prof Sen Sens Rep Reps Gov Govs Gen Lt Col Sgt Cpl Capt Cmdr Maj Adm Brig Pvt"
    " Rev Fr Hon Pres Atty Supt Insp Det Amb Asst Mme Mlle Mt Ft v vs viz cf al"
)
# After these it goes on where a number follows.
_NUMBERED = _words(
    "no nos art arts fig figs sec vol p pp ch para ca"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
)
# After these, dotted letters and initials it goes on unless the next word is one that opens
# sentences.
_AMBIGUOUS = _words(
    "Inc Corp Co Cos Ltd Bros Jr Sr Esq St Ste Ave Blvd Rd Dept Univ Assn Gov"
    " Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Mass Md Mich Minn Miss Mo Mont Neb"
    " Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que"
)
_OPENERS = _words(
    "a about according after again all also although among an and another any as asked at because"
    " before both but by despite during each earlier even every few finally first for from he her"
    " here his how however i if in instead is it its just last later like many meanwhile more most"
    " mr mrs ms my neither no nobody none nor not nothing now of on once one only or other others"
    " our over several she since so some still such that the their then there these they this"
    " those though through to today two under unless until we what when where whether which while"
    " who why with within without yes yesterday yet you your"
)
_TIME = re.compile(
    r"(?:[A-Z]{2,4}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May"
    r"|June|July|August|(?:Septem|Octo|Novem|Decem)ber|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec"
    r"|Eastern|Central|Mountain|Pacific|Greenwich|Beijing|Moscow|\d+)\Z"
)
# Who spoke, right behind a quotation: "Stop!" Ann Lee said. Of the verbs of saying those that stand
# there in plenty; after others a new sentence begins.
_SAID = re.compile(
    r"(?:[A-Z][\w.'’-]*\s+){1,4}(?:sa(?:id|ys)|ask(?:ed|s)|told|wrote|writes|tweeted|added|replied"
    r"|shouted|wondered|exclaimed)\b"
)


def _is_plain(text: str, start: int, stop: int) -> bool:
    """Whether a full stop between a long word and a capital shows the end without more ado."""
    word = text[start - 5 : start]
    return (
        text[start:stop] == "."
        and word.isalpha()
        and word.islower()
        and text[stop : stop + 1] == " "
        and text[stop + 1 : stop + 2].isupper()
    )


def _is_end(text: str, floor: int, mark: re.Match[str], word: re.Match[str]) -> bool:
    """Whether a sentence ends with `mark`, where `word` follows."""
    opening, first = word["opening"], word["first"]
    stop, closing = mark[1], text[mark.end(1) : mark.end()]
    if stop[0] in _WIDE:
        return first not in _NEVER_FIRST and not (closing and first[0] in "とっ")
    if not word["space"] or (first[0].islower() and first == first.lower()):
        return False
    if first in _NEVER_FIRST:
        return False
    if stop != ".":
        if "." not in stop and "…" not in stop:
            return not (closing and not opening and _SAID.match(text, word.end("space")))
        above = text[max(floor, mark.start() - 3) : mark.start()]
        attached = above == above.rstrip() or above.rstrip()[-1:] in (".", "!", "?")
        return attached or bool(closing) or _opens(opening, first)
    before = _LAST_WORD.search(text, max(floor, mark.start() - 30), mark.start())
    if before is None:  # after a bracket or a quotation mark, or one of the stops of ". . ."
        return text[max(floor, mark.start() - 2) : mark.start()] != ". "
    return not _goes_on(before[0], opening, first, leads=before.start() == floor)


def _goes_on(before: str, opening: str, first: str, *, leads: bool) -> bool:
    """Whether the full stop after `before` is that of an abbreviation within a sentence."""
    if before in _TITLES or (leads and before.isdigit()):
        return True
    if before.lower() in _NUMBERED:
        return first[0].isdigit()
    if before.lower() in ("a.m", "p.m"):
        return bool(_TIME.match(first)) and not _opens(opening, first)
    if before in _AMBIGUOUS or _DOTTED.match(before) or (len(before) == 1 and before.isupper()):
        return not _opens(opening, first)
    return False


def _opens(opening: str, first: str) -> bool:
    """Whether a sentence is likely to begin with these words, after an abbreviation."""
    return first.replace("’", "'").partition("'")[0].lower() in _OPENERS or (
        bool(opening) and opening[0] not in "(["
    )


# Paragraphs

_LINE = re.compile(r"[^\r\n]+")
_BREAK = re.compile(r"\r\n|\r|\n")
_SHORTEST, _LONGEST = 45, 120
"""Lengths in characters of lines that a program may have wrapped."""
_AROUND = 6
"""How many lines on both sides show whether a text is wrapped."""
_UNFINISHED = re.compile(r"[^.!?:;…]\Z")


def _is_wrapped(text: str, end: int, start: int) -> bool:
    """Whether the line break `text[end:start]` only keeps lines short within a paragraph."""
    if not _BREAK.fullmatch(text, end, start) or text[start] in "\r\n":
        return False
    if end < _SHORTEST or _BREAK.search(text, end - _SHORTEST, end):
        return False
    reach = _AROUND * (_LONGEST + 2)
    above = _BREAK.split(text[max(0, end - reach) : end])[-_AROUND:]
    below = _BREAK.split(text[start : start + reach])[:_AROUND]
    if len(above[-1]) > _LONGEST or len(below[0]) > _LONGEST:
        return False
    if _splits_sentence(above[-1], below[0]):
        return True
    # The next line begins like a sentence: it belongs to this paragraph where lines nearby are
    # wrapped, and its first word would not have fitted into the line above.
    width = max(map(len, above + below))
    first_word = below[0].split(None, 1)[:1] or [""]
    full = width <= _LONGEST and len(above[-1].rstrip()) + 1 + len(first_word[0]) > width
    return full and any(map(_splits_sentence, (lines := above + below), lines[1:]))


def _splits_sentence(line: str, following: str) -> bool:
    return (
        len(line) >= _SHORTEST
        and following.lstrip()[:1].islower()
        and bool(_UNFINISHED.search(line.rstrip()))
    )


def _line_at(text: str, index: int, floor: int) -> Span:
    start = max(floor, text.rfind("\n", floor, index) + 1)
    start = max(start, text.rfind("\r", start, index) + 1)
    end = text.find("\n", index)
    carriage = text.find("\r", index, end) if end >= 0 else text.find("\r", index)
    ends = [place for place in (end, carriage) if place >= 0]
    return Span(start, min(ends, default=len(text)))


def trim(text: str, start: int, end: int) -> Span:
    """The span without white space at its edges."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
