"""The loop analysts live in, in a real browser: look, change a rule, see what it does, save."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from hajiz.assembly import channels_of, unsubscribe_key
from hajiz.dispatch.delivering import deliver
from hajiz.dispatch.digests import freeze_due
from storage import items, labels
from tests.browser.conftest import Watched
from tests.browser.site import free_port, served_desk
from tests.feedserver import FeedServer, eventually, rss
from tests.hajiz.conftest import ROOT, Hajiz, environment, hajiz, server, warm
from tests.hajiz.desk import DAY, FILES, START, poll

__all__ = ["hajiz", "server", "warm"]  # fixtures

CONFIG = """\
# What our desk watches. Ask Lina before you change it.
[fetch]
delay = "0s"
allow_networks = ["127.0.0.0/8"]

[web]
listen = "127.0.0.1:{port}"   # only from here

[[outlets]]
id = "a"
name = "A news"
feed = "{feed}"
language = "en"

# The convoys, whoever's.
[[rules]]
name = "convoys"   # named in the digest
query = "convoy"   # too wide?

[[channels]]
name = "files"
kind = "folder"
path = "digests"

[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
"""
NARROWER = "convoy AND NOT wedding"
DIGEST = """
[web]
listen = "127.0.0.1:{port}"
public_url = "http://127.0.0.1:{port}"

[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
"""


@pytest.fixture
def daemon(tmp_path: Path, server: FeedServer) -> Iterator[str]:
    """Run the daemon with its page; return the page's address."""
    port = free_port()
    feed = server.serve("/a", rss("Army convoy at Qamishli", "Wedding convoy honks", "Weather"))
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.format(port=port, feed=feed), "utf-8")
    with (tmp_path / "daemon.log").open("w") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "hajiz", "run", "--config", str(path)],
            cwd=ROOT,
            env=environment(HAJIZ_LOG="text"),
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(20)


def _begun(page: Page, origin: str) -> bool:
    """Say whether the page is served and the first look is kept."""
    try:
        page.goto(origin + "/search")
    except Exception:  # noqa: BLE001 - nobody listens yet
        return False
    return page.get_by_text("Wedding convoy honks").count() > 0


def test_a_rule_is_changed_with_its_effect_in_sight(
    chromium: Browser,
    daemon: str,
    tmp_path: Path,
    hajiz: Hajiz,
) -> None:
    """A pin refuses, another query is saved, comments stay, and the daemon takes it over."""
    path = tmp_path / "config.toml"
    before = path.read_text("utf-8")
    page = chromium.new_page()
    is_begun = eventually(lambda: _begun(page, daemon), seconds=60)
    assert is_begun, (tmp_path / "daemon.log").read_text()
    watched = Watched(page, daemon)
    title = page.get_by_text("Army convoy at Qamishli").first
    number = re.search(
        r"/items/(\d+)", title.locator("xpath=ancestor-or-self::a").get_attribute("href") or ""
    )
    assert number
    assert hajiz("rules", "pin", number[1], "--must", "--config", path).returncode == 0

    watched.open("/rules/convoys")
    preview = page.locator("#preview")
    page.get_by_label("Asks for").fill("wedding")
    expect(preview).to_contain_text("1 of 1 broken")
    expect(preview).to_contain_text("−1 lost")
    page.get_by_role("button", name="Save…").click()
    page.get_by_role("button", name="Write to config.toml").click()
    expect(page.get_by_role("alert")).to_contain_text("pin")
    assert path.read_text("utf-8") == before
    assert ["409 (Conflict)" in each for each in watched.troubles] == [True]
    watched.troubles.clear()

    page.get_by_role("button", name="Back to the editor").click()
    page.get_by_label("Asks for").fill("convoy AND (")
    expect(preview.locator(".wrong")).to_be_visible()
    page.get_by_label("Asks for").fill(NARROWER)
    expect(preview).to_contain_text("−1 lost")
    expect(preview).to_contain_text("Wedding convoy honks")
    expect(preview).to_contain_text("1 holds")
    page.get_by_role("button", name="Save…").click()
    page.get_by_role("button", name="Write to config.toml").click()
    expect(page.get_by_role("status").first).to_contain_text("Written to config.toml")

    assert path.read_text("utf-8") == before.replace('"convoy"', f'"{NARROWER}"')
    assert eventually(lambda: _asks_for(watched, NARROWER), seconds=30)
    assert watched.troubles == []
    page.close()


def _asks_for(watched: Watched, query: str) -> bool:
    return watched.open("/rules").get_by_text(query).count() > 0


def test_a_digests_link_labels_only_by_its_button(chromium: Browser, tmp_path: Path) -> None:
    """As a person does who reads the digest: click, look, press."""
    port = free_port()
    with served_desk(tmp_path, DIGEST.format(port=port), FILES, port=port) as (assembly, origin):
        poll(assembly, START, "old")
        poll(assembly, START + DAY / 4, "A convoy of weddings")
        freeze_due(assembly, START + DAY)
        key = unsubscribe_key(assembly.database)
        for channel in channels_of(assembly.config, key).values():
            deliver(assembly.database, channel, lambda: START + DAY, "test", pause=lambda _: None)
        (digest,) = (tmp_path / "out").glob("*.html")
        page = chromium.new_page()
        page.goto(digest.as_uri())
        address = page.get_by_role("link", name="noise").first.get_attribute("href") or ""
        assert address.startswith(origin)

        watched = Watched(page, origin)
        watched.open(address.removeprefix(origin))
        with assembly.database.read() as tx:
            assert labels.every(tx) == []
        page.locator("button.clicked").click()
        expect(page.get_by_text("Done.")).to_be_visible()

        with assembly.database.read() as tx:
            (label,) = labels.every(tx)
            stored = items.get(tx, label.item_id)
        assert stored is not None
        assert stored.item.title == "A convoy of weddings"
        assert (label.rule, label.verdict, label.via) == ("convoys", "noise", "digest")
        assert watched.troubles == []
        page.close()


def test_matches_are_labelled_by_the_keyboard(chromium: Browser, tmp_path: Path) -> None:
    """Keys j and k move, r and n say what it is; what was said stays after a reload."""
    with served_desk(tmp_path, FILES) as (assembly, origin):

        def verdicts() -> set[str]:
            with assembly.database.read() as tx:
                return {each.verdict for each in labels.every(tx)}

        poll(assembly, START - DAY, "old")
        poll(assembly, START - DAY / 4, "A convoy of weddings", "A convoy of tanks")
        page = chromium.new_page()
        watched = Watched(page, origin)
        watched.open("/")
        page.keyboard.press("j")
        page.keyboard.press("r")
        assert eventually(lambda: verdicts() == {"relevant"})
        page.keyboard.press("j")
        page.keyboard.press("n")

        assert eventually(lambda: verdicts() == {"relevant", "noise"})
        assert watched.troubles == []
        page.close()
