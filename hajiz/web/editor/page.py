"""The editor of one rule as values: its query, and what people said of what it fires for."""

from dataclasses import dataclass

from alerts.rules.matching.compiling import tree_of
from alerts.rules.query.writing import written
from alerts.rules.rule import Rule
from model import Label, StoredItem
from storage import items, labels, matches
from storage.database import Transaction

SHOWN = 20  # of noise, and of misses


@dataclass(frozen=True, slots=True)
class Edited:
    """What a rule asks for, as a query."""

    query: str
    is_in_lists: bool  # "any", "all" and "none", which saving turns into the query


@dataclass(frozen=True, slots=True)
class Said:
    """What people said of a rule's items, the newest first."""

    noise: tuple[tuple[StoredItem, Label], ...]
    missed: tuple[tuple[StoredItem, Label], ...]  # relevant, and it did not fire


def edited(rule: Rule) -> Edited:
    """Return what *rule* asks for, to be edited."""
    if rule.query:
        return Edited(rule.query.strip(), is_in_lists=False)
    return Edited(written(tree_of(rule)), is_in_lists=True)


def said_of(tx: Transaction, rule: str) -> Said:
    """
    Return what was said of *rule* that may help to make it better.

    Raises:
        StorageError: the database failed.
    """
    said = labels.of_rule(tx, rule)
    relevant = [label for label in said if label.verdict == "relevant"]
    fired = matches.of_items(tx, [label.item_id for label in relevant])
    missed = [
        label
        for label in relevant
        if all(each.match.rule != rule for each in fired.get(label.item_id, ()))
    ]
    noise = [label for label in said if label.verdict == "noise"]
    return Said(_with_items(tx, noise[:SHOWN]), _with_items(tx, missed[:SHOWN]))


def _with_items(tx: Transaction, said: list[Label]) -> tuple[tuple[StoredItem, Label], ...]:
    stored = {each.id: each for each in items.get_many(tx, [label.item_id for label in said])}
    return tuple((stored[label.item_id], label) for label in said if label.item_id in stored)
