"""What a document held besides the items that were read."""

from crawler.document import Document
from crawler.identity import guid_key
from crawler.presence import Presence
from crawler.reading import Reading, read
from tests.crawler.conftest import rss

ONE = "<title>One</title><guid>1</guid><link>https://a.org/1</link>"
TWO = "<title>Two</title><guid>2</guid><link>https://a.org/2</link>"
TWIN = "<title>One</title><guid>3</guid><link>https://a.org/1?utm_source=x</link>"


def look(*items: str, memory: bytes = b"") -> Reading:
    """Read a document of *items* after a look that left *memory*."""
    body = rss(*items)
    place = "https://a.org/feed"
    found = read(Document("a", "en", place, "text/xml", body, is_vouched_for=True, memory=memory))
    assert isinstance(found, Reading)
    return found


def test_what_was_not_read_again_is_there() -> None:
    """Known from the look before; what has gone is not."""
    second = look(TWO, ONE, memory=look(ONE).memory)
    present = Presence(second.memory)

    assert [item.title for item in second.items] == ["Two"]
    assert present.holds(guid_key("1"))
    assert present.holds(guid_key("2"))
    assert not Presence(look(TWO).memory).holds(guid_key("1"))


def test_a_twin_has_the_same_link_and_title_under_another_key() -> None:
    """Whether it was read or known."""
    second = look(TWIN, TWO, ONE, memory=look(TWO, ONE).memory)
    present = Presence(second.memory)
    (twin,) = second.items

    assert present.has_twin(twin)
    assert not present.has_twin(look(TWO).items[0])


def test_without_a_memory_nothing_can_be_said() -> None:
    """Neither that something was there nor that it was not."""
    assert not Presence(b"")
    assert Presence(look(ONE).memory)
