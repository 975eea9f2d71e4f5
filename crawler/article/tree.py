"""
Bytes of a page to a tree that is small enough to work with, whatever was sent.

Knows encodings and HTML; must not know what an article is.
"""

import re
import sys
from dataclasses import dataclass
from itertools import islice

from lxml import etree, html  # type: ignore[import-untyped]

from crawler.article.page import ArticlePage
from crawler.encoding import decode
from crawler.entry import UnreadableError
from model import FailureKind

MAX_CHARACTERS = 6_000_000  # of markup
MAX_ELEMENTS = 12_000  # an article has hundreds, a long live page thousands
MAX_DEPTH = 200
MAX_ATTRIBUTE = 2_000  # characters; longer ones are pictures and programs
MAX_TAG = 16_384  # libxml2 takes time by the square of a tag's attributes

_HEAD = 4_096  # bytes in which a page says its encoding; the standard asks for 1,024
_META = re.compile(rb"""<meta[^>]{0,200}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_LANG = re.compile(rb"""<html[^>]{0,500}?\blang\s*=\s*["']?([A-Za-z]{2,3})\b""", re.IGNORECASE)
_DEFAULT = re.compile(
    r"charset\s*=\s*[\"']?(iso-8859-1|windows-1252|latin-?1|us-ascii)", re.IGNORECASE
)
_CHARSET = re.compile(r"charset\s*=", re.IGNORECASE)
_LONG_VALUE = re.compile(rf"""=\s*(?:"[^"]{{{MAX_ATTRIBUTE},}}"|'[^']{{{MAX_ATTRIBUTE},}}')""")
_LONG_TAG = re.compile(rf"<([a-zA-Z][a-zA-Z0-9]{{0,20}})\b[^<>]{{{MAX_TAG},}}>")
_FORBIDDEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0 §2.2
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_DIGITS = 8  # of a reference; no character has more
_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"RIFF", "an image, a sound or a film"),
    (b"PK\x03\x04", "an archive or an office file"),
    (b"\x1f\x8b", "a packed file"),
)
_OTHER_TYPE = re.compile(
    r"\s*(application/(?!xhtml|xml|octet)[\w.+-]+|image/[\w.+-]+|audio/[\w.+-]+|video/[\w.+-]+)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"<[a-zA-Z][a-zA-Z0-9]{0,10}[\s/>]")
_FEED = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|rdf:RDF|urlset)\b", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Tree:
    """A page's tree, its text as it was decoded, and what had to be left out."""

    root: html.HtmlElement
    source: str
    note: str = ""
    is_cut: bool = False


def read_tree(page: ArticlePage) -> Tree:
    """
    Return the tree of *page*, cut to a size that is cheap to work with.

    Raises:
        UnreadableError: it is not HTML, or empty.
    """
    _refuse_other_types(page)
    decoded = decode(page.body, _labelled(page), _language(page))
    source = _REFERENCE.sub(_valid, _FORBIDDEN.sub("", decoded.text[:MAX_CHARACTERS]))
    if not source.strip():
        raise UnreadableError(FailureKind.NO_ARTICLE, "the page is empty")
    if not _MARKUP.search(source) or _FEED.match(source):
        raise UnreadableError(FailureKind.NO_ARTICLE, "not a web page: no HTML in it")
    root, is_cut = _parse(_LONG_TAG.sub(r"<\1>", _LONG_VALUE.sub('=""', source)))
    is_cut = _shorten(root) or is_cut or len(decoded.text) > MAX_CHARACTERS
    _flatten(root)
    return Tree(root, source, decoded.note, is_cut)


def _refuse_other_types(page: ArticlePage) -> None:
    """Trust the bytes more than the label: some servers call every page a download."""
    start = page.body[:16].lstrip()
    what = next((name for magic, name in _MAGIC if start.startswith(magic)), "")
    label = _OTHER_TYPE.match(page.content_type)
    if label and not what and b"<" not in page.body[:_HEAD]:
        what = label[1].lower()
    if what:
        raise UnreadableError(FailureKind.NO_ARTICLE, f"not a web page but {what}")


def _labelled(page: ArticlePage) -> str:
    """
    Return the content type, with the encoding the page names itself.

    The server's word goes first (HTML standard, "determining the character encoding"), except
    Latin-1: that is what servers say who were never told anything.
    """
    declared = _META.search(page.body[:_HEAD])
    said = page.content_type
    if not declared or (_CHARSET.search(said) and not _DEFAULT.search(said)):
        return said
    return f"text/html; charset={declared[1].decode('ascii')}"


def _language(page: ArticlePage) -> str:
    declared = _LANG.search(page.body[:_HEAD])
    if page.language and page.language != "und":
        return page.language
    return declared[1].decode("ascii").lower() if declared else ""


def _valid(reference: re.Match[str]) -> str:
    """Return the reference, or nothing if it stands for a character that no tree may hold."""
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    if len(digits) > _DIGITS or (number := int(digits, base)) > sys.maxunicode:
        return ""
    return "" if _FORBIDDEN.match(chr(number)) else reference[0]


def _parse(source: str) -> tuple[html.HtmlElement, bool]:
    parser = html.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        huge_tree=True,
        no_network=True,
    )
    try:
        root = html.document_fromstring(source.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        raise UnreadableError(FailureKind.NO_ARTICLE, "the page holds nothing") from None
    return root, any("depth" in error.message for error in parser.error_log)


def _shorten(root: html.HtmlElement) -> bool:
    """Drop what comes after MAX_ELEMENTS; say whether there was something."""
    first = next(islice(root.iter(), MAX_ELEMENTS, None), None)
    element = first
    while element is not None and element.getparent() is not None:
        parent = element.getparent()
        del parent[parent.index(element) :]
        element = _after(parent)
    return first is not None


def _after(element: html.HtmlElement) -> html.HtmlElement | None:
    """Return what follows *element* in the document, outside it."""
    while element is not None and element.getnext() is None:
        element = element.getparent()
    return None if element is None else element.getnext()


def _flatten(root: html.HtmlElement) -> None:
    """Make plain text of whatever is nested deeper than any page needs."""
    depth = 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        depth += 1 if event == "start" else -1
        if event == "start" and depth >= MAX_DEPTH and len(element):
            text = " ".join(element.itertext())
            del element[:]
            element.text = text
            walk.skip_subtree()
