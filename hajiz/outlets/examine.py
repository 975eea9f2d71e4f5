"""
One look at an address as an outlet would be read from it.

Says what a poll would bring, and what a person wants to know before adding it; keeps nothing.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile

from alerts.languages import language_of
from crawler.answer import Changed, Looked, Redirect, judge
from crawler.crawl import Crawler
from crawler.discover import Candidate
from crawler.document import Document
from crawler.encoding import decode
from crawler.heading import Heading, heading_of
from crawler.hop import first_hop
from crawler.reading import Reading, Unreadable
from hajiz.config.values import language as language_code
from model import Failed, FetchTask, Fresh, Item, OutletId, Validators

LONG_TEXT = 400  # characters; shorter ones are teasers
_PERMANENT = frozenset({301, 308})  # RFC 9110 §15.4


@dataclass(frozen=True, slots=True)
class Examined:
    """What one look brought; *items* are as a poll in *language* would give them."""

    place: Candidate
    heading: Heading
    items: tuple[Item, ...]
    language: str  # "" when neither the items nor the document tell
    detected: str  # what the items read as; "" when they do not tell
    note: str
    is_cut: bool
    status: int
    redirects: tuple[Redirect, ...]
    validators: Validators
    content_type: str
    document: Document = field(repr=False)

    @property
    def newest_at(self) -> datetime | None:
        """The latest date of an item."""
        return max((each.published_at for each in self.items if each.published_at), default=None)

    @property
    def long_share(self) -> float:
        """The share of items whose text is more than a teaser; 0 when there are none."""
        long = sum(len(each.body) > LONG_TEXT for each in self.items)
        return long / len(self.items) if self.items else 0.0

    @property
    def lasting_url(self) -> str:
        """The address to keep: where permanent redirects lead, as far as they go."""
        stops = (*(each.url for each in self.redirects), self.document.url)
        lasting = takewhile(lambda each: each.status in _PERMANENT, self.redirects)
        return stops[sum(1 for _ in lasting)] if self.redirects else self.place.url


def text_of(looked: Looked) -> str:
    """Return the text of what was found, whatever it is."""
    fetched = looked.fetched
    content_type = fetched.headers.get(b"content-type", b"").decode("latin-1")
    return decode(fetched.body, content_type, "").text


async def examine(crawler: Crawler, place: Candidate, language: str = "") -> Examined | Failed:
    """
    Read *place* as a poll would.

    Without *language*, the items are read in the one they seem to be written in, else in the one
    the document declares.
    """
    looked = await crawler.look(place.url, place.kind)
    return looked if isinstance(looked, Failed) else await read(crawler, place, language, looked)


async def read(
    crawler: Crawler, place: Candidate, language: str, looked: Looked
) -> Examined | Failed:
    """Read what *looked* has found at *place*, as `examine` does."""
    step = _judged(place, language, looked)
    if isinstance(step, Failed):
        return step
    reading = await _read(crawler, step.document)
    if isinstance(reading, Failed):
        return replace(reading, status=looked.fetched.status)
    heading = heading_of(text_of(looked))
    detected = language_of(text for item in reading.items for text in (item.title, item.body))
    chosen = language or detected or _code(heading.language) or _code(_said_by(reading))
    document = replace(step.document, language=chosen)
    if chosen != language and not document.body.isascii():
        reading = await _again(crawler, document, reading)
    return Examined(
        place=place,
        heading=heading,
        items=tuple(replace(item, language=chosen) for item in reading.items),
        language=chosen,
        detected=detected,
        note=reading.note,
        is_cut=reading.is_cut,
        status=looked.fetched.status,
        redirects=looked.redirects,
        validators=step.validators,
        content_type=document.content_type,
        document=document,
    )


def _judged(place: Candidate, language: str, looked: Looked) -> Changed | Failed:
    task = FetchTask(OutletId(""), place.url, language, kind=place.kind, listing=place.listing)
    step = judge(task, first_hop(task), looked.fetched)
    assert isinstance(step, (Changed, Failed))  # redirects are followed, and nothing is remembered
    return step


async def _read(crawler: Crawler, document: Document) -> Reading | Failed:
    """Read *document*, and the documents it leads to, if it is an index."""
    reading = await crawler.read(document)
    if isinstance(reading, Unreadable):
        return Failed(OutletId(""), reading.kind, reading.message)
    if not reading.more:
        return reading
    task = FetchTask(OutletId(""), document.url, document.language, kind=document.kind)
    outcome = await crawler.fetch(task)
    if isinstance(outcome, Failed):
        return outcome
    assert isinstance(outcome, Fresh)  # nothing is remembered that it could be compared with
    return Reading(outcome.items, outcome.note, outcome.is_cut)


async def _again(crawler: Crawler, document: Document, before: Reading) -> Reading:
    """Read once more: the language decides how wrongly labelled bytes are understood."""
    reading = await _read(crawler, document)
    return before if isinstance(reading, Failed) else reading


def _code(declared: str) -> str:
    """Return a declared language as config.toml would take it; "" for one that is none."""
    try:
        return language_code({"kmr": "ku"}.get(declared, declared))
    except ValueError:
        return ""


def _said_by(reading: Reading) -> str:
    return next((item.language for item in reading.items if item.language), "")
