"""How a digest looks, as a page and as plain text."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html as lxml_html  # type: ignore[import-untyped]

from alerts.digests.plain import POP_ISOLATE
from alerts.digests.render import render
from alerts.label_links import Offer, read_token
from model.digest import Coverage, Digest, Language, OutletState
from tests.alerts.digest_samples import (
    END,
    KEY,
    LINKS,
    MAYADEEN,
    NORTH,
    SANA,
    START,
    at,
    coverage,
    desk_morning,
    digest,
    found,
    only,
)


def lines(made: Digest) -> list[str]:
    """Return a digest's plain text by lines, without the indent."""
    return [line.strip() for line in only(made).text.splitlines()]


def test_the_subject_carries_the_picture() -> None:
    """How much, what most rules fired for, how blind."""
    message = only(desk_morning())

    assert message.subject == (
        "Hajiz morning: 8 matches – «US convoy turned back at a checkpoint south of Qamishli»; "
        "2 outlets failing"
    )


def test_a_long_first_title_is_cut_between_words_in_the_subject() -> None:
    """A subject is read on a phone's lock screen."""
    subject = only(digest(found(1, "A ‹convoy› " + "of many lorries " * 9))).subject

    assert subject == (
        "Hajiz morning: 1 match – «A convoy of many lorries of many lorries of many lorries…»"
    )


def test_fm_097_a_right_to_left_title_does_not_turn_the_subject_around() -> None:
    """It is isolated within the English line."""
    subject = only(digest(found(1, "‹رتل› أمريكي", outlet=MAYADEEN))).subject

    assert subject == "Hajiz morning: 1 match – «\u2068رتل أمريكي\u2069»"


def test_fm_097_directions_are_kept_apart_in_html() -> None:
    """Texts take their own direction and language; names are isolated where they stand inline."""
    page = lxml_html.document_fromstring(only(desk_morning()).html)

    arabic = page.xpath('//p[@lang="ar"]')
    assert arabic
    assert all(node.get("dir") == "auto" for node in arabic)
    assert "الميادين" in [node.text for node in page.iter("bdi")]
    assert not page.xpath('//*[@dir="auto"]//bdi')  # whose text would not count for the direction


def test_fm_097_directions_are_kept_apart_in_text() -> None:
    """Every stretch of Arabic is isolated, and each isolate is closed on its line."""
    text = only(desk_morning()).text

    for line in text.splitlines():
        assert line.count("\u2068") == line.count(POP_ISOLATE)
        bare = re.sub("\u2068[^\u2069]*\u2069", "", line)
        assert not re.search("[\u0590-\u08ff]", bare)


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
    message = only(digest(found(1, "A ‹convoy› passed")))

    assert re.search(r"A <mark style=[^>]*>convoy</mark> passed", message.html)
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
    message = only(digest(seen=seen))

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


def test_items_that_have_certainly_passed_are_told_at_the_top() -> None:
    """It is worse than an outlet that fails: nobody will ever see them."""
    made = digest(seen=coverage(overrun=(OutletState(NORTH, "x"),)))

    assert lines(made)[3] == "! items of 1 outlet have certainly passed unseen: North Press"


def test_a_very_long_list_of_blind_spots_is_counted_at_its_end() -> None:
    """Never silently cut."""
    made = digest(seen=coverage([OutletState(SANA, "x")] * 63, outlets=63, polled=0))

    assert "- and 13 outlets more: hajiz status" in lines(made)


def test_hits_are_marked_where_style_sheets_are_dropped() -> None:
    """Some mail programs keep no <style>: what carries meaning has its style on itself."""
    page = lxml_html.document_fromstring(only(desk_morning()).html)

    assert all("background:" in mark.get("style") for mark in page.iter("mark"))
    assert all("color:" in link.get("style") for link in page.iter("a"))
    assert all("margin:" in each.get("style") for each in page.xpath("//p | //h1 | //h2 | //h3"))


def test_a_page_is_made_for_phones_and_for_the_night() -> None:
    """600 pixels at most, a viewport, both colour schemes."""
    page = only(desk_morning()).html

    assert "max-width:600px" in page
    assert '<meta name="viewport"' in page
    assert '<meta name="color-scheme" content="light dark">' in page
    assert "@media (prefers-color-scheme: dark)" in page


def test_each_kind_has_a_part_of_its_own() -> None:
    """New, follow-ups with when they were first told, late; the end is always the same."""
    made = digest(
        found(1),
        found(2, "‹Convoy› denied", kind="follow_up", told=datetime(2026, 11, 18, 12, tzinfo=UTC)),
        found(3, "‹Old›", kind="late"),
    )
    shown = lines(made)
    places = [shown.index(line) for line in ("NEW · 1", "FOLLOW-UPS · 1", "LATE · 1")]

    assert places == sorted(places)
    assert "3 matches from 1 outlet · convoys 3" in shown
    assert "1 new · 1 follow-up · 1 late" in shown
    assert "Thu 19 Nov 15:00 Damascus · first told Wed 18 Nov 15:00" in shown
    assert "published more than 7 days ago, seen now for the first time" in shown
    assert shown.index("WHAT WE COULD NOT SEE") > places[-1]


def test_what_could_not_be_seen_is_told_by_kind() -> None:
    """Failing, overrun, cut short, quiet, undated; and all is not "Nothing"."""
    state = (OutletState(NORTH, "since Wed"),)
    seen = coverage(
        state,
        quiet=state,
        overrun=state,
        truncated=state,
        unread=state,
        undated_items=2,
        notices=("Full.",),
    )
    shown = lines(digest(seen=seen))
    end = shown[shown.index("WHAT WE COULD NOT SEE") :]

    assert end[1] == "! Full."
    assert [line for line in end if not line.startswith("-")][2:7] == [
        "Failing",
        "Overrun: items have certainly passed unseen",
        "Cut short: gave more than is read in one look",
        "Headlines only: pages of articles could not be read",
        "Quiet: less than they used to bring",
    ]
    assert end.count("- North Press: since Wed") == 5
    assert "2 items came without a usable date." in end


def test_days_are_shown_as_bars_with_and_without_pictures() -> None:
    """The picture, its place on the page, and the same as block characters."""
    message = only(digest(found(1), days=[0, 2, 8, 4, 1]))
    image = lxml_html.document_fromstring(message.html).xpath("//img")[0]

    assert message.picture.startswith(b"\x89PNG")
    assert dict(image.attrib) | {"style": ""} == {
        "src": "cid:days",
        "width": "38",
        "height": "40",
        "alt": "▁▃█▅▂",
        "style": "",
    }
    assert "▁▃█▅▂ 5 days, usually 2 a day; the last bar is this digest" in message.text


def test_a_digest_that_knows_no_days_has_no_picture() -> None:
    """On its first day."""
    message = only(digest(found(1)))

    assert message.picture == b""
    assert "<img" not in message.html


def test_the_lines_beside_the_subject_name_further_titles() -> None:
    """Where a list of mails shows how a mail begins."""
    page = lxml_html.document_fromstring(only(desk_morning()).html)
    ahead = page.xpath('//div[contains(@style, "display:none")]')[0].text_content()

    assert ahead.startswith("also: Aid convoy reaches Hasakah after two days · ")


def test_the_same_digest_is_rendered_the_same_at_any_time() -> None:
    """A repeat differs in nothing but the moment it was made."""
    made = replace(desk_morning(), days=(1, 2, 3))
    (first,), (later,) = (render(made, END + timedelta(days=days)) for days in (0, 3))

    assert replace(first, created_at=later.created_at) == later


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_reader_can_say_what_they_think_of_each_item(language: Language) -> None:
    """By two links, in the page and in plain text; they need no signs that mail programs change."""
    made = digest(found(1), found(2, rules=("convoys", "qamishli")), links=LINKS, language=language)
    message = only(made)

    shown = lxml_html.fromstring(message.html).xpath("//a[contains(@href, '/label/')]")
    offers = [read_token(KEY, link.get("href").rpartition("/")[2]) for link in shown]
    in_text = [line.rpartition(": ")[2] for line in lines(made) if "/label/" in line]
    both = ("convoys", "qamishli")
    assert offers == [
        Offer(number, rules, verdict, "morning")
        for number, rules in ((1, ("convoys",)), (2, both))
        for verdict in ("relevant", "noise")
    ]
    assert [link.get("href") for link in shown] == in_text
    words = {"en": ["[relevant]", "[noise]"], "ar": ["[ذات صلة]", "[لا صلة لها]"]}[language]
    assert [link.text for link in shown[:2]] == words
    assert "/label/" not in message.brief


def test_without_a_public_address_there_are_no_links_to_label() -> None:
    """They would lead nowhere."""
    message = only(digest(found(1)))

    assert "/label/" not in message.html + message.text + message.payload
