"""Tokens of unsubscribe links: readable by whoever has them, made by us alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.channels.unsubscribe import Subscription, make_token, read_token

KEY = bytes(range(32))
DESK = Subscription("desk-mail", "desk@desk.example", "morning")


@given(st.builds(Subscription, st.text(), st.text(), st.text()))
def test_a_token_is_read_as_it_was_made(subscription: Subscription) -> None:
    """Whatever a channel, a recipient or a digest is called."""
    token = make_token(KEY, subscription)

    assert read_token(KEY, token) == subscription
    assert token.replace("-", "a").replace("_", "a").replace(".", "a").isalnum()
    assert token.isascii()


def test_fm_099_a_token_cannot_be_made_or_changed_without_the_key() -> None:
    """Every single character counts, and no second spelling of it is accepted."""
    token = make_token(KEY, DESK)
    others = (make_token(bytes(32), DESK), make_token(KEY, Subscription("a", "b", "c")))

    assert read_token(bytes(32), token) is None
    assert read_token(KEY, f"{others[1].partition('.')[0]}.{token.partition('.')[2]}") is None
    for place, char in enumerate(token):
        for other in {"A", "B", "-", "_", "=", "."} - {char}:
            assert read_token(KEY, token[:place] + other + token[place + 1 :]) is None
        assert read_token(KEY, token[:place] + token[place + 1 :]) is None
    for addition in ("=", "\n", " ", "A", "AA", ".", "\0", "é"):
        assert read_token(KEY, token + addition) is None
        assert read_token(KEY, addition + token) is None


@given(st.text())
def test_fm_099_nonsense_is_no_token(text: str) -> None:
    """And does not raise."""
    assert read_token(KEY, text) is None


def test_the_key_must_be_long_enough() -> None:
    """A short one could be guessed; an empty one proves nothing."""
    with pytest.raises(ValueError, match="at least 32 bytes"):
        make_token(b"short", DESK)
    assert read_token(b"", make_token(KEY, DESK)) is None
