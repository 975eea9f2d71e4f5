"""The database is kept up beside all other work: old items go, damage is found and told."""

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from crawler.crawl import Crawler
from hajiz import upkeep
from hajiz.assembly import Assembly, channels_of
from hajiz.daemon import Desk
from hajiz.dispatch.alerts import freeze_alerts
from hajiz.dispatch.delivering import deliver
from hajiz.dispatch.digests import freeze_due
from hajiz.dispatch.troubles import freeze_troubles
from hajiz.upkeep import CHECK, CHECKED_EVERY, PRUNED_EVERY, PRUNING, Upkeep
from storage import notices
from storage.backup import back_up
from tests.feedserver import FeedServer, eventually, rss
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed
from tests.hajiz.desk import ALERT, DAY, FILES, HOUR, START, desk, poll
from tests.reactorloop import Loop

KEEP = '\n[storage]\nkeep = "30d"\nkeep_matched = "60d"\n'
DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
"""


def titles(assembly: Assembly) -> list[str]:
    """Return the titles of all items kept."""
    with assembly.database.read() as tx:
        return list(tx.exec_driver_sql("SELECT title FROM items ORDER BY id").scalars())


def standing(assembly: Assembly) -> dict[str, notices.Notice]:
    """Return the notices that stand."""
    with assembly.database.read() as tx:
        return notices.standing(tx)


def test_the_daemon_lets_old_items_go(tmp_path: Path, loop: Loop, crawler: Crawler) -> None:
    """Some minutes after its start, by a turn of its own."""
    moments = [START]
    with desk(tmp_path, FILES, KEEP) as assembly:
        poll(assembly, START, "Old")
        work = Desk(assembly, crawler, lambda: moments[-1])
        moments.append(START + 31 * DAY)

        loop.run(work.turns()["upkeep"]())

        assert eventually(lambda: titles(assembly) == [])
        work.upkeep.stop()
        work.stop_sending()


def test_old_items_go_and_are_not_new_when_they_return(tmp_path: Path) -> None:
    """What fired stays for longer; what is gone is still known."""
    with desk(tmp_path, ALERT, FILES, KEEP) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "A convoy", "News", "Old")
        freeze_alerts(assembly, START + HOUR)

        assert upkeep.prune(assembly.database, assembly.config, START + 29 * DAY) == 0
        assert upkeep.prune(assembly.database, assembly.config, START + 31 * DAY) == 2
        assert titles(assembly) == ["A convoy"]
        assert upkeep.prune(assembly.database, assembly.config, START + 61 * DAY) == 1
        poll(assembly, START + 62 * DAY, "A convoy", "News", "Old")
        assert titles(assembly) == []


def test_what_a_digest_is_still_to_tell_does_not_go(tmp_path: Path) -> None:
    """The machine was off for three months, and pruning comes before the digest."""
    with desk(tmp_path, DIGEST, FILES, KEEP) as assembly:
        poll(assembly, START, "Old")
        poll(assembly, START + HOUR, "A convoy", "Old")
        late = START + 90 * DAY

        upkeep.prune(assembly.database, assembly.config, late)
        assert titles(assembly) == ["A convoy"]

        freeze_due(assembly, late)
        assert upkeep.prune(assembly.database, assembly.config, late) == 1


def test_without_a_wish_all_is_kept(tmp_path: Path) -> None:
    """For ever."""
    with desk(tmp_path, ALERT, FILES) as assembly:
        poll(assembly, START, "Old")

        assert upkeep.prune(assembly.database, assembly.config, START + 9999 * DAY) == 0


def test_each_piece_of_work_is_done_when_its_time_has_come(tmp_path: Path) -> None:
    """A few minutes after the start, then once a day and once a week; restarts change nothing."""
    with desk(tmp_path, ALERT, FILES, KEEP) as assembly:
        poll(assembly, START, "Old")
        now = START + 40 * DAY
        work = Upkeep(lambda: now)

        work.turn(assembly)
        assert titles(assembly) == ["Old"]
        now += timedelta(minutes=6)
        work.turn(assembly)
        assert eventually(lambda: not upkeep.is_due(assembly.database, CHECK, CHECKED_EVERY, now))

        assert titles(assembly) == []
        assert not upkeep.is_due(assembly.database, PRUNING, PRUNED_EVERY, now + 23 * HOUR)
        assert upkeep.is_due(assembly.database, PRUNING, PRUNED_EVERY, now + DAY)
        assert upkeep.is_due(assembly.database, CHECK, CHECKED_EVERY, now + 7 * DAY)
        assert upkeep.is_due(assembly.database, CHECK, CHECKED_EVERY, now - 30 * DAY)
        work.stop()


def test_fm_072_damage_is_found_in_a_running_database_and_told_once(tmp_path: Path) -> None:
    """It stands in status and digests until a look finds the database well."""
    with desk(tmp_path, ALERT, FILES) as assembly:
        poll(assembly, START, *(f"News {n} " + "text " * 2000 for n in range(40)))
        assert upkeep.look_for_damage(assembly.database, START) == ""
        assert standing(assembly) == {}
        with assembly.database.write() as tx:
            tx.exec_driver_sql("PRAGMA writable_schema = ON")
            tx.exec_driver_sql(
                "UPDATE sqlite_master SET sql = replace(sql, '(url)', '(title)') "
                "WHERE name = 'ix_items_url'"
            )

    with desk(tmp_path, ALERT, FILES) as assembly:
        first = upkeep.look_for_damage(assembly.database, START)
        upkeep.look_for_damage(assembly.database, START + 7 * DAY)
        told = freeze_troubles(assembly, START + 7 * DAY)

        assert first
        assert "hajiz restore" in standing(assembly)["damage"].text
        assert [each.subject for each in told] == ["Hajiz notice: the database is damaged"]


def test_items_prune_shows_first_and_then_deletes(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """By hand, as the daemon does it; the schema of config.toml says when an age is wrong."""
    config = write_config({"a": server.serve("/a", rss("Old", "Older"))}, KEEP)
    assert hajiz("poll", "--config", config).returncode == 0
    with closing(sqlite3.connect(config.parent / "hajiz.db")) as base, base:
        base.execute("UPDATE items SET first_seen_at = '2020-01-01T00:00:00.000000Z'")

    would = parsed(hajiz("items", "prune", "--dry-run", "--json", "--config", config))
    did = hajiz("items", "prune", "--config", config)
    again = hajiz("items", "prune", "--config", config)

    assert would == {"outdated": {"a": 2}, "deleted": 0}
    assert "2 items deleted" in did.stdout
    assert "No item is older" in again.stdout
    text = config.read_text("utf-8")
    config.write_text(text.replace('"30d"', '"7d"'), "utf-8")
    assert 'between "30d"' in hajiz("check-config", "--config", config).stderr


@pytest.mark.skipif(os.name != "posix", reason="rights are those of POSIX")
def test_what_is_written_is_for_us_alone(tmp_path: Path) -> None:
    """The database, its log and lock, copies and digests, whatever the umask; but not the feed."""
    public = '\n[[channels]]\nname = "web"\nkind = "feed"\npath = "public"\n'
    alert = ALERT.replace('["files"]', '["files", "web"]')
    before = os.umask(0)
    try:
        with desk(tmp_path, alert, FILES, public) as assembly:
            poll(assembly, START, "Old")
            poll(assembly, START + HOUR, "A convoy", "Old")
            freeze_alerts(assembly, START + HOUR)
            for channel in channels_of(assembly.config).values():
                deliver(assembly.database, channel, lambda: START + HOUR, "test")
            back_up(assembly.database.path, tmp_path / "backups" / "copy.db")
            found = {
                str(each.relative_to(tmp_path)): each.stat().st_mode & 0o777
                for each in tmp_path.rglob("*")
            }
    finally:
        os.umask(before)

    open_to_all = {name for name, mode in found.items() if mode & 0o077}
    assert open_to_all == {"config.toml", "public", "public/matches.atom", "public/matches.json"}
    assert found["public/matches.atom"] == 0o644
    assert len(found) >= 9
