"""Random rules over random items: the matcher and a slow reading of the manual agree."""

from hypothesis import HealthCheck, Phase, event, given, settings

from alerts.rules.matcher import compile_rules, match
from alerts.rules.query.syntax import Node
from alerts.rules.rule import Rule, Topic
from model import Item
from tests.alerts import rule_strategies as random
from tests.alerts.naive_rules import evidence
from tests.alerts.naive_text import Place
from tests.alerts.naive_topics import World

often = settings(
    max_examples=500,
    deadline=None,
    print_blob=True,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],  # explaining takes longer
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def places(
    item: Item, rule: Rule, topics: dict[str, Topic], past: random.Stretches | None = None
) -> set[Place] | None:
    """Return where the matcher has hits of *rule*; None when it does not fire."""
    found = match(item, compile_rules([rule], topics, past))
    return {Place(hit.field, hit.start, hit.end) for each in found for hit in each.hits} or None


@often
@given(rule=random.rules, topics=random.topics, item=random.items)
def test_a_rule_fires_as_the_manual_says_and_by_the_same_words(
    rule: tuple[Rule, Node | None], topics: dict[str, Topic], item: Item
) -> None:
    """Operators, fields, lists, topics with context and exclusions, all scripts."""
    expected = evidence(*rule, World(item, topics))

    event("fires" if expected else "does not fire")
    assert places(item, rule[0], topics) == (set(expected) if expected else None)


@often
@given(rule=random.recent, topics=random.topics, item=random.items, past=random.pasts)
def test_a_recent_rule_fires_as_the_manual_says_and_by_the_same_words(
    rule: tuple[Rule, Node], topics: dict[str, Topic], item: Item, past: random.Stretches
) -> None:
    """Whatever is of the past, and wherever in the query it is asked."""
    expected = evidence(*rule, World(item, topics, past.places))

    event("fires" if expected else "does not fire")
    assert places(item, rule[0], topics, past) == (set(expected) if expected else None)
