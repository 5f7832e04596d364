"""Token counts: exact by tiktoken where its vocabulary loads, else a conservative estimate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from itertools import pairwise
from threading import Lock, Thread

from briefer.errors import UsageError

DEFAULT_ENCODING = "o200k_base"

_LOADING_SECONDS = 10.0
"""How long a vocabulary may take to load; tiktoken would wait for a silent server for ever."""

_SLICE = 50_000
"""Longest text in characters that is encoded at once: tiktoken overflows its stack on a million
spaces, and needs less time per token for short texts."""


class TokenCounter:
    """Counts tokens as one encoding does. Get one from `counter`; it may be shared by threads.

    The vocabulary is loaded when it is first needed. Where it cannot be (no network, no reply in
    time, a damaged file) the counts are estimates from then on, and `exact` and `name` say so.
    """

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._lock = Lock()
        self._loaded: tuple[Callable[[str], int], bool] | None = None

    @property
    def name(self) -> str:
        """The encoding's name, or `estimate for` that name."""
        return self._encoding if self.exact else f"estimate for {self._encoding}"

    @property
    def exact(self) -> bool:
        """Whether counts are those of the encoding itself rather than an estimate above them."""
        return self._load()[1]

    def count(self, text: str) -> int:
        """How many tokens `text` has; `<|endoftext|>` and its like are plain text."""
        count, _ = self._loaded or self._load()
        if len(text) <= _SLICE:
            return count(text)
        return sum(count(text[start:end]) for start, end in pairwise(_slices(text)))

    def fits(self, text: str, tokens: int) -> bool:
        """Whether `text` has at most `tokens` tokens.

        No text has more tokens than UTF-8 bytes, so a short one is not tokenised at all.
        """
        return surely_fits(text, tokens) or self.count(text) <= tokens

    def __reduce__(self) -> tuple[Callable[[str], TokenCounter], tuple[str]]:
        return counter, (self._encoding,)

    def _load(self) -> tuple[Callable[[str], int], bool]:
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    exact = _exact(self._encoding)
                    self._loaded = (exact, True) if exact else (_estimate, False)
        return self._loaded


def counter(encoding: str = DEFAULT_ENCODING) -> TokenCounter:
    """The counter of an encoding that tiktoken knows, such as `o200k_base` or `cl100k_base`.

    Raises:
        UsageError: there is no encoding of that name.
    """
    if encoding != DEFAULT_ENCODING:  # which is known to exist, and tiktoken is slow to import
        import tiktoken

        known = tiktoken.list_encoding_names()
        if encoding not in known:
            raise UsageError(
                f"no encoding is called {encoding!r}", hint=f"there are {', '.join(known)}"
            )
    return _shared(encoding)


@cache
def _shared(encoding: str) -> TokenCounter:
    return TokenCounter(encoding)


def surely_fits(text: str, tokens: int) -> bool:
    """Whether `text` has so few bytes that it cannot have more than `tokens` tokens."""
    return len(text) <= tokens and len(text.encode("utf-8", "surrogatepass")) <= tokens


def seam(text: str, start: int, end: int) -> int | None:
    """The last good place in `text[start:end]`, past `start`, where counts add up, or None.

    The count of a text is the sum of the counts of its parts where it is cut before a space that
    follows a word, or where a line begins, because the encodings of tiktoken split a text there
    before they merge any bytes. (The oldest encodings may count less than the sum where several
    line breaks end a part.) In a text without either, a letter before a comma or a full stop
    serves as well.
    """
    if end - start < 2:
        return None
    nearest = max(start + 1, end - _LOOK_BACK)
    line = text.rfind("\n", nearest - 1, end - 1) + 1
    if line > start and text[line] != "/" and not text[line].isspace():
        return line
    place = text.rfind(" ", nearest, end)
    while place > start and text[place - 1].isspace():
        place = text.rfind(" ", nearest, place)
    if place > start:
        return place
    places = [match.start() for match in _MARK.finditer(text, nearest, end)]
    return places[-1] if places else None


_LOOK_BACK = 300
_MARK = re.compile(r"(?<=[^\W_])[,.!?、。，．！？]")


def _slices(text: str) -> Iterator[int]:
    start = 0
    while len(text) - start > _SLICE:
        yield start
        start = seam(text, start, start + _SLICE) or start + _SLICE
    yield start
    yield len(text)


def _exact(name: str) -> Callable[[str], int] | None:
    """The encoding's own count, or None when its vocabulary does not load in time."""
    loaded: list[Callable[[str], int]] = []

    def load() -> None:
        with suppress(Exception):  # whatever the reason, the estimate stands in and says so
            import tiktoken.registry

            tiktoken.list_encoding_names()
            constructors = tiktoken.registry.ENCODING_CONSTRUCTORS or {}
            # Not get_encoding: it holds tiktoken's lock for as long as the download takes.
            encoding = tiktoken.registry.ENCODINGS.get(name) or tiktoken.Encoding(
                **constructors[name]()
            )
            loaded.append(lambda text: len(encoding.encode_ordinary(text)))

    thread = Thread(target=load, name=f"load {name}", daemon=True)
    thread.start()
    thread.join(_LOADING_SECONDS)
    return loaded[0] if loaded else None


def _estimate(text: str) -> int:
    """More tokens than real texts have in any script, yet never more than they have bytes.

    One for the first four letters of a word with the space before it, for three further letters,
    for three digits, and for any other character; more where it takes more bytes. The weights were
    chosen to stay above `o200k_base` on news in English and on sentences in 40 languages.
    """
    count = len(_UNIT.findall(text))
    if text.isascii():
        return count
    return count + sum(extra * len(rarer.findall(text)) for extra, rarer in _RARER.items())


_UNIT = re.compile(
    r" ?(?:(?<![^\W_])(?:[A-Z][a-z]{0,2}|[a-z]{1,4})|[A-Z]{1,2}[a-z]?|[a-z]{1,3}"
    r"|[^\s\dA-Za-z\u0300-\u036f\U00010000-\U0010ffff])|[0-9]{1,3}|\S|\s"
)
_RARER = {
    # two bytes outside the alphabets of many readers, or three bytes in a script of many
    1: re.compile(
        "[\u0080-\u00bf\u0180-\u036f\u0500-\u058f\u0700-\u07ff"
        "\u0900-\u0dff\u0e00-\u0e7f\u1e00-\u1eff\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]"
    ),
    # other characters of three bytes, but for the dashes and quotation marks of the press
    2: re.compile(
        "[\u0800-\u08ff\u0e80-\u1dff\u1f00-\u200f\u2020-\u2025\u2027-\u303f\u3100-\u4dff"
        "\ua000-\uabff\ud7a4-\uffff]"
    ),
    3: re.compile("[\U00010000-\U0010ffff]"),
}
