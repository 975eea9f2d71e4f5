"""
By what an item is known again, poll after poll.

The keys are stored for as long as a feed is: changing anything here makes old items new.
"""

import re
from functools import lru_cache
from hashlib import sha256
from urllib.parse import SplitResult, urlsplit, urlunsplit

from model import ItemKey

# What advertisers and mailing tools hang on a link; it never changes what is behind it.
_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh"
    r"|mc_cid|mc_eid|_hsenc|_hsmi|mkt_tok|vero_id|oly_anon_id|oly_enc_id|at_medium|at_campaign"
    r"|ns_mchannel|ns_campaign|ns_source|_ga|_gl",
    re.IGNORECASE,
)
_PORTS = {"http": "80", "https": "443"}
_NO_ADDRESS = SplitResult("", "", "", "", "")


def guid_key(guid: str) -> ItemKey:
    """Return the key of an item that has *guid*; a move from http to https does not change it."""
    return _key("guid", re.sub(r"\Ahttp://", "https://", guid))


def link_key(link: str) -> ItemKey:
    """Return the key of an item known by *link*, however its address is decorated."""
    return _key("link", canonical_link(link))


def text_key(title: str, body: str) -> ItemKey:
    """Return the key of an item that has nothing but its words."""
    return _key("text", title, body)


def apart_key(key: ItemKey, link: str, words: str) -> ItemKey:
    """Return the key of one of several different items that share *key* in one document."""
    return _key("apart", key.hex(), link, words)


def canonical_link(link: str) -> str:
    """
    Return *link* without what does not change the page behind it.

    Scheme, case of the host, default port, fragment and tracking parameters go; the rest stays
    as it is, since servers may tell it apart. Empty if *link* is no address.
    """
    parts = _without_trimmings(link)
    return urlunsplit(parts) if parts else ""


def canonical_parts(link: str) -> SplitResult:
    """Return the parts of `canonical_link`, all of them empty if *link* is no address."""
    parts = _without_trimmings(link) or _NO_ADDRESS
    if parts.netloc or parts is _NO_ADDRESS:
        return parts
    try:  # one without a host may become one with a host when it is put together
        return urlsplit(urlunsplit(parts))
    except ValueError:
        return _NO_ADDRESS


def identifies(link: str) -> bool:
    """Say whether *link* leads to one page; a site's front door does not tell items apart."""
    parts = canonical_parts(link)
    return bool(parts.netloc) and (parts.path.strip("/") != "" or parts.query != "")


@lru_cache(1024)  # the links of a document are looked at several times
def _without_trimmings(link: str) -> SplitResult | None:
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return None
    query = "&".join(
        pair for pair in parts.query.split("&") if not _TRACKING.fullmatch(pair.partition("=")[0])
    )
    return SplitResult("https", _place(parts), parts.path or "/", query, "")


def _place(parts: SplitResult) -> str:
    place = parts.netloc.rpartition("@")[2].lower()
    return place.removesuffix(f":{_PORTS.get(parts.scheme.lower(), '')}")


def _key(scheme: str, *values: str) -> ItemKey:
    text = "\0".join((scheme, *values))
    return ItemKey(sha256(text.encode("utf-8", "surrogatepass")).digest())
