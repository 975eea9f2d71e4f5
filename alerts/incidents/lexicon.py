"""
All that is looked for in an item, compiled to be found in one pass.

Knows the data files and the matcher's vocabulary; what a find means is known to others.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from alerts.incidents.cues import cue_topics
from alerts.incidents.origins import Registry, builtin_origins
from alerts.rules.lexicon.places import places
from alerts.rules.matching.scan import Scanner
from alerts.rules.matching.section import Subject
from alerts.rules.matching.topics import SoughtTopic
from alerts.rules.matching.vocabulary import Vocabulary
from alerts.rules.resolve import Resolver
from alerts.rules.rule import Topic
from model import Item

KINDS = (
    "convoy", "checkpoint", "patrol", "airstrike", "clash", "attack", "blocked", "roadblock",
    "crossing",
)  # fmt: skip
ACTORS = (
    "saa_assad_era", "new_syrian_army", "ndf", "sdf", "ypg_ypj", "asayish", "coalition",
    "russia_mp", "turkey_sna", "isis",
)  # fmt: skip
_OF_EVENTS = frozenset({"place", "actor", "side"})
_TELLING = frozenset({"incident", "casualties"})
_ALONE = {
    "origin": "speaker",
    "anaphor": "speaker",
    "cue": "cue",
}  # of these only the longest counts where several overlap


class Mark(NamedTuple):
    """Something known at a place of the text: a kind of event, an actor, an origin, a cue …."""

    start: int
    end: int
    sort: str
    value: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Compiled; any number of threads may use it."""

    origins: Registry = field(repr=False)
    scanner: Scanner = field(repr=False)
    sought: tuple[tuple[str, str, SoughtTopic], ...] = field(repr=False)  # with sort and value
    by_pattern: Mapping[int, tuple[int, ...]] = field(repr=False)
    telling: tuple[SoughtTopic, ...] = field(repr=False)  # those that tell of an event

    def subject(self, item: Item) -> Subject:
        """Return *item*, folded and scanned."""
        return Subject(item, self.scanner)

    def tells(self, subject: Subject) -> bool:
        """Say whether title or body have any word of an event."""
        section = subject.main
        return any(topic.verdict(subject, section).counting for topic in self.telling)

    def marks(self, subject: Subject) -> list[Mark]:
        """
        Return all that is known in title and body, in the order of the text.

        In a text without a word of any event nobody asks for places and forces: they are left out.
        """
        section = subject.main
        left_out = frozenset() if self.tells(subject) else _OF_EVENTS
        numbers: set[int] = set()
        for pattern in self.by_pattern.keys() & section.present:
            numbers.update(self.by_pattern[pattern])
        marks = [
            Mark(start, end, sort, value)
            for sort, value, topic in map(self.sought.__getitem__, sorted(numbers))
            if sort not in left_out
            for start, end, _ in topic.verdict(subject, section).counting
        ]
        marks.sort(key=lambda mark: (mark.start, -mark.end))
        return list(_longest(marks))


def compile_lexicon(
    origins: Registry | None = None, topics: Mapping[str, Topic] | None = None
) -> Lexicon:
    """
    Compile *origins* (those that come with Hajiz, when None) and the user's own *topics*.

    Takes about a second.
    """
    registry = builtin_origins() if origins is None else origins
    named = {f"origin:{each.id}": Topic(each.id, each.names) for each in registry.values()}
    named |= cue_topics()
    vocabulary = Vocabulary(Resolver({**(topics or {}), **named}))
    sought = tuple((sort, value, vocabulary.topic(name)) for sort, value, name in _names(registry))
    by_pattern: dict[int, list[int]] = {}
    for number, (_, _, topic) in enumerate(sought):
        for pattern in topic.patterns:
            by_pattern.setdefault(pattern, []).append(number)
    return Lexicon(
        origins=registry,
        scanner=Scanner(vocabulary.keys),
        sought=sought,
        by_pattern={pattern: tuple(numbers) for pattern, numbers in by_pattern.items()},
        telling=tuple(
            topic
            for sort, value, topic in sought
            if sort == "kind" or (sort == "flag" and value in _TELLING)
        ),
    )


def _names(registry: Registry) -> Iterator[tuple[str, str, str]]:
    """Yield sort, value and topic of all that is looked for."""
    for kind in KINDS:
        yield "kind", kind, kind
    for actor in ACTORS:
        yield "actor", actor, actor
    for place in places().values():
        if place.type != "country":
            yield "place", place.id, place.id
    for origin in registry.values():
        if any(origin.names.values()):
            yield "origin", origin.id, f"origin:{origin.id}"
    for name in cue_topics():
        sort, _, value = name.partition(":")
        yield sort, value, name


def _longest(marks: list[Mark]) -> Iterator[Mark]:
    """Leave out speakers and cues inside longer ones."""
    ends: dict[str, int] = {}
    for mark in marks:
        if (group := _ALONE.get(mark.sort)) is not None:
            if mark.end <= ends.get(group, -1):
                continue
            ends[group] = mark.end
        yield mark
