"""Canonical addresses: an article's own, or none."""

import pytest
from lxml import html

from crawler.article.canonical import Canonical, find_canonical

PAGE = "https://www.example.co.uk/2024/05/story?utm_source=feed"


def canonical(head: str, url: str = PAGE) -> Canonical:
    """Return what a page with this head names."""
    return find_canonical(html.document_fromstring(f"<html><head>{head}</head><p>x"), url)


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ("https://www.example.co.uk/2024/05/story", "https://www.example.co.uk/2024/05/story"),
        ("http://www.example.co.uk/story", "http://www.example.co.uk/story"),
        ("/story#top", "https://www.example.co.uk/story"),
        ("//example.co.uk/story", "https://example.co.uk/story"),
        ("https://EXAMPLE.co.uk:443/Story?id=1&fbclid=x", "https://example.co.uk/Story?id=1"),
        (" https://m.example.co.uk/\nstory ", "https://m.example.co.uk/story"),
        ("https://www.example.co.uk/", ""),
        ("https://www.example.co.uk/2024/", ""),
        ("https://other.co.uk/story", ""),
        ("https://example.co.uk.evil.com/story", ""),
        ("javascript:alert(1)", ""),
        ("ftp://example.co.uk/story", ""),
        ("https://[::1/story", ""),
        ("https://www.example.co.uk/" + "x" * 5000, ""),
        ("", ""),
    ],
)
def test_a_canonical_address_is_cleaned_or_ignored(named: str, address: str) -> None:
    """Its scheme stays; tracking, fragments and default ports go; never a front door or section."""
    assert canonical(f'<link rel="canonical" href="{named}">').url == address


def test_an_address_on_another_site_is_noted() -> None:
    """Someone may want to know that a page claims to be another's."""
    note = canonical('<link rel="canonical" href="https://other.org/story">').note

    assert "other.org" in note


def test_og_url_stands_in() -> None:
    """Where the page has no canonical link, or one that cannot be used."""
    head = '<link rel="canonical" href="/"><meta property="og:url" content="/2024/05/story">'

    assert canonical(head).url == "https://www.example.co.uk/2024/05/story"


@pytest.mark.parametrize("form", ["amp", "AMP/", "print", "2"])
def test_other_forms_of_the_page_lead_to_it(form: str) -> None:
    """An AMP page names the article above it, which is no section."""
    url = f"https://www.example.co.uk/2024/05/story/{form}"
    head = '<link rel="canonical" href="https://www.example.co.uk/2024/05/story/">'

    assert canonical(head, url).url == "https://www.example.co.uk/2024/05/story/"


def test_a_link_to_the_amp_page_is_no_canonical_address() -> None:
    """It names another form, not the article."""
    assert canonical('<link rel="amphtml" href="/2024/05/story/amp">') == Canonical("")


def test_hosts_without_a_domain_speak_for_themselves_only() -> None:
    """Addresses by number have no site above them."""
    head = '<link rel="canonical" href="http://127.0.0.2/story">'

    assert canonical(head, "http://127.0.0.1/story").url == ""
    assert canonical(head, "http://127.0.0.2/other").url == "http://127.0.0.2/story"
