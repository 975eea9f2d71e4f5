"""
The configuration: config.toml read once, checked whole, and turned into what each package needs.

The only file others load a configuration with; opens neither the network nor the database.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from alerts.digests.schedule import EVERY_DAY
from alerts.incidents.origins import Registry, builtin_origins, with_own
from alerts.rules.rule import Rule, Topic
from crawler.settings import FetchSettings
from hajiz.config import schema
from hajiz.config.channel_settings import Outward, settings_of
from hajiz.config.checks import check, rule_of, topic_of
from hajiz.config.document import TomlFile, read_toml
from hajiz.config.draft import Draft, read_draft
from hajiz.config.origins import tables_of
from hajiz.config.paths import inside
from hajiz.config.places import Fault, KeyPath, Places
from hajiz.config.plans import AlertPlan, DigestPlan, HeartbeatPlan, RetentionPlan, WebPlan
from hajiz.config.secrets import ping_address, read_secret, service_address, webhook_secret
from hajiz.web.passwords import page_password
from model import ConfigError, Listing, Outlet, OutletId

if TYPE_CHECKING:
    from hajiz.config import channel_settings

    ChannelSettings = channel_settings.ChannelSettings

_ONE_OF = {
    "outlets": "outlet",
    "rules": "rule",
    "digests": "digest",
    "alerts": "alert",
    "channels": "channel",
}
_HEARTBEAT, _PAGE = -1, -2  # in place of a channel's number
_CHECKED: Mapping[str, Callable[[str], str]] = {"secret": webhook_secret, "url": service_address}


@dataclass(frozen=True, slots=True)
class Config:
    """Everything config.toml says, checked; paths are absolute, secrets are in no repr."""

    path: Path
    database: Path
    fetch: FetchSettings
    outlets: tuple[Outlet, ...]
    topics: Mapping[str, Topic]
    own_origins: Mapping[str, Mapping[str, Any]]  # tables, on top of those built in
    rules: tuple[Rule, ...]
    digests: tuple[DigestPlan, ...]
    alerts: tuple[AlertPlan, ...]
    notices: tuple[str, ...] | None  # channels that are told of trouble; None: all of them
    notices_zone: ZoneInfo
    heartbeat: HeartbeatPlan
    web: WebPlan
    channels: "tuple[ChannelSettings, ...]"
    intervals: Mapping[OutletId, timedelta]  # of the outlets that have one of their own
    retention: RetentionPlan

    @property
    def origins(self) -> Registry:
        """Return who may be quoted as a source: those built in, and the user's own."""
        return with_own(self.own_origins) if self.own_origins else builtin_origins()


def load(path: Path, environ: Mapping[str, str]) -> Config:
    """
    Read *path* and every secret it names, in *environ* or in files.

    Relative paths in the file are taken from the file's folder.

    Raises:
        ConfigError: it cannot be used; lists all problems, each with its line.
    """
    return understand(read_toml(path), environ)


def understand(file: TomlFile, environ: Mapping[str, str]) -> Config:
    """
    Check *file* whole and return what it says, as `load` does; it need not be on the disk.

    Raises:
        ConfigError: it cannot be used; lists all problems, each with its line.
    """
    path = file.path
    draft = read_draft(file.document)
    folder = path.absolute().parent
    secrets = _Secrets(draft, folder, environ)
    faults = [*draft.faults, *check(draft), *secrets.faults]
    if faults:
        raise _config_error(file, faults)
    return _config(path, folder, draft, secrets.found)


def database_of(path: Path) -> Path:
    """Return where *path* says the database lies, as far as it can be read; never raises."""
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        text = ""
    found = re.search(r'^\s*database\s*=\s*"([^"]*)"', text, re.MULTILINE)
    name = found[1] if found else schema.StorageTable().database
    return inside(path.absolute().parent, name)


def outlet_of(table: schema.OutletTable) -> Outlet:
    """Return the outlet *table* describes."""
    kind, url = table.place
    return Outlet(
        id=OutletId(table.id),
        name=table.name,
        feed=url,
        language=table.language,
        affiliation=table.affiliation,
        homepage=table.homepage,
        kind=kind,
        listing=_listing(table.listing),
        full_text=table.full_text,
    )


class _Secrets:
    """The secrets of all channels, by the channel's number, and the faults of the others."""

    def __init__(self, draft: Draft, folder: Path, environ: Mapping[str, str]) -> None:
        self.found: dict[int, str] = {}
        self.faults: list[Fault] = []
        self._folder, self._environ = folder, environ
        for number, channel in draft.channels.items():
            key, where = _secret_of(channel)
            self._read(number, where, _CHECKED.get(key, str), ("channels", number, key))
        switch = draft.heartbeat.url
        self._read(_HEARTBEAT, switch, ping_address, ("heartbeat", "url"))
        self._read(_PAGE, draft.web.password, page_password, ("web", "password"))

    def _read(
        self,
        number: int,
        where: schema.SecretTable | None,
        check: Callable[[str], str],
        path: KeyPath,
    ) -> None:
        if where is None:
            return
        try:
            self.found[number] = check(read_secret(where, self._folder, self._environ))
        except ValueError as error:
            self.faults.append(Fault(path, str(error)))


def _secret_of(channel: schema.ChannelTable) -> tuple[str, schema.SecretTable | None]:
    match channel:
        case schema.EmailTable():
            return "password", channel.password
        case schema.WebhookTable():
            return "secret", channel.secret
        case schema.AppriseTable():
            return "url", channel.url
        case schema.FolderTable() | schema.FeedTable():
            return "", None


def _config_error(file: TomlFile, faults: list[Fault]) -> ConfigError:
    places = Places(file.text)
    problems = (places.problem(str(file.path), _introduced(file, fault)) for fault in faults)
    ordered = sorted(problems, key=lambda problem: (problem.line or 0, problem.column or 0))
    return ConfigError(tuple(ordered))


def _introduced(file: TomlFile, fault: Fault) -> Fault:
    """Name the outlet, rule … *fault* is about: people know names better than numbers."""
    table, number, *key = *fault.path, None, None
    if table not in _ONE_OF or not isinstance(number, int):
        return fault
    row = file.document[table][number]
    name = row.get("id" if table == "outlets" else "name") if isinstance(row, dict) else None
    if not isinstance(name, str) or key[0] in {"id", "name"}:
        return fault
    return Fault(fault.path, f'{_ONE_OF[table]} "{name}": {fault.message}')


def _config(path: Path, folder: Path, draft: Draft, secrets: Mapping[int, str]) -> Config:
    web = _web(draft.web, secrets.get(_PAGE, ""))
    outward = Outward(web.public_url, tuple(draft.sending.allow_networks))
    return Config(
        path=path.absolute(),
        database=inside(folder, draft.storage.database),
        fetch=_fetch(draft.fetch),
        outlets=tuple(map(outlet_of, draft.outlets.values())),
        topics={name: topic_of(name, terms) for name, terms in draft.topics.items()},
        own_origins=tables_of(draft.origins),
        rules=tuple(map(rule_of, draft.rules.values())),
        digests=tuple(_digest(table, draft.names("rules")) for table in draft.digests.values()),
        alerts=tuple(_alert(table, draft.names("rules")) for table in draft.alerts.values()),
        notices=None if draft.notices.channels is None else tuple(draft.notices.channels),
        notices_zone=draft.notices.timezone,
        heartbeat=HeartbeatPlan(secrets.get(_HEARTBEAT, ""), draft.heartbeat.interval),
        web=web,
        channels=tuple(settings_of(draft.channels, folder, secrets, outward)),
        intervals={
            OutletId(each.id): each.interval for each in draft.outlets.values() if each.interval
        },
        retention=_retention(draft),
    )


def _web(table: schema.WebTable, password: str) -> WebPlan:
    public, proxies = table.public_url.rstrip("/"), tuple(table.trusted_proxies)
    return WebPlan(table.listen, public, password, proxies)


def _retention(draft: Draft) -> RetentionPlan:
    own = {OutletId(each.id): each.keep for each in draft.outlets.values() if each.keep}
    return RetentionPlan(draft.storage.keep, draft.storage.keep_matched, own)


def _fetch(table: schema.FetchTable) -> FetchSettings:
    return FetchSettings(
        user_agent=table.user_agent,
        interval=table.interval,
        min_interval=table.min_interval,
        max_interval=table.max_interval,
        timeout=table.timeout,
        delay=table.delay,
        max_size=table.max_size,
        allow_networks=tuple(table.allow_networks),
        processes=table.processes,
        proxy=table.proxy,
    )


def _listing(table: schema.ListingTable | None) -> Listing | None:
    return None if table is None else Listing(**table.model_dump(exclude={"url"}))


def _digest(table: schema.DigestTable, all_rules: list[str]) -> DigestPlan:
    return DigestPlan(
        name=table.name,
        at=table.time,
        zone=table.timezone,
        rules=tuple(table.rules if table.rules is not None else all_rules),
        channels=tuple(table.channels),
        when_empty=table.when_empty,
        weekdays=EVERY_DAY if table.weekdays is None else frozenset(table.weekdays),
        recipients=tuple(table.recipients or ()),
        language=table.language,
        max_size=table.max_size,
        label_links=table.label_links,
    )


def _alert(table: schema.AlertTable, all_rules: list[str]) -> AlertPlan:
    return AlertPlan(
        name=table.name,
        zone=table.timezone,
        rules=tuple(table.rules if table.rules is not None else all_rules),
        channels=tuple(table.channels),
        recipients=tuple(table.recipients or ()),
        quiet_hours=table.quiet_hours,
        cooldown=table.cooldown,
        collapse_above=table.collapse_above,
        max_age=table.max_age,
        language=table.language,
        max_size=table.max_size,
    )
