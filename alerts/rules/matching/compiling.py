"""
Rules to compiled nodes: every name resolved, every term numbered and made into keys.

Knows syntax trees and the vocabulary; how an item is held against the nodes is theirs.
"""

from alerts.rules.matching.nodes import (
    All,
    Close,
    Compiled,
    Either,
    Leaf,
    Recency,
    Same,
    TopicLeaf,
    Without,
)
from alerts.rules.matching.vocabulary import Vocabulary
from alerts.rules.query.parsing import parse
from alerts.rules.query.syntax import (
    And,
    Area,
    FieldName,
    In,
    Near,
    Node,
    Not,
    Or,
    Recent,
    Term,
    TopicRef,
)
from alerts.rules.rule import Rule, topic_name

_VALUES: frozenset[FieldName] = frozenset({"outlet", "language"})  # compared, not searched


def tree_of(rule: Rule) -> Node:
    """Return what *rule* asks for, also when it is written as any, all and none."""
    if rule.query:
        return parse(rule.name, rule.query)
    parts: list[Node] = [_entry(each) for each in rule.all]
    if rule.any:
        parts.insert(0, _one_of(rule.any))
    if rule.none:
        parts.append(Not(_one_of(rule.none)))
    return And(tuple(parts)) if len(parts) > 1 else parts[0]


def _one_of(entries: tuple[str, ...]) -> Node:
    nodes = tuple(map(_entry, entries))
    return Or(nodes) if len(nodes) > 1 else nodes[0]


def _entry(entry: str) -> Node:
    name = topic_name(entry)
    return Term(entry.strip()) if name is None else TopicRef(name)


def compiled(  # noqa: C901 - one case a kind of node
    node: Node, vocabulary: Vocabulary, field: FieldName | None = None
) -> Compiled:
    """Return *node* ready to be held against items; *field* is what it is looked for in."""
    match node:
        case In(inner_field, inner):
            return compiled(inner, vocabulary, inner_field)
        case And(nodes):
            return All(tuple(compiled(each, vocabulary, field) for each in nodes))
        case Or(nodes):
            return Either(tuple(compiled(each, vocabulary, field) for each in nodes))
        case Not(inner):
            return Without(compiled(inner, vocabulary, field))
        case Near(left, right, within, is_ordered):
            first = compiled(left, vocabulary, field)
            return Close(first, compiled(right, vocabulary, field), within, is_ordered)
        case TopicRef(name):
            return TopicLeaf(vocabulary.topic(name), field)
        case Area(place):
            return TopicLeaf(vocabulary.area(place), field)
        case Term(text) if field in _VALUES:
            return Same(field, text.casefold(), vocabulary.number(text))
        case Term(text):
            return Leaf(vocabulary.term(text), field)
        case Recent():
            return Recency()
