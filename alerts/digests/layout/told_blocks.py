"""The reports of an incident in a digest to blocks: in full, or in short where they only relay."""

from dataclasses import replace

from alerts.digests.language.times import Times
from alerts.digests.layout.blocks import Block, Head
from alerts.digests.layout.item_blocks import brief_of, fitting
from alerts.digests.layout.templates import ItemKind, item_form
from alerts.digests.view.items import ItemView
from alerts.digests.view.reports import plain_report, report_view
from model.digest import IncidentReport


def told_block(
    report: IncidentReport, number: int, times: Times, room: int, heads: tuple[Head, ...]
) -> Block:
    """Lay an item out that stands under the head of its incident; a relay in one line."""
    view = report_view(report, number, times)
    spare = plain_report(report, number, times)
    kind: ItemKind = "relay" if report.is_relay else "report"
    view, form = fitting(view, spare, lambda each: item_form(each, times.words, kind), room)
    return Block(form, heads, _report_brief(view, report, times), number)


def _report_brief(view: ItemView, report: IncidentReport, times: Times) -> str:
    sign = "+ " if report.is_relay else ""
    said = replace(view, facts=tuple(fact for fact in (view.said, *view.facts) if fact))
    return brief_of(said, times, f"{view.number}. {sign}")
