"""`hajiz check-config`: says whether Hajiz can run with a config.toml."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from hajiz.cli.numbers import count
from hajiz.cli.options import ConfigOption, JsonOption, load_config
from model import ConfigError

if TYPE_CHECKING:
    from hajiz.config.read import Config


def check_config(config: ConfigOption = None, json: JsonOption = False) -> None:
    """
    Read config.toml and say what Hajiz understood, or everything that is wrong with it.

    Touches neither the network nor the database.
    """
    loaded = _loaded(config, as_json=json)
    if json:
        from hajiz.cli import show

        show.print_json(_as_json(loaded))
    else:
        for line in _lines(loaded):
            typer.echo(line)


def _loaded(config: ConfigOption, *, as_json: bool) -> "Config":
    try:
        return load_config(config)
    except ConfigError as error:
        if as_json:
            from hajiz.cli import show

            show.print_json({"problems": error.problems})
        raise


def _as_json(loaded: "Config") -> dict[str, object]:
    from hajiz.config.origins import own_origins
    from hajiz.readiness import nobody_told
    from hajiz.strays import strays

    return {
        "path": loaded.path,
        "database": loaded.database,
        "proxy": loaded.fetch.proxy,
        "outlets": loaded.outlets,
        "rules": loaded.rules,
        "origins": own_origins(loaded.origins),
        "digests": [plan.name for plan in loaded.digests],
        "alerts": [plan.name for plan in loaded.alerts],
        "channels": [channel.name for channel in loaded.channels],
        "attention": nobody_told(loaded),
        "warnings": list(strays(loaded)),
    }


def _lines(loaded: "Config") -> Iterator[str]:
    from hajiz.config.origins import own_origins
    from hajiz.readiness import nobody_told
    from hajiz.strays import strays

    yield f"{loaded.path} is fine:"
    yield f"  {count(len(loaded.outlets), 'outlet')}, {count(len(loaded.rules), 'rule')}"
    for plan in loaded.digests:
        channels = ", ".join(plan.channels)
        yield f"  digest {plan.name} at {plan.at:%H:%M} {plan.zone.key} to {channels}"
    for alert in loaded.alerts:
        yield f"  alert {alert.name} for {', '.join(alert.rules)} to {', '.join(alert.channels)}"
    if origins := own_origins(loaded.origins):
        yield f"  origins {', '.join(origins)}, besides those built in"
    yield f"  database {loaded.database}"
    if loaded.fetch.proxy:
        yield f"  proxy {loaded.fetch.proxy}: all outlets are asked through it; which addresses"
        yield "    their names lead to is for the proxy to check, Hajiz cannot see it"
    if loaded.heartbeat.url:
        yield f"  heartbeat every {loaded.heartbeat.interval.total_seconds():g} s"
    if words := nobody_told(loaded):
        yield f"attention: {words}"
    for words in strays(loaded):
        yield f"warning: {words}"
