"""
What becomes of incidents that an alert told before: follow-ups in the thread of the first message.

A mere relay is settled as told by that message. What is known afterwards is kept in the same
transaction, so that no crash tells news twice or never.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from alerts.digests.alert import build_follow_up
from alerts.incidents.news import Known, together
from alerts.instant import COOLDOWN
from hajiz.dispatch.apart import apart
from hajiz.dispatch.belated import Belated, state_of, tell_newcomers
from hajiz.dispatch.evidence import proof
from hajiz.dispatch.followers import followers
from hajiz.dispatch.queueing import thread_id, write
from hajiz.dispatch.rounds import Round
from hajiz.dispatch.sorting import Sight
from hajiz.dispatch.tidings import Tidings, may_wait, tidings
from hajiz.incidents.knowing import as_kept, belated_of, known_by
from hajiz.incidents.reading import origins_of
from hajiz.incidents.showing import Shown
from hajiz.incidents.summary import summary
from model.digest import Alert
from storage import events, outbox, revisions, told_incidents
from storage.database import Transaction
from storage.events import Event
from storage.outbox import Thread
from storage.told_incidents import ToldIncident


def follow_up_all(
    round_: Round, sight: Sight, after: Mapping[int, Sequence[Event]]
) -> tuple[list[Alert], list[Event]]:
    """
    Tell what is news of incidents told before; settle their events *after* the first message.

    Returns besides the events of incidents of which it cannot be told; these stay due.

    Raises:
        StorageError: the database failed.
    """
    frozen: list[Alert] = []
    left: list[Event] = []
    for number, rows in sorted(sight.told.items()):
        own = after.get(number, ())
        if number in sight.shown and (own or any(row.is_due for row in rows)):
            tell = partial(_follow_up, round_, sight.shown[number], rows, own)
            alerts = apart(round_, f"incident {number}", tell)
            frozen += alerts or []
            left += own if alerts is None else ()
    for number in sorted(sight.unshown):  # they stay due: what became of them is told later
        round_.assembly.incidents.mending.begin(round_.tx, number)
    return frozen, left


def _follow_up(
    round_: Round, shown: Shown, rows: Sequence[ToldIncident], own: Sequence[Event]
) -> list[Alert]:
    tx, plan = round_.tx, round_.plan
    before = together(known_by(row) for row in rows)
    found = tidings(before, shown, plan.max_age, _edited(tx, shown, before))
    head = outbox.message_of(tx, rows[0].message_id)
    thread = outbox.thread(tx, head)
    if found.news and not found.is_urgent and may_wait(thread.last_at, plan.cooldown, round_.now):
        events.hold(tx, [event.seq for event in own], COOLDOWN)
        return []
    alerts = [_tell(round_, shown, rows, own, before, found, thread)] if found.news else []
    belated = tell_newcomers(round_, shown, rows, own, is_news=bool(found.news))
    alerts += [belated.alert] if belated else []
    _settle(round_, rows[0], own, alerts)
    # What only a damaged account says was told all the same, and is no news when it is read anew
    knows = together([before, found.known]) if shown.missing else found.known
    _keep(tx, rows, knows, belated)
    return alerts


def _tell(
    round_: Round,
    shown: Shown,
    rows: Sequence[ToldIncident],
    own: Sequence[Event],
    before: Known,
    found: Tidings,
    thread: Thread,
) -> Alert:
    shows = proof(round_.tx, shown, found.news, before)
    held = [event for event in own if event.held_for]
    config = round_.assembly.config
    alert = build_follow_up(
        id=thread_id(round_, rows[0], thread.count, found.known),
        name=round_.plan.name,
        timezone=round_.plan.zone.key,
        rule_set=round_.assembly.rule_set.version,
        rules=round_.plan.rules,
        found=shows.found,
        evidence=shows.evidence,
        events={(event.match.item_id, event.rule): event.id for event in own},
        outlets=round_.assembly.outlets,
        language=round_.plan.language,
        incident=summary(shown, origins_of(config), round_.assembly.outlets, found.news),
        follow_up_of=rows[0].message_id,
        held_since=min((event.created_at for event in held), default=None),
        held_for=held[0].held_for if held else "",
    )
    write(round_, alert, followers(round_, shown, rows, found.news), state_of(round_))
    return alert


def _settle(
    round_: Round, first: ToldIncident, own: Sequence[Event], alerts: Sequence[Alert]
) -> None:
    """Note which message tells each event: one that shows its item, else the first."""
    shown = {each.item.item_id: alert.id for alert in reversed(alerts) for each in alert.items}
    told = {e.seq: shown[e.match.item_id] for e in own if e.match.item_id in shown}
    events.tell(round_.tx, told, round_.now)
    relays = [e.seq for e in own if e.seq not in told]
    # As of then: no rule cools down again for it
    events.settle(round_.tx, relays, first.message_id, first.told_at)


def _keep(
    tx: Transaction, rows: Sequence[ToldIncident], known: Known, belated: Belated | None
) -> None:
    """Note that there is nothing more to tell now, what is known, and who is told by now."""
    new = [belated.message_id] if belated else []
    for row in rows:
        what = as_kept(known, [*belated_of(row), *new])
        told_incidents.keep(tx, replace(row, is_due=False, known=what))


def _edited(tx: Transaction, shown: Shown, before: Known) -> set[int]:
    """Return the items whose outlets changed their text since; completing it is no change."""
    newer = {
        report.key.item: report.stored
        for report in shown.reports
        if before.versions.get(report.key.item, -1) not in (-1, report.stored.revision)
    }
    return {
        item
        for item, stored in newer.items()
        for version in revisions.history(tx, item)
        if before.versions[item] < version.number <= stored.revision
        and version.after is not None
        and version.source == stored.source
    }
