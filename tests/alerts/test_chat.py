"""What chats are told: plain paragraphs in which nothing calls anybody."""

import re

import pytest

from alerts.digests.layout.chat import harmless, harmless_link
from model.digest import OutletState
from tests.alerts.digest_samples import NORTH, coverage, desk_morning, digest, found, only


def paragraphs(brief: str) -> list[str]:
    """Return what a channel may send one by one."""
    return brief.split("\n\n")


def test_a_brief_has_a_paragraph_an_item() -> None:
    """The subject first; then title, outlet and link; at last what could not be seen."""
    message = only(desk_morning())
    first, *items, last = paragraphs(message.brief)

    assert first == message.subject
    assert len(items) == 8
    assert items[0].splitlines() == [
        "1. Aid convoy reaches Hasakah after two days",
        "SANA (state news agency of Syria) · Thu 19 Nov 09:00 · seen 16:00 Damascus",
        "https://news.example/2",
    ]
    assert last.startswith("What we could not see:\nNorth Press: failing since Wed")


def test_a_brief_names_the_worst_of_many_blind_spots() -> None:
    """Chats take short messages; the mail has the rest."""
    seen = coverage([OutletState(NORTH, f"reason {n} " + "x" * 400) for n in range(40)])
    last = paragraphs(only(digest(seen=seen)).brief)[-1]

    assert len(last) < 2500
    assert "and 32 things more: hajiz status" in last
    assert last.splitlines()[-1].endswith("items read.")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (
            "<!channel> <@U012> <http://evil.example|click>",
            "‹!channel› ‹＠U012› ‹http://evil.example∣click›",
        ),
        ("@everyone @here", "＠everyone ＠here"),
        ("[safe](http://evil.example)", "[safe] (http://evil.example)"),
        ("```code``` `x`", "ˋˋˋcodeˋˋˋ ˋxˋ"),
        ("*bold* **b** _i_ ~s~", "∗bold∗ ∗∗b∗∗ ＿i＿ ∼s∼"),
        ("||spoiler||", "∣∣spoiler∣∣"),
        ("# heading", "• heading"),
        ("> quote", "› quote"),
        ("7*7 snake_case 5~6 #1 [x] (y)", "7*7 snake_case 5~6 #1 [x] (y)"),
        ("{{7*7}} and ${7*7}", "{{7*7}} and ${7*7}"),
        ("رتل عسكري – «نبأ»", "رتل عسكري – «نبأ»"),
    ],
)
def test_fm_096_markup_of_chats_is_disarmed(written: str, shown: str) -> None:
    """Signs that mark up nothing stay."""
    assert harmless(written) == shown


def test_fm_096_a_hostile_title_stays_harmless_in_a_brief() -> None:
    """Also in the subject, and in the name of an outlet."""
    message = only(digest(found(1, "<!channel> @here [x](http://evil.example) ‹*now*›")))

    assert not re.search(r"<|@|\]\(|\*now", message.brief)


def test_links_survive_chats() -> None:
    """What a chat would read as emphasis or the end of a link is encoded."""
    assert harmless_link("https://news.example/@a/(b)*c*?d=[1]") == (
        "https://news.example/%40a/%28b%29%2Ac%2A?d=%5B1%5D"
    )
