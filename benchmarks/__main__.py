"""All benchmarks, one after the other, and the README's table of their figures.

    python -m benchmarks [--shared DIR] [--peers PYTHON] [--readme]

Each script runs in a process of its own with this interpreter, and what it prints is shown. With
`--readme`, the figures of the list below are picked out of it and written into README.md. A figure
that is not there is an error. The rows of a script whose data is absent stay as they are.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from benchmarks.data import NEEDS, ROOT, absent, add_option

README = ROOT / "README.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of figures -->"
HEADER = "| what | figure | to reach, or beside | command |\n|---|---|---|---|\n"

TAKE_PEERS = frozenset({"quotes", "throughput"})
"""Those that also measure peers installed elsewhere, as some exclude each other."""
TAKE_SHARED = frozenset(NEEDS) - {"claims", "startup", "memory", "growth"}


class Figure(NamedTuple):
    """One row of the table.

    Attributes:
        what: what is measured.
        script: which script prints it.
        expression: finds it in the output: the group `figure`, and others that `goal` shows.
        goal: what it should reach, or what it stands beside.
    """

    what: str
    script: str
    expression: str
    goal: str

    def row(self, output: str) -> str:
        """The row of the table.

        Raises:
            LookupError: the figure is not in the output.
        """
        match = re.search(self.expression, output)
        if match is None:
            raise LookupError(f"{self.script} does not print: {self.what}")
        found = match.groupdict()
        goal = self.goal.format(**found)
        return (
            f"| {self.what} | {found['figure']} | {goal} | `python -m benchmarks.{self.script}` |"
        )


_NUMBER = r"(?P<figure>[\d.,]+)"
_BESIDE = r"(?P<beside>[\d.,]+)"

FIGURES = (
    Figure(
        "direct quotes found without a model, PolNeAR dev, %",
        "attribution",
        rf"direct, all +\d+ +{_NUMBER}",
        "≥ 97; a trivial heuristic 94.9",
    ),
    Figure(
        "… and given to the right speaker, %",
        "attribution",
        rf"direct, all +\d+ +[\d.]+ +{_NUMBER}",
        "≥ 88; a trivial heuristic 78.5",
    ),
    Figure(
        "extractive summaries, GUM Wikinews, ROUGE-1 / 2 / L",
        "extractive_rouge",
        r"news, first three +\d+ +\d+ +(?P<beside>[\d.]+ / [\d.]+ / [\d.]+).*\n"
        r"news, extractive +\d+ +\d+ +(?P<figure>[\d.]+ / [\d.]+ / [\d.]+)",
        "the first three sentences {beside}",
    ),
    Figure(
        "edited summaries told from consistent ones, SummEdits news, balanced accuracy",
        "summaries",
        rf"all +n \d+ +{_NUMBER}",
        "≥ 74.4 (QAFactEval, as published)",
    ),
    Figure(
        "… each article counted alike, mean of 14",
        "summaries",
        rf"mean of the articles +n +\d+ +{_NUMBER}",
        "",
    ),
    Figure(
        "… cross-validated over the articles",
        "summaries",
        rf"cross-validated.*? n \d+ +{_NUMBER}",
        "≥ 74.4; a trivial heuristic 61.6",
    ),
    Figure(
        "loaded wording, BABE, macro-F1 on the held-out half",
        "neutrality",
        rf"held out +n +\d+ +macro-F1 +{_NUMBER}",
        "a word list alone 55.9",
    ),
    Figure(
        "a loaded word put into a neutral sentence is marked",
        "neutrality",
        r"loaded +n +\d+ +marked (?P<figure>[\d.]+%)",
        "100%",
    ),
    Figure(
        "… and the sentence without it",
        "neutrality",
        r"plain +n +\d+ +marked (?P<figure>[\d.]+%)",
        "0%",
    ),
    Figure(
        "claims of a language model, as it wrote them, that are marked",
        "claims",
        r"claims +\d+ of +\d+ +(?P<figure>[\d.]+ %)",
        "few: most are honest",
    ),
    Figure(
        "… made wrong in one way (speaker, negation, number, name, stance, quote) or retold so",
        "claims",
        r"  all +\d+ of +\d+ +(?P<figure>[\d.]+ %)",
        "100 %",
    ),
    Figure(
        "quotes with an altered meaning or wording that are accepted",
        "quotes",
        r"Mutations: (?P<of>[\d,]+) quotes, (?P<figure>\d+) accepted",
        "0 of {of}",
    ),
    Figure(
        "retyped true quotes accepted with exactly the right span",
        "quotes",
        r"Retyped true quotes: (?P<of>[\d,]+), (?P<figure>[\d.]+ ?%)",
        "≥ 99.9 % of {of}",
    ),
    Figure(
        "… mutated ones accepted, of a sample, %, by LangExtract",
        "quotes",
        r"\| LangExtract, defaults \| (?P<figure>[\d.]+) % \|",
        "briefer 0",
    ),
    Figure(
        "… by instructor's `CitationMixin`",
        "quotes",
        r"\| instructor `CitationMixin` \| (?P<figure>[\d.]+) % \|",
        "briefer 0",
    ),
    Figure(
        "quotes located in 1 MB, verbatim to invented, CPU ms a quote",
        "quotes",
        rf"\| 1 MB \| mixed \| {_BESIDE} \| {_NUMBER} \|",
        "≤ 1.5; `str.find` {beside}",
    ),
    Figure(
        "chunking 2,854 articles, CPU over one `encode_ordinary` pass",
        "chunking",
        rf"\| briefer \| {_NUMBER} \|",
        "≤ 1.1",
    ),
    Figure(
        "… with 100 tokens of overlap",
        "chunking",
        rf"\| briefer \| [\d.]+ \| {_NUMBER} \|",
        "≤ 1.3",
    ),
    Figure(
        "… a text of 10 MB",
        "chunking",
        rf"\| briefer \| [\d.]+ \| [\d.]+ \| {_NUMBER} \|",
        "≤ 1.25",
    ),
    Figure(
        "… 1.1 MB without a line break",
        "chunking",
        rf"\| briefer \| [\d.]+ \| [\d.]+ \| [\d.]+ \| {_NUMBER} \|",
        "≤ 1.5",
    ),
    Figure(
        "… articles whose bytes fit the budget",
        "chunking",
        rf"\| briefer \| [\d.]+ \| [\d.]+ \| [\d.]+ \| [\d.]+ \| {_NUMBER} \|",
        "≤ 0.05",
    ),
    Figure(
        "chunks over the budget / cut inside a sentence / not at their offset / of all",
        "chunking",
        r"\| briefer \| (?P<figure>\d+ / \d+ / \d+ / \d+)",
        "0 / 0 / 0",
    ),
    Figure(
        "input tokens billed for 100 stories over their own",
        "tokens",
        rf"\| briefer \| \d+ \| {_NUMBER} \|.*\n\| three calls \| \d+ \| {_BESIDE} \|",
        "≤ 1.35; three calls {beside}",
    ),
    Figure(
        "… for an article of 60 KB",
        "tokens",
        rf"\| briefer, 60 KB article \| \d+ \| {_NUMBER} \|",
        "≤ 1.08",
    ),
    Figure(
        "500 articles, the whole way, 32 at a time: wall over ideal",
        "throughput",
        rf"\| briefer, the whole way \| {_NUMBER} \|(?:.*\n)*?\| bare openai \| {_BESIDE} \|",
        "≤ 1.2; bare openai calls {beside}",
    ),
    Figure(
        "… 128 at a time",
        "throughput",
        rf"\| briefer, the whole way \| [\d.]+ \| {_NUMBER} \|(?:.*\n)*?"
        rf"\| bare openai \| [\d.]+ \| {_BESIDE} \|",
        "≤ 2.3; bare openai calls {beside}",
    ),
    Figure(
        "… CPU of an article over that of one bare openai call",
        "throughput",
        rf"\| briefer, the whole way \| [\d.]+ \| [\d.]+ \| [\d.]+ \| {_NUMBER} \|",
        "≤ 1.25",
    ),
    Figure(
        "… the part of it that is not in the workers",
        "throughput",
        rf"\| briefer, the whole way \| [\d.]+ \| [\d.]+ \| [\d.]+ \| [\d.]+ \| {_NUMBER} \|",
        "",
    ),
    Figure(
        "`import briefer` over `import openai`",
        "startup",
        rf"\| `import briefer` \| [\d.-]+ \| {_NUMBER} \|",
        "≤ 0.1",
    ),
    Figure(
        "`briefer --help` over `import openai`",
        "startup",
        rf"\| `briefer --help` \| [\d.-]+ \| {_NUMBER} \|",
        "≤ 0.25",
    ),
    Figure(
        "memory for 100,000 streamed articles over that for 10,000",
        "memory",
        r"100,000 articles need (?P<figure>-?[\d.]+ MB)",
        "< 20 MB",
    ),
    Figure(
        "four times a text takes so many times as long, worst of many odd forms of text",
        "growth",
        rf"takes at most {_NUMBER} times",
        "linear 4, quadratic 16",
    ),
)


def run(script: str, arguments: Sequence[str]) -> str | None:
    """Run a script, show what it prints, and return it; None if it failed."""
    print(f"\n# python -m benchmarks.{script}\n", flush=True)
    lines = []
    with subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{script}", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return "".join(lines) if process.returncode == 0 else None


def table(readme: str, outputs: Mapping[str, str], figures: Iterable[Figure] = FIGURES) -> str:
    """The README with the figures of these outputs; those of other scripts stay as they are.

    Raises:
        LookupError: a figure is not in its output, or the README has no place for the table.
    """
    before, begin, rest = readme.partition(BEGIN)
    old, end, after = rest.partition(END)
    if not begin or not end:
        raise LookupError(f"{README.name} has no {BEGIN.strip()} … {END}")
    known = {line.split(" | ")[0]: line for line in old.splitlines()}
    rows = [
        figure.row(outputs[figure.script])
        if figure.script in outputs
        else known.get(f"| {figure.what}", "")
        for figure in figures
    ]
    return before + begin + HEADER + "".join(f"{row}\n" for row in rows if row) + end + after


def main() -> None:
    """Run all, and write the table if that is wanted."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0]
    )
    add_option(parser)
    parser.add_argument("--peers", metavar="PYTHON", action="append", default=[])
    parser.add_argument("--readme", action="store_true", help="write the figures into README.md")
    options = parser.parse_args()
    shared = options.shared.resolve()
    outputs: dict[str, str] = {}
    failed = []
    for script in NEEDS:
        if names := absent(shared, script):
            print(f"\n# {script}: left out, as {shared / 'data'} has no {', '.join(names)}")
            continue
        arguments = ["--shared", str(shared)] if script in TAKE_SHARED else []
        if script in TAKE_PEERS:
            arguments += [part for python in options.peers for part in ("--peers", python)]
        output = run(script, arguments)
        if output is None:
            failed.append(script)
        else:
            outputs[script] = output
    if failed:
        parser.exit(1, f"\nfailed: {', '.join(failed)}; nothing was written\n")
    try:
        made = table(README.read_text(encoding="utf-8"), outputs)
    except LookupError as error:
        parser.exit(1, f"\n{error}; nothing was written\n")
    if options.readme:
        README.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
