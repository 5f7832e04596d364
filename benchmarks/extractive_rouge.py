"""How close the extractive summary comes to human summaries, beside the first three sentences.

    python -m benchmarks.extractive_rouge [--shared DIR]

Data: GUM Wikinews (26 articles with one to five human summaries). ROUGE F1 by the rouge-score
package with stemming. Where an article has several human summaries, `mean` averages over them and
`best` takes the best, for each measure; both are then averaged over the articles. The baseline is
the first three sentences of the story by the gold sentence bounds: titles and lines that only name
a date are no sentences of the story, for either side.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Sequence
from typing import Any

from benchmarks import data
from briefer.extractive import draft
from briefer.models import Article

MEASURES = ("rouge1", "rouge2", "rougeL")
_DATE = re.compile(r"(?:\w+day, )?\w+ \d{1,2}, \d{4}\.?$")


def first_three(document: dict[str, Any]) -> str:
    """The first three gold sentences of the story."""
    spans = [span[:2] for span in document["sentence_spans"]]
    lines = [document["text"][start:end] for start, end in spans]
    story = [line for line in lines if not _DATE.match(line) and line[-1:] in ".?!\"”')"]
    return " ".join(story[:3])


def scores(scorer: Any, summary: str, references: Sequence[str]) -> list[tuple[float, float]]:
    """Mean and best F1 over the references, for each measure, in per cent."""
    by_reference = [scorer.score(reference, summary) for reference in references]
    found = []
    for measure in MEASURES:
        values = [100 * score[measure].fmeasure for score in by_reference]
        found.append((sum(values) / len(values), max(values)))
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="ROUGE of extractive summaries on GUM Wikinews.")
    shared = data.options(parser, "extractive_rouge").shared
    path = shared / "data" / "gum_wikinews" / "gum_wikinews.jsonl"
    from rouge_score.rouge_scorer import RougeScorer

    scorer = RougeScorer(list(MEASURES), use_stemmer=True)
    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    print("GUM Wikinews, ROUGE-1 / ROUGE-2 / ROUGE-L F1 against the human summaries")
    print(f"{'':28}{'articles':>9}{'words':>7}   {'mean over references':24}{'best reference'}")
    for genre in ("news", "interview"):
        chosen = [document for document in documents if document["genre"] == genre]
        for name in ("first three", "extractive"):
            rows, words = [], 0
            for document in chosen:
                lines = draft(Article(text=document["text"], title=document["title"])).summary
                summary = " ".join(line.text for line in lines)
                if name == "first three":
                    summary = first_three(document)
                words += len(summary.split())
                rows.append(scores(scorer, summary, document["human_summaries"]))
            columns = [
                " / ".join(
                    f"{sum(row[measure][kind] for row in rows) / len(rows):.1f}"
                    for measure in range(len(MEASURES))
                )
                for kind in (0, 1)
            ]
            label = f"{genre}, {name}"
            print(f"{label:28}{len(rows):9}{words // len(rows):7}   {columns[0]:24}{columns[1]}")


if __name__ == "__main__":
    main()
