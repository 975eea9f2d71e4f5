"""Items found in the archive, shown in a terminal: a line, and the sentence that counts."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rich.text import Text

from hajiz.cli import show
from model import Hit, StoredItem

AROUND = 110  # characters on either side of a hit; a sentence may be a whole article


def print_found(stored: StoredItem, hits: Sequence[Hit], rules: Sequence[str] = ()) -> None:
    """Print what an item is, its title, and the first sentence of its text with a hit."""
    item = stored.item
    about = [str(stored.id), show.moment(stored.first_seen_at), item.outlet, ", ".join(rules)]
    show.console.print("  ".join(filter(None, about)), style="dim", markup=False)
    title = [hit for hit in hits if hit.field == "title"]
    show.console.print(Text("  ").append(show.highlighted(item.title, title)))
    if sentence := sentence_of(stored, hits):
        show.console.print(Text("  ").append(sentence))
    elsewhere = dict.fromkeys(f"{hit.field}: {hit.surface}" for hit in hits if _is_elsewhere(hit))
    if elsewhere:
        show.console.print(f"  {'; '.join(elsewhere)}", markup=False)


def sentence_of(stored: StoredItem, hits: Sequence[Hit]) -> Text | None:
    """Return the first sentence of the text that has a hit, marked, on one line; None: none has."""
    body = [hit for hit in hits if hit.field == "body"]
    if not body:
        return None
    first = min(body, key=lambda hit: hit.start)
    low = max(first.sentence.start, first.start - AROUND)
    high = min(first.sentence.end, first.end + AROUND)
    text = stored.item.body[low:high].replace("\n", " ")
    shown = show.highlighted(text, _within(body, low, high))
    before = "…" if low > first.sentence.start else ""
    behind = "…" if high < first.sentence.end else ""
    return Text(before).append(shown).append(behind)


def _within(hits: Sequence[Hit], low: int, high: int) -> Iterator[Hit]:
    for hit in hits:
        if low <= hit.start and hit.end <= high:
            yield replace(hit, start=hit.start - low, end=hit.end - low)


def _is_elsewhere(hit: Hit) -> bool:
    return hit.field not in {"title", "body", "outlet", "language"}
