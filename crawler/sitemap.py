"""
Sitemaps to entries: news sitemaps, plain ones, lists of addresses, and indexes that lead to more.

Knows the protocol of sitemaps.org (0.9) and Google's news extension; fetches nothing itself.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import urljoin, urlsplit

from lxml import etree  # type: ignore[import-untyped]

from crawler.document import Document
from crawler.encoding import decode
from crawler.entry import Entry, Parsed, Text, UnreadableError, by_guid
from crawler.hop import is_same_site
from crawler.moment import plain_moment
from crawler.normalize import MAX_ITEMS
from crawler.parse import clean_xml, without_declaration
from crawler.webpage import describe_page
from model import FailureKind

MAX_SITEMAPS = 3  # of one index, read in one look
MAX_UNPACKED = 50 * 1024 * 1024  # the protocol's own limit, in bytes
_GZIP = b"\x1f\x8b"
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_ROOT_CLOSED = re.compile(r"</\s*(?:\w+:)?(?:urlset|sitemapindex)\s*>", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_NEWS = re.compile(r"news|latest|recent|today|breaking", re.IGNORECASE)
_NO_NEWS = re.compile(
    r"page|categor|tag|author|user|image|video|photo|static|topic|taxonom|product|archive|profile",
    re.IGNORECASE,
)
_BROKEN_OFF = "the sitemap ends in the middle: nothing of it was taken in"
_FEEDS = {"rss", "feed", "rdf"}


def read_sitemap(document: Document) -> Parsed:
    """
    Read the sitemap in *document*, newest entries first; an index gives no entries but `more`.

    Raises:
        UnreadableError: it declares entities, is no sitemap, was cut off on its way, or unpacks to
            more than the protocol allows.
    """
    body = _unpacked(document.body)
    decoded = decode(body, document.content_type, document.language)
    text = clean_xml(decoded.text)
    if _ADDRESS.match(text.lstrip()):
        return _parsed(({"loc": line} for line in text.split()), "", decoded.note)
    root, elements, sloppy = _elements(without_declaration(text))
    if root not in {"urlset", "sitemapindex"} or (sloppy and not elements):
        raise UnreadableError(describe_page(text).kind, _other(root, text))
    is_vouched_for = document.is_vouched_for or body is not document.body
    if sloppy and not is_vouched_for and not _ROOT_CLOSED.search(text[-2000:]):
        raise UnreadableError(FailureKind.DATA_LOSS, _BROKEN_OFF)
    read = _index if root == "sitemapindex" else _parsed
    return read(elements, document.url, decoded.note, sloppy)


def _unpacked(body: bytes) -> bytes:
    """Return *body* itself unless it is packed; an archive may have several parts (RFC 1952)."""
    unpacked, packed = b"", body
    while packed.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            unpacked += unpacker.decompress(packed, MAX_UNPACKED - len(unpacked) + 1)
        except zlib.error as error:
            message = "the sitemap cannot be unpacked: it is damaged"
            raise UnreadableError(FailureKind.DATA_LOSS, message) from error
        if len(unpacked) > MAX_UNPACKED:
            message = f"the sitemap unpacks to more than {MAX_UNPACKED >> 20} MiB"
            raise UnreadableError(FailureKind.TOO_LARGE, message)
        if not unpacker.eof:
            raise UnreadableError(FailureKind.DATA_LOSS, _BROKEN_OFF)
        packed = unpacker.unused_data
    return unpacked if packed is not body else body


Fields = dict[str, str]  # what one <url> or <sitemap> says, by local name; the first of each


def _elements(text: str) -> tuple[str, list[Fields], str]:
    """Return the name of the root, what its children say, and what is wrong with the XML."""
    found: list[Fields] = []
    walk = etree.iterparse(
        BytesIO(text.encode("utf-8", "replace")),
        events=("end",),
        recover=True,
        huge_tree=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        for _, element in walk:
            if _name(element) in {"url", "sitemap"}:
                found.append(dict(reversed(list(_fields(element)))))
                element.clear(keep_tail=False)
    except etree.XMLSyntaxError:  # nothing in it that could be called XML
        return "", [], "not XML"
    root = _name(walk.root) if walk.root is not None else ""
    errors = walk.error_log
    sloppy = f"not well-formed XML, read leniently (line {errors[0].line})" if errors else ""
    return root, found, sloppy


def _fields(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield what stands in *element* and in its <news:news>; images have a <loc> of their own."""
    for child in element:
        name = _name(child)
        if name == "news":
            yield from ((f"news:{_name(each)}", (each.text or "").strip()) for each in child)
            yield from _fields_of_publication(child)
        else:
            yield name, (child.text or "").strip()


def _fields_of_publication(news: etree._Element) -> Iterator[tuple[str, str]]:
    for child in news:
        if _name(child) == "publication":
            yield from ((f"news:{_name(each)}", (each.text or "").strip()) for each in child)


def _name(element: etree._Element) -> str:
    """Return the local name; a prefix nobody declared stands in it as text."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _parsed(elements: Iterable[Fields], base: str, *notes: str) -> Parsed:
    drafts = [_entry(fields, base) for fields in elements]
    entries = by_guid(entry for entry in drafts if entry is not None)
    ordered = sorted(entries, key=lambda entry: entry.published or _LONG_AGO, reverse=True)
    missing = drafts.count(None)
    no_address = f"an entry without a web address was left out ({missing}×)" if missing else ""
    kept, cut = _newest(ordered)
    return Parsed(tuple(kept), tuple(note for note in (*notes, no_address, cut) if note))


def _newest(entries: list[Entry]) -> tuple[list[Entry], str]:
    """Leave out what is old, where all have dates; nobody is told of a lack that is none."""
    if len(entries) <= MAX_ITEMS or any(entry.published is None for entry in entries):
        return entries, ""
    return entries[:MAX_ITEMS], f"the newest {MAX_ITEMS} of {len(entries)} entries are looked at"


def _entry(fields: Fields, base: str) -> Entry | None:
    address = _address(fields, base)
    if not address:
        return None
    published = plain_moment(fields.get("news:publication_date", ""))
    return Entry(
        guid=address,
        link=address,
        title=Text(fields.get("news:title", ""), is_html=True),
        texts=(),
        author="",
        categories=tuple(fields.get("news:keywords", "").split(",")),
        published=published or plain_moment(fields.get("lastmod", "")),
        language=fields.get("news:language", ""),
    )


def _address(fields: Fields, base: str) -> str:
    """Return where an entry leads, made absolute; nothing if that is no page beside *base*."""
    written = "".join(fields.get("loc", "").split())
    try:
        address = urljoin(base, written)
    except ValueError:
        return ""
    is_web = _ADDRESS.fullmatch(address) and is_same_site(address, address)
    return address if is_web and address != base else ""


def _index(elements: Iterable[Fields], base: str, *notes: str) -> Parsed:
    found = {_address(fields, base): fields.get("lastmod", "") for fields in elements}
    own = {url: at for url, at in found.items() if url and is_same_site(url, base)}
    if not own:
        message = "the sitemap index leads to no sitemap of the same site"
        raise UnreadableError(FailureKind.NOT_A_FEED, message)
    more = sorted(own, key=lambda url: _promise(url, own[url]), reverse=True)[:MAX_SITEMAPS]
    read, unread = len(more), len(found) - len(more)
    words = f"an index of {len(found)} sitemaps: {read} are read, {unread} left unread"
    return Parsed(
        (), tuple(note for note in (*notes, words if unread else "") if note), tuple(more)
    )


def _promise(url: str, changed: str) -> tuple[bool, bool, datetime, list[int]]:
    """Return by what sitemaps are ordered: news first, then the last changed, then by number."""
    parts = urlsplit(url)
    name = f"{parts.path.rstrip('/').rpartition('/')[2]}?{parts.query}"
    numbers = [int(number) for number in re.findall(r"[0-9]{1,9}", name)]
    is_news = _NEWS.search(name) is not None
    moment = plain_moment(changed) or _LONG_AGO
    return is_news, not _NO_NEWS.search(name), moment, numbers


def _other(root: str, text: str) -> str:
    if root in _FEEDS:
        return 'not a sitemap but a feed: write feed = "…" in place of sitemap = "…"'
    return f"not a sitemap: {describe_page(text).name}"
