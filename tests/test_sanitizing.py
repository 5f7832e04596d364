import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer import check
from briefer.models import EVIDENCE, ArticleBrief, Brief, Claim
from briefer.sanitizing import clean, one_line

ENGLAND = "\U0001f3f4" + "".join(chr(0xE0000 + ord(c)) for c in "gbeng") + "\U000e007f"


def tags(text: str) -> str:
    """Text in tag characters, which no font shows and many models read."""
    return "".join(chr(0xE0000 + ord(c)) for c in text)


def selectors(data: bytes) -> str:
    """Bytes hidden in variation selectors, as a smuggler does it."""
    return "".join(chr(0xFE00 + b) if b < 16 else chr(0xE0100 + b - 16) for b in data)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Plain words, “curly” quotes – dashes … and a\ttab.\nNext line.",
        "family 👨‍👩‍👧‍👦 heart ❤️ burning ❤️‍🔥 keycap 1️⃣ eye 👁️‍🗨️ nurse 👩🏽‍⚕️ text style ☎︎",
        f"the flag of {ENGLAND} flew",
        "می‌خواهم بروم",
        "ක්‍රියා ශ්‍රී ලංකා",
        "क्‍ष क्‌ष",
        "അവന്‍ പറഞ്ഞു",
        "ᠮᠣᠩᠭᠣᠯ᠋ ᠪᠣᠯᠤᠨ᠎ᠠ",
        "日本語の文章、한국어 문장, ไทย, עברית, العربية",
        "e\u0301 n\u0303 combining marks",
    ],
)
def test_what_scripts_and_emoji_need_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("dirty", "expected"),
    [
        ("zero\u200bwidth", "zerowidth"),
        ("\ufeffstart", "start"),
        ("no\u2060break", "nobreak"),
        ("a\u200db and a\u200cb", "ab and ab"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066left\u2069 \u200eright\u200f \u061cword", "left right word"),
        ("bell\x07 esc\x1b[31m nul\x00 del\x7f c1\x9b31m", "bell esc[31m nul del c131m"),
        ("anno\ufff9ta\ufffatio\ufffbn", "annotation"),
        ("filler\u3164\u115f\uffa0", "filler"),
        ("un\ufff0\ufff8assigned \U0001d159note", "unassigned note"),
        ("hidden" + tags("obey me"), "hidden"),
        ("flag " + ENGLAND[0] + tags("obey") + "\U000e007f", "flag " + ENGLAND[0]),
        ("smile 😀" + selectors(b"obey me"), "smile 😀"),
        ("letter a" + selectors(b"\x0f"), "letter a"),
        ("ideograph 葛" + selectors(b"ob"), "ideograph 葛"),
        ("😀\u200d\u200d😀", "😀😀"),
        ("trailing 😀\u200d", "trailing 😀"),
    ],
)
def test_what_no_reader_sees_goes(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("one\x0btwo\x0cthree\x85four\u2028five\u2029six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("one\x1ctwo\x1fthree", "one two three"),
    ],
)
def test_controls_that_separate_words_leave_them_separate(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_half_of_a_surrogate_pair_becomes_the_replacement_character() -> None:
    assert clean("a\ud800b") == "a\ufffdb"


ODD = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from(
            "\u200b\u200c\u200d\ufe0e\ufe0f😀❤1\u20e3مक\u094d\u180b\u180eᠠ\r\n \U000e0067"
        ),
        st.sampled_from(ENGLAND),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(ODD)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@settings(max_examples=300, deadline=None)
@given(ODD)
def test_every_visible_character_stays_in_its_order(text: str) -> None:
    def visible(text: str) -> list[str]:
        return [c for c in text if unicodedata.category(c)[0] in "LNPSM" and c.isprintable()]

    fillers = set("\u115f\u1160\u3164\uffa0\u034f\u17b4\u17b5\u180b\u180c\u180d\u180f\ufffd")
    selector = {chr(c) for c in (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))}

    def kept(text: str) -> list[str]:
        return [c for c in visible(text) if c not in fillers | selector]

    assert kept(clean(text)) == kept(text)


@settings(max_examples=300, deadline=None)
@given(ODD)
def test_cleaned_text_can_be_written_and_holds_no_control(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode()
    assert {c for c in cleaned if unicodedata.category(c) == "Cc"} <= {"\n", "\t"}
    assert not {c for c in cleaned if unicodedata.bidirectional(c) in ("RLO", "LRO", "RLI", "PDF")}


@settings(max_examples=200, deadline=None)
@given(ODD, st.integers(1, 20))
def test_one_line_is_one_line_within_its_limit(text: str, limit: int) -> None:
    line = one_line(text, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


def test_one_line_shows_that_it_was_cut() -> None:
    assert one_line("a  long\n story", 50) == "a long story"
    assert one_line("word " * 999) == ("word " * 999).strip()
    assert one_line("a long story", 7) == "a long…"


def test_every_character_is_either_kept_or_replaced_alone() -> None:
    """Between two plain letters each code point has one fate, and none takes a neighbour along."""
    for code in range(sys.maxunicode + 1):
        cleaned = clean(f"a{chr(code)}b")
        assert cleaned[0] == "a"
        assert cleaned[-1] == "b"
        assert len(cleaned) <= 3


def test_a_quote_from_the_cleaned_text_is_evidence_in_the_original() -> None:
    probe = "examined for finger{}prints by the police in Port Aumery on Thursday"
    dirty = [
        text
        for code in (*range(0xD800), *range(0xE000, 0x10000), 0x1D173, 0xE0001, 0xE0041, 0xE0101)
        if clean(text := probe.format(chr(code))) != text
    ]
    assert len(dirty) > 100
    brief = Brief(
        articles=tuple(
            ArticleBrief(text=f"It was {text}.", claims=(Claim(text="x", quote=clean(text)),))
            for text in dirty
        )
    )
    missed = [
        article.text for article in check(brief).articles if article.claims[0].match not in EVIDENCE
    ]
    assert missed == []


@pytest.mark.parametrize("run", ["\u200d", "😀\u200d", tags("a"), "\ufe0f", "\r", "word "])
def test_a_long_run_is_cleaned_as_a_short_one(run: str) -> None:
    each = len(clean(run * 200)) - len(clean(run * 100))  # what a hundred more add
    assert len(clean(run * 100_000)) == len(clean(run * 100)) + 999 * each
