"""
Take the pictures of the page in docs/pictures, of invented news (page_world.py).

    .venv/bin/python bench/page_pictures.py [FOLDER]

Needs chromium. With a FOLDER the pictures go there instead.
"""

import asyncio
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from page_world import fill, opened
from playwright.sync_api import Browser, Page, sync_playwright

from hajiz.assembly import unsubscribe_key
from hajiz.web.app import WebServer, application
from hajiz.web.site import Site

PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"
QUIETLY = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-lcd-text",
]
NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)  # a Sunday, 08:00 in Damascus
NARROWER = '(@convoy OR convoy OR konvoy) AND NOT (wedding OR düğün)\nOR "army lorries"'


@dataclass(frozen=True)
class View:
    """One picture: a path, how large, and what is done before it is taken."""

    name: str
    path: str
    width: int = 1000
    height: int = 720
    is_phone: bool = False
    before: Callable[[Page], None] = lambda _: None


def main() -> None:
    """Fill a world, serve it, photograph it."""
    os.environ["LOGNAME"] = "amira"  # whose labels they are
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    with TemporaryDirectory() as place:
        port = _free_port()
        fill(Path(place), NOW, port)
        with _served(Path(place), port) as origin, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
            for view in VIEWS:
                _take(browser, origin, view, folder)
            browser.close()


def _take(browser: Browser, origin: str, view: View, folder: Path) -> None:
    page = browser.new_page(
        viewport={"width": view.width, "height": view.height},
        device_scale_factor=2 if view.is_phone else 1,
        color_scheme="dark" if view.is_phone else "light",
    )
    page.goto(origin + view.path.format(convoy="/incidents"))
    if view.path == "{convoy}":
        page.get_by_role("link", name="Tal Dahab").first.click()
    view.before(page)
    path = folder / f"{view.name}.png"
    page.screenshot(path=path)
    page.close()
    print(path, path.stat().st_size // 1000, "kB")


def _narrow(page: Page) -> None:
    """Change the query, and wait until its effect is shown."""
    page.get_by_label("Asks for").fill(NARROWER)
    page.locator("#preview .samples .lost").first.wait_for()


VIEWS = (
    View("today", "/"),
    View("today-phone-dark", "/", 390, 720, is_phone=True),
    View("incidents", "/incidents?place=Qamishli", height=620),
    View("incident", "{convoy}", height=900),
    View("incident-phone-dark", "{convoy}", 390, 720, is_phone=True),
    View("rules", "/rules", height=430),
    View("rule-editor", "/rules/convoys", height=760, before=_narrow),
    View("search", "/search?q=@convoy+NEAR/s+area:hasakah-gov"),
    View("places", "/places?days=30", height=820),
)


@contextmanager
def _served(folder: Path, port: int) -> Iterator[str]:
    with opened(folder, NOW) as assembly:
        site = Site(lambda: assembly, lambda: NOW, unsubscribe_key(assembly.database))
        loop = asyncio.new_event_loop()
        server = WebServer(assembly.config.web, application(site))
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        loop.call_soon_threadsafe(server.start)
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
        asyncio.run_coroutine_threadsafe(server.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(500):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    sys.exit("the page is not served")


if __name__ == "__main__":
    main()
