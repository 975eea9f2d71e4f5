"""Items of which only what they recall fired."""

from dataclasses import replace

import pytest

from alerts.incidents.recalling import earlier_event
from model import Hit, Span
from model.digest import EarlierEvent
from model.incident import Account, Mention
from tests.alerts.incident_samples import in_month, mention, on

TITLE = "Bread"
NEWS, PAST = Span(7, 20), Span(20, 40)  # sentences of the body, counted in the whole text
NOW = replace(mention("qamishli", when=on(1)), sentences=(NEWS,))
BEFORE = replace(
    mention("tal-dahab", when=in_month(8, 2020), is_background=True), sentences=(PAST,)
)


def said(*mentions: Mention) -> Account:
    """Make an account of *mentions*."""
    return Account(mentions, (), ("sana",), "claims")


def hit(start: int, field: str = "body") -> Hit:
    """Make a hit at *start* of a field."""
    return Hit("convoy", field, start, start + 3, "con", Span(start, start + 3))  # type: ignore[arg-type]


def test_all_hits_in_what_is_recalled() -> None:
    """With the day as the item has it; hits of a body are counted in the body."""
    assert earlier_event(said(NOW, BEFORE), TITLE, [hit(15)]) == EarlierEvent(in_month(8, 2020))


def test_an_event_that_no_day_is_said_of() -> None:
    """It is an earlier one all the same."""
    assert earlier_event(said(replace(BEFORE, date=None)), TITLE, [hit(15)]) == EarlierEvent(None)


@pytest.mark.parametrize(
    "hits", [[], [hit(15), hit(2)], [hit(0, "title")], [hit(15, "link")], [hit(90)]]
)
def test_any_hit_elsewhere_is_news(hits: list[Hit]) -> None:
    """In another sentence, the title or another field; without hits nothing is known."""
    assert earlier_event(said(NOW, BEFORE), TITLE, hits) is None


def test_a_sentence_of_both_is_news() -> None:
    """What tells of now and then is told."""
    both = replace(NOW, sentences=(NEWS, PAST))
    assert earlier_event(said(both, BEFORE), TITLE, [hit(15)]) is None
