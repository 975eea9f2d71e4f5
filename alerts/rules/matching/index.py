"""
All rules of a set, compiled: which of them an item fires, and by which hits.

Knows how to get from an item to hits quickly; what is told of them is known to matcher.py and
explain.py.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from alerts.rules.matching.background import Background
from alerts.rules.matching.compiling import compiled, tree_of
from alerts.rules.matching.gates import Gates, necessary_patterns
from alerts.rules.matching.nodes import Compiled
from alerts.rules.matching.recency import recently
from alerts.rules.matching.scan import Scanner
from alerts.rules.matching.section import Found, Subject
from alerts.rules.matching.vocabulary import NamedTerm, Vocabulary
from alerts.rules.query.recency import is_recent
from alerts.rules.query.syntax import Node
from alerts.rules.resolve import Resolver
from alerts.rules.rule import Rule, Topic
from model import Item


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule as it was written, and as it is evaluated."""

    name: str
    tree: Node
    node: Compiled
    needs: tuple[frozenset[int], ...]  # keys of title and body, one of each set
    hits: Callable[[Subject], Sequence[Found] | None]  # the node's, found the quickest way


@dataclass(frozen=True, slots=True)
class Index:
    """Compiled rules; read only, so any number of threads may use it."""

    rules: tuple[CompiledRule, ...]
    terms: Sequence[NamedTerm]  # by number
    topics: Mapping[str, Topic]  # every topic that decides anything, by what it is called
    scanner: Scanner
    gates: Gates
    background: Background | None  # None when no rule asks for it

    def fired(self, subject: Subject) -> list[tuple[CompiledRule, Sequence[Found]]]:
        """Return the rules that *subject* fires, in order, with the evidence."""
        present, rules = subject.main.present, self.rules
        fired: list[tuple[CompiledRule, Sequence[Found]]] = []
        for number in self.gates.candidates(subject):
            rule = rules[number]
            if rule.needs and any(map(present.isdisjoint, rule.needs)):
                continue
            if hits := rule.hits(subject):
                fired.append((rule, hits))
        return fired

    def subject(self, item: Item) -> Subject:
        """Return *item*, folded and scanned for all that any rule asks for."""
        return Subject(item, self.scanner, self.background)


def build_index(
    rules: Sequence[Rule], topics: Mapping[str, Topic], background: Background | None
) -> Index:
    """Compile *rules*, which must have passed the checks of rule.py."""
    vocabulary = Vocabulary(Resolver(topics))
    made = [_compiled(rule, vocabulary) for rule in rules]
    keys = vocabulary.keys
    return Index(
        rules=tuple(made),
        terms=tuple(vocabulary.terms),
        topics=vocabulary.used,
        scanner=Scanner(keys),
        gates=Gates([rule.node for rule in made], keys),
        background=background,
    )


def _compiled(rule: Rule, vocabulary: Vocabulary) -> CompiledRule:
    tree = tree_of(rule)
    node = compiled(tree, vocabulary)
    needs = necessary_patterns(node)
    if not is_recent(tree):
        return CompiledRule(rule.name, tree, node, needs, node.hits)
    return CompiledRule(rule.name, tree, *recently(node, needs))
