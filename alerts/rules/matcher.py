"""
Items × rule set → matches, with the words that made each rule fire.

Pure: the same item and rule set give the same answer, live or over the archive. Knows fields and
hits; how a term is written is forms.py's, what a rule asks for is index.py's.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from alerts.rules.forms import readings
from alerts.rules.index import Index, build_index
from alerts.rules.rule import Rule, Topic, check_rules, topic_name
from alerts.text import fold, sentences
from model import Field, Hit, Item, Match, Span

MATCHER_VERSION = 1  # raise it whenever the same rules may give another answer

_MOST_HITS = 100  # of one term in one field: a hostile text repeats a word a million times

_SpansByTerm = dict[int, list[Span]]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """
    Compiled rules, ready for any number of items and threads; made by `compile_rules`.

    *version* changes when an answer may: with a rule, a term of a topic in use, or the matcher.
    Rule sets are equal when their versions and names are.
    """

    version: str
    rules: tuple[str, ...]  # names, in the order of config.toml
    definitions: tuple[Rule, ...] = field(repr=False, compare=False)
    topics: Mapping[str, Topic] = field(repr=False, compare=False)
    index: Index = field(repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return compile_rules, (self.definitions, self.topics)


def compile_rules(rules: Sequence[Rule], topics: Mapping[str, Topic]) -> RuleSet:
    """
    Make *rules* and the *topics* they name ready for matching.

    Raises:
        RuleError: a rule or topic cannot be used; the first found, topics before rules.
    """
    check_rules(rules, topics)
    own_topics = {name: _copied(topic) for name, topic in topics.items()}
    return RuleSet(
        version=_version(rules, own_topics),
        rules=tuple(rule.name for rule in rules),
        definitions=tuple(rules),
        topics=own_topics,
        index=build_index(rules, own_topics),
    )


def match(item: Item, rule_set: RuleSet) -> tuple[Match, ...]:
    """
    Return a match for every rule *item* fires, in the order of the rules.

    Offsets and surfaces are those of the item's own text. Overlapping hits of one term are reduced
    to the longest, and no more than the first hundred in a field are kept.
    """
    index = rule_set.index
    language = item.language.partition("-")[0].lower()
    fields = (_Searched("title", item.title), _Searched("body", item.body))
    for each in fields:
        each.search(language, index)
    fired = index.fired(frozenset(number for each in fields for number in each.spans))
    return tuple(
        Match(
            rule=condition.rule,
            rule_set=rule_set.version,
            hits=tuple(hit for each in fields for hit in each.hits(condition.positive, index)),
        )
        for condition in fired
    )


class _Searched:
    """One field of an item, with the places where terms occur in it."""

    def __init__(self, name: Field, text: str) -> None:
        self._name: Field = name
        self._text = text
        self._around: _Surroundings | None = None  # only fields with hits need their sentences
        self.spans: _SpansByTerm = {}

    def search(self, language: str, index: Index) -> None:
        """Find every term of *index* that holds in *language*."""
        if not self._text or not index.terms:
            return
        for reading in readings(self._text):
            for number, span in _occurrences(reading, language, index.automaton):
                spans = self.spans.setdefault(number, [])
                if len(spans) < _MOST_HITS:
                    spans.append(span)

    def hits(self, numbers: frozenset[int], index: Index) -> list[Hit]:
        """Return the hits of the terms *numbers*, in the order of the text."""
        found: dict[tuple[str, str, Span], str] = {}
        for number in sorted(numbers & self.spans.keys()):
            term = index.terms[number]
            for span in _longest(self.spans[number]):
                # several spellings in a topic may meet in one word: the first written is named
                own_name = "" if term.topic else term.text
                found.setdefault((term.topic, own_name, span), term.text)
        hits = [self._hit(text, topic, span) for (topic, _, span), text in found.items()]
        return sorted(hits, key=lambda hit: (hit.start, hit.end, hit.topic, hit.term))

    def _hit(self, term: str, topic: str, span: Span) -> Hit:
        if self._around is None:
            self._around = _Surroundings(self._text)
        return Hit(
            term=term,
            field=self._name,
            start=span.start,
            end=span.end,
            surface=self._text[span.start : span.end],
            sentence=self._around.of(span),
            topic=topic,
        )


def _occurrences(text: str, language: str, automaton: Any) -> Iterator[tuple[int, Span]]:
    folded = fold(text)
    # A phrase may be written with a hyphen and go over the end of a line, not of a paragraph.
    for last, sought in automaton.iter(folded.text.replace("-", " ").replace("\n", " ")):
        for number, form in sought:
            if language in form.strangers:
                continue
            end = last + 1
            if bounds := form.bounds(folded.text, end - len(form.key), end):
                yield number, folded.span(*bounds)


def _longest(spans: Iterable[Span]) -> list[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
        elif span.end - span.start > kept[-1].end - kept[-1].start:
            kept[-1] = span
    return kept


class _Surroundings:
    """The sentences of one text, found once for all its hits."""

    def __init__(self, text: str) -> None:
        self._sentences = sentences(text)
        self._starts = [sentence.start for sentence in self._sentences]

    def of(self, span: Span) -> Span:
        """Return the sentence, or the few of them, that hold *span*."""
        first = self._sentences[max(0, bisect_right(self._starts, span.start) - 1)]
        last = self._sentences[max(0, bisect_right(self._starts, span.end - 1) - 1)]
        return Span(min(first.start, span.start), max(last.end, span.end))


def _copied(topic: Topic) -> Topic:
    return Topic(topic.name, {language: tuple(each) for language, each in topic.terms.items()})


def _version(rules: Sequence[Rule], topics: Mapping[str, Topic]) -> str:
    """Return a short hash over all that decides; the order in which it is written does not."""
    entries = {each for rule in rules for each in (*rule.any, *rule.all, *rule.none)}
    used = {name for name in map(topic_name, entries) if name is not None}
    content = {
        "matcher": MATCHER_VERSION,
        "rules": sorted(
            [r.name, sorted(set(r.any)), sorted(set(r.all)), sorted(set(r.none))] for r in rules
        ),
        "topics": {
            name: {language: sorted(set(each)) for language, each in topics[name].terms.items()}
            for name in used
        },
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
