"""A real browser in front of the real page; without a browser on the machine these are skipped."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [  # nothing is asked of the world
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Start the machine's browser once for a module."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no chromium on this machine (on Debian: apt-get install chromium)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=QUIET)
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page, with all that went wrong on it and all it asked for elsewhere."""

    page: Page
    origin: str
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        self.page.on("request", self._request)
        self.page.on("dialog", self._dialog)

    def open(self, path: str) -> Page:
        """Go to *path* of the site."""
        self.page.goto(self.origin + path)
        return self.page

    def _console(self, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning"):
            self.troubles.append(f"console: {said.text} at {self.page.url}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.origin + "/", "data:", "about:")):
            self.troubles.append(f"asked elsewhere: {request.url}")

    def _dialog(self, dialog: object) -> None:
        self.troubles.append(f"a dialog: {dialog}")
        dialog.dismiss()  # type: ignore[attr-defined]
