"""How incidents look in a digest: as a page, as plain text, in chats and as JSON."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from lxml import html as lxml_html  # type: ignore[import-untyped]

from alerts.digests.found import FoundIncident, Said
from alerts.digests.render import render
from model import Outlet, OutletId
from model.digest import (
    Digest,
    EarlierEvent,
    IncidentFigure,
    IncidentNews,
    IncidentStep,
    IncidentSummary,
    Language,
    OutletState,
)
from model.incident import EventDate
from tests.alerts.digest_samples import (
    END,
    LINKS,
    MAYADEEN,
    NORTH,
    OUTLETS,
    at,
    coverage,
    digest,
    found,
    incident,
    only,
    summary,
)
from tests.alerts.hostile import PAYLOADS
from tests.alerts.test_pages import BODY, ids, numbers
from tests.alerts.test_render_hostile import assert_inert, assert_sendable, styles

AUGUST = EventDate(date(2020, 8, 1), date(2020, 8, 31), "month")
CONVOY = summary(
    12,
    outlets=3,
    denied_by=("International Coalition",),
    figures=(IncidentFigure("vehicle", 5, "armoured", "SANA"),),
    spread=(
        IncidentStep("SANA", "SANA", at(8)),
        IncidentStep("الميادين", "SANA", at(9)),
        IncidentStep("North Press", "International Coalition", at(11.5)),
    ),
)
SAID = {
    1: Said("claims", "SANA"),
    2: Said("quotes", "SANA", is_relay=True),
    3: Said("denies", "International Coalition"),
}


def story(language: Language = "en", **values: object) -> Digest:
    """Return a digest with the convoy, its relay and its denial, a bomb, and a wedding."""
    made = {"told": None, "summary": CONVOY} | values
    return digest(
        found(1, "US ‹convoy› turned back", "The ‹convoy› of five.", published=at(8), seen=at(8)),
        found(2, "رتل أمريكي", "نص ‹الرتل›.", outlet=MAYADEEN, published=at(9), seen=at(9)),
        found(
            3,
            "Coalition denies",
            "No ‹convoy› was stopped.",
            outlet=NORTH,
            rules=("checkpoints",),
            published=at(11.5),
            seen=at(11.5),
        ),
        found(4, "Bomb at a ‹checkpoint›", rules=("checkpoints",), seen=at(3), published=at(3)),
        found(5, "A wedding ‹convoy›", seen=at(1), published=at(1)),
        incidents=[
            FoundIncident(made["summary"], SAID, made["told"]),  # type: ignore[arg-type]
            incident(13, 4, kinds=("attack",), place="tal-tamr"),
        ],
        language=language,
    )


def lines(made: Digest) -> list[str]:
    """Return a digest's plain text by lines, without indent and isolation."""
    text = re.sub("[\u2068\u2069]", "", only(made).text)
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_the_picture_in_ten_seconds() -> None:
    """The subject names incidents before anything else, and the first lines count them."""
    assert only(story()).subject == (
        "Hajiz morning: 2 incidents: convoy – Tal Dahab (denied); attack – Tal Tamr · 5 matches"
    )
    assert lines(story())[2:4] == [
        "5 matches, 2 incidents from 3 outlets · convoys 3 · checkpoints 2",
        "convoy – Tal Dahab (denied); attack – Tal Tamr",
    ]


def test_the_subject_still_says_how_blind_we_were() -> None:
    """Behind what was found."""
    made = replace(story(), coverage=coverage([OutletState(NORTH, "HTTP 403")] * 2))
    assert only(made).subject.endswith("· 5 matches; 2 outlets failing")


def test_more_incidents_than_a_subject_has_room_for() -> None:
    """What is denied, then what most outlets tell; the rest is an ellipsis."""
    items = [found(number) for number in (1, 2, 3)]
    made = digest(
        *items,
        incidents=[
            incident(7, 1, place=""),
            incident(8, 2, outlets=9),
            incident(9, 3, place="amuda", denied_by=("ANF",)),
        ],
    )
    assert only(made).subject == (
        "Hajiz morning: 3 incidents: convoy – Amuda (denied); convoy – Tal Dahab; … · 3 matches"
    )
    assert "convoy – Tal Dahab; «A convoy passed»" in only(made).text


def test_an_incident_has_its_head_and_its_reports() -> None:
    """One heading, who says so, how it spread; the first report and the denial in full."""
    assert lines(story())[4:24] == [
        "NEW · 5",
        "== Convoy, checkpoint – Tal Dahab, Thu 19 Nov · 3 ==",
        "3 outlets, 1 origin (SANA); denied by the Coalition",
        "armoured vehicles: 5 (SANA)",
        (
            "first seen SANA 15:00 Damascus → الميادين +1 h (from SANA)"
            " → North Press +3 h 30 min (from the Coalition)"
        ),
        "rules: convoys, checkpoints",
        "SANA (state news agency of Syria)",
        "1. US ‹convoy› turned back",
        "The ‹convoy› of five.",
        "Thu 19 Nov 15:00 Damascus",
        "https://news.example/1",
        "North Press · DENIED by the Coalition",
        "2. Coalition denies",
        "No ‹convoy› was stopped.",
        "Thu 19 Nov 18:30 Damascus",
        "https://news.example/3",
        "+ الميادين (pan-Arab, Beirut) · quoting SANA",
        "3. رتل أمريكي",
        "Thu 19 Nov 16:00 Damascus",
        "https://news.example/2",
    ]
    assert "== convoys · 1 ==" in lines(story())


def test_a_page_has_the_same_in_its_order() -> None:
    """Every title is a link, a relay's too; what outlets wrote has its own direction."""
    page = lxml_html.document_fromstring(only(story()).html)
    heads = [node.text_content() for node in page.iter("h3")]
    links = [node.get("href") for node in page.iter("a")]
    assert [head.split(" – ")[0] for head in heads] == [
        "Convoy, checkpoint",
        "Attack",
        "convoys 1",
    ]
    assert links == [f"https://news.example/{number}" for number in (1, 3, 2, 4, 5)]
    assert page.xpath('//p[@lang="ar"]/@dir') == ["auto"]


def test_a_denial_stands_out() -> None:
    """In the colour of a warning, on light and on dark; nothing else beneath a heading does."""
    page = lxml_html.document_fromstring(only(story()).html)
    assert [node.text_content() for node in page.xpath('//b[@class="w"]')] == [
        "DENIED by the Coalition"
    ]


def test_each_item_of_an_incident_can_be_labelled() -> None:
    """Also the relays."""
    items = [found(1), found(2)]
    text = only(digest(*items, incidents=[incident(7, 1, 2)], links=LINKS)).text
    assert text.count("relevant: https://hajiz.example.org/label/") == 2


def test_a_follow_up_says_what_became_of_it() -> None:
    """The gravest first, and when the reader was told; nothing new is said too."""
    news = (IncidentNews("denied", "International Coalition"), IncidentNews("edited", "SANA"))
    made = story(told=at(-20), summary=replace(CONVOY, news=news))
    shown = lines(made)
    assert "FOLLOW-UPS · 3" in shown
    assert "! since then: denied by the Coalition; edited by SANA" in shown
    assert "rules: convoys, checkpoints · first told Wed 18 Nov 11:00" in shown
    assert "! since then: further reports, no new origin, figure or denial" in lines(
        story(told=at(-20))
    )


def test_an_arabic_digest_says_it_in_arabic() -> None:
    """The head, what reports say, the subject."""
    made = story(
        "ar", told=at(-20), summary=replace(CONVOY, news=(IncidentNews("denied", "SANA"),))
    )
    shown = lines(made)
    assert re.sub("[\u2068\u2069]", "", only(made).subject) == (
        "نشرة morning من Hajiz: حادثتان: رتل – تل الذهب (نُفي)؛ هجوم – تل تمر · 5 مواد مطابقة"
    )
    for line in (
        "== رتل، حاجز – تل الذهب، الخميس 19 تشرين الثاني · 3 ==",
        "3 وسائل إعلام، مصدر واحد (سانا)؛ نفي من التحالف الدولي",
        "! وبعد ذلك: نفي من سانا",
        "North Press · نفي من التحالف الدولي",
        "+ الميادين (pan-Arab, Beirut) · نقلاً عن سانا",
    ):
        assert line in shown


def test_an_arabic_digest_isolates_what_is_latin() -> None:
    """No Latin word of an incident stands bare in a line that is read from the right."""
    message = only(story("ar"))
    for line in (*message.text.splitlines(), *message.brief.splitlines()):
        bare = re.sub("\u2068[^\u2069]*\u2069", "", re.sub(r"https?://\S+", "", line))
        assert set(re.findall("[A-Za-z]{2,}", bare)) <= {"Hajiz"}, line


def test_the_chat_names_an_incident_above_its_reports() -> None:
    """In a paragraph of its own; what is about none stands as ever."""
    brief = only(story()).brief.split("\n\n")
    assert brief[1] == (
        "Convoy, checkpoint – Tal Dahab, Thu 19 Nov\n"
        "3 outlets, 1 origin (SANA); denied by the Coalition"
    )
    assert brief[2].startswith("1. US convoy turned back\nSANA")
    assert "North Press · DENIED by the Coalition · Thu" in brief[3]
    assert brief[4].startswith("3. + ")
    assert brief[5].startswith("Attack – Tal Tamr")


def test_the_payload_has_incidents_beside_the_sections() -> None:
    """Sections hold every item, as ever; incidents point to them."""
    document = json.loads(only(story()).payload)
    first, second = document["incidents"]
    assert document["incident_count"] == 2
    assert document["match_count"] == document["listed"] == 5
    sections = [
        (s["rule"], s["match_count"], [i["id"] for i in s["items"]]) for s in document["sections"]
    ]
    assert sections == [("convoys", 3, [1, 2, 5]), ("checkpoints", 2, [3, 4])]
    assert first == {
        "part": "new",
        "told_at": None,
        "match_count": 3,
        "items": [
            {"id": 1, "stance": "claims", "origin": "SANA", "is_relay": False},
            {"id": 3, "stance": "denies", "origin": "International Coalition", "is_relay": False},
            {"id": 2, "stance": "quotes", "origin": "SANA", "is_relay": True},
        ],
        "number": 12,
        "heading": "Convoy, checkpoint – Tal Dahab, Thu 19 Nov",
        "kinds": ["convoy", "checkpoint"],
        "place": "tal-dahab",
        "place_name": "Tal Dahab",
        "first_day": "2026-11-19",
        "last_day": "2026-11-19",
        "outlets": 3,
        "origins": 1,
        "claimed_by": ["SANA"],
        "confirmed_by": [],
        "denied_by": ["International Coalition"],
        "disputed": [],
        "has_unnamed_sources": False,
        "figures": [{"what": "vehicle", "kind": "armoured", "number": 5, "origin": "SANA"}],
        "spread": [
            {"outlet": "SANA", "origin": "SANA", "at": "2026-11-19T12:00:00Z"},
            {"outlet": "الميادين", "origin": "SANA", "at": "2026-11-19T13:00:00Z"},
            {
                "outlet": "North Press",
                "origin": "International Coalition",
                "at": "2026-11-19T15:30:00Z",
            },
        ],
        "news": [],
    }
    assert second["number"] == 13


@pytest.mark.parametrize(
    ("event", "remark"),
    [
        (EarlierEvent(AUGUST), "tells of an earlier event (Aug 2020)"),
        (EarlierEvent(replace(AUGUST, precision="year")), "tells of an earlier event (2020)"),
        (
            EarlierEvent(EventDate(date(2020, 8, 17), date(2020, 8, 17), "day")),
            "tells of an earlier event (Mon 17 Aug 2020)",
        ),
        (
            EarlierEvent(EventDate(date(2026, 8, 10), date(2026, 8, 16), "week")),
            "tells of an earlier event (Mon 10 Aug to Sun 16 Aug)",
        ),
        (EarlierEvent(), "tells of an earlier event"),
    ],
)
def test_what_an_item_only_recalls_is_said(event: EarlierEvent, remark: str) -> None:
    """As exactly as it says when that was; programs get the days."""
    message = only(digest(replace(found(1), earlier=event)))
    (item,) = json.loads(message.payload)["sections"][0]["items"]
    days = [event.date.first.isoformat(), event.date.last.isoformat()] if event.date else [None] * 2
    assert f"Damascus · {remark}\n" in message.text
    assert [item["earlier"]["first"], item["earlier"]["last"]] == days


def test_an_arabic_remark_on_what_is_recalled() -> None:
    """With the month as in Syria."""
    message = only(digest(replace(found(1), earlier=EarlierEvent(AUGUST)), language="ar"))
    assert "يروي حدثاً سابقاً (آب 2020)" in message.text


def flood(count: int, size: int, **values: object) -> list[FoundIncident]:
    """Return incidents of *size* items each."""
    return [
        incident(number, *range(start, start + size), **values)  # type: ignore[arg-type]
        for number, start in enumerate(range(1, count + 1, size))
    ]


def test_an_incident_goes_on_on_the_next_page_under_its_heading() -> None:
    """Nothing is lost; only the heading is said again, and chats have it too."""
    items = [found(number, f"A ‹convoy›, {number}", BODY) for number in range(1, 61)]
    whole = {number: Said() for number in range(1, 61)}
    pages = render(digest(*items, incidents=[FoundIncident(CONVOY, whole)]), END, 20_000)
    heading = "Convoy, checkpoint – Tal Dahab, Thu 19 Nov"

    assert len(pages) > 2
    assert all(len(page.html.encode()) < 20_000 for page in pages)
    assert [n for page in pages for n in numbers(page.text)] == list(range(1, 61))
    assert sorted(item for page in pages for item in ids(page)) == list(range(1, 61))
    assert f"== {heading} · 60 ==" in pages[0].text
    for page in pages[1:-1]:
        assert f"== {heading} (continued) ==" in page.text
        assert f"{heading}\n" in page.brief
        assert page.text.count("denied by the Coalition") == 0
        assert json.loads(page.payload)["incidents"][0]["match_count"] == 60


def test_incidents_that_read_alike_are_two() -> None:
    """Each has its head."""
    made = digest(found(1), found(2), incidents=[incident(7, 1), incident(8, 2)])
    assert only(made).text.count("== Convoy, checkpoint – Tal Dahab, Thu 19 Nov · 1 ==") == 2


def test_a_head_that_is_too_large_is_a_number() -> None:
    """Hundreds of long names must not push the items off the page."""
    names = tuple(f"{number} {'&' * 79}" for number in range(60))
    great = summary(
        7,
        claimed_by=names,
        confirmed_by=names,
        denied_by=names,
        disputed=tuple((f"d{number}", name) for number, name in enumerate(names)),
        figures=tuple(IncidentFigure(f"f{n}", n, "", name) for n, name in enumerate(names)),
    )
    items = [found(number, f"A ‹convoy›, {number}", BODY) for number in range(1, 31)]
    whole = {number: Said() for number in range(1, 31)}
    pages = render(digest(*items, incidents=[FoundIncident(great, whole)]), END, 20_000)
    assert all(len(page.html.encode()) < 20_000 for page in pages)
    assert "== Incident 7 · 30 ==" in pages[0].text
    assert [n for page in pages for n in numbers(page.text)] == list(range(1, 31))


def poisoned(payload: str) -> Digest:
    """Return a digest of an incident in which every name is *payload*."""
    outlet = Outlet(OutletId("o"), payload, "https://x.example/", "en", payload)
    known = IncidentSummary(
        number=1,
        kinds=(payload, payload),
        place=payload,
        first_day=None,
        last_day=None,
        outlets=2,
        claimed_by=(payload,),
        confirmed_by=(payload,),
        denied_by=(payload,),
        disputed=((payload, payload),),
        is_unnamed=True,
        figures=(IncidentFigure(payload, 3, payload, payload),),
        spread=(IncidentStep(payload, "x", at(0)), IncidentStep("x", payload, at(1))),
        news=(IncidentNews("denied", payload), IncidentNews("edited", payload)),
    )
    said = {1: Said("denies", payload), 2: Said("quotes", payload, is_relay=True)}
    return digest(
        found(1, payload, outlet=outlet, rules=(payload,), extra=()),
        found(2, "‹x›", outlet=outlet),
        incidents=[FoundIncident(known, said, at(-5))],
        outlets={outlet.id: outlet},
    )


def test_fm_056_no_name_of_an_incident_can_bring_anything_active() -> None:
    """Origins, outlets, places, topics: every payload in all of them at once."""
    news = (IncidentNews("denied", "SANA"),)
    ours = styles(only(story(told=at(-5), summary=replace(CONVOY, news=news))).html)
    ours |= styles(only(poisoned("x")).html)
    for payload in PAYLOADS:
        message = only(poisoned(payload))
        assert_inert(message.html, ours)
        assert_sendable(message)
        assert json.loads(message.payload)["incident_count"] == 1


def test_an_incident_that_cannot_be_put_into_words_is_a_number() -> None:
    """It takes neither the message nor its items with it."""
    broken = replace(CONVOY, claimed_by=(None,), first_day="x")  # type: ignore[arg-type]
    message = only(story(summary=broken))
    assert "== Incident 12 · 3 ==" in message.text
    assert {each["number"] for each in json.loads(message.payload)["incidents"]} == {12, 13}
    assert sorted(ids(message)) == [1, 2, 3, 4, 5]


def test_an_outlet_quotes_nobody_when_it_speaks_for_itself() -> None:
    """Whatever language its name is in; a claim of somebody else is cited."""
    said = {1: Said("claims", "SANA"), 2: Said("claims", "local sources"), 3: Said("denies", "")}
    items = [found(1), found(2, outlet=NORTH), found(3, outlet=NORTH), found(4)]
    shown = lines(digest(*items, incidents=[FoundIncident(summary(), said)], outlets=OUTLETS))
    assert "SANA (state news agency of Syria)" in shown
    assert "North Press · citing local sources" in shown
    assert "North Press · DENIED by North Press" in shown
