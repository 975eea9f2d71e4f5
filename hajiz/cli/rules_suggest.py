"""`hajiz rules suggest`: terms that may make a rule better, with what each would do."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.archive import archive_of, known_rules, looking
from hajiz.cli.options import ConfigOption, JsonOption, load_config
from hajiz.cli.since import SinceOption, moment_since
from hajiz.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alerts.rules.rule import Topic
    from alerts.tuning.suggestions import Candidate
    from hajiz.tuning.suggesting import Suggestion, Suggestions
    from hajiz.tuning.terms import DeadTerms

MOST_DEAD = 8  # terms that are named


def suggest_terms(
    rule: Annotated[str, typer.Argument(help="The rule to make better.")],
    since: SinceOption = "90d",
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Suggest terms to leave out of a rule or to add, by what people have labelled.

    Those to leave out set apart what is labelled noise from what is relevant; those to add are
    frequent in relevant items that the rule misses. Each is tried on the archive, and shown with
    the items it would take away or add. Nothing is changed.
    """
    from alerts.rules.matcher import compile_rules
    from hajiz.cli import show
    from hajiz.tuning.backtest import Period
    from hajiz.tuning.suggesting import suggest
    from hajiz.tuning.terms import dead_terms

    loaded, now = load_config(config), utc_now()
    rules = compile_rules(loaded.rules, loaded.topics)
    (name,) = known_rules([rule], rules.rules)
    start = moment_since(since, now)
    with (
        archive_of(loaded, now) as database,
        looking("searching", is_quiet=json) as tell,
        database.read() as tx,
    ):
        found = suggest(tx, rules, name, Period(since=start), tell)
        dead = dead_terms(tx, rules, name, start)
    if json:
        show.print_json(_as_json(found, dead))
        return
    for line in _lines(found, dead, loaded.topics):
        show.console.print(line, markup=False)


def _lines(found: "Suggestions", dead: "DeadTerms", topics: "Mapping[str, Topic]") -> Iterator[str]:
    from hajiz.cli import show
    from hajiz.cli.quality import share, sure

    quality = found.quality
    judged = quality.relevant + quality.noise
    yield f"{found.rule}: fires for {found.fires:,} items since {show.moment(found.period.since)}"
    yield f"  labelled   {judged:,} of them, and {quality.missed:,} relevant ones it misses"
    for name, value in (("precision", quality.precision), ("recall", quality.recall)):
        if value:
            yield f"  {name:<9}  {share(value)}   {sure(value)}"
    for heading, sign, suggested in (
        ("Leave out", "−", found.exclusions),
        ("Add", "+", found.additions),
    ):
        if suggested:
            yield f"\n{heading}"
        for each in suggested:
            yield from _suggestion(each, sign, found, topics)
    if not found.exclusions and not found.additions:
        yield from _nothing(found)
    yield from _dead(dead)


def _suggestion(
    each: "Suggestion", sign: str, found: "Suggestions", topics: "Mapping[str, Topic]"
) -> Iterator[str]:
    from hajiz.cli.quality import share

    effect = each.effect
    was, will = found.quality, each.after
    yield (
        f'  "{each.candidate.term}"   {_count(sign, len(effect.noise))} noise, '
        f"{_count(sign, len(effect.relevant))} relevant, {_count(sign, len(effect.others))} others"
    )
    yield (
        f"      precision {share(was.precision)} → {share(will.precision)}   "
        f"recall {share(was.recall)} → {share(will.recall)}"
    )
    for line in to_write(each.candidate, topics):
        yield f"      {line}"


def to_write(candidate: "Candidate", topics: "Mapping[str, Topic]") -> Iterator[str]:
    """Say what to write into config.toml, in TOML or, for a rule's query, by its new end."""
    term = candidate.term
    if candidate.kind == "exclude from topic":
        if candidate.topic not in topics:
            yield f"[topics.{candidate.topic}]"
            yield f'extends = "{candidate.topic}"'
        yield f"[topics.{candidate.topic}.exclude]"
        yield f'{candidate.language} = ["{term}"]'
    elif candidate.kind == "exclude":
        yield f'… AND NOT "{term}"' if candidate.rule.query else f'none = [… "{term}"]'
    else:
        yield f'… OR "{term}"' if candidate.rule.query else f'any = [… "{term}"]'


def _nothing(found: "Suggestions") -> Iterator[str]:
    from alerts.tuning.suggestions import LEAST_MISSED, LEAST_NOISE

    quality = found.quality
    yield "\nNothing to suggest."
    if min(quality.relevant, quality.noise) < LEAST_NOISE:
        yield (
            f"Label at least {LEAST_NOISE} of its items relevant and {LEAST_NOISE} noise "
            f"(now {quality.relevant} and {quality.noise}): hajiz items label ITEM noise"
        )
    if quality.missed < LEAST_MISSED:
        yield (
            f"Label at least {LEAST_MISSED} items it misses (now {quality.missed}): "
            f"hajiz items label ITEM relevant --rule {found.rule}"
        )


def _dead(dead: "DeadTerms") -> Iterator[str]:
    """Name the rule's own terms; topics have hundreds, for every language."""
    own = [term for topic, term in dead.terms if not topic]
    if own:
        more = f" and {len(own) - MOST_DEAD:,} more" if len(own) > MOST_DEAD else ""
        yield f"\nHit nothing in this time: {', '.join(own[:MOST_DEAD])}{more}"
    for label in dict.fromkeys(topic for topic, _ in dead.terms if topic):
        named = label if label.startswith("area:") else f"@{label}"
        if label not in dead.alive:
            yield f"\nHit nothing in this time: {named}, with all its terms"


def _count(sign: str, number: int) -> str:
    return f"{sign}{number:,}" if number else "0"


def _as_json(found: "Suggestions", dead: "DeadTerms") -> dict[str, object]:
    from hajiz.cli.quality import as_json

    def listed(suggested: "Sequence[Suggestion]") -> list[dict[str, object]]:
        return [
            {
                "kind": each.candidate.kind,
                "term": each.candidate.term,
                "score": each.candidate.score,
                "topic": each.candidate.topic,
                "language": each.candidate.language,
                "rule": each.candidate.rule,
                "items": each.effect,
                "precision": as_json(each.after.precision),
                "recall": as_json(each.after.recall),
            }
            for each in suggested
        ]

    return {
        "rule": found.rule,
        "since": found.period.since,
        "fires": found.fires,
        "labelled": found.quality,
        "precision": as_json(found.quality.precision),
        "recall": as_json(found.quality.recall),
        "leave_out": listed(found.exclusions),
        "add": listed(found.additions),
        "dead_terms": [{"topic": topic, "term": term} for topic, term in dead.terms],
        "terms": dead.of,
    }
