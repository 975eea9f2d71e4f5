"""`hajiz digest`: what the next digest would say, or send it now."""

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config, wrong_use
from hajiz.clock import utc_now
from model.message import Closed, Paused, Postponed, Refused, Sent

if TYPE_CHECKING:
    from hajiz.config.plans import DigestPlan
    from hajiz.config.read import Config
    from hajiz.dispatch.delivering import Attempt

TRY_AGAIN, UNAVAILABLE = 75, 69


def digest(
    name: Annotated[
        str, typer.Argument(help="Which digest; needed only if there are several.")
    ] = "",
    preview: Annotated[
        bool, typer.Option("--preview", help="Show what it would say; changes nothing (default).")
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Send what is pending now, to the digest's channels.")
    ] = False,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the preview as a page.")
    ] = None,
    browser: Annotated[
        bool, typer.Option("--open", help="Show the preview in the browser.")
    ] = False,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Show what the next digest would say, or send it now.

    What is sent by hand is told: the next daily digest covers the time after it.
    """
    if send and (preview or html or browser):
        wrong_use("--send and --preview exclude each other: first look, then send")
    loaded = load_config(config)
    plan = _plan(loaded, name)
    if send:
        _send(loaded, plan, as_json=json)
    else:
        _preview(loaded, plan, html, as_json=json, browser=browser)


def _plan(config: "Config", name: str) -> "DigestPlan":
    plans = {plan.name: plan for plan in config.digests}
    if not plans:
        wrong_use(f"{config.path} has no [[digests]]")
    if not name and len(plans) == 1:
        return next(iter(plans.values()))
    if name not in plans:
        unknown = f'there is no digest "{name}"; ' if name else ""
        wrong_use(f"{unknown}say which digest: {', '.join(plans)}")
    return plans[name]


def _preview(
    config: "Config", plan: "DigestPlan", html: Path | None, *, as_json: bool, browser: bool
) -> None:
    from hajiz.assembly import assemble
    from hajiz.dispatch.digests import preview

    now = utc_now()
    with assemble(config, now) as assembly:
        _, messages = preview(assembly, plan, now)
    if html is not None or browser:
        import webbrowser

        from alerts.channels.page import page

        path = html or Path(tempfile.mkdtemp(prefix="hajiz-")) / f"{plan.name}.html"
        _write(path, page(messages[0]))
        typer.echo(f"written to {path}")
        if browser and not webbrowser.open(path.absolute().as_uri()):
            typer.echo("no browser could be opened here; open the file yourself")
        return
    for message in messages:
        typer.echo(message.payload if as_json else message.text)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        wrong_use(f"{path} cannot be written: {error.strerror}")


def _send(config: "Config", plan: "DigestPlan", *, as_json: bool) -> None:
    from hajiz.assembly import assemble, channels_of, unsubscribe_key
    from hajiz.cli import show
    from hajiz.dispatch.delivering import deliver
    from hajiz.dispatch.digests import freeze_now

    now = utc_now()
    with assemble(config, now) as assembly:
        frozen = freeze_now(assembly, plan, now)
        channels = channels_of(config, unsubscribe_key(assembly.database))
        attempts = [
            attempt
            for channel in plan.channels
            for attempt in deliver(
                assembly.database, channels[channel], utc_now, owner="digest --send"
            )
        ]
    if as_json:
        show.print_json({"digest": frozen.id, "attempts": attempts})
    else:
        typer.echo(f"digest {plan.name} ({frozen.id}): {frozen.match_count} matches")
        for attempt in attempts:
            typer.echo(f"  {in_words(attempt)}")
        if not attempts:
            typer.echo('  nothing to send: no match, and when_empty is "skip"')
    _exit_for(attempts)


def in_words(attempt: "Attempt") -> str:
    """Say what became of one attempt, and what happens next."""
    result = attempt.result
    to = f"{attempt.channel} to {attempt.recipient}" if attempt.recipient else attempt.channel
    if isinstance(result, Sent):
        return f"{to}: sent ({result.detail})"
    if isinstance(result, Refused | Closed):
        kept = "kept, see `hajiz deliveries list`"
        return f"{to}: refused for good: {result.reason}; {kept}"
    again = attempt.next_attempt_at
    when = f"next try {again.astimezone():%a %d %b %H:%M %Z}" if again else "given up"
    return f"{to}: not sent: {result.reason}; kept, {when}"


def _exit_for(attempts: list["Attempt"]) -> None:
    if any(isinstance(attempt.result, Postponed | Paused) for attempt in attempts):
        raise typer.Exit(TRY_AGAIN)
    if any(isinstance(attempt.result, Refused | Closed) for attempt in attempts):
        raise typer.Exit(UNAVAILABLE)
