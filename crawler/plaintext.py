"""
Plain text out of whatever outlets put into their feeds: HTML, controls, broken Unicode.

What a reader would see is kept to the letter; what only machines see is dropped. Knows no feed.
"""

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]

# Bidirectional overrides and isolates make text read otherwise than it is stored. ZWNJ and ZWJ
# stay: they are part of the spelling in Persian, Kurdish and Arabic.
_DROPPED = [
    *range(0x20),
    *range(0x7F, 0xA0),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *range(0xD800, 0xE000),
    0xFEFF,
    0xFFFE,
    0xFFFF,
]
_BREAKS = "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
_CLEANING = (
    dict.fromkeys(_DROPPED)
    | dict.fromkeys(map(ord, _BREAKS), "\n")
    | dict.fromkeys(map(ord, "\t\x1f"), " ")
)
_UNCLEAN = re.compile(f"[{re.escape(''.join(map(chr, _CLEANING.keys() - {10})))}]")

_UNSEEN = {"script", "style", "template", "iframe", "object", "noembed", "noframes"}
_PARAGRAPHS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body center dd details dialog div dl dt fieldset "
        "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend main menu nav ol p pre "
        "section summary table ul",
    )
)
_LINES = frozenset(["br", "li", "tr", "caption", "option"])
_CELLS = frozenset(["td", "th", "img"])
_STRUCTURE = re.compile(rf"<(?:{'|'.join(sorted(_PARAGRAPHS | _LINES))})\b", re.IGNORECASE)
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&[#a-zA-Z]")
_HALF_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(\s+[a-zA-Z-]+\s*=.*|\s*/?)", re.DOTALL)
_EMPTY_LINES = re.compile(r"\n\s*\n")


def clean_line(text: str) -> str:
    """Return *text* as one line: NFC, without controls, white space runs as one space."""
    return " ".join(unicodedata.normalize("NFC", _cleaned(text)).split())


def clean_text(text: str) -> str:
    """Return *text* cleaned like `clean_line`, its paragraphs parted by one empty line."""
    text = unicodedata.normalize("NFC", _cleaned(text))
    paragraphs = (_lines(paragraph) for paragraph in _EMPTY_LINES.split(text))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def html_to_text(html: str) -> str:
    """
    Return the visible text of *html*; paragraphs are parted by empty lines, not yet cleaned.

    HTML that has no structure keeps its own line breaks: it is plain text with a few entities.
    """
    if not _MARKUP.search(html):
        return html
    html = _whole(_cleaned(html))
    keeps_breaks = not _STRUCTURE.search(html)
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, no_network=True
    )
    root = etree.fromstring(html.encode("utf-8"), parser)
    if root is None:  # nothing but comments
        return ""
    return "".join(_pieces(root, keeps_breaks))


def _cleaned(text: str) -> str:
    """Return *text* with what is to be dropped or replaced; finding it is quicker than doing so."""
    return text.translate(_CLEANING) if _UNCLEAN.search(text) else text


def _lines(paragraph: str) -> str:
    lines = (" ".join(line.split()) for line in paragraph.split("\n"))
    return "\n".join(line for line in lines if line)


def _whole(html: str) -> str:
    """Return *html* without a tag cut off at its end; a lone "<" there is text, and kept."""
    start = html.rfind("<")
    if start <= html.rfind(">"):
        return html
    if _HALF_TAG.fullmatch(html, start):
        return html[:start]
    return f"{html[:start]}&lt;{html[start + 1 :]}"


def _pieces(root: etree._Element, keeps_breaks: bool) -> Iterator[str]:
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        is_unseen = element.tag in _UNSEEN
        yield _edge(element.tag, is_start=event == "start")
        if event == "start" and is_unseen:
            walk.skip_subtree()
        text = element.text if event == "start" and not is_unseen else None
        text = element.tail if event == "end" else text
        if text:
            yield text if keeps_breaks else _evenly_spaced(text)


def _evenly_spaced(text: str) -> str:
    """Return *text*, which is not empty, with one space for each run of white space."""
    words = " ".join(text.split())
    before = " " if text[0].isspace() else ""
    after = " " if words and text[-1].isspace() else ""
    return f"{before}{words}{after}"


def _edge(tag: str, *, is_start: bool) -> str:
    if tag in _PARAGRAPHS:
        return "\n\n"
    if tag in _LINES:
        return "\n" if is_start else ""
    return " " if tag in _CELLS else ""
