"""`hajiz outlets health`: one word for each outlet, and what is behind it."""

from typing import Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config, wrong_use
from hajiz.clock import utc_now
from model import WELL, Health, HealthState, Outlet, OutletId

NOT_WELL = 69  # EX_UNAVAILABLE
_SAID_BY_STATE = WELL | {HealthState.UNPOLLED}


def health(
    outlets: Annotated[
        list[str] | None, typer.Argument(metavar="OUTLET", help="Their ids [default: all].")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="End with code 69 if one of them is not fine.")
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Say how each outlet fares, and why: those first of which least is seen."""
    from hajiz.assembly import assemble
    from hajiz.survey import survey

    loaded = load_config(config)
    chosen = _chosen(loaded.outlets, outlets or [])
    now = utc_now()
    with assemble(loaded, now) as assembly, assembly.database.read() as tx:
        healths = survey(tx, chosen, now)
    _print(chosen, healths, as_json=json)
    if check and not all(each.is_well for each in healths.values()):
        raise typer.Exit(NOT_WELL)


def _chosen(known: tuple[Outlet, ...], names: list[str]) -> list[Outlet]:
    from hajiz.config.values import did_you_mean

    ids = [outlet.id for outlet in known]
    for name in names:
        if name not in ids:
            hint = did_you_mean(name, ids) or "; `hajiz outlets list` shows them all"
            wrong_use(f'there is no outlet "{name}"{hint}')
    return [outlet for outlet in known if not names or outlet.id in names]


def _print(chosen: list[Outlet], healths: dict[OutletId, Health], *, as_json: bool) -> None:
    from hajiz.cli import show
    from hajiz.cli.fares import LABELS, in_words

    order = list(HealthState)
    ranked = sorted(chosen, key=lambda outlet: order.index(healths[outlet.id].state))
    if as_json:
        show.print_json([_plain(outlet, healths[outlet.id]) for outlet in ranked])
        return
    show.print_table(
        ("outlet", "state", "why"),
        [
            (
                outlet.id,
                LABELS[found.state],
                "" if found.state in _SAID_BY_STATE else in_words(found),
            )
            for outlet, found in ((each, healths[each.id]) for each in ranked)
        ],
        empty="No outlet is configured.",
    )


def _plain(outlet: Outlet, found: Health) -> dict[str, object]:
    from hajiz.cli.fares import said

    return {
        "outlet": outlet.id,
        "name": outlet.name,
        "state": found.state,
        "since": found.gravest.since,
        "findings": [
            {"state": each.state, "since": each.since, "why": said(each)} for each in found.findings
        ],
    }
