"""What is left of a database after a power cut, or after its file was damaged by anything else."""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from model import StorageError
from storage import census, feeds, items
from storage.database import Database
from tests.storage.builders import HOUR, NOW, an_item, an_outlet, fresh, matched

COPIES = 500
COMMITS = 30
MUTATIONS = 60
ENDS = {"refused", "refused when met", "found by the weekly look", "harmless", "letters"}


def parts(path: Path) -> tuple[bytes, bytes]:
    """Return the bytes of a database in use: the file and its write-ahead log."""
    wal = path.with_name(f"{path.name}-wal")
    return path.read_bytes(), wal.read_bytes() if wal.exists() else b""


def put(folder: Path, base: bytes, wal: bytes) -> Path:
    """Write a database as a power cut left it."""
    path = folder / "cut.db"
    for leftover in folder.glob("cut.db*"):
        leftover.unlink()
    path.write_bytes(base)
    if wal:
        path.with_name("cut.db-wal").write_bytes(wal)
    return path


def test_fm_065_a_power_cut_at_any_instant_leaves_a_committed_state(
    database: Database, tmp_path: Path
) -> None:
    """The log cut off at 500 places: whole, and with the first so many commits, none in part."""
    with database._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("PRAGMA wal_autocheckpoint = 0")
    base = database.path.read_bytes()
    for number in range(COMMITS):
        with database.write() as tx:
            items.add_new(tx, [an_item(f"{number}-{n}") for n in range(3)], NOW, False)
    wal = parts(database.path)[1]
    wanted = {(3 * done, 3 * done) for done in range(COMMITS + 1)}
    seen = set()

    for place in range(0, len(wal), max(512, len(wal) // COPIES // 512 * 512)):
        copy = put(tmp_path, base, wal[:place])
        with closing(sqlite3.connect(copy)) as opened:
            (whole,) = opened.execute("PRAGMA integrity_check").fetchone()
            query = "SELECT (SELECT count(*) FROM items), (SELECT count(*) FROM seen_keys)"
            found = opened.execute(query).fetchone()
        assert whole == "ok"
        assert found in wanted
        seen.add(found)

    assert len(seen) >= COMMITS - 1


def mutations(chance: random.Random, size: int) -> dict[str, Callable[[bytearray], bytes]]:
    """Return ways to damage a file of that *size*."""

    def flipped(content: bytearray, times: int) -> bytes:
        for _ in range(times):
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        return bytes(content)

    def overwritten(content: bytearray, unit: bytes) -> bytes:
        at = chance.randrange(size // 4096) * 4096
        content[at : at + 4096] = (unit * 4096)[:4096]
        return bytes(content)

    return {
        "a bit": lambda content: flipped(content, 1),
        "ten bits": lambda content: flipped(content, 10),
        "a page of zeros": lambda content: overwritten(content, b"\0"),
        "a page of rubbish": lambda content: overwritten(content, chance.randbytes(64)),
        "a page of another": lambda content: overwritten(content, bytes(content[4096:8192])),
        "cut off": lambda content: bytes(content[: chance.randrange(1, size)]),
        "cut off at a page": lambda content: bytes(
            content[: 4096 * chance.randrange(1, size // 4096)]
        ),
        "header": lambda content: bytes(chance.randbytes(100) + content[100:]),
        "longer": lambda content: bytes(content) + chance.randbytes(5000),
        "turned around": lambda content: bytes(reversed(content)),
    }


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Read everything."""
    with database.read() as tx:
        names = tx.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '% VIRTUAL %'"
        )  # what an index is made of are tables, too
        tables = [str(name) for name in names.scalars()]
        found = {each: tx.exec_driver_sql(f"SELECT * FROM {each}").all() for each in tables}
    return {table: sorted(map(tuple, found[table]), key=repr) for table in found}


def filled(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Make a database with something in every place; return all of it."""
    database = Database.open(path, NOW)
    with database.write() as tx:
        feeds.sync(tx, [an_outlet()], NOW)
        feeds.record_success(tx, fresh(), NOW, NOW + HOUR, 1)
        items.add_new(tx, [an_item(str(n), body="قافلة " * 300) for n in range(60)], NOW, False)
        for number in range(40):
            matched(tx, f"m{number}", NOW)
    everything = rows(database)
    database.close()
    return everything


def judged(path: Path, before: dict[str, list[tuple[object, ...]]]) -> str:
    """Open a damaged database as the daemon does; say what comes of it."""
    content = path.read_bytes()
    try:
        database = Database.open(path, NOW, check=True)
    except StorageError as error:
        is_untouched = path.read_bytes() == content
        return "refused" if is_untouched and error.exit_code in {65, 74} else str(error)
    try:
        with database.read() as tx:
            if census.damage(tx, is_deep=True):
                return "found by the weekly look"
        after = rows(database)
    except StorageError as error:
        return "refused when met" if "is damaged" in str(error) else str(error)
    finally:
        database.close()
    if after == before:
        return "harmless"
    assert {table: len(found) for table, found in after.items()} == {
        table: len(found) for table, found in before.items()
    }
    changed = sum(
        len(set(map(repr, after[table])) - set(map(repr, before[table]))) for table in after
    )
    assert changed <= 10  # letters of texts, of which SQLite keeps no checksums
    return "letters"


def test_fm_072_no_damage_makes_rows_vanish_unnoticed(tmp_path: Path) -> None:
    """Sixty kinds of damage: refused at the start, found later, or nothing is missing."""
    path = tmp_path / "hajiz.db"
    before = filled(path)
    content = path.read_bytes()
    ended = Counter[str]()

    for seed in range(MUTATIONS):
        chance = random.Random(seed)
        ways = mutations(chance, len(content))
        damaged = list(ways.values())[seed % len(ways)](bytearray(content))
        ended[judged(put(tmp_path, damaged, b""), before)] += 1

    assert set(ended) <= ENDS
    assert ended["refused"] >= MUTATIONS // 2, ended


def test_fm_072_a_log_that_is_lost_or_of_another_is_no_damage(
    database: Database, tmp_path: Path
) -> None:
    """What was folded into the file is there; nothing of another log gets in."""
    with database.write() as tx:
        items.add_new(tx, [an_item("kept")], NOW, False)
    with database._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    base = database.path.read_bytes()
    with database.write() as tx:
        items.add_new(tx, [an_item("in the log")], NOW, False)
    other = tmp_path / "other.db"
    Database.open(other, NOW).close()
    with closing(sqlite3.connect(other)) as writing:
        writing.execute("INSERT INTO instance VALUES ('foreign', 'x')")
        writing.commit()
        foreign = parts(other)[1]

    for wal in (b"", foreign, b"rubbish" * 1000):
        opened = Database.open(put(tmp_path, base, wal), NOW, check=True)
        with opened.read() as tx:
            assert tx.exec_driver_sql("SELECT count(*) FROM items").scalar() == 1
            assert census.damage(tx, is_deep=True) == ""
        opened.close()
