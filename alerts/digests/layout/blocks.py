"""
A message as a row of blocks, each an item or a line, under the heads it stands under.

A page is a stretch of that row; heads are written where they change, and again at its top.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile


@dataclass(frozen=True, slots=True)
class Form:
    """Something written once as HTML and once as plain text."""

    html: str
    text: str
    spare: int = 0  # bytes that the HTML may still grow by when it is sent


@dataclass(frozen=True, slots=True)
class Head:
    """A line that blocks stand under; *again* is how it is written at the top of a later page."""

    first: Form
    again: Form
    brief: str = ""  # a paragraph for chats, above what stands under it
    key: int = 0  # tells heads apart that read alike


@dataclass(frozen=True, slots=True)
class Block:
    """What is never parted: an item with its evidence, or a line."""

    form: Form
    heads: tuple[Head, ...] = ()
    brief: str = ""  # a paragraph for chats; "" when it is not told there
    number: int = 0  # of the item, from 1; 0 for what is none


@dataclass(frozen=True, slots=True)
class Page:
    """The blocks of one message; *after* are the heads the page before it ended under."""

    blocks: tuple[Block, ...]
    after: tuple[Head, ...] = ()

    @property
    def forms(self) -> Iterator[Form]:
        """All that is written, top to bottom."""
        last = self.after
        for count, block in enumerate(self.blocks):
            yield from _opening(block, last) if count == 0 else _fresh(block, last)
            yield block.form
            last = block.heads

    @property
    def briefs(self) -> Iterator[str]:
        """Its paragraphs for chats, top to bottom; heads are said again where a page begins."""
        last: tuple[Head, ...] = ()
        for block in self.blocks:
            if block.brief:
                yield from (head.brief for head in block.heads[_shared(block.heads, last) :])
                yield block.brief
            last = block.heads

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its items."""
        return tuple(block.number for block in self.blocks if block.number)


def size(forms: Iterable[Form]) -> int:
    """Return how many bytes of HTML *forms* take, at most."""
    return sum(len(form.html.encode()) + form.spare for form in forms)


def paged(blocks: Sequence[Block], first_room: int, room: int) -> list[Page]:
    """
    Part *blocks* so that each page's HTML fits into its room, in bytes of UTF-8.

    A block is never parted: one that is larger than a page gets a page of its own.
    """
    pages: list[Page] = []
    page: list[Block] = []
    after: tuple[Head, ...] = ()
    used = 0
    for block in blocks:
        more = size((*_fresh(block, page[-1].heads if page else ()), block.form))
        if page and used + more > (room if pages else first_room):
            pages.append(Page(tuple(page), after))
            after, page = page[-1].heads, []
            used, more = 0, size((*_opening(block, after), block.form))
        page.append(block)
        used += more
    return [*pages, Page(tuple(page), after)]


def _fresh(block: Block, last: tuple[Head, ...]) -> tuple[Form, ...]:
    return tuple(head.first for head in block.heads[_shared(block.heads, last) :])


def _opening(block: Block, last: tuple[Head, ...]) -> tuple[Form, ...]:
    shared = _shared(block.heads, last)
    again = tuple(head.again for head in block.heads[:shared])
    return again + tuple(head.first for head in block.heads[shared:])


def _shared(heads: tuple[Head, ...], last: tuple[Head, ...]) -> int:
    pairs = zip(heads, last, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
