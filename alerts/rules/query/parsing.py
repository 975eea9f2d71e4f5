"""
The query language: text → syntax tree, or an error that points at the mistake.

The grammar is grammar.lark's, what is said of a breach of it is slips.py's, and the way back is
writing.py's. Knows no topic or place: whether a tree makes sense is asked in checking.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, cast, get_args

from alerts.rules.query import slips
from alerts.rules.query.slips import SlipError
from alerts.rules.query.syntax import (
    And,
    Area,
    Distance,
    FieldName,
    In,
    Near,
    Node,
    Not,
    Or,
    Recent,
    Term,
    TopicRef,
)
from model import RuleError

if TYPE_CHECKING:  # loaded only when there is a query to read: it takes a quarter of a second
    from lark import Lark, Token

_MOST_CHARACTERS = 100_000
_MOST_TERMS = 5_000
_MOST_PARENTHESES = 50  # open at once
_DEEPEST = 150  # nodes from the top to a term; what walks a tree may then call itself
_FARTHEST = 999  # words
_REMEMBERED = 20_000  # trees: what checks a rule and what compiles it read the same text

_QUOTES = '"“”„‟«»'
_AREA, _WHEN, _RECENT = "area", "when", "recent"


@lru_cache(maxsize=_REMEMBERED)
def parse(rule_name: str, text: str) -> Node:
    """
    Return what the query *text* asks for.

    Takes time in proportion to the text. A tree is at most 150 nodes deep.

    Raises:
        RuleError: it cannot be read; says what to write instead, and points at the first mistake.
    """
    try:
        return _parsed(text)
    except SlipError as slip:
        raise RuleError(rule_name, slip.message, text, slip.offset) from None


def tokens(text: str) -> "Iterator[Token]":
    """Yield the words and signs of *text* up to the first that no query has."""
    from lark.exceptions import UnexpectedCharacters

    try:
        yield from _parser().lex(text[:_MOST_CHARACTERS])
    except UnexpectedCharacters:
        return


def _parsed(text: str) -> Node:
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    if len(text) > _MOST_CHARACTERS:
        raise SlipError(f"a query has at most {_MOST_CHARACTERS:,} characters", _MOST_CHARACTERS)
    reading = _parser().parse_interactive(text)
    track = _Track(text)
    try:
        for token in reading.iter_parse():
            track.follow(token)
        track.finish()
        piece: _Piece = reading.feed_eof(track.last)  # type: ignore[no-untyped-call]
    except UnexpectedToken as error:
        raise slips.misplaced(text, error.token, track.before) from None
    except UnexpectedCharacters as error:
        raise slips.strange_sign(text, error.pos_in_stream or 0) from None
    return piece.node


class _Track:
    """What has been read so far of one query: enough to say what is wrong with the next token."""

    def __init__(self, text: str) -> None:
        self.before: Token | None = None
        self.last: Token | None = None
        self._text = text
        self._open: list[int] = []
        self._terms = 0

    def follow(self, token: "Token") -> None:
        """Take note of *token*; raise a SlipError when it can be seen to be wrong by itself."""
        self.before, self.last = self.last, token
        start = token.start_pos or 0
        match token.type:
            case "OPEN":
                self._open.append(start)
                if len(self._open) > _MOST_PARENTHESES:
                    raise SlipError(
                        f"more than {_MOST_PARENTHESES} parentheses in each other", start
                    )
            case "CLOSE":
                if not self._open:
                    raise SlipError(
                        'this ")" closes nothing; take it out, or open it with "("', start
                    )
                self._open.pop()
            case "WORD" | "PHRASE" | "TOPIC":
                self._terms += 1
                if self._terms > _MOST_TERMS:
                    message = f"more than {_MOST_TERMS:,} terms; put them into a topic, or cut down"
                    raise SlipError(message, start)
                if token.type == "WORD":
                    slips.look_at_word(self._text, token)

    def finish(self) -> None:
        """Raise a SlipError when the query ends too early."""
        self.before = self.last
        if self._open:
            raise SlipError('this "(" is never closed; add ")"', self._open[-1])


@dataclass(slots=True)
class _Piece:
    """A node on its way into a tree, with the stretch it takes, its own parentheses included."""

    node: Node
    start: int
    end: int
    depth: int = 1


def _piece(node: Node, parts: Iterable[_Piece]) -> _Piece:
    depth = 1 + max(part.depth for part in parts)
    if depth > _DEEPEST:
        message = f"more than {_DEEPEST} parts in each other; make it two rules"
        raise SlipError(message, node.start)
    return _Piece(node, node.start, node.end, depth)


@cache
def _parser() -> "Lark":
    from lark import Lark, Transformer

    class Tree(Transformer[Any, _Piece]):
        """Makes the nodes while the text is read, so that no depth of it can hurt."""

        word = staticmethod(_word)
        phrase = staticmethod(_phrase)
        topic = staticmethod(_topic)
        scoped = staticmethod(_scoped)
        group = staticmethod(_group)
        negation = staticmethod(_negation)
        near = staticmethod(_near)
        all_of = staticmethod(_all_of)
        any_of = staticmethod(_any_of)

    return Lark.open(
        "grammar.lark", rel_to=__file__, parser="lalr", lexer="basic", transformer=Tree()
    )


def _stretch(token: "Token") -> tuple[int, int]:
    return token.start_pos or 0, token.end_pos or 0


def _word(tokens: "list[Token]") -> _Piece:
    start, end = _stretch(tokens[0])
    return _Piece(Term(str(tokens[0]), start, end), start, end)


def _phrase(tokens: "list[Token]") -> _Piece:
    start, end = _stretch(tokens[0])
    prefix, inner = _parts_of_phrase(tokens[0])
    if not inner.strip():
        message = "nothing stands between these quotation marks; write a word or take them out"
        raise SlipError(message, start + len(prefix))
    return _Piece(Term(prefix + " ".join(inner.split()), start, end), start, end)


def _parts_of_phrase(raw: str) -> tuple[str, str]:
    """Return what stands before the quotation marks of *raw*, and what between them."""
    opening = next(place for place, sign in enumerate(raw) if sign in _QUOTES)
    return raw[:opening], raw[opening + 1 : -1]


def _topic(tokens: "list[Token]") -> _Piece:
    start, end = _stretch(tokens[0])
    return _Piece(TopicRef(str(tokens[0])[1:], start, end), start, end)


def _scoped(children: list[Any]) -> _Piece:
    token, part = cast("tuple[Token, _Piece]", children)
    start, name = _stretch(token)[0], str(token)[:-1]
    if name == _AREA:
        return _Piece(Area(_place(part), start, part.end), start, part.end)
    if name == _WHEN:
        _see_when(part)
        return _Piece(Recent(start, part.end), start, part.end)
    if name not in get_args(FieldName):
        raise slips.unknown_field(name, [*get_args(FieldName), _AREA, _WHEN], start)
    return _piece(In(cast("FieldName", name), part.node, start, part.end), [part])


def _place(part: _Piece) -> str:
    if isinstance(part.node, Term) and not set(part.node.text) & set("*=^~"):
        return part.node.text
    message = "a place is named by its id alone: area:hasakah, or area:hasakah OR area:raqqa"
    raise SlipError(message, part.start)


def _see_when(part: _Piece) -> None:
    value = part.node.text if isinstance(part.node, Term) else "…"
    if value != _RECENT:
        raise slips.unknown_when(value, part.start)


def _group(children: list[Any]) -> _Piece:
    opening, inner, closing = cast("tuple[Token, _Piece, Token]", children)
    return _Piece(inner.node, _stretch(opening)[0], _stretch(closing)[1], inner.depth)


def _negation(children: list[Any]) -> _Piece:
    token, part = cast("tuple[Token, _Piece]", children)
    return _piece(Not(part.node, _stretch(token)[0], part.end), [part])


def _near(children: list[Any]) -> _Piece:
    left, token, right = cast("tuple[_Piece, Token, _Piece]", children)
    operator, _, distance = str(token).partition("/")
    within, is_ordered = _distance(token, distance), operator == "BEFORE"
    node = Near(left.node, right.node, within, is_ordered, left.start, right.end)
    return _piece(node, [left, right])


def _distance(token: "Token", distance: str) -> Distance:
    if distance in ("s", "p"):
        return cast("Distance", distance)
    if re.fullmatch(r"\d{1,3}", distance) and 0 < int(distance) <= _FARTHEST:
        return int(distance)
    raise slips.unknown_distance(str(token), _stretch(token)[0], _FARTHEST)


def _all_of(parts: list[_Piece]) -> _Piece:
    return _piece(And(tuple(part.node for part in parts), parts[0].start, parts[-1].end), parts)


def _any_of(parts: list[_Piece]) -> _Piece:
    return _piece(Or(tuple(part.node for part in parts), parts[0].start, parts[-1].end), parts)
