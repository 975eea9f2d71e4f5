"""Short texts with a proof."""

import pytest

from alerts.signed import sign, signed

KEY, OTHER = bytes(range(32)), bytes(32)


@pytest.mark.parametrize("length", [16, 32])
def test_what_was_signed_is_read_again(length: int) -> None:
    """With the same key, purpose and length only."""
    token = sign(KEY, b"one", b'["\xd8\xad", 1]', length)

    assert signed(KEY, b"one", token, length) == b'["\xd8\xad", 1]'
    assert signed(OTHER, b"one", token, length) is None
    assert signed(KEY, b"two", token, length) is None
    assert signed(KEY, b"one", token, 48 - length) is None


@pytest.mark.parametrize("forged", ["", ".", "a", "a.b", "ü.ü", "YQ==.YQ", "Yf.YQ", "YQ.\u2028"])
def test_what_is_no_token_is_none(forged: str) -> None:
    """Whatever it is: it comes from an address anybody may ask."""
    assert signed(KEY, b"one", forged) is None


def test_a_key_that_is_too_short_proves_nothing() -> None:
    """An empty one would make everybody us."""
    with pytest.raises(ValueError, match="at least 32 bytes"):
        sign(b"", b"one", b"body")
    assert signed(b"", b"one", sign(KEY, b"one", b"body")) is None
