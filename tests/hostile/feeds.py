"""Hostile feeds: what is done to XML parsers, and to whoever believes what a feed says."""

# ruff: noqa: E501 - one document a line

from collections.abc import Iterator

from tests.hostile.document import Hostile, Size, atom, cut, item, of, rss, scaled

MB = 1024 * 1024
GOOD_RSS = rss(
    item("<guid>1</guid><description>A &lt;b&gt;convoy&lt;/b&gt;</description>")
    + item("<pubDate>Fri, 20 Nov 2026 07:00:00 GMT</pubDate><author>a@b.test (A)</author>"),
    "<link>http://h.test</link><image><url>http://h.test/i.png</url></image>",
    '<?xml version="1.0" encoding="utf-8"?>',
)
GOOD_ATOM = atom(
    '<id>urn:x</id><entry><id>urn:1</id><title type="html">A &lt;i&gt;b&lt;/i&gt;</title>'
    '<link rel="alternate" href="http://h.test/1"/><updated>2026-11-20T07:00:00Z</updated>'
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div></content>'
    "</entry>"
)


def feeds(scale: float = 1.0) -> Iterator[Hostile]:
    """Yield all of them; *scale* makes the largest smaller."""
    n = scaled(scale)
    yield from _entities(n)
    yield from _nesting(n)
    yield from _attributes(n)
    yield from _texts(n)
    yield from _empties(n)
    yield from _cdata(n)
    yield from _many(n)
    yield from _parser_tricks(n)
    yield from _regexes(n)
    yield from cut("cut", GOOD_RSS, Hostile("cut", "rss", bytes))
    yield from cut("cut", GOOD_ATOM, Hostile("cut", "atom", bytes))


def _laughs(levels: int, each: int, root: str = "rss") -> bytes:
    lines = "".join(
        f'<!ENTITY e{level} "{f"&e{level - 1};" * each}">' for level in range(1, levels)
    )
    declared = f'<!DOCTYPE {root} [<!ENTITY e0 "lol">{lines}]>'
    return rss(item(f"<description>&e{levels - 1};</description>"), start=declared)


def _entities(n: Size) -> Iterator[Hostile]:
    big = "x" * n(50_000)
    use = item("<description>&a;</description>", "&a;")
    declared = '<!DOCTYPE rss [<!ENTITY a "{}">]>'.format
    yield from of(
        "entities",
        laughs=_laughs(10, 10),
        laughs_wide=_laughs(4, 300),
        quadratic=lambda: rss("&a;" * n(50_000), start=declared(big)),
        recursive=rss(use, start='<!DOCTYPE rss [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'),
        itself=rss(use, start='<!DOCTYPE rss [<!ENTITY a "&a;">]>'),
        parameter=rss(use, start="<!DOCTYPE rss [<!ENTITY % p \"<!ENTITY a 'x'>\">%p;]>"),
        default_attribute=rss(use, start=f'<!DOCTYPE rss [<!ATTLIST item a CDATA "{big}">]>'),
        lower_case=rss(use, start='<!doctype rss [<!entity a "b">]>'),
        after_comment=rss(use, start=f"<!--{'-x' * 999}-->\n<?a b?>" + declared("b")),
        after_rubbish=rss(use, start="rubbish " + declared("b")),
        behind_root=rss(use) + declared("b").encode() + rss(use),
        within_root=rss(declared("b") + use),
        within_cdata=rss(item(f"<description><![CDATA[{declared('b')}&a;]]></description>")),
        utf16=rss(use, start=declared("b")).decode().encode("utf-16"),
        unclosed=b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * n(MB),
        endless_doctype=b"<!DOCTYPE " + b"a " * n(MB),
        conditional=rss(use, start='<!DOCTYPE rss [<![INCLUDE[<!ENTITY a "b">]]>]>'),
        undeclared=rss(item("<description>&nope; &lol9; &nbsp;</description>" * n(5_000))),
    )
    outside = ("file:///etc/passwd", "http://127.0.0.1:9/x", "ftp://127.0.0.1/x", "php://filter")
    for number, place in enumerate(outside):
        system = f'<!DOCTYPE rss [<!ENTITY a SYSTEM "{place}">]>'
        out_of_band = f'<!DOCTYPE rss [<!ENTITY % p SYSTEM "{place}">%p;]>'
        include = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{place}"/>'
        made = {
            f"system{number}": rss(use, start=system),
            f"external_dtd{number}": rss(use, start=f'<!DOCTYPE rss SYSTEM "{place}">'),
            f"out_of_band{number}": rss(use, start=out_of_band),
            f"include{number}": rss(item(include)),
            f"stylesheet{number}": rss(use, start=f'<?xml-stylesheet href="{place}"?>'),
        }
        yield from of("xxe", **made)


def _nesting(n: Size) -> Iterator[Hostile]:
    deep = n(20_000)
    markup = "&lt;div&gt;" * n(100_000)
    yield from of(
        "nesting",
        open=b"<rss>" + b"<a>" * deep,
        closed=lambda: rss("<a>" * deep + "</a>" * deep),
        in_item=lambda: rss(item("<a>" * deep + "</a>" * deep)),
        items=lambda: rss("<item>" * deep + "</item>" * deep),
        channels=lambda: rss("<channel>" * deep),
        xhtml=lambda: atom(
            '<entry><content type="xhtml">'
            + "<div>" * deep
            + "</div>" * deep
            + "</content></entry>"
        ),
        escaped=lambda: rss(item(f"<description>{markup}</description>")),
        in_title=lambda: rss(item("", "&lt;b&gt;" * n(100_000))),
        tables=lambda: rss(item(f"<description>{'&lt;table&gt;&lt;td&gt;' * n(30_000)}")),
        sources=lambda: rss(item("<source>" * deep)),
        authors=lambda: atom("<entry>" + "<author><name>" * deep + "</entry>"),
    )


def _attributes(n: Size) -> Iterator[Hostile]:
    many = n(100_000)
    yield from of(
        "attributes",
        many=lambda: rss("<item " + " ".join(f'a{i}="b"' for i in range(many)) + "/>"),
        twice=rss('<item a="1" a="2" a="3"/>' * 1000),
        value=lambda: rss(f'<item a="{"x" * n(5 * MB)}"/>'),
        name=lambda: rss(f'<item {"x" * n(MB)}="a"/>'),
        namespaces=lambda: rss("".join(f'<a xmlns:p{i}="urn:{i}"/>' for i in range(n(50_000)))),
        prefixes=lambda: rss("".join(f'<p{i}:a xmlns:p{i}="u"/>' for i in range(n(50_000)))),
        rebound=rss('<a xmlns="http://www.w3.org/2005/Atom"><entry xmlns="">x</entry></a>' * 500),
        unbound=rss("<x:item><y:title>z</y:title></x:item>" * 1000),
        unquoted=rss("<item a=b c=d e>" * 1000),
        link=lambda: atom(f'<entry><link href="http://h.test/{"a" * n(2 * MB)}"/></entry>'),
        bases=atom("<entry>" * 3 + '<a xml:base="../">' * n(5_000), 'xml:base="javascript:x"'),
    )


def _texts(n: Size) -> Iterator[Hostile]:
    size = n(5 * MB)
    texts = {
        "word": "x" * size,
        "words": "قافلة " * (size // 11),
        "combining": "e" + "\u0301" * (size // 2),
        "invisible": "\u200b\u200d\u2060" * (size // 9),
        "joined": "👩‍👩‍👧‍👦" * (size // 25),
        "fullwidth": "Ａ" * (size // 3),
        "ligature": "\ufdfa" * (size // 3),
    }
    for name, text in texts.items():
        body = item(f"<description>{text}</description>", text[:5000])
        yield from of("text", **{name: lambda body=body: rss(body)})
    for field in ("title", "guid", "link", "author", "category", "pubDate", "comments"):
        body = f"<item><{field}>{'http://h.test/' + 'x' * size}</{field}></item>"
        yield from of("text", **{f"in_{field}": lambda body=body: rss(body)})
    yield from of(
        "text",
        escapes=lambda: rss(item(f"<description>{'&lt;' * n(MB)}</description>")),
        ampersands=lambda: rss(item(f"<description>{'&amp;' * n(MB)}lt;</description>")),
        references=lambda: rss(item(f"<description>{'&#1602;' * n(500_000)}</description>")),
        bad_references=rss(item("<description>&#0;&#xD800;&#xFFFF;&#99999999999999;&#x;&#;&;")),
        categories=lambda: rss(item("<category>a</category>" * n(100_000))),
        enclosures=lambda: rss(item('<enclosure url="http://h.test/a"/>' * n(50_000))),
        contents=lambda: atom(f"<entry>{'<content>x</content>' * n(50_000)}</entry>"),
    )


def _empties(n: Size) -> Iterator[Hostile]:
    million = n(1_000_000)
    yield from of(
        "empty",
        tags=lambda: rss("<a/>" * million),
        items=lambda: rss("<item/>" * n(300_000)),
        pairs=lambda: rss("<item></item>" * n(300_000)),
        comments=lambda: rss("<!---->" * million),
        instructions=lambda: rss("<?a?>" * million),
        lines=lambda: rss("\n" * n(5_000_000)),
        nothing=b"",
        blank=b" \n" * n(MB),
        root=b"<rss/>",
        only_start=b"<",
    )


def _cdata(n: Size) -> Iterator[Hostile]:
    yield from of(
        "cdata",
        many=lambda: rss(item(f"<description>{'<![CDATA[a]]>' * n(100_000)}</description>")),
        nested=rss(item("<description><![CDATA[<![CDATA[<script>x</script>]]>]]></description>")),
        unclosed=lambda: rss(item("<description><![CDATA[" + "x" * n(MB))),
        opened=lambda: rss(item("<description>" + "<![CDATA[" * n(100_000))),
        closed=lambda: rss(item("<description>" + "]]>" * n(200_000))),
        split=rss(item("<description><![CDATA[]]]]><![CDATA[>]]></description>" * 100)),
        in_guid=rss("<item><guid><![CDATA[" + "\n" * 10_000 + "]]></guid></item>"),
    )


def _many(n: Size) -> Iterator[Hostile]:
    body = "<description>" + "word " * 60 + "</description>"
    dates = (
        "25:61", "0000-00-00", "9999999-12-31", "-1", "Thu, 99 Foo 20267 99:99:99 +9999", "٢٠٢٦",
        "1" * 10_000, "Mon, " * 10_000, "2026-W99-9", "1e400", "now", "٠", "-" * 5000, "+" * 5000,
    )  # fmt: skip
    dated = "".join(
        item(f"<guid>{i}</guid><pubDate>{date}</pubDate><dc:date>{date}</dc:date>")
        for i, date in enumerate(dates)
    )
    yield from of(
        "many",
        items=lambda: rss("".join(item(f"<guid>{i}</guid>{body}") for i in range(n(10_000)))),
        entries=lambda: atom("".join(f"<entry><id>{i}</id></entry>" for i in range(n(100_000)))),
        one_guid=lambda: rss(item("<guid>same</guid>") * n(10_000)),
        one_guid_texts=lambda: rss(
            "".join(item("<guid>same</guid>", f"Title {i}") for i in range(n(3_000)))
        ),
        guid_blanks=rss("".join(item(f"<guid>{' ' * i}a{' ' * i}</guid>") for i in range(300))),
        no_guid=lambda: rss("<item><title>same</title></item>" * n(10_000)),
        dates=rss(dated),
        itself=rss(item("<guid>x</guid>"), '<a:link xmlns:a="http://www.w3.org/2005/Atom" '
                   'rel="self next first hub" href="http://h.test/feed"/>' * 1000),
    )  # fmt: skip


def _parser_tricks(n: Size) -> Iterator[Hostile]:
    names = ("bozo", "entries", "version", "keys", "get", "items", "__class__", "feed", "href",
             "title_detail", "content", "links", "tags", "published_parsed", "updated")  # fmt: skip
    yield from of(
        "tricks",
        dict_names=rss(item("".join(f"<{name}>x</{name}>" for name in names) * 20)),
        base64=atom(f'<entry><content mode="base64" type="text/html">{"!" * n(MB)}</content></entry>'),
        base64_ok=atom('<entry><content mode="base64">PHNjcmlwdD4=</content></entry>'),
        binary=atom(f'<entry><content type="image/png">{"A" * n(MB)}</content></entry>'),
        two_roots=rss(item("")) * 50,
        georss=rss(item("<georss:polygon>" + "1 " * n(50_000) + "</georss:polygon>"),
                   "", '<?xml version="1.0"?>'),
        media=rss(item("<media:group>" * 500 + "<media:content url='x'/>" * n(20_000))),
        versions=b'<rss version="' + b"9." * 5_000 + b'"><channel/></rss>',
        xml_in_title=rss(item("", "<title><title><item><title>x")),
        comment_dashes=rss("<!-- -- -- -- >" * n(20_000)),
        mixed=GOOD_RSS[:-13] + GOOD_ATOM + b"</channel></rss>",
        script_links=rss(item("") .replace("http://h.test/1", "javascript:alert(1)")
                         + item("").replace("http://h.test/1", "file:///etc/passwd")),
        markup=rss(item("<description>&lt;svg onload=x&gt;&lt;math&gt;&lt;mtext&gt;&lt;style&gt;"
                        "&lt;!--&lt;/style&gt;&lt;img src=x onerror=y&gt;</description>" * 50)),
    )  # fmt: skip


def _regexes(n: Size) -> Iterator[Hostile]:
    pieces = ("<!", "<!--", "-->", "<?xml ", "<![", "&", "&#", "<a ", "</", "<rss ", '"', "'",
              "]]>", "<!DOCTYPE", "<item", "=", "\t", "{", "[", '{"', "@", "(", "http://", "\\")  # fmt: skip
    for number, piece in enumerate(pieces):
        bare = (piece * n(100_000)).encode()
        inside = f"<description>{piece * n(50_000)}</description>"
        yield from of(
            "regex",
            **{
                f"bare{number}": bare,
                f"inside{number}": lambda inside=inside, piece=piece: rss(
                    item(inside, piece * 500)
                ),
            },
        )
