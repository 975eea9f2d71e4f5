"""Title, author and dates, from wherever a page says them."""

from datetime import UTC, datetime

import pytest
from lxml import html

from crawler.article.about import About, read_about
from crawler.article.jsonld import read_claims

URL = "https://example.org/2024/story"


def about(page: str, feed_title: str = "") -> About:
    """Return what a page says about its article."""
    root = html.document_fromstring(page)
    return read_about(root, read_claims(root, URL), feed_title)


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (
            "<title>Oven lit in Derik again | The Paper</title><h1>Oven lit in Derik again</h1>",
            "Oven lit in Derik again",
        ),
        ("<title>Oven lit in Derik again - Paper</title><h1>Paper</h1>", "Oven lit in Derik again"),
        ("<title>Oven lit in town - Paper</title><p>x", "Oven lit in town"),
        ('<meta property="og:title" content="Oven lit"><title>x</title><p>x', "Oven lit"),
        ("<title>Half-lit ovens</title><p>x", "Half-lit ovens"),
        ("<p>x", ""),
    ],
)
def test_the_title_is_the_headline_that_readers_see(page: str, title: str) -> None:
    """If it is the article's; the name of the site is none."""
    assert about(page).title == title


def test_the_feeds_title_is_used_where_the_page_has_none() -> None:
    """The feed knew the article before."""
    assert about("<p>x", "Oven lit").title == "Oven lit"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-06T09:30:00+03:00", datetime(2024, 5, 6, 6, 30, tzinfo=UTC)),
        ("2024-05-06T09:30:00Z", datetime(2024, 5, 6, 9, 30, tzinfo=UTC)),
        ("2024-05-06T09:30", datetime(2024, 5, 6, 9, 30, tzinfo=UTC)),
        ("2024-05-06", datetime(2024, 5, 6, tzinfo=UTC)),
        ("Mon, 06 May 2024 09:30:00 +0300", datetime(2024, 5, 6, 6, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_are_read_in_utc(text: str, moment: datetime | None) -> None:
    """And left out where they cannot be true."""
    page = f'<meta property="article:published_time" content="{text}"><p>x'

    assert about(page).published_at == moment


def test_a_change_has_a_date_of_its_own() -> None:
    """Outlets update their articles."""
    page = '<meta property="article:modified_time" content="2024-05-07T00:00:00Z"><p>x'

    assert about(page).modified_at == datetime(2024, 5, 7, tzinfo=UTC)
    assert about(page).published_at is None


@pytest.mark.parametrize(
    ("page", "author"),
    [
        ('<meta name="author" content=" Rojda  Hesen "><p>x', "Rojda Hesen"),
        ('<meta property="article:author" content="https://facebook.com/paper"><p>x', ""),
        ('<a rel="author" href="/a">Rojda Hesen</a>', "Rojda Hesen"),
        ("<p>x", ""),
    ],
)
def test_authors_are_names(page: str, author: str) -> None:
    """Not addresses of profiles."""
    assert about(page).author == author
