"""
Terms that may make a rule better: what noise has, to leave out; what missed items have, to add.

Only proposes; what each would do is found out by running the changed rule (hajiz.tuning). Pure.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from alerts.rules.lexicon.load import builtin_topics
from alerts.rules.rule import EVERY_LANGUAGE, Rule, Topic
from alerts.tuning.phrases import phrases
from alerts.tuning.rewriting import adding, excluding, excluding_from_topic
from alerts.tuning.separation import Separating, Text, separating
from model import Hit, Item

LEAST_NOISE = 3  # noise items that must have a term before it is offered as an exclusion
LEAST_MISSED = 2  # missed items that must have one before it is offered as an addition
MOST = 8  # of each kind

Kind = Literal["exclude", "exclude from topic", "add"]


@dataclass(frozen=True, slots=True)
class Judged:
    """An item the rule fires for, or misses, as it is read for its words."""

    item: Item
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A change worth trying: one term more."""

    kind: Kind
    term: str
    score: float  # G²: how well the term sets the two piles apart
    rule: Rule  # as it would be
    topics: Mapping[str, Topic]  # as they would be
    topic: str = ""  # whose exclusion it is
    language: str = ""  # under which it stands there


def exclusions(
    rule: Rule, topics: Mapping[str, Topic], noise: Sequence[Judged], relevant: Sequence[Judged]
) -> list[Candidate]:
    """
    Propose what *rule* could leave out, the most telling first.

    A phrase around a topic's own word becomes an exclusion of the topic, which cancels that hit
    only; any other becomes an `AND NOT` of the rule. Nothing is proposed while one of the two piles
    has fewer than three items: there is nothing to tell apart.
    """
    if min(len(noise), len(relevant)) < LEAST_NOISE:
        return []
    pile, other = _texts(noise), _texts(relevant)
    found = separating(pile, other, LEAST_NOISE)[:MOST]
    return [
        _exclusion(rule, topics, each, [noise[place] for place in each.inside]) for each in found
    ]


def additions(
    rule: Rule,
    topics: Mapping[str, Topic],
    missed: Sequence[Judged],
    others: Sequence[Judged],
) -> list[Candidate]:
    """
    Propose what *rule* could look for besides, the most telling first.

    *missed* are labelled relevant, and the rule does not fire for them; *others* are items it
    rightly does not fire for, or such as nobody judged: what the news is usually like.
    """
    found = separating(_texts(missed), _texts(others), LEAST_MISSED)[:MOST]
    return [
        Candidate("add", term, each.score, adding(rule, term), topics)
        for each in found
        for term in (each.phrase.written,)
    ]


def _texts(judged: Sequence[Judged]) -> list[Text]:
    return [phrases(each.item, each.hits) for each in judged]


def _exclusion(
    rule: Rule, topics: Mapping[str, Topic], found: Separating, having: Sequence[Judged]
) -> Candidate:
    term = found.phrase.written
    topic = _own_topic(found, topics)
    if not topic:
        return Candidate("exclude", term, found.score, excluding(rule, term), topics)
    language = _language(having)
    changed = excluding_from_topic(topics, topic, language, term)
    return Candidate("exclude from topic", term, found.score, rule, changed, topic, language)


def _own_topic(found: Separating, topics: Mapping[str, Topic]) -> str:
    """Return the one topic whose hits the phrase is around, if an exclusion can be put there."""
    if len(found.phrase.topics) != 1:
        return ""
    (topic,) = found.phrase.topics
    known = topic in topics or topic in builtin_topics()
    return topic if topic and known else ""


def _language(having: Sequence[Judged]) -> str:
    """Return the language most of those items are in, as topics name it."""
    languages = Counter(each.item.language.partition("-")[0].lower() for each in having)
    usual, _ = languages.most_common(1)[0]
    return EVERY_LANGUAGE if usual in {"", "und"} else usual
