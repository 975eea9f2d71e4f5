"""
Measure the matcher beside other ways to hold many rules against a text, in one run.

    python bench/match.py [--texts 2000] [--only "pyahocorasick (str),token-set"]

Texts of 850 characters, English and Arabic, and rules (phrases, AND, OR, NOT, NEAR of invented
names) come from a harness that is not part of the project: HAJIZ_PEERS names its folder. Its
engines run in a process of their own on the same machine right after ours. They are given texts
already folded and answer only which rules fire; ours folds, and returns every hit with its place.
"bare" is our own folding and scan without any rule evaluated; the bare row of the harness is the
fastest of its foldings and the scan of its literals by the same automaton. These are timed by the
computing they take, which the machine's other work changes least; the engines of the harness by
the wall clock.
"""

import argparse
import contextlib
import io
import os
import random
import runpy
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from alerts.rules.matcher import RuleSet, compile_rules, match
from alerts.rules.rule import Rule
from model import Item, ItemKey

ROOT = Path(__file__).resolve().parents[1]
PEERS = Path(os.environ.get("HAJIZ_PEERS", ROOT.parent / "shared" / "bench" / "peers"))
ENGINES = "pyahocorasick (str),ahocorasick_rs (bytes,token-set,one regex per rule,FTS5 percolator"
SHIPPED = [Rule(name, query=f"@{name}") for name in ("convoy", "checkpoint", "qamishli")]


def main() -> int:
    """Run the comparison and print its table."""
    options = arguments()
    if not (PEERS / "match_bench.py").exists():
        print("No harness at hand: set HAJIZ_PEERS to the folder that holds match_bench.py.")
        return 69
    world = harness(options.texts)
    items = [Item("a", ItemKey(b""), "", text, "", "und") for text in world["raw"]]
    print("| engine | rules | items/s | µs an item | matches | compile s | × bare |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    row("hajiz, shipped rules", 3, items, SHIPPED)
    for size in (1_000, 10_000):
        rules = world["rules_of"](size)
        taken = row("hajiz", size, items, [as_rule(n, r) for n, r in enumerate(rules)])
        peer_row(world, size, rules, taken)
    some = [as_rule(n, r) for n, r in enumerate(world["rules_of"](1_000))]
    row("hajiz, 1,000 and 9,000 that never fire", 10_000, items, [*some, *silent(9_000)])
    print(flush=True)
    return peers(options.only)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--texts", type=int, default=2000)
    parser.add_argument("--only", default=ENGINES, help="engines of the harness, by part of name")
    return parser.parse_args()


def harness(texts: int) -> dict[str, Any]:
    """Take the texts and rules of the harness, without running its engines."""
    sys.path.insert(0, str(PEERS))
    asked = ["--texts", str(texts), "--sizes", "10", "--no-norm", "--sparse", "--only", "none"]
    had, sys.argv = sys.argv, ["match_bench.py", *asked]
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            return runpy.run_path(str(PEERS / "match_bench.py"))
    finally:
        sys.argv = had


def as_rule(number: int, rule: tuple[str, Sequence[str]]) -> Rule:
    """Write a rule of the harness in the query language; its words are exact, as there."""
    kind, words = rule
    terms = [f'="{word}"' if " " in word else f"={word}" for word in words]
    joined = {"and": " AND ", "or": " OR ", "andnot": " AND NOT ", "near": " NEAR/5 "}
    return Rule(f"r{number}", query=joined.get(kind, "").join(terms))


def silent(count: int) -> list[Rule]:
    """Make rules of invented names like those of the harness, none of which is in its texts."""
    dice = random.Random(7)
    parts = ["bar", "dol", "fen", "gim", "hux", "jor", "kef", "lun", "mox", "nup", "quz", "wej"]

    def name() -> str:
        return "".join(dice.choices(parts, k=3))

    return [Rule(f"s{n}", query=f"={name()} AND ={name()}") for n in range(count)]


def row(name: str, size: int, items: Sequence[Item], rules: Sequence[Rule]) -> float:
    """Measure one rule set and print its lines; return the seconds that matching took."""
    began = time.perf_counter()
    rule_set = compile_rules(rules, {})
    compiling = time.perf_counter() - began
    bare = best_of(lambda: scan_all(items, rule_set))[0]
    taken, matches = best_of(lambda: match_all(items, rule_set))
    rate, each = len(items) / taken, 1e6 * taken / len(items)
    print(
        f"| {name} | {size:,} | {rate:,.0f} | {each:.0f} | {matches} "
        f"| {compiling:.1f} | {taken / bare:.2f} |"
    )
    print(f"| bare fold and scan | {size:,} | {len(items) / bare:,.0f} | "
          f"{1e6 * bare / len(items):.0f} | – | – | 1 |")  # fmt: skip
    return taken


def peer_row(world: dict[str, Any], size: int, rules: Sequence[Any], taken: float) -> None:
    """Measure the harness's fastest folding and a scan, and print by what of it we *taken* more."""
    automaton = AhoCorasick(
        [f" {word} " for word in world["Rules"](rules).lits], matchkind=MatchKind.Standard
    )

    def scan(fold: Callable[[str], str]) -> int:
        for text in world["raw"]:
            automaton.find_matches_as_indexes(fold(text), overlapping=True)
        return 0

    times = {name: best_of(partial(scan, fold))[0] for name, fold in world["NORMS"].items()}
    name, bare = min(times.items(), key=lambda each: each[1])
    count = len(world["raw"])
    print(
        f"| harness: {name}, and scan | {size:,} | {count / bare:,.0f} | {1e6 * bare / count:.0f} "
        f"| – | – | hajiz: {taken / bare:.2f} |"
    )


def best_of(work: Callable[[], int], rounds: int = 3) -> tuple[float, int]:
    """Return the least computing time of a few rounds, in seconds, and what the work returned."""
    times = []
    found = 0
    for _ in range(rounds + 1):  # the first one warms up
        began = time.process_time()
        found = work()
        times.append(time.process_time() - began)
    return min(times[1:]), found


def scan_all(items: Sequence[Item], rule_set: RuleSet) -> int:
    """Fold and scan every item; evaluate nothing."""
    for item in items:
        rule_set.index.subject(item)
    return 0


def match_all(items: Sequence[Item], rule_set: RuleSet) -> int:
    """Match every item; return how many matches there were."""
    return sum(len(match(item, rule_set)) for item in items)


def peers(only: str) -> int:
    """Run the engines of the harness on rules of the same kind."""
    python = Path(os.environ.get("HAJIZ_PEERS_PYTHON", sys.executable))
    command = [str(python), str(PEERS / "match_bench.py"), "--sparse"]
    command += ["--texts", "2000", "--sizes", "1000,10000", "--budget", "4", "--only", only]
    return subprocess.run(command, cwd=PEERS, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
