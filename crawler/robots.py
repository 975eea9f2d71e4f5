"""
What a site's robots.txt says: sitemaps, and which pages it does not want programs to read.

Takes the file's text (RFC 9309); fetches nothing and decides nothing.
"""

from protego import Protego

_LOOKED_AT = 500 * 1024  # characters; RFC 9309 §2.5 asks for 500 KiB at least


class Robots:
    """One robots.txt, read once and asked often."""

    def __init__(self, text: str) -> None:
        self._parsed = _parsed(text)

    def may_read(self, url: str, user_agent: str) -> bool:
        """Say whether it lets a program of this name read *url*."""
        return bool(self._parsed.can_fetch(url, user_agent))

    def pause(self, user_agent: str) -> float:
        """Return the seconds it wants between two requests of that program; 0 if it is silent."""
        return float(self._parsed.crawl_delay(user_agent) or 0)


def sitemaps_in(robots: str) -> tuple[str, ...]:
    """Return the addresses of the sitemaps *robots* names, in its order."""
    return tuple(dict.fromkeys(_parsed(robots).sitemaps))


def _parsed(robots: str) -> Protego:
    return Protego.parse(robots[:_LOOKED_AT])
