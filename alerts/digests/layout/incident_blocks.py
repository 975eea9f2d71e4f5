"""
An incident's alert to blocks: what became of it, who says so, and the reports that show it.

Decides neither what is news nor who is told.
"""

from alerts.digests.language.phrase import Phrase, listed
from alerts.digests.language.times import Times
from alerts.digests.layout.blocks import Block
from alerts.digests.layout.chat import harmless
from alerts.digests.layout.item_blocks import report_block, row_block
from alerts.digests.layout.templates import line_form
from alerts.digests.view.incidents import heading, news_lines, origins_line, short_heading
from model.digest import Alert, IncidentSummary, NewsKind

GRAVE: frozenset[NewsKind] = frozenset({"denied", "disputed"})

_FEW = 2  # pieces of news in a subject


def incident_subject(incident: IncidentSummary, times: Times) -> Phrase:
    """Say what, where and when; of a follow-up first what is new."""
    if not incident.news:
        return heading(incident, times)
    new = listed(times.words.comma, news_lines(incident, times)[:_FEW])
    return listed(" – ", [new, short_heading(incident, times)])


def incident_blocks(
    alert: Alert, incident: IncidentSummary, times: Times, room: int
) -> list[Block]:
    """Lay out the news, a line of origins, and the items of an incident's alert."""
    grave = sum(1 for each in incident.news if each.kind in GRAVE)  # they come first
    lines = [
        _line(line, times, "alarm" if place < grave else "name")
        for place, line in enumerate(news_lines(incident, times))
    ]
    return [
        *lines,
        _line(origins_line(incident, times), times, "origins"),
        *_items(alert, times, room),
    ]


def _items(alert: Alert, times: Times, room: int) -> list[Block]:
    """Show what news stands in, or the first report with the others listed beneath."""
    if alert.follow_up_of:
        return [
            report_block(told.item, told.outlet, number, times, room)
            for number, told in enumerate(alert.items, start=1)
        ]
    *later, first = alert.items
    rows = [
        row_block(told.item, told.outlet, number, times, room)
        for number, told in enumerate(later, start=1)
    ]
    return [report_block(first.item, first.outlet, len(alert.items), times, room), *rows]


def _line(line: Phrase, times: Times, kind: str) -> Block:
    return Block(
        line_form(line, times.words, kind), brief=harmless(line.plain(times.words.direction))
    )
