"""Header values: what another program reads out of them is what we put in."""

import email
import random
import re
from base64 import b64decode
from collections.abc import Callable
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest

from alerts.channels.headers import address, encoded
from tests.alerts.mail_samples import read

WORDS = [
    *("convoy", "checkpoint", "US", "of", "21", "«»", "–", ";", ":", ",", ".", "100%", "(x)"),
    *("رتل", "أمريكي", "القامشلي،", "حاجزٌ", "عند", "الحسكة", "ـــ", "؟", "\u2068رتل\u2069"),
    *("Kamışlı'nın", "Камышлы", "колонна", "Qamişlo", "e\u0301", "😀", "👩\u200d👩\u200d👧"),
    *("=?utf-8?q?x?=", "a=b", "?=", "=?", "\\", '"', "'", "<x@y.example>", "_", "\u200fx\u200e"),
]
COMBINING = "\u0301\u0308\u064b\u0651\u0670\ufe0f\u200d\u20e3"
LETTERS = (
    "abcXYZ رتلأمريكيقعش камышлыğışêîû漢字🚚🇸🇾😀" + COMBINING + '=?_-"\\<>()@,;:.“”\u2068\u2069'
)


def of_one_script(chance: random.Random) -> str:
    """Return words of one or two kinds."""
    few = chance.sample(WORDS, 2)
    return " ".join(chance.choices(few, k=chance.randint(1, 30)))


def mixed(chance: random.Random) -> str:
    """Return words of all kinds."""
    return " ".join(chance.choices(WORDS, k=chance.randint(1, 30)))


def of_letters(chance: random.Random) -> str:
    """Return letters, marks and pictures in any order, so that every break is tried."""
    text = "".join(chance.choices(LETTERS, k=chance.randint(1, 120)))
    return " ".join(text.split()) or "x"


def subjects_of(mail: bytes) -> set[str]:
    """Read the subject in three independent ways."""
    legacy = email.message_from_bytes(mail)  # compat32: another decoder than the modern one
    raw = legacy["Subject"]
    by_hand = "".join(
        b64decode(word).decode() for word in re.findall(r"=\?utf-8\?b\?([^?]*)\?=", raw)
    )
    return {str(make_header(decode_header(raw))), by_hand or raw, str(read(mail)["Subject"])}


def read_back(subject: str) -> set[str]:
    """Write *subject* as a header and read it again, in every way there is."""
    header = f"Subject: {encoded(subject)}"
    assert max(len(line) for line in header.split("\r\n")) <= 76
    return subjects_of(f"{header}\r\n\r\n".encode("ascii"))


@pytest.mark.parametrize(
    ("make", "number"), [(of_one_script, 2_000), (mixed, 5_000), (of_letters, 3_000)]
)
def test_fm_097_ten_thousand_subjects_come_back_as_they_were(
    make: Callable[[random.Random], str], number: int
) -> None:
    """Arabic, Latin, Cyrillic, emoji, combining marks and encoded-looking words."""
    chance = random.Random(97)
    for _ in range(number):
        subject = make(chance)

        assert read_back(subject) == {subject}


@pytest.mark.parametrize("length", [*range(1, 90), 500, 5_000])
@pytest.mark.parametrize("char", ["x", "ر", "漢", "😀"])
def test_fm_097_subjects_of_every_length_come_back(char: str, length: int) -> None:
    """Where a line is folded, nothing is lost or added."""
    assert read_back(char * length) == {char * length}


def test_fm_096_an_encoded_looking_subject_stays_literal() -> None:
    """What an outlet wrote to look encoded is not decoded by anyone."""
    literal = "=?utf-8?q?=0D=0ABcc:_evil@evil.example?="

    assert read_back(literal) == {literal}


def test_line_breaks_and_surrogates_in_a_subject_become_harmless() -> None:
    """The mail goes out, the words are there."""
    assert read_back("a\r\nBcc: b\u2028c\ud800\x00d") == {"a Bcc: b c\ufffd d"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("desk@desk.example", "desk@desk.example"),
        ("Desk <desk@desk.example>", "Desk <desk@desk.example>"),
        ('"Desk, NES" <desk@desk.example>', '"Desk, NES" <desk@desk.example>'),
        (r'"a \"b\" \\ c" <desk@desk.example>', r'"a \"b\" \\ c" <desk@desk.example>'),
    ],
)
def test_an_address_is_written_as_it_was_read(text: str, shown: str) -> None:
    """Names that need quotes keep them."""
    assert str(address(text)) == shown


@pytest.mark.parametrize("name", ["مكتب الرصد", "Desk " * 60 + "x", "a, b; c <x@y.example>"])
def test_a_name_is_read_back(name: str) -> None:
    """
    A desk may be called what it is called, at any length.

    Read by the older parser: the modern one puts spaces between the encoded words of a name.
    """
    quoted = f'"{name}"' if "," in name else name

    mail = f"To: {address(f'{quoted} <desk@desk.example>')}\r\n\r\n".encode("ascii")

    written, mailbox = parseaddr(email.message_from_bytes(mail)["To"])
    assert str(make_header(decode_header(written))) == name
    assert mailbox == "desk@desk.example"
    assert read(mail)["To"].addresses[0].addr_spec == mailbox


@pytest.mark.parametrize(
    "text",
    [
        "",
        "desk",
        "desk@",
        "@desk.example",
        "a@desk.example, b@desk.example",
        "desk@desk.example\r\nBcc: evil@evil.example",
        "desk@desk.example>\r\nRCPT TO:<evil@evil.example",
        "مكتب@desk.example",
        "desk@مكتب.example",
        "d\x00esk@desk.example",
        f"{'x' * 5000}@desk.example",  # a path holds 256 octets (RFC 5321 §4.5.3.1.3)
        f"desk@{'x' * 250}.example",
    ],
)
def test_what_is_not_one_address_is_refused(text: str) -> None:
    """In plain words."""
    with pytest.raises(ValueError, match="is not a mail address"):
        address(text)
