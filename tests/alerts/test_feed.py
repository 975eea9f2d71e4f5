"""Matches as a feed, read by programs that are not ours."""

import json
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import feedparser
import pytest

from alerts.channels.entries import direction, entries_of
from alerts.channels.feed import FeedChannel, FeedSettings
from alerts.channels.jsonfeed import entries_in
from model.message import Message, Postponed, SendResult, Sent
from tests.alerts.hostile import MARKUP
from tests.alerts.message_samples import ARABIC, MADE_AT, MESSAGE, item, payload

ALERT = replace(
    MESSAGE,
    id="evt_a",
    kind="alert",
    payload=json.dumps(
        {
            "type": "alert",
            "version": 1,
            "events": [
                {"id": "evt_a", "rule": "convoys", "item": item(3)},
                {"id": "evt_b", "rule": "qamishli", "item": item(3)},
            ],
        }
    ),
)


def send(folder: Path, message: Message = MESSAGE, **changes: Any) -> SendResult:
    """Offer a message to the feed in *folder*."""
    return FeedChannel(FeedSettings("public", folder, **changes)).send(message, "")


def later(days: int, *items: dict[str, Any]) -> Message:
    """Return a message with *items* made some days after the first one."""
    made_at = MADE_AT + timedelta(days=days)
    return replace(MESSAGE, id=f"dig_{days}", created_at=made_at, payload=payload(*items))


def atom(folder: Path) -> Any:
    """Read the Atom feed as a feed reader does; it is well-formed."""
    read = feedparser.parse((folder / "matches.atom").read_bytes())
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    return read


def json_items(folder: Path) -> list[dict[str, Any]]:
    """Read the JSON Feed, held against the rules of its version 1.1."""
    document = json.loads((folder / "matches.json").read_text("utf-8"))
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(document["title"], str)
    assert document["title"]
    ids = [each["id"] for each in document["items"]]
    assert len(ids) == len(set(ids))
    for each in document["items"]:
        assert isinstance(each["id"], str)
        assert each["content_html"]
        assert all(author["name"] for author in each["authors"])
        assert all(isinstance(tag, str) for tag in each["tags"])
        for key in ("date_published", "date_modified"):
            assert datetime.fromisoformat(each[key]).tzinfo is not None
        assert each.get("url", "https://").startswith("http")
    found: list[dict[str, Any]] = document["items"]
    return found


def test_the_matches_of_a_digest_are_entries_of_both_feeds(tmp_path: Path) -> None:
    """Title, link, outlet, rules, dates, language; the hits are marked."""
    result = send(tmp_path / "public", title="Desk", address="https://desk.example/feed/")

    assert result == Sent(f"{tmp_path / 'public' / 'matches.atom'}: 2 new of 2")
    read = atom(tmp_path / "public")
    assert read.feed.title == "Desk"
    assert read.feed.links[0].href == "https://desk.example/feed/matches.atom"
    arabic, english = read.entries
    assert arabic.title == ARABIC["title"]
    assert arabic.link == ARABIC["link"]
    assert arabic.author == "سانا"
    assert [tag.term for tag in arabic.tags] == ["convoys"]
    assert arabic.content[0].language == "ar"
    assert arabic.published == "2026-11-20T02:00:00Z"
    assert "&lt;b&gt;أمريكي&lt;/b&gt;" in arabic.content[0].value
    first, second = json_items(tmp_path / "public")
    assert (first["id"], second["id"]) == (arabic.id, english.id)
    assert '<p dir="rtl" lang="ar"><b><mark>رتل</mark> أمريكي' in first["content_html"]
    assert '<p dir="ltr" lang="en"><b><mark>Convoy</mark> number 1</b>' in second["content_html"]


def test_an_item_of_several_events_is_one_entry(tmp_path: Path) -> None:
    """Also when a digest tells it again."""
    send(tmp_path, ALERT)
    send(tmp_path, later(1, item(3), item(4)))

    assert [each["title"] for each in json_items(tmp_path)] == [
        "Convoy number 4",
        "Convoy number 3",
    ]


def test_a_message_offered_twice_changes_nothing(tmp_path: Path) -> None:
    """Not one octet, of either file."""
    send(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    result = send(tmp_path)

    assert result == Sent(f"{tmp_path / 'matches.atom'}: 0 new of 2")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_newest_stand_first_and_the_oldest_leave(tmp_path: Path) -> None:
    """Whichever message is delivered first."""
    for days in (2, 0, 3, 1):
        send(tmp_path, later(days, item(days * 10), item(days * 10 + 1)), limit=5)

    titles = [each["title"].rpartition(" ")[2] for each in json_items(tmp_path)]
    assert titles == ["30", "31", "20", "21", "10"]
    assert [each.title.rpartition(" ")[2] for each in atom(tmp_path).entries] == titles


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b"\xff\xfe", b'{"version": "https://jsonfeed.org/version/1"}']
)
def test_a_damaged_feed_is_begun_anew_and_the_result_says_so(tmp_path: Path, damage: bytes) -> None:
    """The new matches are there."""
    (tmp_path / "matches.json").write_bytes(damage)

    result = send(tmp_path)

    assert isinstance(result, Sent)
    assert result.detail.endswith("; matches.json could not be read and was begun anew")
    assert len(json_items(tmp_path)) == len(atom(tmp_path).entries) == 2


def test_single_entries_that_are_odd_are_left_out(tmp_path: Path) -> None:
    """Somebody may have edited the file."""
    send(tmp_path)
    path = tmp_path / "matches.json"
    document = json.loads(path.read_text("utf-8"))
    document["items"] += [None, {}, {"id": 7}, {**document["items"][0], "authors": []}]
    path.write_text(json.dumps(document), "utf-8")

    assert len(entries_in(path.read_bytes())) == 2
    assert isinstance(send(tmp_path, later(1, item(9))), Sent)
    assert len(json_items(tmp_path)) == 3


@pytest.mark.parametrize(
    "document", ["", "{", "[]", "null", '{"sections": 3}', '{"sections": [3]}']
)
def test_a_message_without_items_leaves_the_feed_as_it_is(tmp_path: Path, document: str) -> None:
    """Notices and tests have none; that the folder can be written is seen all the same."""
    send(tmp_path)

    assert isinstance(send(tmp_path, replace(MESSAGE, payload=document)), Sent)

    assert len(json_items(tmp_path)) == 2


def test_items_that_cannot_be_read_stop_no_other(tmp_path: Path) -> None:
    """A stub has nothing but id, title and link; marks may be anywhere."""
    stub = item(
        8, title="", title_marks=[], excerpt=None, link=None, language="", rules=[],
        published_at=None, first_seen_at=None,
    )  # fmt: skip
    marks = [[3, 2], [-4, 2], [0, 6], [4, 9], [8, 999]]
    message = later(0, stub, {"id": "x"}, item(9, title_marks=marks))  # type: ignore[arg-type]

    assert isinstance(send(tmp_path, message), Sent)

    first, second = atom(tmp_path).entries
    assert first.title == "North Press"
    assert "links" not in first
    assert "<mark>Convoy</mark> number 9" in json_items(tmp_path)[1]["content_html"]
    assert second.link == "https://north.example/9"


def test_what_outlets_write_is_text_in_the_feed(tmp_path: Path) -> None:
    """No markup of theirs, and nothing XML or JSON cannot hold."""
    items = [
        item(
            number,
            title=text,
            title_marks=[],
            excerpt=f"\x00\x0b\ufffe\ud800{text}",
            excerpt_marks=[],
        )
        for number, text in enumerate(MARKUP)
    ]
    send(tmp_path, later(0, *items), limit=500)

    titles = [each["title"] for each in json_items(tmp_path)]
    assert len(atom(tmp_path).entries) == len(titles) == len(MARKUP)
    for each in json_items(tmp_path):
        assert tags_of(each["content_html"]) <= {"p", "b", "mark", "small"}


class TagReader(HTMLParser):
    """Notes every tag an HTML parser sees."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        """Note it."""
        self.tags.add(tag)


def tags_of(html: str) -> set[str]:
    """Return every tag an HTML parser sees."""
    reader = TagReader()
    reader.feed(html)
    return reader.tags


def test_two_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """The command line and the daemon may."""
    threads = [
        threading.Thread(target=send, args=(tmp_path, later(number, item(number))))
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(json_items(tmp_path)) == len(atom(tmp_path).entries) == 12


def test_a_folder_that_cannot_be_written_is_postponed(tmp_path: Path) -> None:
    """With the place and the reason."""
    (tmp_path / "file").write_text("in the way")

    result = send(tmp_path / "file" / "public")

    assert isinstance(result, Postponed)
    assert result.reason.startswith(f"cannot write to the folder {tmp_path / 'file' / 'public'}: ")


def test_the_files_can_be_served(tmp_path: Path) -> None:
    """A web server runs as somebody else."""
    send(tmp_path)

    assert {oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()} == {"0o644"}


@pytest.mark.parametrize(
    ("text", "way"),
    [("رتل", "rtl"), ("«‹7› رتل US", "rtl"), ("US رتل", "ltr"), ("1 2", "ltr"), ("", "ltr")],
)
def test_a_text_runs_as_its_first_letter(text: str, way: str) -> None:
    """Figures and signs do not decide."""
    assert direction(text) == way


def test_ids_stay_when_the_words_change() -> None:
    """And differ between outlets and items."""
    one, other = entries_of(later(0, item(1), item(2)))
    (same,) = entries_of(later(5, item(1, title="Corrected", title_marks=[])))

    assert one.id == same.id != other.id
    assert one.id.startswith("urn:uuid:")
