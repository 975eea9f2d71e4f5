"""An outlet whose server says that it is gone: told at once, asked no more, until a person acts."""

import json
from datetime import timedelta

import pytest

from hajiz.dispatch.troubles import freeze_troubles
from storage import notices
from tests.feedserver import FeedServer, Page, rss
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed
from tests.hajiz.vigil import Vigil
from tests.reactorloop import Loop

DAY = timedelta(days=1)
GONE = Page(b"", 410, has_validators=False)


@pytest.fixture
def vigil(server: FeedServer, write_config: WriteConfig, loop: Loop) -> Vigil:
    """Watch an outlet that is gone after its first look."""
    config = write_config({"a": server.serve("/a", rss("Old")), "b": server.serve("/b", rss("B"))})
    watched = Vigil(loop, config)
    server.clock = watched.clock
    watched.watch(timedelta(minutes=1))
    server.pages["/a"] = GONE
    watched.watch(DAY)
    return watched


def standing(vigil: Vigil) -> list[str]:
    """Return the notices that stand."""
    with vigil.opened() as assembly, assembly.database.read() as tx:
        return [notice.text for notice in notices.standing(tx).values()]


def test_fm_021_a_feed_that_is_gone_is_told_of_once_and_not_asked_again(
    server: FeedServer, vigil: Vigil
) -> None:
    """A message at once, a notice that stands, and peace for the server."""
    before = len(server.exchanges)
    with vigil.opened() as assembly:
        said = freeze_troubles(assembly, vigil.now)
    for _ in range(3):
        vigil.watch(10 * DAY)
    with vigil.opened() as assembly:
        said_later = freeze_troubles(assembly, vigil.now)

    assert [each.path for each in server.exchanges[before:]].count("/a") == 0
    assert [message.subject for message in said] == ["Hajiz notice: the outlet a is gone"]
    assert "hajiz outlets resume a" in said[0].text
    assert said_later == []
    assert ["outlet a is gone" in text for text in standing(vigil)] == [True]


def test_fm_021_a_person_resumes_it(server: FeedServer, vigil: Vigil, hajiz: Hajiz) -> None:
    """It is looked at with the next poll, and nothing of the trouble is left."""
    config = vigil.config
    listed = hajiz("outlets", "list", "--config", config).stdout
    polled = hajiz("poll", "--config", config).stdout
    resumed = hajiz("outlets", "resume", "a", "--config", config)
    server.serve("/a", rss("News", "Old"))
    again = parsed(hajiz("poll", "a", "--config", config, "--json"))

    assert "hajiz outlets resume a" in " ".join(listed.split())
    assert "a is gone and was not looked at" in polled
    assert (resumed.returncode, resumed.stdout.strip()) == (0, "a is looked at again")
    assert again[0]["new"] == 1
    assert standing(vigil) == []


def test_resuming_what_is_not_gone_or_not_there_says_so(vigil: Vigil, hajiz: Hajiz) -> None:
    """With what was probably meant."""
    fine = hajiz("outlets", "resume", "b", "--config", vigil.config)
    unknown = hajiz("outlets", "resume", "bb", "--config", vigil.config)
    listed = hajiz("outlets", "list", "--json", "--config", vigil.config)

    assert fine.stdout.strip() == "b is looked at anyway"
    assert unknown.returncode == 64
    assert 'no outlet "bb"' in unknown.stderr
    assert json.loads(listed.stdout)[0]["state"]["gone_at"]


def test_fm_021_another_address_counts_at_once(server: FeedServer, vigil: Vigil) -> None:
    """Whoever writes the new address into config.toml need not resume anything."""
    moved = vigil.config.read_text("utf-8").replace(server.url("/a"), server.url("/new"))
    server.serve("/new", rss("News", "Old"))
    vigil.config.write_text(moved, "utf-8")
    vigil.watch(timedelta(minutes=1))

    assert [each.status for each in server.exchanges if each.path == "/new"] == [200]
    assert standing(vigil) == []
