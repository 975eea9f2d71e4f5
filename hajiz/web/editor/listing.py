"""All rules as the page lists them: what each asks for, how it fared, and what in it is dead."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from alerts.rules.matcher import RuleSet
from alerts.rules.rule import Rule
from hajiz.config.read import Config
from hajiz.tuning.pictures import RulePicture, pictures
from hajiz.tuning.pins import broken
from hajiz.tuning.terms import dead_terms
from hajiz.web.editor.form import address_of
from hajiz.web.editor.page import edited
from storage import pins
from storage.database import Transaction

DAYS = 30
_SHOWN = 6  # dead terms


@dataclass(frozen=True, slots=True)
class Row:
    """One rule."""

    name: str
    address: str
    query: str
    picture: RulePicture
    dead: tuple[str, ...]  # terms of its own, and topics, that never hit in these days
    more_dead: int  # that are not listed
    pins: int
    broken: int  # of the pins


def rows(tx: Transaction, config: Config, rules: RuleSet, now: datetime) -> tuple[Row, ...]:
    """
    Return every rule of *config* in its order; *rules* are those in use.

    Raises:
        StorageError: the database failed.
    """
    names = [rule.name for rule in config.rules]
    shown = pictures(tx, names, now, DAYS)
    held = Counter(pin.rule for pin in pins.every(tx))
    failing = Counter(each.pin.rule for each in broken(tx, rules)) if held else Counter()
    running = {rule.name: rule for rule in rules.definitions}
    return tuple(
        _row(tx, rule, shown[rule.name], held, failing, rules if _runs(rule, running) else None)
        for rule in config.rules
    )


def _runs(rule: Rule, running: Mapping[str, Rule]) -> bool:
    return running.get(rule.name) == rule


def _row(
    tx: Transaction,
    rule: Rule,
    picture: RulePicture,
    held: Mapping[str, int],
    failing: Mapping[str, int],
    rules: RuleSet | None,
) -> Row:
    since = picture.until - timedelta(days=DAYS)
    dead = _dead(tx, rules, rule.name, since) if rules and picture.matches else []
    return Row(
        rule.name,
        address_of(rule.name),
        edited(rule).query,
        picture,
        tuple(dead[:_SHOWN]),
        len(dead[_SHOWN:]),
        held.get(rule.name, 0),
        failing.get(rule.name, 0),
    )


def _dead(tx: Transaction, rules: RuleSet, name: str, since: datetime) -> list[str]:
    """Return the rule's own dead terms, and its topics of which no term hit."""
    found = dead_terms(tx, rules, name, since)
    own = [term for topic, term in found.terms if not topic]
    topics = dict.fromkeys(topic for topic, _ in found.terms if topic)
    silent = [topic for topic in topics if topic not in found.alive]
    written = (topic if topic.startswith("area:") else f"@{topic}" for topic in silent)
    return [*own, *written]
