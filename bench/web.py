"""
How long the pages of items take on a large archive.

    python bench/archive.py --items 1000000 --folder DIR --no-scan
    python bench/web.py --folder DIR [--items 1000000] [--rounds 20]

Works on a copy of the database that bench/archive.py leaves in DIR, in which three rules have fired
and most of what they fired for is labelled. Prints the median and the 95th percentile of each page,
the first time left out: then queries are compiled, and the disk is read.
"""

import argparse
import asyncio
import random
import shutil
import statistics
import time
from datetime import datetime, timedelta
from pathlib import Path

from hajiz.assembly import Assembly, assemble
from hajiz.config.read import load
from hajiz.tuning.backtest import Period, firings
from hajiz.web.app import application
from hajiz.web.site import Site
from model import Match, Verdict
from storage import accounts, archive, incidents, labels, matched, matches
from storage.database import Database
from storage.matched import Wanted
from tests.hajiz.web.visitor import Visitor

CONFIG = """
[storage]
database = "{database}"

[[outlets]]
id = "outlet-1"
name = "One"
feed = "http://127.0.0.1:9/feed"
language = "en"

[[rules]]
name = "convoys"
query = "@convoy"

[[rules]]
name = "checkpoints"
query = "@checkpoint"

[[rules]]
name = "hasakah"
query = "area:hasakah-gov"
"""
LABELLED = 0.9
VERDICTS: tuple[Verdict, ...] = ("relevant", "noise")
PAGES = (
    "/",
    "/?rule=convoys",
    "/?label=none",
    "/?outlet=outlet-1",
    "/?day={day}",
    "/?before={middle}",
    "/items/{middle}",
    "/items/{middle}/explain?rule=convoys",
    "/incidents",
    "/incidents?place=Qamishli",
    "/incidents?kind=airstrike&denied=yes",
    "/incidents/{incident}",
    "/search",
    "/search?q=convoy",
    "/search?q=qamishli NEAR/8 convoy",
    "/search?q=@convoy",
    "/search?q=@convoy AND area:hasakah-gov",
    "/search?q=convoy&since={day}&until={day}",
    "/search?q=@qamishli&rule=*&since={day}",
    "/search?label=noise",
    "/places",
    "/places?days=30",
)


def main() -> None:
    """Prepare the archive, ask every page, and print how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--read", type=int, default=20_000, help="items read for incidents")
    given = parser.parse_args()
    made = given.folder / f"archive-{given.items}.db"
    copy = given.folder / f"web-{given.items}.db"
    if not copy.exists():
        shutil.copy(made, copy)
    config = given.folder / "web.toml"
    config.write_text(CONFIG.format(database=copy.name), "utf-8")
    now = last_moment(copy) + timedelta(minutes=1)
    with assemble(load(config, {}), now) as assembly:
        fire(assembly, now)
        print(read(assembly, given.read), "items with a match were read for incidents\n")
        asyncio.run(ask(assembly, now, given))


def last_moment(path: Path) -> datetime:
    """Return when the newest item was seen."""
    database = Database.open(path, datetime.now().astimezone())
    with database.read() as tx:
        newest = next(archive.versions(tx))[0].first_seen_at
    database.close()
    return newest


def fire(assembly: Assembly, now: datetime) -> None:
    """Keep what the rules fire for, and label most of it; once."""
    found: dict[int, list[Match]] = {}
    with assembly.database.read() as tx:
        if matched.page(tx, Wanted(), limit=1):  # an earlier run has done that
            return
        for firing in firings(tx, assembly.rule_set, Period()):
            found.setdefault(firing.item.id, []).append(firing.match)
    dice = random.Random(1)
    with assembly.database.write() as tx:
        for number in sorted(found):
            matches.add(tx, number, found[number], now)
            if dice.random() < LABELLED:
                for match in found[number]:
                    verdict = dice.choice(VERDICTS)
                    labels.say(tx, number, match.rule, verdict, "bench", "page", now)


def read(assembly: Assembly, most: int) -> int:
    """Read the newest items with a match for incidents, once; return how many are read."""
    with assembly.database.write() as tx:
        newest = matched.page(tx, Wanted(), limit=most)
        accounts.read_anew(tx)
    if incidents_kept(assembly) == 0:
        assembly.incidents.catch_up(assembly, newest)
    return len(newest)


def incidents_kept(assembly: Assembly) -> int:
    """Return how many incidents there are."""
    with assembly.database.read() as tx:
        return incidents.count(tx)


async def ask(assembly: Assembly, now: datetime, given: argparse.Namespace) -> None:
    """Ask every page several times."""
    day = (now - timedelta(days=3)).date()
    with assembly.database.read() as tx:
        (latest,) = incidents.latest(tx, 1)
    app = application(Site(lambda: assembly, lambda: now, b"k" * 32))
    print("| page | median, ms | p95, ms | first, ms |\n|---|--:|--:|--:|")
    everything: list[float] = []
    async with Visitor(app) as visitor:
        for page in PAGES:
            path = page.format(day=day, middle=given.items // 2, incident=latest.id)
            first, *times = [await timed(visitor, path) for _ in range(given.rounds + 1)]
            everything += times
            p95 = statistics.quantiles(times, n=20)[-1]
            print(f"| `{page}` | {statistics.median(times):.0f} | {p95:.0f} | {first:.0f} |")
    print(f"| all pages | {statistics.median(everything):.0f} "
          f"| {statistics.quantiles(everything, n=20)[-1]:.0f} | |")  # fmt: skip


async def timed(visitor: Visitor, path: str) -> float:
    """Return how many milliseconds a page takes."""
    begun = time.perf_counter()
    answer = await visitor.client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
