"""Who said it: are a claim's words those of the one whom it gives them to?"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from briefer import cues
from briefer.attribution import Attribution, attributions
from briefer.models import Article, Claim, Issue, Span
from briefer.sentences import paragraphs
from briefer.words import word_list

_PRONOUNS = frozenset(word_list("pronouns"))
_TITLES = frozenset(word_list("titles"))
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_WORD_PART = re.compile("['’.-]")


class Speakers:
    """Those who speak in an article, and the words that are theirs.

    Args:
        article: the article.
        english: whether it is in English; who says what is not known in other languages.
    """

    def __init__(self, article: Article, *, english: bool) -> None:
        self.article = article
        self.text = article.text
        self.english = english

    @cached_property
    def paragraphs(self) -> list[Span]:
        return paragraphs(self.text)

    @cached_property
    def attributions(self) -> list[tuple[Span, Attribution]]:
        """Each part of what somebody says, in the order of the text."""
        found = attributions(self.text) if self.english else []
        parts = [(part, one) for one in found for part in one.contents]
        return sorted(parts, key=lambda pair: pair[0])

    @cached_property
    def sources(self) -> dict[Span, Attribution]:
        """The mentions of those who say something."""
        return {one.source: one for _, one in self.attributions if one.source}

    @cached_property
    def _furthest(self) -> list[int]:
        """The furthest end of the parts so far, so that a search knows when to stop."""
        furthest = []
        end = 0
        for part, _ in self.attributions:
            end = max(end, part.end)
            furthest.append(end)
        return furthest

    @cached_property
    def speakers(self) -> set[frozenset[str]]:
        """The words of every name that somebody in the text speaks under."""
        names = {one.speaker for _, one in self.attributions if one.speaker}
        return {words for name in names if (words := _name_words(name))}

    @cached_property
    def vocabulary(self) -> dict[str, list[int]]:
        """Where each word of the text stands, in small letters."""
        found: dict[str, list[int]] = {}
        for match in _WORD.finditer(self.text):
            for word in _WORD_PART.split(match.group().lower()):
                found.setdefault(word, []).append(match.start())
        return found

    # -- who said it ------------------------------------------------------------------------------

    def mentions(self, speaker: str | None) -> list[int]:
        """Where the rarest word of the name stands."""
        found = [self.vocabulary.get(word, []) for word in _name_words(speaker or "")]
        return min((places for places in found if places), key=len, default=[])

    def attributed(self, span: Span) -> Attribution | None:
        """Whose words most of the span is, the narrowest statement first."""
        best: tuple[int, Attribution] | None = None
        position = bisect_right(self.attributions, span.end, key=lambda pair: pair[0].start) - 1
        while position >= 0 and self._furthest[position] > span.start:
            part, one = self.attributions[position]
            shared = min(part.end, span.end) - max(part.start, span.start)
            size = part.end - part.start
            if 2 * shared > span.end - span.start and (best is None or size < best[0]):
                best = (size, one)
            position -= 1
        return best[1] if best else None

    def names(self, said: Attribution) -> list[str]:
        """Every name under which the one who said it appears."""
        mention = self.text[said.source.start : said.source.end] if said.source else ""
        return [name for name in (said.speaker, mention, *said.chain) if name]

    def source_span(
        self,
        claim: Claim,
        hull: Span | None,
        said: Attribution | None,
        mentions: Sequence[int],
    ) -> Span | None:
        if claim.speaker is None:
            return None
        given = claim.source_span
        if given and self._is_mention(given, claim.speaker):
            return given
        if hull is None:
            return None
        if said and said.source and same(claim.speaker, self.names(said)):
            return said.source
        if not mentions:
            return None
        place = min(_around(mentions, hull.start), key=lambda at: _gap(at, hull))
        return self._mention(place, _name_words(claim.speaker))

    def _is_mention(self, span: Span, speaker: str) -> bool:
        """Whether the place names the speaker, is a pronoun, or brings in the speaker's words."""
        if not 0 <= span.start < span.end <= min(len(self.text), span.start + 200):
            return False
        words = {word.lower() for word in _WORD.findall(self.text[span.start : span.end])}
        said = self.sources.get(span)
        return (
            (words != set() and words <= _PRONOUNS)
            or not words.isdisjoint(_name_words(speaker))
            or (said is not None and same(speaker, self.names(said)))
        )

    def _mention(self, place: int, name: frozenset[str]) -> Span | None:
        """The run of the name's words around the place."""
        found = None
        for match in _WORD.finditer(self.text, max(0, place - 60), place + 60):
            if not name.isdisjoint(_WORD_PART.split(match.group().lower())):
                if found and self.text[found.end : match.start()].strip(" .") == "":
                    found = Span(found.start, match.end())
                elif match.start() <= place:
                    found = Span(*match.span())
        return found

    def issues(
        self, claim: Claim, hull: Span | None, said: Attribution | None, mentions: Sequence[int]
    ) -> Iterator[Issue]:
        for name in dict.fromkeys((claim.speaker or "", *claim.attribution)):
            if not self._is_named(name):
                yield _issue("speaker-absent", f"The text does not name “{shortened(name)}”.")
        if hull is None or not self.english:
            return
        if claim.speaker is None:
            yield from self._own_voice(claim, hull, said)
            return
        if said and said.speaker and not same(claim.speaker, self.names(said)):
            named = not _is_description(said.speaker) and not _is_description(claim.speaker)
            speaks = any(_name_words(claim.speaker) & words for words in self.speakers)
            if (named and speaks) or not self._is_near(mentions, hull):
                yield _issue(
                    "speaker-mismatch",
                    f"The text gives these words to {said.speaker}, not to {claim.speaker}.",
                    said.source,
                )
        elif (said is None or said.source is None) and not self._is_near(mentions, hull):
            yield _issue(
                "speaker-mismatch", f"{claim.speaker} is not mentioned near these words.", hull
            )

    def _is_named(self, name: str) -> bool:
        """Whether the text, or what is known of its outlet, has the words of the name."""
        words = _name_words(name)
        missing = [w for w in words if w not in self.vocabulary and w not in self._outlet]
        if not missing or (not name.isascii() and name in self.text):
            return True
        return len(missing) < len(words) and not _has_capital(name, missing)

    @cached_property
    def _outlet(self) -> frozenset[str]:
        outer = (self.article.source, self.article.title, self.article.url)
        return frozenset(word.lower() for text in outer for word in _WORD.findall(text or ""))

    def _own_voice(self, claim: Claim, hull: Span, said: Attribution | None) -> Iterator[Issue]:
        """A claim in the article's voice whose words are somebody's."""
        if said is None or not (said.direct or _name_words(said.speaker or "")):
            return
        cue_quoted = said.cue and hull.start <= said.cue.start and said.cue.end <= hull.end
        reported = {word.lower() for word in _WORD.findall(claim.text)} & cues.REPORTING_VERBS
        if cue_quoted and reported:
            return
        who = said.speaker or (self.text[slice(*said.source)] if said.source else "somebody")
        yield _issue(
            "speaker-mismatch",
            f"These are the words of {who}, not the article's own.",
            said.source or said.cue,
        )

    def _is_near(self, mentions: Sequence[int], hull: Span) -> bool:
        """Whether a mention stands in the same or a neighbouring paragraph."""
        starts = self.paragraphs
        first = bisect_right(starts, hull.start, key=lambda span: span.start) - 1
        last = bisect_right(starts, hull.end, key=lambda span: span.start) - 1
        low = starts[max(first - 1, 0)].start
        high = starts[min(last + 1, len(starts) - 1)].end
        position = bisect_left(mentions, low)
        return position < len(mentions) and mentions[position] < high


def _name_words(name: str) -> frozenset[str]:
    """The words of a name that tell who it is, in small letters."""
    words = [part for word in _WORD.findall(name) for part in _WORD_PART.split(word.lower())]
    return frozenset(word for word in words if word not in _TITLES and len(word) > 1)


def _has_capital(name: str, missing: Iterable[str]) -> bool:
    """Whether one of the missing words is written as a name."""
    return any(re.search(rf"(?<!\w){re.escape(word.capitalize())}(?!\w)", name) for word in missing)


def _is_description(name: str) -> bool:
    """Whether the name has a plain word in it, as "a White House official" has."""
    words = [word for word in _WORD.findall(name) if word not in {"of", "the", "de", "van", "al"}]
    return not words or any(word[0].islower() for word in words)


def same(speaker: str, names: Iterable[str]) -> bool:
    """Whether one of the names can be the speaker's."""
    mine = _name_words(speaker)
    return any(speaker == name or mine & _name_words(name) for name in names)


def _gap(place: int, span: Span) -> int:
    return max(span.start - place, place - span.end, 0)


def _around(places: Sequence[int], start: int) -> Sequence[int]:
    """The places next to `start` on either side."""
    position = bisect_left(places, start)
    return places[max(position - 1, 0) : position + 2]


def distance(places: Sequence[int], span: Span) -> int:
    return min(_gap(place, span) for place in _around(places, span.start))


def shortened(words: str) -> str:
    """The words on one line, cut where they are long."""
    line = " ".join(words[:400].split())
    return line if len(line) <= 160 else line[:159] + "…"


def _issue(kind: str, detail: str, span: Span | None = None) -> Issue:
    return Issue(type=kind, kind="support", detail=detail, span=span)
