"""
Where `when:recent` stands in a query, and the query without it.

It is said of the whole query, so it may be one of the parts that must all hold, and no part of
anything else. Knows the tree alone.
"""

from collections.abc import Iterator

from alerts.rules.query.slips import SlipError
from alerts.rules.query.syntax import And, In, Near, Node, Not, Or, Recent, parts_of
from alerts.rules.query.writing import written

_LONGEST_ADVICE = 60
_CANNOT = {  # by the node around it
    Or: "when:recent is said of the whole query, not of one side of an OR",
    Not: "when:recent cannot be negated; it only leaves out what is told of the past",
    Near: "when:recent is near nothing; it is said of the whole query",
    In: "when:recent is said of the whole query, not of one field",
}


def is_recent(tree: Node) -> bool:
    """Say whether *tree*, which must have passed the checks, asks for what is recent."""
    return any(isinstance(each, Recent) for each in conjuncts(tree))


def conjuncts(node: Node) -> Iterator[Node]:
    """Yield the parts of *node* that must all hold, also those in parentheses of their own."""
    if isinstance(node, And):
        for each in node.nodes:
            yield from conjuncts(each)
    else:
        yield node


def without_recent(node: Node) -> Node | None:
    """Return *node* without every `when:recent`; None when there is nothing else."""
    match node:
        case Recent():
            return None
        case And(nodes) | Or(nodes):
            kept = [each for inner in nodes if (each := without_recent(inner))]
            return type(node)(tuple(kept)) if len(kept) > 1 else next(iter(kept), None)
        case Near(left, right, within, is_ordered):
            first, second = without_recent(left), without_recent(right)
            return Near(first, second, within, is_ordered) if first and second else first or second
        case Not(inner):
            return (kept_inner := without_recent(inner)) and Not(kept_inner)
        case In(field, inner):
            return (kept_inner := without_recent(inner)) and In(field, kept_inner)
        case _:
            return node


def check_recent(tree: Node) -> None:
    """
    See that `when:recent` stands where it may in *tree*, and once.

    Raises:
        SlipError: it does not; says how to write it, and where the mistake is.
    """
    if wrong := next(_misplaced(tree, None), None):
        inside, culprit = wrong
        raise SlipError(f"{_CANNOT[inside]}; {_advice(tree)}", culprit.start)
    asked = [each for each in conjuncts(tree) if isinstance(each, Recent)]
    if len(asked) > 1:
        raise SlipError("when:recent stands here twice; once is enough", asked[1].start)


def _misplaced(node: Node, inside: type[Node] | None) -> Iterator[tuple[type[Node], Recent]]:
    """Yield each `when:recent` that is a part of something else, with the kind of that."""
    if isinstance(node, Recent):
        if inside:
            yield inside, node
        return
    around = inside if isinstance(node, And) else type(node)
    for each in parts_of(node):
        yield from _misplaced(each, around)


def _advice(tree: Node) -> str:
    rest = without_recent(tree)
    if rest:
        meant = written(And((*conjuncts(rest), Recent())))
        if len(meant) <= _LONGEST_ADVICE:
            return f"write {meant}"
    return "write ( … ) AND when:recent"
