"""An incident in names: outlets as config.toml has them, origins as the registry."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from alerts.incidents.news import Known, known, news
from hajiz.incidents.reading import origins_of
from hajiz.incidents.summary import summary
from model.digest import IncidentFigure, IncidentNews, IncidentSummary
from tests.hajiz.incidents.reports import RELAY, Newsroom, newsroom

CLAIM = (
    "An army checkpoint turned back a convoy of five American armoured vehicles near the village"
    " of Tal Dahab, south of Qamishli, on Friday, SANA reported."
)
DENIAL = (
    "The US-led coalition denied on Friday that a convoy of its had been turned back near Tal"
    " Dahab."
)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    """Open a newsroom of five outlets."""
    with newsroom(tmp_path) as opened:
        yield opened


def summed(room: Newsroom, before: Known | None = None) -> IncidentSummary:
    """Sum up the only incident; *before*: what the reader knew."""
    (story,) = room.shown()
    found = () if before is None else news(before, story.status, known(story.status, story.texts))
    config = room.assembly.config
    outlets = {each.id: replace(each, name=each.name.upper()) for each in config.outlets}
    return summary(story, origins_of(config), outlets, found)


def test_everything_is_said_in_names(room: Newsroom) -> None:
    """An agency is called as the registry calls it, an outlet as the configuration does."""
    room.tell("sana-en", CLAIM)
    room.tell("press-tv", RELAY)
    room.tell("new-arab", DENIAL)

    found = summed(room)

    assert found.place == "tal-dahab"
    assert "convoy" in found.kinds
    assert found.outlets == 3
    assert found.claimed_by == ("SANA",)
    assert found.denied_by == ("International Coalition",)
    assert found.origins == ("SANA",)
    assert IncidentFigure("vehicle", 5, "armoured", "SANA") in found.figures
    assert [(each.outlet, each.origin) for each in found.spread] == [
        ("SANA-EN", "SANA"),
        ("PRESS-TV", "SANA"),
        ("NEW-ARAB", "International Coalition"),
    ]


def test_news_is_in_names_too(room: Newsroom) -> None:
    """Whose word is new; of an edit the outlet that made it."""
    item = room.tell("sana-en", CLAIM)
    (story,) = room.shown()
    before = known(story.status, story.texts)
    room.tell("new-arab", DENIAL)
    room.publish(replace(item, body=CLAIM.replace("five", "six")))

    assert set(summed(room, before).news) == {
        IncidentNews("denied", "International Coalition"),
        IncidentNews("figures", "SANA", "vehicle", 6),
        IncidentNews("edited", "SANA-EN"),
    }


def test_an_outlet_that_is_none_of_the_registry_is_called_as_it_is_configured(
    room: Newsroom,
) -> None:
    """Its own reporting has its own name; an outlet no longer configured has its id."""
    text = "A convoy of five US vehicles entered Tal Tamr on Friday, our correspondent reported."
    room.tell("alwaght", text)
    (story,) = room.shown()
    config = room.assembly.config
    found = summary(story, origins_of(config), {})
    assert found.spread[0].outlet == "alwaght"
