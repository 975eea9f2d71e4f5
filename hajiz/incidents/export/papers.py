"""What is kept of an item besides what was read from it: its versions, and the rules that fired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hajiz.incidents.showing import Shown
from model import Revision, StoredMatch
from storage import matches, revisions
from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class Papers:
    """All that is kept of one item."""

    versions: tuple[Revision, ...]
    fired: tuple[StoredMatch, ...]


def papers_of(tx: Transaction, shown: Shown) -> Mapping[int, Papers]:
    """
    Return what is kept of each item of an incident.

    Raises:
        StorageError: the database failed.
    """
    ids: Sequence[int] = sorted({each.key.item for each in shown.reports})
    fired = matches.of_items(tx, ids)
    return {
        item_id: Papers(tuple(revisions.history(tx, item_id)), tuple(fired[item_id]))
        for item_id in ids
    }
