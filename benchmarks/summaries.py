"""How well the checks tell consistent summaries from edited ones, without a model.

SummEdits news (Laban et al., 2023): each summary is one uncited sentence of a brief; it counts as
inconsistent where it gets a support issue. The figure to compare with is QAFactEval's 74.4
(balanced accuracy, as published); marking every summary with a word that its article lacks has
61.6. Two measurements: `check_article` as it ships, and cross-validation over the articles, where
the strictness for each article is the one that does best on all the others. Articles differ in how
many of their summaries are edited: the mean of the articles counts each of them alike. Honest
summaries of Wikinews articles by people and models count the false alarms.

    python -m benchmarks.summaries [--shared DIR]
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import data
from briefer import Article
from briefer.checks import check_article
from briefer.comparing import Tuning, compare
from briefer.evidence import Evidence
from briefer.models import Draft, Issue, Sentence

GRID = [
    Tuning(reach=reach, window=window, margin=margin, novel_margin=novel, novelty=novelty)
    for reach, window, margin, novel, novelty in itertools.product(
        (3, 4), (5, 6), (2, 3), (1, 2), (0.2, 0.3)
    )
]


def support_issues(text: str, summaries: Sequence[str]) -> list[list[Issue]]:
    """The support issues of each summary, checked as one uncited sentence of its own brief."""
    found = []
    for summary in summaries:
        brief = check_article(Article(text=text), Draft(summary=(Sentence(text=summary),)))
        issues = brief.summary[0].issues
        found.append([issue for issue in issues if issue.kind == "support"])
    return found


def balanced_accuracy(pairs: Iterable[tuple[bool, bool]]) -> tuple[float, float, float]:
    """In percent of (consistent, marked), with the shares of consistent ones that are not marked
    and of inconsistent ones that are.
    """
    counts = Counter(pairs)
    clean = counts[True, False] / max(counts[True, False] + counts[True, True], 1)
    caught = counts[False, True] / max(counts[False, True] + counts[False, False], 1)
    return 50 * (clean + caught), clean, caught


def line(name: str, pairs: list[tuple[bool, bool]]) -> str:
    """One row of the table."""
    score, clean, caught = balanced_accuracy(pairs)
    return f"  {name:34} n {len(pairs):3}  {score:5.1f}  clean {clean:.2f}  caught {caught:.2f}"


def as_shipped(rows: Sequence[dict[str, Any]], articles: Sequence[str]) -> None:
    """Balanced accuracy by half of the articles, hits by type of issue and by type of edit."""
    halves: dict[str, list[tuple[bool, bool]]] = {"all": []}
    scores = []
    issues: Counter[tuple[str, bool]] = Counter()
    edits: Counter[tuple[str, bool]] = Counter()
    for number, article in enumerate(articles):
        half = "held-out articles" if number % 2 else "articles developed on"
        own = [row for row in rows if row["doc"] == article]
        found = support_issues(article, [row["summary"] for row in own])
        pairs = [(row["label"] == 1, bool(marks)) for row, marks in zip(own, found, strict=True)]
        scores.append(balanced_accuracy(pairs)[0])
        halves["all"] += pairs
        halves.setdefault(half, []).extend(pairs)
        for row, marks in zip(own, found, strict=True):
            consistent = row["label"] == 1
            issues.update({(issue.type, consistent) for issue in marks})
            if not consistent:
                edits.update((edit, bool(marks)) for edit in row["edit_types"])
    print("SummEdits news, balanced accuracy as shipped")
    for name, pairs in halves.items():
        print(line(name, pairs))
    print(f"  {'mean of the articles':34} n {len(scores):3}  {statistics.mean(scores):5.1f}")
    print("  by issue: inconsistent summaries marked, consistent ones marked")
    for kind in sorted({kind for kind, _ in issues}):
        print(f"    {kind:14} {issues[kind, False]:4} {issues[kind, True]:4}")
    print("  by edit: caught of all")
    for edit in sorted({edit for edit, _ in edits}):
        print(f"    {edit:28} {edits[edit, True]} of {edits[edit, True] + edits[edit, False]}")


def cross_validated(rows: Sequence[dict[str, Any]], articles: Sequence[str]) -> None:
    """Balanced accuracy where each article's strictness is chosen on the other articles."""
    outcomes: list[list[list[tuple[bool, bool]]]] = []
    indexed = [Evidence(article) for article in articles]
    for tuning in GRID:
        by_article = []
        for article, evidence in zip(articles, indexed, strict=True):
            own = [row for row in rows if row["doc"] == article]
            by_article.append(
                [
                    (row["label"] == 1, bool(compare(row["summary"], evidence, tuning=tuning)))
                    for row in own
                ]
            )
        outcomes.append(by_article)
    pairs: list[tuple[bool, bool]] = []
    for left_out in range(len(articles)):

        def others(by_article: list[list[tuple[bool, bool]]], left_out: int = left_out) -> float:
            rest = (p for n, own in enumerate(by_article) if n != left_out for p in own)
            return balanced_accuracy(rest)[0]

        pairs.extend(max(outcomes, key=others)[left_out])
    print(line(f"cross-validated, {len(GRID)} settings", pairs))


def false_alarms(shared: Path) -> None:
    """Honest summaries that get a support issue."""
    path = shared / "data" / "gum_wikinews" / "gum_wikinews.jsonl"
    counts: Counter[str] = Counter()
    for text in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(text)
        for name in ("human_summaries", "llm_summaries"):
            given = record[name]
            summaries = list(given.values()) if isinstance(given, dict) else given
            found = support_issues(record["text"], summaries)
            counts[name] += len(found)
            counts[f"{name} marked"] += sum(map(bool, found))
    print("Wikinews summaries marked")
    for name in ("human_summaries", "llm_summaries"):
        print(f"  {name:18} {counts[f'{name} marked']} of {counts[name]}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    shared = data.options(parser, "summaries").shared
    path = shared / "data" / "summedits_news" / "summedits_news.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    digests = {hashlib.sha256(row["doc"].encode()).hexdigest(): row["doc"] for row in rows}
    articles = [digests[key] for key in sorted(digests)]
    as_shipped(rows, articles)
    cross_validated(rows, articles)
    false_alarms(shared)


if __name__ == "__main__":
    main()
