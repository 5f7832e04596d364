"""A clause that asks, turned into the question itself: "who will pay" to "Who will pay?".

English, and only where the order of words is sure; all else is left to the caller.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefer import cues
from briefer.frames import DETERMINERS, PREPOSITIONS

_BE_AND_MODALS = cues.word_set("is are was were will would can could should must")
_HAVE = cues.word_set("has have had")
_PARTICIPLE = re.compile(
    r"(?:\w+(?:ed|en|wn)|not|put|sold|made|left|gone|told|paid|found|met|lost|won|done|come|caught"
    r"|brought|bought|built|said|led|held|kept|sent|spent|known)$"
)
_PLAIN_FORMS = {"came": "come", "went": "go", "took": "take", "got": "get", "began": "begin"}
_PRONOUNS = cues.word_set("he she it they")
# Who speaks in the first person asks nothing that stands by itself; a clause inside hides the verb.
_UNSURE = cues.word_set(
    "i we you me us my our your who which that what whether if because may might does did"
)
_MEASURES = cues.word_set("many much long far often soon badly fast")


def as_question(clause: str) -> str | None:
    """The question that the embedded `clause` asks, or None where its order is not sure."""
    words = clause.split()
    first, *rest = (word.lower() for word in words)
    inner = rest[1:] if rest[:1] == ["that"] else rest
    if "," in clause or _CONTRACTED.search(clause) or not _UNSURE.isdisjoint(inner):
        return None
    finite = [place for place, word in enumerate(rest, 1) if word in _BE_AND_MODALS | _HAVE]
    if not finite:
        return _without_auxiliary(first, words)
    verb = finite[0]
    if len(finite) > 1 or (
        rest[verb - 1] in _HAVE and not _PARTICIPLE.match("".join(rest[verb : verb + 1]))
    ):
        return None
    start = _subject_start(first, words[:verb])
    if start is None:
        return None
    if start == verb:
        return _asked(words)
    head = words[:start] if first not in {"whether", "if"} else []
    if not head and verb + 1 == len(words):
        return None
    return _asked([*head, words[verb].lower(), *words[start:verb], *words[verb + 1 :]])


_CONTRACTED = re.compile(r"n['’]t\b|\b(?:he|she|it|they|there|who|what)['’]", re.IGNORECASE)


def _subject_start(first: str, before: Sequence[str]) -> int | None:
    """Where the subject begins among the words before the verb; their end if the subject asks."""
    if len(before) > _LONGEST_SUBJECT:
        return None
    if first in {"whether", "if", "when", "where", "why"}:
        return 1 if len(before) > 1 else None
    if len(before) == 1:
        return 1 if first in {"who", "what", "which"} else None
    for place, word in enumerate(before[1:], 1):
        if _opens_phrase(word) and before[place - 1].lower() not in PREPOSITIONS:
            return place
    if first == "which" or (first == "how" and before[1].lower() == "many"):
        return len(before) if len(before) == 2 + (first == "how") else None
    return 1 if first == "how" and before[1].lower() not in _MEASURES else None


_LONGEST_SUBJECT = 9  # words, the one that asks included


def _opens_phrase(word: str) -> bool:
    return word[0].isupper() or word.lower() in _OPENERS


_OPENERS = _PRONOUNS | DETERMINERS - {"many", "much", "few", "most"}


def _without_auxiliary(first: str, words: Sequence[str]) -> str | None:
    """The question of a clause in the simple past: "who opened it", "where the noise came from"."""
    if first in {"who", "what"} and len(words) > 1 and not _opens_phrase(words[1]):
        acts = len(words) > 2 and _opens_phrase(words[2])
        return _asked(words) if acts or words[1] == "happened" else None
    verbs = [place for place, word in enumerate(words) if word in _PLAIN_FORMS]
    if first not in {"where", "when", "why", "how"} or len(verbs) != 1 or verbs[0] < 2:
        return None
    verb = verbs[0]
    if not _opens_phrase(words[1]):
        return None
    return _asked([words[0], "did", *words[1:verb], _PLAIN_FORMS[words[verb]], *words[verb + 1 :]])


def _asked(words: Sequence[str]) -> str:
    line = " ".join(words)
    return f"{line[0].upper()}{line[1:]}?"
