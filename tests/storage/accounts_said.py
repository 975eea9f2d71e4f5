"""Accounts of our own making, for the tests of what is kept of events."""

from datetime import UTC, date, datetime

from model import Span
from model.incident import Account, Claim, Count, EventDate, Mention
from storage.accounts import Reading
from tests.storage.builders import NOW

DAY_OF = EventDate(date(2026, 11, 19), date(2026, 11, 19), "day")


def a_mention(*, when: EventDate | None = DAY_OF, is_background: bool = False) -> Mention:
    """Return a mention with all its fields filled."""
    return Mention(
        sentences=(Span(0, 12), Span(14, 30)),
        kinds=frozenset({"convoy", "checkpoint"}),
        places=("tal-dahab", "~qzhl"),
        date=when,
        actors=frozenset({"coalition"}),
        counts=(Count("vehicle", 5, "armoured", Span(4, 5)),),
        is_background=is_background,
    )


def an_account(*mentions: Mention) -> Account:
    """Return what says *mentions*, the first of them in somebody's mouth."""
    claim = Claim(0, "sana", "سانا", "reported", "claims", "", Span(0, 12), Span(2, 8))
    return Account(mentions, (claim,) if mentions else (), ("alwaght", "sana"), "quotes")


def a_reading(item_id: int = 1, *mentions: Mention, at: datetime = NOW) -> Reading:
    """Return what was read from the first version of an item."""
    said = an_account(*mentions or (a_mention(),))
    return Reading(item_id, 0, "sana-ar", at, said, b"\x01wording")


LONG_AGO = datetime(2020, 8, 1, tzinfo=UTC)
