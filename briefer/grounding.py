"""Find a quote in the text of an article: the same words or none.

A quote is looked for verbatim, then with typography folded away on both sides (`folding`), then
in the parts that ellipses and editorial brackets leave. What is not found so is no evidence; the
passage that comes closest is then shown, with the words that differ.

Rules where the contract leaves a choice:

- Punctuation inside a quote must be the same in kind, quotation marks included: dropping the marks
  of "so-called" words changes what is said. At its edges punctuation is free, but signs that
  belong to a number (`$`, `-`, `%`) are no punctuation of the quote.
- A quote begins and ends at the edge of a word. Compounds (`anti-war`), contractions, decimals,
  `24/7`, `U.S.` and signed numbers (`-5`) are one word; scripts without blanks have no words, but
  characters are never cut.
- Upper and lower case are different, but for the first letter and for a bracketed one (`[T]he`).
- A bracketed insertion stands in place of one pronoun, or, where it holds a name or begins with a
  word such as "of" or "the", beside words of the source. It may hold no number, negation, hedge or
  condition, its words must stand in the article, and none of those may be hidden where it stands.
- The parts of a splice have two words or more and follow each other within a few lines of one
  paragraph, or of neighbouring paragraphs of one running quotation. They are in one voice as far as
  the text tells: in one quotation, sentence or speaker's report, or all in the article's own voice.
  A splice whose ellipsis hides the negation, condition or hedge of what follows is `altered`.
- A single common word ("the") and a quote without words are `absent`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from briefer.context import governing, hedging, one_voice, paragraph_breaks
from briefer.cues import CONDITIONALS, HEDGES, NEGATIONS, pattern
from briefer.folding import UNSPACED, Folded, breaks_words, fold, inside_word, is_unspaced
from briefer.models import EVIDENCE, Match, Span

if TYPE_CHECKING:
    from rapidfuzz.distance import Opcode


class Located(NamedTuple):
    """Where a quote stands in a text.

    Attributes:
        match: how it was found.
        spans: the ordered parts of one occurrence; empty unless the match is evidence.
        nearest: the passage that comes closest to an `altered` quote.
        detail: why the quote is no evidence: the words that differ; else empty.
    """

    match: Match
    spans: tuple[Span, ...] = ()
    nearest: Span | None = None
    detail: str = ""


class SourceText:
    """The text of one article, prepared for many quotes; the index is built when first needed."""

    __slots__ = ("__dict__", "text")  # read by each search, and faster so than from the dictionary

    def __init__(self, text: str) -> None:
        self.text = text

    def locate(self, quote: str, *, within: Span | None = None) -> Located:
        """Find `quote`; of several occurrences the first.

        Args:
            quote: the words to look for, as a model or a person copied them.
            within: look only here, such as in the chunk that the quote came from.
        """
        text = self.text
        start = text.find(quote) if within is None else text.find(quote, *within)
        end = start + len(quote)
        # Most quotes begin and end at a blank: they cost little more than the search itself.
        if (
            start >= 0
            and end - start > _SHORT
            and quote[0].isalnum()
            and (
                (text[start - 1] == " " and not text[start - 2].isspace())
                or text[start - 1] in _BEFORE_WORD
                or not start
                or text[start - 2 : start] in _BEFORE_LINE
            )
            and (text.startswith(_AFTER_WORD, end) or text[end : end + 2] in _AT_END)
        ):
            # What Located("exact", (Span(start, end),)) gives, in less than half of the time.
            return _new(Located, ("exact", (_new(Span, (start, end)),), None, ""))
        if not _says_something(quote):
            return Located("absent", detail=_says_nothing(quote))
        low, high = within or (0, len(text))
        if start >= 0:
            found = next(self._occurrences(self._unfolded, quote, low, high), None)
            if found is not None:
                return Located("exact", (found,))
        return self._locate_folded(quote, low, high)

    def _locate_folded(self, quote: str, low: int, high: int) -> Located:
        readings = [fold(quote).text]
        if breaks_words(quote):
            readings.append(fold(quote, join_lines=True).text)
        dash = _LEADING_DASH.match(quote)
        if dash is not None:
            readings.append(fold(quote[dash.end() :]).text)
        for folded in self._folds:
            first, last = folded.index(low), folded.index(high)
            for reading in readings:
                core = _core(reading)
                for needle in dict.fromkeys((reading.strip(), core, _recased(core))):
                    span = next(self._occurrences(folded, needle, first, last), None)
                    if span is not None:
                        return Located("normalised", (span,))
        first, last = self._folds[0].index(low), self._folds[0].index(high)
        found = None
        for parts in _parts(quote) if len(quote) <= _LONGEST_EDITED else ():
            found = self._locate_parts(parts, readings[0], first, last)
            if found.match in EVIDENCE:
                return found
        return found or self._closest(readings[0], first, last)

    @cached_property
    def _unfolded(self) -> Folded:
        return Folded(self.text, ())

    @cached_property
    def _folds(self) -> tuple[Folded, ...]:
        """The folded text, in two readings if words are broken at line ends."""
        if breaks_words(self.text):
            return fold(self.text), fold(self.text, join_lines=True)
        return (fold(self.text),)

    @cached_property
    def _words(self) -> dict[str, list[int] | None]:
        """Where each word of the folded text stands; None for words that are everywhere."""
        text = self._folds[0].text
        places: defaultdict[str, list[int]] = defaultdict(list)
        words = _PLAIN_WORDS if text.isascii() or not any(map(is_unspaced, set(text))) else _WORDS
        for word in words.finditer(text):
            places[word[0].lower()].append(word.start())
        rare = _RARE + len(text) // _PER_RARE
        return {word: found if len(found) <= rare else None for word, found in places.items()}

    @cached_property
    def _own_brackets(self) -> frozenset[str]:
        """What stands in the brackets of the text itself."""
        return frozenset(match[1] for match in _BRACKETS.finditer(self._folds[0].text))

    def _occurrences(self, folded: Folded, needle: str, low: int, high: int) -> Iterator[Span]:
        """The occurrences on word boundaries, in order."""
        if folded is not self._unfolded and folded is self._folds[0] and "_words" in vars(self):
            places = self._anchored(needle)
            if places is not None:
                inside = (at for at in places if low <= at <= high - len(needle))
                spans = (self._bounded(folded, at, at + len(needle)) for at in inside)
                yield from filter(None, spans)
                return
        for _ in range(_PLAIN_TRIES):
            found = folded.text.find(needle, low, high)
            if found < 0:
                return
            span = self._bounded(folded, found, found + len(needle))
            if span is not None:
                yield span
            low = found + 1
        if len(needle) > _LONG_NEEDLE:
            return
        # A short needle inside many longer words: let a pattern pass over those.
        whole = re.escape(needle)
        if not any(map(is_unspaced, needle)):
            whole = rf"(?<![^\W_]){whole}(?![^\W_])"
        for match in islice(re.compile(whole).finditer(folded.text, low, high), _TRIES):
            span = self._bounded(folded, match.start(), match.end())
            if span is not None:
                yield span

    def _anchored(self, needle: str) -> list[int] | None:
        """Where the needle stands, found by its rarest word; None if all its words are frequent."""
        text = self._folds[0].text
        rarest: list[int] | None = None
        offset = 0
        for word in islice(_WORDS.finditer(needle), _LONGEST_EDITED):
            places = self._words.get(word[0].lower(), [])
            if places is not None and (rarest is None or len(places) < len(rarest)):
                rarest, offset = places, word.start()
        if rarest is None:
            return None
        return [
            at - offset for at in rarest if at >= offset and text.startswith(needle, at - offset)
        ]

    def _bounded(self, folded: Folded, first: int, last: int) -> Span | None:
        """The span in the original, if it begins and ends at the edge of a word."""
        start, end = folded.start(first), folded.end(last)
        if inside_word(self.text, start) or inside_word(self.text, end):
            return None
        # A character that stands for several ("½", "ﬁ") is there whole or not at all.
        if folded.index(start) != first or folded.index(end) != last:
            return None
        return Span(start, end)

    def _locate_parts(self, parts: Sequence[_Part], quote: str, low: int, high: int) -> Located:
        """Find a quote that an editor cut or explained: ellipses and brackets."""
        why = self._inadmissible(parts)
        if why:
            return self._closest(quote, low, high, why)
        starts = list(islice(self._part_occurrences(parts[0], low, high), _STARTS))
        for first in starts:
            chain = self._chain(parts, first, high)
            if len(chain) == len(parts):
                why = self._unfair(parts, chain)
                if not why:
                    return Located("spliced" if len(chain) > 1 else "normalised", tuple(chain))
        if why:
            return Located("altered", nearest=starts[0], detail=why)
        places: list[Span | None] = [*starts[:1]] or [None]
        places += [next(self._part_occurrences(part, low, high), None) for part in parts[1:]]
        missing = [part for part, place in zip(parts, places, strict=True) if place is None]
        if missing:
            longest = max(missing, key=lambda part: len(part.plain))
            return self._closest(longest.plain, low, high)
        detail = "the parts of the quote are in the text, but not in this order in one passage"
        return Located("altered", nearest=places[0], detail=detail)

    def _chain(self, parts: Sequence[_Part], first: Span, high: int) -> list[Span]:
        """The nearest occurrence of each part after the one before it, as far as there are any."""
        chain = [first]
        for part in parts[1:]:
            place = self._folds[0].index(chain[-1].end)
            limit = min(high, place + _LONGEST_CUT + len(part.plain))
            following = next(self._part_occurrences(part, place, limit), None)
            if following is None:
                break
            chain.append(following)
        return chain

    def _part_occurrences(self, part: _Part, low: int, high: int) -> Iterator[Span]:
        folded = self._folds[0]
        if part.pattern is None:
            for literal in dict.fromkeys((part.plain, _recased(part.plain))):
                yield from self._occurrences(folded, literal, low, high)
            return
        for start in islice(self._pattern_starts(part, low, high), _PATTERN_TRIES):
            match = part.pattern.match(folded.text, start, high)
            span = self._bounded(folded, start, match.end()) if match else None
            if span is not None:
                yield span

    def _pattern_starts(self, part: _Part, low: int, high: int) -> Iterator[int]:
        """Where the pattern of `part` could begin: before an occurrence of its longest words.

        A pattern by itself passes over a long text far more slowly than a search for them.
        """
        text = self._folds[0].text
        found = text.find(part.literal, low, high)
        while found >= 0:
            first = max(low, found - part.most)
            low = max(low, found - part.least + 1)
            yield from range(first, low)
            found = text.find(part.literal, found + 1, high)

    def _inadmissible(self, parts: Sequence[_Part]) -> str:
        """Why the quote cannot be evidence whatever the text says, or an empty string."""
        if len(parts) > _MOST_PARTS:
            return f"the quote has more than {_MOST_PARTS} parts"
        if sum(len(part.insertions) for part in parts) > _MOST_INSERTIONS:
            return f"the quote has more than {_MOST_INSERTIONS} words in brackets"
        if len(parts) > 1 and any(part.words < 2 for part in parts):
            return "a part of the quote between ellipses is a single word"
        reasons = (self._bad_insertion(words) for part in parts for words in part.insertions)
        return next(filter(None, reasons), "")

    def _bad_insertion(self, insertion: str) -> str:
        """Why the words in brackets may not be taken for the editor's, or an empty string."""
        folded = self._folds[0]
        if self._is_innocent(insertion):
            return ""
        if not re.fullmatch(r"[^\W\d_]+(?:[ '’.-]+[^\W\d_]+){0,7}[.'’]?", insertion):
            return _more_than_a_name(insertion)
        if _changes_meaning().search(insertion):
            return f'"[{insertion}]" changes what is said'
        for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", insertion):
            if word.lower() not in _COMMON and not any(
                next(self._occurrences(folded, reading, 0, len(folded.text)), None)
                for reading in (
                    fold(word).text,
                    _recased(fold(word).text),
                    re.split("['’]", word)[0],
                    f"{word}'s",
                )
            ):
                return f'"[{insertion}]" is not in the text'
        return ""

    def _is_innocent(self, insertion: str) -> bool:
        """Whether the words in brackets are an editor's sign, or the text's own brackets."""
        return insertion.lower() in _EDITORS_WORDS or insertion in self._own_brackets

    def _adds(self, part: _Part, span: Span) -> str:
        """Words in brackets that say more about what stands beside them than who is meant.

        Such words are an editor's only in place of a pronoun: "[officials] said", not "the
        [guilty] man".
        """
        telling = [
            words
            for words in part.insertions
            if not (any(map(str.isupper, words)) or self._is_innocent(words))
            and words.split()[0] not in _COMMON
        ]
        if not telling:
            return ""
        folded = self._folds[0]
        there = folded.text[folded.index(span.start) : folded.index(span.end)]
        pronouns = len(_WORDS.findall(there)) - len(_WORDS.findall(part.plain))
        return telling[0] if len(telling) > pronouns else ""

    def _unfair(self, parts: Sequence[_Part], chain: Sequence[Span]) -> str:
        """Why the parts found may not be joined, or an empty string."""
        for part, span in zip(parts, chain, strict=True):
            hidden = self._behind_brackets(part, span)
            if hidden:
                return f'the brackets stand where the text has "{hidden}"'
            added = self._adds(part, span)
            if added:
                return _more_than_a_name(added)
        for before, after in pairwise(chain):
            breaks = paragraph_breaks(self.text, before.end, after.start)
            if after.start - before.end > _LONGEST_GAP or breaks > 1:
                return "the parts of the quote are too far apart"
            cue = governing(self.text, after) or hedging(self.text, before.end, after)
            if cue is not None and cue.end > before.end:
                return f'the ellipsis leaves out "{self._shown(cue)}"'
            if not one_voice(self.text, before, after):
                return "the parts of the quote are the words of different speakers"
        return ""

    def _behind_brackets(self, part: _Part, span: Span) -> str:
        """The negation, condition or other name that brackets at an edge of `part` stand for."""
        text, named = self.text, " ".join(part.insertions).lower()
        if part.opens:
            cue = governing(text, span)
            if cue is not None:
                return self._shown(cue)
            name = _NAME_BEFORE.search(text, max(0, span.start - _NAME_REACH), span.start)
            if name is not None and not _shares_word(name[1], named):
                return name[1]
        if part.ends:
            near = span.end + _NAME_REACH
            following = _NEGATED_NEXT.match(text, span.end, near)
            following = following or _NAME_NEXT.match(text, span.end, near)
            if following is not None and not _shares_word(following[1], named):
                return following[1]
        return ""

    def _closest(self, quote: str, low: int, high: int, why: str = "") -> Located:
        """The passage that is most like a quote that is not in the text."""
        folded = self._folds[0]
        core = _core(quote)
        if len(core) > _LONGEST_EDITED:
            return Located("absent", detail="the quote is longer than any passage it could be")
        words = list(islice(_WORDS.finditer(core), _LONGEST_EDITED))
        wanted = [word[0].lower() for word in words]
        best: tuple[float, list[re.Match[str]]] = (0.0, [])
        for place in self._candidates(core, words, low, high):
            slack = _slack(core)
            window = list(
                _WORDS.finditer(
                    folded.text, max(low, place - slack), min(high, place + len(core) + slack)
                )
            )
            score, passage = _align(wanted, window)
            if score > best[0]:
                best = (score, passage)
        score, passage = best
        if score < _CLOSE:
            return Located("absent", detail=why or "nothing like it is in the text")
        nearest = Span(folded.start(passage[0].start()), folded.end(passage[-1].end()))
        return Located(
            "altered", nearest=nearest, detail=why or _difference(folded.text, passage, core, words)
        )

    def _candidates(
        self, core: str, words: Sequence[re.Match[str]], low: int, high: int
    ) -> list[int]:
        """Where a passage like the quote could begin: most of its rare words vote for it."""
        rare = []
        for word in words:
            places = self._words.get(word[0].lower())
            if places:
                rare.append((len(places), word.start(), places))
        rare.sort(key=lambda entry: entry[:2])
        width = _slack(core)
        votes: defaultdict[int, int] = defaultdict(int)
        for _, offset, places in rare[:_VOTERS]:
            for bucket in {(place - offset) // width for place in places if low <= place < high}:
                votes[bucket] += 2
                votes[bucket - 1] += 1
        ranked = sorted(votes, key=lambda bucket: (-votes[bucket], bucket))
        found = [bucket * width + width // 2 for bucket in ranked[:_WINDOWS]]
        # Frequent words alone: if few of them differ, a half or a quarter is there verbatim.
        return found or self._quarters(core, words, low, high)

    def _quarters(
        self, core: str, words: Sequence[re.Match[str]], low: int, high: int
    ) -> list[int]:
        found = []
        for pieces in (2, 4) if len(self.text) < _LONG_TEXT else (2,):
            cuts = [len(words) * k // pieces for k in range(pieces + 1)]
            for first, last in pairwise(cuts):
                if last - first < 2:
                    continue
                begin, end = words[first].start(), words[last - 1].end()
                piece = core[begin:end]
                places = self._anchored(piece)
                if places is None:
                    places = [self._folds[0].text.find(piece, low, high)]
                found += [place - begin for place in places if low <= place < high]
        return found[:_WINDOWS]

    def _shown(self, span: Span) -> str:
        return " ".join(self.text[span.start : span.end].split())


# ---------------------------------------------------------------------------------------------
# Quotes and their parts

_new = tuple.__new__

# Between these and a letter a word always begins or ends; so it does at one blank in a line.
_BEFORE_WORD = frozenset('"“(')
_BEFORE_LINE = frozenset(mark + "\n" for mark in '\n.?!:)"”')
# The usual ones first: they are tried one after the other.
_AFTER_WORD = (" ", *(mark + end for end in ' \n"”“)\r' for mark in ",.:"), *'\n?!;"”“)\r')
_AT_END = frozenset(["", *",.:"])
# A dash that sets the quote off, rather than a minus sign.
_LEADING_DASH = re.compile(r"\A[\s\"'“‘(…]*(?:—|--|[-–]\s)")
_PLAIN_WORDS = re.compile(r"[^\W_]+")
_WORDS = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
_COMMON_WORDS = """
    a an the of to in on at by for from with as and or but so if is are was were be been am it
    its he she they we you i his her their our my me him them us this that these those there has
    have had do does did not will would can could may might should must which who what
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_ELLIPSIS = re.compile(
    r"\[\s*(?:…|\.(?:\s?\.){2,})\s*\]|\(\s*(?:…|\.(?:\s?\.){2,})\s*\)|…|\.(?:\s?\.){2,}"
)
_BRACKETS = re.compile(r"\[([^\[\]]{1,200})\]")
_NUMBER = re.compile(r"[$€£¥₹]?\d")
# Words that may not be put in: who or what is meant is an editor's to add, how much is not.
_DEGREES = (
    *("will", "would", "can", "shall", "should", "must", "all", "every", "always", "only", "both"),
    *("some", "many", "most", "few", "more", "less", "other", "also", "again", "already", "still"),
    *("half", "twice", "double", "nearly", "almost", "former", "fake", "false", "falsely"),
)
_REVERSALS = (
    *("deny", "denies", "denied", "denying", "unable", "inability", "lack", "lacks", "lacked"),
    *(fail + end for fail in ("fail", "reject") for end in ("", "s", "ed", "ing")),
    *(refuse + end for refuse in ("refus", "declin", "disput") for end in ("e", "es", "ed", "ing")),
)
_EDITORS_WORDS = frozenset({"sic", "emphasis added"})
_PRONOUNS = "he|she|it|they|him|her|them|we|us|I|me|you|He|She|It|They|We|You"
_POSSESSIVES = "his|her|its|their|our|my|your|His|Her|Its|Their|Our|My|Your"
_SHORT = 16
_TRIES = 4096
_PLAIN_TRIES = 64
_PATTERN_TRIES = 1 << 16
_LONG_NEEDLE = 100
_STARTS = 64
_MOST_PARTS = 12
_MOST_INSERTIONS = 24
_LONGEST_EDITED = 20_000
_LONGEST_CUT = 600
_LONGEST_GAP = 4000
_LONGEST_PRONOUN = 5
_RARE = 32
_PER_RARE = 50_000
_VOTERS = 12
_LONG_TEXT = 2_000_000
_WINDOWS = 4
_CLOSE = 0.5


class _Part(NamedTuple):
    """What stands between two ellipses of a quote, folded.

    Attributes:
        plain: its words without what stood in brackets.
        pattern: what finds it; None where `plain` does.
        literal: the longest words that the pattern has just so.
        least: how far into a match these begin; `most` likewise.
        insertions: what stood in brackets.
        opens: whether it began with an insertion; `ends` likewise.
        words: how many it has (two are as good as more).
    """

    plain: str
    pattern: re.Pattern[str] | None
    literal: str
    least: int
    most: int
    insertions: tuple[str, ...]
    opens: bool
    ends: bool
    words: int


_INSERTED, _EITHER_CASE = "\ue000", "\ue001"
_MARKED = re.compile(f"( ?{_INSERTED}(?: ?{_INSERTED})* ?|{_EITHER_CASE}.)", re.DOTALL)


def _parts(quote: str) -> Iterator[list[_Part]]:
    """The parts of a quote with ellipses or brackets, in each way that they can be read."""
    bracketed = _BRACKETS.search(quote) is not None
    pieces = [piece for piece in _ELLIPSIS.split(quote) if _is_worded(piece)]
    for join_lines in (False, True)[: 1 + breaks_words(quote)]:
        if bracketed:  # an ellipsis may be the source's own
            yield [_part(quote, join_lines)]
        if len(pieces) > 1:
            yield [_part(piece, join_lines) for piece in pieces[: _MOST_PARTS + 1]]


def _part(piece: str, join_lines: bool) -> _Part:
    insertions: list[str] = []

    def mark(bracket: re.Match[str]) -> str:
        content = fold(bracket[1]).text.strip()
        if not _is_worded(content):
            return bracket[0]
        if len(content) == 1 and piece[bracket.end() : bracket.end() + 1].isalpha():
            return _EITHER_CASE + content
        insertions.append(content)
        return _INSERTED

    unmarked = piece.replace(_INSERTED, " ").replace(_EITHER_CASE, " ")
    marked = fold(_BRACKETS.sub(mark, unmarked), join_lines=join_lines).text
    core = _core(marked)
    at = marked.find(core)
    opening = marked[:at].count(_INSERTED)
    members = _MARKED.split(core)
    plain = " ".join("".join(m.replace(_INSERTED, " ") for m in members).split())
    plain = plain.replace(_EITHER_CASE, "")
    pattern, literal, least, most = None, "", 0, 0
    if len(members) > 1:
        pattern = re.compile(_part_pattern(members, insertions[opening:]))
        literal, least, most = _longest_literal(members, insertions[opening:])
    return _Part(
        plain=plain,
        pattern=pattern,
        literal=literal,
        least=least,
        most=most,
        insertions=tuple(insertions),
        opens=opening > 0,
        ends=_INSERTED in marked[at + len(core) :],
        words=sum(1 for _ in islice(_WORDS.finditer(plain), 2)),
    )


def _part_pattern(members: Sequence[str], insertions: Sequence[str]) -> str:
    """A pattern from text (even members) and marks (odd ones)."""
    source = ""
    inserted = iter(insertions)
    for k, member in enumerate(members):
        if not k % 2:
            text = re.escape(member)
            if not source and member[:1].isalpha():
                text = f"[{member[0]}{_recased(member)[0]}]" + re.escape(member[1:])
            source += text
        elif member[0] == _EITHER_CASE:
            source += f"[{member[1]}{_recased(member[1])}]"
        else:
            # Nothing, a pronoun of the same kind, or the same brackets in the source itself.
            words = [next(inserted) for _ in range(member.count(_INSERTED))]
            pronouns = _POSSESSIVES if re.search(r"'s?\Z", words[-1]) else _PRONOUNS
            source += rf"(?: ?(?<!\w)(?:{pronouns}|\[{re.escape(words[-1])}\]))?"
            if " " in member and members[k + 1][:1] not in tuple(",.;:!?)"):
                source += " "
    return source


def _longest_literal(members: Sequence[str], insertions: Sequence[str]) -> tuple[str, int, int]:
    """The longest text of `members`, and how far into a match it may begin, from and to."""
    literal, least, most = "", 0, 0
    low = high = 0
    inserted = iter(insertions)
    for k, member in enumerate(members):
        if not k % 2:
            skipped = 0 if low or high else 1  # the first letter may have the other case
            if len(member) - skipped > len(literal):
                literal, least, most = member[skipped:], low + skipped, high + skipped
            low, high = low + len(member), high + len(member)
        elif member[0] == _EITHER_CASE:
            low, high = low + 1, high + 1
        else:
            # A pronoun, or the same brackets in the source itself, and the blanks beside it.
            words = [next(inserted) for _ in range(member.count(_INSERTED))]
            high += max(len(words[-1]) + 2, _LONGEST_PRONOUN) + 2
    return literal, least, most


def _more_than_a_name(insertion: str) -> str:
    return f'"[{insertion}]" is more than a name or a word put in for clarity'


def _is_worded(text: str) -> bool:
    return any(map(str.isalnum, text))


def _says_something(quote: str) -> bool:
    if not _is_worded(quote):
        return any(unicodedata.category(c) in ("So", "Sc") for c in quote[:64])
    return len(quote) > _SHORT or _core(fold(quote).text).lower() not in _COMMON


def _says_nothing(quote: str) -> str:
    return "one common word is no quote" if _is_worded(quote) else "the quote has no words"


def _core(text: str) -> str:
    """Folded `text` without the punctuation at its edges, signs of numbers kept."""
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]):
        if text[start] in "-." and _NUMBER.match(text, start + 1):
            break
        start += 1
    while end > start and _is_edge(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_edge(character: str) -> bool:
    if character.isalnum() or character in "%‰#@&":
        return False
    category = unicodedata.category(character)
    return category[0] in "PZC" or category == "Sk" or character == "|"


def _recased(text: str) -> str:
    """`text` with its first letter in the other case."""
    other = text[:1].swapcase()
    return other + text[1:] if len(other) == 1 else text


def _slack(core: str) -> int:
    """How far a passage like the quote may be shifted against it, in characters."""
    return len(core) // 8 + 40


# ---------------------------------------------------------------------------------------------
# The closest passage


def _align(
    wanted: Sequence[str], window: Sequence[re.Match[str]]
) -> tuple[float, list[re.Match[str]]]:
    """How much of a window is the quote in the same order (0 to 1), and its passage there."""
    from rapidfuzz.distance import LCSseq

    words = [word[0].lower() for word in window]
    blocks = [op for op in LCSseq.opcodes(wanted, words) if op.tag == "equal"]
    # A word or two far from the rest are a coincidence.
    while len(blocks) > 1 and _is_stray(blocks[0], blocks[1].dest_start - blocks[0].dest_end):
        del blocks[0]
    while len(blocks) > 1 and _is_stray(blocks[-1], blocks[-1].dest_start - blocks[-2].dest_end):
        del blocks[-1]
    matched = sum(op.dest_end - op.dest_start for op in blocks)
    if matched < 2:
        return 0.0, []
    start, end = blocks[0].dest_start, blocks[-1].dest_end
    score = 2 * matched / (len(wanted) + end - start)
    start = max(0, start - blocks[0].src_start)
    end += len(wanted) - blocks[-1].src_end
    return score, list(window[start:end])


def _is_stray(block: Opcode, gap: int) -> bool:
    return gap > 2 + 2 * (block.dest_end - block.dest_start)


def _difference(
    text: str, passage: Sequence[re.Match[str]], quote: str, words: Sequence[re.Match[str]]
) -> str:
    """The words of the text that the quote has otherwise, each with a neighbour."""
    from rapidfuzz.distance import LCSseq

    operations = LCSseq.opcodes([word[0] for word in passage], [word[0] for word in words])
    shown: list[str] = []
    k = 0
    while k < len(operations):
        if operations[k].tag == "equal":
            k += 1
            continue
        first = k
        while k + 1 < len(operations) and operations[k + 1].tag != "equal":
            k += 1
        last = operations[k]
        theirs = _excerpt(text, passage, operations[first].src_start, last.src_end)
        ours = _excerpt(quote, words, operations[first].dest_start, last.dest_end)
        shown.append(f'the text has "{theirs}", the quote "{ours}"')
        k += 1
    if len(shown) > _MOST_SHOWN:
        more = len(shown) - _MOST_SHOWN
        shown[_MOST_SHOWN:] = [f"and {more} more difference{'s' * (more > 1)}"]
    if shown:
        return "; ".join(shown)
    for k in range(1, min(len(passage), len(words))):
        theirs = text[passage[k - 1].end() : passage[k].start()]
        ours = quote[words[k - 1].end() : words[k].start()]
        if theirs != ours:
            theirs = _excerpt(text, passage, k, k)
            ours = _excerpt(quote, words, k, k)
            return f'punctuation differs: the text has "{theirs}", the quote "{ours}"'
    return "these words are there only as a part of longer words or numbers"


def _excerpt(text: str, words: Sequence[re.Match[str]], first: int, last: int) -> str:
    """The words from `first` to before `last` and one on each side, contractions whole."""
    first, last = max(0, first - 1), min(len(words), last + 1)
    if first >= last:
        return ""
    while first > 0 and text[words[first - 1].end() : words[first].start()] in {"'", "’"}:
        first -= 1
    while last < len(words) and text[words[last - 1].end() : words[last].start()] in {"'", "’"}:
        last += 1
    excerpt = text[words[first].start() : words[last - 1].end()]
    return excerpt if len(excerpt) <= 120 else f"{excerpt[:80]} … {excerpt[-30:]}"


_MOST_SHOWN = 3


# ---------------------------------------------------------------------------------------------
# Words in brackets

_NAME_REACH = 80
# One to four capitalised words beside the quote.
_NAME = r"[^\W\d_a-z][\w'’.-]*(?:\s+[^\W\d_a-z][\w'’.-]*){0,3}"
_NAME_BEFORE = re.compile(
    rf"(?<!\w)(?!(?:{_PRONOUNS}|{_POSSESSIVES}|The|A|An|This|That)\s)({_NAME})\s+\Z"
)
_NAME_NEXT = re.compile(rf"\s+({_NAME})")
_NEGATED_NEXT = re.compile(r"\s+(no|not|never|nothing|none|nobody|neither|nor|without)(?!\w)")


def _shares_word(name: str, insertion: str) -> bool:
    words = re.findall(r"[^\W_]+", insertion)
    return any(word in words for word in re.findall(r"[^\W_]+", name.lower()))


@cache
def _changes_meaning() -> re.Pattern[str]:
    return pattern((*NEGATIONS, *HEDGES, *CONDITIONALS, *_DEGREES, *_REVERSALS))
