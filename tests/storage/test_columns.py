"""How our values look in the database."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, Table, create_engine, insert, select
from sqlalchemy.types import TypeEngine

from model import Hit, Span, StorageError
from storage import digests
from storage.columns import Hits, Moment, StoredText, Strings
from storage.database import Database
from tests.storage.builders import NOW


def stored(kind: TypeEngine[Any], *values: object) -> list[Any]:
    """Return *values* after a trip through a column of that type, sorted by the database."""
    table = Table("t", MetaData(), Column("value", kind))
    engine = create_engine("sqlite://")
    with engine.begin() as tx:
        table.create(tx)
        tx.execute(insert(table), [{"value": value} for value in values])
        found = list(tx.execute(select(table.c.value).order_by(table.c.value)).scalars())
    engine.dispose()
    return found


def test_a_moment_comes_back_equal_and_in_utc() -> None:
    """Microseconds and the instant survive, whatever the zone it was given in."""
    given = NOW.astimezone(timezone(timedelta(hours=3)))

    (found,) = stored(Moment(), given)

    assert (found, found.tzinfo) == (NOW, UTC)


def test_moments_sort_by_time() -> None:
    """Text order is time order, from the first year to the last."""
    ordered = [
        datetime.min.replace(tzinfo=UTC),
        NOW.replace(microsecond=0),
        NOW,
        datetime.max.replace(tzinfo=UTC),
    ]

    assert stored(Moment(), *reversed(ordered)) == ordered


def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    """Guessing a zone would lose or double alerts."""
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(StorageError, match="without a time zone"), database.write() as tx:
        digests.registered(tx, "morning", naive)


def test_any_text_comes_back_as_it_was() -> None:
    """Arabic, marks, emoji, quotes and NUL are all just text."""
    text = "وبالقامشلي\u200c \u202eQamişlo\U0001f697 'x'\" \x00 %_\\ \n"

    assert stored(StoredText(), text) == [text]


def test_a_lone_surrogate_is_replaced_by_one_character() -> None:
    """One bad character from a server must not undo a transaction, nor move offsets."""
    assert stored(StoredText(), "a\ud800b") == ["a?b"]


def test_strings_come_back_as_a_tuple() -> None:
    """The order and every character survive."""
    assert stored(Strings(), ("أخبار", 'a,"b"', "")) == [("أخبار", 'a,"b"', "")]


def test_hits_come_back_equal() -> None:
    """Offsets, sentence and topic survive."""
    hits = (
        Hit("رتل", "title", 0, 3, "رتل", Span(0, 22), topic="convoy"),
        Hit("Qamishli", "body", 5, 12, "Qamişlo", Span(0, 40)),
    )

    assert stored(Hits(), hits) == [hits]


def test_nothing_stays_nothing() -> None:
    """NULL is None in every type."""
    kinds: list[TypeEngine[Any]] = [Moment(), StoredText(), Strings(), Hits()]

    assert [stored(kind, None) for kind in kinds] == [[None]] * 4
