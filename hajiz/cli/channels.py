"""`hajiz channels`: where messages can go, and whether they get there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from hajiz.cli.options import ConfigOption, JsonOption, load_config, wrong_use
from hajiz.clock import utc_now
from model import DeliveryError

if TYPE_CHECKING:
    from alerts.channels.apprise import AppriseSettings
    from alerts.channels.webhook import WebhookSettings
    from hajiz.config.channel_settings import ChannelSettings
    from hajiz.trial import Trial

UNAVAILABLE = 69  # EX_UNAVAILABLE: trying again will not help
TRY_LATER = 75  # EX_TEMPFAIL
_CODES = {"sent": 0, "postponed": TRY_LATER, "paused": TRY_LATER}
app = typer.Typer(help="See where messages go; try whether they arrive.", no_args_is_help=True)


@app.command("list")
def list_channels(config: ConfigOption = None, json: JsonOption = False) -> None:
    """List the channels, who they reach, and where they go; no secrets are shown."""
    from hajiz.cli import show
    from hajiz.dispatch.audience import recipients_of

    rows = [
        {
            "name": settings.name,
            "kind": kind_of(settings),
            "recipients": [each for each in recipients_of(settings) if each],
            "goes_to": place_of(settings),
        }
        for settings in load_config(config).channels
    ]
    if json:
        show.print_json(rows)
        return
    show.print_table(
        ("name", "kind", "goes to", "recipients"),
        [(r["name"], r["kind"], r["goes_to"], ", ".join(r["recipients"]) or "–") for r in rows],
        empty="config.toml has no [[channels]] yet.",
    )


@app.command("test")
def try_channel(
    name: Annotated[str, typer.Argument(help="The channel, as `list` shows it.")],
    recipient: Annotated[
        str | None, typer.Option(help="Write to this address alone.", metavar="ADDRESS")
    ] = None,
    config: ConfigOption = None,
    json: JsonOption = False,
) -> None:
    """
    Send a small message now, past the outbox, and say what the receiver said.

    Exit code 0: it was taken. 75: not now, or not before something is repaired. 69: refused.
    """
    from hajiz.cli import show
    from hajiz.trial import try_out

    settings = _named(load_config(config).channels, name)
    _check_recipient(settings, recipient)
    tell = _keep if json else _echo
    trials = try_out(settings, recipient, utc_now(), tell)
    if json:
        show.print_json({"channel": name, "kind": kind_of(settings), "results": trials})
    else:
        for each in trials:
            typer.echo(" ".join(filter(None, [f"{each.outcome}:", each.recipient, each.detail])))
    raise typer.Exit(_worst(trials))


@app.command("resume")
def resume(
    name: Annotated[str, typer.Argument(help="The channel, as `list` shows it.")],
    config: ConfigOption = None,
) -> None:
    """Send through a channel again that was closed or rests; what waits for it goes out."""
    from hajiz.assembly import assemble
    from storage import channels

    loaded = load_config(config)
    _named(loaded.channels, name)
    with assemble(loaded, utc_now()) as assembly, assembly.database.write() as tx:
        count = channels.resume(tx, name)
    typer.echo(f"{name} is used again" if count else f"nothing was the matter with {name}")


def kind_of(settings: "ChannelSettings") -> str:
    """Return the kind of a channel, as config.toml writes it."""
    return type(settings).__name__.removesuffix("Settings").lower()


def place_of(settings: "ChannelSettings") -> str:
    """Say where a channel goes, as far as that can be shown to everybody."""
    from alerts.channels.email import EmailSettings
    from alerts.channels.feed import FeedSettings
    from alerts.channels.folder import FolderSettings

    match settings:
        case FolderSettings() | FeedSettings():
            return str(settings.path)
        case EmailSettings():
            return f"{settings.host}:{settings.port}, {_encryption(settings.security)}"
    return _place_on_the_web(settings)


def _encryption(security: str) -> str:
    return "not encrypted" if security == "none" else f"encrypted ({security})"


def _place_on_the_web(settings: "WebhookSettings | AppriseSettings") -> str:
    from alerts.channels.webhook import WebhookSettings

    if isinstance(settings, WebhookSettings):
        parts = urlsplit(settings.url)
        port = f":{parts.port}" if parts.port else ""
        return f"{parts.scheme}://{parts.hostname}{port}"
    return _service(settings)


def _service(settings: "AppriseSettings") -> str:
    from alerts.channels.apprise import AppriseChannel

    try:
        return AppriseChannel(settings).service
    except DeliveryError:
        return "nowhere: its url is none that apprise can use"


def _named(channels: "Sequence[ChannelSettings]", name: str) -> "ChannelSettings":
    from hajiz.config.values import did_you_mean, quoted

    known = {settings.name: settings for settings in channels}
    if name not in known:
        hint = did_you_mean(name, known) or f"; there are {quoted(known) or 'none'}"
        wrong_use(f'there is no channel "{name}"{hint}')
    return known[name]


def _check_recipient(settings: "ChannelSettings", recipient: str | None) -> None:
    from hajiz.config.values import mail_address

    if recipient is None:
        return
    if kind_of(settings) != "email":
        wrong_use(f'--recipient is for e-mail; "{settings.name}" has one destination')
    try:
        mail_address(recipient)
    except ValueError as error:
        wrong_use(f"--recipient: {error}")


def _echo(step: str) -> None:
    typer.echo(f"  {step}")


def _keep(_step: str) -> None:
    """Print nothing yet: the steps are in the JSON."""


def _worst(trials: "Sequence[Trial]") -> int:
    """Return the exit code for the worst that happened."""
    codes = {_CODES.get(each.outcome, UNAVAILABLE) for each in trials}
    return UNAVAILABLE if UNAVAILABLE in codes else max(codes, default=0)
