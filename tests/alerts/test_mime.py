"""A message as mail: what another program reads out of it is what we put in."""

import email
import random
import re
from base64 import b64decode
from dataclasses import replace
from email import policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import getaddresses

import pytest

from alerts.channels.headers import Address, address, encoded
from alerts.channels.mime import compose
from tests.alerts.hostile import header_injections
from tests.alerts.message_samples import MADE_AT, MESSAGE, PICTURE, PICTURED

SENDER = Address("Hajiz", "hajiz@desk.example")
DESK = Address("Desk", "desk@desk.example")
HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "X-Event-Id",
    "List-Id",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Precedence",
    "MIME-Version",
    "Content-Type",
]
WORDS = [
    *("convoy", "checkpoint", "US", "of", "21", "«»", "–", ";", ":", ",", ".", "100%", "(x)"),
    *("رتل", "أمريكي", "القامشلي،", "حاجزٌ", "عند", "الحسكة", "ـــ", "؟", "\u2068رتل\u2069"),
    *("Kamışlı'nın", "Камышлы", "колонна", "Qamişlo", "e\u0301", "😀", "👩\u200d👩\u200d👧"),
    *("=?utf-8?q?x?=", "a=b", "?=", "=?", "\\", '"', "'"),
]


def read(mail: bytes) -> EmailMessage:
    """Read a mail the modern way."""
    message = email.message_from_bytes(mail, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def subjects_of(mail: bytes) -> set[str]:
    """Read the subject in three independent ways."""
    legacy = email.message_from_bytes(mail)  # compat32: another decoder than the modern one
    raw = legacy["Subject"]
    by_hand = "".join(
        b64decode(word).decode() for word in re.findall(r"=\?utf-8\?b\?([^?]*)\?=", raw)
    )
    return {str(make_header(decode_header(raw))), by_hand or raw, str(read(mail)["Subject"])}


def titled(subject: str) -> bytes:
    """Return a mail with this subject."""
    return compose(replace(MESSAGE, subject=subject), SENDER, DESK)


def test_both_parts_are_read_as_written() -> None:
    """Plain text first, HTML second, both UTF-8 in base64."""
    mail = read(compose(MESSAGE, SENDER, DESK))

    plain, html = mail.iter_parts()
    assert plain.get_content().splitlines() == MESSAGE.text.splitlines()
    assert html.get_content().splitlines() == MESSAGE.html.splitlines()
    assert [part["Content-Transfer-Encoding"] for part in (plain, html)] == ["base64", "base64"]
    assert mail.get_content_type() == "multipart/alternative"


def test_fm_100_the_mail_says_who_made_it_and_that_a_machine_did() -> None:
    """Stable id in two places; no autoresponder answers."""
    mail = read(compose(MESSAGE, SENDER, DESK))

    assert mail["Message-ID"] == "<dig_abcdefghijklmnopqrstuvwxyz@desk.example>"
    assert mail["X-Event-Id"] == MESSAGE.id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == MADE_AT
    assert mail["From"] == "Hajiz <hajiz@desk.example>"
    assert list(mail.keys()) == HEADERS


def test_a_picture_is_shown_inside_the_page() -> None:
    """A related part of the HTML, found by the id the HTML names; the text stays beside both."""
    mail = read(compose(PICTURED, SENDER, DESK))

    plain, related = mail.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert related.get_content_type() == "multipart/related"
    html, picture = related.iter_parts()
    assert 'src="cid:days"' in html.get_content()
    assert (picture["Content-ID"], picture.get_content_type()) == ("<days>", "image/png")
    assert picture.get_content_disposition() == "inline"
    assert picture.get_content() == PICTURE
    assert mail.get_body(("html",)) is not None


def test_a_mail_names_the_one_it_follows() -> None:
    """Mail programs show them as one conversation."""
    mail = read(compose(replace(MESSAGE, thread="evt_first"), SENDER, DESK))

    assert mail["In-Reply-To"] == mail["References"] == "<evt_first@desk.example>"


@pytest.mark.parametrize(
    ("link", "post"),
    [
        ("https://desk.example/unsubscribe/x.y", "List-Unsubscribe=One-Click"),
        ("http://127.0.0.1:8000/unsubscribe/x.y", None),
    ],
)
def test_a_way_out_is_offered_with_one_click_where_it_is_encrypted(
    link: str, post: str | None
) -> None:
    """RFC 8058 asks for https; without it there is a link for people only."""
    mail = read(compose(MESSAGE, SENDER, DESK, link))

    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == post


def test_the_same_message_gives_the_same_bytes() -> None:
    """A repeat can be told as one."""
    assert compose(MESSAGE, SENDER, DESK) == compose(MESSAGE, SENDER, DESK)


def test_fm_097_ten_thousand_mixed_subjects_come_back_as_they_were() -> None:
    """Arabic, Latin, Cyrillic, emoji and encoded-looking words, read by three decoders."""
    chance = random.Random(97)
    for _ in range(10_000):
        subject = " ".join(chance.choices(WORDS, k=chance.randint(1, 30))).strip()

        header = f"Subject: {encoded(subject)}"

        assert max(len(line) for line in header.split("\r\n")) <= 76
        assert subjects_of(f"{header}\r\n\r\n".encode("ascii")) == {subject}


PLACES = ["subject", "id", "name", "thread", "sender name", "recipient name"]


@pytest.mark.parametrize("part", PLACES)
def test_fm_096_nothing_in_a_message_can_add_a_header(part: str) -> None:
    """500 payloads in every text that reaches a header: one subject, no header of theirs."""
    payloads = header_injections()
    assert len(payloads) >= 500
    for payload in payloads:
        message = replace(
            MESSAGE,
            subject=payload if part == "subject" else MESSAGE.subject,
            id=payload if part == "id" else MESSAGE.id,
            name=payload if part == "name" else MESSAGE.name,
            thread=payload if part == "thread" else "",
        )
        sender = Address(payload, SENDER.mail) if part == "sender name" else SENDER
        recipient = Address(payload, DESK.mail) if part == "recipient name" else DESK

        mail = compose(message, sender, recipient)

        assert max(len(line) for line in mail.split(b"\r\n")) <= 998
        assert b"\n" not in mail.replace(b"\r\n", b"")
        legacy = email.message_from_bytes(mail)
        followed = ["In-Reply-To", "References"] if message.thread else []
        assert [name for name in legacy if name not in followed] == HEADERS
        assert len(legacy.keys()) == len(HEADERS) + len(followed)
        assert [a for _, a in getaddresses([legacy["From"], legacy["To"]])] == [
            SENDER.mail,
            DESK.mail,
        ]


def test_fm_096_an_encoded_looking_subject_stays_literal() -> None:
    """What an outlet wrote to look encoded is not decoded by anyone."""
    literal = "=?utf-8?q?=0D=0ABcc:_evil@evil.example?="

    assert subjects_of(titled(literal)) == {literal}


def test_line_breaks_and_surrogates_in_a_subject_become_harmless() -> None:
    """The mail goes out, the words are there."""
    assert subjects_of(titled("a\r\nBcc: b\u2028c\ud800\x00d")) == {"a Bcc: b c\ufffd d"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("desk@desk.example", "desk@desk.example"),
        ("Desk <desk@desk.example>", "Desk <desk@desk.example>"),
        ('"Desk, NES" <desk@desk.example>', '"Desk, NES" <desk@desk.example>'),
    ],
)
def test_an_address_is_written_as_it_was_read(text: str, shown: str) -> None:
    """Names that need quotes keep them."""
    assert str(address(text)) == shown


def test_a_name_outside_ascii_is_read_back() -> None:
    """A desk may be called what it is called."""
    mail = read(compose(MESSAGE, SENDER, address("مكتب الرصد <desk@desk.example>")))

    assert mail["To"].addresses[0].display_name == "مكتب الرصد"


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
    ],
)
def test_what_is_not_one_address_is_refused(text: str) -> None:
    """In plain words."""
    with pytest.raises(ValueError, match="is not a mail address"):
        address(text)


def test_lone_surrogates_in_the_body_do_not_stop_the_mail() -> None:
    """They are replaced."""
    mail = read(compose(replace(MESSAGE, text="a\ud800", html="b\udfff"), SENDER, DESK))

    plain, html = mail.iter_parts()
    assert plain.get_content().strip() == "a\ufffd"
    assert html.get_content().strip() == "b\ufffd"
