"""What a reader cannot see is neither sent to a model nor shown.

Invisible characters carry instructions to a model past the eyes of an editor (tag characters,
runs of variation selectors), and bidirectional controls show a text in another order than it has.
The article's own text keeps them, and grounding looks past them, so that offsets stay right.
"""

from __future__ import annotations

import re

_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_JOINING = (  # scripts whose spelling needs joiners: Arabic, Indic, Myanmar, Khmer and their kin
    "\u0600-\u061b\u061d-\u08ff\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u17b3\u17b6-\u17ff"
    "\u1807\u1820-\u18aa\u1a20-\u1aad\u1b00-\u1c4f\ua8e0-\ua8ff\ua980-\ua9df\ua9e0-\ua9ff"
    "\uaa60-\uaa7f\ufb50-\ufdcf\ufe70-\ufefc\U00011000-\U0001194f"
)
_VIRAMA = "\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d\u0dca"
_MONGOLIAN = "\u1820-\u18aa"
_TAGS = {code: "".join(chr(0xE0000 + ord(c)) for c in code) for code in ("gbeng", "gbsct", "gbwls")}

_SUSPECT = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"  # controls and halves of pairs
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # no glyph of their own
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_RUN = re.compile(f"[{_SUSPECT}]+")
_FATE = re.compile(
    "(?P<kept>"
    f"(?<=[{_EMOJI}])(?:[\ufe0e\ufe0f]?\u200d(?=[{_EMOJI}])|[\ufe0e\ufe0f])"
    "|(?<=[0-9#*])\ufe0f(?=\u20e3)"
    f"|(?<=[{_JOINING}])[\u200c\u200d](?=[{_JOINING}])"
    f"|(?<=[{_VIRAMA}])[\u200c\u200d]"
    f"|(?<=[{_MONGOLIAN}])(?:[\u180b-\u180d\u180f]|\u180e(?=[{_MONGOLIAN}]))"
    f"|(?<=\U0001f3f4)(?:{'|'.join(_TAGS.values())})\U000e007f"
    ")"
    "|(?P<line>\r\n?|[\x0b\x0c\x85\u2028\u2029])"
    "|(?P<space>[\x1c-\x1f])"
    "|(?P<half>[\ud800-\udfff])"
    f"|[{_SUSPECT}]"
)


def clean(text: str) -> str:
    """`text` without characters that cannot be seen or that change the order of what is seen.

    Joiners and variation selectors stay where a script or an emoji needs them. Line ends of every
    kind become a newline; other control characters vanish, but for the tab. What is visible keeps
    its words, so a quote from the cleaned text is found in the original.
    """
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return _RUN.sub(_clean_run, text)


def one_line(text: str, limit: int | None = None) -> str:
    """`text` cleaned and on one line, cut to `limit` characters (an ellipsis shows it) if given."""
    line = " ".join(clean(text).split())
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _clean_run(match: re.Match[str]) -> str:
    """What stays of a run of suspects; the characters beside it decide, and are not suspects."""
    start, end = match.span()
    before, after = match.string[max(start - 1, 0) : start], match.string[end : end + 1]
    fate = _FATE.sub(_replacement, before + match.group() + after)
    # The newline after a carriage return is its line end: it is given back here, once.
    return fate[len(before) : len(fate) - len(after)]


def _replacement(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "kept":
        return match.group()
    return {"line": "\n", "space": " ", "half": "\ufffd"}.get(kind or "", "")
