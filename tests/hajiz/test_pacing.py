"""When, where and how politely outlets are looked at: weeks of it, over real HTTP."""

from datetime import datetime, timedelta

import pytest

from hajiz.assembly import register
from model import FailureKind
from storage import pacing
from tests.feedserver import FeedServer, Page, rss
from tests.hajiz.conftest import WriteConfig
from tests.hajiz.vigil import DAY, FLOOR, HOUR, MINUTE, START, Vigil, asked, vigil_on
from tests.politeness import Score, score
from tests.reactorloop import Loop


def every(pause: timedelta) -> object:
    """Return a feed that has a new item every *pause*, and the last ten of them."""

    def page(now: datetime) -> Page:
        newest = (now - START) // pause
        return Page(rss(*(f"Item {n}" for n in range(newest, newest - 10, -1))))

    return page


def test_a_lively_outlet_is_asked_more_often_than_a_sleepy_one(
    server: FeedServer, write_config: WriteConfig, loop: Loop
) -> None:
    """Each by its own rhythm, never below the floor nor above the ceiling."""
    feeds = {name: server.url(f"/{name}") for name in ("lively", "sleepy")}
    vigil = vigil_on(server, write_config, loop, feeds)
    server.pages |= {"/lively": every(10 * MINUTE), "/sleepy": every(3 * DAY)}  # type: ignore[dict-item]
    vigil.watch(3 * DAY)
    before = len(server.exchanges)
    vigil.watch(DAY)

    paths = [each.path for each in server.exchanges[before:]]
    assert 80 <= paths.count("/lively") <= 96
    assert 6 <= paths.count("/sleepy") <= 10
    assert score(server.exchanges, FLOOR).is_polite


def test_fm_019_retry_after_holds_for_all_feeds_of_a_host_and_over_restarts(
    server: FeedServer, write_config: WriteConfig, loop: Loop
) -> None:
    """Ten feeds, one 429: nobody asks that server before it said; it is told, and it ends."""
    feeds = {f"o{n}": server.serve(f"/o{n}", rss("Old")) for n in range(10)}
    vigil = vigil_on(server, write_config, loop, feeds)
    vigil.watch(2 * HOUR)
    busy = Page(b"", 429, {"Retry-After": "86400"}, has_validators=False)
    server.pages |= dict.fromkeys((f"/o{n}" for n in range(10)), busy)
    before = len(server.exchanges)
    vigil.watch(4 * HOUR)
    refused = len(server.exchanges) - before
    resting = [vigil.state(f"o{n}") for n in range(10)]
    server.pages |= {f"/o{n}": Page(rss("Old")) for n in range(10)}
    for _ in range(10):
        vigil.watch(2 * HOUR)
    silent = len(server.exchanges) - before
    vigil.watch(DAY)

    assert (refused, silent) == (1, 1)
    assert sum(state.failure_kind is FailureKind.RESTING for state in resting) == 9
    assert sum(state.failures for state in resting) == 1
    assert all("left alone" in s.failure for s in resting if s.failure_kind is FailureKind.RESTING)
    assert {vigil.state(f"o{n}").failing_since for n in range(10)} == {None}
    assert score(server.exchanges, FLOOR).is_polite


@pytest.mark.parametrize(
    ("wish", "least", "most"),
    [
        ("300", 0.2, 0.3),
        ("0", 0.2, 0.3),
        ("soon", 1, 1.2),
        ("-5", 1, 1.2),
        ("315360000", 7 * 24, 7 * 24),
    ],
)
def test_fm_019_any_wish_ends(
    server: FeedServer, watched: Vigil, wish: str, least: float, most: float
) -> None:
    """Short, unreadable or ten years: the next look is late enough, and it comes."""
    watched.watch(MINUTE)
    server.pages["/a"] = Page(b"", 503, {"Retry-After": wish}, has_validators=False)
    watched.watch(HOUR)
    watched.watch(8 * DAY)

    first, second = [each.at for each in asked(server) if each.status == 503][:2]
    assert least * HOUR <= second - first <= most * HOUR


def test_fm_020_a_server_in_trouble_is_asked_ever_less_and_never_given_up(
    server: FeedServer, watched: Vigil
) -> None:
    """500 for thirty days: then still once a day, and back at once when it works."""
    watched.watch(MINUTE)
    server.pages["/a"] = Page(b"", 500, has_validators=False)
    watched.watch(30 * DAY)
    before = len(asked(server))
    watched.watch(3 * DAY)
    late = len(asked(server)) - before
    server.serve("/a", rss("News", "Old"))
    watched.watch(DAY)

    assert before < 45
    assert 3 <= late <= 4
    assert watched.state().failing_since is None


def test_fm_022_a_feed_that_moved_for_good_is_asked_at_its_new_address(
    server: FeedServer, watched: Vigil
) -> None:
    """Followed at once; after a week the old address is left alone, and config.toml is not."""
    new = server.serve("/new", rss("Old"))
    server.pages["/a"] = Page(b"", 301, {"Location": new}, has_validators=False)
    watched.watch(6 * DAY)
    early = watched.state()
    watched.watch(2 * DAY)
    before = len(asked(server))
    watched.watch(2 * DAY)
    late = watched.state()

    assert (early.move.address, early.move.to) == ("", new)
    assert (late.move.address, late.move.since) == (new, START)
    assert len(asked(server)) == before
    assert len(asked(server, "/new")) > before
    assert server.url("/a") in watched.config.read_text("utf-8")
    assert late.failing_since is None


def test_fm_022_an_edited_address_forgets_where_the_old_one_moved(
    server: FeedServer, watched: Vigil
) -> None:
    """What the user writes counts."""
    new = server.serve("/new", rss("Old"))
    server.pages["/a"] = Page(b"", 308, {"Location": new}, has_validators=False)
    watched.watch(9 * DAY)
    edited = watched.config.read_text("utf-8").replace(server.url("/a"), server.url("/b"))
    server.serve("/b", rss("Old"))
    watched.config.write_text(edited, "utf-8")
    before = len(asked(server, "/new"))
    watched.watch(DAY)

    assert len(asked(server, "/b")) > 6
    assert len(asked(server, "/new")) == before
    assert watched.state().move.address == ""


@pytest.mark.parametrize("status", [410, 500])
def test_fm_022_a_new_address_that_fails_is_left_for_the_configured_one(
    server: FeedServer, watched: Vigil, status: int
) -> None:
    """At once when it is gone, after a week of failures else: the outlet must not be lost."""
    new = server.serve("/new", rss("Old"))
    server.pages["/a"] = Page(b"", 301, {"Location": new}, has_validators=False)
    watched.watch(9 * DAY)
    server.pages["/new"] = Page(b"", status, has_validators=False)
    server.serve("/a", rss("News", "Old"))
    watched.watch(9 * DAY)

    state = watched.state()
    assert (state.move.address, state.gone_at, state.failing_since) == ("", None, None)


def test_fm_023_after_a_temporary_redirect_the_validators_are_those_of_the_target(
    server: FeedServer, watched: Vigil
) -> None:
    """The target gets its own, the feed's address none; and that stays the address for ever."""
    target = server.serve("/cdn", rss("Old"))
    server.pages["/a"] = Page(b"", 302, {"Location": target}, has_validators=False)
    watched.watch(9 * DAY)

    assert not any("if-none-match" in each.asked for each in asked(server))
    sent = [each.asked.get("if-none-match") for each in asked(server, "/cdn")]
    assert sent[0] is None
    assert set(sent[1:3]) == {asked(server, "/cdn")[0].answered["etag"]}
    assert watched.state().move.address == ""


def test_fm_025_a_touched_file_brings_new_validators_with_the_same_body(
    server: FeedServer, watched: Vigil
) -> None:
    """Each request carries what the last answer gave, though nothing else has changed."""
    server.pages["/a"] = lambda now: Page(rss("Old"), 200, {"ETag": f'W/"{now.timestamp():.0f}"'})
    watched.watch(DAY)

    given = [each.answered["etag"] for each in asked(server)]
    sent = [each.asked.get("if-none-match") for each in asked(server)]
    assert len(set(given)) == len(given) > 6
    assert sent == [None, *given[:-1]]


def test_fm_026_a_server_that_always_says_unchanged_is_asked_anew_each_week(
    server: FeedServer, watched: Vigil
) -> None:
    """What it kept from us for a week comes then."""
    watched.watch(MINUTE)
    tag = asked(server)[0].answered["etag"].decode()
    server.pages["/a"] = Page(rss("News", "Old"), headers={"ETag": tag})
    watched.watch(6 * DAY)
    kept_from_us = watched.state().last_new_at
    watched.watch(2 * DAY)

    whole = [each for each in asked(server) if "if-none-match" not in each.asked]
    assert kept_from_us == START
    assert len(whole) == 2
    assert watched.state().last_new_at == whole[1].at


def test_fm_026_another_way_of_reading_reads_every_feed_anew_once(
    server: FeedServer, watched: Vigil
) -> None:
    """At its next look, and without being asked sooner for it."""
    watched.watch(DAY)
    with watched.opened() as assembly:
        with assembly.database.write() as tx:
            pacing.reread(tx, "another way")
        before = len(asked(server))
        register(assembly.database, assembly.config, watched.now)
    watched.watch(DAY)

    after = [each.asked.get("if-none-match") for each in asked(server)[before:]]
    assert [tag is None for tag in after] == [True] + [False] * (len(after) - 1)
    assert score(server.exchanges, FLOOR).early == []


def test_fm_028_fifty_restarts_in_ten_minutes_poll_nothing_again(
    server: FeedServer, write_config: WriteConfig, loop: Loop
) -> None:
    """One look at each outlet, then peace; and the looks after it are spread."""
    names = [f"o{n}" for n in range(20)]
    feeds = {name: server.serve(f"/{name}", rss("Old")) for name in names}
    vigil = vigil_on(server, write_config, loop, feeds)
    for _ in range(50):
        vigil.watch(timedelta(seconds=12))
    stormed = len(server.exchanges)
    vigil.watch(DAY)

    assert stormed == len(names)
    found: Score = score(server.exchanges, FLOOR)
    assert found.is_polite, found
    second = [asked(server, f"/{name}")[1].at for name in names]
    assert max(second) - min(second) > 15 * MINUTE
