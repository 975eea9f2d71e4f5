"""Selectors are found on pages of the usual kinds."""

from collections.abc import Sequence

import pytest

from crawler.document import Document
from crawler.entry import UnreadableError
from crawler.listing import read_listing
from crawler.propose import MOST, SHOWN, Proposal, propose
from model import Listing
from tests.crawler.front_pages import ARABIC, HEADLINES, cards, portal, tables, wordpress

PLACE = "https://example.org/news"
# How a page is read, and whether its dates and first words are found.
PAGES = {
    "wordpress": (wordpress(), "en", HEADLINES, True, True),
    "portal": (portal(), "en", HEADLINES, True, False),
    "tables": (tables(), "ar", ARABIC, True, False),
    "cards": (cards(), "en", HEADLINES, True, True),
}


def titles(proposal: Proposal) -> list[str]:
    """Return the titles a proposal shows."""
    return [entry.title.value for entry in proposal.entries]


@pytest.mark.parametrize("name", PAGES)
def test_the_best_proposal_reads_the_whole_list_and_nothing_else(name: str) -> None:
    """The menu, the sidebar and the footer are no articles."""
    page, language, headlines, has_dates, has_summaries = PAGES[name]

    best = propose(page, PLACE, language)[0]

    assert best.count == len(headlines)
    assert titles(best) == list(headlines[:SHOWN])
    assert all(entry.published is not None for entry in best.entries) is has_dates
    assert all(entry.texts[0].value != "" for entry in best.entries) is has_summaries


@pytest.mark.parametrize("name", PAGES)
def test_a_proposal_can_be_used_as_it_is(name: str) -> None:
    """It yields in a poll what it showed."""
    page, language, headlines, *_ = PAGES[name]
    best = propose(page, PLACE, language)[0]

    parsed = read_listing(
        Document("o", language, PLACE, "text/html", page.encode(), True, "listing", best.listing)
    )

    assert [entry.title.value for entry in parsed.entries] == list(headlines)
    assert parsed.notes == ()


def test_a_proposal_is_what_a_person_would_write() -> None:
    """Plain names, none of one article alone."""
    assert propose(wordpress(), PLACE, "en")[0].listing == Listing(
        item="article", link="a", title="", summary="p", date="time"
    )


def test_other_lists_of_a_page_are_other_proposals() -> None:
    """Which of them is meant is for a person to say."""
    page = wordpress(HEADLINES[:3]).replace("</main>", f"</main>{portal(HEADLINES[3:])}")

    proposals = propose(page, PLACE, "en")

    assert 1 < len(proposals) <= MOST
    firsts = {titles(proposal)[0] for proposal in proposals}
    assert {HEADLINES[0], HEADLINES[3]} <= firsts


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><div id='app'></div><script src='/app.js'></script></body></html>",
        "<p>Words without links</p>",
        "<ul>" + "<li><a href='https://other.org/a/1'>Long words about another site</a></li>" * 9,
        '{"not": "a page"}',
    ],
)
def test_a_page_without_a_list_gives_none(page: str) -> None:
    """Nothing is proposed that a person would have to refuse."""
    assert propose(page, PLACE) == []


@pytest.mark.parametrize("page", ["", "<title>Just a moment...</title><p>Checking"])
def test_a_page_that_cannot_be_read_is_an_error(page: str) -> None:
    """The caller says so."""
    with pytest.raises(UnreadableError):
        propose(page, PLACE)


@pytest.mark.parametrize("headlines", [[f"The headline of story number {n}" for n in range(2_000)]])
def test_a_huge_page_is_no_trouble(headlines: Sequence[str]) -> None:
    """An archive of 2,000 articles is proposed like any other."""
    assert propose(portal(headlines), PLACE)[0].count == 2_000
