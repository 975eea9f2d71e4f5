"""
What the rules of config.toml would say of items, before anything is kept.

Asks the same matcher as a poll does.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from alerts.rules import matcher
from alerts.rules.matcher import RuleSet
from model import Item, Match


@dataclass(frozen=True, slots=True)
class Flag:
    """An item that rules would flag, with the matches a poll would keep."""

    item: Item
    matches: tuple[Match, ...]


def flags(items: Iterable[Item], rule_set: RuleSet) -> tuple[Flag, ...]:
    """Return the items that fire a rule, in their order."""
    found = ((item, matcher.match(item, rule_set)) for item in items)
    return tuple(Flag(item, matches) for item, matches in found if matches)


def words_of(match: Match) -> tuple[str, ...]:
    """Return the words that made the rule fire, each once."""
    return tuple(dict.fromkeys(hit.surface for hit in match.hits))
