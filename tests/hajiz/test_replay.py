"""
Real feeds of real outlets, where a server that replays them is at hand.

The material is not ours and not part of the project. HAJIZ_REPLAY names the folder that holds
`serve.py`; without it a folder `shared/replay` beside the project is looked for, and if there is
none these tests are skipped and say so.
"""

import json
import os
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hajiz.demo.receivers import DemoMailServer, DemoWebhookReceiver
from tests.feedserver import Exchange
from tests.hajiz.conftest import ROOT, Hajiz, parsed
from tests.politeness import score

REPLAY = Path(os.environ.get("HAJIZ_REPLAY", ROOT.parent / "shared" / "replay"))
START = datetime(2026, 1, 1, tzinfo=UTC)
NO_TIME = timedelta(0)
SHARE_READ = 0.98  # of all feeds; a few of the corpus are broken or empty on purpose

pytestmark = pytest.mark.skipif(
    not (REPLAY / "serve.py").exists(),
    reason="no replay server at hand: set HAJIZ_REPLAY to its folder",
)


@dataclass
class Replay:
    """A running replay server."""

    url: str
    log: Path

    def get(self, path: str) -> list[dict[str, str]]:
        """Read a JSON document of the server."""
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            outlets = json.load(answer)
        return list(outlets["outlets"] if isinstance(outlets, dict) else outlets)

    def tick(self, steps: int) -> None:
        """Move the virtual clock forward."""
        request = urllib.request.Request(f"{self.url}/tick?steps={steps}", method="POST")
        urllib.request.urlopen(request, timeout=30).close()

    def statuses(self, since: int = 0) -> Counter[int]:
        """Count the answers to feed requests in the server's log, from line *since* on."""
        lines = self.log.read_text("utf-8").splitlines()[since:]
        entries = [json.loads(line) for line in lines]
        return Counter(e["status"] for e in entries if e["path"].endswith(".xml"))

    def unconditional(self) -> Counter[str]:
        """Count, by feed, the requests without validators."""
        return score(
            map(_exchange, self.log.read_text("utf-8").splitlines()), NO_TIME
        ).unconditional

    def lines(self) -> int:
        """Count the lines of the log so far."""
        return len(self.log.read_text("utf-8").splitlines())


def _exchange(line: str) -> Exchange:
    """Read a line of the server's log; it does not say what was answered beside the status."""
    entry = json.loads(line)
    names = {"if-none-match": "if_none_match", "if-modified-since": "if_modified_since"}
    asked = {name: entry[key].encode() for name, key in names.items() if entry[key] is not None}
    at = START + entry["step"] * timedelta(minutes=15)
    return Exchange(at, entry["path"], asked, entry["status"], {})


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    """Run the replay server."""
    log = tmp_path / "requests.jsonl"
    process = subprocess.Popen(
        [sys.executable, str(REPLAY / "serve.py"), "--port", "0", "--log", str(log)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    url = next(word for word in first.split() if word.startswith("http"))
    yield Replay(url.rstrip("/").rstrip(",;."), log)
    process.terminate()
    process.wait(10)
    process.stdout.close()


def config_for(
    replay: Replay, folder: Path, mail: DemoMailServer, hook: DemoWebhookReceiver
) -> Path:
    """Write a configuration with every feed the server offers."""
    (folder / "secret").touch(mode=0o600)
    (folder / "secret").write_text(hook.secret)
    outlets = "".join(
        f"[[outlets]]\nid = {json.dumps(o['id'])}\nname = {json.dumps(o['title'])}\n"
        f"feed = {json.dumps(o['url'])}\nlanguage = {json.dumps(o['language'] or 'en')}\n"
        for o in replay.get("/outlets.json")
    )
    path = folder / "config.toml"
    path.write_text(
        f"""
[fetch]
delay = "0s"
allow_networks = ["127.0.0.0/8"]
[sending]
allow_networks = ["127.0.0.0/8"]
[[rules]]
name = "convoys"
any = ["convoy", "convoys", "رتل", "قافلة"]
[[rules]]
name = "syria"
any = ["Syria", "Syrian", "سوريا", "القامشلي", "الحسكة"]
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["mail", "hook"]
[[channels]]
name = "mail"
kind = "email"
host = "{mail.host}"
port = {mail.port}
security = "none"
sender = "Hajiz <hajiz@example.org>"
recipients = ["desk@example.org"]
[[channels]]
name = "hook"
kind = "webhook"
url = "{hook.url}"
secret = {{ file = "secret" }}
"""
        + outlets,
        "utf-8",
    )
    return path


def test_real_feeds_come_in_once_and_their_news_goes_out_intact(
    replay: Replay, tmp_path: Path, hajiz: Hajiz
) -> None:
    """Poll all, move the clock, poll again: only news, 304 for the rest, Arabic titles intact."""
    with DemoMailServer() as mail, DemoWebhookReceiver() as hook:
        config = config_for(replay, tmp_path, mail, hook)

        first = parsed(hajiz("poll", "--config", config, "--json"))
        before = replay.lines()
        replay.tick(40)
        second = parsed(hajiz("poll", "--config", config, "--json"))
        sent = hajiz("digest", "--send", "--config", config)
        matched = {
            item["title"]
            for item in parsed(
                hajiz("items", "search", "--limit", "9999", "--json", "--config", config)
            )
            if item["matches"] and not item["first_look"]
        }

        read = [p for p in first if p["result"] != "failed"]
        news = sum(p["new"] for p in second)
        assert len(read) >= SHARE_READ * len(first)
        assert 0 < news < sum(p["new"] for p in first)
        assert set(replay.unconditional().values()) == {1}
        assert replay.statuses(before)[304] > 0
        assert replay.statuses(before)[304] == sum(p["result"] == "unchanged" for p in second)
        assert sent.returncode == 0, sent.stdout + sent.stderr
        assert not hook.rejected
        text = mail.messages[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        arabic = [title for title in matched if any("\u0600" <= c <= "\u06ff" for c in title)]
        assert arabic
        told = json.dumps(hook.accepted[0].payload, ensure_ascii=False)
        in_hook = sum(json.dumps(title, ensure_ascii=False)[1:-1] in told for title in arabic)
        assert in_hook == len(arabic)
        assert text
