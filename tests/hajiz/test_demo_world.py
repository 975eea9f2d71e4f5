"""The demo's world really serves, really receives, and says what it claims to say."""

import re
import smtplib
import threading
import tomllib
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx2
import pytest
from standardwebhooks import Webhook

from hajiz.demo.config import write_config
from hajiz.demo.outlets import DemoOutlets
from hajiz.demo.receivers import DemoMailServer, DemoWebhookReceiver
from hajiz.demo.world import DemoArticle, DemoOutlet, load_world
from model import Outlet

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
WORLD = load_world()
ARTICLES = [(outlet, article) for outlet in WORLD for article in outlet.yesterday + outlet.morning]
RULE_TOPICS = {"convoys": "convoy", "checkpoints": "checkpoint", "qamishli": "qamishli"}


@pytest.fixture(scope="module")
def web() -> Iterator[httpx2.Client]:
    """Lend one client to all tests: making one takes longer than what it is asked here."""
    with httpx2.Client() as client:
        yield client


@pytest.fixture
def demo() -> Iterator[DemoOutlets]:
    """Serve the outlets, at yesterday."""
    with DemoOutlets(NOW) as outlets:
        yield outlets


def by_id(demo: DemoOutlets, outlet_id: str) -> Outlet:
    """Return one outlet as it is configured."""
    return next(outlet for outlet in demo.outlets() if outlet.id == outlet_id)


def titles_and_links(document: bytes) -> dict[str, str]:
    """Read a feed of either format, in its order."""
    root = ET.fromstring(document)
    rss = {_text(item, "title"): _text(item, "link") for item in root.iter("item")}
    atom = {
        _text(entry, f"{ATOM}title"): entry.find(f"{ATOM}link").attrib["href"]  # type: ignore[union-attr]
        for entry in root.iter(f"{ATOM}entry")
    }
    return rss | atom


def _text(element: ET.Element, name: str) -> str:
    return element.findtext(name) or ""


def test_every_feed_is_xml_with_yesterdays_articles_at_first(
    demo: DemoOutlets, web: httpx2.Client
) -> None:
    """Before `advance()` each outlet serves exactly what it wrote yesterday, newest first."""
    for outlet, written in zip(demo.outlets(), demo.world, strict=True):
        titles = list(titles_and_links(web.get(outlet.feed).content))

        newest_first = sorted(written.yesterday, key=lambda article: article.minutes_ago)
        assert titles == [article.title for article in newest_first]


def test_advancing_adds_the_mornings_articles(demo: DemoOutlets, web: httpx2.Client) -> None:
    """After `advance()` the morning's news stands beside yesterday's."""
    demo.advance()

    titles = titles_and_links(web.get(by_id(demo, "laqlaq-ar").feed).content)

    written = next(outlet for outlet in demo.world if outlet.id == "laqlaq-ar")
    assert set(titles) == {article.title for article in written.yesterday + written.morning}


def test_there_are_rss_and_atom_feeds(demo: DemoOutlets, web: httpx2.Client) -> None:
    """Both formats are served, each with its media type."""
    types = {web.get(outlet.feed).headers["Content-Type"] for outlet in demo.outlets()}

    assert types == {"application/rss+xml", "application/atom+xml"}


def test_every_link_of_a_feed_leads_to_its_article(demo: DemoOutlets, web: httpx2.Client) -> None:
    """Each entry's page exists and carries the outlet's language."""
    demo.advance()
    for outlet in demo.outlets():
        answer = web.get(outlet.feed)
        for address in titles_and_links(answer.content).values() if answer.is_success else ():
            page = web.get(address)

            assert page.status_code == 200
            assert f'<html lang="{outlet.language}"' in page.text


def test_a_page_of_the_morning_does_not_exist_yesterday(
    demo: DemoOutlets, web: httpx2.Client
) -> None:
    """Nothing of the morning leaks out before `advance()`."""
    home = by_id(demo, "hoopoe-en").homepage

    before = web.get(f"{home}/tal-nirgis").status_code
    demo.advance()

    assert (before, web.get(f"{home}/tal-nirgis").status_code) == (404, 200)


def test_an_arabic_page_reads_from_right_to_left(demo: DemoOutlets, web: httpx2.Client) -> None:
    """The page of an Arabic article declares its direction."""
    page = web.get(f"{by_id(demo, 'laqlaq-ar').homepage}/olive-press")

    assert 'dir="rtl"' in page.text


@pytest.mark.parametrize(
    ("asked", "given"), [("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")]
)
def test_an_unchanged_feed_answers_304(
    demo: DemoOutlets, asked: str, given: str, web: httpx2.Client
) -> None:
    """Either validator alone is enough to hear that nothing changed."""
    feed = by_id(demo, "hoopoe-en").feed
    first = web.get(feed)

    second = web.get(feed, headers={asked: first.headers[given]})

    assert (second.status_code, second.content) == (304, b"")


def test_old_validators_do_not_hide_the_mornings_news(
    demo: DemoOutlets, web: httpx2.Client
) -> None:
    """With both of yesterday's validators the morning's feed is served whole."""
    feed = by_id(demo, "hoopoe-en").feed
    first = web.get(feed).headers
    validators = {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]}
    demo.advance()

    assert web.get(feed, headers=validators).status_code == 200


def test_the_weekly_has_nothing_new_in_the_morning(demo: DemoOutlets, web: httpx2.Client) -> None:
    """One outlet stays unchanged, so that the second poll meets a 304."""
    feed = by_id(demo, "heron-en").feed
    etag = web.get(feed).headers["ETag"]
    demo.advance()

    assert web.get(feed, headers={"If-None-Match": etag}).status_code == 304


def test_an_unreadable_date_is_ignored(demo: DemoOutlets, web: httpx2.Client) -> None:
    """A client that sends nonsense as a date gets the feed."""
    feed = by_id(demo, "wren-en").feed

    assert web.get(feed, headers={"If-Modified-Since": "last spring"}).status_code == 200


@pytest.mark.parametrize(("accepted", "sent"), [("gzip", "gzip"), ("identity", None)])
def test_feeds_are_packed_only_for_those_who_ask(
    demo: DemoOutlets, accepted: str, sent: str | None, web: httpx2.Client
) -> None:
    """Gzip is used when the client accepts it, and the text is the same."""
    answer = web.get(by_id(demo, "serce-tr").feed, headers={"Accept-Encoding": accepted})

    assert answer.headers.get("Content-Encoding") == sent
    assert titles_and_links(answer.content)


def test_one_outlet_is_overloaded_in_the_morning(demo: DemoOutlets, web: httpx2.Client) -> None:
    """Radio Magpie answers yesterday, and 503 with Retry-After this morning."""
    feed = by_id(demo, "magpie-en").feed
    yesterday = web.get(feed).status_code
    demo.advance()

    answer = web.get(feed)

    assert (yesterday, answer.status_code) == (200, 503)
    assert int(answer.headers["Retry-After"]) > 0


def test_requests_for_feeds_are_counted_by_status(demo: DemoOutlets, web: httpx2.Client) -> None:
    """Only feeds count; pages and robots.txt do not."""
    outlet = by_id(demo, "magpie-en")
    web.get(outlet.feed)
    web.get(f"{outlet.homepage}/bridge-reopens")
    web.get(httpx2.URL(outlet.feed).join("/robots.txt"))
    demo.advance()
    web.get(outlet.feed)

    assert demo.feed_answers() == {200: 1, 503: 1}


def test_nothing_listens_after_the_block(web: httpx2.Client) -> None:
    """All three servers close their ports and end their threads."""
    threads = threading.active_count()
    with DemoOutlets(NOW) as outlets, DemoMailServer() as mail, DemoWebhookReceiver() as hook:
        feed = outlets.outlets()[0].feed

    assert threading.active_count() == threads
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(mail.host, mail.port)
    for address in (feed, hook.url):
        with pytest.raises(httpx2.ConnectError):
            web.get(address)


def test_a_client_that_never_hangs_up_does_not_keep_the_mail_server() -> None:
    """The block ends although a client is still connected."""
    threads = threading.active_count()
    with DemoMailServer() as mail:
        client = smtplib.SMTP(mail.host, mail.port)

    client.close()
    assert threading.active_count() == threads


def test_the_languages_of_the_world_are_present() -> None:
    """English, Arabic, Kurmanji, Turkish and Russian are all told."""
    assert {outlet.language for outlet in WORLD} == {"en", "ar", "ku", "tr", "ru"}


def test_the_convoy_near_qamishli_is_told_in_four_languages_and_denied() -> None:
    """Four tell it, each in a language of its own, and a fifth carries the denial."""
    told = [
        outlet
        for outlet in WORLD
        for article in outlet.morning
        if {"convoys", "checkpoints", "qamishli"} == set(article.rules)
    ]

    assert [outlet.id for outlet in told] == [
        "hoopoe-en",
        "laqlaq-ar",
        "quling-ku",
        "serce-tr",
        "wren-en",
    ]


def test_every_outlet_says_it_is_fictional() -> None:
    """Nobody can take a demo digest for real news."""
    assert all("(fictional)" in outlet.affiliation for outlet in WORLD)


def test_every_slug_is_used_once_in_its_outlet() -> None:
    """Two articles never share an address."""
    slugs = [(outlet.id, article.slug) for outlet, article in ARTICLES]

    assert len(set(slugs)) == len(slugs)


def test_the_morning_is_fresh_and_yesterday_is_older() -> None:
    """Whenever the demo runs, the news is of the last hours and the baseline of the day before."""
    for outlet in WORLD:
        assert all(1000 < article.minutes_ago < 2000 for article in outlet.yesterday)
        assert all(0 < article.minutes_ago < 300 for article in outlet.morning)


@pytest.mark.parametrize(
    ("outlet", "article"), ARTICLES, ids=[f"{o.id}/{a.slug}" for o, a in ARTICLES]
)
def test_an_article_fires_exactly_the_rules_it_is_meant_to(
    outlet: DemoOutlet, article: DemoArticle
) -> None:
    """Whole-word search for the demo's topics agrees with what the article says of itself."""
    topics = tomllib.loads(resources.files("hajiz.demo").joinpath("topics.toml").read_text("utf-8"))
    text = plain(" ".join((article.title, *article.paragraphs)))

    fired = {
        rule
        for rule, topic in RULE_TOPICS.items()
        if any(occurs(term, text) for term in topics["topics"][topic][outlet.language])
        and not (rule == "convoys" and occurs("truckers", text))
    }

    assert fired == set(article.rules)
    assert not (article.trap and article.rules)


@pytest.mark.parametrize("outlet", WORLD, ids=[outlet.id for outlet in WORLD])
def test_all_text_is_composed_and_clean(outlet: DemoOutlet) -> None:
    """Articles are NFC, and carry no control or direction-override characters."""
    for article in outlet.yesterday + outlet.morning:
        for text in (article.title, *article.paragraphs):
            assert text == unicodedata.normalize("NFC", text)
            assert not any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in text)
            assert text.strip()


def plain(text: str) -> str:
    """Drop Arabic vowel signs and case."""
    return re.sub("[\u064b-\u065f]", "", text).casefold()


def occurs(term: str, text: str) -> bool:
    """Tell whether *term* stands in *text* as whole words."""
    return re.search(rf"(?<!\w){re.escape(plain(term))}(?!\w)", text) is not None


def test_mail_is_taken_and_parsed() -> None:
    """A message sent by SMTP is there, headers and all, as an EmailMessage."""
    message = EmailMessage()
    message["From"], message["To"] = "hajiz@demo.example", "desk@demo.example"
    message["Subject"] = "Hajiz: رتل جنوبي القامشلي"
    message.set_content("Kamışlı & Қ\n")

    with DemoMailServer() as mail, smtplib.SMTP(mail.host, mail.port) as client:
        client.send_message(message)

    (received,) = mail.messages
    assert received["Subject"] == "Hajiz: رتل جنوبي القامشلي"
    assert received.get_content().strip() == "Kamışlı & Қ"


def signed(secret: str, body: str, at: datetime) -> dict[str, str]:
    """Return the headers of a Standard Webhooks request."""
    return {
        "webhook-id": "dig_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("dig_1", at, body),
    }


def test_a_signed_webhook_is_accepted(web: httpx2.Client) -> None:
    """The right signature is taken with its id and payload."""
    body = '{"title": "قافلة"}'
    with DemoWebhookReceiver() as hook:
        headers = signed(hook.secret, body, datetime.now(UTC))
        answer = web.post(hook.url, content=body, headers=headers)

    assert answer.status_code == 204
    assert [(taken.id, taken.payload) for taken in hook.accepted] == [("dig_1", {"title": "قافلة"})]
    assert hook.rejected == []


@pytest.mark.parametrize(
    ("secret", "age", "sent"),
    [
        ("whsec_b3RoZXI=", timedelta(), "{}"),
        (None, timedelta(hours=1), "{}"),
        (None, timedelta(), '{"more": 1}'),
    ],
    ids=["another secret", "too old", "body changed"],
)
def test_a_webhook_that_cannot_be_verified_is_rejected(
    secret: str | None, age: timedelta, sent: str, web: httpx2.Client
) -> None:
    """A wrong secret, an old timestamp or a changed body is refused and noted."""
    with DemoWebhookReceiver() as hook:
        headers = signed(secret or hook.secret, "{}", datetime.now(UTC) - age)
        answer = web.post(hook.url, content=sent, headers=headers)

    assert answer.status_code == 400
    assert (len(hook.accepted), len(hook.rejected)) == (0, 1)


def test_an_unsigned_webhook_is_rejected(web: httpx2.Client) -> None:
    """A request without the three headers is refused."""
    with DemoWebhookReceiver() as hook:
        assert web.post(hook.url, content="{}").status_code == 400


def test_each_receiver_has_a_secret_of_its_own() -> None:
    """No secret is built in."""
    assert DemoWebhookReceiver().secret != DemoWebhookReceiver().secret


def test_the_config_names_outlets_rules_and_channels(tmp_path: Path, demo: DemoOutlets) -> None:
    """The written file is TOML with all the parts a run needs."""
    path = write_config(tmp_path / "demo", demo.outlets(), 2525, "http://127.0.0.1:9/hook", "whsec")

    config = tomllib.loads(path.read_text("utf-8"))
    assert [outlet["feed"] for outlet in config["outlets"]] == [o.feed for o in demo.outlets()]
    assert [rule["name"] for rule in config["rules"]] == list(RULE_TOPICS)
    assert set(config["topics"]) == {"convoy", "checkpoint", "qamishli"}
    assert [channel["kind"] for channel in config["channels"]] == ["folder", "email", "webhook"]
    assert config["fetch"]["allow_networks"] == ["127.0.0.0/8"]


def test_the_config_keeps_the_secret_in_a_file_of_its_own(tmp_path: Path) -> None:
    """The secret is not in config.toml, and only its owner may read its file."""
    kept = tmp_path / "webhook-secret"
    kept.write_text("old")
    kept.chmod(0o644)

    path = write_config(tmp_path, (), 2525, "http://127.0.0.1:9/hook", "whsec_abc")

    assert "whsec_abc" not in path.read_text("utf-8")
    assert (kept.read_text().strip(), kept.stat().st_mode & 0o777) == ("whsec_abc", 0o600)
