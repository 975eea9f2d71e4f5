"""Bytes to entries: what is refused, what is read leniently, and what never happens."""

import builtins
import socket
from pathlib import Path
from typing import Any

import pytest

from crawler.document import Document
from crawler.parse import Parsed, UnreadableError, parse
from model import FailureKind
from tests.crawler.conftest import rss

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
REFUSED = {
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]><rss><title>&l9;</title></rss>',
    "quadratic": f'<!DOCTYPE x [<!ENTITY a "{"a" * 9999}">]><rss><a>{"&a;" * 999}</a></rss>',
    "external file": '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss>&e;</rss>',
    "external web": '<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:9/">]><rss>&e;</rss>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/">%p;]><rss/>',
    "empty subset": "<!DOCTYPE rss []><rss version='2.0'/>",
    "lower case": '<!doctype x [<!entity a "b">]><rss/>',
    "behind a comment": '<?xml version="1.0"?><!-- x --> <?pi?>\n<!DOCTYPE x [\n]><rss/>',
    "behind the system id": '<!DOCTYPE x SYSTEM "http://a.org/x" [<!ENTITY a "b">]><rss/>',
}
NETSCAPE = (
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" '
    '"http://my.netscape.com/publish/formats/rss-0.91.dtd">'
)


def document(
    body: bytes | str, content_type: str = "application/xml", vouched: bool = True
) -> Document:
    """Return *body* as a document that came over the web."""
    body = body.encode() if isinstance(body, str) else body
    return Document("outlet", "en", "https://example.org/feed", content_type, body, vouched)


def refusal(body: bytes | str, **kwargs: Any) -> UnreadableError:
    """Return why *body* is not read."""
    with pytest.raises(UnreadableError) as caught:
        parse(document(body, **kwargs))
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("name", REFUSED)
def test_fm_031_entity_declarations_are_refused(name: str, encoding: str) -> None:
    """Before any parser sees them, in whatever encoding they hide."""
    body = REFUSED[name].encode(encoding)

    assert refusal(body).kind == FailureKind.DTD_REFUSED


@pytest.mark.parametrize("name", ["external file", "external web", "parameter entity"])
def test_fm_032_no_external_entity_is_fetched(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is opened and nobody is asked."""
    touched: list[object] = []
    monkeypatch.setattr(socket, "create_connection", lambda *a, **_: touched.append(a))
    monkeypatch.setattr(builtins, "open", lambda *a, **_: touched.append(a))

    refusal(REFUSED[name])

    assert touched == []


def test_fm_031_an_entity_declaration_behind_rubbish_is_refused() -> None:
    """What no strict parser would read, a lenient one might."""
    assert refusal('rubbish <!DOCTYPE x [<!ENTITY a "b">]><rss/>').kind == FailureKind.DTD_REFUSED


def test_the_old_document_type_without_entities_is_read() -> None:
    """RSS 0.91 asks for it."""
    channel = "<rss version='0.91'><channel><item><title>a</title></item></channel></rss>"

    parsed = parse(document(f'<?xml version="1.0"?>{NETSCAPE}{channel}'))

    assert [entry.title.value for entry in parsed.entries] == ["a"]


def test_a_document_type_within_an_item_is_text() -> None:
    """An article about XML, or a whole page in a summary, is no attack."""
    text = "<![CDATA[<!DOCTYPE x [<!ENTITY a 'b'>]>]]>"

    assert len(parse(document(rss(f"<description>{text}</description>"))).entries) == 1


def test_a_path_is_never_opened(tmp_path: Path) -> None:
    """A file name is what feedparser would open; it gets bytes only."""
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss("<title>secret</title>"))

    assert refusal(str(secret)).kind == FailureKind.NOT_A_FEED


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "not a feed: an empty answer"),
        ("<html><title>Login</title></html>", "not a feed: an HTML page titled «Login»"),
        ('{"version": "https://jsonfeed.org/version/1"}', "not a feed: a JSON document"),
        ("https://example.org/", "not a feed: neither XML nor HTML"),
        ("<urlset/>", "not a feed: an XML document of another kind"),
    ],
)
def test_what_is_no_feed_is_said(body: str, message: str) -> None:
    """Neither a version nor entries: the page that came instead is named."""
    error = refusal(body)

    assert (error.kind, str(error)) == (FailureKind.NOT_A_FEED, message)


def test_fm_054_an_empty_feed_is_a_feed() -> None:
    """No entries today is not an error."""
    assert parse(document(rss())) == Parsed((), ())


SLOPPY = {
    "bare ampersand": "<title>a & b</title>",
    "html entity": "<title>convoy&nbsp;near</title>",
    "bad nesting": "<title><b>a</title></b>",
    "unquoted attribute": "<title>a</title><enclosure url=http://example.org/x />",
    "unknown prefix": "<title>a</title><foo:bar>x</foo:bar>",
    "bare less-than": "<title>a < b</title>",
    "unclosed cdata": "<title>a</title><description><![CDATA[b</description>",
    "stray end tag": "<title>a</title></p>",
    "duplicate attribute": '<title>a</title><enclosure url="a" url="b"/>',
}


@pytest.mark.parametrize("name", SLOPPY)
def test_fm_037_sloppy_feeds_are_read_leniently(name: str) -> None:
    """Items are kept and people are told; a mistake of the outlet is not ours to punish."""
    parsed = parse(document(rss(SLOPPY[name], "<title>second</title>")))

    assert parsed.entries[0].title.value.startswith(("a", "convoy", "<b>a"))
    assert parsed.notes[0].startswith("not well-formed XML, read leniently")


def test_fm_037_an_entry_that_cannot_be_read_does_not_take_its_neighbours() -> None:
    """A title that is never closed is beyond repair; the next entry is not."""
    parsed = parse(document(rss("<title>a<description>b</description>", "<title>next</title>")))

    assert [entry.title.value for entry in parsed.entries] == ["", "next"]


@pytest.mark.parametrize(
    "reference", ["&#0;", "&#8;", "&#x1F;", "&#xD800;", "&#x110000;", "&#9999999999;", "&#xFFFF;"]
)
def test_references_to_no_character_do_not_matter(reference: str) -> None:
    """On some of them feedparser itself breaks."""
    parsed = parse(document(rss(f"<title>con{reference}voy &#233; &#x1F600;</title>")))

    assert parsed.entries[0].title.value == "convoy é 😀"
    assert parsed.notes == ()


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff"])
def test_characters_xml_forbids_do_not_matter(character: str) -> None:
    """One control character does not cost the strict parser."""
    parsed = parse(document(rss(f"<title>con{character}voy</title>")))

    assert parsed.entries[0].title.value == "convoy"
    assert parsed.notes == ()


def test_fm_037_a_cut_off_document_that_nobody_vouches_for_is_refused() -> None:
    """It may be half of a transfer."""
    assert refusal(rss("<title>a</title>")[:-10], vouched=False).kind == FailureKind.DATA_LOSS


def test_fm_037_a_document_the_publisher_left_open_is_read() -> None:
    """Complete as sent, it is the publisher's own mistake."""
    assert len(parse(document(rss("<title>a</title>")[:-10])).entries) == 1


def test_markup_is_left_to_us() -> None:
    """Cleaning and resolving is done once, elsewhere, and not by feedparser."""
    html = "&lt;a href='/x' onclick='y'&gt;z&lt;/a&gt;"
    entry = parse(document(rss(f"<link>/a</link><description>{html}</description>"))).entries[0]

    assert entry.link == "/a"
    assert entry.texts[0].value == "<a href='/x' onclick='y'>z</a>"


def test_a_photo_caption_does_not_take_the_place_of_the_summary() -> None:
    """media:description comes after, and is something else."""
    item = (
        '<description>summary</description><media:content xmlns:media="http://search.yahoo.com/mrss/"'
        ' url="x"><media:description>a much longer caption</media:description></media:content>'
    )
    entry = parse(document(rss(item))).entries[0]

    assert entry.texts[0].value == "summary"


def test_an_author_is_a_name() -> None:
    """The address of a person is not passed on."""
    entries = parse(
        document(rss("<author>a@example.org (A. Name)</author>", "<author>a@example.org</author>"))
    ).entries

    assert [entry.author for entry in entries] == ["A. Name", ""]
