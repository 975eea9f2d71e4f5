"""
All terms of a rule set, numbered, with the keys to look for.

Knows how terms become keys and groups of them; not what rules ask of them.
"""

from dataclasses import dataclass
from functools import lru_cache

from alerts.rules.inflection.forms import Form, forms
from alerts.rules.matching.groups import Group
from alerts.rules.matching.scan import Key
from alerts.rules.matching.section import Found, Section
from alerts.rules.matching.sought import Entry, literal_beside
from alerts.rules.matching.topics import SoughtTopic
from alerts.rules.resolve import Resolver, references
from alerts.rules.rule import EVERY_LANGUAGE, Terms, Topic, topic_name
from alerts.text import is_word

_REMEMBERED = 32_768  # forms of terms: a rule set is compiled anew after every edit of one rule

_TELLING = 3  # letters beside a key that tell phrases apart


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A term as a rule or, when *topic* has a name, that topic writes it."""

    text: str
    topic: str


class Vocabulary:
    """Numbers terms and keys at their first use; `scanner` looks for all of them."""

    def __init__(self, resolver: Resolver) -> None:
        self.terms: list[NamedTerm] = []
        self.used: dict[str, Topic] = {}  # every topic that decides anything, by label
        self._resolver = resolver
        self._patterns: dict[Key, int] = {}
        self._groups: dict[str, Group] = {}
        self._topics: dict[str, SoughtTopic] = {}

    @property
    def keys(self) -> list[Key]:
        """All keys so far, by their numbers."""
        return list(self._patterns)

    def number(self, text: str) -> int:
        """Return a number for a term that is compared, not looked for."""
        self.terms.append(NamedTerm(text, ""))
        return len(self.terms) - 1

    def term(self, text: str) -> Group:
        """Return the term that a rule itself has."""
        if text not in self._groups:
            self._groups[text] = self._group({EVERY_LANGUAGE: (text,)}, "")
        return self._groups[text]

    def topic(self, name: str) -> SoughtTopic:
        """Return the topic `@name`."""
        if name not in self._topics:
            self._add(name, self._resolver.topic(name))
        return self._topics[name]

    def area(self, place: str) -> SoughtTopic:
        """Return the topic of all in *place*."""
        label = f"area:{place}"
        if label not in self._topics:
            self._add(label, self._resolver.area(place))
        return self._topics[label]

    def _add(self, label: str, topic: Topic) -> None:
        self.used[label] = topic
        sought = SoughtTopic(
            label,
            strong=self._group(topic.terms, label),
            weak=self._group(topic.weak, label),
            exclude=self._group(topic.exclude, label),
            never=self._group(topic.never, label),
        )
        self._topics[label] = sought  # before those it refers to: they may refer to it
        sought.lifting.append(self._group(topic.unless, label))
        for name in references(topic, "unless"):
            sought.lifting += (self.topic(name).strong, self.topic(name).weak)
        sought.context.add(self._group(topic.context, label), _always)
        for name in references(topic, "context"):
            self.topic(name).be_context_of(sought)

    def _group(self, terms: Terms, topic: str) -> Group:
        entries: dict[int, list[Entry]] = {}
        for language, texts in terms.items():
            for text in texts:
                if topic_name(text) is None:
                    self._enter(text, language, topic, entries)
        return Group({pattern: tuple(each) for pattern, each in entries.items()})

    def _enter(self, text: str, language: str, topic: str, entries: dict[int, list[Entry]]) -> None:
        number = len(self.terms)
        self.terms.append(NamedTerm(text, topic))
        for form in remembered_forms(text, language):
            key = key_of(form)
            beside = self._beside(form)
            entry = Entry(form, number, begins_word=key.begins_word, beside=beside)
            entries.setdefault(self._pattern(key), []).append(entry)

    def _beside(self, form: Form) -> int:
        """Return the pattern of what *form* has besides its key, or -1 when that says little."""
        literal = literal_beside(form)
        if len(literal) < _TELLING:
            return -1
        return self._pattern(Key(literal, begins_word=False, ends_word=False))

    def _pattern(self, key: Key) -> int:
        return self._patterns.setdefault(key, len(self._patterns))


def _always(_section: Section, _hit: Found) -> bool:
    return True


@lru_cache(_REMEMBERED)
def remembered_forms(text: str, language: str) -> tuple[Form, ...]:
    """Return the forms of a term, found once for all rule sets."""
    return forms(text, language)


def key_of(form: Form) -> Key:
    """Return what the scanner looks for to find *form*."""
    return Key(
        form.key,
        begins_word=form.before is None and is_word(form.key[0]),
        ends_word=form.after is None and not form.is_open and is_word(form.key[-1]),
    )
