"""Every page in a real browser: nothing fails, nothing is asked elsewhere, nobody is shut out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.archive import (
    DIGEST,
    MATCHED,
    PATHS,
    STORY,
    STORY_PATHS,
    fill,
    numbers,
    tell,
)
from tests.browser.conftest import Watched
from tests.browser.site import served_desk
from tests.hajiz.desk import FILES

DESKTOP, PHONE = (1280, 900), (360, 740)
EVERY = (*PATHS, *STORY_PATHS)
NUMBERS: dict[str, int] = {}  # of incidents, in the addresses of their pages


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an archive with items in several languages; return its address."""
    folder: Path = tmp_path_factory.mktemp("site")
    with served_desk(folder, FILES, DIGEST, STORY) as (assembly, address):
        fill(assembly)
        tell(assembly)
        NUMBERS.update(numbers(assembly))
        yield address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", EVERY)
def test_a_page_is_without_errors_and_open_to_all(
    chromium: Browser, origin: str, path: str, scheme: str
) -> None:
    """No console message, no request elsewhere, no violation of WCAG 2.2 AA that axe-core finds."""
    width, height = DESKTOP
    page = chromium.new_page(
        viewport={"width": width, "height": height},
        color_scheme=scheme,  # type: ignore[arg-type]
        bypass_csp=True,  # the checker itself is put in as a script
    )
    watched = Watched(page, origin)
    watched.open(path.format(**NUMBERS))
    found = Axe().run(page)
    page.close()

    assert watched.troubles == []
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("path", EVERY)
def test_a_page_fits_a_phone(chromium: Browser, origin: str, path: str) -> None:
    """Nobody has to scroll sideways; wide tables scroll by themselves."""
    width, height = PHONE
    page = chromium.new_page(viewport={"width": width, "height": height})
    watched = Watched(page, origin)
    watched.open(path.format(**NUMBERS))
    needed = page.evaluate("document.documentElement.scrollWidth")
    page.close()

    assert watched.troubles == []
    assert needed <= width


@pytest.mark.parametrize("path", EVERY)
def test_a_page_works_without_scripts(chromium: Browser, origin: str, path: str) -> None:
    """What it shows is there; its links and forms lead somewhere."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    answer = page.goto(origin + path.format(**NUMBERS))
    heading = page.locator("h1").count()
    context.close()

    assert answer is not None
    assert answer.status == 200
    assert heading == 1


def test_the_page_shows_what_matched(chromium: Browser, origin: str) -> None:
    """Today begins with it, marked, and in its own direction."""
    page = chromium.new_page()
    Watched(page, origin).open("/")
    text = page.locator("main").inner_text()
    marks = page.locator("main mark").all_inner_texts()
    arabic = page.locator("main [lang=ar][dir=rtl]").count()
    page.close()

    assert MATCHED in text
    assert "convoy" in marks
    assert arabic > 0
