"""
Measure what reading an item costs: its mentions, who says what of them, and the chain.

    python bench/claims.py [--rounds 20]

Items are invented reports of one language, put together to 3,000 characters: every sentence tells
of an event, so that this is the worst of ordinary news; and, beside it, news as long without any
word of an event. The best of all rounds is told.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

from alerts.incidents.claims import account
from alerts.incidents.lexicon import Lexicon, compile_lexicon
from model import Item, ItemKey

REPORTS = Path(__file__).parents[1] / "tests" / "alerts" / "incident_reports.jsonl"
LENGTH = 3_000
PLAIN = {
    "en": "The Autonomous Administration said on Tuesday that schools in Qamishli will open next "
    "week. Teachers told North Press that the price of bread in Derik had doubled. The government "
    "in Damascus announced a new exchange rate, according to SANA. ",
    "ar": "قالت الإدارة الذاتية اليوم الثلاثاء إن المدارس في القامشلي ستفتح الأسبوع القادم. "
    "وذكر معلمون لنورث برس أن سعر الخبز في ديريك تضاعف. وأعلنت الحكومة السورية سعر صرف جديدا "
    "بحسب وكالة سانا. ",
}
NOW = datetime(2024, 3, 1, tzinfo=UTC)


def main() -> int:
    """Compile once, then read the items of each language."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    started = time.perf_counter()
    lexicon = compile_lexicon()
    print(f"compiled in {time.perf_counter() - started:.1f} s")
    for item in items():
        print(f"{item.language}  {best(item, lexicon, options.rounds):5.2f} ms")
    for language, text in PLAIN.items():
        item = Item("bench", ItemKey(b""), "", (text * 30)[:LENGTH], "", language)
        print(f"{language}, no event  {best(item, lexicon, options.rounds):5.2f} ms")
    return 0


def items() -> list[Item]:
    """Return one long item a language."""
    texts = defaultdict(list)
    for line in REPORTS.read_text("utf-8").splitlines():
        report = json.loads(line)
        texts[report["language"]].append(report["text"])
    bodies = {language: "\n\n".join(each * 9)[:LENGTH] for language, each in texts.items()}
    return [Item("bench", ItemKey(b""), "", body, "", lang) for lang, body in bodies.items()]


def best(item: Item, lexicon: Lexicon, rounds: int) -> float:
    """Return the milliseconds of the quickest of *rounds*."""
    quickest = float("inf")
    for _ in range(rounds):
        started = time.perf_counter()
        account(item, NOW, lexicon)
        quickest = min(quickest, time.perf_counter() - started)
    return quickest * 1e3


if __name__ == "__main__":
    sys.exit(main())
