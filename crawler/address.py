"""
Addresses as the same place is spelled differently.

Knows the syntax of web addresses (RFC 3986 §6.2); asks no server whether two of them agree.
"""

from urllib.parse import SplitResult, unquote, urlsplit

_PORTS = {"http": 80, "https": 443}
_TELEGRAM = frozenset({"t.me", "telegram.me", "telegram.dog"})


def place_of(address: str) -> str:
    """
    Return what all spellings of one address have in common; equal means the same place.

    Scheme, case and encoding of the host, the scheme's own port, percent-encoding, a slash at the
    end and the fragment make no difference. Case of the path and the query do: servers tell them
    apart. Names of Telegram channels have no case, and two addresses each.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = host_of(parts), _port(parts)
    except ValueError:
        return address.strip()
    path = unquote(parts.path).rstrip("/")
    if host in _TELEGRAM:
        host, path = "t.me", path.casefold().removeprefix("/s/").strip("/")
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}/{path.removeprefix('/')}{query}"


def host_of(parts: SplitResult) -> str:
    """Return the host in small letters as DNS writes it; "" if there is none."""
    host = (parts.hostname or "").rstrip(".")
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _port(parts: SplitResult) -> str:
    is_usual = parts.port in {None, _PORTS.get(parts.scheme.lower())}
    return "" if is_usual else f":{parts.port}"
