"""
Rules and topics with one term more: what they look like after a suggestion is taken.

Knows how rules are written, not why a term is suggested. Pure.
"""

from collections.abc import Mapping
from dataclasses import replace

from alerts.rules.matching.compiling import tree_of
from alerts.rules.query.recency import is_recent, without_recent
from alerts.rules.query.syntax import And, Or, Recent, Term
from alerts.rules.query.writing import written
from alerts.rules.rule import Rule, Topic


def excluding(rule: Rule, term: str) -> Rule:
    """Return *rule* as it is written, but never firing for an item that has *term*."""
    if not rule.query:
        return replace(rule, none=(*rule.none, term))
    return replace(rule, query=f'{_within(rule, Or)} AND NOT "{term}"')


def adding(rule: Rule, term: str) -> Rule:
    """Return *rule* as it is written, but firing for items with *term* too."""
    if not rule.query and not rule.all:
        return replace(rule, any=(*rule.any, term))
    tree = tree_of(rule)
    if is_recent(tree) and (rest := without_recent(tree)):
        query = written(And((Or((rest, Term(term))), Recent())))
        return replace(rule, query=query)
    return replace(rule, any=(), all=(), none=(), query=f'{_within(rule, And)} OR "{term}"')


def excluding_from_topic(
    topics: Mapping[str, Topic], name: str, language: str, term: str
) -> dict[str, Topic]:
    """
    Return *topics* with an exclusion more in the topic *name*: it cancels the hit inside *term*.

    A built-in topic that the user has not touched becomes one of theirs that adds to it.
    """
    topic = topics.get(name) or Topic(name, {}, extends=name)
    exclude = {**topic.exclude, language: (*topic.exclude.get(language, ()), term)}
    return {**topics, name: replace(topic, exclude=exclude)}


def _within(rule: Rule, loose: type[And] | type[Or]) -> str:
    """Return the query of *rule*, in parentheses where it would fall apart beside an operator."""
    tree = tree_of(rule)
    query = rule.query.strip() or written(tree)
    return f"({query})" if isinstance(tree, loose) else query
