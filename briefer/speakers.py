"""Who said it: are a claim's words those of the one whom it gives them to?"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import accumulate, islice, pairwise

from briefer import cues
from briefer.attribution import Attribution, attributions
from briefer.frames import NOT_NAMES, PREPOSITIONS
from briefer.models import Article, Claim, Issue, Span
from briefer.naming import (
    DOCUMENTS,
    PRONOUNS,
    WORD,
    WORD_PART,
    called_by,
    has_capital,
    head,
    is_capital_of,
    is_description,
    name_words,
    same,
)
from briefer.people import BODIES, Roster, is_person_or_body
from briefer.sentences import Layout
from briefer.wording import carried, without_brackets
from briefer.words import unaccented, ungarbled, word_list

_RUNS = re.compile(r"([^\W_]+)")
_ACCUSING = cues.word_set("accuse accuses accused accusing blame blames blamed blaming")
_SAYING = frozenset(word_list("saying")) | _ACCUSING
_REPORTED = cues.REPORTING_VERBS | {"according"}
_TITLES_OF = {
    "he": re.compile(r"\b(?:Mrs|Ms|Miss|Dame|Lady)\.?\s+(?:\w+\s+)?\Z"),
    "she": re.compile(r"\b(?:Mr|Sir|Lord)\.?\s+(?:\w+\s+)?\Z"),
}
# "Said that it was safe, and that the": the second "that" goes on with what is said, unless it
# points: "and that night the town slept".
_AND_THAT = (
    r"\s+that\s+(?:the|an?|it|he|she|they|we|I|you|there|no|any|some|all|most|many|his|her|its"
    r"|their|our|my|this|these|those|such|[A-Z]\w*|\d+)\b"
)
_NEW_CLAUSE = re.compile(
    rf"[;.!?]\s|,\s+(?:and|but)\b(?!{_AND_THAT})|\bbut\b(?!{_AND_THAT})"
    r"|,\s+(?:although|though|while|amid|which|who|whose|where|yet)\b"
)
_PRESUPPOSED = re.compile(r"\b(?:before|after|since|when|while|until)\s+\Z")
_RELATIVE = re.compile(r",\s+(?:which|who|whose|where)\b")
_SENTENCE_END = re.compile(r"(?<![A-Z][a-z])(?<![A-Z])[.!?][\"'”’)]*\s|[\r\n]")
_FRAME_REACH = 200  # characters
_SAME_FRAME = 80
_MOST_PLACES = 50
_MOST_HEARD = 100
_ONE = re.compile(r"(?:an?|one) ", re.IGNORECASE)
_TITLED = re.compile(r"[A-Z][a-z]+\.? \Z")
_IN_MARKS = re.compile(r"[\"“][^\"“”]*[\"”]")
_HE_SAID = re.compile(r"\b(?:he|she|they) (?:said|told \w+)[,:] ['‘\"“]\Z", re.IGNORECASE)
_SHARE = re.compile(
    r"(?:(?:only|just|nearly|about|almost|another|over|more than|fewer than|less than) )*"
    r"(?:\d[\d.,]*(?: ?%| per ?cent)|(?:a|the) (?:majority|minority|third|quarter|half)|half"
    r"|\w+(?: out)? of (?:every )?(?:\d+|ten|five|three|four))\b",
    re.IGNORECASE,
)
_THE = re.compile(r"(?:the|this|that|his|her|its|their) ", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?\r\n]+(?:[.!?](?!\s)[^.!?\r\n]*)*")
_CAPITALS_RUN = re.compile(r"(?<!\w)[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
_INNER = re.compile(r"(?<= )[A-Z][\w’'-]*")
_OFFICES = cues.word_set(
    "president minister secretary senator governor mayor chairman chairwoman chair judge justice "
    "ambassador attorney chief general commander spokesman spokeswoman nominee candidate coach"
)
"""Heads of what is a role though it is written with capitals: "the Prime Minister"."""
_TOLD_WITHIN = 2  # paragraphs
_TOLD_REACH = 2_000  # characters
_LETTER = 8  # paragraphs
_SIGNATURE = re.compile(r"(?:[-–—] ?)?(?:@\w+|[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){1,3})\.?")
_NEXT_SOURCES = 3
_NAMED_WITHIN = 2  # paragraphs
_FEWEST_ANSWERS = 3
_INTERVIEW = re.compile(
    r"\b(?:interview\w*|questions?|answer\w*|(?:spoke|speaks|talk\w*|sat down) (?:with|to))\b",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(r"[\"“”]|\A[^\s?]+(?: [^\s?]+)?:")
_ONESELF = re.compile(r"(?<!\w)(?:I|[Mm]y|me|[Ww]e|[Oo]ur|us)(?!\w)")
_FULL_NAME = re.compile(r"(?<!\w)[A-Z][\w’'-]+(?: [A-Z]\.)?(?: [A-Z][\w’'-]+)* ([A-Z][\w-]+)")
_AFTER_VERB = 30
# "Its chairman, Jon Tveit", "a company spokesman, Jon Tveit"
_OF_A_BODY = re.compile(
    rf"\b(?:its|their|{'|'.join(sorted(BODIES))}) (?:[\w’'-]+ ){{0,3}}[\w’'-]+,? \Z", re.IGNORECASE
)
_APPOSITION = re.compile(r"(?:, | (?:of|from|at|for|with) )[^,.;:]{3,80}")
_MOST_INTRODUCTIONS = 3  # the caption of a picture may have the name first
_SHORT = {
    "doctor": ["dr"],
    "physician": ["dr"],
    "professor": ["prof"],
    "senator": ["sen"],
    "congressman": ["rep"],
    "congresswoman": ["rep"],
    "representative": ["rep"],
    "lawmaker": ["sen", "rep"],
    "governor": ["gov"],
    "general": ["gen"],
    "executive": ["ceo"],
    "pastor": ["rev"],
}
"""The titles that tell of the one before whose name they stand that a role is his or hers."""
_POLICE_RANKS = cues.word_set("superintendent inspector sergeant constable detective lieutenant")
_RESEARCH = cues.word_set(
    "study studies report paper survey analysis research findings author authors researcher "
    "researchers scientist scientists team"
)
"""Under any of these words an article reports what is found in a study."""


class Speakers:
    """Those who speak in an article, and the words that are theirs.

    Args:
        article: the article.
        english: whether it is in English; who says what is not known in other languages.
        layout: that of its text, where it is known.
    """

    def __init__(self, article: Article, *, english: bool, layout: Layout | None = None) -> None:
        self.article = article
        self.text = article.text
        self.english = english
        self._layout = layout or Layout(article.text)
        self._mentions: dict[frozenset[str], list[int]] = {}
        self._introduced: dict[str, list[frozenset[str]]] = {}

    @cached_property
    def paragraphs(self) -> list[Span]:
        return self._layout.paragraphs

    @cached_property
    def attributions(self) -> list[tuple[Span, Attribution]]:
        """Each part of what somebody says, in the order of the text."""
        found = [*attributions(self.text, self._layout), *self._answers()] if self.english else []
        found = [replace(one, speaker=None) if self._is_unclear(one) else one for one in found]
        parts = [(part, one) for one in found for part in one.contents]
        return sorted(parts, key=lambda pair: pair[0])

    def _is_unclear(self, one: Attribution) -> bool:
        """Whether "he" was taken for a body, such as "NATO", or "it" speaks for nobody."""
        if (one.speaker or "").lower() in {"it", "this", "that"}:
            return True
        person = one.source and self.text[slice(*one.source)].lower() in {"he", "she"}
        return bool(person) and one.speaker is not None and one.speaker.isupper()

    @cached_property
    def _questions(self) -> list[int]:
        """The paragraphs in which an interviewer asks, if the text is questions and answers."""
        asked = [
            at
            for at, span in enumerate(self.paragraphs)
            if self.text.endswith("?", 0, span.end) and not _NOT_ASKED.search(self.text, *span)
        ]
        answers = [span for at in asked for span in self.paragraphs[at + 1 : at + 2]]
        personal = [span for span in answers if _ONESELF.search(self.text, *span)]
        if len(answers) < _FEWEST_ANSWERS or 3 * len(personal) < len(answers):
            return []
        return asked if _INTERVIEW.search(self.text, 0, self.paragraphs[asked[0]].start) else []

    @cached_property
    def _guests(self) -> frozenset[str]:
        """The words by which an interview may bring in who answers: those of its opening that
        are in no question.
        """
        asked = [self.text[slice(*self.paragraphs[at])] for at in self._questions]
        return name_words(self._opening) - name_words(" ".join(asked))

    @cached_property
    def _opening(self) -> str:
        """What stands before the first question of an interview."""
        asked = self._questions
        return self.text[: self.paragraphs[asked[0]].start] if asked else ""

    @cached_property
    def _opening_lowered(self) -> str:
        return self._opening.lower()

    @cached_property
    def _guest(self) -> Span | None:
        """The full name of those words that the opening has most often."""
        names = [
            name
            for name in (_FULL_NAME.finditer(self.text) if self._guests else ())
            if name[1].lower() in self._guests
        ]
        best = max(names, key=lambda name: len(self.mentions(name[1])), default=None)
        return Span(*best.span()) if best else None

    def _answers(self) -> Iterator[Attribution]:
        """The answers of an interview, which name nobody on the way."""
        if self._guest is None:
            return
        speaker = self.text[slice(*self._guest)]
        for low, high in pairwise([*self._questions, len(self.paragraphs)]):
            if high > low + 1:
                answer = Span(self.paragraphs[low + 1].start, self.paragraphs[high - 1].end)
                yield Attribution(self._guest, None, (answer,), True, speaker, (speaker,))

    @cached_property
    def sources(self) -> dict[Span, Attribution]:
        """The mentions of those who say something."""
        return {one.source: one for _, one in self.attributions if one.source}

    @cached_property
    def _sorted_sources(self) -> list[Span]:
        return sorted(self.sources)

    @cached_property
    def _source_starts(self) -> list[int]:
        return [source.start for source in self._sorted_sources]

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
        return {words for name in names if (words := name_words(name))}

    @cached_property
    def _heard(self) -> frozenset[str]:
        """The words under which those who speak are named; without reading the whole text, these
        are known to be in it.
        """
        names = {name for _, one in self.attributions for name in self.names(one)}
        if len(names) > _MOST_HEARD:  # to look for each would take longer than to read the text
            return frozenset()
        return frozenset().union(*map(name_words, filter(self._stands_alone, names)))

    def _stands_alone(self, name: str) -> bool:
        """Whether the text first has it as whole words: of "deGrasse" it has no "Grasse"."""
        start = self.text.find(name)
        end = start + len(name)
        return start >= 0 and not (
            self.text[max(0, start - 1) : start].isalnum() or self.text[end : end + 1].isalnum()
        )

    @cached_property
    def vocabulary(self) -> dict[str, list[int]]:
        """Where each word of the text stands, in small letters."""
        lowered = self.text.lower()
        if len(lowered) != len(self.text):  # a few letters are two in small
            lowered = "".join(letter.lower()[0] for letter in self.text)
        parts = _RUNS.split(unaccented(lowered))
        starts = islice(accumulate(map(len, parts)), 0, None, 2)
        found: defaultdict[str, list[int]] = defaultdict(list)
        for word, start in zip(parts[1::2], starts, strict=False):
            found[word].append(start)
        for word, start in ungarbled(self.text).items():
            found[word].append(start)
        return found

    # -- who said it ------------------------------------------------------------------------------

    def mentions(self, speaker: str | None) -> list[int]:
        """Where words of the name stand."""
        words = called_by(speaker or "")
        if words not in self._mentions:
            places = {place for word in words for place in self.vocabulary.get(word, ())}
            self._mentions[words] = sorted(places)
        return self._mentions[words]

    def attributed(self, span: Span) -> Attribution | None:
        """Whose words most of the span is: of those whose speaker is known, or else of all, the
        narrowest statement.
        """
        found = []
        for part, one in self._parts(span):
            shared = min(part.end, span.end) - max(part.start, span.start)
            if 2 * shared > span.end - span.start:
                # A few words in quotation marks may stand within what somebody says.
                found.append((one.speaker is None, part.end - part.start, one))
        return min(found, key=lambda each: each[:2])[2] if found else None

    def says(self, speaker: str, span: Span) -> bool:
        """Whether the text gives most of the span to the speaker."""
        said = self.attributed(span)
        return said is not None and same(speaker, self.names(said))

    def _parts(self, span: Span) -> Iterator[tuple[Span, Attribution]]:
        """What is said by somebody in the span, the last first."""
        position = bisect_right(self.attributions, span.end, key=lambda pair: pair[0].start) - 1
        while position >= 0 and self._furthest[position] > span.start:
            if self.attributions[position][0].end > span.start:
                yield self.attributions[position]
            position -= 1

    def names(self, said: Attribution) -> list[str]:
        """Every name under which the one who said it appears."""
        mention = self.text[said.source.start : said.source.end] if said.source else ""
        return [name for name in (said.speaker, mention, *said.chain) if name]

    def source_span(self, claim: Claim, hull: Span | None, said: Attribution | None) -> Span | None:
        if claim.speaker is None:
            return None
        given = claim.source_span
        if given and self._is_mention(given, claim.speaker):
            return given
        if hull is None:
            return None
        if said and said.source and same(claim.speaker, self.names(said)):
            return said.source
        mentions = self.mentions(claim.speaker)
        if not mentions:
            return None
        place = min(_around(mentions, hull.start), key=lambda at: _gap(at, hull))
        return self._mention(place, called_by(claim.speaker))

    def _is_mention(self, span: Span, speaker: str) -> bool:
        """Whether the place names the speaker, is a pronoun, or brings in the speaker's words."""
        if not 0 <= span.start < span.end <= min(len(self.text), span.start + 200):
            return False
        words = {word.lower() for word in WORD.findall(self.text[span.start : span.end])}
        said = self.sources.get(span)
        return (
            (words != set() and words <= PRONOUNS)
            or not words.isdisjoint(called_by(speaker))
            or (said is not None and same(speaker, self.names(said)))
        )

    def _mention(self, place: int, name: frozenset[str]) -> Span | None:
        """The run of the name's words around the place."""
        found = None
        for match in WORD.finditer(self.text, max(0, place - 60), place + 60):
            if not name.isdisjoint(WORD_PART.split(match.group().lower())):
                if found and self.text[found.end : match.start()].strip(" .") == "":
                    found = Span(found.start, match.end())
                elif match.start() <= place:
                    found = Span(*match.span())
        return found

    def issues(self, claim: Claim, hull: Span | None, said: Attribution | None) -> Iterator[Issue]:
        for name in dict.fromkeys((claim.speaker or "", *claim.attribution)):
            if not self._is_named(name):
                yield _issue("speaker-absent", f"The text does not name “{shortened(name)}”.")
        if hull is None or not self.english:
            return
        if claim.speaker is None:
            yield from self._own_voice(claim, hull, said)
            return
        if not (said and said.speaker and said.source):
            said = self._stated_in(hull)
        if said and said.speaker and said.source:
            if not self._can_be(claim.speaker, said, hull):
                yield _issue(
                    "speaker-mismatch",
                    f"The text gives these words to {said.speaker}, not to {claim.speaker}.",
                    said.source,
                )
        elif not (
            self._is_near(claim.speaker, hull)
            or self._goes_on(claim.speaker, hull)
            or self._signs(claim.speaker, hull)
        ):
            yield _issue(
                "speaker-mismatch", f"{claim.speaker} is not mentioned near these words.", hull
            )

    def _stated_in(self, hull: Span) -> Attribution | None:
        """Whose statement the words hold together with its source: "Orlo denied that he knew"."""
        found = [
            one
            for _, one in self._parts(hull)
            if one.speaker
            and one.source
            and hull.start <= one.source.start
            and one.source.end <= hull.end
            and is_person_or_body(self.text[slice(*one.source)])
        ]
        return found[0] if len({one.speaker for one in found}) == 1 else None

    def _can_be(self, speaker: str, said: Attribution, hull: Span) -> bool:
        """Whether the words of `said` can be the speaker's: by name, by a role or a pronoun that
        may stand for the name, or because they are reported once more in `said`.
        """
        among = [one for part, one in self._parts(hull) if part.start < hull.end]
        if any(same(speaker, self.names(one)) for one in (said, *among)):
            return True
        if not said.direct and self._signs(speaker, hull) and not self._names_person(said):
            return True
        if self._guest and self._guest in {one.source for one in among}:
            retold = any(_reporting(self._before(hull))) and self._is_near(speaker, hull)
            described = is_description(speaker) and speaker.lower() in self._opening_lowered
            if described and name_words(speaker).isdisjoint(DOCUMENTS):
                return True
            return retold or name_words(speaker) <= self._guests - DOCUMENTS
        if said.source is None or self._reports(speaker, hull):
            return True
        if _SHARE.match(said.speaker or "") and self._may_have_asked(speaker, hull):
            return True
        near = self._is_near(speaker, hull)
        he_said = _HE_SAID.search(self.text, max(0, hull.start - _AFTER_VERB), hull.start)
        if near and he_said and any(_covers(part, Span(*he_said.span())) for part in said.contents):
            return True  # "He said, 'It is late,'" Moen recalled
        mention = WORD.findall(self.text[slice(*said.source)])
        if mention and {word.lower() for word in mention} <= PRONOUNS:
            return self._may_mean(said, speaker) or self._is_told_of(speaker, said)
        # "the statement", "his report"; not "a person close to the report"
        if mention and mention[-1] in DOCUMENTS and mention[-1] == head(" ".join(mention)):
            return near or self._goes_on(speaker, hull)
        return self._is_role_of(said, speaker, hull, near)

    def _names_person(self, said: Attribution) -> bool:
        """Whether the one who said it is a person and named, and no writer who signs below."""
        mention = self.text[slice(*said.source)] if said.source else ""
        return bool(mention) and self._roster.named(mention, len(self.text)) is not None

    def may_stand_for(self, other: str, speaker: str) -> bool:
        """Whether a line may name the other for the speaker: the outlet that reports it; another
        word for a study; the capital of a country; a role under which nobody speaks in the text,
        be it there or not; and of two of whom one is a person, a role or a body that the text
        gives that person.
        """
        words = name_words(other)
        if words <= PRONOUNS:
            return not self._is_other_gender(other.lower(), speaker)
        person = self._roster.named(other, len(self.text))
        if words and words <= name_words(self.article.source or "") and not person:
            return True
        if head(other) in _RESEARCH and head(speaker) in _RESEARCH:
            return True
        if is_capital_of(words, name_words(speaker)):
            return True
        plain = is_description(other) or other not in self.text  # "Residents"
        if plain and not any(words & theirs for theirs in self.speakers):
            roles = (other, head(other))  # "the town's mayor"
            owners = {self._roster.described(role, len(self.text)) for role in roles}
            return len(owners) > 1 or None in owners or same(speaker, filter(None, owners))
        known = self._roster.named(speaker, len(self.text))
        if known and not person:
            return self._is_of(known, other)
        return person is not None and not known and self._is_of(person, speaker)

    def _is_of(self, person: str, role: str) -> bool:
        """Whether the role, or the body, stands beside the name where the text brings it in."""
        if self._is_titled(person, role):
            return True
        noun = head(role)
        words = frozenset((noun,)) if is_description(role) else name_words(role)
        if noun == "police":
            words = words | _POLICE_RANKS
        return any(not words.isdisjoint(beside) for beside in self._introductions(person))

    def _introductions(self, person: str) -> list[frozenset[str]]:
        """The words beside the first places where the name stands."""
        if person not in self._introduced:
            places = islice(self._named_at(person), _MOST_INTRODUCTIONS)
            self._introduced[person] = [self._introduction(place) for place in places]
        return self._introduced[person]

    def _named_at(self, person: str) -> Iterator[Span]:
        """Where the text has the name as whole words."""
        person = person.replace("’", "'")
        start = self._straight.find(person) if person else -1
        while start >= 0:
            end = start + len(person)
            inside = self.text[max(0, start - 1) : start], self.text[end : end + 1]
            if not any(letter.isalnum() or letter == "_" for letter in inside):
                yield Span(start, end)
            start = self._straight.find(person, end)

    @cached_property
    def _straight(self) -> str:
        """The text with straight apostrophes, as names have them."""
        return self.text.replace("’", "'")

    def _is_titled(self, name: str, role: str) -> bool:
        """Whether a title before the name is short for the role: "Dr. Moen", "the doctor"."""
        titles = _SHORT.get(head(role).removesuffix("s"))
        if titles is None:
            return False
        titled = re.compile(
            rf"\b(?i:{'|'.join(titles)})\.?\s(?:[A-Z][\w-]*[.’']*[ \u00a0]?){{0,3}}\Z"
        )
        return any(
            titled.search(self.text, max(0, place - 60), place)
            for place in self.mentions(name)[:_MOST_PLACES]
        )

    def _introduction(self, name: Span) -> frozenset[str]:
        """The words beside a name that may say who it is, before it and in apposition."""
        before = self._before(name)
        if _OF_A_BODY.search(before):  # which the sentence before names
            low = max(self._paragraph(name.start).start, name.start - 2 * _FRAME_REACH)
            before = self.text[low : name.start]
        else:
            before = before[max((verb.end() for _, verb in _reporting(before)), default=0) :]
        after = _APPOSITION.match(self.text, name.end)
        beside = before + (after.group() if after else "")
        return name_words(beside) | {word.lower() for word in WORD.findall(beside)}

    @cached_property
    def _roster(self) -> Roster:
        return Roster(self._layout)

    def _is_role_of(self, said: Attribution, other: str, hull: Span, near: bool) -> bool:
        """Whether of two names without a common word one is a role of the other."""
        name = said.speaker or ""
        if self._is_told_of(other, said):
            return True
        if is_description(other):
            if is_description(name):  # they may be two words for one
                frame = f"{self._before(hull)} {self._after(hull)}"
                return not name_words(other).isdisjoint(name_words(frame))
            return self._is_described(name, other)
        if _ONE.match(name) and self._is_described(other, name):
            return True
        if is_description(name):
            return self._is_of(other, name) or self._is_named_next(name, other, said)
        return near and not any(name_words(other) & words for words in self.speakers)

    def _may_have_asked(self, speaker: str, hull: Span) -> bool:
        """Whether the speaker can be a poll, or who made it, which tells what "52 percent" say."""
        near = self._is_near(speaker, hull) or self._goes_on(speaker, hull)
        return near and not self._roster.named(speaker, hull.start)

    def _is_told_of(self, speaker: str, said: Attribution) -> bool:
        """Whether "the company" or "the former senator" goes on with the speaker: the one who spoke
        last, or who is named first in the sentence or else in those before it.
        """
        name = said.speaker or ""
        if said.source is None:
            return False
        mention = self.text[slice(*said.source)].lower()
        described = is_description(name) or head(name) in _OFFICES
        place = self._named_before(said.source)
        if mention in {"he", "she"} and not self._roster.named(speaker, said.source.start):
            return False
        if mention not in PRONOUNS:
            if not (_THE.match(name) and described):
                return False
            if not is_description(name) and self._is_other(name, speaker, place):
                return False
            if self._spoke_last(speaker, place):
                return True
        low = max(self._paragraph(place, -_TOLD_WITHIN).start, place - _TOLD_REACH)
        if is_description(speaker):
            return speaker.lower() in self.text[low:place].lower()
        for sentence in reversed(_SENTENCE.findall(self.text[low:place])):
            first = self._first_named(sentence)
            if first and not (described and first in name):  # "the GOP candidate" names nobody
                return same(speaker, (first,))
        return False

    def _is_other(self, office: str, speaker: str, place: int) -> bool:
        """Whether the text named the office before the last mention of the speaker: who "met the
        Prime Minister" is none.
        """
        low = max(0, place - _TOLD_REACH)
        named = self.text[low:place].lower().find(office.lower())
        return 0 <= named < _last(self.mentions(speaker), place) - low

    def _named_before(self, mention: Span) -> int:
        """Before which place a mention's name stands: not within the quotation before "he said"."""
        start = max(self._paragraph(mention.start).start, mention.start - _TOLD_REACH)
        outside = _IN_MARKS.sub("", self.text[start : mention.start])
        return mention.start if len(outside) > 2 else start

    def _spoke_last(self, speaker: str, place: int) -> bool:
        """Whether the last one who spoke before the place is the speaker."""
        index = bisect_left(self._source_starts, place) - 1
        return index >= 0 and same(speaker, self.names(self.sources[self._sorted_sources[index]]))

    def _first_named(self, sentence: str) -> str | None:
        """The first name of a sentence that may be its subject: none behind a preposition."""
        for match in _CAPITALS_RUN.finditer(sentence):
            before, name = sentence[: match.start()].rsplit(maxsplit=1)[-1:], match.group()
            if before and before[0].lower() in PREPOSITIONS:
                continue
            # A plain word opens the sentence, unless the text has it as a name elsewhere.
            opens = not before and " " not in name
            if name.lower() not in NOT_NAMES and (not opens or self._is_within(name)):
                return name
        return None

    def _is_within(self, name: str) -> bool:
        """Whether a word of the text that opens no line begins with the name."""
        place = bisect_left(self._inner, name)
        return place < len(self._inner) and self._inner[place].startswith(name)

    @cached_property
    def _inner(self) -> list[str]:
        return sorted(set(_INNER.findall(self.text)))

    def _reports(self, speaker: str, hull: Span) -> bool:
        """Whether a reporting verb beside the words, or among them, has the speaker beside it."""
        name = name_words(speaker)
        before = list(_reporting(self._before(hull)))[-2:]
        after = list(_reporting(self._after(hull)))[:1]
        within = list(_reporting(self.text[hull.start : hull.end]))
        return any(
            name & name_words(frame[max(0, verb.start() - _SAME_FRAME) : verb.end() + _AFTER_VERB])
            for frame, verb in (*before, *within, *after)
        )

    def _before(self, hull: Span) -> str:
        """What stands before the words in their sentence, no longer than a frame."""
        before = self.text[max(0, hull.start - _FRAME_REACH) : hull.start]
        return _SENTENCE_END.split(before)[-1]

    def _after(self, hull: Span) -> str:
        return _SENTENCE_END.split(self.text[hull.end : hull.end + _FRAME_REACH])[0]

    def _may_mean(self, said: Attribution, speaker: str) -> bool:
        """Whether a pronoun may stand for the speaker, who is named after whoever else it may."""
        if said.source is None:
            return False
        place = self._named_before(said.source)
        named = (said.speaker or "").lower() not in PRONOUNS
        other = _last(self.mentions(said.speaker), place) if named else -1
        mine = _last(self.mentions(speaker), place)
        pronoun = self.text[slice(*said.source)].lower()
        if mine < 0 or self._is_other_gender(pronoun, speaker):
            return False
        reach = self._paragraph(place, -1).start
        return mine >= reach and (mine > other or other < reach)

    def _is_other_gender(self, pronoun: str, speaker: str) -> bool:
        """Whether a title before the name says that the pronoun is not for it."""
        titles, words = _TITLES_OF.get(pronoun), speaker.lower().split()
        places = self.vocabulary.get(words[-1], ())[:_MOST_PLACES] if titles and words else ()
        return any(
            titles is not None and titles.search(self.text, max(0, place - 30), place)
            for place in places
        )

    def _is_described(self, name: str, description: str) -> bool:
        """Whether the name stands somewhere beside the noun of the description: "the teacher"."""
        noun = head(description)
        named = self.mentions(name)
        return any(
            _gap(place, Span(at, at + len(noun))) < _SAME_FRAME
            for at in self.vocabulary.get(noun, ())[:_MOST_PLACES]
            for place in _around(named, at)
        )

    def _is_named_next(self, description: str, name: str, said: Attribution) -> bool:
        """Whether "a former minister said" stands before the first mention of the name, which is
        that of the next one who is named and speaks, with no title of his or her own.
        """
        mentions = self.mentions(name)
        if not said.source or not _ONE.match(description) or not mentions:
            return False
        place = said.source.end
        following = self._sorted_sources[bisect_left(self._source_starts, place) :][:_NEXT_SOURCES]
        named = (self.sources[source] for source in following)
        speakers = (one.speaker for one in named if one.speaker)
        first = next((who for who in speakers if name_words(who) - PRONOUNS), "")
        return (
            place < mentions[0] < self._paragraph(place, _NAMED_WITHIN).end
            and same(name, (first,))
            and not _TITLED.search(self.text, max(0, mentions[0] - 30), mentions[0])
        )

    def _goes_on(self, speaker: str, hull: Span) -> bool:
        """Whether the speaker was named before the words, and nobody else in between who speaks."""
        named = _last(self.mentions(speaker), hull.start)
        if named < 0:
            return False
        low = bisect_right(self._source_starts, named)
        high = bisect_left(self._source_starts, hull.start)
        if high - low > _MOST_PLACES:
            return False
        between = [self.sources[source] for source in self._sorted_sources[low:high]]
        return all(
            one.speaker is None or one.speaker.lower() in PRONOUNS or same(speaker, self.names(one))
            for one in between
        )

    def _signs(self, speaker: str, hull: Span) -> bool:
        """Whether the words are of a letter that the speaker signs at its end, or of an extract
        that the last line with a colon takes from the speaker: "From the Post:".
        """
        at = bisect_right(self.paragraphs, hull.start, key=lambda span: span.start)
        for span in self.paragraphs[at : at + _LETTER]:
            short = span.end - span.start < _FRAME_REACH
            if short and (signature := _SIGNATURE.fullmatch(self.text, *span)):
                return same(speaker, (signature.group(),))
        for span in reversed(self.paragraphs[max(0, at - _LETTER) : at]):
            if self.text[span.end - 1] == ":" and span.end - span.start < _FRAME_REACH:
                line = self.text[slice(*span)]
                return same(speaker, (line,)) or (
                    any(_reporting(line)) and self._spoke_last(speaker, span.start)
                )
        return False

    def _is_named(self, name: str) -> bool:
        """Whether the text, or what is known of its outlet, has the words of the name."""
        words = name_words(name)
        if words <= self._heard:
            return True
        missing = [w for w in words if w not in self.vocabulary and w not in self._outlet]
        if not missing or (not name.isascii() and name in self.text):
            return True
        return len(missing) < len(words) and not has_capital(name, missing)

    @cached_property
    def _outlet(self) -> frozenset[str]:
        outer = (self.article.source, self.article.title, self.article.url)
        return frozenset(word.lower() for text in outer for word in WORD.findall(text or ""))

    def _own_voice(self, claim: Claim, hull: Span, said: Attribution | None) -> Iterator[Issue]:
        """A claim in the article's voice whose words are somebody's."""
        around = [one for part, one in self._parts(hull) if _covers(part, hull)]
        theirs = (one for one in (said, *around) if one and self._is_theirs(one, hull))
        said = next(theirs, None) or self._told_in(claim, hull)
        if said is None:
            return
        cue_quoted = said.cue and hull.start <= said.cue.start and said.cue.end <= hull.end
        if cue_quoted and self._reports_it(claim.text, said):
            return
        who = said.speaker or (self.text[slice(*said.source)] if said.source else "somebody")
        yield _issue(
            "speaker-mismatch",
            f"These are the words of {who}, not the article's own.",
            said.source or said.cue,
        )

    def _told_in(self, claim: Claim, hull: Span) -> Attribution | None:
        """Whose words a claim has from a quote that tells so itself: "The board says that"."""
        said = self._stated_in(hull)
        if said is None or said.cue is None:
            return None
        told = carried(" ".join(self.text[slice(*part)] for part in said.contents))
        own = carried(without_brackets(claim.text))
        return said if own and own <= told else None

    def _reports_it(self, claim: str, said: Attribution) -> bool:
        """Whether the claim has a word that reports, and is not one of what is said: "was told"."""
        parts = [self.text[slice(*part)] for part in said.contents]
        cue = self.text[slice(*said.cue)] if said.cue else ""
        theirs = set(WORD.findall(" ".join(parts).lower())).difference(cue.lower().split())
        return any(verb.group().lower() not in theirs for _, verb in _reporting(claim))

    def _is_theirs(self, said: Attribution, hull: Span) -> bool:
        """Whether the words are surely somebody's: quoted, or governed by a verb of saying."""
        if said.cue is None:
            return said.direct
        if said.direct:
            return True
        if not said.source:
            return False
        cue = self.text[slice(*said.cue)].lower()
        mention = self.text[slice(*said.source)]
        if cue == ":":  # a transcript has "MOEN:" again and again, a heading stands once
            return said.speaker not in {None, mention} and self.text.count(f"{mention}:") > 1
        if not (cue in _SAYING or cue.startswith("according")):
            return False
        if cue.startswith("according") and not is_person_or_body(mention):
            return False
        return governs(self.text, said, hull)

    def _paragraph(self, place: int, step: int = 0) -> Span:
        """The paragraph that holds the place, or one so many after it."""
        index = bisect_right(self.paragraphs, place, key=lambda span: span.start) - 1 + step
        return self.paragraphs[min(max(index, 0), len(self.paragraphs) - 1)]

    def _is_near(self, speaker: str, hull: Span) -> bool:
        """Whether the speaker is mentioned in the same or a neighbouring paragraph."""
        mentions = self.mentions(speaker)
        low = self._paragraph(hull.start, -1).start
        high = self._paragraph(hull.end, 1).end
        position = bisect_left(mentions, low)
        return position < len(mentions) and mentions[position] < high


def governs(text: str, said: Attribution, hull: Span) -> bool:
    """Whether the reporting words of `said` surely reach the words at `hull`: they stand in the
    same clause or quotation, not behind a contrast ("X said A, but B"), in a relative clause, in
    what is put in between commas or in one that tells when.
    """
    if said.cue is None:
        return False
    if said.direct:
        return True
    low, high = sorted((said.cue, hull))
    between = text[low.end : high.start]
    inserted = text.endswith(", ", 0, hull.start) and text.startswith(",", hull.end)
    if _PRESUPPOSED.search(text, max(0, hull.start - _AFTER_VERB), hull.start):
        return False
    beside = said.source and said.source.start == hull.end + 2
    if inserted and between.strip(" ,") and not beside:
        return False
    new = _NEW_CLAUSE.search(text, low.end, high.start + _AFTER_VERB)
    parted = new is not None and new.end() <= high.start
    return not parted and not _RELATIVE.search(text, hull.start, hull.end)


def _covers(part: Span, span: Span) -> bool:
    return part.start <= span.start and span.end <= part.end


def _reporting(frame: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The frame with each word of it that reports."""
    for word in WORD.finditer(frame):
        if word.group().lower() in _REPORTED:
            yield frame, word


def _last(places: Sequence[int], before: int) -> int:
    """The last of the places before an offset; -1 if there is none."""
    position = bisect_left(places, before)
    return places[position - 1] if position else -1


def _gap(place: int, span: Span) -> int:
    return max(span.start - place, place - span.end, 0)


def _around(places: Sequence[int], start: int) -> Sequence[int]:
    """The places next to `start` on either side."""
    position = bisect_left(places, start)
    return places[max(position - 1, 0) : position + 2]


def distance(places: Sequence[int], span: Span) -> int:
    """How far, in characters, the nearest of the places is from the span."""
    return min(_gap(place, span) for place in _around(places, span.start))


def shortened(words: str) -> str:
    """The words on one line, cut where they are long."""
    line = " ".join(words[:400].split())
    return line if len(line) <= 160 else line[:159] + "…"


def _issue(kind: str, detail: str, span: Span | None = None) -> Issue:
    return Issue(type=kind, kind="support", detail=detail, span=span)
