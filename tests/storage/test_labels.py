"""What people say of matches: the last word counts, and all that was said is kept."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product

import pytest

from model import Label, LabelCounts, LockedError, StorageError, Verdict
from storage import items, labels
from storage.database import Database
from tests.storage.builders import DAY, HOUR, NOW, an_item, matched, run

ITEM = 1


@pytest.fixture
def kept(database: Database) -> Iterator[Database]:
    """Return a database with one item that "convoys" fired for, and one without a match."""
    with database.write() as tx:
        matched(tx, "one", NOW)
        items.add_new(tx, [an_item("two")], NOW, False)
    return database


def say(
    database: Database, verdict: Verdict | None, by: str = "anna", item: int = ITEM, **other: str
) -> Label | None:
    """Say something of an item and a rule, of "convoys" unless told otherwise."""
    with database.write() as tx:
        rule = other.get("rule", "convoys")
        return labels.say(tx, item, rule, verdict, by, "cli", NOW)


def said(database: Database, item: int = ITEM) -> list[Verdict | None]:
    """Return all that was said of the item and "convoys"."""
    with database.read() as tx:
        return [each.verdict for each in labels.history(tx, item, "convoys")]


def test_the_last_word_counts_and_every_word_is_kept(kept: Database) -> None:
    """With who said it and when; the version counts them."""
    say(kept, "noise")
    with kept.write() as tx:
        label = labels.say(tx, ITEM, "convoys", "relevant", "omar", "page", NOW + HOUR)

    expected = Label(ITEM, "convoys", "relevant", 2, "omar", NOW + HOUR, "page")
    assert label == expected
    with kept.read() as tx:
        assert labels.of_items(tx, [ITEM, 2]) == {ITEM: {"convoys": expected}, 2: {}}
        first, second = labels.history(tx, ITEM, "convoys")
    assert (first.verdict, first.said_by, first.said_at, first.via) == ("noise", "anna", NOW, "cli")
    assert (second.verdict, second.said_by, second.via) == ("relevant", "omar", "page")


def test_saying_the_same_again_changes_nothing(kept: Database) -> None:
    """Nor does somebody else: it stays the word of the first."""
    first = say(kept, "unsure")

    assert say(kept, "unsure", by="omar") == first
    assert said(kept) == ["unsure"]


def test_a_label_can_be_taken_back_and_given_again(kept: Database) -> None:
    """The row goes, the history stays; what was never said cannot be taken back."""
    assert say(kept, None) is None
    assert said(kept) == []

    say(kept, "noise")
    assert say(kept, None) is None
    with kept.read() as tx:
        assert labels.of_items(tx, [ITEM]) == {ITEM: {}}
    again = say(kept, "noise")

    assert again is not None
    assert again.version == 3
    assert said(kept) == ["noise", None, "noise"]


def test_each_rule_of_an_item_has_a_label_of_its_own(kept: Database) -> None:
    """What is noise for one rule may be relevant for another."""
    say(kept, "noise")
    say(kept, "relevant", rule="checkpoints")

    with kept.read() as tx:
        found = labels.of_items(tx, [ITEM])[ITEM]
        assert {rule: label.verdict for rule, label in found.items()} == {
            "checkpoints": "relevant",
            "convoys": "noise",
        }
        assert labels.history(tx, ITEM, "other") == []


def test_labels_are_listed_the_newest_first(kept: Database) -> None:
    """Of one rule or of all; *since* is when it was said."""
    with kept.write() as tx:
        labels.say(tx, 1, "convoys", "noise", "anna", "cli", NOW)
        labels.say(tx, 2, "convoys", "noise", "anna", "cli", NOW + HOUR)
        labels.say(tx, 2, "other", "unsure", "anna", "cli", NOW + 2 * HOUR)

        assert [each.item_id for each in labels.of_rule(tx, "convoys")] == [2, 1]
        assert [each.item_id for each in labels.of_rule(tx, "convoys", NOW + HOUR)] == [2]
        assert [each.rule for each in labels.every(tx)] == ["other", "convoys", "convoys"]
        assert [each.rule for each in labels.every(tx, NOW + 2 * HOUR)] == ["other"]


def test_only_kept_items_can_be_labelled(kept: Database) -> None:
    """What was pruned has no text to judge; labels go with their item."""
    say(kept, "noise")
    with kept.write() as tx:
        tx.exec_driver_sql("DELETE FROM items WHERE id = 1")

        assert labels.every(tx) == []
        assert labels.history(tx, ITEM, "convoys") == []
    with pytest.raises(StorageError, match="FOREIGN KEY"):
        say(kept, "noise")


def test_counts_tell_what_fired_from_what_should_have(kept: Database) -> None:
    """A relevant item the rule missed is no success of it, and a rule without labels is absent."""
    for name in ("three", "four", "five"):
        with kept.write() as tx:
            matched(tx, name, NOW)
            items.add_new(tx, [an_item(f"not {name}")], NOW, False)
    fired, missed = (1, 3, 5, 7), (2, 4, 6)
    said = ("relevant", "relevant", "noise", "unsure")
    for item, verdict in (*zip(fired, said, strict=True), *zip(missed, said[1:], strict=True)):
        say(kept, verdict, item=item)  # type: ignore[arg-type]

    expected = LabelCounts(relevant=2, noise=1, unsure=2, missed=1, spared=1)
    with kept.read() as tx:
        assert labels.counts(tx) == {"convoys": expected}
        assert labels.counts(tx, NOW) == {"convoys": expected}
        assert labels.counts(tx, NOW + HOUR) == {}


def test_a_match_of_every_version_counts_once(kept: Database) -> None:
    """A rule that fired for two versions of an item fired for one item."""
    with kept.write() as tx:
        tx.exec_driver_sql(
            "INSERT INTO matches (item_id, rule, rule_set, hits, created_at, revision) "
            "SELECT item_id, rule, rule_set, hits, created_at, 1 FROM matches"
        )
    say(kept, "relevant")

    with kept.read() as tx:
        assert labels.counts(tx) == {"convoys": LabelCounts(relevant=1)}


def test_weeks_begin_on_monday_at_midnight_in_utc(database: Database) -> None:
    """They are those in which the items were first seen, whenever they were labelled."""
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    seen = (monday - timedelta(microseconds=1), monday, monday + 6 * DAY + 23 * HOUR)
    with database.write() as tx:
        for number, at in enumerate(seen, 1):
            matched(tx, str(number), at)
            labels.say(tx, number, "convoys", "noise", "anna", "cli", NOW + 30 * DAY)

        by_week = labels.weekly(tx)["convoys"]
        assert by_week == {
            date(2026, 11, 9): LabelCounts(noise=1),
            date(2026, 11, 16): LabelCounts(noise=2),
        }
        assert list(by_week) == sorted(by_week)
        assert labels.weekly(tx, monday) == {"convoys": {date(2026, 11, 16): LabelCounts(noise=2)}}


def test_fm_117_two_at_once_leave_one_last_word_and_both_in_the_history(kept: Database) -> None:
    """Two tabs, or a mail's link and the page: threads of one process wait for each other."""
    other = Database.open(kept.path, NOW)
    verdicts: list[Verdict] = ["relevant", "noise"]
    work = [*product((kept, other), verdicts)] * 10
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda each: _patiently(*each), work))
    other.close()

    words = said(kept)
    with kept.read() as tx:
        label = labels.of_items(tx, [ITEM])[ITEM]["convoys"]
    assert label.verdict == words[-1]
    assert label.version == len(words)
    assert all(one != two for one, two in pairwise(words))


def _patiently(database: Database, verdict: Verdict) -> None:
    while True:
        try:
            say(database, verdict)
        except LockedError:  # the test's database waits for 50 ms only
            continue
        return


def test_fm_117_another_process_says_the_same_and_nothing_changes(kept: Database) -> None:
    """The link was opened twice: one change in the history."""
    code = """
import sys
from pathlib import Path
from storage import labels
from storage.database import Database
from tests.storage.builders import NOW
database = Database.open(Path(sys.argv[1]), NOW)
with database.write() as tx:
    print(labels.say(tx, 1, "convoys", "noise", "omar", "digest", NOW).version)
"""
    say(kept, "noise")

    assert run(code, kept.path) == (0, "1\n")

    assert said(kept) == ["noise"]
