"""
Which rules are worth evaluating for an item: those that have what they cannot fire without.

Each rule is entered under the rarest part that must be there; an item without any word of that
part never gets to the rule. Knows compiled nodes and keys; decides nothing about a match.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from alerts.rules.matching.groups import Group
from alerts.rules.matching.nodes import (
    All,
    Close,
    Compiled,
    Either,
    Leaf,
    Present,
    Recency,
    Same,
    TopicLeaf,
    Without,
    values_of,
)
from alerts.rules.matching.scan import Key
from alerts.rules.matching.section import Section, Subject
from alerts.rules.matching.topics import SoughtTopic
from alerts.rules.query.syntax import FieldName

_LONG = 24  # letters of a key than which no longer one is taken for rarer
_RARITY_OF_VALUE = 0.01  # share of items taken to be of one outlet or language


class Unit(NamedTuple):
    """One thing that may be there: a term, list of terms or topic in a text, or a value."""

    field: FieldName | None  # None: title and body
    sought: Group | SoughtTopic | str


class _Gate(NamedTuple):
    """Units without one of which a node is not true, and how often they are thought to occur."""

    units: tuple[Unit, ...]
    frequency: float


class Gates:
    """Rules by what they cannot fire without; read only."""

    def __init__(self, rules: Sequence[Compiled], keys: Sequence[Key]) -> None:
        self._rules_of: list[list[int]] = []  # by number of a unit
        self._units: dict[Unit, int] = {}
        self._frequencies: dict[Unit, float] = {}
        self._keys = keys
        for number, rule in enumerate(rules):
            for unit in self._gate(rule).units:
                self._rules_of[self._number(unit)].append(number)
        self._by_pattern = {field: self._rules_by_pattern(field) for field in self._fields()}
        self._main = self._by_pattern.pop(None, {})
        self._values = {
            (unit.field, unit.sought): number
            for unit, number in self._units.items()
            if isinstance(unit.sought, str)
        }

    def candidates(self, subject: Subject) -> list[int]:
        """Return the numbers of the rules that *subject* may fire, in order."""
        rules = _present(subject.main, self._main)
        for field, by_pattern in self._by_pattern.items():
            rules |= _present(subject.section(field), by_pattern)
        if self._values:
            for unit in self._equal(subject):
                rules.update(self._rules_of[unit])
        return sorted(rules)

    def _equal(self, subject: Subject) -> set[int]:
        fields: tuple[FieldName, ...] = ("outlet", "language")
        values = ((field, value) for field in fields for value in values_of(subject, field))
        return {self._values[each] for each in values if each in self._values}

    def _number(self, unit: Unit) -> int:
        if unit not in self._units:
            self._units[unit] = len(self._units)
            self._rules_of.append([])
        return self._units[unit]

    def _fields(self) -> set[FieldName | None]:
        return {unit.field for unit in self._units if not isinstance(unit.sought, str)}

    def _rules_by_pattern(self, field: FieldName | None) -> dict[int, tuple[int, ...]]:
        found: dict[int, tuple[int, ...]] = {}
        for unit, number in self._units.items():
            if unit.field == field and not isinstance(unit.sought, str):
                rules = tuple(self._rules_of[number])  # one for all keys of a topic
                for pattern in unit.sought.patterns:
                    found[pattern] = found[pattern] + rules if pattern in found else rules
        return found

    def _gate(self, rule: Compiled) -> _Gate:
        gate = self._gate_of(rule)
        assert gate is not None, "the checks let a rule through that fires on nothing"
        return gate

    def _gate_of(self, node: Compiled) -> _Gate | None:  # noqa: C901 - one case a kind of node
        match node:
            case Leaf(group, field):
                return self._single(Unit(_text_of(field), group))
            case TopicLeaf(topic, field):
                return self._single(Unit(_text_of(field), topic))
            case Same(field, value):
                return self._single(Unit(field, value))
            case All(nodes):
                return _rarest(map(self._gate_of, nodes))
            case Close(left, right):
                return _rarest(map(self._gate_of, (left, right)))
            case Either(nodes):
                return _any_of(list(map(self._gate_of, nodes)))
            case Present(inner):
                return self._gate_of(inner)
            case Without() | Recency():
                return None

    def _single(self, unit: Unit) -> _Gate:
        if unit not in self._frequencies:
            self._frequencies[unit] = self._frequency(unit)
        return _Gate((unit,), self._frequencies[unit])

    def _frequency(self, unit: Unit) -> float:
        """Guess how often *unit* occurs: the longer its keys, the more seldom."""
        if isinstance(unit.sought, str):
            return _RARITY_OF_VALUE
        lengths = (len(self._keys[pattern].text) for pattern in unit.sought.patterns)
        return sum(0.5 ** min(length, _LONG) for length in lengths)


def necessary_patterns(node: Compiled) -> tuple[frozenset[int], ...]:
    """Return sets of keys of title and body, of each of which *node* needs one."""
    if not isinstance(node, All):
        return ()
    found = []
    for each in node.nodes:
        if isinstance(each, Leaf | TopicLeaf) and _text_of(each.field) is None:
            sought = each.group if isinstance(each, Leaf) else each.topic
            found.append(sought.patterns)
    return tuple(sorted(found, key=len))


def _present(section: Section, by_pattern: Mapping[int, tuple[int, ...]]) -> set[int]:
    rules: set[int] = set()
    for pattern in by_pattern.keys() & section.present:
        rules.update(by_pattern[pattern])
    return rules


def _text_of(field: FieldName | None) -> FieldName | None:
    return None if field in {"title", "body"} else field


def _rarest(gates: Iterable[_Gate | None]) -> _Gate | None:
    known = [gate for gate in gates if gate is not None]
    return min(known, key=lambda gate: gate.frequency, default=None)


def _any_of(gates: Sequence[_Gate | None]) -> _Gate | None:
    units: dict[Unit, None] = {}
    for gate in gates:
        if gate is None:
            return None
        units.update(dict.fromkeys(gate.units))
    return _Gate(tuple(units), sum(gate.frequency for gate in gates if gate))
