"""The events of an item, told apart by place, day and figures, and what is background."""

from datetime import UTC, date, datetime

import pytest

from alerts.incidents.claims import account
from alerts.incidents.lexicon import Lexicon, compile_lexicon
from model import Item, ItemKey
from model.incident import EventDate, Mention

NOW = datetime(2021, 10, 21, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    """Compiled once: it takes a second."""
    return compile_lexicon()


def _mentions(
    lexicon: Lexicon, body: str, *, title: str = "", language: str = "en"
) -> tuple[Mention, ...]:
    item = Item("rudaw", ItemKey(b""), title, body, "", language)
    return account(item, NOW, lexicon).mentions


def _on(day: str) -> EventDate:
    return EventDate(date.fromisoformat(day), date.fromisoformat(day), "day")


def test_the_fields_of_an_event(lexicon: Lexicon) -> None:
    """The most exact place first."""
    (mention,) = _mentions(
        lexicon,
        "Soldiers at a checkpoint near Hamo, east of Qamishli, turned back a US convoy of five"
        " armoured vehicles on Monday.",
    )
    assert {"convoy", "checkpoint", "blocked"} <= mention.kinds
    assert mention.places[:2] == ("hamo", "qamishli")
    assert mention.date == _on("2021-10-18")
    assert mention.actors == {"coalition"}
    assert [(c.what, c.number, c.kind) for c in mention.counts] == [("vehicle", 5, "armoured")]
    assert not mention.is_background


def test_what_happened_before_is_background(lexicon: Lexicon) -> None:
    """By a word, or by its own date."""
    news, earlier, last_year = _mentions(
        lexicon,
        "A US convoy was stopped at Hamo on Wednesday.\n\n"
        "Earlier this month, villagers stopped a convoy of eleven vehicles at Abu Qasaib.\n\n"
        "In August 2020, a clash at Tal al-Zahab left one soldier dead.",
    )
    assert (news.places[0], news.is_background) == ("hamo", False)
    assert (earlier.places[0], earlier.is_background) == ("abu-qasaib", True)
    assert (last_year.places[0], last_year.is_background) == ("tal-dahab", True)


def test_the_dateline_city_is_not_the_place(lexicon: Lexicon) -> None:
    """It says where the text was written."""
    (mention,) = _mentions(
        lexicon, "HASAKAH, Syria (North Press) — A convoy was attacked in Tal Tamr on Monday."
    )
    assert mention.places == ("tal-tamr",)


def test_one_event_told_twice_is_one(lexicon: Lexicon) -> None:
    """Sentences without a place of their own go on with what was told."""
    (mention,) = _mentions(
        lexicon,
        "A convoy was stopped at Hamo on Monday.\n\nThe incident took place at noon, SANA said.\n\n"
        "Villagers threw stones at the convoy, according to SOHR.",
    )
    assert len(mention.sentences) == 3


def test_a_caption_printed_twice_counts_once(lexicon: Lexicon) -> None:
    """Pages repeat captions."""
    caption = "A clash between a US patrol and regime forces at Khirbet Amo."
    (mention,) = _mentions(lexicon, f"{caption}\n\n{caption}")
    assert len(mention.sentences) == 1


def test_the_same_number_in_another_province_is_another_event(lexicon: Lexicon) -> None:
    """Other forces, another province: the figure alone joins nothing."""
    ours, other = _mentions(
        lexicon,
        "A US convoy of 40 trucks reached Qamishli on Tuesday.\n\n"
        "A Turkish convoy of 40 vehicles entered Idlib on Tuesday.",
    )
    assert (ours.places, ours.actors) == (("qamishli",), {"coalition"})
    assert (other.places, other.actors) == (("idlib",), {"turkey_sna"})


def test_the_same_village_months_apart_is_another_event(lexicon: Lexicon) -> None:
    """The same village is blocked again and again."""
    found = _mentions(
        lexicon,
        "Villagers of Hamo stopped a convoy on Monday.\n\n"
        "In April 2020 villagers of Hamo stopped a convoy of five vehicles.",
    )
    assert [mention.is_background for mention in found] == [False, True]


def test_what_happens_again_and_again_is_no_event(lexicon: Lexicon) -> None:
    """A series has no day and no place."""
    assert _mentions(lexicon, "Villagers regularly block US convoys and throw stones.") == ()


def test_days_in_a_post_are_counted_from_the_post(lexicon: Lexicon) -> None:
    """What is earlier today in it is the day of the post, not of the article."""
    found = _mentions(
        lexicon,
        "A convoy was stopped at al-Kazia checkpoint on Thursday.\n\n"
        "A US convoy was stopped near Hamo earlier today.\n\n"
        "— A Reporter (@reporter) October 19, 2021",
    )
    assert {mention.date for mention in found} == {_on("2021-10-21"), _on("2021-10-19")}


def test_the_day_of_saying_is_not_that_of_the_event(lexicon: Lexicon) -> None:
    """Of two days, the one beside the verb is the report’s."""
    (mention,) = _mentions(
        lexicon, "SANA said on Wednesday that a convoy was stopped at Hamo on Monday."
    )
    assert mention.date == _on("2021-10-18")


def test_russia_today_is_no_day(lexicon: Lexicon) -> None:
    """A name of an outlet is no date."""
    (mention,) = _mentions(lexicon, "A convoy stopped at Hamo on Monday, Russia Today reported.")
    assert mention.date == _on("2021-10-18")


def test_an_event_without_a_date_has_none(lexicon: Lexicon) -> None:
    """The day of publication is not made up into one."""
    (mention,) = _mentions(lexicon, "A convoy was stopped at Hamo.")
    assert mention.date is None


def test_an_old_event_alone_is_background(lexicon: Lexicon) -> None:
    """It must not raise an alert as news."""
    (mention,) = _mentions(lexicon, "In August 2020 a convoy was attacked at Tal al-Zahab.")
    assert mention.is_background


TEXTS = [
    ("ar", "اعترض حاجز للجيش رتلاً أمريكياً من خمس مدرعات في قرية حامو يوم الاثنين."),
    ("tr", "Pazartesi günü Hamo köyünde beş zırhlı araçtan oluşan ABD konvoyu durduruldu."),
    ("ku", "Roja Duşemê li Hamo konvoya Amerîkayê ya pênc wesayîtên zirxî hat rawestandin."),
    ("ru", "В понедельник в деревне Хамо остановили колонну из пяти американских бронемашин."),
]


@pytest.mark.parametrize(("language", "text"), TEXTS)
def test_the_same_event_in_other_languages(language: str, text: str, lexicon: Lexicon) -> None:
    """Place, day, force and figure agree, whatever the language."""
    (mention,) = _mentions(lexicon, text, language=language)
    assert mention.places[0] == "hamo"
    assert mention.date == _on("2021-10-18")
    assert "coalition" in mention.actors
    assert [(c.what, c.number, c.kind) for c in mention.counts] == [("vehicle", 5, "armoured")]


def test_spans_are_of_title_and_body(lexicon: Lexicon) -> None:
    """Offsets lead back to the very words, also where folding changes lengths."""
    body = "Beş askeri araç İdlib’e girdi. ABD konvoyu Hamo'da durduruldu."
    title = "KAMIŞLI: Konvoy durduruldu"
    text = f"{title}\n\n{body}"
    for mention in _mentions(lexicon, body, title=title, language="tr"):
        for span in mention.sentences:
            assert text[span.start : span.end].strip() == text[span.start : span.end]
        for count in mention.counts:
            assert text[count.span.start : count.span.end] in text


def test_a_year_is_background_also_where_the_day_of_the_text_is_unknown(lexicon: Lexicon) -> None:
    """A feed without dates must not make news of 2018."""
    body = "A convoy of US forces was stopped at Hamo.\n\nIn 2018 clashes left ten soldiers dead."
    found = account(Item("rudaw", ItemKey(b""), "", body, "", "en"), None, lexicon).mentions
    assert [mention.is_background for mention in found] == [False, True]


def test_place_and_day_may_stand_in_the_sentence_before(lexicon: Lexicon) -> None:
    """A denial names the meeting, and the patrol only in the quotation that follows."""
    (mention,) = _mentions(
        lexicon,
        "CENTCOM rejected a Russian account of Wednesday's meeting near Tal Tamr. "
        '"At no point was our patrol stopped," a spokesman said.',
    )
    assert mention.places == ("tal-tamr",)
    assert mention.date == _on("2021-10-20")


def test_the_date_of_a_title_is_read(lexicon: Lexicon) -> None:
    """A headline has no dateline."""
    (mention,) = _mentions(
        lexicon, "The market is open.", title="In August 2020 a US convoy was stopped at Hamo"
    )
    assert mention.date == EventDate(date(2020, 8, 1), date(2020, 8, 31), "month")
    assert mention.is_background


SINCE = [
    ("en", "For the first time since October 2019, a US convoy entered Qamishli."),
    ("en", "A US convoy entered Qamishli for the first time since 2019."),
    ("en", "US forces, in Syria since 3 March 2015, sent a convoy to Qamishli."),
    ("ar", "للمرة الأولى منذ تشرين الأول 2019 دخل رتل أمريكي القامشلي."),
    ("ar", "دخل رتل أمريكي مدينة القامشلي للمرة الأولى ومنذ عام 2019."),
    ("tr", "Ekim 2019'dan bu yana ilk kez bir ABD konvoyu Kamışlı'ya girdi."),
    ("tr", "3 Mart 2015'ten beri ilk kez bir ABD konvoyu Kamışlı'ya girdi."),
    ("ku", "Cara yekem ji sala 2019 ve konvoyeke Amerîkayê ket Qamişloyê."),
    ("ru", "Впервые с октября 2019 года американская колонна вошла в Камышлы."),
]


@pytest.mark.parametrize(("language", "text"), SINCE)
def test_since_when_something_is_so_is_not_the_day_of_the_event(
    language: str, text: str, lexicon: Lexicon
) -> None:
    """News must not become background because it is the first in years."""
    (mention,) = _mentions(lexicon, text, language=language)
    assert (mention.date, mention.is_background) == (None, False)
