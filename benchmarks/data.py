"""The data sets, none of which is part of this repository: where they are, and who needs which."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

ROOT = Path(__file__).resolve().parents[1]

NEEDS: Mapping[str, tuple[str, ...]] = {
    "attribution": ("polnear",),
    "extractive_rouge": ("gum_wikinews",),
    "summaries": ("summedits_news", "gum_wikinews"),
    "neutrality": ("babe", "gum_wikinews"),
    "claims": (),
    "quotes": ("gum_wikinews", "polnear", "summedits_news"),
    "chunking": ("gum_wikinews", "polnear", "summedits_news", "blns"),
    "tokens": (),
    "throughput": (),
    "startup": (),
    "memory": (),
    "growth": (),
}
"""The scripts in their order, and the data sets without which one has nothing to measure."""


ARTICLES = "quotes"
"""The script with whose data there are articles enough to measure others with."""


def add_option(parser: ArgumentParser) -> None:
    """Let a script be told where the data is."""
    parser.add_argument(
        "--shared", metavar="DIR", type=Path, default=ROOT.parent / "shared", help="has data/"
    )


def options(parser: ArgumentParser, script: str) -> Namespace:
    """What a script was told, with `--shared`; it ends here if its data is absent."""
    add_option(parser)
    told = parser.parse_args()
    if names := absent(told.shared, script):
        parser.exit(
            1,
            f"{told.shared / 'data'} has no {', '.join(names)}: "
            "name the folder that holds data/ with --shared\n",
        )
    return told


def absent(shared: Path, script: str) -> list[str]:
    """The data sets that the script needs and the folder does not have."""
    return [name for name in NEEDS[script] if not (shared / "data" / name).is_dir()]
