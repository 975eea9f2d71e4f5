"""
Changes that bring back what was told: an article that goes to and fro between two texts.

Only the very text that was told before, with hits that were all told, is a repetition; a text in
which anything else is another is none. Writes nothing.
"""

from collections.abc import Iterator, Sequence

from hajiz.dispatch.followers import everybody
from hajiz.dispatch.rounds import Round
from hajiz.dispatch.told_items import by_item
from model import Hit, Item, StoredMatch
from storage import events, revisions, told_incidents
from storage.events import Event

Text = tuple[str, str]  # title and body


def repeats(round_: Round, pending: Sequence[Event]) -> list[Event]:
    """
    Return those of *pending* that are about a change to a text of which the alert told before.

    A message that somebody who gets the alert did not get told nothing.

    Raises:
        StorageError: the database failed.
    """
    changes = [each for each in pending if each.match.is_update]
    return [each for item_id, own in by_item(changes).items() for each in _of(round_, item_id, own)]


def _of(round_: Round, item_id: int, own: Sequence[Event]) -> Iterator[Event]:
    tx = round_.tx
    told = _told(round_, item_id)
    wanted = [*told, *(each.match for each in own)]
    texts = revisions.texts(tx, [(item_id, each.revision) for each in wanted])
    text_of = {number: _text(item) for (_, number), item in texts.items()}
    for each in own:
        text = text_of.get(each.match.revision)
        before = [t for t in told if _is_before(t, each) and text_of.get(t.revision) == text]
        hits = {hit for match in before for hit in match.match.hits}
        if text is not None and before and _hits(each) <= hits:
            yield each


def _told(round_: Round, item_id: int) -> list[StoredMatch]:
    """Return what the alert told of the item by messages that everybody got."""
    tx, wanted = round_.tx, {*everybody(round_)}
    return [
        match
        for message, match in events.told_matches(tx, round_.plan.name, item_id)
        if wanted <= set(told_incidents.receivers(tx, [message]))
    ]


def _is_before(told: StoredMatch, event: Event) -> bool:
    is_same_rule = told.match.rule == event.match.match.rule
    return is_same_rule and told.revision < event.match.revision


def _hits(event: Event) -> set[Hit]:
    return set(event.match.match.hits)


def _text(item: Item) -> Text:
    return item.title, item.body
