"""What fires at once is told at once: which matches of an item are events, and of which alerts."""

from collections.abc import Sequence

from alerts.instant import event_id, is_late
from hajiz.assembly import Assembly
from model import StoredItem, StoredMatch
from storage.events import NewEvent


def events_of(assembly: Assembly, item: StoredItem, fired: Sequence[StoredMatch]) -> list[NewEvent]:
    """
    Return what is to be told at once of *item*: nothing of a baseline or of old news.

    A change of its text is news, whenever the item itself was published.
    """
    return [
        NewEvent(_event_id(assembly, item, match), plan.name, match)
        for plan in assembly.config.alerts
        for match in fired
        if match.match.rule in plan.rules
        and (match.is_update or not (item.is_baseline or is_late(item, plan.max_age)))
    ]


def _event_id(assembly: Assembly, item: StoredItem, match: StoredMatch) -> str:
    kind, revision = ("update", match.revision) if match.is_update else ("match", 0)
    return event_id(assembly.database.instance, match.match.rule, item, kind, revision)
