"""The command line as a user meets it: every command run as a process of its own."""

import json

import pytest

from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed
from tests.hajiz.desk import ALERT


def test_a_second_poll_brings_only_what_is_new(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """The first look is a baseline; after it only unseen items count, the rest costs a 304."""
    feed = server.serve("/a", rss("Old convoy story", "Other"))
    quiet = server.serve("/b", rss("Nothing"))
    config = write_config({"a": feed, "b": quiet})

    first = parsed(hajiz("poll", "--config", config, "--json"))
    server.serve("/a", rss("New convoy story", "Old convoy story", "Other"))
    second = parsed(hajiz("poll", "--config", config, "--json"))

    assert [(p["new"], p["matched"], p["first_look"]) for p in first] == [
        (2, 1, True),
        (1, 0, True),
    ]
    assert [(p["result"], p["new"], p["matched"]) for p in second] == [
        ("fresh", 1, 1),
        ("unchanged", 0, 0),
    ]
    assert server.log[-2:].count(("/b", 304)) == 1


def test_a_digest_holds_what_is_new_and_never_the_baseline(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """Old items that match are said to be there, but not reported."""
    config = write_config({"a": server.serve("/a", rss("Old convoy story"))})
    hajiz("poll", "--config", config)
    server.serve("/a", rss("عبور رتل عسكري قرب القامشلي", "Old convoy story"))
    hajiz("poll", "--config", config)

    preview = hajiz("digest", "--config", config)
    sent = hajiz("digest", "--send", "--config", config)
    again = parsed(hajiz("digest", "--json", "--config", config))

    assert "رتل" in preview.stdout
    assert "Old convoy story" not in preview.stdout
    assert sent.returncode == 0, sent.stderr
    page = next((config.parent / "digests").glob("*.html")).read_text("utf-8")
    assert "القامشلي" in page
    assert again["match_count"] == 0 if "match_count" in again else "رتل" not in json.dumps(again)


def test_every_reading_command_speaks_json(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """Other programs can read all that people can."""
    config = write_config({"a": server.serve("/a", rss("A convoy at a checkpoint"))})
    hajiz("poll", "--config", config)
    commands = ("rules list", "rules check", "items search convoy", "items show 1", "outlets list",
                "deliveries list", "status", "check-config", "digest")  # fmt: skip

    for command in commands:
        done = hajiz(*command.split(), "--json", "--config", config)

        assert done.returncode == 0, (command, done.stderr)
        json.loads(done.stdout)


def test_items_show_marks_the_words_that_fired(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """The reader sees why an item is here."""
    feed = server.serve("/a", rss("Report", body="A convoy passed a checkpoint."))
    config = write_config({"a": feed})
    hajiz("poll", "--config", config)

    shown = hajiz("items", "show", "1", "--config", config)

    assert "A ‹convoy› passed a ‹checkpoint›." in shown.stdout
    assert "checkpoints: «checkpoint»" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["poll", "nowhere"], 64, "no outlet has the id 'nowhere'"),
        (["digest", "evening"], 64, 'there is no digest "evening"; say which digest: morning'),
        (["digest", "--send", "--preview"], 64, "exclude each other"),
        (["digest", "--html", "/"], 64, "/ cannot be written: Is a directory"),
        (["digest", "--html", "/nowhere/a.html"], 64, "cannot be written: No such file"),
        (["demo", "--into", "/dev/null"], 64, "/dev/null cannot be a folder for the results"),
        (["deliveries", "list", "--channel", "nowhere"], 64, 'ever sent through "nowhere"'),
        (["deliveries", "retry", "--channel", "nowhere"], 64, 'ever sent through "nowhere"'),
        (["deliveries", "drop", "--channel", "nowhere"], 64, 'ever sent through "nowhere"'),
        (["rules", "labels", "nothing"], 64, 'no rule is called "nothing"'),
        (["rules", "pins", "nothing"], 64, 'no rule is called "nothing"'),
        (["rules", "eval", "/nowhere"], 65, "/nowhere: cannot be read: No such file"),
        (["incidents", "eval", "/nowhere"], 65, "/nowhere: cannot be read: No such file"),
        (["rules", "explain", "/nowhere"], 64, "no file that can be read: No such file"),
        (["items", "show", "77"], 65, "no item has the number 77"),
        (["items", "search", "--since", "yesterday"], 64, "write a span like 12h"),
        (["fly"], 64, "fly"),
    ],
)
def test_wrong_use_is_explained(
    write_config: WriteConfig, hajiz: Hajiz, arguments: list[str], code: int, words: str
) -> None:
    """A mistake gives a sentence and its exit code, never a traceback."""
    config = write_config({"a": "http://127.0.0.1:9/feed"})

    done = hajiz(*arguments, HAJIZ_CONFIG=str(config))

    assert done.returncode == code, done
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_check_config_says_what_was_understood(write_config: WriteConfig, hajiz: Hajiz) -> None:
    """Digests and alerts with where they go: what is told at once is what matters most."""
    config = write_config({"a": "http://127.0.0.1:9/feed"}, ALERT)

    said = hajiz("check-config", "--config", config).stdout

    assert "\n  1 outlet, 2 rules\n" in said
    assert "\n  digest morning at 07:00 Asia/Damascus to files\n" in said
    assert "\n  alert now for convoys, checkpoints to files\n" in said


def test_a_missing_config_says_what_to_do(hajiz: Hajiz) -> None:
    """The path that was looked for is named, with the way out."""
    done = hajiz("status", "--config", "/nowhere/config.toml")

    assert done.returncode == 78
    assert "/nowhere/config.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_feeds_are_explained_and_harm_no_other(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """A page, an empty feed, garbage and a dead server each get their words; the good one works."""
    config = write_config(
        {
            "good": server.serve("/good", rss("A convoy")),
            "page": server.serve("/page", b"<html><title>Log in</title><p>hello</p></html>"),
            "empty": server.serve("/empty", rss()),
            "garbage": server.serve("/garbage", bytes(range(256)) * 40_000),
            "dead": "http://127.0.0.1:9/feed",
            "missing": server.serve("/missing", b"no", status=404),
        }
    )

    polled = {p["outlet"]: p for p in parsed(hajiz("poll", "--json", "--config", config))}
    status = hajiz("status", "--config", config)

    assert polled["good"]["new"] == 1
    assert polled["page"]["kind"] == "not_a_feed"
    assert "Log in" in polled["page"]["reason"]
    assert polled["empty"]["result"] == "fresh"
    assert polled["garbage"]["kind"] in {"not_a_feed", "too_large"}
    assert polled["dead"]["kind"] == "connect"
    assert "404" in polled["missing"]["reason"]
    assert "4 failing" in status.stdout


def test_unreachable_mail_keeps_the_digest(
    server: FeedServer, write_config: WriteConfig, hajiz: Hajiz
) -> None:
    """Nothing is lost when the mail server is down: the message waits, and this is said."""
    more = """
[[channels]]
name = "mail"
kind = "email"
host = "127.0.0.1"
port = 9
security = "none"
sender = "Hajiz <hajiz@example.org>"
recipients = ["desk@example.org"]
"""
    config = write_config({"a": server.serve("/a", rss("One"))}, more)
    config.write_text(config.read_text("utf-8").replace('["files"]', '["files", "mail"]'), "utf-8")
    hajiz("poll", "--config", config)

    sent = hajiz("digest", "--send", "--config", config)
    waiting = parsed(
        hajiz("deliveries", "list", "--state", "pending", "--json", "--config", config)
    )

    assert sent.returncode == 75, sent.stdout
    assert "mail to desk@example.org: not sent" in sent.stdout
    assert "Traceback" not in sent.stderr
    assert [(d["channel"], d["attempts"]) for d in waiting] == [("mail", 1)]
