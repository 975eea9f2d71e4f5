"""
Items → the sentences that only tell of the past, for rules that ask for what is recent.

Reads just as accounts are read, for mentions alone. Knows no rules; they are given this when they
are compiled (alerts/rules/matcher.py).
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from threading import Lock

from alerts.incidents.lexicon import Lexicon, compile_lexicon
from alerts.incidents.mentions import Events, events_of
from alerts.incidents.reading import Reading, read
from alerts.rules.matching.background import PastSentence
from model import Item, Span
from model.incident import EventDate
from model.moment import is_default

READING_VERSION = 2  # raise it whenever the same words may be read for another past

_REMEMBERED = 64  # items: several rule sets may ask for one, as when changes of a rule are tried
_DATA = ("alerts.incidents", "alerts.rules.lexicon")  # with the words of events, dates and places
_LENGTH = 12
_compiling = Lock()


@dataclass(frozen=True, slots=True)
class Past:
    """The past as incidents are read: sentences of mentions that are background and no news."""

    @property
    def version(self) -> str:
        """A text that changes with the words that are known and how they are read."""
        return f"{READING_VERSION}-{_words()}"

    def __call__(self, item: Item) -> tuple[PastSentence, ...]:
        """Return the sentences of *item* that tell of the past alone, in the order of the text."""
        return _past(item)


@lru_cache(_REMEMBERED)
def _past(item: Item) -> tuple[PastSentence, ...]:
    reading = read(item, _lexicon())
    events = events_of(reading, _published(item))
    dates = _dates(events)
    past = [PastSentence(span, date) for span, date in (dates | _repeated(reading, dates)).items()]
    return tuple(sorted(past, key=lambda each: each.span.start))


def _published(item: Item) -> date | None:
    at = item.published_at
    return None if at is None or is_default(at) else at.date()


def _dates(events: Events) -> dict[Span, EventDate | None]:
    """Return the sentences of background mentions that are of no news, with what dates them."""
    news = {span for each in events.mentions if not each.is_background for span in each.sentences}
    return {
        span: mention.date
        for mention in events.mentions
        if mention.is_background
        for span in mention.sentences
        if span not in news
    }


def _repeated(
    reading: Reading, dates: dict[Span, EventDate | None]
) -> dict[Span, EventDate | None]:
    """Return where sentences of the past stand again word for word: no mention has these."""
    of_words = {reading.text[span.start : span.end]: date for span, date in dates.items()}
    return {
        each.span: of_words[each.text]
        for each in reading.sentences
        if each.is_repeated and each.text in of_words
    }


def _lexicon() -> Lexicon:
    with _compiling:  # it takes a second, and two threads need no two
        return _compiled()


@cache
def _compiled() -> Lexicon:
    return compile_lexicon()


@cache
def _words() -> str:
    """Return a hash over all words that are known."""
    digest = hashlib.sha256()
    for package in _DATA:
        for file in _files(resources.files(package)):
            digest.update(f"{package}/{file.name}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:_LENGTH]


def _files(folder: Traversable) -> Iterator[Traversable]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _files(each)
        elif each.name.endswith(".toml"):
            yield each
