"""
Two sets of rules held against the archive: what each rule gains, loses and keeps.

Only rules whose outcome may differ are run. Knows no file: what is compared with what is decided
by those who ask.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.version import versions_by_rule
from alerts.tuning.comparison import Comparison, compare
from alerts.tuning.quality import Quality
from hajiz.dispatch.showing import shown_items
from hajiz.tuning.backtest import Firing, Period, Tell, firings
from model import Verdict
from storage import matches, tallies
from storage.database import Transaction

Status = Literal["unchanged", "changed", "added", "removed"]


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """What becomes of one rule; of an unchanged one nothing is known but that."""

    rule: str
    status: Status
    gained: tuple[Firing, ...] = ()  # the newest first, as the new rule fires for them
    lost: tuple[Firing, ...] = ()  # as the old one did
    kept: int = 0  # items
    verdicts: Mapping[int, Verdict] | None = None  # of the gained and lost that are labelled
    before: Quality = Quality(0, 0, 0)  # noqa: RUF009 - a frozen value
    after: Quality = Quality(0, 0, 0)  # noqa: RUF009 - a frozen value

    @property
    def is_different(self) -> bool:
        """Whether the rule fires for other items than before."""
        return bool(self.gained or self.lost)

    @property
    def lost_relevant(self) -> tuple[Firing, ...]:
        """What is lost and labelled relevant."""
        return self.labelled(self.lost, "relevant")

    @property
    def gained_noise(self) -> tuple[Firing, ...]:
        """What is gained and labelled noise."""
        return self.labelled(self.gained, "noise")

    def labelled(self, some: Iterable[Firing], verdict: Verdict) -> tuple[Firing, ...]:
        """Return those of *some* that *verdict* was said of."""
        said = self.verdicts or {}
        return tuple(each for each in some if said.get(each.item.id) == verdict)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change of the rules means for the items of a period."""

    period: Period
    rules: tuple[RuleDifference, ...]  # in the order of the new rules, those removed last

    @property
    def is_different(self) -> bool:
        """Whether any rule fires for other items than before."""
        return any(rule.is_different for rule in self.rules)

    @property
    def lost_relevant(self) -> int:
        """How many items, rule by rule, are lost though they are labelled relevant."""
        return sum(len(rule.lost_relevant) for rule in self.rules)


def diff(
    tx: Transaction,
    old: RuleSet,
    new: RuleSet,
    period: Period,
    tell: Tell | None = None,
    only: Sequence[str] | None = None,
) -> Difference:
    """
    Compare what *old* and *new* fire for in *period*, rule by rule; a rule is known by its name.

    *only* names the rules to compare; all by default.

    Raises:
        StorageError: the database failed.
    """
    was, will = versions_by_rule(old.index), versions_by_rule(new.index)
    names = [
        name for name in dict.fromkeys((*new.rules, *old.rules)) if only is None or name in only
    ]
    differing = [name for name in names if was.get(name) != will.get(name)]
    before, after = _sides(tx, old, new, differing, period, tell)
    return Difference(
        period,
        tuple(
            _compared(tx, name, _status(name, was, will), before, after, period)
            if name in differing
            else RuleDifference(name, "unchanged")
            for name in names
        ),
    )


def diff_with_matches(
    tx: Transaction,
    rules: RuleSet,
    period: Period,
    tell: Tell | None = None,
    only: Sequence[str] | None = None,
) -> Difference:
    """
    Compare the matches that are kept of *period* with what *rules* fire for, rule by rule.

    After an edit that is what the past lacks (`apply`), and what would not have been told.

    Raises:
        StorageError: the database failed.
    """
    known = dict.fromkeys((*rules.rules, *tallies.rules_that_fired(tx)))
    names = [name for name in known if only is None or name in only]
    after = _by_rule(tx, part(rules, names), period, tell)
    kept = tallies.fired(tx, names, period.since, period.until)
    there = set(rules.rules)
    found = []
    for name in names:
        if name not in there and not kept[name]:
            continue
        lost = kept[name] - after.get(name, {}).keys()
        before: dict[int, Firing | None] = dict.fromkeys(kept[name])
        before |= _kept_matches(tx, name, lost)
        status: Status = "changed" if name in there else "removed"
        each = _compared(tx, name, status, {name: before}, after, period)
        found.append(each if each.is_different else RuleDifference(name, "unchanged"))
    return Difference(period, tuple(found))


_ByRule = dict[str, dict[int, Firing]]  # and by the item's number
_OLD, _NEW = "-", "+"  # before the names of rules, where both sides are one set
_Fired = Mapping[int, Firing | None]  # by the item's number; None: the firing itself is not needed


def _compared(
    tx: Transaction,
    name: str,
    status: Status,
    before: Mapping[str, _Fired],
    after: Mapping[str, _Fired],
    period: Period,
) -> RuleDifference:
    old, new = before.get(name, {}), after.get(name, {})
    said = tallies.verdicts(tx, name, period.since, period.until)
    compared: Comparison = compare(old, new, said)
    changed = {*compared.gained, *compared.lost}
    return RuleDifference(
        name,
        status,
        gained=_firings(new, compared.gained),
        lost=_firings(old, compared.lost),
        kept=len(compared.kept),
        verdicts={item: verdict for item, verdict in said.items() if item in changed},
        before=compared.before,
        after=compared.after,
    )


def _firings(fired: _Fired, items: Sequence[int]) -> tuple[Firing, ...]:
    return tuple(firing for item in items if (firing := fired[item]) is not None)


def _status(name: str, was: Mapping[str, str], will: Mapping[str, str]) -> Status:
    if name not in was:
        return "added"
    return "changed" if name in will else "removed"


def part(rules: RuleSet, names: Sequence[str]) -> RuleSet:
    """Return just those of *rules* that are called so, with all topics."""
    chosen = [rule for rule in rules.definitions if rule.name in names]
    return compile_rules(chosen, rules.topics)


def _sides(
    tx: Transaction,
    old: RuleSet,
    new: RuleSet,
    names: Sequence[str],
    period: Period,
    tell: Tell | None,
) -> tuple[_ByRule, _ByRule]:
    """Return what the rules of both that are called so fire for, by rule and item."""
    if old.topics == new.topics:
        found = _by_rule(tx, _joined(old, new, names), period, tell)
        return _unmarked(found, _OLD), _unmarked(found, _NEW)
    first, second = _in_turn(tell)
    before = _by_rule(tx, part(old, names), period, first)
    return before, _by_rule(tx, part(new, names), period, second)


def _joined(old: RuleSet, new: RuleSet, names: Sequence[str]) -> RuleSet:
    """Return the rules of both as one set: each item is then read and scanned once."""
    marked = [
        replace(rule, name=mark + rule.name)
        for mark, rules in ((_OLD, old), (_NEW, new))
        for rule in rules.definitions
        if rule.name in names
    ]
    return compile_rules(marked, new.topics)


def _unmarked(found: _ByRule, mark: str) -> _ByRule:
    return {
        name.removeprefix(mark): {
            item: replace(firing, match=replace(firing.match, rule=name.removeprefix(mark)))
            for item, firing in fired.items()
        }
        for name, fired in found.items()
        if name.startswith(mark)
    }


def _by_rule(tx: Transaction, rules: RuleSet, period: Period, tell: Tell | None) -> _ByRule:
    found: _ByRule = {name: {} for name in rules.rules}
    if rules.rules:
        for firing in firings(tx, rules, period, tell):
            found[firing.match.rule][firing.item.id] = firing
    return found


def _kept_matches(tx: Transaction, rule: str, items: Iterable[int]) -> dict[int, Firing]:
    """Return for each of *items* the newest match of *rule* that is kept, with its text."""
    kept = matches.of_items(tx, sorted(items))
    newest = {
        item: [max(own, key=lambda each: each.revision)]
        for item, found in kept.items()
        if (own := [each for each in found if each.match.rule == rule])
    }
    return {stored.id: Firing(stored, match) for stored, (match,) in shown_items(tx, newest)}


def _in_turn(tell: Tell | None) -> tuple[Tell | None, Tell | None]:
    """Return what tells of the first and of the second half of the work."""
    if tell is None:
        return None, None
    half = 0

    def first(done: int, total: int) -> None:
        nonlocal half
        half = total
        tell(done, 2 * total)

    def second(done: int, total: int) -> None:
        tell(half + done, half + total)

    return first, second
