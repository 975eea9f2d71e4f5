"""What a change of a rule gains and loses, while it is being written."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from alerts.rules.rule import Rule, Topic
from hajiz.assembly import Assembly
from hajiz.tuning.backtest import Period
from hajiz.tuning.preview import OvertakenError, Preview, preview
from model import RuleError
from storage import labels
from tests.hajiz.desk import DAY, HOUR, START, desk, poll

CONVOY = Rule("convoys", query="convoy")


def look(assembly: Assembly, after: Rule | None, **more: Any) -> Preview:
    """Preview the change of the rule "convoys" into *after*, over everything."""
    period, more = more.pop("period", Period()), {"patience": None} | more
    with assembly.database.read() as tx:
        return preview(tx, more.pop("before", CONVOY), after, {}, period, **more)


def test_gained_lost_and_kept_are_told_with_samples_and_labels(tmp_path: Path) -> None:
    """Precision and recall are of what people said."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "nothing", "a column", "a wedding convoy", "a convoy")
        with assembly.database.write() as tx:
            labels.say(tx, 1, "convoys", "relevant", "me", "page", START)
            labels.say(tx, 2, "convoys", "noise", "me", "page", START)
            labels.say(tx, 3, "convoys", "relevant", "me", "page", START)
        found = look(assembly, Rule("convoys", query="(convoy OR column) AND NOT wedding"))

    compared = found.comparison
    assert (compared.gained, compared.lost, compared.kept) == ((3,), (2,), (1,))
    assert [each.item.item.title for each in found.gained] == ["a column"]
    assert [each.match.hits[0].surface for each in found.lost] == ["convoy"]
    assert [each.item.item.title for each in found.kept] == ["a convoy"]
    assert compared.before.precision
    assert compared.before.precision.value == 0.5
    assert compared.after.precision
    assert compared.after.precision.value == 1
    assert compared.before.recall
    assert compared.before.recall.value == 0.5
    assert (found.looked, found.total, found.is_complete) == (4, 4, True)


def test_a_new_rule_gains_and_one_taken_away_loses(tmp_path: Path) -> None:
    """The other side fires for nothing."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        gained = look(assembly, CONVOY, before=None).comparison.gained
        lost = look(assembly, None).comparison.lost

    assert gained == lost == (1,)


def test_only_what_is_in_the_period_counts(tmp_path: Path) -> None:
    """Labels of older items say nothing of it either."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        poll(assembly, START + DAY, "another convoy")
        with assembly.database.write() as tx:
            labels.say(tx, 1, "convoys", "relevant", "me", "page", START)
        found = look(assembly, None, period=Period(since=START + HOUR))

    assert found.comparison.lost == (2,)
    assert found.comparison.after.recall is None


def test_when_time_is_over_it_says_how_far_it_came(tmp_path: Path) -> None:
    """The newest items are looked at first."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, *(f"convoy {n}" for n in range(9)))
        ticks = iter(range(99))
        found = look(
            assembly, None, patience=timedelta(seconds=4), clock=lambda: float(next(ticks))
        )

    assert (found.looked, found.total, found.is_complete) == (4, 9, False)
    assert found.comparison.lost == (9, 8, 7, 6)


def test_it_ends_when_nobody_waits_any_more(tmp_path: Path) -> None:
    """The next letter was typed."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        with pytest.raises(OvertakenError):
            look(assembly, None, is_overtaken=lambda: True)


def test_a_topic_that_changes_is_held_against_the_one_there_was(tmp_path: Path) -> None:
    """The rule itself stays."""
    rule = Rule("convoys", query="@lorry")
    old = {"lorry": Topic("lorry", {"en": ("lorry",)})}
    new = {"lorry": Topic("lorry", {"en": ("lorry", "truck")}, exclude={"en": ("toy lorry",)})}
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a truck", "a lorry", "a toy lorry")
        with assembly.database.read() as tx:
            found = preview(tx, rule, rule, old, Period(), new_topics=new, patience=None)

    compared = found.comparison
    assert (compared.gained, compared.lost, compared.kept) == ((3,), (1,), (2,))


def test_a_mistake_is_pointed_at(tmp_path: Path) -> None:
    """Where it is in the query."""
    with desk(tmp_path) as assembly, pytest.raises(RuleError) as raised:
        look(assembly, Rule("convoys", query="convoy AND"))

    assert raised.value.offset is not None
