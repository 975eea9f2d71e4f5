"""
The query language: syntax tree → text that is read as the same tree.

Knows how close operators bind, and of the reading only that it tells a word from anything else.
"""

from alerts.rules.query.parsing import parse
from alerts.rules.query.syntax import And, Area, In, Near, Node, Not, Or, Recent, Term, TopicRef
from model import RuleError


def written(node: Node) -> str:
    """Return *node* as a query that `parse` reads as the same tree."""
    return _written(node, _LOOSEST)


_LOOSEST, _AND, _NEAR, _NOT, _TIGHTEST = range(5)  # how close an operator binds


def _written(node: Node, least: int) -> str:
    """Return *node* as text, in parentheses when it binds less than *least*."""
    text, binds = _text_of(node)
    return text if binds >= least else f"({text})"


def _text_of(node: Node) -> tuple[str, int]:
    match node:
        case Or(nodes):
            return " OR ".join(_written(each, _AND) for each in nodes), _LOOSEST
        case And(nodes):
            return " AND ".join(_written(each, _NEAR) for each in nodes), _AND
        case Near(left, right, within, is_ordered):
            operator = f"{'BEFORE' if is_ordered else 'NEAR'}/{within}"
            return f"{_written(left, _NEAR)} {operator} {_written(right, _NOT)}", _NEAR
        case Not(inner):
            return f"NOT {_written(inner, _NOT)}", _NOT
        case In(field, inner):
            return f"{field}:{_written(inner, _TIGHTEST)}", _TIGHTEST
        case _:
            return _leaf_text(node), _TIGHTEST


def _leaf_text(node: Term | TopicRef | Area | Recent) -> str:
    match node:
        case Recent():
            return "when:recent"
        case TopicRef(name):
            return f"@{name}"
        case Area(place):
            return f"area:{_term(place)}"
        case Term(text):
            return _term(text)


def _term(text: str) -> str:
    return text if _is_bare(text) else f'"{text}"'


def _is_bare(text: str) -> bool:
    """Say whether *text* is read as that very term without quotation marks."""
    try:
        return parse("", text) == Term(text, 0, len(text))
    except RuleError:
        return False
