"""The page behind an unsubscribe link, asked as mail scanners, mail programs and people do."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from alerts.channels.unsubscribe import Subscription, make_token
from hajiz.assembly import Assembly, unsubscribe_key
from hajiz.config.plans import WebPlan
from hajiz.web.app import application
from hajiz.web.site import Site
from storage import unsubscriptions
from tests.hajiz.desk import FILES, START, desk

HERE = Subscription("mail", "desk@example.org", "morning")
PLAN = WebPlan("127.0.0.1:8099", "https://hajiz.example.org")


@pytest.fixture
def assembly(tmp_path: Path) -> Iterator[Assembly]:
    """Open a desk."""
    with desk(tmp_path, FILES) as opened:
        yield opened


@pytest.fixture
def path(assembly: Assembly) -> str:
    """Return the path of a real link."""
    return f"/unsubscribe/{make_token(unsubscribe_key(assembly.database), HERE)}"


async def ask(
    assembly: Assembly, method: str, path: str, host: str = "hajiz.example.org"
) -> httpx2.Response:
    """Ask the application."""
    public = replace(assembly, config=replace(assembly.config, web=PLAN))
    app = application(Site(lambda: public, lambda: START, unsubscribe_key(assembly.database)))
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=f"https://{host}") as client:
        return await client.request(method, path)


def gone(assembly: Assembly) -> bool:
    """Say whether the desk has unsubscribed."""
    with assembly.database.read() as tx:
        return not unsubscriptions.wanted(tx, [("mail", "desk@example.org")], "morning")


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_fm_099_looking_changes_nothing(assembly: Assembly, path: str, method: str) -> None:
    """Scanners open every link of a mail."""
    answer = await ask(assembly, method, path)

    assert answer.status_code in {200, 405}
    assert not gone(assembly)


@pytest.mark.asyncio
async def test_fm_099_a_person_sees_a_button(assembly: Assembly, path: str) -> None:
    """With whom and what it is about, and nothing from elsewhere."""
    answer = await ask(assembly, "GET", path)

    assert "desk@example.org" in answer.text
    assert '<form method="post">' in answer.text
    assert "http" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.asyncio
async def test_fm_099_one_click_unsubscribes_without_cookie_or_login(
    assembly: Assembly, path: str
) -> None:
    """RFC 8058: a POST, no redirect; twice is once."""
    for _ in range(2):
        answer = await ask(assembly, "POST", path)
        assert (answer.status_code, answer.headers.get("location")) == (200, None)

    assert gone(assembly)


@pytest.mark.asyncio
@pytest.mark.parametrize("change", ["flip", "cut", "other key", "empty", "script"])
async def test_fm_099_a_token_that_is_not_ours_is_not_found(
    assembly: Assembly, path: str, change: str
) -> None:
    """And says nothing about who is subscribed."""
    token = path.rpartition("/")[2]
    forged = {
        "flip": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "cut": token[:20],
        "other key": make_token(bytes(32), HERE),
        "empty": ".",
        "script": "%3Cscript%3E",
    }[change]

    answer = await ask(assembly, "POST", f"/unsubscribe/{forged}")

    assert answer.status_code == 404
    assert "<script>" not in answer.text
    assert not gone(assembly)


@pytest.mark.asyncio
async def test_another_host_name_is_refused(assembly: Assembly, path: str) -> None:
    """DNS rebinding: a page elsewhere must not speak to us in its own name."""
    answer = await ask(assembly, "POST", path, host="evil.example")

    assert answer.status_code == 421
    assert not gone(assembly)


@pytest.mark.asyncio
async def test_there_is_nothing_else(assembly: Assembly) -> None:
    """No documentation, no schema, no listing."""
    for path in ("/", "/docs", "/openapi.json", "/redoc", "/unsubscribe/", "/unsubscribe"):
        assert (await ask(assembly, "GET", path)).status_code == 404
