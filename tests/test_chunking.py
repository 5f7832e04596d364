"""Chunks: they cover the text, keep the budget and hold whole sentences."""

from __future__ import annotations

import dataclasses
import pickle
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer import tokens
from briefer.chunking import Chunk, chunk
from briefer.errors import UsageError
from briefer.models import Article
from briefer.sentences import paragraphs, sentences
from briefer.tokens import TokenCounter, counter

if TYPE_CHECKING:
    from collections.abc import Sequence


def estimating() -> TokenCounter:
    made = TokenCounter("o200k_base")
    made._loaded = (tokens._estimate, False)
    return made


class Counting(TokenCounter):
    """The estimate, and how many characters it was asked about."""

    def __init__(self) -> None:
        super().__init__("o200k_base")
        self._loaded = (tokens._estimate, False)
        self.characters = 0

    def count(self, text: str) -> int:
        self.characters += len(text)
        return super().count(text)


STORY = "\n\n".join(
    " ".join(
        (
            f"The harbour of Lowmere stayed closed on day {day} of the strike.",
            "“We just don’t know when it can open again,” the mayor, Lea Pond, said at 3 p.m. ET.",
            "Senator Ira Voss (D-Calif.) denied that the U.S. Navy had asked for it."
            if day % 2
            else "Nobody was hurt.",
            "Talks go on.",
        )
    )
    for day in range(60)
)

_PIECES = st.sampled_from(
    (
        *(
            " ",
            " ",
            "\n",
            "\n\n",
            "\r\n",
            ". ",
            ". ",
            "? ",
            "...",
            "。",
            ".” ",
            "\t",
            "\u3000",
            "/",
        ),
        *("The", "U.S", "Mr", "harbour", "said", "中文", "é", "e\u0301", "👩‍👩‍👧", "🇺🇳", "\x00"),
        *("word " * 9, "<|endoftext|>", "{{ 7*7 }}", "x" * 70, " " * 40, "\n" * 30),
    )
)
_TEXTS = st.one_of(st.lists(_PIECES, max_size=50).map("".join), st.text(max_size=150))
_COUNTERS = st.sampled_from(["estimate", "o200k_base"])


def made(name: str) -> TokenCounter:
    return estimating() if name == "estimate" else counter()


@settings(max_examples=250, deadline=None)
@given(_TEXTS, st.integers(4, 60), _COUNTERS)
def test_chunks_cover_the_text_within_the_budget(text: str, budget: int, name: str) -> None:
    """The chunks joined are the text, offsets point at them, and none is over the budget."""
    counts = made(name)
    chunks = chunk(text, budget, encoding=counts)
    assert "".join(piece.text for piece in chunks) == text
    assert all(text[piece.start : piece.end] == piece.text for piece in chunks)
    assert all(0 < piece.tokens <= budget for piece in chunks)
    assert [piece.tokens for piece in chunks] == [counts.count(piece.text) for piece in chunks]
    assert chunks == chunk(text, budget, encoding=made(name))


@settings(max_examples=150, deadline=None)
@given(_TEXTS, st.integers(8, 60), st.data())
def test_overlaps_are_whole_sentences_within_their_budget(
    text: str, budget: int, data: st.DataObject
) -> None:
    """Each chunk adds to the one before it, and repeats no more of it than allowed."""
    overlap = data.draw(st.integers(1, budget - 1))
    counts = made(data.draw(_COUNTERS))
    chunks = chunk(text, budget, overlap, encoding=counts)
    begins = {span.start for span in sentences(text)}
    assert [text[piece.start : piece.end] for piece in chunks] == [c.text for c in chunks]
    assert all(counts.count(piece.text) <= budget for piece in chunks)
    for piece, following in pairwise(chunks):
        assert piece.start < following.start <= piece.end < following.end
        if following.start < piece.end:
            assert following.start in begins
            assert counts.count(text[following.start : piece.end]) <= overlap
    assert not text or (chunks[0].start, chunks[-1].end) == (0, len(text))


def cuts_inside_sentences(text: str, chunks: Sequence[Chunk]) -> list[tuple[int, int]]:
    """The sentences that a chunk's end cuts in two."""
    ends = [piece.end for piece in chunks]
    return [span for span in sentences(text) if any(span[0] < end < span[1] for end in ends)]


@settings(max_examples=150, deadline=None)
@given(_TEXTS, st.integers(8, 60), _COUNTERS)
def test_a_sentence_is_cut_only_where_it_alone_is_over_the_budget(
    text: str, budget: int, name: str
) -> None:
    """The sentences are those of the whole text, though only parts of it are looked at."""
    counts = made(name)
    for start, end in cuts_inside_sentences(text, chunk(text, budget, encoding=counts)):
        assert counts.count(text[start:end]) > budget


@pytest.mark.parametrize("overlap", [0, 30])
@pytest.mark.parametrize("form", ["paragraphs", "one line"])
@pytest.mark.parametrize("name", ["estimate", "o200k_base"])
def test_news_is_cut_between_sentences_and_chunks_are_filled(
    name: str, form: str, overlap: int
) -> None:
    """Chunks of an article hold two thirds of the budget and more, without cut sentences."""
    text = STORY if form == "paragraphs" else STORY.replace("\n\n", " ")
    chunks = chunk(text, 300, overlap, encoding=made(name))
    assert not cuts_inside_sentences(text, chunks)
    assert min(piece.tokens for piece in chunks[:-1]) > 200
    assert all(piece.text[0].strip() for piece in chunks)
    if overlap:
        assert any(later.start < piece.end for piece, later in pairwise(chunks))


def test_a_paragraph_is_kept_whole_where_it_wastes_little() -> None:
    """A chunk ends with a paragraph rather than with the last sentence that would fit."""
    begins = {span.start for span in paragraphs(STORY)}
    chunks = chunk(STORY, 400, encoding=estimating())
    assert {piece.start for piece in chunks} <= begins


def test_wrapped_lines_are_no_places_to_cut() -> None:
    """The lines of a text that a program has wrapped are not taken for paragraphs."""
    lines = [
        f"on day {day} the harbour of Lowmere and its owner came no nearer to" for day in range(9)
    ]
    text = "\n".join(lines) + " peace.\n\nNobody knows when it can be opened again."
    chunks = chunk(text, 200, encoding=estimating())
    assert [piece.text.split()[0] for piece in chunks] == ["on", "Nobody"]


def test_a_sentence_that_fits_alone_is_not_cut_for_its_white_space() -> None:
    """White space goes to the next chunk where the sentence fits the budget only without it."""
    sentence = "Nobody knows."
    budget = estimating().count(sentence)
    text = f"{sentence}\n\n\n{sentence} {sentence}\n{sentence}"
    chunks = chunk(text, budget, encoding=estimating())
    assert [piece.text.strip() for piece in chunks if piece.text.strip()] == [sentence] * 4


def test_a_long_sentence_is_cut_before_words() -> None:
    """A sentence over the budget is cut at white space."""
    text = "harbours and " * 200
    chunks = chunk(text, 50, encoding=estimating())
    assert {piece.text.split()[0] for piece in chunks} <= {"harbours", "and"}
    assert all(piece.text.endswith(" ") for piece in chunks)


@pytest.mark.parametrize("grapheme", ["👩‍👩‍👧‍👦", "🇺🇳", "e\u0301\u0323", "👍🏽", "❤️", "각", "\r\n"])
def test_what_is_written_as_one_character_is_not_cut(grapheme: str) -> None:
    """Joined emoji, flags, accents and letters of a syllable stay together without white space."""
    for budget in (61, 62, 63, 64):
        for piece in chunk(grapheme * 60, budget, encoding=estimating()):
            assert len(piece.text) % len(grapheme) == 0


def test_without_a_better_place_even_a_grapheme_is_cut() -> None:
    """A letter with thousands of accents is cut rather than over the budget."""
    text = "e" + "\u0301" * 5000
    chunks = chunk(text, 100, encoding=estimating())
    assert "".join(piece.text for piece in chunks) == text
    assert max(piece.tokens for piece in chunks) <= 100


@pytest.mark.parametrize(
    ("budget", "overlap", "words"),
    [
        (0, 0, "budget of 0"),
        (-5, 0, "budget of -5"),
        (10, 10, "overlap of 10"),
        (10, -1, "overlap of -1"),
    ],
)
def test_wrong_numbers_are_refused(budget: int, overlap: int, words: str) -> None:
    """A budget below 1 and an overlap that is not below the budget are usage errors."""
    with pytest.raises(UsageError, match=words):
        chunk("Nobody knows.", budget, overlap)


def test_a_character_over_the_budget_is_refused() -> None:
    """Rather than go over the budget, the error names the character, its place and the way out."""
    with pytest.raises(UsageError, match=r"'🦑' at 6 .*raise the budget"):
        chunk("Squid 🦑", 2, encoding=estimating())


def test_an_unknown_encoding_is_refused() -> None:
    """The name of an encoding is checked before anything else is done."""
    with pytest.raises(UsageError, match="o200k_base"):
        chunk("Nobody knows.", encoding="o200k")


def test_an_empty_text_has_no_chunks() -> None:
    """There is nothing to ask a model about."""
    assert chunk("") == chunk(Article(text="")) == []


def test_a_text_whose_bytes_fit_is_not_tokenised() -> None:
    """A text never has more tokens than bytes, so most wire stories need no count."""
    counts = Counting()
    assert chunk(STORY, len(STORY.encode()), 50, encoding=counts) == [Chunk(STORY, 0, len(STORY))]
    assert counts.characters == 0


def test_a_chunk_is_a_plain_record() -> None:
    """It is frozen, compares by its place and text, and counts its tokens when asked, once."""
    counts = Counting()
    piece = Chunk("Nobody knows.", 3, 16, counts)
    assert counts.characters == 0
    assert piece.tokens == piece.tokens == estimating().count(piece.text)
    assert counts.characters == len(piece.text)
    assert dataclasses.asdict(piece) == {"text": "Nobody knows.", "start": 3, "end": 16}
    (copied,) = pickle.loads(pickle.dumps(chunk("Nobody knows.")))
    assert copied == Chunk("Nobody knows.", 0, 13)
    assert copied.tokens == counter().count("Nobody knows.")
    with pytest.raises(dataclasses.FrozenInstanceError):
        piece.start = 0  # type: ignore[misc]


def test_an_article_is_cut_like_its_text() -> None:
    """What looks like a control token or a template is text as any other."""
    text = "Say <|endoftext|> now. {{ 7*7 }} is no sum. " * 20
    assert chunk(Article(text=text), 40) == chunk(text, 40)
    assert "".join(piece.text for piece in chunk(text, 40)) == text


@pytest.mark.parametrize(("overlap", "times"), [(0, 1.3), (100, 1.6)])
@pytest.mark.parametrize("form", ["paragraphs", "one line"])
def test_a_text_is_tokenised_about_once(form: str, overlap: int, times: float) -> None:
    """One pass serves a whole text, with or without line breaks."""
    text = "\n\n".join([STORY] * 12)
    if form == "one line":
        text = text.replace("\n\n", " ")
    counts = Counting()
    chunk(text, 1000, overlap, encoding=counts)
    assert counts.characters < times * len(text)


@pytest.mark.parametrize(
    "unit", ["a", " ", "\n", ".", "中", "中。", "a\n", "\r\n", "a.", "🇺🇳", "“"]
)
def test_the_worst_texts_take_linear_time(unit: str) -> None:
    """Without places to cut a text is tokenised a few times over, but no more for a longer one."""
    text = unit * (100_000 // len(unit))
    counts = Counting()
    chunks = chunk(text, 500, 20, encoding=counts)
    assert (chunks[0].start, chunks[-1].end) == (0, len(text))
    assert counts.characters < 15 * len(text)
