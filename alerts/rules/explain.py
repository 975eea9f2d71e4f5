"""
Why a rule fires for an item, or what is missing: the rule as a tree, with what each part found.

Asks the very nodes that matching asks, so that both always give the same answer. Decides nothing;
how it is shown is `lines`, or `outline` for a page.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from alerts.rules.matcher import RuleSet
from alerts.rules.matching.context import NEAR_ENOUGH
from alerts.rules.matching.index import CompiledRule, Index
from alerts.rules.matching.nearness import Neighbours
from alerts.rules.matching.nodes import All, Close, Compiled, Either, TopicLeaf, Without
from alerts.rules.matching.section import Found, Subject
from alerts.rules.query.parsing import written
from alerts.rules.query.syntax import And, In, Near, Node, Not, Or
from model import Hit, Item

MOST_SHOWN = 6  # different words shown of one part
FARTHEST = 100  # words; a distance greater than that is not told
_MOST_PAIRED = 30  # hits of either side of a near that are compared


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A hit that does not count, and the phrase of an exclusion that it is part of."""

    hit: Hit
    exclusion: Hit


@dataclass(frozen=True, slots=True)
class Lonely:
    """A weak hit without context, and what there was instead."""

    hit: Hit
    sought: tuple[str, ...]  # what would have been context, as the topic has it
    nearest: Hit | None  # in the same field; None when there is none at all
    words: int  # between the two; what is farther off than a hundred counts as a hundred


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a rule: what it asks for, whether it holds, and by which words."""

    asks: str  # in the query language
    kind: str  # all, any, not, near, term, topic
    holds: bool
    hits: tuple[Hit, ...]
    cancelled: tuple[Cancelled, ...] = ()
    lonely: tuple[Lonely, ...] = ()
    apart: int | None = None  # of a near that does not hold: words between the nearest two
    parts: tuple["Part", ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """A rule held against an item, in full."""

    rule: str
    rule_set: str
    fires: bool
    hits: tuple[Hit, ...]
    tree: Part
    missing: tuple[str, ...]  # for a rule that does not fire: the fewest parts that would have to


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a rule in words, with what is to be said of it and the parts under it."""

    holds: bool
    words: str
    notes: tuple[str, ...]
    parts: tuple["Line", ...]


def explain(item: Item, rule_set: RuleSet, rule: str) -> Explained:
    """
    Say why *rule* fires for *item*, or what comes nearest to it.

    Raises:
        KeyError: the rule set has no such rule.
    """
    compiled = {each.name: each for each in rule_set.index.rules}[rule]
    subject = rule_set.index.subject(item)
    tree = _Explaining(subject, rule_set.index).rule(compiled)
    return Explained(
        rule=rule,
        rule_set=rule_set.version,
        fires=tree.holds,
        hits=tree.hits if tree.holds else _all_hits(tree),
        tree=tree,
        missing=() if tree.holds else tuple(_missing(tree)),
    )


@dataclass(frozen=True, slots=True)
class _Explaining:
    subject: Subject
    index: Index

    def rule(self, rule: CompiledRule) -> Part:
        """Explain the whole of *rule*."""
        return self.part(rule.tree, rule.node)

    def part(self, tree: Node, node: Compiled) -> Part:
        """Explain *node*, which *tree* was compiled to."""
        found = node.hits(self.subject)
        hits = tuple(self._hit(each) for each in found or ())
        scope, inner = _without_scope(tree)
        asks = f"{scope}{written(inner)}"
        if isinstance(node, TopicLeaf):
            return self._topic(asks, node, hits)
        kind, parts = self._inside(inner, node)
        apart = self._apart(node) if isinstance(node, Close) and found is None else None
        return Part(asks, kind, found is not None, hits, apart=apart, parts=parts)

    def _inside(self, tree: Node, node: Compiled) -> tuple[str, tuple[Part, ...]]:
        match tree, node:
            case And(trees), All(nodes):
                return "all", self._each(trees, nodes)
            case Or(trees), Either(nodes):
                return "any", self._each(trees, nodes)
            case Not(one), Without(other):
                return "not", (self.part(one, other),)
            case Near(left, right), Close(first, second):
                return "near", self._each((left, right), (first, second))
        return "term", ()

    def _each(self, trees: tuple[Node, ...], nodes: tuple[Compiled, ...]) -> tuple[Part, ...]:
        return tuple(self.part(tree, node) for tree, node in zip(trees, nodes, strict=True))

    def _topic(self, asks: str, node: TopicLeaf, hits: tuple[Hit, ...]) -> Part:
        section = self.subject.section(node.field)
        verdict = node.topic.verdict(self.subject, section)
        context = Neighbours(node.topic.context.hits(section) if verdict.lonely else ())
        cancelled = (
            Cancelled(self._hit(each.hit), self._hit(each.exclusion)) for each in verdict.cancelled
        )
        return Part(
            asks,
            "topic",
            bool(hits),
            hits,
            cancelled=tuple(cancelled),
            lonely=tuple(self._lonely(node, each, context) for each in verdict.lonely),
        )

    def _lonely(self, node: TopicLeaf, found: Found, context: Neighbours) -> Lonely:
        hit = self._hit(found)
        sides = ((context.before(found[0]), True), (context.after(found[1]), False))
        distances = [
            (self._words(each, found) if is_before else self._words(found, each), each)
            for each, is_before in sides
            if each and self._hit(each).field == hit.field
        ]
        words, nearest = min(distances, default=(FARTHEST, None))
        topic = self.index.topics[node.topic.name]
        entries = (entry for terms in topic.context.values() for entry in terms)
        return Lonely(hit, tuple(dict.fromkeys(entries)), nearest and self._hit(nearest), words)

    def _apart(self, node: Close) -> int | None:
        left, right = (each.hits(self.subject) or () for each in (node.left, node.right))
        pairs = [(one, other) for one in left[:_MOST_PAIRED] for other in right[:_MOST_PAIRED]]
        if not node.is_ordered:
            pairs += [(other, one) for one, other in pairs]
        at = self.subject.section_at
        distances = [
            self._words(one, other)
            for one, other in pairs
            if one[1] <= other[0] and at(one[0]) is at(other[0])
        ]
        return min(distances, default=None)

    def _words(self, first: Found, second: Found) -> int:
        section = self.subject.section_at(first[0])
        end, start = first[1] - section.base, second[0] - section.base
        return min(FARTHEST, section.passages.words_between(end, start, FARTHEST))

    def _hit(self, found: Found) -> Hit:
        term = self.index.terms[found[2]]
        return self.subject.hit(found, term.text, term.topic)


def _without_scope(tree: Node) -> tuple[str, Node]:
    if isinstance(tree, In):
        scope, inner = _without_scope(tree.node)
        return f"{tree.field}:{scope}", inner
    return "", tree


def _all_hits(part: Part) -> tuple[Hit, ...]:
    """Return what was found of the parts, though the whole does not hold."""
    if part.kind == "not":
        return ()
    if not part.parts:
        return part.hits
    return tuple(hit for each in part.parts for hit in _all_hits(each))


def _missing(part: Part) -> Iterator[str]:
    """Name the fewest parts that would have to hold for *part* to hold."""
    failing = [each for each in part.parts if not each.holds]
    if part.kind == "any":
        yield from min((list(_missing(each)) for each in part.parts), key=len)
    elif part.kind == "not":
        yield f"{part.asks}: it does occur ({_words(part.parts[0].hits)})"
    elif part.kind == "near" and not failing:
        yield f"{part.asks}: both occur, but {_apart(part)}"
    elif part.parts:
        for each in failing:
            yield from _missing(each)
    else:
        yield f"{part.asks}{_why_not(part)}"


def _apart(part: Part) -> str:
    if part.apart is None:
        return "not so near"
    return f"not so near: {_words_away(part.apart)} in between"


def _why_not(part: Part) -> str:
    if part.lonely:
        return f": {_lonely(part.lonely[0])}"
    if part.cancelled:
        return f": {_cancelled(part.cancelled[0])}"
    return ": does not occur"


def lines(explained: Explained) -> list[str]:
    """Lay out an explanation for people, a line a thought."""
    verdict = "match" if explained.fires else "no match"
    shown = [f"{explained.rule}: {verdict}", *_tree(outline(explained.tree), 1)]
    if explained.missing:
        shown += ["  what is missing:", *(f"    {each}" for each in explained.missing)]
    return shown


_LABELS = {"all": "all of", "any": "any of", "not": "not", "near": "near"}


def outline(part: Part) -> Line:
    """Put a part of a rule into words, and all parts of it under it."""
    if part.parts:
        words = part.asks if part.kind == "near" else _LABELS[part.kind]
    else:
        words = f"{part.asks}  {_words(part.hits)}" if part.hits else part.asks
    notes = [_cancelled(each) for each in part.cancelled[:MOST_SHOWN]]
    notes += [_lonely(each) for each in part.lonely[:MOST_SHOWN]]
    return Line(part.holds, words, tuple(notes), tuple(map(outline, part.parts)))


def _tree(line: Line, depth: int) -> Iterator[str]:
    indent = "  " * depth
    yield f"{indent}{'✓' if line.holds else '✗'} {line.words}"
    yield from (f"{indent}    {note}" for note in line.notes)
    for each in line.parts:
        yield from _tree(each, depth + 1)


def _words(hits: tuple[Hit, ...]) -> str:
    shown = list(dict.fromkeys(f"«{hit.surface}» ({hit.field})" for hit in hits))
    more = f" and {len(shown) - MOST_SHOWN} more" if len(shown) > MOST_SHOWN else ""
    return ", ".join(shown[:MOST_SHOWN]) + more


def _cancelled(cancelled: Cancelled) -> str:
    phrase = cancelled.exclusion
    return (
        f"«{cancelled.hit.surface}» does not count: «{phrase.surface}» ({phrase.term}) is excluded"
    )


def _lonely(lonely: Lonely) -> str:
    shown = ", ".join(lonely.sought[:MOST_SHOWN])
    more = ", …" if len(lonely.sought) > MOST_SHOWN else ""
    weak = (
        f"«{lonely.hit.surface}» ({lonely.hit.field}) is weak and needs context in its sentence "
        f"or within {NEAR_ENOUGH} words ({shown}{more})"
    )
    if lonely.nearest is None:
        return f"{weak}; there is none in the {lonely.hit.field}"
    distance = _words_away(lonely.words)
    return f"{weak}; the nearest is «{lonely.nearest.surface}», {distance} away"


def _words_away(words: int) -> str:
    if words >= FARTHEST:
        return f"{FARTHEST} words or more"
    return "1 word" if words == 1 else f"{words} words"
