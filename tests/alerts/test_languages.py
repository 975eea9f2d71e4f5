"""Which language a text is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.languages import language_of

SAMPLES = {
    "ar": "قال المرصد إن رتلاً عسكرياً عبر من معبر الوليد إلى ريف الحسكة في ساعات الليل",
    "ckb": "کاروانێکی سەربازی لە شاری قامیشلۆ بەرەو حەسەکە بەڕێکەوت",
    "fa": "یک کاروان نظامی که از گذرگاه عبور کرد در شهر قامشلی دیده شد و به حسکه رفت",
    "ku": "Karwaneke leşkerî ji deriyê sînor derbas bû û li bajarê Qamişlo hat dîtin",
    "tr": "Askerî bir konvoy sınır kapısından geçti ve Kamışlı için yola çıktı, olarak bildirildi",
    "en": "A military convoy crossed the border and was seen in the city of Qamishli on Friday",
    "ru": "Военная колонна прошла через границу и была замечена в городе Камышлы",
    "uk": "Військова колона пройшла через кордон і її бачили в місті",
    "de": "Ein Konvoi hat die Grenze überquert und ist mit dem Ziel Kamischli nicht gesehen worden",
    "fr": "Un convoi a franchi la frontière et les soldats sont dans une ville pour la nuit",
}


@pytest.mark.parametrize("language", SAMPLES)
def test_a_sentence_tells_its_language(language: str) -> None:
    """The script first, then its commonest words or the letters no other language has."""
    assert language_of([SAMPLES[language]]) == language


def test_headlines_that_quote_another_script_stay_what_they_are() -> None:
    """Most letters decide."""
    assert language_of([SAMPLES["ar"], "SDF, YPG"]) == "ar"
    assert language_of([SAMPLES["en"], "القامشلي"]) == "en"


@pytest.mark.parametrize("texts", [[], [""], ["12:30 – 14 / 7"], ["Qamishli"], ["北京"]])
def test_too_little_tells_nothing(texts: list[str]) -> None:
    """A wrong language would look for the wrong terms: rather none."""
    assert language_of(texts) == ""


def test_half_of_each_tells_nothing() -> None:
    """An outlet in two languages has to be described by a person."""
    assert language_of([SAMPLES["ar"] * 3, SAMPLES["ru"] * 3]) == ""


@given(st.lists(st.text()))
def test_any_text_is_taken(texts: list[str]) -> None:
    """Nothing raises."""
    assert language_of(texts) in {
        "",
        *SAMPLES,
        "el",
        "es",
        "he",
        "hy",
        "it",
        "ka",
        "nl",
        "ps",
        "ur",
    }
