"""Where the page is and who can see it, in words."""

from hajiz.config.hosts import is_shut
from hajiz.config.plans import WebPlan

_ANY = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}  # noqa: S104 - recognised, not listened on


def address_of(plan: WebPlan) -> str:
    """Return where a browser on this machine finds the page; "" for nowhere."""
    if not plan.listen:
        return ""
    name, _, port = plan.listen.rpartition(":")
    return f"http://{_ANY.get(name, name)}:{port}/"


def whereabouts(plan: WebPlan) -> str:
    """Say where the page is, for whom, and whether a password is asked."""
    if not plan.listen:
        return "nowhere: [web] in config.toml has no listen"
    asked = "with a password" if plan.password else "without a password"
    if is_shut(plan.listen):
        words = f"{address_of(plan)}, this machine only, {asked}"
    else:
        words = f"{address_of(plan)}, and on the network ({plan.listen}), {asked}"
    if not plan.public_url:
        return words
    shown = "the page too" if plan.password else "links in mails and hubs only"
    return f"{words}; published as {plan.public_url}: {shown}"
