"""
Measure what a new item costs the grouping with thousands of incidents open.

    python bench/grouping.py [--incidents 10000] [--items 2000]

Items name one to three of the gazetteer's places on a day of one year, with kinds, actors and
figures as the dice fall: far more crowded than news is, some thirty incidents a day. Items have
up to three mentions, and texts of 200 words of which no two are copies. "hot" is one incident of
which report after report comes in.
"""

import argparse
import random
import sys
import time
from datetime import UTC, date, datetime, timedelta

from alerts.incidents.grouping import Grouping
from alerts.incidents.wording import wording
from alerts.rules.lexicon.places import places
from model import Span
from model.incident import Account, Count, EventDate, Mention

FIRST = datetime(2023, 1, 1, 12, tzinfo=UTC)
KINDS = ["convoy patrol", "airstrike", "clash attack", "checkpoint blocked"]
ACTORS = ["coalition", "russia_mp", "turkey_sna", "sdf coalition", ""]
WORDS = [f"w{number}" for number in range(3000)]


def main() -> int:
    """Fill a grouping, then measure."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--incidents", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=2_000)
    options = parser.parse_args()
    dice, grouping, items = random.Random(1), Grouping(), 0
    while items % 100 or len(grouping.incidents()) < options.incidents:  # asked seldom
        add(grouping, items, dice)
        items += 1
    print(f"{items:,} items, {len(grouping.incidents()):,} incidents")
    taken = [add(grouping, items + number, dice) for number in range(options.items)]
    print("| what | mean ms | median | 99 % | most |\n|---|--:|--:|--:|--:|")
    row("sketch of the text", [sketch for sketch, _ in taken])
    row("grouping", [group for _, group in taken])
    hot(grouping, items + options.items)
    return 0


def add(grouping: Grouping, item: int, dice: random.Random) -> tuple[float, float]:
    """Give one item to the grouping; return the seconds for its sketch and for its place."""
    day = FIRST + timedelta(days=dice.randrange(365))
    said = account(*(mention(dice, day.date(), n > 0) for n in range(dice.choice([1, 2, 3]))))
    text = " ".join(dice.choices(WORDS, k=200))
    began = time.perf_counter()
    words = wording(text)
    sketched = time.perf_counter()
    grouping.add(said, item, f"outlet{item % 90}", day, words)
    return sketched - began, time.perf_counter() - sketched


def account(*mentions: Mention) -> Account:
    """Make an account without claims."""
    return Account(mentions, (), ("sana",), "claims")


def mention(dice: random.Random, day: date, is_background: bool) -> Mention:
    """Make a mention."""
    vehicles = dice.choice([None, None, 5, 40])
    return Mention(
        sentences=(),
        kinds=frozenset(dice.choice(KINDS).split()),
        places=tuple(dice.sample(list(places()), dice.choice([1, 1, 2, 3]))),
        date=EventDate(day, day, "day") if dice.random() < 0.8 else None,
        actors=frozenset(dice.choice(ACTORS).split()),
        counts=(Count("vehicle", vehicles, "", Span(0, 0)),) if vehicles else (),
        is_background=is_background,
    )


def hot(grouping: Grouping, first: int) -> None:
    """Measure the growth of one incident."""
    day = EventDate(FIRST.date(), FIRST.date(), "day")
    told = Mention((), frozenset({"convoy"}), ("tal-dahab",), day, frozenset(), (), False)
    for number in range(1, 201):
        began = time.perf_counter()
        grouping.add(account(told), first + number, f"outlet{number % 90}", FIRST)
        if number in {10, 50, 100, 200}:
            taken = 1e3 * (time.perf_counter() - began)
            print(f"| hot, report {number} | {taken:.2f} | | | |")


def row(what: str, seconds: list[float]) -> None:
    """Print one line of figures."""
    times = sorted(1e3 * each for each in seconds)
    middle, late = times[len(times) // 2], times[int(0.99 * len(times))]
    mean = sum(times) / len(times)
    print(f"| {what} | {mean:.2f} | {middle:.2f} | {late:.2f} | {times[-1]:.1f} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
