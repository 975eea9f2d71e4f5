"""The pages, looked at by somebody who has just begun."""

from pathlib import Path

import pytest

from tests.hajiz.desk import FILES, START, desk, poll
from tests.hajiz.web.visitor import Visitor

ALL = ("/", "/search", "/rules", "/outlets", "/deliveries", "/places")


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ALL)
async def test_a_page_without_anything_says_what_to_do(tmp_path: Path, path: str) -> None:
    """It has a heading, and the navigation says where one is."""
    with desk(tmp_path, FILES) as assembly:
        async with Visitor(assembly) as visitor:
            answer = await visitor.get(path)

    assert answer.status_code == 200
    assert "<h1" in answer.text
    assert f'href="{path}" aria-current="page"' in answer.text


@pytest.mark.asyncio
async def test_an_item_has_a_page_and_what_is_none_has_not(tmp_path: Path) -> None:
    """Errors are pages of ours, too."""
    with desk(tmp_path, FILES) as assembly:
        poll(assembly, START, "A <b>convoy</b>")
        async with Visitor(assembly) as visitor:
            shown = await visitor.get("/items/1")
            missing = await visitor.get("/items/2")

    assert shown.status_code == 200
    assert "A &lt;b&gt;convoy" in shown.text
    assert missing.status_code == 404
    assert "There is nothing at this address" in missing.text


@pytest.mark.asyncio
async def test_what_pages_are_drawn_with_is_ours_and_may_be_kept(tmp_path: Path) -> None:
    """Its address changes with it."""
    with desk(tmp_path, FILES) as assembly:
        async with Visitor(assembly) as visitor:
            page = await visitor.get("/")
            style = await visitor.get("/static/hajiz.css")

    assert "/static/hajiz.css?" in page.text
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]
