"""A desk for incidents: reports of our own making come in as items, and are read and grouped."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from alerts.rules.lexicon.places import places
from hajiz.assembly import Assembly, assemble
from hajiz.collect import record
from hajiz.config.read import load
from hajiz.incidents.keeping import Incidents
from hajiz.incidents.reading import Reader
from hajiz.incidents.showing import Shown, shown
from hajiz.reports import read_reports
from model import Fresh, Item, ItemKey, OutletId, Validators
from storage import incidents

REPORTS = Path(__file__).parents[2] / "alerts" / "incident_reports.jsonl"
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
READER = Reader()  # compiled once for all tests

CLAIM = (
    "An army checkpoint turned back a convoy of five American armoured vehicles near the village"
    " of Tal Dahab, south of Qamishli, on Friday, SANA reported, citing local sources."
)
RELAY = (
    "Syrian army soldiers blocked a US convoy of five vehicles at Tal Dahab on Friday, according"
    " to the state news agency SANA."
)
DENIAL = (
    "The US-led coalition denied on Friday that a convoy of its had been turned back near Tal"
    ' Dahab. "Our patrols took place as planned," a coalition spokesperson said.'
)
OTHER = (
    "A car bomb exploded at a checkpoint in Tal Tamr on Friday, wounding three, the Syrian"
    " Observatory for Human Rights said."
)

HEAD = """
[[rules]]
name = "all"
query = "convoy OR checkpoint OR @convoy OR @checkpoint OR @airstrike OR @clash OR @patrol"
"""
OUTLET = """
[[outlets]]
id = "{id}"
name = "{name}"
feed = "https://{id}.example/feed"
language = "en"
"""
OUTLETS = ("sana-en", "alwaght", "press-tv", "new-arab", "sohr-en")


def article(outlet: str, text: str, key: str = "", at: datetime = START, title: str = "") -> Item:
    """Make an item of *outlet* published at *at*; the same outlet and key is the same item."""
    name = f"{outlet}/{key or text}"
    return Item(
        outlet,
        ItemKey(sha256(name.encode()).digest()),
        title,
        text,
        f"https://{outlet}.example/{sha256(name.encode()).hexdigest()[:8]}",
        "en",
        published_at=at,
    )


def elsewhere(count: int) -> list[str]:
    """Return reports of so many events, each in a village of its own."""
    villages = [each.name for each in places().values() if each.type == "village"]
    return [OTHER.replace("Tal Tamr", name) for name in villages[:count]]


class Newsroom:
    """Outlets whose items are polled when a test says so."""

    def __init__(self, assembly: Assembly) -> None:
        self.assembly = assembly
        self.now = START
        self.incidents = Incidents(lambda: self.now, READER)

    def begin(self) -> None:
        """Take the first, empty look at every outlet, so that what comes next is new."""
        for outlet in self.assembly.config.outlets:
            self._poll(outlet.id, ())

    def publish(self, *found: Item, read: bool = True) -> None:
        """Let items come in, one poll each, a minute apart; and read them."""
        for item in found:
            self.now += MINUTE
            self._poll(OutletId(item.outlet), (item,))
        if read:
            self.read()

    def tell(self, outlet: str, text: str, key: str = "", title: str = "") -> Item:
        """Let one outlet publish a text now."""
        item = article(outlet, text, key, self.now, title)
        self.publish(item)
        return item

    def read(self) -> int:
        """Read and group what waits."""
        return self.incidents.catch_up(self.assembly)

    def restart(self) -> None:
        """Forget all that is not in the database."""
        self.incidents = Incidents(lambda: self.now, READER)

    def groups(self) -> set[frozenset[tuple[int, int]]]:
        """Return which mentions are of one incident, whatever its number."""
        with self.assembly.database.read() as tx:
            numbers = [each.id for each in incidents.latest(tx, 10_000)]
            found = incidents.members(tx, numbers)
        return {frozenset(each.key for each in placed) for placed in found.values()}

    def shown(self) -> list[Shown]:
        """Return all incidents, by number."""
        with self.assembly.database.read() as tx:
            numbers = sorted(each.id for each in incidents.latest(tx, 10_000))
            return list(shown(tx, numbers).values())

    def _poll(self, outlet: str, found: Sequence[Item]) -> None:
        body = repr((self.now, found)).encode()
        name = OutletId(outlet)
        url = f"https://{outlet}.example/feed"
        fresh = Fresh(name, tuple(found), Validators(), sha256(body).digest(), url)
        record(self.assembly, fresh, self.now, 0.5)


@contextmanager
def newsroom(
    folder: Path, *more: str, outlets: Sequence[str] = OUTLETS, head: str = HEAD
) -> Iterator[Newsroom]:
    """Open a newsroom whose config.toml says *more*."""
    told = "".join(OUTLET.format(id=each, name=each) for each in outlets)
    (folder / "config.toml").write_text(head + told + "".join(more), encoding="utf-8")
    config = load(folder / "config.toml", {})
    with assemble(config, START) as assembly:
        room = Newsroom(assembly)
        room.begin()
        yield room


def judged() -> list[Item]:
    """Return the judged reports of tests/alerts as items, in order of arrival."""
    return [
        replace(
            article(outlet_id(each.outlet), each.text, each.id, each.published_at),
            language=each.language,
        )
        for each in read_reports(REPORTS)
    ]


def outlet_id(name: str) -> str:
    """Make an id of a name as reports have it; those of another script by their number."""
    plain = "".join(c if c.isascii() and c.isalnum() else " " for c in name.lower())
    return "-".join(plain.split()) or f"outlet-{sha256(name.encode()).hexdigest()[:6]}"
