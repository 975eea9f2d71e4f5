"""What a digest says, and in which order."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from alerts.digests.digest import digest_id
from model import Hit, Span
from model.digest import Digest
from tests.alerts.digest_samples import END, MAYADEEN, NORTH, SANA, START, alert, at, digest, found

SHAPE = "dig_" + 26 * "x"


def titles(made: Digest) -> list[str]:
    """Return the titles of a digest in reading order."""
    return [
        item.title.text
        for section in made.sections
        for group in section.groups
        for item in group.items
    ]


def test_the_id_depends_on_what_is_covered_only() -> None:
    """The same window written in another zone gives the same id; another window another."""
    plus_three = timezone(timedelta(hours=3))
    again = digest_id("abc", "morning", START.astimezone(plus_three), END.astimezone(plus_three))

    assert digest_id("abc", "morning", START, END) == again
    assert len(again) == len(SHAPE)
    assert again.startswith("dig_")


def test_ids_differ_in_every_part() -> None:
    """Instance, name, start and end all count, and cannot run into each other."""
    ids = {
        digest_id("abc", "morning", START, END),
        digest_id("ab", "cmorning", START, END),
        digest_id("abc", "evening", START, END),
        digest_id("abc", "morning", START - timedelta(microseconds=1), END),
        digest_id("abc", "morning", START, END + timedelta(microseconds=1)),
    }

    assert len(ids) == 5


def test_the_id_is_the_documented_one() -> None:
    """Receivers and backups rely on it: it must never change."""
    start = datetime(2026, 11, 19, 4, tzinfo=UTC)

    made = digest_id("instance", "morning", start, start + timedelta(days=1))

    assert made == "dig_xn34tgfy5g4rep7hxedfeiucy5"


def test_an_item_stands_once_under_its_first_rule() -> None:
    """The order of config.toml decides, not the order of the matches; all rules are named."""
    made = digest(found(1, rules=("qamishli", "convoys")), found(2, rules=("qamishli",)))

    assert [section.rule for section in made.sections] == ["convoys", "qamishli"]
    assert made.match_count == 2
    assert made.sections[0].groups[0].items[0].rules == ("convoys", "qamishli")


def test_the_same_item_given_twice_stands_once() -> None:
    """Its matches are put together."""
    made = digest(found(1, rules=("convoys",)), found(1, rules=("qamishli",)))

    assert made.match_count == 1
    assert made.sections[0].groups[0].items[0].rules == ("convoys", "qamishli")


def test_outlets_come_in_the_order_of_the_configuration() -> None:
    """Not in the order in which items were found."""
    made = digest(found(1, outlet=MAYADEEN), found(2, outlet=SANA))

    assert [group.outlet.id for group in made.sections[0].groups] == ["sana-en", "mayadeen"]


def test_an_outlet_gives_its_newest_first() -> None:
    """By when we saw it; within one look by the publisher's date, unless that is in the future."""
    made = digest(
        found(1, "‹old›", seen=at(2), published=at(1)),
        found(2, "‹dated 2100›", seen=at(3), published=datetime(2100, 1, 1, tzinfo=UTC)),
        found(3, "‹newest›", seen=at(5), published=None),
        found(4, "‹same look, earlier›", seen=at(3), published=at(2)),
    )

    assert titles(made) == ["newest", "dated 2100", "same look, earlier", "old"]


def test_an_item_of_a_removed_outlet_or_rule_is_not_lost() -> None:
    """It comes last, under the names it has."""
    made = digest(found(1, outlet=NORTH, rules=("gone",)), found(2), outlets={SANA.id: SANA})

    assert [section.rule for section in made.sections] == ["convoys", "gone"]
    assert made.sections[1].groups[0].outlet.name == "north"


def test_an_item_carries_its_marks_and_terms() -> None:
    """Title, evidence and the terms as the rules write them, each once."""
    made = digest(found(1, "A ‹Convoy› seen", "The ‹convoy› left. All is quiet."))
    item = made.sections[0].groups[0].items[0]

    assert item.title.marks == (Span(2, 8),)
    assert item.excerpt is not None
    assert item.excerpt.text == "The convoy left."
    assert item.terms == ("convoy",)


def test_there_is_no_excerpt_when_only_the_title_fired() -> None:
    """The title shows it all."""
    made = digest(found(1, "A ‹convoy› seen", "Nothing to add."))

    assert made.sections[0].groups[0].items[0].excerpt is None


def test_a_hit_outside_the_text_is_shown_when_it_is_the_only_one() -> None:
    """Nobody should have to guess why an item is there."""
    category = Hit("قافلة", "category", 0, 5, "قافلة", Span(0, 5))
    made = digest(found(1, "Photos", extra=(category,)))
    item = made.sections[0].groups[0].items[0]

    assert item.excerpt is not None
    assert item.excerpt.text == "category: قافلة"


def test_nothing_found_is_an_empty_digest() -> None:
    """No sections, and it still speaks for its window."""
    made = digest()

    assert made.sections == ()
    assert made.match_count == 0
    assert (made.window_start, made.window_end) == (START, END)


def test_items_stand_in_the_part_of_their_kind() -> None:
    """New ones first, then follow-ups, then late ones; a part without items is left out."""
    made = digest(
        found(1, kind="late"),
        found(2, kind="follow_up", told=at(-20)),
        found(3),
        found(4, rules=("qamishli",), kind="late"),
    )

    assert [part.kind for part in made.parts] == ["new", "follow_up", "late"]
    assert [section.rule for section in made.parts[2].sections] == ["convoys", "qamishli"]
    assert [part.kind for part in digest(found(1, kind="late")).parts] == ["late"]


def test_a_follow_up_says_when_the_reader_was_told_before() -> None:
    """The moment is the caller's: only the ledger knows it."""
    made = digest(found(1, kind="follow_up", told=at(-20)))

    assert made.parts[0].sections[0].groups[0].items[0].told_at == at(-20)


def test_what_the_caller_knows_is_passed_through() -> None:
    """Language, days and thread."""
    made = digest(language="ar", days=[1, 2], thread="dig_before")

    assert (made.language, made.days, made.thread) == ("ar", (1, 2), "dig_before")


def test_an_alert_has_its_newest_item_first_and_the_id_of_its_earliest_event() -> None:
    """The id stays the same when the alert is made anew with what came since."""
    made = alert(
        found(1, seen=at(2), rules=("qamishli", "convoys")), found(2, seen=at(5)), name="convoys"
    )

    assert [told.item.item_id for told in made.items] == [2, 1]
    assert made.items[1].events == ("evt_1convoys", "evt_1qamishli")
    assert made.id == "evt_1convoys"


def test_an_alert_keeps_events_beside_their_rules() -> None:
    """A rule that is no event of this alert leaves a gap, and shifts nothing."""
    made = alert(found(1, rules=("convoys", "qamishli")), events={(1, "qamishli"): "evt_q"})

    assert made.items[0].item.rules == ("convoys", "qamishli")
    assert made.items[0].events == ("", "evt_q")


def test_an_alert_without_an_event_is_refused() -> None:
    """There would be nothing to tell it by."""
    with pytest.raises(ValueError, match="without an event"):
        alert(found(1), events={})
