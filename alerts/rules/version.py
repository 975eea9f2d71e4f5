"""
The version of a rule set: a short hash over all that decides, whatever order it is written in.

Knows rules, topics and the data of the lexicon; the matcher's own version is passed in.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from alerts.rules.matching.index import Index
from alerts.rules.query.recency import is_recent
from alerts.rules.query.syntax import And, Area, In, Near, Node, Not, Or, Recent, Term, TopicRef
from alerts.rules.resolve import references
from alerts.rules.rule import PARTS, Topic

_LENGTH = 12


def version_of(index: Index, matcher_version: int) -> str:
    """Return the version of *index* as the matcher of *matcher_version* evaluates it."""
    content: dict[str, Any] = {
        "matcher": matcher_version,
        "rules": sorted([rule.name, _canonical(rule.tree)] for rule in index.rules),
        "topics": {label: _parts(topic) for label, topic in index.topics.items()},
    }
    if index.background:  # only where a rule asks for it: then it decides, too
        content["background"] = index.background.version
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def versions_by_rule(index: Index) -> dict[str, str]:
    """
    Return for each rule of *index* what decides when it fires, as a text to compare.

    Two are equal only where the rules fire for the same items: what they ask for is the same, and
    so are the topics in use, those their context and exclusions name included, and what is taken
    for the past.
    """
    topics = {label: _parts(topic) for label, topic in index.topics.items()}
    return {
        rule.name: json.dumps(
            [
                _canonical(rule.tree),
                {label: topics[label] for label in _needed(rule.tree, index)},
                index.background.version if index.background and is_recent(rule.tree) else "",
            ],
            sort_keys=True,
        )
        for rule in index.rules
    }


def _needed(tree: Node, index: Index) -> list[str]:
    """Return the labels of all topics that *tree* depends on, also by way of others."""
    needed: dict[str, None] = {}
    waiting = list(_labels(tree))
    while waiting:
        label = waiting.pop()
        if label not in needed:
            needed[label] = None
            topic = index.topics[label]
            waiting += [name for part in ("context", "unless") for name in references(topic, part)]
    return sorted(needed)


def _labels(node: Node) -> Iterator[str]:
    match node:
        case TopicRef(name):
            yield name
        case Area(place):
            yield f"area:{place}"
        case And(nodes) | Or(nodes):
            for each in nodes:
                yield from _labels(each)
        case Near(left, right):
            yield from _labels(left)
            yield from _labels(right)
        case Not(inner) | In(_, inner):
            yield from _labels(inner)


def _parts(topic: Topic) -> dict[str, Any]:
    return {
        part: {language: sorted(set(each)) for language, each in getattr(topic, part).items()}
        for part in PARTS
    }


def _canonical(node: Node) -> str:
    """Return *node* as a text that is the same for all ways to write it."""
    match node:
        case Recent():
            return "Recent()"
        case And(nodes) | Or(nodes):
            return _joined(type(node).__name__, sorted({_canonical(each) for each in nodes}))
        case Near(left, right, within, is_ordered):
            sides = [_canonical(left), _canonical(right)]
            operator = f"{'Before' if is_ordered else 'Near'}/{within}"
            return _joined(operator, sides if is_ordered else sorted(sides))
        case Not(inner):
            return _joined("Not", [_canonical(inner)])
        case In(field, inner):
            return _joined(field, [_canonical(inner)])
        case Area(name) | TopicRef(name) | Term(name):
            return _joined(type(node).__name__, [json.dumps(name)])


def _joined(operator: str, parts: list[str]) -> str:
    return f"{operator}({','.join(parts)})"
