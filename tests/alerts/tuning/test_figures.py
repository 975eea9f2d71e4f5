"""What a rule fires for, counted."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from alerts.tuning.figures import figures, term_of
from model import Hit, Item, ItemKey, Match, Span, StoredItem

AT = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


def fired(number: int, days: int, outlet: str, *hits: Hit) -> tuple[StoredItem, Match]:
    """Make an item that a rule fires for."""
    item = Item(outlet, ItemKey(b""), "", "", "", "ar" if outlet == "sana" else "en")
    stored = StoredItem(number, item, AT + timedelta(days=days), is_baseline=False)
    return stored, Match("r", "v", hits)


def hit(term: str, topic: str = "") -> Hit:
    """Make a hit of *term*."""
    return Hit(term, "title", 0, 1, "x", Span(0, 1), topic)


def test_items_are_counted_by_day_outlet_language_and_term() -> None:
    """Each once for a term, however often it has it; days without any are there."""
    found = figures(
        [
            fired(3, 2, "sana", hit("convoy"), hit("convoy"), hit("رتل", "convoy")),
            fired(2, 0, "sana", hit("Hasakah", "area:hasakah")),
            fired(1, 0, "heron", hit("convoy")),
        ],
        UTC,
    )

    assert found.items == 3
    assert found.days == ((date(2026, 11, 20), 2), (date(2026, 11, 21), 0), (date(2026, 11, 22), 1))
    assert found.outlets == (("sana", 2), ("heron", 1))
    assert found.languages == (("ar", 2), ("en", 1))
    assert found.terms == (("convoy", 2), ("@convoy: رتل", 1), ("area:hasakah: Hasakah", 1))


def test_days_are_those_of_the_zone() -> None:
    """Half past ten at night in London is tomorrow in Damascus."""
    (day,) = figures([fired(1, 0, "sana")], ZoneInfo("Asia/Damascus")).days

    assert day == (date(2026, 11, 21), 1)


def test_nothing_fired_is_nothing_counted() -> None:
    """Not even a day."""
    assert figures([], UTC).days == ()
    assert term_of(hit("a", "b")) == "@b: a"
