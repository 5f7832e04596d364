"""The benchmarks say what they need, and the README's figures can be picked out of what they print.

The figures themselves are no tests: they depend on the machine and the data.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks import memory, throughput, tokens
from benchmarks.__main__ import BEGIN, END, FIGURES, HEADER, Figure, table
from benchmarks.data import NEEDS
from briefer.client import Message, Request
from briefer.models import Article
from briefer.tokens import counter
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

# A line or a few of what each script prints.
SAMPLES = {
    "attribution": "direct, all            624     98.4     92.0     810         96.3\n",
    "extractive_rouge": (
        "news, first three           17     65   41.8 / 20.3 / 27.3      42.6 / 20.6 / 28.1\n"
        "news, extractive            17     53   46.0 / 22.7 / 31.0      46.6 / 23.5 / 32.0\n"
    ),
    "summaries": (
        "  all                                n 473   75.2  clean 0.81  caught 0.69\n"
        "  mean of the articles               n  14   74.8\n"
        "  cross-validated, 32 settings       n 473   76.5  clean 0.81  caught 0.71\n"
    ),
    "neutrality": (
        "  held out       n   877  macro-F1  69.2  recall 0.63  precision 0.72\n"
        "  plain    n 1049  marked 0.1%\n  loaded   n  433  marked 98.4%\n"
    ),
    "claims": (
        "  claims              3 of  238    1.3 %\n  all               674 of  867   77.7 %\n"
    ),
    "quotes": (
        "## Mutations: 13,585 quotes, 0 accepted as evidence\n\n"
        "| LangExtract, defaults | 96.3 % | 98.0 % | 51.7 % | 20.12 |\n"
        "| instructor `CitationMixin` | 12.7 % | 61.0 % | 60.7 % | 0.45 |\n"
        "## Retyped true quotes: 9,086, 100.00 % accepted with exactly the right span\n\n"
        "| 1 MB | mixed | 0.1170 | 0.2878 | 2.46 |  |\n"
    ),
    "chunking": (
        "| briefer | 1.02 | 1.23 | 1.21 | 1.25 | 0.0223 |\n"
        "| briefer | 0 / 0 / 0 / 741 | 0 / 0 / 0 / 741 |\n"
    ),
    "tokens": (
        "| briefer | 100 | 1.33 | 1.37 | 1.44 |\n| three calls | 300 | 3.47 | 3.52 | 5.31 |\n"
        "| briefer, 60 KB article | 1 | 1.02 | 1.03 | 1.04 |\n"
    ),
    "throughput": (
        "| briefer, the whole way | 1.12 | 2.10 | 5.30 | 1.20 | 0.95 |\n"
        "| aiohttp | 1.05 | 1.13 | 0.21 | 0.13 | 0.13 |\n"
        "| bare openai | 1.22 | 3.10 | 4.30 | 1.00 | 1.00 |\n"
    ),
    "startup": "| `import briefer` | 9 | 0.02 |\n| `briefer --help` | 59 | 0.12 |\n",
    "memory": "100,000 articles need 3.1 MB more than 10,000\n",
    "growth": "four times the text takes at most 4.7 times as long, of 39 forms\n",
}
FOUND = {
    "attribution": ["98.4", "92.0"],
    "extractive_rouge": ["46.0 / 22.7 / 31.0"],
    "summaries": ["75.2", "74.8", "76.5"],
    "neutrality": ["69.2", "98.4%", "0.1%"],
    "claims": ["1.3 %", "77.7 %"],
    "quotes": ["0", "100.00 %", "96.3", "12.7", "0.2878"],
    "chunking": ["1.02", "1.23", "1.21", "1.25", "0.0223", "0 / 0 / 0 / 741"],
    "tokens": ["1.33", "1.02"],
    "throughput": ["1.12", "2.10", "1.20", "0.95"],
    "startup": ["0.02", "0.12"],
    "memory": ["3.1 MB"],
    "growth": ["4.7"],
}


def run(module: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a benchmark as the README says."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def cells(rows: Iterable[str]) -> list[str]:
    return [row.split(" | ")[1] for row in rows]


@pytest.mark.parametrize("script", FOUND)
def test_each_figure_is_picked_out_of_what_its_script_prints(script: str) -> None:
    output = f"| something | 1 |\n\n{SAMPLES[script]}\nthe end\n"
    rows = [figure.row(output) for figure in FIGURES if figure.script == script]
    assert cells(rows) == FOUND[script]
    assert not any(re.search(r"[{}\n]", row) for row in rows)


def test_every_script_is_run_and_has_figures() -> None:
    assert {figure.script for figure in FIGURES} == set(NEEDS) == set(SAMPLES)
    for script in NEEDS:
        assert (ROOT / "benchmarks" / f"{script}.py").is_file()
    assert len({figure.what for figure in FIGURES}) == len(FIGURES)


def test_a_figure_that_is_not_printed_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"startup does not print: .import briefer."):
        table(BEGIN + END, {"startup": "nothing of the kind"})


def test_rows_of_scripts_that_were_left_out_stay_as_they_are() -> None:
    figures = [
        Figure("speed", "one", r"speed (?P<figure>\d+)", "≤ 5"),
        Figure("size", "two", r"size (?P<figure>\d+)", "≤ 9"),
        Figure("new", "two", r"new (?P<figure>\d+)", "≤ 9"),
    ]
    kept = "| size | 3 | ≤ 9 | `python -m benchmarks.two` |\n"
    readme = f"# x\n{BEGIN}{HEADER}| speed | 7 | old | old |\n{kept}{END}\n# y\n"
    made = table(readme, {"one": "speed 4"}, figures)
    speed = "| speed | 4 | ≤ 5 | `python -m benchmarks.one` |\n"
    assert made == f"# x\n{BEGIN}{HEADER}{speed}{kept}{END}\n# y\n"


def test_the_readme_has_a_place_for_the_table() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    made = table(readme, SAMPLES)
    assert made.count("python -m benchmarks.") >= len(FIGURES)
    assert table(made, SAMPLES) == made
    with pytest.raises(LookupError, match="figures"):
        table("# no place", {})


@pytest.mark.parametrize("script", [*NEEDS, "__main__"])
def test_each_script_says_what_it_takes(script: str, tmp_path: Path) -> None:
    """Also where the vocabulary can neither be found nor fetched."""
    nowhere = {"TIKTOKEN_CACHE_DIR": str(tmp_path), "HTTPS_PROXY": "http://127.0.0.1:9"}
    name = "benchmarks" if script == "__main__" else f"benchmarks.{script}"
    shown = run(name, "--help", **nowhere)
    assert shown.returncode == 0, shown.stderr
    assert "usage:" in shown.stdout


@pytest.mark.parametrize("script", [script for script, needs in NEEDS.items() if needs])
def test_a_script_without_its_data_fails_and_names_what_is_absent(
    script: str, tmp_path: Path
) -> None:
    failed = run(f"benchmarks.{script}", "--shared", str(tmp_path))
    assert failed.returncode == 1
    assert failed.stderr.startswith(f"{tmp_path / 'data'} has no {', '.join(NEEDS[script])}: name ")
    assert failed.stderr.count("\n") == 1


def test_an_unknown_contender_is_refused_by_name() -> None:
    refused = run("benchmarks.throughput", "--only", "nobody")
    assert refused.returncode == 2
    assert "no such contender: nobody; there are briefer" in refused.stderr


def test_without_the_data_throughput_takes_the_examples(tmp_path: Path) -> None:
    assert "from the examples" in throughput.prepare(tmp_path, tmp_path / "absent")
    payloads = json.loads((tmp_path / "payloads.json").read_text(encoding="utf-8"))
    replies = json.loads((tmp_path / "replies.json").read_text(encoding="utf-8"))
    assert len(payloads) == len(replies) == throughput.ARTICLES
    for number, payload in enumerate(payloads[:5]):
        user = payload["messages"][1]["content"]
        assert f"Article number {number:05}" in user
        assert all(claim["quote"] in user for claim in json.loads(replies[number])["claims"])


def request(system: str, user: str) -> Request:
    messages = (Message(role="system", content=system), Message(role="user", content=user))
    return Request(model="m", messages=messages, schema={"type": "object", "properties": {}})


def test_what_was_sent_before_is_billed_at_a_tenth() -> None:
    bill = tokens.Bill(schema=False)
    bill.add([request("do this", "one")])
    first = bill.tokens
    bill.add([request("do this", "one")])
    prefix = counter().count("do this") + tokens.PER_MESSAGE
    assert bill.tokens - first == pytest.approx(first - 0.9 * prefix)
    bill.add([request("do that", "one")])  # nothing of it was sent before
    assert bill.tokens - first > first


def test_a_provider_that_keeps_steps_keeps_nothing_of_a_short_prompt() -> None:
    bill = tokens.Bill(schema=True, step=tokens.STEP)
    bill.add([request("do this", "one")])
    first = bill.tokens
    bill.add([request("do this", "one")])
    assert bill.tokens == 2 * first


def test_three_calls_ask_for_one_task_each() -> None:
    (whole,) = tokens.sent([Article(text="The dam is safe, Ada Voss said.")], 20_000)
    asked = [list(one.schema["properties"]) for one in tokens.three_calls([whole]) if one.schema]
    assert asked == [["claims"], ["questions"], ["summary"]]


def test_each_article_of_the_stream_is_drafted_and_located(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    memory.write(path, 7)
    assert memory.stream(path) == 7
