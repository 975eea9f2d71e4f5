"""How an outlet fares, in words: on the command line and on the page."""

from collections.abc import Callable
from datetime import datetime

from model import Finding, Health, HealthState

Clock = Callable[[datetime | None], str]  # writes a moment for those who read it

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
_WORDS = {
    HealthState.GONE: "gone since {since}, not looked at",
    HealthState.OFFLINE: "this machine is offline: {detail}",
    HealthState.RESTING: "left alone since {since}, as it asked: {detail}",
    HealthState.CHALLENGED: "blocked by a bot challenge: failing since {since}: {detail}",
    HealthState.NOT_A_FEED: "failing since {since}: {detail}",
    HealthState.FAILING: "failing since {since}: {detail}",
    HealthState.UNPOLLED: "not polled yet",
    HealthState.EMPTY: "its feed is empty, at {count} looks in a row",
    HealthState.QUIET: "nothing new for {count} days; it used to bring about {usual} a day",
    HealthState.OVERRUN: (
        "items were certainly missed before {since}: a shorter interval misses less"
    ),
    HealthState.TRUNCATED: "{detail}",
    HealthState.UNREAD: "{count} pages of its articles not read: {detail}",
    HealthState.GARBLED: "{detail}",
    HealthState.UNCHANGED: "unchanged",
    HealthState.FINE: "fine",
}


def in_words(health: Health, moment: Clock) -> str:
    """Say all that is the matter with an outlet, the gravest first."""
    return "; ".join(dict.fromkeys(said(finding, moment) for finding in health.findings))


def said(finding: Finding, moment: Clock) -> str:
    """Say one thing that is the matter."""
    return _WORDS[finding.state].format(
        since=moment(finding.since), detail=finding.detail, count=finding.count, usual=finding.usual
    )
