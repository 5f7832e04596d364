"""Does the time grow with the size of a text, or with its square, however odd the text is?

    python -m benchmarks.growth [--size N]

Each form of text is chunked, drafted from without a model, checked against lines of its own and
against false ones, and rendered, at N characters (12,000) and at four times as many. So are
articles with a claim for each of their sentences, and sentences of such lengths, checked. CPU
time, least of three; linear is 4, quadratic 16.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from functools import partial

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

# What stands once for each claim of an article, and what the claim takes of it.
CLAIMED = {
    "claims told by the company": ("Abc{n}x. Def. The company said that ", "wall {n} fell", ".\n"),
    "claims told in one paragraph": ("“", "Wall {n} fell here", ",” he said. "),
}
# What the end of a sentence is made of that cites two claims.
TAILS = {
    "a sentence with a long word": "a",
    "a sentence with blanks": " ",
    "a sentence with parts": ", and the quay",
    "a sentence with numbers": " 7 trains",
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


def take_text(piece: str, size: int) -> None:
    """Chunk a text of one piece again and again, draft from it, check and render."""
    article = Article(text=(piece * size)[:size])
    chunk(article, max_tokens=500)
    drafts = (draft(article), _lines_of(article.text))
    found = tuple(check_article(article, lines) for lines in drafts)
    to_markdown(Brief(articles=found))


def check_claims(before: str, told: str, after: str, size: int) -> None:
    """Check an article of about `size` characters for claims with another speaker than its own."""
    numbers = range(size // len(before + told + after))
    article = Article(text="".join((before + told + after).format(n=n) for n in numbers))
    tellings = [told.format(n=n) for n in numbers]
    claims = tuple(Claim(text=line, quote=line, speaker="Orla Moen") for line in tellings)
    check_article(article, Draft(claims=claims))


def check_sentence(piece: str, size: int) -> None:
    """Check a sentence of about `size` characters against the two claims that it cites."""
    first, second = "the crew had walked away", "312 trains stood in 2019"
    article = Article(text=f"Jan Heim said that {first}, and that {second}.")
    tail = (piece * size)[:size]
    claims = tuple(Claim(text=told, quote=told, speaker="Jan Heim") for told in (first, second))
    line = Sentence(text=f"The crew had walked {tail}, Heim said.", claims=("c1", "c2"))
    check_article(article, Draft(claims=claims, summary=(line,)))


# Each takes the size of a text in characters.
WORKS: dict[str, Callable[[int], None]] = {
    **{form: partial(take_text, piece) for form, piece in FORMS.items()},
    **{form: partial(check_claims, *pieces) for form, pieces in CLAIMED.items()},
    **{form: partial(check_sentence, piece) for form, piece in TAILS.items()},
}


def seconds(work: Callable[[int], None], size: int) -> float:
    """CPU seconds of the work at a size, the least of three."""
    took = []
    for _ in range(3):
        started = time.process_time()
        work(size)
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
    for form, work in WORKS.items():
        small, large = seconds(work, size), seconds(work, 4 * size)
        worst = max(worst, large / small)
        print(f"| {form} | {1e3 * small:.0f} | {1e3 * large:.0f} | {large / small:.1f} |")
    print(f"\nfour times the text takes at most {worst:.1f} times as long, of {len(WORKS)} forms")


if __name__ == "__main__":
    main()
