"""
Kill Hajiz at the worst moments, a thousand times, and count what was lost or came twice.

    python bench/crash.py [--kills 1000] [--events 10000] [--seed 1]

A worker process runs both pipes on a real SQLite file: it records what an outlet published, makes
alerts and digests of it, and delivers them to a real mail server and a real webhook receiver on
this machine. It dies by kill -9 at a named place, at random moments, or while a receiver holds its
answer back, and a new one takes over. Its clock runs faster than ours, so that leases end and
retries come due within the run. Of ten items three are of one incident: a claim, a relay of it and
a denial. At the end all that was published must have arrived everywhere – a mere relay counts as
arrived with the message that told of its incident first –, what arrived twice must show more than
one attempt, and the database must be whole.

Ends with 1 when anything was lost, came twice without a trace, or was damaged.
"""

import argparse
import json
import logging
import multiprocessing
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from crash_worker import (
    CONFIG,
    DIGEST,
    READER,
    RELAY,
    SECRET,
    START,
    WINDOW,
    Count,
    fast_clock,
    item,
    opened,
    work,
)
from receivers import NOBODY, receive

from alerts.instant import event_id
from hajiz import failpoint
from hajiz.assembly import Assembly
from hajiz.config.read import load
from model import StoredItem
from storage import deliveries, events

OFTEN = ("claimed", "sent", "settling", "settled")  # places that are passed once a message


def main() -> int:
    """Run the campaign and print what came of it."""
    options = arguments()
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as folder:
        result = Campaign(Path(folder), options.kills, options.events, options.seed).run()
    print(json.dumps(result, indent=2))
    return 0 if result["verdict"] == "ok" else 1


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


class Campaign:
    """Publishes, kills, restarts, and judges."""

    def __init__(self, folder: Path, kills: int, wanted_events: int, seed: int) -> None:
        self.folder = folder
        self.kills = kills
        self.events = wanted_events
        self.dice = random.Random(seed)
        self.published: Count = multiprocessing.Value("i", WINDOW)
        self.hold: Count = multiprocessing.Value("i", 0)  # receivers hold back so many answers
        self.log = folder / "received.log"
        self.deaths: Counter[str] = Counter()
        self.began = time.monotonic()

    def run(self) -> dict[str, Any]:
        """Do it all."""
        ports = self._start_receivers()
        self._write_config(*ports)
        READER.lexicon(load(self.folder / "config.toml", {"SECRET": SECRET}))
        self._worker("", 0.0, until_idle=True)  # the baseline
        for number in range(1, self.kills + 1):
            share = self.events * number // self.kills
            self.published.value = WINDOW + share
            self._kill_once()
            self._progress(number)
        for _ in range(60):  # what was put off by failures comes due
            self._worker("", 0.0, until_idle=True)
            if not self._waiting():
                break
        return self._judgement()

    def _start_receivers(self) -> tuple[int, int]:
        here, there = multiprocessing.Pipe()
        arguments = (there, self.log, self.hold)
        process = multiprocessing.Process(target=receive, args=arguments, daemon=True)
        process.start()
        ports: tuple[int, int] = here.recv()
        return ports

    def _write_config(self, smtp: int, http: int) -> None:
        digests = "".join(DIGEST.format(hour=hour) for hour in range(24))
        text = CONFIG.format(smtp=smtp, http=http) + digests
        (self.folder / "config.toml").write_text(text, "utf-8")

    def _kill_once(self) -> None:
        kind = self.dice.random()
        if kind < 0.6:
            place = self.dice.choice(failpoint.PLACES)
            times = self.dice.randint(1, 6) if place in OFTEN else 1
            self._worker(f"{place}:{times}", 1.5)
        elif kind < 0.8:
            self._worker("", self.dice.uniform(0.005, 0.3))
        else:  # the receiver has the message, and we die before its answer
            self.hold.value = 1
            self._worker("", self.dice.uniform(0.05, 0.3))
            self.hold.value = 0

    def _worker(self, place: str, seconds: float, *, until_idle: bool = False) -> None:
        """Run a worker until it dies at *place*, for *seconds*, or until nothing is left to do."""
        child = os.fork()
        if child == 0:
            work(self.folder, self.published, place, self.began, until_idle)
        deadline = time.monotonic() + (seconds or 600.0)
        while time.monotonic() < deadline:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                self._count(place, status, until_idle=until_idle)
                return
            time.sleep(0.001)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self.deaths["at any moment" if not place else f"{place} not reached, at any moment"] += 1

    def _count(self, place: str, status: int, *, until_idle: bool) -> None:
        if os.WIFSIGNALED(status):
            self.deaths[place.partition(":")[0]] += 1
        elif not until_idle or os.WEXITSTATUS(status):
            raise RuntimeError(f"a worker ended by itself, with {os.WEXITSTATUS(status)}")

    def _progress(self, number: int) -> None:
        if sys.stderr.isatty() or number % 100 == 0:
            print(f"{number} of {self.kills} kills", end="\r", file=sys.stderr, flush=True)

    def _open(self) -> Any:
        return opened(self.folder, self._now())

    def _now(self) -> datetime:
        return fast_clock(self.began)

    def _waiting(self) -> bool:
        with self._open() as assembly, assembly.database.read() as tx:
            return bool(deliveries.waiting(tx)) or events.count(tx, "pending") > 0

    def _judgement(self) -> dict[str, Any]:
        received = Counter(map(_arrival, self.log.read_text().splitlines()))
        with self._open() as assembly:
            expected = self._expected(assembly)
            with assembly.database.read() as tx:
                every = deliveries.recent(tx, limit=10_000_000)
        attempts = {(d.message_id, d.channel, d.recipient): d.attempts for d in every}
        told = self._told(set(received))
        settled = self._settled(set(received))
        lost = [
            each
            for each, number in expected.items()
            if each not in told and not (number % 10 == RELAY and each in settled)
        ]
        lost += [each for each in attempts if each not in received]
        twice = {each: times for each, times in received.items() if times > 1}
        unexplained = [each for each, times in twice.items() if attempts.get(each, 0) < times]
        unknown = [each for each in received if each not in attempts]
        with closing(sqlite3.connect(self.folder / "crash.db")) as database:
            integrity = database.execute("PRAGMA integrity_check").fetchone()[0]
        told_twice = _told_twice(self.folder / "crash.db")
        is_fine = not (lost or unexplained or unknown or told_twice) and integrity == "ok"
        return {
            "verdict": "ok" if is_fine else "BROKEN",
            "kills": sum(self.deaths.values()),
            "kills by place": dict(self.deaths.most_common()),
            "events": self.events,
            "messages": len({each[0] for each in attempts}),
            "follow-ups": self._alerts('payload LIKE \'%"follow_up_of":"%\''),
            "relays settled": len({each[0] for each in expected if each not in told}),
            "digests": len({each[0] for each in attempts if each[0].startswith("dig_")}),
            "deliveries": len(attempts),
            "arrived": sum(received.values()),
            "lost": len(lost),
            "arrived more than once": len(twice),
            "most copies": max(twice.values(), default=1),
            "more than once without a trace": len(unexplained),
            "arrived unknown": len(unknown),
            "told twice by one digest": told_twice,
            "integrity": integrity,
            "seconds": round(time.monotonic() - self.began),
        }

    def _told(self, received: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
        """Return which events reached whom: a message after an outage may tell hundreds."""
        with closing(sqlite3.connect(self.folder / "crash.db")) as database:
            query = "SELECT id, payload FROM messages WHERE kind = 'alert'"
            payloads = {number: json.loads(text) for number, text in database.execute(query)}
        return {
            (event["id"], channel, recipient)
            for message_id, channel, recipient in received
            for event in payloads.get(message_id, {}).get("events", [])
        }

    def _settled(self, received: set[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
        """Return which events were settled with a message of their incident that reached whom."""
        ways: dict[str, list[tuple[str, str]]] = {}
        for message_id, channel, recipient in received:
            ways.setdefault(message_id, []).append((channel, recipient))
        with closing(sqlite3.connect(self.folder / "crash.db")) as database:
            query = "SELECT id, message_id FROM events WHERE state = 'told'"
            return {
                (event, *way)
                for event, message_id in database.execute(query)
                for way in ways.get(message_id, [])
            }

    def _alerts(self, condition: str) -> int:
        with closing(sqlite3.connect(self.folder / "crash.db")) as database:
            query = f"SELECT count(*) FROM messages WHERE kind = 'alert' AND {condition}"
            found: int = database.execute(query).fetchone()[0]
            return found

    def _expected(self, assembly: Assembly) -> dict[tuple[str, str, str], int]:
        """Return what must have arrived, worked out from what was published alone, by its item."""
        instance = assembly.database.instance
        ways = [("mail", "one@example.org"), ("mail", "two@example.org"), ("hook", "")]
        return {
            (event_id(instance, "convoys", StoredItem(0, item(n), START, False)), *way): n
            for n in range(WINDOW, WINDOW + self.events)
            for way in ways
        }


def _arrival(line: str) -> tuple[str, str, str]:
    message_id, channel, recipient = line.split()
    return message_id, channel, "" if recipient == NOBODY else recipient


def _told_twice(database: Path) -> int:
    query = """SELECT count(*) FROM (SELECT 1 FROM digest_matches
               GROUP BY digest_name, match_id HAVING count(*) > 1)"""
    with closing(sqlite3.connect(database)) as connection:
        found: int = connection.execute(query).fetchone()[0]
        return found


if __name__ == "__main__":
    sys.exit(main())
