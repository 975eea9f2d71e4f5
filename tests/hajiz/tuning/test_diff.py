"""What a change of the rules gains and loses, with what people said of it."""

from pathlib import Path

from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.rule import Rule, Topic
from hajiz.assembly import Assembly
from hajiz.tuning.backtest import Period
from hajiz.tuning.diff import Difference, RuleDifference, diff, diff_with_matches
from model import Verdict
from storage import labels
from tests.hajiz.desk import DAY, HOUR, START, desk, poll

ALL = Period()


def rules(topics: dict[str, Topic] | None = None, **queries: str) -> RuleSet:
    """Compile *queries* by name."""
    return compile_rules([Rule(name, query=query) for name, query in queries.items()], topics or {})


def say(assembly: Assembly, rule: str, said: dict[int, Verdict]) -> None:
    """Label items."""
    with assembly.database.write() as tx:
        for item, verdict in said.items():
            labels.say(tx, item, rule, verdict, "ana", "cli", START)


def compared(assembly: Assembly, old: RuleSet, new: RuleSet, period: Period = ALL) -> Difference:
    """Compare two sets of rules."""
    with assembly.database.read() as tx:
        return diff(tx, old, new, period)


def with_matches(assembly: Assembly, new: RuleSet, period: Period = ALL) -> Difference:
    """Compare with what has matched."""
    with assembly.database.read() as tx:
        return diff_with_matches(tx, new, period)


def titles(rule: RuleDifference) -> tuple[list[str], list[str], int]:
    """Return what is gained, what is lost and how many are kept."""
    gained = [each.item.item.title for each in rule.gained]
    return gained, [each.item.item.title for each in rule.lost], rule.kept


def test_gained_lost_and_kept_with_precision_and_recall(tmp_path: Path) -> None:
    """Of what is labelled; misses count for recall."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a column")  # 1
        poll(assembly, START + HOUR, "a wedding convoy")  # 2
        poll(assembly, START + 2 * HOUR, "a convoy")  # 3
        poll(assembly, START + 3 * HOUR, "armoured vehicles")  # 4
        say(assembly, "r", {1: "relevant", 2: "noise", 3: "relevant", 4: "relevant"})

        old, new = rules(r="convoy"), rules(r="(convoy OR column) AND NOT wedding")
        (found,) = compared(assembly, old, new).rules
        (late,) = compared(assembly, old, new, Period(since=START + 2 * HOUR)).rules

    assert titles(found) == (["a column"], ["a wedding convoy"], 1)
    assert found.gained[0].match.hits[0].surface == "column"
    assert found.verdicts == {1: "relevant", 2: "noise"}
    assert (found.before.relevant, found.before.noise, found.before.missed) == (1, 1, 2)
    assert (found.after.relevant, found.after.noise, found.after.missed) == (2, 0, 1)
    assert titles(late) == ([], [], 1)
    assert not late.is_different


def test_a_lost_item_that_is_relevant_is_told_apart(tmp_path: Path) -> None:
    """So is noise that is gained."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy", "a column")
        say(assembly, "r", {1: "noise", 2: "relevant"})
        found = compared(assembly, rules(r="convoy"), rules(r="column"))

    (rule,) = found.rules
    assert found.lost_relevant == 1
    assert [each.item.id for each in rule.lost_relevant] == [2]
    assert [each.item.id for each in rule.gained_noise] == [1]


def test_a_rule_that_means_the_same_is_not_run(tmp_path: Path) -> None:
    """However it is written; a topic it uses, also by way of another, is part of its meaning."""
    fuel = {"fuel": Topic("fuel", {"en": ("tanker",)})}
    more = {"fuel": Topic("fuel", {"en": ("tanker", "convoy")})}
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        written = compared(
            assembly,
            rules(fuel, r="a AND b", s="@fuel"),
            compile_rules([Rule("r", all=("b", "a")), Rule("s", any=("@fuel",))], fuel),
        )
        by_topic = compared(
            assembly, rules(fuel, r="a AND b", s="@fuel"), rules(more, r="a AND b", s="@fuel")
        )

    assert [each.status for each in written.rules] == ["unchanged", "unchanged"]
    assert [each.status for each in by_topic.rules] == ["unchanged", "changed"]
    assert titles(by_topic.rules[1]) == (["a convoy"], [], 0)


def test_a_topics_context_is_part_of_what_a_rule_means(tmp_path: Path) -> None:
    """A weak word counts by another topic's words."""
    place = Topic("place", {"en": ("harbour",)})
    column = Topic("column", {}, weak={"en": ("column",)}, context={"any": ("@place",)})
    other = Topic("place", {"en": ("bridge",)})
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a column at the bridge")
        found = compared(
            assembly,
            rules({"place": place, "column": column}, r="@column"),
            rules({"place": other, "column": column}, r="@column"),
        )

    assert titles(found.rules[0]) == (["a column at the bridge"], [], 0)


def test_rules_come_and_go(tmp_path: Path) -> None:
    """A new one gains all it fires for, one that is gone loses it; others may be left out."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy", "a column")
        old, new = rules(one="convoy", two="column"), rules(two="column", three="convoy")
        found = compared(assembly, old, new)
        with assembly.database.read() as tx:
            only = diff(tx, old, new, ALL, only=["three"])

    assert [(each.rule, each.status) for each in found.rules] == [
        ("two", "unchanged"),
        ("three", "added"),
        ("one", "removed"),
    ]
    assert titles(found.rules[1]) == (["a convoy"], [], 0)
    assert titles(found.rules[2]) == ([], ["a convoy"], 0)
    assert [each.rule for each in only.rules] == ["three"]


def test_the_rules_that_matched_differ_in_nothing_from_what_matched(tmp_path: Path) -> None:
    """As long as nobody edits them."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy", "nothing", "a checkpoint and a convoy")
        found = with_matches(assembly, assembly.rule_set)

    assert [each.status for each in found.rules] == ["unchanged", "unchanged"]
    assert not found.is_different


def test_an_edit_is_compared_with_what_has_matched(tmp_path: Path) -> None:
    """What is lost is shown as it matched then; a rule that is gone loses all."""
    with desk(tmp_path) as assembly:
        poll(assembly, START - 2 * DAY, "an old convoy")
        poll(assembly, START, "a convoy", "a column", "a checkpoint")
        say(assembly, "convoys", {3: "relevant"})
        found = with_matches(assembly, rules(convoys="column"), Period(since=START - DAY))

    convoys, checkpoints = found.rules
    assert titles(convoys) == (["a column"], ["a convoy"], 0)
    assert convoys.lost[0].match.hits[0].surface == "convoy"
    assert (checkpoints.rule, checkpoints.status) == ("checkpoints", "removed")
    assert titles(checkpoints) == ([], ["a checkpoint"], 0)


def test_the_bar_moves_on_through_both_halves(tmp_path: Path) -> None:
    """Never back, and to its end."""
    told: list[tuple[int, int]] = []
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy", "a column")
        with assembly.database.read() as tx:
            old, new = rules(r="convoy"), rules(r="column")
            diff(tx, old, new, ALL, lambda done, total: told.append((done, total)))

    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == told[-1][1]
