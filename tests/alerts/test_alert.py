"""How an alert and a notice look: one screen, with everything one needs to act on."""

from datetime import UTC, datetime

import pytest

from alerts.digests.render_alert import render_alert
from alerts.digests.render_notice import render_notice
from model.digest import Alert, Trouble
from model.message import Message
from tests.alerts.digest_samples import END, MAYADEEN, SANA, START, alert, at, found

FOOT = (
    "event evt_1convoys and 1 event more · rules 3f2a9c1d · "
    "change what you get: config.toml, [[alerts]] convoys"
)


def only(made: Alert) -> Message:
    """Render an alert that takes one message."""
    (message,) = render_alert(made, END)
    return message


def lines(message: Message) -> list[str]:
    """Return the plain text by lines, without the indent."""
    return [line.strip() for line in message.text.splitlines() if line.strip()]


def test_an_alert_is_one_screen() -> None:
    """Title, outlet, the sentence that fired, when and why, link, id."""
    made = alert(
        found(
            1,
            "US ‹convoy› turned back",
            "A ‹convoy› of five left.",
            seen=at(8),
            rules=("convoys", "qamishli"),
        )
    )
    message = only(made)

    assert (message.id, message.kind, message.name) == ("evt_1convoys", "alert", "convoys")
    assert message.subject == "Hajiz alert convoys: US convoy turned back (SANA)"
    assert lines(message) == [
        "Hajiz · alert convoys · Thu 19 Nov 2026, 15:00 Damascus",
        "US ‹convoy› turned back",
        "SANA (state news agency of Syria)",
        "A ‹convoy› of five left.",
        "Thu 19 Nov 15:00 Damascus · rules: convoys, qamishli",
        "https://news.example/1",
        FOOT,
    ]
    assert message.html.count("<h1") == 1


def test_an_alert_of_many_is_a_list() -> None:
    """Newest first, two lines each."""
    message = only(
        alert(found(1, seen=at(2)), found(2, "‹رتل›", outlet=MAYADEEN, seen=at(3), published=at(3)))
    )

    assert message.subject == "Hajiz alert convoys: 2 items – «\u2068رتل\u2069»"
    assert "2 items from 2 outlets" in lines(message)
    assert lines(message)[2:5] == [
        "1. \u2068‹رتل›\u2069",
        "\u2068الميادين\u2069 (pan-Arab, Beirut) · Thu 19 Nov 10:00 Damascus · rules: convoys",
        "https://news.example/2",
    ]


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("quiet hours", "held since Thu 19 Nov 07:00 Damascus during quiet hours"),
        (
            "cooldown",
            "held since Thu 19 Nov 07:00 Damascus: an alert had gone out shortly before",
        ),
        ("a strike", "held since Thu 19 Nov 07:00 Damascus: a strike"),
    ],
)
def test_an_alert_says_why_it_was_held(reason: str, said: str) -> None:
    """Nobody should think that it happened just now; in chats too."""
    message = only(alert(found(1), held_since=START, held_for=reason))

    assert said in lines(message)
    assert message.brief.endswith(said)


def test_an_alert_hangs_under_the_message_it_follows() -> None:
    """The caller says which; parts of one alert follow its first otherwise."""
    assert only(alert(found(1), thread="evt_before")).thread == "evt_before"
    parts = render_alert(alert(*[found(n) for n in range(60)]), END, max_size=9_000)
    assert {part.thread for part in parts[1:]} == {parts[0].id}


def test_an_alert_in_arabic() -> None:
    """Our words are, the outlet's stay as they are."""
    message = only(
        alert(found(1), language="ar", held_since=START, held_for="quiet hours", name="الأرتال")
    )

    assert message.subject == (
        "تنبيه الأرتال من Hajiz: \u2068A convoy passed\u2069 (\u2068SANA\u2069)"
    )
    assert "أُرجئ منذ الخميس 19 تشرين الثاني 07:00 بتوقيت دمشق بسبب ساعات الهدوء" in lines(message)


def test_a_notice_says_what_happened_and_what_to_do() -> None:
    """One sentence a line, in every form."""
    trouble = Trouble(
        "not_x",
        "the channel desk was closed by its receiver",
        ("The server answered 410.", "Hajiz keeps what waits.", "Then: hajiz deliveries retry"),
        datetime(2026, 11, 20, 4, tzinfo=UTC),
        "Asia/Damascus",
    )
    message = render_notice(trouble, END)

    assert (message.id, message.kind) == ("not_x", "notice")
    assert message.subject == "Hajiz notice: the channel desk was closed by its receiver"
    assert lines(message) == [
        "Hajiz · notice · Fri 20 Nov 2026, 07:00 Damascus",
        "The channel desk was closed by its receiver",
        "- The server answered 410.",
        "- Hajiz keeps what waits.",
        "- Then: hajiz deliveries retry",
        "message not_x",
    ]
    assert message.brief.split("\n\n") == [message.subject, *trouble.lines]
    assert SANA.name not in message.html
