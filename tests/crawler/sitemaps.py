"""Sitemaps in the shape of the protocol and of Google's extension, with contents of our own."""

from collections.abc import Iterable

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_PLAIN = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_ALL = (
    f'{_PLAIN} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    ' xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    ' xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"'
)


def sitemap(*urls: str, head: str = HEAD) -> str:
    """Return a sitemap of *urls*, each a whole <url>."""
    return f"{head}<urlset {_ALL}>{''.join(urls)}</urlset>"


news_sitemap = sitemap


def plain(path: str, changed: str, site: str = "https://example.org") -> str:
    """Return a <url> that says when the page changed, or does not."""
    lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
    return f"<url>\n  <loc>{site}{path}</loc>{lastmod}\n</url>"


def news(
    path: str,
    title: str,
    *,
    at: str = "2026-11-20T13:00:00+03:00",
    keywords: str = "",
    site: str = "https://example.org",
) -> str:
    """Return a <url> of an article; *title* is XML."""
    return f"""<url><loc>{site}{path}</loc><news:news>
  <news:publication><news:name>Example</news:name><news:language>ar</news:language></news:publication>
  <news:publication_date>{at}</news:publication_date><news:title>{title}</news:title>
  <news:keywords>{keywords}</news:keywords></news:news></url>"""


def index(*sitemaps: tuple[str, str], site: str = "https://example.org") -> str:
    """Return an index of *sitemaps*, each an address or path and when it changed."""
    return f"{HEAD}<sitemapindex {_PLAIN}>{''.join(_sitemaps(sitemaps, site))}</sitemapindex>"


def _sitemaps(sitemaps: Iterable[tuple[str, str]], site: str) -> Iterable[str]:
    for place, changed in sitemaps:
        lastmod = f"<lastmod>{changed}</lastmod>" if changed else ""
        address = place if "://" in place else site + place
        yield f"<sitemap><loc>{address}</loc>{lastmod}</sitemap>"
