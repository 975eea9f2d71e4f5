"""
Items × rule set → matches, with the words that made each rule fire.

Pure: the same item and rule set give the same answer, live or over the archive. Knows what is told
of a match; how it comes about is index.py's, why it does not is explain.py's.
"""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from alerts.rules.matching.background import Background
from alerts.rules.matching.compiling import tree_of
from alerts.rules.matching.index import Index, build_index
from alerts.rules.matching.section import Found, Subject
from alerts.rules.query.recency import is_recent
from alerts.rules.rule import PARTS, Rule, Topic, check_rules
from alerts.rules.version import version_of
from model import Hit, Item, Match

MATCHER_VERSION = 5  # raise it whenever the same rules may give another answer

MOST_SHOWN = 100  # hits of one term or topic in one field: a hostile text repeats a word for ever


@dataclass(frozen=True, slots=True)
class RuleSet:
    """
    Compiled rules, ready for any number of items and threads; made by `compile_rules`.

    *version* changes when an answer may: with a rule, a topic in use, own or built in, the matcher
    or, where a rule asks for what is recent, what is taken for the past. Rule sets are equal when
    their versions and names are.
    """

    version: str
    rules: tuple[str, ...]  # names, in the order of config.toml
    definitions: tuple[Rule, ...] = field(repr=False, compare=False)
    topics: Mapping[str, Topic] = field(repr=False, compare=False)
    index: Index = field(repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return compile_rules, (self.definitions, self.topics, self.index.background)


def compile_rules(
    rules: Sequence[Rule], topics: Mapping[str, Topic], background: Background | None = None
) -> RuleSet:
    """
    Make *rules* and the *topics* they name, beside those built in, ready for matching.

    *background* tells rules with `when:recent` what is of the past; by default as incidents do.

    Raises:
        RuleError: a rule or topic cannot be used; the first found, topics before rules.
    """
    check_rules(rules, topics)
    own_topics = {name: _copied(topic) for name, topic in topics.items()}
    with _collecting_no_garbage():
        index = build_index(rules, own_topics, _background_for(rules, background))
    return RuleSet(
        version=version_of(index, MATCHER_VERSION),
        rules=tuple(rule.name for rule in rules),
        definitions=tuple(rules),
        topics=own_topics,
        index=index,
    )


def _background_for(rules: Iterable[Rule], given: Background | None) -> Background | None:
    """Return what tells *rules* of the past, where one asks; here, so that nobody can forget it."""
    if not any(is_recent(tree_of(rule)) for rule in rules):
        return None
    from alerts.incidents.background import Past  # which is made of parts of rules itself

    return given or Past()


@contextmanager
def _collecting_no_garbage() -> Iterator[None]:
    """Let Python look for no garbage among thousands of parts that all stay: half the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def match(item: Item, rule_set: RuleSet) -> tuple[Match, ...]:
    """
    Return a match for every rule *item* fires, in the order of the rules.

    Offsets and surfaces are those of the item's own text; those of a category are in all of them
    with empty lines between. Overlapping hits of one term are reduced to the longest, and no more
    than the first hundred in a field are kept.
    """
    subject = rule_set.index.subject(item)
    fired = rule_set.index.fired(subject)
    if not fired:
        return ()
    told = _Told(subject, rule_set.index)
    version = rule_set.version
    return tuple([Match(rule.name, version, told(hits)) for rule, hits in fired])


class _Told:
    """Hits as they are told, each made once however many rules share it."""

    def __init__(self, subject: Subject, index: Index) -> None:
        self._subject = subject
        self._terms = index.terms
        self._hits: dict[Found, Hit] = {}
        self._alone: dict[Found, tuple[Hit]] = {}

    def __call__(self, found: Sequence[Found]) -> tuple[Hit, ...]:
        if len(found) == 1:
            if (alone := self._alone.get(found[0])) is None:
                alone = self._alone[found[0]] = (self._hit(found[0]),)
            return alone
        return tuple(map(self._hit, self._first_of_each(found)))

    def _first_of_each(self, found: Sequence[Found]) -> list[Found]:
        """Reduce hits to one of a topic in every place, and to a hundred of a term or topic."""
        kept: dict[tuple[int, int, str], Found] = {}
        for hit in sorted(set(found)):
            # several spellings in a topic may meet in one word: the first written is named
            kept.setdefault((hit[0], hit[1], self._name(hit)), hit)
        hits = list(kept.values())
        return hits if len(hits) <= MOST_SHOWN else list(self._not_too_many(hits))

    def _not_too_many(self, hits: Iterable[Found]) -> Iterator[Found]:
        counts: Counter[tuple[str, str]] = Counter()
        for hit in hits:
            named = self._name(hit), self._subject.field_at(hit[0])
            counts[named] += 1
            if counts[named] <= MOST_SHOWN:
                yield hit

    def _name(self, hit: Found) -> str:
        term = self._terms[hit[2]]
        return f"@{term.topic}" if term.topic else term.text

    def _hit(self, found: Found) -> Hit:
        if (hit := self._hits.get(found)) is None:
            term = self._terms[found[2]]
            hit = self._hits[found] = self._subject.hit(found, term.text, term.topic)
        return hit


def _copied(topic: Topic) -> Topic:
    """Return *topic* with mappings of its own: a rule set's version must not come to lie."""
    parts: dict[str, Any] = {part: dict(getattr(topic, part)) for part in PARTS}
    return replace(topic, **parts)
