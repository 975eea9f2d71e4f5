"""`when:recent` on texts as outlets write them, in five languages, and what it promises beside."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from alerts.incidents.background import Past
from alerts.incidents.claims import account
from alerts.incidents.lexicon import compile_lexicon
from alerts.rules.evaluate import Label, evaluate
from alerts.rules.explain import explain
from alerts.rules.explained import lines
from alerts.rules.matcher import RuleSet, compile_rules, match
from alerts.rules.matching.background import PastSentence
from alerts.rules.rule import Rule
from alerts.rules.version import versions_by_rule
from model import Item, ItemKey, Span

NOW = datetime(2021, 10, 21, 12, tzinfo=UTC)  # a Thursday
RECENT = "@convoy AND area:qamishli AND when:recent"
OLDER = {
    "en": "In August 2020, a US convoy was stopped at Hamo near Qamishli.",
    "ar": "وفي آب 2020 اعترض أهالي قرية حامو قرب القامشلي رتلاً أمريكياً.",
    "tr": "Ağustos 2020'de Kamışlı yakınlarındaki Hamo'da bir ABD konvoyu durdurulmuştu.",
    "ku": "Di Tebaxa 2020 de li Hamo nêzî Qamişloyê konvoyeke Amerîkayê hat rawestandin.",
    "ru": "В августе 2020 года у деревни Хамо близ Камышлы остановили американскую колонну.",
}
NEWS = {
    "en": "Soldiers stopped a US convoy in Qamishli on Wednesday.",
    "ar": "أوقف حاجز للجيش رتلاً أمريكياً في القامشلي يوم الأربعاء.",
    "tr": "Çarşamba günü Kamışlı'da bir ABD konvoyu durduruldu.",
    "ku": "Roja Çarşemê li Qamişloyê konvoyeke Amerîkayê hat rawestandin.",
    "ru": "В среду в Камышлы остановили американскую колонну.",
}
UNDATED = {
    "en": "Soldiers stopped a US convoy in Qamishli.",
    "ar": "أوقف حاجز للجيش رتلاً أمريكياً في القامشلي.",
    "tr": "Kamışlı'da bir ABD konvoyu durduruldu.",
    "ku": "Li Qamişloyê konvoyeke Amerîkayê hat rawestandin.",
    "ru": "В Камышлы остановили американскую колонну.",
}
LAST_WEEK = {
    "en": "Last week a US convoy was stopped in Qamishli.",
    "ar": "الأسبوع الماضي أوقف حاجز رتلاً أمريكياً في القامشلي.",
    "tr": "Geçen hafta Kamışlı'da bir ABD konvoyu durduruldu.",
    "ku": "Hefteya borî li Qamişloyê konvoyeke Amerîkayê hat rawestandin.",
    "ru": "На прошлой неделе в Камышлы остановили американскую колонну.",
}
OTHER_NEWS = {
    "en": "A bakery opened in Qamishli on Wednesday.",
    "ar": "افتُتح فرن في القامشلي يوم الأربعاء.",
    "tr": "Çarşamba günü Kamışlı'da bir fırın açıldı.",
    "ku": "Roja Çarşemê li Qamişloyê firnek hat vekirin.",
    "ru": "В среду в Камышлы открылась пекарня.",
}
LANGUAGES = tuple(OLDER)


def rules(*queries: str) -> RuleSet:
    """Compile *queries* as r0, r1 …, with the past as the product reads it."""
    return compile_rules([Rule(f"r{n}", query=query) for n, query in enumerate(queries)], {})


BOTH = rules(RECENT, "@convoy AND area:qamishli")


def item(body: str, language: str = "en", *, title: str = "", at: datetime | None = NOW) -> Item:
    """Make an item that was published *at*."""
    return Item("o", ItemKey(b""), title, body, "", language, published_at=at)


def fires(found: Item, rule_set: RuleSet = BOTH) -> set[str]:
    """Return the rules that *found* fires."""
    return {each.rule for each in match(found, rule_set)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_convoy_of_the_past_alone_fires_nothing_recent(language: str) -> None:
    """Beside other news of today; the rule without when:recent does fire."""
    assert fires(item(f"{OTHER_NEWS[language]}\n\n{OLDER[language]}", language)) == {"r1"}
    assert fires(item(OLDER[language], language)) == {"r1"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_convoy_of_today_fires_by_its_own_words_beside_one_of_the_past(language: str) -> None:
    """No hit is told that stands in the background."""
    news, older = NEWS[language], OLDER[language]

    recent, whole = match(item(f"{news}\n\n{older}", language), BOTH)

    assert (recent.rule, whole.rule) == ("r0", "r1")
    assert all(hit.end <= len(news) for hit in recent.hits)
    assert any(hit.start > len(news) for hit in whole.hits)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_convoy_of_today_fires_also_behind_one_of_the_past(language: str) -> None:
    """Background may come first."""
    assert fires(item(f"{OLDER[language]}\n\n{NEWS[language]}", language)) == {"r0", "r1"}


@pytest.mark.parametrize("text", [UNDATED, LAST_WEEK], ids=["undated", "last week"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_has_no_date_and_what_was_last_week_is_recent(
    language: str, text: dict[str, str]
) -> None:
    """The past begins ten days back, or where a word dates back what is not the main event."""
    assert fires(item(text[language], language)) == {"r0", "r1"}


def test_what_tells_of_no_event_has_no_past() -> None:
    """Words that are no event as incidents know them always count."""
    found = item("In August 2020 the price of bread in Qamishli was a tenth of what it is.")

    assert fires(found, rules("bread AND area:qamishli AND when:recent")) == {"r0"}


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [
        ("US convoy turned back in Qamishli", OLDER["en"], {"r0", "r1"}),
        ("In August 2020 a US convoy was stopped in Qamishli", OTHER_NEWS["en"], {"r1"}),
        (OLDER["en"], OLDER["en"], {"r1"}),
    ],
    ids=["title is news", "title is of the past", "the text says the title again"],
)
def test_a_title_counts_unless_it_is_itself_of_the_past(
    title: str, body: str, expected: set[str]
) -> None:
    """And so does what repeats it word for word."""
    assert fires(item(body, title=title)) == expected


def test_an_item_without_a_date_is_read_by_the_latest_day_it_names() -> None:
    """A year or a month alone is then of the past; a day is not, if no later one is named."""
    assert fires(item(OLDER["en"], at=None)) == {"r1"}
    assert fires(item("A US convoy was stopped in Qamishli on 3 May 2019.", at=None)) == {
        "r0",
        "r1",
    }
    assert fires(item("A US convoy was stopped in Qamishli on 3 May 2019.")) == {"r1"}


def test_what_was_published_then_was_news_then() -> None:
    """The past of an item is counted from its own day, not from when it is asked."""
    assert fires(item(OLDER["en"], at=datetime(2020, 8, 20, tzinfo=UTC))) == {"r0", "r1"}


def test_what_must_not_occur_may_occur_in_the_past() -> None:
    """The whole rule reads the item without it."""
    found = item(f"{NEWS['en']}\n\nIn August 2020, a Russian patrol was attacked at Hamo.")

    assert fires(found, rules("@convoy AND NOT @patrol AND when:recent")) == {"r0"}
    assert fires(found, rules("@convoy AND NOT @patrol")) == set()


def test_nearness_is_asked_of_what_is_recent() -> None:
    """A pair of which one stands in the past is none."""
    found = item(f"A bakery opened in Qamishli on Wednesday. {OLDER['en']}")

    assert fires(found, rules("@convoy NEAR/20 bakery")) == {"r0"}
    assert fires(found, rules("@convoy NEAR/20 bakery AND when:recent")) == set()


def test_the_nearest_miss_names_the_sentence_and_its_date() -> None:
    """Who asks why it did not fire sees what was taken for the past, and why."""
    explained = explain(item(f"{OTHER_NEWS['en']}\n\n{OLDER['en']}"), BOTH, "r0")

    shown = lines(explained)

    background = f"«{OLDER['en']}» is background: 2020-08-01 to 2020-08-31"
    assert "    ✗ @convoy" in shown
    assert "    ✗ when:recent" in shown
    assert f"        {background}" in shown
    assert explained.missing == (
        f"@convoy: «US convoy» (body) does not count: its sentence tells of the past; {background}",
    )


def test_a_word_that_dates_back_is_said() -> None:
    """Where no date is told."""
    found = item("Previously, a US convoy was stopped in Qamishli.")

    shown = "\n".join(lines(explain(found, BOTH, "r0")))

    assert "✗ when:recent" in shown
    assert "is background: a word dates it back" in shown


def test_a_rule_that_fires_says_what_it_left_out() -> None:
    """when:recent holds, with the sentence below it."""
    shown = lines(explain(item(f"{NEWS['en']}\n\n{OLDER['en']}"), BOTH, "r0"))

    assert shown[0] == "r0: match"
    place = shown.index("    ✓ when:recent")
    assert OLDER["en"] in shown[place + 1]


class Counting:
    """A past that is empty, and counts how often it is asked."""

    version = "counting"

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, _: Item) -> tuple[PastSentence, ...]:
        """Find nothing."""
        self.asked += 1
        return ()


def test_the_past_is_read_only_when_a_rule_would_fire_and_once_for_all() -> None:
    """Reading an item takes longer than matching it."""
    past = Counting()
    queries = (RECENT, "@convoy AND when:recent", "bakery AND NOT aid AND when:recent", "@convoy")
    made = [Rule(f"r{n}", query=query) for n, query in enumerate(queries)]
    rule_set = compile_rules(made, {}, past)

    fires(item("A market opened in Qamishli."), rule_set)
    assert past.asked == 0
    assert fires(item(NEWS["en"]), rule_set) == {"r0", "r1", "r3"}
    assert past.asked == 1
    assert compile_rules([made[3]], {}, past).index.background is None


def test_the_version_tells_what_is_recent_and_what_is_taken_for_the_past() -> None:
    """Another version of either is another rule set; rules that do not ask are not touched."""
    one, other = Counting(), Counting()
    other.version = "another"
    recent, whole = Rule("r", query="@convoy AND when:recent"), Rule("r", query="@convoy")
    beside = Rule("s", query="@patrol")

    sets = [
        compile_rules([each, beside], {}, past) for each in (recent, whole) for past in (one, other)
    ]
    versions = [each.version for each in sets]
    by_rule = [versions_by_rule(each.index) for each in sets]

    assert len(set(versions)) == 3
    assert versions[2] == versions[3]
    assert len({each["r"] for each in by_rule}) == 3
    assert len({each["s"] for each in by_rule}) == 1
    assert Past().version == Past().version


def test_a_recent_rule_set_goes_to_other_processes_and_threads() -> None:
    """Pickled and compiled anew with the same past; all threads get the same answers."""
    items = [item(f"{a[each]}\n\n{OLDER[each]}", each) for a in (NEWS, OTHER_NEWS) for each in a]
    expected = [match(each, BOTH) for each in items]
    sent = pickle.loads(pickle.dumps(BOTH))

    assert sent == BOTH
    assert [match(each, sent) for each in items] == expected
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda _: [match(each, sent) for each in items], range(4))
        assert all(answer == expected for answer in answers)


def test_what_is_drawn_goes_with_a_rule_set_too() -> None:
    """Whoever is given for the past stays with the rules."""
    rule_set = compile_rules([Rule("r", query=RECENT)], {}, Everything())

    assert not fires(item(NEWS["en"]), rule_set)
    assert not fires(item(NEWS["en"]), pickle.loads(pickle.dumps(rule_set)))


class Everything:
    """A past that is the whole text."""

    version = "everything"

    def __call__(self, found: Item) -> tuple[PastSentence, ...]:
        """Find all of it."""
        return (PastSentence(Span(0, len(found.title) + 2 + len(found.body)), None),)


def test_the_past_is_that_of_the_account_of_the_item() -> None:
    """What incidents call background, and nothing that is news as well."""
    lexicon = compile_lexicon()
    for language in LANGUAGES:
        texts = (each[language] for each in (NEWS, OLDER, OTHER_NEWS, LAST_WEEK, UNDATED))
        found = item("\n\n".join(texts), language, title=UNDATED[language])
        mentions = account(found, NOW, lexicon).mentions
        news = {span for each in mentions if not each.is_background for span in each.sentences}
        background = {span for each in mentions if each.is_background for span in each.sentences}

        assert {each.span for each in Past()(found)} == background - news
        assert background


def test_labelled_texts_are_judged_by_the_same_code() -> None:
    """They have no date of publication, so the latest day they name stands in."""
    labels = [
        Label("1", "en", "", OLDER["en"], {"r0": False, "r1": True}),
        Label("2", "en", "", UNDATED["en"], {"r0": True, "r1": True}),
    ]

    assert not evaluate(labels, BOTH).mistakes


def test_other_fields_have_no_past() -> None:
    """An outlet, a link or an author is no sentence."""
    found = replace(item(OLDER["en"]), url="https://example.org/convoy", outlet="sana-en")

    asked = rules("url:convoy AND when:recent", "outlet:sana-en AND when:recent")
    assert fires(found, asked) == {"r0", "r1"}
