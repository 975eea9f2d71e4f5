"""Items, matches and labels for other programs."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request

from hajiz.tuning.search import Filters, search
from hajiz.web.access import who
from hajiz.web.api import asked
from hajiz.web.api.known import refuse_unknown
from hajiz.web.api.problems import not_found, of_rule
from hajiz.web.api.shapes import (
    FoundPage,
    FoundShape,
    ItemInFull,
    LabelShape,
    MatchedPage,
    MatchedShape,
    Shape,
    VersionShape,
)
from hajiz.web.site import Site
from hajiz.web.views.labelling import Said, label_item
from model import Label, RuleError, Verdict
from storage import items, labels, matched, matches, revisions
from storage.database import Transaction
from storage.matched import Labelled, Wanted


class Saying(Shape):
    """What somebody thinks of an item and a rule."""

    rule: Annotated[str, Body(max_length=200)]
    verdict: Annotated[Verdict | None, Body(description="null takes back what was said.")]


def routes(site: Site) -> APIRouter:
    """Return what answers at /api/items and /api/matches."""
    router = APIRouter(tags=["items"])
    _searched(router, site)
    _matches(router, site)
    return router


def _searched(router: APIRouter, site: Site) -> None:
    @router.get("/items")
    def search_items(
        q: asked.SearchQuery = "",
        outlet: asked.OutletId = "",
        language: asked.Language = "",
        rule: asked.RuleName = "",
        since: asked.Since = None,
        until: asked.Until = None,
        before: asked.Before = None,
        limit: asked.Limit = 50,
    ) -> FoundPage:
        """Search the archive in the language of the rules, the newest first."""
        assembly = site.assembly
        filters = Filters(outlet, language, since, until, rule)
        try:
            with assembly.database.read() as tx:
                found = search(tx, q, assembly.config.topics, filters, before, limit)
        except RuleError as error:
            raise of_rule(error) from None
        return FoundPage(
            items=[FoundShape.found(each.item, each.hits) for each in found.found],
            next=found.next,
            looked=found.looked,
            complete=found.is_complete,
        )

    @router.get("/items/{number}")
    def get_item(number: asked.ItemNumber) -> ItemInFull:
        """Get an item with its text, its versions, what it fired, and what was said of it."""
        with site.assembly.database.read() as tx:
            return _in_full(tx, number)

    @router.post("/items/{number}/labels")
    def label(request: Request, number: asked.ItemNumber, said: Saying) -> list[LabelShape]:
        """Say what is thought of an item and a rule; answers with all labels of the item."""
        assembly = site.assembly
        with assembly.database.write() as tx:
            refuse_unknown(tx, number, said.rule, assembly.rule_set.rules)
            saying = [Said(said.rule, said.verdict)]
            outcome = label_item(tx, number, saying, who(request), "api", site.clock())
        return [] if outcome is None else _labels(outcome.labels)


def _matches(router: APIRouter, site: Site) -> None:
    @router.get("/matches")
    def list_matches(
        rule: asked.RuleName = "",
        outlet: asked.OutletId = "",
        label: Annotated[Labelled, Query(description="none: nothing was said of one.")] = "",
        since: asked.Since = None,
        until: asked.Until = None,
        before: asked.Before = None,
        limit: asked.Limit = 50,
    ) -> MatchedPage:
        """List the items that fired a rule, the newest first."""
        wanted = Wanted(rule, outlet, label, since, until)
        with site.assembly.database.read() as tx:
            return _matched(tx, wanted, before, limit)


def _labels(said: Mapping[str, Label]) -> list[LabelShape]:
    return [LabelShape.model_validate(each) for each in said.values()]


def _in_full(tx: Transaction, number: int) -> ItemInFull:
    stored = items.get(tx, number)
    if stored is None:
        raise not_found(f"item {number}")
    said = labels.of_items(tx, [number])[number]
    fired = matches.of_items(tx, [number])[number]
    return ItemInFull(
        **MatchedShape.matched(stored, fired, said).model_dump(),
        body=stored.item.body,
        author=stored.item.author,
        categories=list(stored.item.categories),
        page_note=stored.page_note,
        versions=[VersionShape.of(each) for each in revisions.history(tx, number)],
        labels=_labels(said),
    )


def _matched(tx: Transaction, wanted: Wanted, before: int | None, limit: int) -> MatchedPage:
    found = matched.page(tx, wanted, before, limit + 1)
    numbers = found[:limit]
    fired = matches.of_items(tx, numbers)
    said = labels.of_items(tx, numbers)
    shown = [
        MatchedShape.matched(stored, fired[stored.id], said[stored.id])
        for stored in items.get_many(tx, numbers)
    ]
    return MatchedPage(items=shown, next=numbers[-1] if found[limit:] else None)
