"""
An alert to pages: an incident or one item on one screen, or a flood with little said of each.

Decides what stands on which page; knows neither messages nor channels.
"""

from dataclasses import dataclass

from alerts.digests.language import words_in
from alerts.digests.language.phrase import NOTHING, Phrase, counted, filled, foreign, listed
from alerts.digests.language.times import Times, times_in
from alerts.digests.language.words import Words
from alerts.digests.layout.blocks import Block, Page
from alerts.digests.layout.incident_blocks import incident_blocks, incident_subject
from alerts.digests.layout.item_blocks import lead_block, row_block
from alerts.digests.layout.pages import MOST_PAGES, Room, all_pages, room_beside
from alerts.digests.layout.series import Series, stretch
from alerts.digests.layout.templates import Frame, frame_html
from alerts.digests.plain import one_line
from alerts.digests.view.incidents import heading, origins_line
from alerts.digests.view.items import NAME_LIMIT, bare_name, item_view, title_of
from model.digest import Alert, AlertItem

TITLE_IN_SUBJECT = 80
OUTLET_IN_SUBJECT = 40
AHEAD_LIMIT = 200
RULE_SET_SHOWN = 8


@dataclass(frozen=True, slots=True)
class AlertPages:
    """An alert on its pages, which are counted from 1."""

    alert: Alert
    times: Times
    pages: tuple[Page, ...]

    @property
    def series(self) -> Series:
        """The messages these pages become."""
        return _series(self.alert, len(self.pages))

    def items_on(self, part: int) -> tuple[AlertItem, ...]:
        """Return what page *part* lists."""
        return tuple(self.alert.items[number - 1] for number in self.pages[part - 1].numbers)

    def frame(self, part: int) -> Frame:
        """Return what stands around the blocks of page *part*."""
        numbers = self.pages[part - 1].numbers or (0,)
        what = (
            _what(self.alert, self.times)
            if part == 1
            else stretch(numbers[0], numbers[-1], len(self.alert.items), self.times.words)
        )
        return _frame(self.alert, self.times, part, self.series, what)


def alert_pages(alert: Alert, max_size: int) -> AlertPages:
    """Lay *alert* out on pages of less than *max_size* bytes of HTML."""
    newest = alert.items[0].item.first_seen_at
    times = times_in(words_in(alert.language), alert.timezone, newest)
    room = _room(alert, times, max_size)
    pages = all_pages(_blocks(alert, times, room), lambda _: (), room)
    return AlertPages(alert, times, tuple(pages))


def _series(alert: Alert, parts: int) -> Series:
    return Series(alert.id, alert.name, alert.thread, parts)


def _room(alert: Alert, times: Times, max_size: int) -> Room:
    what = _what(alert, times)
    frame = frame_html(_frame(alert, times, 1, _series(alert, MOST_PAGES), what), Page(()))
    return room_beside(frame, frame, max_size)


def _blocks(alert: Alert, times: Times, room: Room) -> list[Block]:
    if alert.incident is not None:
        return incident_blocks(alert, alert.incident, times, room.least)
    if len(alert.items) == 1:
        only = alert.items[0]
        return [lead_block(only.item, only.outlet, times, room.least)]
    return [
        row_block(told.item, told.outlet, number, times, room.least)
        for number, told in enumerate(alert.items, start=1)
    ]


def _frame(alert: Alert, times: Times, part: int, series: Series, what: Phrase) -> Frame:
    words = times.words
    made = Phrase(times.made(alert.items[0].item.first_seen_at))
    name = one_line(alert.name, NAME_LIMIT)
    notes = (series.note(part, words), _held(alert, times))
    return Frame(
        words=words,
        subject=series.subject(words.alert_subject, part, what, words),
        head=filled(words.alert_head, name=name, made=made),
        foot=_foot(alert, words),
        ahead=_ahead(alert, times),
        title=_title(alert, times),
        notes=tuple(note for note in notes if note),
    )


def _what(alert: Alert, times: Times) -> Phrase:
    """Say what and where: the title and its outlet, or how many and the first title."""
    if alert.incident is not None:
        return incident_subject(alert.incident, times)
    words = times.words
    first = alert.items[0]
    title = foreign(title_of(first.item, TITLE_IN_SUBJECT)) or Phrase(words.no_title)
    if len(alert.items) > 1:
        number = counted(words, words.items, len(alert.items))
        return filled(words.with_title, what=number, title=title)
    outlet = one_line(bare_name(first.outlet), OUTLET_IN_SUBJECT)
    return filled(words.with_outlet, what=title, outlet=outlet)


def _title(alert: Alert, times: Times) -> Phrase:
    if alert.incident is not None:
        return heading(alert.incident, times)
    words = times.words
    if len(alert.items) == 1:
        return NOTHING
    outlets = len({told.outlet.id for told in alert.items})
    number = counted(words, words.items, len(alert.items))
    return listed(" ", [number, counted(words, words.from_outlets, outlets)])


def _ahead(alert: Alert, times: Times) -> Phrase:
    """Return the sentence that fired, for what phones show beside a subject."""
    if alert.incident is not None:
        return origins_line(alert.incident, times)
    first = alert.items[0]
    excerpt = item_view(first.item, first.outlet, 1, times).excerpt
    return foreign(one_line("".join(piece.text for piece in excerpt), AHEAD_LIMIT))


def _held(alert: Alert, times: Times) -> Phrase:
    if alert.held_since is None:
        return NOTHING
    moment = Phrase(times.in_city(times.stamp(alert.held_since)))
    known = times.words.held.get(alert.held_for)
    if known:
        return filled(known, moment=moment)
    reason = one_line(alert.held_for, NAME_LIMIT)
    return filled(times.words.held_otherwise, moment=moment, reason=reason)


def _ids(alert: Alert, words: Words) -> Phrase:
    number = one_line(alert.id, NAME_LIMIT)
    if alert.follow_up_of or not any(event for told in alert.items for event in told.events):
        return filled(words.message_id, id=number)
    event = filled(words.event, event=number)
    more = sum(len(told.events) for told in alert.items) - 1
    return listed(" ", [event, counted(words, words.more_events, more)]) if more > 0 else event


def _foot(alert: Alert, words: Words) -> tuple[Phrase, ...]:
    return (
        _ids(alert, words),
        filled(words.rule_set, rule_set=one_line(alert.rule_set)[:RULE_SET_SHOWN]),
        filled(words.change, place=f"config.toml, [[alerts]] {one_line(alert.name, NAME_LIMIT)}"),
    )
