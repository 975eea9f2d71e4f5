"""Suggestions come with what they would do, found out by doing it."""

from pathlib import Path

from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.rule import Rule, Topic
from hajiz.assembly import Assembly
from hajiz.tuning.backtest import Period
from hajiz.tuning.suggesting import Suggestions, suggest
from model import Verdict
from storage import items, labels
from tests.hajiz.desk import DAY, START, desk, poll

ALL = Period()


def rules(query: str, **topics: tuple[str, ...]) -> RuleSet:
    """Compile one rule."""
    own = {name: Topic(name, {"en": terms}) for name, terms in topics.items()}
    return compile_rules([Rule("r", query=query)], own)


def say(assembly: Assembly, said: dict[str, Verdict]) -> None:
    """Label all items with a word in their title."""
    with assembly.database.write() as tx:
        for stored in items.search(tx, limit=1000):
            for word, verdict in said.items():
                if word in stored.item.title:
                    labels.say(tx, stored.id, "r", verdict, "ana", "cli", START)


def suggested(assembly: Assembly, rule_set: RuleSet, period: Period = ALL) -> Suggestions:
    """Suggest terms for the one rule."""
    with assembly.database.read() as tx:
        return suggest(tx, rule_set, "r", period)


def test_an_exclusion_says_what_it_takes_away(tmp_path: Path) -> None:
    """Noise, relevant items, and such as nobody judged."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, *[f"wedding convoy {n} noisy" for n in range(5)])
        poll(assembly, START, *[f"army convoy {n} good" for n in range(8)])
        poll(assembly, START, "wedding convoy 9", "wedding convoy shot at, good")
        say(assembly, {"noisy": "noise", "good": "relevant"})
        found = suggested(assembly, rules("convoy"))

    assert (found.fires, found.quality.noise, found.quality.relevant) == (15, 5, 9)
    (noisy, wedding) = found.exclusions
    assert noisy.candidate.term == "noisy"
    assert wedding.candidate.term == "wedding convoy"
    assert wedding.candidate.rule.query == 'convoy AND NOT "wedding convoy"'
    effect = wedding.effect
    assert (len(effect.noise), len(effect.relevant), len(effect.others)) == (5, 1, 1)
    assert effect.total == 7
    assert (wedding.after.relevant, wedding.after.noise, wedding.after.missed) == (8, 0, 1)


def test_an_exclusion_of_a_topic_is_really_compiled(tmp_path: Path) -> None:
    """An item that has another hit stays."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, *[f"mail convoy {n} bad" for n in range(5)])
        poll(assembly, START, *[f"army convoy {n} good" for n in range(8)])
        poll(assembly, START, "mail convoy met an army convoy, good")
        say(assembly, {"bad": "noise", "good": "relevant"})
        found = suggested(assembly, rules("@cars", cars=("convoy",)))

    by_kind = {each.candidate.kind: each for each in found.exclusions}
    topical = by_kind["exclude from topic"]
    assert (topical.candidate.term, topical.candidate.topic) == ("mail convoy", "cars")
    assert (len(topical.effect.noise), len(topical.effect.relevant)) == (5, 0)


def test_an_addition_says_what_it_brings(tmp_path: Path) -> None:
    """Of all items of the period."""
    with desk(tmp_path) as assembly:
        poll(assembly, START - DAY, "armoured vehicles before")
        poll(assembly, START, *[f"the budget {n}" for n in range(30)])
        poll(assembly, START, *[f"armoured vehicles {n} good" for n in range(3)])
        poll(
            assembly, START, "a toy of armoured vehicles, bad", "more armoured vehicles", "a convoy"
        )
        say(assembly, {"good": "relevant", "bad": "noise"})
        found = suggested(assembly, rules("convoy"), Period(since=START))

    assert found.quality.missed == 3
    best = found.additions[0]
    vehicles = {each.candidate.term: each for each in found.additions}["armoured vehicles"]
    assert best.effect.noise == ()
    assert len(vehicles.effect.relevant) == 3
    assert len(vehicles.effect.noise) == 1
    assert len(vehicles.effect.others) == 1
    assert vehicles.after.missed == 0
    assert vehicles.candidate.rule.query == 'convoy OR "armoured vehicles"'


def test_nothing_labelled_is_nothing_suggested(tmp_path: Path) -> None:
    """Nor where every exclusion would lose as much as it takes away."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, *[f"army convoy {n}" for n in range(8)])
        found = suggested(assembly, rules("convoy"))

    assert (found.exclusions, found.additions) == ((), ())
    assert found.quality.precision is None
