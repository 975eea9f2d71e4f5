"""What a digest says, and in which order."""

from datetime import UTC, datetime, timedelta, timezone

from alerts.digests.digest import digest_id
from model import Digest, Hit, Span
from tests.alerts.digest_samples import END, MAYADEEN, NORTH, SANA, START, at, digest, found

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
