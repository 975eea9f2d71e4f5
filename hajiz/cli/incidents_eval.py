"""`hajiz incidents eval`: grouping, origins and stances held against judged reports."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config

if TYPE_CHECKING:
    from alerts.incidents.evaluate import Evaluation, Mixed, Report
    from alerts.incidents.lexicon import Lexicon
    from alerts.incidents.measures import Scores, Share
    from hajiz.config.read import Config


def evaluate_incidents(
    reports: Annotated[
        Path,
        typer.Argument(help="One JSON object a line, in order of arrival; docs/incidents.md."),
    ],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Hold grouping, origins and stances against judged reports; print figures and every mistake.

    Reports are read and grouped one after the other, as if they arrived.
    """
    from hajiz.cli import show
    from hajiz.reports import read_reports

    lexicon = lexicon_of(load_config(config))
    found = evaluated(read_reports(reports), lexicon)
    if json:
        show.print_json(as_json(found))
        return
    show.console.print(headline(found))
    show.print_table(("measure", "precision", "recall", "F1"), scores(found), empty="")
    show.console.print()
    show.print_table(("right", "of", "share", "what"), shares(found), empty="")
    for line in mistakes(found):
        show.console.print(line, markup=False)


def lexicon_of(config: "Config") -> "Lexicon":
    """Return all that is looked for in a report, the user's own topics and origins too."""
    from alerts.incidents.lexicon import compile_lexicon
    from hajiz.incidents.reading import origins_of

    return compile_lexicon(origins_of(config), config.topics)


def evaluated(reports: "tuple[Report, ...]", lexicon: "Lexicon") -> "Evaluation":
    """Evaluate, counting where somebody looks."""
    from alerts.incidents.evaluate import evaluate
    from hajiz.cli.progress import Counting

    with Counting("reading", len(reports), is_quiet=not sys.stderr.isatty()) as counting:
        return evaluate(reports, lexicon, lambda report: counting.advance(report.id))


def headline(found: "Evaluation") -> str:
    """Say what was compared."""
    return f"{found.reports} reports, {found.incidents} incidents; found as {found.found}.\n"


def scores(found: "Evaluation") -> Iterator[tuple[str, str, str, str]]:
    """Lay out the measures of the grouping."""
    for name, score in (("B-cubed", found.b_cubed), ("pairs", found.pairs)):
        yield name, f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}"


def shares(found: "Evaluation") -> Iterator[tuple[int, int, str, str]]:
    """Lay out what was right of how many."""
    for share, what in (
        (found.hard, "pairs of reports easily mixed up, kept apart"),
        (found.origin, "origins"),
        (found.chain, "chains from outlet to origin, whole"),
        (found.stance, "stances"),
        (found.date, "days of the event"),
    ):
        yield share.right, share.of, _percent(share), what


def mistakes(found: "Evaluation") -> Iterator[str]:
    """List all that was merged, parted or read wrongly."""
    for each in found.merged:
        yield f"\nmerged wrongly: {_parts(each)}"
    for each in found.parted:
        yield f"\nin parts: {each.incident}: {_parts(each)}"
    for wrong in found.mistakes:
        answers = f"expected {_said(wrong.expected)}, got {_said(wrong.got)}"
        yield f"\n{wrong.what}  {wrong.id}: {answers}"
        yield f"    {' '.join(wrong.sentence.split())}"


def as_json(found: "Evaluation") -> dict[str, object]:
    """Shape an evaluation for other programs."""
    return {
        "reports": found.reports,
        "incidents": found.incidents,
        "found": found.found,
        "b_cubed": _scores(found.b_cubed),
        "pairs": _scores(found.pairs),
        "hard_negatives": _share(found.hard),
        "origin": _share(found.origin),
        "chain": _share(found.chain),
        "stance": _share(found.stance),
        "date": _share(found.date),
        "merged": [{"incident": m.incident, "parts": dict(m.parts)} for m in found.merged],
        "parted": [{"incident": m.incident, "parts": dict(m.parts)} for m in found.parted],
        "mistakes": found.mistakes,
    }


def _scores(scores: "Scores") -> dict[str, float]:
    return {"precision": scores.precision, "recall": scores.recall, "f1": scores.f1}


def _share(share: "Share") -> dict[str, float | None]:
    return {"right": share.right, "of": share.of, "share": share.rate}


def _percent(share: "Share") -> str:
    return "–" if share.rate is None else f"{share.rate:.1%}"


def _parts(mixed: "Mixed") -> str:
    return "; ".join(f"{name} ({', '.join(reports)})" for name, reports in mixed.parts)


def _said(answer: str) -> str:
    return answer or "unknown"
