"""Who gets in, and who does not: every route is asked, by everybody."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from fastapi import FastAPI
from starlette.routing import BaseRoute, Route
from starlette.types import Message

from hajiz.assembly import Assembly
from hajiz.config.plans import WebPlan
from hajiz.web.access import is_open
from hajiz.web.app import application
from hajiz.web.health import Vitals
from tests.hajiz.desk import FILES, START, desk, poll
from tests.hajiz.web.visitor import HERE, Visitor, logged_in, site_of, with_plan

PUBLIC = "https://hajiz.example.org"
PASSWORD = "correct horse battery staple"
OPEN_TO_ALL = {
    "/healthz",
    "/readyz",
    "/metrics",
    "/login",
    "/static/{name}",
    "/unsubscribe/{token}",
    "/label/{token}",
    "/websub/{token}",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def assembly(tmp_path: Path) -> Iterator[Assembly]:
    """Open a desk with an item."""
    with desk(tmp_path, FILES) as opened:
        poll(opened, START, "A convoy")
        yield opened


@pytest.fixture
def locked(assembly: Assembly) -> Assembly:
    """Let the page have a password and be published."""
    return with_plan(assembly, WebPlan("127.0.0.1:8099", PUBLIC, PASSWORD))


def vitals() -> Vitals:
    """Return the state of a daemon that is well."""
    return Vitals(dict, tuple, lambda: b"")


def paths(app: FastAPI) -> set[str]:
    """Return the path of every route there is, those of parts within parts too."""
    found: set[str] = set()

    def walk(each: BaseRoute, prefix: str) -> None:
        if isinstance(each, Route):
            found.add(prefix + each.path)
            return
        part: Any = each  # a router that another one includes, as FastAPI keeps it
        for inner in part.original_router.routes:
            walk(inner, prefix + part.include_context.prefix)

    for each in app.routes:
        walk(each, "")
    return found


def filled(path: str) -> str:
    """Put something for each name in the path of a route."""
    parts = path.split("/")
    return "/".join("1" if part.startswith("{") else part for part in parts)


@pytest.mark.asyncio
@pytest.mark.parametrize("method", METHODS)
async def test_fm_110_no_route_answers_without_access(locked: Assembly, method: str) -> None:
    """Whatever the method; those that are open are written down here once more."""
    app = application(site_of(locked), vitals())
    assert {"/", "/api/items/{number}", "/deliveries/{number:int}/retry"} < paths(app)
    async with Visitor(app) as visitor:
        for path in paths(app) - OPEN_TO_ALL:
            answer = await visitor.client.request(method, filled(path))
            assert answer.status_code in {303, 401}, f"{method} {path}: {answer.status_code}"
            assert "convoy" not in answer.text


@pytest.mark.asyncio
async def test_fm_110_what_is_open_is_written_down(locked: Assembly) -> None:
    """A route that becomes open by accident is noticed here."""
    app = application(site_of(locked), vitals())

    assert {path for path in paths(app) if is_open(path)} == OPEN_TO_ALL - {"/login"}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "path",
    ["/nothing", "/static", "/staticky", "/login/", "//rules", "/label", "/healthz/", "/API/x"],
)
async def test_fm_110_what_does_not_exist_needs_access_too(locked: Assembly, path: str) -> None:
    """So nobody learns what there is."""
    async with Visitor(locked) as visitor:
        answer = await visitor.client.get(path)

    assert answer.status_code == 303


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("base", "headers"),
    [
        (PUBLIC, {}),
        (HERE, {"X-Forwarded-For": "203.0.113.7"}),
        (HERE, {"Forwarded": "for=203.0.113.7"}),
        (HERE, {"Via": "1.1 caddy"}),
        (HERE, {"X-Real-IP": "203.0.113.7"}),
        (HERE, {"X-Forwarded-Host": "hajiz.example.org"}),
    ],
)
async def test_fm_110_a_web_server_in_front_publishes_no_page_without_a_password(
    assembly: Assembly, base: str, headers: dict[str, str]
) -> None:
    """It is there for unsubscribe links and hubs."""
    published = with_plan(assembly, WebPlan("127.0.0.1:8099", PUBLIC))
    app = application(site_of(published), vitals())
    async with Visitor(app, base, headers=headers) as visitor:
        for path in paths(app):
            if path.startswith(("/static", "/unsubscribe", "/label", "/websub")):
                continue
            answer = await visitor.client.get(filled(path))
            assert answer.status_code == 404, path


@pytest.mark.asyncio
async def test_fm_111_another_machine_sees_nothing_without_a_password(assembly: Assembly) -> None:
    """Even if something let it connect."""
    async with Visitor(assembly, address="192.168.1.20") as visitor:
        answer = await visitor.get("/")

    assert answer.status_code == 404


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "192.168.1.5", "localhost.evil", "", "a b", "[::2]"],
)
async def test_fm_112_a_foreign_host_name_is_misdirected(assembly: Assembly, host: str) -> None:
    """DNS rebinding: a page elsewhere points its own name at this machine."""
    async with Visitor(assembly) as visitor:
        answer = await visitor.client.get("/", headers={"Host": host})

    assert answer.status_code == 421
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.asyncio
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost:8099"])
async def test_fm_112_this_machine_has_several_names(assembly: Assembly, host: str) -> None:
    """All of them are its own."""
    async with Visitor(assembly) as visitor:
        answer = await visitor.client.get("/", headers={"Host": host})

    assert answer.status_code == 200


@pytest.mark.asyncio
async def test_fm_112_where_others_may_ask_any_bare_address_will_do(assembly: Assembly) -> None:
    """An address is no name that could be pointed here; a name is."""
    opened = with_plan(assembly, WebPlan("0.0.0.0:8099", "", PASSWORD))
    async with Visitor(opened, "http://192.168.1.5:8099", "192.168.1.20") as visitor:
        assert (await visitor.get("/login")).status_code == 200
        assert (await visitor.client.get("/", headers={"Host": "evil.example"})).status_code == 421


FORGED = {
    "no token": ({"Origin": HERE}, False),
    "another site": ({"Origin": "https://evil.example"}, True),
    "null origin": ({"Origin": "null"}, True),
    "half an address": ({"Origin": "http://["}, True),
    "no origin": ({}, True),
    "same site is not same origin": ({"Origin": HERE, "Sec-Fetch-Site": "same-site"}, True),
    "another port": ({"Origin": "http://127.0.0.1:9999"}, True),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("how", FORGED)
async def test_fm_109_no_route_takes_a_forged_change(assembly: Assembly, how: str) -> None:
    """Every route, every method that could change something, in each way a page could try."""
    headers, has_token = FORGED[how]
    app = application(site_of(assembly), vitals())
    async with Visitor(app) as visitor:
        fields = {"csrf": await visitor.token()} if has_token else {}
        for path in paths(app) - OPEN_TO_ALL | {"/login"}:
            for method in UNSAFE:
                answer = await visitor.client.request(
                    method, filled(path), data=fields, headers=headers
                )
                assert answer.status_code == 403, f"{method} {path}"


@pytest.mark.asyncio
async def test_fm_109_the_token_of_somebody_else_is_no_token(assembly: Assembly) -> None:
    """Each browser has its own."""
    app = application(site_of(assembly))
    async with Visitor(app) as one, Visitor(app) as other:
        stolen = await one.token()
        await other.get("/")
        answer = await other.send("/login", csrf=stolen, name="x")

    assert answer.status_code == 403


@pytest.mark.asyncio
async def test_fm_109_looking_changes_nothing(assembly: Assembly) -> None:
    """A GET with what a form would say is a GET."""
    before = everything(assembly)
    app = application(site_of(assembly), vitals())
    async with Visitor(app) as visitor:
        for path in paths(app):
            await visitor.client.get(filled(path) + "?action=dismiss&id=1&verdict=noise")
            await visitor.client.head(filled(path))

    assert everything(assembly) == before


TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"


def table(database: sqlite3.Connection, name: str) -> list[Any]:
    """Return the rows of a table."""
    return database.execute(f"SELECT * FROM {name}").fetchall()


def everything(assembly: Assembly) -> tuple[bytes, list[Any]]:
    """Return all that is kept: config.toml and the database."""
    with closing(sqlite3.connect(assembly.database.path)) as database:
        return assembly.config.path.read_bytes(), [
            table(database, name) for (name,) in database.execute(TABLES)
        ]


@pytest.mark.asyncio
@pytest.mark.parametrize("as_script", [True, False])
async def test_fm_109_our_own_forms_and_scripts_are_believed(
    assembly: Assembly, as_script: bool
) -> None:
    """The way they come in a browser."""
    async with Visitor(assembly) as visitor:
        if as_script:
            answer = await visitor.ask("POST", "/login")
        else:
            answer = await visitor.send("/login", name="Anna")

    assert answer.status_code in ({303} if not as_script else {200, 403, 422})
    assert "another" not in answer.text
    assert "too old" not in answer.text


@pytest.mark.asyncio
async def test_fm_113_forged_proxy_headers_do_not_get_around_the_lock(locked: Assembly) -> None:
    """Each try says that it comes from another address; the sixth finds the door shut."""
    codes = []
    async with Visitor(locked) as visitor:
        for n in range(7):
            visitor.client.headers["X-Forwarded-For"] = f"203.0.113.{n}"
            answer = await visitor.send("/login", at="/login", name="x", password="guess")
            codes.append(answer.status_code)

    assert codes == [403] * 5 + [429] * 2


@pytest.mark.asyncio
async def test_fm_113_a_trusted_proxy_says_who_asks(assembly: Assembly) -> None:
    """So one guesser does not lock out the others; what the guesser adds is not believed."""
    plan = WebPlan("127.0.0.1:8099", PUBLIC, PASSWORD, (ip_network("127.0.0.1"),))
    codes = []
    async with Visitor(with_plan(assembly, plan), PUBLIC) as visitor:
        for n in range(6):
            visitor.client.headers["X-Forwarded-For"] = f"198.51.100.{n}, 203.0.113.7"
            answer = await visitor.send("/login", at="/login", name="x", password="guess")
            codes.append(answer.status_code)
        visitor.client.headers["X-Forwarded-For"] = "203.0.113.8"
        answer = await visitor.send("/login", at="/login", name="x", password=PASSWORD)

    assert codes == [403] * 5 + [429]
    assert answer.status_code == 303


@pytest.mark.asyncio
async def test_fm_113_logging_out_ends_the_session_on_the_server(locked: Assembly) -> None:
    """A cookie that was copied before opens nothing after."""
    async with logged_in(locked, PASSWORD) as visitor:
        copied = dict(visitor.client.cookies)
        assert (await visitor.get("/")).status_code == 200
        left = await visitor.send("/logout")
        visitor.client.cookies.clear()
        visitor.client.cookies.update(copied)
        after = await visitor.get("/")

    assert left.status_code == 303
    assert after.status_code == 303


@pytest.mark.asyncio
async def test_fm_113_a_new_password_ends_all_sessions(locked: Assembly) -> None:
    """At once, also while Hajiz runs."""
    now = [locked]
    app = application(replace(site_of(locked), current=lambda: now[0]))
    async with logged_in(app, PASSWORD) as visitor:
        before = await visitor.get("/")
        now[0] = with_plan(locked, WebPlan("127.0.0.1:8099", PUBLIC, "another password"))
        after = await visitor.get("/")

    assert (before.status_code, after.status_code) == (200, 303)


def payloads() -> list[str]:
    """Return paths that try to leave the folder they name."""
    ups = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..\\", "....//", "%252e%252e%252f"]
    ups += ["..;/", "%c0%ae%c0%ae/", ".%00./", "/"]
    found = [f"/static/{up * depth}etc/passwd" for up in ups for depth in (1, 3, 8)]
    found += [f"/static/{up}app.py" for up in ups]
    found += [f"/static/hajiz.css{end}" for end in ("%00", "%00.js", "/", "/../../app.py", "%2f..")]
    found += [
        f"/static/{name}" for name in ("/etc/passwd", "%2fetc%2fpasswd", "file:///etc/passwd")
    ]
    found += [f"/{up * 6}etc/passwd" for up in ups]
    found += [
        f"/{start}/{'..%2f' * 6}etc/passwd" for start in ("items", "rules", "outlets", "label")
    ]
    return found


@pytest.mark.asyncio
async def test_fm_114_no_path_leads_out(assembly: Assembly) -> None:
    """No file is read by a name that somebody gives."""
    assert len(payloads()) >= 60
    app = application(site_of(assembly), vitals())
    for path in payloads():
        status, body = await asked(app, path)
        assert status in {404, 422}, path
        assert b"root:" not in body
        assert b"def application" not in body


async def asked(app: FastAPI, path: str) -> tuple[int, bytes]:
    """Ask for a path as the server hands it on: no client has tidied it up before."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "http_version": "1.1",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8099")],
        "client": ("127.0.0.1", 50000),
    }
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:])


ELSEWHERE = [
    "//evil.example",
    "\\\\evil.example",
    "/\\evil.example",
    "https://evil.example",
    "https:evil.example",
    "javascript:alert(1)",
    "///evil.example",
    "/%2f/evil.example",
    "/%5cevil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "evil.example",
    "",
    "/x\r\nSet-Cookie: a=b",
    "@evil.example",
    "/\u2215evil.example",
]


@pytest.mark.asyncio
@pytest.mark.parametrize("where", ELSEWHERE)
async def test_fm_115_the_way_in_leads_nowhere_else(locked: Assembly, where: str) -> None:
    """What is no path of ours is the first page."""
    async with Visitor(locked) as visitor:
        answer = await visitor.send("/login", at="/login", name="x", password=PASSWORD, next=where)

    assert answer.headers["location"] == "/"


@pytest.mark.asyncio
async def test_fm_115_it_leads_back_to_where_one_wanted_to_go(locked: Assembly) -> None:
    """With the question that was asked."""
    async with Visitor(locked) as visitor:
        sent = await visitor.client.get("/search?q=%40convoy&before=7")
        form = await visitor.client.get(sent.headers["location"])
        assert 'value="/search?q=%40convoy&amp;before=7"' in form.text
        answer = await visitor.send(
            "/login",
            at="/login",
            name="x",
            password=PASSWORD,
            next="/search?q=%40convoy&before=7",
        )

    assert answer.headers["location"] == "/search?q=%40convoy&before=7"


@pytest.mark.asyncio
async def test_every_answer_is_guarded(locked: Assembly) -> None:
    """Pages, refusals, errors and what is open alike."""
    app = application(site_of(locked), vitals())
    async with Visitor(app) as visitor:
        for path in ("/", "/login", "/static/hajiz.js", "/static/x", "/unsubscribe/x", "/healthz"):
            headers = (await visitor.client.get(path)).headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "unsafe-inline" not in headers["content-security-policy"] or "unsub" in path
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] in {"same-origin", "no-referrer"}
            is_kept = path == "/static/hajiz.js"
            assert headers["cache-control"].startswith("public" if is_kept else "no-store")


@pytest.mark.asyncio
async def test_what_is_too_large_is_not_read(assembly: Assembly) -> None:
    """Nobody fills the memory."""
    async with Visitor(assembly) as visitor:
        token = await visitor.token()
        answer = await visitor.client.post(
            "/login", data={"csrf": token, "name": "x" * 3_000_000}, headers={"Origin": HERE}
        )

    assert answer.status_code == 413


@pytest.mark.asyncio
async def test_a_page_that_breaks_shows_no_traceback(assembly: Assembly) -> None:
    """A page of ours, with the headers of all others."""
    app = application(site_of(assembly))

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret detail")

    async with Visitor(app) as visitor:
        answer = await visitor.get("/broken")

    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
