"""The JSON documents that programs receive: their shapes are promises."""

import json
from datetime import UTC, datetime

from alerts.digests.render import render
from alerts.digests.render_alert import render_alert
from alerts.digests.render_notice import render_notice
from alerts.label_links import read_token
from model.digest import OutletState, Trouble
from tests.alerts.digest_samples import (
    END,
    KEY,
    LINKS,
    SANA,
    START,
    alert,
    at,
    coverage,
    desk_morning,
    digest,
    found,
    only,
)


def test_the_payload_has_its_documented_shape() -> None:
    """Receivers rely on these keys."""
    document = json.loads(only(desk_morning()).payload)

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
        "digest",
        "language",
        "part",
        "parts",
        "listed",
        "days",
        "incident_count",
        "incidents",
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
        "told_at": None,
        "page": "",
        "earlier": None,
        "label_links": None,
    }
    assert document["coverage"]["failing"][0]["reason"].startswith("failing since")


def test_sections_tell_their_kind() -> None:
    """The same rule may stand in several parts; follow-ups say when they were told before."""
    made = digest(found(1), found(2, kind="follow_up", told=at(-3)), found(3, kind="late"))
    sections = json.loads(only(made).payload)["sections"]

    assert [(each["kind"], each["rule"]) for each in sections] == [
        ("new", "convoys"),
        ("follow_up", "convoys"),
        ("late", "convoys"),
    ]
    assert sections[1]["items"][0]["told_at"] == "2026-11-19T01:00:00Z"


def test_all_that_could_not_be_seen_is_told() -> None:
    """As much as people are told."""
    state = (OutletState(SANA, "since Wed"),)
    kinds = ("failing", "quiet", "overrun", "truncated", "unread")
    seen = coverage(**dict.fromkeys(kinds, state), undated_items=3)
    told = json.loads(only(digest(seen=seen)).payload)["coverage"]

    for kind in kinds:
        assert told[kind] == [
            {
                "outlet": {
                    "id": "sana-en",
                    "name": "SANA",
                    "affiliation": "state news agency of Syria",
                    "language": "en",
                },
                "reason": "since Wed",
            }
        ]
    assert told["undated_items"] == 3


def test_a_part_lists_its_own_items_and_says_which_part_it_is() -> None:
    """Its id is the message's; counts are of the whole."""
    made = digest(*[found(number) for number in range(1, 41)], days=(5, 40))
    messages = render(made, END, max_size=12_000)
    documents = [json.loads(message.payload) for message in messages]

    assert len(documents) > 1
    for number, (message, document) in enumerate(zip(messages, documents, strict=True), start=1):
        assert document["id"] == message.id
        assert document["digest"] == made.id
        assert (document["part"], document["parts"]) == (number, len(messages))
        assert document["listed"] == sum(len(each["items"]) for each in document["sections"])
        assert document["match_count"] == 40
        assert document["days"] == [5, 40]
    assert sum(document["listed"] for document in documents) == 40


def test_an_alert_tells_each_event_with_its_id() -> None:
    """An item that fired two rules is two events; a receiver may want only one of them."""
    (message,) = render_alert(
        alert(found(1, seen=at(3), rules=("convoys", "qamishli")), held_since=START, held_for="x"),
        END,
    )
    document = json.loads(message.payload)

    assert set(document) == {
        "type",
        "version",
        "id",
        "alert",
        "name",
        "timezone",
        "rule_set",
        "language",
        "part",
        "parts",
        "event_count",
        "item_count",
        "held",
        "incident",
        "follow_up_of",
        "news",
        "events",
    }
    assert (document["incident"], document["follow_up_of"], document["news"]) == (None, None, [])
    assert document["id"] == message.id == "evt_1convoys"
    assert document["held"] == {"since": "2026-11-19T04:00:00Z", "reason": "x"}
    assert [(each["id"], each["rule"]) for each in document["events"]] == [
        ("evt_1convoys", "convoys"),
        ("evt_1qamishli", "qamishli"),
    ]
    assert document["events"][0]["first_seen"] == "2026-11-19T07:00:00Z"
    assert document["events"][0]["item"]["link"] == "https://news.example/1"


def test_a_notice_is_a_document_too() -> None:
    """So that a hook that is told of trouble can do something about it."""
    trouble = Trouble(
        "not_x", "A channel", ("It is closed.",), datetime(2026, 1, 2, tzinfo=UTC), "UTC"
    )

    assert json.loads(render_notice(trouble, END).payload) == {
        "type": "notice",
        "version": 1,
        "id": "not_x",
        "subject": "A channel",
        "lines": ["It is closed."],
        "at": "2026-01-02T00:00:00Z",
    }


def test_programs_get_the_links_to_label_an_item() -> None:
    """Signed for the digest, for a receiver has no name."""
    document = json.loads(only(digest(found(1), links=LINKS)).payload)

    links = document["sections"][0]["items"][0]["label_links"]
    offers = [read_token(KEY, links[each].rpartition("/")[2]) for each in ("relevant", "noise")]
    assert [offer.verdict for offer in offers if offer] == ["relevant", "noise"]
    assert {offer.who for offer in offers if offer} == {"digest morning"}
