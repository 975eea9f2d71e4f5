"""
Whether live and the archive agree, on texts as people write them.

    python bench/agreement.py FOLDER [--rules 200] [--seed 1]

Reads every .jsonl and .csv below FOLDER for titles and texts, and lets one outlet publish them:
most at once, some begun and changed later, some completed by their page, some given a new headline.
Random rules – words and phrases of the texts, topics, places, fields, nearness – match them live.
Then the same rules are held against the archive: by looking at all of it, by the index for all
rules together, and by the index for each rule alone. All must name the same items for every rule;
the exit code is 1 when they do not.
"""

import argparse
import csv
import json
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from alerts.rules.lexicon.load import builtin_topics, places
from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.rule import Rule
from hajiz.assembly import Assembly, assemble
from hajiz.collect import record
from hajiz.config.read import load
from hajiz.pages import record_page
from hajiz.tuning.backtest import Period, fired, firings
from hajiz.tuning.indexing import prepare, step
from model import Fresh, Item, ItemKey, OutletId, PageRead, RuleError, Validators
from storage import archive, items, pages, tallies

CONFIG = """
[[outlets]]
id = "a"
name = "A"
feed = "http://127.0.0.1:9/"
language = "en"

[[rules]]
name = "r0"
any = ["convoy"]

[[channels]]
name = "files"
kind = "folder"
path = "out"

[[digests]]
name = "d"
time = "07:00"
timezone = "UTC"
channels = ["files"]
"""
START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
AT_ONCE = 30
TITLES = ("title", "page_title", "article_title")
BODIES = ("text", "description", "article_content", "body")
WORD = re.compile(r"[^\W\d_]{3,}")

Fired = set[tuple[str, int]]  # a rule and an item's number


@dataclass(frozen=True)
class Text:
    """What an outlet publishes."""

    title: str
    body: str
    language: str


def texts(folder: Path) -> Iterator[Text]:
    """Yield all texts below *folder*, each once."""
    seen = set()
    csv.field_size_limit(1 << 24)
    for path in sorted([*folder.rglob("*.jsonl"), *folder.rglob("*.csv")]):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            rows = map(json.loads, file) if path.suffix == ".jsonl" else csv.DictReader(file)
            for row in rows:
                found = Text(
                    _first(row, TITLES), _first(row, BODIES), str(row.get("language") or "")
                )
                if (found.title or found.body) and found not in seen:
                    seen.add(found)
                    yield found


def _first(row: dict, names: Sequence[str]) -> str:
    return next((" ".join(str(row[name]).split(" ")) for name in names if row.get(name)), "")


class Author:
    """Writes random rules."""

    def __init__(self, found: Sequence[Text], seed: int) -> None:
        self._chance = random.Random(seed)
        self._texts = found
        self._topics = sorted(builtin_topics())
        self._places = sorted(places())

    def rules(self, count: int) -> RuleSet:
        """Return a set of so many rules that can be used."""
        made: list[Rule] = []
        while len(made) < count:
            rule = Rule(f"r{len(made)}", query=self._query(3))
            try:
                compile_rules([rule], {})
            except RuleError:
                continue
            made.append(rule)
        return compile_rules(made, {})

    def _query(self, depth: int) -> str:
        if not depth or self._chance.random() < 0.25:
            return self._leaf()
        left, right = self._query(depth - 1), self._query(depth - 1)
        way = self._chance.choice(("OR", "OR", "AND", "AND", "AND NOT", "NEAR", "field"))
        if way == "NEAR":
            within = self._chance.choice(("3", "8", "s", "p"))
            return f"{self._leaf()} NEAR/{within} {self._leaf()}"
        if way == "field":
            return f"{self._chance.choice(('title', 'body'))}:({left})"
        return f"({left}) {way} ({right})"

    def _leaf(self) -> str:
        chance = self._chance.random()
        if chance < 0.15:
            return f"@{self._chance.choice(self._topics)}"
        if chance < 0.25:
            return f"area:{self._chance.choice(self._places)}"
        text = self._chance.choice(self._texts)
        words = WORD.findall(f"{text.title} {text.body}"[:2000]) or ["convoy"]
        place = self._chance.randrange(len(words))
        if chance < 0.4:
            return f"{words[place][: self._chance.randint(2, 5)]}*"
        if chance < 0.55:
            return f'"{" ".join(words[place : place + 2])}"'
        return f'"{words[place]}"'


def publish(assembly: Assembly, found: Sequence[Text]) -> int:
    """Let the outlet publish all texts, and change some; return how many changes there were."""
    now, changes = START, 0
    for start in range(0, len(found), AT_ONCE):
        some = [(start + n, text) for n, text in enumerate(found[start : start + AT_ONCE])]
        now += MINUTE
        _poll(assembly, now, [_item(n, text, is_begun=n % 5 < 2) for n, text in some])
        now += MINUTE
        _complete(assembly, now, {_key(n): text for n, text in some if n % 5 == 1})
        now += MINUTE
        changed = [_item(n, text, is_begun=False) for n, text in some if n % 5 == 0]
        titled = [
            replace(_item(n, text, is_begun=True), title=found[n - 1].title or "New")
            for n, text in some
            if n % 15 == 1
        ]
        _poll(assembly, now, [*changed, *titled])
        changes += len(changed) + len(titled) + sum(n % 5 == 1 for n, _ in some)
    return changes


def _item(number: int, text: Text, *, is_begun: bool) -> Item:
    body = text.body[: len(text.body) // 3] if is_begun else text.body
    link = f"https://example.org/{number}"
    return Item("a", _key(number), text.title, body, link, text.language or "und")


def _key(number: int) -> ItemKey:
    return ItemKey(sha256(str(number).encode()).digest())


def _poll(assembly: Assembly, now: datetime, found: Sequence[Item]) -> None:
    body = sha256(now.isoformat().encode()).digest()
    record(assembly, Fresh(OutletId("a"), tuple(found), Validators(), body, "http://a"), now, 0.5)


def _complete(assembly: Assembly, now: datetime, found: dict[ItemKey, Text]) -> None:
    with assembly.database.write() as tx:
        for stored in items.search(tx, limit=AT_ONCE):
            if (text := found.get(stored.item.key)) is None:
                continue
            pages.enqueue(tx, {stored.id: now})
            read = PageRead(stored.id, "", text.body, Validators(), b"", author="An author")
            record_page(tx, assembly, read, now)


def by_index(assembly: Assembly) -> Fired:
    """Ask the index, then the matcher."""
    with assembly.database.read() as tx:
        return {
            (each.match.rule, each.item.id) for each in firings(tx, assembly.rule_set, Period())
        }


def by_looking(assembly: Assembly) -> Fired:
    """Ask the matcher of everything."""
    with assembly.database.read() as tx:
        return {
            (each.match.rule, each.item.id)
            for versions in archive.versions(tx)
            for each in fired(versions, assembly.rule_set)
        }


def one_by_one(assembly: Assembly) -> Fired:
    """Ask the index rule by rule, as people do: each rule is narrowed for itself."""
    found: Fired = set()
    for rule in assembly.rule_set.definitions:
        alone = compile_rules([rule], {})
        with assembly.database.read() as tx:
            found |= {(each.match.rule, each.item.id) for each in firings(tx, alone, Period())}
    return found


def live(assembly: Assembly) -> Fired:
    """Read what matched as it came."""
    with assembly.database.read() as tx:
        kept = tallies.fired(tx, assembly.rule_set.rules)
    return {(rule, item) for rule, own in kept.items() for item in own}


def main() -> int:
    """Compare, print, and return the exit code."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rules", type=int, default=200)
    arguments.add_argument("--seed", type=int, default=1)
    asked = arguments.parse_args()
    found = list(texts(asked.folder))
    rule_set = Author(found, asked.seed).rules(asked.rules)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(CONFIG, "utf-8")
        with assemble(load(path, {}), START) as opened:
            assembly = replace(opened, rule_set=rule_set)
            return compare(assembly, found)


def compare(assembly: Assembly, found: Sequence[Text]) -> int:
    """Publish *found*, ask all ways, and print what differs."""
    began = time.perf_counter()
    changes = publish(assembly, found)
    print(f"{len(found):,} texts, {changes:,} changes: {time.perf_counter() - began:.0f} s")
    prepare(assembly.database)
    while step(assembly.database, 2_000):
        pass
    answers: dict[str, Fired] = {}
    for way in (live, by_looking, by_index, one_by_one):
        began = time.perf_counter()
        answers[way.__name__] = way(assembly)
        print(
            f"{way.__name__:<12} {len(answers[way.__name__]):>8,} firings "
            f"{time.perf_counter() - began:6.1f} s"
        )
    expected = answers["live"]
    differing = {name: own ^ expected for name, own in answers.items() if own != expected}
    queries = {rule.name: rule.query for rule in assembly.rule_set.definitions}
    for name, pairs in differing.items():
        print(f"{name} differs in {len(pairs)}:")
        for rule, item in sorted(pairs)[:5]:
            print(f"  {rule} item {item}: {queries[rule]}")
    silent = len(queries) - len({rule for rule, _ in expected})
    print(f"{len(queries)} rules, {silent} of them silent: {'DIFFER' if differing else 'agree'}")
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main())
