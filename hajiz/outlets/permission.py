"""
Whether the pages of an outlet's articles may be read by programs, as its site's robots.txt says.

Asks the site once; says nothing of the feed itself, which is published to be polled.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from crawler.crawl import Crawler
from crawler.discover import robots_of
from crawler.robots import Robots
from hajiz.outlets.examine import text_of
from model import Failed, Item

_NONE_THERE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True)
class Permission:
    """What robots.txt says of articles; *words* fit behind its name."""

    words: str
    is_given: bool


async def permission(crawler: Crawler, items: Iterable[Item], user_agent: str) -> Permission:
    """Ask the robots.txt of the first item's site about the pages of *items*."""
    urls = [item.url for item in items if item.url]
    if not urls:
        return Permission("was not asked: no item has a link", is_given=False)
    looked = await crawler.look(robots_of(urls[0]))
    if isinstance(looked, Failed):
        return Permission(f"cannot be read: {looked.message}", is_given=False)
    status = looked.fetched.status
    if status in _NONE_THERE:
        return Permission("is not there, so articles may be read", is_given=True)
    if status != HTTPStatus.OK:
        return Permission(f"cannot be read: HTTP {status}", is_given=False)
    robots = Robots(text_of(looked))
    forbidden = [url for url in urls if not robots.may_read(url, user_agent)]
    if not forbidden:
        return Permission("lets articles be read", is_given=True)
    words = f"forbids {len(forbidden)} of {len(urls)} articles, such as {forbidden[0]}"
    return Permission(words, is_given=False)
