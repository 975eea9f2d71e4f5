"""Queries as text and as trees: reading, precedence, writing back, and that nothing breaks it."""

import pickle
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.rules.checking import check_query
from alerts.rules.names import Names
from alerts.rules.query.parsing import parse
from alerts.rules.query.pointing import pointed
from alerts.rules.query.syntax import And, Area, In, Near, Node, Not, Or, Recent, Term, TopicRef
from alerts.rules.query.writing import written
from model import RuleError
from tests.alerts.query_samples import (
    PLACES,
    READ,
    TOPICS,
    UNREADABLE,
    UNUSABLE,
    Wrong,
    without_places,
)

MANUAL = Path(__file__).parents[2] / "docs" / "rules.md"
EXAMPLES = 2_500  # of each of the four properties: 10,000 strings
REGULAR = ("(a+)+$", "(x+x+)+y", "(a|a)*$", "a(?=b)", r"\bعاجل\b", r"(a)\1", "/a/", ".*", "[a-z]+")
PIECES = [
    *"()\"“”=^*@:~/|,-'",
    *("AND", "OR", "NOT", "NEAR/8", "BEFORE/s", "NEAR/p", "NEAR", "and", "near/3"),
    *("title:", "language:", "area:", "titel:", "@convoy", "@", "convoy", "رتل", "конв*", '"a b"'),
    *("=SANA", "\u200f", "\n", "\x00", "漢字", "~2", "ي", "\ufeff"),
]


@pytest.mark.parametrize("query", READ)
def test_a_query_is_read_as_its_tree(query: str) -> None:
    """Terms, phrases, names, operators, precedence, parentheses, fields."""
    assert without_places(parse("r", query)) == READ[query]


@pytest.mark.parametrize("wrong", UNREADABLE, ids=lambda wrong: wrong.query[:40])
def test_what_cannot_be_read_is_pointed_at_with_what_to_write(wrong: Wrong) -> None:
    """The error has the rule, the query, the place of the mistake and the way out."""
    with pytest.raises(RuleError) as refused:
        parse("roads", wrong.query)

    assert refused.value.rule == "roads"
    assert refused.value.text == wrong.query
    assert refused.value.offset == wrong.mark.index("^")
    assert wrong.words in refused.value.reason


def test_fm_059_a_nested_query_of_a_megabyte_is_refused_at_a_place() -> None:
    """Whoever writes it, reading ends at once."""
    with pytest.raises(RuleError, match="at most 100,000 characters") as refused:
        parse("r", "(" * 1_000_000)

    assert refused.value.offset == 100_000


def test_fm_059_the_largest_query_allowed_is_read() -> None:
    """Five thousand terms in a hundred thousand characters."""
    query = " OR ".join(f"{number:016}" for number in range(5_000))

    tree = parse("r", query)

    assert isinstance(tree, Or)
    assert len(tree.nodes) == 5_000


@pytest.mark.parametrize("pattern", REGULAR)
def test_fm_058_a_regular_expression_is_no_query(pattern: str) -> None:
    """There are none: what looks like one is refused, or is a word that stands for itself."""
    try:
        tree: Node | None = parse("r", pattern)
    except RuleError:
        tree = None
    assert tree is None or isinstance(tree, Term)


def test_the_deepest_tree_allowed_can_be_walked() -> None:
    """Compared, shown, written, hashed and sent to another process."""
    tree = parse("r", "(" * 50 + "NOT " * 149 + "a" + ")" * 50)

    assert pickle.loads(pickle.dumps(tree)) == tree
    assert written(tree).count("NOT") == repr(tree).count("Not(") == 149
    assert isinstance(hash(tree), int)


def test_every_node_knows_where_it_stands() -> None:
    """Parentheses belong to what holds them, not to what is inside."""
    query = '(@convoy OR "aid  trucks") NEAR/8 area:hasakah AND NOT title:(a OR b)'

    stretches = [query[node.start : node.end] for node in nodes_in(parse("r", query))]

    assert stretches == [
        query,
        '(@convoy OR "aid  trucks") NEAR/8 area:hasakah',
        '@convoy OR "aid  trucks"',
        "@convoy",
        '"aid  trucks"',
        "area:hasakah",
        "NOT title:(a OR b)",
        "title:(a OR b)",
        "a OR b",
        "a",
        "b",
    ]


def test_the_same_query_in_two_rules_names_the_right_rule() -> None:
    """What is remembered of one rule is not said of another."""
    for name in ("first", "second"):
        with pytest.raises(RuleError) as refused:
            parse(name, "a AND")
        assert refused.value.rule == name


@pytest.mark.parametrize("query", READ)
def test_a_tree_is_written_as_a_query_that_is_read_alike(query: str) -> None:
    """What `rules list` and `explain` show can be copied back into a rule."""
    text = written(parse("r", query))

    assert without_places(parse("r", text)) == READ[query]
    assert written(parse("r", text)) == text


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("((a) AND ((b)))", "a AND b"),
        ("(a AND b) OR c", "a AND b OR c"),
        ("a  AND\n(b OR c)", "a AND (b OR c)"),
        ("NOT (a)", "NOT a"),
        ('title:("convoy")', "title:convoy"),
        ("«رتل عسكري»", '"رتل عسكري"'),
        ('="a b"', '"=a b"'),
        ('"or"', '"or"'),
    ],
)
def test_a_tree_is_written_without_needless_signs(query: str, text: str) -> None:
    """Parentheses and quotation marks stand only where they make a difference."""
    assert written(parse("r", query)) == text


def test_the_examples_of_the_manual_can_be_used() -> None:
    """What people copy first, with the topics and places there are."""
    manual = MANUAL.read_text("utf-8")
    (chapter,) = re.findall(r"(?s)## Examples\n+```\n(.*?)```", manual)
    queries = [line.split("   ")[0] for line in chapter.splitlines()]
    queries += re.findall(r"(?s)query = '''(.*?)'''", manual)
    names = Names(())

    assert len(queries) >= 6
    for query in queries:
        check_query("manual", query, parse("manual", query), names.topics, names.places)


def nodes_in(node: Node) -> Iterator[Node]:
    """Yield *node* and all in it, in the order of the query."""
    yield node
    match node:
        case And(nodes) | Or(nodes):
            inner = nodes
        case Near(left, right):
            inner = (left, right)
        case Not(one) | In(_, one):
            inner = (one,)
        case _:
            inner = ()
    for each in inner:
        yield from nodes_in(each)


def is_done_or_refused_at_a_place(query: str, step: Callable[[], object]) -> bool:
    """Take *step* with *query*; let all but a RuleError through, which must have its place."""
    error = refusal_of(step)
    if error is None:
        return True
    assert error.text == query
    assert error.offset is not None
    assert 0 <= error.offset <= len(query)
    assert pointed(error).count("\n") == bool(query.strip())
    return False


def refusal_of(step: Callable[[], object]) -> RuleError | None:
    """Return the error *step* ends with, if any."""
    try:
        step()
    except RuleError as error:
        return error
    return None


def is_read_or_refused_at_a_place(query: str) -> None:
    """See that *query* is, that its tree can be written, and that each part says where it is."""
    if not is_done_or_refused_at_a_place(query, lambda: parse("r", query)):
        return
    tree = parse("r", query)
    is_done_or_refused_at_a_place(query, lambda: check_query("r", query, tree, TOPICS, PLACES))
    assert without_places(parse("r", written(tree))) == without_places(tree)
    for node in nodes_in(tree):
        part = query[node.start : node.end]
        assert without_places(parse("r", part)) == without_places(node)


often = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@often
@given(query=st.text(max_size=60))
def test_any_text_is_read_or_refused_at_a_place(query: str) -> None:
    """All of Unicode."""
    is_read_or_refused_at_a_place(query)


@often
@given(query=st.text("()\"“=^*@:~/|,-' \nANDORTEab8s\u200f", max_size=40))
def test_any_text_of_signs_is_read_or_refused_at_a_place(query: str) -> None:
    """The characters that mean something."""
    is_read_or_refused_at_a_place(query)


@often
@given(parts=st.lists(st.sampled_from(PIECES), max_size=25), between=st.sampled_from(["", " "]))
def test_any_row_of_pieces_is_read_or_refused_at_a_place(parts: list[str], between: str) -> None:
    """The words that mean something, in any order."""
    is_read_or_refused_at_a_place(between.join(parts))


@often
@given(data=st.data())
def test_any_damaged_query_is_read_or_refused_at_a_place(data: st.DataObject) -> None:
    """A slip of the keyboard in what was a query."""
    samples = [wrong.query for wrong in (*UNREADABLE, *UNUSABLE) if len(wrong.query) < 200]
    query = data.draw(st.sampled_from([*READ, *samples]))
    start = data.draw(st.integers(0, len(query)))
    end = data.draw(st.integers(start, min(len(query), start + 4)))
    slip = data.draw(st.text('"()=^*@:~/ aAND\u0631', max_size=3))

    is_read_or_refused_at_a_place(query[:start] + slip + query[end:])


names = st.from_regex(r"[a-z0-9_-]{1,8}", fullmatch=True)
texts = st.text("ab(رAND:,|=^~*@2-'/ \u200f?", min_size=1, max_size=12)
terms = texts.map(lambda text: " ".join(text.split())).filter(bool).map(Term)
place_ids = names.filter(lambda name: not name.startswith("-")).map(Area)
fields = st.sampled_from(["title", "body", "url", "outlet", "language", "author", "category"])
distances = st.one_of(st.integers(1, 999), st.sampled_from(["s", "p"]))
trees = st.recursive(
    st.one_of(terms, names.map(TopicRef), place_ids, st.just(Recent())),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda nodes: And(tuple(nodes))),
        st.lists(inner, min_size=2, max_size=4).map(lambda nodes: Or(tuple(nodes))),
        st.builds(Near, inner, inner, distances, st.booleans()),
        inner.map(Not),
        st.builds(In, fields, inner),
    ),
    max_leaves=12,
)


@given(tree=trees)
@settings(max_examples=500, deadline=None, derandomize=True, database=None)
def test_any_tree_is_written_as_a_query_that_is_read_alike(tree: Node) -> None:
    """Also those nobody would write."""
    assert without_places(parse("r", written(tree))) == tree
