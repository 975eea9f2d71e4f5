"""
A digest to pages: its items under their heads, and at the end what could not be seen.

Decides what stands on which page; knows neither messages nor channels.
"""

from dataclasses import dataclass

from alerts.digests.language import words_in
from alerts.digests.language.phrase import (
    NOTHING,
    Phrase,
    figure,
    filled,
)
from alerts.digests.language.times import Times, times_in
from alerts.digests.language.words import Words
from alerts.digests.layout.blocks import Block, Head, Page, size
from alerts.digests.layout.digest_heads import Heads
from alerts.digests.layout.item_blocks import item_block
from alerts.digests.layout.pages import MOST_PAGES, Room, all_pages, room_beside
from alerts.digests.layout.series import Series, stretch
from alerts.digests.layout.templates import (
    Frame,
    frame_html,
    line_form,
)
from alerts.digests.layout.told_blocks import told_block
from alerts.digests.layout.unseen_blocks import unseen_blocks
from alerts.digests.view.rows import Row, rows_of
from alerts.digests.view.summary import (
    ahead_of,
    foot_of,
    head_of,
    rest_of,
    subject_of,
    summary_of,
)
from model.digest import Digest

MOST_ITEMS = 10_000
NO_PAGE = Page(())


@dataclass(frozen=True, slots=True)
class DigestPages:
    """A digest on its pages, which are counted from 1."""

    digest: Digest
    times: Times
    rows: tuple[Row, ...]
    pages: tuple[Page, ...]

    def rows_on(self, number: int) -> tuple[Row, ...]:
        """Return what page *number* lists."""
        return tuple(self.rows[item - 1] for item in self.pages[number - 1].numbers)

    @property
    def omitted(self) -> int:
        """How many items no page lists."""
        return len(self.rows) - sum(len(page.numbers) for page in self.pages)

    @property
    def series(self) -> Series:
        """The messages these pages become."""
        return _series(self.digest, len(self.pages))

    def frame(self, number: int) -> Frame:
        """Return what stands around the blocks of page *number*."""
        return _frame(self.digest, self.times, self.rows_on(number), number, self.series)


def digest_pages(digest: Digest, max_size: int) -> DigestPages:
    """Lay *digest* out on pages of less than *max_size* bytes of HTML."""
    words = words_in(digest.language)
    times = times_in(words, digest.timezone, digest.window_end)
    rows = rows_of(digest)
    room = _room(digest, times, rows, max_size)
    blocks = _item_blocks(digest, rows[:MOST_ITEMS], times, room)
    last = unseen_blocks(digest.coverage, times)

    def end(shown: int) -> list[Block]:
        return [*_rest(digest, len(rows) - shown, words), *last]

    return DigestPages(digest, times, rows, tuple(all_pages(blocks, end, room)))


def _room(digest: Digest, times: Times, rows: tuple[Row, ...], max_size: int) -> Room:
    """Measure what is left beside the widest frames: with the highest numbers of pages."""
    series = _series(digest, MOST_PAGES)
    first, later = (
        frame_html(_frame(digest, times, rows, part, series), NO_PAGE)
        for part in (1, MOST_PAGES - 1)
    )
    return room_beside(first, later, max_size)


def _series(digest: Digest, parts: int) -> Series:
    return Series(digest.id, digest.name, digest.thread, parts)


def _frame(digest: Digest, times: Times, rows: tuple[Row, ...], part: int, series: Series) -> Frame:
    words = times.words
    is_first = part == 1
    what = subject_of(digest, rows, times) if is_first else _stretch(digest, rows, words)
    return Frame(
        words=words,
        subject=series.subject(words.digest_subject, part, what, words),
        head=head_of(digest, times),
        foot=foot_of(digest, words),
        ahead=ahead_of(rows, words) if is_first else NOTHING,
        summary=summary_of(digest, times) if is_first else None,
        notes=_notes(series, part, words),
    )


def _stretch(digest: Digest, rows: tuple[Row, ...], words: Words) -> Phrase:
    """Say which items a further page has: none where it only has what could not be seen."""
    if not rows:
        return Phrase(words.unseen_head)
    return stretch(rows[0].number, rows[-1].number, digest.match_count, words)


def _notes(series: Series, part: int, words: Words) -> tuple[Phrase, ...]:
    where = filled(words.end_is_at, pages=figure(series.parts)) if part < series.parts else NOTHING
    return tuple(note for note in (series.note(part, words), where) if note)


def _item_blocks(digest: Digest, rows: tuple[Row, ...], times: Times, room: Room) -> list[Block]:
    heads = Heads(digest, times, room.least)
    blocks: list[Block] = []
    above: tuple[Head, ...] = ()
    last: Row | None = None
    for row in rows:
        if last is None or _place(row) != _place(last):
            above = heads.above(row)
        blocks.append(_block(row, times, room, above))
        last = row
    return blocks


def _place(row: Row) -> tuple[object, ...]:
    if row.incident is not None:
        return (row.kind, id(row.incident))
    return (row.kind, row.rule, row.outlet)


def _block(row: Row, times: Times, room: Room, above: tuple[Head, ...]) -> Block:
    if row.report is None:
        return item_block(row.item, row.outlet, row.number, times, room.least, above)
    beside = room.least - size(head.first for head in above)
    return told_block(row.report, row.number, times, beside, above)


def _rest(digest: Digest, number: int, words: Words) -> list[Block]:
    if not number:
        return []
    return [Block(line_form(rest_of(digest, number, words), words, "alarm"))]
