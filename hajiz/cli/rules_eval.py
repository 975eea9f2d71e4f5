"""`hajiz rules eval`: the rules held against texts somebody has judged."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config

if TYPE_CHECKING:
    from alerts.rules.evaluate import Evaluation, Label, Tally
    from alerts.rules.rule import Rule
    from hajiz.config.read import Config

Row = tuple[str, str, int, str, str, str]


def evaluate_rules(
    labels: Annotated[
        Path, typer.Argument(help="One JSON object a line: id, language, title, text, expect.")
    ],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Hold the rules against judged texts: precision, recall, F1, and every mistake.

    *expect* in the file names rules or topics: {"convoys": true, "checkpoint": false}.
    Labels marked "soft": true are arguable and counted apart.
    """
    from alerts.rules.evaluate import evaluate
    from alerts.rules.matcher import compile_rules
    from hajiz.cli import show
    from hajiz.labels import read_labels

    loaded = load_config(config)
    judged = list(read_labels(labels))
    rule_set = compile_rules(rules_for(loaded, judged), loaded.topics)
    found = evaluate(judged, rule_set)
    if json:
        show.print_json(as_json(found, rule_set.version))
        return
    columns = ("rule", "language", "labels", "precision", "recall", "F1")
    show.print_table(columns, rows(found.hard), empty="No label in that file.")
    if found.soft:
        show.console.print("\nArguable labels, apart:")
        show.print_table(columns, rows(found.soft), empty="")
    for line in mistakes(found):
        show.console.print(line)


def rules_for(config: "Config", labels: "list[Label]") -> "list[Rule]":
    """Return the configured rules, and for every other name that is expected its topic."""
    from alerts.rules.rule import Rule

    own = {rule.name: rule for rule in config.rules}
    expected = dict.fromkeys(name for label in labels for name in label.expect)
    topics = [Rule(name, any=(f"@{name}",)) for name in expected if name not in own]
    return [*config.rules, *topics]


def rows(tallies: "dict[tuple[str, str], Tally]") -> Iterator[Row]:
    """Lay out the tallies, rule by rule, all languages last."""
    for (rule, language), tally in sorted(tallies.items(), key=lambda each: _order(each[0])):
        figures = (tally.precision, tally.recall, tally.f1)
        precision, recall, f1 = (_figure(each) for each in figures)
        yield rule, language, tally.labelled, precision, recall, f1


def mistakes(found: "Evaluation") -> Iterator[str]:
    """List every label that was not met."""
    for each in found.mistakes:
        what = "missed" if each.expected else f"fired on {', '.join(each.surfaces)}"
        soft = " (arguable)" if each.is_soft else ""
        yield f"{each.rule}  {each.language}  {each.id}: {what}{soft}"


def as_json(found: "Evaluation", version: str) -> dict[str, object]:
    """Shape an evaluation for other programs."""

    def table(tallies: "dict[tuple[str, str], Tally]") -> list[dict[str, object]]:
        return [
            {
                "rule": rule,
                "language": language,
                "labels": tally.labelled,
                "true_positives": tally.hits,
                "false_positives": tally.false_alarms,
                "false_negatives": tally.misses,
                "true_negatives": tally.rightly_silent,
                "precision": tally.precision,
                "recall": tally.recall,
                "f1": tally.f1,
            }
            for (rule, language), tally in sorted(tallies.items())
        ]

    return {
        "rule_set": version,
        "results": table(found.hard),
        "soft": table(found.soft),
        "mistakes": found.mistakes,
    }


def _order(key: tuple[str, str]) -> tuple[str, bool, str]:
    from alerts.rules.evaluate import ALL_LANGUAGES

    return key[0], key[1] == ALL_LANGUAGES, key[1]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
