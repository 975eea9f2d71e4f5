"""Messages that are too large for one: nothing is lost, nothing is told twice."""

import json
import re
import time
from dataclasses import replace

import pytest

from alerts.digests.layout import pages as pages_module
from alerts.digests.render import render
from alerts.digests.render_alert import render_alert
from alerts.label_links import personal
from model.digest import Digest, OutletState
from model.message import Message
from tests.alerts.digest_samples import (
    AA,
    END,
    KEY,
    LINKS,
    MAYADEEN,
    SANA,
    alert,
    coverage,
    digest,
    found,
    only,
    with_items,
)

BODY = "The ‹convoy› of 21 lorries carried flour & medicine to a town. " + "More was said. " * 40


def flood(count: int, **values: object) -> Digest:
    """Return a digest of *count* items from three outlets, of two rules and all kinds."""
    kinds = ("new", "new", "new", "follow_up", "late")
    items = [
        found(
            number,
            f"A ‹convoy› of lorries, number {number}",
            BODY,
            outlet=(SANA, MAYADEEN, AA)[number % 3],
            rules=("convoys", "qamishli") if number % 4 else ("checkpoints",),
            kind=kinds[number % 5],  # type: ignore[arg-type]
        )
        for number in range(1, count + 1)
    ]
    return digest(*items, **values)  # type: ignore[arg-type]


def ids(message: Message) -> list[int]:
    """Return the ids of the items a message lists in its payload."""
    document = json.loads(message.payload)
    return [item["id"] for section in document["sections"] for item in section["items"]]


def numbers(text: str) -> list[int]:
    """Return the numbers of the items in a plain text."""
    return [int(found) for found in re.findall(r"^(\d+)\. ", text, re.MULTILINE)]


def test_fm_095_five_thousand_items_are_parted_and_none_is_lost() -> None:
    """Each page below the size at which mails are cut off, each item on exactly one; quickly."""
    made = flood(5000)

    began = time.process_time()
    messages = render(made, END)
    took = time.process_time() - began

    assert took < 5  # of this process: machines that run tests are shared
    assert 1 < len(messages) <= pages_module.MOST_PAGES
    assert max(len(message.html.encode()) for message in messages) < 100_000
    assert sorted(each for message in messages for each in ids(message)) == list(range(1, 5001))
    assert [n for message in messages for n in numbers(message.text)] == list(range(1, 5001))
    assert [n for message in messages for n in numbers(message.brief)] == list(range(1, 5001))


def test_fm_095_pages_are_filled() -> None:
    """No page but the last has room for another item."""
    sizes = [len(message.html.encode()) for message in render(flood(1000), END)]

    assert all(size > 97_000 for size in sizes[:-1])


def test_fm_095_parts_have_ids_subjects_and_threads_of_their_own() -> None:
    """The first carries the picture of the whole; the others hang under it."""
    made = replace(flood(300), days=(1, 2, 3))
    first, *others = render(made, END, max_size=60_000)
    last = len(others) + 1

    assert first.id == f"{made.id}.1"
    assert first.subject.startswith(f"Hajiz morning (1/{last}): 300 matches – «A convoy of")
    assert first.thread == ""
    assert first.picture
    assert "300 matches from 3 outlets" in first.text
    for number, message in enumerate(others, start=2):
        assert message.id == f"{made.id}.{number}"
        assert re.fullmatch(
            rf"Hajiz morning \({number}/{last}\): items \d+ to \d+ of 300", message.subject
        )
        assert message.thread == first.id
        assert message.picture == b""
        assert "cid:days" not in message.html


def test_fm_095_parts_of_a_digest_in_a_thread_stay_in_it() -> None:
    """Mail programs put them where the day before is."""
    messages = render(flood(200, thread="dig_before"), END, max_size=60_000)

    assert {message.thread for message in messages} == {"dig_before"}


def test_fm_095_what_could_not_be_seen_comes_last_and_the_first_part_says_where() -> None:
    """It is told once, and never overlooked."""
    seen = coverage([OutletState(SANA, "since Wed")])
    *before, last = render(flood(200, seen=seen), END, max_size=60_000)

    assert "WHAT WE COULD NOT SEE" in last.text
    assert "since Wed" in last.brief.split("\n\n")[-1]
    for message in before:
        assert "WHAT WE COULD NOT SEE" not in message.text
        assert f"stands at the end of part {len(before) + 1}." in message.text
        assert f"at the end of part {len(before) + 1}." in message.brief.split("\n\n")[-1]
    assert "1 outlet could not be seen: SANA" in before[0].text


@pytest.mark.parametrize("count", range(20, 60, 3))
def test_fm_095_what_could_not_be_seen_is_not_torn_apart(count: int) -> None:
    """Where it does not fit under the last items it has a page of its own."""
    seen = coverage([OutletState(SANA, f"reason {n} " + "x" * 200) for n in range(20)])
    *before, last = render(flood(count, seen=seen), END, max_size=15_000)

    assert last.text.count("- SANA: reason ") == 20
    assert not any("- SANA: reason " in message.text for message in before)


def test_fm_095_heads_are_repeated_where_a_page_breaks() -> None:
    """Nobody has to turn back to see which rule and outlet an item is of."""
    _, second, *_ = render(digest(*[found(n, body=BODY) for n in range(100)]), END, 20_000)

    assert "NEW (CONTINUED) · 100" in second.text
    assert "== convoys (continued) · 100 ==" in second.text
    assert "SANA (state news agency of Syria) (continued)" in second.text


def test_fm_095_one_message_keeps_the_id_of_its_digest() -> None:
    """Numbers are only where there are several."""
    message = only(flood(3))

    assert message.id == flood(3).id
    assert "(1/1)" not in message.subject
    assert json.loads(message.payload)["parts"] == 1


@pytest.mark.parametrize("title", ["x" * 300_000, "<&>" * 100_000, "رتل " * 100_000])
def test_fm_095_an_item_larger_than_a_message_is_shown_plainly(title: str) -> None:
    """It is cut, says so, and takes nothing else with it."""
    made = digest(found(1), found(2), found(3))
    huge = replace(found(2).stored.item, title=title)
    made = with_items(
        made,
        lambda item: (
            replace(item, title=replace(item.title, text=huge.title, marks=()))
            if item.item_id == 2
            else item
        ),
    )

    (message,) = render(made, END)

    assert len(message.html.encode()) < 100_000
    assert "shown plainly" in message.text
    assert "https://news.example/2" in message.text
    assert len(ids(message)) == 3


def test_fm_095_an_endless_link_is_left_out_and_said() -> None:
    """It would break mail programs, and it is no use to a reader."""
    message = only(digest(found(1, url="https://news.example/" + "a" * 50_000)))

    assert "its link is too long to be shown" in message.text
    assert len(message.html.encode()) < 20_000


@pytest.mark.parametrize("size", [0, 1, 3000, 9000])
def test_fm_095_a_size_too_small_for_anything_still_gives_messages(size: int) -> None:
    """Each has one thing on it; nothing loops, nothing is lost."""
    messages = render(flood(7), END, max_size=size)

    assert [n for message in messages for n in numbers(message.text)] == list(range(1, 8))


def test_fm_095_what_no_page_has_room_for_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the last page the digest says how many more there are, and how to see them."""
    monkeypatch.setattr(pages_module, "MOST_PAGES", 4)
    messages = render(flood(400), END, max_size=30_000)

    shown = sum(len(ids(message)) for message in messages)
    assert len(messages) == 4
    assert f"! {400 - shown} more matches are kept but not shown here." in messages[-1].text
    assert "hajiz items search --rule NAME --since 2026-11-19" in messages[-1].text
    assert "WHAT WE COULD NOT SEE" in messages[-1].text
    assert {json.loads(message.payload)["omitted"] for message in messages} == {400 - shown}


def test_fm_052_a_flood_is_one_alert_that_lists_all_of_it() -> None:
    """800 items that match at once: one message a reader can scan, none dropped."""
    items = [found(number, f"A ‹convoy›, number {number}", BODY) for number in range(1, 801)]
    messages = render_alert(alert(*items), END)
    events = [event for message in messages for event in json.loads(message.payload)["events"]]

    assert len({event["id"] for event in events}) == 800
    assert max(len(message.html.encode()) for message in messages) < 100_000
    assert messages[0].subject.startswith(f"Hajiz alert convoys (1/{len(messages)}): 800 items –")
    assert "carried flour" not in messages[0].text  # one line each: the list is what matters
    assert [n for message in messages for n in numbers(message.text)] == list(range(1, 801))


def test_a_digest_of_nothing_is_one_message() -> None:
    """Silence is one message too."""
    assert len(render(digest(), END)) == 1


def test_fm_095_links_of_their_own_keep_each_copy_below_the_size() -> None:
    """Room is left for what the longest recipient's links take more than those of nobody."""
    messages = render(flood(1000, links=LINKS), END)
    (recipient,) = LINKS.recipients

    copies = [personal(message.html, KEY, recipient) for message in messages]

    assert all(len(copy.encode()) < 100_000 for copy in copies)
    assert all(len(copy.encode()) > 97_000 for copy in copies[:-1])
    assert sorted(each for message in messages for each in ids(message)) == list(range(1, 1001))
