"""The page *Outlets*, and the page of one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hajiz.assembly import Assembly
from hajiz.collect import record
from hajiz.web.views.rhythm import DAYS, Rhythms
from model import Failed, FailureKind, OutletId
from storage import pacing
from tests.hajiz.desk import DAY, FILES, HOUR, START, desk, poll
from tests.hajiz.web.visitor import Visitor

HOSTILE = "</td><script>alert(1)</script>\"'"
SECOND = """
[[outlets]]
id = "b"
name = "عنب بلدي"
feed = "http://127.0.0.1:9/b"
language = "ar"
"""


@pytest.fixture
def assembly(tmp_path: Path) -> Iterator[Assembly]:
    """Open a desk of two outlets."""
    with desk(tmp_path, FILES, SECOND) as opened:
        yield opened


@pytest.mark.asyncio
async def test_problems_stand_first_in_words(assembly: Assembly) -> None:
    """With what the server said, escaped; the other one is fine."""
    poll(assembly, START - HOUR, "One")
    poll(assembly, START, "Two", "One")
    failed = Failed(OutletId("b"), FailureKind.HTTP, f"HTTP 403 {HOSTILE}")
    record(assembly, failed, START, 0.5)
    async with Visitor(assembly) as visitor:
        text = (await visitor.get("/outlets")).text

    assert text.index('href="/outlets/b"') < text.index('href="/outlets/a"')
    assert "1 failing" in text
    assert "failing since Fri 20 Nov" in text
    assert "<script>alert" not in text
    assert '<bdi lang="ar" dir="rtl">عنب بلدي</bdi>' in text
    assert "1 items in 30 days, 1 today" in text


@pytest.mark.asyncio
async def test_an_outlet_has_a_page_with_its_newest_items(assembly: Assembly) -> None:
    """And goes on with older ones."""
    poll(assembly, START, *[f"Item {n}" for n in range(40)])
    async with Visitor(assembly) as visitor:
        first = await visitor.get("/outlets/a")
        rest = await visitor.get("/outlets/a", before="11")
        none = await visitor.get("/outlets/zzz")

    assert first.text.count("/items/") == 30
    assert 'rel="next" href="/outlets/a?before=11"' in first.text
    assert rest.text.count("/items/") == 10
    assert none.status_code == 404
    assert "config.toml has no outlet" in none.text


@pytest.mark.asyncio
async def test_one_that_is_gone_can_be_looked_at_again(assembly: Assembly) -> None:
    """By a button; twice is once."""
    with assembly.database.write() as tx:
        pacing.stop(tx, OutletId("a"), START)
    async with Visitor(assembly) as visitor:
        shown = await visitor.get("/outlets")
        first = await visitor.send("/outlets/a/resume")
        second = await visitor.send("/outlets/a/resume")
        said = await visitor.get(first.headers["location"])

    assert 'action="/outlets/a/resume"' in shown.text
    assert first.headers["location"].endswith("resumed=1")
    assert second.headers["location"].endswith("resumed=0")
    assert "It is looked at again" in said.text
    with assembly.database.read() as tx:
        assert pacing.gone(tx) == {}


def test_days_that_are_over_are_counted_once(assembly: Assembly) -> None:
    """What was there at the first look does not count; today does."""
    poll(assembly, START - 40 * DAY, "Old")
    poll(assembly, START - 2 * DAY, "One", "Old")
    poll(assembly, START - HOUR, "Two", "Three", "One")
    rhythms, zone = Rhythms(), assembly.config.notices_zone
    with assembly.database.read() as tx:
        first = rhythms.of(tx, START, zone)
        second = rhythms.of(tx, START, zone)

    assert first == second == {"a": (0,) * (DAYS - 3) + (1, 0, 2)}
    assert len(rhythms._known) == DAYS - 1
