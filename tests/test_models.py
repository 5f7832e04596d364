"""The records and their JSON."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.errors import InputError
from briefer.models import (
    TASKS,
    Article,
    ArticleBrief,
    Brief,
    Claim,
    Failure,
    Issue,
    Match,
    Question,
    QuestionType,
    Sentence,
    Span,
    Stance,
    Status,
    Usage,
    json_schema,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SPANS = st.builds(Span, st.integers(0, 99), st.integers(0, 99))
ISSUES = st.builds(
    Issue,
    type=TEXT,
    kind=st.sampled_from(["support", "advisory"]),
    detail=TEXT,
    span=st.none() | SPANS,
)
LINE = {"id": TEXT, "text": TEXT, "issues": st.tuples(ISSUES)}
CLAIMS = st.builds(
    Claim,
    **LINE,
    quote=TEXT,
    speaker=st.none() | TEXT,
    source_span=st.none() | SPANS,
    attribution=st.tuples(TEXT),
    stance=st.sampled_from(get_args(Stance)),
    match=st.sampled_from(get_args(Match)),
    spans=st.tuples(SPANS),
)
SENTENCES = st.builds(
    Sentence, **LINE, claims=st.tuples(TEXT), status=st.sampled_from(get_args(Status))
)
QUESTIONS = st.builds(
    Question,
    **LINE,
    type=st.sampled_from(get_args(QuestionType)),
    quote=st.none() | TEXT,
    match=st.none() | st.sampled_from(get_args(Match)),
    spans=st.tuples(SPANS),
)
USAGE = st.builds(
    Usage,
    calls=st.integers(0, 9),
    cost_usd=st.none() | st.floats(0, 1e6, allow_nan=False),
)
BRIEFS = st.builds(
    Brief,
    date=TEXT,
    created=TEXT,
    model=TEXT,
    tasks=st.sampled_from([TASKS, ("claims",)]),
    prompts=st.dictionaries(TEXT, TEXT, max_size=2),
    usage=USAGE,
    articles=st.tuples(
        st.builds(
            ArticleBrief,
            text=TEXT,
            title=TEXT,
            source=st.none() | TEXT,
            origin=TEXT,
            summary=st.tuples(SENTENCES),
            claims=st.tuples(CLAIMS),
            questions=st.tuples(QUESTIONS),
            language=st.sampled_from(["en", "und"]),
            usage=USAGE,
        )
    ),
    failures=st.tuples(
        st.builds(
            Failure, origin=TEXT, reason=TEXT, article=st.none() | TEXT, span=st.none() | SPANS
        )
    ),
)


@settings(max_examples=60, deadline=None)
@given(BRIEFS)
def test_a_brief_comes_back_from_its_json(brief: Brief) -> None:
    assert Brief.from_json(brief.to_json()) == brief
    assert Brief.from_json(brief.to_json().encode()) == brief


def test_the_json_has_the_contracts_keys() -> None:
    claim = Claim(text="t", quote="q", spans=(Span(1, 2),))
    article = ArticleBrief(
        text="x",
        claims=(claim,),
        summary=(Sentence(text="s"),),
        questions=(Question(text="q"),),
    )
    brief = json.loads(
        Brief(articles=(article,), failures=(Failure(origin="f", reason="r"),)).to_json()
    )
    assert brief["schema"] == "briefer/1"
    assert {"date", "created", "model", "prompts", "usage", "articles", "failures"} <= set(brief)
    assert set(brief["usage"]) == {
        *("calls", "input_tokens", "cached_input_tokens", "output_tokens", "cost_usd"),
    }
    (made,) = brief["articles"]
    assert list(made)[:8] == [
        *("id", "origin", "title", "source", "url", "published", "text", "text_sha256"),
    ]
    assert list(made["claims"][0]) == [
        *("id", "text", "speaker", "source_span", "attribution", "stance"),
        *("quote", "match", "spans", "issues"),
    ]
    assert made["claims"][0]["spans"] == [[1, 2]]
    assert list(made["summary"][0]) == ["id", "text", "claims", "status", "issues"]
    assert list(made["questions"][0]) == ["id", "text", "type", "quote", "match", "spans", "issues"]
    assert list(brief["failures"][0]) == ["origin", "reason", "detail", "article", "span"]


def test_an_article_is_known_by_where_it_was_read_and_what_it_says() -> None:
    article = Article(text="héllo", origin="a.txt")
    assert article.id == hashlib.sha256("a.txt\0héllo".encode()).hexdigest()[:12]
    assert article.text_sha256 == hashlib.sha256("héllo".encode()).hexdigest()
    assert Article(text="héllo", origin="b.txt").id != article.id


def test_little_is_needed_and_unknown_keys_are_ignored() -> None:
    foreign = {
        "made_by": "somebody else",
        "articles": [
            {
                "text": "x",
                "summary": [{"text": "s", "mood": 1}],
                "claims": [{"text": "c", "quote": "q", "issues": [{"detail": "odd"}]}],
                "questions": [{"text": "q"}],
            }
        ],
        "failures": [{"detail": "it rained"}],
    }
    brief = Brief.from_json(json.dumps(foreign))
    assert brief.failures[0].reason == "unknown"
    (article,) = brief.articles
    assert (article.claims[0].stance, article.claims[0].match) == ("asserted", "absent")
    assert article.id == Article(text="x").id


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "JSON"),
        ("[]", "JSON: Input should be an object"),
        ('{"articles": [{}]}', "articles[0].text"),
        ('{"articles": [{"text": "x", "claims": [{"text": "t"}]}]}', "articles[0].claims[0].quote"),
        ('{"schema": "briefer/2"}', "schema"),
        ('{"articles": [{"text": "x", "questions": [{"text": "t", "type": "odd"}]}]}', "type"),
        ('{"articles": [{"text": "\\ud800"}]}', "JSON"),
        (b'{"date": "\xff"}', "JSON"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_what_is_no_brief_is_refused_with_its_place(text: str | bytes, words: str) -> None:
    with pytest.raises(InputError) as caught:
        Brief.from_json(text)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["text", "origin", "title", "source", "url", "published", "id"])
def test_half_of_a_surrogate_pair_is_no_text(name: str) -> None:
    """UTF-8 cannot hold it: one such headline would cost the whole brief when it is written."""
    given: dict[str, Any] = {"text": "It is so.", name: "a\ud800"}
    with pytest.raises(InputError, match=f"the {name} of article .* surrogate pair at 1"):
        Article(**given)


@pytest.mark.parametrize(
    ("name", "value"),
    [("text", None), ("text", b"It is so."), ("published", date(2026, 3, 5)), ("title", 7)],
)
def test_what_is_no_text_is_named_where_it_is_given(name: str, value: object) -> None:
    given: dict[str, Any] = {"text": "It is so.", "origin": "a.txt", name: value}
    kind = type(value).__name__
    with pytest.raises(InputError, match=f"the {name} of article 'a.txt' is no text, but {kind}"):
        Article(**given)


@pytest.mark.parametrize("name", ["id", "origin", "title", "text_sha256"])
def test_a_script_may_have_no_title(name: str) -> None:
    given: dict[str, Any] = {"text": "It is so.", name: None}
    assert Article(**given) == Article(text="It is so.")


def test_an_unknown_price_stays_unknown_in_a_sum() -> None:
    known, unknown = Usage(calls=1, cost_usd=0.25), Usage(calls=2, cost_usd=None)
    assert (known + known).cost_usd == 0.5
    assert (known + unknown).cost_usd is None
    assert (known + unknown).calls == 3


def test_the_schema_describes_what_is_needed() -> None:
    schema: dict[str, Any] = json_schema()
    assert schema["$defs"]["Claim"]["required"] == ["text", "quote"]
    assert schema["$defs"]["ArticleBrief"]["required"] == ["text"]
    assert "required" not in schema
    needing = {name for name, of in schema["$defs"].items() if "required" in of}
    assert needing == {"ArticleBrief", "Claim", "Question", "Sentence"}
    assert schema["$defs"]["Question"]["properties"]["type"]["enum"][-1] == "missing"
