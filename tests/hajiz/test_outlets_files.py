"""`hajiz outlets import` and `export`, and one feed that stays one however it is spelled."""

import json
import tomllib
from pathlib import Path
from xml.sax.saxutils import quoteattr

from tests.feedserver import FeedServer, rss
from tests.hajiz.conftest import Hajiz, WriteConfig, parsed

ENGLISH = ("The story of the day", "A convoy was seen in the town")


def opml(*outlines: tuple[str, str], folder: str = "Syria") -> bytes:
    """Write an OPML file as a feed reader would, without languages."""
    inside = "".join(
        f"<outline type='rss' text={quoteattr(name)} xmlUrl={quoteattr(url)}/>"
        for name, url in outlines
    )
    body = f"<body><outline text='{folder}'>{inside}</outline></body>"
    return f"<opml version='1.0'>{body}</opml>".encode()


def test_an_import_says_what_it_takes_and_what_it_leaves(
    server: FeedServer, write_config: WriteConfig, tmp_path: Path, hajiz: Hajiz
) -> None:
    """With --check every feed is read: dead ones are left out, languages are found out."""
    here = server.serve("/here", rss("x"))
    alive = server.serve("/alive", rss(*ENGLISH))
    dead = server.serve("/dead", b"no", status=404)
    config = write_config({"a": here}, "\n# end\n")
    file = tmp_path / "subscriptions.opml"
    file.write_bytes(
        opml(("Alive", alive), ("Dead", dead), ("Here", f"{here}/"), ("Again", f"{alive}/"))
    )
    before = config.read_text("utf-8")

    asked = hajiz("outlets", "import", file, "--config", config)
    dry = hajiz("outlets", "import", file, "--check", "--dry-run", "--config", config)
    unwritten = config.read_text("utf-8") == before
    done = parsed(hajiz("outlets", "import", file, "--check", "--json", "--config", config))

    assert asked.returncode == 64
    assert "--check" in asked.stderr
    assert unwritten
    assert "1 outlets would be added" in dry.stdout
    assert f"{dead}: HTTP 404 Not Found" in dry.stdout
    assert "1 left out: in config.toml already" in dry.stdout
    assert "1 left out: more than once in the file" in dry.stdout
    assert [each["id"] for each in done["outlets"]] == ["alive-en"]
    assert config.read_text("utf-8").startswith(before.removesuffix("\n# end\n"))
    assert '# Syria\n\n[[outlets]]\nid = "alive-en"\n' in config.read_text("utf-8")
    assert config.read_text("utf-8").endswith("\n# end\n")


def test_nothing_alive_is_a_failure(
    server: FeedServer, write_config: WriteConfig, tmp_path: Path, hajiz: Hajiz
) -> None:
    """A program notices."""
    config = write_config({"a": server.serve("/here", rss("x"))})
    file = tmp_path / "dead.opml"
    file.write_bytes(opml(("Dead", server.serve("/dead", b"no", status=404))))

    assert hajiz("outlets", "import", file, "--check", "--config", config).returncode == 69


def test_a_hostile_file_is_refused(write_config: WriteConfig, tmp_path: Path, hajiz: Hajiz) -> None:
    """Exit code 65, the reason, and nothing written; test_opml.py has the other ways."""
    config = write_config({"a": "http://127.0.0.1:9/feed"})
    file = tmp_path / "x.opml"
    file.write_text("<!DOCTYPE opml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><opml>&x;</opml>")
    before = config.read_bytes()

    done = hajiz("outlets", "import", file, "--language", "en", "--config", config)

    assert done.returncode == 65
    assert "DOCTYPE" in done.stderr
    assert "root:" not in done.stdout + done.stderr
    assert config.read_bytes() == before


def test_an_export_never_overwrites_unasked(
    write_config: WriteConfig, tmp_path: Path, hajiz: Hajiz
) -> None:
    """Three formats by the file's ending; the configuration itself is never written over."""
    config = write_config({"a": "https://a.test/feed", "b": "https://b.test/feed"})
    before = config.read_bytes()

    for name in ("x.opml", "x.toml", "x.json"):
        assert hajiz("outlets", "export", tmp_path / name, "--config", config).returncode == 0
    again = hajiz("outlets", "export", tmp_path / "x.opml", "--config", config)
    itself = hajiz("outlets", "export", config, "--force", "--config", config)

    assert (again.returncode, itself.returncode) == (64, 64)
    assert config.read_bytes() == before
    tables = tomllib.loads(before.decode())["outlets"]
    assert tomllib.loads((tmp_path / "x.toml").read_text("utf-8"))["outlets"] == tables
    assert json.loads((tmp_path / "x.json").read_text("utf-8")) == tables
    assert 'xmlUrl="https://a.test/feed"' in (tmp_path / "x.opml").read_text("utf-8")


def test_fm_050_one_feed_stays_one_however_it_is_spelled(
    server: FeedServer, write_config: WriteConfig, tmp_path: Path, hajiz: Hajiz
) -> None:
    """Other spellings, imports again, a new spelling, removed and added: nothing is new again."""
    feed = server.serve("/feed", rss(*ENGLISH))
    server.serve("/feed/", rss(*ENGLISH))
    shouted = feed.replace("http://127.0.0.1", "HTTP://127.0.0.1")
    spellings = [f"{feed}/", shouted, feed.replace("http:", "https:"), f"{feed}#top"]
    config = write_config({"a": feed, "b": "https://b.test:443/feed"})
    hajiz("poll", "a", "--config", config)
    file = tmp_path / "all.opml"
    hajiz("outlets", "export", file, "--config", config)
    spelled = tmp_path / "spelled.opml"
    usual = ["http://B.test:80/feed/", "https://b.test/feed", "http://b.test/feed"]
    spelled.write_bytes(opml(*((url, url) for url in (*spellings, *usual))))

    def news() -> list[int]:
        (poll,) = parsed(hajiz("poll", "a", "--json", "--config", config))
        return [poll["new"], poll["matched"]]

    before = config.read_bytes()
    for url in (f"{feed}/", shouted):
        refused = hajiz("outlets", "add", url, "--language", "en", "--yes", "--config", config)
        assert (refused.returncode, 'outlet "a"' in refused.stderr) == (65, True), url
    for each in (file, file, spelled):
        done = hajiz("outlets", "import", each, "--language", "en", "--json", "--config", config)
        assert parsed(done)["outlets"] == []
    assert config.read_bytes() == before

    config.write_bytes(before.replace(feed.encode(), spellings[0].encode()))
    assert news() == [0, 0]
    hajiz("outlets", "remove", "a", "--config", config)
    added = parsed(hajiz("outlets", "add", feed, "--json", "--config", config))
    assert added["outlet"]["id"] == "a"
    assert news() == [0, 0]
