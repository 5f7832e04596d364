"""What chunking costs over counting, what it breaks, and how good its sentences are.

    python -m benchmarks.chunking [--shared DIR] [--rounds N] [--only speed,sentences,estimate]

- *Speed* is CPU time over that of one `encode_ordinary` pass of the same text, measured right
  before: the median of the rounds. The articles are those of GUM Wikinews, PolNeAR dev and the
  SummEdits news documents of at most 7,000 characters, taken in turn until there are 2,854, each
  time with their capitalised words in another order, since some splitters remember what they saw.
- *Violations* are counted on the same chunks: over the budget by tiktoken; a cut where the text
  before it ends in neither a mark nor a line; a chunk that is not the text at its offset. Splitters
  that give no offsets are searched for, from the last chunk on.
- *Sentences* are compared with the sentence ends of GUM's annotators, and their sentences with
  the chunks of all splitters at 100 tokens.
- *Estimate* is what stands in for the vocabulary where it cannot be fetched, over the true count.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from itertools import cycle, islice
from typing import Any, NamedTuple

import tiktoken

from benchmarks import data
from briefer import tokens
from briefer.chunking import chunk
from briefer.sentences import sentences

BUDGET = 1000
OVERLAP = 100

Piece = tuple[int | None, str]
Split = Callable[[str], list[Piece]]


@cache
def encoding() -> tiktoken.Encoding:
    """The vocabulary, loaded when it is needed: saying what a script takes needs none."""
    return tiktoken.get_encoding("o200k_base")


class Splitter(NamedTuple):
    """A way to cut a text; `make(budget, overlap)` is None where it is not installed."""

    name: str
    make: Callable[[int, int], Split]


def briefer(budget: int, overlap: int) -> Split:
    return lambda text: [(c.start, c.text) for c in chunk(text, budget, overlap)]


def langchain_tokens(budget: int, overlap: int) -> Split:
    module: Any = import_module("langchain_text_splitters")
    made = module.TokenTextSplitter(
        encoding_name="o200k_base", chunk_size=budget, chunk_overlap=overlap, disallowed_special=()
    )
    return lambda text: [(None, piece) for piece in made.split_text(text)]


def langchain_recursive(budget: int, overlap: int) -> Split:
    module: Any = import_module("langchain_text_splitters")
    made = module.RecursiveCharacterTextSplitter.from_tiktoken_encoder(
        encoding_name="o200k_base", chunk_size=budget, chunk_overlap=overlap, disallowed_special=()
    )
    return lambda text: [(None, piece) for piece in made.split_text(text)]


def chonkie_recursive(budget: int, overlap: int) -> Split:
    if overlap:
        raise NotImplementedError
    module: Any = import_module("chonkie")
    made = module.RecursiveChunker(tokenizer=encoding(), chunk_size=budget)
    return lambda text: [(c.start_index, c.text) for c in made.chunk(text)]


def chonkie_sentence(budget: int, overlap: int) -> Split:
    module: Any = import_module("chonkie")
    made = module.SentenceChunker(tokenizer=encoding(), chunk_size=budget, chunk_overlap=overlap)
    return lambda text: [(c.start_index, c.text) for c in made.chunk(text)]


def semchunk_(budget: int, overlap: int) -> Split:
    made = import_module("semchunk").chunkerify(encoding(), budget)

    def split(text: str) -> list[Piece]:
        pieces, offsets = made(text, offsets=True, overlap=overlap or None)
        return [(start, piece) for piece, (start, _) in zip(pieces, offsets, strict=True)]

    return split


def semantic_text_splitter(budget: int, overlap: int) -> Split:
    module: Any = import_module("semantic_text_splitter")
    made = module.TextSplitter.from_tiktoken_model("gpt-4o", budget, overlap=overlap)
    return lambda text: list(made.chunk_indices(text))


def llama_index(budget: int, overlap: int) -> Split:
    module: Any = import_module("llama_index.core.node_parser")
    made = module.SentenceSplitter(
        chunk_size=budget, chunk_overlap=overlap, tokenizer=encoding().encode_ordinary
    )
    return lambda text: [(None, piece) for piece in made.split_text(text)]


SPLITTERS = (
    Splitter("briefer", briefer),
    Splitter("langchain tokens", langchain_tokens),
    Splitter("langchain recursive", langchain_recursive),
    Splitter("chonkie recursive", chonkie_recursive),
    Splitter("chonkie sentence", chonkie_sentence),
    Splitter("semchunk", semchunk_),
    Splitter("semantic-text-splitter", semantic_text_splitter),
    Splitter("llama-index sentence", llama_index),
)


class Workload(NamedTuple):
    name: str
    texts: Sequence[str]
    budget: int
    overlap: int


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="speed,sentences,estimate")
    options = data.options(parser, "chunking")
    sets = options.shared / "data"
    rows = [
        json.loads(line)
        for line in (sets / "gum_wikinews/gum_wikinews.jsonl").read_text("utf-8").splitlines()
    ]
    articles = [row["text"] for row in rows]
    texts = sorted((sets / "polnear/dev/text").glob("*.txt"))
    articles += [path.read_bytes().decode() for path in texts]
    summedits = json.loads((sets / "summedits_news/summedits_news.json").read_text("utf-8"))
    articles += sorted({row["doc"] for row in summedits})
    only = set(options.only.split(","))
    if "speed" in only:
        speed(articles, options.rounds)
    if "sentences" in only:
        boundaries(rows)
    if "estimate" in only:
        estimates(articles, json.loads((sets / "blns/blns.json").read_text("utf-8")))


def speed(articles: Iterable[str], rounds: int) -> None:
    short = [text for text in articles if len(text) <= 7000]
    news = [rotated(text, n // len(short)) for n, text in enumerate(islice(cycle(short), 2854))]
    joined = "\n\n".join(news)
    joined = (joined * (10_000_000 // len(joined) + 1))[:10_000_000]
    flat = " ".join(joined[:1_200_000].split())[:1_100_000]
    work = (
        Workload("articles", news, BUDGET, 0),
        Workload("with overlap", news, BUDGET, OVERLAP),
        Workload("10 MB", [joined], BUDGET, 0),
        Workload("1.1 MB, no line break", [flat], BUDGET, 0),
        Workload("bytes fit", news, 10_000, 0),
    )
    mean = sum(map(len, news)) / len(news)
    long = sum(len(encoding().encode_ordinary(text)) > BUDGET for text in news)
    print(f"{len(news):,} articles, {mean:,.0f} characters on average, {long:,} over the budget.\n")
    print("CPU time over one `encode_ordinary` pass\n")
    header("", *(item.name for item in work))
    broken: list[list[str]] = []
    for splitter in SPLITTERS:
        ratios, wrong = [], []
        for item in work:
            try:
                split = splitter.make(item.budget, item.overlap)
            except ImportError:
                ratios.append("not installed")
                wrong.append("not installed")
                continue
            except NotImplementedError:
                ratios.append("none")
                wrong.append("none")
                continue
            split(item.texts[0][:20_000])
            ratios.append(f"{ratio(split, item.texts, rounds):.3g}")
            wrong.append(violations(split, item.texts[:600], item.budget))
        print(f"| {splitter.name} | {' | '.join(ratios)} |", flush=True)
        broken.append([splitter.name, *wrong])
    print("\nChunks: over the budget / cut inside a sentence / not at their offset / all\n")
    header("", *(item.name for item in work))
    for row in broken:
        print(f"| {' | '.join(row)} |")
    print()


def rotated(text: str, places: int) -> str:
    """The text with its capitalised words moved on by so many places."""
    words = _CAPITALISED.findall(text)
    places %= len(words) or 1
    moved = iter(words[places:] + words[:places])
    return _CAPITALISED.sub(lambda _: next(moved), text)


_CAPITALISED = re.compile(r"\b[A-Z][a-z]{3,}\b(?!\.)")


def ratio(split: Split, texts: Sequence[str], rounds: int) -> float:
    found = []
    for _ in range(rounds):
        encode = encoding().encode_ordinary
        gc.collect()
        begun = time.process_time()
        for text in texts:
            encode(text)
        between = time.process_time()
        for text in texts:
            split(text)
        found.append((time.process_time() - between) / (between - begun))
    return statistics.median(found)


def violations(split: Split, texts: Iterable[str], budget: int) -> str:
    over = cut = misplaced = every = 0
    for text in texts:
        place = 0
        pieces = split(text)
        for number, (given, piece) in enumerate(pieces, start=1):
            every += 1
            over += len(encoding().encode_ordinary(piece)) > budget
            start = text.find(piece, place) if given is None else given
            if start < 0 or text[start : start + len(piece)] != piece:
                misplaced += 1
                continue
            place = start + 1
            if number < len(pieces):
                cut += inside(text, start + len(piece.rstrip()))
    return f"{over} / {cut} / {misplaced} / {every:,}"


def inside(text: str, end: int) -> bool:
    """Whether the text up to `end` ends neither with a mark of punctuation nor with a line."""
    following = text[end : end + 20]
    blank = following[: len(following) - len(following.lstrip())]
    return text[end - 1].isalnum() and not ("\n" in blank or "\r" in blank)


def boundaries(rows: Sequence[dict[str, Any]]) -> None:
    print("Sentence ends against GUM's annotators\n")
    header("", "precision", "recall", "F1")
    for name, find in (("briefer", ours), ("bare sentencex", bare_sentencex)):
        try:
            right = found = true = 0
            for row in rows:
                gold = {span[1] for span in row["sentence_spans"]}
                ends = find(row["text"])
                right, found, true = right + len(gold & ends), found + len(ends), true + len(gold)
        except ImportError:
            print(f"| {name} | not installed | | |")
            continue
        scores = right / found, right / true, 2 * right / (found + true)
        print(f"| {name} | {' | '.join(f'{score:.3f}' for score in scores)} |")
    print("\nGUM's sentences that chunks of 100 tokens cut in two\n")
    header("", "cut", "of them within the budget", "chunks")
    for splitter in SPLITTERS:
        try:
            split = splitter.make(100, 0)
        except ImportError:
            print(f"| {splitter.name} | not installed | | |")
            continue
        cut = avoidable = chunks = every = 0
        for row in rows:
            text, place = row["text"], 0
            edges = []
            for given, piece in split(text):
                chunks += 1
                start = text.find(piece, place) if given is None else given
                place = max(place, start + 1)
                edges.append(start + len(piece.rstrip()))
            every += len(row["sentence_spans"])
            for begin, end, *_ in row["sentence_spans"]:
                if any(begin < edge < end for edge in edges):
                    cut += 1
                    avoidable += len(encoding().encode_ordinary(text[begin:end])) <= 100
        print(f"| {splitter.name} | {cut / every:.1%} | {avoidable / every:.1%} | {chunks:,} |")
    print()


def ours(text: str) -> set[int]:
    return {end for _, end in sentences(text)}


def bare_sentencex(text: str) -> set[int]:
    module: Any = import_module("sentencex")
    return {
        found["start_index"] + len(found["text"].rstrip())
        for found in module.get_sentence_boundaries("en", text)
    }


def estimates(articles: Sequence[str], nasty: Sequence[str]) -> None:
    print("The estimate over the count by `o200k_base`\n")
    header("", "all texts", "lowest", "texts below the count")
    estimate = tokens._estimate  # noqa: SLF001  # what counts where no vocabulary can be had
    for name, texts in (("news articles", articles), ("naughty strings", nasty)):
        pairs = [(estimate(text), len(encoding().encode_ordinary(text))) for text in texts if text]
        total = sum(pair[0] for pair in pairs) / sum(pair[1] for pair in pairs)
        lowest = min(guess / true for guess, true in pairs)
        below = sum(guess < true for guess, true in pairs)
        print(f"| {name} | {total:.2f} | {lowest:.2f} | {below} of {len(pairs)} |")
    print()


def header(*names: str) -> None:
    print(f"| {' | '.join(names)} |\n|{'---|' * len(names)}")


if __name__ == "__main__":
    main()
