"""
Bytes of a feed to entries: what the feed said, unclean and untrusted.

What it costs follows what is new: feedparser reads the items the last look did not have, and the
whole document only where it is not clear what they are. It is never let fetch, open files, or see
a document type that could define entities.
"""

import re
from calendar import timegm
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from time import struct_time
from typing import Any

import feedparser

from crawler import jsonfeed
from crawler.document import Document
from crawler.encoding import decode
from crawler.entry import Entry, Parsed, Text, UnreadableError
from crawler.memory import mark, unpack
from crawler.split import Split, split
from crawler.strict import read_strictly
from crawler.webpage import describe_page
from model import FailureKind
from model.moment import is_default

# XML 1.0 §2.2 forbids them, readers do not see them, and one of them would make the strict parser
# give up on the whole document.
_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32)])
_FORBIDDEN = dict.fromkeys([*_CONTROLS, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF])
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_DECLARATION = re.compile(
    r"<\?xml\b[^>]{0,1000}\?>"
)  # without end, it would be looked for n² times
_BEFORE_ROOT = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*(\[)?", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_ELEMENT = re.compile(r"<[A-Za-z_]")
_ROOT_CLOSED = re.compile(r"</\s*(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)

# Something is read otherwise than before: the items of all feeds are read again.
_READING = f"1 feedparser {feedparser.__version__}".encode()


def parse(document: Document) -> Parsed:
    """
    Read the feed in *document*, but for the items that its memory holds.

    Sloppy feeds are read leniently and noted; nothing is fetched or opened on their behalf.

    Raises:
        UnreadableError: it declares entities, is not a feed, or was cut off on its way.
    """
    decoded = decode(document.body, document.content_type, document.language)
    text = _clean(decoded.text)
    parsed = jsonfeed.parse(text) or _parse_new(text, document) or _parse_whole(text, document)
    return replace(parsed, notes=tuple(note for note in (decoded.note, *parsed.notes) if note))


def _clean(text: str) -> str:
    """Return *text* without characters and references to characters that XML does not allow."""
    if not _is_allowed_throughout(text):
        text = text.translate(_FORBIDDEN)
    for instead in ("", "\N{REPLACEMENT CHARACTER}"):  # the first may leave another: &#&#0;xD800;
        if all(_is_allowed(*reference) for reference in set(_REFERENCE.findall(text))):
            break
        text = _REFERENCE.sub(partial(_kept, instead), text)
    return text


def _kept(instead: str, found: re.Match[str]) -> str:
    return found[0] if _is_allowed(*found.groups()) else instead


def _is_allowed_throughout(text: str) -> bool:
    """Say whether XML allows all of *text*; on bytes that takes a fraction of the time."""
    try:
        encoded = text.encode("utf-8")
    except UnicodeEncodeError:  # surrogates
        return False
    is_printable = len(encoded.translate(None, _CONTROLS)) == len(encoded)
    return is_printable and b"\xef\xbf\xbe" not in encoded and b"\xef\xbf\xbf" not in encoded


def _is_allowed(hexadecimal: str | None, decimal: str | None) -> bool:
    try:
        character = chr(int(hexadecimal, 16) if hexadecimal else int(decimal or ""))
    except (ValueError, OverflowError):
        return False
    return ord(character) not in _FORBIDDEN


def _parse_new(text: str, document: Document) -> Parsed | None:
    """Read the items not known from the last look; None if the document has to be read whole."""
    xml = without_declaration(text).encode("utf-8", "replace")
    pieces = split(xml)
    if pieces is None:
        return None
    marks = _marks(pieces, document.url)
    known = unpack(document.memory)
    order = tuple(known.get(each) for each in marks)
    new = [index for index, trace in enumerate(order) if trace is None]
    entries = _read_chunks(pieces, new, marks) if new else ()
    if entries is None:
        return None
    return Parsed(entries, (), order=order if len(new) < len(order) else ())


def _marks(pieces: Split, url: str) -> list[bytes]:
    """Return what stands for each item: its bytes, and whatever else its meaning depends on."""
    context = mark(_READING, pieces.context, url.encode("utf-8", "replace"))
    return [mark(context, chunk) for chunk in pieces.chunks]


def _read_chunks(
    pieces: Split, places: Sequence[int], marks: Sequence[bytes]
) -> tuple[Entry, ...] | None:
    """Read the items at *places*; None if they cannot be read apart from the others."""
    chunks = [pieces.chunks[place] for place in places]
    found = read_strictly(b"".join((pieces.head, *chunks, pieces.tail)))
    if found is None or len(found.entries) != len(chunks):
        return None
    if not found.is_separable:
        if len(chunks) < len(pieces.chunks):
            return None
        marks = [b""] * len(marks)
    entries = zip(found.entries, places, strict=True)
    return tuple(_entry(entry, found.feed, marks[place]) for entry, place in entries)


def _parse_whole(text: str, document: Document) -> Parsed:
    _refuse_entities(text)
    found = _feedparser(without_declaration(text))
    sloppy = _sloppiness(found)
    if sloppy and not document.is_vouched_for and not _ROOT_CLOSED.search(text[-2000:]):
        message = "the document ends in the middle: nothing of it was taken in"
        raise UnreadableError(FailureKind.DATA_LOSS, message)
    if not found.get("version") and not found.entries:
        page = describe_page(text)
        raise UnreadableError(page.kind, f"not a feed: {page.name}")
    return Parsed(tuple(_entry(entry, found.feed) for entry in found.entries), (sloppy,))


def without_declaration(text: str) -> str:
    """Return *text*, which is no bytes any more, without what it says of its encoding."""
    found = _DECLARATION.search(text)
    return text[: found.start()].rstrip() + text[found.end() :] if found else text


def clean_xml(text: str) -> str:
    """
    Return *text* without characters that XML forbids.

    Raises:
        UnreadableError: it declares entities.
    """
    text = _clean(text)
    _refuse_entities(text)
    return text


def _refuse_entities(text: str) -> None:
    """Refuse what could define entities; the old RSS 0.91 document type without any is fine."""
    start = _BEFORE_ROOT.match(text)
    doctype = _DOCTYPE.match(text, start.end() if start else 0)
    root = _ELEMENT.search(text)
    head = text[: root.start() if root else len(text)]
    if (doctype and doctype[1]) or _ENTITY.search(head):
        message = "refused: the document declares entities of its own (DOCTYPE), as attacks do"
        raise UnreadableError(FailureKind.DTD_REFUSED, message)


def _feedparser(text: str) -> Any:
    # No content-location: feedparser would resolve guids against it, and an item would get another
    # identity when its feed moves. normalize.py resolves links.
    try:
        found = feedparser.parse(
            BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        message = f"the parser broke on this document: {type(error).__name__}: {error}"
        raise UnreadableError(FailureKind.UNEXPECTED, message) from error
    if "out of memory" in str(found.get("bozo_exception")):  # of expat; the rest would be partial
        raise MemoryError
    return found


def _sloppiness(found: Any) -> str:
    if not found.bozo:
        return ""
    problem = found.bozo_exception
    line = getattr(problem, "getLineNumber", lambda: None)()
    where = f" (line {line}: {problem.getMessage()})" if line else ""
    return f"not well-formed XML, read leniently{where}"


def _entry(entry: Any, feed: Any, chunk: bytes = b"") -> Entry:
    # dict.get: feedparser's own get() falls back to other keys, with warnings.
    dates = (_moment(dict.get(entry, name)) for name in ("published_parsed", "updated_parsed"))
    return Entry(
        guid=_string(dict.get(entry, "id")),
        link=_string(dict.get(entry, "link")),
        title=_main_text(entry, "title"),
        texts=(_main_text(entry, "summary"), *map(_text, dict.get(entry, "content") or ())),
        author=_author(entry),
        categories=tuple(_category(tag) for tag in dict.get(entry, "tags") or ()),
        published=next((each for each in dates if each), None),
        language=_language(entry) or _string(dict.get(feed, "language")),
        chunk=chunk,
    )


def _main_text(entry: Any, name: str) -> Text:
    """Return the text *name*; its detail may be of another element, such as a photo's caption."""
    value, detail = dict.get(entry, name), _detail(entry, name)
    return _text(detail if detail.get("value") == value else {"value": value})


def _text(detail: Any) -> Text:
    return Text(_string(detail.get("value")), detail.get("type", "text/html") != "text/plain")


def _author(entry: Any) -> str:
    """Return the name; where there is only an address of a person, nothing."""
    detail = _detail(entry, "author")
    return _string(detail.get("name")) if detail else _string(dict.get(entry, "author"))


def _category(tag: Any) -> str:
    return _string(tag.get("label")) or _string(tag.get("term"))


def _language(entry: Any) -> str:
    details = (_detail(entry, "title"), _detail(entry, "summary"))
    return next((_string(d.get("language")) for d in details if d.get("language")), "")


def _detail(entry: Any, name: str) -> Any:
    """Return what feedparser adds to *name*; an element may be called so, and be a mere text."""
    detail = dict.get(entry, f"{name}_detail")
    return detail if isinstance(detail, dict) else {}


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _moment(published: Any) -> datetime | None:
    """Return a moment in UTC, where one is meant; feedparser gives nonsense as it is."""
    if not isinstance(published, struct_time):
        return None
    try:
        moment = datetime.fromtimestamp(timegm(published), UTC)
        return None if is_default(moment) else moment
    except (ValueError, OverflowError, OSError):
        return None
