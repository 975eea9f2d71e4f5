"""
Blocks to as many pages as they take, none of them larger than mail programs show.

A large provider cuts mails off behind some 102,000 bytes of HTML.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from alerts.digests.layout.blocks import Block, Page, paged

MAX_SIZE = 100_000  # bytes of a page's HTML
MOST_PAGES = 100
SMALLEST_ROOM = 500  # for blocks on a page: enough for an item shown plainly

End = Callable[[int], Sequence[Block]]  # what follows when so many items are shown


@dataclass(frozen=True, slots=True)
class Room:
    """How many bytes of HTML the blocks of a page may take; the first page says more itself."""

    first: int
    later: int

    @property
    def least(self) -> int:
        """What one block may take, wherever it stands."""
        return min(self.first, self.later)


def room_beside(first_frame: str, later_frame: str, max_size: int) -> Room:
    """Return the room that is left beside what stands around the blocks."""
    first, later = (
        max(SMALLEST_ROOM, max_size - len(frame.encode())) for frame in (first_frame, later_frame)
    )
    return Room(first, later)


def all_pages(items: Sequence[Block], end: End, room: Room) -> list[Page]:
    """
    Lay *items* and then the *end* out on at most `MOST_PAGES` pages.

    Where there are more, items are left out from the last one on, and the end says so.
    """
    pages = _with_end(items, end(len(items)), room)
    for spare in range(1, MOST_PAGES):
        if len(pages) <= MOST_PAGES:
            break
        kept = sum(len(page.numbers) for page in pages[: MOST_PAGES - spare])
        pages = _with_end(items[:kept], end(kept), room)
    return pages


def _with_end(items: Sequence[Block], end: Sequence[Block], room: Room) -> list[Page]:
    """Keep the end together: on a page of its own where it does not fit under the last items."""
    pages = paged([*items, *end], room.first, room.later)
    if not items or len(pages[-1].blocks) >= len(end):
        return pages
    return [*paged(items, room.first, room.later), *paged(end, room.later, room.later)]
