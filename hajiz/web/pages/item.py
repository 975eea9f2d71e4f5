"""The page of one item: what the outlet wrote, why it fired, and what was said of it."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from alerts.digests.plain import web_link
from alerts.rules.explain import explain
from alerts.rules.explained import outline
from hajiz.web.rendering import page
from hajiz.web.site import Site
from hajiz.web.views import article, asked, cards, told
from hajiz.web.views.article import Article
from hajiz.web.views.incidents import Teller
from hajiz.web.views.told import Account
from storage import items, matches

_NOT_FOUND = 404


def routes(site: Site) -> APIRouter:
    """Return what answers below /items/."""
    router = APIRouter(prefix="/items/{number}")

    @router.get("")
    def show(request: Request, number: str, version: str = "") -> HTMLResponse:
        found, account = _read(site, number)
        latest = found.versions[-1].number if len(found.versions) > 1 else None
        chosen = asked.number(version) if version else latest
        return page(
            request,
            site,
            "item.html",
            article=found,
            account=account,
            link=web_link(found.stored.item.url),
            version=chosen,
            changes=article.changes(found.versions, chosen) if chosen is not None else (),
        )

    @router.get("/explain")
    def why(request: Request, number: str, rule: str = "") -> HTMLResponse:
        return _explained(request, site, number, rule)

    return router


def _number(text: str) -> int:
    found = asked.number(text)
    if found is None:
        raise HTTPException(_NOT_FOUND)
    return found


def _read(site: Site, number: str) -> tuple[Article, Account | None]:
    assembly = site.assembly
    with assembly.database.read() as tx:
        found = article.read(tx, assembly, _number(number))
        account = told.read(tx, Teller(site), found.stored) if found else None
    if found is None:
        raise HTTPException(_NOT_FOUND)
    return found, account


def _explained(request: Request, site: Site, number: str, rule: str) -> HTMLResponse:
    assembly = site.assembly
    with assembly.database.read() as tx:
        stored = items.get(tx, _number(number))
        fired = matches.of_items(tx, [stored.id])[stored.id] if stored else ()
    if stored is None or (rule and rule not in assembly.rule_set.rules):
        raise HTTPException(_NOT_FOUND)
    names = [each.match.rule for each in fired if each.match.rule in assembly.rule_set.rules]
    chosen = [rule] if rule else list(dict.fromkeys(names)) or list(assembly.rule_set.rules)
    explained = [explain(stored.item, assembly.rule_set, each) for each in chosen]
    return page(
        request,
        site,
        "explain.html",
        stored=stored,
        outlet=cards.outlet_of_item(stored, assembly),
        explained=[(each, outline(each.tree)) for each in explained],
        rules=assembly.rule_set.rules,
        rule=rule,
    )
