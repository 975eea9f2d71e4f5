"""
Suggestions for a rule, each with what it would do: the changed rule is compiled and really run.

Knows how candidates are tried on the archive; which are worth trying is said in alerts.tuning.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.rule import Rule
from alerts.tuning.quality import Quality, quality
from alerts.tuning.suggestions import Candidate, Judged, additions, exclusions
from hajiz.tuning.backtest import Firing, Period, Tell, fired, firings
from hajiz.tuning.diff import part
from model import Verdict
from storage import archive, items, tallies
from storage.database import Transaction

AT_ONCE = 500  # items, whose texts are held at one time
USUAL = 1_000  # newest items that a rule does not fire for: what the news is usually like


@dataclass(frozen=True, slots=True)
class Effect:
    """The items that a change would add to a rule, or take away from it, by number."""

    relevant: tuple[int, ...]  # labelled so
    noise: tuple[int, ...]  # labelled so
    others: tuple[int, ...]  # not labelled, or unsure

    @property
    def total(self) -> int:
        """How many items there are in all."""
        return len(self.relevant) + len(self.noise) + len(self.others)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A change of a rule or of a topic it uses, and what it would do in the period."""

    candidate: Candidate
    effect: Effect  # taken away by an exclusion, added by an addition
    after: Quality  # of the changed rule


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What is known of a rule in a period, and what could be made of it."""

    rule: str
    period: Period
    fires: int  # items
    quality: Quality
    exclusions: tuple[Suggestion, ...]
    additions: tuple[Suggestion, ...]


def suggest(
    tx: Transaction, rules: RuleSet, rule: str, period: Period, tell: Tell | None = None
) -> Suggestions:
    """
    Suggest terms for *rule* by what people said of it and of items of *period*.

    Each suggestion would take away more noise than relevant items, or add more relevant ones than
    noise, of those labelled; the best comes first.

    Raises:
        KeyError: there is no such rule.
        StorageError: the database failed.
    """
    own = part(rules, [rule])
    definition = {each.name: each for each in own.definitions}[rule]
    found = {each.item.id: each for each in firings(tx, own, period, tell)}
    said = tallies.verdicts(tx, rule, period.since, period.until)
    tried = _Trial(tx, definition, rules, period, found, said)
    return Suggestions(
        rule=rule,
        period=period,
        fires=len(found),
        quality=quality(found, said),
        exclusions=tuple(_best(tried.exclusions(), gains="noise")),
        additions=tuple(_best(tried.additions(), gains="relevant")),
    )


@dataclass(frozen=True, slots=True)
class _Trial:
    """One rule with all that is known of it, and its changes tried on the archive."""

    tx: Transaction
    rule: Rule
    rules: RuleSet
    period: Period
    found: Mapping[int, Firing]
    said: Mapping[int, Verdict]

    def exclusions(self) -> Iterator[Suggestion]:
        """Try what may leave out noise, on the items the rule fires for."""
        noise, relevant = self._judged("noise"), self._judged("relevant")
        candidates = exclusions(self.rule, self.rules.topics, noise, relevant)
        if not candidates:
            return
        for candidate, left in zip(candidates, self._left(candidates), strict=True):
            gone = [item for item in self.found if item not in left]
            yield Suggestion(candidate, self._effect(gone), quality(left, self.said))

    def additions(self) -> Iterator[Suggestion]:
        """Try what may find missed items, on all items of the period."""
        candidates = additions(
            self.rule, self.rules.topics, self._missed(), [*self._judged("noise"), *self._usual()]
        )
        if not candidates:
            return
        added = self._added(candidates)
        for number, candidate in enumerate(candidates):
            new = added[str(number)]
            after = quality({*self.found, *new}, self.said)
            yield Suggestion(candidate, self._effect(new), after)

    def _left(self, candidates: Sequence[Candidate]) -> list[set[int]]:
        """Return what each changed rule still fires for of what the rule does."""
        changed = [compile_rules([each.rule], each.topics) for each in candidates]
        left: list[set[int]] = [set() for _ in candidates]
        numbers = iter(self.found)
        while some := list(islice(numbers, AT_ONCE)):
            for versions in archive.versions_of(self.tx, some):
                for own, rules in zip(left, changed, strict=True):
                    if fired(versions, rules):
                        own.add(versions[0].id)
        return left

    def _added(self, candidates: Sequence[Candidate]) -> dict[str, list[int]]:
        """Run all changed rules in one go; return what each has more, by its place."""
        numbered = [replace(each.rule, name=str(n)) for n, each in enumerate(candidates)]
        added: dict[str, list[int]] = {rule.name: [] for rule in numbered}
        changed = compile_rules(numbered, self.rules.topics)
        for firing in firings(self.tx, changed, self.period):
            if firing.item.id not in self.found:
                added[firing.match.rule].append(firing.item.id)
        return added

    def _judged(self, verdict: Verdict) -> list[Judged]:
        """Return what the rule fires for and is labelled so."""
        return [
            Judged(firing.item.item, firing.match.hits)
            for item, firing in self.found.items()
            if self.said.get(item) == verdict
        ]

    def _missed(self) -> list[Judged]:
        """Return what is labelled relevant, and the rule does not fire for."""
        missed = [
            item
            for item, verdict in self.said.items()
            if verdict == "relevant" and item not in self.found
        ]
        return [Judged(stored.item) for stored in items.get_many(self.tx, missed)]

    def _usual(self) -> Iterator[Judged]:
        """Yield newest items of the period that the rule does not fire for and nobody judged."""
        known = {*self.found, *self.said}
        versions = archive.versions(self.tx, self.period.since, self.period.until)
        silent = (each[0] for each in versions if each[0].id not in known)
        return (Judged(stored.item) for stored in islice(silent, USUAL))

    def _effect(self, changed: Sequence[int]) -> Effect:
        def those(*verdicts: Verdict | None) -> tuple[int, ...]:
            return tuple(item for item in changed if self.said.get(item) in verdicts)

        return Effect(those("relevant"), those("noise"), those(None, "unsure"))


def _best(found: Iterator[Suggestion], gains: Verdict) -> list[Suggestion]:
    """Leave out what does more harm than good, by the labels, and put the best first."""

    def worth(each: Suggestion) -> int:
        better = len(each.effect.noise) - len(each.effect.relevant)
        return better if gains == "noise" else -better

    good = [each for each in found if worth(each) > 0]
    return sorted(good, key=lambda each: (-worth(each), -each.candidate.score))
