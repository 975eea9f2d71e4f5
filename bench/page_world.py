"""
An invented world for the pictures of the page: a month of ten outlets, labels, pins, deliveries.

    .venv/bin/python bench/page_world.py FOLDER     # fill FOLDER, up to now, to try commands on

None of it happened. What is kept is kept by the program itself: looks at outlets are recorded as
they come, digests go out each morning, people label what fired.
"""

import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from hajiz.assembly import Assembly, assemble, channels_of, unsubscribe_key
from hajiz.clock import utc_now
from hajiz.collect import record
from hajiz.config.read import load
from hajiz.demo.receivers import DemoWebhookReceiver
from hajiz.dispatch.delivering import deliver
from hajiz.dispatch.digests import freeze_due
from model import (
    Failed,
    FailureKind,
    Fresh,
    Item,
    ItemKey,
    OutletId,
    Pin,
    Unchanged,
    Validators,
    Verdict,
)
from storage import items, labels, matches, pins

WORLD = Path(__file__).parent / "page_world"
DAYS = 30
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PEOPLE = ("amira", "lina")
FAILING, QUIET = OutletId("heron-en"), OutletId("magpie-en")
LANGUAGES = ("en", "ar", "ku", "tr", "ru")

OUTLET = """
[[outlets]]
id = "{id}"
name = "{name}"
feed = "https://{id}.example/feed"
language = "{language}"
affiliation = "{affiliation}"
"""


@dataclass(frozen=True)
class Told:
    """A story as one outlet tells it."""

    outlet: OutletId
    at: datetime
    item: Item
    kind: str


@dataclass(frozen=True)
class World:
    """The outlets by language, the stories, the names of places."""

    outlets: Mapping[str, list[OutletId]]
    stories: Mapping[str, Mapping[str, Any]]
    places: Mapping[str, Mapping[str, str]]


def fill(folder: Path, now: datetime, port: int) -> None:
    """Fill *folder* with config.toml, a database of the month before *now*, and digests."""
    with DemoWebhookReceiver() as receiver:
        write_config(folder, port, receiver.url, receiver.secret)
        with opened(folder, now - (DAYS + 1) * DAY) as assembly:
            kinds = _live(assembly, now)
    with opened(folder, now) as assembly:  # the receiver is gone: what goes there now fails
        _send(assembly, now)
        _judge(assembly, kinds, now)
        assembly.incidents.catch_up(assembly)


@contextmanager
def opened(folder: Path, now: datetime) -> Iterator[Assembly]:
    """Open the program on the folder."""
    with assemble(load(folder / "config.toml", {}), now) as assembly:
        yield assembly


def write_config(folder: Path, port: int, hook: str, secret: str) -> None:
    """Write config.toml and the webhook's secret."""
    folder.mkdir(parents=True, exist_ok=True)
    key = folder / "webhook-secret"
    key.touch(mode=0o600)
    key.write_text(secret)
    head = (WORLD / "config.toml").read_text("utf-8").format(port=port, hook=hook)
    outlets = "".join(OUTLET.format(**each) for each in _read("outlets")["outlets"])
    (folder / "config.toml").write_text(head + outlets, "utf-8")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((WORLD / f"{name}.toml").read_text("utf-8"))


def _world() -> World:
    outlets = defaultdict(list)
    for each in _read("outlets")["outlets"]:
        outlets[each["language"]].append(OutletId(each["id"]))
    stories = _read("stories")
    places = stories.pop("places")
    return World(outlets, stories, places)


def _live(assembly: Assembly, now: datetime) -> dict[str, str]:
    """Let the month pass; return the kind of each item by its address."""
    told = [*_month(_world(), now), *_convoy(now)]
    for outlet in assembly.outlets:
        _look(assembly, outlet, now - DAYS * DAY - 20 * HOUR, [_old_news(outlet)])
    for day in range(DAYS, 0, -1):
        morning = now - (day - 1) * DAY
        for (at, outlet), group in _looks(told, morning):
            _look(assembly, outlet, at, [each.item for each in group])
        if day > 1:
            _send(assembly, morning)
    for outlet in assembly.outlets:
        _last_looks(assembly, outlet, now)
    return {each.item.url: each.kind for each in told}


def _looks(
    told: list[Told], morning: datetime
) -> list[tuple[tuple[datetime, OutletId], list[Told]]]:
    """Return the looks of the day that ends with *morning*, each with what it brings."""
    looks = defaultdict(list)
    for each in told:
        if morning - DAY <= each.at < morning:
            late = int((morning - each.at) / HOUR)
            looks[morning - late * HOUR, each.outlet].append(each)
    return sorted(looks.items(), key=lambda look: look[0])


def _look(assembly: Assembly, outlet: OutletId, at: datetime, found: list[Item]) -> None:
    digest = sha256(repr(found).encode()).digest()
    address = assembly.outlets[outlet].feed
    record(assembly, Fresh(outlet, tuple(found), Validators(), digest, address), at, 0.5)


def _last_looks(assembly: Assembly, outlet: OutletId, now: datetime) -> None:
    """Let one outlet refuse us for a day and a half; the others have nothing new."""
    if outlet != FAILING:
        record(assembly, Unchanged(outlet, Validators()), now - HOUR / 6, 0.5)
        return
    for hours in (37, 30, 24, 18, 12, 6, 1):
        failed = Failed(outlet, FailureKind.HTTP, "the server answered 403 (forbidden)", 403)
        record(assembly, failed, now - hours * HOUR, 0.5)


def _old_news(outlet: OutletId) -> Item:
    key = ItemKey(sha256(outlet.encode()).digest())
    return Item(outlet, key, "2026", "", f"https://{outlet}.example/0", "en")


def _month(world: World, now: datetime) -> Iterator[Told]:
    """Give all that is told in the month; the same month every time."""
    dice = Random(36)
    other = cycle(name for name, story in world.stories.items() if story["kind"] == "other")
    for day in range(DAYS, 0, -1):
        for name in _events(world, day):
            yield from _tell(world, dice, name, now - day * DAY, most=3, is_late=day < 10)
        for _ in range(dice.randint(8, 12)):
            yield from _tell(world, dice, next(other), now - day * DAY, most=1, is_late=day < 10)


def _convoy(now: datetime) -> Iterator[Told]:
    """Give the reports of one convoy, the day before: two relays, a denial, other figures."""
    for each in _read("convoy")["reports"]:
        outlet, at = OutletId(each["outlet"]), now - DAY + each["minutes"] * HOUR / 60
        url = f"https://{outlet}.example/convoy-{each['minutes']}"
        key = ItemKey(sha256(url.encode()).digest())
        language = str(outlet).rpartition("-")[2]
        item = Item(outlet, key, each["title"], each["text"], url, language, published_at=at)
        yield Told(outlet, at, item, "relevant")


EVENTS = {  # what happens on which day before today, counted back
    "passing": (1, 4, 8, 11, 15, 19, 22, 27),
    "turned-back": (1, 6, 13, 20, 28),
    "attack": (1, 5, 10, 16, 21, 26),
    "moved": (2, 9, 14, 23),
    "aid": (1, 3, 12, 18, 25),
    "town": (2, 7, 17, 24),
    "truckers": (5, 22),
    "truckers-again": (4, 14, 21),
    "wedding-tractors": (6, 18, 29),
    "wedding-lost": (12, 23),
    "wedding-sheep": (1, 9, 26),
    "race": (8, 20),
    "football": (3, 16, 28),
    "lorries": (2, 4, 10, 15),
}


def _events(world: World, day: int) -> list[str]:
    return [name for name in world.stories if day in EVENTS.get(name, ())]


def _tell(
    world: World, dice: Random, name: str, day: datetime, *, most: int, is_late: bool
) -> Iterator[Told]:
    """Let some outlets tell the story, each in its language, within a few hours."""
    story = world.stories[name]
    place = world.places[dice.choice(story["places"])]
    number, start = dice.randint(3, 40), day + dice.uniform(1, 18) * HOUR
    spoken = [language for language in LANGUAGES if language in story]
    for language in dice.sample(spoken, min(most, len(spoken))):
        outlet = dice.choice(_awake(world.outlets[language], is_late=is_late))
        title, body = (
            text.format(place=place[language], n=number + dice.randint(0, 1))
            for text in story[language]
        )
        at = start + dice.uniform(0, 4) * HOUR
        slug = f"{name}-{sha256(f'{outlet}{at}'.encode()).hexdigest()[:6]}"
        url = f"https://{outlet}.example/{slug}"
        key = ItemKey(sha256(url.encode()).digest())
        item = Item(outlet, key, title, body, url, language, published_at=at - HOUR / 4)
        yield Told(outlet, at, item, story["kind"])


def _awake(outlets: list[OutletId], *, is_late: bool) -> list[OutletId]:
    """Leave out what has gone quiet, or fails, in the last days."""
    return [each for each in outlets if not (is_late and each in {FAILING, QUIET})]


def _send(assembly: Assembly, now: datetime) -> None:
    """Send the digest that is due."""
    freeze_due(assembly, now)
    for channel in channels_of(assembly.config, unsubscribe_key(assembly.database)).values():
        deliver(assembly.database, channel, lambda: now, "pictures", pause=lambda _: None)


def _judge(assembly: Assembly, kinds: Mapping[str, str], now: datetime) -> None:
    """Let people say what they think of most items that fired, and of some that did not."""
    dice, people = Random(4), cycle(PEOPLE)
    with assembly.database.write() as tx:
        stored = items.get_many(tx, range(1, 10_000))
        fired = matches.of_items(tx, [each.id for each in stored])
        for each in stored:
            kind, age = kinds.get(each.item.url, "other"), now - each.first_seen_at
            rules = [found.match.rule for found in fired.get(each.id, ())]
            rules = ["convoys"] if kind == "missed" and not rules else rules
            at = each.first_seen_at + dice.uniform(0.5, 9) * HOUR
            if kind == "other" or age < DAY * 0.6 or dice.random() < 0.2:
                continue
            verdict: Verdict = "noise" if kind == "noise" else "relevant"
            for rule in rules:
                labels.say(tx, each.id, rule, verdict, next(people), "page", min(at, now))
    _pin(assembly, now)


def _pin(assembly: Assembly, now: datetime) -> None:
    """Promise three things of the convoys."""
    with assembly.database.write() as tx:
        said = labels.of_rule(tx, "convoys")
        relevant = [each.item_id for each in said if each.verdict == "relevant"]
        fired = matches.of_items(tx, relevant)
        for number in [each for each in relevant if each in fired][2:8:3]:
            pins.put(tx, Pin(number, "convoys", must=True, pinned_by="lina", pinned_at=now - DAY))


def main() -> None:
    """Fill a folder up to now."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    fill(Path(sys.argv[1]), utc_now(), 8099)


if __name__ == "__main__":
    main()
