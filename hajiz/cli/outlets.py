"""`hajiz outlets`: what is watched, and how it fares."""

import typer

from hajiz.cli import outlets_resume
from hajiz.cli.options import ConfigOption, JsonOption, load_config
from hajiz.cli.outlets_add import add_outlet
from hajiz.cli.outlets_files import export_outlets, import_outlets
from hajiz.cli.outlets_health import health
from hajiz.cli.outlets_propose import propose_listing
from hajiz.cli.outlets_remove import remove_outlet
from hajiz.cli.outlets_test import examine_outlet
from hajiz.clock import utc_now
from model import UNSEEN, FeedState, Health

app = typer.Typer(help="See the outlets and how they fare; add, move, try.", no_args_is_help=True)
app.command("add")(add_outlet)
app.command("test")(examine_outlet)
app.command("propose")(propose_listing)
app.command("import")(import_outlets)
app.command("export")(export_outlets)
app.command("remove")(remove_outlet)
app.command("resume")(outlets_resume.resume)
app.command("health")(health)


@app.command("list")
def list_outlets(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List the outlets with their state in words and their next poll."""
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from hajiz.survey import survey
    from storage import feeds

    loaded, now = load_config(config), utc_now()
    with assemble(loaded, now) as assembly, assembly.database.read() as tx:
        states, healths = feeds.states(tx), survey(tx, loaded.outlets, now)
    if json:
        show.print_json(
            [{"outlet": outlet, "state": states.get(outlet.id)} for outlet in loaded.outlets]
        )
        return
    show.print_table(
        ("outlet", "name", "state", "next poll"),
        [
            (
                o.id,
                f"{o.name} ({o.language})",
                in_words(states[o.id], healths[o.id]),
                _next_poll(states[o.id]),
            )
            for o in loaded.outlets
        ],
        empty="No outlet is configured.",
    )


def _next_poll(state: FeedState) -> str:
    from hajiz.cli import show

    return show.moment(state.next_poll_at if state.gone_at is None else None)


def in_words(state: FeedState, health: Health) -> str:
    """Say how an outlet fares, and where it has moved to."""
    from hajiz.cli import fares

    back = f"hajiz outlets resume {state.outlet}" if state.gone_at is not None else ""
    note = state.note if health.state not in UNSEEN else ""
    words = (fares.in_words(health), back, note, _moved(state))
    return "; ".join(part for part in dict.fromkeys(words) if part)


def _moved(state: FeedState) -> str:
    from hajiz.cli import show

    move = state.move
    since = show.moment(move.since) if move.since else ""
    if move.address:
        return f"moved for good to {move.address} (since {since}), which is asked instead"
    return f"redirects for good to {move.to} (since {since})" if move.to else ""
