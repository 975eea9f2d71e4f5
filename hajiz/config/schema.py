"""
The shape of config.toml: its tables, their keys, and what each key accepts.

Knows one table at a time; whether tables agree with each other is asked in `checks`.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from alerts.instant import LATE, QuietHours
from crawler.settings import FetchSettings
from hajiz.config import hosts, selectors, times, values
from model import OutletKind
from model.network import Network

Line = Annotated[str, BeforeValidator(values.line)]
Text = Annotated[str, BeforeValidator(values.text)]
Slug = Annotated[str, BeforeValidator(values.slug)]
Language = Annotated[str, BeforeValidator(values.language)]
WebAddress = Annotated[str, BeforeValidator(values.web_address)]
MailAddress = Annotated[str, BeforeValidator(values.mail_address)]
Selector = Annotated[str, BeforeValidator(selectors.selector)]
SelectorOrNothing = Annotated[str, BeforeValidator(selectors.selector_or_nothing)]
Zone = Annotated[ZoneInfo, BeforeValidator(times.zone)]
Patience = Annotated[dt.timedelta, BeforeValidator(times.duration("1s", "5m"))]
Age = Annotated[dt.timedelta, BeforeValidator(times.duration("30d", "36500d"))]
Interval = Annotated[dt.timedelta, BeforeValidator(times.duration("1m", "7d"))]

Networks = list[Annotated[Network, BeforeValidator(hosts.network)]]

_DEFAULTS = FetchSettings()


class Table(BaseModel):
    """A TOML table: no key that is not listed, no value turned into another type."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        hide_input_in_errors=True,
        defer_build=True,  # most files have few of the tables
    )


class StorageTable(Table):
    """[storage]: where everything is kept."""

    database: Text = "hajiz.db"
    keep: Age | None = None
    keep_matched: Age | None = None


class FetchTable(Table):
    """[fetch]: how outlets are asked."""

    user_agent: Annotated[str, BeforeValidator(values.user_agent)] = _DEFAULTS.user_agent
    interval: Interval = _DEFAULTS.interval
    min_interval: Interval | None = None
    max_interval: Annotated[dt.timedelta, BeforeValidator(times.duration("1m", "24h"))] | None = (
        None
    )
    timeout: Patience = _DEFAULTS.timeout
    delay: Annotated[dt.timedelta, BeforeValidator(times.duration("0s", "10m"))] = _DEFAULTS.delay
    max_size: Annotated[int, BeforeValidator(values.size("1KiB", "1GiB"))] = _DEFAULTS.max_size
    allow_networks: Networks = []
    processes: Annotated[int, BeforeValidator(values.processes)] = 0
    proxy: Annotated[str, BeforeValidator(hosts.proxy)] = ""


class SendingTable(Table):
    """[sending]: what holds for every channel that sends over the network."""

    allow_networks: Networks = []


class ListingTable(Table):
    """The page an outlet lists its articles on, and where on it things stand (CSS selectors)."""

    url: WebAddress = Field(examples=["https://example.org/news"])
    item: Selector = Field(examples=["article"])
    link: Selector = "a"
    title: SelectorOrNothing = ""
    summary: SelectorOrNothing = ""
    date: SelectorOrNothing = ""


class OutletTable(Table):
    """[[outlets]]: one publisher, read from exactly one of *PLACES*."""

    id: Slug = Field(examples=["sana-en"])
    name: Text = Field(examples=["SANA"])
    feed: WebAddress | None = Field(None, examples=["https://example.org/feed"])
    sitemap: WebAddress | None = None
    listing: ListingTable | None = None
    telegram: Annotated[str, BeforeValidator(values.telegram)] | None = None
    language: Language = Field(examples=["en"])
    affiliation: Line = ""
    homepage: Annotated[str, BeforeValidator(values.homepage)] = ""
    full_text: bool = False
    interval: Interval | None = None
    keep: Age | None = None

    @property
    def place(self) -> tuple[OutletKind, str]:
        """Where it is read; the kind "feed" without an address when nothing is given."""
        if self.listing is not None:
            return "listing", self.listing.url
        given: dict[OutletKind, str | None] = {
            "feed": self.feed,
            "sitemap": self.sitemap,
            "telegram": self.telegram,
        }
        return next(((kind, url) for kind, url in given.items() if url), ("feed", ""))


PLACES: tuple[OutletKind, ...] = ("feed", "sitemap", "listing", "telegram")


class RuleTable(Table):
    """[[rules]]: what makes an item a match."""

    name: Slug = Field(examples=["convoys"])
    any: list[Text] = []
    all: list[Text] = []
    none: list[Text] = []
    query: Annotated[str, BeforeValidator(values.query)] | None = None
    on_update: bool = False


TopicLanguage = Annotated[str, BeforeValidator(values.topic_language)]
TermsTable = Annotated[dict[TopicLanguage, list[Text]], BeforeValidator(values.by_language)]


class TopicTable(Table):
    """[topics.NAME]; *terms* stand in the file without a heading of their own, by language."""

    terms: dict[TopicLanguage, list[Text]] = {}
    weak: TermsTable = {}
    context: TermsTable = {}
    exclude: TermsTable = {}
    unless: TermsTable = {}
    never: TermsTable = {}
    extends: Text | None = None


class ReportTable(Table):
    """What digests and alerts have in common: what is told, to whom, in which words."""

    rules: list[Text] | None = None
    channels: list[Text] = Field(examples=[["files"]])
    recipients: list[MailAddress] | None = None
    language: Literal["en", "ar"] = "en"
    max_size: Annotated[int, BeforeValidator(values.size("20KB", "10MB"))] = 100_000


class DigestTable(ReportTable):
    """[[digests]]: when to report what to whom."""

    name: Slug = Field(examples=["morning"])
    time: Annotated[dt.time, BeforeValidator(times.time_of_day)] = Field(examples=["07:00"])
    timezone: Zone = Field(examples=["Asia/Damascus"])
    weekdays: list[Annotated[int, BeforeValidator(times.weekday)]] | None = None
    when_empty: Literal["send", "skip", "weekly"] = "weekly"
    label_links: bool = True


class AlertTable(ReportTable):
    """[[alerts]]: what to tell at once, and to whom."""

    name: Slug = Field(examples=["convoys-now"])
    timezone: Zone = Field(examples=["Asia/Damascus"])
    quiet_hours: Annotated[QuietHours, BeforeValidator(times.quiet_hours)] | None = None
    cooldown: Annotated[dt.timedelta, BeforeValidator(times.duration("0s", "7d"))] = dt.timedelta()
    collapse_above: Annotated[int, BeforeValidator(values.count(1, 100))] = 5
    max_age: Annotated[dt.timedelta, BeforeValidator(times.duration("1h", "30d"))] = LATE


class SecretTable(Table):
    """Where a secret is kept: exactly one of the two."""

    env: Text | None = None
    file: Text | None = None


class HeartbeatTable(Table):
    """[heartbeat]: who misses us when we are dead."""

    url: SecretTable | None = None
    interval: Annotated[dt.timedelta, BeforeValidator(times.duration("1s", "1d"))] = dt.timedelta(
        minutes=5
    )


class NoticesTable(Table):
    """[notices]: who is told when a channel is in trouble."""

    channels: list[Text] | None = None
    timezone: Zone = ZoneInfo("UTC")


class WebTable(Table):
    """[web]: what Hajiz itself answers to."""

    listen: Annotated[str, BeforeValidator(hosts.listen)] = ""
    public_url: Annotated[str, BeforeValidator(values.homepage)] = ""
    password: SecretTable | None = None
    trusted_proxies: list[Annotated[Network, BeforeValidator(hosts.proxies)]] = []


class FolderTable(Table):
    """[[channels]] of kind "folder"."""

    name: Slug = Field(examples=["files"])
    kind: Literal["folder"]
    path: Text = Field(examples=["digests"])


class EmailTable(Table):
    """[[channels]] of kind "email"."""

    name: Slug = Field(examples=["desk-mail"])
    kind: Literal["email"]
    host: Annotated[str, BeforeValidator(hosts.host)] = Field(examples=["smtp.example.org"])
    port: Annotated[int, BeforeValidator(hosts.port)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: Text | None = None
    password: SecretTable | None = None
    sender: MailAddress = Field(examples=["Hajiz <hajiz@example.org>"])
    bounces: MailAddress | None = None
    recipients: list[MailAddress] = Field(examples=[["desk@example.org"]])
    timeout: Patience = dt.timedelta(seconds=30)


class WebhookTable(Table):
    """[[channels]] of kind "webhook"."""

    name: Slug = Field(examples=["desk-hook"])
    kind: Literal["webhook"]
    url: WebAddress = Field(examples=["https://example.org/hooks/hajiz"])
    secret: SecretTable = Field(examples=[{"env": "HAJIZ_WEBHOOK_SECRET"}])
    timeout: Patience = dt.timedelta(seconds=20)


class AppriseTable(Table):
    """[[channels]] of kind "apprise"."""

    name: Slug = Field(examples=["desk-chat"])
    kind: Literal["apprise"]
    url: SecretTable = Field(examples=[{"env": "HAJIZ_CHAT_URL"}])
    format: Literal["text", "markdown", "html"] | None = None
    timeout: Annotated[dt.timedelta, BeforeValidator(times.duration("1s", "30s"))] = dt.timedelta(
        seconds=20
    )


class FeedTable(Table):
    """[[channels]] of kind "feed"."""

    name: Slug = Field(examples=["public-feed"])
    kind: Literal["feed"]
    path: Text = Field(examples=["public"])
    limit: Annotated[int, BeforeValidator(values.count(1, 5000))] = 200
    title: Text = "Hajiz"
    address: Annotated[str, BeforeValidator(values.homepage)] = ""


ChannelTable = FolderTable | EmailTable | WebhookTable | AppriseTable | FeedTable

PARTS_OF_TOPIC = tuple(key for key in TopicTable.model_fields if key != "terms")

SECTIONS: Mapping[str, type[Table]] = {
    "storage": StorageTable,
    "fetch": FetchTable,
    "sending": SendingTable,
    "notices": NoticesTable,
    "heartbeat": HeartbeatTable,
    "web": WebTable,
}
ROWS: Mapping[str, type[Table]] = {
    "outlets": OutletTable,
    "rules": RuleTable,
    "digests": DigestTable,
    "alerts": AlertTable,
}
KINDS: Mapping[str, type[ChannelTable]] = {
    "folder": FolderTable,
    "email": EmailTable,
    "webhook": WebhookTable,
    "apprise": AppriseTable,
    "feed": FeedTable,
}
TABLES = (*SECTIONS, *ROWS, "topics", "origins", "channels")
