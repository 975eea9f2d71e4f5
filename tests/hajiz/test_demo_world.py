"""The demo's world says what it claims to say, and its configuration names all of it."""

import tomllib
import unicodedata
from pathlib import Path

import pytest

from alerts.rules.matcher import compile_rules, match
from alerts.rules.rule import Rule
from hajiz.demo.config import write_config
from hajiz.demo.world import DemoArticle, DemoOutlet, load_world
from model import Item, ItemKey, Outlet, OutletId

WORLD = load_world()
ARTICLES = [(outlet, article) for outlet in WORLD for article in outlet.articles]
RULE_TOPICS = {"convoys": "convoy", "checkpoints": "checkpoint", "qamishli": "qamishli"}
RULE_SET = compile_rules([Rule(name, query=f"@{of}") for name, of in RULE_TOPICS.items()], {})
LAQLAQ = Outlet(OutletId("laqlaq-ar"), "شبكة «اللقلق»", "http://127.0.0.1:9/feed.xml", "ar")


def test_the_languages_of_the_world_are_present() -> None:
    """English, Arabic, Kurmanji, Turkish and Russian are all told."""
    assert {outlet.language for outlet in WORLD} == {"en", "ar", "ku", "tr", "ru"}


def test_the_convoy_near_qamishli_is_told_in_four_languages_and_denied() -> None:
    """Four tell it, each in a language of its own, and a fifth carries the denial."""
    told = [
        outlet
        for outlet in WORLD
        for article in outlet.morning + outlet.noon
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
    assert all(outlet.affiliation.startswith("fictional") for outlet in WORLD)


def test_every_slug_is_used_once_in_its_outlet() -> None:
    """Two articles never share an address."""
    slugs = [(outlet.id, article.slug) for outlet, article in ARTICLES]

    assert len(set(slugs)) == len(slugs)


def test_the_morning_is_fresh_and_yesterday_is_older() -> None:
    """Whenever the demo runs, the news is of the last hours and the baseline of the day before."""
    for outlet in WORLD:
        assert all(1000 < article.minutes_ago < 2000 for article in outlet.yesterday)
        assert all(0 < article.minutes_ago < 300 for article in outlet.morning + outlet.noon)


@pytest.mark.parametrize(
    ("outlet", "article"), ARTICLES, ids=[f"{o.id}/{a.slug}" for o, a in ARTICLES]
)
def test_an_article_fires_exactly_the_rules_it_is_meant_to(
    outlet: DemoOutlet, article: DemoArticle
) -> None:
    """The built-in topics agree with what the article says of itself, traps included."""
    body = "\n\n".join(article.paragraphs)
    item = Item(outlet.id, ItemKey(b""), article.title, body, "", outlet.language)

    fired = {found.rule for found in match(item, RULE_SET)}

    assert fired == set(article.rules)
    assert not (article.trap and article.rules)


@pytest.mark.parametrize("outlet", WORLD, ids=[outlet.id for outlet in WORLD])
def test_all_text_is_composed_and_clean(outlet: DemoOutlet) -> None:
    """Articles are NFC, and carry no control or direction-override characters."""
    for article in outlet.articles:
        for text in (article.title, *article.paragraphs):
            assert text == unicodedata.normalize("NFC", text)
            assert not any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in text)
            assert text.strip()


def test_the_config_names_outlets_rules_and_channels(tmp_path: Path) -> None:
    """The written file is TOML with all the parts a run needs."""
    path = write_config(tmp_path / "demo", (LAQLAQ,), 2525, "http://127.0.0.1:9/hook", "whsec")

    config = tomllib.loads(path.read_text("utf-8"))
    assert [(outlet["name"], outlet["feed"]) for outlet in config["outlets"]] == [
        (LAQLAQ.name, LAQLAQ.feed)
    ]
    assert [rule["name"] for rule in config["rules"]] == list(RULE_TOPICS)
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
