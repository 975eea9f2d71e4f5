"""
Measure what an item costs from the moment it waits until its incident is in the database.

    python bench/incidents_cost.py [--incidents 10000] [--items 300] [--keep FILE]

A database on the disk as after two months far busier than any: each incident is at a village on
one day, with three reports and now and then one that recalls it; the texts have 200 words, and no
two are copies. A program of its own is started on it and takes up what it finds. Then new items of
some 1,500 characters come in, are read, grouped and written, one by one and 25 at a time; the
parts are timed within the whole.
"""

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from alerts.incidents.grouping import Grouping
from alerts.incidents.sighting import Key
from alerts.incidents.wording import packed, wording
from alerts.rules.lexicon.places import outwards, places
from hajiz.assembly import Assembly, assemble
from hajiz.config.read import load
from hajiz.incidents.grouped import reported
from hajiz.incidents.keeping import Incidents
from hajiz.incidents.reading import Reader
from model import Item, ItemKey, Span
from model.incident import Account, Count, EventDate, Mention
from storage import accounts, incidents, items
from storage.accounts import Reading
from storage.incidents import Placed

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAYS = 58  # of what is held
REPORTS = 3  # of an incident
ALSO = 1 / 3  # of items recall another incident
KNOWN = [each for each in places().values() if each.type in {"village", "town"}]
VILLAGES = [*(each.id for each in KNOWN), *(f"~village{number}" for number in range(600))]
KINDS = ["convoy patrol", "airstrike", "clash attack", "checkpoint blocked"]
ACTORS = ["coalition", "russia_mp", "turkey_sna", "sdf coalition", ""]
WORDS = [f"w{number}" for number in range(3000)]
CONFIG = """
[[outlets]]
id = "sana"
name = "SANA"
feed = "https://sana.example/feed"
language = "en"

[[rules]]
name = "all"
query = "@convoy OR @checkpoint OR @airstrike OR @clash"
"""
NEWS = (
    "The army turned back a convoy of {count} American armoured vehicles near the village of"
    " {place} on {day}, {origin} reported, citing local sources.\n\n"
)
MORE = (
    "{} residents gathered at the checkpoint while {} vehicles of the coalition waited on the {}."
    " A spokesperson did not comment on {} and {}, the {} agency said. "
)
ORIGINS = ["SANA", "North Press", "the Syrian Observatory for Human Rights", "Hawar News"]


def main() -> int:
    """Make the database, let items come in, start anew."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--incidents", type=int, default=10_000)
    parser.add_argument("--items", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="a folder: made once, then used again")
    parser.add_argument("--start", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.start:
        return take_up(options.start)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made = options.keep or folder / "made"
        if not (made / "hajiz.db").exists():
            fill(made, options.incidents)
        shutil.copytree(made, folder / "used")
        subprocess.run([sys.executable, __file__, "--start", str(folder / "used")], check=True)
        come_in(folder / "used", options.items)
    return 0


def fill(folder: Path, wanted: int) -> None:
    """Group in memory, and write all of it at once."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.toml").write_text(CONFIG, "utf-8")
    dice, grouping, readings = random.Random(1), Grouping(), list[Reading]()
    happened = [happening(dice) for _ in range(wanted)]
    told = [each for each in happened for _ in range(REPORTS)]
    dice.shuffle(told)
    for number, each in enumerate(told, 1):
        also = dice.choice(happened) if dice.random() < ALSO else None
        readings.append(invented(dice, number, each, also))
        said = reported(readings[-1])
        grouping.add(said.account, said.item, said.outlet, said.published, said.text)
    with assemble(load(folder / "config.toml", {}), NOW) as assembly:
        write(assembly, readings, grouping)


def write(assembly: Assembly, readings: Sequence[Reading], grouping: Grouping) -> None:
    """Write items, what was read from them, and their incidents."""
    with assembly.database.write() as tx:
        for each in readings:
            items.add_new(tx, [item(str(each.item_id), "text", each.published_at)], NOW, False)
        accounts.keep(tx, readings)
        placed = [
            Placed(
                each.item_id, number, grouping.incident_of(Key(each.item_id, number)),
                said.date.first if said.date else None, said.date.last if said.date else None,
                said.is_background,
            )
            for each in readings
            for number, said in enumerate(each.account.mentions)
        ]  # fmt: skip
        incidents.place(tx, placed, [each.item_id for each in readings])
        incidents.touch(tx, grouping.incidents())
        incidents.note(tx, grouping.next)


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened somewhere on a day."""

    at: datetime
    village: str
    kinds: frozenset[str]
    actors: frozenset[str]
    vehicles: int


def happening(dice: random.Random) -> Happening:
    """Let something happen."""
    return Happening(
        NOW - timedelta(minutes=dice.randrange(DAYS * 24 * 60)),
        dice.choice(VILLAGES),
        frozenset(dice.choice(KINDS).split()),
        frozenset(dice.choice(ACTORS).split()),
        dice.choice([5, 12, 40]),
    )


def invented(dice: random.Random, number: int, what: Happening, also: Happening | None) -> Reading:
    """Invent what was read from an item that reports *what*, and recalls something else."""
    at = min(NOW, what.at + timedelta(minutes=dice.randrange(12 * 60)))
    told = [mention(dice, what, is_background=False)]
    told += [mention(dice, also, is_background=True)] if also else []
    said = Account(tuple(told), (), ("sana",), "claims")
    words = packed(wording(" ".join(dice.choices(WORDS, k=200))))
    return Reading(number, 0, "sana", at, said, words)


def mention(dice: random.Random, what: Happening, *, is_background: bool) -> Mention:
    """Make a mention: the village, at times with the city it is near; the day, where it is said."""
    known = places().get(what.village)
    parents = [each.id for each in outwards(known)] if known else []
    near = tuple(parents[:1]) if dice.random() < 0.3 else ()
    is_said = is_background or dice.random() < 0.8
    day = what.at.date()
    return Mention(
        sentences=(Span(0, 120), Span(122, 260)),
        kinds=what.kinds,
        places=(what.village, *near),
        date=EventDate(day, day, "day") if is_said else None,
        actors=what.actors,
        counts=(Count("vehicle", what.vehicles, "", Span(0, 0)),) if dice.random() < 0.5 else (),
        is_background=is_background,
    )


def item(key: str, body: str, at: datetime) -> Item:
    """Make an item."""
    name = ItemKey(sha256(key.encode()).digest())
    return Item("sana", name, "", body, f"https://sana.example/{key}", "en", published_at=at)


def come_in(folder: Path, count: int) -> None:
    """Let items wait and be caught up with; the first ones pay for compiling and taking up."""
    dice, clock = random.Random(2), Timed()
    with assemble(load(folder / "config.toml", {}), NOW) as assembly:
        keeping = Incidents(lambda: NOW, Reader())
        with assembly.database.read() as tx:
            print(f"{incidents.count(tx):,} incidents in the database")
        for _ in range(5):
            wait(assembly, dice, 1)
            keeping.catch_up(assembly)
        parts = {"reading": (Reader, "read"), "grouping": (Grouping, "add")}
        for name, (owner, method) in parts.items():
            clock.wrap(name, owner, method)
        print("\n| one item at a time | median ms | 95 % | of the whole | beside grouping |")
        print("|---|--:|--:|--:|--:|")
        measure(assembly, keeping, dice, clock, count, 1)
        print("\n| 25 at a time, for each | median ms | 95 % | of the whole | beside grouping |")
        print("|---|--:|--:|--:|--:|")
        measure(assembly, keeping, dice, clock, count // 25 or 1, 25)


def measure(
    assembly: Assembly, keeping: Incidents, dice: random.Random, clock: "Timed", times: int, n: int
) -> None:
    """Print what one item costs, where *n* wait together."""
    whole: list[float] = []
    taken: dict[str, list[float]] = {"reading": [], "grouping": []}
    for _ in range(times):
        wait(assembly, dice, n)
        clock.spent = dict.fromkeys(taken, 0.0)
        began = time.perf_counter()
        assert keeping.catch_up(assembly) == n
        whole.append((time.perf_counter() - began) / n)
        for name, spent in clock.spent.items():
            taken[name].append(spent / n)
    rest = [w - sum(parts) for w, *parts in zip(whole, *taken.values(), strict=True)]
    base, all_of_it = median(taken["grouping"]), median(whole)
    for name, times_of in {"all": whole, **taken, "database": rest}.items():
        late = sorted(times_of)[int(0.95 * len(times_of))]
        share, beside = median(times_of) / all_of_it, median(times_of) / base
        middle = median(times_of) * 1e3
        print(f"| {name} | {middle:.2f} | {late * 1e3:.2f} | {share:.0%} | {beside:.1f} |")


def wait(assembly: Assembly, dice: random.Random, count: int) -> None:
    """Let that many new items wait to be read."""
    with assembly.database.write() as tx:
        found = [news(dice, dice.choice(KNOWN).name) for _ in range(count)]
        added = items.add_new(tx, found, NOW, False)
        accounts.note(tx, [each.id for each in added])


def news(dice: random.Random, place: str) -> Item:
    """Invent an item of the last two weeks."""
    at = NOW - timedelta(minutes=dice.randrange(14 * 24 * 60))
    more = "".join(MORE.format(*dice.choices(WORDS, k=6)) for _ in range(6))
    body = NEWS.format(
        count=dice.randrange(2, 60), place=place, day=f"{at:%A}", origin=dice.choice(ORIGINS)
    )
    return item(f"new-{dice.random()}", body + more, at)


class Timed:
    """Adds up what methods take."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def wrap(self, name: str, owner: type, method: str) -> None:
        """Time every call of a method."""
        plain: Callable[..., Any] = getattr(owner, method)

        def timed(*given: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return plain(*given, **named)
            finally:
                taken = time.perf_counter() - began
                self.spent[name] = self.spent.get(name, 0.0) + taken

        setattr(owner, method, timed)


def take_up(folder: Path) -> int:
    """Take up what the database has, in a process of its own; print time and memory."""
    with assemble(load(folder / "config.toml", {}), NOW) as assembly:
        reader = Reader()
        keeping = Incidents(lambda: NOW, reader)
        reader.lexicon(assembly.config)
        wait(assembly, random.Random(3), 1)
        before, began = resident(), time.perf_counter()
        keeping.catch_up(assembly)
        taken, more = time.perf_counter() - began, resident() - before
        with assembly.database.read() as tx:
            held = len(accounts.since(tx, NOW - timedelta(days=60)))
    print(f"taking up {held:,} items at a start: {taken:.1f} s, {more / 1e6:.0f} MB")
    return 0


def resident() -> int:
    """Return the bytes of memory this process has."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * 4096


if __name__ == "__main__":
    sys.exit(main())
