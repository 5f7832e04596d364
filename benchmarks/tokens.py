"""Input tokens that are billed, over the tokens of the stories themselves.

    python -m benchmarks.tokens [--shared DIR]

Stories: 100 articles of 1,500 to 9,000 characters of GUM Wikinews, PolNeAR dev and SummEdits news;
without the data, the examples, in turn. Requests are counted by `o200k_base`, with 4 tokens of the
chat format for each message.

- *Billed*: a provider keeps the instructions, which are the same as before, and takes 10 % for
  them. The first request of each kind finds nothing kept.
- *With the schema*: the JSON Schema of the reply is a part of the prompt too, before the messages.
- *In steps*: the same from a provider that keeps whole steps of 128 tokens, 1,024 at least.
- *briefer* is what it sends; its long articles are drafted as the extractive drafter does it, so
  that there are claims to make a summary of. *Three calls* ask for one task each, with the same
  templates. *Map-reduce* does so for each half of a story, and makes the summary of the claims.
- The long article is of 60 KB: stories one after the other, as one chunk and as those of 8,000
  tokens. It comes after a story, so that what both have in common is kept.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks import data
from briefer import Article, Limits, Request, brief, chunk
from briefer.client import Message
from briefer.extractive import draft
from briefer.parsing import reply_schema
from briefer.templates import Prompts
from briefer.testing import FakeClient
from briefer.tokens import counter

STORIES = 100
LONG = 60_000
CACHED_PRICE = 0.1
SMALLEST, STEP = 1_024, 128
"""The least that providers keep of a prompt, and the steps in which they keep more, in tokens."""
PER_MESSAGE = 4


class Bill:
    """What requests cost, as if sent one after the other.

    Args:
        schema: whether the schema is a part of the prompt.
        step: in what steps a provider keeps it, in tokens.

    Attributes:
        tokens: what was billed, a kept token being a tenth of one.
    """

    def __init__(self, *, schema: bool, step: int = 1) -> None:
        self.tokens = 0.0
        self._schema = schema
        self._step = step
        self._kept: set[str] = set()

    def add(self, requests: Iterable[Request]) -> None:
        """Send these."""
        count = counter().count
        for request in requests:
            system, user = (message.content for message in request.messages)
            prefix = count(system) + PER_MESSAGE
            if self._schema:
                prefix += count(json.dumps(request.schema))
            kept = prefix - prefix % self._step if system in self._kept else 0
            if kept < SMALLEST and self._step > 1:
                kept = 0
            self._kept.add(system)
            self.tokens += prefix + count(user) + PER_MESSAGE - (1 - CACHED_PRICE) * kept


def drafted(text: str) -> dict[str, list[dict[str, Any]]]:
    """A reply about a text, as the extractive drafter would give it."""
    found = draft(Article(text=text))
    claims = [asdict(claim) | {"via": []} for claim in found.claims]
    questions = [asdict(question) for question in found.questions]
    return {"claims": claims, "questions": questions, "summary": []}


def sent(articles: Iterable[Article], chunk_tokens: int) -> list[Request]:
    """What briefer sends for the articles."""

    def answer(request: Request) -> dict[str, list[dict[str, Any]]]:
        shown = request.messages[1].content.partition("-----\n")[2].rpartition("\n-----")[0]
        fields: dict[str, tuple[str, ...]] = {
            "claims": ("id", "quote", "speaker", "via", "stance", "text"),
            "questions": ("quote", "type", "text"),
            "summary": (),
        }
        return {
            task: [{name: line[name] for name in fields[task]} for line in lines]
            for task, lines in drafted(shown).items()
            if request.schema and task in request.schema["properties"]
        }

    client = FakeClient(answer)
    made = brief(articles, client=client, model="any", limits=Limits(chunk_tokens=chunk_tokens))
    if made.failures:
        sys.exit(str(made.failures[0]))
    return client.requests


def three_calls(requests: Iterable[Request]) -> Iterator[Request]:
    """The same requests, for one task at a time."""
    prompts = Prompts()
    for request in requests:
        for tasks in (("claims",), ("questions",), ("summary",)):
            system = Message(role="system", content=prompts.render("system", tasks=tasks))
            yield replace(
                request,
                messages=(system, request.messages[1]),
                schema=reply_schema(tasks),  # type: ignore[arg-type]  # these are tasks
            )


def map_reduce(texts: Iterable[str]) -> Iterator[Request]:
    """Each task by itself for each half of a text, and a summary of the claims."""
    prompts = Prompts()
    about = {"mark": "0" * 12, "title": "", "source": None, "published": None}
    reduced = ("summary",)
    for text in texts:
        parts = chunk(text, counter().count(text) * 3 // 5)
        for part, piece in enumerate(parts, 1):
            user = prompts.render("article", text=piece.text, part=part, parts=len(parts), **about)
            whole = Request(
                model="any",
                messages=(
                    Message(role="system", content=""),
                    Message(role="user", content=user),
                ),
            )
            yield from three_calls([whole])
        claims = [claim | {"attribution": [claim["speaker"]]} for claim in drafted(text)["claims"]]
        yield Request(
            model="any",
            messages=(
                Message(role="system", content=prompts.render("reduce_system", tasks=reduced)),
                Message(role="user", content=prompts.render("reduce", claims=claims, **about)),
            ),
            schema=reply_schema(reduced),  # type: ignore[arg-type]  # a task
        )


def stories(shared: Path) -> tuple[list[str], str]:
    """The texts, and where they are from."""
    if not data.absent(shared, data.ARTICLES):
        from benchmarks.quotes import articles

        texts = [text for text in articles(shared) if 1_500 <= len(text) <= 9_000]
        return texts[:STORIES], "the data sets"
    folder = data.ROOT / "examples" / "articles"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("brackwater*.md"))]
    return list(islice(cycle(texts), STORIES)), "the examples"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    texts, source = stories(data.options(parser, "tokens").shared)
    if not counter().exact:
        parser.exit(1, "o200k_base cannot be loaded: TIKTOKEN_CACHE_DIR names where it is kept\n")
    joined = "\n\n".join(texts)
    long = (joined * (LONG // len(joined) + 1))[:LONG]
    wires = [Article(text=text, origin=str(number)) for number, text in enumerate(texts)]
    single = sent(wires, 20_000)
    own = counter().count
    rows: list[tuple[str, list[Request], int]] = [
        ("briefer", single, sum(map(own, texts))),
        ("three calls", list(three_calls(single)), sum(map(own, texts))),
        ("map-reduce", list(map_reduce(texts)), sum(map(own, texts))),
        ("briefer, 60 KB article", sent([Article(text=long)], 20_000), own(long)),
        ("briefer, 60 KB in chunks", sent([Article(text=long)], 8_000), own(long)),
    ]
    prefix = own(single[0].messages[0].content)
    print(f"{len(texts)} stories from {source}, {rows[0][2] / len(texts):,.0f} tokens on average;")
    schema = own(json.dumps(single[0].schema))
    print(f"instructions of {prefix:,} tokens, a schema of {schema:,}\n")
    print(
        "| | calls | billed over own tokens | with the schema | in steps |\n|---|---|---|---|---|"
    )
    for name, requests, tokens in rows:
        ratios = []
        for bill in (Bill(schema=False), Bill(schema=True), Bill(schema=True, step=STEP)):
            before = 0.0
            if "60 KB" in name:
                bill.add(single[:1])
                before = bill.tokens
            bill.add(requests)
            ratios.append(f"{(bill.tokens - before) / tokens:.2f}")
        print(f"| {name} | {len(requests)} | {' | '.join(ratios)} |")


if __name__ == "__main__":
    main()
