"""
Rules and topics as a user writes them, and what is said of one that cannot be used.

Knows what may be written; how it is looked for is forms.py's and matcher.py's.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from alerts.rules.checking import check_query
from alerts.rules.names import Names, closest, unknown_topic
from alerts.rules.query.parsing import parse
from alerts.rules.terms import mistake_in_term
from model import RuleError

EVERY_LANGUAGE = "any"  # the language of a topic's terms that hold in all

Terms = Mapping[str, tuple[str, ...]]  # by language
Part = Literal["terms", "weak", "context", "exclude", "unless", "never"]
PARTS: tuple[Part, ...] = ("terms", "weak", "context", "exclude", "unless", "never")
_WITH_TOPICS: tuple[Part, ...] = ("context", "unless")  # whose entries may be `@topic`
_COMPANIONS: tuple[tuple[Part, Part, str], ...] = (  # parts without effect alone, and what to do
    ("weak", "context", "no weak term can count without context; add [topics.{name}.context]"),
    ("context", "weak", "only weak terms need context; move those that do to [topics.{name}.weak]"),
    ("unless", "exclude", "there is no exclusion to lift; add [topics.{name}.exclude]"),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What to flag.

    Either *query*, in the query language; or, simpler, items with one of *any*, each of *all*, and
    none of *none*, whose entries are terms (`convoy`, `convoy*`) or topics (`@convoy`).
    """

    name: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    query: str = ""
    on_update: bool = False  # fires again for hits that a change of the text brings


@dataclass(frozen=True, slots=True)
class Topic:
    """
    A named list of terms by language; a rule uses it as `@name`.

    A hit of *terms* counts by itself; one of *weak* only with a hit of *context* in its sentence or
    within 12 words. A hit inside a phrase of *exclude* does not count – it alone, never the item –
    unless a term of *unless* stands in the sentence; inside one of *never* it does not whatever
    else is said. *context* and *unless* may name topics.
    """

    name: str
    terms: Terms
    weak: Terms = field(default_factory=dict)
    context: Terms = field(default_factory=dict)
    exclude: Terms = field(default_factory=dict)
    unless: Terms = field(default_factory=dict)
    never: Terms = field(default_factory=dict)
    extends: str = ""  # a built-in topic this one adds to; its own terms come on top


def topic_name(entry: str) -> str | None:
    """Return the topic that an entry of a rule names, or None when it is a term."""
    entry = entry.strip()
    return entry[1:] if entry.startswith("@") else None


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a rule or topic: in which key or entry of it, and what."""

    path: tuple[str | int, ...]  # ("any", 0); () when it is about the whole
    error: RuleError


def check_rules(rules: Sequence[Rule], topics: Mapping[str, Topic]) -> None:
    """
    See that *rules* and *topics* can be used together, and with the topics and places built in.

    Raises:
        RuleError: one cannot; the first found, topics before rules. It says why and what to do; the
            rule it names is `@name` when it is about a topic.
    """
    names = Names(topics)
    for topic in topics.values():
        _raise_first(flaws_of_topic(topic, names))
    seen: set[str] = set()
    for rule in rules:
        if rule.name in seen:
            raise RuleError(rule.name, "two rules have this name; give one of them another")
        seen.add(rule.name)
        _raise_first(flaws_of_rule(rule, names))


def flaws_of_rule(rule: Rule, names: Names) -> Iterator[Flaw]:
    """Yield what is wrong with *rule* where there are just the topics and places *names*."""
    if rule.query:
        yield from _flaws_of_query(rule, names)
    elif not rule.any and not rule.all:
        has_only = ' has only "none" and would fire for nearly every item' if rule.none else ""
        message = f'this rule{has_only or " has no terms"}; add terms to "any" or "all"'
        yield Flaw((), RuleError(rule.name, message))
    for key, entries in (("any", rule.any), ("all", rule.all), ("none", rule.none)):
        for number, entry in enumerate(entries):
            if error := _error_in_entry(rule.name, entry, names):
                yield Flaw((key, number), error)


def flaws_of_topic(topic: Topic, names: Names) -> Iterator[Flaw]:
    """Yield what is wrong with *topic* where there are just the topics and places *names*."""
    owner = f"@{topic.name}"
    yield from _flaws_of_shape(topic, owner, names)
    for part in PARTS:
        start = () if part == "terms" else (part,)
        for language, entries in _entries(topic, part).items():
            for number, entry in enumerate(entries):
                if error := _error_in_part(owner, part, entry, names):
                    yield Flaw((*start, language, number), error)


def _raise_first(flaws: Iterator[Flaw]) -> None:
    for flaw in flaws:
        raise flaw.error


def _flaws_of_query(rule: Rule, names: Names) -> Iterator[Flaw]:
    if rule.any or rule.all or rule.none:
        message = 'this rule has a "query" and lists ("any", "all", "none"); keep one of the two'
        yield Flaw(("query",), RuleError(rule.name, message))
    try:
        tree = parse(rule.name, rule.query)
        check_query(rule.name, rule.query, tree, names.topics, names.places)
    except RuleError as error:
        yield Flaw(("query",), error)


def _error_in_entry(owner: str, entry: str, names: Names) -> RuleError | None:
    name = topic_name(entry)
    if name is None:
        mistake = mistake_in_term(entry)
        return mistake and RuleError(owner, mistake.message, entry, mistake.offset)
    if name in names.topics or name in names.places:
        return None
    return RuleError(owner, unknown_topic(name, names.topics, names.places), entry, 0)


def _flaws_of_shape(topic: Topic, owner: str, names: Names) -> Iterator[Flaw]:
    if topic.extends:
        if topic.extends not in names.built_in:
            meant = closest(topic.extends, names.built_in)
            hint = f' – did you mean "{meant}"?' if meant else "; only such can be added to"
            message = f'there is no built-in topic "{topic.extends}"{hint}'
            yield Flaw(("extends",), RuleError(owner, message))
        return
    if not any(topic.terms.values()) and not any(topic.weak.values()):
        message = 'this topic has no terms; add a line such as en = ["convoy"]'
        yield Flaw((), RuleError(owner, message))
    for part, companion, advice in _COMPANIONS:
        if any(_entries(topic, part).values()) and not any(_entries(topic, companion).values()):
            yield Flaw((part,), RuleError(owner, advice.format(name=topic.name)))


def _entries(topic: Topic, part: Part) -> Terms:
    found: Terms = getattr(topic, part)
    return found


def _error_in_part(owner: str, part: Part, entry: str, names: Names) -> RuleError | None:
    if topic_name(entry) is not None and part not in _WITH_TOPICS:
        message = f'"{entry}" is a topic inside a topic; write its terms here, or use both'
        return RuleError(owner, message, entry, 0)
    return _error_in_entry(owner, entry, names)
