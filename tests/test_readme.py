"""What the README and the examples show works as it stands there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from pytest_examples import CodeExample, EvalExample, find_examples

import briefer
from briefer import cli
from briefer.testing import FakeClient
from examples import custom_task, local_server

from .articles import answer
from .conftest import EXAMPLES, ROOT

if TYPE_CHECKING:
    from pathlib import Path

README = ROOT / "README.md"
COMMANDS = [
    line.removeprefix("$ ")
    for block in re.findall(r"```console\n(.*?)```", README.read_text(), re.DOTALL)
    for line in block.splitlines()
    if line.startswith("$ briefer")
]


@pytest.mark.parametrize("example", list(find_examples(README)), ids=str)
def test_the_python_of_the_readme_runs(
    example: CodeExample, eval_example: EvalExample, monkeypatch: pytest.MonkeyPatch
) -> None:
    if example.prefix != "python":
        pytest.skip("not Python")
    monkeypatch.chdir(ROOT)
    eval_example.run(example)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_of_the_readme_run(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """Those that need a model are given one that replays nothing: they must be understood."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(EXAMPLES)
    (tmp_path / "today").symlink_to(EXAMPLES / "articles")
    made = briefer.brief(briefer.read_articles("examples/articles"), model="extractive")
    (tmp_path / "brief.json").write_text(made.to_json())
    monkeypatch.setenv("OPENAI_API_KEY", "not-a-key")
    monkeypatch.setenv("BRIEFER_OFFLINE", "1")
    code = cli.main(shlex.split(command)[1:])
    err = capsys.readouterr().err
    if "extractive" in command or "check" in command or "replay" in command:
        assert code in (0, 1)
        assert err == ""
    else:
        assert code == 2
        assert "offline" in err


def test_the_readme_names_every_command() -> None:
    text = README.read_text()
    for name in cli.cli.commands:
        assert f"briefer {name}" in text, name


def test_the_nightly_script_writes_a_brief(tmp_path: Path) -> None:
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    command = bin_ / "briefer"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m briefer "$@"\n')
    command.chmod(0o755)
    result = subprocess.run(
        [str(EXAMPLES / "daily_brief.sh"), str(EXAMPLES / "articles"), str(tmp_path / "out")],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{bin_}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".md", ".json", ".txt"}


def test_the_custom_task_asks_for_money_alone(tmp_path: Path) -> None:
    def one_amount(request: briefer.Request) -> dict[str, object]:
        assert "amount of money" in request.messages[0].content
        quote = next(iter(re.findall(r"\b\d+ million crowns", request.messages[1].content)), "")
        claim: dict[str, Any] = {
            "id": "1",
            "quote": quote,
            "speaker": None,
            "via": [],
            "stance": "asserted",
        }
        return {"claims": [claim | {"text": quote}] if quote else []}

    paths = [str(EXAMPLES / "articles"), str(tmp_path)]
    (tmp_path / "ferry.txt").write_text("The ferry cost 2 million crowns.")  # no outlet is known
    lines = list(custom_task.amounts(paths, "m", FakeClient(one_amount)))
    assert lines
    assert all("million crowns" in line for line in lines)
    assert lines[-1] == "ferry: the article: “2 million crowns”"


@pytest.mark.parametrize(
    ("script", "arguments", "words"),
    [
        ("custom_task.py", ["x", "-m", "m"], "set OPENAI_API_KEY"),
        ("local_server.py", [], "usage: local_server.py BASE_URL PATH..."),
        ("local_server.py", ["nowhere", str(EXAMPLES / "articles")], "no web address"),
        ("my_script.py", [str(EXAMPLES / "articles")], "set OPENAI_API_KEY"),
    ],
    ids=range(4),
)
def test_a_script_that_cannot_run_says_so_in_one_line(
    script: str, arguments: list[str], words: str
) -> None:
    result = subprocess.run(
        [sys.executable, str(EXAMPLES / script), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert words in result.stderr


@pytest.mark.usefixtures("online")
async def test_the_local_server_script_says_what_failed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    failed = await local_server.main("http://127.0.0.1:9/v1", str(EXAMPLES / "articles/seals.txt"))
    assert failed == 1
    assert "seals.txt" in capsys.readouterr().err


async def test_the_local_server_script_prints_each_summary(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stream = briefer.stream

    def with_fake(articles: Any, **options: Any) -> Any:
        return stream(articles, **{**options, "client": FakeClient(answer), "base_url": None})

    monkeypatch.setattr(briefer, "stream", with_fake)
    assert await local_server.main("x", str(EXAMPLES / "articles/seals.txt")) == 0
    assert "- ⚠ Engineer Tomas Vey said" in capsys.readouterr().out
