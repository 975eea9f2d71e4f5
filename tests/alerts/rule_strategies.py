"""
Random rules, topics and items of a small vocabulary, so that rules often nearly fire.

Terms are exact (`=word`), open (`word*`) or phrases of exact words: what inflection makes of a
term is tested elsewhere.
"""

from dataclasses import dataclass
from itertools import accumulate

from hypothesis import strategies as st

from alerts.rules.matching.background import PastSentence
from alerts.rules.query.syntax import (
    And,
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
from alerts.rules.rule import Rule, Topic
from model import Item, ItemKey, Span

SPELLINGS = (
    *("convoy", "Convoy", "CONVOY", "con\xadvoy", "cónvoy", "ｃonvoy", "d’convoy"),
    *("aid", "Aid", "aid\u200f", "d’aid"),
    *("Sana", "SANA", "Sana'a", "SANA’s"),
    *("Kamışlı", "KAMIŞLI", "Kamisli", "Kamışlı'nın", "Kam\u0131s\u0327l\u0131"),
    *("Karwan", "karwan", "m4"),
    *("رتل", "رَتْل", "رتـــل", "\u200fرتل", "ارتال"),
    *("قافلة", "قافله", "قَافِلَةٌ"),
    *("колонна", "Колонна", "КОЛОННА", "блок"),
)
WORDS = ("convoy", "aid", "Sana", "Kamışlı", "رتل", "قافلة", "колонна")
PAIRS = (
    "convoy aid",
    "aid convoy",
    "aid aid",
    "Sana convoy",
    "رتل قافلة",
    "aid رتل",
    "convoy Sana",
)
TERMS = (
    *(f"={word}" for word in WORDS * 3),
    *(f"={pair}" for pair in PAIRS * 2),
    *("=^Karwan", "=^Sana", "conv*", "=رت*", "коло*", "kamis*", "=aid conv*"),
    *("=convoy aid convoy", "=aid-convoy", "=رتل-convoy", "=convoy-aid"),
    *("=aid ~1 convoy", "=convoy ~2 aid", "=رتل ~3 aid", "=aid ~2 aid", "=Sana ~1 Kamışlı"),
)
SPACED = (" ",) * 12 + ("  ", ", ", " – ", " (", ") ", "-", "—", ": ", " \u201c", "/", "_")
ENDED = (". ", "! ", "? ", "… ", "؟ ", "؟", ".” ", "\n", "\n\n", ".\n\n")
TOPICS = ("first", "second")
LANGUAGES = ("en", "ar", "tr", "ru", "und", "ar-SY")
OUTLETS = ("heron-en", "Sana-AR")
DISTANCES: tuple[Distance, ...] = (1, 2, 3, 8, "s", "s", "p")


def joined(separators: tuple[str, ...], least: int, most: int) -> st.SearchStrategy[str]:
    """Make texts of words and signs between them."""
    pieces = [spelling + sign for spelling in SPELLINGS for sign in separators]
    found = st.lists(st.sampled_from(pieces), min_size=least, max_size=most)
    return found.map(lambda each: "".join(each).strip(" \n"))


addresses = ("", "https://example.org/aid-convoy", "https://example.org/aid/m4/convoy_sana")
items = st.builds(
    Item,
    outlet=st.sampled_from(OUTLETS),
    key=st.just(ItemKey(b"key")),
    title=joined((*SPACED, ". ", "! "), 0, 5),
    body=joined(SPACED + ENDED, 0, 16),
    url=st.sampled_from(addresses),
    language=st.sampled_from(LANGUAGES),
    author=joined((" ",), 0, 2),
    categories=st.lists(joined((" ", "-"), 1, 2), max_size=2).map(tuple),
)
terms = st.sampled_from(TERMS)


def listed(
    entries: st.SearchStrategy[str], least: int
) -> st.SearchStrategy[dict[str, tuple[str, ...]]]:
    """Make a part of a topic: terms by language."""
    lists = st.lists(entries, min_size=1, max_size=2).map(tuple)
    languages = st.sampled_from(["any", "any", "any", "en", "ar", "tr"])
    return st.dictionaries(languages, lists, min_size=least, max_size=2)


exclusions = st.sampled_from([each for each in TERMS if " " in each])


@st.composite
def topic(draw: st.DrawFn, name: str, others: tuple[str, ...]) -> Topic:
    """Make a topic that the checks let through; it may refer to *others*."""
    is_weak, is_excluding = draw(st.booleans()), draw(st.booleans())
    referring = st.sampled_from([*TERMS, *(f"@{each}" for each in others * 9)])
    return Topic(
        name,
        draw(listed(terms, 0 if is_weak else 1)),
        weak=draw(listed(terms, 1)) if is_weak else {},
        context=draw(listed(referring, 1)) if is_weak else {},
        exclude=draw(listed(exclusions, 1)) if is_excluding else {},
        unless=draw(listed(referring, 0)) if is_excluding else {},
        never=draw(listed(exclusions, 0)) if is_excluding else {},
    )


topics = st.tuples(topic("first", ("second",)), topic("second", ())).map(
    lambda found: {each.name: each for each in found}
)

leaves: st.SearchStrategy[Node] = st.sampled_from([*map(Term, TERMS), *map(TopicRef, TOPICS * 12)])


def several(kind: type[And] | type[Or], inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Make two or three of *inner* into one node."""
    return st.lists(inner, min_size=2, max_size=3).map(lambda nodes: kind(tuple(nodes)))


def nearby(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Make two nodes that have places stand near each other."""
    return st.builds(Near, inner, inner, st.sampled_from(DISTANCES), st.booleans())


placed = st.recursive(
    leaves, lambda inner: st.one_of(several(Or, inner), nearby(inner)), max_leaves=4
)
unscoped = st.recursive(
    st.one_of(placed, nearby(leaves)),
    lambda inner: st.one_of(
        several(Or, inner),
        several(And, inner),
        st.tuples(inner, inner.map(Not)).map(And),
    ),
    max_leaves=5,
)


def scoped(names: tuple[FieldName, ...], inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """Make *inner* be looked for in one field."""
    return st.builds(In, st.sampled_from(names), inner)


bare = st.one_of(leaves, several(Or, leaves), several(And, leaves))
values = st.one_of(
    st.sampled_from([each.lower() for each in OUTLETS]).map(lambda text: In("outlet", Term(text))),
    st.sampled_from(["en", "AR", "tr"]).map(lambda text: In("language", Term(text))),
    st.just(In("language", Or((Term("ru"), Term("ar"))))),
)
in_fields = st.one_of(
    scoped(("title", "body"), unscoped), scoped(("url", "author", "category"), bare), values
)
positive: st.SearchStrategy[Node] = st.recursive(
    st.one_of(unscoped, unscoped, in_fields),
    lambda inner: st.one_of(
        several(Or, inner),
        several(And, inner),
        st.tuples(inner, several(Or, inner).map(Not)).map(And),
        st.tuples(inner, st.tuples(inner, inner.map(Not)).map(Or)).map(And),
    ),
    max_leaves=4,
)

LEVELS: dict[type, int] = {Or: 0, And: 1, Near: 2, Not: 3}


def query_of(node: Node, level: int = 0) -> str:
    """Write *node* by the precedence the manual gives."""
    text = _text_of(node)
    return f"({text})" if LEVELS.get(type(node), 4) < level else text


def _text_of(node: Node) -> str:  # noqa: C901 - one case a kind of node
    match node:
        case Or(nodes):
            return " OR ".join(query_of(each, 1) for each in nodes)
        case And(nodes):
            return " AND ".join(query_of(each, 2) for each in nodes)
        case Near(left, right, within, is_ordered):
            operator = "BEFORE" if is_ordered else "NEAR"
            return f"{query_of(left, 2)} {operator}/{within} {query_of(right, 3)}"
        case Not(inner):
            return f"NOT {query_of(inner, 3)}"
        case In(name, inner):
            return f"{name}:{query_of(inner, 4)}"
        case TopicRef(name):
            return f"@{name}"
        case Recent():
            return "when:recent"
        case Term(text):
            return f'"{text}"' if " " in text else text
    raise AssertionError(node)


queries = positive.map(lambda tree: (Rule("r", query=query_of(tree)), tree))
entries = st.sampled_from([*TERMS, *(f"@{name}" for name in TOPICS * 12)])
few = st.lists(entries, max_size=2).map(tuple)
lists = st.builds(Rule, st.just("r"), few, few, few).filter(lambda rule: bool(rule.any or rule.all))
rules = st.one_of(queries, queries, queries, lists.map(lambda rule: (rule, None)))


@dataclass(frozen=True)
class Stretches:
    """A past that is drawn, not read: the same stretches of every text."""

    places: tuple[tuple[int, int], ...]
    version: str = "1"

    def __call__(self, _: Item) -> tuple[PastSentence, ...]:
        """Return the stretches, whatever stands there."""
        return tuple(PastSentence(Span(start, end), None) for start, end in self.places)


def _stretches(steps: list[int]) -> Stretches:
    ends = list(accumulate(steps))
    return Stretches(tuple(zip(ends[::2], ends[1::2], strict=False)))


pasts = st.lists(st.integers(1, 40), max_size=12).map(_stretches)


def _recent(tree: Node, place: int) -> Node:
    nodes = list(tree.nodes) if isinstance(tree, And) else [tree]
    nodes.insert(place % (len(nodes) + 1), Recent())
    return And(tuple(nodes))


recent = st.builds(_recent, positive, st.integers(0, 3)).map(
    lambda tree: (Rule("r", query=query_of(tree)), tree)
)
