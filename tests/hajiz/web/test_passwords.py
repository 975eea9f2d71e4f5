"""The password of the page."""

import pytest

from hajiz.web.passwords import Hash, fits, page_password, token_hash

WORDS = "correct horse battery staple"


def test_a_hash_fits_its_password_only() -> None:
    """Two hashes of one password differ."""
    one, other = str(Hash.of(WORDS)), str(Hash.of(WORDS))

    assert one != other
    assert fits(one, WORDS)
    assert not fits(one, WORDS + " ")
    assert page_password(one) == one


def test_a_hash_as_strong_as_owasp_asks() -> None:
    """N = 2^15, r = 8, p = 3."""
    assert str(Hash.of(WORDS)).startswith("scrypt$32768$8$3$")


def test_a_password_fits_itself_only() -> None:
    """Also one that is no Latin, or no text at all."""
    assert fits("حاجز على الطريق", "حاجز على الطريق")
    assert not fits(WORDS, "")
    assert not fits(WORDS, "\ud800")


@pytest.mark.parametrize(
    "secret",
    [
        "short",
        "scrypt$",
        "scrypt$32768$8$3$c2FsdA==$short",
        "scrypt$33000$8$3$c2FsdA==$" + "A" * 43 + "=",
        "scrypt$1073741824$8$3$c2FsdA==$" + "A" * 43 + "=",
        "scrypt$32768$0$3$c2FsdA==$" + "A" * 43 + "=",
    ],
)
def test_what_is_no_password_is_refused(secret: str) -> None:
    """Too short, cut off, or a hash that nobody could wait for."""
    with pytest.raises(ValueError):
        page_password(secret)


def test_a_sessions_hash_depends_on_the_password() -> None:
    """So a new one ends all sessions."""
    one, same, other = (token_hash(secret, b"k", "t") for secret in ("a" * 8, "a" * 8, "b" * 8))

    assert one == same != other
