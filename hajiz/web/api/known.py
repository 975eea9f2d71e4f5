"""Whether the item and the rule that a program speaks of are known."""

from collections.abc import Collection

from hajiz.web.api.problems import UNFIT, ApiProblem, not_found
from storage import items, labels, matches
from storage.database import Transaction


def refuse_unknown(tx: Transaction, number: int, rule: str, rules: Collection[str]) -> None:
    """
    See that there is the item, and that *rule* is one of *rules* or once concerned it.

    Raises:
        ApiProblem: one of the two is not known.
        StorageError: the database failed.
    """
    if items.get(tx, number) is None:
        raise not_found(f"item {number}")
    fired = (each.match.rule for each in matches.of_items(tx, [number])[number])
    if rule not in {*rules, *fired, *labels.of_items(tx, [number])[number]}:
        raise ApiProblem(UNFIT, f"No rule is called “{rule}”, and none of that name fired.")
