"""Whether `briefer.stream` needs more memory for more articles.

    python -m benchmarks.memory [--articles N]

Two processes stream a `.jsonl` of 10,000 articles, and one of N (100,000 unless given), through a
client of their own in the process, which answers with a claim, a question and a sentence of each
article, drafted as a model would: rendered, parsed, located and checked. What comes out is counted
and let go. The figure is the difference of their peaks of resident memory.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FEW = 10_000
ROOT = Path(__file__).resolve().parents[1]
_ARTICLE = (
    "Bridge {number} over the Orle will be closed for {days} days, the harbour office said on"
    " Monday. Whether buses will run is not known."
)


def write(path: Path, count: int) -> int:
    """Write so many articles, one a line; the characters of the text of one."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            text = _ARTICLE.format(number=number, days=number % 90 + 2)
            file.write(json.dumps({"title": f"Bridge {number}", "text": text}) + "\n")
    return len(text)


def stream(path: Path) -> int:
    """Stream the articles; how many there were."""
    import briefer

    class Client:
        async def complete(self, request: briefer.Request) -> briefer.Reply:
            await asyncio.sleep(0)
            text = request.messages[-1].content
            start = text.index("Bridge ")
            first = text[start : text.index(",", start)]
            lines = {
                "claims": [
                    {
                        "id": "c1",
                        "quote": first,
                        "speaker": "the harbour office",
                        "via": [],
                        "stance": "predicted",
                        "text": first,
                    }
                ],
                "questions": [
                    {
                        "quote": "Whether buses will run is not known",
                        "type": "unknown",
                        "text": "Will buses run?",
                    }
                ],
                "summary": [{"claims": ["c1"], "text": f"{first}, the harbour office said."}],
            }
            return briefer.Reply(text=json.dumps(lines), model="stand-in", input_tokens=1)

    async def run() -> int:
        done = 0
        articles = briefer.read_articles(path)
        async for item in briefer.stream(articles, client=Client(), model="stand-in"):
            if isinstance(item, briefer.Failure) or item.claims[0].match != "exact":
                sys.exit(f"not done as it should be: {item}")
            done += 1
        return done

    return asyncio.run(run())


def measure(count: int) -> tuple[float, float]:
    """Peak of resident memory in MB and the time in seconds of a process that streams so many."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        write(path, count)
        started = time.perf_counter()
        done, peak = subprocess.run(
            [sys.executable, "-m", "benchmarks.memory", "--stream", str(path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.split()
        if int(done) != count:
            sys.exit(f"{done} of {count} articles came out")
        return float(peak), time.perf_counter() - started


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", metavar="N", type=int, default=100_000)
    parser.add_argument("--stream", metavar="FILE", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stream:
        done = stream(options.stream)
        unit = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in
        print(done, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6)
        return
    size = len(_ARTICLE.format(number=FEW, days=10))
    print(f"Articles of {size} characters\n\n| articles | peak MB | s |\n|---|---|---|")
    peaks = []
    for count in (FEW, options.articles):
        peak, seconds = measure(count)
        peaks.append(peak)
        print(f"| {count:,} | {peak:.1f} | {seconds:.0f} |", flush=True)
    print(f"\n{options.articles:,} articles need {peaks[1] - peaks[0]:.1f} MB more than {FEW:,}")


if __name__ == "__main__":
    main()
