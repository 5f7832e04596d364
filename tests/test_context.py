"""What stands beside a quote and turns its meaning is seen; what only looks so is not."""

from __future__ import annotations

import pytest

from briefer.context import context_cut, hedge_before
from briefer.models import Span

STORY = (
    "Veresh did not say that the plant would close. If the vote fails, the mayor will resign. "
    'He denied that "money changed hands". There is no evidence that the bridge was unsafe. '
    "The council will act if the river rises. Orlo stole the ledger, a charge he denies. "
    "The dam is safe, she said. Not only was it raining, the road was closed. The rumour that "
    "taxes would double is false. He asked if it was late, and the band played. They did not "
    "come because the bus was full. She is not ill. The shop is open. Aid will follow should it "
    'rain. "It works," Orlo denied.'
)


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("the plant would close", "not say that"),
        ("the mayor will resign", "If the vote fails,"),
        ("money changed hands", "denied that"),
        ("the bridge was unsafe", "no evidence that"),
        ("The council will act", "if the river rises"),
        ("Orlo stole the ledger", "a charge he denies"),
        ("taxes would double", "is false"),
        ("Aid will follow", "should it rain"),
        ("It works", "Orlo denied"),
        ("She is", "not"),
        ("The dam is safe", None),
        ("the road was closed", None),
        ("the band played", None),
        ("the bus was full", None),
        ("The shop is open", None),
        ("She is not ill", None),
    ],
)
def test_context_cut_tells_what_governs_a_quote(quote: str, words: str | None) -> None:
    start = STORY.index(quote)
    assert context_cut(STORY, Span(start, start + len(quote))) == words


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("“She never had it in mind.”\n\nMoll denies it.", None),
        ("“She never had it in mind.” Moll denied any breach.", None),
        ("“She never had it in mind,” Moll denied.", "Moll denied"),
        ("“She never had it in mind,” he denied.", "he denied"),
    ],
)
def test_who_denies_in_another_sentence_may_deny_something_else(text: str, cut: str | None) -> None:
    start = text.index("She")
    assert context_cut(text, Span(start, start + len("She never had it in mind"))) == cut


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("The port lost $5.4", "million"),
        ("5.4 million, or 3", "$"),
        ("$5.4 million, or 3", "per cent"),
        ("taxes rose by 12", "%"),
        ("The port lost $5.4 million, or 3 per cent", None),
        ("taxes rose by 12% in 2016", None),
        ("lost $5.4 million", None),
    ],
)
def test_a_number_at_the_edge_keeps_what_it_counts(quote: str, words: str | None) -> None:
    text = "The port lost $5.4 million, or 3 per cent, and taxes rose by 12% in 2016, Orlo said."
    start = text.index(quote)
    assert context_cut(text, Span(start, start + len(quote))) == words


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("open the gate", "may"),
        ("steal the ledger", "rumours Orlo would"),
        ("about 12 crates", None),
        ("12 crates", "about"),
        ("The dam holds", None),
    ],
)
def test_a_hedge_before_a_quote_is_told_in_its_sentence_alone(
    quote: str, words: str | None
) -> None:
    text = (
        "The board may open the gate. There were rumours Orlo would steal the ledger. "
        "They perhaps left. The dam holds about 12 crates."
    )
    start = text.index(quote)
    hedge = hedge_before(text, Span(start, start + len(quote)))
    assert (text[slice(*hedge)] if hedge else None) == words


@pytest.mark.parametrize(
    "unit", [" ", '"', "a ", "… ", "unable ", "not ", "if a, ", "a-\n", "“a” "]
)
def test_hostile_text_beside_a_quote_ends(unit: str) -> None:
    """Each of these takes minutes where a step is quadratic in the text."""
    text = unit * (200_000 // len(unit))
    context_cut(text, Span(100_000, 100_010))
    hedge_before(text, Span(100_000, 100_010))
