"""Does a sentence of the summary give what it tells to those who say it?

The claims that it cites say whose words they are. A sentence may tell them as a fact of its own, it
may give them to somebody else, or take the speakers of two claims for each other. Whom else it may
name for a speaker, and what the article says in its own voice, only the text tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import TypeAlias

from briefer import cues
from briefer.attribution import Attribution, attributions
from briefer.citing import CLAUSE, shows, told_text
from briefer.evidence import Evidence
from briefer.frames import ROLES
from briefer.models import EVIDENCE, Claim, Issue, Span, stretch, support
from briefer.naming import WORD, name_words, same
from briefer.speakers import Speakers, subject_and_verb
from briefer.wording import carried

_BY = re.compile(r"(?<!\w)(\w++) by (\S{1,40}(?: \S{1,40}){0,5})")
_PUTS_AT = re.compile(r"\b(?:put|puts|according to)\b")
# "If it freezes, the quay will break" leaves the frost open, but not what comes of it.
_TELLS = frozenset(("asserted", "predicted", "conditional", "requested"))
_IS_GIVEN = re.compile(r"\b(?:according to|reportedly|allegedly)\b", re.IGNORECASE)
_ATTRIBUTES = re.compile(
    r"\b(?:according|reportedly|alleged\w*|allegations?|accus\w+|critic\w*|polls?|surveys?|stud(?:y|ies)"
    r"|statements?|opinion|views?|blam\w+"
    r"|under (?:[\w’'-]+ ){1,4}(?:ruling|verdict|judge?ment|order))\b",
    re.IGNORECASE,
)
_IN_THE_EYES = re.compile(
    r"\b[Ii]n (?:the (?:eyes|words|telling|judge?ment) of"
    r"|(?:his|her|its|their|[^,.;:]{1,40}['’]s?) (?:eyes|words|telling|judge?ment))\b"
)
_TO_WHOM = re.compile(r"(?:To|For) ([^,.;:]{3,60}), ")
_PART = re.compile(r"[;:]\s++|(?:,|(?<![\s,]))\s++(?=(?:and|but|while|whereas|although)\s)")
_GOES_ON = re.compile(r"(?:and|but) that\s")
_REJECTS = re.compile(r"(?:den(?:y|ies|ied)|reject|dismiss|disput|contest|refut)(?:s|es|ed|e|ing)?")
_TAG = 8  # words: ", the mayor said", ", said Moen of the board on Monday"

_Statement: TypeAlias = tuple[frozenset[str], Claim]
"""The roots of the words that a claim and its quote carry, and the claim."""


class Retelling:
    """The sentences of a summary beside who says what in the text.

    Args:
        speakers: who speaks in the text.
        evidence: the text itself.
        claims: all claims of the brief. Who speaks in one of them does not stand for the speaker
            of another.
    """

    def __init__(self, speakers: Speakers, evidence: Evidence, claims: Iterable[Claim]) -> None:
        self.speakers = speakers
        self.evidence = evidence
        self.text = speakers.text
        self._recorded = frozenset(
            chain.from_iterable(name_words(claim.speaker or "") for claim in claims)
        )

    def issues(self, sentence: str, cited: Sequence[Claim]) -> Iterator[Issue]:
        """What the sentence gives to the wrong one, or to nobody."""
        statements = _statements(cited)
        claims = [claim for _, claim in statements]
        told = attributions(sentence) if statements or (self._said and not cited) else []
        told = [said for said in told if said.contents]
        denied, told = _parted(sentence, told)
        yield from self._denied_by(sentence, denied, claims)
        if not cited:
            yield from self._given_to_another(sentence, told, self._said, least=0.75, fewest=3)
            return
        found = [*self._given_to_another(sentence, told, statements, least=0.5)]
        yield from found or self._exchanged(sentence, told, claims)
        yield from self._unattributed(sentence, told, claims)

    # -- given to somebody else ------------------------------------------------------------------

    @cached_property
    def _said(self) -> list[_Statement]:
        """What the text itself says that somebody says, for a sentence that cites nothing."""
        return _statements(
            Claim(
                id="the text",
                text="",
                quote=self.text[slice(*part)],
                speaker=one.speaker,
                match="exact",
                spans=(part,),
            )
            for part, one in self.speakers.attributions
            if one.speaker and one.source and one.cue
        )

    def _given_to_another(
        self,
        sentence: str,
        told: Sequence[Attribution],
        statements: Sequence[_Statement],
        *,
        least: float,
        fewest: int = 1,
    ) -> Iterator[Issue]:
        """Statements that the sentence gives to another than the text does.

        Each statement is matched with the claim that has most of its words (the `least` share of
        them, and the `fewest`), and the speaker whom the sentence names is then checked as if the
        claim named him.
        """
        if not statements:
            return
        for said in told:
            if said.speaker is None or said.source is None:
                continue
            words = _carried_in(sentence, said)
            shares = [len(words & theirs) for theirs, _ in statements]
            share = max(shares)
            if share < fewest or share < least * len(words):
                continue
            claim = statements[shares.index(share)][1]
            if _may_be_his(claim, sentence, said) or self._is_for(claim, said.speaker):
                continue
            place = stretch(claim.spans, len(self.text))
            owner = self.speakers.attributed(place) if place else None
            if owner and owner.source and self._is_no_other(claim, said.speaker, owner):
                yield _issue(
                    f"The text gives these words to {owner.speaker}, not to {said.speaker}. "
                    f"({claim.id})",
                    owner.source,
                )
                continue
            named = replace(claim, speaker=said.speaker, attribution=(), issues=())
            for issue in self.speakers.issues(named, place, owner):
                if issue.type == "speaker-mismatch":
                    yield _issue(f"{issue.detail} ({claim.id})", issue.span)

    def _is_for(self, claim: Claim, name: str) -> bool:
        """Whether a sentence may give the claim to one of this name: another word for its speaker,
        or one through whom the statement came.
        """
        speaker = claim.speaker or ""
        return same(name, claim.attribution) or self.speakers.may_stand_for(
            name, speaker, self._recorded
        )

    def _is_no_other(self, claim: Claim, name: str, owner: Attribution) -> bool:
        """Whether the text gives the claim to its speaker by name, and this is the name of another
        person, or of one who speaks in another claim.
        """
        other = self.speakers.mentions.is_person(name) or not self._recorded.isdisjoint(
            name_words(name)
        )
        return other and self.speakers.is_named(claim.speaker or "", owner)

    def _exchanged(
        self, sentence: str, told: Sequence[Attribution], claims: Sequence[Claim]
    ) -> Iterator[Issue]:
        """Claims that the sentence gives to the speaker of another claim that it cites."""
        if not told:
            return
        parts = [_carried_in(sentence, said) for said in told]
        for claim in claims:
            speaker = claim.speaker or ""
            own = _own(claim)
            shares = [len(own & part) / max(len(own), 1) for part in parts]
            best = max(shares)
            said = told[shares.index(best)]
            if best < 0.6 or claim.stance == "denied" or not (said.speaker and said.source):
                continue
            if any(
                one.speaker and (same(speaker, (one.speaker,)) or self._is_for(claim, one.speaker))
                for one, share in zip(told, shares, strict=True)
                if 2 * share >= best
            ):
                continue
            others = [
                other.speaker or "" for other in claims if not same(speaker, (other.speaker or "",))
            ]
            within = " ".join(sentence[slice(*part)] for part in said.contents)
            nested = same(speaker, (within,)) and reports(_without(within, claim.text))
            speaks = any(one.speaker and same(speaker, (one.speaker,)) for one in told)
            unnamed = best >= 0.75 and not same(speaker, (sentence,))
            if same(said.speaker, others) and not nested and (speaks or unnamed):
                yield _issue(f"{claim.id} is what {speaker} says, not {said.speaker}.")
                return

    def _denied_by(
        self, sentence: str, denials: Sequence[Attribution], claims: Sequence[Claim]
    ) -> Iterator[Issue]:
        """Denials that the sentence gives to another than the claims do."""
        for said in denials:
            part = _carried_in(sentence, said)
            told = [one for one in claims if 2 * len(_own(one) & part) >= len(part)]
            denied = [one for one in told if one.stance == "denied"]
            name = said.speaker or ""
            if not said.source or not denied or not part:
                continue
            if any(same(one.speaker or "", (name,)) or self._is_for(one, name) for one in denied):
                continue
            one = denied[0]
            speaks = any(same(other.speaker or "", (name,)) for other in claims)
            if speaks and not same(one.speaker or "", (sentence,)):
                yield _issue(f"{one.id} is what {one.speaker} denies, not {name}.")

    # -- given to nobody -------------------------------------------------------------------------

    def _unattributed(
        self, sentence: str, told: Sequence[Attribution], claims: Sequence[Claim]
    ) -> Iterator[Issue]:
        """What somebody says, and the sentence tells as a fact that nobody says."""
        if _IS_GIVEN.search(sentence):
            return
        added = _without(sentence, " ".join(claim.text for claim in claims))
        if not reports(added):
            for claim in claims:
                if 2 * _share(claim, sentence) >= 1:
                    yield from self._told_as_a_fact(sentence, added, claim)
            return
        yield from self._parts_as_facts(sentence, told, claims)

    def _parts_as_facts(
        self, sentence: str, told: Sequence[Attribution], claims: Sequence[Claim]
    ) -> Iterator[Issue]:
        """What somebody says, told as a fact beside what the sentence gives to others: "The wall
        is too low, and Holm said that she had paid for no survey".
        """
        tag = WORD.findall(sentence.rpartition(",")[2])
        if len(tag) <= _TAG and reports(" ".join(tag)):
            return  # who is named last may say all of it
        inside = set().union(*(_carried_in(sentence, said) for said in told))
        parts = _PART.split(sentence)
        for claim in claims:
            own = _own(claim)
            if len(own) < 3 or 2 * len(own & inside) >= len(own) or not _tells(claim.text):
                continue
            holding = [part for part in parts if not own.isdisjoint(carried(part))]
            if len(holding) != 1 or 4 * _share(claim, holding[0]) < 3:
                continue
            added = _without(holding[0], claim.text)
            if not (reports(added) or _ATTRIBUTES.search(holding[0]) or _GOES_ON.match(holding[0])):
                yield from self._told_as_a_fact(holding[0], added, claim)

    def _told_as_a_fact(self, part: str, added: str, claim: Claim) -> Iterator[Issue]:
        """What somebody says in a claim, if this part of a sentence, in which no word reports,
        attributes it to nobody.

        Args:
            part: the part of the sentence, or all of it.
            added: what it has more than the claim.
            claim: the claim that the part tells.
        """
        place = stretch(claim.spans, len(self.text))
        speaker = claim.speaker or ""
        if place is None or not _tells(part) or shows(part, claim.quote):
            return
        if self._is_given(part, added, speaker, self.text[slice(*place)]):
            return
        if self._is_told_by_somebody(place) and not self._is_said_plainly(_own(claim), place):
            yield _issue(f"The sentence tells as a fact what {speaker} says ({claim.id}).", place)

    def _is_given(self, text: str, added: str, speaker: str, quoted: str) -> bool:
        """Whether a sentence attributes what it has from the quote: by words that do so, by naming
        the speaker in what it has `added` to the claim or beside a word that reports, or because
        he is told to report: "The minister thinks that", "was found by the board". A word of the
        quote itself, such as "the survey" or a name in it, does not tell who says it.
        """
        around = _without(added, quoted)
        if _ATTRIBUTES.search(around) or _is_in_the_eyes_of_somebody(text):
            return True
        if same(speaker, (text,)) and (reports(around) or same(speaker, (added,))):
            return True
        if any(reports(verb) and same(speaker, (agent,)) for verb, agent in _BY.findall(text)):
            return True
        subject, verb = subject_and_verb(text)
        if not (reports(verb) or _ATTRIBUTES.match(verb)):
            return False
        if same(speaker, (subject,)):
            return True
        other = subject != "" and f" {subject} " in f" {added} "
        return other and self.speakers.may_stand_for(subject, speaker)

    def _is_told_by_somebody(self, hull: Span) -> bool:
        """Whether the text gives the words to somebody, or has in their sentence a word that
        reports, "The county puts the cost at", of which a claim may make a statement.
        """
        if self.speakers.attributed(hull) is not None:
            return True
        words = self.evidence.words
        places = words.covered(hull)
        sentences = {words.sentence(place) for place in (*places[:1], *places[-1:])}
        return any(is_somebodys(words.raw(*words.bounds(sentence))) for sentence in sentences)

    def _is_said_plainly(self, words: Set[str], hull: Span) -> bool:
        """Whether the article says it in its own voice, too."""
        for span in self.evidence.saying(words, self.evidence.aligned(words, set())):
            apart = span.end <= hull.start or hull.end <= span.start
            if apart and self.speakers.attributed(span) is None:
                return True
        return False


def _statements(claims: Iterable[Claim]) -> list[_Statement]:
    """Those of the claims whose words somebody says, as the text has it."""
    return [
        (content_of(claim), claim)
        for claim in claims
        if claim.match in EVIDENCE and claim.speaker is not None
    ]


def content_of(claim: Claim) -> frozenset[str]:
    """The roots of the words that a claim and its quote carry."""
    return carried(claim.text) | carried(claim.quote)


def _may_be_his(claim: Claim, text: str, said: Attribution) -> bool:
    """Whether a sentence that gives a statement to another gives it to the claim's speaker, too.

    It does not where it names him only as the one whom the claim is about: in a statement, "Lind
    said that Voss would leave", that has next to nothing but the claim's words and reports no more.
    """
    speaker = claim.speaker or ""
    if not same(speaker, (text,)):
        return False
    told = " ".join(text[slice(*part)] for part in said.contents)
    words = carried(told)
    opening = text[said.cue.end : said.contents[0].start].strip() if said.cue else ""
    added = _without(told, claim.text)
    edges = [0, *chain.from_iterable(said.contents), len(text)]
    around = "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    return (
        4 * len(words & carried(claim.text)) < 3 * len(words)
        or opening not in {"", "that"}
        or CLAUSE.search(told) is not None
        or is_somebodys(added)
        or _ATTRIBUTES.search(added) is not None
        or "that" in added.split()  # "the threat that"
        or cues.is_negated(added)
        or same(speaker, (around,))
    )


def is_somebodys(sentence: str) -> bool:
    """Whether the sentence reports what somebody says."""
    return reports(sentence) or bool(_PUTS_AT.search(sentence))


def reports(words: str) -> bool:
    """Whether one of the words can report what somebody says."""
    return not cues.REPORTING_VERBS.isdisjoint(WORD.findall(words.lower()))


def _is_in_the_eyes_of_somebody(text: str) -> bool:
    """Whether a sentence attributes without a verb: "In the eyes of", "To the mayor, it is"."""
    if _IN_THE_EYES.search(text):
        return True
    to_whom = _TO_WHOM.match(text)
    words = WORD.findall(to_whom[1].lower()) if to_whom else []
    return any(word.removesuffix("s") in ROLES for word in words)


def _without(text: str, others: str) -> str:
    """The words that the others do not have, or not so often."""
    theirs = Counter(WORD.findall(others.lower()))
    added = []
    for word in WORD.findall(text):
        if theirs[word.lower()]:
            theirs[word.lower()] -= 1
        else:
            added.append(word)
    return " ".join(added)


def _carried_in(sentence: str, said: Attribution) -> Set[str]:
    """The roots of the words that a statement in the sentence carries."""
    return frozenset().union(*(carried(sentence[slice(*part)]) for part in said.contents))


def _parted(
    sentence: str, told: Sequence[Attribution]
) -> tuple[list[Attribution], list[Attribution]]:
    """Those of the statements that somebody denies, and those that somebody makes."""
    denied: list[Attribution] = []
    made: list[Attribution] = []
    for said in told:
        cue = sentence[slice(*said.cue)].lower() if said.cue else ""
        (denied if _REJECTS.fullmatch(cue) else made).append(said)
    return denied, made


def _own(claim: Claim) -> frozenset[str]:
    """The roots of the words in which a claim says something."""
    return carried(told_text(claim))


def _share(claim: Claim, part: str) -> float:
    """How much of what the claim says the part of a sentence has."""
    own = _own(claim)
    return len(own & carried(part)) / len(own) if own else 0.0


def _tells(words: str) -> bool:
    """Whether the words tell something, and do not just leave it open or deny it."""
    return cues.stance_of(words) in _TELLS


def _issue(detail: str, span: Span | None = None) -> Issue:
    return support("speaker-mismatch", detail, span)
