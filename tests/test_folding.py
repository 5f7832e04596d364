"""Typography is folded, words are not, and every folded character knows where it stood."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.folding import breaks_words, fold, inside_word
from tests.work import calls

TEXTS = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            " \n\r\t\x00\"'“”‘’«»-–—….,ﬁﬀé\u0301\u00ad\u200b\u200d\ufeff½²五月日한국👩🚀ก"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"yes"', "“yes”"),
        ("it's", "it’s"),
        ("„ja“", '"ja"'),
        ("« oui »", '"oui"'),
        ("»ja«, he", '"ja", he'),
        ("``yes''", '"yes"'),
        ("one — two", "one--two"),
        ("one – two", "one - two"),
        ("2010–15", "2010-15"),
        ("wait ... what", "wait… what"),
        ("wait . . . what", "wait…what"),
        ("end. ... Next", "end. … Next"),
        ("a \r\n\r\n b", "a b"),
        ("a\u00a0b", "a b"),
        ("com\u00admittee", "committee"),
        ("com\u00ad\r\n  mittee", "committee"),
        ("\ufeffzero\u200bwidth", "zerowidth"),
        ("nul\x00l", "null"),
        ("o\ufb03ce", "office"),
        ("cafe\u0301", "café"),
        ("\u1112\u1161\u11ab국", "한국"),
        ("ＡＢＣ１２", "ABC12"),
        ("km²", "km2"),
        ("東京\n都", "東京都"),
        ("𝐍𝐨𝐭", "Not"),
    ],
)
def test_typography_is_folded(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("10²", "102"),
        ("3½", "31⁄2"),
        ("1,200", "1200"),
        ("resign", "re-sign"),
        ("well known", "well-known"),
        ("its", "it's"),
        ("US", "us"),
        ("so-called 'active'", "so-called active"),
        ("a, b", "a b"),
        ("fell -5", "fell 5"),
    ],
)
def test_words_numbers_and_inner_punctuation_are_not(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


def test_a_hyphen_at_a_line_end_is_read_in_two_ways() -> None:
    text = "the nego-\ntiations on a well-\nknown deal"
    assert breaks_words(text)
    assert fold(text).text == "the nego-tiations on a well-known deal"
    assert fold(text, join_lines=True).text == "the negotiations on a wellknown deal"
    assert not breaks_words("no such -\n break and 3-\n4")


@pytest.mark.parametrize(
    "word",
    [
        *("unable", "don't", "don’t", "anti-war", "3.12", "1,200", "24/7", "10:30", "U.S.A"),
        *(
            "AT&T",
            "name_of",
            "cafe\u0301",
            "👩\u200d🚀",
            "👍🏽",
            "🇳🇴",
            "un\u200bable",
            "nego-\ntiations",
        ),
        *("foo\u00ad\nbar", "한국은", "हिन्दी"),
    ],
)
def test_nothing_ends_inside_a_word(word: str) -> None:
    text = f"a {word} b"
    assert all(inside_word(text, at) for at in range(3, 2 + len(word)) if not text[at].isspace())
    assert not inside_word(text, 2)
    assert not inside_word(text, 2 + len(word))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("“yes", 1),
        ("end.Next", 4),
        ("one—two", 3),
        ("one--two", 3),
        ("two- and", 3),
        ("(word)", 1),
        ("word, and", 4),
        ("東京都", 1),
        ("ไทยดี", 3),
        ("$5", 1),
        ("5%", 1),
        ("one…two", 3),
        ("dogs' tails", 4),
    ],
)
def test_words_end_at_punctuation_and_anywhere_without_blanks(text: str, at: int) -> None:
    assert not inside_word(text, at)


def test_a_sign_belongs_to_its_number() -> None:
    assert inside_word("fell to -5 overnight", 9)
    assert inside_word("some ~5 people", 6)
    assert not inside_word("fell — 5 people", 7)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_offsets_lead_back_to_what_was_folded(text: str) -> None:
    """Folding the original of any folded character gives that character or what holds it."""
    folded = fold(text)
    ends = [folded.end(k) for k in range(1, len(folded.text) + 1)]
    starts = [folded.start(k) for k in range(len(folded.text))]
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    for k, (start, end) in enumerate(zip(starts, ends, strict=True)):
        assert 0 <= start < end <= len(text)
        assert folded.index(start) <= k < max(folded.index(end), k + 1)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_the_unicode_form_does_not_matter(text: str) -> None:
    nfc = unicodedata.normalize("NFC", text)
    assert fold(unicodedata.normalize("NFD", nfc)).text == fold(nfc).text


@pytest.mark.parametrize(
    "unit", [" ", '"', "a ", "…", ". ", "\u200b", "e\u0301\u0323", "a-\n", " - ", "« ", "ﬁ", "\n"]
)
def test_the_work_grows_with_the_size_of_a_hostile_text(unit: str) -> None:
    def work(size: int) -> int:
        return calls(lambda: fold(unit * (size // len(unit)), join_lines=True))

    work(1_000)
    assert work(40_000) < 12 * work(5_000) + 100
