"""What a digest's links carry: nobody but us can make one, and each copy has its own."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels import unsubscribe
from alerts.channels.unsubscribe import Subscription
from alerts.label_links import LONGEST_LINK, LinkMaker, Offer, make_token, personal, read_token

KEY, OTHER = bytes(range(32)), bytes(32)
OFFER = Offer(8123, ("convoys", "checkpoints"), "noise", "morning", "anna@example.org")
MAKER = LinkMaker("https://hajiz.example.org", KEY, "morning", ("", "anna@example.org"))

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(
    st.integers(1, 1 << 62),
    st.lists(words, max_size=5).map(tuple),
    st.sampled_from(["relevant", "noise", "unsure"]),
    words,
    words,
)
def test_a_token_gives_back_what_it_was_made_of(
    number: int, rules: tuple[str, ...], verdict: str, digest: str, recipient: str
) -> None:
    """In characters that need no escape in an address or in HTML."""
    offer = Offer(number, rules, verdict, digest, recipient)  # type: ignore[arg-type]

    token = make_token(KEY, offer)

    assert read_token(KEY, token) == offer
    assert all(each.isascii() and (each.isalnum() or each in "-_.") for each in token)
    assert read_token(OTHER, token) is None


@pytest.mark.parametrize("at", range(0, 120, 7))
def test_a_token_that_was_touched_is_nobodys(at: int) -> None:
    """One letter changed, cut off or put on."""
    token = make_token(KEY, OFFER)
    at %= len(token)
    changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]

    assert [read_token(KEY, each) for each in (changed, token[:at], f"{token}A")] == [None] * 3


def test_an_unsubscribe_token_is_no_label_and_the_other_way_round() -> None:
    """The same key signs both, each for its own purpose."""
    away = unsubscribe.make_token(KEY, Subscription("mail", "anna@example.org", "morning"))

    assert read_token(KEY, away) is None
    assert unsubscribe.read_token(KEY, make_token(KEY, OFFER)) is None


def test_who_speaks_is_the_recipient_or_the_digest() -> None:
    """A webhook has no name of its own."""
    assert OFFER.who == "anna@example.org"
    assert replace(OFFER, recipient="").who == "digest morning"


def test_a_copy_has_the_links_of_its_recipient() -> None:
    """Only ours are changed, and never to more than the room that was left for it."""
    links = MAKER.links(8123, ["convoys"])
    assert links is not None
    foreign = "https://hajiz.example.org/label/WzFd.AAAA and https://evil.example/label/x.y"
    text = f'<a href="{links.relevant}">a</a> {links.noise} {foreign}'

    own = personal(text, KEY, "anna@example.org")

    assert foreign in own
    assert links.noise not in own
    token = own.partition("/label/")[2].partition('"')[0]
    expected = Offer(8123, ("convoys",), "relevant", "morning", "anna@example.org")
    assert read_token(KEY, token) == expected
    assert len(own) - len(text) <= links.room
    assert personal(own, KEY, "anna@example.org") == own


def test_links_fit_into_a_line_of_a_mail() -> None:
    """An item that fired rules without end has none, rather than broken ones."""
    short, long = MAKER.links(1, ["convoys"]), MAKER.links(1, ["rule-with-a-name"] * 50)

    assert short is not None
    assert len(short.noise) < 120
    assert long is None
    most = next(n for n in range(60, 0, -1) if MAKER.links(1, ["r" * 10] * n))
    links = MAKER.links(1, ["r" * 10] * most)
    assert links is not None
    assert len(personal(links.noise, KEY, "anna@example.org")) <= LONGEST_LINK
