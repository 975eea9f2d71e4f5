"""Accounts as JSON: nothing of them is lost, and what is kept today can be read for ever."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import Span
from model.incident import Account, Claim, Count, EventDate, Mention
from storage.account_json import account_from_json, account_to_json
from tests.storage.accounts_said import a_mention, an_account

WORDS = st.text(max_size=12)
PLACES = st.integers(0, 2**31)
SPANS = st.tuples(PLACES, PLACES).map(lambda ends: Span(*sorted(ends)))
DAYS = st.tuples(st.dates(), st.dates()).map(sorted)
DATES = st.builds(
    lambda days, precision: EventDate(days[0], days[1], precision),
    DAYS,
    st.sampled_from(["day", "week", "month", "year"]),
)
COUNTS = st.builds(Count, WORDS, st.integers(0, 10**9), WORDS, SPANS)
MENTIONS = st.builds(
    Mention,
    sentences=st.lists(SPANS, max_size=4).map(tuple),
    kinds=st.frozensets(WORDS, max_size=4),
    places=st.lists(WORDS, max_size=4).map(tuple),
    date=st.none() | DATES,
    actors=st.frozensets(WORDS, max_size=4),
    counts=st.lists(COUNTS, max_size=3).map(tuple),
    is_background=st.booleans(),
    retold=st.lists(SPANS, max_size=3).map(tuple),
)
STANCES = st.sampled_from(["claims", "confirms", "denies", "disputes", "quotes"])
CLAIMS = st.builds(
    Claim,
    mention=st.just(0),
    origin=WORDS,
    named=WORDS,
    cue=WORDS,
    stance=STANCES,
    about=WORDS,
    sentence=SPANS,
    quote=st.none() | SPANS,
)
ACCOUNTS = st.builds(
    Account,
    mentions=st.lists(MENTIONS, min_size=1, max_size=4).map(tuple),
    claims=st.lists(CLAIMS, max_size=4).map(tuple),
    chain=st.lists(WORDS, max_size=4).map(tuple),
    stance=st.none() | STANCES,
)

KEPT = (
    '{"mentions":[[[[0,12],[14,30]],["checkpoint","convoy"],["tal-dahab","~qzhl"],'
    '["2026-11-19","2026-11-19","day"],["coalition"],[["vehicle",5,"armoured",4,5]],0]],'
    '"claims":[[0,"sana","سانا","reported","claims","",[0,12],[2,8]]],'
    '"chain":["alwaght","sana"],"stance":"quotes"}'
)


@given(ACCOUNTS)
def test_what_is_written_is_read_again(account: Account) -> None:
    """Whatever it says, in any script."""
    assert account_from_json(account_to_json(account)) == account


@given(ACCOUNTS)
def test_the_same_account_is_written_the_same_way(account: Account) -> None:
    """Sets have no order, the text has one."""
    again = account_from_json(account_to_json(account))
    assert account_to_json(again) == account_to_json(account)


def test_what_earlier_versions_kept_can_be_read() -> None:
    """This text is in the databases of users: it must never have to change."""
    assert account_from_json(KEPT) == an_account(a_mention())
    assert account_to_json(an_account(a_mention())) == KEPT


def test_no_field_is_left_out() -> None:
    """A new field of a mention or a claim needs its place in the arrays."""
    mention = replace(a_mention(), retold=(Span(0, 12),))
    value = json.loads(account_to_json(an_account(mention)))
    assert len(value["mentions"][0]) == len(fields(Mention))
    assert len(value["claims"][0]) == len(fields(Claim))
    assert set(value) == {each.name for each in fields(Account)}


def test_the_ends_of_the_calendar() -> None:
    """A day is a day."""
    when = EventDate(date.min, date.max, "year")
    account = an_account(a_mention(when=when))
    assert account_from_json(account_to_json(account)).mentions[0].date == when


@pytest.mark.parametrize(
    ("written", "damaged"),
    [
        ('"stance":"quotes"', '"stance":"shouts"'),
        ('"stance":"quotes"', '"stance":7'),
        ('"chain":["alwaght","sana"]', '"chain":"sana"'),
        ('["alwaght","sana"]', '["alwaght",9]'),
        ("[0,12],[14,30]", "[12,0],[14,30]"),
        ("[0,12],[14,30]", "[-1,12],[14,30]"),
        ("[0,12],[14,30]", '["0",12],[14,30]'),
        ("[0,12],[14,30]", "[0.5,12],[14,30]"),
        ('["checkpoint","convoy"]', '"convoy"'),
        ('["checkpoint","convoy"]', "[1,2]"),
        ('["tal-dahab","~qzhl"]', '[["tal-dahab"]]'),
        ('["coalition"]', "[null]"),
        ('"2026-11-19","day"', '"2026-11-18","day"'),
        ('"2026-11-19","day"', '"2026-11-19","hour"'),
        ('["2026-11-19","2026-11-19","day"]', "[]"),
        ('["2026-11-19","2026-11-19","day"]', "0"),
        ('["vehicle",5,', '["vehicle","5",'),
        ('["vehicle",5,', '["vehicle",-5,'),
        ('["vehicle",5,', "[5,5,"),
        ("4,5]],0]]", "4,5]],2]]"),
        ("4,5]],0]]", '4,5]],"0"]]'),
        ('[[0,"sana"', '[[1,"sana"'),
        ('[[0,"sana"', '[[-1,"sana"'),
        ('[[0,"sana"', "[[0,null"),
        ('"claims","",', '"whispers","",'),
        ("[0,12],[2,8]", "[0,12],[]"),
    ],
)
def test_values_that_nothing_wrote_are_refused(written: str, damaged: str) -> None:
    """It is JSON all the same."""
    text = KEPT.replace(written, damaged)
    assert text != KEPT
    json.loads(text)
    with pytest.raises((ValueError, TypeError)):
        account_from_json(text)
