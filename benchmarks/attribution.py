"""How many annotated quotations the extractive drafter finds, and with the right speaker.

    python -m benchmarks.attribution [--shared DIR]

Data: PolNeAR dev (84 US political articles, brat stand-off annotations of source, cue, content).
- A *direct quote* is an annotated attribution whose content contains a double quotation mark
  (" “ ”); all others are *indirect*. Where several people annotated an article, the first is taken.
- *found*: one of the content's pieces is covered at least half by one claim's span.
- *right speaker*: a claim that finds it has a `source_span` that overlaps the annotated source, or
  its speaker's name shares a word with it. Counted over all quotes with an annotated source.
- *precision*: of the claims whose words stand in or hold quotation marks, and of the other
  attributed claims, those that overlap an annotated content.
Articles are split in two by turns; the rules were developed on `even` and `odd` is held out.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from benchmarks import data
from briefer.extractive import draft
from briefer.models import Article, Claim

Place = tuple[int, int]
_COMMON = frozenset(
    {"the", "a", "an", "of", "for", "and", "in", "on", "at", "to", "his", "her", "its"}
)


@dataclass
class Counts:
    """What one group of articles adds up to."""

    quotes: int = 0
    found: int = 0
    sourced: int = 0
    right: int = 0
    claims: int = 0
    precise: int = 0


def read_annotations(path: Path) -> list[dict[str, list[Place]]]:
    """The attributions of one .ann file: places by role (Source, Cue, Content)."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [line.rstrip("\r\n").split("\t") for line in file]
    spans = {
        key: [(int(start), int(end)) for start, end in map(str.split, places.split(";"))]
        for key, places in ((f[0], f[1].partition(" ")[2]) for f in lines if f[0][:1] == "T")
    }
    events = []
    for fields in lines:
        if fields[0].startswith("E"):
            event: dict[str, list[Place]] = defaultdict(list)
            for part in fields[1].split():
                role, key = part.split(":")
                event[role.rstrip("0123456789")] += spans[key]
            events.append(event)
    return events


def overlap(one: Place, other: Place) -> int:
    """Characters that two places share."""
    return min(one[1], other[1]) - max(one[0], other[0])


def is_right(claim: Claim, sources: list[Place], text: str) -> bool:
    """Whether the claim has the annotated speaker."""
    if claim.source_span and any(overlap(claim.source_span, source) > 0 for source in sources):
        return True
    annotated = {w.lower() for a, b in sources for w in re.findall(r"\w+", text[a:b])} - _COMMON
    return bool(annotated & {w.lower() for w in re.findall(r"\w+", claim.speaker or "")})


def measure(text: str, events: list[dict[str, list[Place]]], counts: dict[bool, Counts]) -> None:
    """Add one article to `counts`, by whether a quote is direct."""
    claims = [claim for claim in draft(Article(text=text)).claims if claim.source_span]
    contents = [piece for event in events for piece in event["Content"]]
    for event in events:
        pieces = event["Content"]
        direct = any(mark in text[a:b] for a, b in pieces for mark in '"“”')
        count = counts[direct]
        count.quotes += 1
        finders = [
            claim
            for claim in claims
            if any(2 * overlap(claim.spans[0], piece) >= piece[1] - piece[0] for piece in pieces)
        ]
        count.found += bool(finders)
        if event["Source"]:
            count.sourced += 1
            count.right += any(is_right(claim, event["Source"], text) for claim in finders)
    for claim in claims:
        start, end = claim.spans[0]
        direct = any(mark in text[max(0, start - 1) : end + 2] for mark in '"“”')
        counts[direct].claims += 1
        counts[direct].precise += any(overlap((start, end), piece) > 0 for piece in contents)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Quotes found and speakers right on PolNeAR dev.")
    folder = data.options(parser, "attribution").shared / "data" / "polnear" / "dev"
    halves = {half: {True: Counts(), False: Counts()} for half in ("even", "odd")}
    seconds = 0.0
    for index, path in enumerate(sorted((folder / "text").glob("*.txt"))):
        with path.open(encoding="utf-8", newline="") as file:
            text = file.read()
        annotated = min((folder / "attributions").glob(f"{path.stem}*.ann"))
        started = time.perf_counter()
        measure(text, read_annotations(annotated), halves[("even", "odd")[index % 2]])
        seconds += time.perf_counter() - started
    print("PolNeAR dev, quotes of extractive.draft; right: of quotes with an annotated source")
    print("A direct quote is an annotated attribution whose content holds a quotation mark.\n")
    print(f"{'':18}{'quotes':>8}{'found %':>9}{'right %':>9}{'claims':>8}{'precision %':>13}")
    for direct in (True, False):
        rows = [(half, halves[half][direct]) for half in ("even", "odd")]
        names = ("quotes", "found", "sourced", "right", "claims", "precise")
        total = Counts(*(sum(getattr(count, name) for _, count in rows) for name in names))
        for half, count in [*rows, ("all", total)]:
            label = f"{'direct' if direct else 'indirect'}, {half}"
            print(
                f"{label:18}{count.quotes:8}{100 * count.found / count.quotes:9.1f}"
                f"{100 * count.right / count.sourced:9.1f}{count.claims:8}"
                f"{100 * count.precise / count.claims:13.1f}"
            )
    print(f"\n{seconds:.2f} s for 84 articles; even: developed on, odd: held out")


if __name__ == "__main__":
    main()
