"""
How polite a server finds who reads its feeds, by its own log.

The rules are those of HTTP (RFC 9110, RFC 9111) and of people who keep such logs: come no sooner
than you are asked to, ask "has it changed?" after the first time, return validators byte for byte.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from crawler.freshness import fresh_for
from tests.feedserver import Exchange

UNCHANGED = 304
LONGEST_WISH = timedelta(hours=24)  # of a server whose feed works


@dataclass
class Score:
    """What one server has to say."""

    requests: int = 0
    early: list[str] = field(default_factory=list)  # before what the server, or the floor, allows
    garbled: list[str] = field(default_factory=list)  # validators that are not those last given
    unconditional: Counter[str] = field(default_factory=Counter)  # requests by feed, the first too

    @property
    def is_polite(self) -> bool:
        """Say whether there is nothing to complain of; one request a feed must be unconditional."""
        return not self.early and not self.garbled and set(self.unconditional.values()) <= {1}


def score(log: Iterable[Exchange], floor: timedelta) -> Score:
    """Judge all requests to one server; *floor* is the shortest pause that is decent at all."""
    exchanges = sorted(log, key=lambda each: each.at)
    found = Score(requests=len(exchanges))
    feeds = defaultdict[str, list[Exchange]](list)
    for each in exchanges:
        feeds[each.path].append(each)
        found.unconditional[each.path] += not _conditions(each.asked)
    for path, asked in feeds.items():
        for before, after in pairwise(asked):
            if after.at < before.at + max(floor, _wish(before)):
                found.early.append(f"{path} at {after.at}, {after.at - before.at} after the last")
        found.garbled += [f"{path} at {each.at}" for each in _garbled(asked)]
    found.early += _in_spite_of_rest(exchanges)
    return found


def _wish(exchange: Exchange) -> timedelta:
    headers = {name.encode(): value for name, value in exchange.answered.items()}
    return min(fresh_for(headers) or timedelta(0), LONGEST_WISH)


def _in_spite_of_rest(exchanges: list[Exchange]) -> list[str]:
    """Name the requests that came while the server wanted to be left alone."""
    until: datetime | None = None
    found = []
    for each in exchanges:
        if until is not None and each.at < until:
            found.append(f"{each.path} at {each.at}, before {until} (Retry-After)")
        wish = each.answered.get("retry-after", b"")
        if each.status in {429, 503} and wish.isdigit():
            end = each.at + timedelta(seconds=int(wish))
            until = max(end, until or end)
    return found


def _garbled(asked: list[Exchange]) -> list[Exchange]:
    """Return the requests whose validators are not those of the last answer that gave any."""
    given: dict[str, bytes] = {}
    wrong = []
    for each in asked:
        if _conditions(each.asked) not in ({}, given):
            wrong.append(each)
        if each.status == 200:
            given = _given(each.answered)
        elif each.status == UNCHANGED:
            given |= _given(each.answered)
    return wrong


def _conditions(headers: dict[str, bytes]) -> dict[str, bytes]:
    names = ("if-none-match", "if-modified-since")
    return {name: headers[name] for name in names if name in headers}


def _given(headers: dict[str, bytes]) -> dict[str, bytes]:
    names = {"etag": "if-none-match", "last-modified": "if-modified-since"}
    return {names[name]: headers[name] for name in names if name in headers}
