"""Hostile sitemaps, listing pages, Telegram channels and articles."""

import json
from collections.abc import Callable, Iterator

from model import OutletKind
from tests.crawler.article.newspages import URL
from tests.crawler.front_pages import wordpress
from tests.crawler.sitemaps import index, news, news_sitemap
from tests.crawler.telegram_pages import channel_page, post
from tests.hostile.document import HTML, Hostile, Size, cut, scaled
from tests.hostile.feeds import MB

__all__ = ["URL", "pages"]


def pages(scale: float = 1.0) -> Iterator[Hostile]:
    """Yield all of them; *scale* makes the largest smaller."""
    n = scaled(scale)
    yield from _sitemaps(n)
    yield from _listings(n)
    yield from _channels(n)
    yield from _articles(n)


def _sitemaps(n: Size) -> Iterator[Hostile]:
    url = "<url><loc>http://h.test/{}</loc>{}</url>".format
    entity = '<!DOCTYPE urlset [<!ENTITY a "b">]>'
    whole = news_sitemap(news("/a", "رتل"))
    made = {
        "entity": lambda: entity + _urlset(url("&a;", "")),
        "deep": lambda: _urlset("<url>" * n(50_000)),
        "deep_closed": lambda: _urlset("<url>" * n(20_000) + "</url>" * n(20_000)),
        "many": lambda: _urlset(url("a", "") * n(100_000)),
        "different": lambda: _urlset("".join(url(i, "") for i in range(n(100_000)))),
        "long": lambda: _urlset(url("x" * n(5 * MB), "")),
        "dates": lambda: _urlset(url("a", "<lastmod>9999-99-99</lastmod>" * n(10_000))),
        "long_date": lambda: _urlset(url("a", f"<lastmod>{'1' * n(MB)}</lastmod>")),
        "itself": lambda: index(*[("/sitemap.xml", "2026-11-20")] * n(10_000)),
        "elsewhere": lambda: index(("//evil.test/a.xml", ""), ("/b.xml", "2026")),
        "schemes": lambda: _urlset(url("a", "").replace("http://h.test/", "javascript:") * 99),
        "list": lambda: "http://h.test/a\n" * n(300_000),
        "list_long": lambda: "http://h.test/" + "a" * n(5 * MB),
        "html": lambda: "<html><body>" + "<url><loc>x" * n(10_000),
        "controls": lambda: whole.replace("رتل", "\x01\x0b\u202e"),
        "comments": lambda: _urlset("<!-- x -->" * n(300_000)),
        "attributes": lambda: _urlset("<url " + " ".join(f'a{i}=""' for i in range(n(50_000)))),
        "feed": lambda: "<rss><channel><item><title>x</title></item></channel></rss>",
    }
    for name, make in made.items():
        yield _page("structure", name, make, "sitemap", "application/xml")
    like = Hostile("cut", "sitemap", bytes, "sitemap", "application/xml")
    yield from cut("cut", whole.encode(), like, 15)


def _urlset(inside: str) -> str:
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{inside}</urlset>'


def _markup(n: Size, unit: str) -> dict[str, Callable[[], str | bytes]]:
    """Return what is done to readers of HTML, with *unit* in the place of one article."""
    link = '<a href="http://h.test/{}">{}</a>'.format
    return {
        "deep": lambda: "<div>" * n(100_000) + unit,
        "deep_unit": lambda: unit * n(3_000),
        "within_each_other": lambda: unit.partition("</")[0] * n(3_000),
        "tables": lambda: "<table><tr><td>" * n(20_000) + unit,
        "formatting": lambda: "<b><i><a><font>" * n(10_000) + unit,
        "paragraphs": lambda: "<p>a" * n(300_000) + unit,
        "lists": lambda: "<ul><li>" * n(20_000) + unit,
        "attribute": lambda: f'<div class="{"a " * n(MB)}">{unit}',
        "attributes": lambda: "<div " + " ".join(f"a{i}=b" for i in range(n(50_000))) + ">" + unit,
        "links": lambda: "".join(link(i, "x") for i in range(n(50_000))) + unit,
        "text": lambda: f"<p>{'x' * n(5 * MB)}</p>{unit}",
        "words": lambda: f"<p>{'قافلة عسكرية. ' * n(200_000)}</p>{unit}",
        "comments": lambda: "<!--" * n(100_000) + unit,
        "unclosed_script": lambda: f"<script>{'<' * n(MB)}{unit}",
        "textarea": lambda: f"<textarea><title><style><xmp>{unit}",
        "base": lambda: f'<base href="javascript:x"><base href="//evil.test">{unit}',
        "refresh": lambda: f"<meta http-equiv=refresh content='0;url=file:///etc/passwd'>{unit}",
        "foreign": lambda: "<svg><math><mtext><mglyph><style><!--</style>" * n(2_000) + unit,
        "templates": lambda: "<template>" * n(20_000) + unit,
        "frameset": lambda: "<frameset><frame><noframes>" * n(5_000) + unit,
        "controls": lambda: f"<p>\0\x01\x0b\u202e\ud800{unit}".encode("utf-8", "surrogatepass"),
        "charset": lambda: f'<meta charset="base64"><meta charset="utf-7">{unit}',
        "utf16": lambda: f"<html>{unit}".encode("utf-16"),
        "cp1256": lambda: f"<p>رتل {unit}".encode("cp1256", "replace"),
        "brackets": lambda: "<" * n(MB),
        "ends": lambda: "</div>" * n(200_000) + unit,
        "nothing": lambda: "",
    }


def _listings(n: Size) -> Iterator[Hostile]:
    unit = '<article><h2><a href="/a">A convoy</a></h2><p>text</p><time>2026</time></article>'
    for name, make in _markup(n, unit).items():
        yield _page("markup", name, make, "listing")
    like = Hostile("cut", "listing", bytes, "listing", HTML)
    yield from cut("cut", wordpress().encode(), like, 15)


def _channels(n: Size) -> Iterator[Hostile]:
    unit = post(1, "A <b>convoy</b>")
    for name, make in _markup(n, unit).items():
        yield _page("markup", name, make, "telegram")
    like = Hostile("cut", "telegram", bytes, "telegram", HTML)
    yield from cut("cut", channel_page(unit), like, 15)


def _articles(n: Size) -> Iterator[Hostile]:
    unit = "<article><h1>A convoy</h1><p>" + "A long sentence of news. " * 20 + "</p></article>"
    for name, make in _markup(n, unit).items():
        yield _page("markup", name, make, None)
    data = '<script type="application/ld+json">{}</script>'.format
    article = {"@type": "NewsArticle", "headline": "x", "articleBody": "A convoy. " * 50}
    made = {
        "deep": data("[" * n(50_000)),
        "deep_closed": data("[" * n(50_000) + "]" * n(50_000)),
        "objects": data('{"@graph":[' * n(20_000)),
        "many": data(json.dumps(article)) * n(5_000),
        "digits": data('{"datePublished": ' + "9" * n(100_000) + "}"),
        "types": data('{"@type": [[], {}, null], "articleBody": {"a": []}, "author": [[[]]]}'),
        "dates": data('{"@type": "NewsArticle", "datePublished": "99999-99-99T99:99:99+99:99"}'),
        "long": data(json.dumps(article | {"articleBody": "x " * n(2 * MB)})),
        "surrogate": data(r'{"@type": "NewsArticle", "articleBody": "\ud800\udfff\ud800"}'),
        "markup": data(json.dumps(article | {"articleBody": "<div>" * n(50_000)})),
    }
    for name, text in made.items():
        yield _page("json-ld", name, lambda text=text: f"<html>{text}{unit}", None)
    like = Hostile("cut", "article", bytes, None, HTML)
    yield from cut("cut", f"<html><body>{unit}</body></html>".encode(), like, 10)


def _page(
    trick: str,
    name: str,
    make: Callable[[], str | bytes],
    kind: OutletKind | None,
    label: str = HTML,
) -> Hostile:
    def encoded() -> bytes:
        body = make()
        return body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")

    return Hostile(trick, name, encoded, kind, label)
