"""
Labelled texts × rule set → how often the rules are right, and every case where they are not.

Precision is the share of what fired that should have; recall the share of what should have fired
that did (van Rijsbergen, Information Retrieval, 1979, ch. 7). Pure: reads no file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from alerts.rules.matcher import RuleSet, match
from model import Item, ItemKey

ALL_LANGUAGES = "all"


@dataclass(frozen=True, slots=True)
class Label:
    """A text with what should fire for it; *is_soft*: people may well disagree."""

    id: str
    language: str
    title: str
    text: str
    expect: Mapping[str, bool]  # rule → whether it should fire
    is_soft: bool = False


@dataclass(slots=True)
class Tally:
    """How often a rule fired and should have."""

    hits: int = 0
    false_alarms: int = 0
    misses: int = 0
    rightly_silent: int = 0

    @property
    def labelled(self) -> int:
        """The number of labels counted."""
        return self.hits + self.false_alarms + self.misses + self.rightly_silent

    @property
    def precision(self) -> float | None:
        """The share of what fired that should have; None when nothing fired."""
        fired = self.hits + self.false_alarms
        return self.hits / fired if fired else None

    @property
    def recall(self) -> float | None:
        """The share of what should have fired that did; None when nothing should have."""
        wanted = self.hits + self.misses
        return self.hits / wanted if wanted else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; None when nothing fired and nothing should have."""
        total = 2 * self.hits + self.false_alarms + self.misses
        return 2 * self.hits / total if total else None


@dataclass(frozen=True, slots=True)
class Mistake:
    """A label a rule did not meet."""

    id: str
    rule: str
    language: str
    expected: bool
    surfaces: tuple[str, ...]  # what made it fire; empty for a miss
    is_soft: bool


@dataclass(slots=True)
class Evaluation:
    """The tallies by (rule, language), hard and soft labels apart, and every mistake."""

    hard: dict[tuple[str, str], Tally] = field(default_factory=dict)
    soft: dict[tuple[str, str], Tally] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def evaluate(labels: Iterable[Label], rule_set: RuleSet) -> Evaluation:
    """Hold *rule_set* against *labels*; a rule it does not have counts as never firing."""
    found = Evaluation()
    for label in labels:
        fired = _fired(label, rule_set)
        for rule, expected in label.expect.items():
            _count(found, label, rule, expected, fired.get(rule))
    return found


def _fired(label: Label, rule_set: RuleSet) -> dict[str, tuple[str, ...]]:
    item = Item("", ItemKey(b""), label.title, label.text, "", label.language)
    return {
        found.rule: tuple(dict.fromkeys(hit.surface for hit in found.hits))
        for found in match(item, rule_set)
    }


def _count(
    found: Evaluation, label: Label, rule: str, expected: bool, surfaces: tuple[str, ...] | None
) -> None:
    kind = {
        (True, True): "hits",
        (False, True): "false_alarms",
        (True, False): "misses",
        (False, False): "rightly_silent",
    }[expected, surfaces is not None]
    tallies = found.soft if label.is_soft else found.hard
    for language in (label.language, ALL_LANGUAGES):
        tally = tallies.setdefault((rule, language), Tally())
        setattr(tally, kind, getattr(tally, kind) + 1)
    if kind in ("false_alarms", "misses"):
        mistake = Mistake(label.id, rule, label.language, expected, surfaces or (), label.is_soft)
        found.mistakes.append(mistake)
