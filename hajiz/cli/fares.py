"""How an outlet fares, in the words of the command line."""

from collections.abc import Callable

from hajiz.cli.show import moment
from model import Finding, Health, HealthState

LABELS = {
    HealthState.GONE: "gone",
    HealthState.OFFLINE: "offline",
    HealthState.RESTING: "resting",
    HealthState.CHALLENGED: "blocked",
    HealthState.NOT_A_FEED: "not a feed",
    HealthState.FAILING: "failing",
    HealthState.UNPOLLED: "not polled",
    HealthState.EMPTY: "empty",
    HealthState.QUIET: "quiet",
    HealthState.OVERRUN: "overrun",
    HealthState.TRUNCATED: "cut short",
    HealthState.UNREAD: "pages unread",
    HealthState.GARBLED: "garbled",
    HealthState.UNCHANGED: "unchanged",
    HealthState.FINE: "fine",
}
_WORDS: dict[HealthState, Callable[[Finding], str]] = {
    HealthState.GONE: lambda f: f"gone since {moment(f.since)}, not looked at",
    HealthState.OFFLINE: lambda f: f"this machine is offline: {f.detail}",
    HealthState.RESTING: lambda f: f"left alone since {moment(f.since)}, as it asked: {f.detail}",
    HealthState.CHALLENGED: lambda f: (
        f"blocked by a bot challenge: failing since {moment(f.since)}: {f.detail}"
    ),
    HealthState.NOT_A_FEED: lambda f: f"failing since {moment(f.since)}: {f.detail}",
    HealthState.FAILING: lambda f: f"failing since {moment(f.since)}: {f.detail}",
    HealthState.UNPOLLED: lambda _: "not polled yet",
    HealthState.EMPTY: lambda f: f"its feed is empty, at {f.count} looks in a row",
    HealthState.QUIET: lambda f: (
        f"nothing new for {f.count} days; it used to bring about {f.usual} a day"
    ),
    HealthState.OVERRUN: lambda f: (
        f"items were certainly missed before {moment(f.since)}: a shorter interval misses less"
    ),
    HealthState.TRUNCATED: lambda f: f.detail,
    HealthState.UNREAD: lambda f: f"{f.count} pages of its articles not read: {f.detail}",
    HealthState.GARBLED: lambda f: f.detail,
    HealthState.UNCHANGED: lambda _: "unchanged",
    HealthState.FINE: lambda _: "fine",
}


def in_words(health: Health) -> str:
    """Say all that is the matter with an outlet, the gravest first."""
    return "; ".join(dict.fromkeys(said(finding) for finding in health.findings))


def said(finding: Finding) -> str:
    """Say one thing that is the matter."""
    return _WORDS[finding.state](finding)
