"""What surely tells of the past, in five languages, and what may be news after all."""

import json
from datetime import UTC, datetime

import pytest

from alerts.incidents.claims import account
from alerts.incidents.lexicon import Lexicon, compile_lexicon
from alerts.rules.beside import fires_beside
from alerts.rules.matcher import RuleSet, compile_rules
from alerts.rules.rule import Rule
from model import Item, ItemKey, Span
from tests.alerts.test_recent import OLDER, OTHER_NEWS
from tests.alerts.test_seed_incidents import TRUTH, _item, _published

NOW = datetime(2021, 10, 21, 12, tzinfo=UTC)  # a Thursday
PAST = [
    *OLDER.items(),
    ("en", "On 17 August 2020 a convoy was attacked at Tal Dahab."),
    ("en", "The last attack on a convoy took place on 17 August 2020 at Tal Dahab."),
    ("en", "Last year, a convoy was attacked at Tal Tamr."),
    ("en", "Previously, in August 2020, a convoy was attacked at Tal Tamr."),
    ("ar", "يذكر أن رتلاً أمريكياً تعرض في 17 آب 2020 لهجوم قرب تل الذهب."),
    ("ar", "وفي عام 2019 تعرض رتل أمريكي لهجوم في تل تمر."),
    ("tr", "17 Ağustos 2020'de Tel Temir'de bir konvoy vuruldu."),
    ("tr", "2018 yılında Tel Temir'de bir konvoy vuruldu."),
    ("ku", "Di 17ê Tebaxa 2020 de li Til Temir êrîşî karwanekê hat kirin."),
    ("ru", "17 августа 2020 года у Телль-Тамра обстреляли колонну."),
]
OPEN_MONTHS = [
    ("en", "In August a convoy was attacked at Tal Dahab."),
    ("en", "Earlier, in late July, a checkpoint at Tal Tamr was hit by an airstrike."),
    ("en", "The last attack on a convoy took place in May at Tal Dahab."),
    ("en", "It is recalled that in June a convoy was attacked at Tal Dahab."),
    ("ar", "وفي تموز تعرض رتل أمريكي لهجوم في تل تمر."),
    ("ar", "وفي شهر تموز تعرض رتل أمريكي لهجوم في تل تمر."),
    ("tr", "Temmuz ayında Tel Temir'de bir konvoy vuruldu."),
    ("tr", "Temmuz'da Tel Temir'de bir konvoy vuruldu."),
    ("ku", "Di Tîrmehê de li Til Temir êrîşî karwanekê hat kirin."),
    ("ru", "В июле у Телль-Тамра обстреляли колонну."),
    ("en", "In October a convoy was attacked at Tal Dahab."),  # this month
    ("en", "In September a convoy was attacked at Tal Dahab."),  # the one before
    ("en", "In December a convoy crossed to Tal Dahab."),  # it may be the next one
    ("en", "In March a convoy was attacked at Tal Dahab."),  # as near as the last
    ("en", "In July 2022 a convoy crosses to Tal Dahab."),
    ("en", "In July and August 2022 a convoy crosses to Tal Dahab."),
    ("en", "Until July a convoy was attacked at Tal Dahab each day."),
    ("en", "Since July a convoy was attacked at Tal Dahab."),
    ("en", "In July a convoy will cross to Tal Dahab."),
    ("en", "In July, a convoy is scheduled to reach Tal Dahab."),
    ("en", "In July and October convoys were attacked at Tal Dahab."),
    ("en", "In July, and again on Wednesday, a convoy was attacked at Tal Dahab."),
    ("en", "In July, as now, a convoy was attacked at Tal Dahab."),
    ("en", "A convoy that came in July was attacked at Tal Dahab."),
    ("en", "A checkpoint at Tal Tamr, erected in July, was attacked."),
    ("ar", "في أيلول تعرض رتل أمريكي لهجوم في تل تمر."),
    ("ar", "منذ تموز يتعرض رتل أمريكي لهجوم في تل تمر."),
    ("ar", "حتى تموز تعرض رتل أمريكي لهجوم في تل تمر."),
    ("ar", "في تموز المقبل يصل رتل أمريكي إلى تل تمر."),
    ("ar", "في تموز سيصل رتل أمريكي إلى تل تمر."),
    ("ar", "في تموز كما في تشرين الأول تعرض رتل أمريكي لهجوم في تل تمر."),
    ("tr", "Eylül ayında Tel Temir'de bir konvoy vuruldu."),
    ("tr", "Temmuz ayında Tel Temir'den bir konvoy geçecek."),
    ("tr", "Temmuz'dan beri Tel Temir'de konvoylar vuruluyor."),
    ("tr", "Temmuz'a kadar Tel Temir'de bir konvoy vuruldu."),
    ("ku", "Di Îlonê de li Til Temir êrîşî karwanekê hat kirin."),
    ("ku", "Di Tîrmehê de karwanek wê bigihêje Til Temirê."),
    ("ku", "Heta Tîrmehê li Til Temir êrîşî karwanekê hat kirin."),
    ("ru", "В сентябре у Телль-Тамра обстреляли колонну."),
    ("ru", "В июле колонна будет в Телль-Тамре."),
    ("ru", "С июля у Телль-Тамра обстреливают колонну."),
    ("ru", "До июля у Телль-Тамра обстреляли колонну."),
    ("ru", "В июле и октябре у Телль-Тамра обстреляли колонны."),
]
MAYBE_NEWS = [
    ("en", "The brigade, which was founded in 2012, lost a convoy to an airstrike at Tal Tamr."),
    ("en", "An airstrike hit a convoy at Tal Tamr despite the October 2019 ceasefire agreement."),
    ("en", "The October 2019 agreement was broken when a convoy was attacked at Tal Tamr."),
    ("en", "On 17 August a convoy was attacked at Tal Dahab."),  # it may be that of a Tuesday
    ("en", "In September a convoy was attacked at Tal Dahab."),
    ("en", "On 10 October 2021 a convoy was attacked at Tal Dahab."),
    ("en", "On 20 October 2020 a convoy was attacked at Tal Dahab."),  # a slip for this year
    ("en", "In August 2020 built, the checkpoint at Tal Tamr was attacked on Wednesday."),
    ("ar", "قصفت طائرة رتلاً للواء الذي تأسس عام 2012 قرب تل تمر."),
    ("ar", "استهدف هجوم حاجزاً أقيم بموجب اتفاق 22 تشرين الأول 2019 في تل تمر."),
    ("tr", "Ekim 2019 anlaşmasına rağmen Tel Temir'de bir konvoy vuruldu."),
    ("ku", "Li gor peymana Cotmeha 2019 li Til Temir êrîşî karwanekê hat kirin."),
    ("ru", "Колонна бригады, созданной в 2012 году, попала под авиаудар у Телль-Тамра."),
]
RETOLD_SEEDS = (
    "In August 2020, a firefight",
    "However, last month, Task",
    "In December 2019, in al-Hasakah province",
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """Compile once."""
    return compile_lexicon()


def retold(language: str, text: str, lexicon: Lexicon) -> list[str]:
    """Return the sentences of *text* that surely tell of the past, beneath other news."""
    item = Item("x", ItemKey(b""), "", f"{OTHER_NEWS[language]}\n\n{text}", "", language)
    whole = f"\n\n{item.body}"
    said = account(item, NOW, lexicon)
    return [whole[each.start : each.end] for told in said.mentions for each in told.retold]


@pytest.mark.parametrize(("language", "text"), PAST)
def test_a_date_that_is_that_of_the_event(language: str, text: str, lexicon: Lexicon) -> None:
    """It opens the sentence, or it is when something took place."""
    assert retold(language, text, lexicon) == [text]


@pytest.mark.parametrize(("language", "text"), OPEN_MONTHS)
def test_a_month_without_its_year(language: str, text: str, lexicon: Lexicon) -> None:
    """It may be that of next year, or what began in it may go on."""
    assert retold(language, text, lexicon) == []


@pytest.mark.parametrize(("language", "text"), MAYBE_NEWS)
def test_a_date_that_may_be_of_another_thing(language: str, text: str, lexicon: Lexicon) -> None:
    """Or near, or without its year."""
    assert retold(language, text, lexicon) == []


def test_what_goes_on_about_it_and_what_is_repeated(lexicon: Lexicon) -> None:
    """In one paragraph, without a place or day of its own."""
    past, more = "In August 2020, a convoy was attacked at Tal Dahab.", "The convoy left at noon."
    again = "The convoy was attacked at Tal Dahab."
    assert retold("en", f"{past} {more}\n\n{past}", lexicon) == [past, more, past]
    assert retold("en", f"{past} {again}", lexicon) == [past]


def test_where_the_day_of_the_text_is_unknown_nothing_is_sure(lexicon: Lexicon) -> None:
    """It may be as old as what it tells."""
    item = Item("x", ItemKey(b""), "", OLDER["en"], "", "en")
    assert not any(each.retold for each in account(item, None, lexicon).mentions)


@pytest.mark.skipif(not TRUTH.is_file(), reason="HAJIZ_SHARED has no articles")
def test_the_stories_that_real_articles_recall(lexicon: Lexicon) -> None:
    """A clash of 14 months ago is no alert; nothing else in five articles is kept from anybody."""
    found = []
    for document in json.loads(TRUTH.read_text("utf-8"))["documents"]:
        item = _item(document)
        whole = f"{item.title}\n\n{item.body}"
        for told in account(item, _published(document), lexicon).mentions:
            found += [whole[each.start : each.end] for each in told.retold]
    assert len(found) == len(RETOLD_SEEDS)
    assert all(map(str.startswith, found, RETOLD_SEEDS))


def rule_set() -> RuleSet:
    """Compile rules that ask for one word, for two, and for one without another."""
    rules = {"one": "convoy", "two": "convoy AND bread", "no": "bread AND NOT convoy"}
    return compile_rules([Rule(name, query=query) for name, query in rules.items()], {})


def test_a_rule_fires_beside_what_is_left_out() -> None:
    """Hits count where they begin elsewhere; an unknown rule is not said to be silent."""
    item = Item("x", ItemKey(b""), "Bread", "The convoy left. A convoy came.", "", "en")
    first, both = Span(7, 23), (Span(7, 23), Span(20, 40))
    rules = rule_set()
    assert fires_beside(item, rules, "one", [first])
    assert fires_beside(item, rules, "two", [first])
    assert not fires_beside(item, rules, "one", both)
    assert not fires_beside(item, rules, "two", both)
    assert fires_beside(item, rules, "no", both)
    assert fires_beside(item, rules, "gone", both)
