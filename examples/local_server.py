"""A brief by a model on a server of one's own: llama.cpp, vLLM, Ollama, LM Studio, …

Each article is printed as soon as it is done. No key is needed, nothing leaves the machine.

    llama-server -m model.gguf --port 8080 &
    python examples/local_server.py http://localhost:8080/v1 examples/articles
"""

from __future__ import annotations

import asyncio
import sys

import briefer

# A small model on a CPU: one request at a time, prompts that fit its context, and patience.
LIMITS = briefer.Limits(chunk_tokens=6_000, timeout=600, attempts=2)


async def main(base_url: str, *paths: str, model: str = "local") -> int:
    """Print each article's summary as it is done; gives how many articles or parts failed."""
    failed = 0
    articles = briefer.read_articles(paths)
    async for item in briefer.stream(
        articles, model=model, base_url=base_url, concurrency=1, limits=LIMITS
    ):
        if isinstance(item, briefer.Failure):
            print(f"! {item.origin}: {item.detail}", file=sys.stderr)
            failed += 1
            continue
        print(f"\n{item.title}")
        for sentence in item.summary:
            mark = "⚠ " if sentence.status == "unsupported" else ""
            print(f"- {mark}{sentence.text}")
    return failed


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: local_server.py BASE_URL PATH...")
    try:
        sys.exit(min(asyncio.run(main(*sys.argv[1:])), 1))
    except briefer.BrieferError as error:
        sys.exit(str(error))
