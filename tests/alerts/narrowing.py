"""Conditions held against items without any index, as the index would answer."""

from alerts.rules.index_words import words_of
from model import AllOf, AnyOf, Condition, Item, Token


def may_have(item: Item, condition: Condition) -> bool:
    """Say whether the index would name *item* for *condition*."""
    return holds(condition, words_of(item))


def holds(condition: Condition, words: set[str]) -> bool:
    """Say whether *condition* holds for a text of *words*."""
    match condition:
        case Token(text, True):
            return any(word.startswith(text) for word in words)
        case Token(text):
            return text in words
        case AllOf(parts):
            return all(holds(each, words) for each in parts)
        case AnyOf(parts):
            return any(holds(each, words) for each in parts)
