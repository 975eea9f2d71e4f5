"""Terms of a rule that never hit."""

from pathlib import Path

from alerts.rules.matcher import RuleSet, compile_rules, match
from alerts.rules.rule import Rule, Topic
from hajiz.tuning.terms import dead_terms
from storage import items, matches
from tests.hajiz.desk import DAY, START, desk, poll

TOPICS = {
    "fuel": Topic(
        "fuel", {"en": ("tanker", "oil truck")}, weak={"en": ("lorry",)}, context={"en": ("oil",)}
    )
}


def rules(query: str) -> RuleSet:
    """Compile a rule that takes the place of the desk's convoys."""
    return compile_rules([Rule("convoys", query=query)], TOPICS)


def test_terms_without_a_hit_are_dead(tmp_path: Path) -> None:
    """The rule's own and those of its topics, not those it only excludes."""
    rule_set = rules("(convoy OR caravan OR @fuel) AND NOT (wedding OR title:football)")
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        with assembly.database.write() as tx:
            (stored,) = items.search(tx)
            matches.add(tx, stored.id, match(stored.item, rule_set), START, revision=1)
        with assembly.database.read() as tx:
            found = dead_terms(tx, rule_set, "convoys", START - DAY)
            later = dead_terms(tx, rule_set, "convoys", START + DAY)

    assert found.terms == (
        ("", "caravan"),
        ("fuel", "tanker"),
        ("fuel", "oil truck"),
        ("fuel", "lorry"),
    )
    assert found.of == 5
    assert found.alive == {""}
    assert len(later.terms) == 5
