"""
Items by the words they have: what the index says, and what it does not know yet.

An answer may hold items too many, never one too few. Knows words and numbers; whether an item is
what was sought is decided above.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, select

from model import AllOf, AnyOf, Condition, Token
from storage.connection import Transaction
from storage.index import LAYER, State, new_versions, state
from storage.schema import items, matches

_COMMON = 0.02  # share of items from which on a word is left out of a choice of several
_MOST = 0.5  # share from which on no index helps: all are looked at
_FEWEST = 1_000  # items that are always worth a list
_AT_ONCE = 64  # words looked up in one statement
_LAYERS = 4  # of versions that are looked up range by range; the further ones are few
_LOOKUP = 0.5  # how long it takes to look a word up, in items looked at

_FIND = """
SELECT sought.key, (
    SELECT json_group_array(rowid) FROM (
        SELECT rowid FROM texts
        WHERE texts MATCH sought.value AND rowid BETWEEN :low AND :high LIMIT :most
    )
) FROM json_each(:words) AS sought
"""

Ids = set[int]


def candidates(tx: Transaction, condition: Condition, low: int, high: int) -> list[int] | None:
    """
    Return the items from number *low* to *high* for which *condition* may hold, the newest first.

    None when that is most of them. Those the index does not know yet are among them; some may be
    gone.

    Raises:
        StorageError: the database failed.
    """
    at = state(tx)
    new = _new(tx, max(low, at.mark + 1), high)
    if len(new) > _MOST * (high - low + 1):
        return None
    index = _Index(tx, at, low, min(high, at.mark))
    if (known := index.having(condition)) is None:
        return None
    revised = {item_id for item_id, _ in new_versions(tx) if low <= item_id <= high}
    return sorted(known.union(new, revised), reverse=True)


def span(
    tx: Transaction, since: datetime | None = None, until: datetime | None = None
) -> tuple[int, int]:
    """
    Return the lowest and the highest number of the items first seen in `[since, until)`.

    `(1, 0)` when there are none.

    Raises:
        StorageError: the database failed.
    """
    ends = [select(end(items.c.id)) for end in (func.min, func.max)]
    if since is not None:
        ends = [end.where(items.c.first_seen_at >= since) for end in ends]
    if until is not None:
        ends = [end.where(items.c.first_seen_at < until) for end in ends]
    low, high = (tx.execute(end).scalar() for end in ends)  # one by one: together, all are read
    return (1, 0) if low is None or high is None else (low, high)


def matched(tx: Transaction, rule: str, low: int, high: int) -> list[int]:
    """
    Return the items from number *low* to *high* that *rule* has a match of, the newest first.

    Raises:
        StorageError: the database failed.
    """
    query = select(matches.c.item_id).where(matches.c.rule == rule)
    query = query.where(matches.c.item_id.between(low, high)).distinct()
    return list(tx.execute(query.order_by(matches.c.item_id.desc())).scalars())


def _new(tx: Transaction, low: int, high: int) -> list[int]:
    return list(tx.execute(select(items.c.id).where(items.c.id.between(low, high))).scalars())


class _Index:
    """The index, asked about the items from *low* to *high*; every word once."""

    def __init__(self, tx: Transaction, at: State, low: int, high: int) -> None:
        self._tx = tx
        self._ranges = list(_ranges(low, high, at.top))
        self._count = max(0, high - low + 1)
        self._between = range(low, high + 1)
        self._most = 0
        self._known: dict[Token, Ids | None] = {}

    def having(self, condition: Condition) -> Ids | None:
        """Return the items for which *condition* may hold, None when they are most."""
        if not self._count:
            return set()
        for share in (_COMMON, _MOST):
            self._most = max(_FEWEST, int(share * self._count))
            self._known = {token: ids for token, ids in self._known.items() if ids is not None}
            if (found := self._having(condition)) is not None:
                return found
        return None

    def _having(self, condition: Condition) -> Ids | None:
        match condition:
            case Token():
                return self._any_of((condition,))
            case AnyOf(parts):
                return self._any_of(parts)
            case AllOf(parts):
                return self._all_of(parts)

    def _any_of(self, parts: Sequence[Condition]) -> Ids | None:
        found: Ids = set()
        tokens = [part for part in parts if isinstance(part, Token)]
        for start in range(0, len(tokens), _AT_ONCE):
            for ids in self._looked_up(tokens[start : start + _AT_ONCE]):
                if ids is None:
                    return None
                found |= ids
            if len(found) > self._most:
                return None
        for part in parts:
            if not isinstance(part, Token):
                if (ids := self._having(part)) is None:
                    return None
                found |= ids
        return None if len(found) > self._most else found

    def _all_of(self, parts: Sequence[Condition]) -> Ids | None:
        """Intersect what is quickly looked up first, for as long as that pays."""
        found: Ids | None = None
        for part in sorted(parts, key=_size):
            if found is not None and len(found) <= _LOOKUP * _size(part):
                break
            ids = self._having(part)
            if ids is not None:
                found = ids if found is None else found & ids
        return found

    def _looked_up(self, tokens: Sequence[Token]) -> list[Ids | None]:
        missing = [token for token in tokens if token not in self._known]
        if missing:
            self._look_up(missing)
        return [self._known[token] for token in tokens]

    def _look_up(self, tokens: Sequence[Token]) -> None:
        words = json.dumps([_quoted(token) for token in tokens], ensure_ascii=False)
        found: list[Ids] = [set() for _ in tokens]
        for low, high in self._ranges:
            values = {"low": low, "high": high, "words": words, "most": self._most + 1}
            for place, ids in self._tx.exec_driver_sql(_FIND, values):
                found[place].update(self._items(json.loads(ids)))
        for token, each in zip(tokens, found, strict=True):
            self._known[token] = None if len(each) > self._most else each

    def _items(self, rows: Iterable[int]) -> Iterable[int]:
        numbers = [row % LAYER for row in rows]
        return numbers if len(self._ranges) == 1 else filter(self._between.__contains__, numbers)


def _ranges(low: int, high: int, top: int) -> Iterable[tuple[int, int]]:
    """Yield the numbers of the documents of all versions, up to *top*, of a stretch of items."""
    for number in range(min(top + 1, _LAYERS)):
        yield number * LAYER + low, number * LAYER + high
    if top >= _LAYERS:
        yield _LAYERS * LAYER, (top + 1) * LAYER


def _quoted(token: Token) -> str:
    """Write *token* so that FTS5 reads no more into it than a word."""
    quoted = token.text.replace('"', '""')
    return f'"{quoted}" *' if token.is_open else f'"{quoted}"'


def _size(condition: Condition) -> int:
    """Return how many words there are to look up."""
    return 1 if isinstance(condition, Token) else sum(map(_size, condition.parts))
