"""
Rules as conditions on the words of the archive's index: never too narrow, and seldom too wide.

A condition holds for every item a rule fires for, and for some others; the matcher decides. What a
rule must not find narrows nothing. Knows compiled nodes and forms of terms; the index's words are
index_words.py's, where they are looked up is not known here.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from alerts.rules import index_words
from alerts.rules.inflection.forms import Stem
from alerts.rules.matcher import RuleSet
from alerts.rules.matching.groups import Group
from alerts.rules.matching.nodes import (
    All,
    Close,
    Compiled,
    Either,
    Leaf,
    Present,
    Recency,
    Same,
    TopicLeaf,
    Without,
)
from alerts.rules.matching.topics import SoughtTopic
from model import EVERYTHING, AllOf, AnyOf, Condition, Token

_REMEMBERED = 32_768  # forms: an area has thousands, and is asked for again and again


def narrowed(rules: RuleSet) -> Condition:
    """Return what every item has that fires any of *rules*."""
    return any_of(_narrowed(rule.node) for rule in rules.index.rules)


def value(field: str, text: str) -> Condition:
    """Return what every item has whose outlet or language is *text*."""
    return Token(index_words.value_word(field, text))


def all_of(parts: Iterable[Condition]) -> Condition:
    """Return the condition that each of *parts* holds."""
    kept = dict.fromkeys(flat for part in parts for flat in _parts(part, AllOf))
    return next(iter(kept)) if len(kept) == 1 else AllOf(tuple(kept))


def any_of(parts: Iterable[Condition]) -> Condition:
    """Return the condition that one of *parts* holds; what another one covers is left out."""
    kept = dict.fromkeys(flat for part in parts for flat in _parts(part, AnyOf))
    if EVERYTHING in kept:
        return EVERYTHING
    tokens = _uncovered(each for each in kept if isinstance(each, Token))
    known = set(tokens)
    others = [each for each in kept if not isinstance(each, Token) and not _is_in(each, known)]
    found: list[Condition] = [*tokens, *others]
    return found[0] if len(found) == 1 else AnyOf(tuple(found))


def _narrowed(node: Compiled) -> Condition:  # noqa: C901 - one case a kind of node
    match node:
        case Leaf(group):
            return _of_groups((group,))
        case TopicLeaf(topic):
            return _of_topic(topic)
        case Same(field, text):
            return value(field, text)
        case All(nodes):
            return all_of(map(_narrowed, nodes))
        case Close(left, right):
            return all_of(map(_narrowed, (left, right)))
        case Either(nodes):
            return any_of(map(_narrowed, nodes))
        case Present(inner):
            return _narrowed(inner)
        case Without() | Recency():
            return EVERYTHING


def _of_topic(topic: SoughtTopic) -> Condition:
    """Strong terms count alone, weak ones only beside one of their context."""
    groups = dict.fromkeys(group for of in topic.context.groups.values() for group, _ in of)
    weak = all_of((_of_groups((topic.weak,)), _of_groups(groups)))
    return any_of((_of_groups((topic.strong,)), weak))


def _of_groups(groups: Iterable[Group]) -> Condition:
    entries = (entry for group in groups for of in group.entries.values() for entry in of)
    return any_of(map(of_stems, dict.fromkeys(entry.form.stems for entry in entries)))


@lru_cache(_REMEMBERED)
def of_stems(stems: tuple[Stem, ...]) -> Condition:
    """Return what every text has in which a form of these *stems* is found."""
    return all_of(map(_of_stem, stems))


def _of_stem(stem: Stem) -> Condition:
    words = index_words.split(stem.text)
    if not words:
        return EVERYTHING
    is_first_open = bool(stem.before) and stem.text.startswith(words[0])
    is_last_open = not stem.is_whole and stem.text.endswith(words[-1])
    parts = []
    for place, word in enumerate(words):
        before = stem.before if is_first_open and place == 0 else ""
        is_open = is_last_open and place == len(words) - 1
        parts.append(_of_word(word, before, is_open=is_open))
    return all_of(parts)


def _of_word(word: str, before: str, *, is_open: bool) -> Condition:
    if index_words.is_sign(word):
        return Token(word)
    whole = Token(index_words.whole(word), is_open)
    return any_of((whole, Token(index_words.rest(word), is_open))) if before else whole


def _parts(part: Condition, kind: type[AllOf] | type[AnyOf]) -> Iterator[Condition]:
    if isinstance(part, kind):
        yield from part.parts
    else:
        yield part


def _uncovered(tokens: Iterable[Token]) -> list[Token]:
    """Leave out each token of which all words begin as another, open one does."""
    kept: list[Token] = []
    for token in sorted(tokens, key=lambda each: (each.text, not each.is_open)):
        last = kept[-1] if kept else None
        if last and last.is_open and token.text.startswith(last.text):
            continue
        kept.append(token)
    return kept


def _is_in(part: Condition, tokens: set[Token]) -> bool:
    """Say whether *part* asks for one of *tokens*, and more."""
    return isinstance(part, AllOf) and any(
        isinstance(each, Token) and each in tokens for each in part.parts
    )
