"""
All rules in one index: terms numbered, their forms in one automaton, rules as sets of numbers.

Knows how rules become quick to evaluate; not items, fields or hits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ahocorasick

from alerts.rules.forms import Form, forms
from alerts.rules.rule import EVERY_LANGUAGE, Rule, Topic, topic_name
from alerts.text import fold


@dataclass(frozen=True, slots=True)
class Term:
    """A term as a rule or, when *topic* has a name, that topic writes it."""

    text: str
    topic: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A rule over the numbers of terms."""

    rule: str
    any: frozenset[int]
    all: tuple[frozenset[int], ...]
    none: frozenset[int]
    positive: frozenset[int]  # the terms whose hits are the rule's evidence

    def holds(self, present: frozenset[int]) -> bool:
        """Say whether the rule fires where just the terms *present* occur."""
        if not self.none.isdisjoint(present):
            return False
        if self.any and self.any.isdisjoint(present):
            return False
        return not any(each.isdisjoint(present) for each in self.all)


@dataclass(frozen=True, slots=True)
class Index:
    """Compiled rules; read only, so any number of threads may use it."""

    terms: tuple[Term, ...]  # by number
    conditions: tuple[Condition, ...]  # in the order of the rules
    conditions_of: Mapping[int, tuple[int, ...]]  # of a term: the conditions it is evidence for
    automaton: Any  # key of a form → ((number of its term, form), …)

    def fired(self, present: frozenset[int]) -> list[Condition]:
        """Return the conditions that hold where just the terms *present* occur, in order."""
        candidates = {place for number in present for place in self.conditions_of.get(number, ())}
        conditions = (self.conditions[place] for place in sorted(candidates))
        return [condition for condition in conditions if condition.holds(present)]


def build_index(rules: Sequence[Rule], topics: Mapping[str, Topic]) -> Index:
    """Compile *rules*, which must have passed the checks of rule.py."""
    vocabulary = _Vocabulary(topics)
    conditions = tuple(_condition(rule, vocabulary) for rule in rules)
    conditions_of: dict[int, list[int]] = {}
    for place, condition in enumerate(conditions):
        for number in condition.positive:
            conditions_of.setdefault(number, []).append(place)
    return Index(
        terms=tuple(vocabulary.terms),
        conditions=conditions,
        conditions_of={number: tuple(places) for number, places in conditions_of.items()},
        automaton=_automaton(vocabulary.sought),
    )


class _Vocabulary:
    """Numbers each term at its first use, and gathers the forms to look for."""

    def __init__(self, topics: Mapping[str, Topic]) -> None:
        self._topics = topics
        self._numbers: dict[tuple[str, str], int] = {}  # spellings that fold alike are one term
        self.terms: list[Term] = []
        self.sought: dict[str, dict[tuple[int, Form], None]] = {}

    def one_of(self, entries: Iterable[str]) -> frozenset[int]:
        """Return the numbers of all terms that *entries* stand for."""
        return frozenset(number for entry in entries for number in self._numbers_of(entry))

    def _numbers_of(self, entry: str) -> list[int]:
        name = topic_name(entry)
        if name is None:
            return [self._number(entry, "", EVERY_LANGUAGE)]
        return [
            self._number(text, name, language)
            for language, terms in self._topics[name].terms.items()
            for text in terms
        ]

    def _number(self, text: str, topic: str, language: str) -> int:
        number = self._numbers.setdefault((topic, fold(text).text.strip()), len(self.terms))
        if number == len(self.terms):
            self.terms.append(Term(text, topic))
        for form in forms(text, language):
            self.sought.setdefault(form.key, {})[number, form] = None
        return number


def _condition(rule: Rule, vocabulary: _Vocabulary) -> Condition:
    one_of_any = vocabulary.one_of(rule.any)
    each_of_all = tuple(vocabulary.one_of([entry]) for entry in rule.all)
    return Condition(
        rule=rule.name,
        any=one_of_any,
        all=each_of_all,
        none=vocabulary.one_of(rule.none),
        positive=one_of_any.union(*each_of_all),
    )


def _automaton(sought: Mapping[str, Iterable[tuple[int, Form]]]) -> Any:
    automaton = ahocorasick.Automaton()
    for key, found in sought.items():
        automaton.add_word(key, tuple(found))
    automaton.make_automaton()
    return automaton
