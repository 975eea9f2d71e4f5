"""
Rules held against items as docs/rules.md says, by walking the tree: slow and obvious.

Written from the manual, for tests only; of the product it uses the names of things.
"""

from collections.abc import Iterable
from dataclasses import replace

from alerts.rules.query.syntax import And, In, Near, Node, Not, Or, Recent, Term, TopicRef
from alerts.rules.rule import Rule
from tests.alerts import naive_text
from tests.alerts.naive_text import Place
from tests.alerts.naive_topics import World, counting, term_hits

Evidence = frozenset[Place]


def evidence(rule: Rule, tree: Node | None, world: World) -> Evidence | None:
    """Return the hits by which *rule* fires, or None; *tree* is what its query says."""
    if tree is not None:
        return held(tree, replace(world, is_past_left_out=asks_for_recent(tree)), None)
    found: list[Evidence | None] = [entry_held(each, world) for each in rule.all]
    if rule.any:
        found.append(any_of([entry_held(each, world) for each in rule.any]))
    if any(entry_held(each, world) is not None for each in rule.none):
        return None
    return all_of(found)


def asks_for_recent(tree: Node) -> bool:
    """Say whether `when:recent` is one of the things that must hold."""
    if isinstance(tree, And):
        return any(map(asks_for_recent, tree.nodes))
    return isinstance(tree, Recent)


def entry_held(entry: str, world: World) -> Evidence | None:
    """Return the hits of an entry of any, all or none."""
    node = TopicRef(entry[1:]) if entry.startswith("@") else Term(entry)
    return held(node, world, None)


def held(  # noqa: C901 - one case a kind of node
    node: Node, world: World, field: str | None
) -> Evidence | None:
    """Return the hits by which *node* is true in *field*, or None when it is not."""
    match node:
        case And(nodes):
            return all_of([held(each, world, field) for each in nodes])
        case Or(nodes):
            return any_of([held(each, world, field) for each in nodes])
        case Not(inner):
            return None if held(inner, world, field) is not None else frozenset()
        case In(name, inner):
            return held(inner, world, name)
        case Near():
            return near(node, world, field)
        case Term(text) if field in ("outlet", "language"):
            return equal(text, world, field)
        case Term(text):
            return within(field, world.counted(term_hits(text, world.texts(field))))
        case TopicRef(name):
            hits = counting(world.topics[name], world, world.texts(field))
            return within(field, world.counted(hits))
        case Recent():
            return frozenset()
    raise AssertionError(node)


def all_of(found: list[Evidence | None]) -> Evidence | None:
    """Return all evidence, or None when one part has none."""
    known = [each for each in found if each is not None]
    return frozenset().union(*known) if len(known) == len(found) else None


def any_of(found: list[Evidence | None]) -> Evidence | None:
    """Return the evidence of all parts that are true, or None when no part is."""
    known = [each for each in found if each is not None]
    return frozenset().union(*known) if known else None


def within(field: str | None, hits: Iterable[Place]) -> Evidence | None:
    """Return those hits that are in the field asked for."""
    return frozenset(each for each in hits if field in (None, each.field)) or None


def equal(text: str, world: World, field: str) -> Evidence | None:
    """Compare an outlet's id or a language's code."""
    value: str = getattr(world.item, field)
    values = {value.lower()} | ({world.language} if field == "language" else set())
    return frozenset([Place(field, 0, len(value))]) if text.lower() in values else None


def near(node: Near, world: World, field: str | None) -> Evidence | None:
    """Return the hits of both sides that have one of the other side near."""
    left, right = held(node.left, world, field), held(node.right, world, field)
    found: set[Place] = set()
    for first in left or ():
        for second in right or ():
            is_before = is_near(first, second, node, world)
            if is_before or (not node.is_ordered and is_near(second, first, node, world)):
                found |= {first, second}
    return frozenset(found) or None


def is_near(first: Place, second: Place, node: Near, world: World) -> bool:
    """Say whether *second* stands behind *first*, and as near as asked for."""
    if first.field != second.field or first.end > second.start:
        return False
    text = world.text_of(first)
    if node.within == "s":
        return naive_text.in_one_sentence(text, first, second)
    if node.within == "p":
        return naive_text.in_one_paragraph(text, first, second)
    return naive_text.words_between(text, first, second) <= node.within
