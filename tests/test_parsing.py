"""Replies of a model: strict JSON, the schema, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from briefer import parsing
from briefer.errors import ReplyError
from briefer.models import TASKS
from briefer.parsing import parse_json, parse_reply, reply_schema
from briefer.strict_json import MAX_DEPTH

from .conftest import SHARED

SUITE = SHARED / "data" / "json_test_suite" / "test_parsing"
DUPLICATE_KEYS = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}
CLAIM: dict[str, Any] = {
    "id": "c1",
    "quote": "q",
    "speaker": None,
    "via": [],
    "stance": "asserted",
    "text": "t",
}


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("", "empty-reply", "empty"),
        (" \n", "empty-reply", "empty"),
        ("<html>", "malformed-reply", "not JSON"),
        ('{"a": 1, "a": 2}', "malformed-reply", "'a' is there twice"),
        ("[NaN]", "malformed-reply", "NaN"),
        ("[-Infinity]", "malformed-reply", "-Infinity"),
        ('["\\ud800"]', "malformed-reply", "Unicode"),
        ("[" * 100_000, "malformed-reply", "nests deeper"),
        ('{"a":' * 100_000, "malformed-reply", "nests deeper"),
        ('Here it is: {"a": 1}', "malformed-reply", "not JSON"),
        ('{"a": 1} Hope this helps!', "malformed-reply", "not JSON"),
        ("9" * 5_000, "malformed-reply", "not JSON"),
        ('"' + "x" * 4_000_000 + '"', "reply-too-large", "4,000,002 characters"),
        (b'["\xff"]', "malformed-reply", "Unicode"),
        ('["' + '\\"' * 1_000_000, "malformed-reply", "not JSON"),
    ],
    ids=range(15),
)
def test_what_is_no_reply_is_refused_with_its_reason(
    text: str | bytes, reason: str, words: str
) -> None:
    with pytest.raises(ReplyError) as caught:
        parse_json(text)
    assert caught.value.reason == reason
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("fence", ["```json\n{}\n```", "```\n{}\n```", "\n```JSON \r\n{}\r\n```\n"])
def test_one_fence_around_the_whole_is_stripped(fence: str) -> None:
    assert parse_json(fence) == {}


def test_nesting_up_to_the_limit_is_read_and_brackets_in_strings_do_not_count() -> None:
    assert parse_json("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    assert parse_json(json.dumps(["[" * 1000 + '"\\']))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=20))
def test_whatever_json_can_say_comes_back(value: object) -> None:
    assert parse_json(json.dumps(value)) == value


@pytest.mark.skipif(not SUITE.is_dir(), reason="the JSON test suite is not beside the repository")
def test_the_json_test_suite_is_judged_rightly() -> None:
    """All y_ accepted but those with duplicate keys, all n_ refused, no i_ crashes."""
    files = sorted(SUITE.iterdir())
    assert len(files) == 318
    wrong = []
    for file in files:
        try:
            parse_json(file.read_bytes())
            accepted = True
        except ReplyError:
            accepted = False
        must = {"y": file.name not in DUPLICATE_KEYS, "n": False, "i": accepted}[file.name[0]]
        if accepted != must:
            wrong.append(file.name)
    assert wrong == []


@pytest.mark.parametrize("task", TASKS)
def test_the_schema_asks_for_the_tasks_alone(task: str) -> None:
    schema = reply_schema([task])  # type: ignore[list-item]
    assert list(schema["properties"]) == schema["required"] == [task]


def test_the_schema_is_strict_and_puts_evidence_before_prose() -> None:
    schema = reply_schema(TASKS)
    assert list(schema["properties"]) == ["claims", "questions", "summary"]
    text = json.dumps(schema)
    for absent in ("$ref", "title", "description", "minLength", "maxItems", "default"):
        assert absent not in text

    def objects(node: object) -> list[dict[str, object]]:
        if isinstance(node, list):
            return [found for item in node for found in objects(item)]
        if not isinstance(node, dict):
            return []
        here = [node] if node.get("type") == "object" else []
        return here + [found for item in node.values() for found in objects(item)]

    assert len(objects(schema)) == 4
    for found in objects(schema):
        assert found["additionalProperties"] is False
        assert found["required"] == list(found["properties"])  # type: ignore[call-overload]


def test_a_reply_with_a_key_too_many_is_used_and_the_key_is_dropped() -> None:
    reply = {"claims": [CLAIM | {"confidence": 0.9}], "summary": [], "mood": "good"}
    lines = parse_reply(json.dumps(reply), ["claims"])
    assert [claim.quote for claim in lines.claims] == ["q"]
    assert lines.summary == ()


def test_only_the_first_line_that_does_not_fit_is_described() -> None:
    """A long reply may have a million wrong lines, and all were described to show three."""
    with pytest.raises(ReplyError) as caught:
        parse_reply(json.dumps({"claims": [{"id": "c1"}, {"id": "c2"}]}), ["claims"])
    assert "claims[0].quote" in str(caught.value)
    with pytest.raises(ValidationError) as found:
        parsing._adapter("claims").validate_python([{"id": "c"}] * 1000)
    assert found.value.error_count() < 10


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        ([], "not a JSON object"),
        ({}, "claims: field required"),
        ({"claims": "none"}, "claims: input should be a valid tuple"),
        (
            {"claims": [CLAIM | {"stance": "certain"}]},
            "claims[0].stance: input should be 'asserted'",
        ),
        ({"claims": [CLAIM, {"id": "c2"}]}, "claims[1].quote: field required"),
        ({"claims": [CLAIM | {"id": 7}]}, "claims[0].id: input should be a valid string"),
    ],
)
def test_a_reply_that_does_not_fit_says_where(reply: object, words: str) -> None:
    with pytest.raises(ReplyError, match="does not fit the schema") as caught:
        parse_reply(json.dumps(reply), ["claims"])
    assert words in str(caught.value)
