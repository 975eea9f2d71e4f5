"""
Read several hundred hostile documents in worker processes, and say what became of them.

    python bench/hostile_feeds.py [--scale 1.0] [--only nesting] [--seconds 20]

Feeds, sitemaps, listing pages, Telegram channels and articles: entity bombs, nesting without end,
archives in archives, lies about encodings, documents cut at every tag. Each is read as the daemon
would, with its limits: 20 s, 15 s of computing, 512 MiB. Prints how they ended, the slowest, and
how much this process, which stands for the daemon, has grown; exits with 1 when one did harm.
"""

import argparse
import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from crawler.reading import ReadingLimits
from tests.hostile.reading import Verdict, corpus, judged

SHOWN = 15


def main() -> int:
    """Read them all; 1 when one of them did harm."""
    options = arguments()
    chosen = [each for each in corpus(options.scale) if options.only in str(each)]
    limits = ReadingLimits(seconds=options.seconds)
    judged(asyncio.run, chosen[:1], limits)  # what is loaded once is no growth
    before = memory()
    verdicts = judged(asyncio.run, chosen, limits)
    report(verdicts, memory() - before)
    return int(any(each.faults for each in verdicts))


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--scale", type=float, default=1.0, help="size of the large ones")
    parser.add_argument("--only", default="", help="documents, by part of their name")
    parser.add_argument("--seconds", type=float, default=20.0, help="what one may take")
    return parser.parse_args()


def report(verdicts: list[Verdict], grown: int) -> None:
    """Print what became of all of them."""
    for each in sorted(verdicts, key=lambda each: -each.seconds)[:SHOWN]:
        print(f"{each.seconds:6.2f} s  {each.end:14} {each.document}", file=sys.stderr)
    for each in verdicts:
        for fault in each.faults:
            print(f"HARM {each.document}: {fault}", file=sys.stderr)
    print(
        json.dumps(
            {
                "documents": len(verdicts),
                "tricks": len({(each.document.kind, each.document.trick) for each in verdicts}),
                "ended": Counter(each.end for each in verdicts),
                "harmful": sum(bool(each.faults) for each in verdicts),
                "slowest s": round(max(each.seconds for each in verdicts), 1),
                "this process grew by MiB": round(grown / (1 << 20), 1),
            },
            indent=2,
        )
    )


def memory() -> int:
    """Return what this process holds of the machine's memory, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


if __name__ == "__main__":
    sys.exit(main())
