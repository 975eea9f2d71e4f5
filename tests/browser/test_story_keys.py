"""Incidents of *Today* by keyboard: what is folded is passed over, until it is unfolded."""

from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser.archive import STORY, tell
from tests.browser.conftest import Watched
from tests.browser.site import served_desk
from tests.hajiz.desk import FILES


def _at(page: Page) -> str:
    """Return the title of the item that has the focus."""
    return str(page.evaluate("document.activeElement.querySelector('h3, h4')?.textContent"))


def test_a_slash_leads_to_the_search(chromium: Browser, tmp_path: Path) -> None:
    """From every page, with the field ready to write in; in a field it is a slash."""
    with served_desk(tmp_path, FILES, STORY) as (_, origin):
        page = chromium.new_page()
        watched = Watched(page, origin)
        watched.open("/rules")
        page.keyboard.press("/")
        page.wait_for_url("**/search#q")
        page.wait_for_function("document.activeElement.id === 'q'")
        page.keyboard.type("a/b")
        written = page.locator("#q").input_value()
        page.locator("h1").click()
        page.keyboard.press("/")
        page.keyboard.type("c")
        again = page.locator("#q").input_value()
        page.close()

    assert written == "a/b"
    assert again == "c"
    assert watched.troubles == []


def _walk(page: Page, steps: int) -> list[str]:
    seen = []
    for _ in range(steps):
        page.keyboard.press("j")
        seen.append(_at(page))
    return list(dict.fromkeys(seen))


def test_keys_pass_over_what_is_folded(chromium: Browser, tmp_path: Path) -> None:
    """Key f unfolds the relays of the incident one is at; then they are reached as all others."""
    with served_desk(tmp_path, FILES, STORY) as (assembly, origin):
        tell(assembly)
        page = chromium.new_page()
        watched = Watched(page, origin)
        watched.open("/")
        folded = _walk(page, 12)
        for _ in range(12):
            page.keyboard.press("k")
        while _at(page) != "Checkpoint turns back US convoy near Qamishli":
            page.keyboard.press("j")
        page.keyboard.press("f")
        page.keyboard.press("j")
        reached = _at(page)
        page.keyboard.press("f")
        left = _at(page)
        page.close()

    assert "Syrian army blocks US convoy" not in folded
    assert "Coalition denies convoy was turned back" in folded
    assert reached == "Syrian army blocks US convoy"
    assert left == "Checkpoint turns back US convoy near Qamishli"
    assert watched.troubles == []
