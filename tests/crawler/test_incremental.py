"""A second look gives what reading the whole document gives, but for what the first look had."""

from dataclasses import asdict, dataclass, replace
from textwrap import dedent
from zlib import crc32

from hypothesis import event, given, settings
from hypothesis import strategies as st

from crawler.document import Document
from crawler.reading import Reading, read
from model import Item

# Inserted, it makes a document one that is read whole by feedparser itself, and changes nothing.
WHOLE = '<!DOCTYPE feed SYSTEM "feed">'

XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'
HEADS = {
    "rss": """
        <?xml version="1.0" encoding="utf-8"?>{doctype}
        <rss version="2.0" {root} xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:x="urn:x">
        <channel><title>News</title><lastBuildDate>{moment}</lastBuildDate>{head}
        """,
    "rdf": """
        {doctype}<rdf:RDF {root} xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
            xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:x="urn:x">
        <channel rdf:about="https://example.org/"><dc:date>{moment}</dc:date>{head}
        <items><rdf:Seq><rdf:li rdf:resource="{moment}"/></rdf:Seq></items></channel>
        """,
    "feed": """
        {doctype}<feed xmlns="http://www.w3.org/2005/Atom" {root}
            xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:x="urn:x">
        <title>News</title><updated>{moment}</updated><!-- made at {moment} -->{head}
        """,
}
TAILS = {"rss": "</channel></rss><!-- bye -->", "rdf": "</rdf:RDF>", "feed": "</feed>"}
NAMES = {"rss": "item", "rdf": "item", "feed": "entry"}

# Parts of an item. Few values, so that guids, links and titles are shared all the time.
TAME = [
    "<guid>1</guid>",
    "<guid isPermaLink='false'>2</guid>",
    "<id>tag:1</id>",
    "<link>https://a.org/1</link>",
    "<link>2</link>",
    "<link href='https://a.org/3'/>",
    "<title>one</title>",
    "<title type='html'>&lt;b&gt;two&lt;/b&gt; &amp;amp; قافلة</title>",
    "<description>a &lt;p&gt;text&lt;/p&gt;</description>",
    "<description><![CDATA[</item><item><title>no item</title> &#8; <p>text]]></description>",
    "<summary>brief &#233;</summary>",
    "<content:encoded><![CDATA[<p>all</p>]]></content:encoded>",
    "<content type='xhtml'><div {x}>all <p>of it</p></div></content>",
    "<x:title>other</x:title>",
    "<author><name>A</name><email>a@a.org</email></author>",
    "<dc:creator>B</dc:creator>",
    "<dc:language>tr</dc:language>",
    "<pubDate>Fri, 20 Nov 2026 15:00:00 +0300</pubDate>",
    "<category>K</category>",
    "loose text",
    "<!-- a comment -->",
]
ODD = [
    [
        "<title type='xhtml'><div {x}>three <title>x</title></div></title>",
        "<content type='xhtml'><div {x}><details><summary>x</summary></details></div></content>",
        "<content type='xhtml'><div {x}><svg xmlns='http://www.w3.org/2000/svg'/></div></content>",
        "<content type='html' xml:base='https://b.org/'>all of it</content>",
    ],
    [
        "<title xmlns='urn:y'>default</title>",
        "<y:title xmlns:y='urn:y'>prefixed</y:title>",
        "<z:title xmlns:z='urn:y'>prefixed otherwise</z:title>",
        "<y:title xmlns:y='urn:x'>of the head</y:title>",
        "<title xmlns='urn:x'>of the head, default</title>",
    ],
    [
        "<dc:title xmlns:dc='urn:y'>usual prefix, unknown namespace</dc:title>",
        "<media:title xmlns:media='http://purl.org/dc/elements/1.1/'>of another</media:title>",
        "<media:title xmlns:media='http://search.yahoo.com/mrss/'>usual prefix</media:title>",
        "<m:title xmlns:m='http://search.yahoo.com/mrss/'>unusual prefix</m:title>",
    ],
    [
        "<source url='https://c.org/'>C</source>",
        "<source><title>D</title><id>d</id></source>",
        "<image><url>https://d.org/i.png</url><link>https://d.org/</link></image>",
        "<title_detail>odd</title_detail>",
        "<channel><title>odd</title></channel>",
        "<feed xml:lang='ru'/>",
        "<language>fa</language>",
    ],
    ["<item><title>within</title></item>", "<entry><title>within</title></entry>"],
]
ATTRIBUTES = [" xml:lang='ar'", " xml:base='https://e.org/'", " xmlns:z='urn:z'"]
HEAD_PARTS = [
    "<image><title>i</title><url>u</url></image>",
    "<content:encoded>odd</content:encoded>",
    "<summary>s</summary>",
    "<author><name>E</name></author>",
    "<link href='https://example.org/'/>",
]
LANGUAGES = ["", "<language>ku</language>", "<language>fa</language>"]
ROOTS = ["", "", "xml:lang='ckb'", "xml:base='https://example.org/sub/'"]


@dataclass(frozen=True)
class Feed:
    """A feed to be, with the insides of its items."""

    kind: str
    root: str
    head: str
    items: tuple[str, ...]
    language: str
    moment: str = "one"

    def text(self, doctype: str = "") -> str:
        """Return the document; each item says in a category which one it is."""
        fields = asdict(self) | {"doctype": doctype, "head": self.head + self.language}
        head = dedent(HEADS[self.kind]).strip().format(**fields)
        chunks = "\n".join(map(self.chunk, self.items))
        return f"{head}{chunks}{TAILS[self.kind]}"

    def chunk(self, item: str) -> str:
        """Return one item as it stands in the document."""
        attributes, _, inside = item.partition("|")
        name = NAMES[self.kind]
        mark = f"<category>{label(item)}</category>"
        return f"<{name}{attributes}>{inside.replace('{x}', XHTML)}{mark}</{name}>"


def label(item: str) -> str:
    """Return what tells *item* apart in its categories."""
    return f"item {crc32(item.encode())}"


def look(text: str, memory: bytes = b"") -> Reading:
    """Look at a document with the memory of another look."""
    document = Document("outlet", "", "https://example.org/feed", "", text.encode(), True)
    found = read(replace(document, memory=memory))
    assert isinstance(found, Reading), found
    return found


def is_of(item: Item, inside: str) -> bool:
    """Say whether *item* was made of that."""
    return label(inside) in item.categories


def items(parts: list[str]) -> st.SearchStrategy[str]:
    """Return the insides of items: attributes, a stroke, elements."""
    attributes = st.one_of(st.just(""), st.just(""), st.sampled_from(ATTRIBUTES))
    inside = st.lists(st.sampled_from(parts), min_size=1, max_size=6).map("".join)
    return st.tuples(attributes, inside).map("|".join)


@st.composite
def looks(draw: st.DrawFn) -> tuple[Feed, Feed]:
    """Return a feed as it was, and as it is at the next look: with some of the same items."""
    odd = draw(st.lists(st.sampled_from(draw(st.sampled_from(ODD))), max_size=3))
    inside = items([*TAME, *odd])
    before = Feed(
        kind=draw(st.sampled_from(sorted(HEADS))),
        root=draw(st.sampled_from(ROOTS)),
        head=draw(st.one_of(st.just(""), st.sampled_from(HEAD_PARTS))),
        items=tuple(draw(st.lists(inside, min_size=1, max_size=5))),
        language=draw(st.sampled_from(LANGUAGES)),
    )
    kept = draw(st.lists(st.sampled_from(before.items), min_size=1, max_size=5))
    after = draw(st.permutations([*kept, *draw(st.lists(inside, max_size=4))]))
    language = draw(st.sampled_from([before.language, before.language, *LANGUAGES]))
    return before, replace(before, items=tuple(after), moment="two", language=language)


@settings(max_examples=400)
@given(looks())
def test_fm_038_039_a_look_with_memory_gives_what_is_new_in_the_whole(
    feeds: tuple[Feed, Feed],
) -> None:
    """The same items under the same keys, whatever one of them does to feedparser."""
    before, after = feeds
    memory = look(before.text()).memory
    whole = look(after.text(WHOLE))
    fresh = look(after.text())

    found = look(after.text(), memory)

    is_split = bool(memory and found.memory) and before.language == after.language
    seen = set(before.items) if is_split else set()
    event(f"known: {'some' if found.known else 'none'}")
    assert fresh.items == whole.items
    assert found.items == tuple(
        item for item in whole.items if not any(is_of(item, each) for each in seen)
    )
    assert len(found.items) + found.known == len(whole.items)
    assert (found.note, found.is_cut) == (whole.note, whole.is_cut)
    assert found.memory in (fresh.memory, b"")
