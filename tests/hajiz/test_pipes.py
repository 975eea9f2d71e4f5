"""Both pipes on a real database, with outcomes of our own making and a clock we set."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from hajiz.assembly import Assembly, assemble, channels_of
from hajiz.collect import record
from hajiz.config.read import load
from hajiz.dispatch.delivering import deliver
from hajiz.dispatch.digests import freeze_due, freeze_now, preview
from model import Failed, FailureKind, Fresh, Item, ItemKey, OutletId, Unchanged, Validators
from storage import deliveries, feeds, items
from tests.hajiz.conftest import WriteConfig

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # noon in Damascus
SEVEN = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)  # 07:00 there
A = OutletId("a")


def fresh(*titles: str, tag: bytes = b'"1"') -> Fresh:
    """Make the outcome of a poll that brought items with those titles."""
    found = tuple(
        Item("a", ItemKey(sha256(title.encode()).digest()), title, "", "", "en") for title in titles
    )
    return Fresh(A, found, Validators(etag=tag), sha256(repr(titles).encode()).digest(), "http://a")


@contextmanager
def assembled(config: Path, now: datetime = START) -> Iterator[Assembly]:
    """Open the program on *config*."""
    with assemble(load(config, {}), now) as assembly:
        yield assembly


@pytest.fixture
def config(write_config: WriteConfig) -> Path:
    """Write a configuration with one outlet."""
    return write_config({"a": "http://127.0.0.1:9/feed"})


def poll(assembly: Assembly, now: datetime, *titles: str) -> int:
    """Record a poll that brought those titles; return how many were new."""
    return record(assembly, fresh(*titles), now, 0.5).new


def told(assembly: Assembly, now: datetime) -> list[list[str]]:
    """Freeze what is due and return the titles in each digest."""
    return [[item.title.text for item in each.items] for each in freeze_due(assembly, now)]


def test_the_baseline_is_never_told_and_news_is_told_once(config: Path) -> None:
    """First look: kept. After it: told in one digest, and in no later one."""
    with assembled(config) as assembly:
        poll(assembly, START, "Old convoy")
        poll(assembly, START + timedelta(hours=1), "New convoy", "Old convoy")

        assert told(assembly, SEVEN - timedelta(seconds=1)) == []
        assert told(assembly, SEVEN) == [["New convoy"]]
        assert told(assembly, SEVEN + timedelta(hours=1)) == []
        assert told(assembly, SEVEN + timedelta(days=1)) == [[]]


def test_fm_081_missed_digests_are_caught_up_by_one_that_misses_nothing(config: Path) -> None:
    """Down for three days: one digest at the start, with all of it."""
    with assembled(config) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + timedelta(hours=1), "Convoy 1", "Old")

    with assembled(config, SEVEN + timedelta(days=3, hours=2)) as assembly:
        caught_up = told(assembly, SEVEN + timedelta(days=3, hours=2))
        assert caught_up == [["Convoy 1"]]
        assert told(assembly, SEVEN + timedelta(days=3, hours=3)) == []


def test_fm_084_a_clock_set_back_sends_no_second_digest(config: Path) -> None:
    """The ledger knows the date, whatever the clock says."""
    with assembled(config) as assembly:
        poll(assembly, START, "Old")
        assert told(assembly, SEVEN) == [[]]

        assert told(assembly, SEVEN - timedelta(hours=2)) == []
        assert told(assembly, SEVEN + timedelta(minutes=1)) == []


def test_an_item_committed_just_after_a_digest_was_frozen_comes_in_the_next(config: Path) -> None:
    """A poll may begin before seven and be committed after it: nothing falls between."""
    with assembled(config) as assembly:
        poll(assembly, START, "Old")
        assert told(assembly, SEVEN) == [[]]
        poll(assembly, SEVEN - timedelta(seconds=2), "Late convoy", "Old")

        assert told(assembly, SEVEN + timedelta(days=1)) == [["Late convoy"]]


def test_a_rule_that_joins_a_digest_later_brings_no_history(config: Path) -> None:
    """Old matches of it were news once; alerting them now would mislead."""
    text = config.read_text("utf-8")
    narrow = text.replace('time = "07:00"', 'time = "07:00"\nrules = ["checkpoints"]')
    config.write_text(narrow, "utf-8")
    with assembled(config) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + timedelta(hours=1), "A convoy", "Old")
        assert told(assembly, SEVEN) == [[]]
    config.write_text(text, "utf-8")

    with assembled(config, SEVEN + timedelta(hours=2)) as assembly:
        assert told(assembly, SEVEN + timedelta(days=1)) == [[]]


def test_a_preview_changes_nothing(config: Path) -> None:
    """Looking is not telling."""
    with assembled(config) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + timedelta(hours=1), "New convoy", "Old")
        plan = assembly.config.digests[0]

        digest, (message,) = preview(assembly, plan, START + timedelta(hours=2))

        assert digest.match_count == 1
        assert "New ‹convoy›" in message.text
        assert told(assembly, SEVEN) == [["New convoy"]]


def test_a_digest_sent_by_hand_is_not_told_again_in_the_morning(config: Path) -> None:
    """The daily one covers the time after it."""
    with assembled(config) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + timedelta(hours=1), "New convoy", "Old")

        sent = freeze_now(assembly, assembly.config.digests[0], START + timedelta(hours=2))

        assert sent.match_count == 1
        assert told(assembly, SEVEN) == [[]]


def test_a_frozen_digest_is_delivered_with_its_id_and_once(config: Path) -> None:
    """The folder gets two files; a second round finds nothing to do."""
    with assembled(config) as assembly:
        poll(assembly, START, "Old")
        (digest,) = freeze_due(assembly, SEVEN)
        files = channels_of(assembly.config)["files"]

        first = deliver(assembly.database, files, lambda: SEVEN, "test")
        second = deliver(assembly.database, files, lambda: SEVEN, "test")

        assert [attempt.message_id for attempt in first] == [digest.id]
        assert second == []
        assert len(list((config.parent / "digests").iterdir())) == 2
        with assembly.database.read() as tx:
            assert [d.state for d in deliveries.recent(tx)] == ["sent"]


def test_fm_044_items_that_come_back_after_they_were_pruned_are_not_new(config: Path) -> None:
    """What was seen is remembered longer than the items are kept."""
    with assembled(config) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + timedelta(hours=1), "New convoy", "Old")
        with assembly.database.write() as tx:
            tx.exec_driver_sql("DELETE FROM matches")
            tx.exec_driver_sql("DELETE FROM items")

        assert poll(assembly, START + timedelta(hours=2), "New convoy", "Old") == 0


def test_fm_043_an_order_that_changes_brings_nothing_new(config: Path) -> None:
    """Shuffled a hundred times: no item, no match."""
    names = [f"Convoy {n}" for n in range(10)]
    with assembled(config) as assembly:
        poll(assembly, START, *names)

        for turn in range(100):
            shuffled = names[turn % 10 :] + names[: turn % 10]
            assert poll(assembly, START + timedelta(hours=turn + 1), *shuffled) == 0


def test_fm_066_validators_are_kept_only_with_the_items(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between the two would turn into 304 for ever, with the items lost."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    with assembled(config) as assembly:
        monkeypatch.setattr(items, "add_new", fail)
        with pytest.raises(RuntimeError, match="power cut"):
            record(assembly, fresh("One", tag=b'"new"'), START, 0.5)
        with assembly.database.read() as tx:
            (task,) = feeds.tasks(tx, assembly.config.outlets)

    assert task.validators == Validators()


def test_a_failure_keeps_what_is_known_and_backs_off(config: Path) -> None:
    """The feed is asked again later, never dropped, and the digest names it."""
    failed = Failed(A, FailureKind.HTTP, "HTTP 403 Forbidden", status=403)
    with assembled(config) as assembly:
        poll(assembly, START, "Old")
        record(assembly, failed, START + timedelta(hours=1), 0.5)
        with assembly.database.read() as tx:
            state = feeds.state(tx, A)
        (digest,) = freeze_due(assembly, SEVEN)

    assert state.validators == Validators(etag=b'"1"')
    assert state.next_poll_at > START + timedelta(hours=1, minutes=10)
    assert [(s.outlet.id, s.reason[:13]) for s in digest.coverage.failing] == [
        ("a", "failing since")
    ]


def test_an_unchanged_feed_counts_as_seen(config: Path) -> None:
    """Nothing new is not the same as not seen."""
    with assembled(config) as assembly:
        poll(assembly, START, "Old")
        record(assembly, Unchanged(A, Validators(etag=b'"1"')), START + timedelta(hours=1), 0.5)
        (digest,) = freeze_due(assembly, SEVEN)

    assert (digest.coverage.polled, digest.coverage.unchanged) == (1, 1)
    assert digest.coverage.failing == ()
