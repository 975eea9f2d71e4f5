"""
Who hears of an incident, and by which alert: each destination by the one that told it first.

Decides nothing about what there is to tell.
"""

from collections.abc import Iterable, Sequence

from alerts.incidents import news
from alerts.incidents.news import News
from alerts.instant import quiet_until
from hajiz.config.plans import AlertPlan
from hajiz.dispatch.audience import Destination, audience
from hajiz.dispatch.audience import wanted as configured
from hajiz.dispatch.awareness import aware
from hajiz.dispatch.rounds import Round
from hajiz.dispatch.told_items import ToldItem
from hajiz.incidents.knowing import belated_of, known, known_by
from hajiz.incidents.showing import Shown
from storage import events, told_incidents, unsubscriptions
from storage.events import Since
from storage.told_incidents import UNTOLD, ToldIncident


def everybody(round_: Round) -> list[Destination]:
    """Return who still wants the alert."""
    plan = round_.plan
    them = audience(round_.assembly.config, plan.channels, plan.recipients)
    return unsubscriptions.wanted(round_.tx, them, plan.name)


def first_hearers(
    round_: Round, told: Sequence[ToldItem], shown: Shown | None
) -> list[Destination]:
    """
    Return who is told of *told* now: nobody by two alerts, neither of an item nor of an incident.

    Who was told of another incident that an item speaks of was not told of this one. Who hears of
    the incident *shown* by an alert that is silent just now is told all the same when there is
    news of it.
    """
    gone = set.intersection(*(_reached(round_, each, shown) for each in told))
    if shown is not None:
        gone |= _elsewhere(round_, shown)
    return [each for each in everybody(round_) if each not in gone]


def _reached(round_: Round, told: ToldItem, shown: Shown | None) -> set[Destination]:
    """
    Return who was told of an item, where it was not only as one of another incident.

    Whom another alert told of it before a rule of this one fired – for the page, when that was
    loaded – does not know what it fired for; whom this alert told has the article.
    """
    tx, item_id = round_.tx, told.item.id
    if shown is None:
        since = Since(told.fired_at, round_.plan.name)
        return events.reached(tx, item_id, told.update_of, since=since)
    own = {each.key for each in shown.reports}
    rows = told_incidents.of_item(tx, item_id)
    here = {each.message_id for each in rows if each.key in own and each.known != UNTOLD}
    apart = {each.message_id for each in rows if each.key not in own} - here
    since = Since(told.fired_at, messages=frozenset(here))
    return events.reached(tx, item_id, told.update_of, sorted(apart), since)


def newcomers(
    round_: Round, shown: Shown, rows: Sequence[ToldIncident], *, is_news: bool
) -> list[Destination]:
    """
    Return who knows nothing of an incident that the alert told as *rows* have it.

    Their message was given up, or they get the alert since, or the alert by which they heard of it
    is no more: whoever hears of the incident by
    another alert is not among them, nor, unless there *is_news*, who was told of its first reports.
    """
    gone = {*_receivers(round_, rows), *_elsewhere(round_, shown)}
    if not is_news:
        gone |= {to for each in rows for to in events.reached(round_.tx, each.key[0])}
    return [each for each in everybody(round_) if each not in gone]


def untold(round_: Round, shown: Shown, rows: Iterable[ToldIncident]) -> list[Destination]:
    """
    Return who gets the alert and hears of an incident by no other one.

    Who was told of the very edit that brought it, before anybody could read that, is not among
    them.
    """
    gone = _elsewhere(round_, shown)
    brought = {each.key for each in rows if each.known == UNTOLD}
    for each in shown.reports:
        if tuple(each.key) in brought:
            gone |= events.reached(round_.tx, each.key.item, each.stored.revision)
    return [each for each in everybody(round_) if each not in gone]


def _elsewhere(round_: Round, shown: Shown) -> set[Destination]:
    """Return who hears of an incident by another alert."""
    others = told_incidents.of_others(round_.tx, round_.plan.name, [shown.id])
    heard = (_hearing(round_, each, shown) for each in others.get(shown.id, ()))
    return {each for some in heard for each in some}


def followers(
    round_: Round, shown: Shown, rows: Sequence[ToldIncident], told: Sequence[News]
) -> list[Destination]:
    """
    Return who got the first message of an incident by this alert and is to hear what is *told* now.

    The alert's recipients may be others by now. Who was told by another alert before, when it was
    one message for many incidents, hears of it by that one, unless that is silent just now. Whom
    another alert told all of it, while this one was silent, knows it.
    """
    own = _receivers(round_, rows)
    others = told_incidents.of_others(round_.tx, round_.plan.name, [shown.id]).get(shown.id, [])
    since = (rows[0].told_at, rows[0].alert)
    earlier = [each for each in others if (each.told_at, each.alert) < since]
    elsewhere = set(_receivers(round_, [e for e in earlier if not _is_silent(round_, e.alert)]))
    gone = elsewhere | aware(round_, shown, others, told)
    return [each for each in own if each not in gone]


def is_lost(round_: Round, row: ToldIncident) -> bool:
    """
    Say whether none of those for whom a message was meant got it and still hears of it.

    It was given up, or its channels are gone, or it told of another event: who is told of the
    incident now knows nothing of it.
    """
    if row.known == UNTOLD:
        return True
    was_meant = told_incidents.had_receivers(round_.tx, row.message_id)
    return was_meant and not _receivers(round_, [row])


def _receivers(round_: Round, rows: Iterable[ToldIncident]) -> list[Destination]:
    """Return who got the messages of *rows* and still wants the alerts that told them."""
    found: dict[Destination, None] = {}
    for row in rows:
        if row.known != UNTOLD and _plan(round_, row.alert) is not None:
            got = told_incidents.receivers(round_.tx, [row.message_id, *belated_of(row)])
            still = unsubscriptions.wanted(round_.tx, got, row.alert)
            found |= dict.fromkeys(each for each in still if _is_configured(round_, each))
    return list(found)


def _hearing(round_: Round, row: ToldIncident, shown: Shown) -> list[Destination]:
    plan = _plan(round_, row.alert)
    if plan is None:
        return []
    if _is_silent(round_, row.alert) and news.news(known_by(row), shown.status, known(shown)):
        return []
    return _receivers(round_, [row])


def _is_silent(round_: Round, alert: str) -> bool:
    plan = _plan(round_, alert)
    return plan is not None and quiet_until(plan.quiet_hours, plan.zone, round_.now) is not None


def _plan(round_: Round, alert: str) -> AlertPlan | None:
    plans = round_.assembly.config.alerts
    return next((plan for plan in plans if plan.name == alert), None)


def _is_configured(round_: Round, destination: Destination) -> bool:
    channel, recipient = destination
    return recipient in configured(round_.assembly.config, channel)
