"""
Run the daemon among as many hostile outlets as good ones, and see whether the good ones notice.

    python bench/isolation.py [--hostile 50] [--good 50] [--minutes 5]

All outlets are to be looked at once a minute; the hostile ones are made due again every minute, as
if they were never put off. Each has a loopback address of its own. They drip, keep silent, send
headers without end, bombs, 10 MB of garbage, documents that no parser likes. Prints how late good
outlets were looked at, and what the daemon and its workers took of the machine. Exits with 1 when a
good outlet was more than a period late or never seen, or the daemon ended.
"""

import argparse
import json
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.hajiz.conftest import OUTLET, SETTINGS, environment
from tests.hostile.servers import Street

ROOT = Path(__file__).parents[1]
PERIOD = 60.0  # seconds


def main() -> int:
    """Run for a while; 1 when good outlets suffered."""
    options = arguments()
    with (
        tempfile.TemporaryDirectory() as folder,
        Street(options.hostile, options.good) as street,
    ):
        config = write_config(Path(folder), street)
        with daemon(config) as process:
            peaks = watched(process.pid, config, options.minutes * 60)
            is_alive = process.poll() is None
            process.send_signal(signal.SIGTERM)
            code = process.wait(30)
        end = time.monotonic()
        found = figures(street, options.good, end) | peaks
        found |= {"daemon lived": is_alive, "exit code": code}
        said = (config.parent / "log").read_text()
        found["tracebacks"] = said.count("Traceback")
        if found["tracebacks"]:
            print(said[said.index("Traceback") - 500 :][:5000], file=sys.stderr)
        found["items of good outlets"] = count(config, "SELECT count(*) FROM items")
        found["failing"] = count(
            config, "SELECT count(*) FROM feeds WHERE failing_since IS NOT NULL"
        )
    print(json.dumps(found, indent=2))
    is_well = is_alive and code == 0 and not found["tracebacks"] and not found["missed"]
    return int(not is_well or found["latest s"] > PERIOD)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--hostile", type=int, default=50)
    parser.add_argument("--good", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5)
    return parser.parse_args()


def write_config(folder: Path, street: Street) -> Path:
    """Write a config.toml with all outlets, each looked at once a minute."""
    outlets = "".join(
        OUTLET.format(id=name, feed=url) + 'interval = "1m"\n'
        for name, url in street.feeds().items()
    )
    path = folder / "config.toml"
    settings = SETTINGS.replace("{interval}", "1m").replace('timeout = "5s"', 'timeout = "30s"')
    path.write_text(settings + outlets, "utf-8")
    return path


def daemon(config: Path) -> "subprocess.Popen[bytes]":
    """Start the daemon."""
    with (config.parent / "log").open("wb") as log:
        command = [sys.executable, "-m", "hajiz", "run", "--config", str(config)]
        return subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=log, stderr=log)


def watched(pid: int, config: Path, seconds: float) -> dict[str, float]:
    """Wait, and return what the daemon and its workers took at most; hostile ones are made due."""
    start, made_due = time.monotonic(), time.monotonic()
    first = main_peak = workers_peak = 0.0
    while time.monotonic() - start < seconds:
        time.sleep(1)
        main_peak = max(main_peak, rss_of(pid))
        workers_peak = max([workers_peak, *map(rss_of, descendants(pid))])
        if not first and time.monotonic() - start > 10:
            first = rss_of(pid)
        if time.monotonic() - made_due > PERIOD:
            made_due = time.monotonic()
            make_due(config)
    return {
        "daemon MiB after 10 s": round(first, 1),
        "daemon MiB at most": round(main_peak, 1),
        "daemon MiB at the end": round(rss_of(pid), 1),
        "worker MiB at most": round(workers_peak, 1),
    }


def make_due(config: Path) -> None:
    """Let the hostile outlets be due, as if they were never put off."""
    query = "UPDATE feeds SET next_poll_at = last_polled_at WHERE last_polled_at IS NOT NULL"
    with closing(sqlite3.connect(config.parent / "hajiz.db", timeout=30)) as base, base:
        base.execute(f"{query} AND outlet LIKE 'bad%'")


def count(config: Path, query: str) -> int:
    """Ask the database for a number."""
    with closing(sqlite3.connect(config.parent / "hajiz.db", timeout=30)) as base:
        return int(base.execute(query).fetchone()[0])


def rss_of(pid: int) -> float:
    """Return what a process holds of the machine's memory, in MiB; 0 when it is gone."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / (1 << 20)
    return 0.0


def descendants(pid: int) -> list[int]:
    """Return the processes that a process started, and theirs."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = entry.read_text().rpartition(")")[2].split()[1]
            parents[int(entry.parent.name)] = int(parent)
    found, new = list[int](), [pid]
    while new:
        new = [child for child, parent in parents.items() if parent in new]
        found += new
    return found


def figures(street: Street, good: int, end: float) -> dict[str, float]:
    """Return how late good outlets were looked at: the time beyond a period between two looks."""
    late = []
    for name in (f"good{n}" for n in range(good)):
        moments = street.asked.get(name, [])
        gaps = [later - earlier for earlier, later in pairwise([*moments, end])]
        late += [gap - PERIOD for gap in gaps]
    ordered = sorted(late)
    return {
        "good outlets": good,
        "looks at them": sum(map(len, street.asked.values())),
        "missed": sum(f"good{n}" not in street.asked for n in range(good)),
        "late s, median": round(ordered[len(ordered) // 2], 1),
        "latest s": round(ordered[-1], 1),
    }


if __name__ == "__main__":
    sys.exit(main())
