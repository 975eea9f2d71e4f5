"""What documents say of themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.heading import Heading, heading_of

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ku-Latn">
<link rel="self" href="https://outlet.test/atom"/><title type="html">A &amp;amp; B</title>
<link href="https://outlet.test/"/><entry><title>E</title></entry></feed>"""
RSS = """\ufeff<?xml version="1.0" encoding="windows-1256"?><!-- <html> --><rss version="2.0"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel>
<atom:link href="https://outlet.test/self" rel="self"/>
<title><![CDATA[ عنب
بلدي ]]></title><language>ar-SY</language><link>https://outlet.test</link>
<image><title>No</title></image>
<item><title>I</title><language>xx</language></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>R</title><dc:language>ru</dc:language>
<link>https://outlet.test/</link></channel><item/></rdf:RDF>"""
JSON = '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "tr-TR"}'
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="x"><url><n:news>
<n:publication><n:name>S &amp; T</n:name><n:language>en</n:language></n:publication></n:news></url>
</urlset>"""
PAGE = """<!doctype html><html lang="en"><title>Front | P</title>
<meta property="og:site_name" content="P">"""
TELEGRAM = """<html><meta property="og:title" content="Channel">
<div class="tgme_channel_info"></div></html>"""


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        (ATOM, Heading("feed", "A & B", "ku", "https://outlet.test/")),
        (RSS, Heading("feed", "عنب بلدي", "ar", "https://outlet.test")),
        (RDF, Heading("feed", "R", "ru", "https://outlet.test/")),
        (JSON, Heading("feed", "J", "tr")),
        (SITEMAP, Heading("sitemap", "S & T", "en")),
        (PAGE, Heading("page", "P", "en")),
        (TELEGRAM, Heading("telegram", "Channel")),
        ("<opml/>", Heading("other")),
        ('{"a": 1}', Heading("other")),
        ("", Heading("other")),
        (RSS[:-30], Heading("feed", "عنب بلدي", "ar", "https://outlet.test")),
    ],
)
def test_a_document_says_what_it_is(text: str, heading: Heading) -> None:
    """Form, title, language and homepage, whatever the format."""
    assert heading_of(text) == heading


def test_entities_of_a_document_are_not_expanded() -> None:
    """A heading is read outside the workers: it must cost nothing."""
    layers = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{layers}]><rss><channel><title>&l11;</title>'

    assert len(heading_of(bomb).title) <= 200


@given(st.text() | st.builds("<rss><channel>{}".format, st.text()))
def test_any_text_has_a_heading(text: str) -> None:
    """Whatever stands there, nothing raises."""
    assert heading_of(text).form in {"feed", "sitemap", "telegram", "page", "other"}
