"""A task of one's own: every amount of money in the day's articles, and who says so.

The task is one template, `prompts_money/claims.md.j2`, which replaces the built-in instructions
for claims. Grounding and checks stay the same: an amount that is not in the article is marked.

    python examples/custom_task.py examples/articles -m gpt-5-mini
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import briefer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PROMPTS = Path(__file__).parent / "prompts_money"


def amounts(
    paths: Sequence[str], model: str, client: briefer.Client | None = None
) -> Iterator[str]:
    """A line for each amount, ⚠ where it does not hold, and for what failed."""
    brief = briefer.brief(
        briefer.read_articles(paths),
        model=model,
        client=client,
        tasks=["claims"],
        prompts=PROMPTS,
    )
    for article in brief.articles:
        for claim in article.claims:
            mark = "⚠ " if any(issue.kind == "support" for issue in claim.issues) else ""
            outlet = article.source or article.title
            yield f"{mark}{outlet}: {claim.speaker or 'the article'}: “{claim.quote}”"
    for failure in brief.failures:
        yield f"not done: {failure.origin}: {failure.detail}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the amounts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("-m", "--model", required=True)
    options = parser.parse_args(arguments)
    try:
        for line in amounts(options.paths, options.model):
            print(line)
    except briefer.BrieferError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
