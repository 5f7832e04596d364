"""A script of one's own: who denies what today? `test_my_script.py` tests it offline."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import briefer

if TYPE_CHECKING:
    from collections.abc import Sequence


def denials(paths: Sequence[str], client: briefer.Client | None = None) -> list[str]:
    """A line for each denial whose words are in the article; says what could not be read."""
    brief = briefer.brief(
        briefer.read_articles(paths), model="gpt-5-mini", client=client, tasks=["claims"]
    )
    for failure in brief.failures:
        print(f"not done: {failure.origin}: {failure.detail}", file=sys.stderr)
    return [
        f"{claim.speaker} denies: {claim.text}"
        for article in brief.articles
        for claim in article.claims
        if claim.stance == "denied" and claim.spans
    ]


if __name__ == "__main__":
    try:
        for line in denials(sys.argv[1:]):
            print(line)
    except briefer.BrieferError as error:
        sys.exit(str(error))
