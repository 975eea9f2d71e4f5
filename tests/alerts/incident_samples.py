"""Accounts made by hand: what an item would say, without an item."""

from datetime import UTC, date, datetime, timedelta

from alerts.incidents.grouping import Grouping
from alerts.incidents.sighting import Key
from model import Span
from model.incident import Account, Claim, Count, EventDate, Mention, Stance

NOON = datetime(2023, 3, 1, 12, tzinfo=UTC)  # a Wednesday


def on(day: int, month: int = 3, year: int = 2023) -> EventDate:
    """Make the date of an event on one day."""
    return EventDate(date(year, month, day), date(year, month, day), "day")


def in_month(month: int, year: int = 2023) -> EventDate:
    """Make the date of an event of which only the month is said."""
    last = date(year, month + 1, 1) - timedelta(days=1)
    return EventDate(date(year, month, 1), last, "month")


def mention(
    *places: str,
    when: EventDate | None = None,
    kinds: str = "convoy",
    actors: str = "",
    vehicles: int | None = None,
    killed: int | None = None,
    is_background: bool = False,
) -> Mention:
    """Make a mention; *kinds* and *actors* are words apart by spaces."""
    given = {"vehicle": vehicles, "killed": killed}
    counts = tuple(Count(what, n, "", Span(0, 0)) for what, n in given.items() if n is not None)
    return Mention(
        (Span(0, 0),),
        frozenset(kinds.split()),
        places,
        when,
        frozenset(actors.split()),
        counts,
        is_background,
    )


def claim(
    stance: Stance, origin: str = "", about: str = "", *, of: int = 0, named: str = ""
) -> Claim:
    """Make a claim about the mention *of*."""
    return Claim(of, origin, named or origin, "said", stance, about, Span(0, 0), None)


def account(
    *mentions: Mention, claims: tuple[Claim, ...] = (), chain: tuple[str, ...] = ("sana",)
) -> Account:
    """Make an account of *mentions*."""
    return Account(mentions, claims, chain, claims[0].stance if claims else "claims")


class Desk:
    """A grouping to which accounts are given one after the other."""

    def __init__(self) -> None:
        self.grouping = Grouping()
        self.items = 0

    def tell(self, *mentions: Mention, at: datetime = NOON, denies: bool = False) -> int:
        """Let an item of *at* come in that speaks of *mentions*; return its number."""
        self.items += 1
        claims = (claim("denies", "coalition"),) if denies else ()
        self.grouping.add(account(*mentions, claims=claims), self.items, "sana", at)
        return self.items

    def incident(self, item: int, number: int = 0) -> int | None:
        """Return the incident of one of the item's mentions."""
        return self.grouping.incident_of(Key(item, number))

    def together(self, *items: int) -> bool:
        """Say whether the main mentions of *items* are in one incident."""
        found = {self.incident(item) for item in items}
        return len(found) == 1 and None not in found
