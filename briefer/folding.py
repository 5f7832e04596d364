"""Typography folded away, with a map back to the original: kinds of quotation marks and dashes,
white space, invisible characters, Unicode forms, hyphenation. Words are never folded.

Two texts that differ in typography alone have the same folded text. In it every quotation mark
and apostrophe is `'`, every dash (with the white space around it) `-`, every ellipsis `…`, every
run of white space one blank; invisible characters and control codes are gone and letters are in
the form NFKC.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

_MARKS = "\"'`´‘’‚‛“”„‟«»‹›「」『』〝〞〟＂＇′″ʹʺʼ"
_DASHES = "-‐‑‒–—―−﹘﹣－⸺⸻"
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_ONE_TO_ONE = dict.fromkeys(_MARKS, "'") | dict.fromkeys(_DASHES, "-") | dict.fromkeys(_SPACES, " ")
_ASCII = str.maketrans({c: f for c, f in _ONE_TO_ONE.items() if c.isascii()})

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3105-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Scripts without blanks between words, for a character class: Han, kana, Thai, Khmer …"""
_UNSPACED_CHARACTER = re.compile(f"[{UNSPACED}]")
_UNSPACED_BLANKS = re.compile(f"(?<=[{UNSPACED}]) ++(?=[{UNSPACED}])")

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    r"\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_BROKEN_LINE = re.compile(r"(?<=[^\W\d_])[-‐][ \t]*+\r?+\n[ \t]*+(?=[^\W\d_])")
_SOFT_BREAK = re.compile("\u00ad[ \\t]*+\\r?+\\n[ \\t]*+")
# Guillemets are set off by blanks in some languages.
_GUILLEMETS = re.compile(r"(?<=\s[«‹])\s++|(?<=^[«‹])\s++|(?<!\s)\s++(?=[»›](?!\w))")
_RUNS = re.compile(
    r" *+(?:-[- ]*+|(?:\.?+ *+…|\.(?: *+\.){2,}+)(?: *+[.…])*+ *+)| {2,}+|'{2,}+",
)
# Unicode forbids no run of combining marks; sorting a long one takes quadratic time.
_LONGEST_COMPOSED = 30
# Up to so many kinds of characters, replacing one after the other is faster than translating.
_MOST_REPLACED = 64


class Folded:
    """A folded text and where each of its characters stood.

    Attributes:
        text: the folded text.
    """

    __slots__ = ("_edits", "text")

    def __init__(self, text: str, edits: tuple[_Edits, ...]) -> None:
        self.text = text
        self._edits = edits

    def start(self, index: int) -> int:
        """Where the character at `index` of the folded text begins in the original."""
        for edits in reversed(self._edits):
            index = edits.start(index)
        return index

    def end(self, index: int) -> int:
        """Where the character before `index` of the folded text ends in the original."""
        for edits in reversed(self._edits):
            index = edits.end(index)
        return index

    def index(self, offset: int) -> int:
        """The place in the folded text of `offset` in the original."""
        for edits in self._edits:
            offset = edits.index(offset)
        return offset


class _Edits:
    """Replacements of one pass: `new[k]:new_end[k]` came from `old[k]:old_end[k]`."""

    __slots__ = ("new", "new_end", "old", "old_end")

    def __init__(self) -> None:
        self.new, self.new_end = array("q"), array("q")
        self.old, self.old_end = array("q"), array("q")

    def start(self, index: int) -> int:
        k = bisect_right(self.new, index) - 1
        if k < 0:
            return index
        if index < self.new_end[k]:
            return self.old[k]
        return self.old_end[k] + index - self.new_end[k]

    def end(self, index: int) -> int:
        if index <= 0:
            return index
        k = bisect_right(self.new, index - 1) - 1
        if k < 0:
            return index
        if index <= self.new_end[k]:
            return self.old_end[k]
        return self.old_end[k] + index - self.new_end[k]

    def index(self, offset: int) -> int:
        k = bisect_right(self.old, offset) - 1
        if k < 0:
            return offset
        if offset < self.old_end[k]:
            return self.new[k]
        return self.new_end[k] + offset - self.old_end[k]


def fold(text: str, *, join_lines: bool = False) -> Folded:
    """Fold the typography of `text`.

    Args:
        text: any text; time and memory grow linearly with it.
        join_lines: take a hyphen at a line break for hyphenation (`nego-⏎tiations`) rather than
            for a hyphen of the word (`well-⏎known`).
    """
    folding = _Folding(text)
    if join_lines:
        folding.rewrite(_BROKEN_LINE, _nothing)
    if text.isascii():
        if _CONTROL.search(text):
            folding.rewrite(_CONTROL, _nothing)
        folding.text = folding.text.translate(_ASCII)
    else:
        _fold_characters(folding)
    folding.rewrite(_RUNS, _folded_run)
    return Folded(folding.text, tuple(folding.passes))


def breaks_words(text: str) -> bool:
    """Whether a hyphen stands at a line break, so that `fold` can read it in two ways."""
    return _BROKEN_LINE.search(text) is not None


def is_unspaced(character: str) -> bool:
    """Whether the character belongs to a script that puts no blanks between words."""
    return _UNSPACED_CHARACTER.match(character) is not None


class _Folding:
    """A text on its way to being folded, and what each pass changed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.passes: list[_Edits] = []

    def rewrite(self, pattern: re.Pattern[str], replace: Callable[[str], str]) -> None:
        text, edits = self.text, _Edits()
        parts: list[str] = []
        done = length = 0
        for match in pattern.finditer(text):
            old = match[0]
            new = replace(old)
            if new == old:
                continue
            start, end = match.span()
            parts += (text[done:start], new)
            length += start - done
            edits.old.append(start)
            edits.old_end.append(end)
            edits.new.append(length)
            length += len(new)
            edits.new_end.append(length)
            done = end
        if parts:
            parts.append(text[done:])
            self.text = "".join(parts)
            self.passes.append(edits)


def _fold_characters(folding: _Folding) -> None:
    """Fold what is not ASCII; only the few kinds of characters that a text has cost anything."""
    if "\u00ad" in folding.text:
        folding.rewrite(_SOFT_BREAK, _nothing)
    folding.rewrite(_GUILLEMETS, _nothing)
    marks = "".join(
        c for c in set(folding.text) if unicodedata.combining(c) or "\u1100" <= c <= "\u11ff"
    )
    if marks:
        composing = f".[{re.escape(marks)}]{{1,{_LONGEST_COMPOSED}}}"
        folding.rewrite(re.compile(composing, re.DOTALL), _compose)
    characters = set(folding.text)
    _replace_characters(folding, characters)
    if any(map(_UNSPACED_CHARACTER.match, characters)):
        folding.rewrite(_UNSPACED_BLANKS, _nothing)


def _replace_characters(folding: _Folding, characters: set[str]) -> None:
    table: dict[str, str | int | None] = {}
    longer = raised = ""
    for character in characters:
        folded = _folded_character(character)
        if len(folded) != 1:
            longer += character
        elif folded != character:
            table[character] = folded
        elif _is_raised_digit(character):
            raised += character
    if len(table) > _MOST_REPLACED:
        folding.text = folding.text.translate(str.maketrans(table))
    else:
        for character, one in table.items():
            folding.text = folding.text.replace(character, str(one))
    if longer:
        folding.rewrite(re.compile(f"[{re.escape(longer)}]"), _folded_character)
    if raised:
        folding.rewrite(re.compile(rf"(?<!\d)[{re.escape(raised)}](?!\d)"), _compatible)


def _nothing(_: str) -> str:
    return ""


def _folded_run(run: str) -> str:
    first = run.lstrip(" ")[:1]
    if first in ("-", "'"):
        return first
    return "…" if first else " "


def _compose(run: str) -> str:
    return unicodedata.normalize("NFC", run)


def _compatible(run: str) -> str:
    return unicodedata.normalize("NFKC", run)


@lru_cache(maxsize=4096)
def _folded_character(character: str) -> str:
    one = _ONE_TO_ONE.get(character)
    if one is not None:
        return one
    if _INVISIBLE.match(character):
        return ""
    if character == "…" or _is_raised_digit(character):
        return character
    folded = _compatible(character)
    # Spacing accents decompose into a blank and a mark.
    return character if folded.startswith(" ") else folded


@lru_cache(maxsize=4096)
def _is_raised_digit(character: str) -> bool:
    """Whether it stands for digits in another position: beside a digit it is not that number."""
    tag = unicodedata.decomposition(character).partition(">")[0]
    return tag not in ("", "<wide", "<narrow", "<font") and any(
        map(str.isdigit, _compatible(character))
    )


_APOSTROPHES = frozenset("'’ʼ‘")
_HYPHENS = frozenset("-‐‑–−")
_BEFORE_NUMBER = frozenset("±~≈<≤≥")
_IN_NUMBER = frozenset("/:.,٫٬·")


def inside_word(text: str, at: int) -> bool:
    """Whether the place `at` is inside a word, a number or a character of several code points.

    Contractions, compounds (`anti-war`), decimals, `24/7`, `U.S.`, `AT&T` and signed numbers
    (`-5`, `~5`) are one word, and so is a word that is hyphenated at a line break. Between two
    characters of a script without blanks a word may always end.
    """
    if at <= 0 or at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if after == " " and before != _JOINER:
        return False
    if _JOINER in (before, after) or _is_modifier(after):
        return True
    left, right = _visible(text, at - 1, -1), _visible(text, at, 1)
    before, after = text[max(left, 0) : left + 1], text[right : right + 1]
    if not before or not after:
        return False
    if after.isspace():
        return "\u00ad" in text[at:right] and _BROKEN_AFTER.match(text, right) is not None
    if before.isspace():
        return after.isalpha() and _BROKEN_BEFORE.search(text, max(0, at - 16), right) is not None
    if _is_letter(before):
        if _is_letter(after):
            return not (is_unspaced(before) or is_unspaced(after))
        return _joins(before, after, text, right + 1, 1)
    if _is_letter(after):
        return _joins(after, before, text, left - 1, -1)
    return before in _FLAGS and after in _FLAGS


_JOINER = "\u200d"
_FLAGS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
_BROKEN_BEFORE = re.compile(r"[^\W\d_][-‐\u00ad]\s*\n\s*\Z")


def _is_modifier(character: str) -> bool:
    """Whether it changes the character before it: an accent, a vowel sign, the skin of an emoji."""
    if "\U0001f3fb" <= character <= "\U0001f3ff":
        return True
    return unicodedata.category(character)[0] == "M" and not _INVISIBLE.match(character)


def _is_letter(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"


def _visible(text: str, at: int, step: int) -> int:
    """The next character from `at` on that shows something."""
    for _ in range(256):
        if not (0 <= at < len(text) and _INVISIBLE.match(text[at]) and text[at] != "\u200d"):
            return at
        at += step
    return at


def _joins(letter: str, sign: str, text: str, beyond: int, step: int) -> bool:
    """Whether `sign` belongs to the word of `letter`; `beyond` is the place on its other side."""
    beyond = _visible(text, beyond, step)
    other = text[beyond] if 0 <= beyond < len(text) else " "
    first, last = (letter, other) if step > 0 else (other, letter)
    if _is_letter(other) and _joins_letters(first, sign, last):
        return True
    if step > 0:
        return sign in "-‐" and _BROKEN_AFTER.match(text, beyond) is not None
    if sign in _HYPHENS:  # a minus sign, but neither a dash between clauses nor one of a list
        return letter.isdigit() and (other.isspace() or other == "(")
    return letter.isdigit() and sign in _BEFORE_NUMBER


def _joins_letters(first: str, sign: str, last: str) -> bool:
    """Whether the sign makes one word of what stands on both sides."""
    if sign in _HYPHENS or sign in _APOSTROPHES or sign in "&_+*@":
        return True
    if sign == ".":
        # "on Wednesday.The bank", "Jan. 18.The bank": a blank was lost.
        return not ((first.islower() or first.isdigit()) and last.isupper())
    return sign in _IN_NUMBER and first.isdigit() and last.isdigit()


_BROKEN_AFTER = re.compile(r"\r?\n\s*[^\W\d_]")
