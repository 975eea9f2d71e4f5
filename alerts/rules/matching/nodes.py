"""
What a rule asks for, compiled: a tree of nodes that are held against one item.

`hits` is the only way to evaluate: matching, preview and explanation all ask it. Knows no rules and
no syntax; index.py makes the nodes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.rules.matching.groups import Group
from alerts.rules.matching.nearness import close_pairs
from alerts.rules.matching.section import Found, Subject
from alerts.rules.matching.topics import SoughtTopic
from alerts.rules.query.syntax import Distance, FieldName


@dataclass(eq=False, slots=True)
class Leaf:
    """A term, in *field* or, for None, in title and body."""

    group: Group
    field: FieldName | None

    def hits(self, subject: Subject) -> Sequence[Found] | None:
        """Return the evidence that this node is true, in order; None when it is not."""
        if self.field is None:  # nearly always
            return self.group.hits(subject.main) or None
        return _in_field(subject, self.group.hits(subject.section(self.field)), self.field)


@dataclass(eq=False, slots=True)
class TopicLeaf:
    """A topic, in *field* or, for None, in title and body."""

    topic: SoughtTopic
    field: FieldName | None

    def hits(self, subject: Subject) -> Sequence[Found] | None:
        """Return the evidence that this node is true, in order; None when it is not."""
        verdict = self.topic.verdict(subject, subject.section(self.field))
        return _in_field(subject, verdict.counting, self.field)


@dataclass(eq=False, slots=True)
class Same:
    """A field that is *value*, whatever its capitals: an outlet's id or a language's code."""

    field: FieldName
    value: str
    number: int

    def hits(self, subject: Subject) -> Sequence[Found] | None:
        """Return the whole field when it is the value; None when it is not."""
        is_same = self.value in values_of(subject, self.field)
        return [subject.value(self.field, self.number)] if is_same else None


@dataclass(eq=False, slots=True)
class All:
    """Each of *nodes*."""

    nodes: tuple["Compiled", ...]

    def hits(self, subject: Subject) -> Sequence[Found] | None:
        """Return the evidence of all nodes; None when one is not true."""
        found: list[Found] = []
        for node in self.nodes:
            if (hits := node.hits(subject)) is None:
                return None
            found += hits
        return found


@dataclass(eq=False, slots=True)
class Either:
    """At least one of *nodes*."""

    nodes: tuple["Compiled", ...]

    def hits(self, subject: Subject) -> Sequence[Found] | None:
        """Return the evidence of all nodes that are true; None when none is."""
        every = [hits for node in self.nodes if (hits := node.hits(subject)) is not None]
        return [hit for hits in every for hit in hits] if every else None


@dataclass(eq=False, slots=True)
class Without:
    """Not *node*."""

    node: "Compiled"

    def hits(self, subject: Subject) -> Sequence[Found] | None:
        """Return no evidence when the node is not true; None when it is."""
        return () if self.node.hits(subject) is None else None


@dataclass(eq=False, slots=True)
class Close:
    """Hits of both sides near each other; of all hits, those count that have one near."""

    left: "Compiled"
    right: "Compiled"
    within: Distance
    is_ordered: bool

    def hits(self, subject: Subject) -> Sequence[Found] | None:
        """Return the hits that have one of the other side near; None when none has."""
        left = self.left.hits(subject)
        right = left and self.right.hits(subject)
        if not left or not right:
            return None
        pairs = close_pairs(subject, left, right, self.within, is_ordered=self.is_ordered)
        return pairs or None


@dataclass(eq=False, slots=True)
class Present:
    """A term or topic of which no hit counts that begins in a sentence about the past."""

    node: Leaf | TopicLeaf

    def hits(self, subject: Subject) -> Sequence[Found] | None:
        """Return the evidence that this node is true, in order; None when it is not."""
        found = self.node.hits(subject)
        return found and ([hit for hit in found if not subject.past_at(hit[0])] or None)


@dataclass(eq=False, slots=True)
class Recency:
    """That nothing is lost by leaving out the past: of *parts*, as they are and without it."""

    parts: tuple[tuple["Compiled", "Compiled"], ...] = ()

    def hits(self, subject: Subject) -> Sequence[Found] | None:
        """Return no evidence; None when a part holds of the whole text only."""
        is_lost = any(
            present.hits(subject) is None and whole.hits(subject) is not None
            for whole, present in self.parts
        )
        return None if is_lost else ()


Compiled = Leaf | TopicLeaf | Same | All | Either | Without | Close | Present | Recency


def values_of(subject: Subject, field: FieldName) -> tuple[str, ...]:
    """Return what an item has in *field*, small: for "ar-SY" the language alone, too."""
    value = str(getattr(subject.item, field)).casefold()
    return (value, value.partition("-")[0]) if field == "language" else (value,)


def _in_field(
    subject: Subject, hits: Sequence[Found], field: FieldName | None
) -> Sequence[Found] | None:
    if field in {"title", "body"}:
        hits = [hit for hit in hits if subject.field_at(hit[0]) == field]
    return hits or None
