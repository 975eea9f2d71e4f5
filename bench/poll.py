"""
Measure polling beside other feed readers, all in one run on one machine.

    python bench/poll.py [--feeds 1000] [--reps 3] [--peers reader,sfeed]
    python bench/poll.py --turns 15

Four passes over the same generated feeds: everything new (cold), unchanged with validators
(warm304), 10 % of the feeds changed (churn), same bytes without validators (warm200). What counts
is the ratio between rows of one run: machines differ and drift. The row is only "ok" when the
reader's own store holds exactly the items served.

With --turns, Hajiz and reader poll unchanged and changed feeds by turns, each time from the same
store: where the machine's speed wanders, that says more than three passes one after the other.

The harness that generates the feeds, serves them and drives the other readers is not part of the
project: HAJIZ_PEERS names its folder. Without it the bench says so and ends.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PEERS = Path(os.environ.get("HAJIZ_PEERS", ROOT.parent / "shared" / "bench" / "peers"))
READER = "reader (workers 16)"
HEAD = """
[fetch]
delay = "0s"
allow_networks = ["127.0.0.0/8"]
[[rules]]
name = "convoys"
any = ["convoy", "convoys", "رتل"]
[[rules]]
name = "checkpoints"
any = ["checkpoint", "checkpoints", "حاجز"]
[[rules]]
name = "qamishli"
any = ["Qamishli", "القامشلي"]
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
[[channels]]
name = "files"
kind = "folder"
path = "digests"
"""


def main() -> int:
    """Run the comparison and print its table."""
    options = arguments()
    if not (PEERS / "run_peers.py").exists():
        print("No harness at hand: set HAJIZ_PEERS to the folder that holds run_peers.py.")
        return 69
    sys.path.insert(0, str(PEERS))
    import run_peers

    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody compiles anew at each start
    set_up(work, options.peers)
    hajiz = peer(run_peers)
    if options.turns:
        return by_turns(run_peers, hajiz, options)
    run_peers.PEERS.append(hajiz)
    sys.argv = [
        "run_peers.py", "--work", str(work), "--feeds", str(options.feeds),
        "--reps", str(options.reps), "--peers", f"hajiz,{options.peers}",
        "--out", str(work / "poll.json"),
    ]  # fmt: skip
    run_peers.main()
    return 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--reps", type=int, default=3)
    parser.add_argument("--peers", default="reader (workers 16),sfeed (default")
    parser.add_argument("--turns", type=int, default=0, help="times by turns, instead")
    parser.add_argument("--work", type=Path, default=Path("/tmp/hajiz-bench"))
    return parser.parse_args()


def set_up(work: Path, peers: str) -> None:
    """Make the environment of the one peer that is a Python package."""
    python = work / "venv-reader" / "bin" / "python"
    if "reader" in peers and not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(work / "venv-reader")], check=True)
        # sgmllib3k: its bundled feedparser needs it, newer feedparser no longer brings it
        install = [str(python), "-m", "pip", "install", "-q", "reader", "sgmllib3k"]
        subprocess.run(install, check=True)


def by_turns(harness: ModuleType, hajiz: Any, options: argparse.Namespace) -> int:
    """Let Hajiz and reader poll in turn, and print medians; needs the feeds of a run before."""
    work = options.work.resolve()
    context = harness.Ctx(work, work / f"feeds-{options.feeds}-100")
    if not context.urls_file.exists():
        print("No feeds yet: run it without --turns once.")
        return 69
    readers = [each for each in harness.PEERS if each.name == READER] + [hajiz]
    try:
        for each in readers:
            start_afresh(harness, each, context)
        for scenario in ("warm304", "churn"):
            tell_turns(harness, readers, context, scenario, options.turns)
    finally:
        harness.server.stop(context.data)
    return 0


def start_afresh(harness: ModuleType, reader: Any, context: Any) -> None:
    """Let *reader* look at everything once, and keep its store."""
    folder = store_of(context, reader)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    harness.server.root(context.data, "base")
    harness.server.start(context.data, "validators")
    reader.setup(folder, context.urls_file.read_text().split(), context)
    pass_once(harness, reader, context)
    shutil.copytree(folder, f"{folder}.kept", dirs_exist_ok=True)


def tell_turns(
    harness: ModuleType, readers: list[Any], context: Any, scenario: str, turns: int
) -> None:
    """Print how long each of *readers* takes for a scenario, in seconds: median and least."""
    harness.server.root(context.data, "churn" if scenario == "churn" else "base")
    harness.server.start(context.data, "validators")
    walls: dict[str, list[float]] = {each.name: [] for each in readers}
    for _ in range(turns):
        for each in readers:
            folder = store_of(context, each)
            shutil.rmtree(folder)
            shutil.copytree(f"{folder}.kept", folder)
            walls[each.name].append(pass_once(harness, each, context))
    for name, taken in walls.items():
        print(f"{scenario} {name}: {statistics.median(taken):.2f} s, at least {min(taken):.2f} s")


def pass_once(harness: ModuleType, reader: Any, context: Any) -> float:
    """Run one pass; return its wall time in seconds."""
    folder = store_of(context, reader)
    names = ("HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")
    env = {**dict.fromkeys(names, str(folder)), "LC_ALL": "C.UTF-8"}
    argv, out = reader.argv(folder, context), str(folder / "log")
    measured = harness.measure.run(argv, env=env, cwd=str(folder), out=out)
    return float(measured["wall"])


def store_of(context: Any, reader: Any) -> Path:
    """Return the folder in which a reader keeps what it has by turns."""
    return Path(context.work) / "turns" / re.sub(r"\W+", "-", reader.name)


def peer(harness: ModuleType) -> Any:
    """Describe Hajiz to the harness: how to set it up, run one pass, count its items."""

    class Hajiz(harness.Peer):  # type: ignore[name-defined,misc]
        def setup(self, folder: Path, urls: list[str], _: Any) -> None:
            outlets = "".join(
                f'[[outlets]]\nid = "f{n:05d}"\nname = "F{n}"\nfeed = "{url}"\nlanguage = "en"\n'
                for n, url in enumerate(urls)
            )
            (folder / "config.toml").write_text(HEAD + outlets, "utf-8")

        def argv(self, folder: Path, _: Any) -> list[str]:
            config = str(folder / "config.toml")
            return [str(ROOT / ".venv/bin/python"), "-m", "hajiz", "--config", config, "poll"]

        def count(self, folder: Path) -> int:
            query = "SELECT count(*) FROM items"
            return int(harness.sqlcount(folder / "hajiz.db", query))

    return Hajiz("hajiz poll (delay 0, 3 rules)")


if __name__ == "__main__":
    sys.exit(main())
