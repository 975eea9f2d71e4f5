"""
Measure polling beside other feed readers, all in one run on one machine.

    python bench/poll.py [--feeds 1000] [--reps 3] [--peers reader,sfeed]

Four passes over the same generated feeds: everything new (cold), unchanged with validators
(warm304), 10 % of the feeds changed (churn), same bytes without validators (warm200). What counts
is the ratio between rows of one run: machines differ and drift. The row is only "ok" when the
reader's own store holds exactly the items served.

The harness that generates the feeds, serves them and drives the other readers is not part of the
project: HAJIZ_PEERS names its folder. Without it the bench says so and ends.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PEERS = Path(os.environ.get("HAJIZ_PEERS", ROOT.parent / "shared" / "bench" / "peers"))
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
    run_peers.PEERS.append(peer(run_peers))
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
