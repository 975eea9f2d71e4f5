"""What robots.txt says."""

from crawler.robots import Robots, sitemaps_in

ROBOTS = """
User-agent: *
Disallow: /private/
Allow: /private/news

User-agent: Hajiz
Disallow: /only-people/

Sitemap: https://outlet.test/a.xml
sitemap: https://outlet.test/b.xml
Sitemap: https://outlet.test/a.xml
"""


def test_sitemaps_are_named_once_and_in_order() -> None:
    """They belong to no group of the file."""
    assert sitemaps_in(ROBOTS) == ("https://outlet.test/a.xml", "https://outlet.test/b.xml")


def test_the_group_for_our_name_counts() -> None:
    """Who is named has rules of their own; the others have those for all (RFC 9309 §2.2.1)."""
    ours, other = "Hajiz/0.1 (+https://example.org)", "Other/1"

    assert not Robots(ROBOTS).may_read("https://outlet.test/only-people/x", ours)
    assert Robots(ROBOTS).may_read("https://outlet.test/private/x", ours)
    assert not Robots(ROBOTS).may_read("https://outlet.test/private/x", other)
    assert Robots(ROBOTS).may_read("https://outlet.test/private/news/1", other)
    assert Robots("").may_read("https://outlet.test/", ours)
