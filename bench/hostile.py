"""
Measure what one rule costs on 256 KB of hostile text: every kind of text with every kind of rule.

    python bench/hostile.py [--only "near,@convoy"] [--all]

A cell is the time to evaluate one rule on a text that is folded and scanned already, nothing of it
remembered, in ms; the best of three. Folding, scanning and the way back from folded to original
places are done once for all rules and stand in a table of their own.

No cell may take more than 10 ms × calibration; exits with 1 when one does. The calibration is how
much longer this machine takes, right now, for a fixed piece of work of the same kind (a regular
expression stepped through a text) than the 10.0 ms it took on the machine where the limit was set,
2 shared virtual cores; it is never less than 1, so that a fast machine makes the limit no stricter.
"""

import argparse
import gc
import re
import sys
import time
from collections.abc import Callable, Iterator

from hostile_texts import TEXTS

from alerts.rules.lexicon.load import builtin_topics
from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.matching.section import Subject
from alerts.rules.rule import Rule, Topic
from model import Item, ItemKey

LIMIT = 10.0  # ms
CALIBRATION_WORK = 10.0  # ms that `calibration` took where the limit was set
SHOWN = 30  # rows, the worst first

OWN = {
    "own": Topic(
        "own",
        {"any": ("convoy of trucks",)},
        weak={"any": ("column", "رتل")},
        context={"any": ("army", "@checkpoint")},
        exclude={"any": ("newspaper column", "column of smoke")},
        unless={"any": ("attack",)},
    )
}
RULES = {
    "word": "convoy",
    "exact": "=convoy",
    "cased": "^Convoy",
    "wildcard": "con*",
    "exact wildcard": "=co*",
    "arabic wildcard": "قا*",
    "phrase": '"military convoy attack"',
    "phrase, wildcard": '"mil* convoy* attack*"',
    "phrase, gap": '"military ~3 convoy ~3 attack"',
    "phrase, widest gap": '"military ~20 attack"',
    "arabic word": "قافلة",
    "turkish word": "Kamışlı",
    "russian word": "колонна",
    "chinese word": "车队",
    "and": "convoy AND army",
    "or": "convoy OR army OR قافلة OR Kamışlı",
    "and not": "convoy AND NOT army",
    "near/8": "convoy NEAR/8 army",
    "near/8 of one word": "convoy NEAR/8 convoy",
    "near/999": "convoy NEAR/999 army",
    "near/s": "convoy NEAR/s army",
    "near/p": "convoy NEAR/p army",
    "before/8": "convoy BEFORE/8 army",
    "near of nears": "(convoy NEAR/8 army) NEAR/8 (column NEAR/8 military)",
    "near of wildcards": "con* NEAR/s ar*",
    "near of topics": "@convoy NEAR/s @checkpoint",
    "near of topic and area": "@convoy NEAR/20 area:hasakah-gov",
    "title": "title:convoy",
    "own topic": "@own",
    "manual": "@convoy AND area:hasakah-gov AND (checkpoint OR blocked OR "
    '"turned back" OR اعترض OR engelledi) AND NOT title:wedding',
    "area:hasakah-gov": "area:hasakah-gov",
    "area:qamishli-district": "area:qamishli-district",
    "area:syria": "area:syria",
    "@qamishli": "@qamishli",
}
Cell = tuple[float, str, str]


def main() -> int:
    """Measure every cell and print the worst; 1 when one is above the limit."""
    options = arguments()
    factor = calibration()
    rule_set = compile_rules(list(rules(options.only)), OWN)
    print(f"calibration {factor:.2f}: no cell may take more than {LIMIT * factor:.1f} ms\n")
    print("| text | fold and scan ms |\n|---|--:|")
    cells: list[Cell] = []
    for name, text in TEXTS.items():
        cells += measured(name, text, rule_set)
    cells.sort(reverse=True)
    print("\n| text | rule | ms |\n|---|---|--:|")
    for taken, text, rule in cells if options.all else cells[:SHOWN]:
        print(f"| {text} | {rule} | {taken:.2f} |")
    above = sum(taken > LIMIT * factor for taken, _, _ in cells)
    print(f"\n{len(cells)} cells, {above} above {LIMIT * factor:.1f} ms")
    return min(above, 1)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--only", default="", help="rules, by part of name, with commas")
    parser.add_argument("--all", action="store_true", help="print every cell")
    return parser.parse_args()


def rules(only: str) -> Iterator[Rule]:
    """Yield the rules to measure: all above, and every built-in topic."""
    asked = [part for part in only.split(",") if part]
    topics = {f"@{name}": f"@{name}" for name in builtin_topics()}
    for name, query in (RULES | topics).items():
        if not asked or any(part in name for part in asked):
            yield Rule(name, query=query)


def measured(name: str, text: str, rule_set: RuleSet) -> Iterator[Cell]:
    """Print what folding and scanning *text* costs, and yield a cell for every rule."""
    item = Item("a", ItemKey(b""), text[:200], text, "", "und")
    scanning = best_of(lambda: prepared(item, rule_set))
    print(f"| {name} | {scanning:.1f} |", flush=True)
    subject = prepared(item, rule_set)
    for rule in rule_set.index.rules:
        yield (
            best_of(lambda rule=rule: rule.hits(subject), lambda: forget(subject)),
            name,
            rule.name,
        )  # type: ignore[misc]


def prepared(item: Item, rule_set: RuleSet) -> Subject:
    """Return *item* as all rules share it: folded, scanned, and with the way back to the text."""
    subject = rule_set.index.subject(item)
    for layer in subject.main.layers:
        layer.folded.place(0, 1)
    return subject


def forget(subject: Subject) -> None:
    """Leave of *subject* only what all rules share: the text, folded and scanned."""
    subject.main.values.clear()
    subject.main._passages = None  # noqa: SLF001 - there is no other way to forget


def best_of(work: Callable[[], object], before: Callable[[], object] = int) -> float:
    """Return the shortest of three times, in ms."""
    times = []
    gc.disable()
    for _ in range(3):
        before()
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    gc.enable()
    return 1000 * min(times)


def calibration() -> float:
    """Return how much slower than the reference this machine is at stepping through a text."""
    text = "a military convoy, مع رتل, " * 3_500
    word = re.compile(r"[^\W_]+")

    def work() -> int:
        return sum(len(found[0]) for found in word.finditer(text))

    return max(1.0, best_of(work) / CALIBRATION_WORK)


if __name__ == "__main__":
    sys.exit(main())
