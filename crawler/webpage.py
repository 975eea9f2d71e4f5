"""
What a document is that was meant to be a feed and is not: a web page, a bot challenge, JSON.

For messages to people only; decides nothing about what is read.
"""

import html
import re
from dataclasses import dataclass

from crawler.plaintext import clean_line
from model import FailureKind

_LOOKED_AT = 65536  # characters
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,500}?)</title", re.IGNORECASE | re.DOTALL)
_PAGE = re.compile(r"<!doctype\s+html|<html|<head|<body", re.IGNORECASE)
_CHALLENGE = re.compile(
    r"<title>\s*(just a moment|attention required|ddos-guard|one moment, please)"
    r"|cf-chl-|/cdn-cgi/challenge-platform/|cf_chl_opt|ddos-guard/js-challenge"
    r"|_incapsula_resource|awswafcookiedomainlist|captcha-delivery\.com|sgcaptcha"
    r"|checking your browser before|enable javascript and cookies to continue",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a document looks like: *name* fits into "not a feed: …"."""

    name: str
    is_challenge: bool = False

    @property
    def kind(self) -> FailureKind:
        """What is the matter with an outlet that answers so."""
        return FailureKind.WALLED if self.is_challenge else FailureKind.NOT_A_FEED


def describe_page(text: str) -> Page:
    """Describe a document that is no feed by its beginning."""
    start = text[:_LOOKED_AT].lstrip("\ufeff \t\r\n")
    if not start:
        return Page("an empty answer")
    if _CHALLENGE.search(start):
        return Page(f"a bot challenge page{_title(start)}", is_challenge=True)
    if _PAGE.search(start):
        return Page(f"an HTML page{_title(start)}")
    if start[0] in "{[":
        return Page("a JSON document")
    if start[0] == "<":
        return Page("an XML document of another kind")
    return Page("neither XML nor HTML")


def _title(text: str) -> str:
    found = _TITLE.search(text)
    words = clean_line(html.unescape(found[1])) if found else ""
    return f" titled «{words[:100]}»" if words else " without a title"
