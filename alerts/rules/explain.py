"""
Why a rule fires for an item, or what is missing: the rule as a tree, with what each part found.

Asks the very nodes that matching asks, so that both always give the same answer. Decides nothing;
how it is put into words is known to explained.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from alerts.rules.explained import FARTHEST, Cancelled, Explained, Lonely, Part, Past, missing
from alerts.rules.matcher import RuleSet
from alerts.rules.matching.background import PastSentence
from alerts.rules.matching.index import CompiledRule, Index
from alerts.rules.matching.nearness import Neighbours
from alerts.rules.matching.nodes import (
    All,
    Close,
    Compiled,
    Either,
    Present,
    Recency,
    TopicLeaf,
    Without,
)
from alerts.rules.matching.recency import presents_in
from alerts.rules.matching.section import Found, Subject
from alerts.rules.query.syntax import And, In, Near, Node, Not, Or, Recent
from alerts.rules.query.writing import written
from model import Hit, Item
from model.incident import EventDate

_LONGEST = 120  # characters of a sentence that are shown
_MOST_PAIRED = 30  # hits of either side of a near that are compared


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
        missing=() if tree.holds else tuple(missing(tree)),
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
        past = self._past(node)
        if isinstance(node, Present):
            node = node.node
        if isinstance(node, TopicLeaf):
            return self._topic(asks, node, hits, past)
        kind, parts = self._inside(inner, node)
        apart = self._apart(node) if isinstance(node, Close) and found is None else None
        return Part(asks, kind, found is not None, hits, past=past, apart=apart, parts=parts)

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
            case Recent(), _:
                return "when", ()
        return "term", ()

    def _each(self, trees: tuple[Node, ...], nodes: tuple[Compiled, ...]) -> tuple[Part, ...]:
        return tuple(self.part(tree, node) for tree, node in zip(trees, nodes, strict=True))

    def _past(self, node: Compiled) -> tuple[Past, ...]:
        """Return the hits of *node* that are left out; of a `Recency`, those of the whole rule."""
        parts: Iterable[Present] = [node] if isinstance(node, Present) else ()
        if isinstance(node, Recency):
            parts = (each for _, part in node.parts for each in presents_in(part))
        found = (hit for each in parts for hit in each.node.hits(self.subject) or ())
        sentences = ((each, self.subject.past_at(each[0])) for each in found)
        return tuple(self._told(each, sentence) for each, sentence in sentences if sentence)

    def _told(self, found: Found, sentence: PastSentence) -> Past:
        text, span = self.subject.main.original, sentence.span
        words = " ".join(text[span.start : span.end].split())
        if len(words) > _LONGEST:
            words = f"{words[:_LONGEST].rstrip()}…"
        return Past(self._hit(found), words, _days(sentence.date))

    def _topic(
        self, asks: str, node: TopicLeaf, hits: tuple[Hit, ...], past: tuple[Past, ...]
    ) -> Part:
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
            past=past,
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


def _days(date: EventDate | None) -> str:
    if date is None:
        return ""
    return f"{date.first}" if date.first == date.last else f"{date.first} to {date.last}"


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
