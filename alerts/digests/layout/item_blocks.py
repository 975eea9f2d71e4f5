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
from alerts.digests.layout.templates import item_form, marked
from alerts.digests.plain import ascii_link, isolate
from alerts.digests.view.items import ItemView, item_view, plain_item
from model import Outlet
from model.digest import DigestItem


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
    view, form = fitting(view, spare, lambda each: item_form(each, times.words), room)
    return Block(form, heads, brief_of(view, times, f"{number}. "), number)


def row_block(item: DigestItem, outlet: Outlet, number: int, times: Times, room: int) -> Block:
    """Lay an item out in two lines: one of many that came at once."""
    view = _in_two_lines(item_view(item, outlet, number, times))
    spare = _in_two_lines(plain_item(item, outlet, number, times))
    view, form = fitting(view, spare, lambda each: item_form(each, times.words), room)
    return Block(form, (), brief_of(view, times, f"{number}. "), number)


def report_block(item: DigestItem, outlet: Outlet, number: int, times: Times, room: int) -> Block:
    """Lay an item out that shows what an incident's message says: whole, and not counted."""
    view = _uncounted(item_view(item, outlet, 0, times))
    spare = _uncounted(plain_item(item, outlet, 0, times))
    view, form = fitting(view, spare, lambda each: item_form(each, times.words), room)
    return Block(form, (), _with_changes(view, times), number)


def _with_changes(view: ItemView, times: Times) -> str:
    """Write an item for chats, with the words that an edit changed."""
    changed = any(piece.change != "same" for piece in view.excerpt)
    words = harmless(marked(view.excerpt, times.words.direction)) if changed else ""
    return "\n".join(part for part in (brief_of(view, times), words) if part)


def lead_block(item: DigestItem, outlet: Outlet, times: Times, room: int) -> Block:
    """Lay the only item of an alert out, larger."""
    view = item_view(item, outlet, 1, times)
    spare = plain_item(item, outlet, 1, times)
    view, form = fitting(view, spare, lambda each: item_form(each, times.words, "lead"), room)
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


def fitting(
    view: ItemView, spare: ItemView, write: Callable[[ItemView], Form], room: int
) -> tuple[ItemView, Form]:
    """Return an item as *write* lays it out, or the *spare* one where there is no room for it."""
    form = write(view)
    return (view, form) if size((form,)) <= room else (spare, write(spare))


def _in_two_lines(view: ItemView) -> ItemView:
    return replace(_uncounted(view), excerpt=())


def _uncounted(view: ItemView) -> ItemView:
    return replace(view, outlet=NOTHING, facts=(view.outlet, *view.facts))
