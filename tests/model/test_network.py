"""The one rule for addresses; what the crawler's tests ask of it is not asked again."""

from ipaddress import ip_network

import pytest

from model.network import METADATA, BlockedAddressError, Guard, is_metadata

EVERYTHING = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@pytest.mark.parametrize("network", METADATA)
def test_fm_006_no_allow_list_opens_metadata(network: object) -> None:
    """Not by all there is, and not by the address itself."""
    address = str(network).partition("/")[0]

    for allowed in (EVERYTHING, (ip_network(address),)):
        assert "cloud metadata" in Guard(allowed).refusal(address)


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("10.1.2.3", '["10.1.2.3/32"]'),
        ("::ffff:10.1.2.3", '["10.1.2.3/32"]'),
        ("::1", '["::1/128"]'),
        ("fe80::7%eth0", '["fe80::7/128"]'),
    ],
)
def test_a_refusal_says_what_to_write_and_where(address: str, line: str) -> None:
    """Copied into config.toml, it lets just this address in."""
    words = Guard(table="sending").refusal(address)

    assert words.endswith(f"allow_networks under [sending] in config.toml: allow_networks = {line}")
    Guard([ip_network(line[2:-2])]).check(address)


def test_a_refusal_is_an_error_of_the_system() -> None:
    """So that libraries pass it on as they do with every connection that fails."""
    with pytest.raises(OSError, match="refused to connect"):
        Guard().check("127.0.0.1")
    assert issubclass(BlockedAddressError, OSError)


@pytest.mark.parametrize(
    ("network", "is_so"),
    [("169.254.169.254/32", True), ("169.254.1.0/24", True), ("fd00:ec2::/48", True),
     ("100.64.0.0/10", False), ("::/0", False), ("127.0.0.0/8", False)],
)  # fmt: skip
def test_a_network_of_metadata_alone_is_told(network: str, is_so: bool) -> None:
    """One that holds more may be meant."""
    assert is_metadata(ip_network(network)) is is_so
