"""
What people are told of outlets that cannot be seen: once, once a week while it lasts, and its end.

Decides by what `hajiz.health` says. Silence, emptiness and what is gone are told elsewhere when
they begin and end; here they are only brought to mind again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from alerts.instant import derived_id
from hajiz.assembly import Assembly
from hajiz.health import Around, health_of
from hajiz.uplink import NOTICE
from model import UNSEEN, FeedState, Finding, HealthState, Outlet, OutletId
from model.digest import Trouble
from storage import feeds, health, notices, troubles
from storage.database import Transaction
from storage.health import Told

LONG = timedelta(hours=24)  # that an outlet fails before it is told: most are back by then
LOOKS = 2  # at which something else than its feed came
AGAIN = timedelta(days=7)
KEPT = timedelta(days=90)  # troubles that were told
_AT_ONCE = {HealthState.CHALLENGED, HealthState.NOT_A_FEED}
_ELSEWHERE = {HealthState.GONE, HealthState.EMPTY, HealthState.QUIET}
_WORDS = {
    HealthState.GONE: "it is gone (410) and not looked at any more",
    HealthState.RESTING: "it asked to be left alone",
    HealthState.CHALLENGED: "a bot challenge stands in place of its feed",
    HealthState.NOT_A_FEED: "what it answers is no feed",
    HealthState.FAILING: "it fails",
    HealthState.EMPTY: "its feed is empty",
    HealthState.QUIET: "it brings nothing new",
}
_REMEDY = {
    HealthState.CHALLENGED: (
        "Hajiz does not get around that: look for another address of it, or ask the outlet."
    ),
    HealthState.NOT_A_FEED: "Look whether its feed has moved.",
    HealthState.GONE: "Write its new address into config.toml, or run `hajiz outlets resume`.",
}


@dataclass(frozen=True, slots=True)
class _News:
    """One line for people, and what is to be remembered of having told it; "" for not told."""

    outlet: OutletId
    kind: str  # "begun", "still", "over", "missed"
    line: str
    told: Told


def tell_of_health(assembly: Assembly, now: datetime) -> int:
    """
    Let people hear of outlets that cannot be seen, or can again; return of how many.

    Raises:
        StorageError: nothing was noted, and the next call finds the same.
    """
    with assembly.database.read() as tx:
        is_offline = NOTICE in notices.standing(tx)
        states, told = feeds.states(tx), health.told(tx)
    news = list(_news(assembly.outlets, states, told, now, is_offline=is_offline))
    if not news:
        return 0
    with assembly.database.write() as tx:
        troubles.forget(tx, now - KEPT)
        for each in news:
            health.tell(tx, each.outlet, each.told)
        for kind in ("begun", "still", "over", "missed"):
            _tell(tx, assembly, kind, [n for n in news if n.kind == kind and n.line], now)
    return sum(bool(each.line) for each in news)


def _news(
    outlets: Mapping[OutletId, Outlet],
    states: Mapping[OutletId, FeedState],
    told: Mapping[OutletId, Told],
    now: datetime,
    *,
    is_offline: bool,
) -> Iterator[_News]:
    for outlet in outlets.values():
        state = states.get(outlet.id)
        if state is None:
            continue
        known = told.get(outlet.id, Told("", now - 2 * LONG))
        news = None if is_offline else _change(outlet, state, known, now)
        known = news.told if news else known
        if news is not None:
            yield news
        if _is_missed(state, known, now):
            line = (
                f"{outlet.name}: at its last look nothing was known any more, so items have passed "
                "unseen. A shorter interval misses less."
            )
            yield _News(outlet.id, "missed", line, replace(known, overrun_at=now))


def _change(outlet: Outlet, state: FeedState, known: Told, now: datetime) -> _News | None:
    found = _lasting(state, known, now)
    if found is not None and found.state != known.state and not _is_restless(found, known, now):
        line = "" if found.state in _ELSEWHERE else _line(outlet, found)
        return _News(outlet.id, "begun", line, replace(known, state=str(found.state), at=now))
    if found is not None and now - known.at >= AGAIN:
        return _News(outlet.id, "still", _line(outlet, found), replace(known, at=now))
    is_seen = state.failing_since is None and state.gone_at is None
    if found is None and known.state and is_seen:
        is_told = known.state in _ELSEWHERE - {HealthState.GONE}
        line = "" if is_told else f"{outlet.name}: it is seen again."
        return _News(outlet.id, "over", line, replace(known, state="", at=now))
    return None


def _lasting(state: FeedState, known: Told, now: datetime) -> Finding | None:
    """Return what is worth telling: the gravest that has lasted long enough."""
    if state.silent_since is not None and state.failing_since is None and state.gone_at is None:
        return Finding(HealthState.QUIET, state.silent_since)
    found = health_of(state, Around(now, now)).gravest
    if found.state not in _WORDS:
        return None
    if found.state in _ELSEWHERE or _is_long(found, now):
        return found
    is_flapping = not known.state and now - known.at < LONG
    if found.state in _AT_ONCE and found.count >= LOOKS and not is_flapping:
        return found
    return found if found.state == known.state else None


def _is_restless(found: Finding, known: Told, now: datetime) -> bool:
    """Say whether it fails now in this way and now in that: people know that it fails."""
    is_same = {found.state, known.state} <= UNSEEN - {HealthState.GONE}
    return is_same and now - known.at < LONG


def _is_long(found: Finding, now: datetime) -> bool:
    return found.since is not None and now - found.since >= LONG


def _is_missed(state: FeedState, known: Told, now: datetime) -> bool:
    at, last = state.overrun_at, known.overrun_at
    if at is None or now - at >= LONG:
        return False
    return last is None or (at > last and now - last >= AGAIN)


def _line(outlet: Outlet, found: Finding) -> str:
    since = f", since {found.since:%a %d %b %H:%M} UTC" if found.since else ""
    detail = f" ({found.detail})" if found.detail and found.state != HealthState.GONE else ""
    remedy = _REMEDY.get(found.state, "")
    return f"{outlet.name}: {_WORDS[found.state]}{detail}{since}. {remedy}".rstrip()


_SUBJECTS = {
    "begun": ("{} cannot be seen", "{} outlets cannot be seen"),
    "still": ("{} still needs a look", "{} outlets still need a look"),
    "over": ("{} is seen again", "{} outlets are seen again"),
    "missed": ("items of {} were missed", "items of {} outlets were missed"),
}


def _tell(tx: Transaction, assembly: Assembly, kind: str, news: list[_News], now: datetime) -> None:
    if not news:
        return
    one, several = _SUBJECTS[kind]
    name = assembly.outlets[news[0].outlet].name
    subject = one.format(name) if len(news) == 1 else several.format(len(news))
    ids = [each.outlet for each in news]
    about = derived_id("not", assembly.database.instance, kind, now.isoformat(), *ids)
    troubles.add(tx, "", Trouble(about, subject, tuple(n.line for n in news), now, "UTC"))
