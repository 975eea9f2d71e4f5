"""OPML: as other readers write it, as attackers write it, and as we do."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hajiz.config.opml import LARGEST, OpmlError, read_opml, write_opml
from hajiz.config.read import Config, load
from hajiz.outlets.gather import NOT_SAID, gather, under_groups, with_ids
from model import Listing, Outlet, OutletId, OutletKind

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OTHERS = """<?xml version="1.0" encoding="UTF-8"?>
<!-- exported -->
<opml version="1.0"><head><title>x</title></head><body>
  <outline text="Syria" title="Syria">
    <outline text="Agencies">
      <outline type="rss" text="One" title="One (feed)" xmlUrl="http://one.test/feed"
               htmlUrl="http://one.test/" language="ar-SY" description="an agency"/>
    </outline>
    <outline TYPE="RSS" TITLE="Two" XMLURL="feed://two.test/feed" />
  </outline>
  <outline type="rss" xmlurl="feed:https://three.test/rss" htmlurl=""/>
  <outline text="A page" type="link" url="https://page.test/"/>
  <outline text="Elsewhere" type="include" url="https://elsewhere.test/list.opml"/>
  <outline text="Bad" xmlUrl="https://user:hidden@bad.test/feed"/>
  <outline text="One again" xmlUrl="https://one.test:443/feed/"/>
</body></opml>
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """A configuration of one outlet."""
    path = tmp_path / "config.toml"
    path.write_text(
        '[[outlets]]\nid = "here"\nname = "Here"\nfeed = "https://here.test/feed"\n'
        'language = "en"\n[[rules]]\nname = "r"\nquery = "convoy"\n',
        "utf-8",
    )
    return load(path, {})


def test_what_other_readers_write_is_understood(config: Config) -> None:
    """Folders, odd case, old schemes; whatever is no feed is passed over."""
    gathered = gather(read_opml(OTHERS.encode()), config, "")

    assert [(o.name, o.feed, o.language, o.affiliation) for o in gathered.outlets] == [
        ("One", "http://one.test/feed", "ar", "an agency"),
        ("Two", "http://two.test/feed", NOT_SAID, ""),
        ("three.test", "https://three.test/rss", NOT_SAID, ""),
    ]
    assert gathered.repeated == ("https://one.test:443/feed/",)
    assert gathered.groups["http://one.test/feed"] == "Syria / Agencies"
    assert gathered.groups["http://two.test/feed"] == "Syria"
    assert [each.name for each in gathered.unusable] == ["Bad"]
    assert "hidden" not in repr(gathered.unusable)


def test_outlets_get_ids_of_their_own_and_keep_those_they_had(config: Config) -> None:
    """One that was removed goes on where it was; none gets the id of another."""
    outlets = gather(read_opml(OTHERS.encode()), config, "ar").outlets
    known = {"one-ar": "https://else.test/", "old": "https://two.test/feed/", "here": "x"}

    named = with_ids(outlets, config, known)

    assert [outlet.id for outlet in named] == ["one-ar-2", "old", "three-ar"]


def test_a_folder_is_named_above_the_first_of_its_outlets(config: Config) -> None:
    """Once for all that follow each other."""
    outlets = [Outlet(OutletId(i), i, f"https://{i}.test/", "en") for i in "abcd"]
    groups = {outlet.feed: group for outlet, group in zip(outlets, "XXY", strict=False)}

    assert under_groups(outlets, groups) == {"a": "X", "c": "Y"}


LAUGHS = '<!DOCTYPE opml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><opml><body/></opml>'
OUTSIDE = '<!DOCTYPE opml SYSTEM "http://127.0.0.1:9/x.dtd"><opml><body/></opml>'
FILE = '<!DOCTYPE opml [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><body>&x;</body></opml>'


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, FILE])
def test_document_types_are_refused(text: str) -> None:
    """They are how files are read and memory is filled; no reader needs them."""
    with pytest.raises(OpmlError, match="DOCTYPE"):
        read_opml(text.encode())


def test_too_large_a_file_is_refused_before_it_is_parsed() -> None:
    """Five megabytes hold some 20,000 outlets."""
    with pytest.raises(OpmlError, match="larger than 5 MB"):
        read_opml(b"<opml>" + b" " * LARGEST)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<opml>\n<body>\n<outline text='a & b'/></body></opml>", "line 3, column 19"),
        (b"<opml>\n<body>", "line 2"),
        (b"", "no element found"),
        (b"<rss><channel/></rss>", "first element is <rss>"),
        (b'{"a": 1}', "not well-formed"),
        (b'<?xml version="1.0" encoding="nonsense"?><opml/>', "encoding|line 1"),
        (b"\xff\xfe<\x00", "not well-formed|encoding"),
    ],
)
def test_a_broken_file_is_told_with_its_line(body: bytes, words: str) -> None:
    """So that a person can mend it."""
    with pytest.raises(OpmlError, match=words):
        read_opml(body)


def test_the_deepest_folders_are_read(config: Config) -> None:
    """Without recursion: no file can break the program."""
    depth = 50_000
    body = b"<opml><body>%b<outline xmlUrl='http://x.test/'/>%b</body></opml>"
    nested = body % (b"<outline text=''>" * depth, b"</outline>" * depth)

    assert len(read_opml(nested)) == 1


WORDS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1, max_size=40
).map(lambda text: " ".join(text.split()))
SOME = WORDS.filter(bool)
KINDS: list[OutletKind] = ["feed", "sitemap", "listing", "telegram"]


@st.composite
def an_outlet(draw: st.DrawFn, number: int) -> Outlet:
    """Make any outlet that config.toml can hold; *number* makes it one of its own."""
    kind = draw(st.sampled_from(KINDS))
    selectors = st.sampled_from(["", "h2", "a[href*='/news/']", "p.lead > b", '[data-x="é"]'])
    listing = st.builds(
        Listing, st.just("article"), st.just("h2 a"), selectors, selectors, selectors
    )
    path = draw(st.sampled_from(["", "feed?a=1&b=<2>", "عر", "%D8%B9"]))
    feed = f"https://h{number}.test/{path}"
    return Outlet(
        id=OutletId(f"o-{number}"),
        name=draw(SOME),
        feed=f"https://t.me/s/channel_{number}" if kind == "telegram" else feed,
        language=draw(st.sampled_from(["ar", "ckb", "en"])),
        affiliation=draw(WORDS),
        homepage=draw(st.sampled_from(["", "https://home.test/?a=1&b=2"])),
        kind=kind,
        listing=draw(listing) if kind == "listing" else None,
        full_text=draw(st.booleans()),
    )


OUTLETS = st.integers(0, 4).flatmap(lambda n: st.tuples(*(an_outlet(i) for i in range(n))))


@given(OUTLETS)
def test_what_is_exported_comes_back_the_same(outlets: tuple[Outlet, ...]) -> None:
    """Every kind, with everything that is said of it."""
    nowhere = Config.__new__(Config)
    object.__setattr__(nowhere, "outlets", ())

    gathered = gather(read_opml(write_opml(outlets, NOW).encode()), nowhere, "")

    assert gathered.unusable == ()
    assert with_ids(gathered.outlets, nowhere, {}) == outlets
