"""
The terms of a rule that never made it fire: what may go, or is misspelt.

Knows which terms a rule asks for, and counts the hits of matches that are kept; runs no rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from alerts.rules.matcher import RuleSet
from alerts.rules.matching.compiling import tree_of
from alerts.rules.query.syntax import And, Area, In, Near, Node, Or, Term, TopicRef
from alerts.rules.rule import Terms, Topic, topic_name
from storage import tallies
from storage.database import Transaction

Asked = tuple[str, str]  # a topic, or "" for the rule itself, and a term


@dataclass(frozen=True, slots=True)
class DeadTerms:
    """What of a rule's terms never hit."""

    rule: str
    since: datetime  # for items first seen since then
    terms: tuple[Asked, ...]  # in the order they are written
    of: int  # how many the rule has
    alive: frozenset[str]  # topics of which some term hit; "" for the rule itself


def dead_terms(tx: Transaction, rules: RuleSet, rule: str, since: datetime) -> DeadTerms:
    """
    Return the terms of *rule* that no kept match for items first seen since *since* has a hit of.

    Terms that only say what must not occur are not counted. Where two spellings of a topic meet in
    one word, the first written is named in a hit, and the other seems dead.

    Raises:
        KeyError: there is no such rule.
        StorageError: the database failed.
    """
    definition = {each.name: each for each in rules.definitions}[rule]
    asked = tuple(dict.fromkeys(_terms(tree_of(definition), rules)))
    alive = tallies.terms(tx, rule, since)
    dead = tuple(each for each in asked if each not in alive)
    return DeadTerms(rule, since, dead, len(asked), frozenset(topic for topic, _ in alive))


def _terms(node: Node, rules: RuleSet) -> Iterator[Asked]:
    match node:
        case TopicRef(name):
            yield from _of_topic(name, rules.index.topics[name])
        case Area(place):
            label = f"area:{place}"
            yield from _of_topic(label, rules.index.topics[label])
        case Term(text):
            yield "", text
    for each in _parts(node):
        yield from _terms(each, rules)


def _parts(node: Node) -> tuple[Node, ...]:
    """Return the parts of *node* that may hit."""
    match node:
        case And(nodes) | Or(nodes):
            return nodes
        case Near(left, right):
            return (left, right)
        case In(_, inner):
            return (inner,)
    return ()


def _of_topic(label: str, topic: Topic) -> Iterator[Asked]:
    for terms in (topic.terms, topic.weak):
        for text in _written(terms):
            yield label, text


def _written(terms: Terms) -> Iterator[str]:
    return (text for texts in terms.values() for text in texts if topic_name(text) is None)
