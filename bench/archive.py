"""
The archive at scale: how fast items go in, and how fast questions are answered.

    python bench/archive.py [--items 1000000] [--folder DIR] [--seed 1]

Makes items of some 850 characters in five languages: words of a vocabulary of our own, drawn as
words are (Zipf), with terms of the lexicon at the rate of a regional desk. The database stays in
--folder, for the next run with as many items. Only ratios within one run mean anything.
"""

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import accumulate
from pathlib import Path

from alerts.rules.lexicon.load import area_topic, builtin_topics
from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.narrowing import narrowed
from alerts.rules.rule import Rule, Topic
from hajiz.tuning.backtest import Period, firings
from hajiz.tuning.indexing import prepare, step
from hajiz.tuning.narrowing import whole
from hajiz.tuning.search import search
from model import Item, ItemKey
from storage import archive, items
from storage.database import Database

START = datetime(2025, 1, 1, tzinfo=UTC)
AT_ONCE = 250
ROUND = 10_000  # items whose rate is measured together
LETTERS = {
    "en": "etaoinshrdlucmfwypvbgk",
    "ar": "الينمتربدسعهكقفحجشطصخزغذضظ",
    "tr": "aeinrlkdmtyusbozgcpfvh",
    "ru": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщ",
    "ku": "aeinrkdbtsmlzhwxgcvjfp",
}
SHARES = {"en": 40, "ar": 30, "tr": 12, "ru": 10, "ku": 8}
WORDS = 120  # of an item
KNOWN = 60_000  # words of a language that come again and again; others come once
ONCE = 0.01
# How often an item is about something: a term of the topic, in its own language where there is one.
RATES = {"convoy": 0.004, "checkpoint": 0.006, "area": 0.02, "context": 0.25}
TYPICAL = "@convoy AND area:hasakah-gov"
CHANGED = "(@convoy OR @checkpoint) AND area:hasakah-gov"
QUERIES = ("@convoy", "area:qamishli-district", "qamishli", "@checkpoint NEAR/s @convoy")


class Newsroom:
    """Makes items, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._words = {each: self._vocabulary(each) for each in LETTERS}
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(KNOWN)))
        convoy, checkpoint = builtin_topics()["convoy"], builtin_topics()["checkpoint"]
        self._terms = {
            "convoy": convoy.terms,
            "checkpoint": checkpoint.terms,
            "area": area_topic("hasakah-gov").terms,
            "context": convoy.context,
        }

    def item(self, number: int) -> Item:
        """Make one item."""
        dice = self._dice
        language = dice.choices(list(SHARES), list(SHARES.values()))[0]
        words = dice.choices(self._words[language], cum_weights=self._weights, k=WORDS)
        for place in range(WORDS):
            if dice.random() < ONCE:
                words[place] = self._word(LETTERS[language])
        for kind, rate in RATES.items():
            if dice.random() < rate:
                words[dice.randrange(WORDS)] = self._term(kind, language)
        text = " ".join(words)
        return Item(
            outlet=f"outlet-{number % 26}",
            key=ItemKey(sha256(str(number).encode()).digest()),
            title=text[:70],
            body=f"{text[70:400]}.\n\n{text[401:]}.",
            url=f"https://outlet-{number % 26}.example/news/{number}",
            language=language,
        )

    def _term(self, kind: str, language: str) -> str:
        terms = self._terms[kind]
        listed = [*terms.get(language, ()), *terms.get("any", ())]
        fitting = [each for each in listed if not set(each) & set("@~=^")] or ["convoy"]
        return self._dice.choice(fitting).removesuffix("*")

    def _vocabulary(self, language: str) -> list[str]:
        return [self._word(LETTERS[language], 1 + rank.bit_length() // 3) for rank in range(KNOWN)]

    def _word(self, letters: str, shortest: int = 5) -> str:
        length = shortest + self._dice.randrange(5)
        weights = range(len(letters) * 2, len(letters), -1)
        return "".join(self._dice.choices(letters, list(weights), k=length))


@dataclass(frozen=True, slots=True)
class Rate:
    """How fast some items went in."""

    after: int
    kept: float  # seconds of computing
    indexed: float
    wall: float  # seconds, waiting for the disk and for others included

    @property
    def each(self) -> float:
        """Microseconds of computing an item."""
        return (self.kept + self.indexed) / ROUND * 1e6


def main() -> None:
    """Build or take the archive, ask it, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-scan", action="store_true", help="leave out the full scan")
    given = parser.parse_args()
    folder = given.folder or Path(tempfile.mkdtemp(prefix="hajiz-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"archive-{given.items}.db"
    with closing(Database.open(path, START)) as database:
        tell_of_rates(list(build(database, given.items, given.seed)))
        tell_of_sizes(path)
        ask(database, path, is_scanning=not given.no_scan)


def build(database: Database, count: int, seed: int) -> Iterator[Rate]:
    """Put items in and index them, as the daemon does, until there are *count*."""
    prepare(database)
    newsroom = Newsroom(seed)
    with database.read() as tx:
        done = archive.count(tx)
    kept = indexed = wall = 0.0
    for first in range(done, count, AT_ONCE):
        made = [newsroom.item(number) for number in range(first, first + AT_ONCE)]
        at = START + timedelta(minutes=first / 2)
        begun = time.perf_counter()
        kept += timed(keep, database, made, at)
        indexed += timed(step, database, AT_ONCE)
        wall += time.perf_counter() - begun
        if (first + AT_ONCE) % ROUND == 0:
            yield Rate(first + AT_ONCE, kept, indexed, wall)
            kept = indexed = wall = 0.0


def keep(database: Database, made: list[Item], at: datetime) -> None:
    """Keep items as a poll does."""
    with database.write() as tx:
        items.add_new(tx, made, at, False)


def tell_of_rates(rates: list[Rate]) -> None:
    """Print how fast items went in, first and last."""
    if not rates:
        return
    print("| items | kept, µs CPU an item | indexed, µs CPU | both | × the first | µs wall |")
    print("|--:|--:|--:|--:|--:|--:|")
    shown = [*rates[:3], *rates[9:10], *rates[49:50], *rates[-3:]]
    for rate in dict.fromkeys(shown):
        print(row_of(f"{rate.after:,}", [rate], rates[0]))
    print(row_of("mean of the last tenth", rates[-max(1, len(rates) // 10) :], rates[0]) + "\n")


def row_of(name: str, rates: list[Rate], first: Rate) -> str:
    """Write a row of means."""
    kept, indexed, each, wall = (
        sum(values) / len(rates)
        for values in zip(
            *((r.kept / ROUND * 1e6, r.indexed / ROUND * 1e6, r.each, r.wall / ROUND * 1e6)
              for r in rates),
            strict=True,
        )
    )  # fmt: skip
    ratio = each / first.each
    return f"| {name} | {kept:.0f} | {indexed:.0f} | {each:.0f} | {ratio:.2f} | {wall:.0f} |"


def tell_of_sizes(path: Path) -> None:
    """Print what takes how much room."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = connection.execute(
            "SELECT CASE WHEN name LIKE 'texts%' THEN 'index of words' WHEN name = 'items' THEN "
            "'items' ELSE 'all else' END, sum(pgsize) FROM dbstat GROUP BY 1"
        ).fetchall()
    for name, size in rows:
        print(f"{name}: {size / 1e6:,.0f} MB")
    print()


def ask(database: Database, path: Path, *, is_scanning: bool) -> None:
    """Time the questions of tuning, and print."""
    print("| question | wall s | CPU s | looked at | found |\n|---|--:|--:|--:|--:|")
    typical, changed = rules(TYPICAL), rules(CHANGED)
    both = compile_rules([Rule("old", query=TYPICAL), Rule("new", query=CHANGED)], {})
    for name, rule_set in (("typical rule", typical), ("old and new of one", both)):
        backtest(database, name, rule_set)
    for query in QUERIES:
        backtest(database, f"`{query}`", rules(query))
    for query in ("qamishli convoy", "@convoy", "area:hasakah-gov", "", "the OR a"):
        pages(database, query)
    if is_scanning:
        scan(database, changed, typical)
    like(path)


def rules(query: str, topics: dict[str, Topic] | None = None) -> RuleSet:
    """Compile one rule."""
    return compile_rules([Rule("r", query=query)], topics or {})


def backtest(database: Database, name: str, rule_set: RuleSet) -> None:
    """Print how long a backtest takes, the quickest of three."""
    watches = []
    for _ in range(3):
        with database.read() as tx:
            watch = Watch()
            found = sum(1 for _ in firings(tx, rule_set, Period()))
            watches.append(watch.read())
            total = whole(tx, narrowed(rule_set), Period()).total
    tell(f"backtest, {name}", min(watches), f"{total:,}", f"{found:,}")


def pages(database: Database, query: str) -> None:
    """Print how long the first pages of a search take."""
    times, before, looked = [], None, []
    with database.read() as tx:
        for _ in range(5):
            watch = Watch()
            results = search(tx, query, {}, before=before)
            times.append(watch.read())
            looked.append(results.looked)
            if (before := results.next) is None:
                break
    tell(f"search `{query}`, first page", times[0], f"{looked[0]:,}", "")
    if times[1:]:
        tell(f"search `{query}`, slowest of the next", max(times[1:]), f"{max(looked[1:]):,}", "")


def scan(database: Database, *rule_sets: RuleSet) -> None:
    """Print how long the matcher takes for all items."""
    from alerts.rules.matcher import match

    with database.read() as tx:
        watch = Watch()
        looked = found = 0
        for versions in archive.versions(tx):
            looked += 1
            found += sum(bool(match(each.item, rule_sets[-1])) for each in versions)
        times = watch.read()
    tell("full scan by the matcher, typical rule", times, f"{looked:,}", f"{found:,}")


def like(path: Path) -> None:
    """Print how long SQL takes to look for one word."""
    with closing(sqlite3.connect(path)) as connection:
        watch = Watch()
        query = "SELECT count(*) FROM items WHERE title LIKE ? OR body LIKE ?"
        found = connection.execute(query, ("%convoy%", "%convoy%")).fetchone()[0]
        times = watch.read()
    tell("SQL LIKE, one word", times, "all", f"{found:,}")


def tell(what: str, times: tuple[float, float], looked: str, found: str) -> None:
    """Print a row."""
    print(f"| {what} | {times[0]:.2f} | {times[1]:.2f} | {looked} | {found} |", flush=True)


class Watch:
    """Measures from when it is made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        """Return how many seconds passed, and were computed."""
        return time.perf_counter() - self._wall, time.process_time() - self._cpu


def timed(work: Callable[..., object], *arguments: object) -> float:
    """Return how long *work* computes."""
    watch = Watch()
    work(*arguments)
    return watch.read()[1]


if __name__ == "__main__":
    main()
