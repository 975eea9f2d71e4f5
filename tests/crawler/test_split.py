"""Feeds are cut where their items are, or not at all."""

import pytest

from crawler.normalize import MAX_ITEMS
from crawler.split import Split, split
from tests.crawler.conftest import rss

RSS1 = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/"><channel rdf:about="c"><items><rdf:Seq>{list}</rdf:Seq>'
    '</items></channel><item rdf:about="a"><title>a</title></item></rdf:RDF>'
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{}</feed>'


def cut(document: str | bytes) -> Split:
    """Return the pieces of *document*."""
    found = split(document.encode() if isinstance(document, str) else document)
    assert found is not None
    return found


def channel(inside: str, root: str = "") -> str:
    """Return an RSS document with *inside* in its channel."""
    return f"<rss {root}><channel>{inside}</channel></rss>"


def test_the_pieces_are_the_document() -> None:
    """Not a byte of an item is lost, whatever stands in it."""
    items = (
        "<item><title>ق</title></item>",
        '<item a=">"><![CDATA[</item>]]><!--</item>--></item >',
    )

    found = cut(channel(f"<title>t</title> {items[0]}\n<!-- > -->\n{items[1]} "))

    assert found.head == b"<rss ><channel><title>t</title> "
    assert [chunk.decode() for chunk in found.chunks] == list(items)
    assert found.tail == b" </channel></rss>"


@pytest.mark.parametrize(
    "document",
    [
        rss("<title>a</title>").split(b"\n", 1)[1].decode(),
        '<?xml version="1.0" encoding="windows-1251"?><rss><channel><item>ق</item></channel></rss>',
        "<RSS><Channel><Item><title>a</title></Item></Channel></RSS>",
        RSS1.format(list=""),
        RSS1.format(list="").replace("</rdf:RDF>", "<textinput><title/></textinput></rdf:RDF>"),
        ATOM.format("<entry><id>a</id></entry>"),
        '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>a</a:id></a:entry></a:feed>',
        "<feed xmlns='http://purl.org/atom/ns#'><entry><id>a</id></entry></feed>",
    ],
)
def test_each_format_is_cut(document: str) -> None:
    """RSS, RSS 1.0 and Atom, as they are written."""
    assert len(cut(document).chunks) == 1


@pytest.mark.parametrize(
    "document",
    [
        "",
        "no markup",
        channel(""),
        channel("<item>&nbsp;</item>"),
        channel("<item><title>a</item>"),
        channel("<item>a</item>")[:-1],
        channel("<item/>"),
        channel("<item><title><rss><channel><item>a</item></channel></rss></title></item>"),
        channel("<item>\x08</item>"),
        channel("<item>&#8;</item>"),
        channel("<item>a</item>") + "<rss/>",
        channel("<item>a</item>text<item>b</item>"),
        channel("<item>a</item><!-- c -->text<item>b</item>"),
        channel("<item>a</item><language>en</language><item>b</item>"),
        channel("<item><item>a</item></item>"),
        channel("<item><b><item>a</item></b></item>"),
        channel("<item><entry>a</entry></item>"),
        channel("<item><x:item xmlns:x='urn:x'>a</x:item></item>"),
        channel("<entry>a</entry>"),
        channel("<group><item>a</item></group>"),
        channel("<x:item xmlns:x='urn:x'>a</x:item>"),
        "<rss><item>a</item></rss>",
        "<rss><channel/><item>a</item></rss>",
        "<item>a</item>",
        "<channel><item>a</item></channel>",
        "<opml><body><item>a</item></body></opml>",
        f"<!DOCTYPE rss>{channel('<item>a</item>')}",
        f'<!DOCTYPE rss [<!ENTITY a "b">]>{channel("<item>&a;</item>")}',
        channel("<item>a</item>" * (MAX_ITEMS + 1)),
    ],
)
def test_what_is_unusual_is_not_cut(document: str) -> None:
    """It is read as a whole."""
    assert split(document.encode()) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("<p:a xmlns:p='urn:x'/>", "<p:a xmlns:p='urn:y'/>"),  # a prefix that means two things
        ("<p:a xmlns:p='urn:x'/>", "<q:a xmlns:q='urn:x'/>"),  # one thing with two prefixes
        ("<p:a xmlns:p='urn:x'/>", "<a xmlns='urn:x'/>"),
        ("<a xmlns='urn:x'/>", "<p:a xmlns:p='urn:x'/>"),
        ("<media:a xmlns:media='http://purl.org/dc/elements/1.1/'/>", ""),  # usual for another
    ],
)
def test_prefixes_that_confuse_feedparser_are_not_cut(first: str, second: str) -> None:
    """An element would go by another name where another item was read before."""
    assert split(channel(f"<item>{first}</item><item>{second}</item>").encode()) is None


@pytest.mark.parametrize(
    ("root", "inside"),
    [
        ("", "<content:a xmlns:content='http://purl.org/rss/1.0/modules/content/'/>"),
        ("", "<p:a xmlns:p='urn:x'/>"),
        ("", "<div xmlns='http://www.w3.org/1999/xhtml'/>"),
        ("xmlns:a='urn:x' xmlns:b='urn:x'", "<b:a/>"),
        ("xmlns:a='urn:x'", "<b:a xmlns:b='urn:x'/>"),
        ("xmlns:a='http://www.w3.org/2005/Atom'", "<b:a xmlns:b='http://www.w3.org/2005/Atom'/>"),
    ],
)
def test_prefixes_that_are_clear_do_not_matter(root: str, inside: str) -> None:
    """Each item may declare its own."""
    assert len(cut(channel(f"<item>{inside}</item><item>{inside}</item>", root)).chunks) == 2


SAME = [
    ("<lastBuildDate>1</lastBuildDate>", "<lastBuildDate>2</lastBuildDate>"),
    ("<title>1</title>", "<title>2 &amp; more</title>"),
    ("<!-- made at 1 -->", "<!-- made at 2 -->"),
    ("", "\n"),
]
OTHER = [
    ("<language>en</language>", "<language>ar</language>"),
    ("", "<language>ar</language>"),
    ("", "<image/>"),
    ("<a xml:base='https://a.org/'/>", "<a xml:base='https://b.org/'/>"),
    ("<summary/>", "<description/>"),
    ("<a/><b/>", "<a><b/></a>"),
]


@pytest.mark.parametrize(("before", "after"), SAME)
def test_what_changes_all_the_time_does_not_make_items_new(before: str, after: str) -> None:
    """The text of the head is not what items depend on."""
    documents = [channel(f"{head}<item>a</item>") for head in (before, after)]

    assert cut(documents[0]).context == cut(documents[1]).context


@pytest.mark.parametrize(("before", "after"), OTHER)
def test_what_items_depend_on_is_their_context(before: str, after: str) -> None:
    """Another language, base or structure of the head, and the items are read again."""
    documents = [channel(f"{head}<item>a</item>") for head in (before, after)]

    assert cut(documents[0]).context != cut(documents[1]).context


@pytest.mark.parametrize("root", ["xml:lang='ar'", "xml:base='https://a.org/'", "xmlns:a='urn:x'"])
def test_the_root_is_part_of_the_context(root: str) -> None:
    """It holds for all items."""
    item = "<item>a</item>"

    assert cut(channel(item)).context != cut(channel(item, root)).context


def test_the_list_of_items_of_rss_1_is_not_part_of_the_context() -> None:
    """It is another one whenever there is a new item."""
    one, two = '<rdf:li rdf:resource="a"/>', '<rdf:li rdf:resource="b"/>'

    assert cut(RSS1.format(list=one)).context == cut(RSS1.format(list=two + one)).context


def test_a_language_after_the_items_counts() -> None:
    """It holds for all of them."""
    item = "<item>a</item>"

    assert cut(channel(item)).context != cut(channel(f"{item}<language>ar</language>")).context


def test_comments_between_items_take_no_time() -> None:
    """However many there are before something that is none."""
    assert split(channel(f"<item>a</item>{'<!---->' * 5000}x<item>b</item>").encode()) is None
