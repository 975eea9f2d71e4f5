"""
A well-formed feed cut into its items, so that only those not seen before need be read.

Knows XML, and where RSS and Atom put their items; must not know what an item says. A document that
is unusual in any way is not cut.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pyexpat import ExpatError, ParserCreate

from crawler.normalize import MAX_ITEMS
from crawler.strict import NAMESPACES

_USUAL_PREFIXES = {prefix for prefix in NAMESPACES.values() if prefix}
# The elements that lead to an item, by the root: RSS 0.91-2.0, RSS 0.9 and 1.0, Atom.
_PATHS = {
    "rss": ["rss", "channel", "item"],
    "rdf": ["rdf", "item"],
    "feed": ["feed", "entry"],
}
_SEPARATOR = " "  # expat puts it between the namespace of a name and its local part
_BETWEEN = re.compile(rb"(?>\s+|<!--(?>.*?-->))*+", re.DOTALL)  # two items; never tries twice


@dataclass(frozen=True, slots=True)
class Split:
    """The pieces of a document, in its order; only white space and comments are left out."""

    head: bytes  # up to the first item
    chunks: tuple[bytes, ...]  # the items, at least one
    tail: bytes  # from the end of the last one
    context: bytes  # all of head and tail that the meaning of an item may depend on


def split(document: bytes) -> Split | None:
    """
    Cut *document*, which is UTF-8 whatever it declares, into its items.

    None if it has to be read whole: it is not well-formed, has a document type, has no items or
    too many, has them elsewhere, within each other or among other things, or binds prefixes in a
    way that makes one item's names depend on another's.
    """
    cutter = _Cutter(document)
    try:
        cutter.parser.Parse(document, True)
    except (ExpatError, _UnusualError):
        return None
    places = cutter.places
    if not 0 < len(places) <= MAX_ITEMS or not _is_dense(document, places):
        return None
    if not _is_unambiguous(cutter.declarations, places[0][0]):
        return None
    return Split(
        head=document[: places[0][0]],
        chunks=tuple(document[start:end] for start, end in places),
        tail=document[places[-1][1] :],
        context=repr((cutter.context, _prefixes(cutter.declarations, places[0][0]))).encode(),
    )


def _is_dense(document: bytes, places: list[tuple[int, int]]) -> bool:
    """Say whether there is nothing between the items."""
    gaps = ((end, start) for (_, end), (start, _) in pairwise(places))
    return all(_BETWEEN.fullmatch(document, *gap) for gap in gaps)


_Declaration = tuple[int, str, str]  # where in the document, prefix, namespace


def _is_unambiguous(declarations: Iterable[_Declaration], first_item: int) -> bool:
    """
    Say whether each prefix means one thing throughout, and names are the same in any selection.

    feedparser never forgets a prefix. The elements of a namespace it does not know go by the
    first prefix that was bound to it; those of the others by the usual one, whose meaning must
    not be changed on the way.
    """
    meanings: dict[str, str] = {}
    first: dict[str, tuple[str, bool]] = {}
    for place, prefix, namespace in declarations:
        if prefix and meanings.setdefault(prefix, namespace) != namespace:
            return False
        usual = NAMESPACES.get(namespace.lower())
        if usual is None:
            is_always = bool(prefix) and place < first_item
            name, is_settled = first.setdefault(namespace, (prefix, is_always))
            if name != prefix and not is_settled:
                return False
        elif prefix != usual and prefix in _USUAL_PREFIXES:
            return False
    return True


def _prefixes(declarations: Iterable[_Declaration], first_item: int) -> list[tuple[str, str]]:
    return [(prefix, name) for place, prefix, name in declarations if place < first_item]


class _UnusualError(Exception):
    """The document has to be read whole."""


class _Cutter:
    """Where the items of a document stand, and what their meaning depends on."""

    def __init__(self, document: bytes) -> None:
        self.places: list[tuple[int, int]] = []  # in bytes
        self.context: list[str] = []
        self.declarations: list[_Declaration] = []
        self._document = document
        self._path: list[str] = []  # elements open around the items
        self._start = 0  # of the item that is open
        self._name = ""  # of that item
        self.parser = ParserCreate("utf-8", _SEPARATOR)
        self.parser.ordered_attributes = True
        self.parser.StartDoctypeDeclHandler = _refuse
        self.parser.StartNamespaceDeclHandler = self._declare
        self._listen_outside()

    def _declare(self, prefix: str | None, namespace: str | None) -> None:
        place = self.parser.CurrentByteIndex
        self.declarations.append((place, prefix or "", namespace or ""))

    def _listen_outside(self) -> None:
        self.parser.StartElementHandler = self._start_outside
        self.parser.EndElementHandler = self._end_outside

    def _listen_inside(self) -> None:
        self.parser.StartElementHandler = None
        self.parser.EndElementHandler = self._end_inside

    def _start_outside(self, name: str, attributes: list[str]) -> None:
        local = _local(name)
        self._path.append(local)
        if local in ("item", "entry"):
            if self._path != _PATHS.get(self._path[0]) or not _is_at_home(name):
                raise _UnusualError
            self._start, self._name = self.parser.CurrentByteIndex, name
            self._listen_inside()
        elif local != "li" or attributes[2:]:  # RSS 1.0 lists its items in the head
            self.context.append(f"{name} {attributes}")
            if local == "language":
                self.parser.CharacterDataHandler = self.context.append

    def _end_outside(self, name: str) -> None:
        local = self._path.pop() if self._path else ""
        if local != _local(name):  # of an item that held another of the same name
            raise _UnusualError
        if local != "li":
            self.context.append("/")
        self.parser.CharacterDataHandler = None

    def _end_inside(self, name: str) -> None:
        if name == self._name:
            tag = self.parser.CurrentByteIndex
            if tag == self._start:  # of an item that is empty
                raise _UnusualError
            self.places.append((self._start, self._document.index(b">", tag) + 1))
            self._path.pop()
            self._listen_outside()
        elif _local(name) in ("item", "entry"):
            raise _UnusualError


def _refuse(*_: object) -> None:
    raise _UnusualError


@lru_cache(maxsize=1024)
def _local(name: str) -> str:
    return name.rpartition(_SEPARATOR)[2].lower()


def _is_at_home(name: str) -> bool:
    """Say whether *name* is of RSS or Atom, and not of another vocabulary."""
    namespace = name.rpartition(_SEPARATOR)[0]
    return not namespace or NAMESPACES.get(namespace.lower()) == ""
