"""What starting costs: `import briefer` and the command, beside `import openai`.

    python -m benchmarks.startup [--rounds N]

Every start is a new process of this interpreter with bytecode compiled before, kept in a folder of
its own. The time is what it takes longer than `python -c pass`, over what `import openai` takes
longer in the same round; the median of the rounds, in which all take turns. The last row drafts
the example articles without a model, from the command to the printed brief.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COMMAND = "import sys; from briefer.cli import main; sys.exit(main(sys.argv[1:]))"
EXAMPLE = str(ROOT / "examples" / "articles" / "seals.txt")
NOTHING = "python -c pass"
REFERENCE = "import openai"
STARTS: Mapping[str, Sequence[str]] = {
    NOTHING: ("pass",),
    REFERENCE: ("import openai",),
    "import briefer": ("import briefer",),
    "import briefer; briefer.brief": ("import briefer; briefer.brief",),
    "briefer --version": (COMMAND, "--version"),
    "briefer --help": (COMMAND, "--help"),
    "briefer brief --help": (COMMAND, "brief", "--help"),
    "briefer brief seals.txt -m extractive": (COMMAND, "brief", EXAMPLE, "-m", "extractive"),
}
"""What is started: code and its arguments."""


def seconds(start: Sequence[str], environment: Mapping[str, str]) -> float:
    """How long a process takes from its start to its end."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", *start],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BRIEFER")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    found: dict[str, list[float]] = {name: [] for name in STARTS}
    with tempfile.TemporaryDirectory() as compiled:
        environment["PYTHONPYCACHEPREFIX"] = compiled
        for start in STARTS.values():  # compiles what it imports
            seconds(start, environment)
        for _ in range(rounds):
            for name, start in STARTS.items():
                found[name].append(seconds(start, environment))
    print(f"{rounds} rounds; {NOTHING}: {1000 * statistics.median(found[NOTHING]):.0f} ms\n")
    print("| start | ms more than Python | over `import openai` |\n|---|---|---|")
    for name in list(STARTS)[1:]:
        more = [one - nothing for one, nothing in zip(found[name], found[NOTHING], strict=True)]
        openai = [
            one - nothing for one, nothing in zip(found[REFERENCE], found[NOTHING], strict=True)
        ]
        ratio = statistics.median(one / other for one, other in zip(more, openai, strict=True))
        print(f"| `{name}` | {1000 * statistics.median(more):.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
