"""Queries that can be read but not used: names, terms, nearness, and rules that fire on nothing."""

import pytest

from alerts.rules.checking import check_query
from alerts.rules.query.parsing import parse
from model import RuleError
from tests.alerts.query_samples import PLACES, TOPICS, UNUSABLE, USABLE, Wrong


def check(query: str) -> None:
    """Check *query* of the rule `roads` among a few topics and places."""
    check_query("roads", query, parse("roads", query), TOPICS, PLACES)


@pytest.mark.parametrize("wrong", UNUSABLE, ids=lambda wrong: wrong.query[:40])
def test_what_makes_no_sense_is_pointed_at_with_what_to_write(wrong: Wrong) -> None:
    """The error has the rule, the query, the place of the mistake and the way out."""
    with pytest.raises(RuleError) as refused:
        check(wrong.query)

    assert refused.value.rule == "roads"
    assert refused.value.text == wrong.query
    assert refused.value.offset == wrong.mark.index("^")
    assert wrong.words in refused.value.reason


@pytest.mark.parametrize("query", USABLE)
def test_what_makes_sense_is_accepted(query: str) -> None:
    """The neighbours of what is refused."""
    check(query)


def test_the_first_of_several_mistakes_is_told() -> None:
    """In the order of the query, as people read it."""
    with pytest.raises(RuleError, match="@convoys"):
        check("@convoys AND k* AND NOT title:body:a")


def test_where_there_are_no_names_none_are_listed() -> None:
    """The message still says what is wrong."""
    with pytest.raises(RuleError, match=r"unknown place x$"):
        check_query("roads", "area:x", parse("roads", "area:x"), (), ())
