"""
Items by the words they have: what the index says, and what it does not know yet.

An answer may hold items too many, never one too few. Knows words and numbers; whether an item is
what was sought is decided above.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, literal, select

from model import AllOf, AnyOf, Condition, Token
from storage.columns import StoredText
from storage.connection import Transaction
from storage.index import LAYER, State, new_versions, state
from storage.schema import items, matches

_COMMON = 0.02  # share of items from which on a word is not worth looking up, if others may do
_MOST = 0.5  # share from which on no index helps: all are looked at
_FEWEST = 1_000  # items that are always worth a list
_FEW = 5  # items so quickly looked at that no further word is looked up to have fewer
_SHORTEST = 3  # letters of a further word that is worth it: shorter ones are nearly everywhere
_AT_ONCE = 64  # words looked up in one statement
_FEW_WORDS = 8  # of a choice within a choice, as two spellings of a word are
_LAYERS = 4  # of versions that are looked up range by range; the further ones are few

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
    query = select(matches.c.item_id).where(matches.c.rule == literal(rule, StoredText()))
    query = query.where(matches.c.item_id.between(low, high)).distinct()
    return list(tx.execute(query.order_by(matches.c.item_id.desc())).scalars())


def _new(tx: Transaction, low: int, high: int) -> list[int]:
    return list(tx.execute(select(items.c.id).where(items.c.id.between(low, high))).scalars())


class _Index:
    """The index, asked about the items from *low* to *high*; every word once."""

    def __init__(self, tx: Transaction, at: State, low: int, high: int) -> None:
        self._tx = tx
        self._ranges = list(_ranges(low, high, at.top))
        self._between = range(low, high + 1)
        self._longest = 0  # list of items with one word
        self._known: dict[Token, Ids | None] = {}
        self._costs = _Costs()

    def having(self, condition: Condition) -> Ids | None:
        """Return the items for which *condition* may hold, None when they are most."""
        if not self._between:
            return set()
        for share in (_COMMON, _MOST):
            self._longest = max(_FEWEST, int(share * len(self._between)))
            self._known = {token: ids for token, ids in self._known.items() if ids is not None}
            if (found := self._having(condition)) is not None:
                return found
        return None

    def _having(self, condition: Condition) -> Ids | None:
        match condition:
            case Token():
                return self._with_word(condition)
            case AnyOf(parts):
                return self._any_of(parts)
            case AllOf(parts):
                return self._all_of(parts)

    def _with_word(self, token: Token) -> Ids | None:
        if token not in self._known:
            self._look_up([token])
        return self._known[token]

    def _any_of(self, parts: Sequence[Condition]) -> Ids | None:
        found: Ids = set()
        for start in range(0, len(parts), _AT_ONCE):
            some = parts[start : start + _AT_ONCE]
            self._look_ahead(some)
            for part in some:
                if (ids := self._having(part)) is None:
                    return None
                found |= ids
            if len(found) > _MOST * len(self._between) and len(found) > _FEWEST:
                return None
        return found

    def _all_of(self, parts: Sequence[Condition]) -> Ids | None:
        """Intersect what is quickly looked up first, for as long as that pays."""
        found: Ids | None = None
        for part in sorted(parts, key=self._costs.of):
            if found is not None and not self._is_worthwhile(part, found):
                continue
            ids = self._having(part)
            if ids is not None:
                found = ids if found is None else found & ids
        return found

    def _is_worthwhile(self, part: Condition, found: Ids) -> bool:
        """Say whether looking *part* up is quicker than looking at all *found*; known words are."""
        if isinstance(part, Token) and part in self._known:
            return True
        size, length = self._costs.of(part)
        is_telling = -length >= _SHORTEST or size > _FEW_WORDS
        return is_telling and len(found) > max(_FEW, size)

    def _look_ahead(self, parts: Sequence[Condition]) -> None:
        """Look up what each of *parts* needs first, then what some need besides, all at once."""
        self._look_up_missing(token for part in parts for token in self._leading(part))
        self._look_up_missing(
            token for part in parts if isinstance(part, AllOf) for token in self._further(part)
        )

    def _look_up_missing(self, tokens: Iterable[Token]) -> None:
        missing = [token for token in dict.fromkeys(tokens) if token not in self._known]
        for start in range(0, len(missing), _AT_ONCE):
            self._look_up(missing[start : start + _AT_ONCE])

    def _further(self, condition: AllOf) -> Iterable[Token]:
        """Yield the other words of a phrase of which the first leaves many items."""
        first, *others = sorted(condition.parts, key=self._costs.of)
        if not others or self._costs.of(first)[0] > _FEW_WORDS:
            return
        found = self._having(first)
        for part in others:
            if found is None or self._is_worthwhile(part, found):
                yield from self._leading(part)

    def _leading(self, condition: Condition) -> Iterable[Token]:
        """Yield the words that are looked up first, where they are few."""
        match condition:
            case Token():
                yield condition
            case AllOf(parts) if parts:
                yield from self._leading(min(parts, key=self._costs.of))
            case AnyOf(parts) if len(parts) <= _FEW_WORDS:
                for part in parts:
                    yield from self._leading(part)

    def _look_up(self, tokens: Sequence[Token]) -> None:
        words = json.dumps([_quoted(token) for token in tokens], ensure_ascii=False)
        found: list[Ids] = [set() for _ in tokens]
        cut: set[int] = set()
        for low, high in self._ranges:
            values = {"low": low, "high": high, "words": words, "most": self._longest + 1}
            for place, ids in self._tx.exec_driver_sql(_FIND, values):
                rows = json.loads(ids)
                found[place].update(self._items(rows))
                if len(rows) > self._longest:  # there may be more, though of few items
                    cut.add(place)
        for place, (token, each) in enumerate(zip(tokens, found, strict=True)):
            is_common = place in cut or len(each) > self._longest
            self._known[token] = None if is_common else each

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


class _Costs:
    """What it costs to look conditions up, each reckoned once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, int]] = {}  # by identity: conditions are large

    def of(self, condition: Condition) -> tuple[int, int]:
        """
        Return how many words there are to look up, at least, and how short the shortest is.

        In order, what is quickly looked up comes first, and of single words the longest.
        """
        if isinstance(condition, Token):
            return 1, -len(condition.text)
        known = self._known.get(id(condition))
        if known is None:
            known = self._known[id(condition)] = self._reckoned(condition)
        return known

    def _reckoned(self, condition: AllOf | AnyOf) -> tuple[int, int]:
        costs = [self.of(part) for part in condition.parts]
        sizes = [size for size, _ in costs]
        size = sum(sizes) if isinstance(condition, AnyOf) else min(sizes, default=0)
        return size, max((length for _, length in costs), default=0)
