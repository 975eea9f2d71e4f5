"""
The syntax tree of a query: what a rule asks for, before anything is compiled.

Plain values; `query.py` makes them from text, `index.py` compiles them, `explain.py` shows them.
"""

from dataclasses import dataclass
from typing import Literal

FieldName = Literal["title", "body", "url", "outlet", "language", "author", "category"]
Distance = int | Literal["s", "p"]  # words between, or the same sentence or paragraph


@dataclass(frozen=True, slots=True)
class Term:
    """
    A word or phrase to look for, as `forms.forms` reads it: `convoy*`, `=SANA`, `a ~2 b`.

    *start* and *end* say where it stands in the query; so in every node.
    """

    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class TopicRef:
    """`@name`: any term of that topic, with its context and exclusions."""

    name: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Area:
    """`area:place`: any name of that place or of one inside it."""

    place: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Near:
    """Hits of both sides close together, on the same field; *is_ordered*: left before right."""

    left: "Node"
    right: "Node"
    within: Distance
    is_ordered: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class And:
    """All of *nodes*."""

    nodes: tuple["Node", ...]
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of *nodes*."""

    nodes: tuple["Node", ...]
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Not:
    """Not *node*: true where it does not occur."""

    node: "Node"
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class In:
    """`field:…`: *node* looked for in that field only, instead of title and body."""

    field: FieldName
    node: "Node"
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Recent:
    """`when:recent`: the rest of the query, read without the sentences that tell of the past."""

    start: int = 0
    end: int = 0


Node = Term | TopicRef | Area | Near | And | Or | Not | In | Recent


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes right inside *node*."""
    match node:
        case And(nodes) | Or(nodes):
            return nodes
        case Near(left, right):
            return (left, right)
        case Not(inner) | In(_, inner):
            return (inner,)
        case _:
            return ()
