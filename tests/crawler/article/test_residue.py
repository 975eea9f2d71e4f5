"""What stands around an article and must not come with it, kind by kind."""

import pytest

from crawler.article.prose import is_prose
from crawler.article.trim import trim
from crawler.article.words import fold
from tests.crawler.article.newspages import FURNITURE, STORIES, links, paragraphs, read

NONE = frozenset[str]()
TEASER = "A military convoy entered the city of Qamishli at dawn."
LINK = '<a href="/2024/05/other">Military convoy enters Qamishli from the east</a>'
CONVOY = {
    "a list of links": f"<ul><li>{LINK}</li><li>{LINK}</li></ul>",
    "a numbered list of links": f"<ol><li>1. {LINK}</li><li>2. {LINK}</li></ol>",
    "a table of links": f"<table><tr><td>{LINK}</td><td>{LINK}</td></tr></table>",
    "a paragraph that is a link": f"<p><b>{LINK}</b></p>",
    "a heading that is a link": f"<h3>{LINK}</h3>",
    "a link behind a label": f"<p>Read also: {LINK}</p>",
    "a link behind a label of another language": f"<p><em>Lue myös:</em> {LINK}</p>",
    "a link behind a label without a colon": f"<p>READ MORE {LINK}</p>",
    "links with remarks, line by line": f"<p>{LINK} [VIDEO]<br>{LINK} [PHOTOS]</p>",
    "related articles": f'<div class="related-articles"><p>{TEASER}</p></div>',
    "related articles in capitals": f'<div class="RelatedArticles"><p>{TEASER}</p></div>',
    "most read": f'<section id="mostRead"><h2>Most read</h2><p>{TEASER}</p></section>',
    "a sidebar": f"<aside><p>{TEASER}</p></aside>",
    "a sidebar by its role": f'<div role="complementary"><p>{TEASER}</p></div>',
    "a ticker": f'<div class="news-ticker"><span>{TEASER}</span></div>',
    "a newsletter form": f'<div class="newsletter"><form><p>{TEASER}</p><input></form></div>',
    "share buttons": f'<div class="share"><button>{TEASER}</button></div>',
    "a cookie notice": f'<div id="cookie-notice"><p>{TEASER}</p></div>',
    "tags": '<div class="post-tags"><a href="/tag/1">convoy</a> <a href="/tag/2">city</a></div>',
    "comments": f'<div id="comments"><p>{TEASER}</p></div>',
    "an author's other articles": f'<div class="author-box"><p>{TEASER}</p></div>',
    "a footer": f"<footer><p>{TEASER}</p></footer>",
    "an advertisement": f'<div class="advertisement"><p>{TEASER}</p></div>',
    "a script": f"<script>var text = '{TEASER}';</script>",
    "a picture that is a teaser": f"<figure><figcaption>{LINK}</figcaption></figure>",
    "a heading and cards": f"<h2>You may also like</h2><div><h4>{LINK}</h4><span>2 h</span></div>",
    "words that are a link elsewhere": (
        f"<p>Military convoy enters Qamishli from the east</p><nav>{LINK}</nav>{LINK}"
    ),
}


@pytest.mark.parametrize("residue", CONVOY.values(), ids=CONVOY)
@pytest.mark.parametrize("place", ["in the middle", "at the end"])
def test_no_rule_fires_for_what_stands_beside_the_article(residue: str, place: str) -> None:
    """The article is about a bakery; only its surroundings speak of a convoy."""
    first, *rest = (f"<p>{sentence}</p>" for sentence in STORIES["en"][1])
    parts = [first, residue, *rest] if place == "in the middle" else [first, *rest, residue]
    page = f"<html><body><article><h1>Bakery</h1>{''.join(parts)}</article></body></html>"

    assert read(page).text.split("\n\n") == STORIES["en"][1]


@pytest.mark.parametrize("language", STORIES)
def test_headings_labels_and_notices_of_every_language_are_known(language: str) -> None:
    """Where the markup says nothing, their words do."""
    heading, label, notice = FURNITURE[language]
    others = STORIES[language][2]
    text = [*STORIES[language][1], f"{label}: {others[0]}", heading, *others, notice]

    assert trim(text, NONE, NONE) == STORIES[language][1]


def test_links_in_sentences_stay() -> None:
    """They are the text of the article."""
    sentence = (
        f"The municipality says that {links('en')[0]} was a rumour, and that the bakery works."
    )

    page = f"<article>{paragraphs('en')}<p>{sentence}</p></article>"

    assert "Military convoy enters Qamishli" in read(page).text


def test_lists_that_are_no_links_stay() -> None:
    """Ministries publish what happened as lists."""
    page = (
        f"<article>{paragraphs('en')}<ul><li>One oven came</li><li>Two men went</li></ul></article>"
    )

    assert read(page).text.split("\n\n")[-2:] == ["One oven came", "Two men went"]


def test_tables_of_data_stay() -> None:
    """Counts by town are news."""
    rows = "<tr><th>Town</th><th>Loaves</th></tr><tr><td>Derik</td><td>4000</td></tr>"
    page = f"<article>{paragraphs('en')}<table>{rows}</table></article>"

    assert "Derik 4000" in read(page).text


def test_short_sources_behind_a_label_stay() -> None:
    """A name is no headline; who said it matters."""
    page = f"<article>{paragraphs('en')}<p>Source: <a href='https://sana.sy'>SANA</a></p></article>"

    assert "Source: SANA" in read(page).text


def test_the_headline_is_not_said_twice() -> None:
    """An item has it as its title already."""
    assert trim(["The  Headline!", "Text."], frozenset(["the headline"]), NONE) == ["Text."]


def test_lines_of_dates_at_the_beginning_go() -> None:
    """They are said elsewhere, and differ from visit to visit."""
    text = ["06.05.2024 09:30", "6 مايو 2024", "On 6 May 2024 the bakery opened."]

    assert trim(text, NONE, NONE) == text[2:]


def test_prose_behind_a_heading_of_others_stays() -> None:
    """Some authors head a part of their article "Further reading" or "Advertisement"."""
    text = ["The bakery opened.", "Advertisement", "The municipality paid for the new oven."]

    assert trim(text, NONE, NONE) == [text[0], text[2]]


def test_a_tail_is_cut_behind_its_heading() -> None:
    """What follows has no sentences."""
    text = [*STORIES["en"][1], "Don't miss", "Convoy enters Qamishli", "New checkpoint closes road"]

    assert trim(text, NONE, NONE) == STORIES["en"][1]


def test_notices_in_the_middle_stay() -> None:
    """Words alone remove nothing there: this one is a quotation."""
    text = ["One.", "Two.", "Follow us, the driver shouted.", *(f"Sentence {n}." for n in range(9))]

    assert trim(text, NONE, NONE) == text


def test_headlines_are_not_removed_if_little_else_is_left() -> None:
    """A page may link to its own text."""
    text = ["Military convoy enters Qamishli"]

    assert trim(text, NONE, frozenset([fold(text[0])])) == text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The bakery has opened again.", True),
        ("“We opened the bakery again.”", True),
        ("Bakery opens again", False),
        ("Is the bakery open?", False),
        ("The bakery, which had been closed for three weeks, …", False),
        ("word " * 30, True),
    ],
)
def test_prose_is_told_from_headlines(text: str, answer: bool) -> None:
    """By its full stop, or its length."""
    assert is_prose(text) is answer
