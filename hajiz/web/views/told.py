"""
What was read from one item: the events it speaks of, where and when, and who says so.

Pure, but for `read`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from alerts.digests.view.names import is_unlisted, place_name
from alerts.incidents.sighting import Key
from alerts.incidents.status import Told
from hajiz.incidents.showing import Report
from hajiz.web.views.incidents import Stance, Teller
from hajiz.web.views.sentences import Sentence, sentence, sentences
from model import StoredItem
from model.incident import Mention
from storage import accounts, incidents, revisions
from storage.database import Transaction

UNLISTED = "a village that is not listed"


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim: its sentence, the speaker as written, whose word it is and which."""

    sentence: Sentence
    named: str
    stance: Stance
    about: str


@dataclass(frozen=True, slots=True)
class Event:
    """An event that an item speaks of; *incident* is its number, None: it is of none."""

    kinds: tuple[str, ...]
    places: tuple[str, ...]
    days: str  # "" none is said
    is_background: bool
    incident: int | None
    sentences: tuple[Sentence, ...]
    sayings: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What was read from an item; *is_old*: from a text it has no more."""

    events: tuple[Event, ...]
    chain: tuple[str, ...]
    stance: Stance
    is_old: bool


def read(tx: Transaction, teller: Teller, stored: StoredItem) -> Account | None:
    """
    Return what was read from an item; None where it speaks of no event, or was not read yet.

    Raises:
        StorageError: the database failed.
    """
    reading = next(iter(accounts.of_items(tx, [stored.id])), None)
    if reading is None or not reading.account.mentions:
        return None
    version = (stored.id, reading.revision)
    text = revisions.texts(tx, [version]).get(version)
    if text is None:
        return None
    as_read = replace(stored, item=text, revision=reading.revision)
    account, outlet, at = reading.account, reading.outlet, reading.published_at
    placed = incidents.of_items(tx, [stored.id]).get(stored.id, [])
    incident_of = {each.number: each.incident for each in placed}
    reports = [
        Report(Told(Key(stored.id, number), outlet, at, account), as_read)
        for number in range(len(account.mentions))
    ]
    return Account(
        tuple(_event(each, incident_of.get(each.key.number), teller) for each in reports),
        teller.chain(account.chain),
        teller.stance(reports[0].told),
        is_old=reading.revision != stored.revision,
    )


def _event(report: Report, incident: int | None, teller: Teller) -> Event:
    mention = report.told.mention
    return Event(
        kinds=tuple(teller.kind(each) for each in sorted(mention.kinds)),
        places=tuple(UNLISTED if is_unlisted(p) else place_name(p, "en") for p in mention.places),
        days=_days(mention),
        is_background=mention.is_background,
        incident=incident,
        sentences=sentences(report),
        sayings=tuple(_sayings(report, teller)),
    )


def _sayings(report: Report, teller: Teller) -> Iterator[Saying]:
    for each in report.told.claims:
        stance = teller.stance_of(each.stance, each.origin)
        yield Saying(sentence(report, each), each.named, stance, each.about)


def _days(mention: Mention) -> str:
    when = mention.date
    if when is None:
        return ""
    if when.first == when.last:
        return _day(when.first)
    return f"{_day(when.first)} to {_day(when.last)}"


def _day(of: date) -> str:
    return of.strftime("%a %d %b %Y")
