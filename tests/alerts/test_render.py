"""How a digest looks, and what no outlet can make it do."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html as lxml_html  # type: ignore[import-untyped]

from alerts.digests.plain import POP_ISOLATE
from alerts.digests.render import render
from alerts.digests.view import MOST_ITEMS, shares
from model import Coverage, Digest, Excerpt, Outlet, OutletId, OutletState, Span
from tests.alerts.digest_samples import (
    AA,
    END,
    MAYADEEN,
    NORTH,
    SANA,
    START,
    at,
    coverage,
    desk_morning,
    digest,
    found,
)
from tests.alerts.hostile import PAYLOADS

LEGAL = {
    "html": {"lang"},
    "head": set(),
    "meta": {"charset", "name", "content", "http-equiv"},
    "title": set(),
    "style": set(),
    "body": {"style"},
    "div": {"class"},
    "p": {"class", "style", "dir", "lang"},
    "h1": set(),
    "h2": set(),
    "h3": set(),
    "span": {"class"},
    "bdi": {"lang"},
    "mark": set(),
    "a": {"href", "rel"},
}
FIELDS = (
    "title",
    "body",
    "url",
    "language",
    "rule",
    "digest name",
    "rule set",
    "zone",
    "outlet name",
    "affiliation",
    "outlet language",
    "reason",
)


def lines(made: Digest) -> list[str]:
    """Return a digest's plain text by lines, without the indent."""
    return [line.strip() for line in render(made, END).text.splitlines()]


def poisoned(field: str, payload: str) -> Digest:
    """Return a digest with *payload* in one of its fields."""
    texts = dict.fromkeys(FIELDS, "harmless") | {"url": "https://news.example/1"}
    texts |= {"zone": "Asia/Damascus", "language": "en", "outlet language": "en", field: payload}
    outlet = Outlet(
        OutletId("o"), texts["outlet name"], "x", texts["outlet language"], texts["affiliation"]
    )
    item, matches = found(1, "‹hit›", "A ‹hit› here.", outlet=outlet, rules=[texts["rule"], "b"])
    raw = replace(item.item, title=texts["title"], body=texts["body"], url=texts["url"])
    item = replace(item, item=replace(raw, language=texts["language"]))
    seen = coverage([OutletState(outlet, texts["reason"])])
    name, zone = texts["digest name"], texts["zone"]
    made = digest((item, matches), name=name, zone=zone, seen=seen, outlets={outlet.id: outlet})
    return replace(made, rule_set=texts["rule set"])


def assert_inert(page: str) -> None:
    """Check that a page holds what our template holds and nothing that acts or loads."""
    document = lxml_html.document_fromstring(page)
    for node in document.iter():
        assert node.tag in LEGAL, lxml_html.tostring(node)
        assert set(node.attrib) <= LEGAL[node.tag], dict(node.attrib)
    for link in document.iter("a"):
        assert re.match(r"https?://[^\s/]", link.get("href"))
        assert link.get("rel") == "noopener noreferrer nofollow"
    assert len(list(document.iter("meta"))) == 5
    assert len(list(document.iter("style"))) == 1
    assert {p.get("style") for p in document.iter("p")} <= {
        None,
        "margin-top:6px",
        "margin-top:14px",
        "margin-top:18px",
    }


@pytest.mark.parametrize("field", FIELDS)
def test_fm_056_no_field_can_bring_anything_active_into_the_page(field: str) -> None:
    """More than 120 payloads in every field: no active node, no event attribute, no bad link."""
    assert len(PAYLOADS) > 120
    for payload in PAYLOADS:
        message = render(poisoned(field, payload), END)

        assert_inert(message.html)
        assert json.loads(message.payload)["match_count"] == 1
        assert "\n" not in message.subject


def test_fm_056_hostile_text_stays_readable() -> None:
    """It is shown as the text it is, not dropped: a desk may want to see it."""
    message = render(poisoned("title", "<script>alert(1)</script>{{7*7}}"), END)

    document = lxml_html.document_fromstring(message.html)
    assert "<script>alert(1)</script>{{7*7}}" in document.text_content()


def test_fm_057_nothing_is_loaded_from_elsewhere() -> None:
    """No source, no style sheet, no font, no image: links are the only addresses."""
    page = render(desk_morning(), END).html

    assert "src=" not in page
    assert "url(" not in page
    assert "@import" not in page
    assert set(re.findall(r'(\w+)="https?:', page)) == {"href"}


def test_fm_035_texts_that_cannot_be_sent_are_made_sendable() -> None:
    """Lone surrogates, controls and direction overrides: the message goes out as UTF-8."""
    message = render(poisoned("title", "a\x00b\ud800c\u202ed\u2028e\x0bf\u2069g"), END)

    for form in (message.subject, message.text, message.html, message.payload):
        assert form.encode()
    assert "a b\ufffdcd e fg" in re.sub("[‹›]", "", message.text)


def test_the_subject_carries_the_picture() -> None:
    """How much, what first, how blind."""
    message = render(desk_morning(), END)

    assert message.subject == (
        "Hajiz morning: 8 matches – «Aid convoy reaches Hasakah after two days»; 2 outlets failing"
    )


def test_a_long_first_title_is_cut_between_words_in_the_subject() -> None:
    """A subject is read on a phone's lock screen."""
    subject = render(digest(found(1, "A ‹convoy› " + "of many lorries " * 9)), END).subject

    assert subject == (
        "Hajiz morning: 1 match – «A convoy of many lorries of many lorries of many lorries…»"
    )


def test_fm_097_a_right_to_left_title_does_not_turn_the_subject_around() -> None:
    """It is isolated within the English line."""
    subject = render(digest(found(1, "‹رتل› أمريكي", outlet=MAYADEEN)), END).subject

    assert subject == "Hajiz morning: 1 match – «\u2068رتل أمريكي\u2069»"


def test_fm_097_directions_are_kept_apart_in_html() -> None:
    """Texts take their own direction and language; names are isolated where they stand inline."""
    page = lxml_html.document_fromstring(render(desk_morning(), END).html)

    arabic = page.xpath('//p[@lang="ar"]')
    assert arabic
    assert all(node.get("dir") == "auto" for node in arabic)
    assert "الميادين" in [node.text for node in page.iter("bdi")]
    assert not page.xpath('//*[@dir="auto"]//bdi')  # whose text would not count for the direction


def test_fm_097_directions_are_kept_apart_in_text() -> None:
    """Every stretch of Arabic is isolated, and each isolate is closed on its line."""
    text = render(desk_morning(), END).text

    for line in text.splitlines():
        assert line.count("\u2068") == line.count(POP_ISOLATE)
        bare = re.sub("\u2068[^\u2069]*\u2069", "", line)
        assert not re.search("[\u0590-\u08ff]", bare)


def test_fm_098_an_item_that_cannot_be_laid_out_is_shown_plainly() -> None:
    """A moment beyond the calendar in the digest's zone; a title that is none: the rest stands."""
    good, beyond, broken = found(1), found(2, "‹Beyond› <b>"), found(3, "‹x›")
    made = digest(good, beyond, broken)
    items = {item.item_id: item for item in made.sections[0].groups[0].items}
    items[2] = replace(items[2], published_at=datetime.max.replace(tzinfo=UTC))
    items[3] = replace(items[3], title=None, language=None)  # type: ignore[arg-type]
    group = replace(made.sections[0].groups[0], items=tuple(items.values()))
    made = replace(made, sections=(replace(made.sections[0], groups=(group,)),))

    message = render(made, END)

    assert_inert(message.html)
    assert "A ‹convoy› passed" in message.text
    assert "Beyond &lt;b&gt;" in message.html
    assert "https://news.example/2" in message.html
    assert "https://news.example/3" in message.text
    assert len(json.loads(message.payload)["sections"][0]["items"]) == 3


@pytest.mark.parametrize(
    "excerpt",
    [
        Excerpt("abc", (Span(2, 900),)),
        Excerpt("abc", (Span(-7, 900), Span(1, 2))),
        Excerpt("abc", (Span(3, 1),)),
    ],
)
def test_fm_098_wrong_marks_do_not_stop_the_digest(excerpt: Excerpt) -> None:
    """Whatever a mark points at, the item is there."""
    made = digest(found(1))
    section = made.sections[0]
    item = replace(section.groups[0].items[0], title=excerpt)
    group = replace(section.groups[0], items=(item,))

    message = render(replace(made, sections=(replace(section, groups=(group,)),)), END)

    assert "https://news.example/1" in message.text


@pytest.mark.parametrize(
    ("published", "seen", "shown"),
    [
        (at(8), at(8.5), "Thu 19 Nov 15:00 Damascus"),
        (at(2), at(9), "Thu 19 Nov 09:00 · seen 16:00 Damascus"),
        (at(-30), at(9), "Wed 18 Nov 01:00 · seen Thu 19 Nov 16:00 Damascus"),
        (None, at(9), "no date given · seen Thu 19 Nov 16:00 Damascus"),
        (at(8.05), at(8), "Thu 19 Nov 15:03 Damascus"),  # clocks differ by minutes
        (
            datetime(2100, 1, 1, tzinfo=UTC),
            at(9),
            "dated Fri 1 Jan 2100 03:00, in the future · seen Thu 19 Nov 16:00 Damascus",
        ),
        (
            datetime(2021, 5, 3, tzinfo=UTC),
            at(9),
            "Mon 3 May 2021 03:00 · seen Thu 19 Nov 16:00 Damascus",
        ),
    ],
)
def test_fm_046_047_a_publishers_date_is_shown_and_judged(
    published: datetime | None, seen: datetime, shown: str
) -> None:
    """Our own time is named where the publisher's is far off, absent or impossible."""
    assert shown in lines(digest(found(1, published=published, seen=seen)))


@pytest.mark.parametrize(
    ("zone", "city"),
    [
        ("America/Argentina/Buenos_Aires", "Buenos Aires"),
        ("UTC", "UTC"),
        ("Etc/GMT+3", "Etc/GMT+3"),
        ("No/Such_Zone", "UTC"),
    ],
)
def test_times_name_the_city_of_the_zone(zone: str, city: str) -> None:
    """A zone this machine does not know falls back to UTC, and says so."""
    assert lines(digest(zone=zone))[1].endswith(f" {city}")


def test_fm_081_a_digest_of_several_days_says_so() -> None:
    """A catch-up is not mistaken for a day."""
    made = digest(start=START - timedelta(days=2))

    assert "covers 3 days: Tue 17 Nov 07:00 – Fri 20 Nov 07:00 Damascus" in lines(made)


def test_an_outlet_is_shown_with_its_affiliation() -> None:
    """Once for all its items."""
    shown = lines(digest(found(1), found(2)))

    assert shown.count("SANA (state news agency of Syria)") == 1


def test_hits_are_marked_in_both_forms() -> None:
    """As an element in HTML, with angle quotes in text."""
    message = render(digest(found(1, "A ‹convoy› passed")), END)

    assert "A <mark>convoy</mark> passed" in message.html
    assert "1. A ‹convoy› passed" in message.text


def test_the_further_rules_of_an_item_are_named() -> None:
    """It stands under the first one."""
    assert "Thu 19 Nov 15:00 Damascus · also checkpoints, qamishli" in lines(
        digest(found(1, rules=("convoys", "checkpoints", "qamishli")))
    )


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://news.example/رتل?a=1", "https://news.example/%D8%B1%D8%AA%D9%84?a=1"),
        ("https://news.example/a%20b", "https://news.example/a%20b"),
    ],
)
def test_links_in_text_survive_mail_programs(url: str, shown: str) -> None:
    """Letters outside ASCII are percent-encoded, what is encoded stays."""
    assert shown in lines(digest(found(1, url=url)))


def test_fm_087_an_empty_digest_says_so_and_what_could_not_be_seen() -> None:
    """One line, then the coverage: silence never means blindness."""
    seen = coverage([OutletState(NORTH, "failing since Wed 18:20 (HTTP 403)")], polled=5)
    message = render(digest(seen=seen), END)

    assert message.subject == "Hajiz morning: no matches; 1 outlet failing"
    assert "Nothing matched" in message.text
    assert "- North Press: failing since Wed 18:20 (HTTP 403)" in message.text
    assert "5 of 6 outlets seen, 2 of them with nothing new at the last look" in message.text


def test_seeing_everything_is_said_as_well() -> None:
    """The part about what could not be seen is always there."""
    shown = lines(digest())

    assert shown[shown.index("WHAT WE COULD NOT SEE") + 1] == "Nothing: all outlets could be seen."


@pytest.mark.parametrize(
    ("seen", "line"),
    [
        (coverage(polled=4), "2 outlets were not looked at in this time."),
        (coverage(outlets=0, polled=0), "No outlet is configured: there was nothing to look at."),
    ],
)
def test_not_having_looked_is_said(seen: Coverage, line: str) -> None:
    """Also where nothing failed."""
    assert line in lines(digest(seen=seen))


def test_what_was_there_at_the_first_look_is_counted() -> None:
    """It is kept and matched, but it is no news."""
    made = digest(seen=coverage(baseline_items=90, baseline_matches=4))

    assert (
        "First look at new outlets: 90 items were already there, 4 of them match – "
        "not reported as new."
    ) in lines(made)


def test_blind_spots_are_named_at_the_top_when_they_are_few() -> None:
    """Within the first lines, for whoever reads no further."""
    few = digest(seen=coverage([OutletState(NORTH, "x"), OutletState(MAYADEEN, "y")]))
    many = digest(seen=coverage([OutletState(SANA, "x")] * 4))

    assert lines(few)[3] == "! 2 outlets could not be seen: North Press, \u2068الميادين\u2069"
    assert lines(many)[3] == "! 4 outlets could not be seen – named at the end"


def test_a_very_long_list_of_blind_spots_is_counted_at_its_end() -> None:
    """Never silently cut."""
    made = digest(seen=coverage([OutletState(SANA, "x")] * 63, outlets=63, polled=0))

    assert "and 13 outlets more: hajiz status" in lines(made)


def test_fm_052_a_flood_is_counted_where_it_is_not_shown() -> None:
    """At most 200 items in full; every group says how many more, and how to see them."""
    flood = [found(number, outlet=SANA) for number in range(1, 401)]
    made = digest(
        *flood, *[found(900 + n, "‹KPP›", outlet=AA, rules=["checkpoints"]) for n in (1, 2)]
    )

    message = render(made, END)

    assert len(re.findall(r"^\d+\. ", message.text, re.MULTILINE)) == MOST_ITEMS
    assert "+ 202 more from SANA" in message.text
    assert "202 more matches are kept but not shown here." in message.text
    assert "hajiz items search --rule NAME --since 2026-11-19" in message.text
    assert message.text.count("KPP") == 2  # not crowded out
    assert json.loads(message.payload)["omitted"] == 202


@pytest.mark.parametrize(
    ("wanted", "room", "given"),
    [
        ([3, 4], 10, [3, 4]),
        ([100, 2, 100], 10, [4, 2, 4]),
        ([5], 3, [3]),
        ([1, 1, 1], 2, [1, 1, 0]),
        ([], 5, []),
    ],
)
def test_places_are_shared_fairly(wanted: list[int], room: int, given: list[int]) -> None:
    """What small groups do not need goes to the others."""
    assert shares(wanted, room) == given


def test_the_payload_has_its_documented_shape() -> None:
    """Receivers rely on these keys."""
    document = json.loads(render(desk_morning(), END).payload)

    assert set(document) == {
        "type",
        "version",
        "id",
        "name",
        "date",
        "window",
        "rule_set",
        "match_count",
        "omitted",
        "sections",
        "coverage",
    }
    assert document["date"] == "2026-11-20"
    assert document["window"] == {
        "start": "2026-11-19T04:00:00Z",
        "end": "2026-11-20T04:00:00Z",
        "timezone": "Asia/Damascus",
    }
    assert document["sections"][0]["items"][0] == {
        "id": 2,
        "outlet": {
            "id": "sana-en",
            "name": "SANA",
            "affiliation": "state news agency of Syria",
            "language": "en",
        },
        "title": "Aid convoy reaches Hasakah after two days",
        "title_marks": [[4, 10]],
        "excerpt": "The convoy of 21 lorries carried flour and medicine.",
        "excerpt_marks": [[4, 10]],
        "link": "https://news.example/2",
        "language": "en",
        "rules": ["convoys"],
        "terms": ["convoy"],
        "published_at": "2026-11-19T06:00:00Z",
        "first_seen_at": "2026-11-19T13:00:00Z",
    }
    assert document["coverage"]["failing"][0]["reason"].startswith("failing since")


def test_the_same_digest_is_rendered_the_same_at_any_time() -> None:
    """A repeat differs in nothing but the moment it was made."""
    first, later = (render(desk_morning(), END + timedelta(days=days)) for days in (0, 3))

    assert replace(first, created_at=later.created_at) == later


def test_a_full_digest_of_ordinary_items_is_not_clipped_by_mail_programs() -> None:
    """A large provider shows about 100 kB of HTML and hides the rest."""
    made = digest(*[found(n, "A ‹convoy› of 21 lorries reached the town") for n in range(1, 201)])

    assert len(render(made, END).html.encode()) < 100_000
