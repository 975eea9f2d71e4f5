"""
What a page tells machines about its article: the JSON-LD of schema.org.

Knows schema.org; believes nothing, and reads what is broken as if it were not there.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from lxml import html  # type: ignore[import-untyped]

from crawler.plaintext import clean_line, clean_text, html_to_text

MAX_SCRIPT = 1_000_000  # characters
MAX_NODES = 2_000  # of all scripts

_ARTICLE = re.compile(r"(?:^|/)(?:\w*Article|\w*Posting|Report)$")
_WRAPPING = re.compile(r"\A\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*\Z")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")


@dataclass(frozen=True, slots=True)
class Claims:
    """What JSON-LD claims of the article; anything may be missing."""

    headline: str = ""
    body: str = ""  # plain text
    author: str = ""
    published: str = ""
    modified: str = ""
    is_free: bool = True


def read_claims(root: html.HtmlElement, url: str) -> Claims:
    """
    Return what the scripts of *root* claim of the article at *url*.

    Of several articles, the one that has this address counts, then the one that says most.
    """
    nodes = [node for node in _nodes(root) if _is_article(node)]
    here = [node for node in nodes if _path(url) in map(_path, _addresses(node))]
    return max((_claims(node) for node in here or nodes), key=_weight, default=Claims())


def _nodes(root: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield every object of every script, the outer before the inner."""
    waiting = [_load(script.text or "") for script in root.iter("script") if _is_jsonld(script)]
    waiting.reverse()
    seen = 0
    while waiting and seen < MAX_NODES:
        node = waiting.pop()
        seen += 1
        if isinstance(node, dict):
            yield node
            waiting += [
                node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node
            ]
        elif isinstance(node, list):
            waiting += reversed(node)


def _is_jsonld(script: html.HtmlElement) -> bool:
    return (script.get("type") or "").strip().lower().startswith("application/ld+json")


def _load(text: str) -> Any:
    if len(text) > MAX_SCRIPT:
        return None
    text = _WRAPPING.sub("", text).strip().rstrip(";")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and _ARTICLE.search(kind) for kind in kinds)


def _addresses(node: dict[str, Any]) -> Iterator[str]:
    main = node.get("mainEntityOfPage")
    main = main.get("@id") if isinstance(main, dict) else main
    return (_text(value) for value in (node.get("url"), node.get("@id"), main))


def _path(url: str) -> str:
    try:
        return urlsplit(url).path.rstrip("/") or "/"
    except ValueError:
        return "/"


def _claims(node: dict[str, Any]) -> Claims:
    return Claims(
        headline=clean_line(_plain(_text(node.get("headline") or node.get("name")))),
        body=clean_text(_plain(_text(node.get("articleBody")))),
        author=_authors(node.get("author")),
        published=_text(node.get("datePublished")),
        modified=_text(node.get("dateModified")),
        is_free=str(node.get("isAccessibleForFree", True)).lower() not in ("false", "no"),
    )


def _weight(claims: Claims) -> tuple[int, bool, bool]:
    return len(claims.body), bool(claims.headline), bool(claims.published)


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = next((part for part in value if isinstance(part, str)), "")
    return value if isinstance(value, str) else ""


def _plain(text: str) -> str:
    """Return *text* without markup; some pages escape it, some do not, some do twice."""
    text = unescape(text) if "&" in text else text
    return html_to_text(text) if _TAG.search(text) else text


def _authors(value: Any) -> str:
    people = value if isinstance(value, list) else [value]
    names = (_name(person) for person in people[:10])
    return ", ".join(dict.fromkeys(name for name in names if name))


def _name(person: Any) -> str:
    name = _text(person.get("name")) if isinstance(person, dict) else _text(person)
    name = clean_line(_plain(name))
    return "" if name.startswith(("http://", "https://")) else name
