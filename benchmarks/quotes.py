"""Are true quotes found, with the right offsets, and false ones refused? And how fast?

    python -m benchmarks.quotes [--shared DIR] [--only suite,peers,speed] [--peers PYTHON]

Articles: GUM Wikinews, PolNeAR dev and the SummEdits news documents. Everything is drawn by a
seeded generator.
- *Mutations*: a verbatim slice of an article with one change of meaning or wording. A mutation
  whose words, by chance, stand in the article as well is left out; that is decided here, by
  comparing the sequences of blank-separated words without case and outer punctuation, and not by
  the code that is measured.
- *Retyped*: a verbatim slice whose typography alone is changed, in one to three ways. It is right
  if it is accepted and its only span is an occurrence of the slice.
- *Splices*: slices of one sentence with a part of it replaced by an ellipsis, as an honest editor
  would. Those that cut out a negation or a condition of what follows are refused on purpose.
- Peers get the same quotes through the code that aligns them in their own pipelines, on a smaller
  sample. LangExtract accepts what it gives an interval; instructor what it keeps. `--peers` names
  interpreters in which peers may be installed, as some exclude each other; each gives a table.
- Speed is CPU time per quote, least of three runs, on one prepared text; ratios are over `str.find`
  of the same quotes (verbatim ones for `found`).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import data
from briefer.grounding import SourceText
from briefer.models import EVIDENCE, Span

_WORD = re.compile(r"\S+")
_NEGATIONS = "not|never|no|n't|cannot|without|nor"
_HEDGES = "may|might|could|reportedly|allegedly|possibly|perhaps|likely|about|nearly|some|would"
_AUXILIARIES = "is|are|was|were|will|would|has|have|had|can|could|should|may|might|must"
_SPEECH = re.compile(r"\b(?:sa(?:id|ys?)|t(?:old|ells?)|add(?:ed|s)|wrote|asked|according)\b")
_PRONOUNS = {"He", "She", "It", "They", "We", "I", "You", "Who", "The", "His", "Her", "Their"}


class Sample(NamedTuple):
    """One quote to look for.

    Attributes:
        article: which article.
        kind: how it was made.
        quote: what to look for.
        slice: the place that it was made from.
    """

    article: int
    kind: str
    quote: str
    slice: Span


# --- articles --------------------------------------------------------------------------------


def articles(shared: Path) -> list[str]:
    """The texts, in a fixed order."""
    texts: list[str] = []
    path = shared / "data/gum_wikinews/gum_wikinews.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    texts += [json.loads(line)["text"] for line in lines]
    for path in sorted((shared / "data/polnear/dev/text").iterdir()):
        with path.open(encoding="utf-8", newline="") as file:
            texts.append(file.read())
    path = shared / "data/summedits_news/summedits_news.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    return texts + list(dict.fromkeys(row["doc"] for row in rows))


def speakers(shared: Path) -> list[tuple[int, list[tuple[str, Span]]]]:
    """For each PolNeAR article: who said what, by its annotations."""
    found = []
    texts = sorted((shared / "data/polnear/dev/text").iterdir())
    first = len((shared / "data/gum_wikinews/gum_wikinews.jsonl").read_text("utf-8").splitlines())
    for number, path in enumerate(texts, first):
        notes = sorted((shared / "data/polnear/dev/attributions").glob(f"{path.stem}*.ann"))
        if notes:
            found.append((number, _attributions(notes[0].read_text(encoding="utf-8"))))
    return found


def _attributions(notes: str) -> list[tuple[str, Span]]:
    spans: dict[str, tuple[Span, str]] = {}
    said = []
    for line in notes.splitlines():
        fields = line.split("\t")
        if line.startswith("T"):
            places = re.findall(r"\d+", fields[1].partition(" ")[2])
            spans[fields[0]] = (Span(int(places[0]), int(places[1])), fields[2])
        elif line.startswith("E"):
            roles = dict(role.split(":") for role in fields[1].split())
            if not all(roles.get(role) in spans for role in ("Source", "Content", "Cue")):
                continue
            if _SPEECH.search(spans[roles["Cue"]][1]):
                said.append((spans[roles["Source"]][1], spans[roles["Content"]][0]))
    return said


# --- what stands in an article, decided without the code under test -------------------------


class Oracle:
    """The blank-separated words of an article, without case and outer punctuation."""

    def __init__(self, text: str) -> None:
        self.words = f" {' '.join(_plain_words(text))} "

    def holds(self, quote: str) -> bool:
        """Whether the quote's words, parts between ellipses in order, stand in the article."""
        place = 0
        for part in re.split(r"\[\.\.\.\]|\[…\]|\.\.\.|…", quote):
            words = " ".join(_plain_words(part))
            place = self.words.find(f" {words} ", place)
            if place < 0:
                return False
            place += len(words)
        return True


def _plain_words(text: str) -> Iterator[str]:
    text = re.sub("—|--", " ", unicodedata.normalize("NFKC", text)).casefold()
    for word in _WORD.findall(text.replace("’", "'").replace("‘", "'")):
        bare = re.sub(r"^\W+|\W+$", "", word)
        if bare:
            yield bare


# --- mutations -------------------------------------------------------------------------------

Mutation = Callable[[random.Random, str, "Material"], str | None]


class Material(NamedTuple):
    """What a mutation may draw from: this article, all names, an article about something else."""

    text: str
    names: Sequence[str]
    other: str


def _replace_one(rng: random.Random, pattern: str, quote: str, new: str | None) -> str | None:
    """One interior match replaced (None: taken out with a neighbouring blank)."""
    matches = [m for m in re.finditer(pattern, quote) if m.start() > 0 and m.end() < len(quote)]
    if not matches:
        return None
    match = rng.choice(matches)
    before, after = quote[: match.start()], quote[match.end() :]
    if new is None:
        return before.rstrip() + " " + after.lstrip()
    return before + new + after


def drop_negation(rng: random.Random, quote: str, _: Material) -> str | None:
    contracted = re.sub(r"(?<=\w)n['’]t\b", "", quote, count=1)
    if contracted != quote:
        return contracted
    return _replace_one(rng, rf"\b(?:{_NEGATIONS})\b", quote, None)


def add_negation(rng: random.Random, quote: str, _: Material) -> str | None:
    match = rng.choice([*re.finditer(rf"\b(?:{_AUXILIARIES})(?= )", quote), None])
    return match and quote[: match.end()] + rng.choice([" not", " never"]) + quote[match.end() :]


def drop_hedge(rng: random.Random, quote: str, _: Material) -> str | None:
    return _replace_one(rng, rf"\b(?:{_HEDGES})\b", quote, None)


def add_hedge(rng: random.Random, quote: str, _: Material) -> str | None:
    return _replace_one(rng, r"(?<=\w) (?=\w)", quote, f" {rng.choice(_HEDGES.split('|'))} ")


def swap_number(rng: random.Random, quote: str, _: Material) -> str | None:
    match = rng.choice([*re.finditer(r"\d", quote), None])
    if match is None:
        return None
    digit = str((int(match[0]) + rng.randint(1, 9)) % 10)
    return quote[: match.start()] + digit + quote[match.end() :]


def swap_name(rng: random.Random, quote: str, material: Material) -> str | None:
    return _replace_one(rng, r"(?<=[a-z] )[A-Z][a-z]{2,}\b", quote, rng.choice(material.names))


def swap_entity(rng: random.Random, quote: str, material: Material) -> str | None:
    names = re.findall(r"(?<=[a-z] )[A-Z][a-z]{2,}\b", material.text)
    return _replace_one(rng, r"\b[A-Z][a-z]{2,}\b", quote, rng.choice(names)) if names else None


def swap_words(rng: random.Random, quote: str, _: Material) -> str | None:
    words = quote.split(" ")
    k = rng.randrange(len(words) - 1)
    words[k], words[k + 1] = words[k + 1], words[k]
    return " ".join(words)


def move_words(rng: random.Random, quote: str, _: Material) -> str | None:
    words = quote.split(" ")
    k = rng.randrange(1, len(words))
    return " ".join(words[k:] + words[:k])


def drop_word(rng: random.Random, quote: str, _: Material) -> str | None:
    return _replace_one(rng, r"\b\w+\b(?=[ ,.])", quote, None)


def replace_word(rng: random.Random, quote: str, material: Material) -> str | None:
    words = re.findall(r"\b[a-z]{3,}\b", material.other)
    return _replace_one(rng, r"\b[a-z]{3,}\b", quote, rng.choice(words)) if words else None


def inflect_word(rng: random.Random, quote: str, _: Material) -> str | None:
    match = rng.choice([*re.finditer(r"\b[a-z]{4,}\b", quote), None])
    if match is None:
        return None
    word = match[0][:-1] if match[0].endswith("s") else match[0] + "s"
    return quote[: match.start()] + word + quote[match.end() :]


def change_case(rng: random.Random, quote: str, _: Material) -> str | None:
    match = rng.choice([*re.finditer(r"(?<= )[A-Z]{2,}\b", quote), None])
    return match and quote[: match.start()] + match[0].lower() + quote[match.end() :]


def cut_inside(rng: random.Random, quote: str, _: Material) -> str | None:
    if rng.random() < 0.5:
        match = re.match(r"\w{4,}", quote)
        return match and quote[rng.randint(1, len(match[0]) - 1) :]
    match = re.search(r"\w{4,}\Z", quote)
    return match and quote[: -rng.randint(1, len(match[0]) - 1)]


def bracket_negation(rng: random.Random, quote: str, _: Material) -> str | None:
    """A negation of the source behind brackets, or one put in within them."""
    if re.search(r"\bnot\b", quote):
        return re.sub(r"\bnot\b", "[sic]", quote, count=1)
    return _replace_one(rng, r"(?<=\w) (?=\w)", quote, " [not] ")


def bracket_words(rng: random.Random, quote: str, material: Material) -> str | None:
    return _replace_one(rng, r"\b[a-z]{5,}\b", quote, f"[{rng.choice(material.names)}]")


def hide_negation(rng: random.Random, quote: str, _: Material) -> str | None:
    ellipsis = rng.choice(["...", "…", "[...]"])
    return _replace_one(rng, r"\b(?:not|never|no)\b(?= \w+ \w+)", quote, ellipsis)


def invent(rng: random.Random, _: str, material: Material) -> str | None:
    words = material.other.split()
    k = rng.randrange(max(1, len(words) - 12))
    return " ".join(words[k : k + rng.randint(5, 12)])


def word_salad(rng: random.Random, quote: str, material: Material) -> str | None:
    words = material.text.split()
    return " ".join(rng.choice(words) for _ in quote.split())


def splice_out_of_order(rng: random.Random, quote: str, _: Material) -> str | None:
    """The quote's halves in the wrong order."""
    words = quote.split()
    half = len(words) // 2
    if half < 3:
        return None
    return f"{' '.join(words[half:])} {rng.choice(['...', '…', '[…]'])} {' '.join(words[:half])}"


MUTATIONS: tuple[Mutation, ...] = (
    drop_negation,
    add_negation,
    drop_hedge,
    add_hedge,
    swap_number,
    swap_name,
    swap_entity,
    swap_words,
    move_words,
    drop_word,
    replace_word,
    inflect_word,
    change_case,
    cut_inside,
    bracket_negation,
    bracket_words,
    hide_negation,
    invent,
    word_salad,
    splice_out_of_order,
)


def slices(rng: random.Random, text: str, *, longest: int = 30) -> Iterator[Span]:
    """Slices of paragraphs that begin and end with a letter or digit at a blank, without end."""
    paragraphs = [m.span() for m in re.finditer(r"[^\r\n]{40,}", text)]
    while paragraphs:
        start, end = rng.choice(paragraphs)
        words = list(_WORD.finditer(text, start, end))
        if len(words) < 5:
            continue
        first = rng.randrange(len(words) - 4)
        last = min(len(words), first + rng.randint(4, longest))
        begin, finish = words[first].start(), words[last - 1].end()
        while begin < finish and not text[begin].isalnum():
            begin += 1
        while finish > begin and not text[finish - 1].isalnum():
            finish -= 1
        if finish - begin > 12:
            yield Span(begin, finish)


def mutants(texts: Sequence[str], rng: random.Random, each: int) -> Iterator[Sample | None]:
    """`each` mutations of every kind; None for one that stands in the article by chance."""
    oracles = [Oracle(text) for text in texts]
    names = sorted({n for text in texts for n in re.findall(r"(?<=[a-z] )[A-Z][a-z]{2,}\b", text)})
    streams = [slices(rng, text) for text in texts]
    for mutate in MUTATIONS:
        made = tried = 0
        while made < each and tried < 200 * each:
            tried += 1
            k = rng.randrange(len(texts))
            place = next(streams[k])
            text = texts[k]
            material = Material(text, names, texts[rng.randrange(len(texts))])
            quote = mutate(rng, text[place.start : place.end], material)
            if not quote or len(quote.split()) < 3:
                continue
            if _stands(oracles[k], text, mutate, quote):
                yield None
                continue
            made += 1
            yield Sample(k, mutate.__name__.replace("_", " "), quote, place)


def _stands(oracle: Oracle, text: str, mutate: Mutation, quote: str) -> bool:
    """Whether a mutation happens to stand in the article."""
    if mutate is bracket_negation:
        return False
    if mutate is change_case:
        return " ".join(quote.split()) in " ".join(text.split())
    if mutate is hide_negation:
        return oracle.holds(re.sub(r"\.\.\.|…|\[\.\.\.\]", " ", quote))
    return oracle.holds(re.sub(r"\[[^\]]*\w[^\]]*\] ?", "", quote))


def splices_across(
    texts: Sequence[str], said: Sequence[tuple[int, list[tuple[str, Span]]]], rng: random.Random
) -> Iterator[Sample | None]:
    """The words of two differently named speakers (said, told, wrote …), joined."""
    for number, attributions in said:
        text, oracle = texts[number], Oracle(texts[number])
        named = [
            (set(re.findall(r"[A-Z]\w+", who)) - _PRONOUNS, span)
            for who, span in attributions
            if span.end - span.start > 20
        ]
        for one, first in named:
            for two, second in named:
                if one & two or first.end > second.start or not one or not two:
                    continue
                a, b = (re.sub(r"\s+", " ", text[slice(*s)]) for s in (first, second))
                a, b = " ".join(a.split()[-8:]), " ".join(b.split()[:8])
                if len(a.split()) < 3 or len(b.split()) < 3:
                    continue
                joint = rng.choice([" ... ", " … ", " [...] ", " "])
                if oracle.holds(f"{a} {b}"):
                    yield None
                    continue
                yield Sample(number, "splice across speakers", a + joint + b, first)


# --- retyping --------------------------------------------------------------------------------


def _inside(rng: random.Random, quote: str, new: str) -> str:
    """`new` put into one word."""
    places = [m.start() + 1 for m in re.finditer(r"[a-z]{2}", quote)]
    if not places:
        return quote
    place = rng.choice(places)
    return quote[:place] + new + quote[place:]


def _quotes_curly(_: random.Random, quote: str) -> str:
    quote = re.sub(r'(^|[\s(])"', r"\1“", quote).replace('"', "”")
    return quote.replace("'", "’")


def _quotes_straight(_: random.Random, quote: str) -> str:
    return re.sub("[‘’]", "'", re.sub("[“”]", '"', quote))


def _quotes_other(rng: random.Random, quote: str) -> str:
    return re.sub('["“”]', rng.choice(["'", "``", "''", "„", "»"]), quote)


def _dashes(rng: random.Random, quote: str) -> str:
    dash = rng.choice(["—", "–", "--", " - ", " — ", "-"])
    return re.sub(r" (?:-|–|—|--) |—|--", dash, quote)


def _hyphens(rng: random.Random, quote: str) -> str:
    return re.sub(r"(?<=\w)-(?=\w)", rng.choice("‐‑–"), quote)


def _blanks(rng: random.Random, quote: str) -> str:
    blank = rng.choice(["  ", "\n", "\r\n", "\u00a0", "\t", " \u2009", "\n    "])
    return "".join(blank if c == " " and rng.random() < 0.3 else c for c in quote)


def _ligatures(_: random.Random, quote: str) -> str:
    return quote.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ")


def _line_break(rng: random.Random, quote: str) -> str:
    return _inside(rng, quote, rng.choice(["-\n", "-\r\n", "\u00ad\n"]))


def _capital(rng: random.Random, quote: str) -> str:
    first = quote[0].swapcase()
    return (f"[{first}]" if rng.random() < 0.5 and quote[1].isalpha() else first) + quote[1:]


def _edges(rng: random.Random, quote: str) -> str:
    before = rng.choice(['"', "“", "...", "… ", "'", "(", " ", "— "])
    return before + quote + rng.choice([".", ",", '."', "”", "...", "?", ",”", " …", ")", "\n"])


RETYPINGS: dict[str, Callable[[random.Random, str], str]] = {
    "curly quotation marks": _quotes_curly,
    "straight quotation marks": _quotes_straight,
    "other quotation marks": _quotes_other,
    "dashes": _dashes,
    "hyphens": _hyphens,
    "white space": _blanks,
    "NFD": lambda _, quote: unicodedata.normalize("NFD", quote),
    "NFKC": lambda _, quote: unicodedata.normalize("NFKC", quote),
    "ligatures": _ligatures,
    "soft hyphens": lambda rng, quote: _inside(rng, quote, "\u00ad"),
    "invisible characters": lambda rng, quote: _inside(
        rng, quote, rng.choice("\u200b\ufeff\u2060")
    ),
    "ellipsis character": lambda _, quote: quote.replace("...", "…"),
    "hyphenated line break": _line_break,
    "editorial capital": _capital,
    "edge punctuation": _edges,
}


def retyped(texts: Sequence[str], rng: random.Random, each: int) -> Iterator[Sample]:
    """`each` retyped slices of every kind that changes the slice, then mixtures of up to three."""
    streams = [slices(rng, text) for text in texts]
    for kind in (*RETYPINGS, "mixed"):
        made = tried = 0
        while made < each and tried < 200 * each:
            tried += 1
            k = rng.randrange(len(texts))
            place = next(streams[k])
            quote = texts[k][place.start : place.end]
            kinds = rng.sample(list(RETYPINGS), rng.randint(2, 3)) if kind == "mixed" else [kind]
            # What stands at the edges is added last.
            for name in sorted(kinds, key=lambda name: name == "edge punctuation"):
                quote = RETYPINGS[name](rng, quote)
            if quote != texts[k][place.start : place.end]:
                made += 1
                yield Sample(k, kind, quote, place)


def true_splices(texts: Sequence[str], rng: random.Random, count: int) -> Iterator[Sample]:
    """Slices of one sentence with some words replaced by an ellipsis."""
    streams = [slices(rng, text) for text in texts]
    made = 0
    while made < count:
        k = rng.randrange(len(texts))
        place = next(streams[k])
        words = texts[k][place.start : place.end].split()
        if len(words) < 9 or re.search(r"[.?!;:\"“”]", " ".join(words)):
            continue
        cut = rng.randint(3, len(words) - 5)
        end = min(len(words) - 3, cut + rng.randint(1, 6))
        joint = rng.choice([" ... ", " … ", " [...] ", " . . . ", "…"])
        made += 1
        quote = " ".join(words[:cut]) + joint + " ".join(words[end:])
        yield Sample(k, "splice of one sentence", quote, place)


# --- measuring -------------------------------------------------------------------------------


class Verdict(NamedTuple):
    accepted: bool
    spans: tuple[Span, ...]


Locator = Callable[[str, str], Verdict]


def _briefer() -> Locator:
    prepared: dict[str, SourceText] = {}

    def locate(text: str, quote: str) -> Verdict:
        source = prepared.setdefault(text, SourceText(text))
        located = source.locate(quote)
        return Verdict(located.match in EVIDENCE, located.spans)

    return locate


def _langextract(accept_lesser: bool) -> Locator:
    extraction = import_module("langextract.core.data").Extraction
    aligner = import_module("langextract.resolver").WordAligner

    def locate(text: str, quote: str) -> Verdict:
        groups = [[extraction("claim", quote)]]
        found = aligner().align_extractions(groups, text, accept_match_lesser=accept_lesser)
        place = found[0][0].char_interval
        if place is None or place.start_pos is None or place.end_pos is None:
            return Verdict(False, ())
        return Verdict(True, (Span(place.start_pos, place.end_pos),))

    return locate


def _instructor() -> Locator:
    mixin = import_module("instructor.dsl.citation").CitationMixin

    def locate(text: str, quote: str) -> Verdict:
        kept = mixin.model_validate(
            {"substring_quotes": [quote]}, context={"context": text}
        ).substring_quotes
        if not kept:
            return Verdict(False, ())
        start = text.find(kept[0])
        return Verdict(True, (Span(start, start + len(kept[0])),))

    return locate


def _right(texts: Sequence[str], sample: Sample, verdict: Verdict) -> bool:
    """Whether the only span is an occurrence of the slice, outer punctuation aside."""
    text = texts[sample.article]
    wanted = text[sample.slice.start : sample.slice.end]
    if len(verdict.spans) != 1:
        return False
    found = text[verdict.spans[0].start : verdict.spans[0].end]
    bare = re.sub(r"^\W+|\W+$", "", found)
    return found == wanted or bare.split() == wanted.split()


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print Markdown."""
    print("| " + " | ".join(header) + " |")
    print("|" + "---|" * len(header))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def _draw(shared: Path, seed: int, each: int) -> tuple[list[str], list[Sample], int, list[Sample]]:
    texts = articles(shared)
    rng = random.Random(seed)
    drawn = [*mutants(texts, rng, each), *splices_across(texts, speakers(shared), rng)]
    false = [sample for sample in drawn if sample is not None]
    return texts, false, len(drawn) - len(false), list(retyped(texts, rng, each))


def run_suite(shared: Path, seed: int) -> None:
    texts, false, left_out, true = _draw(shared, seed, 600)
    locate = _briefer()
    accepted: Counter[str] = Counter()
    for sample in false:
        if locate(texts[sample.article], sample.quote).accepted:
            accepted[sample.kind] += 1
            if accepted[sample.kind] <= 3:
                print(f"accepted ({sample.kind}): {sample.quote!r}")
    total = Counter(sample.kind for sample in false)
    print(f"## Mutations: {len(false):,} quotes, {sum(accepted.values())} accepted as evidence\n")
    print(f"{left_out:,} more were left out: their words stand in the article by chance.\n")
    table(("mutation", "quotes", "accepted"), [(k, n, accepted[k]) for k, n in total.items()])

    total.clear()
    taken: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for sample in true:
        verdict = locate(texts[sample.article], sample.quote)
        total[sample.kind] += 1
        taken[sample.kind] += verdict.accepted
        right[sample.kind] += verdict.accepted and _right(texts, sample, verdict)
        if verdict.accepted and not _right(texts, sample, verdict):
            got = [texts[sample.article][a:b] for a, b in verdict.spans]
            print(f"other span ({sample.kind}): {sample.quote!r} -> {got}")
        if not verdict.accepted and total[sample.kind] - taken[sample.kind] <= 3:
            print(f"refused ({sample.kind}): {sample.quote!r}")
    count, found = sum(total.values()), sum(right.values())
    share = f"{100 * found / count:.2f} %"
    print(f"## Retyped true quotes: {count:,}, {share} accepted with exactly the right span\n")
    rows = [(k, n, taken[k], right[k]) for k, n in total.items()]
    table(("retyping", "quotes", "accepted", "right span"), rows)

    outcomes: Counter[str] = Counter()
    for sample in true_splices(texts, random.Random(seed), 2000):
        located = SourceText(texts[sample.article]).locate(sample.quote)
        reason = re.sub('".*', "…", located.detail)
        outcomes[f"{located.match}: {reason}" if reason else located.match] += 1
    print("## Honest splices of one sentence\n")
    table(("outcome", "quotes"), outcomes.most_common())


def run_peers(shared: Path, seed: int, size: int) -> None:
    texts, false, _, true = _draw(shared, seed, 600)
    rng = random.Random(seed)
    false, true = rng.sample(false, size), rng.sample(true, size)
    makers: list[tuple[str, Callable[[], Locator]]] = [
        ("briefer", _briefer),
        ("LangExtract, defaults", lambda: _langextract(True)),
        ("LangExtract, `accept_match_lesser=False`", lambda: _langextract(False)),
        ("instructor `CitationMixin`", _instructor),
    ]
    rows: list[Sequence[object]] = []
    for name, make in makers:
        try:
            locate = make()
        except ImportError:
            print(f"{name} is not installed here\n")
            continue
        start = time.process_time()
        wrong = sum(locate(texts[s.article], s.quote).accepted for s in false)
        verdicts = [(s, locate(texts[s.article], s.quote)) for s in true]
        spent = (time.process_time() - start) / (len(false) + len(true))
        kept = sum(verdict.accepted for _, verdict in verdicts)
        exact = sum(v.accepted and _right(texts, s, v) for s, v in verdicts)
        rows.append(
            (
                name,
                f"{100 * wrong / len(false):.1f} %",
                f"{100 * kept / len(true):.1f} %",
                f"{100 * exact / len(true):.1f} %",
                f"{1000 * spent:.2f}",
            )
        )
    print(f"## Side by side: {size} mutated and {size} retyped quotes of the suite\n")
    header = ("", "mutated accepted", "retyped accepted", "with the right span", "CPU ms a quote")
    table(header, rows)


def _cpu(work: Callable[[str], Any], quotes: Sequence[str]) -> float:
    """CPU milliseconds per quote, least of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for quote in quotes:
            work(quote)
        best = min(best, time.process_time() - start)
    return 1000 * best / len(quotes)


def run_speed(shared: Path, seed: int) -> None:
    from rapidfuzz import fuzz

    texts = articles(shared)
    whole = "\n\n".join(texts)
    while len(whole) < 1_000_000:
        whole += whole
    rng = random.Random(seed)
    medium = next(text for text in texts if 4_500 < len(text) < 5_500)
    rows: list[Sequence[object]] = []
    names = ["Aldona Veresh", "Port Halmere", "Ostrava Dale"]
    for label, text, count in (("5 KB", medium, 400), ("1 MB", whole[:1_000_000], 100)):
        places = slices(rng, text)
        verbatim = [text[slice(*next(places))] for _ in range(count)]
        typed = []
        for quote in verbatim:
            kinds = rng.sample([*RETYPINGS], 2)
            typed.append(RETYPINGS[kinds[1]](rng, RETYPINGS[kinds[0]](rng, quote)))
        material = Material(text, names, text)
        altered = [replace_word(rng, quote, material) or quote[1:] for quote in verbatim]
        invented = [word_salad(rng, quote, material) or "" for quote in verbatim]
        source = SourceText(text)
        start = time.process_time()
        source.locate("zyx wvu tsr qpo")
        prepared = 1000 * (time.process_time() - start)
        groups = {"verbatim": verbatim, "retyped": typed, "altered": altered, "invented": invented}
        for kind, quotes in groups.items():
            found = _cpu(text.find, quotes)
            ours = _cpu(source.locate, quotes)
            fuzzy = _cpu(lambda q, t=text: fuzz.partial_ratio_alignment(q, t), quotes[:20])  # type: ignore[misc]
            figures = (f"{figure:.4f}" for figure in (found, ours))
            rows.append((label, kind, *figures, f"{ours / found:.2f}", f"{fuzzy:.3f}"))
        mixed = [q for group in groups.values() for q in group[::4]]
        ours, found = _cpu(source.locate, mixed), _cpu(text.find, mixed)
        rows.append((label, "mixed", f"{found:.4f}", f"{ours:.4f}", f"{ours / found:.2f}", ""))
        rows.append((label, "first miss: fold and index", "", f"{prepared:.1f}", "", ""))
    print("## Speed: CPU ms per quote on a prepared text\n")
    table(("text", "quotes", "str.find", "briefer", "ratio", "rapidfuzz alignment"), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", default="suite,peers,speed")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--peer-sample", type=int, default=300)
    parser.add_argument("--peers", metavar="PYTHON", action="append", default=[])
    arguments = data.options(parser, "quotes")
    wanted = arguments.only.split(",")
    if "suite" in wanted:
        run_suite(arguments.shared, arguments.seed)
    if "peers" in wanted:
        run_peers(arguments.shared, arguments.seed, arguments.peer_sample)
        sample = ("--seed", arguments.seed, "--peer-sample", arguments.peer_sample)
        for python in arguments.peers:
            again = (python, "-m", "benchmarks.quotes", "--only", "peers", *sample)
            sys.stdout.flush()
            subprocess.run([*map(str, again), "--shared", str(arguments.shared)], check=True)
    if "speed" in wanted:
        run_speed(arguments.shared, arguments.seed)


if __name__ == "__main__":
    main()
