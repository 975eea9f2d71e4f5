"""
Rules and topics as a user writes them, and the mistakes that can be seen in one alone.

Knows what may be written; how it is looked for is forms.py's and matcher.py's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from alerts.text import fold, is_word
from model import RuleError

EVERY_LANGUAGE = "any"  # the language of a topic's terms that hold in all


@dataclass(frozen=True, slots=True)
class Rule:
    """
    What to flag: items with one of *any*, each of *all*, and none of *none*.

    An entry is a term (`convoy`, `military column`, `convoy*`) or a topic (`@convoy`).
    """

    name: str
    any: tuple[str, ...] = ()
    all: tuple[str, ...] = ()
    none: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A named list of terms by language; a rule uses it as `@name`."""

    name: str
    terms: Mapping[str, tuple[str, ...]]


def topic_name(entry: str) -> str | None:
    """Return the topic that an entry of a rule names, or None when it is a term."""
    entry = entry.strip()
    return entry[1:] if entry.startswith("@") else None


def check_rules(rules: Sequence[Rule], topics: Mapping[str, Topic]) -> None:
    """
    See that *rules* and *topics* can be used together.

    Raises:
        RuleError: one cannot; the first found, topics before rules. It says why and what to do; the
            rule it names is `@name` when it is about a topic.
    """
    for name, topic in topics.items():
        _check_topic(f"@{name}", topic)
    names: set[str] = set()
    for rule in rules:
        if rule.name in names:
            raise RuleError(rule.name, "two rules have this name; give one of them another")
        names.add(rule.name)
        _check_rule(rule, topics)


def _check_rule(rule: Rule, topics: Mapping[str, Topic]) -> None:
    if not rule.any and not rule.all:
        has_only = ' has only "none" and would fire for nearly every item' if rule.none else ""
        problem = has_only or " has no terms"
        raise RuleError(rule.name, f'this rule{problem}; add terms to "any" or "all"')
    for entry in (*rule.any, *rule.all, *rule.none):
        if topic_name(entry) is None:
            _check_term(rule.name, entry)
        else:
            _check_reference(rule.name, entry, topics)


def _check_reference(owner: str, entry: str, topics: Mapping[str, Topic]) -> None:
    name = topic_name(entry) or ""
    if name in topics:
        return
    if close := get_close_matches(name, topics, n=1):
        hint = f'did you mean "@{close[0]}"?'
    elif topics:
        hint = "there are " + ", ".join(f'"@{each}"' for each in topics)
    else:
        hint = f"add a [topics.{name or 'NAME'}] table to config.toml, or write the terms here"
    raise RuleError(owner, f'there is no topic "{entry}"; {hint}', entry, 0)


def _check_topic(owner: str, topic: Topic) -> None:
    terms = [term for each in topic.terms.values() for term in each]
    if not terms:
        raise RuleError(owner, 'this topic has no terms; add a line such as en = ["convoy"]')
    for term in terms:
        if topic_name(term) is not None:
            message = f'"{term}" is a topic inside a topic; write its terms here, or use both'
            raise RuleError(owner, message, term, 0)
        _check_term(owner, term)


def _check_term(owner: str, term: str) -> None:
    if not term.strip():
        raise RuleError(owner, "has an empty term; write a word or take it out", term, 0)
    start = term.rstrip().removesuffix("*")
    if "*" in start:
        message = f'the term "{term}" has a "*" that is not its end; only "word*" is understood'
        raise RuleError(owner, message, term, start.index("*"))
    folded = fold(start).text
    if not any(map(is_word, folded)):
        message = f'the term "{term}" has no letter or digit to look for; write a word'
        raise RuleError(owner, message, term, 0)
    if start != term.rstrip() and not is_word(folded[-1]):
        message = f'the "*" of "{term}" must stand right behind a word\'s beginning'
        raise RuleError(owner, message, term, len(start))
