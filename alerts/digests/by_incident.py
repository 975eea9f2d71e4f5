"""
What was found, by incident: which items stand under which, in which part and order.

Pure; an item is never in two places and never lost, whatever the incidents claim.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.digests.found import FoundIncident, Gathered, Said, newest_first
from model.digest import PartKind


@dataclass(frozen=True, slots=True)
class Grouped:
    """An incident with those of its items that are to be told, relays last."""

    incident: FoundIncident
    reports: tuple[tuple[Gathered, Said], ...]

    @property
    def kind(self) -> PartKind:
        """The part it is told in: that of its newest item that is not late."""
        if self.incident.told_at is not None:
            return "follow_up"
        newest = sorted((each for each, _ in self.reports), key=newest_first)
        kinds = (each.found.kind for each in newest)
        return next((kind for kind in kinds if kind != "late"), "late")

    @property
    def last_at(self) -> datetime:
        """When the last of its reports was first seen."""
        return max(each.stored.first_seen_at for each, _ in self.reports)


def by_incident(
    found: Sequence[Gathered], incidents: Sequence[FoundIncident]
) -> tuple[list[Grouped], list[Gathered]]:
    """Return what stands under *incidents*, and what is about none; each item once."""
    left = {each.stored.id: each for each in found}
    grouped = []
    for incident in incidents:
        own = [(left.pop(item), said) for item, said in incident.items.items() if item in left]
        if own:
            grouped.append(Grouped(incident, tuple(sorted(own, key=_is_relay))))
    return grouped, list(left.values())


def newest_groups(groups: Iterable[Grouped]) -> list[Grouped]:
    """Return *groups*, that with the newest report first."""
    by_number = sorted(groups, key=lambda each: each.incident.summary.number)
    return sorted(by_number, key=lambda each: each.last_at, reverse=True)


def _is_relay(report: tuple[Gathered, Said]) -> bool:
    _, said = report
    return said.is_relay
