"""`hajiz channels` as a user meets it, against real receivers on loopback."""

import email
import json
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from email import policy
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from storage import channels
from storage.database import Database
from tests.alerts.certificates import server_certificate
from tests.alerts.loopback import free_port
from tests.alerts.mail_server import PASSWORD, Sink, mail_server
from tests.alerts.receiver import Receiver, listening
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
CHANNELS = """
[[channels]]
name = "desk-mail"
kind = "email"
host = "localhost"
port = {smtp}
username = "hajiz"
password = {{ env = "SMTP" }}
sender = "Hajiz <hajiz@desk.example>"
recipients = ["Desk <desk@desk.example>", "night@desk.example"]
timeout = "2s"

[[channels]]
name = "desk-hook"
kind = "webhook"
url = "{url}/T0KEN"
secret = {{ env = "HOOK" }}

[[channels]]
name = "desk-chat"
kind = "apprise"
url = {{ env = "CHAT" }}

[[channels]]
name = "public-feed"
kind = "feed"
path = "public"
"""


class Desk:
    """A configuration with a channel of each kind, and who answers at their other ends."""

    def __init__(self, hajiz: Hajiz, config: Path, sink: Sink, receiver: Receiver) -> None:
        """Keep what the tests look at."""
        self.hajiz, self.config, self.sink, self.receiver = hajiz, config, sink, receiver
        self.trusted = config.parent / "trusted.pem"

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `hajiz channels …` with the secrets in the environment."""
        place = self.receiver.url.removeprefix("http://").removesuffix("/hook")
        done = self.hajiz(
            "channels",
            *arguments,
            "--config",
            self.config,
            SMTP=PASSWORD,
            HOOK=SECRET,
            CHAT=f"json://chat-us3r:T0KEN@{place}/chat/T0KEN",
            SSL_CERT_FILE=str(self.trusted),
        )
        for secret in (PASSWORD, SECRET, "T0KEN", "chat-us3r", "Traceback"):
            assert secret not in done.stdout + done.stderr
        return done


@pytest.fixture
def desk(hajiz: Hajiz, write_config: WriteConfig, tmp_path: Path) -> Iterator[Desk]:
    """Run a mail server with encryption and log-in, and an HTTP receiver."""
    context, _ = server_certificate(tmp_path)
    sink = Sink()
    options: dict[str, Any] = {"tls_context": context, "authenticator": sink.authenticate}
    with mail_server(sink, **options) as smtp, listening(Receiver()) as receiver:
        receiver.status, receiver.body = 200, b"{}"
        channels = CHANNELS.format(smtp=smtp, url=receiver.url)
        config = write_config({"a": "http://127.0.0.1:9/feed"}, channels)
        yield Desk(hajiz, config, sink, receiver)


def test_channels_are_listed_without_secrets(desk: Desk) -> None:
    """Kind, place and recipients; of an address only what may be seen."""
    rows = parsed(desk.run("list", "--json"))
    shown = desk.run("list")

    assert [(row["name"], row["kind"]) for row in rows] == [
        ("files", "folder"),
        ("desk-mail", "email"),
        ("desk-hook", "webhook"),
        ("desk-chat", "apprise"),
        ("public-feed", "feed"),
    ]
    assert rows[0]["goes_to"] == str(desk.config.parent / "digests")
    assert rows[1]["goes_to"].endswith(", encrypted (starttls)")
    assert rows[1]["recipients"] == ["desk@desk.example", "night@desk.example"]
    assert rows[2]["goes_to"] == desk.receiver.url.removesuffix("/hook")
    assert rows[3]["goes_to"] == "JSON"
    assert "night@desk.example" in shown.stdout


def test_a_mail_is_followed_step_by_step(desk: Desk) -> None:
    """Connected, encrypted, logged in, accepted; and it is there, for each recipient."""
    done = desk.run("test", "desk-mail")

    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert lines[0].startswith("  connected to mail server localhost:")
    assert lines[1].startswith("  encrypted with TLSv1.")
    assert lines[2:] == [
        "  logged in as hajiz",
        "  accepted for desk@desk.example",
        "  accepted for night@desk.example",
        "sent: desk@desk.example 250 2.0.0 Ok: queued",
        "sent: night@desk.example 250 2.0.0 Ok: queued",
    ]
    assert len(desk.sink.mails) == 2
    assert isinstance(desk.sink.mails[0].content, bytes)
    mail = email.message_from_bytes(desk.sink.mails[0].content, policy=policy.default)
    assert mail["Subject"] == "Hajiz test: desk-mail – رسالة تجريبية"
    assert mail["List-Unsubscribe"] is None
    assert desk.sink.goodbye.is_set()


def test_one_address_may_be_tried_alone(desk: Desk) -> None:
    """Also one that stands in no list."""
    done = parsed(desk.run("test", "desk-mail", "--recipient", "new@desk.example", "--json"))

    (result,) = done["results"]
    assert (result["recipient"], result["outcome"]) == ("new@desk.example", "sent")
    assert result["steps"][-1] == "accepted for new@desk.example"
    assert [each.rcpt_tos for each in desk.sink.mails] == [["new@desk.example"]]


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        ("550 5.1.1 No such user", 69, "refused: desk@desk.example"),
        ("451 4.7.1 Come back", 75, "postponed: desk@desk.example"),
        ("530 5.7.0 Log in", 75, "paused: desk@desk.example"),
    ],
)
def test_the_exit_code_tells_what_is_to_be_done(
    desk: Desk, answer: str, code: int, words: str
) -> None:
    """Of several recipients, the worst counts; the answer of the server is shown."""
    desk.sink.answers["desk@desk.example"] = answer

    done = desk.run("test", "desk-mail")

    assert done.returncode == code
    assert words in done.stdout
    assert answer in done.stdout
    assert "sent: night@desk.example" in done.stdout


def test_a_certificate_nobody_signed_pauses(desk: Desk) -> None:
    """It is said before any password is sent."""
    desk.trusted = Path("/dev/null")

    done = desk.run("test", "desk-mail")

    assert done.returncode == 75
    assert "was not accepted" in done.stdout
    assert desk.sink.logins == []


def test_a_webhook_gets_a_signed_test(desk: Desk) -> None:
    """Its receiver can tell it from a digest by its type; 410 means refused."""
    done = desk.run("test", "desk-hook")
    desk.receiver.status = 410
    gone = desk.run("test", "desk-hook")

    assert (done.returncode, done.stdout.strip()) == (0, "sent: 200 OK")
    headers, body = desk.receiver.requests[0]
    assert Webhook(SECRET).verify(body, headers)["type"] == "test"
    assert headers["webhook-id"].startswith("tst_")
    assert (gone.returncode, gone.stdout.partition(":")[0]) == (69, "closed")


def test_a_chat_and_a_feed_can_be_tried(desk: Desk) -> None:
    """The chat gets the text; the feed shows that its folder can be written, and no entry."""
    chat, feed = desk.run("test", "desk-chat"), desk.run("test", "public-feed")

    assert (chat.returncode, chat.stdout.strip()) == (0, "sent: JSON took it")
    assert "قناة desk-chat" in json.loads(desk.receiver.requests[-1][1])["message"]
    assert (feed.returncode, feed.stdout.strip()[-10:]) == (0, "0 new of 0")
    assert (desk.config.parent / "public" / "matches.atom").is_file()


def test_a_closed_channel_is_used_again(desk: Desk) -> None:
    """What was the matter with it is forgotten; a name that is wrong is corrected."""
    nothing = desk.run("resume", "desk-hook")
    path, now = desk.config.parent / "hajiz.db", datetime.now(UTC)
    with closing(Database.open(path, now)) as database, database.write() as tx:
        channels.rest(tx, "desk-hook", channels.WHOLE, "closed", "410 Gone", None, now)
    done, wrong = desk.run("resume", "desk-hook"), desk.run("resume", "desk-hok")

    assert nothing.stdout == "nothing was the matter with desk-hook\n"
    assert (done.returncode, done.stdout) == (0, "desk-hook is used again\n")
    assert (wrong.returncode, 'did you mean "desk-hook"?' in wrong.stderr) == (64, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["desk-mial"], 'there is no channel "desk-mial"; did you mean "desk-mail"?'),
        (["xyz"], 'there is no channel "xyz"; there are "files", "desk-mail"'),
        (["files", "--recipient", "a@b.example"], '"files" has one destination'),
        (["desk-mail", "--recipient", "nobody"], "is no mail address"),
    ],
)
def test_wrong_use_is_explained(desk: Desk, arguments: list[str], words: str) -> None:
    """Nothing was sent."""
    done = desk.run("test", *arguments)

    assert done.returncode == 64
    assert words in done.stderr
    assert desk.sink.mails == desk.receiver.requests == []


def test_a_chat_apprise_does_not_know_is_explained(hajiz: Hajiz, write_config: WriteConfig) -> None:
    """The list says so too, and shows nothing of the address."""
    channel = '[[channels]]\nname = "chat"\nkind = "apprise"\nurl = { env = "CHAT" }\n'
    config = write_config({"a": f"http://127.0.0.1:{free_port()}/feed"}, channel)

    listed = hajiz("channels", "list", "--config", config, CHAT="nosuch://T0KEN")
    tried = hajiz("channels", "test", "chat", "--config", config, CHAT="nosuch://T0KEN")

    assert "nowhere: its url is none that apprise can use" in listed.stdout
    assert tried.returncode == 69
    assert 'channel "chat": its url is none that apprise can use' in tried.stderr
    assert "T0KEN" not in listed.stdout + listed.stderr + tried.stdout + tried.stderr
