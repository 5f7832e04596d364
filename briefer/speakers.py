"""Who said it: are a claim's words those of the one whom it gives them to?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Set
from dataclasses import replace
from functools import cached_property
from itertools import islice

from briefer import cues
from briefer.attribution import Attribution, attributions
from briefer.frames import AUXILIARIES
from briefer.interviews import Interview
from briefer.mentions import Mentions, reporting
from briefer.models import Article, Claim, Issue, Span, support
from briefer.naming import PRONOUNS, WORD, called_by, has_capital, name_words, same, without_owners
from briefer.people import BODY_WORDS, is_person_or_body
from briefer.referring import Referents
from briefer.sentences import Layout
from briefer.wording import carried, without_brackets
from briefer.words import is_past, stem, word_list

# Who accuses somebody says so. The list itself is without these, as a claim must not turn round who
# accuses whom, and may turn round who says that of whom.
_ACCUSING = cues.word_set("accuse accuses accused accusing blame blames blamed blaming")
_SAYING = frozenset(word_list("saying")) | frozenset(word_list("judging")) | _ACCUSING
_TELLING = _SAYING | cues.word_set(
    "put puts putting see sees count counts counted find finds found"
)
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
_FRAME_REACH = 200  # characters
_SAME_FRAME = 80
_AFTER_VERB = 30
_HE_SAID = re.compile(r"\b(?:he|she|they) (?:said|told \w+)[,:] ['‘\"“]\Z", re.IGNORECASE)
_SHARE = re.compile(
    r"(?:(?:only|just|nearly|about|almost|another|over|more than|fewer than|less than) )*"
    r"(?:\d[\d.,]*(?: ?%| per ?cent)|(?:a|the) (?:majority|minority|third|quarter|half)|half"
    r"|\w+(?: out)? of (?:every )?(?:\d+|ten|five|three|four))\b",
    re.IGNORECASE,
)
_LETTER = 8  # paragraphs
_BIOGRAPHY = 2  # paragraphs
_BIOGRAPHIC = re.compile(
    r"([A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3})(?:, [^,;]{3,80},)? "
    r"(?:is|was|has|teaches|writes|works|serves|covers|leads|runs|chairs|directs)\b"
)
_FIRST_PERSON = re.compile(r"(?<![A-Z]\w{2} )\b(?:I|[Mm]y|me)\b")  # no "World War I"
_MARKED = re.compile(r"[\"“][^\"“”]*[\"”]|(?<!\w)['‘][^'‘’]*['’](?!\w)")
_OPENING = 2_000  # characters
_LONGEST_SUBJECT = 12  # words, the verb included
_BEFORE_VERB = re.compile(
    rf"(?:{'|'.join(sorted(AUXILIARIES))}|not|never|also|still|now|only|\w+ly|\w+n['’]t)",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"(?:[-–—] ?)?(?:@\w+|[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){1,3})\.?")


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
        self.mentions = Mentions(self._layout)
        self._interview = Interview(self.mentions)

    @cached_property
    def attributions(self) -> list[tuple[Span, Attribution]]:
        """Each part of what somebody says, in the order of the text."""
        found: list[Attribution] = []
        if self.english:
            found = [*attributions(self.text, self._layout), *self._interview.answers()]
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
    def _referents(self) -> Referents:
        return Referents(self.mentions, [one for _, one in self.attributions])

    @cached_property
    def _furthest(self) -> list[int]:
        """The furthest end of the parts so far, so that a search knows when to stop."""
        furthest = []
        end = 0
        for part, _ in self.attributions:
            end = max(end, part.end)
            furthest.append(end)
        return furthest

    # -- who said it ------------------------------------------------------------------------------

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
        return said is not None and self.is_named(speaker, said)

    def is_named(self, speaker: str, said: Attribution) -> bool:
        """Whether the text names the one who said it as the speaker."""
        return self._referents.is_named(speaker, said)

    def may_stand_for(self, other: str, speaker: str, speaking: Set[str] = frozenset()) -> bool:
        """Whether a line may name the other for the speaker; words of names under which somebody
        speaks in other lines are `speaking`.
        """
        outlet = self.article.source or ""
        return self._referents.may_stand_for(other, speaker, outlet, speaking - name_words(speaker))

    def _parts(self, span: Span) -> Iterator[tuple[Span, Attribution]]:
        """What is said by somebody in the span, the last first."""
        position = bisect_right(self.attributions, span.end, key=lambda pair: pair[0].start) - 1
        while position >= 0 and self._furthest[position] > span.start:
            if self.attributions[position][0].end > span.start:
                yield self.attributions[position]
            position -= 1

    def source_span(self, claim: Claim, hull: Span | None, said: Attribution | None) -> Span | None:
        if claim.speaker is None:
            return None
        given = claim.source_span
        if given and self._is_mention(given, claim.speaker):
            return given
        if hull is None:
            return None
        if said and said.source and self.is_named(claim.speaker, said):
            return said.source
        return self.mentions.nearest(claim.speaker, hull)

    def _is_mention(self, span: Span, speaker: str) -> bool:
        """Whether the place names the speaker, is a pronoun, or brings in the speaker's words."""
        if not 0 <= span.start < span.end <= min(len(self.text), span.start + 200):
            return False
        words = {word.lower() for word in WORD.findall(self.text[span.start : span.end])}
        said = self._referents.sources.get(span)
        return (
            (words != set() and words <= PRONOUNS)
            or not words.isdisjoint(called_by(speaker))
            or (said is not None and self.is_named(speaker, said))
        )

    def issues(self, claim: Claim, hull: Span | None, said: Attribution | None) -> Iterator[Issue]:
        for name in dict.fromkeys((claim.speaker or "", *claim.attribution)):
            if not self._is_named(name):
                yield support("speaker-absent", f"The text does not name “{shortened(name)}”.")
        if hull is None or not self.english:
            return
        if claim.speaker is None:
            yield from self._own_voice(claim, hull, said)
            return
        if not (said and said.speaker and said.source):
            said = self._stated_in(hull)
        if said and said.speaker and said.source:
            if not self._can_be(claim.speaker, said, hull):
                yield support(
                    "speaker-mismatch",
                    f"The text gives these words to {said.speaker}, not to {claim.speaker}.",
                    said.source,
                )
        elif not (
            self.mentions.is_near(claim.speaker, hull)
            or self._referents.goes_on(claim.speaker, hull)
            or self._signs(claim.speaker, hull)
            or self._is_author(claim.speaker)
        ):
            yield support(
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
        """Whether the words of `said` can be the speaker's: by name, because they are part of a
        letter or of an interview, because the speaker tells what another said, or by a pronoun or
        a description that may mean the speaker.
        """
        among = [one for part, one in self._parts(hull) if part.start < hull.end]
        if any(self.is_named(speaker, one) for one in (said, *among)):
            return True
        if not said.direct and self._is_writers(speaker, said, hull):
            return True
        guest = self._interview.guest
        if guest and guest in {one.source for one in among}:
            retold = any(reporting(self.mentions.before(hull)))
            near = retold and self.mentions.is_near(speaker, hull)
            return near or self._interview.brings_in(speaker)
        if self._reports(speaker, hull) or self._passes_on(speaker, said, hull):
            return True
        return self._referents.may_be(said, speaker, hull)

    def _is_writers(self, speaker: str, said: Attribution, hull: Span) -> bool:
        """Whether the words are of a letter that the speaker signs, or of a text that the speaker
        wrote as "I", and what others say is told there by the speaker.
        """
        retold = said.source is not None and _covers(hull, said.source)  # "Roos knows that"
        mention = self.text[slice(*said.source)].lower() if said.source else ""
        if (retold or mention in {"i", "we"}) and self._is_author(speaker):
            return True
        return (retold or not self._names_person(said)) and self._signs(speaker, hull)

    def _names_person(self, said: Attribution) -> bool:
        """Whether the one who said it is a person and named, and no writer who signs below."""
        mention = self.text[slice(*said.source)] if said.source else ""
        return bool(mention) and self.mentions.roster.named(mention, len(self.text)) is not None

    def _reports(self, speaker: str, hull: Span) -> bool:
        """Whether a reporting verb beside the words, or among them, has the speaker beside it."""
        name = name_words(speaker)
        before, after = self.mentions.before(hull), self.mentions.after(hull)
        within = self.text[slice(*hull)]
        beside = [(before, verb) for verb in list(reporting(before))[-2:]]
        beside += [(within, verb) for verb in reporting(within)]
        beside += [(after, verb) for verb in list(reporting(after))[:1]]
        frames = [
            frame[max(0, verb.start() - _SAME_FRAME) : verb.end() + _AFTER_VERB]
            for frame, verb in beside
        ]
        frames = [frame for frame in frames if name & name_words(frame)]
        if frames and self.mentions.is_person(speaker):
            # "Bell's lawyer said" has not her beside it
            frames = [frame for frame in frames if name & name_words(without_owners(frame))]
        return bool(frames)

    def _passes_on(self, speaker: str, said: Attribution, hull: Span) -> bool:
        """Whether the speaker is a poll, or who made it, which tells what "52 percent" say; or
        tells what another said: "He said, 'It is late,'" Moen recalled.
        """
        near = self.mentions.is_near(speaker, hull)
        share = _SHARE.match(said.speaker or "") and (
            near or self._referents.goes_on(speaker, hull)
        )
        if share and not self.mentions.roster.named(speaker, hull.start):
            return True
        he_said = _HE_SAID.search(self.text, max(0, hull.start - _AFTER_VERB), hull.start)
        told = Span(*he_said.span()) if near and he_said else None
        return told is not None and any(_covers(part, told) for part in said.contents)

    def _signs(self, speaker: str, hull: Span) -> bool:
        """Whether the words are of a letter that the speaker signs at its end, or of an extract
        that the last line with a colon takes from the speaker: "From the Post:".
        """
        at = bisect_right(self.mentions.paragraphs, hull.start, key=lambda span: span.start)
        for span in self.mentions.paragraphs[at : at + _LETTER]:
            short = span.end - span.start < _FRAME_REACH
            if short and (signature := _SIGNATURE.fullmatch(self.text, *span)):
                return same(speaker, (signature.group(),))
        for span in reversed(self.mentions.paragraphs[max(0, at - _LETTER) : at]):
            if self.text[span.end - 1] == ":" and span.end - span.start < _FRAME_REACH:
                line = self.text[slice(*span)]
                return same(speaker, (line,)) or (
                    any(reporting(line)) and self._referents.spoke_last(speaker, span.start)
                )
        return False

    def _is_author(self, speaker: str) -> bool:
        return self._author is not None and same(speaker, (self._author,))

    @cached_property
    def _author(self) -> str | None:
        """Who wrote a text in the first person, by the line at its end that tells who that is:
        "Ida Roos is a welder at Varn Mill"; the text before does not name her.
        """
        paragraphs = self.mentions.paragraphs
        for span in paragraphs[-_BIOGRAPHY:]:
            line = _BIOGRAPHIC.match(self.text, *span)
            if line and next(self.mentions.whole(line[1]), span).start == span.start:
                opening = _MARKED.sub(" ", self.text[: min(span.start, _OPENING)])
                return line[1] if len(_FIRST_PERSON.findall(opening)) > 1 else None
        return None

    def _is_named(self, name: str) -> bool:
        """Whether the text, or what is known of its outlet, has the words of the name."""
        words = name_words(name)
        missing = [w for w in words if not self.mentions.vocabulary[w] and w not in self._outlet]
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
            if teller := self._teller(claim, hull):
                yield support(
                    "speaker-mismatch",
                    f"These are the words of {teller}, not the article's own.",
                    hull,
                )
            return
        cue_quoted = said.cue and hull.start <= said.cue.start and said.cue.end <= hull.end
        named = said.speaker is not None and same(said.speaker, (without_brackets(claim.text),))
        if (cue_quoted or named) and self._reports_it(claim.text, said):
            return
        who = said.speaker or (self.text[slice(*said.source)] if said.source else "somebody")
        yield support(
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

    def _teller(self, claim: Claim, hull: Span) -> str | None:
        """Of whom a quote says that he tells it, where the claim does not: "The county puts the
        cost at 52 million".
        """
        subject, verb = subject_and_verb(self.text[slice(*hull)])
        words = WORD.findall(claim.text.lower())
        if verb.lower() not in _TELLING or same(subject, (claim.text,)):
            return None
        speaks = is_person_or_body(subject) or not BODY_WORDS.isdisjoint(subject.lower().split())
        told = stem(verb.lower()) in map(stem, words) or not _SAYING.isdisjoint(words)
        return subject if speaks and not told else None

    def _reports_it(self, claim: str, said: Attribution) -> bool:
        """Whether the claim has a word that reports, and is not one of what is said: "was told"."""
        parts = [self.text[slice(*part)] for part in said.contents]
        cue = self.text[slice(*said.cue)] if said.cue else ""
        theirs = set(WORD.findall(" ".join(parts).lower())).difference(cue.lower().split())
        return any(verb.group().lower() not in theirs for verb in reporting(claim))

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


def subject_and_verb(words: str) -> tuple[str, str]:
    """The first words of a sentence, up to a verb, and that verb behind its auxiliaries."""
    first = [word.group() for word in islice(WORD.finditer(words), _LONGEST_SUBJECT)]
    ends = (
        word in AUXILIARIES or is_past(word) or word in cues.REPORTING_VERBS
        for word in map(str.lower, first[1:])
    )
    end = next((at for at, ends_here in enumerate(ends, 1) if ends_here), len(first))
    verbs = (word for word in first[end:] if not _BEFORE_VERB.fullmatch(word))
    return " ".join(first[:end]), next(verbs, "")


def _covers(part: Span, span: Span) -> bool:
    return part.start <= span.start and span.end <= part.end


def shortened(words: str) -> str:
    """The words on one line, cut where they are long."""
    line = " ".join(words[:400].split())
    return line if len(line) <= 160 else line[:159] + "…"
