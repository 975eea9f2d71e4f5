"""
Items of digests and alerts to blocks: laid out once, with their paragraph for chats.

An item larger than a whole page is shown plainly, so that it takes no message with it.
"""

from collections.abc import Callable
from dataclasses import replace

from alerts.digests.language.phrase import NOTHING
from alerts.digests.language.times import Times
from alerts.digests.layout.blocks import Block, Form, Head, size
from alerts.digests.layout.chat import harmless, harmless_link, paragraph
from alerts.digests.layout.templates import ItemKind, item_form
from alerts.digests.plain import ascii_link, isolate
from alerts.digests.view.items import ItemView, item_view, plain_item
from alerts.digests.view.reports import plain_report, report_view
from model import DigestItem, IncidentReport, Outlet


def item_block(
    item: DigestItem,
    outlet: Outlet,
    number: int,
    times: Times,
    room: int,
    heads: tuple[Head, ...],
) -> Block:
    """Lay an item out that stands under the *heads* of its rule and outlet."""
    view = item_view(item, outlet, number, times, is_under_rule=True)
    spare = plain_item(item, outlet, number, times)
    view, form = _fitting(view, spare, lambda each: item_form(each, times.words), room)
    return Block(form, heads, brief_of(view, times, f"{number}. "), number)


def report_block(
    report: IncidentReport, number: int, times: Times, room: int, heads: tuple[Head, ...]
) -> Block:
    """Lay an item out that stands under the head of its incident; a relay in one line."""
    view = report_view(report, number, times)
    spare = plain_report(report, number, times)
    kind: ItemKind = "relay" if report.is_relay else "report"
    view, form = _fitting(view, spare, lambda each: item_form(each, times.words, kind), room)
    return Block(form, heads, _report_brief(view, report, times), number)


def _report_brief(view: ItemView, report: IncidentReport, times: Times) -> str:
    sign = "+ " if report.is_relay else ""
    said = replace(view, facts=tuple(fact for fact in (view.said, *view.facts) if fact))
    return brief_of(said, times, f"{view.number}. {sign}")


def row_block(item: DigestItem, outlet: Outlet, number: int, times: Times, room: int) -> Block:
    """Lay an item out in two lines: one of many that came at once."""
    view = _in_two_lines(item_view(item, outlet, number, times))
    spare = _in_two_lines(plain_item(item, outlet, number, times))
    view, form = _fitting(view, spare, lambda each: item_form(each, times.words), room)
    return Block(form, (), brief_of(view, times, f"{number}. "), number)


def lead_block(item: DigestItem, outlet: Outlet, times: Times, room: int) -> Block:
    """Lay the only item of an alert out, larger."""
    view = item_view(item, outlet, 1, times)
    spare = plain_item(item, outlet, 1, times)
    view, form = _fitting(view, spare, lambda each: item_form(each, times.words, "lead"), room)
    return Block(form, (), brief_of(view, times), 1)


def brief_of(item: ItemView, times: Times, before: str = "") -> str:
    """Write an item as a paragraph for chats: title, outlet and times, link."""
    direction = times.words.direction
    facts = [fact.plain(direction) for fact in (item.outlet, *item.facts) if fact]
    return paragraph(
        before + isolate(harmless(item.name), direction),
        harmless(" · ".join(facts)),
        harmless_link(ascii_link(item.link)) if item.link else "",
    )


def _fitting(
    view: ItemView, spare: ItemView, write: Callable[[ItemView], Form], room: int
) -> tuple[ItemView, Form]:
    form = write(view)
    return (view, form) if size((form,)) <= room else (spare, write(spare))


def _in_two_lines(view: ItemView) -> ItemView:
    return replace(view, excerpt=(), outlet=NOTHING, facts=(view.outlet, *view.facts))
