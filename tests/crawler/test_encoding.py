"""Text out of bytes whose labels lie."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.encoding import decode

ARABIC = "مرت قافلة عسكرية قرب حاجز في مدينة القامشلي شمال شرق سوريا، حسب مصادر محلية"
PERSIAN = "کاروان نظامی از نزدیکی ایست بازرسی در شهر قامشلی عبور کرد، به گفته منابع محلی پچژگ"
RUSSIAN = "Военная колонна прошла мимо блокпоста у города Камышлы, сообщили Местные источники"
TURKISH = "Askerî konvoy Kamışlı yakınlarındaki kontrol noktasından geçti, İdlib ğüşöç"
GREEK = "Στρατιωτική αυτοκινητοπομπή πέρασε κοντά στο σημείο ελέγχου"
HEBREW = "שיירה צבאית עברה ליד המחסום בעיר קאמישלי"
ENGLISH = "The convoy’s “checkpoint” – café"

# text, its true encoding, the encoding in the XML declaration, the charset of the server, language
CASES = [
    (ARABIC, "utf-8", "utf-8", "", "ar"),
    (ARABIC, "utf-8", "windows-1256", "", "ar"),
    (ARABIC, "utf-8", "utf-8", "iso-8859-1", "ar"),
    (ARABIC, "cp1256", "windows-1256", "", "ar"),
    (ARABIC, "cp1256", "utf-8", "", "ar"),
    (ARABIC, "cp1256", "", "", "ar"),
    (ARABIC, "cp1256", "iso-8859-1", "utf-8", "ar"),
    (ARABIC, "iso8859-6", "iso-8859-6", "", "ar"),
    (ARABIC, "iso8859-6", "utf-8", "", "ar"),
    (ARABIC, "utf-16", "utf-16", "", "ar"),
    (ARABIC, "utf-16-le", "utf-16", "", "ar"),
    (ARABIC, "utf-16-be", "", "utf-8", "ar"),
    (PERSIAN, "utf-8-sig", "", "windows-1252", "fa"),
    (RUSSIAN, "cp1251", "windows-1251", "", "ru"),
    (RUSSIAN, "cp1251", "utf-8", "utf-8", "ru"),
    (RUSSIAN, "cp1251", "", "", "ru"),
    (RUSSIAN, "koi8-r", "koi8-r", "", "ru"),
    (RUSSIAN, "koi8-r", "utf-8", "", "ru"),
    (RUSSIAN, "iso8859-5", "iso-8859-5", "", "ru"),
    (RUSSIAN, "koi8-r", "koi8-r", "", "en"),
    (TURKISH, "cp1254", "iso-8859-9", "", "tr"),
    (TURKISH, "cp1254", "utf-8", "", "tr"),
    (GREEK, "cp1253", "utf-8", "", "el"),
    (HEBREW, "cp1255", "", "", "he"),
    (ENGLISH, "cp1252", "iso-8859-1", "", "en"),
    (ENGLISH, "cp1252", "utf-8", "", "en"),
    (ENGLISH, "cp1252", "no-such-charset", "x-unknown", "en"),
    (ENGLISH, "utf-32", "", "", "en"),
    ("日本語のニュース", "shift_jis", "shift_jis", "", "ja"),
    ("日本語のニュース", "iso2022_jp", "iso-2022-jp", "", "ja"),
    ("中文新闻", "gb18030", "gb2312", "", "zh"),
]


def _document(text: str, encoding: str, declared: str) -> bytes:
    declaration = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f"{declaration}<rss><title>{text}</title></rss>".encode(encoding)


@pytest.mark.parametrize(("text", "encoding", "declared", "charset", "language"), CASES)
def test_fm_036_the_text_is_found(
    text: str, encoding: str, declared: str, charset: str, language: str
) -> None:
    """The outlet's script decides against a wrong label."""
    body = _document(text, encoding, declared)
    content_type = f"text/xml; charset={charset}" if charset else "text/xml"

    assert text in decode(body, content_type, language).text


@pytest.mark.parametrize(
    ("text", "wrong", "language"),
    [
        (ARABIC, "cp1252", "ar"),
        (ARABIC, "latin-1", "ar"),
        (ARABIC, "cp1256", "ar"),
        (RUSSIAN, "cp1252", "ru"),
        (RUSSIAN, "cp1251", "ru"),
    ],
)
def test_fm_036_text_encoded_twice_is_undone(text: str, wrong: str, language: str) -> None:
    """UTF-8 that somebody took for something else and encoded again."""
    wrongly = _browser_decode(text.encode(), wrong)
    body = _document(wrongly, "utf-8", "utf-8")

    decoded = decode(body, "", language)

    assert text in decoded.text
    assert decoded.note.startswith("text encoded twice")


def _browser_decode(body: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)
    return "".join(decoder(errors="ignore").decode(bytes([byte])) or chr(byte) for byte in body)


def test_fm_036_a_wrong_label_is_noted() -> None:
    """People learn that the outlet mislabels its feed."""
    decoded = decode(_document(ARABIC, "cp1256", "utf-8"), "", "ar")

    assert decoded.note == "text labelled utf-8, read as cp1256"


def test_fm_036_one_broken_character_does_not_spoil_a_text() -> None:
    """Summaries cut in the middle of a character are common."""
    body = _document(ARABIC * 3, "utf-8", "utf-8").replace(b"</title>", b"\xd9</title>")

    decoded = decode(body, "", "ar")

    assert ARABIC * 3 in decoded.text
    assert decoded.note == ""


def test_encodings_that_hide_ascii_are_not_known() -> None:
    """A document type written in UTF-7 stays the harmless text it looks like."""
    body = b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE x +AFs-<rss/>'

    assert "<!DOCTYPE" not in decode(body, "text/xml; charset=utf-7", "en").text


@given(body=st.binary(max_size=300), language=st.sampled_from(["ar", "ru", "tr", "en", ""]))
def test_no_bytes_can_break_it(body: bytes, language: str) -> None:
    """Whatever comes, text comes out."""
    assert isinstance(decode(body, "text/xml; charset=utf-16", language).text, str)
