"""The daemon's watch over itself, seen from outside: a switch, a service manager, a monitor."""

import json
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.feedserver import FeedServer, eventually, rss
from tests.hajiz.conftest import Hajiz, WriteConfig
from tests.hajiz.test_daemon import Daemon, daemon, log_of, titles  # noqa: F401 - a fixture
from tests.hajiz.test_websub import free_port
from tests.receiver import SECRET, Receiver
from tests.sink import Sink

HEARTBEAT = '\n[heartbeat]\nurl = { env = "PING" }\ninterval = "1s"\n'
WEB = '\n[web]\nlisten = "127.0.0.1:{port}"\npublic_url = "https://hajiz.example.org"\n'
HOOK = """
[[channels]]
name = "hook"
kind = "webhook"
url = "{url}"
secret = {{ env = "SECRET" }}

[notices]
channels = ["hook"]

[[alerts]]
name = "now"
channels = ["hook"]
timezone = "UTC"
"""


@pytest.fixture
def sink() -> Iterator[Sink]:
    """Run a dead man's switch."""
    with Sink() as running:
        yield running


def get(port: int, path: str, **headers: str) -> tuple[int, str]:
    """Ask the daemon's page."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


def test_fm_119_signs_of_life_come_until_it_is_dead(
    server: FeedServer,
    write_config: WriteConfig,
    sink: Sink,
    daemon: Daemon,  # noqa: F811
) -> None:
    """First that it starts, then one a cycle; once killed, none: the switch raises the alarm."""
    config = write_config({"a": server.serve("/a", rss("One"))}, HEARTBEAT)
    process = daemon(config, PING=sink.url)
    assert eventually(lambda: len(sink.pings) >= 3), log_of(config)

    process.kill()
    process.wait()
    sent = list(sink.pings)

    assert sink.paths[:3] == ["/start", "", ""]
    assert {method for method, _, _ in sent} == {"GET"}
    assert not eventually(lambda: len(sink.pings) > len(sent), seconds=8)


def test_fm_119_what_is_amiss_is_said_at_once_with_the_reason(
    server: FeedServer,
    write_config: WriteConfig,
    sink: Sink,
    daemon: Daemon,  # noqa: F811
    hajiz: Hajiz,
) -> None:
    """A message nobody sends; and when it is gone, all is well again, before the interval ends."""
    more = HEARTBEAT.replace("1s", "1h") + WEB.format(port=(port := free_port()))
    config = write_config({"a": server.serve("/a", rss("One"))}, more)
    daemon(config, PING=sink.url)
    assert eventually(lambda: sink.paths == ["/start"] and titles(config) == ["One"])
    ready = get(port, "/readyz")

    let_a_message_wait(config)
    assert eventually(lambda: len(sink.pings) > 1), log_of(config)
    method, path, body = sink.pings[1]
    checked = hajiz("status", "--check", "--config", config, PING=sink.url)
    assert eventually(lambda: get(port, "/readyz")[0] == 503)  # an answer is kept for a moment
    unready = get(port, "/readyz")
    let_nothing_wait(config)

    assert ready == (200, '{"status":"ok","reasons":[]}')
    assert (method, path) == ("POST", "/ping/0f-3a/fail")
    assert body.startswith("a message for files has waited for ")
    assert checked.returncode == 69
    assert "attention a message for files has waited" in checked.stdout
    assert unready[0] == 503
    assert "a message for files has waited" in unready[1]
    assert eventually(lambda: sink.paths == ["/start", "/fail", ""])


def let_a_message_wait(config: Path) -> None:
    """Put a message into the outbox that was due an hour ago, and that somebody has claimed."""
    with closing(sqlite3.connect(config.parent / "hajiz.db")) as database, database:
        columns = "id, kind, name, subject, text, html, payload, created_at"
        values = "'x', 'notice', '', 's', 't', '', '{}', '2026-01-01T00:00:00.000000Z'"
        database.execute(f"INSERT INTO messages ({columns}) VALUES ({values})")
        database.execute(
            "INSERT INTO outbox (message_id, channel, recipient, state, attempts, failures, "
            "next_attempt_at, lease_until, leased_by, created_at) SELECT 'x', 'files', '', "
            "'pending', 1, 0, strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now', '-1 hour'), "
            "strftime('%Y-%m-%dT%H:%M:%S.000000Z', 'now', '+1 minute'), 'nobody', created_at "
            "FROM messages WHERE id = 'x'"
        )


def let_nothing_wait(config: Path) -> None:
    """Give up what waits."""
    with closing(sqlite3.connect(config.parent / "hajiz.db")) as database, database:
        database.execute("UPDATE outbox SET state = 'cancelled', next_attempt_at = NULL")


def test_a_switch_that_refuses_stands_in_status_and_stops_nothing(
    server: FeedServer,
    write_config: WriteConfig,
    sink: Sink,
    daemon: Daemon,  # noqa: F811
    hajiz: Hajiz,
) -> None:
    """Its address is a secret: it is nowhere in what is said."""
    sink.status = 500
    config = write_config({"a": server.serve("/a", rss("One"))}, HEARTBEAT)
    daemon(config, PING=sink.url)

    def said() -> str:
        return hajiz("status", "--config", config, PING=sink.url).stdout

    assert eventually(lambda: "the heartbeat is not taken" in said()), log_of(config)
    assert "HTTP 500" in said()
    assert eventually(lambda: titles(config) == ["One"]), log_of(config)
    sink.status = 200
    assert eventually(lambda: "heartbeat" not in said())
    assert "0f-3a" not in log_of(config) + said()


def test_fm_120_when_nobody_can_be_told_the_heartbeat_and_readyz_say_so(
    server: FeedServer,
    write_config: WriteConfig,
    sink: Sink,
    daemon: Daemon,  # noqa: F811
    hajiz: Hajiz,
) -> None:
    """The one channel that notices go to is closed by its receiver."""
    with Receiver(usual=410) as receiver:
        port = free_port()
        more = HEARTBEAT + WEB.format(port=port) + HOOK.format(url=receiver.url)
        config = write_config({"a": server.serve("/a", rss("One"))}, more)
        secrets = {"PING": sink.url, "SECRET": SECRET}
        assert hajiz("poll", "--config", config, **secrets).returncode == 0
        server.serve("/a", rss("A convoy", "One"))
        with closing(sqlite3.connect(config.parent / "hajiz.db")) as database, database:
            database.execute("UPDATE feeds SET next_poll_at = last_polled_at")
        daemon(config, **secrets)

        assert eventually(lambda: "/fail" in sink.paths), log_of(config)
        body = next(body for _, path, body in sink.pings if path.endswith("/fail"))
        status, ready = get(port, "/readyz")
        said = hajiz("status", "--config", config, **secrets).stdout

    words = "nobody can be told of anything: hook cannot be used"
    assert words in body
    assert (status, words in ready) == (503, True)
    assert f"attention {words}" in said


def test_fm_120_a_configuration_without_a_channel_is_warned_about(
    server: FeedServer,
    write_config: WriteConfig,
    daemon: Daemon,  # noqa: F811
    hajiz: Hajiz,
) -> None:
    """At the start, and by check-config."""
    config = write_config({"a": server.serve("/a", rss("One"))})
    text = config.read_text("utf-8")
    begin, end = text.index("[[digests]]"), text.index("[[outlets]]")
    config.write_text(text[:begin] + text[end:], "utf-8")

    checked = hajiz("check-config", "--config", config)
    daemon(config)

    assert checked.returncode == 0
    assert "attention: no channel is configured: nobody is told" in checked.stdout
    assert eventually(lambda: "no channel is configured" in log_of(config)), log_of(config)


def test_monitors_are_answered_and_strangers_are_not(
    server: FeedServer,
    write_config: WriteConfig,
    daemon: Daemon,  # noqa: F811
) -> None:
    """Nothing that came through a web server which publishes Hajiz."""
    port = free_port()
    feeds = {"a": server.serve("/a", rss("A convoy")), "b": server.url("/none")}
    config = write_config(feeds, WEB.format(port=port))
    daemon(config)
    for result in ("failed", "fresh"):
        assert eventually(
            lambda: f'hajiz_polls_total{{result="{result}"}} 1.0' in get(port, "/metrics")[1]  # noqa: B023
        )

    healthy, (_, metrics) = get(port, "/healthz"), get(port, "/metrics")

    assert healthy == (200, '{"status":"ok","reasons":[]}')
    lines = set(metrics.splitlines())
    assert {
        'hajiz_polls_total{result="fresh"} 1.0',
        "hajiz_new_items_total 1.0",
        'hajiz_matches_total{rule="convoys"} 1.0',
        'hajiz_outlets{state="fine"} 1.0',
        'hajiz_outlets{state="failing"} 1.0',
        "hajiz_oldest_pending_seconds 0.0",
        "hajiz_database_up 1.0",
    } <= lines
    for name in ("process_resident_memory_bytes", "hajiz_database_bytes", "hajiz_build{"):
        assert any(line.startswith(name) for line in lines)
    assert any(line.startswith('hajiz_last_turn_seconds{loop="dispatch"}') for line in lines)
    for stranger in ({"X-Forwarded-For": "203.0.113.9"}, {"Host": "hajiz.example.org"}):
        assert {get(port, path, **stranger)[0] for path in ("/healthz", "/readyz", "/metrics")} == {
            404
        }


def test_fm_078_a_loop_that_hangs_ends_the_signs_to_the_service_manager(
    server: FeedServer,
    write_config: WriteConfig,
    daemon: Daemon,  # noqa: F811
    tmp_path: Path,
) -> None:
    """Systemd starts the daemon again then; a monitor sees the reason."""
    port = free_port()
    config = write_config({"a": server.serve("/a", rss("One"))}, WEB.format(port=port))
    with service_manager(tmp_path) as manager:
        daemon(
            config,
            NOTIFY_SOCKET=str(tmp_path / "notify"),
            WATCHDOG_USEC="12000000",
            HAJIZ_FAILPOINT="stall dispatch",
        )
        said = heard(manager, until_silent_for=20)

    assert "READY=1" in said[0] or "READY=1" in said[1]
    assert 1 <= sum("WATCHDOG=1" in each for each in said) <= 3, said


def test_a_service_manager_hears_how_it_goes(
    server: FeedServer,
    write_config: WriteConfig,
    daemon: Daemon,  # noqa: F811
    tmp_path: Path,
) -> None:
    """Ready, signs of life every few seconds, and that it ends."""
    config = write_config({"a": server.serve("/a", rss("One"))})
    with service_manager(tmp_path) as manager:
        process = daemon(config, NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="60000000")
        said = [manager.recv(4096).decode() for _ in range(4)]
        process.terminate()
        assert process.wait(timeout=60) == 0
        said += heard(manager, until_silent_for=0.1)

    assert any("READY=1" in each for each in said[:2])
    assert sum("WATCHDOG=1\nSTATUS=watching" in each for each in said) >= 2
    assert said[-1] == "STOPPING=1"


def service_manager(folder: Path) -> socket.socket:
    """Listen where the daemon is told to."""
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(str(folder / "notify"))
    listening.settimeout(30)
    return listening


def heard(manager: socket.socket, until_silent_for: float) -> list[str]:
    """Return all that is said until it is silent for so many seconds."""
    said = []
    manager.settimeout(until_silent_for)
    try:
        while True:
            said.append(manager.recv(4096).decode())
    except TimeoutError:
        return said


def test_fm_073_a_database_that_has_disappeared_is_not_begun_anew_unasked(
    server: FeedServer,
    write_config: WriteConfig,
    daemon: Daemon,  # noqa: F811
    hajiz: Hajiz,
) -> None:
    """The first start is one command; after a loss, a person says that all may be forgotten."""
    config = write_config({"a": server.serve("/a", rss("One"))})
    assert hajiz("poll", "--config", config).returncode == 0
    for part in config.parent.glob("hajiz.db*"):
        if part.suffix != ".made":
            part.unlink()

    refused = hajiz("run", "--config", config)
    examined = hajiz("doctor", "--json", "--config", config)

    assert refused.returncode == 74
    assert "hajiz run --init" in refused.stderr
    assert not (config.parent / "hajiz.db").exists()
    assert examined.returncode == 69
    broken = [line for line in json.loads(examined.stdout) if line["verdict"] == "broken"]
    assert [line["about"] for line in broken] == ["database"]
    (config.parent / "hajiz.db.made").unlink()
    daemon(config)
    assert eventually(lambda: titles(config) == ["One"]), log_of(config)
