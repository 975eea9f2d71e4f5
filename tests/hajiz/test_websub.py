"""News at once through a hub: over real HTTP, with a hub and a web server of our own."""

import hmac
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from hajiz.config.plans import WebPlan
from hajiz.web.app import application
from hajiz.web.site import Site
from hajiz.websub import pushed, verified
from storage import feeds
from tests.feedserver import FeedServer, Page, eventually, rss
from tests.hajiz.conftest import WriteConfig
from tests.hajiz.hub_desk import A, Desk
from tests.hajiz.test_daemon import Daemon, daemon, log_of, titles  # noqa: F401 - a fixture
from tests.hajiz.vigil import DAY, HOUR, MINUTE, asked, vigil_on
from tests.hub import Hub
from tests.reactorloop import Loop

TOPIC = "https://a.example/feed"
WEB = '\n[web]\nlisten = "127.0.0.1:{port}"\npublic_url = "http://127.0.0.1:{port}"\n'


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Run a hub."""
    with Hub() as running:
        yield running


def with_hub(hub: Hub, *titles: str) -> bytes:
    """Write a feed that names the hub."""
    link = f"<link rel='hub' href='{hub.url}'/><item>".encode()
    return rss(*titles).replace(b"<item>", link, 1)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def test_a_push_brings_news_at_once_and_a_forged_one_nothing(
    server: FeedServer,
    hub: Hub,
    write_config: WriteConfig,
    daemon: Daemon,  # noqa: F811
) -> None:
    """The daemon as a process: it subscribes, is verified, and looks at the feed when told."""
    feed = server.serve("/a", with_hub(hub, "Old"))
    config = write_config({"a": feed}, WEB.format(port=free_port()))
    daemon(config)
    assert eventually(lambda: hub.answers), log_of(config)

    server.serve("/a", with_hub(hub, "A convoy", "Old"))
    let_a_minute_pass(config)
    forged = hub.push(b"<rss/>", secret="guessed")
    looked = len(server.log)
    told = hub.push(b"<rss/>")

    assert hub.answers == [(200, b"a challenge of ours")]
    assert (hub.asked[0]["hub.mode"], hub.asked[0]["hub.topic"]) == ("subscribe", feed)
    assert len(hub.asked[0]["hub.secret"]) == 64
    assert (forged, told) == (202, 202)
    assert eventually(lambda: "A convoy" in titles(config)), log_of(config)
    assert looked == 1
    assert "Traceback" not in log_of(config)


def let_a_minute_pass(config: Path) -> None:
    """Let the last look be longer ago than pushes have to wait for."""
    ago = "strftime('%Y-%m-%dT%H:%M:%f000Z', 'now', '-2 minutes')"
    with closing(sqlite3.connect(config.parent / "hajiz.db")) as database, database:
        database.execute(f"UPDATE feeds SET last_polled_at = {ago}")


@pytest.fixture
def desk(server: FeedServer, hub: Hub, write_config: WriteConfig, loop: Loop) -> Desk:
    """Know a feed that names a hub which says nothing by itself."""
    hub.status = 204  # it has taken the request, and a test asks back
    feeds_ = {"a": server.serve("/a", with_hub(hub, "Old"))}
    vigil = vigil_on(server, write_config, loop, feeds_, WEB.format(port=8099))
    vigil.watch(MINUTE)
    return Desk(vigil, loop)


def test_a_lease_is_renewed_before_its_end(hub: Hub, desk: Desk) -> None:
    """With the same callback and secret; nothing is asked in between."""
    assert desk.turn() == 1
    assert desk.answer("subscribe", lease=1000)
    desk.vigil.now += timedelta(seconds=790)
    assert desk.turn() == 0
    desk.vigil.now += timedelta(seconds=20)
    assert desk.turn() == 1

    assert hub.asked[0] == hub.asked[1]
    kept = desk.kept()
    assert kept is not None
    assert kept.state == "active"


def test_a_hub_in_trouble_is_asked_ever_less(hub: Hub, desk: Desk) -> None:
    """From a quarter of an hour to a day."""
    hub.status = 500
    for _ in range(30 * 24):
        desk_now = desk.vigil.now
        kept = desk.kept()
        if kept is not None and kept.next_at is not None and kept.next_at > desk_now:
            desk.vigil.now = kept.next_at
        desk.turn()
        if len(hub.asked) == 10:
            break

    kept = desk.kept()
    assert kept is not None
    assert kept.next_at is not None
    assert kept.next_at - desk.vigil.now == DAY
    assert "500" in kept.reason


def test_only_what_was_asked_is_verified(desk: Desk) -> None:
    """Another topic, another token, another mode: none of them is ours."""
    desk.turn()
    kept = desk.kept()
    assert kept is not None
    now = desk.vigil.now
    with desk.vigil.opened() as assembly:
        database = assembly.database
        assert not verified(database, kept.token, "subscribe", "https://else.example/", 9, now)
        assert not verified(database, "x" * 43, "subscribe", kept.topic, 9, now)
        assert not verified(database, kept.token, "unsubscribe", kept.topic, None, now)
        assert not verified(database, kept.token, "publish", kept.topic, None, now)

    assert desk.kept() == kept


def test_a_denial_is_taken_for_an_answer(desk: Desk) -> None:
    """The hub is asked again after a week."""
    desk.turn()
    assert not desk.answer("denied")

    kept = desk.kept()
    assert kept is not None
    assert (kept.state, kept.lease_until) == ("refused", None)
    assert kept.next_at == desk.vigil.now + 7 * DAY


def test_an_outlet_that_goes_is_unsubscribed(hub: Hub, desk: Desk) -> None:
    """The hub may ask whether that is meant; then nothing of it is kept."""
    desk.turn()
    desk.answer("subscribe")
    config = desk.vigil.config
    config.write_text(config.read_text("utf-8").replace('id = "a"', 'id = "b"'), "utf-8")
    desk.turn()

    assert hub.asked[-1]["hub.mode"] == "unsubscribe"
    assert hub.asked[-1]["hub.callback"] == hub.asked[0]["hub.callback"]
    assert not desk.answer("subscribe")
    assert desk.answer("unsubscribe")
    assert desk.kept() is None


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_every_method_of_signing_is_understood(desk: Desk, method: str) -> None:
    """And hurries the next look, once a minute at most."""
    assert hurried(desk, signed(desk, method)) == timedelta(minutes=1)


@pytest.mark.parametrize("signature", ["", "sha256=", "md5={}", "sha256={}0", "{}"])
def test_a_push_that_is_not_signed_is_ignored(desk: Desk, signature: str) -> None:
    """The hub is not told, as the recommendation has it."""
    right = signed(desk, "sha256").partition("=")[2]

    assert hurried(desk, signature.format(right)) > 10 * MINUTE


def signed(desk: Desk, method: str) -> str:
    """Return the right signature of the body "news"."""
    desk.turn()
    kept = desk.kept()
    assert kept is not None
    return f"{method}={hmac.new(kept.secret.encode(), b'news', method).hexdigest()}"


def hurried(desk: Desk, signature: str) -> timedelta:
    """Push "news"; return how long after the last look the next one is."""
    kept = desk.kept()
    assert kept is not None
    with desk.vigil.opened() as assembly:
        assert pushed(assembly.database, kept.token, b"news", signature, desk.vigil.now)
        with assembly.database.read() as tx:
            state = feeds.state(tx, A)
    assert state.last_polled_at is not None
    return state.next_poll_at - state.last_polled_at


def test_a_push_does_not_disturb_a_host_that_rests(server: FeedServer, desk: Desk) -> None:
    """Whoever asks to be left alone is, whatever the hub says."""
    signature = signed(desk, "sha256")
    server.pages["/a"] = Page(b"", 429, {"Retry-After": "86400"}, has_validators=False)
    desk.vigil.watch(2 * HOUR)

    assert hurried(desk, signature) == DAY


def test_a_hub_that_announces_the_news_makes_looks_rarer(
    server: FeedServer, hub: Hub, desk: Desk
) -> None:
    """Only as long as it does; one that falls silent is not waited for."""
    signature = signed(desk, "sha256")
    desk.answer("subscribe")
    server.serve("/a", with_hub(hub, "News", "Old"))
    desk.vigil.now += MINUTE
    hurried(desk, signature)
    desk.vigil.watch(2 * MINUTE)
    trusted = pause(desk)
    server.serve("/a", with_hub(hub, "More news", "News", "Old"))
    desk.vigil.watch(5 * HOUR)

    assert trusted >= timedelta(hours=3.5)
    assert desk.vigil.state().last_new_at is not None
    assert pause(desk) < 2 * HOUR


def pause(desk: Desk) -> timedelta:
    """Return the time between the last look and the next."""
    state = desk.vigil.state()
    assert state.last_polled_at is not None
    return state.next_poll_at - state.last_polled_at


def test_a_feed_that_lags_behind_its_hub_is_looked_at_again(server: FeedServer, desk: Desk) -> None:
    """A cache may give the old state for a while: a look a minute, and no more than three."""
    signature = signed(desk, "sha256")
    desk.answer("subscribe")
    desk.vigil.now += MINUTE
    hurried(desk, signature)
    before = len(asked(server))
    desk.vigil.watch(20 * MINUTE)

    assert 3 <= len(asked(server)) - before <= 4


def test_the_page_answers_hubs_and_nobody_else(tmp_path: Path, desk: Desk) -> None:
    """A challenge comes back as it is, as plain text; what is not ours is not found, or gone."""
    desk.turn()
    kept = desk.kept()
    assert kept is not None
    question = {"hub.mode": "subscribe", "hub.topic": kept.topic, "hub.challenge": "<b>x</b>"}
    plan = WebPlan("127.0.0.1:8099", "https://hajiz.example.org")
    with desk.vigil.opened() as assembly:
        public = replace(assembly, config=replace(assembly.config, web=plan))
        app = application(Site(lambda: public, desk.vigil.clock, b"k" * 32))
        web = TestClient(app, "https://hajiz.example.org")
        right = web.get(f"/websub/{kept.token}", params=question)
        wrong = web.get("/websub/guessed", params=question)
        vast = web.get("/websub/guessed", params=question | {"hub.lease_seconds": "9" * 5000})
        assert vast.status_code == 404
        denied = web.get(f"/websub/{kept.token}", params=question | {"hub.mode": "denied"})
        stray = web.post("/websub/guessed", content=b"news")
        large = web.post(f"/websub/{kept.token}", content=b"x" * (10 * 1024 * 1024 + 1))
        nonsense = web.get(f"/websub/{kept.token}")

    assert (right.status_code, right.text) == (200, "<b>x</b>")
    assert right.headers["content-type"].startswith("text/plain")
    assert right.headers["x-content-type-options"] == "nosniff"
    assert (wrong.status_code, denied.status_code, stray.status_code) == (404, 200, 410)
    assert (large.status_code, nonsense.status_code) == (413, 422)


def test_without_an_address_of_its_own_hajiz_asks_no_hub(
    server: FeedServer, hub: Hub, write_config: WriteConfig, loop: Loop
) -> None:
    """Nobody could answer to it."""
    feeds_ = {"a": server.serve("/a", with_hub(hub, "Old"))}
    vigil = vigil_on(server, write_config, loop, feeds_)
    vigil.watch(MINUTE)

    assert Desk(vigil, loop).turn() == 0
    assert hub.asked == []
