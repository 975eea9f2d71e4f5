"""
Suggestions for a rule as the page offers them: each with its effect, and the form that tries it.
"""

from dataclasses import dataclass
from datetime import timedelta

from alerts.tuning.quality import Quality
from hajiz.tuning.backtest import Period
from hajiz.tuning.suggesting import Suggestion, Suggestions, suggest
from hajiz.web.editor.form import address_of
from hajiz.web.editor.page import edited
from hajiz.web.site import Site

DAYS = 30


@dataclass(frozen=True, slots=True)
class Offer:
    """One suggestion."""

    words: str
    topic: str  # whose exclusion it is; "" for one of the rule itself
    language: str
    noise: int
    relevant: int
    others: int
    after: Quality
    action: str  # where its form goes
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Offers:
    """All that is suggested for a rule."""

    found: Suggestions
    exclusions: tuple[Offer, ...]
    additions: tuple[Offer, ...]


def offers(site: Site, rule: str) -> Offers:
    """
    Work out what could be made of *rule*, which is in use, by the labels of the last 30 days.

    Raises:
        StorageError: the database failed.
    """
    period = Period(since=site.clock() - timedelta(days=DAYS))
    assembly = site.assembly
    with assembly.database.read() as tx:
        found = suggest(tx, assembly.rule_set, rule, period)
    return Offers(
        found,
        tuple(_offer(rule, each) for each in found.exclusions),
        tuple(_offer(rule, each) for each in found.additions),
    )


def _offer(rule: str, suggestion: Suggestion) -> Offer:
    candidate, effect = suggestion.candidate, suggestion.effect
    fields = {"kind": "set", "name": rule, "query": edited(candidate.rule).query}
    if candidate.rule.on_update:
        fields["on_update"] = "on"
    if candidate.topic:
        term = {"part": "exclude", "language": candidate.language, "term": candidate.term}
        fields = {"kind": "topic", "name": rule, "topic": candidate.topic} | term
    return Offer(
        candidate.term,
        candidate.topic,
        candidate.language,
        len(effect.noise),
        len(effect.relevant),
        len(effect.others),
        suggestion.after,
        "/rules/-/review" if candidate.topic else address_of(rule),
        fields,
    )
