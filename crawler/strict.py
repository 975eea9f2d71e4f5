"""
The strict parser of feedparser, watched: whether what it makes of an item depends on others.

Some of what it finds within an item it still has in mind at the next, such as a base address. With
`parse`, this is the only file that knows feedparser.
"""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from xml.sax import make_parser
from xml.sax.handler import feature_external_ges, feature_namespaces
from xml.sax.xmlreader import InputSource

from feedparser.api import StrictFeedParser

# Namespaces feedparser knows, in lower case, and the prefix it goes by; "" for those of feeds.
NAMESPACES: Final[Mapping[str, str]] = {
    namespace.lower(): prefix for namespace, prefix in StrictFeedParser.namespaces.items()
}
# What the parser has gathered so far; and what it sets anew when an item begins.
_GATHERED = {"entries", "feeddata", "elementstack", "property_depth_map"}
_PREFIXES = {"namespacemap", "namespaces_in_use"}  # `split` sees to it that they stay in step
_RENEWED = {"guidislink", "title_depth"}
_OURS = {"is_separable", "_before", "_locator"}
_IGNORED = _GATHERED | _PREFIXES | _RENEWED | _OURS


@dataclass(frozen=True, slots=True)
class Strict:
    """What feedparser makes of a well-formed document."""

    entries: list[Any]
    feed: Any
    is_separable: bool  # each entry is the same whatever entries are before it


def read_strictly(document: bytes) -> Strict | None:
    """
    Read *document*, well-formed UTF-8 without a document type, as `feedparser.parse` reads it.

    None if feedparser breaks on it, and the lenient parser has to be tried.
    """
    handler = _Watched()
    parser = make_parser()  # noqa: S317  # there is no document type, so no entities
    parser.setFeature(feature_namespaces, True)
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(handler)
    parser.setErrorHandler(handler)
    source = InputSource()
    source.setByteStream(BytesIO(document))
    source.setEncoding("utf-8")
    try:
        parser.parse(source)
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001  # a SAXException, or whatever its many handlers may raise
        return None
    return Strict(handler.entries, handler.feeddata, handler.is_separable)


class _Watched(StrictFeedParser):  # type: ignore[misc]
    """Compares what the parser has in mind after each item with what it had before the first."""

    def __init__(self) -> None:
        super().__init__("", None, "utf-8")
        self.resolve_relative_uris = False
        self.sanitize_html = False
        self.is_separable = True
        self.contentparams: dict[str, Any] = {}
        self._before: dict[str, Any] = {}

    def push_content(self, *about: Any) -> None:
        """
        Begin an element of text, with a mere dict for what is known of it.

        It is looked at with every piece of text, and none of its names goes by another, which is
        what feedparser's own kind of dict is for: that takes a tenth of all reading.
        """
        super().push_content(*about)
        self.contentparams = dict(self.contentparams)

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802
        if not self._before and _is_item(name):
            self._before = {name: copy(value) for name, value in self._in_mind()}
        super().startElementNS(name, qname, attrs)

    def endElementNS(self, name: Any, qname: Any) -> None:  # noqa: N802
        super().endElementNS(name, qname)
        if self.is_separable and _is_item(name):
            self.is_separable = dict(self._in_mind()) == self._before

    def _in_mind(self) -> list[tuple[str, Any]]:
        mind = [(name, value) for name, value in vars(self).items() if name not in _IGNORED]
        language = dict.get(self.feeddata, "language")
        return [*mind, ("feed", (language, "image" in self.feeddata, "textinput" in self.feeddata))]


def _is_item(name: tuple[str | None, str]) -> bool:
    return name[1].lower() in ("item", "entry")
