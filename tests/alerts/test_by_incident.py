"""Digests by incident: each item stands once, whatever the incidents claim."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.digests.found import FoundIncident, Said
from alerts.digests.render import render
from alerts.digests.view.rows import count_by_kind, count_by_rule, rows_of
from model.digest import Digest, PartKind
from tests.alerts.digest_samples import END, at, digest, found, incident, summary
from tests.alerts.test_pages import ids, numbers

KINDS: tuple[PartKind, ...] = ("new", "update", "follow_up", "late")
STANCES = (None, "claims", "quotes", "denies", "confirms", "disputes")


def standing(made: Digest) -> list[tuple[str, list[int], list[int]]]:
    """Return of each part the items of its incidents and those of none."""
    return [
        (
            part.kind,
            [report.item.item_id for each in part.incidents for report in each.reports],
            [item.item_id for s in part.sections for g in s.groups for item in g.items],
        )
        for part in made.parts
    ]


def test_items_of_an_incident_stand_under_it_and_no_others() -> None:
    """What is about no incident stands by rule and outlet, as ever; incidents are read first."""
    made = digest(found(1), found(2), found(3), incidents=[incident(7, 3, 1)])
    assert standing(made) == [("new", [3, 1], [2])]
    assert [row.item.item_id for row in rows_of(made)] == [3, 1, 2]
    assert made.match_count == 3
    assert count_by_kind(made) == {"new": 3}
    assert count_by_rule(made) == {"convoys": 3}


def test_relays_come_last() -> None:
    """What adds something is read first."""
    said = {1: Said(), 2: Said("quotes", "SANA", is_relay=True), 3: Said("denies", "AP")}
    made = digest(found(1), found(2), found(3), incidents=[FoundIncident(summary(), said)])
    assert standing(made) == [("new", [1, 3, 2], [])]


@pytest.mark.parametrize(
    ("kinds", "told", "part"),
    [
        (("new", "late"), False, "new"),
        (("late", "late"), False, "late"),
        (("late", "update"), False, "update"),
        (("update", "late"), False, "update"),
        (("new", "new"), True, "follow_up"),
        (("late", "late"), True, "follow_up"),
    ],
)
def test_the_part_of_an_incident(kinds: tuple[PartKind, ...], told: bool, part: str) -> None:
    """Where its newest item puts it; a follow-up when the reader was told of it before."""
    items = [
        found(number, kind=kind, seen=at(number)) for number, kind in enumerate(kinds, start=1)
    ]
    group = incident(7, 1, 2, told=at(-20) if told else None)
    assert standing(digest(*items, incidents=[group])) == [(part, [1, 2], [])]


def test_the_newest_of_two_kinds_decides() -> None:
    """An update after a new item is read with the updates."""
    items = [found(1, kind="new", seen=at(1)), found(2, kind="update", seen=at(2))]
    assert standing(digest(*items, incidents=[incident(7, 1, 2)]))[0][0] == "update"


def test_the_incident_with_the_newest_report_comes_first() -> None:
    """Whatever their numbers."""
    items = [found(number, seen=at(number)) for number in (1, 2, 3)]
    made = digest(*items, incidents=[incident(7, 1), incident(8, 3), incident(9, 2)])
    assert [each.summary.number for each in made.incidents] == [8, 9, 7]


def test_an_incident_without_items_to_tell_is_left_out() -> None:
    """Another digest has them."""
    made = digest(found(1), incidents=[incident(7, 99)])
    assert made.incidents == ()


@st.composite
def groupings(draw: st.DrawFn) -> tuple[int, list[FoundIncident]]:
    """Give items 1 to n, and incidents that claim any of them, or some there are not."""
    count = draw(st.integers(0, 25))
    said = st.builds(Said, st.sampled_from(STANCES), st.sampled_from(["", "SANA"]), st.booleans())
    claimed = st.dictionaries(st.integers(1, count + 3), said, max_size=8)
    told = st.none() | st.just(datetime(2026, 11, 1, tzinfo=UTC))
    incidents = draw(st.lists(st.tuples(claimed, told), max_size=6))
    return count, [
        FoundIncident(summary(number, place=""), items, moment)
        for number, (items, moment) in enumerate(incidents)
    ]


@settings(max_examples=60, deadline=None)
@given(groupings(), st.data())
def test_no_item_is_lost_and_none_stands_twice(
    grouping: tuple[int, list[FoundIncident]], data: st.DataObject
) -> None:
    """Whatever groups there are; counts, numbers and payloads agree, on pages too."""
    count, incidents = grouping
    items = [
        found(number, kind=data.draw(st.sampled_from(KINDS)), rules=("convoys", "gone"))
        for number in range(1, count + 1)
    ]
    made = digest(*items, incidents=incidents)
    assert sorted(row.item.item_id for row in rows_of(made)) == list(range(1, count + 1))
    assert sum(count_by_kind(made).values()) == made.match_count == count
    assert sum(count_by_rule(made).values()) == count

    pages = render(made, END, 12_000)
    assert sorted(item for page in pages for item in ids(page)) == list(range(1, count + 1))
    assert [n for page in pages for n in numbers(page.text)] == list(range(1, count + 1))
    links = {f"https://news.example/{number}" for number in range(1, count + 1)}
    html = "".join(page.html for page in pages)
    assert all(html.count(f'"{link}"') == 1 for link in links)
