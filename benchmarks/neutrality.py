"""How well loaded words tell biased sentences, and how often neutral ones are wrongly marked.

Biased sentences: BABE (Spinde et al., 2021), every sentence alone with an empty source; a sentence
counts as biased where it gets a `loaded-word` or `charged-verb` issue. The lexicon was developed
on the outlets of one half and is reported on both. Mutations: sentences of Wikinews articles with a
loaded word put in or a neutral reporting verb exchanged, checked against their own article, beside
the same sentences as they are and summaries of the articles by people and models.

    python -m benchmarks.neutrality [--shared DIR]
"""

from __future__ import annotations

import argparse
import ast
import csv
import hashlib
import json
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from benchmarks import data
from briefer import Article
from briefer.checks import check_article
from briefer.models import Draft, Sentence

TONE = {"loaded-word", "charged-verb"}
_SAID = re.compile(r"\b(said|says)\b")
_ADJECTIVE_PLACE = re.compile(r"\b(?:the|an?) (?=[a-z]{4,})")


def is_marked(text: str, source: str) -> bool:
    """Whether the sentence gets an issue of tone against the source."""
    draft = Draft(summary=(Sentence(text=text),))
    issues = check_article(Article(text=source), draft).summary[0].issues
    return any(issue.type in TONE for issue in issues)


def macro_f1(pairs: Iterable[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Macro-F1 in percent of (true, predicted), with the recall and precision of biased."""
    counts = Counter(pairs)
    hit, miss = counts[True, True], counts[True, False]
    false, right = counts[False, True], counts[False, False]
    biased = 2 * hit / max(2 * hit + miss + false, 1)
    neutral = 2 * right / max(2 * right + miss + false, 1)
    return 50 * (biased + neutral), hit / max(hit + miss, 1), hit / max(hit + false, 1)


def biased_sentences(shared: Path) -> None:
    """Macro-F1 on BABE, by half of the sentences and by outlet."""
    path = shared / "data" / "babe" / "sentences.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    results: dict[str, list[tuple[bool, bool]]] = {}
    for row in rows:
        digest = hashlib.sha256(row["text"].encode()).digest()[0]
        pair = (row["label_bias"] == "Biased", is_marked(row["text"], ""))
        half = "developed on" if digest % 2 else "held out"
        for group in ("all", half, row["outlet"]):
            results.setdefault(group, []).append(pair)
    annotated = sum(bool(ast.literal_eval(row["biased_words"] or "[]")) for row in rows)
    print(f"BABE: {len(rows)} sentences, {annotated} with annotated words")
    for group, pairs in sorted(results.items(), key=lambda item: -len(item[1])):
        score, recall, precision = macro_f1(pairs)
        if len(pairs) >= 50:
            print(
                f"  {group:14} n {len(pairs):5}  macro-F1 {score:5.1f}"
                f"  recall {recall:.2f}  precision {precision:.2f}"
            )


def mutations(shared: Path) -> None:
    """Loaded mutations of real sentences that are found, and unmutated ones that are marked."""
    chance = random.Random(1)
    loaded = ("outrageous", "disgraceful", "heroic", "shameful", "reckless", "so-called")
    charged = ("claimed", "admitted", "slammed", "boasted", "insisted", "conceded")
    counts: Counter[str] = Counter()
    path = shared / "data" / "gum_wikinews" / "gum_wikinews.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        text = record["text"]
        sentences = [text[start:end] for start, end, *_ in record["sentence_spans"]]
        draft = []
        for sentence in sentences:
            plain = re.sub(r"\s+", " ", sentence)
            draft.append(("plain", plain))
            word = chance.choice(loaded)
            mutated = _ADJECTIVE_PLACE.sub(rf"\g<0>{word} ", plain, count=1)
            if mutated != plain and '"' not in plain and "“" not in plain:
                draft.append(("loaded", mutated))
            verb = chance.choice(charged)
            mutated = _SAID.sub(verb, plain, count=1)
            if mutated != plain and '"' not in plain and "“" not in plain:
                draft.append(("charged", mutated))
        lines = tuple(Sentence(text=text) for _, text in draft)
        checked = check_article(Article(text=text), Draft(summary=lines)).summary
        for (kind, _), sentence in zip(draft, checked, strict=True):
            counts[kind] += 1
            counts[f"{kind} marked"] += any(issue.type in TONE for issue in sentence.issues)
        for summary in (*record["human_summaries"], *record["llm_summaries"].values()):
            counts["summary"] += 1
            counts["summary marked"] += is_marked(summary, text)
    print("Wikinews sentences against their own article:")
    for kind in ("plain", "summary", "loaded", "charged"):
        share = counts[f"{kind} marked"] / max(counts[kind], 1)
        print(f"  {kind:8} n {counts[kind]:4}  marked {share:.1%}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    shared = data.options(parser, "neutrality").shared
    biased_sentences(shared)
    mutations(shared)


if __name__ == "__main__":
    main()
