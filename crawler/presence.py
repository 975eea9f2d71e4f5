"""
What a document held besides the items that were read: those known from the look before.

Pure. Reads what `normalize` leaves for the next look; without it nothing can be said.
"""

from collections import defaultdict

from crawler.identity import canonical_link
from crawler.memory import mark, unpack
from model import Item, ItemKey


def key_mark(key: ItemKey) -> bytes:
    """Return what stands for *key* in the memory of a document."""
    return mark(key)


def face_mark(url: str, link: str, words: str) -> bytes:
    """
    Return what stands for what tells an item apart from others with its key.

    Two forms of one item, with a link decorated in another way, are the same. *link* is the link
    as it is written, for those that are no web address.
    """
    face = (canonical_link(url) or link, words)
    return mark(*(part.encode("utf-8", "surrogatepass") for part in face))


class Presence:
    """The keys and faces of all items of one document."""

    def __init__(self, memory: bytes) -> None:
        traces = unpack(memory).values()
        self._keys = {trace.key for trace in traces}
        self._keys_of = defaultdict[bytes, set[bytes]](set)
        for trace in traces:
            self._keys_of[trace.face].add(trace.key)

    def __bool__(self) -> bool:
        """Say whether anything is known of the document."""
        return bool(self._keys)

    def holds(self, key: ItemKey) -> bool:
        """Say whether an item of that key was there; one whose guid others share is not found."""
        return key_mark(key) in self._keys

    def has_twin(self, item: Item) -> bool:
        """Say whether another item of another key had the same link and title."""
        return len(self._keys_of[face_mark(item.url, "", item.title or item.body)]) > 1
