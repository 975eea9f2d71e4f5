"""A database as Hajiz 0.1 left it: schema 0001, with rows in every table."""

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from alembic import command
from alembic.config import Config

from storage import migrate
from storage.columns import Moment
from storage.connection import writing_engine
from tests.storage.builders import DAY, HOUR, NOW

LEASED_UNTIL = NOW + timedelta(seconds=60)


def moment(value: datetime) -> str:
    """Return *value* as the database writes it."""
    written = Moment().process_bind_param(value, None)  # type: ignore[arg-type]
    assert written is not None
    return written


T0, T1, T2 = moment(NOW - DAY), moment(NOW), moment(NOW + HOUR)

NOTICE = f'{{"text": "broken", "since": "{NOW.isoformat()}"}}'

ROWS: dict[str, list[tuple[object, ...]]] = {
    "instance": [("id", "5e" * 16), ("made_at", T0), ("notice:x", NOTICE)],
    "feeds": [
        (
            *("sana-ar", "https://a/feed", "https://b/feed", b"\xff", b"Fri", b"h" * 32),
            *(T0, T0, T0, T0, 1, 2, T0, "dns", "cannot resolve", "note", T1),
        ),
        ("rudaw", "https://c/feed", *[None] * 8, 0, 0, None, None, "", "", T1),
    ],
    "items": [
        (1, "sana-ar", b"k1", "رتل", "نص", "https://a/1", "ar", "", "[]", None, T0, 1),
        (3, "sana-ar", b"k3", "رتل", "نص", "https://a/3", "ar", "م", '["أخبار"]', T0, T0, 0),
        (9, "rudaw", b"k9", "convoy", "", "", "en", "", "[]", T0, T1, 0),
    ],
    "seen_keys": [("rudaw", b"k9", T1), ("sana-ar", b"gone", T0), ("sana-ar", b"k1", T0)],
    "matches": [
        (2, 3, "convoys", "r1", "[]", T0),
        (5, 9, "convoys", "r1", "[]", T1),
    ],
    "digest_starts": [("morning", T0)],
    "digests": [
        ("dig_a", "morning", "2026-11-20", T0, T1, T1, 1),
        ("dig_b", "morning", None, T0, T1, T1, 0),
    ],
    "digest_matches": [("morning", 2, "dig_a")],
    "messages": [
        ("dig_a", "digest", "morning", "صباح", "نص", "<p>", "{}", T1),
        ("not_a", "notice", "notices", "تنبيه", "نص", "", "{}", T1),
    ],
    "outbox": [
        (1, "dig_a", "mail", "sent", 2, None, None, None, T1, T1),
        (2, "dig_a", "hook", "pending", 3, T1, None, None, T1, None),
        (4, "not_a", "mail", "pending", 1, T1, moment(LEASED_UNTIL), "dead process", T1, None),
        (5, "not_a", "hook", "dead", 10, None, None, None, T1, T2),
        (7, "not_a", "files", "cancelled", 0, None, None, None, T1, T2),
    ],
    "deliveries": [
        (1, 1, 1, T1, "postponed", "451 لاحقا"),
        (2, 1, 2, T1, "sent", "250"),
        (3, 2, 3, T1, "postponed", "timeout"),
        (6, 5, 10, T2, "postponed", "refused"),
    ],
}


def make(path: Path) -> None:
    """Run the first migration only, and fill every table it made."""
    engine = writing_engine(path, timedelta(seconds=1))
    config = Config()
    config.set_main_option("script_location", str(migrate.SCRIPTS))
    config.attributes["engine"] = engine
    command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for table, rows in ROWS.items():
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


def read(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of every table, but only the columns the first schema had."""
    with closing(sqlite3.connect(path)) as connection:
        return {table: _rows(connection, table) for table in ROWS}


def _rows(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    names = ", ".join(_COLUMNS.get(table, ()) or ["*"])
    return connection.execute(f"SELECT {names} FROM {table} ORDER BY 1, 2").fetchall()


_COLUMNS = {
    "feeds": [
        *("outlet", "url", "fetched_url", "etag", "last_modified", "body_hash", "baseline_at"),
        *("last_polled_at", "last_success_at", "last_new_at", "last_unchanged", "failures"),
        *("failing_since", "failure_kind", "failure", "note", "next_poll_at"),
    ],
    "items": [
        *("id", "outlet", "key", "title", "body", "url", "language", "author", "categories"),
        *("published_at", "first_seen_at", "is_baseline"),
    ],
    "seen_keys": ["outlet", "key", "first_seen_at"],
    "matches": ["id", "item_id", "rule", "rule_set", "hits", "created_at"],
    "digests": [
        *("id", "name", "local_date", "window_start", "window_end", "frozen_at", "match_count"),
    ],
    "messages": [*("id", "kind", "name", "subject", "text", "html", "payload", "created_at")],
    "outbox": [
        *("seq", "message_id", "channel", "state", "attempts", "next_attempt_at", "lease_until"),
        *("leased_by", "created_at", "finished_at"),
    ],
}
