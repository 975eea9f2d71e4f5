"""Matches: which rule an item fired, and the very words that made it fire."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Field = Literal["title", "body", "url", "author", "category", "outlet", "language"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in characters: text[start:end]."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where one term of a rule occurs; offsets are into the original field."""

    term: str  # as the rule or the topic writes it
    field: Field
    start: int
    end: int
    surface: str  # field[start:end]: what the outlet wrote
    sentence: Span  # the sentence around it, in the same field
    topic: str = ""  # the named list the term came from, if any


@dataclass(frozen=True, slots=True)
class Match:
    """A rule fired for an item; never without at least one hit."""

    rule: str
    rule_set: str  # version of the rule set that decided
    hits: tuple[Hit, ...]  # by field (title first) and offset


@dataclass(frozen=True, slots=True)
class StoredMatch:
    """A match we keep, with the item it belongs to."""

    id: int
    item_id: int
    match: Match
    created_at: datetime
    revision: int = 0  # the version of the item whose text the hits are in
    is_update: bool = False  # the rule fired because the text had changed
    is_applied: bool = False  # written for the past when a rule was tuned: never told
