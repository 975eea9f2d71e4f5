"""
What somebody says of an item on the page, held against what was said meanwhile.

Nobody's word is overwritten by one who did not see it: then the last state is shown instead.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from model import Label, Verdict, Via
from storage import items, labels
from storage.database import Transaction

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a rule; *seen* is the version of the label they saw, 0 for none."""

    rule: str
    verdict: Verdict | None
    seen: int | None = None  # None: whatever stands there


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the labels of an item stand now; *late* are those that somebody else gave before."""

    labels: Mapping[str, Label]
    late: tuple[Said, ...]


def label_item(
    tx: Transaction, item_id: int, said: Sequence[Said], by: str, via: Via, now: datetime
) -> Outcome | None:
    """
    Say all of *said* of an item, but not over what somebody else said meanwhile; None: no item.

    Saying the same again changes nothing.

    Raises:
        StorageError: the database failed; nothing was said.
    """
    if items.get(tx, item_id) is None:
        return None
    before = labels.of_items(tx, [item_id])[item_id]
    late = tuple(each for each in said if _is_late(each, before.get(each.rule)))
    for each in said:
        if each not in late:
            labels.say(tx, item_id, each.rule, each.verdict, by, via, now)
    return Outcome(labels.of_items(tx, [item_id])[item_id], late)


def _is_late(said: Said, label: Label | None) -> bool:
    if said.seen is None:
        return False
    version, verdict = (label.version, label.verdict) if label else (0, None)
    return said.seen != version and said.verdict != verdict
