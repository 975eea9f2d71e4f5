"""
Ways to read a page that lists articles, each with what a poll would get by it.

Decides nothing: a person judges the items.
"""

from http import HTTPStatus

from crawler.crawl import Crawler
from crawler.discover import Candidate
from crawler.entry import UnreadableError
from crawler.propose import propose
from hajiz.outlets.examine import Examined, read, text_of
from model import Failed, FailureKind, OutletId

_NEEDS_A_BROWSER = (
    "nothing on it is repeated as a list of articles is, or scripts would put it there; "
    "look for another page of the site, its feed or its Telegram channel"
)


async def propose_at(crawler: Crawler, url: str, language: str) -> list[Examined] | Failed:
    """Return up to three ways to read the page at *url*, the best first, or why there is none."""
    looked = await crawler.look(url, "listing")
    if isinstance(looked, Failed):
        return looked
    status = looked.fetched.status
    if status != HTTPStatus.OK:
        return Failed(OutletId(""), FailureKind.HTTP, f"HTTP {status}", status)
    try:
        proposals = propose(text_of(looked), looked.fetched.url, language)
    except UnreadableError as error:
        return Failed(OutletId(""), error.kind, str(error))
    found = [
        await read(crawler, Candidate("listing", url, listing=each.listing), language, looked)
        for each in proposals
    ]
    readable = [each for each in found if isinstance(each, Examined) and each.items]
    return readable or Failed(OutletId(""), FailureKind.NOT_A_FEED, _NEEDS_A_BROWSER)
