"""
Outlets and what a look at their feeds brought.

An outlet is configured by the user; a feed is the address it is read from, with what we remember
of it; an outcome is what one poll gave.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, NewType

from model.item import Item, ItemKey
from model.pace import Move, Wishes

OutletId = NewType("OutletId", str)  # the user's short name: "sana-en"

# Where an outlet's news is read: an RSS, Atom or JSON feed, a news sitemap, a page that lists its
# articles, or the public page of a Telegram channel.
OutletKind = Literal["feed", "sitemap", "listing", "telegram"]

# What the items of a feed are known by. "unsure": all its guids changed at the last look; if they
# do so again, they are random, and from then on it is the link.
KnownBy = Literal["guid", "unsure", "link"]


@dataclass(frozen=True, slots=True)
class Listing:
    """Where on a page that lists articles things stand, as CSS selectors; "" for nowhere."""

    item: str  # one article
    link: str = "a"  # the rest within the article
    title: str = ""  # "": the text of the link
    summary: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher as the user describes it in config.toml."""

    id: OutletId
    name: str
    feed: str  # http(s) address it is read from
    language: str  # BCP 47 primary subtag: en, ar, ku, ckb, tr, ru …
    affiliation: str = ""  # as commonly described: "Syrian state news agency"
    homepage: str = ""
    kind: OutletKind = "feed"
    listing: Listing | None = None  # for the kind "listing"
    full_text: bool = False  # the page of each new item is read too


@dataclass(frozen=True, slots=True)
class Validators:
    """
    What a server gave us to ask "has it changed?" with.

    Opaque: kept and sent back byte for byte (RFC 9110 §8.8).
    """

    etag: bytes | None = None
    last_modified: bytes | None = None


@dataclass(frozen=True, slots=True)
class FetchTask:
    """One feed to look at now, with what we remember of the last look."""

    outlet: OutletId
    url: str
    language: str
    validators: Validators = Validators()
    body_hash: bytes | None = None  # SHA-256 of the last body taken in
    kind: OutletKind = "feed"
    listing: Listing | None = None
    memory: bytes = b""  # what the last look left for this one; opaque
    fetched_url: str = ""  # where the validators came from, to be sent nowhere else; "": from *url*
    whole_at: datetime | None = None  # when a whole answer last came
    poison: frozenset[bytes] = frozenset()  # SHA-256 of bodies that are not read again


@dataclass(frozen=True, slots=True)
class Fresh:
    """The feed answered with something we have not taken in yet; some items may be known."""

    outlet: OutletId
    items: tuple[Item, ...]  # in the document's order, but for those of the last look
    validators: Validators
    body_hash: bytes
    fetched_url: str  # after redirects
    note: str = ""  # a warning for people: "not well-formed, read leniently"
    is_cut: bool = False  # it gave more than was taken in
    served_at: datetime | None = None  # what the server's clock said
    known: tuple[ItemKey, ...] = ()  # of further items, word for word as at the last look
    memory: bytes = b""  # for the next look; opaque
    wishes: Wishes = Wishes()
    moved_to: str = ""  # where permanent redirects, and no others, led
    hub: str = ""  # who tells of news at once (WebSub), "" for nobody
    topic: str = ""  # what the hub calls the feed
    killed: tuple[bytes, ...] = ()  # SHA-256 of bodies beside it whose reader had to be killed

    @property
    def total(self) -> int:
        """How many items the document held."""
        return len(self.items) + len(self.known)


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The feed has nothing new: the server said so (304) or sent the same bytes."""

    outlet: OutletId
    validators: Validators
    served_at: datetime | None = None  # what the server's clock said
    fetched_url: str = ""  # where the same bytes came from; "" when the server just said so
    wishes: Wishes = Wishes()  # of the answer alone: what its document asks is known already
    moved_to: str = ""  # where permanent redirects, and no others, led


class FailureKind(StrEnum):
    """Why a poll failed; the message beside it says it in words."""

    DNS = "dns"
    CONNECT = "connect"
    TIMEOUT = "timeout"
    TLS = "tls"
    HTTP = "http"
    REDIRECT = "redirect"
    TOO_LARGE = "too_large"
    BLOCKED_PRIVATE = "blocked_private"
    DATA_LOSS = "data_loss"
    NOT_A_FEED = "not_a_feed"
    DTD_REFUSED = "dtd_refused"
    PARSE_KILLED = "parse_killed"
    RESTING = "resting"  # its host asked to be left alone, and was not asked
    INTERRUPTED = "interrupted"
    NO_ARTICLE = "no_article"  # a page without article text, or no page at all
    WALLED = "walled"  # a bot challenge, a login or a request for consent in its place
    ROBOTS = "robots"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Failed:
    """The poll brought nothing; what is known of the feed stays as it was."""

    outlet: OutletId
    kind: FailureKind
    message: str  # plain words, no address of a person, no secret: "cannot resolve host sana.sy"
    status: int | None = None  # the HTTP status, where there was one
    retry_after: timedelta | None = None  # the server's own wish (RFC 9110 §10.2.3)
    is_vague: bool = False  # it has a wish, in no words anybody understands
    host: str = ""  # whose wish that is, with its port: "example.org:443"
    is_gone: bool = False  # there is no such feed any more, says the server (410)
    killed: tuple[bytes, ...] = ()  # SHA-256 of the bodies whose reader had to be killed


Outcome = Fresh | Unchanged | Failed


@dataclass(frozen=True, slots=True)
class FeedState:
    """What we remember of one outlet's feed; every moment is in UTC."""

    outlet: OutletId
    url: str
    next_poll_at: datetime
    fetched_url: str = ""  # where the last whole answer came from
    validators: Validators = Validators()
    body_hash: bytes | None = None
    baseline_at: datetime | None = None  # first successful poll; None: never seen
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None  # when it last brought an item never seen before
    last_unchanged: bool = False  # the last successful poll brought nothing new
    failures: int = 0  # in a row
    failing_since: datetime | None = None
    failure_kind: FailureKind | None = None
    failure: str = ""
    note: str = ""
    overrun_at: datetime | None = None  # when a look last shared nothing with the one before
    truncated_at: datetime | None = None  # when a look last gave more than is taken in
    is_held: bool = False  # a backup was put back: the next look may repeat what was told
    known_by: KnownBy = "guid"
    silent_since: datetime | None = None  # the last new item, once it was told that none follows
    empty_looks: int = 0  # in a row, at a feed that had items before
    gone_at: datetime | None = None  # since when it is not asked any more
    move: Move = Move()
    wishes: Wishes = Wishes()
    rhythm: timedelta | None = None  # that usually lies between two new items
    whole_at: datetime | None = None  # when a whole answer last came
    hub: str = ""
    topic: str = ""
