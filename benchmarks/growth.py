"""Does the time grow with the size of a text, or with its square, however odd the text is?

    python -m benchmarks.growth [--size N]

Each form of text is chunked, drafted from without a model, checked against lines of its own and
against false ones, and rendered, at N characters (12,000) and at four times as many. CPU time,
least of three; linear is 4, quadratic 16.
"""

from __future__ import annotations

import argparse
import time

from tests.test_limits_of_size import FORMS, whole_way


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
