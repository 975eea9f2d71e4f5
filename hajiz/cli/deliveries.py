"""`hajiz deliveries`: what went where, and what waits."""

from typing import Annotated, Literal

import typer

from hajiz.cli.options import ConfigOption, JsonOption, LimitOption, load_config
from hajiz.clock import utc_now
from model import Delivery

app = typer.Typer(help="See what was sent, and what waits.", no_args_is_help=True)


@app.command("list")
def list_deliveries(
    state: Annotated[
        Literal["pending", "sent", "dead", "cancelled"] | None,
        typer.Option(help="Only those in this state."),
    ] = None,
    limit: LimitOption = 20,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List the messages to each channel, newest first."""
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from storage import outbox

    with assemble(load_config(config), utc_now()) as assembly, assembly.database.read() as tx:
        found = outbox.deliveries(tx, state, limit)
    if json:
        show.print_json(found)
        return
    show.print_table(
        ("no", "made", "channel", "state", "tries", "about"),
        [
            (d.seq, show.moment(d.created_at), d.channel, d.state, d.attempts, in_words(d))
            for d in found
        ],
        empty="Nothing was sent yet, and nothing waits.",
    )


def in_words(delivery: Delivery) -> str:
    """Say what is being sent, what the last attempt gave, and when the next one is."""
    from hajiz.cli import show

    words = [delivery.subject]
    if delivery.detail:
        words.append(delivery.detail)
    if delivery.state == "pending" and delivery.attempts and delivery.next_attempt_at:
        words.append(f"next try {show.moment(delivery.next_attempt_at)}")
    return " – ".join(words)
