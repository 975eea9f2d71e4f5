"""
config.toml read table by table: each table that can be used, and every fault of the others.

One broken table hides nothing: the rest is read all the same, so that all problems are told at
once. Knows no table's relation to another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import ValidationError

from alerts.rules.rule import EVERY_LANGUAGE
from hajiz.config import phrases, schema
from hajiz.config.origins import OriginTable, read_origins
from hajiz.config.places import Fault, KeyPath
from hajiz.config.values import slug

T = TypeVar("T", bound=schema.Table)


@dataclass(slots=True)
class Draft:
    """What could be read; rows are kept by their number in the file, counted from 0."""

    document: Mapping[str, Any]
    storage: schema.StorageTable = field(default_factory=schema.StorageTable)
    fetch: schema.FetchTable = field(default_factory=schema.FetchTable)
    sending: schema.SendingTable = field(default_factory=schema.SendingTable)
    notices: schema.NoticesTable = field(default_factory=schema.NoticesTable)
    heartbeat: schema.HeartbeatTable = field(default_factory=schema.HeartbeatTable)
    web: schema.WebTable = field(default_factory=schema.WebTable)
    outlets: dict[int, schema.OutletTable] = field(default_factory=dict)
    topics: dict[str, schema.TopicTable] = field(default_factory=dict)
    origins: dict[str, OriginTable] = field(default_factory=dict)
    rules: dict[int, schema.RuleTable] = field(default_factory=dict)
    digests: dict[int, schema.DigestTable] = field(default_factory=dict)
    alerts: dict[int, schema.AlertTable] = field(default_factory=dict)
    channels: dict[int, schema.ChannelTable] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def names(self, table: str) -> list[str]:
        """Return the names given in [[*table*]], also of rows that cannot be used."""
        named = (row.get("name") for _, row in _rows(self.document, table))
        return [name.strip() for name in named if isinstance(name, str)]


def read_draft(document: Mapping[str, Any]) -> Draft:
    """Read every table of *document*; what is wrong stands in the draft's faults."""
    draft = Draft(document)
    draft.faults.extend(_unknown_tables(document))
    draft.faults.extend(_misshapen_rows(document))
    draft.storage = _section(draft, "storage", schema.StorageTable) or draft.storage
    draft.fetch = _section(draft, "fetch", schema.FetchTable) or draft.fetch
    draft.sending = _section(draft, "sending", schema.SendingTable) or draft.sending
    draft.notices = _section(draft, "notices", schema.NoticesTable) or draft.notices
    draft.heartbeat = _section(draft, "heartbeat", schema.HeartbeatTable) or draft.heartbeat
    draft.web = _section(draft, "web", schema.WebTable) or draft.web
    draft.outlets = _table_rows(draft, "outlets", schema.OutletTable)
    draft.rules = _table_rows(draft, "rules", schema.RuleTable)
    draft.digests = _table_rows(draft, "digests", schema.DigestTable)
    draft.alerts = _table_rows(draft, "alerts", schema.AlertTable)
    draft.channels = _channels(draft)
    draft.topics = _topics(draft)
    draft.origins, faults = read_origins(document)
    draft.faults.extend(faults)
    return draft


def _unknown_tables(document: Mapping[str, Any]) -> Iterator[Fault]:
    for key in document:
        if key not in schema.TABLES:
            yield Fault((key,), phrases.unknown("table", key, schema.TABLES))


def _misshapen_rows(document: Mapping[str, Any]) -> Iterator[Fault]:
    for name in (*schema.ROWS, "channels"):
        found = document.get(name, [])
        if not isinstance(found, list):
            yield Fault((name,), phrases.not_rows(name))
            continue
        for number, row in enumerate(found):
            if not isinstance(row, dict):
                yield Fault((name, number), phrases.not_rows(name))


def _rows(document: Mapping[str, Any], name: str) -> Iterator[tuple[int, dict[str, Any]]]:
    found = document.get(name)
    for number, row in enumerate(found if isinstance(found, list) else []):
        if isinstance(row, dict):
            yield number, row


def _section(draft: Draft, name: str, table: type[T]) -> T | None:
    found = draft.document.get(name, {})
    if isinstance(found, dict):
        return _validated(draft, table, found, (name,))
    draft.faults.append(Fault((name,), phrases.not_a_table(name)))
    return None


def _table_rows(draft: Draft, name: str, table: type[T]) -> dict[int, T]:
    read = {
        number: _validated(draft, table, row, (name, number))
        for number, row in _rows(draft.document, name)
    }
    return {number: row for number, row in read.items() if row is not None}


def _channels(draft: Draft) -> dict[int, schema.ChannelTable]:
    read = {}
    for number, row in _rows(draft.document, "channels"):
        at = ("channels", number)
        kind = row.get("kind")
        if isinstance(kind, str) and kind in schema.KINDS:
            channel = _validated(draft, schema.KINDS[kind], row, at)
            read.update({number: channel} if channel else {})
        else:
            known = list(schema.KINDS)
            is_missing = "kind" not in row
            words = phrases.missing("kind", known[0]) if is_missing else phrases.choice(kind, known)
            draft.faults.append(Fault((*at, "kind"), words))
    return read


def _validated(draft: Draft, table: type[T], row: dict[str, Any], at: KeyPath) -> T | None:
    try:
        return table.model_validate(row)
    except ValidationError as error:
        draft.faults.extend(phrases.faults(error, table, at))
        return None


def _topics(draft: Draft) -> dict[str, schema.TopicTable]:
    found = draft.document.get("topics", {})
    if not isinstance(found, dict):
        draft.faults.append(Fault(("topics",), phrases.not_a_table("topics.NAME")))
        return {}
    read = {name: _topic(draft, name, terms) for name, terms in found.items()}
    return {name: terms for name, terms in read.items() if terms is not None}


def _topic(draft: Draft, name: str, written: object) -> schema.TopicTable | None:
    before = len(draft.faults)
    draft.faults.extend(_topic_faults(name, written))
    if len(draft.faults) > before or not isinstance(written, dict):
        return None
    try:
        return schema.TopicTable.model_validate(_with_terms_apart(written))
    except ValidationError as error:
        found: dict[KeyPath, str] = {}
        for fault in phrases.faults(error, schema.TopicTable, ()):
            # A key that is wrong is told before its value, which then says nothing new.
            found.setdefault(place_in_topic(written, fault.path), fault.message)
        at = ("topics", name)
        draft.faults.extend(Fault((*at, *path), message) for path, message in found.items())
        return None


def _with_terms_apart(written: Mapping[str, Any]) -> dict[str, Any]:
    """Put the languages of a topic below a key of their own, beside its other keys."""
    parts = {key: each for key, each in written.items() if key in schema.PARTS_OF_TOPIC}
    return {"terms": {key: each for key, each in written.items() if key not in parts}, **parts}


def place_in_topic(written: Mapping[str, Any], path: KeyPath) -> KeyPath:
    """Return where *path* of a `TopicTable` stands in the table as it is *written* in the file."""
    part, *inner = *path, ""
    if part == "terms":
        return path[1:]
    is_plain_list = isinstance(written.get(str(part)), list)
    return (part, *path[2:]) if is_plain_list and inner[0] == EVERY_LANGUAGE else path


def _topic_faults(name: str, terms: object) -> Iterator[Fault]:
    at = ("topics", name)
    try:
        slug(name.replace("_", "-"))  # built-in topics have names such as russia_mp
    except ValueError as error:
        yield Fault(at, f"a topic's name {error}")
    if not isinstance(terms, dict):
        yield Fault(at, phrases.not_a_table(f"topics.{name}"))
    elif not terms:
        yield Fault(at, 'has no terms; add a line such as en = ["convoy", "convoys"]')
