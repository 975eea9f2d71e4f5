"""The page *Search*: everything that was read, in the language of the rules."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from alerts.rules.query.pointing import pointed
from hajiz.assembly import Assembly
from hajiz.tuning.search import NAME, Found, Results, compiled
from hajiz.web.pages.today import LABELS
from hajiz.web.rendering import page
from hajiz.web.site import Site
from hajiz.web.views import asked, cards, searching
from hajiz.web.views.cards import Day
from hajiz.web.views.searching import ANY, Asked, Bars, Place
from model import Match, RuleError, StoredItem
from storage import archive
from storage.database import Transaction

AT_ONCE = 50  # items
LONGEST = 10_000  # characters of a query
BRIEFLY = timedelta(milliseconds=120)  # for the bars, where somebody waits for the results
PATIENTLY = timedelta(seconds=5)  # where somebody waits for the bars
MOST_COUNTED = 100_000  # items found, day by day


def _asked(
    q: str = "",
    outlet: str = "",
    language: str = "",
    since: str = "",
    until: str = "",
    rule: str = "",
    label: str = "",
) -> Asked:
    return Asked(
        query=q[:LONGEST].strip(),
        outlet=outlet.strip(),
        language=language.strip(),
        since=asked.day(since),
        until=asked.day(until),
        rule=rule,
        label=next((each for each in LABELS if each == label), ""),
    )


Wanted = Annotated[Asked, Depends(_asked)]


def routes(site: Site) -> APIRouter:
    """Return what answers below /search."""
    router = APIRouter(prefix="/search")

    @router.get("")
    def show(request: Request, wanted: Wanted, before: str = "", count: str = "") -> HTMLResponse:
        patience = PATIENTLY if count == "all" else BRIEFLY
        return _show(request, site, wanted, asked.number(before), patience)

    @router.get("/days")
    def days(request: Request, wanted: Wanted) -> HTMLResponse:
        """Return only the bars, counted with more patience."""
        return _only_bars(request, site, wanted)

    @router.get("/check")
    def check(q: str = "") -> dict[str, str]:
        return {"error": _flaw(site.assembly, q[:LONGEST])}

    return router


def _show(
    request: Request, site: Site, wanted: Asked, before: int | None, patience: timedelta
) -> HTMLResponse:
    assembly = site.assembly
    flaw = _flaw(assembly, wanted.query)
    found = _NOTHING if flaw else _answer(site, assembly, wanted, before, patience)
    return page(
        request,
        site,
        "search.html",
        flaw=flaw,
        results=found.results,
        kept=found.kept,
        days=found.days,
        bars=found.bars,
        back=address(wanted, before=before),
        before=before,
        **_shared(assembly, wanted),
    )


@dataclass(frozen=True, slots=True)
class _Answer:
    results: Results
    days: tuple[Day, ...] = ()
    bars: Bars | None = None
    kept: int = 0  # items there are, where nothing was found


_NOTHING = _Answer(Results((), None, 0))


def _answer(
    site: Site, assembly: Assembly, wanted: Asked, before: int | None, patience: timedelta
) -> _Answer:
    started = time.monotonic()
    with assembly.database.read() as tx:
        results, days = _found(tx, site, assembly, wanted, before)
        is_slow = time.monotonic() - started > patience.total_seconds()
        if is_slow:  # nobody shall wait as long again
            bars = searching.uncounted(_today(site))
        else:
            bars = _bars(tx, site, assembly, wanted, patience)
        return _Answer(results, days, bars, kept=0 if days else archive.count(tx))


def _only_bars(request: Request, site: Site, wanted: Asked) -> HTMLResponse:
    assembly = site.assembly
    bars = None
    if not _flaw(assembly, wanted.query):
        with assembly.database.read() as tx:
            bars = _bars(tx, site, assembly, wanted, PATIENTLY)
    return page(request, site, "days.html", bars=bars, **_shared(assembly, wanted))


def _shared(assembly: Assembly, wanted: Asked) -> dict[str, Any]:
    """Return what the form and the bars need."""
    outlets = sorted(assembly.outlets.values(), key=lambda each: each.name.casefold())
    languages = {outlet.language for outlet in outlets if outlet.language}
    return {
        "asked": wanted,
        "address": lambda **changed: address(wanted, **changed),
        "link_of": lambda day: address(wanted, since=day, until=day),
        "chosen": lambda day: wanted.since == day == wanted.until,
        "outlets": [(str(outlet.id), outlet.name) for outlet in outlets],
        "languages": sorted({*languages, *filter(None, [wanted.language])}),
        "rules": assembly.rule_set.rules,
        "any_rule": ANY,
    }


def address(wanted: Asked, **changed: object) -> str:
    """Return where the same search is, with what is *changed* in it."""
    said = {
        "q": wanted.query,
        "outlet": wanted.outlet,
        "language": wanted.language,
        "since": wanted.since,
        "until": wanted.until,
        "rule": wanted.rule,
        "label": wanted.label,
    }
    return asked.address("/search", **(said | changed))


def _found(
    tx: Transaction, site: Site, assembly: Assembly, wanted: Asked, before: int | None
) -> tuple[Results, tuple[Day, ...]]:
    topics = assembly.rule_set.topics
    results = searching.look(tx, wanted, topics, site.zone, Place(before, AT_ONCE))
    shown = cards.found_cards(tx, assembly, [_hit(each) for each in results.found])
    return results, cards.days_of(shown, site.zone)


def _hit(found: Found) -> tuple[StoredItem, tuple[Match, ...]]:
    return found.item, (Match(NAME, "", found.hits),)


def _bars(
    tx: Transaction, site: Site, assembly: Assembly, wanted: Asked, patience: timedelta
) -> Bars:
    place = Place(None, MOST_COUNTED, patience)
    return searching.bars(tx, wanted, assembly.rule_set.topics, site.zone, _today(site), place)


def _today(site: Site) -> date:
    return site.clock().astimezone(site.zone).date()


def _flaw(assembly: Assembly, query: str) -> str:
    """Say what is wrong with a query, with a caret at the place; "" when it can be used."""
    try:
        compiled(query, assembly.rule_set.topics)
    except RuleError as error:
        return f"{error.reason}\n{pointed(error)}".rstrip()
    return ""
