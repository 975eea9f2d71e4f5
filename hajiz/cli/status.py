"""`hajiz status`: is it running, what does it see, what waits – in words."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, config_path, load_config
from hajiz.clock import utc_now
from model import UNSEEN, WELL, ConfigError, HealthState

if TYPE_CHECKING:
    from hajiz.config.read import Config
    from hajiz.standing import Standing

NOT_READY = 69  # EX_UNAVAILABLE
BACKLOG = 5_000  # items from which on a search takes noticeably longer
UNREAD = 500  # items from which on incidents lag behind: the daemon reads them in seconds else
NAMED = 6  # outlets named per reason; `hajiz outlets list` shows all


def status(
    config: ConfigOption = None,
    json: JsonOption = False,
    check: Annotated[
        bool, typer.Option("--check", help="End with code 69 if the work is not being done.")
    ] = False,
) -> None:
    """Say whether the daemon runs, what it sees, and what waits to be sent."""
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from hajiz.config.read import database_of
    from hajiz.standing import standing_of

    try:
        loaded = load_config(config)
    except ConfigError:
        _tell_of_daemon(database_of(config_path(config)))
        raise
    with assemble(loaded, utc_now()) as assembly:
        standing = standing_of(assembly, utc_now())
    if json:
        show.print_json(standing)
    else:
        for line in in_words(standing, loaded):
            typer.echo(line)
    if check and standing.faults:
        raise typer.Exit(NOT_READY)


def _tell_of_daemon(database: Path) -> None:
    """Say that the daemon goes on, when config.toml cannot be used at the moment."""
    from hajiz.cli.show import moment
    from storage.lock import holder

    if held := holder(database):
        typer.echo(
            f"daemon    running since {moment(held[1])} (pid {held[0]}), "
            "with the last good configuration; config.toml cannot be used as it is:"
        )


def in_words(standing: "Standing", config: "Config") -> Iterator[str]:
    """Tell how things stand, the most important first."""
    from hajiz.cli.show import moment
    from hajiz.readiness import nobody_told
    from hajiz.web.where import whereabouts

    if standing.daemon_pid:
        yield f"daemon    running since {moment(standing.daemon_since)} (pid {standing.daemon_pid})"
        yield from (f"attention {fault}" for fault in standing.faults)
    else:
        yield "daemon    not running – nothing is polled or sent; start it with `hajiz run`"
    if words := nobody_told(config):
        yield f"attention {words}"
    for notice in standing.notices:
        yield f"attention {notice}"
    yield from _outlets(standing)
    yield f"items     {standing.items} kept in {standing.database}"
    if standing.unindexed >= BACKLOG:
        yield (
            f"index     {standing.unindexed:,} items are not in it yet: until then they are "
            "searched one by one; `hajiz items index` puts them in at once"
        )
    if standing.unread >= UNREAD:
        yield (
            f"incidents {standing.unread:,} items wait to be read and put into incidents; the "
            "daemon does so, `hajiz incidents read` does it at once"
        )
    yield f"rules     {', '.join(standing.rules)} (version {standing.rule_set})"
    for plan in config.digests:
        at = standing.next_digests[plan.name].astimezone(plan.zone)
        yield f"digest    {plan.name}: next {at:%a %d %b %H:%M} {plan.zone.key}"
    yield from _deliveries(standing)
    missing = "not there, see above; it should be at " if standing.is_page_missing else ""
    yield f"page      {missing}{whereabouts(config.web)}"


def _outlets(standing: "Standing") -> Iterator[str]:
    from hajiz.cli.fares import LABELS

    parts = [f"{standing.fine} fine ({standing.unchanged} unchanged)"]
    failing = sum(map(len, standing.failing.values()))
    if failing:
        parts.append(f"{failing} failing")
    if standing.not_polled:
        parts.append(f"{standing.not_polled} not polled yet")
    yield f"outlets   {standing.outlets}: {', '.join(parts)}"
    if standing.offline:
        yield "          nearly no host can be resolved: this machine seems to be offline"
    for reason, outlets in standing.failing.items():
        yield f"          {reason}: {_named(outlets)}"
    for state, outlets in standing.outlet_states.items():
        if HealthState(state) not in UNSEEN | WELL:
            yield f"          {LABELS[HealthState(state)]}: {_named(outlets)}"


def _named(outlets: Sequence[str]) -> str:
    more = f" and {len(outlets) - NAMED} more" if len(outlets) > NAMED else ""
    return ", ".join(outlets[:NAMED]) + more


def _deliveries(standing: "Standing") -> Iterator[str]:
    waiting = ", ".join(f"{count} for {name}" for name, count in standing.waiting.items() if count)
    yield f"waiting   {waiting or 'nothing'}"
    for trouble in standing.troubles:
        to = f" to {trouble.recipient}" if trouble.recipient else ""
        yield f"channel   {trouble.channel}{to}: {trouble.state}: {trouble.reason}"
    if standing.review or standing.held_items:
        yield (
            f"review    a backup was put back: {standing.review} messages and "
            f"{standing.held_items} items may have been told before; send them with "
            "`hajiz deliveries release`, or drop them with `hajiz deliveries release --drop`"
        )
    if standing.dead:
        yield f"given up  {standing.dead} messages; see `hajiz deliveries list --state dead`"
