"""
Whether a query that could be read makes sense: names, terms, nearness, and what it fires on.

Knows the tree alone; how its terms are looked for is forms.py's.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from alerts.rules import names
from alerts.rules.query.recency import check_recent
from alerts.rules.query.slips import SlipError
from alerts.rules.query.syntax import (
    And,
    Area,
    FieldName,
    In,
    Near,
    Node,
    Not,
    Or,
    Recent,
    Term,
    TopicRef,
    parts_of,
)
from alerts.rules.query.writing import written
from alerts.rules.terms import mistake_in_term
from model import RuleError

_TEXT_FIELDS: frozenset[FieldName] = frozenset({"title", "body"})
_WITHOUT_WORDS: frozenset[FieldName] = frozenset({"outlet", "language"})  # one value, no text
_LANGUAGE = re.compile("[A-Za-z]{2,3}")
_QUOTES = '"“”„‟«»'
_LONGEST_SHOWN = 40


def check_query(
    rule_name: str, text: str, node: Node, topics: Collection[str], places: Collection[str]
) -> None:
    """
    See that *node*, as parsed from *text*, can be used; *topics* and *places* are all there are.

    Raises:
        RuleError: it cannot; says why and what to write, and points at the first mistake.
    """
    try:
        check_recent(node)
        _Check(text, topics, places).look_at(node, None)
        _check_evidence(node)
    except SlipError as slip:
        raise RuleError(rule_name, slip.message, text, slip.offset) from None


@dataclass(frozen=True, slots=True)
class _Check:
    text: str
    topics: Collection[str]
    places: Collection[str]

    def look_at(self, node: Node, scope: In | None) -> None:
        """Check *node* and all in it; *scope* is the field around it."""
        match node:
            case Term():
                self._term(node, scope)
            case TopicRef() | Area():
                self._name(node, scope)
            case In():
                _check_scope(node, scope)
                scope = node
            case Near():
                _check_near(node, scope)
        for each in parts_of(node):
            self.look_at(each, scope)

    def _term(self, term: Term, scope: In | None) -> None:
        if scope and scope.field == "language" and not _LANGUAGE.fullmatch(term.text):
            advice = "as in language:ar, language:ckb or language:(en OR tr)"
            raise SlipError(f"language: takes the code of a language, {advice}", term.start)
        if mistake := mistake_in_term(term.text):
            raise SlipError(mistake.message, self._place(term, mistake.offset))

    def _place(self, term: Term, offset: int) -> int:
        """Return where in the query the character *offset* of a term's text stands."""
        raw = self.text[term.start : term.end]
        places = [at for at, sign in enumerate(raw) if not sign.isspace() and sign not in _QUOTES]
        before = sum(not sign.isspace() for sign in term.text[:offset])
        return term.start + places[min(before, len(places) - 1)]

    def _name(self, node: TopicRef | Area, scope: In | None) -> None:
        if scope and scope.field in _WITHOUT_WORDS:
            message = f"{scope.field}: is compared with a value; a topic or place is not one"
            raise SlipError(message, node.start)
        if isinstance(node, Area):
            if node.place not in self.places:
                start = self.text.index(":", node.start) + 1
                raise SlipError(names.unknown_place(node.place, self.places), start)
        elif node.name not in self.topics and node.name not in self.places:
            raise SlipError(names.unknown_topic(node.name, self.topics, self.places), node.start)


def _check_scope(node: In, scope: In | None) -> None:
    if scope:
        advice = f"write {scope.field}:… AND {node.field}:…"
        raise SlipError(f"{node.field}: stands inside {scope.field}:; {advice}", node.start)


def _check_near(near: Near, scope: In | None) -> None:
    operator = _operator(near)
    if scope and scope.field in _WITHOUT_WORDS:
        raise SlipError(f"{scope.field}: has no words to be near each other", near.start)
    for side in (near.left, near.right):
        if culprit := _without_place(side):
            raise SlipError(f"{operator} {_WHY[type(culprit)]}", culprit.start)
    around: frozenset[FieldName] = frozenset({scope.field}) if scope else _TEXT_FIELDS
    left, right = _fields(near.left, around), _fields(near.right, around)
    if not left & right:
        fields = f"{_listed(left)} and {_listed(right)}"
        raise SlipError(f"{operator} never holds between {fields}; write AND", near.right.start)


_WHY = {
    Not: "needs words on both sides; what does not occur is near nothing: a NEAR/8 b AND NOT c",
    And: "needs one place on each side; AND has several: (a NEAR/8 b) AND (a NEAR/8 c)",
    In: "needs words on both sides; outlet: and language: have no place in a text: write AND",
}


def _without_place(node: Node) -> Node | None:
    """Return the part of *node* that never stands at one place of a text."""
    match node:
        case Not() | And():
            return node
        case In(field, inner):
            return node if field in _WITHOUT_WORDS else _without_place(inner)
        case Or(nodes):
            return _first(map(_without_place, nodes))
        case _:  # a Near within a Near is checked by itself
            return None


def _first(found: Iterable[Node | None]) -> Node | None:
    return next((each for each in found if each is not None), None)


def _fields(node: Node, around: frozenset[FieldName]) -> frozenset[FieldName]:
    """Return the fields in which *node* may be found."""
    match node:
        case In(field):
            return frozenset({field})
        case Or(nodes):
            return frozenset().union(*(_fields(each, around) for each in nodes))
        case Near(left, right):
            return _fields(left, around) & _fields(right, around)
        case _:
            return around


def _listed(fields: frozenset[FieldName]) -> str:
    return " or ".join(f"{field}:" for field in sorted(fields))


def _operator(near: Near) -> str:
    return f"{'BEFORE' if near.is_ordered else 'NEAR'}/{near.within}"


def _fires_on_nothing(node: Node) -> Node | None:
    """Return the part that makes *node* true where not one of its words occurs."""
    match node:
        case Recent():
            return node
        case Not(inner):
            return None if _fires_on_nothing(inner) else node
        case And(nodes):
            found = [_fires_on_nothing(each) for each in nodes]
            return found[0] if all(found) else None
        case Or(nodes):
            return _first(map(_fires_on_nothing, nodes))
        case In(_, inner):
            return _fires_on_nothing(inner)
        case _:
            return None


def _check_evidence(node: Node) -> None:
    if culprit := _fires_on_nothing(node):
        shown = written(culprit)
        if len(shown) > _LONGEST_SHOWN:
            shown = f"{shown[:_LONGEST_SHOWN]}…"
        advice = f"say what must occur, too: convoy AND {shown}"
        raise SlipError(f"this alone fires for nearly every item; {advice}", culprit.start)
