"""What an item says about events: which, when, where, and who says so."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from model.match import Span

Stance = Literal["claims", "confirms", "denies", "disputes", "quotes"]
Precision = Literal["day", "week", "month", "year"]

# Spans of an account are counted in the title, an empty line ("\n\n") and the body.


@dataclass(frozen=True, slots=True)
class EventDate:
    """When an event was: on one of the days from *first* to *last*, both included."""

    first: date
    last: date
    precision: Precision


@dataclass(frozen=True, slots=True)
class Count:
    """A number of something, as it was written: vehicles, killed, wounded."""

    what: str  # "vehicle", "killed", "wounded"
    number: int
    kind: str  # "armoured", "truck", "civilian" …; "" when it is not said
    span: Span


@dataclass(frozen=True, slots=True)
class Mention:
    """One event an item speaks of, in one or several sentences."""

    sentences: tuple[Span, ...]
    kinds: frozenset[str]  # topics: convoy, checkpoint, patrol, airstrike, clash …
    places: tuple[str, ...]  # gazetteer ids, the most exact first
    date: EventDate | None
    actors: frozenset[str]  # ids of armed forces and authorities
    counts: tuple[Count, ...]
    is_background: bool  # told as what happened before, not as the news
    retold: tuple[Span, ...] = ()  # sentences of it that surely are of the past, repeated ones too

    @property
    def is_retold(self) -> bool:
        """Whether every sentence of it surely tells of the past."""
        return self.is_background and bool(self.retold) and {*self.sentences} <= {*self.retold}


@dataclass(frozen=True, slots=True)
class Claim:
    """Who says what of a mention, in which words."""

    mention: int  # its place among the account's mentions
    origin: str  # id in the registry; "" unknown
    named: str  # the speaker as written
    cue: str  # the verb or phrase that attributes
    stance: Stance
    about: str  # the detail disputed: "casualties", "airstrike", "location"; "" the main point
    sentence: Span
    quote: Span | None  # the words quoted, where they are


@dataclass(frozen=True, slots=True)
class Account:
    """What one version of an item says."""

    mentions: tuple[Mention, ...]  # the main one first, background last
    claims: tuple[Claim, ...]
    chain: tuple[str, ...]  # from the outlet to its first source: ("alwaght", "sana")
    stance: Stance | None  # of the item towards the main incident; None: nothing is said of one

    @property
    def origin(self) -> str:
        """The first source, as far as the text says; "" unknown."""
        return self.chain[-1] if self.chain else ""
