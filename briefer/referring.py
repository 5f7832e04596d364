"""Whom those who speak in a text are, where it does not name them: "she", "the former minister"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from functools import cached_property
from typing import NamedTuple

from briefer import cues
from briefer.attribution import Attribution
from briefer.frames import NOT_NAMES, PREPOSITIONS
from briefer.mentions import Mentions
from briefer.models import Span
from briefer.naming import (
    DOCUMENTS,
    PRONOUNS,
    WORD,
    WORD_PART,
    head,
    is_capital_of,
    is_companion,
    is_description,
    name_words,
    same,
    without_owners,
)
from briefer.people import BODIES
from briefer.words import root, word_list

_ONE = re.compile(r"(?:an?|one) ", re.IGNORECASE)
_THE = re.compile(r"(?:the|this|that|his|her|its|their) ", re.IGNORECASE)
_TITLED = re.compile(r"[A-Z][a-z]+\.? \Z")
_IN_MARKS = re.compile(r"[\"“][^\"“”]*[\"”]")
_SENTENCE = re.compile(r"[^.!?\r\n]+(?:[.!?](?!\s)[^.!?\r\n]*)*")
_CAPITALS_RUN = re.compile(r"(?<!\w)[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
_INNER = re.compile(r"(?<=[\w,;] )[A-Z][\w’'-]*")
_NAMED = re.compile(r"(?<!^)\b[A-Z][\w’'-]*")
_AGE = re.compile(r"[Tt]he \d\d-year-old")
_DEMONYMS = frozenset(word_list("demonyms"))
_OFFICES = cues.word_set(
    "president minister secretary senator governor mayor chairman chairwoman chair judge justice "
    "ambassador attorney chief general commander spokesman spokeswoman nominee candidate coach"
)
"""Heads of what is a role though it is written with capitals: "the Prime Minister". With other
titles it may be a name: "the Evening Journal", "the Queen"."""
_ORGANISATIONS = (
    BODIES
    - DOCUMENTS
    - cues.word_set("reports polls documents ad administration campaign government office team")
) | cues.word_set(
    "regulator watchdog retailer carmaker automaker lender insurer airline manufacturer charity "
    "drugmaker chipmaker club"
)
"""Bodies that are no paper, and speak for nobody in person as the office of a minister does."""
_RESEARCH = cues.word_set(
    "study studies report paper survey analysis research findings author authors researcher "
    "researchers scientist scientists team"
)
"""Under any of these words an article reports what is found in a study."""
_TOLD_WITHIN = 3  # paragraphs
_TOLD_REACH = 2_000  # characters
_NAMED_WITHIN = 2  # paragraphs
_NEXT_SOURCES = 3
_MOST_BETWEEN = 50
_WORD_BEFORE = 40  # characters


class _Source(NamedTuple):
    """One who says something, as the text has it there, and under the name that it resolves to."""

    mention: str
    name: str
    span: Span

    @property
    def is_pronoun(self) -> bool:
        words = WORD.findall(self.mention.lower())
        return bool(words) and PRONOUNS.issuperset(words)

    @property
    def is_body(self) -> bool:
        """Whether it is "the company" or "it", and so no person."""
        return head(self.name) in _ORGANISATIONS or self.mention.lower() == "it"

    @property
    def is_document(self) -> bool:
        """Whether it is "the statement" or "his report"; not "a person close to the report"."""
        noun = WORD.findall(self.mention)[-1:]
        return noun == [head(self.mention)] and noun[0] in DOCUMENTS

    @property
    def is_role(self) -> bool:
        """Whether it says what somebody is: "a city official", "the Prime Minister", "the Dane"."""
        return (
            is_description(self.name)
            or head(self.name) in _OFFICES
            or head(self.name) in _DEMONYMS
            or _AGE.fullmatch(self.name) is not None
        )


class Referents:
    """Those who say something in a text, and whom the words may mean that stand for them."""

    def __init__(self, mentions: Mentions, attributions: Sequence[Attribution]) -> None:
        self._mentions = mentions
        self._text = mentions.text
        self._attributions = attributions
        self.sources = {one.source: one for one in attributions if one.source}
        self._in_order = sorted(self.sources)
        self._starts = [source.start for source in self._in_order]

    def names(self, said: Attribution) -> list[str]:
        """Every name under which the one who said it appears."""
        mention = self._text[slice(*said.source)] if said.source else ""
        return [name for name in (said.speaker, mention, *said.chain) if name]

    def is_named(self, speaker: str, said: Attribution) -> bool:
        """Whether one of these names can be the speaker's. A person is not "Bell's attorney"; a
        body is, as its spokesmen speak for it.
        """
        names = self.names(said)
        if not same(speaker, names):
            return False
        own = [without_owners(name) for name in names]
        return own == names or same(speaker, own) or not self._mentions.is_person(speaker)

    @cached_property
    def _speakers(self) -> frozenset[str]:
        """The words of the names that somebody in the text speaks under."""
        names = {one.speaker for one in self._attributions if one.speaker}
        return frozenset().union(*map(name_words, names))

    def speaks(self, name: str) -> bool:
        """Whether somebody in the text speaks under a word of the name."""
        return not self._speakers.isdisjoint(name_words(name))

    # -- who is meant ----------------------------------------------------------------------------

    def may_be(self, said: Attribution, speaker: str, hull: Span) -> bool:
        """Whether the source of a statement may mean the speaker, whose name it does not have.

        What kind of source it is decides what has to tell so. The first that it is counts:

        1. A pronoun means whom the text named last, or of whom it tells; or "the minister" before
           it, who may mean one of the following.
        2. A body means no person whom the text does not bring in with it: "Ann Bell, 45, walked
           out. The company said". "Bell's attorney" means another.
        3. A document means one who is near, or was the last to be heard: "Roos sent a letter. The
           letter says".
        4. A role with "the" takes up who spoke last, or of whom the text tells: "Varn Lines will
           close its dock. The company said". If it does not, it may be one of the next two.
        5. What the claim itself calls by a role, "a welder", is called so in the text, too.
        6. A role means whom the text brings in with it, "Ida Roos, a former welder", or names
           next: "A former welder said it was safe. Ida Roos said no more".
        7. Another name, "the Kremlin", means one who is near and speaks under no other name; of
           two people none means the other.
        """
        if said.source is None:
            return True
        source = _Source(self._text[slice(*said.source)], said.speaker or "", said.source)
        if source.is_pronoun:
            if self._can_be_meant(speaker, source):
                return True
            if not is_description(source.name):
                return False
            source = self._taken_up(source)
        if self._is_apart(speaker, source):
            return False
        if source.is_document:
            return self._mentions.is_near(speaker, hull) or self.goes_on(speaker, hull)
        if self._takes_up(speaker, source):
            return True
        if is_description(speaker):
            return self._is_described_so(speaker, source, hull)
        if is_description(source.name):
            return self._has_role(speaker, source)
        return self._is_other_name(speaker, source, hull)

    # 1. "He", "it"

    def _can_be_meant(self, speaker: str, source: _Source) -> bool:
        """Whether the pronoun may mean the speaker; "he" and "she" are people."""
        pronoun = source.mention.lower()
        if self._mentions.is_other_gender(pronoun, speaker):
            return False
        if self._is_last_named(speaker, source):
            return True
        if pronoun not in {"he", "she"}:
            return self._is_told_of(speaker, source, self._opening(source.span))
        return self._mentions.roster.named(speaker, source.span.start) is not None and (
            self._is_told_of(speaker, source, self._opening(source.span))
            or self._is_told_on(speaker, source)
        )

    def _is_last_named(self, speaker: str, source: _Source) -> bool:
        """Whether the speaker is named after whoever else the pronoun may stand for, in its
        paragraph or the one before.
        """
        place = self._opening(source.span)
        other = -1
        if source.name.lower() not in PRONOUNS:
            other = self._mentions.last(source.name, place)
        mine = self._mentions.last(speaker, place)
        reach = self._mentions.paragraph(place, -1).start
        return mine >= reach and (mine > other or other < reach)

    def _is_told_on(self, speaker: str, source: _Source) -> bool:
        """Whether the pronoun opens a paragraph and the speaker the one before: "Brand had the line
        framed. “He hung it up,” his aide, Tom Roe, said" – "He retired, saying".
        """
        start = self._mentions.paragraph(source.span.start).start
        before = self._mentions.paragraph(source.span.start, -1)
        if source.span.start != start or before.start == start:
            return False
        reach = min(before.end, before.start + _TOLD_REACH)
        opening = _SENTENCE.search(self._text, before.start, reach)
        first = self._first_named(opening.group(), source) if opening else None
        return first is not None and same(speaker, (first,))

    def _taken_up(self, source: _Source) -> _Source:
        """The description that a pronoun stands for, where the text has it."""
        start = self._text.rfind(source.name, 0, source.span.start)
        end = start + len(source.name)
        return source._replace(mention=source.name, span=Span(start, end)) if start >= 0 else source

    # 2. "The company", "Bell's attorney"

    def _is_apart(self, speaker: str, source: _Source) -> bool:
        """Whether the source is a body and the speaker a person who is not brought in with it; or
        whether it has the speaker's name, which can only be that of another's employer or friend.
        """
        if source.is_body:
            person = self._mentions.is_person(speaker)
            return person and not self._mentions.brings_in_as(speaker, source.name)
        kin = self._mentions.brings_in_as(speaker, head(source.name))  # "Jon Roe, his brother"
        return same(speaker, (source.name,)) and not kin

    # 4. "The former senator", "the Prime Minister"

    def _takes_up(self, speaker: str, source: _Source) -> bool:
        """Whether "the company" or "the former senator" goes on with the speaker."""
        if not (_THE.match(source.name) and source.is_role) or is_companion(source.name):
            return False  # "his lawyer": of whom the text tells is "he"
        place = self._opening(source.span)
        if not is_description(source.name) and self._is_anothers(source.name, speaker, place):
            return False
        if self._is_told_of(speaker, source, place):
            return True
        told = self._told_before(source, place)
        last = bisect_left(self._starts, place) - 1
        gone_on = told is not None and (last < 0 or self._starts[last] < told[0])  # to another
        return not gone_on and self.spoke_last(speaker, place)

    def _is_anothers(self, office: str, speaker: str, place: int) -> bool:
        """Whether the text named the office before the last mention of the speaker: who "met the
        Prime Minister" is none.
        """
        low = max(0, place - _TOLD_REACH)
        named = self._text[low:place].lower().find(office.lower())
        return 0 <= named < self._mentions.last(speaker, place) - low

    def _is_told_of(self, speaker: str, source: _Source, place: int) -> bool:
        """Whether what stands before the place tells of the speaker, who is named first in the
        last sentence that names anybody: "Roos wept when she saw Lind. The former welder said".
        """
        if is_description(speaker):
            low = self._told_from(place)
            return bool(name_words(speaker)) and speaker.lower() in self._text[low:place].lower()
        told = self._told_before(source, place)
        return told is not None and same(speaker, (told[1],))

    def _told_from(self, place: int) -> int:
        """How far back what is told before the place goes."""
        reach = place - _TOLD_REACH
        return max(self._mentions.paragraph(place, -_TOLD_WITHIN).start, reach)

    def _told_before(self, source: _Source, place: int) -> tuple[int, str] | None:
        """Who is named first in the last sentence before the place that names anybody, and where
        it begins. What stands in quotation marks is nobody's telling.
        """
        low = self._told_from(place)
        before = _IN_MARKS.sub(lambda quoted: " " * len(quoted[0]), self._text[low:place])
        other = None
        for sentence in reversed(list(_SENTENCE.finditer(before))):
            names = self._subjects(sentence.group())
            # "The GOP candidate" names nobody
            if names and not (source.is_role and names[0] in source.name):
                first = self._fitting(names, source)
                if first:
                    return low + sentence.start(), first
                other = other or (low + sentence.start(), names[0])
        return None if source.is_body else other

    def _first_named(self, sentence: str, source: _Source) -> str | None:
        """Who a sentence tells of first, as far as the source may be that one."""
        names = self._subjects(sentence)
        return self._fitting(names, source) or (names[0] if names and not source.is_body else None)

    def _subjects(self, sentence: str) -> list[str]:
        """The names of a sentence that may be its subject: none behind a preposition, no dateline
        such as "HARLAN FALLS, Ohio".
        """
        names = []
        for match in _CAPITALS_RUN.finditer(sentence):
            name, start = match.group(), match.start()
            before = sentence[max(0, start - _WORD_BEFORE) : start].split()[-1:]
            hangs = before and (before[0].lower() in PREPOSITIONS or before[0] in {"told", "tells"})
            if hangs or (name.isupper() and " " in name):
                continue
            # A plain word opens the sentence, unless the text has it as a name elsewhere.
            opens = not before and " " not in name
            plain = WORD_PART.split(name.lower())[0] in NOT_NAMES
            if not plain and (not opens or self._is_within(name)):
                names.append(name)
        return names

    def _fitting(self, names: Sequence[str], source: _Source) -> str | None:
        """The first that the source may mean: for "the company" one that is surely no person, for
        anybody else one who is named in full or speaks.
        """
        if source.is_body:
            return next((name for name in names if not self._mentions.is_person(name)), None)
        roster, end = self._mentions.roster, len(self._text)
        return next((name for name in names if roster.named(name, end) or self.speaks(name)), None)

    def _is_within(self, name: str) -> bool:
        """Whether a word of the text that opens no line begins with the name."""
        place = bisect_left(self._inner, name)
        return place < len(self._inner) and self._inner[place].startswith(name)

    @cached_property
    def _inner(self) -> list[str]:
        return sorted(set(_INNER.findall(self._text)))

    def _opening(self, mention: Span) -> int:
        """Before which place a mention's name stands: not within the quotation before "he said"."""
        start = max(self._mentions.paragraph(mention.start).start, mention.start - _TOLD_REACH)
        outside = _IN_MARKS.sub("", self._text[start : mention.start])
        return mention.start if len(outside) > 2 else start

    # 5. "A teacher", as the claim has it

    def _is_described_so(self, speaker: str, source: _Source, hull: Span) -> bool:
        """Whether the source may be described as the claim does: its name stands beside the noun
        somewhere, or what it is called is said again in the sentence.
        """
        if not is_description(source.name):
            return self._mentions.is_beside(source.name, speaker)
        owner = source.name.rpartition(" for ")[2]
        if head(source.name) == head(speaker) and is_description(owner):
            named = " ".join(_NAMED.findall(speaker))  # "a spokeswoman for Varn Lines"
            return not named or self._mentions.is_near(named, hull)
        frame = f"{self._mentions.before(hull)} {self._mentions.after(hull)}"
        return not name_words(speaker).isdisjoint(name_words(frame))

    # 6. "A former minister"

    def _has_role(self, speaker: str, source: _Source) -> bool:
        """Whether the text gives the speaker the role of the source: where it brings the speaker
        in; of "a former minister" also beside any mention, or by naming who it is thereafter.
        """
        if self._mentions.brings_in_as(speaker, source.name):
            return True
        if source.is_body and root(head(source.name)) in map(root, name_words(speaker)):
            return True  # "the regulator" for the Department of Water Regulation
        new = bool(_ONE.match(source.name)) or self._opens(source)
        beside = new and self._mentions.is_beside(speaker, source.name)
        return beside or (new and self._is_named_next(speaker, source))

    def _opens(self, source: _Source) -> bool:
        """Whether it is "the former minister" of a first paragraph that has named nobody."""
        reach = min(self._mentions.paragraphs[0].end, _TOLD_REACH)
        if source.span.start > reach or not _THE.match(source.name):
            return False
        return self._first_named(self._text[: source.span.start], source) is None

    def _is_named_next(self, speaker: str, source: _Source) -> bool:
        """Whether the source stands before the first mention of the speaker, who is the next one
        who is named and speaks, with no title of his or her own.
        """
        place = source.span.end
        if self._mentions.has_other_role(speaker, head(source.name)):
            return False
        mentions = self._mentions.of(speaker)
        following = self._in_order[bisect_left(self._starts, place) :][:_NEXT_SOURCES]
        named = (self.sources[at].speaker or "" for at in following)
        first = next((n for n in named if n != source.name and name_words(n) - PRONOUNS), "")
        return (
            bool(mentions)
            and place < mentions[0] < self._mentions.paragraph(place, _NAMED_WITHIN).end
            and same(speaker, (first,))
            and not _TITLED.search(self._text, max(0, mentions[0] - 30), mentions[0])
        )

    # 7. "The Kremlin"

    def _is_other_name(self, speaker: str, source: _Source, hull: Span) -> bool:
        """Whether the source may be another name of the speaker, who is near and never speaks."""
        if self.speaks(speaker) or not self._mentions.is_near(speaker, hull):
            return False
        # What is said may tell what the other did: "ruled out by Ann Bell", Tom Roe said.
        within = self._mentions.last(speaker, hull.end) >= hull.start
        return within or not self._is_another_person(speaker, source)

    def _is_another_person(self, speaker: str, source: _Source) -> bool:
        """Whether both are people, and the source is named, or is of somebody: "his lawyer". Whom
        another role means is not that sure.
        """
        if not (self._mentions.is_person(speaker) and self._mentions.is_person(source.name)):
            return False
        named = self._mentions.roster.named(source.mention, len(self._text)) is not None
        other = named or is_companion(source.mention)
        return other and not self._mentions.is_also_called(speaker, source.name)

    # -- who spoke last --------------------------------------------------------------------------

    def spoke_last(self, speaker: str, place: int) -> bool:
        """Whether the last one who spoke before the place is the speaker."""
        index = bisect_left(self._starts, place) - 1
        return index >= 0 and self.is_named(speaker, self.sources[self._in_order[index]])

    def goes_on(self, speaker: str, hull: Span) -> bool:
        """Whether the speaker was named before the words, and nobody else in between who speaks."""
        named = self._mentions.last(speaker, hull.start)
        if named < 0:
            return False
        low = bisect_right(self._starts, named)
        high = bisect_left(self._starts, hull.start)
        if high - low > _MOST_BETWEEN:
            return False
        between = [self.sources[source] for source in self._in_order[low:high]]
        return all(
            one.speaker is None or one.speaker.lower() in PRONOUNS or self.is_named(speaker, one)
            for one in between
        )

    # -- another word for a speaker --------------------------------------------------------------

    def may_stand_for(self, other: str, speaker: str, outlet: str, speaking: Set[str]) -> bool:
        """Whether a line may name the other for the speaker: the outlet that reports it; another
        word for a study; the capital of a country; a role under which nobody speaks in the text,
        be it there or not; and of two of whom one is a person, a role or a body that the text
        gives that person. The noun of a role may not be among the words `speaking`.
        """
        words = name_words(other)
        if words <= PRONOUNS:
            return not self._mentions.is_other_gender(other.lower(), speaker)
        roster, end = self._mentions.roster, len(self._text)
        person = roster.named(other, end)
        if words and words <= name_words(outlet) and not person:
            return True
        if head(other) in _RESEARCH and head(speaker) in _RESEARCH:
            return True
        if is_capital_of(words, name_words(speaker)):
            return True
        plain = is_description(other) or other not in self._text  # "Residents"
        if plain and not self.speaks(other) and head(other) not in speaking:
            roles = (other, head(other))  # "the town's mayor"
            owners = {roster.described(role, end) for role in roles}
            return len(owners) > 1 or None in owners or same(speaker, filter(None, owners))
        known = roster.named(speaker, end)
        if known and not person:
            return self._mentions.brings_in_as(known, other)
        return person is not None and not known and self._mentions.brings_in_as(person, speaker)
