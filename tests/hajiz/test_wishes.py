"""What servers and feeds ask for is what they get, within limits."""

import pytest

from tests.feedserver import FeedServer, Page, rss
from tests.hajiz.conftest import WriteConfig
from tests.hajiz.vigil import DAY, FLOOR, HOUR, MINUTE, Vigil, asked, vigil_on
from tests.politeness import score
from tests.reactorloop import Loop


@pytest.mark.parametrize(
    "headers",
    [
        {"Cache-Control": "max-age=7200"},
        {"Cache-Control": "max-age=86400"},
        {"Cache-Control": "max-age=8640000"},
        {"Expires": "Fri, 20 Nov 2026 12:00:00 GMT", "Date": "Fri, 20 Nov 2026 09:00:00 GMT"},
    ],
)
def test_fm_027_nothing_is_asked_for_again_while_it_is_fresh(
    server: FeedServer, watched: Vigil, headers: dict[str, str]
) -> None:
    """Not once in three days, and still every day."""
    server.pages["/a"] = Page(rss("Old"), headers=headers)
    watched.watch(3 * DAY)

    assert 3 <= len(asked(server)) <= 37
    assert score(server.exchanges, FLOOR).is_polite


def test_fm_027_the_wishes_of_a_document_hold_while_it_does_not_change(
    server: FeedServer, watched: Vigil
) -> None:
    """<ttl> and <skipHours> were said once; the answers after that are 304."""
    hours = "".join(f"<hour>{hour}</hour>" for hour in range(12))
    hints = f"<ttl>120</ttl><skipHours>{hours}</skipHours><item>".encode()
    server.pages["/a"] = Page(rss("Old").replace(b"<item>", hints, 1))
    watched.watch(MINUTE)
    watched.watch(3 * DAY)

    asked_at = [each.at for each in asked(server)][1:]
    assert [each.status for each in asked(server)][1:] == [304] * len(asked_at)
    assert len(asked_at) > 9
    assert all(at.hour >= 12 for at in asked_at)
    assert score(server.exchanges, 2 * HOUR).early == []


def test_fm_027_an_interval_of_its_own_is_the_users_word(
    server: FeedServer, write_config: WriteConfig, loop: Loop
) -> None:
    """Every ten minutes, or every quarter of an hour where the server would rather not."""
    own = {"free": "10m", "unwilling": "10m"}
    server.serve("/free", rss("Old"))
    server.serve("/unwilling", rss("Old"), headers={"Cache-Control": "max-age=86400"})
    vigil = vigil_on(server, write_config, loop, {name: server.url(f"/{name}") for name in own})
    text = vigil.config.read_text("utf-8")
    fixed = 'affiliation = "invented"\ninterval = "10m"'
    vigil.config.write_text(text.replace('affiliation = "invented"', fixed), "utf-8")
    vigil.watch(DAY)

    assert 125 <= len(asked(server, "/free")) <= 165
    assert 80 <= len(asked(server, "/unwilling")) <= 96
