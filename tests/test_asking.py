"""Embedded questions turned into real ones, or left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.asking import as_question


@pytest.mark.parametrize(
    ("clause", "question"),
    [
        ("who will pay for the wall", "Who will pay for the wall?"),
        ("who the man was", "Who was the man?"),
        ("who opened the gate", "Who opened the gate?"),
        ("what happened", "What happened?"),
        ("what benefits Mr. Rott was looking for", "What benefits was Mr. Rott looking for?"),
        ("what Vera Moll's plans are", "What are Vera Moll's plans?"),
        ("whether the town will contribute", "Will the town contribute?"),
        ("whether it had sold the land", "Had it sold the land?"),
        ("Whether coal firms could do the same", "Could coal firms do the same?"),
        ("if they were talking", "Were they talking?"),
        ("when the bridge would be mended", "When would the bridge be mended?"),
        ("why the gate was not closed", "Why was the gate not closed?"),
        ("where that signal came from", "Where did that signal come from?"),
        ("how many people were hurt", "How many people were hurt?"),
        ("how many boats Ulmen had bought", "How many boats had Ulmen bought?"),
        ("how long the wall will hold", "How long will the wall hold?"),
        ("how serious the damage was", "How serious was the damage?"),
        ("which gate was open", "Which gate was open?"),
    ],
)
def test_a_clause_becomes_the_question_that_it_asks(clause: str, question: str) -> None:
    assert as_question(clause) == question


@pytest.mark.parametrize(
    "clause",
    [
        "what to make of it",
        "what repairs will cost",
        "how much money coal firms had lost",
        "whether they have a plan",
        "whether the man who was hurt will come",
        "whether we were right",
        "whether it may rain",
        "what, if any, effect it would have",
        "who police arrested",
        "why he didn't come",
        "where",
        "whether those are enough will be decided",
    ],
)
def test_a_clause_whose_order_is_not_sure_is_left_alone(clause: str) -> None:
    assert as_question(clause) is None


@given(
    st.lists(
        st.sampled_from(
            ["who", "how", "many", "whether", "the", "it", "was", "came", ",", "had", "Ulmen"]
        )
    )
)
def test_any_words_give_one_line_or_nothing(words: list[str]) -> None:
    asked = as_question(" ".join(words)) if words else None
    assert asked is None or (asked.endswith("?") and asked[0].isupper())
