"""
How our values look in the database: column types, and lists of numbers as tables.

Knows moments, texts and the JSON of small tuples; knows no table of ours.
"""

# ruff: noqa: ARG002 - the signatures are TypeDecorator's

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Dialect,
    Integer,
    Select,
    Text,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy.types import TypeDecorator

from model import Hit, Span, Wishes

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
NOWHEN = datetime(1970, 1, 1, tzinfo=UTC)  # a default: no outlet published then (model/moment.py)


class Moment(TypeDecorator[datetime]):
    """
    A moment in UTC, as text that sorts by time: 2026-11-20T07:00:00.000000Z.

    Refuses a datetime without a time zone: guessing one loses or doubles alerts.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write *value* in UTC, always with the same number of characters."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value.isoformat()}")
        return _written(value if value.tzinfo is UTC else value.astimezone(UTC))

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read a moment; it comes back in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class ForgivingMoment(Moment):
    """
    A moment that stops nobody where the database has it damaged: it reads as `NOWHEN` then.

    For what is read together with much else, all of which one row would keep back.
    """

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read a moment, or `NOWHEN`, which nobody takes for a date."""
        try:
            return super().process_result_value(value, dialect)
        except (ValueError, TypeError):
            return NOWHEN


class ForgivingDay(TypeDecorator[date]):
    """A day that is none where the database has it damaged."""

    impl = Date
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], date | None]:
        """Read a day, or None."""
        read = super().result_processor(dialect, coltype)

        def process(value: Any) -> date | None:
            try:
                return value if read is None else read(value)
            except (ValueError, TypeError):
                return None

        return process


class StoredText(TypeDecorator[str]):
    """
    Any text; a lone surrogate, which UTF-8 cannot hold, becomes "?".

    Servers can put one into an error message. Refusing it would undo the whole transaction, each
    time anew; one character for one keeps every offset into the text true.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return *value* as SQLite can keep it."""
        return None if value is None else _storable(value)


class Strings(TypeDecorator[tuple[str, ...]]):
    """A tuple of texts, as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        """Write the array."""
        return None if value is None else _json(list(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Read the array."""
        return None if value is None else tuple(json.loads(value))


class Hits(TypeDecorator[tuple[Hit, ...]]):
    """
    The hits of a match, as a JSON array of objects.

    Where that is damaged there are none: the match is told all the same, without its words.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[Hit] | None, dialect: Dialect) -> str | None:
        """Write the array."""
        return None if value is None else _json([_hit_to_json(hit) for hit in value])

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Hit, ...] | None:
        """Read the array; of a damaged one nothing."""
        try:
            return None if value is None else tuple(map(_hit_from_json, json.loads(value)))
        except (ValueError, TypeError, KeyError):
            return ()


class WishesColumn(TypeDecorator[Wishes]):
    """When a server and its feed want to be looked at, as a JSON array; none at all is NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Wishes | None, dialect: Dialect) -> str | None:
        """Write the array; spans are in seconds."""
        if value is None or value == Wishes():
            return None
        spans = (value.fresh_for, value.ttl)
        seconds = [None if span is None else span.total_seconds() for span in spans]
        return _json([*seconds, list(value.skip_hours), list(value.skip_days)])

    def process_result_value(self, value: str | None, dialect: Dialect) -> Wishes:
        """Read the array."""
        if value is None:
            return Wishes()
        *seconds, hours, days = json.loads(value)
        fresh_for, ttl = (None if each is None else timedelta(seconds=each) for each in seconds)
        return Wishes(fresh_for, ttl, tuple(hours), tuple(days))


def listed(numbers: Sequence[int]) -> Select[tuple[int]]:
    """Return *numbers* as a subquery; unlike a list of parameters it has no greatest length."""
    return _values(as_list(numbers))


def listed_as(name: str) -> Select[tuple[int]]:
    """Return the numbers of the parameter *name*, which `as_list` makes, as `listed` does."""
    return _values(bindparam(name, type_=Text))


def as_list(numbers: Sequence[int]) -> str:
    """Return *numbers* as a parameter for `listed_as`."""
    return _write(list(numbers))


def paired_as(name: str) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """
    Return the columns of the table in the parameter *name*, which `as_pairs` makes.

    Many rows by one parameter: SQLAlchemy takes longer over rows than SQLite.
    """
    table = func.json_each(bindparam(name, type_=Text)).table_valued("value")
    first, second = (func.json_extract(table.c.value, f"$[{n}]", type_=Integer) for n in (0, 1))
    return first, second


def as_pairs(pairs: Mapping[int, int]) -> str:
    """Return *pairs* as a parameter for `paired_as`."""
    return _write(list(pairs.items()))


def _values(array: str | BindParameter[str]) -> Select[tuple[int]]:
    table = func.json_each(array).table_valued(column("value", Integer))
    return select(table.c.value)


@lru_cache(64)  # all that is kept at once has the same moments
def _written(utc: datetime) -> str:
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _hit_to_json(hit: Hit) -> dict[str, Any]:
    return {
        "term": hit.term,
        "field": hit.field,
        "start": hit.start,
        "end": hit.end,
        "surface": hit.surface,
        "sentence": [hit.sentence.start, hit.sentence.end],
        "topic": hit.topic,
    }


def _hit_from_json(found: dict[str, Any]) -> Hit:
    return Hit(**{**found, "sentence": Span(*found["sentence"])})


def _json(value: object) -> str:
    return _storable(_write(value))


def _storable(text: str) -> str:
    if text.isascii():
        return text
    return text.encode("utf-8", "replace").decode("utf-8")
