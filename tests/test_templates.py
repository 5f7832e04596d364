"""The prompts: what is rendered, what a template may do, and what is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from briefer.errors import TemplateError, UsageError
from briefer.grounding import SourceText
from briefer.models import TASKS
from briefer.parsing import parse_reply
from briefer.templates import SUFFIX, VARIABLES, Prompts

from .conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from syrupy.assertion import SnapshotAssertion

    from briefer.models import Task

COMBINATIONS: list[tuple[Task, ...]] = [
    ("summary", "claims", "questions"),
    ("summary", "claims"),
    ("claims", "questions"),
    ("claims",),
    ("questions",),
]
ARTICLE = {
    "mark": "0123456789ab",
    "title": "Bridge stays shut",
    "source": "The Harbour Gazette",
    "published": "2026-03-04",
    "text": "The bridge is shut. {{ 7 * 7 }} <|endoftext|>",
    "part": 1,
    "parts": 1,
}
CLAIMS = [
    {
        "id": "c1",
        "attribution": ["Coast Wire", "Ines Marrow"],
        "stance": "unknown",
        "text": "When the bridge opens is not known",
        "quote": "we do not know when",
    },
    {
        "id": "c2",
        "attribution": [],
        "stance": "asserted",
        "text": "The bridge is shut",
        "quote": "The bridge is shut",
    },
]


@pytest.mark.parametrize("tasks", COMBINATIONS, ids="+".join)
def test_the_instructions_for_each_choice_of_tasks(
    tasks: tuple[Task, ...], snapshot: SnapshotAssertion
) -> None:
    assert Prompts().render("system", tasks=tasks) == snapshot


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("article", ARTICLE),
        ("article", ARTICLE | {"source": None, "published": None, "part": 2, "parts": 3}),
        ("reduce_system", {"tasks": ("summary",)}),
        ("reduce", ARTICLE | {"claims": CLAIMS}),
        ("repair", {"problem": "the reply is empty"}),
        ("schema", {"schema": '{"type":"object"}'}),
    ],
    ids=["article", "article-part", "reduce-system", "reduce", "repair", "schema"],
)
def test_every_other_prompt(
    name: str, values: dict[str, object], snapshot: SnapshotAssertion
) -> None:
    given = {key: value for key, value in values.items() if key in VARIABLES[name]}
    assert Prompts().render(name, **given) == snapshot


@pytest.mark.parametrize("tasks", COMBINATIONS, ids="+".join)
def test_instructions_speak_of_the_tasks_that_are_asked_for_alone(tasks: tuple[Task, ...]) -> None:
    rendered = Prompts().render("system", tasks=tasks)
    for task in TASKS:
        assert (f"# `{task}`" in rendered) == (task in tasks)
        assert (f'"{task}": [' in rendered) == (task in tasks)


@pytest.mark.parametrize("tasks", COMBINATIONS, ids="+".join)
def test_the_example_fits_its_schema_and_its_own_text(tasks: tuple[Task, ...]) -> None:
    """A model copies the example's habits, so its quotes are verbatim and its ids are defined."""
    example = Prompts().render("example", tasks=tasks)
    article, reply = re.split(r"\n\nThe reply to it:\n\n", example)
    source = SourceText(article)
    lines = parse_reply(reply, tasks)
    quotes = [claim.quote for claim in lines.claims]
    quotes += [question.quote for question in lines.questions if question.quote]
    assert quotes
    assert {source.locate(quote).match for quote in quotes} == {"exact"}
    ids = {claim.id for claim in lines.claims}
    for sentence in lines.summary:
        assert sentence.claims
        assert set(sentence.claims) <= ids


def test_an_article_is_never_a_template() -> None:
    assert "{{ 7 * 7 }} <|endoftext|>" in Prompts().render("article", **ARTICLE)


def test_there_is_no_template_without_a_declaration_and_the_other_way_round() -> None:
    names = {path.name.removesuffix(SUFFIX) for path in (ROOT / "prompts").iterdir()}
    assert names == set(VARIABLES)


def test_an_override_replaces_one_template_and_its_fingerprint_alone(tmp_path: Path) -> None:
    (tmp_path / "questions.md.j2").write_text("# `questions`\nAsk about money.")
    built_in, own = Prompts(), Prompts(tmp_path)
    assert "Ask about money." in own.render("system", tasks=TASKS)
    differing = {
        name
        for name, digest in own.fingerprints().items()
        if built_in.fingerprints()[name] != digest
    }
    assert differing == {"questions"}


@pytest.mark.parametrize(
    ("name", "source", "words"),
    [
        ("article", "{{ text }} {{ titel }} {{ autor }}", "unknown variables autor, titel"),
        ("claims", "{{ text }}", "unknown variable text"),
        ("article", "----- {{ title }} -----", "leaves out the text"),
        ("reduce", "no claims here", "leaves out the claims"),
        ("repair", "again!", "leaves out the problem"),
        ("article", "{{ text }", "line 1"),
        ("article", "{% for x in %}{{ text }}", "line 1"),
        ("system", "{% include 'nothing.md.j2' %}", "includes nothing.md.j2"),
        ("claim", "x", "no such prompt"),
        ("article", "{{ text.__class__.__mro__ }}{{ text }}", "unsafe"),
        ("reduce", "{{ claims.append(1) }}{{ claims }}", "unsafe"),
        ("article", "{{ text }}{{ 1 // 0 }}", "zero"),
        ("article", b"\xff\xfe", "cannot be read"),
        ("article", "{{ text }}{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}", "too deeply"),
    ],
    ids=range(14),
)
def test_a_bad_template_is_refused_with_one_line_that_names_it(
    tmp_path: Path, name: str, source: str | bytes, words: str
) -> None:
    path = tmp_path / f"{name}.md.j2"
    path.write_bytes(source if isinstance(source, bytes) else source.encode())
    with pytest.raises(TemplateError) as caught:
        Prompts(tmp_path).render("article", **ARTICLE)
    assert name in str(caught.value)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_of_prompts_must_be_there_and_hold_some(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        Prompts(tmp_path / "none")
    with pytest.raises(UsageError, match="no template"):
        Prompts(tmp_path)


def test_the_instructions_are_long_enough_for_a_providers_prefix_cache() -> None:
    """Providers cache prefixes of 1,024 tokens or more, of some 4.5 characters each."""
    assert len(Prompts().render("system", tasks=TASKS)) / 4.8 > 1_024
