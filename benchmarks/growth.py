"""Does the time grow with the size of a text, or with its square, however odd the text is?

    python -m benchmarks.growth [--size N]

Each form of text is chunked, drafted from without a model, checked against lines of its own and
against false ones, and rendered, at N characters (12,000) and at four times as many. CPU time,
least of three; linear is 4, quadratic 16.
"""

from __future__ import annotations

import argparse
import time

from briefer.checks import check_article
from briefer.chunking import chunk
from briefer.extractive import draft
from briefer.models import Article, Brief, Claim, Draft, Question, Sentence
from briefer.render import to_markdown

FORMS = {
    "quotation marks": '"',
    "opening marks": "“",
    "mixed marks": "“\"’‘'”",
    "nested quotations": "“He said “she said ",
    "stray marks": "“a” ”b” ",
    "a mark that is never closed": "Bell said. “x",
    "an open mark on each line": '"a b c d e\n',
    "brackets": "([",
    "closing brackets": ")]",
    "digits": "7",
    "numbers": "12,345 ",
    "one cue": "said ",
    "cues without end": "told reporters that ",
    "names given": "called it “x”, and ",
    "conditions": " if",
    "negations": "not ",
    "names": "Smith ",
    "abbreviations": "U.S. Mr. ",
    "no blanks": "abcdefg",
    "newlines": "\n",
    "carriage returns": "a\r",
    "one-line paragraphs": "A line of text that is short.\n",
    "no-break spaces": "\u00a0",
    "line separators": "\u2028",
    "joiners": "a\u200d",
    "right to left": "\u202eقال الرئيس ",
    "combining marks": "\u0301",
    "marked letters": "e\u0301\u0302\u0303",
    "no blanks between words": "新闻报道说",
    "quotations without blanks": "「他说」",
    "NUL": "a\0",
    "addresses": "https://example.org/a?b=c#d\n",
    "table rows": "| a | b |\n",
    "full stops": ".",
    "dashes": "-—",
    "hyphens at line ends": "a-\n",
    "quotations": "“We do not know,” said Ann Bell.\n\n",
    "accusations": "He accused Bell of fraud, which Bell denied. ",
    "open questions": "It is not known whether it is so. ",
    "emoji": "👩\u200d👩\u200d👧",
}


def _lines_of(text: str) -> Draft:
    """Claims, a summary and a question cut out of the text, and some that are not in it."""
    claims = [
        Claim(
            text=f"Bell did not say that {text[5:60]}",
            quote=text[at : at + 60],
            speaker="Ann Bell",
        )
        for at in range(0, 600, 97)
    ]
    claims.append(Claim(text="The dog has 7 cats", quote="the dog has 7 cats", speaker="Ann Bell"))
    return Draft(
        claims=tuple(claims),
        summary=(Sentence(text=f"The dog said that {text[:80]}"), Sentence(text=text[-150:])),
        questions=(Question(text=f"Why is {text[:50]}?", quote=text[3:70]),),
    )


def whole_way(text: str) -> None:
    """Chunk a text, draft from it, check it and lines of its own, and render it."""
    article = Article(text=text)
    chunk(article, max_tokens=500)
    found = (check_article(article, draft(article)), check_article(article, _lines_of(text)))
    to_markdown(Brief(articles=found))


def seconds(text: str) -> float:
    """CPU seconds of the whole way, the least of three."""
    took = []
    for _ in range(3):
        started = time.process_time()
        whole_way(text)
        took.append(time.process_time() - started)
    return min(took)


def main() -> None:
    """Measure all forms and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--size", type=int, default=12_000, help="characters of the short text")
    size = parser.parse_args().size
    print(f"| text | ms for {size:,} characters | ms for four times as many | ratio |")
    print("|---|---|---|---|")
    worst = 0.0
    for form, piece in FORMS.items():
        text = piece * (4 * size // len(piece) + 1)
        small, large = seconds(text[:size]), seconds(text[: 4 * size])
        worst = max(worst, large / small)
        print(f"| {form} | {1e3 * small:.0f} | {1e3 * large:.0f} | {large / small:.1f} |")
    print(f"\nfour times the text takes at most {worst:.1f} times as long, of {len(FORMS)} forms")


if __name__ == "__main__":
    main()
