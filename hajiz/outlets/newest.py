"""The last few items of a look, for people to see what an address brings."""

from collections.abc import Iterable
from datetime import UTC, datetime

from model import Item

NEWEST = 5  # items shown


def newest(items: Iterable[Item]) -> list[Item]:
    """Return the last few items; those without a date stand as the document has them, last."""
    beginning = datetime.min.replace(tzinfo=UTC)
    by_date = sorted(items, key=lambda item: item.published_at or beginning, reverse=True)
    return by_date[:NEWEST]
