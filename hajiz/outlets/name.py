"""
What a new outlet is called: its id, unique in config.toml and never one of another outlet before.

Pure. An id decides what counts as seen before: the archive of an outlet hangs on it.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from crawler.address import host_of, place_of
from model import Outlet, OutletId

_LONGEST = 40
_PLAIN_HOST_PARTS = frozenset({"www", "www2", "m", "feeds", "feed", "rss", "news"})
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gov", "gob", "mil", "net", "org"})


def id_for(name: str, url: str, language: str, taken: Collection[str]) -> OutletId:
    """
    Return an id made of *name*, or of the host where that has no Latin letters, and *language*.

    The same arguments give the same id; *taken* ones get a number.
    """
    is_name = name != name_of(url)
    stem = (is_name and _slug(name)) or _slug(_site(url)) or "outlet"
    if language and not re.search(rf"-{language}$", stem):
        stem = f"{stem[: _LONGEST - len(language) - 1].strip('-')}-{language}"
    if stem not in taken:
        return OutletId(stem)
    return OutletId(next(n for i in range(2, len(taken) + 3) if (n := f"{stem}-{i}") not in taken))


def name_of(url: str) -> str:
    """Return what an outlet at *url* is called as long as nobody says its name: its host."""
    try:
        return host_of(urlsplit(url)) or url
    except ValueError:
        return url


def ids_by_place(known: Mapping[str, str]) -> dict[str, str]:
    """Return the ids of *known*, addresses by id, by the place their addresses spell."""
    return {place_of(address): outlet_id for outlet_id, address in known.items()}


def id_before(url: str, by_place: Mapping[str, str], taken: Collection[str]) -> OutletId | None:
    """
    Return the id this address had before it was removed; None if it is new, or the id in use.

    With its old id an outlet goes on where it was: nothing it told before is new again.
    """
    before = by_place.get(place_of(url))
    return OutletId(before) if before is not None and before not in taken else None


def twin(url: str, outlets: Collection[Outlet]) -> Outlet | None:
    """Return the outlet that is read from this address already, however it is spelled."""
    place = place_of(url)
    return next((outlet for outlet in outlets if place_of(outlet.feed) == place), None)


def _slug(text: str) -> str:
    """Return the small letters and digits of *text* with hyphens; "" if too little is left."""
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i")).casefold()
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    letters = sum(c.isalpha() for c in kept)
    slug = re.sub(r"[^a-z0-9]+", "-", kept).strip("-")
    if sum(c.isascii() and c.isalpha() for c in kept) < max(2, letters / 2):
        return ""
    return (
        slug
        if len(slug) <= _LONGEST
        else slug[: _LONGEST + 1].rpartition("-")[0] or slug[:_LONGEST]
    )


def _site(url: str) -> str:
    """Return the telling part of the host: "enabbaladi" of www.enabbaladi.net."""
    parts = urlsplit(url)
    if channel := re.fullmatch(r"/s/(\w+)", parts.path):
        return channel[1]
    labels = [label for label in host_of(parts).split(".") if label not in _PLAIN_HOST_PARTS]
    if all(label.isdigit() for label in labels):  # an address of numbers
        return "-".join(labels)
    labels = labels[:-1] or labels
    if len(labels) > 1 and labels[-1] in _SECOND_LEVEL:
        labels = labels[:-1]
    return "-".join(labels)
