"""Items that are word for word as at the last look are not read again, and that loses nothing."""

from dataclasses import replace
from datetime import datetime

from model import Fresh
from storage import feeds
from tests.hajiz.desk import HOUR, MINUTE, START
from tests.hajiz.live import Live, Piece

SITE = "http://outlet.test"


def story(name: object, date: datetime = START - HOUR) -> Piece:
    """Write an ordinary item with all that feeds give."""
    title = f"A convoy was seen, report {name}"
    return Piece(title, f"{SITE}/news/{name}", f"{SITE}/?p={name}", f"What is known: {name}.", date)


OLD = [story(n, START - n * HOUR) for n in range(1, 7)]


def brought(outlet: Live, *pieces: Piece) -> tuple[int, int]:
    """Look, and return how many items were read and how many known."""
    outcome = outlet.poll(*pieces).outcome
    assert isinstance(outcome, Fresh)
    return len(outcome.items), len(outcome.known)


def overrun_at(outlet: Live) -> datetime | None:
    """Return when items were last seen to have passed unseen."""
    with outlet.assembly.database.read() as tx:
        return feeds.state(tx, outlet.assembly.config.outlets[0].id).overrun_at


def test_only_what_is_new_is_read(outlet: Live) -> None:
    """At the first look everything, then what is new or edited."""
    edited = replace(OLD[2], title="Another title")

    assert brought(outlet, *OLD) == (6, 0)
    assert brought(outlet, story("new"), *OLD) == (1, 6)
    assert brought(outlet, *OLD[:2], edited, *OLD[3:]) == (1, 5)
    assert brought(outlet, *reversed(OLD)) == (1, 5)  # the edit was taken back
    assert brought(outlet, *OLD[:3]) == (0, 3)


def test_fm_043_what_is_known_is_not_told_again(outlet: Live) -> None:
    """In whatever order it comes."""
    outlet.look(*OLD)

    assert outlet.look(OLD[3], story("new"), *OLD[:3]) == [story("new").title]
    assert outlet.look(*OLD, story("new")) == []


def test_fm_053_known_items_show_that_none_was_missed(outlet: Live) -> None:
    """A look is overrun only if nothing of the last one is left."""
    outlet.poll(*OLD)

    outlet.poll(OLD[0], *(story(f"new-{n}") for n in range(5)))
    assert overrun_at(outlet) is None

    outlet.poll(*(story(f"newer-{n}") for n in range(5)))
    assert overrun_at(outlet) is not None


def test_items_that_come_at_once_keep_their_dates(outlet: Live) -> None:
    """Three within a minute, beside known ones, are no document whose dates are made up."""
    new = [story(f"new-{n}", START) for n in range(3)]
    outlet.look(*OLD)
    outlet.look(*new, *OLD)
    moved = [
        replace(piece, link=f"{piece.link}/moved", guid=f"{piece.guid}&moved", body="edited")
        for piece in new
    ]

    assert outlet.look(*moved, *OLD) == []  # known by title and date


def test_an_item_that_is_still_there_is_not_taken_for_another(outlet: Live) -> None:
    """New guids beside the old ones are new items, though the old ones were not read again."""
    outlet.look(*OLD)
    twins = [replace(piece, guid=f"{piece.guid}&again") for piece in OLD[:4]]

    assert outlet.look(*OLD, *twins) == sorted(piece.title for piece in twins)


def test_another_form_of_a_known_item_is_not_told(outlet: Live) -> None:
    """An AMP page beside the page, where neither has a guid and the page was not read again."""
    pages = [replace(piece, guid="") for piece in OLD]
    form = replace(pages[3], link=f"{pages[3].link}/amp")
    outlet.look(*pages)

    assert outlet.look(form, *pages) == []
    assert outlet.look(*pages, form) == []


def test_an_outlet_that_is_asked_often_forgets_nothing(outlet: Live) -> None:
    """Thirty looks, each with one new item and one fewer of the old ones."""
    pieces = [story(n, START + n * MINUTE) for n in range(40)]
    outlet.look(*pieces[:10])

    told = [outlet.look(*pieces[n : n + 10]) for n in range(1, 31)]

    assert told == [[pieces[n + 9].title] for n in range(1, 31)]
