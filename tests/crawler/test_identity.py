"""By what items are known again."""

import pytest

from crawler.face import loose_link
from crawler.identity import apart_key, canonical_link, guid_key, identifies, link_key, text_key
from model import ItemKey

SAME = [
    "http://example.org/a?id=1",
    "https://example.org/a?id=1",
    "https://EXAMPLE.org/a?id=1",
    "https://example.org:443/a?id=1",
    "http://example.org:80/a?id=1",
    "https://example.org/a?id=1#comments",
    "https://example.org/a?utm_source=rss&id=1&utm_medium=feed",
    "https://example.org/a?id=1&fbclid=xyz&gclid=1",
    "https://example.org/a?id=1&UTM_Campaign=x",
    "  https://example.org/a?id=1 ",
    "https://user@example.org/a?id=1",
]
DIFFERENT = [
    "https://example.org/A?id=1",
    "https://example.org/a?id=2",
    "https://example.org/a",
    "https://example.org/a/?id=1",
    "https://www.example.org/a?id=1",
    "https://example.org:8080/a?id=1",
    "https://example.org/a?id=1&page=2",
    "https://example.org/a?id=1&gclidx=2",
]


@pytest.mark.parametrize("link", SAME)
def test_decoration_does_not_change_a_link(link: str) -> None:
    """Scheme, case of the host, default port, fragment and tracking do not count."""
    assert canonical_link(link) == "https://example.org/a?id=1"


@pytest.mark.parametrize("link", DIFFERENT)
def test_what_may_matter_to_the_server_stays(link: str) -> None:
    """Two pages are never taken for one."""
    assert link_key(link) != link_key(SAME[0])


@pytest.mark.parametrize("link", ["http://[::1", "https://[x]/"])
def test_a_link_that_is_none_is_empty(link: str) -> None:
    """No address, no identity, no exception."""
    assert canonical_link(link) == ""


@pytest.mark.parametrize(
    ("link", "answer"),
    [
        ("https://example.org/a", True),
        ("https://example.org/?p=1", True),
        ("https://example.org/", False),
        ("https://example.org", False),
        ("https://example.org/?utm_source=rss", False),
        ("https://example.org/#top", False),
        ("", False),
    ],
)
def test_a_front_door_identifies_nothing(link: str, answer: bool) -> None:
    """All items of some feeds link to the home page; that must not make them one."""
    assert identifies(link) is answer


def test_a_guid_survives_the_move_to_https() -> None:
    """The commonest reason for a feed's guids to change is no reason to report all again."""
    assert guid_key("http://example.org/?p=1") == guid_key("https://example.org/?p=1")


def test_keys_of_different_kinds_never_meet() -> None:
    """A guid that looks like a link is not that link, and words do not run together."""
    same = "https://example.org/a"
    keys = {guid_key(same), link_key(same), text_key(same, ""), apart_key(guid_key(same), "", "")}

    assert len(keys) == 4
    assert text_key("ab", "c") != text_key("a", "bc")


@pytest.mark.parametrize(
    ("key", "stored"),
    [
        (guid_key("1"), "f6e17daff7e82cd2905b706e61462ebfc728e7751b7288cf6c201c644bfe48c9"),
        (
            link_key("http://example.org/a"),
            "97add7bd367a2cc20067cfadf525b94f8dab5ddfb92e84ba78cacb47085e3309",
        ),
        (
            text_key("title", "body"),
            "bad96cd6d09a037c9d1a8185691d480350de4116e8d50519dffe31c959c7816b",
        ),
        (
            apart_key(guid_key("1"), "l", "w"),
            "2632d6480b4a91b3bb32da7231530387f1259d8b36a5a8ade51bc183366c1b04",
        ),
    ],
)
def test_keys_never_change(key: ItemKey, stored: str) -> None:
    """They are in databases: another value would report every old item as new."""
    assert key.hex() == stored


def test_no_text_can_break_a_key() -> None:
    """A lone surrogate has a key too."""
    assert len(text_key("\ud800", "\x00")) == 32


@pytest.mark.parametrize("link", ["http:////[", "https:////EX.org]", "http://["])
def test_what_is_no_address_identifies_nothing(link: str) -> None:
    """Also where it only shows when the address is put together again."""
    assert not identifies(link)
    assert loose_link(link) == "https:///"
