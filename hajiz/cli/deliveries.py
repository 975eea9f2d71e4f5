"""`hajiz deliveries`: what went where, what waits and why, and a person's say in it."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal, Never

import typer

from hajiz.cli.options import ConfigOption, JsonOption, LimitOption, load_config, wrong_use
from hajiz.clock import utc_now
from model.message import Delivery, DeliveryAttempt

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.database import Transaction

    Change = Callable[[Transaction, datetime], int]

NOTHING = 65

app = typer.Typer(
    help="See what was sent and what waits; send again or drop.", no_args_is_help=True
)

State = Literal["pending", "sent", "dead", "cancelled", "review"]
StateOption = Annotated[State | None, typer.Option(help="Only those in this state.")]
ChannelOption = Annotated[str | None, typer.Option(help="Only those of this channel.")]
Numbers = Annotated[list[int] | None, typer.Argument(help="Numbers, as `list` shows them.")]
All = Annotated[bool, typer.Option("--all", help="All of them, or all of --channel.")]


@app.command("list")
def list_deliveries(
    state: StateOption = None,
    channel: ChannelOption = None,
    limit: LimitOption = 20,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """List the messages to each recipient, newest first."""
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from storage import deliveries

    loaded = load_config(config)
    with assemble(loaded, utc_now()) as assembly, assembly.database.read() as tx:
        found = deliveries.recent(tx, state, channel, limit)
        if channel not in {each.name for each in loaded.channels}:
            _refuse_unknown(tx, channel)
    if json:
        show.print_json(found)
        return
    show.print_table(
        ("no", "made", "to", "state", "tries", "about"),
        [
            (d.seq, show.moment(d.created_at), _to(d), d.state, d.attempts, in_words(d))
            for d in found
        ],
        empty="Nothing was sent yet, and nothing waits.",
    )


@app.command("show")
def show_delivery(
    number: Annotated[int, typer.Argument(help="The number, as `list` shows it.")],
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Show one message: what it says, every attempt, and when the next one is."""
    from hajiz.assembly import assemble
    from hajiz.cli import show
    from storage import deliveries, outbox

    with assemble(load_config(config), utc_now()) as assembly, assembly.database.read() as tx:
        found = deliveries.get(tx, [number])
        if not found:
            _nothing_has(number)
        (delivery,) = found
        attempts = deliveries.attempts_of(tx, number)
        message = outbox.message_of(tx, delivery.message_id)
    if json:
        show.print_json({"delivery": delivery, "attempts": attempts, "text": message.text})
        return
    for line in (*_head(delivery), *map(_attempt, attempts)):
        typer.echo(line)
    typer.echo(f"\n{message.text}")


@app.command("retry")
def retry(
    numbers: Numbers = None,
    every: All = False,
    channel: ChannelOption = None,
    sent: Annotated[
        bool, typer.Option("--sent", help="Also what was sent already: it goes out once more.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """
    Send again, now, under the same id, what was given up, dropped or still waits.

    The daemon does the sending; it need not run at this moment.
    """
    from storage import deliveries

    states = ["dead", "cancelled", "pending", "review"] + (["sent"] if sent else [])
    if every:
        states = ["dead", "pending"]

    def change(tx: "Transaction", now: datetime) -> int:
        chosen = _chosen(tx, numbers, every, channel, states)
        return deliveries.retry(tx, chosen, now)

    typer.echo(f"{_change(config, change)} will be sent again")


@app.command("drop")
def drop(
    numbers: Numbers = None,
    every: All = False,
    channel: ChannelOption = None,
    config: ConfigOption = None,
) -> None:
    """Give up what waits or was given up; it is kept, and `retry` still sends it."""
    from storage import deliveries

    def change(tx: "Transaction", now: datetime) -> int:
        chosen = _chosen(tx, numbers, every, channel, list(deliveries.UNSENT))
        return deliveries.drop(tx, chosen, now)

    typer.echo(f"{_change(config, change)} dropped")


@app.command("release")
def release(
    drop: Annotated[
        bool, typer.Option("--drop", help="Send none of it: all of it was told before.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """After a restore: send what may have been told before, or drop it."""
    from storage import holds

    counts: list[tuple[int, int, int]] = []

    def change(tx: "Transaction", now: datetime) -> int:
        counts.append(holds.end(tx, is_told=not drop, now=now))
        return sum(counts[0])

    _change(config, change)
    messages, alerts, items = counts[0]
    done = "dropped" if drop else "will be sent"
    typer.echo(f"{messages} messages, {alerts} alerts and {items} items {done}")


def in_words(delivery: Delivery) -> str:
    """Say what is being sent, what the last attempt gave, and when the next one is."""
    from hajiz.cli import show

    words = [delivery.subject]
    if delivery.detail:
        words.append(delivery.detail)
    if delivery.state == "pending" and delivery.attempts and delivery.next_attempt_at:
        words.append(f"next try {show.moment(delivery.next_attempt_at)}")
    return " – ".join(words)


def _to(delivery: Delivery) -> str:
    return f"{delivery.channel} {delivery.recipient}".strip()


def _head(delivery: Delivery) -> list[str]:
    from hajiz.cli.show import moment

    lines = [
        f"{delivery.seq}  {delivery.subject}",
        f"id       {delivery.message_id}",
        f"to       {_to(delivery)}",
        f"state    {delivery.state}, made {moment(delivery.created_at)}",
    ]
    if delivery.state == "pending":
        lines.append(f"next try {moment(delivery.next_attempt_at)}")
    return lines


def _attempt(attempt: DeliveryAttempt) -> str:
    from hajiz.cli.show import moment

    return f"attempt {attempt.number}  {moment(attempt.at)}  {attempt.outcome}  {attempt.detail}"


def _chosen(
    tx: "Transaction",
    numbers: list[int] | None,
    every: bool,
    channel: str | None,
    states: list[str],
) -> list[int]:
    from storage import deliveries

    if not (numbers or every or channel):
        wrong_use("say which: numbers as `hajiz deliveries list` shows them, --all, or --channel")
    if not numbers:
        _refuse_unknown(tx, channel)
        return deliveries.numbers(tx, states, channel)
    found = {delivery.seq: delivery for delivery in deliveries.get(tx, numbers)}
    for number in numbers:
        if number not in found:
            _nothing_has(number)
        if found[number].state not in states:
            wrong_use(_not_now(found[number]))
    return numbers


def _refuse_unknown(tx: "Transaction", channel: str | None) -> None:
    """End the command for a channel that never was: that nothing waits for it would mislead."""
    from storage import deliveries

    if channel and not deliveries.recent(tx, None, channel, 1):
        wrong_use(f'nothing was ever sent through "{channel}"; see `hajiz channels list`')


def _not_now(delivery: Delivery) -> str:
    again = "; to send it once more: hajiz deliveries retry --sent"
    return f"number {delivery.seq} is {delivery.state}{again if delivery.state == 'sent' else ''}"


def _nothing_has(number: int) -> Never:
    typer.echo(f"hajiz: nothing has the number {number}; see `hajiz deliveries list`", err=True)
    raise typer.Exit(NOTHING)


def _change(config: "ConfigOption", change: "Change") -> int:
    from hajiz.assembly import assemble

    now = utc_now()
    with assemble(load_config(config), now) as assembly, assembly.database.write() as tx:
        return change(tx, now)
