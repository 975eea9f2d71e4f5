"""How long one stays logged in, and programs with a token."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from hajiz.assembly import Assembly
from hajiz.config.plans import WebPlan
from hajiz.web.app import application
from hajiz.web.sessions import IDLE, LONGEST, name_of_session, new_token, open_session
from hajiz.web.site import Site
from storage import tokens
from storage.schema import sessions
from tests.hajiz.desk import FILES, HOUR, START, desk
from tests.hajiz.web.visitor import HERE, Visitor, logged_in, site_of, with_plan

PASSWORD = "correct horse battery staple"
PLAN = WebPlan("127.0.0.1:8099", "https://hajiz.example.org", PASSWORD)


@pytest.fixture
def assembly(tmp_path: Path) -> Iterator[Assembly]:
    """Open a desk whose page has a password."""
    with desk(tmp_path, FILES) as opened:
        yield with_plan(opened, PLAN)


def at(site: Site, now: datetime) -> Site:
    """Return the site at another time."""
    return replace(site, clock=lambda: now)


def test_a_session_ends_after_half_a_day_without_use(assembly: Assembly) -> None:
    """Use puts that off."""
    site = site_of(assembly)
    token = open_session(site, "Anna")
    idle = IDLE - HOUR

    assert name_of_session(at(site, START + idle), token) == "Anna"
    assert name_of_session(at(site, START + 2 * idle), token) == "Anna"
    assert name_of_session(at(site, START + 2 * idle + IDLE), token) == ""


def test_a_session_ends_after_thirty_days_in_any_case(assembly: Assembly) -> None:
    """However much it is used."""
    site, now = site_of(assembly), START
    token = open_session(site, "Anna")
    while now < START + LONGEST - HOUR:
        assert name_of_session(at(site, now), token) == "Anna"
        now += timedelta(hours=11)

    assert name_of_session(at(site, START + LONGEST), token) == ""


def test_sessions_that_are_over_are_forgotten(assembly: Assembly) -> None:
    """When the next one logs in; what is kept is no token."""
    site = site_of(assembly)
    open_session(site, "Anna")
    token = open_session(at(site, START + 2 * LONGEST), "Boris")

    with assembly.database.read() as tx:
        kept = tx.execute(select(sessions)).all()
    assert [row.name for row in kept] == ["Boris"]
    assert token.encode() not in assembly.database.path.read_bytes()
    assert token.encode() != kept[0].token_hash


@pytest.mark.asyncio
@pytest.mark.parametrize("is_https", [True, False])
async def test_cookies_are_kept_from_scripts_and_other_sites(
    assembly: Assembly, is_https: bool
) -> None:
    """Under HTTPS also from what is not encrypted, and from neighbouring hosts."""
    base = "https://hajiz.example.org" if is_https else HERE
    async with Visitor(assembly, base) as visitor:
        answer = await visitor.send("/login", at="/login", name="Anna", password=PASSWORD)
        again = await visitor.get("/")

    assert again.status_code == 200
    for cookie in answer.headers.get_list("set-cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Path=/;" in cookie
        assert ("; Secure" in cookie) == cookie.startswith("__Host-") == is_https


@pytest.mark.asyncio
async def test_the_name_one_gives_is_the_one_that_labels(assembly: Assembly) -> None:
    """It stands on every page."""
    async with logged_in(assembly, PASSWORD, "  Анна  Smith ") as visitor:
        assert "Анна Smith" in (await visitor.get("/")).text


@pytest.mark.asyncio
async def test_who_mistypes_the_password_need_not_say_the_name_again(assembly: Assembly) -> None:
    """The form still has it, and where one wanted to go; never the password."""
    async with Visitor(assembly) as visitor:
        wrong = {"name": "Anna", "password": "mistyped", "next": "/rules"}
        answer = await visitor.send("/login", at="/login", **wrong)

    assert 'name="name" value="Anna"' in answer.text
    assert 'name="next" value="/rules"' in answer.text
    assert "mistyped" not in answer.text


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["", "   ", "a\u202eb", "a\x00b"])
async def test_a_name_is_asked_for(assembly: Assembly, name: str) -> None:
    """One that can be read."""
    async with Visitor(assembly) as visitor:
        answer = await visitor.send("/login", at="/login", name=name, password=PASSWORD)

    assert answer.status_code == 403
    assert "Say who you are" in answer.text


@pytest.mark.asyncio
async def test_a_program_uses_the_api_with_a_token_and_nothing_else(assembly: Assembly) -> None:
    """Without cookie and form; a token that was removed opens nothing."""
    site = site_of(assembly)
    app = application(site)

    @app.post("/api/try")
    def tried() -> dict[str, str]:
        return {}

    token, hashed = new_token()
    with assembly.database.write() as tx:
        assert tokens.add(tx, "script", hashed, START)
    async with Visitor(app) as program:
        right = {"Authorization": f"Bearer {token}"}
        good = await program.client.post("/api/try", headers=right)
        page = await program.client.get("/", headers=right)
        wrong = await program.client.post("/api/try", headers={"Authorization": "Bearer x"})
        none = await program.client.post("/api/try")
        with assembly.database.write() as tx:
            assert [each.used_at for each in tokens.every(tx)] == [START]
            assert tokens.remove(tx, "script")
        gone = await program.client.post("/api/try", headers=right)

    assert good.status_code == 200
    assert (page.status_code, wrong.status_code, none.status_code, gone.status_code) == (
        303,
        401,
        401,
        401,
    )
    assert wrong.headers["www-authenticate"].startswith("Bearer")
    assert wrong.json()["title"] == "Not logged in"
