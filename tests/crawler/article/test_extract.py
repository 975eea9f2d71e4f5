"""Article pages to text: all of the article, and nothing of what stands around it."""

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.article.extract import extract
from crawler.article.page import ArticlePage
from crawler.entry import UnreadableError
from crawler.normalize import MAX_BODY
from crawler.plaintext import clean_text
from model import FailureKind
from tests.crawler.article.newspages import (
    STORIES,
    URL,
    divs_and_breaks,
    paragraphs,
    read,
    scripted,
    wordpress,
)

SYSTEMS = [wordpress, divs_and_breaks, scripted]
PIECES = [
    *("<p>", "</p>", "<div class='related'>", "</div>", "<a href='/x'>", "</a>", "<ul><li>"),
    *("<table><tr><td>", "<h1>", "<figure><figcaption>", "<blockquote>", "<!--", "-->", "<br>"),
    *('<script type="application/ld+json">', '{"@type":"NewsArticle","articleBody":', "</script>"),
    *("<meta charset=", "<link rel=canonical href=", "https://[", "&#0;", "&#xD800;", "<title>"),
    *("Read also: ", "اقرأ أيضا", "A sentence of some words that ends here. "),
]
ANY_HTML = st.lists(
    st.sampled_from(PIECES) | st.text(st.characters(), max_size=20), max_size=40
).map("".join)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("language", STORIES)
def test_the_text_is_the_article_and_nothing_else(
    system: Callable[[str], str], language: str
) -> None:
    """Every sentence of it, in order, and no word of other articles, whatever made the page."""
    article = read(system(language), language=language)

    assert article.text.split("\n\n") == STORIES[language][1]
    assert article.title == STORIES[language][0]


@pytest.mark.parametrize("language", ["ar", "ckb", "fa"])
def test_text_from_right_to_left_stays_in_its_order(language: str) -> None:
    """Attributes of direction, marks and joiners change nothing."""
    page = wordpress(language).replace("<html ", '<html dir="rtl" ').replace("<p>", '<p dir="rtl">')

    assert read(page, language=language).text.split("\n\n") == STORIES[language][1]


def test_author_and_dates_are_read() -> None:
    """From meta elements, in UTC."""
    article = read(wordpress("en"))

    assert article.author == "Newsroom"
    assert article.published_at == datetime(2024, 5, 6, 6, 30, tzinfo=UTC)


def test_author_and_dates_are_read_from_json_ld() -> None:
    """Where the page says them to machines only."""
    article = read(scripted("en"))

    assert article.author == "Newsroom"
    assert article.published_at == datetime(2024, 5, 6, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("label", ["", "text/html", "text/html; charset=utf-8"])
def test_arabic_in_windows_1256_is_read_whatever_the_label(label: str) -> None:
    """The page's own meta element counts where the server says nothing or the wrong thing."""
    page = wordpress("ar").replace('charset="utf-8"', 'charset="windows-1256"')
    body = page.encode("cp1256", "replace")

    assert read(body, language="ar", kind=label).text.split("\n\n") == STORIES["ar"][1]


def test_turkish_in_windows_1254_is_read_though_the_server_says_latin_1() -> None:
    """Latin-1 is what servers say who were never told anything."""
    page = divs_and_breaks("tr").replace('charset="utf-8"', 'charset="windows-1254"')
    article = read(page.encode("cp1254"), language="tr", kind="text/html; charset=ISO-8859-1")

    assert article.text.split("\n\n") == STORIES["tr"][1]


def test_the_standfirst_is_part_of_the_text() -> None:
    """It stands beside the main text, and often says what happened."""
    lead = "A convoy of flour reached the town before the oven was lit, the municipality says."
    page = wordpress("en").replace("</h1></header>", f"</h1><h2>{lead}</h2></header>")
    page = page.replace("</head>", f'<meta name="description" content="{lead}"></head>')

    assert read(page).text.split("\n\n") == [lead, *STORIES["en"][1]]


def test_a_summary_below_the_beginning_belongs_to_other_articles() -> None:
    """A teaser's class name is no proof that it is the standfirst."""
    teaser = (
        '<div class="summary">A convoy entered the city of Qamishli from the east at dawn.</div>'
    )
    page = wordpress("en").replace("</main>", f"<div>{teaser}</div></main>")

    assert read(page).text.split("\n\n") == STORIES["en"][1]


def test_captions_are_part_of_the_text() -> None:
    """What a picture shows is often said nowhere else."""
    figure = "<figure><img src=a.jpg><figcaption>The new oven on Monday (AFP)</figcaption></figure>"
    page = wordpress("en").replace("<p><strong>", f"{figure}<p><strong>")

    assert "The new oven on Monday (AFP)" in read(page).text


@pytest.mark.parametrize(
    "caption",
    ["A convoy in Qamishli, 2019. File photo", "رتل عسكري في القامشلي (أرشيفية)", "Колонна. Архив"],
)
def test_captions_of_old_pictures_are_not(caption: str) -> None:
    """They show another day's news."""
    figure = f"<figure><img src=a.jpg><figcaption>{caption}</figcaption></figure>"
    page = wordpress("en").replace("<p><strong>", f"{figure}<p><strong>")

    assert caption not in read(page).text


def test_quoted_posts_are_part_of_the_text() -> None:
    """Embedded posts are quotations, though their containers sound like share buttons."""
    post = "<p>We lit the oven at five this morning, and the first bread is out.</p>— Baker (@oven)"
    embed = f'<div class="social-media-embed"><blockquote class="tweet">{post}</blockquote></div>'
    page = wordpress("en").replace("<p><strong>", f"{embed}<p><strong>")

    assert "We lit the oven at five this morning" in read(page).text


def test_json_ld_is_taken_where_the_page_shows_clearly_less() -> None:
    """Some pages load their text by script, and give it to search engines."""
    whole = paragraphs("en").replace("\n", "").replace("<", "&lt;")
    first = STORIES["en"][1][0]
    script = f'{{"@type":["NewsArticle"],"headline":"x","articleBody":"{whole}"}}'
    page = f'<html><script type="application/ld+json">[{script}]</script><article><p>{first}</p>'

    assert read(page).text.split("\n\n") == STORIES["en"][1]


def test_json_ld_is_left_where_the_page_shows_as_much() -> None:
    """It is often one paragraph without breaks."""
    whole = " ".join(STORIES["en"][1])
    page = scripted("en").replace('"headline"', f'"articleBody":"{whole}","headline"')

    assert read(page).text.split("\n\n") == STORIES["en"][1]


def test_json_ld_of_another_article_is_not_taken() -> None:
    """Pages list their neighbours in it, too."""
    other = {"@type": "NewsArticle", "url": "/other", "articleBody": "A convoy came. " * 200}
    own = {"@type": "NewsArticle", "url": URL, "headline": STORIES["en"][0]}
    script = f'<script type="application/ld+json">{json.dumps([other, own])}</script>'
    page = wordpress("en").replace("</head>", f"{script}</head>")

    assert read(page).text.split("\n\n") == STORIES["en"][1]


def test_a_text_that_is_too_long_is_cut_and_says_so() -> None:
    """At the limit that items have."""
    sentences = (f"<p>Oven {n} was lit again, and bread came out of it.</p>" for n in range(9_000))
    article = read(f"<article>{''.join(sentences)}</article>")

    assert article.is_cut
    assert MAX_BODY - 1_000 < len(article.text.encode("utf-8")) <= MAX_BODY


def test_a_news_flash_of_one_sentence_is_an_article() -> None:
    """Agencies publish those first."""
    page = (
        "<html><title>Oven lit</title><h1>Oven lit</h1><p>Derik: the bakery has opened again.</p>"
    )

    assert read(page).text == "Derik: the bakery has opened again."


def test_paragraphs_that_are_links_as_a_whole_do_not_empty_a_page() -> None:
    """A broken system may wrap all of its text in a link."""
    page = wordpress("en").replace("<p>", '<p><a href="/elsewhere">').replace("</p>", "</a></p>")

    assert STORIES["en"][1][1] in read(page).text


def test_a_column_that_is_called_social_does_not_lose_its_article() -> None:
    """The name of a container is no proof where the story is in it."""
    page = f"<div class='social'><h1>Oven</h1>{paragraphs('en')}</div>"

    assert read(page).text.split("\n\n") == STORIES["en"][1]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "the page is empty"),
        (b" \n ", "the page is empty"),
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"just words, and nothing around them", "no HTML"),
        (b'{"a": "json"}', "no HTML"),
        (b"<?xml version='1.0'?><rss><channel><item></item></channel></rss>", "no HTML"),
        (b"<html><body><div></div></body></html>", "no article text"),
    ],
)
def test_what_is_no_article_is_refused_in_words(body: bytes, words: str) -> None:
    """An analyst reads why there is no text."""
    with pytest.raises(UnreadableError, match=words) as caught:
        read(body)

    assert caught.value.kind == FailureKind.NO_ARTICLE


def test_a_label_of_another_kind_is_believed_only_where_there_is_no_markup() -> None:
    """Some servers call every page a download."""
    with pytest.raises(UnreadableError, match="application/zip"):
        read(b"\x00\x01\x02", kind="application/zip")
    assert read(wordpress("en"), kind="application/zip").text


def test_a_list_of_articles_is_no_article() -> None:
    """A section page says what many articles are called, and nothing of its own."""
    teasers = "".join(
        f'<div><a href="/{n}">Convoy number {n} enters a town</a></div>' for n in "abcdefgh"
    )

    with pytest.raises(UnreadableError, match="no article text"):
        read(f"<html><body><main>{teasers}</main></body></html>")


def test_a_front_page_is_no_article() -> None:
    """Outlets redirect there what they have taken down."""
    with pytest.raises(UnreadableError, match="front page"):
        read(wordpress("en"), url="https://news.example.org/")


@settings(max_examples=300)
@given(body=st.binary(max_size=400) | ANY_HTML.map(lambda text: text.encode("utf-8", "replace")))
@example(body=b"<p>" * 3000 + b"x")
@example(body=b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>x")
@example(body=b'<link rel=canonical href="https://[::1/"><a href="https://[">x</a><p>text')
def test_any_bytes_give_an_article_or_one_kind_of_error(body: bytes) -> None:
    """Nothing else leaves the front door, and the text is as clean as an item's."""
    text = None
    with suppress(UnreadableError):
        text = extract(ArticlePage("o", URL, "en", "text/html", body, "")).text

    assert text is None or text == clean_text(text) != ""


def test_workers_do_not_load_scrapy_for_it() -> None:
    """They are many, and start often."""
    command = "import sys, crawler.article.extract; sys.exit('scrapy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0
