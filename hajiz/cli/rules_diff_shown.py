"""What `hajiz rules diff` prints: rule by rule what is gained and lost, with samples, and pins."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len, set_cell_size

from hajiz.cli import show
from hajiz.cli.quality import as_json, share, sure
from hajiz.tuning.backtest import Firing
from hajiz.tuning.diff import Difference, RuleDifference
from hajiz.tuning.pins import BrokenPin
from model import Verdict

WIDTH = 80
MOST_LABELLED = 10  # wrongly gained or lost ones that are listed, whatever number is asked for
_MINUS = "−"


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference with all that is said of it."""

    before: str
    after: str
    items: int  # in the period
    found: Difference
    pins: int
    broken: Sequence[BrokenPin]
    samples: int

    def print(self) -> None:
        """Print it for people."""
        for line in self._lines():
            show.console.print(line, markup=False)

    def print_json(self) -> None:
        """Print it for other programs."""
        show.print_json(
            {
                "before": self.before,
                "after": self.after,
                "since": self.found.period.since,
                "items": self.items,
                "rules": [_rule_as_json(rule) for rule in self.found.rules],
                "pins": {
                    "held": self.pins - len(self.broken),
                    "broken": [
                        {"item": b.pin.item_id, "title": b.title, "outlet": b.outlet}
                        | {"rule": b.pin.rule, "must": b.pin.must}
                        for b in self.broken
                    ],
                },
                "lost_relevant": self.found.lost_relevant,
            }
        )

    def _lines(self) -> Iterator[str]:
        since = show.moment(self.found.period.since)
        yield f"{self.before} → {self.after}"
        yield f"{self.items:,} items first seen since {since}"
        yield ""
        width = max((cell_len(rule.rule) for rule in self.found.rules), default=0)
        for rule in self.found.rules:
            yield from self._of_rule(rule, width)
        if not self.found.rules:
            yield "No rule to compare."
        yield from self._of_pins()

    def _of_rule(self, rule: RuleDifference, width: int) -> Iterator[str]:
        name = set_cell_size(rule.rule, width)
        if not rule.is_different:
            fires = f"; fires for the same {rule.kept:,} items" if rule.status == "changed" else ""
            yield f"{name}  {rule.status}{fires}"
            return
        new = {"added": "   new rule", "removed": "   no such rule any more"}.get(rule.status, "")
        counts = f"+{len(rule.gained):,}  {_MINUS}{len(rule.lost):,}"
        yield f"{name}  {counts}   {rule.kept:,} kept{new}"
        yield from _quality(rule)
        yield from self._items(rule, "gained", rule.gained, "noise")
        yield from self._items(rule, "lost", rule.lost, "relevant")

    def _items(
        self, rule: RuleDifference, what: str, found: Sequence[Firing], wrong: Verdict
    ) -> Iterator[str]:
        """List the wrong ones first, then others up to the number of samples."""
        if not found:
            return
        yield f"  {what:<6} {_languages(found)}"
        labelled = rule.labelled(found, wrong)
        others = [each for each in found if each not in labelled]
        shown = [*labelled[:MOST_LABELLED], *others[: max(0, self.samples - len(labelled))]]
        said = rule.verdicts or {}
        for firing in shown:
            label = said.get(firing.item.id)
            yield _sample(firing, label, is_wrong=label == wrong)
        if len(labelled) > MOST_LABELLED:
            yield f"    ! and {len(labelled) - MOST_LABELLED:,} more labelled {wrong}"

    def _of_pins(self) -> Iterator[str]:
        if not self.pins:
            return
        yield ""
        yield f"pins: {self.pins - len(self.broken)} of {self.pins} hold"
        for each in self.broken:
            head = f"  ! {each.why}: {each.pin.item_id}  {each.outlet}  "
            yield head + _cut(each.title, WIDTH - cell_len(head))


def _quality(rule: RuleDifference) -> Iterator[str]:
    was, now = rule.before, rule.after
    for name, old, new, of in (
        ("precision", was.precision, now.precision, "labelled"),
        ("recall", was.recall, now.recall, "relevant"),
    ):
        if new is None and old is None:
            continue
        about = f"   {sure(new)}, of {new.whole} {of}" if new else ""
        yield f"  {name:<9}  {share(old)} → {share(new)}{about}"


def _languages(found: Sequence[Firing]) -> str:
    counted = Counter(each.item.item.language or "und" for each in found)
    return ", ".join(f"{count:,} {language}" for language, count in counted.most_common())


def _sample(firing: Firing, label: Verdict | None, *, is_wrong: bool) -> str:
    stored = firing.item
    said = f"{label}  " if label else ""
    day = _day(stored.first_seen_at)
    head = f"    {'!' if is_wrong else ' '} {stored.id:>6}  {day}  {stored.item.outlet}  {said}"
    title = " ".join(stored.item.title.split()) or "(no title)"
    return head + _cut(title, WIDTH - cell_len(head))


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 8)).rstrip() + "…"


def _day(moment: datetime) -> str:
    return moment.astimezone().strftime("%d %b")


def _rule_as_json(rule: RuleDifference) -> dict[str, object]:
    def listed(found: Sequence[Firing]) -> list[dict[str, object]]:
        said = rule.verdicts or {}
        return [
            {
                "id": each.item.id,
                "version": each.item.revision,
                "outlet": each.item.item.outlet,
                "language": each.item.item.language,
                "title": each.item.item.title,
                "first_seen_at": each.item.first_seen_at,
                "label": said.get(each.item.id),
            }
            for each in found
        ]

    if rule.status == "unchanged":
        return {"rule": rule.rule, "status": rule.status}
    return {
        "rule": rule.rule,
        "status": rule.status,
        "gained": listed(rule.gained),
        "lost": listed(rule.lost),
        "kept": rule.kept,
        "precision": {
            "before": as_json(rule.before.precision),
            "after": as_json(rule.after.precision),
        },
        "recall": {"before": as_json(rule.before.recall), "after": as_json(rule.after.recall)},
    }
