"""The page *Today*: what matched, by incident, the newest first, to be judged."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from hajiz.assembly import Assembly
from hajiz.incidents.showing import incidents_of, shown
from hajiz.web.rendering import page
from hajiz.web.site import Site
from hajiz.web.views import asked, cards, stories
from hajiz.web.views.incidents import Teller
from model import Verdict
from storage import items, matched
from storage.database import Transaction
from storage.matched import Labelled, Wanted

AT_ONCE = 50  # items
LABELS: tuple[Labelled, ...] = ("none", *get_args(Verdict))


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list is narrowed to, as the address says."""

    rule: str
    outlet: str
    label: Labelled
    day: date | None

    @property
    def is_narrowed(self) -> bool:
        """Say whether the list leaves anything out."""
        return bool(self.rule or self.outlet or self.label or self.day)


@dataclass(frozen=True, slots=True)
class Summary:
    """What this day has brought until now, and what is still to be judged of all days."""

    day: date
    read: int
    matched: int
    open: int
    open_in_all: int


def routes(site: Site) -> APIRouter:
    """Return what answers at /."""
    router = APIRouter()

    @router.get("/")
    def show(
        request: Request,
        rule: str = "",
        outlet: str = "",
        label: str = "",
        day: str = "",
        before: str = "",
    ) -> HTMLResponse:
        narrowed = Asked(
            rule, outlet, next((each for each in LABELS if each == label), ""), asked.day(day)
        )
        return _show(request, site, narrowed, asked.number(before))

    return router


def _show(request: Request, site: Site, narrowed: Asked, before: int | None) -> HTMLResponse:
    assembly = site.assembly
    with assembly.database.read() as tx:
        found = matched.page(tx, _wanted(site, narrowed), before, AT_ONCE + 1)
        items_shown = cards.matched_cards(tx, assembly, found[:AT_ONCE])
        incident_of = incidents_of(tx, found[:AT_ONCE])
        incidents = shown(tx, sorted(set(incident_of.values())))
        summary = _summary(tx, site)
    here = _address(narrowed)
    return page(
        request,
        site,
        "today.html",
        days=stories.days_of(items_shown, incident_of, incidents, Teller(site), site.zone),
        next=found[AT_ONCE - 1] if len(found) > AT_ONCE else None,
        asked=narrowed,
        here=here,
        back=_address(narrowed, before=before),
        summary=summary,
        rules=_rule_names(assembly, narrowed.rule),
        outlets=_outlet_names(assembly, narrowed.outlet),
        beside=_beside(narrowed),
    )


def _wanted(site: Site, narrowed: Asked) -> Wanted:
    day = narrowed.day
    return Wanted(
        rule=narrowed.rule,
        outlet=narrowed.outlet,
        label=narrowed.label,
        since=asked.begin(day, site.zone) if day else None,
        until=asked.end(day, site.zone) if day else None,
    )


def _summary(tx: Transaction, site: Site) -> Summary:
    day = site.clock().astimezone(site.zone).date()
    since, until = asked.begin(day, site.zone), asked.end(day, site.zone)
    return Summary(
        day=day,
        read=items.count_between(tx, since, until)[0],
        matched=matched.count(tx, Wanted(since=since, until=until)),
        open=matched.count(tx, Wanted(since=since, until=until, label="none")),
        open_in_all=matched.count(tx, Wanted(label="none")),
    )


def _address(narrowed: Asked, **changed: object) -> str:
    said = {
        "rule": narrowed.rule,
        "outlet": narrowed.outlet,
        "label": narrowed.label,
        "day": narrowed.day,
    }
    return asked.address("/", **(said | changed))


def _beside(narrowed: Asked) -> tuple[tuple[str, str], ...]:
    """Return where the days before and after the one asked for are, with their names."""
    if narrowed.day is None:
        return ()
    steps = (("Day before", -1), ("Day after", 1))
    return tuple(
        (name, _address(narrowed, day=narrowed.day + timedelta(days=step))) for name, step in steps
    )


def _rule_names(assembly: Assembly, asked_for: str) -> tuple[str, ...]:
    return _with(assembly.rule_set.rules, asked_for)


def _outlet_names(assembly: Assembly, asked_for: str) -> tuple[tuple[str, str], ...]:
    names = {str(outlet.id): outlet.name for outlet in assembly.outlets.values()}
    return tuple((each, names.get(each, each)) for each in _with(tuple(names), asked_for))


def _with(names: tuple[str, ...], asked_for: str) -> tuple[str, ...]:
    """Return *names* with the one asked for, which config.toml may no longer have."""
    return names if not asked_for or asked_for in names else (*names, asked_for)
