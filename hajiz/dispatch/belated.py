"""
The first message of an incident for those who got none: it comes with the next news.

Their message was given up, they get the alert since, or the article that was told became one
about another event. No rule need fire for it.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from alerts.digests.alert import build_belated
from alerts.incidents.news import Known, News, together
from alerts.rules.matcher import match
from hajiz.dispatch.apart import apart
from hajiz.dispatch.audience import Destination
from hajiz.dispatch.evidence import proof
from hajiz.dispatch.followers import newcomers, untold
from hajiz.dispatch.queueing import thread_id, write
from hajiz.dispatch.rounds import Round
from hajiz.dispatch.sorting import Sight
from hajiz.dispatch.tidings import tidings
from hajiz.incidents.knowing import as_kept, known, known_by
from hajiz.incidents.reading import origins_of
from hajiz.incidents.showing import Report, Shown
from hajiz.incidents.summary import summary
from model.digest import Alert
from storage import holds, outbox, revisions, told_incidents
from storage.database import Transaction
from storage.events import Event
from storage.told_incidents import UNTOLD, ToldIncident


@dataclass(frozen=True, slots=True)
class Belated:
    """An alert that tells of an incident those who had missed its first message."""

    alert: Alert
    message_id: str  # of its first part


def tell_newcomers(
    round_: Round,
    shown: Shown,
    rows: Sequence[ToldIncident],
    own: Sequence[Event],
    *,
    is_news: bool,
) -> Belated | None:
    """
    Tell of an incident those who do not know of it, when there *is_news* or a further report.

    It stands in the thread of the first message, as all that follows will.

    Raises:
        StorageError: the database failed.
    """
    them = newcomers(round_, shown, rows, is_news=is_news) if is_news or own else []
    if not them:
        return None
    alert = _first(round_, shown, rows[0], own, rows[0].message_id)
    return Belated(alert, write(round_, alert, them, state_of(round_)))


def tell_lost(round_: Round, sight: Sight, first: Container[int]) -> list[Alert]:
    """
    Tell what is news of incidents that nobody was told of; those told *first* just now are not in.

    Raises:
        StorageError: the database failed.
    """
    frozen: list[Alert] = []
    for number, rows in sorted(sight.lost.items()):
        shown = sight.shown.get(number)
        if shown is None:
            continue  # it stays due
        is_untold = number not in first and number not in sight.told
        tell = partial(_tell_or_keep, round_, shown, rows, is_untold=is_untold)
        frozen += apart(round_, f"incident {number}", tell) or []
    return frozen


def _tell_or_keep(
    round_: Round, shown: Shown, rows: Sequence[ToldIncident], *, is_untold: bool
) -> list[Alert]:
    them = untold(round_, shown, rows) if is_untold else []
    if them and _is_wanted(round_, shown, rows):
        return [_tell_anew(round_, shown, rows, them)]
    _keep(round_, rows)
    return []


def state_of(round_: Round) -> str:
    """
    Return how messages begin that no event stands for.

    What a backup brought back may have been told before: a person says whether it is told again.
    """
    return "pending" if holds.restored_at(round_.tx) is None else "review"


def _is_wanted(round_: Round, shown: Shown, rows: Iterable[ToldIncident]) -> bool:
    """Say whether there is news of what was given up, or an event of which nothing was told yet."""
    lost = [each for each in rows if each.known != UNTOLD]
    if lost:
        before = together(known_by(each) for each in lost)
        return bool(tidings(before, shown, round_.plan.max_age).news)
    new = {each.key for each in rows}
    return any(_fires(round_, each) for each in shown.reports if tuple(each.key) in new)


def _fires(round_: Round, report: Report) -> bool:
    """Say whether a rule of the alert fires for a report that is news."""
    if report.told.mention.is_background or _is_back(round_.tx, report):
        return False
    found = match(report.stored.item, round_.assembly.rule_set)
    return any(each.rule in round_.plan.rules for each in found)


def _is_back(tx: Transaction, report: Report) -> bool:
    """Say whether an item has a text again that it had before: some change to and fro."""
    item = report.stored.item
    return any(
        (each.title, each.body) == (item.title, item.body)
        for each in revisions.history(tx, report.key.item)
        if each.number < report.stored.revision
    )


def _tell_anew(
    round_: Round, shown: Shown, rows: Sequence[ToldIncident], them: Sequence[Destination]
) -> Alert:
    """Let a message of its own head the thread of an incident that nobody was told of."""
    alert = _first(round_, shown, rows[0], (), "")
    message_id = write(round_, alert, them, state_of(round_))
    what = as_kept(known(shown))
    for each in rows:
        now = replace(each, message_id=message_id, known=what, told_at=round_.now)
        told_incidents.keep(round_.tx, replace(now, is_due=False))
    return alert


def _keep(round_: Round, rows: Iterable[ToldIncident]) -> None:
    for each in rows:
        told_incidents.keep(round_.tx, replace(each, is_due=False))


def _first(
    round_: Round, shown: Shown, row: ToldIncident, own: Sequence[Event], thread: str
) -> Alert:
    """Make the message that tells all there is to tell of an incident."""
    plan, config = round_.plan, round_.assembly.config
    items = [event.match.item_id for event in own] or [row.key[0]]
    every = tidings(Known(), shown, plan.max_age).news
    seen = {item for each in every for item in each.items}
    rest = tuple(News("edited", items=(each,)) for each in dict.fromkeys(items) if each not in seen)
    shows = proof(round_.tx, shown, (*rest, *every), Known())
    count = outbox.thread(round_.tx, outbox.message_of(round_.tx, row.message_id)).count
    return build_belated(
        id=thread_id(round_, row, count, known(shown), ["first", thread]),
        name=plan.name,
        timezone=plan.zone.key,
        rule_set=round_.assembly.rule_set.version,
        rules=plan.rules,
        found=shows.found,
        evidence=shows.evidence,
        events={(event.match.item_id, event.rule): event.id for event in own},
        outlets=round_.assembly.outlets,
        language=plan.language,
        incident=summary(shown, origins_of(config), round_.assembly.outlets),
        thread=thread,
    )
