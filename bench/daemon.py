"""
Run the real daemon on many feeds for a while, and measure what it takes to keep up.

    python bench/daemon.py [--feeds 1000] [--interval 1m] [--seconds 120] [--changing 0.1]

A server of our own on many local hosts answers with 304 where nothing changed; at each look, a
share of the feeds has a new item. After a first look at all of them their next looks are spread
evenly, as they are once a daemon has run for a while. Then: how many looks a second were held,
how late each began after the moment that stood in the database, and what the daemon's processes
used. Lateness is told to a fifth of a second, and nothing is ever early.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PYTHON = ROOT / ".venv" / "bin" / "python"
HOSTS = 250
SAMPLE = 0.2  # seconds between two looks into the database
CONFIG = """
[fetch]
interval = "{interval}"
min_interval = "{interval}"
max_interval = "{interval}"
allow_networks = ["127.0.0.0/8"]
[[rules]]
name = "convoys"
query = "@convoy"
[[rules]]
name = "checkpoints"
query = "@checkpoint"
"""
OUTLET = '[[outlets]]\nid = "f{n}"\nname = "F{n}"\nfeed = "{url}"\nlanguage = "en"\n'
WORDS = "the army said a convoy of trucks passed the checkpoint near Qamishli before noon"


def main() -> int:
    """Measure and print what came of it."""
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        site = Site(Path(folder) / "asked.log", options.changing)
        process = multiprocessing.Process(target=site.serve, daemon=True)
        process.start()
        found = measure(Path(folder), site, options)
        process.terminate()
    print(json.dumps(found, indent=2))
    return 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--interval", default="1m", help="as in config.toml: 1m, 15m")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--changing", type=float, default=0.1, help="share with news at a look")
    return parser.parse_args()


class Site:
    """Feeds that change now and then, and a log of who was asked for when."""

    def __init__(self, log: Path, changing: float) -> None:
        self.log = log
        self.changing = changing
        self.port: Any = multiprocessing.Value("i", 0)
        self._versions: dict[int, int] = {}
        self._dice = random.Random(1)

    def url(self, number: int) -> str:
        """Return the address of a feed; a host has several."""
        host = number % HOSTS
        return f"http://127.0.{1 + host // 200}.{1 + host % 200}:{self.port.value}/{number}"

    def serve(self) -> None:
        """Answer until the process is ended."""
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        with self.log.open("w", buffering=1) as self._asked:
            server = await asyncio.start_server(self._answer, "0.0.0.0", 0, backlog=1024)
            self.port.value = server.sockets[0].getsockname()[1]
            await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._reply(int(head.split(b" ", 2)[1][1:]), head))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _reply(self, number: int, head: bytes) -> bytes:
        self._asked.write(f"{time.time()} {number}\n")
        version = self._versions.get(number)
        if version is None or self._dice.random() < self.changing:
            version = self._versions[number] = (version or 0) + 1
        tag = b'"%d"' % version
        if tag in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %b\r\n\r\n" % tag
        body = feed(number, version)
        about = b"ETag: %b\r\nContent-Length: %d" % (tag, len(body))
        return b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n%b\r\n\r\n%b" % (
            about,
            body,
        )


def feed(number: int, version: int) -> bytes:
    """Return a feed of 30 items, one of them new since the version before."""
    dice = random.Random(f"{number} {version}")
    items = "".join(
        f"<item><guid>{number}-{n}</guid><title>Report {n} of {number}</title>"
        f"<link>https://news.test/{number}/{n}</link>"
        f"<description>{' '.join(dice.choices(WORDS.split(), k=60))}</description></item>"
        for n in range(version + 29, version - 1, -1)
    )
    return f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'.encode()


def measure(folder: Path, site: Site, options: argparse.Namespace) -> dict[str, Any]:
    """Prepare the database, run the daemon, and put the figures together."""
    while not site.port.value:
        time.sleep(0.01)
    config = folder / "config.toml"
    outlets = (OUTLET.format(n=n, url=site.url(n)) for n in range(options.feeds))
    config.write_text(CONFIG.format(interval=options.interval) + "".join(outlets), "utf-8")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [str(PYTHON), "-m", "hajiz", "--config", str(config)]
    quick = config.read_text("utf-8").replace("[fetch]", '[fetch]\ndelay = "0s"', 1)
    (folder / "first.toml").write_text(quick, "utf-8")
    first = [*command[:-1], str(folder / "first.toml"), "poll"]
    subprocess.run(first, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    spread(folder / "hajiz.db", seconds_of(options.interval))
    with (folder / "log").open("w") as log:
        daemon = subprocess.Popen([*command, "run"], cwd=ROOT, env=environment, stderr=log)
        try:
            return observe(folder, site, daemon.pid, options)
        finally:
            daemon.send_signal(signal.SIGTERM)
            daemon.wait(30)


def spread(database: Path, interval: float) -> None:
    """Let the next looks fall evenly within *interval* seconds from now."""
    with closing(sqlite3.connect(database)) as connection, connection:
        outlets = [row[0] for row in connection.execute("SELECT outlet FROM feeds")]
        random.Random(2).shuffle(outlets)
        start = datetime.now(UTC) + timedelta(seconds=3)
        step = interval / len(outlets)
        rows = [(written(start + timedelta(seconds=step * n)), o) for n, o in enumerate(outlets)]
        connection.executemany("UPDATE feeds SET next_poll_at = ? WHERE outlet = ?", rows)


def observe(folder: Path, site: Site, pid: int, options: argparse.Namespace) -> dict[str, Any]:
    """Watch the daemon with that *pid* for a while."""
    time.sleep(5)  # it starts, and the first looks fall due
    begun, used = time.time(), cpu_seconds(pid)
    own, peak = used.get(pid, 0.0), 0.0
    due: dict[int, list[float]] = {n: [] for n in range(options.feeds)}
    with closing(sqlite3.connect(f"file:{folder / 'hajiz.db'}?mode=ro", uri=True)) as connection:
        while time.time() - begun < options.seconds:
            for outlet, moment in connection.execute("SELECT outlet, next_poll_at FROM feeds"):
                seen = due[int(outlet[1:])]
                at = datetime.fromisoformat(moment).timestamp()
                if not seen or seen[-1] != at:
                    seen.append(at)
            peak = max(peak, resident(pid))
            time.sleep(SAMPLE)
    ended, after = time.time(), cpu_seconds(pid)
    asked = [line.split() for line in site.log.read_text().splitlines()]
    looks = [(float(at), int(n)) for at, n in asked if begun <= float(at) <= ended]
    late = lateness(looks, due)
    span = ended - begun
    workers = sum(after.values()) - after[pid] - (sum(used.values()) - own)
    return {
        "feeds": options.feeds,
        "interval": options.interval,
        "seconds": round(span),
        "looks a second": round(len(looks) / span, 2),
        "looks a second wanted": round(options.feeds / seconds_of(options.interval), 2),
        "late s, median": round(statistics.median(late), 2),
        "late s, p99": round(statistics.quantiles(late, n=100)[98], 2),
        "late s, worst": round(max(late), 2),
        "early": sum(each < -0.05 for each in late),
        "CPU of the main process, %": round(100 * (after[pid] - own) / span, 1),
        "CPU of the workers, %": round(100 * workers / span, 1),
        "CPU ms a look": round(1000 * (after[pid] - own + workers) / max(len(looks), 1), 2),
        "resident MB, main process": round(peak),
    }


def lateness(looks: list[tuple[float, int]], due: dict[int, list[float]]) -> list[float]:
    """Return for each look how many seconds after its moment it began."""
    late = []
    for at, number in looks:
        moments = [moment for moment in due[number] if moment <= at + 1]
        if moments:
            late.append(at - moments[-1])
    return late


def cpu_seconds(pid: int) -> dict[int, float]:
    """Return the computing time so far of a process and of all under it."""
    found, left = {}, [pid]
    while left:
        each = left.pop()
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
            for task in Path(f"/proc/{each}/task").iterdir():
                left += map(int, (task / "children").read_text().split())
        except OSError:
            continue
        own = sum(map(int, fields[11:13]))
        gone = 0 if each == pid else sum(map(int, fields[13:15]))
        found[each] = (own + gone) / os.sysconf("SC_CLK_TCK")
    return found


def resident(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def seconds_of(interval: str) -> float:
    """Return an interval of config.toml in seconds."""
    return float(interval[:-1]) * {"s": 1, "m": 60, "h": 3600}[interval[-1]]


def written(moment: datetime) -> str:
    """Write a moment as the database does."""
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


if __name__ == "__main__":
    sys.exit(main())
