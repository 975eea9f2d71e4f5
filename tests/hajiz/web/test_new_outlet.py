"""Adding an outlet on the page, as somebody does it; the daemon looks, and takes it over."""

import re
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.feedserver import FeedServer, eventually, rss
from tests.hajiz.conftest import WriteConfig
from tests.hajiz.desk import FILES, desk
from tests.hajiz.test_daemon import Daemon, daemon, log_of, titles  # noqa: F401 - a fixture
from tests.hajiz.test_websub import free_port
from tests.hajiz.web.visitor import Visitor

WEB = '\n# by hand\n[web]\nlisten = "127.0.0.1:{port}"\n'
SITE = b'<html><head><link rel="alternate" type="application/rss+xml" href="/new"></head></html>'
CHOSEN = {
    "id": "b",
    "name": "B",
    "language": "en",
    "feed": "http://b.example/feed",
    "kind": "feed",
}


def fields_of(text: str, action: str) -> dict[str, str]:
    """Return what the first form for *action* would send as it stands."""
    (form,) = re.findall(rf'(?s)<form method="post" action="{action}">(.*?)</form>', text)[:1]
    found: dict[str, str] = {}
    for each in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{key}="([^"]*)"', each) for key in ("name", "value"))
        if name and value and 'type="checkbox"' not in each:
            found[name[1]] = value[1].replace("&amp;", "&")
    return found


def test_an_address_is_looked_at_and_added(
    server: FeedServer,
    write_config: WriteConfig,
    daemon: Daemon,  # noqa: F811
) -> None:
    """What the rules would flag is shown; comments of the file stay; the daemon polls it."""
    server.serve("/new", rss("A convoy on the road", "Weather"))
    site = server.serve("/site", SITE)
    port = free_port()
    config = write_config({"a": server.serve("/a", rss("One"))}, WEB.format(port=port))
    daemon(config)
    base = f"http://127.0.0.1:{port}"
    assert eventually(lambda: titles(config) == ["One"]), log_of(config)

    with httpx2.Client(base_url=base, headers={"Origin": base}, timeout=60) as web:
        form = fields_of(web.get("/new-outlet").text, "/new-outlet")
        shown = web.post("/new-outlet", data={**form, "url": site})
        assert "the rules would flag 1" in shown.text
        assert "A convoy on the road" in shown.text
        chosen = {**fields_of(shown.text, "/new-outlet/add"), "language": "en"}
        done = web.post("/new-outlet/add", data=chosen)
        again = web.post("/new-outlet/add", data=chosen)

        assert done.status_code == 303, done.text
        assert again.status_code == 422
        assert "# by hand" in config.read_text("utf-8")
        assert eventually(lambda: "A convoy on the road" in titles(config)), log_of(config)
        assert eventually(lambda: 'href="/outlets/' in web.get(done.headers["location"]).text)


async def answer(tmp_path: Path, path: str, **fields: Any) -> tuple[httpx2.Response, str]:
    """Send a form of the page; return what is said and the file afterwards."""
    with desk(tmp_path, FILES) as assembly:
        async with Visitor(assembly) as visitor:
            said = await visitor.send(path, at="/new-outlet", **fields)
        return said, assembly.config.path.read_text("utf-8")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": "a"}, "there is an outlet &#34;a&#34; already"),
        ({"feed": "http://127.0.0.1:9/feed"}, "is there already"),
        ({"id": "A B"}, "small letters"),
        ({"language": "klingon"}, "code of a language"),
        ({"language": ""}, "language"),
        ({"feed": "file:///etc/passwd"}, "http"),
        ({"feed": "javascript:alert(1)"}, "http"),
        ({"name": 'x"\n[[rules]]\nname = "y'}, "nothing"),
        ({"shown": "0" * 32}, "changed by someone else"),
    ],
)
async def test_what_cannot_be_is_not_written(
    tmp_path: Path, change: dict[str, str], words: str
) -> None:
    """And it is said why."""
    said, after = await answer(tmp_path, "/new-outlet/add", **{**CHOSEN, **change})

    if words == "nothing":  # odd, but a name: it stands in the file as one, and as nothing else
        assert after.count("[[rules]]\n") == 2
        return
    assert said.status_code == 422
    assert words in said.text
    assert after.count("[[outlets]]") == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("url", ["", "http://127.0.0.1:9/feed", "https://new.example"])
async def test_where_nobody_looks_it_says_so(tmp_path: Path, url: str) -> None:
    """Nothing, something that is there already, or without a daemon."""
    said, _ = await answer(tmp_path, "/new-outlet", url=url)

    assert said.status_code == 422
    assert 'role="alert"' in said.text


@pytest.mark.asyncio
async def test_nonsense_is_answered_in_words(tmp_path: Path) -> None:
    """A form that is not ours."""
    said, _ = await answer(tmp_path, "/new-outlet/add", kind="listing")

    assert said.status_code == 422
    assert "Not understood" in said.text
