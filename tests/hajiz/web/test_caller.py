"""Who asks, as far as a connection tells."""

from ipaddress import ip_network

import pytest

from hajiz.config.plans import WebPlan
from hajiz.web.caller import is_ours, read_caller

PUBLIC = "https://hajiz.example.org"
TRUSTED = (ip_network("127.0.0.1"), ip_network("10.0.0.0/8"))


def caller(headers: dict[str, str], *, peer: str = "127.0.0.1", trusted: bool = False) -> object:
    """Read a connection from *peer*; return address, host, https and directness."""
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    plan = WebPlan("127.0.0.1:8099", PUBLIC, "", TRUSTED if trusted else ())
    found = read_caller({"type": "http", "headers": raw, "client": (peer, 1)}, plan)
    return found.address, found.host, found.is_https, found.is_direct


def test_a_browser_at_this_machine_is_direct() -> None:
    """By any of its names."""
    assert caller({"Host": "localhost:8099"}) == ("127.0.0.1", "localhost", False, True)
    assert caller({"Host": "[::1]:8099"}, peer="::1") == ("::1", "::1", False, True)
    assert caller({"Host": "127.0.0.1"}, peer="::ffff:127.0.0.1")[3]  # type: ignore[index]


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_who_comes_through_another_server_is_not_direct(header: str) -> None:
    """Whatever that server says."""
    assert not caller({"Host": "localhost", header: ""})[3]  # type: ignore[index]


def test_a_stranger_is_not_believed() -> None:
    """Neither an address nor HTTPS."""
    said = {"Host": "localhost", "X-Forwarded-For": "1.2.3.4", "X-Forwarded-Proto": "https"}

    assert caller(said) == ("127.0.0.1", "localhost", False, False)


@pytest.mark.parametrize(
    ("chain", "address"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("6.6.6.6, 1.2.3.4, 10.1.1.1", "1.2.3.4"),
        ("nonsense, 10.1.1.1", "10.1.1.1"),
        ("10.2.2.2, 10.1.1.1", "10.2.2.2"),
        ("", "127.0.0.1"),
    ],
)
def test_fm_113_trusted_proxies_are_believed_as_far_back_as_they_are_trusted(
    chain: str, address: str
) -> None:
    """The last one that is not trusted is who asks; what they wrote themselves is nothing."""
    said = {"Host": "hajiz.example.org", "X-Forwarded-For": chain, "X-Forwarded-Proto": "https"}

    assert caller(said, trusted=True) == (address, "hajiz.example.org", True, False)


@pytest.mark.parametrize("host", ["a b", "x/y", "x@y", "[::1", "x:y", "x:123456"])
def test_a_host_that_is_none_is_nobodys(host: str) -> None:
    """And none of ours."""
    assert caller({"Host": host})[1] == ""  # type: ignore[index]
    assert not is_ours("", WebPlan("", ""))
