"""What the built-in topics make of sentences in nine languages, traps among them."""

from functools import cache
from pathlib import Path

import pytest

from alerts.rules.matcher import RuleSet, compile_rules, match
from alerts.rules.rule import Rule
from model import Item, ItemKey

TOPICS = ("convoy", "checkpoint", "qamishli")


def _examples() -> list[tuple[str, str, str]]:
    lines = Path(__file__).with_name("lexicon_examples.txt").read_text(encoding="utf-8")
    rows = (line.split(" | ", 2) for line in lines.splitlines() if " | " in line)
    return [(language, topics, text) for language, topics, text in rows if language[0] != "#"]


@cache
def rule_set() -> RuleSet:
    """Return one rule a topic, compiled once for all tests."""
    return compile_rules([Rule(name, any=(f"@{name}",)) for name in TOPICS], {})


def fired(language: str, text: str, title: str = "") -> set[str]:
    """Return the topics found in *text*."""
    item = Item("outlet", ItemKey(b"key"), title, text, "https://example.org/", language)
    return {each.rule for each in match(item, rule_set())}


@pytest.mark.parametrize(("language", "topics", "text"), _examples())
def test_fm_062_a_sentence_has_the_topics_it_is_about(
    language: str, topics: str, text: str
) -> None:
    """No more and no less: an alert too many is as bad as one missing."""
    assert fired(language, text) == set(topics.split()) - {"-"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "No convoy was stopped near the base, the army said."),
        ("ar", "لم يعترض أحد أي رتل للتحالف"),
        ("tr", "ABD konvoyu durdurulmadı"),
        ("ru", "Колонну США никто не останавливал"),
        ("ku", "Tu konvoyek nehat rawestandin"),
    ],
)
def test_a_denial_fires(language: str, text: str) -> None:
    """That nothing happened is what a desk wants to read."""
    assert "convoy" in fired(language, text)


@pytest.mark.parametrize(
    ("language", "excluded", "text"),
    [
        ("en", "Immune checkpoint drug approved", "Soldiers died at a checkpoint near Mosul."),
        ("en", "Freedom Convoy trial opens", "An aid convoy was shelled in Darfur."),
        ("ar", "كسر حاجز الصوت فوق بيروت", "قتل جندي على حاجز للجيش"),
        ("ru", "Механическая КПП", "Боевики атаковали КПП войск"),
        ("tr", "Düğün konvoyu geçti", "Askeri konvoya saldırı düzenlendi"),
    ],
)
def test_an_exclusion_cancels_its_own_hit_and_no_other(
    language: str, excluded: str, text: str
) -> None:
    """The phrase is not what was meant; the next sentence may be."""
    assert fired(language, f"{excluded}.") == set()
    assert fired(language, f"{excluded}. {text}") != set()


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen opened fire on a wedding convoy, killing two.",
        "The funeral convoy was hit by an airstrike.",
    ],
)
def test_violence_lifts_an_exclusion(text: str) -> None:
    """A wedding convoy shot at is news."""
    assert fired("en", text) == {"convoy"}


def test_a_patrol_alone_is_no_convoy() -> None:
    """Patrols are a topic of their own."""
    assert fired("en", "A US patrol met Syrian army soldiers near Khirbet Amo.") == set()


@pytest.mark.parametrize("language", ["", "und", "en"])
def test_words_in_another_script_are_understood_in_any_item(language: str) -> None:
    """Feeds say English and write Arabic, or say nothing."""
    assert fired(language, "اعترض حاجز للجيش رتل آليات في القامشلي") == set(TOPICS)


def test_a_sorani_word_is_no_persian_one() -> None:
    """Kurdish کاروانی سەربازی is a military convoy; Persian کاروان alone may be pilgrims."""
    assert fired("ckb", "کاروانی سەربازی گەیشت") == {"convoy"}
    assert fired("fa", "کاروان به مشهد رسید") == set()
