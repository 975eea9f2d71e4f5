"""Entries to items: identity, text, links and dates, through the whole reading of a document."""

from datetime import UTC, datetime

import pytest

from crawler.document import Document
from crawler.identity import guid_key, link_key, text_key
from crawler.reading import Reading, read
from model import Item
from tests.crawler.conftest import rss


def reading(
    body: bytes, language: str = "en", url: str = "https://example.org/news/feed"
) -> Reading:
    """Read *body* as the feed at *url*."""
    found = read(Document("outlet", language, url, "application/xml", body, True))
    assert isinstance(found, Reading), found
    return found


def items(*inside: str, **kwargs: str) -> tuple[Item, ...]:
    """Return the items of an RSS feed with *inside* in its <item>s."""
    return reading(rss(*inside), **kwargs).items


def item(inside: str, **kwargs: str) -> Item:
    """Return the one item of such a feed."""
    return items(inside, **kwargs)[0]


def test_an_item_has_all_the_feed_says() -> None:
    """Nothing a rule could look at is left behind."""
    found = item(
        "<title>A  &lt;b&gt;convoy&lt;/b&gt;</title><guid isPermaLink='false'>g1</guid>"
        "<link>https://example.org/1?utm_source=rss</link><author>x@y.org (Reporter)</author>"
        "<category>Syria</category><category>Syria</category><category> War </category>"
        "<pubDate>Fri, 20 Nov 2026 15:00:00 +0300</pubDate>"
        "<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</description>"
    )

    assert found == Item(
        outlet="outlet",
        key=guid_key("g1"),
        title="A convoy",
        body="One.\n\nTwo.",
        url="https://example.org/1?utm_source=rss",
        language="en",
        author="Reporter",
        categories=("Syria", "War"),
        published_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("inside", "key"),
    [
        ("<title>t</title><link>http://a.org/1</link><guid>g</guid>", guid_key("g")),
        ("<title>t</title><link>http://a.org/1</link>", link_key("https://a.org/1")),
        ("<title>t</title><link>http://a.org/</link>", text_key("t", "")),
        ("<title>t</title><description>b</description>", text_key("t", "b")),
        ("<title>t</title><guid> </guid><link>javascript:x</link>", text_key("t", "")),
        ("<description>b</description>", text_key("", "b")),
        ("<link>https://a.org/1</link>", link_key("https://a.org/1")),
        ("<guid>g</guid>", guid_key("g")),
    ],
)
def test_fm_038_an_item_is_known_by_the_best_it_has(inside: str, key: bytes) -> None:
    """guid, else link, else words; whatever is missing, it does not crash."""
    assert item(inside).key == key


def test_fm_038_an_entry_with_nothing_to_say_is_no_item() -> None:
    """There is nothing to find, show or recognise."""
    assert (
        items("<pubDate>Fri, 20 Nov 2026 15:00:00 +0300</pubDate>", "<title>t</title>")[0].title
        == "t"
    )


def test_fm_038_what_is_left_out_is_noted() -> None:
    """Not silently."""
    found = reading(rss("<category>x</category>", "<category>y</category>", "<title>t</title>"))

    assert found.note == "an entry without guid, link and text was left out (2×)"


def test_a_guid_does_not_depend_on_where_the_feed_is() -> None:
    """A feed that moves keeps its items."""
    inside = "<guid>/1</guid><title>t</title>"

    assert item(inside).key == item(inside, url="https://moved.example/").key


def test_fm_039_different_items_with_one_guid_are_all_kept() -> None:
    """None of them is swallowed, in whatever order they come."""
    one = "<guid>g</guid><title>one</title><link>https://a.org/1</link>"
    two = "<guid>g</guid><title>two</title><link>https://a.org/2</link>"
    untitled = "<guid>g</guid><link>https://a.org/2</link><description>three</description>"

    found = {i.title: i.key for i in items(one, two, untitled)}
    again = {i.title: i.key for i in items(untitled, two, one)}

    assert len(set(found.values())) == 3
    assert guid_key("g") not in found.values()
    assert found == again


def test_fm_039_copies_of_one_item_are_one() -> None:
    """The same guid, link and title twice is one item, under its plain key."""
    one = "<guid>g</guid><title>one</title>"

    assert [i.key for i in items(one, one)] == [guid_key("g")]


def test_different_items_with_one_link_are_all_kept() -> None:
    """A live page with many items and no guids."""
    link = "<link>https://a.org/live</link>"

    assert (
        len({i.key for i in items(f"{link}<title>one</title>", f"{link}<title>two</title>")}) == 2
    )


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://a.org/x", "https://a.org/x"),
        ("/x", "https://example.org/x"),
        ("x?y=z", "https://example.org/news/x?y=z"),
        ("//b.org/x", "https://b.org/x"),
        (" https://a.org/\n x ", "https://a.org/x"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("mailto:a@b.org", ""),
        ("http://[::1", ""),
        ("https://", ""),
        (f"https://a.org/{'x' * 5000}", ""),
    ],
)
def test_only_web_addresses_are_links(link: str, url: str) -> None:
    """Relative ones are resolved; nothing that runs or opens gets through."""
    assert item(f"<title>t</title><link>{link}</link>").url == url


@pytest.mark.parametrize(
    ("guid", "url"), [("https://a.org/1", "https://a.org/1"), ("12345", ""), ("urn:uuid:1", "")]
)
def test_a_guid_serves_as_link_only_if_it_is_one(guid: str, url: str) -> None:
    """Numbers are no addresses, though RSS takes every guid for a link."""
    assert item(f"<title>t</title><guid>{guid}</guid>").url == url


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("a &lt; b", "a < b"),
        ("<![CDATA[a < b]]>", "a < b"),
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("convoy&amp;nbsp;near", "convoy near"),
        ("convoy&nbsp;near", "convoy near"),
        ("convoy &lt;i&gt;near&lt;/i&gt; x", "convoy near x"),
        ("convoy <i>near</i> x", "convoy near x"),
        ("a\n b", "a b"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("\u202eabc", "abc"),
    ],
)
def test_a_title_is_one_plain_line(title: str, expected: str) -> None:
    """Plain text keeps its signs, HTML loses its tags, and no word is lost."""
    assert item(f"<title>{title}</title><guid>g</guid>").title == expected


def test_the_longest_text_is_the_body() -> None:
    """A full text beside a summary is what rules should see."""
    found = item(
        "<description>short</description><content:encoded "
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">a longer text</content:encoded>'
    )

    assert found.body == "a longer text"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Fri, 20 Nov 2026 15:00:00 +0300", "2026-11-20T12:00:00+00:00"),
        ("2026-11-20T12:00:00Z", "2026-11-20T12:00:00+00:00"),
        ("Fri, 20 Nov 26 12:00:00 GMT", "2026-11-20T12:00:00+00:00"),
        ("Fri, 01 Jan 2100 00:00:00 GMT", "2100-01-01T00:00:00+00:00"),
        ("2026-11-20", "2026-11-20T00:00:00+00:00"),
    ],
)
def test_fm_046_a_date_is_kept_in_utc(date: str, expected: str) -> None:
    """What the publisher says, even of the future; it decides nothing."""
    published = item(f"<title>t</title><pubDate>{date}</pubDate>").published_at

    assert published is not None
    assert published.isoformat() == expected


@pytest.mark.parametrize(
    "date",
    [
        "",
        " ",
        "yesterday",
        "Fri, 20 Nov 2026 25:61:00 GMT",
        "Fri, 99 Nov 2026 12:00:00 GMT",
        "0000-00-00T00:00:00Z",
        "0000-00-00 00:00:00",
        "0001-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "9999-12-31T23:59:59Z",
        "99999-01-01",
        "-2026-11-20",
        "20 نوفمبر 2026",
        "٢٠٢٦-١١-٢٠",
        "2026-02-30T12:00:00Z",
        "2026-13-01",
        "NaN",
        "1e999",
        "1763640000",
        "17636400000000000000000",
        "Invalid Date",
        "null",
        "undefined",
        "{{ date }}",
        "T",
        "::",
        "+0300",
        "GMT",
        "Fri",
        "Fri, Nov",
        "&#0;",
        "&lt;b&gt;",
        "2026-11-20T99:99:99",
        "2026-W99-9",
        "2026-366",
        "x" * 10_000,
        "9" * 5_000,
        "12:00",
        "Fri, 20 Nov 2026 12:00:00 +9999999",
    ],
)
def test_fm_047_a_date_that_cannot_be_true_is_none(date: str) -> None:
    """No exception, no invented moment: the item is there, and undated or sensibly dated."""
    published = item(f"<title>t</title><pubDate>{date}</pubDate>").published_at

    assert published is None or 1990 <= published.year < 2200


def test_fm_048_only_the_first_2000_items_are_taken_and_that_is_said() -> None:
    """A feed without end does not fill the disk, and not silently."""
    found = reading(rss(*(f"<guid>{n}</guid><title>{n}</title>" for n in range(2_003))))

    assert [found.items[0].title, found.items[-1].title] == ["0", "1999"]
    assert found.note == "2003 items: only the first 2000 were taken in"


def test_fm_048_a_text_of_5_mb_is_cut_and_that_is_said() -> None:
    """At a whole character, for each text too long."""
    long = f"<description>{'حاجز ' * 600_000}</description>"
    found = reading(rss(f"<guid>1</guid>{long}", f"<guid>2</guid>{long}"))

    assert 256 * 1024 - 10 < len(found.items[0].body.encode()) <= 256 * 1024
    assert found.items[0].body.endswith("حاجز")
    assert found.note == "a text was cut at 256 KiB (2×)"


def test_fm_048_500_enclosures_are_no_trouble() -> None:
    """Nor are as many categories."""
    inside = '<enclosure url="https://a.org/x" type="a/b" length="1"/>' * 500
    inside += "".join(f"<category>{n}</category>" for n in range(500))

    assert len(item(f"<title>t</title>{inside}").categories) == 100


def test_the_outlets_language_counts() -> None:
    """What feeds say of their language is a default of their software."""
    body = rss("<title>t</title>", head="<language>en-US</language>")

    assert reading(body, language="ar").items[0].language == "ar"
    assert reading(body, language="").items[0].language == "en"


def test_atom_is_read_too() -> None:
    """With its own ideas of titles, links and texts."""
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="tr-TR"><entry>
        <title type="text">a &lt;b&gt; c</title><id>tag:x,2026:1</id>
        <link href="/1"/><link rel="enclosure" href="/2"/>
        <updated>2026-11-20T12:00:00Z</updated><author><name>N</name></author>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p><p>y</p></div></content>
        <category term="t" label="Label"/></entry></feed>"""

    found = reading(body, language="").items[0]

    assert (found.title, found.body) == ("a <b> c", "x\n\ny")
    assert (found.url, found.key) == ("https://example.org/1", guid_key("tag:x,2026:1"))
    assert (found.author, found.categories, found.language) == ("N", ("Label",), "tr")
    assert found.published_at == datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_fm_036_a_mislabelled_arabic_feed_is_read() -> None:
    """From bytes to item, with a note."""
    declared = b'<?xml version="1.0" encoding="utf-8"?>'
    body = rss("<title>قافلة قرب حاجز</title>").decode().partition("?>")[2].encode("cp1256")

    found = reading(declared + body, language="ar")

    assert found.items[0].title == "قافلة قرب حاجز"
    assert found.note == "text labelled utf-8, read as cp1256"
