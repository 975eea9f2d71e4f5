"""JSON-LD as pages write it: nested, wrapped, broken, and of other articles."""

import pytest
from lxml import html

from crawler.article.jsonld import Claims, read_claims

URL = "https://example.org/2024/story"


def claims(*scripts: str) -> Claims:
    """Return what these scripts claim."""
    page = "".join(f'<script type="application/ld+json">{script}</script>' for script in scripts)
    return read_claims(html.document_fromstring(f"<html><head>{page}</head><p>x"), URL)


@pytest.mark.parametrize(
    "script",
    [
        '{"@type":"NewsArticle","headline":"Oven"}',
        '{"@type":["Thing","ReportageNewsArticle"],"headline":"Oven"}',
        '{"@type":"https://schema.org/Article","headline":["Oven"]}',
        '[{"@type":"WebSite","name":"Paper"},{"@type":"BlogPosting","headline":"Oven"}]',
        '{"@graph":[{"@type":"WebPage"},{"@type":"NewsArticle","headline":"Oven"}]}',
        '{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"Oven"}}',
        '<!-- {"@type":"NewsArticle","headline":"Oven"} -->',
        '//<![CDATA[\n{"@type":"NewsArticle","headline":"Oven"};\n//]]>',
        '{"@type":"NewsArticle","headline":"O\tven"}'.replace("\t", "&#118;").replace(
            "&#118;v", "v"
        ),
    ],
)
def test_an_article_is_found_however_it_is_wrapped(script: str) -> None:
    """Each of these is on real pages."""
    assert claims(script).headline == "Oven"


@pytest.mark.parametrize(
    "script",
    [
        "",
        "{",
        "null",
        "[1, 2]",
        '"text"',
        '{"@type":5}',
        '{"@type":"WebSite","name":"x"}',
        "[" * 9999,
    ],
)
def test_what_is_broken_or_no_article_claims_nothing(script: str) -> None:
    """The page is read as if it were not there."""
    assert claims(script) == Claims()


@pytest.mark.parametrize("value", ["5", "null", "[]", "{}", "[[]]", '{"name": 5}', "true"])
def test_values_of_the_wrong_kind_are_no_values(value: str) -> None:
    """A claim may be anything."""
    fields = ("headline", "articleBody", "author", "datePublished", "dateModified", "url", "@id")
    script = ",".join(f'"{field}":{value}' for field in fields)

    assert claims(f'{{"@type":"NewsArticle",{script}}}') == Claims()


def test_a_body_is_plain_text() -> None:
    """Some pages put HTML into it, escaped or not."""
    body = "<p>The oven.</p>&lt;p&gt;The bread.&lt;/p&gt;"

    assert claims(f'{{"@type":"Article","articleBody":"{body}"}}').body == "The oven.\n\nThe bread."


def test_the_article_of_this_address_counts() -> None:
    """However much its neighbours say."""
    other = '{"@type":"Article","url":"/other","articleBody":"A convoy came in the night."}'
    own = f'{{"@type":"Article","mainEntityOfPage":{{"@id":"{URL}/"}},"headline":"Oven"}}'

    assert claims(f"[{other},{own}]") == Claims(headline="Oven")


def test_authors_are_joined() -> None:
    """Each once."""
    people = '[{"name":"Rojda"},"Azad",{"name":"Rojda"},{"name":"https://example.org/a"}]'

    assert claims(f'{{"@type":"Article","author":{people}}}').author == "Rojda, Azad"
