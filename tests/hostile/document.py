"""
What a hostile document is: bytes made on demand, with the way an outlet would serve them.

A corpus is made, not kept: the largest of its documents would not fit into a repository.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from model import OutletKind

Bytes = Callable[[], bytes]
Size = Callable[[int], int]  # a number of things, to the scale of the corpus

XML = "application/xml"
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Hostile:
    """One document: the trick it plays, its name, what it pretends to be, and its bytes."""

    trick: str
    name: str
    make: Bytes
    kind: OutletKind | None = "feed"  # None: an article's page
    content_type: str = XML

    def __str__(self) -> str:
        return f"{self.kind or 'article'}-{self.trick}-{self.name}"


def scaled(scale: float) -> Size:
    """Return what brings numbers to *scale*; ten stay ten."""
    return lambda number: max(10, int(number * scale))


def rss(inside: str | bytes, head: str = "", start: str = "") -> bytes:
    """Return an RSS document with *inside* in its channel; *start* stands before the root."""
    inner = inside.encode("utf-8", "surrogatepass") if isinstance(inside, str) else inside
    opening = f'{start}<rss version="2.0"><channel><title>H</title>{head}'.encode()
    return opening + inner + b"</channel></rss>"


def item(inside: str, title: str = "Convoy") -> str:
    """Return one item with *inside* in it."""
    return f"<item><title>{title}</title><link>http://h.test/1</link>{inside}</item>"


def atom(inside: str, attributes: str = "") -> bytes:
    """Return an Atom document with *inside* in its feed."""
    start = f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>H</title>'
    return f"{start}{inside}</feed>".encode("utf-8", "surrogatepass")


def of(trick: str, **made: bytes | Bytes) -> Iterator[Hostile]:
    """Yield feeds that play one *trick*, by their names."""
    for name, body in made.items():
        yield Hostile(trick, name, body if callable(body) else (lambda body=body: body))


def cut(trick: str, sample: bytes, like: Hostile, most: int = 40) -> Iterator[Hostile]:
    """Yield *sample* cut off at its structural points: before and within every tag and text."""
    points = [place for place, byte in enumerate(sample) if byte in b'<>"'][1:]
    step = max(1, len(points) // most)
    for point in points[::step]:
        yield Hostile(
            trick,
            f"{like.name}-{point}",
            lambda point=point: sample[:point],
            like.kind,
            like.content_type,
        )
