"""
Labels as judged texts, as label files have them: what rules are held against outside the archive.
"""

from collections.abc import Mapping, Sequence

from alerts.rules import evaluate
from model import Item, Label
from storage import items, matches, revisions
from storage.database import Transaction


def judged(tx: Transaction, labels: Sequence[Label]) -> list[evaluate.Label]:
    """
    Return the texts that *labels* judge, each once with all its rules, the oldest item first.

    Where a rule fired it is the text that it fired for; nobody's "unsure" is expected of a rule.

    Raises:
        StorageError: the database failed.
    """
    sure = [label for label in labels if label.verdict != "unsure"]
    versions = _versions(tx, sure)
    expected: dict[tuple[int, int], dict[str, bool]] = {}
    for label in sure:
        version = versions[label.item_id, label.rule]
        expected.setdefault(version, {})[label.rule] = label.verdict == "relevant"
    texts = revisions.texts(tx, expected)
    return [_judged(each, texts[each], expected[each]) for each in sorted(texts)]


def _versions(tx: Transaction, labels: Sequence[Label]) -> dict[tuple[int, str], tuple[int, int]]:
    """Return for each item and rule which text of the item is judged: its number and version."""
    numbers = sorted({label.item_id for label in labels})
    newest = {stored.id: stored.revision for stored in items.get_many(tx, numbers)}
    fired = {
        (item_id, stored.match.rule): stored.revision  # the last match of a rule is its newest
        for item_id, found in matches.of_items(tx, numbers).items()
        for stored in found
    }
    asked = [(label.item_id, label.rule) for label in labels]
    return {each: (each[0], fired.get(each, newest[each[0]])) for each in asked}


def _judged(version: tuple[int, int], text: Item, expect: Mapping[str, bool]) -> evaluate.Label:
    number, revision = version
    return evaluate.Label(
        id=f"{number}.{revision}" if revision else str(number),
        language=text.language or "und",
        title=text.title,
        text=text.body,
        expect=dict(sorted(expect.items())),
    )
