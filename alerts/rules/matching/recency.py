"""
Rules that ask for what is recent: compiled nodes of which no hit in a sentence of the past counts.

Knows nodes; which sentences are of the past is asked of the subject.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

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
)
from alerts.rules.matching.section import Found, Subject

Needs = tuple[frozenset[int], ...]
Hits = Callable[[Subject], Sequence[Found] | None]


def recently(node: Compiled, needs: Needs) -> tuple[Compiled, Needs, Hits]:
    """
    Return *node*, which has a `Recency` among its conjuncts, without the past.

    Also its *needs*, and its hits found the quickest way: the text is read for its past only when
    all else holds.
    """
    parts = [each for each in _conjuncts(node) if not isinstance(each, Recency)]
    recency = Recency(tuple((each, _present(each, Recency())) for each in parts))
    sure = tuple(each for each in parts if not _has_negation(each))
    present = All(tuple(each for _, each in recency.parts))
    return _present(node, recency), needs, _Quickest(sure, present).hits


def without_past(node: Compiled) -> Compiled:
    """Return *node* with no hit in a sentence of the past, whatever its rule asks for."""
    return _present(node, Recency())


@dataclass(eq=False, slots=True)
class _Quickest:
    sure: tuple[Compiled, ...]  # what must hold of the whole text, to hold without its past
    present: Compiled

    def hits(self, subject: Subject) -> Sequence[Found] | None:
        """Return the evidence that is not of the past; None when the rule does not fire."""
        if any(each.hits(subject) is None for each in self.sure):
            return None
        return self.present.hits(subject)


def _conjuncts(node: Compiled) -> Iterator[Compiled]:
    if isinstance(node, All):
        for each in node.nodes:
            yield from _conjuncts(each)
    else:
        yield node


def _present(node: Compiled, recency: Recency) -> Compiled:
    """Return *node* with *recency* in its place, and every term and topic without its past."""
    match node:
        case All(nodes):
            return All(tuple(_present(each, recency) for each in nodes))
        case Either(nodes):
            return Either(tuple(_present(each, recency) for each in nodes))
        case Without(inner):
            return Without(_present(inner, recency))
        case Close(left, right, within, is_ordered):
            first, second = _present(left, recency), _present(right, recency)
            return Close(first, second, within, is_ordered)
        case Leaf() | TopicLeaf():
            return Present(node)
        case Recency():
            return recency
        case Same() | Present():
            return node


def presents_in(node: Compiled) -> Iterator[Present]:
    """Yield what *node*, a part of a recent rule, looks for."""
    match node:
        case Present():
            yield node
        case All(nodes) | Either(nodes):
            for each in nodes:
                yield from presents_in(each)
        case Close(left, right):
            yield from presents_in(left)
            yield from presents_in(right)
        case Without(inner):
            yield from presents_in(inner)


def _has_negation(node: Compiled) -> bool:
    match node:
        case Without():
            return True
        case All(nodes) | Either(nodes):
            return any(map(_has_negation, nodes))
        case _:  # nothing negative is near anything
            return False
