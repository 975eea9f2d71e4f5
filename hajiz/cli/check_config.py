"""`hajiz check-config`: says whether Hajiz can run with a config.toml."""

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config


def check_config(config: ConfigOption = None, json: JsonOption = False) -> None:
    """
    Read config.toml and say what Hajiz understood, or everything that is wrong with it.

    Touches neither the network nor the database.
    """
    from hajiz.cli import show
    from hajiz.config.origins import own_origins
    from hajiz.readiness import nobody_told

    loaded = load_config(config)
    if json:
        show.print_json(
            {
                "path": loaded.path,
                "database": loaded.database,
                "proxy": loaded.fetch.proxy,
                "outlets": loaded.outlets,
                "rules": loaded.rules,
                "origins": own_origins(loaded.origins),
                "digests": [plan.name for plan in loaded.digests],
                "channels": [channel.name for channel in loaded.channels],
                "attention": nobody_told(loaded),
            }
        )
        return
    typer.echo(f"{loaded.path} is fine:")
    typer.echo(f"  {len(loaded.outlets)} outlets, {len(loaded.rules)} rules")
    for plan in loaded.digests:
        typer.echo(
            f"  digest {plan.name} at {plan.at:%H:%M} {plan.zone.key} to {', '.join(plan.channels)}"
        )
    if origins := own_origins(loaded.origins):
        typer.echo(f"  origins {', '.join(origins)}, besides those built in")
    typer.echo(f"  database {loaded.database}")
    if loaded.fetch.proxy:
        typer.echo(
            f"  proxy {loaded.fetch.proxy}: all outlets are asked through it; which addresses\n"
            "    their names lead to is for the proxy to check, Hajiz cannot see it"
        )
    if loaded.heartbeat.url:
        typer.echo(f"  heartbeat every {loaded.heartbeat.interval.total_seconds():g} s")
    if words := nobody_told(loaded):
        typer.echo(f"attention: {words}")
