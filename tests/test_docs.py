"""The reference agrees with the code."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import get_args

import pytest

import briefer
from briefer import cli, models, templates
from briefer.openai_client import _BY_STATUS, _by_class
from briefer.pipeline import Options

from .conftest import ROOT

REFERENCE = (ROOT / "docs" / "reference.md").read_text()
SOURCES = {path.name: path.read_text() for path in (ROOT / "briefer").glob("*.py")}


def documented(name: str) -> bool:
    return re.search(rf"`{re.escape(name)}[`(\[ ]", REFERENCE) is not None


@pytest.mark.parametrize(
    "record",
    [
        models.Brief,
        models.ArticleBrief,
        models.Claim,
        models.Sentence,
        models.Question,
        models.Failure,
    ],
)
def test_every_key_of_the_json_is_explained(record: type) -> None:
    missing = [
        field.name
        for field in fields(record)
        if not documented(field.name) and not documented(f"{field.name}[]")
    ]
    assert missing == []


@pytest.mark.parametrize(
    "values", [models.Match, models.Stance, models.QuestionType, models.Status, models.Task]
)
def test_every_value_is_explained(values: object) -> None:
    assert [value for value in get_args(values) if not documented(value)] == []


def test_every_issue_type_is_explained_and_none_is_invented() -> None:
    names = ("checks", "citing", "comparing", "retelling", "speakers", "evidence", "tone")
    checks = "".join(SOURCES[f"{name}.py"] for name in names)
    table = REFERENCE.split("### `issues`")[1].split("###")[0]
    listed = re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)
    assert len(listed) >= 18
    for name in listed:
        assert f'"{name}"' in checks, name
    raised = re.findall(r'(?:type=|_support\(\s*|_issue\(\s*)"([a-z-]+)"', checks)
    assert set(raised) <= set(listed)


def test_every_reason_of_a_failure_is_explained() -> None:
    reasons = set()
    for source in SOURCES.values():
        reasons |= set(re.findall(r'\breason(?:: str)? ?= ?"([a-z-]+)"', source))
    reasons |= {_by_class(status)[0] for status in (307, 418, 599)}
    reasons |= {reason for reason, _ in _BY_STATUS.values()}
    reasons -= {"error", "request"}  # the bases' own, never raised
    assert sorted(reason for reason in reasons if not documented(reason)) == []


def test_every_public_name_option_and_template_is_explained() -> None:
    names = [*briefer.__all__, *Options.__annotations__, *templates.VARIABLES]
    assert [name for name in names if not documented(name)] == []


def test_every_command_is_explained() -> None:
    assert [name for name in cli.cli.commands if f"`briefer {name}" not in REFERENCE] == []
