"""Old items under new keys, from a real server through the whole of the first pipe."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from storage import schema
from tests.hajiz.desk import DAY, HOUR, MINUTE, START
from tests.hajiz.live import Live, Piece

SITE = "http://outlet.test"


def story(name: object, **changes: object) -> Piece:
    """Write an ordinary item with all that feeds give."""
    piece = Piece(
        f"A convoy was seen, report {name}",
        f"{SITE}/news/{name}",
        f"{SITE}/?p={name}",
        f"What is known of it, number {name}.",
        START - DAY + timedelta(minutes=7 * (hash(str(name)) % 3 + 1)),
    )
    return replace(piece, **changes)  # type: ignore[arg-type]


STORIES = [story(n, date=START - n * HOUR + 3 * MINUTE) for n in range(1, 11)]


def titles(*pieces: Piece) -> list[str]:
    """Return their titles in order."""
    return sorted(piece.title for piece in pieces)


def reguided(pieces: list[Piece], how: str = "new:{guid}") -> list[Piece]:
    """Give *pieces* other guids."""
    return [replace(piece, guid=how.format(guid=piece.guid)) for piece in pieces]


@pytest.mark.parametrize(
    "how",
    ["{guid}&utm_source=rss", "https://www.outlet.test/{guid}", "tag:outlet.test,2026:{guid}", ""],
)
def test_fm_040_guids_that_all_change_bring_nothing_new(outlet: Live, how: str) -> None:
    """Another style of guid, or none any more: the items are the same, and so are their numbers."""
    outlet.look(*STORIES)
    with outlet.assembly.database.read() as tx:
        before = tx.execute(select(schema.items.c.id).order_by(schema.items.c.id)).all()

    assert outlet.look(*reguided(STORIES, how)) == []
    assert outlet.look(story("fresh"), *reguided(STORIES, how)) == titles(story("fresh"))

    with outlet.assembly.database.read() as tx:
        assert (
            tx.execute(select(schema.items.c.id).order_by(schema.items.c.id)).all()[:10] == before
        )
    assert outlet.known_by == "guid"


def test_fm_040_what_is_new_in_the_same_document_is_told(outlet: Live) -> None:
    """Nothing is swallowed beside the old ones."""
    outlet.look(*STORIES)
    new = [story("fresh-1"), story("fresh-2")]

    assert outlet.look(*new, *reguided(STORIES)[:8]) == titles(*new)
    assert outlet.look(story("fresh-3"), *new, *reguided(STORIES)[:8]) == titles(story("fresh-3"))


def test_fm_040_old_guids_that_come_back_bring_nothing_new(outlet: Live) -> None:
    """The publisher takes the change back."""
    outlet.look(*STORIES)
    outlet.look(*reguided(STORIES))

    assert outlet.look(*STORIES) == []
    assert outlet.look(*reguided(STORIES)) == []


@pytest.mark.parametrize("kind", ["whole", "bare", "no link", "dates of now", "no date"])
def test_fm_040_fifty_polls_with_random_guids_tell_each_item_once(outlet: Live, kind: str) -> None:
    """Whatever else the feed gives; all that is truly new comes through."""
    chance = random.Random(40)
    shown = [_as(kind, story(n, date=START - n * HOUR)) for n in range(12)]
    outlet.look(*shown)
    written: list[str] = []
    for turn in range(50):
        new = [
            _as(kind, story(f"{turn}-{n}", date=START + (turn + 1) * HOUR - n * MINUTE))
            for n in range(chance.randrange(4))
        ]
        shown = (new + shown)[:12]
        written += [piece.title for piece in new]
        moment = outlet.now + HOUR if kind == "dates of now" else None
        outlet.look(*(_with_random_guid(chance, piece, moment) for piece in shown))

    assert sorted(outlet.alerted) == sorted(written)
    assert outlet.known_by == "link"


def _as(kind: str, piece: Piece) -> Piece:
    changes: dict[str, dict[str, object]] = {
        "bare": {"body": "", "date": None},
        "no link": {"link": ""},
        "no date": {"date": None},
    }
    return replace(piece, **changes.get(kind, {}))  # type: ignore[arg-type]


def _with_random_guid(chance: random.Random, piece: Piece, moment: object) -> Piece:
    changed = replace(piece, guid=f"{chance.getrandbits(128):032x}")
    return replace(changed, date=moment) if moment else changed  # type: ignore[arg-type]


def test_fm_040_the_memory_of_keys_does_not_grow_with_every_random_guid(outlet: Live) -> None:
    """Once the feed is known by its links, its guids are of no interest."""
    chance = random.Random(41)
    for _ in range(10):
        outlet.look(*(_with_random_guid(chance, piece, None) for piece in STORIES))

    with outlet.assembly.database.read() as tx:
        count = tx.execute(select(func.count()).select_from(schema.seen_keys)).scalar_one()
    assert count <= 3 * len(STORIES)


def test_fm_040_titles_and_texts_may_be_edited_at_the_same_time(outlet: Live) -> None:
    """Some of them: most are the same, and so the edited ones are too."""
    outlet.look(*STORIES)
    changed = reguided(STORIES)
    changed[0] = replace(changed[0], title="A convoy was seen, report 1 (corrected)")

    assert outlet.look(*changed) == []


def test_fm_040_a_move_to_another_domain_brings_nothing_new(outlet: Live) -> None:
    """Links and guids change at once; titles and dates stay."""
    outlet.look(*STORIES)
    moved = [
        replace(piece, guid=f"x{piece.guid}", link=piece.link.replace("outlet.test", "new.test"))
        for piece in STORIES
    ]

    assert outlet.look(*moved) == []


def test_fm_040_a_database_from_before_there_were_faces_is_caught_up(outlet: Live) -> None:
    """The change may come just after the upgrade."""
    outlet.look(*STORIES)
    with outlet.assembly.database.write() as tx:
        tx.execute(delete(schema.faces))

    assert outlet.look(*reguided(STORIES)) == []


def test_fm_040_items_that_were_deleted_are_recognised_too(outlet: Live) -> None:
    """Faces outlive the items, as keys do."""
    outlet.look(*STORIES)
    with outlet.assembly.database.write() as tx:
        tx.execute(delete(schema.items))

    assert outlet.look(*reguided(STORIES)) == []


# --- what must not be taken for a change of guids


def test_fm_042_a_new_guid_at_a_known_link_is_told(outlet: Live) -> None:
    """A status page links to one incident again and again."""
    page = f"{SITE}/incidents/7"
    outlet.look(*STORIES[:5], Piece("Convoy: investigating", page, "7-1", "We look."))
    for turn, word in enumerate(["identified", "monitoring", "over"], start=2):
        update = Piece(f"Convoy: {word}", page, f"7-{turn}", f"It is {word}.")
        assert outlet.look(update, *STORIES[:5]) == [update.title]


@pytest.mark.parametrize("pause", [HOUR, MINUTE, None])
def test_fm_042_many_updates_at_once_are_all_told(outlet: Live, pause: timedelta | None) -> None:
    """
    Six roads, one page each, every guid new with the state of the road; the old ones go.

    Dated at the moment, in the past (the feed comes late), or not at all.
    """

    def state(road: int, number: int, word: str) -> Piece:
        date = START + number * pause + road * MINUTE / 2 if pause else None
        name = f"Convoy on road {road}"
        return Piece(name, f"{SITE}/roads/{road}", f"{road}-{number}", f"{name}: {word}", date)

    outlet.look(*[state(road, 0, "none") for road in range(6)])
    for number, word in enumerate(["coming", "here", "passing", "gone"], start=1):
        states = [state(road, number, word) for road in range(6)]
        assert outlet.look(*states) == titles(*states)


def test_fm_042_a_title_that_returns_every_day_is_told_every_day(outlet: Live) -> None:
    """The same five briefings, each day at an address of its own."""

    def briefing(city: int, day: int) -> Piece:
        address = f"{SITE}/{day}/{city}"
        date = START + day * DAY
        return Piece(f"Convoy briefing for {city}", address, address, "No change.", date)

    outlet.look(*[briefing(city, 0) for city in range(5)])
    for day in range(1, 4):
        today = [briefing(city, day) for city in range(5)]
        assert outlet.look(*today) == titles(*today)


def test_fm_042_undated_texts_that_repeat_at_new_addresses_are_told(outlet: Live) -> None:
    """Nothing but the words is the same."""

    def bulletin(city: int, day: int) -> Piece:
        address = f"{SITE}/{day}/{city}"
        return Piece(f"Convoy bulletin for the city {city}", address, address, "As yesterday.")

    outlet.look(*[bulletin(city, 0) for city in range(5)])
    today = [bulletin(city, 1) for city in range(5)]
    assert outlet.look(*today) == titles(*today)


def test_fm_042_items_that_all_link_to_the_front_page_are_told(outlet: Live) -> None:
    """Such a link tells nothing apart."""
    for turn in range(4):
        pieces = [
            Piece(f"Convoy {turn}.{n}", f"{SITE}/", f"{turn}.{n}", f"Text {turn}.{n}")
            for n in range(6)
        ]
        assert outlet.look(*pieces) == (titles(*pieces) if turn else [])


def test_fm_042_two_old_items_under_new_guids_are_not_enough(outlet: Live) -> None:
    """Told again rather than never: fewer than three say nothing about a feed."""
    outlet.look(*STORIES)
    again = reguided(STORIES[:2])

    assert outlet.look(*again, *STORIES[2:]) == titles(*again)


def test_fm_042_an_item_still_there_under_its_old_guid_is_another_one(outlet: Live) -> None:
    """Copies beside the originals are no change of guids."""
    outlet.look(*STORIES[:5])
    copies = [replace(piece, guid=f"copy {piece.guid}") for piece in STORIES[:5]]

    assert outlet.look(*copies, *STORIES[:5]) == titles(*copies)


# --- one article in two forms


@pytest.mark.parametrize(
    "other",
    [
        "https://outlet.test/news/1",
        "http://outlet.test/news/1/",
        "http://outlet.test/news/1/amp",
        "http://outlet.test/news/1/amp/",
        "http://outlet.test/news/1?amp=1",
        "http://amp.outlet.test/news/1",
        "http://www.outlet.test/news/1",
        "http://m.outlet.test/news/1",
        "http://outlet.test/news/1?utm_source=feed&fbclid=2",
        "http://outlet.test:80/news/1#top",
    ],
)
def test_one_article_in_two_forms_is_one_item(outlet: Live, other: str) -> None:
    """Without guids; one after the other, or side by side."""
    first = Piece("A convoy was seen", f"{SITE}/news/1")
    second = replace(first, link=other)
    outlet.look(STORIES[5])

    assert outlet.look(first, STORIES[5]) == [first.title]
    assert outlet.look(second, STORIES[5]) == []
    assert outlet.look(first, second, STORIES[5]) == []


def test_two_forms_side_by_side_are_told_once(outlet: Live) -> None:
    """Also when both are new."""
    first = Piece("A convoy was seen", f"{SITE}/news/1")
    outlet.look(STORIES[5])

    assert outlet.look(first, replace(first, link=f"{SITE}/news/1/amp")) == [first.title]


def test_another_title_at_nearly_the_same_address_is_another_item(outlet: Live) -> None:
    """A server may tell the two addresses apart."""
    outlet.look(Piece("A convoy was seen", f"{SITE}/news/1"))
    other = Piece("A second convoy was seen", f"{SITE}/news/1/")

    assert outlet.look(other) == [other.title]
