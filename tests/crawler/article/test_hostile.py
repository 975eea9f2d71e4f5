"""Pages made to be expensive: each within what a worker may take, by a wide margin."""

import time

import pytest

from crawler.article.page import Article
from crawler.entry import UnreadableError
from tests.crawler.article.newspages import read

WORDS = "A sentence of some words. "
LINK = '<a href="/x/{}">A headline of some words and more</a>'
HOSTILE = {
    "nested containers": "<div>" * 1_000_000,
    "nested words": "<p>" + "<b>x" * 500_000,
    "nested lists": "<ul><li>" * 500_000,
    "nested tables": "<table><tr><td>" * 300_000,
    "nested quotes": "<blockquote><p>x" * 300_000,
    "nested links": "<div><a href=/x>" * 300_000,
    "many containers": "<div>a</div>" * 400_000,
    "many paragraphs": "<p>hello there, some text. </p>" * 170_000,
    "many lines": "<p>" + "some text<br>" * 300_000,
    "many empty lines": "<div>" + "some text<br><br>" * 250_000,
    "many links": "".join(map(LINK.format, range(80_000))),
    "many lists of links": f"<ul><li>{LINK}</li></ul>" * 60_000,
    "many headings": "<h2>Related articles</h2>" * 150_000,
    "many figures": "<figure><figcaption>Some words of a caption</figcaption></figure>" * 60_000,
    "many cells": "<table>" + "<tr><td>a<td>b" * 300_000,
    "many attributes": f"<div {' '.join(f'a{n}=1' for n in range(500_000))}>x</div>",
    "one name without end": f'<div class="{"related " * 600_000}">x</div>',
    "one paragraph without end": "<p>" + WORDS * 190_000,
    "one word without end": "<p>" + "a" * 5_000_000,
    "spaces without end": "<p>" + " " * 5_000_000 + "x",
    "JSON without end": '<script type="application/ld+json">' + "[" * 3_000_000 + "</script><p>x",
    "many claims": '<script type="application/ld+json">['
    + '{"@type":"NewsArticle","articleBody":"words"},' * 20_000
    + "{}]</script><p>x",
    "quotes": "<a =\"'" * 700_000,
    "half tags": "<a " * 1_500_000,
}


def outcome(page: str) -> Article | UnreadableError:
    """Return what a page ends in."""
    try:
        return read(page)
    except UnreadableError as error:
        return error


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_costs_less_than_a_worker_may_take(page: str) -> None:
    """A worker is killed after 15 s of computing; this machine may be three times as fast."""
    read(f"<article><p>{WORDS}</p></article>")  # what is loaded once for all pages
    began = time.process_time()

    found = outcome(page)

    assert time.process_time() - began < 5
    assert isinstance(found, UnreadableError) or found.text


def test_text_below_too_many_levels_is_kept() -> None:
    """Sloppy systems never close what they open; their articles are read all the same."""
    page = "<font>" * 500 + f"<p>{WORDS * 3}</p>" + "".join(f"<div>{WORDS}" for _ in range(300))

    assert WORDS.strip() in read(page).text


def test_what_is_left_out_of_a_huge_page_is_said() -> None:
    """Its beginning is taken."""
    sentences = (f"<p>Oven {n} was lit again on Monday.</p>" for n in range(20_000))
    article = read(f"<article>{''.join(sentences)}</article>")

    assert article.is_cut
    assert article.text.startswith("Oven 0 was lit")


def test_long_attributes_are_dropped_and_their_text_stays() -> None:
    """Pictures are put into attributes, and whole programs."""
    page = f'<article><img src="data:image/png;base64,{"A" * 50_000}"><p>{WORDS * 3}</p></article>'

    assert read(page).text == (WORDS * 3).strip()
