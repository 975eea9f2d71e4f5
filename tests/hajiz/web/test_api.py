"""The API, asked as programs ask it: with a token, from elsewhere."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx2
import pytest

from hajiz.assembly import Assembly
from hajiz.config.plans import WebPlan
from hajiz.dispatch.digests import freeze_now
from model import Pin
from storage import labels, pins, tokens
from tests.hajiz.desk import DAY, FILES, HOUR, START, desk, poll
from tests.hajiz.web.visitor import Visitor, with_plan

TOKEN = "a-token-of-a-program"
MOST_PAGES = 50
PUBLIC = "https://hajiz.example.org"
DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]
"""
NASTY = '"><script>alert(1)</script>\x00\ud83d'

pytestmark = pytest.mark.asyncio


class Program:
    """Asks with a token and reads JSON."""

    def __init__(self, visitor: Visitor) -> None:
        self._client = visitor.client

    async def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> httpx2.Response:
        """Ask for something."""
        content = None if body is None else json.dumps(body).encode()
        given = {"Content-Type": "application/json", **(headers or {})}
        return await self._client.request(
            method, f"/api{path}", content=content, headers=given if content else headers
        )

    async def get(self, path: str) -> Any:
        """Return what stands at *path*."""
        answer = await self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()


@asynccontextmanager
async def program(assembly: Assembly) -> AsyncIterator[Program]:
    """Let a program ask the published page of *assembly*."""
    with assembly.database.write() as tx:
        tokens.add(tx, "reporter", sha256(TOKEN.encode()).digest(), START)
    published = with_plan(assembly, WebPlan("127.0.0.1:8099", PUBLIC, "a long password"))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with Visitor(published, PUBLIC, "203.0.113.5", headers) as visitor:
        yield Program(visitor)


def is_problem(answer: httpx2.Response, status: int) -> bool:
    """Say whether an answer is a problem of that status, in our words."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found = answer.json()
    assert found["status"] == status
    return bool(found["type"] and found["title"] and found["detail"])


async def test_without_a_token_nothing_is_told(tmp_path: Path) -> None:
    """Neither with a wrong one; the answer says what to do."""
    with desk(tmp_path) as assembly:
        async with program(assembly) as asking:
            for headers in ({"Authorization": ""}, {"Authorization": "Bearer wrong"}):
                answer = await asking.ask("GET", "/items", headers=headers)
                assert is_problem(answer, 401)
                assert "hajiz web token add" in answer.text


async def test_the_archive_is_searched_page_by_page(tmp_path: Path) -> None:
    """With the hits of each; a mistake is pointed at."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, *(f"convoy {n}" for n in range(5)), "nothing")
        async with program(assembly) as asking:
            first = await asking.get("/items?q=convoy&limit=3")
            pages = [first]
            while pages[-1]["next"] is not None and len(pages) < MOST_PAGES:
                before = pages[-1]["next"]
                pages.append(await asking.get(f"/items?q=convoy&limit=3&before={before}"))
            wrong = await asking.ask("GET", "/items?q=convoy%20AND")
            late = await asking.get("/items?since=2026-11-20T09:00:01Z")

    titles = [each["title"] for page in pages for each in page["items"]]
    assert titles == [f"convoy {n}" for n in range(5)]
    assert all(len(page["items"]) <= 3 for page in pages)  # a busy machine gives shorter ones
    hits = [each["hits"][0]["surface"] for page in pages for each in page["items"]]
    assert set(hits) == {"convoy"}
    assert pages[-1]["next"] is None
    assert is_problem(wrong, 422)
    assert wrong.json()["offset"] is not None
    assert late["items"] == []


async def test_an_item_has_all_that_is_known_of_it(tmp_path: Path) -> None:
    """Its text, matches and labels; a program's label says so."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        async with program(assembly) as asking:
            label = {"rule": "convoys", "verdict": "noise"}
            said = await asking.ask("POST", "/items/1/labels", label)
            item = await asking.get("/items/1")
            listed = await asking.get("/matches?rule=convoys&label=noise")
            open_ones = await asking.get("/matches?label=none")
            missed = await asking.ask(
                "POST", "/items/1/labels", {"rule": "checkpoints", "verdict": "relevant"}
            )
            back = await asking.ask("POST", "/items/1/labels", {**label, "verdict": None})

    assert said.json()[0] | {"said_at": ""} == {
        "rule": "convoys",
        "verdict": "noise",
        "said_by": "reporter",
        "said_at": "",
        "via": "api",
    }
    assert item["title"] == "a convoy"
    assert item["matches"][0]["label"]["verdict"] == "noise"
    assert item["versions"][0]["number"] == 0
    assert [each["id"] for each in listed["items"]] == [1]
    assert open_ones["items"] == []
    assert [each["rule"] for each in missed.json()] == ["checkpoints", "convoys"]
    assert [each["rule"] for each in back.json()] == ["checkpoints"]


async def test_rules_are_listed_with_their_pictures_and_tried(tmp_path: Path) -> None:
    """Checked, held against the archive, and compared with what there is."""
    with desk(tmp_path) as assembly:
        poll(assembly, START - HOUR, "a column", "a convoy")
        with assembly.database.write() as tx:
            labels.say(tx, 1, "convoys", "relevant", "me", "page", START)
            pins.put(tx, Pin(1, "convoys", True, "me", START))
        async with program(assembly) as asking:
            rules = await asking.get("/rules")
            one = await asking.get("/rules/convoys")
            right = await asking.ask("POST", "/rules/check", {"query": "@convoy"})
            wrong = await asking.ask("POST", "/rules/check", {"query": "convoy AND"})
            trial = await asking.ask("POST", "/rules/backtest", {"query": "convoy OR column"})
            proposal = {"name": "convoys", "query": "column"}
            diff = await asking.ask("POST", "/rules/diff", proposal)
            broken = await asking.ask("POST", "/rules/diff", {**proposal, "query": "@convoi"})

    assert [each["name"] for each in rules] == ["convoys", "checkpoints"]
    assert (one["matches"], one["days"][-1], one["precision"]["value"]) == (1, 1, 1.0)
    assert right.json() == {"ok": True, "why": "", "offset": None}
    assert wrong.json()["ok"] is False
    assert trial.json()["items"] == 2
    assert trial.json()["by_outlet"] == {"a": 2}
    assert (diff.json()["gained"], diff.json()["lost"]) == ([2], [1])
    assert diff.json()["lost_relevant"] == [1]
    assert diff.json()["broken_pins"][0]["item"] == 1
    assert diff.json()["precision"] == {"before": one["precision"], "after": None}
    assert is_problem(broken, 422)


async def test_a_rule_is_changed_by_who_has_seen_it(tmp_path: Path) -> None:
    """If-Match says which state of config.toml; pins hold, or it is forced."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        with assembly.database.write() as tx:
            pins.put(tx, Pin(1, "convoys", True, "me", START))
        path = assembly.config.path
        before = path.read_bytes()
        async with program(assembly) as asking:
            seen = {"If-Match": (await asking.ask("GET", "/rules/convoys")).headers["etag"]}
            wish = {"query": "column"}
            blind = await asking.ask("PUT", "/rules/convoys", wish)
            pinned = await asking.ask("PUT", "/rules/convoys", wish, seen)
            unchanged = path.read_bytes()
            forced = await asking.ask("PUT", "/rules/convoys", {**wish, "force": True}, seen)
            late = await asking.ask("PUT", "/rules/checkpoints", wish, seen)
            newer = {"If-Match": forced.headers["etag"]}
            added = await asking.ask("PUT", "/rules/new", {"query": '"a b"'}, newer)
            bad = await asking.ask("PUT", "/rules/New", {"query": "x"}, {"If-Match": "*"})
            gone = await asking.ask("DELETE", "/rules/new", headers={"If-Match": "*"})
            none = await asking.ask("DELETE", "/rules/new", headers={"If-Match": "*"})
        after = path.read_bytes()

    assert is_problem(blind, 428)
    assert is_problem(pinned, 409)
    assert pinned.json()["broken_pins"][0]["title"] == "a convoy"
    assert unchanged == before
    assert forced.status_code == 200
    assert '+query = "column"' in forced.json()["lines"]
    assert is_problem(late, 412)
    assert added.status_code == 201
    assert is_problem(bad, 409)
    assert bad.json()["problems"][0]["key"] == "rules[3].name"
    assert gone.status_code == 200
    assert is_problem(none, 404)
    assert after.rstrip() == before.replace(b'query = "convoy"', b'query = "column"').rstrip()


async def test_pins_are_put_listed_and_taken_away(tmp_path: Path) -> None:
    """Each says whether it holds."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        async with program(assembly) as asking:
            put = await asking.ask("PUT", "/pins/convoys/1", {"must": False})
            unknown = await asking.ask("PUT", "/pins/none/1", {"must": False})
            no_item = await asking.ask("PUT", "/pins/convoys/2", {"must": False})
            listed = await asking.get("/pins?rule=convoys")
            away = await asking.ask("DELETE", "/pins/convoys/1")
            again = await asking.ask("DELETE", "/pins/convoys/1")

    assert (put.json()["holds"], put.json()["pinned_by"]) == (False, "reporter")
    assert is_problem(unknown, 422)
    assert is_problem(no_item, 404)
    assert listed == [put.json()]
    assert away.status_code == 204
    assert is_problem(again, 404)


async def test_how_it_fares_is_told(tmp_path: Path) -> None:
    """Outlets, what waits, and a person's say in it."""
    with desk(tmp_path, FILES, DIGEST, now=START - DAY) as assembly:
        poll(assembly, START - HOUR, "a convoy")
        freeze_now(assembly, assembly.config.digests[0], START)
        async with program(assembly) as asking:
            outlets = await asking.get("/outlets")
            status = await asking.get("/status")
            listed = await asking.get("/deliveries?state=pending&limit=1")
            number = listed["deliveries"][0]["seq"]
            older = await asking.get(f"/deliveries?before={number}")
            dropped = await asking.ask("POST", f"/deliveries/{number}/drop")
            twice = await asking.ask("POST", f"/deliveries/{number}/drop")
            retried = await asking.ask("POST", f"/deliveries/{number}/retry")
            missing = await asking.ask("POST", "/deliveries/99/retry")

    assert (outlets[0]["id"], outlets[0]["state"]) == ("a", "fine")
    assert (status["outlets"], status["items"], status["waiting"]) == (1, 1, {"files": 1})
    assert (listed["next"], older["deliveries"]) == (None, [])
    assert dropped.json()["state"] == "cancelled"
    assert is_problem(twice, 409)
    assert retried.json()["state"] == "pending"
    assert is_problem(missing, 404)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/items?limit=0", None),
        ("GET", "/items?limit=x", None),
        ("GET", "/items?before=99999999999999999999", None),
        ("GET", "/items?since=2026-11-20", None),
        ("GET", "/items?since=0001-01-01T00:00:00Z", None),
        ("GET", "/items/99999999999999999999", None),
        ("GET", "/matches?label=good", None),
        ("POST", "/items/1/labels", {"rule": "convoys"}),
        ("POST", "/items/1/labels", {"rule": "convoys", "verdict": "good"}),
        ("POST", "/items/1/labels", [1]),
        ("POST", "/rules/check", {"query": "x" * 100_001}),
        ("POST", "/rules/diff", {"name": "\ud83d", "query": "x"}),
        ("PUT", "/pins/convoys/1", {}),
    ],
)
async def test_what_makes_no_sense_is_refused_with_the_place(
    tmp_path: Path, method: str, path: str, body: Any
) -> None:
    """As a problem that lists what is wrong."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        async with program(assembly) as asking:
            answer = await asking.ask(method, path, body)

    assert is_problem(answer, 422)
    assert answer.json()["errors"][0]["where"]


async def test_whatever_is_asked_nothing_breaks(tmp_path: Path) -> None:
    """Strange names and queries are data."""
    with desk(tmp_path) as assembly:
        poll(assembly, START, "a convoy")
        async with program(assembly) as asking:
            for path in ("/rules/%00", "/rules/%ff", "/pins/%3Cscript%3E/1", "/none"):
                answer = await asking.ask("GET", path)
                assert answer.status_code in {404, 405}, path
                assert answer.headers["content-type"] == "application/problem+json"
            for field in ("q", "outlet", "language", "rule"):
                answer = await asking.ask("GET", f"/items?{field}=%00%22%3E%3Cscript%3E")
                assert answer.status_code in {200, 422}


async def test_it_is_described_for_programs_and_for_people(tmp_path: Path) -> None:
    """Every operation has words; the page loads nothing from elsewhere."""
    with desk(tmp_path) as assembly:
        async with program(assembly) as asking, Visitor(assembly) as visitor:
            described = await asking.get("/openapi.json")
            page = await visitor.get("/api")

    operations = [each for methods in described["paths"].values() for each in methods.values()]
    assert described["openapi"].startswith("3.1")
    assert len(operations) == 23
    assert all(each["description"] for each in operations)
    assert "/api/rules/{name}" in page.text
    assert "http" not in page.text.replace("Authorization", "").split("<main")[1]
