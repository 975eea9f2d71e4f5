"""Spellings of one address, and addresses that only look alike."""

import pytest

from crawler.address import place_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://outlet.test/feed", "https://outlet.test/feed"),
        ("https://outlet.test/feed", "https://outlet.test/feed/"),
        ("https://outlet.test", "https://outlet.test/"),
        ("https://outlet.test:443/feed", "https://outlet.test/feed"),
        ("http://outlet.test:80/feed", "https://outlet.test/feed"),
        ("HTTPS://Outlet.TEST/feed", "https://outlet.test/feed"),
        ("https://outlet.test./feed", "https://outlet.test/feed"),
        ("https://outlet.test/feed#top", "https://outlet.test/feed"),
        ("https://outlet.test/%D8%B9%D8%B1/feed", "https://outlet.test/عر/feed"),
        ("https://مثال.test/feed", "https://xn--mgbh0fb.test/feed"),
        ("https://t.me/s/SomeChannel", "https://telegram.me/somechannel"),
    ],
)
def test_spellings_of_one_place_are_equal(one: str, other: str) -> None:
    """What never changes the document makes no difference."""
    assert place_of(one) == place_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://outlet.test/feed", "https://outlet.test/Feed"),
        ("https://outlet.test/?feed=rss2", "https://outlet.test/?feed=atom"),
        ("https://outlet.test:8080/feed", "https://outlet.test/feed"),
        ("http://outlet.test:443/feed", "http://outlet.test/feed"),
        ("https://ar.outlet.test/feed", "https://outlet.test/feed"),
        ("https://outlet.test/en/feed", "https://outlet.test/feed"),
    ],
)
def test_other_places_stay_apart(one: str, other: str) -> None:
    """A server may answer these differently: an outlet must not be refused for another's sake."""
    assert place_of(one) != place_of(other)


def test_what_is_no_address_is_equal_to_itself() -> None:
    """Nothing raises: what is wrong with it is said elsewhere."""
    assert place_of("http://[broken/feed") == place_of(" http://[broken/feed ")
