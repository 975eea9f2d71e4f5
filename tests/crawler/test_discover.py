"""Where pages say their feeds are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.discover import (
    feeds_of,
    robots_of,
    sitemaps_of,
    telegram_of,
    usual_feeds,
)

PAGE = "https://outlet.test/ar/"
RSS = 'rel="alternate" type="application/rss+xml"'


def urls(page: str, url: str = PAGE) -> list[str]:
    """Return the addresses found on *page*."""
    return [each.url for each in feeds_of(page, url)]


def test_declared_feeds_are_found_in_every_spelling() -> None:
    """Case, order of attributes, several relations, parameters of the type: all are in use."""
    page = """<HTML><HEAD>
    <LINK HREF="/a" TYPE="application/RSS+XML; charset=utf-8" REL="Alternate home"
     TITLE=" A &amp;  B ">
    <link rel=alternate type='application/atom+xml' href=b.atom>
    <link rel="feed" type="application/feed+json" href="//cdn.outlet.test/c.json">
    <link rel="alternate" hreflang="en" href="/en/">
    <link rel="stylesheet" type="application/rss+xml" href="/no">
    """

    found = feeds_of(page, PAGE)

    assert [(each.url, each.title) for each in found] == [
        ("https://outlet.test/a", "A & B"),
        ("https://outlet.test/ar/b.atom", ""),
        ("https://cdn.outlet.test/c.json", ""),
    ]


def test_links_are_taken_from_the_base_the_page_names() -> None:
    """<base href> may itself be relative."""
    page = f'<head><base href="/site/"><link {RSS} href="feed"></head>'

    assert urls(page) == ["https://outlet.test/site/feed"]


def test_feeds_of_comments_come_last_and_those_of_parts_behind_the_general_one() -> None:
    """WordPress declares the comments of the page too, often before what matters."""
    page = f"""
    <link {RSS} title="Outlet » Comments Feed" href="/comments/feed/">
    <link {RSS} title="Outlet » Sport" href="/category/sport/feed/">
    <link {RSS} title="Outlet" href="/feed/">
    <link {RSS} title="عنب بلدي » خلاصة التعليقات" href="/x/feed/">
    """

    assert urls(page) == [
        "https://outlet.test/feed/",
        "https://outlet.test/category/sport/feed/",
        "https://outlet.test/comments/feed/",
        "https://outlet.test/x/feed/",
    ]


def test_what_is_json_but_no_feed_is_left_out() -> None:
    """WordPress declares its programming interface and oEmbed as alternates."""
    page = """
    <link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
    <link rel="alternate" type="application/json+oembed" href="/wp-json/oembed/1.0/embed?url=x">
    <link rel="alternate" type="application/json" href="/feed.json">
    """

    assert urls(page) == ["https://outlet.test/feed.json"]


def test_links_in_the_text_serve_where_nothing_is_declared() -> None:
    """Links that look like feeds or are called so, on the site itself or a host for feeds."""
    page = """
    <a href="/rss/all">Subscribe</a> <a href="/x?id=7"> RSS </a> <a href="/ar/feed/">خبر</a>
    <a href="https://feeds.feedburner.com/outlet">Feed</a>
    <a href="https://elsewhere.test/feed">Feed</a>
    <a href="https://notoutlet.test/rss.xml">RSS</a>
    <a href="/feedback">Feedback</a> <a href="/story/rss-explained">RSS explained</a>
    <a href="javascript:rss()">RSS</a> <a href="mailto:rss@outlet.test">RSS</a>
    """

    assert urls(page) == [
        "https://outlet.test/rss/all",
        "https://outlet.test/x?id=7",
        "https://outlet.test/ar/feed/",
        "https://feeds.feedburner.com/outlet",
    ]


def test_declared_feeds_make_links_needless() -> None:
    """A page of links to every category is not asked for more."""
    page = f'<link {RSS} href="/feed"><a href="/rss/sport">RSS</a>'

    assert urls(page) == ["https://outlet.test/feed"]


def test_one_place_is_named_once() -> None:
    """Two spellings of one address are one candidate."""
    page = f'<link {RSS} href="/feed"><link {RSS} href="http://outlet.test:80/feed/#x">'

    assert urls(page) == ["https://outlet.test/feed"]


@pytest.mark.parametrize(
    "href",
    ["feed:https://outlet.test/f.rss", "feed://outlet.test/f.rss", " /f .rss\n", "http://[x/"],
)
def test_odd_addresses_are_understood_or_left_out(href: str) -> None:
    """None of them raises, none becomes another scheme."""
    found = urls(f'<link {RSS} href="{href}">')

    assert all(url.startswith(("http://", "https://")) and " " not in url for url in found)


@given(st.text())
def test_any_text_is_a_page(page: str) -> None:
    """Whatever stands there, nothing raises."""
    assert isinstance(feeds_of(page, PAGE), tuple)


def test_usual_places_begin_below_a_short_path() -> None:
    """A site in two languages has a feed for each; an article's own path is not tried."""
    short = [each.url for each in usual_feeds("https://outlet.test/ar/")]
    long = [each.url for each in usual_feeds("https://outlet.test/2026/11/20/a-story")]

    assert short[0] == "https://outlet.test/ar/feed"
    assert "https://outlet.test/feed" in short
    assert long[0] == "https://outlet.test/feed"
    assert "https://outlet.test/?feed=rss2" in long


def test_sitemaps_of_news_come_first() -> None:
    """Those named in robots.txt, then the usual ones, of each the ones that speak of news first."""
    named = [
        "https://outlet.test/map.xml",
        "https://outlet.test/newsmap.xml",
        "ftp://outlet.test/x",
    ]

    found = [each.url for each in sitemaps_of(named, "https://outlet.test/ar/x")]

    assert found == [
        "https://outlet.test/newsmap.xml",
        "https://outlet.test/news-sitemap.xml",
        "https://outlet.test/sitemap-news.xml",
        "https://outlet.test/map.xml",
        "https://outlet.test/sitemap.xml",
    ]
    assert robots_of("https://u:p@outlet.test:8443/x?y") == "https://outlet.test:8443/robots.txt"


@pytest.mark.parametrize(
    "address",
    ["https://t.me/some_channel", "t.me/s/some_channel", "http://telegram.me/some_channel/123?x=1"],
)
def test_an_address_of_telegram_is_its_public_page(address: str) -> None:
    """A post's address leads to its channel."""
    found = telegram_of(address)

    assert found is not None
    assert (found.kind, found.url) == ("telegram", "https://t.me/s/some_channel")


@pytest.mark.parametrize(
    "address", ["https://t.me/+secret", "https://nott.me/s/x", "https://t.me/"]
)
def test_other_addresses_are_none_of_telegram(address: str) -> None:
    """Invitations cannot be read by anybody."""
    assert telegram_of(address) is None
