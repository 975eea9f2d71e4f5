"""The pages of incidents: listed, in full, merged and split by hand; and for programs."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from lxml import html

from storage import incident_links
from tests.hajiz.incidents.reports import (
    CLAIM,
    DAY,
    DENIAL,
    OTHER,
    RELAY,
    Newsroom,
    article,
    elsewhere,
    newsroom,
)
from tests.hajiz.web.visitor import HERE, Visitor

pytestmark = pytest.mark.asyncio

SEVEN = (
    "Soldiers stopped a convoy of seven US vehicles in Tal Dahab on Friday, the Syrian Observatory"
    " for Human Rights said."
)
MORE = " Rain is expected."
RECALL = (
    "A convoy of three US vehicles passed Tal Tamr on Saturday, local sources said. On 20 November"
    " 2026 an army checkpoint had turned back a US convoy at Tal Dahab."
)


@contextmanager
def story(folder: Path) -> Iterator[Newsroom]:
    """Open a newsroom that told the story of a convoy, and of a bomb elsewhere."""
    with newsroom(folder) as opened:
        opened.tell("sana-en", CLAIM, title="Convoy turned back")
        opened.tell("press-tv", RELAY)
        opened.tell("alwaght", RELAY + MORE)
        opened.tell("new-arab", DENIAL)
        opened.tell("sohr-en", OTHER)
        yield opened


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Open a newsroom of one's own, to change something."""
    with story(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """Open a newsroom for all who only look."""
    with story(tmp_path_factory.mktemp("story")) as opened:
        yield opened


@pytest_asyncio.fixture
async def visitor(room: Newsroom) -> AsyncIterator[Visitor]:
    """Open a browser on the page of one's own newsroom."""
    async with Visitor(room.assembly) as opened:
        yield opened


@pytest_asyncio.fixture
async def reader(kept: Newsroom) -> AsyncIterator[Visitor]:
    """Open a browser on the page of the common newsroom."""
    async with Visitor(kept.assembly) as opened:
        yield opened


async def seen(visitor: Visitor, path: str) -> Any:
    """Return the page at *path* as a document."""
    answer = await visitor.client.get(path)
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def text_of(part: Any) -> str:
    """Return what a part of a page says, on one line."""
    return " ".join(part.text_content().split())


def headings(page: Any) -> list[str]:
    """Return the headings of the incidents in a list."""
    return [text_of(each) for each in page.cssselect(".incident .what")]


async def test_the_list_has_the_latest_first(reader: Visitor) -> None:
    """With what, where, when, and who says so."""
    page = await seen(reader, "/incidents")

    assert headings(page) == [
        "Attack, checkpoint – Tal Tamr, Fri 20 Nov",
        "Convoy blocked – Tal Dahab, Fri 20 Nov",
    ]
    origins = [text_of(each) for each in page.cssselect(".incident .origins")]
    assert origins[1] == "4 outlets, 1 origin (SANA); denied by the Coalition"


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("place=Tal+Dahab", 1),
        ("place=tal-dahab", 1),
        ("place=تل ذهب", 1),
        ("place=hasakah-gov", 2),
        ("place=Aleppo", 0),
        ("place=nowhere at all", 0),
        ("place=~nothing", 0),
        ("kind=convoy", 1),
        ("kind=checkpoint", 2),
        ("kind=nonsense", 2),
        ("denied=yes", 1),
        ("since=2026-11-20", 2),
        ("since=2026-11-21", 0),
        ("until=2026-11-19", 0),
        ("since=whenever&until=x&before=y", 2),
        ("place=Tal+Tamr&denied=yes", 0),
    ],
)
async def test_the_list_is_narrowed(reader: Visitor, asked: str, count: int) -> None:
    """By place, kind, days of the event and denials; what makes no sense narrows nothing."""
    assert len(headings(await seen(reader, f"/incidents?{asked}"))) == count


async def test_the_list_goes_on(room: Newsroom, visitor: Visitor) -> None:
    """Every incident stands in it once."""
    for text in elsewhere(45):
        room.tell("sohr-en", text)
    found, path = [], "/incidents"
    while path:
        page = await seen(visitor, path)
        found += [each.get("href") for each in page.cssselect(".what a")]
        further = page.cssselect("a[rel=next]")
        path = further[0].get("href") if further else ""

    assert len(found) == len(set(found)) == len(room.shown())
    assert len(found) > 30  # more than one page has


async def test_an_incident_shows_every_word_of_everybody(reader: Visitor) -> None:
    """Each with its speaker as written, its outlet, and a link to the item."""
    page = await seen(reader, "/incidents/1")
    voices = {
        text_of(group.cssselect("h3")[0]): [text_of(each) for each in group.cssselect("figure")]
        for group in page.cssselect(".voices")
    }

    assert list(voices) == ["Claimed by", "Denied by"]
    assert len(voices["Claimed by"]) == 3
    assert voices["Denied by"][0].startswith("The US-led coalition denied on Friday that a convoy")
    assert "speaker as written: US-led coalition · new-arab" in voices["Denied by"][0]
    assert page.cssselect(".voices mark")
    links = [each.get("href") for each in page.cssselect(".voices figcaption a")]
    assert links == ["/items/1", "/items/2", "/items/3", "/items/4"]
    assert "No count is a measure of truth" in text_of(page)


async def test_figures_stand_side_by_side(room: Newsroom, visitor: Visitor) -> None:
    """A row for each source; nothing is averaged."""
    room.tell("sohr-en", SEVEN)
    rows = (await seen(visitor, "/incidents/1")).cssselect(".by-source tbody tr")

    assert {text_of(row.cssselect("th")[0]): _cells(row) for row in rows} == {
        "SANA": ["5", "5"],
        "SOHR": ["–", "7"],
    }


def _cells(row: Any) -> list[str]:
    return [text_of(each) for each in row.cssselect("td")]


async def test_reports_have_their_chain_and_edits(room: Newsroom, visitor: Visitor) -> None:
    """From the outlet to its first source; who recalls it stands apart."""
    item = article("alwaght", RELAY + " Rain is expected.")
    (old,) = (each for each in room.shown()[0].reports if each.told.outlet == "alwaght")
    for more in ("One", "Two"):
        room.publish(replace(old.stored.item, body=f"{item.body} {more} more."))
    room.now += DAY
    room.tell("sohr-en", RECALL)
    page = await seen(visitor, "/incidents/1")
    reports = [text_of(each) for each in page.cssselect(".reports-list")[0].cssselect("li")]
    recalled = page.cssselect(".reports-list")[1].cssselect("li")

    assert "quotes SANA" in reports[1]
    assert "Press TV ← SANA" in reports[1]
    assert "edited twice, see versions" in reports[2]
    assert len(recalled) == 1
    assert "recalls it" in text_of(recalled[0])


async def test_the_map_and_the_spread_have_words(reader: Visitor) -> None:
    """Pictures say the same as the text beside them."""
    page = await seen(reader, "/incidents/1")

    assert [each.get("aria-label") for each in page.cssselect(".map a")] == ["Tal Dahab: 4 reports"]
    assert page.cssselect("svg.day-bars")[0].get("aria-label").startswith("Reports, a bar for each")
    steps = [text_of(each) for each in page.cssselect(".steps li")]
    assert len(steps) == 4
    assert steps[1].endswith("press-tv from SANA +1 min")


@pytest.mark.parametrize(
    "path", ["/incidents/99", "/incidents/x", "/incidents/99999999999999999999"]
)
async def test_a_number_nobody_has(reader: Visitor, path: str) -> None:
    """A page says what may have become of it."""
    answer = await reader.client.get(path)

    assert answer.status_code == 404
    assert "it may have another number now" in answer.text


async def test_incidents_are_merged_after_a_look(room: Newsroom, visitor: Visitor) -> None:
    """The page before shows both and what will be; who said so is kept, and shown."""
    look = await seen(visitor, "/incidents/1/merge?with=2")
    before = len(room.shown())
    (form,) = look.cssselect("main form")
    fields = [(each.get("name"), each.get("value")) for each in form.cssselect("input")]
    headers = {"Origin": HERE}
    content = "&".join(f"{name}={value}" for name, value in fields)
    answer = await visitor.client.post(
        form.get("action"),
        content=content,
        headers=headers | {"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert len(headings(look)) == 3
    assert before == 2
    assert answer.status_code == 303
    assert answer.headers["location"] == "/incidents/1?done=merged"
    assert len(room.shown()) == 1
    done = await seen(visitor, answer.headers["location"])
    assert "Done: the reports are one incident now" in text_of(done)
    assert "5 reports are of one event" in text_of(done)
    with room.assembly.database.read() as tx:
        assert {each.said_by for each in incident_links.said(tx)} != {""}


async def test_reports_are_split_off_after_a_look(room: Newsroom, visitor: Visitor) -> None:
    """They get a number of their own; both are shown before."""
    look = await seen(visitor, "/incidents/1/split?item=4")
    shown = [text_of(each) for each in look.cssselect(".incident .origins")]
    (seen_changes,) = look.cssselect("main form input[name=seen]")
    path = "/incidents/1/split"
    answer = await visitor.send(path, item="4", seen=seen_changes.get("value"))

    assert len(room.shown()) == 3
    assert shown[0].startswith("1 outlet")
    assert shown[1] == "3 outlets, 1 origin (SANA)"
    done = await seen(visitor, answer.headers["location"])
    assert "Done: the reports you ticked are this incident now" in text_of(done)
    assert [each.get("value") for each in done.cssselect("input[name=item]")] == ["4"]
    assert "1 report is of another event than incident 1" in text_of(done)


@pytest.mark.parametrize(
    ("path", "status", "why"),
    [
        ("/incidents/1/merge?with=99", 404, "There is no incident 99"),
        ("/incidents/99/merge?with=1", 404, "There is no incident 99"),
        ("/incidents/1/merge?with=1", 400, "cannot be merged with itself"),
        ("/incidents/1/merge?with=one", 404, "There is no incident"),
        ("/incidents/1/merge", 404, "There is no incident"),
        ("/incidents/1/split", 400, "No report was ticked"),
        ("/incidents/1/split?item=5", 409, "Item 5 is not in this incident"),
        ("/incidents/1/split?item=1&item=2&item=3&item=4", 400, "Nothing would be left"),
        ("/incidents/9/split?item=1", 404, "There is no incident 9"),
    ],
)
async def test_what_makes_no_sense_is_said(
    reader: Visitor, path: str, status: int, why: str
) -> None:
    """In words, and nothing is changed."""
    answer = await reader.client.get(path)

    assert answer.status_code == status
    assert why in answer.text


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/incidents/1/merge", {"with": "99", "seen": "1"}, 404),
        ("/incidents/1/merge", {"with": "1", "seen": "1"}, 400),
        ("/incidents/1/merge", {"with": "2", "seen": "1"}, 409),
        ("/incidents/1/merge", {"with": "2"}, 422),
        ("/incidents/1/split", {"item": "4", "seen": "1"}, 409),
        ("/incidents/7/split", {"item": "4", "seen": "1"}, 404),
        ("/incidents/1/split", {"item": "4"}, 422),
    ],
)
async def test_what_was_not_looked_at_is_not_done(
    kept: Newsroom, reader: Visitor, path: str, fields: dict[str, str], status: int
) -> None:
    """A form that is old, or made up, changes nothing."""
    answer = await reader.send(path, **fields)

    assert answer.status_code == status
    assert [each.id for each in kept.shown()] == [1, 2]


@pytest.mark.parametrize("path", ["/incidents/1/merge", "/incidents/1/split"])
async def test_a_form_from_elsewhere_changes_nothing(
    kept: Newsroom, reader: Visitor, path: str
) -> None:
    """Nor does one without the proof of a page of ours."""
    fields = {"with": "2", "item": "4", "seen": "1"}
    answer = await reader.client.post(path, data=fields, headers={"Origin": HERE})
    token = await reader.token()
    evil = {"Origin": "https://evil.example"}
    other = await reader.client.post(path, data=fields | {"csrf": token}, headers=evil)

    assert (answer.status_code, other.status_code) == (403, 403)
    assert [each.id for each in kept.shown()] == [1, 2]


async def test_near_incidents_are_offered(room: Newsroom, visitor: Visitor) -> None:
    """Those at the same place, at most three days apart."""
    room.tell("press-tv", CLAIM.replace("on Friday", "on 18 November 2026"))
    room.tell("press-tv", CLAIM.replace("on Friday", "on 12 November 2026"))
    near = (await seen(visitor, "/incidents/1")).cssselect(".near li")

    assert len(near) == 1
    assert "2 days apart" in text_of(near[0])


async def test_an_item_says_what_was_read_from_it(reader: Visitor) -> None:
    """Its events with their incident, who says so in which words, and from whom it came."""
    page = await seen(reader, "/items/2")
    (events,) = page.cssselect("#events")

    assert "Press TV ← SANA" in text_of(events)
    assert [each.get("href") for each in events.cssselect("h3 a")] == ["/incidents/1"]
    marks = [each.text for each in events.cssselect("mark")]
    assert marks == ["according to", "state news agency"]


async def test_many_speak_in_the_plural(room: Newsroom, visitor: Visitor) -> None:
    """SANA claims, witnesses claim."""
    for words in ("witnesses said", "witnesses denied"):
        room.tell("sohr-en", f"A convoy of nine US vehicles passed Tal Tamr on Friday, {words}.")

    page = await seen(visitor, "/")

    marks = [text_of(each) for each in page.cssselect(".stance")]
    assert any("witnesses claim" in each for each in marks), marks
    assert not any("witnesses claims" in each or "witnesses denies" in each for each in marks)


async def test_an_item_of_no_event_says_nothing_of_one(room: Newsroom, visitor: Visitor) -> None:
    """It has no such section."""
    room.tell("sana-en", "A convoy is a group of vehicles.")
    page = await seen(visitor, "/items/6")

    assert not page.cssselect("#events")


async def test_programs_read_incidents(reader: Visitor) -> None:
    """Listed and in full, with the sentences of everybody."""
    listed = (await reader.get("/api/incidents", place="Tal Dahab")).json()
    whole = (await reader.get("/api/incidents/1")).json()

    assert [each["number"] for each in listed["incidents"]] == [1]
    assert listed["incidents"][0]["denied_by"] == ["coalition"]
    assert whole["claimed_by"] == ["sana"]
    (denied,) = whole["voices"]["denied"]
    assert denied["evidence"][0]["sentence"].startswith("The US-led coalition denied")
    assert [each["chain"] for each in whole["items"]][1] == ["press-tv", "sana"]


async def test_programs_merge_and_split(room: Newsroom, visitor: Visitor) -> None:
    """They answer with the incident that came of it."""
    split = await visitor.ask("POST", "/api/incidents/1/split", {"items": [4]})
    new = split.json()["number"]
    merged = await visitor.ask("POST", f"/api/incidents/{new}/merge", {"incidents": [1]})

    assert [each["item"] for each in split.json()["items"]] == [4]
    assert [each["item"] for each in merged.json()["items"]] == [1, 2, 3, 4]
    assert len(room.shown()) == 2


@pytest.mark.parametrize(
    ("method", "path", "json", "status"),
    [
        ("GET", "/api/incidents/9", None, 404),
        ("GET", "/api/incidents/x", None, 422),
        ("GET", "/api/incidents?place=nowhere", None, 422),
        ("GET", "/api/incidents?kind=nonsense", None, 422),
        ("GET", "/api/incidents?before=nonsense", None, 422),
        ("POST", "/api/incidents/9/merge", {"incidents": [1]}, 404),
        ("POST", "/api/incidents/1/merge", {"incidents": [9]}, 404),
        ("POST", "/api/incidents/1/merge", {"incidents": [1]}, 422),
        ("POST", "/api/incidents/1/merge", {"incidents": []}, 422),
        ("POST", "/api/incidents/1/split", {"items": [5]}, 409),
        ("POST", "/api/incidents/1/split", {"items": [1, 2, 3, 4]}, 409),
        ("POST", "/api/incidents/9/split", {"items": [1]}, 404),
    ],
)
async def test_programs_are_told_what_is_wrong(
    kept: Newsroom, reader: Visitor, method: str, path: str, json: Any, status: int
) -> None:
    """As a problem, and nothing is changed."""
    answer = await reader.ask(method, path, json)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert [each.id for each in kept.shown()] == [1, 2]


@pytest.mark.parametrize(
    ("form", "kind", "begins"),
    [
        ("json", "application/json", b"["),
        ("csv", "text/csv; charset=utf-8", b"\xef\xbb\xbf"),
        ("geojson", "application/geo+json", b"{"),
        ("zip", "application/zip", b"PK"),
    ],
)
async def test_an_incident_is_a_file(reader: Visitor, form: str, kind: str, begins: bytes) -> None:
    """To be saved under its number, never shown as a page."""
    page = await seen(reader, "/incidents/1")
    assert f"/incidents/1/export/{form}" in [a.get("href") for a in page.cssselect(".files a")]
    answer = await reader.get(f"/incidents/1/export/{form}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"] == f'attachment; filename="incident-1.{form}"'
    assert answer.content.startswith(begins)


@pytest.mark.parametrize(
    "path",
    [
        "/incidents/9/export/json",
        "/incidents/9/export/zip",
        "/incidents/1/export/exe",
        "/incidents/x/export/csv",
    ],
)
async def test_no_file_of_what_is_not_there(reader: Visitor, path: str) -> None:
    """It is not found."""
    assert (await reader.get(path)).status_code == 404
