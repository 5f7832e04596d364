"""Questions and answers: who answers is named before the first question, and not on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from briefer.attribution import Attribution
from briefer.mentions import Mentions
from briefer.models import Span
from briefer.naming import DOCUMENTS, is_description, name_words

_FEWEST_ANSWERS = 3
_INTERVIEW = re.compile(
    r"\b(?:interview\w*|questions?|answer\w*|(?:spoke|speaks|talk\w*|sat down) (?:with|to))\b",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(r"[\"“”]|\A[^\s?]+(?: [^\s?]+)?:")
_ONESELF = re.compile(r"(?<!\w)(?:I|[Mm]y|me|[Ww]e|[Oo]ur|us)(?!\w)")
_FULL_NAME = re.compile(r"(?<!\w)[A-Z][\w’'-]+(?: [A-Z]\.)?(?: [A-Z][\w’'-]+)* ([A-Z][\w-]+)")


class Interview:
    """The interview that a text is, if it is one."""

    def __init__(self, mentions: Mentions) -> None:
        self._mentions = mentions
        self._text = mentions.text

    @cached_property
    def guest(self) -> Span | None:
        """Who answers: the full name of those words that the opening has most often."""
        names = [
            name
            for name in (_FULL_NAME.finditer(self._text) if self._guests else ())
            if name[1].lower() in self._guests
        ]
        best = max(names, key=lambda name: len(self._mentions.of(name[1])), default=None)
        return Span(*best.span()) if best else None

    def answers(self) -> Iterator[Attribution]:
        """What the guest says."""
        if self.guest is None:
            return
        speaker = self._text[slice(*self.guest)]
        paragraphs = self._mentions.paragraphs
        for low, high in pairwise([*self._questions, len(paragraphs)]):
            if high > low + 1:
                answer = Span(paragraphs[low + 1].start, paragraphs[high - 1].end)
                yield Attribution(self.guest, None, (answer,), True, speaker, (speaker,))

    def brings_in(self, speaker: str) -> bool:
        """Whether the opening may mean its guest by the words: "one of the owners of a bar"."""
        words = name_words(speaker)
        described = is_description(speaker) and speaker.lower() in self._opening_lowered
        return (described and words.isdisjoint(DOCUMENTS)) or words <= self._guests - DOCUMENTS

    @cached_property
    def _questions(self) -> list[int]:
        """The paragraphs in which an interviewer asks, if the text is questions and answers."""
        paragraphs = self._mentions.paragraphs
        asked = [
            at
            for at, span in enumerate(paragraphs)
            if self._text.endswith("?", 0, span.end) and not _NOT_ASKED.search(self._text, *span)
        ]
        answers = [span for at in asked for span in paragraphs[at + 1 : at + 2]]
        personal = [span for span in answers if _ONESELF.search(self._text, *span)]
        if len(answers) < _FEWEST_ANSWERS or 3 * len(personal) < len(answers):
            return []
        return asked if _INTERVIEW.search(self._text, 0, paragraphs[asked[0]].start) else []

    @cached_property
    def _guests(self) -> frozenset[str]:
        """The words by which an interview may bring in who answers: those of its opening that
        are in no question.
        """
        asked = [self._text[slice(*self._mentions.paragraphs[at])] for at in self._questions]
        return name_words(self._opening) - name_words(" ".join(asked))

    @cached_property
    def _opening(self) -> str:
        """What stands before the first question of an interview."""
        asked = self._questions
        return self._text[: self._mentions.paragraphs[asked[0]].start] if asked else ""

    @cached_property
    def _opening_lowered(self) -> str:
        return self._opening.lower()
