"""What was read from an item: the incidents it tells of, how it stands to them, and from whom."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hajiz.assembly import Assembly
    from storage.database import Transaction


@dataclass(frozen=True, slots=True)
class ToldIncident:
    """An incident that an item tells of, or recalls."""

    number: int
    heading: str
    stance: str | None
    chain: tuple[str, ...]  # names, from the outlet to its first source
    is_news: bool


def told_by(tx: "Transaction", assembly: "Assembly", item_id: int) -> list[ToldIncident]:
    """
    Return the incidents that an item tells of, its main one first.

    Raises:
        StorageError: the database failed.
    """
    from alerts.incidents.status import heading
    from hajiz.cli.incidents_options import names_of
    from hajiz.incidents.export.shape import stance_of
    from hajiz.incidents.showing import shown
    from storage import incidents

    placed = incidents.of_items(tx, [item_id]).get(item_id, [])
    found = shown(tx, [each.incident for each in placed if each.incident is not None])
    names = names_of(assembly)
    return [
        ToldIncident(
            incident.id,
            heading(incident.status, incident.place_as_written),
            stance_of(report),
            names.chain(report.told.account.chain),
            not report.told.mention.is_background,
        )
        for incident in found.values()
        for report in incident.reports
        if report.key.item == item_id
    ]


def incident_lines(told: Sequence[ToldIncident]) -> Iterator[str]:
    """Say it shortly, a line each."""
    for number, each in enumerate(told):
        before = "" if number else "\n"
        what = f"{each.stance or 'names nobody'}, {' ← '.join(each.chain) or 'origin unknown'}"
        role = "" if each.is_news else " (recalled)"
        yield f"{before}incident {each.number}: {each.heading}{role}; {what}"
