"""A page that lists articles: what selectors find on it, and what is said when they do not."""

from datetime import UTC, datetime
from typing import Any

import pytest

from crawler.document import Document
from crawler.entry import Entry, Parsed, UnreadableError
from crawler.listing import read_listing
from crawler.normalize import MAX_ITEMS
from model import FailureKind, Listing
from tests.crawler.front_pages import ARABIC, HEADLINES, tables, wordpress

PLACE = "https://example.org/news/"
PLAIN = Listing("li")


def read(
    body: bytes | str, listing: Listing = PLAIN, language: str = "en", **kwargs: Any
) -> Parsed:
    """Read *body* as the page of an outlet."""
    body = body.encode() if isinstance(body, str) else body
    given = {"url": PLACE, "content_type": "text/html", "is_vouched_for": True} | kwargs
    return read_listing(
        Document("o", language, body=body, kind="listing", listing=listing, **given)
    )


def only(body: str, listing: Listing = PLAIN, **kwargs: Any) -> Entry:
    """Return the one entry of a page."""
    (entry,) = read(body, listing, **kwargs).entries
    return entry


def refusal(body: bytes | str, listing: Listing = PLAIN, **kwargs: Any) -> UnreadableError:
    """Return why *body* is not read."""
    with pytest.raises(UnreadableError) as caught:
        read(body, listing, **kwargs)
    return caught.value


def test_selectors_find_what_they_are_for() -> None:
    """Title, link, first words and date of each article, in the order of the page."""
    listing = Listing("article", link="h2 a", title="h2", summary="p", date="time")

    parsed = read(wordpress(), listing)

    assert [entry.title.value for entry in parsed.entries] == list(HEADLINES)
    first = parsed.entries[0]
    assert first.link == "https://example.org/2026/11/1/story-1/"
    assert first.texts[0].value == "The first sentence of story 1 says what happened, and where."
    assert first.published == datetime(2026, 11, 1, 5, tzinfo=UTC)
    assert parsed.notes == ()


@pytest.mark.parametrize(
    ("href", "base", "link"),
    [
        ("a?id=1", "", "https://example.org/news/a?id=1"),
        ("/a", "", "https://example.org/a"),
        ("//www.example.org/a", "", "https://www.example.org/a"),
        ("a", '<base href="/archive/">', "https://example.org/archive/a"),
        (
            "a",
            '<base target="_top"><base href="https://b.org/"><base href="/c/">',
            "https://b.org/a",
        ),
        ("a", '<base href="javascript:x">', "https://example.org/news/a"),
        (" \n a b \t", "", "https://example.org/news/ab"),
    ],
)
def test_links_are_made_absolute(href: str, base: str, link: str) -> None:
    """As browsers do it, <base> respected."""
    assert only(f'<head>{base}</head><li><a href="{href}">T</a></li>').link == link


def test_an_article_is_known_again_however_its_link_is_decorated() -> None:
    """Two links to one article are one entry; the title counts, not the picture."""
    page = '<li><a href="/a?utm_source=x"><img></a></li><li><a href="/a#talk">Headline</a></li>'

    entry = only(page)

    assert entry.guid == "https://example.org/a"
    assert entry.title.value == "Headline"


def test_articles_on_the_page_itself_are_told_apart() -> None:
    """Ministries like to put all statements on one page, or write addresses behind a #."""
    page = (
        '<li><a href="#s1">One</a></li><li><a href="#s2">Two</a></li><li><a href="#">Top</a></li>'
    )

    parsed = read(page)

    assert [entry.guid for entry in parsed.entries] == [
        f"https://example.org/news/#{fragment}" for fragment in ("s1", "s2")
    ]
    assert parsed.notes == ("an article without a link of its own was left out",)


@pytest.mark.parametrize(
    "href", ["javascript:void(0)", "mailto:a@b.org", "", "#", "/", PLACE, "http://[", "x" * 5000]
)
def test_an_article_without_a_link_of_its_own_is_left_out(href: str) -> None:
    """With a note; the others are read."""
    page = f'<li><a href="{href}">Nowhere</a></li><li>None</li><li><a href="/a">A</a></li>'

    parsed = read(page)

    assert [entry.link for entry in parsed.entries] == ["https://example.org/a"]
    assert parsed.notes == ("an article without a link of its own was left out (2×)",)


@pytest.mark.parametrize(
    ("page", "listing"),
    [
        ('<a class="card" href="/a"><h3>Title</h3><p>Words</p></a>', Listing("a.card")),
        ('<a href="/a"><article><h3>Title</h3></article></a>', Listing("article", title="h3")),
        ('<li><a href="/a"><img alt="Picture"></a><a href="/a">Title</a></li>', PLAIN),
        ('<li><a href="/a"><img alt="Title"></a></li>', PLAIN),
        ('<li><a href="/a" aria-label="Title"></a></li>', PLAIN),
        ('<li><h2>Title</h2><a href="/a">More</a></li>', Listing("li", title="h2")),
        ('<li><a href="/a">Title</a></li>', Listing("li", title="h2")),
        ('<li><a href="javascript:x">Share</a> <a href="/a">Title</a></li>', PLAIN),
        ('<li><a href="/c">C</a><h2><a href="/a">Title</a></h2></li>', Listing("li", link="h2")),
        ('<li><a href="/a">T<script>x</script><b>it</b>le</a></li>', PLAIN),
    ],
)
def test_title_and_link_are_found_wherever_pages_put_them(page: str, listing: Listing) -> None:
    """The item a link itself or within one, pictures as links, headings in links."""
    entry = only(page, listing)

    assert (entry.title.value, entry.link) == ("Title", "https://example.org/a")


@pytest.mark.parametrize(
    ("date", "language"),
    [
        ('<time datetime="2026-11-20T00:00:00Z">2 hours ago</time>', "en"),
        ('<time content="2026-11-20">today</time>', "en"),
        ("<time>Published on 20 November 2026</time>", "en"),
        ("<time></time><time>20 تشرين الثاني 2026</time>", "ar"),
    ],
)
def test_dates_are_read_from_attribute_or_words(date: str, language: str) -> None:
    """The attribute first: it is meant for machines."""
    entry = only(
        f'<li><a href="/a">A</a>{date}</li>', Listing("li", date="time"), language=language
    )

    assert entry.published == datetime(2026, 11, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "date", ["2 hours ago", "", "<b></b>", "منذ ساعة", "31/31/2026", "9" * 5000]
)
def test_a_date_that_is_none_costs_nothing(date: str) -> None:
    """The article is read all the same."""
    page = f'<li><a href="/a">A</a><time datetime="{date[:9]}">{date}</time></li>'

    assert only(page, Listing("li", date="time")).published is None


def test_no_article_means_the_page_has_changed() -> None:
    """Never 'nothing new': an outlet would go silent unnoticed."""
    error = refusal("<html><title>New design</title><p>News</p>", Listing("article.story"))

    assert error.kind == FailureKind.NOT_A_FEED
    assert str(error) == (
        'no article found with the selector "article.story" in an HTML page titled «New design»: '
        "the page has changed; `hajiz outlets propose URL` proposes selectors anew"
    )


def test_articles_without_links_mean_so_too() -> None:
    """The words say which of the selectors finds nothing."""
    assert str(refusal("<li>A</li><li>B</li>", Listing("li", link="a.more"))).startswith(
        'the selector "li" finds 2 elements, but in none of them a link of its own with "a.more"'
    )


@pytest.mark.parametrize("body", [b"", b" \n", b"<!-- only a comment -->", b"\x00\x01"])
def test_an_empty_page_is_a_failure(body: bytes) -> None:
    """Servers under load send them with status 200."""
    assert refusal(body).kind == FailureKind.NOT_A_FEED


def test_fm_029_a_bot_challenge_is_recognised() -> None:
    """It would seem to be a changed page, and send people looking for selectors."""
    page = "<title>Just a moment...</title><li><a href='/a'>A</a></li>"

    assert str(refusal(page)) == (
        "not a page to read news from: a bot challenge page titled «Just a moment...»"
    )


@pytest.mark.parametrize("selector", ["li:foo", "li::text", "[", "a|b"])
def test_a_selector_that_is_none_is_said_to_be_none(selector: str) -> None:
    """The configuration is checked before; this is for what gets past it."""
    assert "cannot be used" in str(refusal("<li><a href='/a'>A</a></li>", Listing(selector)))


@pytest.mark.parametrize(
    "page", ["<div><li><a href='/a'>A</a></li><p>cut", "<li><a href='/a'>A</a><"]
)
def test_half_a_page_is_not_taken_in(page: str) -> None:
    """Unless the server vouches for its length."""
    assert refusal(page, is_vouched_for=False).kind == FailureKind.DATA_LOSS
    assert only(page).link == "https://example.org/a"


def test_a_page_may_leave_its_last_closing_tags_out() -> None:
    """HTML allows it, and packers do it."""
    page = "<html><body><div><li><a href='/a'>A</a></div>"

    assert only(page, is_vouched_for=False).link == "https://example.org/a"


@pytest.mark.parametrize(
    ("label", "head", "encoding"),
    [
        ("text/html; charset=windows-1256", "", "cp1256"),
        ("text/html", '<meta charset="windows-1256">', "cp1256"),
        (
            "text/html",
            '<meta http-equiv="Content-Type" content="text/html; charset=windows-1256">',
            "cp1256",
        ),
        ("text/html; charset=iso-8859-1", "", "cp1256"),
        ("text/html", "", "cp1256"),
        ("text/html; charset=windows-1256", "", "utf-8"),
        ("text/html", "", "utf-16"),
    ],
)
def test_fm_036_arabic_pages_are_read_in_any_encoding(label: str, head: str, encoding: str) -> None:
    """Labels are missing or lie."""
    body = tables(head=head).encode(encoding)

    parsed = read(body, Listing("#newslist tr"), language="ar", content_type=label)

    assert [entry.title.value for entry in parsed.entries] == list(ARABIC)


def test_a_page_names_its_encoding_in_its_head() -> None:
    """For languages whose script tells nothing."""
    page = "<head><meta charset='windows-1251'></head><li><a href='/a'>Колонна</a></li>"

    assert only(page.encode("cp1251").decode("latin-1")).title.value != "Колонна"
    (entry,) = read(page.encode("cp1251"), language="en").entries
    assert entry.title.value == "Колонна"


def test_fm_035_control_characters_are_no_trouble() -> None:
    """NUL ends a text in C; here it does not."""
    assert only("<li>\x00<a href='/a\x00'>A\x00\x08\x1bB</a></li>").title.value == "AB"


HUGE = {
    "deep": "<div>" * 100_000 + "<li><a href='/a'>A</a></li>",
    "items in items": "<li>" * 3_000 + "<a href='/a'>A</a>",
    "wide": "<li><a href='/a'>A</a></li>" * 20_000,
    "one text": f"<li><a href='/a'>A</a>{'x' * 5_000_000}</li>",
    "attributes": f"<li {' '.join(f'a{n}=1' for n in range(5_000))}><a href='/a'>A</a></li>",
}


@pytest.mark.parametrize("name", HUGE)
def test_fm_033_huge_pages_are_read_or_refused(name: str) -> None:
    """Within the limits of a worker, and without taking it down."""
    if name == "deep":  # no parser follows so far down
        assert refusal(HUGE[name]).kind == FailureKind.NOT_A_FEED
    else:
        assert read(HUGE[name]).entries[0].link == "https://example.org/a"


def test_ten_thousand_articles_are_read() -> None:
    """How many are taken in is decided later, and told; only those need their dates."""
    page = "".join(f"<li><a href='/{n}'>Title {n}</a><i>20.11.2026</i></li>" for n in range(10_000))

    entries = read(page, Listing("li", date="i")).entries

    assert len(entries) == 10_000
    assert sum(entry.published is not None for entry in entries) == MAX_ITEMS
