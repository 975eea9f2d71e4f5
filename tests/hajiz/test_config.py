"""The configuration that works: what is understood, and what ships with Hajiz."""

import re
import subprocess
import sys
from datetime import time, timedelta
from ipaddress import ip_network
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from alerts.channels.apprise import AppriseSettings
from alerts.channels.email import EmailSettings
from alerts.channels.feed import FeedSettings
from alerts.channels.folder import FolderSettings
from alerts.channels.webhook import WebhookSettings
from alerts.rules.matcher import compile_rules, match
from alerts.rules.rule import Rule, Topic
from hajiz.assembly import channels_of
from hajiz.config.read import Config, load
from model import ConfigError, Item, ItemKey, Outlet, OutletId

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "config.toml"
SIGNING_KEY = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ENVIRON = {
    "HAJIZ_HEARTBEAT_URL": "https://hc-ping.com/0f-3a",
    "HAJIZ_SMTP_PASSWORD": "correct horse",
    "HAJIZ_WEBHOOK_SECRET": SIGNING_KEY,
    "HAJIZ_CHAT_URL": "tgram://123456789:T0KEN/42",
}
HALF_HOUR = timedelta(minutes=30)
SMALLEST = """
[[outlets]]
id = "sana-en"
name = "SANA"
feed = "https://sana.example/feed"
language = "en"

[[rules]]
name = "convoys"
any = ["convoy"]
"""
DIGEST = """
[[digests]]
name = "morning"
time = "07:00"
timezone = "Asia/Damascus"
channels = ["files"]

[[channels]]
name = "files"
kind = "folder"
path = "digests"
"""


def loaded(folder: Path, text: str | bytes, **environ: str) -> Config:
    """Load *text* as a config.toml in *folder*."""
    path = folder / "config.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(path, environ)


def test_the_smallest_configuration_gets_the_documented_defaults(tmp_path: Path) -> None:
    """One outlet and one rule are enough; everything else has a default."""
    config = loaded(tmp_path, SMALLEST)

    assert config.database == tmp_path / "hajiz.db"
    assert config.fetch.interval == timedelta(minutes=30)
    assert config.fetch.max_size == 10 * 1024 * 1024
    assert config.rules == (Rule("convoys", any=("convoy",)),)
    assert (config.digests, config.channels) == ((), ())


def test_an_outlet_has_what_its_table_says(tmp_path: Path) -> None:
    """All keys of an outlet arrive, optional ones too."""
    more = 'affiliation = "state news agency"\nhomepage = "https://sana.example/"\n[[rules]]'

    config = loaded(tmp_path, SMALLEST.replace("[[rules]]", more))

    assert config.outlets == (
        Outlet(
            id=OutletId("sana-en"),
            name="SANA",
            feed="https://sana.example/feed",
            language="en",
            affiliation="state news agency",
            homepage="https://sana.example/",
        ),
    )


def test_an_outlet_may_have_an_interval_of_its_own(tmp_path: Path) -> None:
    """Only that outlet."""
    config = loaded(tmp_path, SMALLEST.replace("[[rules]]", 'interval = "30m"\n[[rules]]'))

    assert config.intervals == {"sana-en": HALF_HOUR}
    assert loaded(tmp_path, SMALLEST).intervals == {}


def test_fetch_settings_are_understood_with_their_units(tmp_path: Path) -> None:
    """Spans and sizes have units, networks may be single addresses."""
    fetch = """
    [fetch]
    user_agent = "Desk/1 (+https://desk.example)"
    interval = "1h30m"
    min_interval = "30m"
    max_interval = "2h"
    timeout = "1.5s"
    delay = "0s"
    max_size = "2 MiB"
    allow_networks = ["127.0.0.0/8", "192.168.1.5", "::1"]
    """

    settings = loaded(tmp_path, SMALLEST + fetch).fetch

    assert settings.interval == timedelta(minutes=90)
    assert (settings.min_interval, settings.max_interval) == (HALF_HOUR, timedelta(hours=2))
    assert settings.timeout == timedelta(seconds=1.5)
    assert settings.delay == timedelta(0)
    assert settings.max_size == 2 * 1024 * 1024
    assert settings.user_agent == "Desk/1 (+https://desk.example)"
    assert settings.allow_networks == tuple(
        map(ip_network, ["127.0.0.0/8", "192.168.1.5/32", "::1/128"])
    )


def test_a_digest_without_rules_reports_all_of_them(tmp_path: Path) -> None:
    """The plan names the rules of the file, in its order."""
    more = '[[rules]]\nname = "checkpoints"\nall = ["checkpoint"]\n'

    (plan,) = loaded(tmp_path, SMALLEST + more + DIGEST).digests

    assert (plan.name, plan.at, plan.zone) == ("morning", time(7), ZoneInfo("Asia/Damascus"))
    assert plan.rules == ("convoys", "checkpoints")
    assert (plan.channels, plan.when_empty) == (("files",), "weekly")


@pytest.mark.parametrize("written", ['"7:05"', '"07:05"', "07:05:00"])
def test_a_time_may_be_a_text_or_a_time_of_toml(tmp_path: Path, written: str) -> None:
    """People write both."""
    config = loaded(tmp_path, SMALLEST + DIGEST.replace('"07:00"', written))

    assert config.digests[0].at == time(7, 5)


def test_relative_paths_are_taken_from_the_folder_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where Hajiz is started makes no difference."""
    loaded(tmp_path, SMALLEST + DIGEST + '[storage]\ndatabase = "data/h.db"\n')
    monkeypatch.chdir(tmp_path)

    config = load(Path("config.toml"), {})

    assert config.database == tmp_path / "data" / "h.db"
    assert config.channels == (FolderSettings(name="files", path=tmp_path / "digests"),)
    assert config.path == tmp_path / "config.toml"


def test_topics_keep_their_terms_by_language(tmp_path: Path) -> None:
    """A topic may also have terms for every language."""
    topics = '[topics.convoy]\nen = ["convoy"]\nckb = ["بازگە*"]\nany = ["MRAP"]\n'

    config = loaded(tmp_path, SMALLEST + topics)

    assert config.topics["convoy"].terms == {
        "en": ("convoy",),
        "ckb": ("بازگە*",),
        "any": ("MRAP",),
    }


def test_a_topic_keeps_all_its_parts(tmp_path: Path) -> None:
    """By language, or a plain list for every language."""
    topics = """
    [topics.traffic]
    extends = "convoy"
    en = ["truck"]
    exclude = ["truck stop"]
    [topics.traffic.weak]
    en = ["column"]
    [topics.traffic.context]
    ar = ["@checkpoint"]
    [topics.traffic.unless]
    any = ["shot"]
    [topics.traffic.never]
    en = ["column of smoke"]
    """

    topic = loaded(tmp_path, SMALLEST + topics).topics["traffic"]

    assert topic == Topic(
        name="traffic",
        terms={"en": ("truck",)},
        weak={"en": ("column",)},
        context={"ar": ("@checkpoint",)},
        exclude={"any": ("truck stop",)},
        unless={"any": ("shot",)},
        never={"en": ("column of smoke",)},
        extends="convoy",
    )


def test_a_topic_may_only_add_to_a_built_in_one(tmp_path: Path) -> None:
    """Terms of its own are not asked for, and its name may be the other's."""
    topics = '[topics.russia_mp]\nextends = "russia_mp"\nexclude = ["x"]\n'

    assert loaded(tmp_path, SMALLEST + topics).topics["russia_mp"].extends == "russia_mp"


def test_a_rule_may_be_a_query_of_several_lines(tmp_path: Path) -> None:
    """Every character stays, so that a mistake can be pointed at."""
    query = "query = '''\n@qamishli\n  AND \"military column\"'''"

    config = loaded(tmp_path, SMALLEST.replace('any = ["convoy"]', query))

    assert config.rules == (Rule("convoys", query='@qamishli\n  AND "military column"'),)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_windows_editors_do_no_harm(tmp_path: Path, mark: bytes, line_end: str) -> None:
    """A byte order mark and CRLF are accepted."""
    text = SMALLEST.replace("SANA", "سانا").replace("\n", line_end)

    config = loaded(tmp_path, mark + text.encode())

    assert config.outlets[0].name == "سانا"


def test_a_secret_comes_from_a_file_only_its_owner_can_read(tmp_path: Path) -> None:
    """The line end after it is not part of it."""
    secret = tmp_path / "hook-secret"
    secret.write_text(SIGNING_KEY + "\n")
    secret.chmod(0o600)
    channel = """
    [[channels]]
    name = "hook"
    kind = "webhook"
    url = "https://desk.example/hook/T0KEN"
    secret = { file = "hook-secret" }
    """

    config = loaded(tmp_path, SMALLEST + channel)

    assert config.channels == (
        WebhookSettings(name="hook", url="https://desk.example/hook/T0KEN", secret=SIGNING_KEY),
    )
    assert "whsec_" not in repr(config)
    assert "T0KEN" not in repr(config)


def test_the_shipped_file_works_as_it_is() -> None:
    """Nothing has to be set, no secret is asked for, and the three rules find their words."""
    config = load(SHIPPED, {})
    rules = compile_rules(config.rules, config.topics)
    item = Item(
        outlet="sana-ar",
        key=ItemKey(b""),
        title="حاجز للجيش يعترض رتلاً أمريكياً بريف القامشلي",
        body="",
        url="",
        language="ar",
    )

    assert [found.rule for found in match(item, rules)] == ["convoys", "checkpoints", "qamishli"]
    assert len(config.outlets) >= 25
    assert {outlet.language for outlet in config.outlets} >= {"en", "ar", "ku", "tr", "ru"}
    assert [type(channel) for channel in config.channels] == [FolderSettings]


def uncommented(text: str) -> str:
    """Take the # away from every commented table and from the keys below it."""
    lines = []
    is_inside = False
    for line in text.splitlines():
        bare = line.removeprefix("# ")
        is_inside = bare.startswith("[") or (is_inside and line.startswith("# "))
        lines.append(bare if is_inside and re.match(r"\[|\w+ = ", bare) else line)
    return "\n".join(lines)


def test_what_the_shipped_file_has_commented_out_works_too(tmp_path: Path) -> None:
    """The channels, the topic and the rule need nothing but their # removed and four secrets."""
    text = uncommented(SHIPPED.read_text("utf-8"))
    text = text.replace('channels = ["files"] ', 'channels = ["files", "desk-mail", "desk-hook"] ')

    config = loaded(tmp_path, text, **ENVIRON)

    assert [type(channel) for channel in config.channels] == [
        FolderSettings,
        EmailSettings,
        WebhookSettings,
        AppriseSettings,
        FeedSettings,
    ]
    assert "patrols" in config.digests[0].rules
    assert config.topics["convoy"].extends == "convoy"
    assert "fuel" in config.topics
    assert config.heartbeat.url == "https://hc-ping.com/0f-3a"
    for secret in ("correct horse", "T0KEN", "0f-3a"):
        assert secret not in repr(config)


def test_a_chat_and_a_feed_have_what_their_tables_say(tmp_path: Path) -> None:
    """The chat's address comes from where secrets are kept; the feed's folder lies by the file."""
    channels = """
    [[channels]]
    name = "chat"
    kind = "apprise"
    url = { env = "CHAT" }
    format = "markdown"
    timeout = "5s"

    [[channels]]
    name = "feed"
    kind = "feed"
    path = "public"
    limit = 7
    title = "Roads"
    address = "https://desk.example/feed/"
    """

    config = loaded(tmp_path, SMALLEST + channels, CHAT="ntfy://desk.example/topic")

    assert config.channels == (
        AppriseSettings("chat", "ntfy://desk.example/topic", "markdown", timedelta(seconds=5)),
        FeedSettings("feed", tmp_path / "public", 7, "Roads", "https://desk.example/feed"),
    )


def test_mail_knows_where_it_can_be_unsubscribed_from(tmp_path: Path) -> None:
    """The address of the page, and one for bounces; the key comes from the database."""
    mail = """
    [web]
    listen = "127.0.0.1:8099"
    public_url = "https://hajiz.example/"

    [[channels]]
    name = "mail"
    kind = "email"
    host = "smtp.example"
    sender = "hajiz@desk.example"
    bounces = "bounces@desk.example"
    recipients = ["desk@desk.example"]
    """

    config = loaded(tmp_path, SMALLEST + mail)

    (settings,) = config.channels
    assert isinstance(settings, EmailSettings)
    assert settings.bounces == "bounces@desk.example"
    assert settings.public_url == "https://hajiz.example"
    assert settings.unsubscribe_key == b""
    assert list(channels_of(config, bytes(32))) == ["mail"]


def test_the_page_may_be_open_to_others_with_a_password(tmp_path: Path) -> None:
    """Which no repr shows; proxies are networks, or one address."""
    web = """
    [web]
    listen = "0.0.0.0:8099"
    password = { env = "PAGE" }
    trusted_proxies = ["127.0.0.1", "10.0.0.0/24"]
    """

    config = loaded(tmp_path, SMALLEST + web, PAGE="correct horse battery staple")

    assert config.web.password == "correct horse battery staple"
    assert [str(each) for each in config.web.trusted_proxies] == ["127.0.0.1/32", "10.0.0.0/24"]
    assert "correct horse" not in repr(config)


def test_reading_a_configuration_loads_no_crawler_and_no_database() -> None:
    """Commands that only read config.toml start quickly."""
    code = (
        "import sys; from pathlib import Path; from hajiz.config.read import load;"
        "load(Path('config.toml'), {});"
        "slow = {'scrapy', 'twisted', 'sqlalchemy', 'pebble', 'httpx2', 'apprise'};"
        "print(slow & set(sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "set()"


@pytest.mark.parametrize("url", ["hc-ping.com/x", "ftp://a.example/x", "https://u:p@a.example/x"])
def test_the_address_of_a_heartbeat_is_checked_and_never_repeated(tmp_path: Path, url: str) -> None:
    """It is a secret: whoever knows it can pretend to be us."""
    table = '[heartbeat]\nurl = { env = "PING" }\n'

    with pytest.raises(ConfigError, match="must be an address to ping") as raised:
        loaded(tmp_path, table + SMALLEST, PING=url)

    assert url not in str(raised.value)
    assert loaded(tmp_path, table + SMALLEST, PING="https://a.example/x?y=1").heartbeat.url
